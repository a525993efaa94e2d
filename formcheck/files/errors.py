"""The error whose text is shown to the user."""

from collections.abc import Iterator
from contextlib import contextmanager

from formcheck.files.escapes import escape_line


class FormcheckError(Exception):
    """One sentence that says what is wrong, where, and what to do.

    The command line prints it and exits with 2; ``--debug`` shows the traceback. Control characters
    in it, as from a file name, are escaped; ``sentence`` is the original, which `Words.say` may
    translate.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(escape_line(sentence))
        self.sentence = sentence


class UnwrittenError(FormcheckError):
    """An output was not accepted by its folder, its disk or its reader."""


@contextmanager
def explain_failure(what: str, kind: type[FormcheckError] = FormcheckError) -> Iterator[None]:
    """Turns an OSError in its block into an error of that kind: what failed, and why."""
    try:
        yield
    except OSError as error:
        raise kind(f"{what}: {error.strerror or error}.") from error
