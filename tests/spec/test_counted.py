"""Doses, repetitions and questions that make no sense are told at their line."""

from __future__ import annotations

import pytest

from formcheck.body import Side
from formcheck.spec import Spec, SpecError, parse_spec, plan_for
from tests.coach.conftest import PARTIAL, TINY, raises

BOTH = 'sides = ["left", "right"]'


def problems_of(text: str) -> list[tuple[str, str]]:
    with pytest.raises(SpecError) as caught:
        parse_spec(text, "x.toml")
    lines = text.splitlines()
    return [(lines[p.line - 1].strip(), p.message) for p in caught.value.problems]


def spec_of(text: str) -> Spec:
    return parse_spec(text, "x.toml")


def dose(text: str) -> str:
    return TINY.replace("hold_s = 4", text)


@pytest.mark.parametrize(
    ("text", "unit", "round_s", "rounds"),
    [
        ("hold_s = 20\nholds = 3", "hold", 20.0, 3),
        ("hold_s = 20\nholds = 3\nsets = 2", "hold", 20.0, 6),
        ("breaths = 5\nsets = 5\nper_day = 2\nweeks = [2, 4]", "breath", 50.0, 5),
        ("breaths = 4\nin_s = 3\nout_s = 5\npause_s = 1", "breath", 36.0, 1),
    ],
)
def test_a_dose_is_a_number_of_rounds_of_some_seconds(
    text: str, unit: str, round_s: float, rounds: int
) -> None:
    spec = spec_of(dose(text))
    assert (spec.dose.unit, spec.dose.round_s, spec.dose.rounds) == (unit, round_s, rounds)
    plan = plan_for(spec, Side.LEFT)
    assert (plan.hold_s, plan.holds, plan.goal) == (round_s, rounds, rounds)


def test_repetitions_over_all_sets_are_the_goal() -> None:
    plan = plan_for(spec_of(raises(dose="reps = 12\nsets = 3")), Side.LEFT)
    assert (plan.hold_s, plan.holds, plan.reps, plan.goal) == (0.0, 3, 12, 36)


def test_a_release_is_a_hold_of_its_least_time_on_every_spot() -> None:
    text = dose("release = { start = [5, 7], goal = 2, least_s = 25, spots = 3 }")
    asks = '[[ask]]\nkind = "pain"\nquestion = "How strong is it now?"\n[[example]]'
    plan = plan_for(spec_of(text.replace("[[example]]", asks, 1)), Side.LEFT)
    assert (plan.unit, plan.hold_s, plan.holds) == ("release", 25.0, 3)


@pytest.mark.parametrize(
    ("text", "at", "says"),
    [
        ("holds = 2", "[dose]", "Exactly one of hold_s, reps, breaths and release"),
        ("hold_s = 20\nbreaths = 5", "[dose]", "found hold_s, breaths"),
        ("breaths = 5\nholds = 2", "holds = 2", "goes only with hold_s"),
        ("hold_s = 4\nin_s = 5", "in_s = 5", "goes only with breaths"),
        ("hold_s = 4\nalternate = true", "alternate = true", "goes only with reps"),
        ("breaths = 5\nin_s = 1\nout_s = 1", "in_s = 1", "30 breaths a minute"),
        ("breaths = 5\nin_s = 60", "in_s = 60", "less than or equal to 15"),
        ("hold_s = 4\nweeks = [4, 2]", "weeks = [4, 2]", "rising"),
        (
            "hold_s = 4\nprogress = { from = 5, to = 15 }",
            "progress = { from = 5, to = 15 }",
            "the dose lies between them",
        ),
        (
            "release = { start = [5, 7], goal = 6 }",
            "release = { start = [5, 7], goal = 6 }",
            "goal lies below it",
        ),
        (
            "release = { start = [5, 7], goal = 2 }",
            "release = { start = [5, 7], goal = 2 }",
            'kind = "pain"',
        ),
        ("reps = 5", "reps = 5", "[rep]: add that table"),
    ],
)  # fmt: skip
def test_a_dose_that_makes_no_sense_is_told(text: str, at: str, says: str) -> None:
    found = problems_of(dose(text))
    assert any(line == at and says in message for line, message in found), found


@pytest.mark.parametrize(
    ("rep", "at", "says"),
    [
        ("back = 60", "back = 60", "below what is a try"),
        ("back = 20", "back = 20", "at low or above it"),
        ('start = "either"\nback = 90', "back = 90", "back lies between them"),
        ("min_s = 9\nmax_s = 5", "max_s = 5", "max_s lies above min_s"),
    ],
)
def test_a_repetition_that_makes_no_sense_is_told(rep: str, at: str, says: str) -> None:
    found = problems_of(raises(rep))
    assert any(line == at and says in message for line, message in found), found


@pytest.mark.parametrize(
    ("old", "new", "at", "says"),
    [
        ('measure = "raise_deg"', 'measure = "rise_deg"', "measure =", 'mean "raise_deg"?'),
        ("high = 80", "high = 20", "high = 20", "high lies above low"),
        ("high = 80", "high = 38", "high = 38", "noise would count"),
        ("reps = 4", "hold_s = 4", "[rep]", "give their number"),
        (
            "need = { facing_deg = [-30, 30] }\nfor_s",
            "need = { raise_deg = [45, 180] }\nfor_s",
            "need = { raise_deg",
            "let the whole movement through",
        ),
    ],
)
def test_a_driver_that_makes_no_sense_is_told(old: str, new: str, at: str, says: str) -> None:
    text = raises()
    assert old in text
    found = problems_of(text.replace(old, new, 1))
    assert any(line.startswith(at) and says in message for line, message in found), found


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ("above = { bend_deg = 50 }", "not both"),
        ('during = ["high"]', "leave during out"),
        ("within_s = 1.0", "go together"),
    ],
)
def test_a_fault_told_by_a_repetition_has_nothing_else(more: str, says: str) -> None:
    found = problems_of(raises(faults=f"{PARTIAL}{more}"))
    assert any(says in message for _, message in found), found


def test_a_fault_of_repetitions_needs_some_and_no_two_tell_the_same() -> None:
    text = TINY.replace("[[example]]", f"{PARTIAL}\n[[example]]", 1)
    assert any("only with [rep]" in message for _, message in problems_of(text))
    twice = raises(faults=f"{PARTIAL}{PARTIAL.replace('too-low', 'too-low-too')}")
    assert any("told by another fault" in message for _, message in problems_of(twice))
    short = raises(faults=PARTIAL.replace('"partial"', '"short"'))
    assert any("needs dose.rep_hold_s" in message for _, message in problems_of(short))


ZONED = """
[[fault]]
id = "bent-above"
title = "Bent at the top"
cue = "Straighten your arm."
above = { bend_deg = 30 }
during = ["high"]
priority = 2
[[example]]
phase = "hold"
given = { raise_deg = 90, bend_deg = 35 }
expect = ["bent-above"]
[[example]]
phase = "hold"
given = { raise_deg = 50, bend_deg = 35 }
"""


def test_a_fault_of_one_zone_may_lie_within_the_gate_and_fires_only_there() -> None:
    first = '[[example]]\nphase = "hold"\ngiven = { raise_deg = 90, bend_deg = 5 }'
    text = raises().replace(first, f"{ZONED.split('[[example]]', 1)[0]}{first}")
    examples = "[[example]]".join(["", *ZONED.split("[[example]]")[1:]])
    text += examples
    bent_too = 'expect = ["elbow-bent"]'
    text = text.replace(bent_too, 'expect = ["elbow-bent", "bent-above"]', 1)
    assert [fault.id for fault in spec_of(text).fault] == ["elbow-bent", "bent-above"]


def test_sides_that_take_turns_are_two_sides() -> None:
    text = raises(dose="reps = 4\nalternate = true", sides='["both"]')
    text = text.replace('of = "work"', 'of = "left"')
    assert any("take turns" in message for _, message in problems_of(text))
    spec_of(raises(dose="reps = 4\nalternate = true"))


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        ('answers = ["yes"]', "at least two answers"),
        ('kind = "pain"\nanswers = ["yes", "no"]', "has its own answers"),
        ('kind = "ready"\nat_s = 5', "before the start"),
        ('answers = ["yes", "no"]\nreplies = { maybe = "Hm." }', "none of its answers"),
        ('kind = "pain"\nreplies = { "11" = "Ease off." }', "none of its answers"),
    ],
)
def test_a_question_that_makes_no_sense_is_told(ask: str, says: str) -> None:
    table = f'[[ask]]\nquestion = "Does it hurt?"\n{ask}\n[[example]]'
    found = problems_of(TINY.replace("[[example]]", table, 1))
    assert any(says in message for _, message in found), found


def test_the_class_must_be_given_and_a_grade_is_unknown() -> None:
    assert any(
        '"class" is missing' in m for _, m in problems_of(TINY.replace('class = "form"', ""))
    )
    graded = TINY.replace('class = "form"', 'class = "form"\ngrade = "A"')
    assert any('"grade" is not a key' in m for _, m in problems_of(graded))
    misspelt = TINY.replace('class = "form"', 'clas = "form"')
    assert any('Did you mean "class"?' in m for _, m in problems_of(misspelt))
