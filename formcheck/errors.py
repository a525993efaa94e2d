"""The one error that a user is meant to read."""

from __future__ import annotations


class FormcheckError(Exception):
    """One sentence that says what is wrong, where, and what to do.

    The command line prints it and exits with 2; ``--debug`` shows the traceback.
    """
