"""What to tell about a session as a whole: sentences that say how far the result can be trusted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf

import numpy as np

from formcheck.coach.timing import GAP_S
from formcheck.run.records import PoseRecords
from formcheck.run.sides import SideRun, met_share
from formcheck.run.words import band_words, measure_words
from formcheck.spec import Plan

CROWD_S = 1.0
"""Two people in the picture for less than this are not worth a word. Chosen here."""
SELDOM_RATIO = 0.5
"""A person seen in fewer of the pictures than this is told about. Chosen here."""
SPARSE_S = 1.0 / 8.0
"""Pictures further apart than this are too few for repetitions. Chosen here: the domain reference
wants 12 a second, and at 8 the ends of a slow one still show."""
OTHER_STRETCH_S = 3.0
"""The pattern of another stretch for this long is told. Chosen here: longer than a passage."""


def remarks(runs: Sequence[SideRun], poses: PoseRecords, crowded_s: float) -> tuple[str, ...]:
    """The warnings of a session, most important first; one sentence or two each."""
    return tuple(dict.fromkeys(_all(runs, poses, crowded_s)))


def _all(runs: Sequence[SideRun], poses: PoseRecords, crowded_s: float) -> Iterator[str]:
    if not any(run.summary.attempts for run in runs):
        yield _never_near(runs[0], poses)
    elif not any(run.summary.repetitions for run in runs):
        yield from _none_begun(runs[0].records.plan)
    for run in runs:
        yield from _other_stretch(run)
        if run.summary.wrong_view:
            yield _wrong_view(run)
        if run.summary.neutral_assumed and run.summary.attempts:
            yield _no_neutral(run.records.plan)
    if crowded_s >= CROWD_S:
        yield (
            f"Two or more people were in the picture for {crowded_s:.0f} s: "
            "the one who did most of the stretch was judged."
        )
    share = float(poses.in_view.mean())
    if share < SELDOM_RATIO:
        yield f"The person was seen in only {share:.0%} of the pictures."
    apart_s = float(np.median(np.diff(poses.t_s))) if len(poses.t_s) > 1 else 0.0
    if apart_s > GAP_S:
        yield f"The pictures are more than {GAP_S} s apart: nothing can be timed."
    elif apart_s > SPARSE_S and runs[0].records.plan.rep is not None:
        yield f"There are only {1.0 / apart_s:.0f} pictures a second: repetitions may be missed."


def wrong_views(runs: Sequence[SideRun]) -> tuple[str, ...]:
    """What to tell when the camera stood wrong for every side that was tried; else nothing."""
    done = any(run.summary.holds or run.summary.repetitions for run in runs)
    if not done and all(run.summary.wrong_view for run in runs):
        return tuple(dict.fromkeys(_wrong_view(run) for run in runs))
    return ()


def _wrong_view(run: SideRun) -> str:
    advice = _sentence(run.records.plan.view_say)
    return f"The camera stands wrong for this stretch: {advice}"


def _never_near(run: SideRun, poses: PoseRecords) -> str:
    """Names the one need of the near position that was met least while the person was seen."""
    plan = run.records.plan
    needs = sorted(plan.near_needs, key=lambda need: met_share(run.records, (need,), poses.in_view))
    text = "The person never rested near the position"
    if not needs:
        return f"{text}."
    definition = next(d for d in plan.definitions if d.name == needs[0].measure)
    values = run.records.rows["values"][poses.in_view, run.records.measures.index(definition.name)]
    band = band_words(definition.quantity, needs[0].low, needs[0].high)
    if np.isnan(values).all():
        return f"{text}: {measure_words(definition)} could not be seen."
    return f"{text}: it takes {measure_words(definition)} of {band} for {plan.near_for_s:g} s."


def _none_begun(plan: Plan) -> Iterator[str]:
    """What a repetition takes, when somebody was in position and never began one."""
    if plan.rep is not None:
        rule = plan.rep
        driver = next(d for d in plan.definitions if d.name == rule.measure)
        band = band_words(driver.quantity, rule.high, inf)
        yield f"No repetition was begun: it takes {measure_words(driver)} of {band}, and back."


def _other_stretch(run: SideRun) -> Iterator[str]:
    plan = run.records.plan
    for fault in run.summary.faults:
        other = plan.fault(fault.id).looks_like
        if other and fault.end_s - fault.start_s >= OTHER_STRETCH_S:
            yield f"This looks like another stretch: {other}."


def _no_neutral(plan: Plan) -> str:
    text = (
        "No neutral position was seen before the stretch, so an average adult's proportions were "
        "used"
    )
    lost = [measure_words(d) for d in plan.definitions if d.calibration == "neutral"]
    return f"{text}; not judged: {'; '.join(lost)}." if lost else f"{text}."


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
