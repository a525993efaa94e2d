"""Which quantities are called judged from a desk, and which only from two metres."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from formcheck.engine.judged import (
    NOT_MEASURED,
    Judged,
    find_judged,
    list_hardly_seen,
    list_judged_lines,
    name_quantity,
)
from formcheck.library import accuracy
from formcheck.library.catalogue import load_spec, read_specs
from formcheck.library.languages import load_words

FIGURES = {
    "videos": 4, "right": 2, "false": 0, "counted_s": 9.0, "true_s": 20.0, "faults": 0, "told": 0,
}  # fmt: skip
TWIST = "seated-twist"


@pytest.fixture
def write_card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Yields a function that writes the judged shares of the seated twist, by view."""
    file = tmp_path / "accuracy.json"
    monkeypatch.setattr(accuracy, "_FILE", file)

    def write(**judged: dict[str, float]) -> None:
        views = {
            view.replace("_", " "): {**FIGURES, "judged": shares} for view, shares in judged.items()
        }
        raw = {"measured": "2026-11-21", "stretches": {TWIST: views}}
        file.write_text(json.dumps(raw), encoding="utf-8")
        accuracy._load_measured.cache_clear()

    accuracy._load_measured.cache_clear()
    yield write
    accuracy._load_measured.cache_clear()


def test_each_quantity_stands_in_one_list_by_the_views_that_judge_it(write_card: Any) -> None:
    write_card(
        two_metres={"twist": 0.8, "front-hand": 1.0, "hips": 0.5, "level": 0.4},
        desk={"twist": 0.5, "front-hand": 0.0, "hips": 0.49, "level": 0.9},
    )
    assert find_judged(load_spec(TWIST)) == Judged(
        desk_measured=True,
        in_both=("twist of the trunk (change)",),
        at_two_metres=("turn of the hips (change)", "hand-to-opposite-knee gap (other side)"),
        at_desk=("rise of the shoulders",),
        in_neither=(
            "trunk length (change)",
            "trunk lean forward",
            "ear-to-shoulder gap (change)",
            "twist of the trunk (speed)",
        ),
    )
    ((view, words),) = list_judged_lines(load_spec(TWIST))
    assert view == "From a desk"
    assert words.startswith(
        "judged: twist of the trunk (change); judged only from here: rise of the shoulders; only "
        "from two metres: turn of the hips (change), hand-to-opposite-knee gap (other side); "
        "from neither:"
    )


def test_where_a_desk_judges_nothing_that_is_said(write_card: Any) -> None:
    write_card(two_metres={"twist": 0.8}, desk={"twist": 0.1})
    ((_, words),) = list_judged_lines(load_spec(TWIST))
    assert words.startswith("judged: nothing; only from two metres: twist of the trunk (change);")


def test_a_desk_that_nobody_measured_is_not_guessed_at(write_card: Any) -> None:
    write_card(two_metres={"twist": 0.8, "level": 0.6, "hips": 0.1})
    (room, desk) = list_judged_lines(load_spec(TWIST))
    assert room[0] == "From two metres"
    assert room[1].startswith(
        "judged: twist of the trunk (change), rise of the shoulders; not judged: turn of the hips"
    )
    assert desk == ("From a desk", "not enough: it needs the whole body in the picture")
    found = find_judged(load_spec(TWIST))
    assert found is not None
    assert (found.desk_measured, found.in_both, found.at_desk) == (False, (), ())


def test_every_stretch_tells_of_a_desk(write_card: Any) -> None:
    write_card()
    assert list_judged_lines(load_spec("shoulder-blade-squeeze")) == (
        ("From a desk", NOT_MEASURED),
    )
    assert list_judged_lines(load_spec("cobra-pose")) == (
        ("From a desk", "not enough: it needs the whole body in the picture"),
    )
    assert find_judged(load_spec("cobra-pose")) is None
    for _, spec in read_specs():
        if spec is not None:
            assert [view for view, _ in list_judged_lines(spec)].count("From a desk") == 1


def test_a_fault_that_no_measured_view_shows_is_hardly_seen(write_card: Any) -> None:
    spec = load_spec(TWIST)
    write_card(two_metres={"twist": 0.8, "hips": 0.2}, desk={"hips": 0.1})
    of_twist = {fault.id for fault in spec.fault if fault.quantity == "twist"}
    of_hips = {fault.id for fault in spec.fault if fault.quantity == "hips"}
    assert of_twist
    assert of_hips
    assert not of_twist & list_hardly_seen(spec)
    assert of_hips <= list_hardly_seen(spec)
    assert list_hardly_seen(load_spec("cobra-pose")) == frozenset()


def test_what_no_video_judges_is_not_called_judged() -> None:
    """No fault uses the ear height of the cat-cow; its head drives the repetition."""
    found = find_judged(load_spec("cat-cow"))
    assert found is not None
    assert "elbow flexion" in found.at_two_metres
    assert "bend of the head (change)" in found.at_two_metres
    assert found.in_neither == ("ear height above the shoulder",)


def test_a_name_is_told_once() -> None:
    """Two quantities of the chest stretch are changes of the same measure."""
    names = [name_quantity(one) for one in load_spec("chest-stretch").quantity.values()]
    assert names.count("turn of the chest (change)") == 2
    for _, spec in read_specs():
        found = None if spec is None else find_judged(spec)
        if found is not None:
            told = [*found.in_both, *found.at_two_metres, *found.at_desk, *found.in_neither]
            assert len(told) == len(set(told))


def test_names_are_in_the_language_of_the_words() -> None:
    german = load_words("de")
    hand = load_spec(TWIST).quantity["front-hand"]
    assert name_quantity(hand, german) == "Abstand von Hand und anderem Knie (andere Seite)"


def test_the_card_that_comes_with_the_program_is_of_its_specs() -> None:
    """A quantity renamed since then would silently be called not judged."""
    for _, spec in read_specs():
        if spec is not None:
            for view in ("two metres", "desk"):
                found = accuracy.find_accuracy(spec, view)  # type: ignore[arg-type]
                assert found is None or set(found.judged) == set(spec.quantity), (spec.id, view)


def test_a_seated_twist_hides_its_hips_from_a_desk() -> None:
    """As measured: a laptop sees neither the hips nor the knee that the hand is on."""
    found = find_judged(load_spec(TWIST))
    assert found is not None
    assert "hand-to-opposite-knee gap (other side)" in found.at_two_metres
    assert "twist of the trunk (change)" in found.in_both
