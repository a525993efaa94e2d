from __future__ import annotations

import pytest

from formcheck.flow.words import ENGLISH, Words
from formcheck.monitor.actions import Action, action_of
from formcheck.run.catalogue import bundled_dir, read_spec
from formcheck.run.desk import desk_stretches, fits_a_desk
from formcheck.run.languages import words_for


def test_the_catalogues_desk_stretches_are_found_sitting_ones_first() -> None:
    found = [read_spec(bundled_dir() / f"{one.id}.toml") for one in desk_stretches(ENGLISH)]
    sitting = [spec.position == "sitting" for spec in found]
    assert sitting == sorted(sitting, reverse=True)
    ids = {spec.id for spec in found}
    assert {"seated-twist", "cross-body-shoulder-stretch", "overhead-lat-stretch"} <= ids
    assert not {"seated-twist-floor", "bridge-pose", "cat-cow"} & ids


def test_what_needs_a_wall_or_the_whole_body_in_the_picture_does_not_fit() -> None:
    specs = [read_spec(path) for path in bundled_dir().glob("wall-*.toml")]
    assert specs
    assert not any(map(fits_a_desk, specs))


@pytest.mark.parametrize("words", [ENGLISH, words_for("de")], ids=["en", "de"])
def test_their_titles_are_in_the_persons_language(words: Words) -> None:
    titles = {one.title for one in desk_stretches(words)}
    assert ("Seated twist" in titles) == (words is ENGLISH)


def test_keys_mean_what_suits_the_moment() -> None:
    def means(key: str, **now: bool) -> Action | None:
        usual = {"paused": False, "in_break": False, "offered": False}
        return action_of(key, **{**usual, **now})

    assert [means(key) for key in "cpb+smq"] == [
        Action.CALIBRATE, Action.PAUSE, Action.BREAK, Action.POSTPONE, Action.SKIP, Action.MUTE,
        Action.QUIT,
    ]  # fmt: skip
    assert means("p", paused=True) is Action.RESUME
    assert means("b", in_break=True) is Action.STRETCH
    assert means("s", in_break=True) is Action.END
    assert means("n") is None
    assert means("n", offered=True) is Action.DECLINE
    assert means("x") is None
