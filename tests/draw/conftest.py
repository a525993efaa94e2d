"""The analysed session that the outputs tell of, for the drawing too."""

from tests.report.conftest import analysis

__all__ = ["analysis"]
