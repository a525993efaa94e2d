"""Grades follow from figures alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.catalogue_report import Catalogue, Counted, Named, StretchCard, markdown
from benchmarks.grading import Figures, by_stretch_and_view, fault_f1, figures, grade
from benchmarks.score import ClipScore, FaultScore
from tests.benchmarks.scores import clip


def fault(id_: str, *, true: bool) -> FaultScore:
    error = 0.1 if true else None
    return FaultScore(id=id_, start_s=2.0, told_s=2.5, start_error_s=error, told_error_s=error)


def made(**changes: float | None) -> Figures:
    best = {
        "clips": 10, "good": 4, "exact": 1.0, "hold_error_s": 0.1, "reps_exact": None,
        "fault_f1": 1.0, "false_per_10_min": 0.0, "angle_mae_deg": 3.0,
    }  # fmt: skip
    return Figures(**{**best, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "kind", "wanted"),
    [
        ({}, "form", "A"),
        ({}, "timer", "C"),
        ({"good": 1}, "form", None),
        ({"exact": 0.89}, "form", "C"),
        ({"exact": None}, "form", "C"),
        ({"fault_f1": 0.94}, "form", "B"),
        ({"fault_f1": None}, "form", "A"),
        ({"false_per_10_min": 1.01}, "form", "B"),
        ({"angle_mae_deg": 5.1}, "form", "B"),
        ({"angle_mae_deg": None}, "form", "A"),
    ],
)
def test_a_grade_is_as_good_as_the_worst_of_what_it_promises(
    changes: dict[str, float | None], kind: str, wanted: str | None
) -> None:
    assert grade(made(**changes), kind) == wanted


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 30), st.floats(0, 30))
def test_better_figures_never_give_a_worse_grade(
    exact: float, f1: float, false: float, angle: float
) -> None:
    before = made(exact=exact, fault_f1=f1, false_per_10_min=false, angle_mae_deg=angle)
    after = made(
        exact=(exact + 1) / 2, fault_f1=(f1 + 1) / 2, false_per_10_min=false / 2,
        angle_mae_deg=angle / 2,
    )  # fmt: skip
    assert str(grade(after, "form")) <= str(grade(before, "form"))


def test_f1_counts_a_miss_an_invention_and_what_was_found() -> None:
    scores = [
        clip(wanted="slump", faults=(fault("slump", true=True),)),
        clip(wanted="slump"),
        clip(faults=(fault("slump", true=False), fault("slump", true=False))),
    ]
    assert fault_f1(scores) == pytest.approx(2 / (2 + 1 + 1))
    assert fault_f1([clip()]) is None


def test_a_clip_that_could_not_be_judged_misses_all_of_its_hold() -> None:
    told = figures([clip(hold_true_s=5.0, hold_s=0.0, error="nobody"), clip(hold_s=4.8)])
    assert told.exact == 0.5
    assert told.hold_error_s == pytest.approx((5.0 + 0.2) / 2)


def test_repetitions_count_in_clips_of_faults_too() -> None:
    scores = [clip(reps_true=4, reps=4), clip(wanted="partial", reps_true=0, reps=1)]
    told = figures(scores)
    assert (told.reps_exact, told.exact, told.good) == (0.5, 1.0, 1)


def test_false_faults_are_told_by_the_minutes_of_good_form_alone() -> None:
    wrong = fault("slump", true=False)
    scores = [
        clip(duration_s=60.0, faults=(wrong,)),
        clip(duration_s=60.0),
        clip(duration_s=600.0, wanted="lean", faults=(wrong,)),
    ]
    assert figures(scores).false_per_10_min == pytest.approx(5.0)


def report(*, named: tuple[Named, ...] = (), confused: tuple[Counted, ...] = ()) -> str:
    scores = [clip(clip="a.good"), clip(clip="a.slump", wanted="slump", shortfalls=("missed",))]
    views = by_stretch_and_view(scores)["seated-twist"]
    whole = figures(scores)
    card = StretchCard(
        "seated-twist", "form", "A", whole, {v: figures(s) for v, s in views.items()}
    )
    done = Catalogue(
        {"formcheck": "0"}, 1, (card,), tuple(scores), whole, whole, whole, confused, 3, named
    )
    return markdown(done)


def test_the_report_tells_what_was_named_and_every_wrong_name() -> None:
    told = report(
        named=(
            Named("a.good", "a", ("a", "b"), clear=True),
            Named("b.good", "b", ("a", "b"), clear=True),
            Named("c.good", "c", (), clear=False),
        )
    )
    assert "2 of 3 clips of good form were named clearly, 1 of those rightly" in " ".join(
        told.split()
    )
    assert "| `b.good` | `a`, `b` | yes |" in told
    assert "| `c.good` | none |  |" in told
    assert "`a.good` | `a`" not in told


def test_the_report_tells_what_counted_for_another_stretch_when_it_lasted() -> None:
    told = report(
        confused=(
            Counted("a.good", "a", "b", 1.2, 0),
            Counted("c.good", "c", "d", 0.4, 0),
        )
    )
    assert "in 2 of them none of the others counted" in told
    assert "| `a` | `b` | 1.2 s |  |" in told
    assert "`d`" not in told


def test_the_report_lists_every_clip_that_broke_the_promise() -> None:
    told = report()
    assert "1 of 2 clips kept the whole promise" in told
    assert "- `a.slump`: missed" in told


def test_scores_are_grouped_by_stretch_and_view_in_order() -> None:
    scores: list[ClipScore] = [clip(stretch="b"), clip(stretch="a", view="side"), clip(stretch="a")]
    grouped = by_stretch_and_view(scores)
    assert list(grouped) == ["a", "b"]
    assert list(grouped["a"]) == ["front", "side"]
