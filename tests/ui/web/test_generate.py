"""The generated files of the page are current, and their values are written nowhere else."""

import re
from pathlib import Path

from formcheck.output.draw.palette import LIGHT
from formcheck.ui import keymap
from formcheck.ui.terminal import terminal_texts as terminal
from formcheck.ui.web.site import PAGE
from formcheck.ui.window import window_texts as window
from tests.ui.web import generate
from tests.ui.web.generate import build_page_files

_COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|rgba?\(\s*\d", re.IGNORECASE)


def test_the_made_files_are_what_would_be_made_now() -> None:
    stale = [
        path.name for path, text in build_page_files().items() if path.read_text("utf-8") != text
    ]
    assert not stale, "run: python -m tests.ui.web.generate"


def test_colours_stand_in_the_palette_alone() -> None:
    sources = {*PAGE.rglob("*.css"), *PAGE.rglob("*.js")} - set(build_page_files())
    for path in sources:
        found = _COLOUR.findall(path.read_text("utf-8"))
        assert not found, path.name


def test_the_generator_of_the_page_defines_no_colour() -> None:
    source = Path(generate.__file__).read_text(encoding="utf-8")
    assert _COLOUR.findall(source) == []
    assert re.findall(r"\(\d+, \d+, \d+\)", source) == []


def test_the_icon_has_the_accent_of_the_palette() -> None:
    icon = (PAGE / "icon.svg").read_text(encoding="utf-8")
    assert f'fill="{LIGHT["accent"]}"' in icon


def test_every_colour_of_a_style_sheet_is_known() -> None:
    sheets = "".join(path.read_text("utf-8") for path in PAGE.rglob("*.css"))
    scripts = "".join(path.read_text("utf-8") for path in PAGE.rglob("*.js"))
    used = set(re.findall(r"var\((--[\w-]+)\)", sheets))
    defined = set(re.findall(r"(--[\w-]+):", sheets))
    assert used <= defined
    assert {name for name in defined - used if name not in scripts} == set()


def test_the_keys_that_are_shown_are_those_that_work() -> None:
    in_window = {*keymap.SESSION_KEYS, keymap.MUTE, keymap.FULL_SCREEN, keymap.QUIT}
    sitting = {
        keymap.CALIBRATE, keymap.DECLINE, keymap.REST, keymap.STRETCH, keymap.POSTPONE,
        keymap.SKIP, keymap.MUTE, keymap.QUIT,
    }  # fmt: skip
    assert list_shown_keys(vars(window)) == in_window - {keymap.ESCAPE}
    assert list_shown_keys(vars(terminal)) == sitting


def list_shown_keys(names: dict[str, object]) -> set[str]:
    labels = [str(text) for name, text in names.items() if name.startswith("KEY_")]
    keys = {label.split("  ")[0] for label in labels}
    return {keymap.SPACE if key == "space" else key for key in keys}
