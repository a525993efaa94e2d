"""The languages of a session: English, and one file of translations for each other language."""

import locale
import os
import tomllib
from functools import cache
from pathlib import Path

from formcheck.core.language import ENGLISH, Words
from formcheck.files.errors import FormcheckError

FOLDER = Path(__file__).resolve().parent / "translations"
"""One file for each language, named by its code: tables of English sentences and translations.

The tables only group sentences by where they come from; each sentence is in just one.
"""
SUFFIX = ".toml"
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")  # in the POSIX order of precedence


@cache
def list_languages() -> tuple[str, ...]:
    """Returns the codes of the available languages, English first."""
    others = {path.stem for path in FOLDER.glob(f"*{SUFFIX}")} - {ENGLISH.language}
    return (ENGLISH.language, *sorted(others))


@cache
def load_words(language: str) -> Words:
    """Returns the words of the language of that code.

    Raises FormcheckError for a language that is not available, listing those that are, and for a
    file that cannot be used.
    """
    if language == ENGLISH.language:
        return ENGLISH
    if language not in list_languages():
        known = ", ".join(list_languages())
        raise FormcheckError(f'There is no language "{language}": choose one of {known}.')
    return Words(language, _load_table(FOLDER / f"{language}{SUFFIX}"))


def choose_default_language() -> str:
    """Returns the code of the system's language, if available; otherwise "en"."""
    for name in (*map(os.environ.get, _VARIABLES), _read_system_locale()):
        if name:
            code = name.replace("-", "_").split("_")[0].split(".")[0].lower()
            if code not in list_languages():  # "german": Windows names languages in English
                code = locale.normalize(code).split("_")[0]
            return code if code in list_languages() else ENGLISH.language
    return ENGLISH.language


def _read_system_locale() -> str | None:
    """Returns the language on systems without those variables (Windows, macOS)."""
    try:
        return locale.getlocale()[0]
    except ValueError:  # a name that Python cannot read
        return None


def _load_table(path: Path) -> dict[str, str]:
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise FormcheckError(f"The language file {path} cannot be read: {error}.") from error
    table: dict[str, str] = {}
    for name, part in raw.items():
        if not isinstance(part, dict) or not all(isinstance(text, str) for text in part.values()):
            raise FormcheckError(
                f"The language file {path} has no table of sentences at {name!r}: "
                'write [table] and below it "English" = "translation".'
            )
        if twice := sorted(table.keys() & part.keys()):
            raise FormcheckError(
                f"The language file {path} translates {twice[0]!r} twice: keep one of them."
            )
        table |= part
    return table
