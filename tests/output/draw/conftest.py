"""The analysed session that the outputs tell of, for the drawing too."""

from tests.output.report.conftest import analysis

__all__ = ["analysis"]
