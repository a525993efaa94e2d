"""Every colour of videos, photos and the window, and those of the page that reports use too.

``tests.ui.web.generate`` writes these and the other colours of the page into its style sheet.
"""

from __future__ import annotations

Colour = tuple[int, int, int]
"""Red, green, blue, 0..255."""

# On a picture of the camera.
GOOD: Colour = (64, 205, 150)
"""Calm green, towards blue, so that colour-blind eyes distinguish it from amber."""
CORRECT: Colour = (255, 178, 36)
STOP: Colour = (255, 92, 88)
"""Red, for pain and nothing else."""
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
"""By the values of ``MarkTone`` and ``Mood``."""

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
"""Pages and reports by day and by night."""
LIGHT = {name: day for name, (day, _) in _PAGE.items()}
DARK = {name: night for name, (_, night) in _PAGE.items()}
