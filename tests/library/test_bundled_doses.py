"""Doses in words, measured accuracy, and what is only explained."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from formcheck.core.body import Side
from formcheck.core.coach import Repetition, SideSummary
from formcheck.core.coach.events import Duration
from formcheck.core.stretch import RepShortcoming, Spec, build_dose, parse_spec, plan_for
from formcheck.files.errors import FormcheckError
from formcheck.library import accuracy, catalogue
from formcheck.library.catalogue import find_card, list_cards, load_spec
from formcheck.library.words import (
    describe_dose,
    describe_movement,
    describe_repetitions,
    format_duration,
)
from tests.core.stretch.tiny import PARTIAL, TINY, make_raises

PAIN = '[[ask]]\nkind = "pain"\nquestion = "How strong is it now?"\n'


def make_hold_spec(text: str, sides: str = '["left", "right"]') -> Spec:
    made = TINY.replace("hold_s = 4", text).replace('["left", "right"]', sides)
    if sides == '["both"]':
        made = made.replace('of = "work"', 'of = "each"').replace("{side}", "")
    return parse_spec(made + PAIN * ("release" in text), "x.toml")


def make_rep_spec(text: str) -> Spec:
    return parse_spec(make_raises(dose=text), "x.toml")


@pytest.mark.parametrize(
    ("dose", "words", "short"),
    [
        ("hold_s = 20\nholds = 3", "3 x 20 s on each side", "3 x 20 s"),
        (
            "breaths = 5\nsets = 5\nper_day = 2\nweeks = [2, 4]",
            "5 sets of 5 breaths on each side, twice a day, for 2-4 weeks",
            "5 x 5 breaths",
        ),
        (
            "hold_s = 30\nprogress = { from = 20, to = 45 }",
            "1 x 30 s on each side, from 20 s, building up to 45 s",
            "30 s",
        ),
        ("hold_s = 180\nat_least = true", "at least 1 x 180 s on each side", "180 s"),
        (
            "release = { start = [5, 7], goal = 2, spots = 3 }",
            "3 spots on each side, until pain of 5 to 7 out of 10 has eased to 2, 20 to 120 s each",
            "until it eases",
        ),
    ],
)
def test_a_dose_is_told_in_words(dose: str, words: str, short: str) -> None:
    spec = make_hold_spec(dose)
    assert (describe_dose(spec), build_dose(spec.dose).short_words) == (words, short)


@pytest.mark.parametrize(
    ("dose", "words", "short"),
    [
        ("reps = 1", "1 repetition on each side", "1 rep"),
        (
            "reps = 12\nrep_hold_s = 5\nsets = 3",
            "3 sets of 12 repetitions on each side, 5 s at the peak of each",
            "3 x 12 reps",
        ),
        (
            "reps = 10\nsets = 2\nalternate = true\nper_day = 2\nweeks = [3, 3]",
            "2 sets of 10 repetitions on each side, in turn, twice a day, for 3 weeks",
            "2 x 10 reps",
        ),
        (
            "reps = 5\nprogress = { from = 5, to = 15 }",
            "5 repetitions on each side, from 5, building up to 15",
            "5 reps",
        ),
    ],
)
def test_a_dose_of_repetitions_is_told_in_words(dose: str, words: str, short: str) -> None:
    spec = make_rep_spec(dose)
    assert (describe_dose(spec), build_dose(spec.dose).short_words) == (words, short)


@pytest.mark.parametrize("sides", ['["both"]', '["left"]'])
def test_where_no_two_sides_take_their_turn_nothing_is_said_of_sides(sides: str) -> None:
    assert describe_dose(make_hold_spec("breaths = 5", sides)) == "5 breaths"


def test_the_goal_of_a_side_is_told_in_its_unit() -> None:
    plans = [
        plan_for(make_hold_spec(dose), Side.LEFT)
        for dose in ("hold_s = 20", "hold_s = 20\nholds = 2", "breaths = 5\nsets = 2")
    ]
    assert [plan.dose.goal_words for plan in plans] == [
        "20 s",
        "2 holds of 20 s",
        "2 sets of 5 breaths",
    ]
    assert (
        plan_for(make_rep_spec("reps = 12\nsets = 2"), Side.LEFT).dose.goal_words
        == "24 repetitions"
    )


def make_summary(*reps: Repetition) -> SideSummary:
    plan = plan_for(parse_spec(make_raises(faults=PARTIAL), "x.toml"), Side.LEFT)
    return SideSummary(
        plan, 0.0, (), sum(r.counted for r in reps), (), (), (), (), (),
        False, False, False, reps,
    )  # fmt: skip


def test_why_repetitions_do_not_count_is_told_by_reason() -> None:
    side = make_summary(
        Repetition(3.0, 6.0),
        Repetition(12.0, 14.0, RepShortcoming.PARTIAL),
        Repetition(17.0, 19.0, RepShortcoming.PARTIAL),
        Repetition(22.0, 25.0, RepShortcoming.FORM, "elbow-bent"),
    )
    assert describe_repetitions(side) == (
        "1 of 4 repetitions counted; 2 turned back too early at 0:12 and 0:17; "
        "1 not in good form (elbow bent) at 0:22."
    )
    many = make_summary(*[Repetition(4.0 * i, 4.0 * i + 2, RepShortcoming.FAST) for i in range(8)])
    assert describe_repetitions(many).endswith("8 too fast between 0:00 and 0:28.")


@pytest.mark.parametrize(
    ("count", "when"),
    [(1, "at 0:00"), (4, "at 0:00, 0:04, 0:08 and 0:12"), (5, "between 0:00 and 0:16")],
)
def test_the_times_of_a_few_repetitions_are_all_told(count: int, when: str) -> None:
    fast = [Repetition(4.0 * i, 4.0 * i + 2, RepShortcoming.FAST) for i in range(count)]
    assert describe_repetitions(make_summary(*fast)).endswith(f"{count} too fast {when}.")


def test_the_range_and_times_of_a_repetition_are_told_with_their_errors() -> None:
    """A length has decimals, and no value is below 0."""
    spec = load_spec("bridge-reps")
    plan = plan_for(spec, spec.sides[0])
    times = {"up": Duration(1.24, 0.5), "top": Duration(5.1, 0.3), "down": Duration(1.41, 0.62)}
    rep = Repetition(3.0, 6.0, nearest=-0.004, farthest=0.62, sigma=0.094, **times)
    assert describe_movement(plan, rep) == (
        "0 to 0.62 shin lengths ±0.09; 1.2 ±0.5 s out, 5.1 ±0.3 s there, 1.4 ±0.6 s back"
    )
    raises = plan_for(parse_spec(make_raises(), "x.toml"), Side.LEFT)
    rep = Repetition(3.0, 6.0, RepShortcoming.CUT_OFF, nearest=-0.4, farthest=88.6, sigma=6.2)
    assert describe_movement(raises, replace(rep, up=Duration(1.0, 0.4))) == (
        "0 to 89 degrees ±6; 1.0 ±0.4 s out; begun but cut off by the end"
    )


@pytest.mark.parametrize(
    ("length_s", "words"),
    [(0.9, "0 s"), (12.7, "12 s"), (59.9, "59 s"), (119.6, "1 min 59 s"), (120.0, "2 min")],
)
def test_a_length_of_time_is_never_rounded_up(length_s: float, words: str) -> None:
    assert format_duration(length_s) == words


@pytest.mark.parametrize(("held_s", "whole"), [(9.8, 0), (9.95, 1), (29.0, 2), (51.0, 5)])
def test_only_whole_breaths_count(held_s: float, whole: int) -> None:
    assert build_dose(make_hold_spec("breaths = 5").dose).count_breaths([held_s]) == whole
    assert build_dose(make_hold_spec("hold_s = 20").dose).count_breaths([40.0]) == 0


def test_accuracy_is_what_was_measured_or_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = {
        "videos": 8, "right": 5, "false": 1, "counted_s": 24.0, "true_s": 40.0, "faults": 4,
        "told": 3, "judged": {"arm": 0.5, "elbow": 0.49},
    }  # fmt: skip
    reps = {**one, "counted_s": 0.0, "true_s": 0.0, "faults": 0, "told": 0}
    file = tmp_path / "accuracy.json"
    monkeypatch.setattr(accuracy, "_FILE", file)
    twist, cat, fold = map(load_spec, ("seated-twist", "cat-cow", "seated-chair-forward-fold"))
    assert accuracy.find_accuracy(twist) is None
    desk = {**one, "right": 2, "judged": {"arm": 0.0}}
    stretches = {"seated-twist": {"two metres": one, "desk": desk}, "cat-cow": {"two metres": reps}}
    file.write_text(json.dumps({"measured": "2026-11-21", "stretches": stretches}))
    accuracy._load_measured.cache_clear()
    assert accuracy.describe_accuracy(accuracy.find_accuracy(twist)) == (
        "5 of 8 correct performances judged correctly, 60% of their seconds counted; 1 reported a "
        "fault that was not there; 3 of 4 faults reported (rendered people, 2026-11-21)"
    )
    assert accuracy.describe_accuracy(accuracy.find_accuracy(cat)) == (
        "5 of 8 correct performances judged correctly; 1 reported a fault that was not there "
        "(rendered people, 2026-11-21)"
    )
    assert accuracy.describe_accuracy(accuracy.find_accuracy(fold)) == "not measured"
    far, near = accuracy.find_accuracy(twist), accuracy.find_accuracy(twist, "desk")
    assert far is not None
    assert near is not None
    assert [far.is_mostly_judged(name) for name in ("arm", "elbow", "never measured")] == [
        True,
        False,
        False,
    ]
    assert (near.right, near.is_mostly_judged("arm")) == (2, False)
    assert accuracy.find_accuracy(cat, "desk") is None
    accuracy._load_measured.cache_clear()


def test_what_is_only_explained_says_why_and_what_to_do_instead() -> None:
    ids = {card.id for card in list_cards()}
    assert {"bar-hang", "desk-micro-break", "lat-pull-around-stretch"} <= ids
    for card in list_cards():
        assert card.see
        assert find_card(card.id) == card
    assert find_card("overhead-lat-stretch") is None


def test_a_broken_card_is_told_with_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cards").mkdir()
    (tmp_path / "cards" / "odd.toml").write_text('id = "odd"\n')
    monkeypatch.setattr(catalogue, "find_bundled_dir", lambda: tmp_path)
    with pytest.raises(FormcheckError, match=r"odd\.toml"):
        list_cards()
