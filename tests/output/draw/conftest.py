"""The analysed session of the report tests, for drawing."""

from tests.output.report.conftest import analysis

__all__ = ["analysis"]
