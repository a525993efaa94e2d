"""All colours of videos, photos, the window and the page.

``tests.ui.web.generate`` writes the page's colours into its style sheet and icon.
"""

Colour = tuple[int, int, int]
"""RGB, 0..255."""

# On camera frames.
GOOD: Colour = (64, 205, 150)
"""A bluish green, which colour-blind people can tell from amber."""
CORRECT: Colour = (255, 178, 36)
STOP: Colour = (255, 92, 88)
"""Red, used only for pain."""
QUIET: Colour = (176, 180, 188)
PLAIN: Colour = (240, 242, 245)
DIM: Colour = (120, 126, 136)
INK: Colour = (16, 20, 26)
TONES = {
    "faint": PLAIN,
    "plain": PLAIN,
    "unseen": QUIET,
    "good": GOOD,
    "correct": CORRECT,
    "stop": STOP,
}
"""Colour by value of ``MarkTone`` or ``Mood``."""

_PAGE = {
    "paper": ("#faf7f2", "#171513"),
    "raised": ("#fff", "#23201d"),
    "warm": ("#efe8dd", "#2e2a25"),
    "ink": ("#1d1b18", "#f3efe8"),
    "quiet": ("#645e55", "#b0a99d"),
    "line": ("#ddd5c9", "#3b3630"),
    "edge": ("#8a8277", "#857d72"),
    "accent": ("#33499c", "#b3c1ff"),
    "on-accent": ("#fff", "#141b3a"),
    "good": ("#14704f", "#5fd3a6"),
    "correct": ("#8a5200", "#ffb83d"),
    "unseen": ("#666b73", "#b0b4bc"),
    "stop": ("#b3261e", "#ff8a80"),
    "good-fill": ("#3cb387", "#3cb387"),
    "correct-fill": ("#f0a020", "#ffb224"),
    "unseen-fill": ("#9aa0a8", "#8d929a"),
}
"""Colours of pages and reports in the light and in the dark theme."""
LIGHT = {name: day for name, (day, _) in _PAGE.items()}
DARK = {name: night for name, (_, night) in _PAGE.items()}


def format_hex(colour: Colour) -> str:
    """Returns the colour as CSS hex."""
    return "#{:02x}{:02x}{:02x}".format(*colour)


WHITE: Colour = (255, 255, 255)
PAGE_QUIET: Colour = (190, 194, 202)
"""Lighter than QUIET, because the page draws on a brighter image."""
PAGE_ON_PICTURE = {
    "night": "#0e0d0c",
    "night-raised": "#1b1917",
    "night-hover": "#3a3733",
    "light": "#f5f3ef",
    "dimmed": "#cfcac2",
    "lit": "#d9d4cb",
    "lit-ink": DARK["paper"],
    "lit-good": format_hex(GOOD),
    "lit-correct": format_hex(CORRECT),
    "lit-stop": DARK["stop"],
    "lit-unseen": format_hex(PAGE_QUIET),
    "lit-still": "#d5d8dd",
    "cue-stop": "#8c1d18",
    "pain": LIGHT["stop"],
    "pain-hover": "#971d16",
}
"""Colours of the page's session view, which is dark in both themes."""
PAGE_PICTURES = {
    "frame": "#e9e1d5",
    "frame-wall": "#ede4d5",
    "frame-floor": "#e1d1c0",
    "frame-line": "#84796a",
    "frame-quiet": "#c9bdab",
    "hatch": LIGHT["correct"],
}
"""Colours of picture placeholders and of the hatching in plots, the same in both themes."""
DIMMED_BY_NIGHT = 0.88
"""Brightness of pictures in the dark theme."""
