from collections.abc import Iterator
from pathlib import Path

import pytest

from formcheck.files.errors import FormcheckError
from formcheck.library import languages as room
from formcheck.library.languages import choose_default_language, list_languages, load_words

NORSE = """
[session]
"Step back." = "Ga tilbake."

[spec]
"Hold {n}." = "Hold nummer {n}."
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Yields a translation folder with one language besides English."""
    (tmp_path / "no.toml").write_text(NORSE, encoding="utf-8")
    monkeypatch.setattr(room, "FOLDER", tmp_path)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    _forget()
    yield tmp_path
    _forget()


def _forget() -> None:
    list_languages.cache_clear()
    load_words.cache_clear()


def test_english_is_always_there_and_comes_first(folder: Path) -> None:
    assert list_languages() == ("en", "no")
    assert load_words("en")("Step back.") == "Step back."


def test_sentences_of_all_tables_are_translated(folder: Path) -> None:
    words = load_words("no")
    assert words.language == "no"
    assert words("Step back.") == "Ga tilbake."
    assert words("Hold {n}.", n=2) == "Hold nummer 2."
    assert words("Not in the file.") == "Not in the file."


def test_an_unknown_language_is_answered_with_the_known_ones(folder: Path) -> None:
    with pytest.raises(FormcheckError, match="choose one of en, no"):
        load_words("tlh")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('"Step back." = "Ga tilbake."', "no table of sentences"),
        ("[session]\nyes = 1", "no table of sentences"),
        ("[session\n", "cannot be read"),
        ('[a]\n"Go." = "Ga."\n[b]\n"Go." = "Dra."', "twice"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(folder: Path, text: str, what: str) -> None:
    (folder / "no.toml").write_text(text, encoding="utf-8")
    with pytest.raises(FormcheckError, match=what) as told:
        load_words("no")
    assert "no.toml" in str(told.value)


@pytest.mark.parametrize(
    ("variable", "value", "code"),
    [
        ("LANG", "no_NO.UTF-8", "no"),
        ("LC_ALL", "no", "no"),
        ("LANG", "fr_FR.UTF-8", "en"),
        ("LANG", "C", "en"),
        ("LANG", "", "en"),
    ],
)
def test_the_language_of_the_system_is_taken_where_it_is_there(
    folder: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, code: str
) -> None:
    monkeypatch.setenv(variable, value)
    assert choose_default_language() == code


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Norwegian_Norway", "no"),
        ("norwegian_Svalbard and Jan Mayen", "no"),
        ("no_SJ", "no"),
        ("German_Austria", "en"),
        ("Chinese (Simplified)_China", "en"),
        (None, "en"),
    ],
)
def test_windows_names_languages_in_english(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str | None, code: str
) -> None:
    monkeypatch.setattr(room.locale, "getlocale", lambda: (name, "1252"))
    assert choose_default_language() == code


def test_every_language_that_is_shipped_can_be_read() -> None:
    for code in list_languages():
        assert load_words(code).language == code
