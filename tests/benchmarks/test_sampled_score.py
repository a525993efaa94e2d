from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from benchmarks.sampled.camera_views import DESK, name_view
from benchmarks.sampled.score import (
    SPEED_MEASURE,
    find_bounds,
    find_leeway_s,
    score_film,
    sum_scores,
)
from benchmarks.sampled.shown_faults import (
    find_quantity,
    find_severity,
    find_unmapped,
    is_shown_true,
)
from benchmarks.sampled.truth import CameraPlace, FilmTruth
from formcheck.core.body import Side
from formcheck.core.coach import FaultSpan, Hold, SideSummary
from formcheck.core.stretch import plan_for
from formcheck.library.catalogue import load_spec
from reference.stretches import load_stretches
from tests.benchmarks.made_films import TIMES_S, film, make_step
from tests.benchmarks.sampled_scores import film_score

PLAN = plan_for(load_spec("cross-body-shoulder-stretch"), Side.LEFT)


class Found:
    """What formcheck came to, as far as a score asks."""

    def __init__(
        self,
        hold_s: float = 0.0,
        reps: int = 0,
        faults: tuple[FaultSpan, ...] = (),
        unfit: str = "",
    ) -> None:
        self.side = Side.LEFT
        self.unfit = (unfit,) if unfit else ()
        self.records = SimpleNamespace(sides=(), poses=None)
        self.sides = (
            SideSummary(
                plan=PLAN,
                held_s=hold_s,
                holds=(),
                reps=reps,
                attempts=(),
                phases=(),
                faults=faults,
                unseen=(),
                pauses=(),
                neutral_assumed=False,
                wrong_view=False,
                completed=False,
            ),
        )


def span(name: str, start_s: float, end_s: float) -> FaultSpan:
    return FaultSpan(start_s, end_s, name, start_s, "Do it better.")


def outcome(one: FilmTruth, found: Found | None) -> str:
    spec = load_spec(one.about.stretch or "seated-twist")
    return score_film("film", one, spec, found).outcome  # type: ignore[arg-type]


def test_the_hold_is_what_is_tolerated() -> None:
    # On the way in from 2 s the twist is enough from 2.5 s on, and too little again from 8.5 s.
    one = film(twist=make_step(2.5, 8.5, 30.0, 0.0))
    assert find_bounds(one) == pytest.approx((5.0, 6.0))


def test_time_in_neutral_is_never_right_to_count() -> None:
    assert find_bounds(film())[1] == pytest.approx(8.0)


def test_what_is_within_the_tolerance_counts_and_beyond_does_not() -> None:
    assert find_bounds(film(twist=make_step(3.0, 5.0, 52.0, 30.0)))[0] == pytest.approx(5.0)
    assert find_bounds(film(twist=make_step(3.0, 5.0, 53.0, 30.0)))[0] == pytest.approx(3.0)


def test_an_unknown_quantity_passes() -> None:
    assert find_bounds(film(twist=np.full(len(TIMES_S), np.nan)))[0] == pytest.approx(5.0)


def test_a_movement_just_before_the_hold_is_not_held_against_its_first_moments() -> None:
    name, quantity = next(
        (name, one)
        for name, one in load_stretches()["wall-corner-rhomboid-high"].quantities.items()
        if one.measure == SPEED_MEASURE
    )
    fast = quantity.fail_above + 1.0
    one = film("wall-corner-rhomboid-high", **{name: make_step(0.0, 3.5, fast, 0.0)})
    least, most = find_bounds(one)
    assert least == pytest.approx(4.5)
    assert most == pytest.approx(7.0)  # the hold and the way out


@pytest.mark.parametrize(
    ("hold_s", "expected"),
    [(5.0, "right"), (4.71, "right"), (4.6, "wrong"), (6.25, "right"), (6.4, "wrong"),
     (0.0, "nothing")],
)  # fmt: skip
def test_a_hold_is_right_between_least_and_most(hold_s: float, expected: str) -> None:
    one = film(twist=make_step(2.5, 8.5, 30.0, 0.0))
    assert outcome(one, Found(hold_s)) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (None, False),
        ((2.0, 4.9), False),
        ((2.0, 5.0), True),
        ((6.0, 9.0), True),
        ((6.1, 9.0), False),
    ],
)
def test_a_wrong_hold_is_covered_where_it_may_have_been_as_long_as_it_was(
    said: tuple[float, float] | None, expected: bool
) -> None:
    score = film_score(outcome="wrong", counted=3.0, least=5.0, most=6.0, said=said)
    assert score.is_covered is expected
    assert sum_scores([score, film_score()]).covered == 1 + expected


def test_what_the_holds_say_is_added_up() -> None:
    found = Found(3.0)
    holds = (
        Hold(2.0, 4.0, 2.0, counted=True, least_s=1.5, most_s=2.5),
        Hold(6.0, 7.0, 1.0, counted=True, least_s=0.5, most_s=3.0),
    )
    found.sides = (replace(found.sides[0], holds=holds),)
    score = score_film("f", film(), load_spec("seated-twist"), found)  # type: ignore[arg-type]
    assert score.said == (2.0, 5.5)


def test_a_long_hold_has_more_leeway() -> None:
    assert find_leeway_s(5.0) == 0.3
    assert find_leeway_s(20.0) == pytest.approx(1.0)


def test_nothing_is_right_where_nothing_is_tolerated() -> None:
    one = film(twist=np.zeros(len(TIMES_S)))
    assert outcome(one, Found(0.0)) == "right"
    assert outcome(one, Found(2.0)) == "wrong"


def test_good_form_of_which_the_joints_show_nothing_is_not_as_drawn() -> None:
    spec = load_spec("seated-twist")
    shown, never = film(twist=make_step(2.5, 8.5, 30.0, 0.0)), film(twist=np.zeros(len(TIMES_S)))
    forms = [score_film("f", one, spec, None).form for one in (shown, never, film(None))]
    assert forms == ["good", "not as drawn", "good"]


def test_a_film_that_can_not_be_judged_is_refused() -> None:
    assert outcome(film(), None) == "refused"
    assert outcome(film(), Found(unfit="The camera stands wrong.")) == "refused"


def test_whoever_walks_by_is_right_when_nothing_is_counted() -> None:
    one = film(None, phases=[("walk", 0.0, 10.0)])
    assert outcome(one, None) == "right"
    assert outcome(one, Found(0.0)) == "right"
    assert outcome(one, Found(2.0)) == "wrong"
    scored = score_film("f", one, load_spec("seated-twist"), Found(faults=(span("slump", 1, 2),)))  # type: ignore[arg-type]
    assert scored.false_faults == ("slump",)


@pytest.mark.parametrize(("reps", "expected"), [(1, "right"), (2, "wrong"), (0, "nothing")])
def test_repetitions_are_exact(reps: int, expected: str) -> None:
    one = film("cat-cow", reps=[(1.0, 4.0, True), (4.0, 6.0, False)])
    assert outcome(one, Found(reps=reps)) == expected


def test_a_fault_is_true_within_a_second_of_a_frame_that_shows_it() -> None:
    one = film(level=make_step(5.0, 6.0, 20.0, 0.0))
    spec = load_spec("seated-twist")
    assert is_shown_true(one, spec, span("shoulders-tilt", 6.5, 7.0)) is True
    assert is_shown_true(one, spec, span("shoulders-tilt", 7.2, 8.0)) is False
    assert is_shown_true(one, spec, span("slump", 5.0, 6.0)) is False


def test_a_fault_of_the_hold_is_false_on_the_way_in() -> None:
    one = film(twist=make_step(4.9, 10.0, 30.0, 0.0))  # too little in the hold until 4.9 s
    spec = load_spec("seated-twist")
    assert is_shown_true(one, spec, span("too-little", 3.0, 4.0)) is True
    assert is_shown_true(one, spec, span("too-little", 1.0, 1.8)) is False


def test_a_fault_without_a_value_is_not_judged() -> None:
    one = film(level=np.full(len(TIMES_S), np.nan))
    assert is_shown_true(one, load_spec("seated-twist"), span("shoulders-tilt", 4.0, 5.0)) is None


def test_a_fault_of_the_far_end_is_looked_for_there() -> None:
    phases = [("near", 0.0, 4.0), ("far", 4.0, 6.0), ("near", 6.0, 10.0)]
    spec = load_spec("kneeling-thoracic-twist")
    good = film("kneeling-thoracic-twist", phases, turn=make_step(4.0, 6.0, 50.0, 0.0))
    assert is_shown_true(good, spec, span("partial", 2.0, 8.0)) is False
    short = film("kneeling-thoracic-twist", phases, turn=make_step(4.0, 6.0, 5.0, 0.0))
    assert is_shown_true(short, spec, span("partial", 2.0, 8.0)) is True


def test_faults_of_tempo_are_held_against_the_repetitions() -> None:
    spec = load_spec("cat-cow")
    repetition = load_stretches()["cat-cow"].repetition
    assert repetition is not None
    near, far = (np.clip(end, -30.0, 30.0).mean() for end in (repetition.start, repetition.peak))
    there = np.cos(np.linspace(np.pi, 3 * np.pi, 45)) / 2 + 0.5
    driver = np.concatenate([there, np.zeros(20), there[::3], np.zeros(20)])  # 4.5 s, and 1.5 s
    one = film(
        "cat-cow",
        reps=[(0.5, 4.0, True), (6.7, 7.8, False)],
        **{repetition.quantity: near + (far - near) * driver},
    )
    assert is_shown_true(one, spec, span("too-fast", 1.0, 3.0)) is False
    assert is_shown_true(one, spec, span("too-fast", 6.5, 8.0)) is True
    assert is_shown_true(one, spec, span("partial", 6.5, 8.0)) is True


def test_the_films_own_fault_is_told_or_missed() -> None:
    one = film(fault="slump", tall=make_step(5.0, 7.0, 0.8, 1.0))
    spec = load_spec("seated-twist")
    told = score_film("f", one, spec, Found(3.0, faults=(span("slump", 5.5, 7.0),)))  # type: ignore[arg-type]
    missed = score_film("f", one, spec, Found(3.0))  # type: ignore[arg-type]
    assert (told.wanted, told.told, told.false_faults) == ("slump", True, ())
    assert (missed.wanted, missed.told) == ("slump", False)
    made = sum_scores([told, missed])
    assert (made.told, made.missed) == (1, 1)


def test_a_fault_that_joints_hardly_show_is_not_wanted() -> None:
    one = film(fault="slump", tall=make_step(5.0, 5.8, 0.8, 1.0))
    assert score_film("f", one, load_spec("seated-twist"), None).wanted is None


def test_the_severity_is_what_the_joints_show_for_a_second() -> None:
    # "tall" has the target 0.9 and the tolerance of the reference.
    low = load_stretches()["seated-twist"].quantities["tall"]
    two = low.target[0] - 2.0 * low.tolerance
    assert find_severity(film(fault="slump", tall=make_step(5.0, 7.0, two, 1.0))) == pytest.approx(
        2
    )
    assert find_severity(film(fault="slump", tall=make_step(5.0, 5.8, two, 1.0))) == 0.0
    assert find_severity(film()) is None
    assert find_severity(film(fault="slump", tall=np.full(len(TIMES_S), np.nan))) is None


def test_a_fault_that_is_reported_at_a_tolerated_severity_is_told_and_false() -> None:
    one = film(fault="slump")
    spec = load_spec("seated-twist")
    scored = score_film("f", one, spec, Found(5.0, faults=(span("slump", 5.5, 7.0),)))  # type: ignore[arg-type]
    assert (scored.wanted, scored.told, scored.false_faults) == (None, True, ("slump",))
    assert sum_scores([scored]).told == 0


def test_what_stops_a_film_is_what_was_said_of_it() -> None:
    one = film()
    spec = load_spec("seated-twist")
    refused = score_film("f", one, spec, None)
    assert refused.stops == ("nobody seen",)
    false = score_film("f", one, spec, Found(0.0, faults=(span("slump", 5.0, 6.0),)))  # type: ignore[arg-type]
    assert false.stops == ("false fault: slump",)
    assert score_film("f", one, spec, Found(7.9)).stops == ()  # type: ignore[arg-type]
    assert score_film("f", one, spec, Found(9.0)).stops == ("counted too much",)  # type: ignore[arg-type]
    assert score_film("f", one, spec, Found(2.0)).stops == ("unexplained",)  # type: ignore[arg-type]


def test_sums_are_of_correct_seconds() -> None:
    one = film(twist=make_step(2.5, 8.5, 30.0, 0.0))
    spec = load_spec("seated-twist")
    made = sum_scores([score_film("f", one, spec, Found(s)) for s in (7.0, 2.0)])  # type: ignore[arg-type]
    assert (made.true_s, made.counted_s) == pytest.approx((10.0, 7.0))
    assert made.excess_s == pytest.approx(1.0)


def test_nobody_who_walks_by_works_on_a_side() -> None:
    spec = load_spec("seated-twist")
    assert score_film("f", film(None), spec, Found()).side_right is None  # type: ignore[arg-type]


def test_where_sides_alternate_each_is_judged_by_its_own_turn() -> None:
    alternate = "supine-arm-press-rotation"
    phases = [("near", 0.0, 2.0), ("far", 2.0, 4.0), ("near", 4.0, 6.0), ("far", 6.0, 8.0)]
    turn = np.interp(TIMES_S, [1, 2, 4, 5, 5.5, 6, 8, 9], [0, 20, 20, 0, 0, -20, -20, 0])
    one = film(alternate, [*phases, ("near", 8.0, 10.0)], fault="too-little", turn=turn)
    assert is_shown_true(one, load_spec(alternate), span("too-little", 6.5, 7.0)) is False
    assert find_severity(one) == 0.0
    assert len(one.excursions) == 2
    assert all(excursion.is_whole for excursion in one.excursions)


def test_the_side_is_no_question_where_both_work() -> None:
    spec = load_spec("seated-twist")
    found = Found(5.0)
    found.side = Side.RIGHT
    assert score_film("f", film(), spec, found).side_right is False  # type: ignore[arg-type]
    both = score_film("f", film("cat-cow"), load_spec("cat-cow"), found)  # type: ignore[arg-type]
    assert both.side_right is None


@pytest.mark.parametrize(
    ("view_deg", "word"),
    [(0, "front"), (-25, "front"), (40, "three-quarter"), (-90, "side"), (270, "side"),
     (180, "behind")],
)  # fmt: skip
def test_the_view_in_a_word(view_deg: float, word: str) -> None:
    assert name_view(view_deg) == word


@pytest.mark.parametrize(("cut", "is_desk"), [("hips", True), ("head", False), ("", False)])
def test_a_laptop_near_the_person_is_a_view_of_its_own(cut: str, is_desk: bool) -> None:
    seen = film()
    camera = CameraPlace(off_deg=3.0, cut=cut)
    made = replace(seen, about=seen.about.model_copy(update={"camera": camera}))
    score = score_film("f", made, load_spec("seated-twist"), None)
    assert (made.from_desk, score.view == DESK) == (is_desk, is_desk)


def test_every_quantity_named_for_a_fault_exists() -> None:
    for stretch in load_stretches().values():
        spec = load_spec(stretch.id)
        for fault in spec.fault:
            found = find_quantity(stretch, spec, fault.id)
            assert found is None or found[0] in stretch.quantities


def test_faults_without_a_partner_are_listed() -> None:
    known = load_stretches()
    bridge = load_spec("bridge-reps")
    assert find_unmapped(known["bridge-reps"], bridge) == (["short-squeeze"], [])
    fewer = bridge.model_copy(update={"fault": bridge.fault[1:]})
    assert find_unmapped(known["bridge-reps"], fewer)[1] == [bridge.fault[0].id]


def test_a_fault_of_another_name_is_known_by_its_quantity() -> None:
    spec = load_spec("seated-twist")
    renamed = spec.model_copy(
        update={
            "fault": tuple(
                f.model_copy(update={"id": "crooked"}) if f.id == "shoulders-tilt" else f
                for f in spec.fault
            )
        }
    )
    one = film(fault="shoulders-tilt", level=make_step(5.0, 7.0, 20.0, 0.0))
    assert is_shown_true(one, renamed, span("crooked", 5.5, 7.0)) is True
    found = Found(3.0, faults=(span("crooked", 5.5, 7.0),))
    assert score_film("f", one, renamed, found).told  # type: ignore[arg-type]
    assert find_unmapped(load_stretches()["seated-twist"], renamed) == ([], [])
