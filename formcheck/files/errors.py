"""The error whose text is shown to the user."""

from collections.abc import Iterator
from contextlib import contextmanager

from formcheck.files.escapes import escape_line


class FormcheckError(Exception):
    """One sentence that says what is wrong, where, and what to do.

    The command line prints it and exits with 2; ``--debug`` shows the traceback. Characters in it
    that a terminal would obey, as in the name of a file, are escaped; ``sentence`` is as it was
    given, which `Words.say` may know in another language.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__(escape_line(sentence))
        self.sentence = sentence


class UnwrittenError(FormcheckError):
    """An output that its folder, its disk or its reader does not accept."""


@contextmanager
def explain_failure(what: str, kind: type[FormcheckError] = FormcheckError) -> Iterator[None]:
    """An OSError within it becomes an error of that kind: what failed, and the system's reason."""
    try:
        yield
    except OSError as error:
        raise kind(f"{what}: {error.strerror or error}.") from error
