"""Escapes characters that a terminal would obey, or that no file can hold, as in JSON."""

import codecs
import json
import re

_HIDDEN = "\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff"
_IN_TEXT = re.compile(f"[{_HIDDEN}]")
_IN_LINE = re.compile(rf"[\t\n{_HIDDEN}]")
_STYLED = re.compile(rf"(?:\x1b\[[0-9;?]*[A-Zhlm]|\r)|([{_HIDDEN}])")
"""What rich sends to a terminal: colours and cursor movements."""

ESCAPED = "formcheck.escaped"
"""Name of the error handler for ``str.encode`` that escapes what an encoding lacks, as JSON does.

In JSON the text stays the same: a name that is not UTF-8 comes back as Python had it.
"""


def escape_text(text: str) -> str:
    r"""Escapes the control characters in a text of one or more lines, such as ESC as ``\u001b``.

    Also bidirectional controls, which show a name in another order, and bytes that are not UTF-8.
    """
    return _IN_TEXT.sub(_escape, text)


def escape_line(text: str) -> str:
    r"""Does the same with a line end as ``\n``, so that a name can't begin a line of its own."""
    return _IN_LINE.sub(_escape, text)


def escape_styled(text: str) -> str:
    """Does the same for text from rich, but lets its colours and cursor movements through."""
    return _STYLED.sub(lambda found: _escape(found) if found[1] else found[0], text)


def escape_unencodable(text: str) -> str:
    """Escapes what UTF-8 can't hold, by ``ESCAPED``."""
    return text.encode(errors=ESCAPED).decode()


def _escape(found: re.Match[str]) -> str:
    return json.dumps(found[0])[1:-1]  # noqa: TID251 - one character, never a number


def _encode(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return json.dumps(lacking)[1:-1], error.end  # noqa: TID251 - text, never a number


codecs.register_error(ESCAPED, _encode)
