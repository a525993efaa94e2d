"""Texts for a working side."""

from __future__ import annotations

import pytest

from formcheck.body import Side
from formcheck.spec import say_side


@pytest.mark.parametrize(
    ("text", "left", "right"),
    [
        ("Raise your {side} arm.", "Raise your left arm.", "Raise your right arm."),
        ("With the {other_side} hand.", "With the right hand.", "With the left hand."),
        ("Hebe den {linken|rechten} Arm.", "Hebe den linken Arm.", "Hebe den rechten Arm."),
        ("{a|b} und {c|d}", "a und c", "b und d"),
        ("Both arms.", "Both arms.", "Both arms."),
        ("{n} seconds | {of}", "{n} seconds | {of}", "{n} seconds | {of}"),
    ],
)
def test_the_working_side_is_put_into_a_text(text: str, left: str, right: str) -> None:
    assert say_side(text, Side.LEFT) == left
    assert say_side(text, Side.RIGHT) == right
