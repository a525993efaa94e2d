"""Names in commands that are printed to be copied."""

import shlex
import subprocess
import sys


def quote_word(text: str) -> str:
    """Quotes the text as one word of a command line, for the shell of this system."""
    if sys.platform == "win32":  # where single quotes are characters like any other
        return subprocess.list2cmdline([text])
    return shlex.quote(text)
