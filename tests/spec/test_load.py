"""A spec file is taken whole or refused with every problem at its line."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.body import Side
from formcheck.spec import Spec, SpecError, parse_spec, plan_for

SPECS = sorted((Path(__file__).parents[2] / "stretch_specs").glob("*.toml"))
TEXTS = {p.stem: p.read_text() for p in SPECS}
GOOD = TEXTS["overhead-lat-stretch"]
CROSS_BODY = TEXTS["cross-body-shoulder-stretch"]


def problems_of(text: str) -> list[tuple[str, str]]:
    with pytest.raises(SpecError) as caught:
        parse_spec(text, "x.toml")
    lines = text.splitlines()
    return [(lines[p.line - 1].strip(), p.message) for p in caught.value.problems]


@pytest.mark.parametrize("path", SPECS, ids=lambda p: p.stem)
def test_every_shipped_spec_is_clean_and_named_like_its_file(path: Path) -> None:
    spec = parse_spec(path.read_text(), path.name)
    assert spec.id == path.stem
    for side in spec.sides:
        plan = plan_for(spec, side)
        assert plan.timed_phase.needs
        assert "{" not in "".join(
            [plan.view_say, *(p.say for p in plan.phases), *(f.cue for f in plan.faults)]
        )


@pytest.mark.parametrize("path", SPECS, ids=lambda p: p.stem)
def test_every_shipped_cue_is_short_and_calm(path: Path) -> None:
    for fault in parse_spec(path.read_text(), path.name).fault:
        assert len(fault.cue.split()) <= 10
        assert fault.cue.endswith(".")
        assert "!" not in fault.cue


def test_all_problems_are_told_at_once_each_at_its_line() -> None:
    text = GOOD.replace('quantity = "facing_deg"', 'quantity = "facing_dge"')
    text = text.replace('title = "Elbow too low"', 'tittle = "Elbow too low"')
    text = text.replace("hold_s = 20", "hold_s = -1")
    found = problems_of(text)
    assert (
        'quantity = "facing_dge"',
        '"facing_dge" is not a quantity. Did you mean "facing_deg"?',
    ) in found
    assert any(line.startswith("tittle") and 'Did you mean "title"?' in m for line, m in found)
    assert any(line == "hold_s = -1" for line, _ in found)
    assert len(found) == 4  # the misspelt title is also missing


def test_broken_toml_names_its_line() -> None:
    found = problems_of(GOOD.replace('id = "overhead-lat-stretch"', "id = overhead"))
    assert [line for line, _ in found] == ["id = overhead"]


@pytest.mark.parametrize(
    ("old", "new", "at", "says"),
    [
        (
            "below = { elbow_in_ratio = -0.66, elbow_up_ratio = 0.32 }",
            "below = { elbow_in_ratio = -0.5 }",
            "[[fault]]",
            "Good form in phase",
        ),
        (
            "above = { jerk_tl_s = 0.3 }",
            "above = { jerk_tls = 0.2 }",
            "above",
            'Did you mean "jerk_tl_s"',
        ),
        ("timed = true", "timed = false", "[[phase]]", "Exactly one phase is timed"),
        (
            'of = "work"\nslack = 0.05\n\n[measure.raise',
            "slack = 0.05\n\n[measure.raise",
            "[measure.elbow_up",
            "two sides",
        ),
        ('expect = ["yanking"]', "expect = []", "[[example]]", "gives yanking"),
    ],
    ids=["scolds", "undefined", "untimed", "sideless", "example"],
)
def test_what_makes_no_sense_is_told(old: str, new: str, at: str, says: str) -> None:
    assert old in GOOD
    found = problems_of(GOOD.replace(old, new, 1))
    assert any(line.startswith(at) and says in message for line, message in found), found


def test_a_measure_the_view_cannot_show_is_refused() -> None:
    text = GOOD.replace('quantity = "lean_to_side_deg"', 'quantity = "hips_back_ratio"').replace(
        'of = "other"\nslack = 5', "slack = 5", 1
    )
    assert any("can't be judged from the front view" in m for _, m in problems_of(text))


def test_the_sides_are_the_persons_own() -> None:
    spec: Spec = parse_spec(CROSS_BODY, "x.toml")
    left, right = plan_for(spec, Side.LEFT), plan_for(spec, Side.RIGHT)
    of = {d.name: d.of.value for d in left.definitions}
    assert of["raise_deg"] == "left"
    assert of["help_ratio"] == "right"
    assert {d.name: d.of.value for d in right.definitions}["help_ratio"] == "left"


def test_a_side_the_spec_does_not_work_is_refused() -> None:
    with pytest.raises(ValueError, match="no side both"):
        plan_for(parse_spec(GOOD, "x.toml"), Side.BOTH)


@given(st.text(max_size=200))
def test_any_text_is_refused_in_words_and_never_crashes(text: str) -> None:
    with pytest.raises(SpecError) as caught:
        parse_spec(text, "x.toml")
    assert re.match(r"x\.toml:\d+  ", caught.value.text())


@given(st.integers(0, 200), st.sampled_from(["", "x = 1", "[[fault]]", "slack = 'a'", "}"]))
def test_a_damaged_line_never_crashes_the_loader(number: int, row: str) -> None:
    rows = GOOD.splitlines()
    rows[number % len(rows)] = row
    with suppress(SpecError):
        assert parse_spec("\n".join(rows), "x.toml").id == "overhead-lat-stretch"
