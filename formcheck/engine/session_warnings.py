"""Warnings about a whole session: sentences on how far its result can be trusted."""

from collections.abc import Iterator, Sequence
from math import inf
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from formcheck.core.body import Floats, Landmark, Side
from formcheck.core.coach.events import StopCause
from formcheck.core.coach.timing import CONFIRM_HOLD_S, FRAME_GAP_S, NEAR_S
from formcheck.core.judging import LEAST_SIGMA, SURE_SIGMAS
from formcheck.core.kinematics import MEASURES, Definition, ReadingKind, load_usual_start
from formcheck.core.language import ENGLISH, Number, Sentence, is_made_from
from formcheck.core.recognition import MISMATCH_S
from formcheck.core.session.framing import UPRIGHT
from formcheck.core.session.measure_names import describe_band, describe_measure, name_measure
from formcheck.core.stretch import Plan
from formcheck.core.stretch.dose import whole_seconds
from formcheck.engine.person import find_title
from formcheck.engine.records import PoseRecords, SideRecords
from formcheck.engine.side_choice import SideRun
from formcheck.library.accuracy import find_accuracy

T = TypeVar("T")

CROWD_S = 1.0
"""A second person in the frame for less than this is not mentioned. Chosen for formcheck."""
SELDOM_RATIO = 0.5
"""A person seen in a smaller share of the frames than this gets a warning. Chosen for formcheck."""
NAMED_RATIO = 0.8
"""The other exercise is named if it was seen for this share of the mismatch. Chosen for
formcheck."""
MOST_OF_IT = 0.5
"""After an attempt, another stretch is named only if it was seen for this share of the recording.
Chosen for formcheck: a person moving into position briefly resembles other stretches."""
RARE_RATIO = 0.5
"""A stretch of which a smaller share of correct performances was judged correctly in the benchmark
gets a warning. Chosen for formcheck."""
TURNED_RATIO = 0.8
"""If a person who should stand or sit lies in this share of their frames, the video may lie on its
side. Chosen for formcheck: people who bend forward are upright before and after."""
SPARSE_S = 1.0 / 8.0
"""Frames farther apart than this are too sparse for repetitions. Chosen for formcheck: the domain
reference asks for 12 a second, and at 8 the ends of a slow repetition are still visible."""

_BELOW_DESK = range(Landmark.LEFT_HIP, len(Landmark))
"""The landmarks of hips and legs."""

CROWDED = (
    "Two or more people were in the picture for {seconds} s: whoever stretched most was judged."
)
SELDOM_SEEN = "The person was seen in only {share} of the pictures judged here."
TOO_SHORT = "The recording lasts only {seconds} s: it is too short to judge."
NOT_UPRIGHT = (
    "The person is not upright in the picture: if they were, turn the video and check it again."
)
FAR_APART = (
    "The pictures are more than {seconds} s apart: nothing can be timed. "
    "Film at least {pictures} pictures a second."
)
SPARSE = "There are only {pictures} pictures a second: repetitions may be missed."
UNLIKE = (
    "For {seconds} s this did not look like the stretch, so that time does not "
    "count: it was another exercise, or too far from the form asked for."
)
UNLIKE_BUT = (
    "For {seconds} s this did not look like the stretch, so that time does not "
    "count: it looked like {title}."
)
LOOKED_LIKE = "For {seconds} s it looked like {title}."
WRONG_VIEW = "The camera is in the wrong place for this stretch: {advice}"
NEEDS_VIDEO = "One picture can't show what this stretch asks for: record a video of it."
NOBODY_THERE = (
    "No person was seen in {file} ({n:picture|pictures}): "
    "check that the whole body is in the picture and the light is good."
)
NEVER_NEAR = "The person never came near the position."
NEVER_NEAR_FOR = "The person never came near the position, which needs {measure} of {band}."
NO_REPETITION = "No repetition was begun: it takes {measure} of {band}, and back."
RARELY_RIGHT = (
    "Do not rely on this result: in the benchmark formcheck judged {right} of {videos} correct "
    "performances of this stretch correctly."
)
LIKE = {
    Side.LEFT: (
        "Some of this looks more like the left side, but was judged as the right side, as asked."
    ),
    Side.RIGHT: (
        "Some of this looks more like the right side, but was judged as the left side, as asked."
    ),
}
_REASONS_TO_LOOK = (UNLIKE, UNLIKE_BUT, LOOKED_LIKE, RARELY_RIGHT, *LIKE.values())
USUAL_START = "No start position was seen, so a usual one was assumed for {measures}."
NO_START = "No start position was seen, so it is not judged how these changed: {measures}."


def tell_other_side(likely: Sequence[SideRun], unasked: Sequence[Side]) -> Iterator[str]:
    """Warns if an unrequested side probably worked; likely: the sides that probably did."""
    for summary in (run.summary for run in likely):
        if summary.plan.side in unasked and (summary.holds or summary.reps):
            yield LIKE[summary.plan.side]


def list_warnings(
    runs: Sequence[SideRun], poses: PoseRecords, crowded_s: float, untimed: Sequence[str]
) -> Iterator[str]:
    """Yields the warnings, most important first; one or two sentences each, possibly repeated.

    untimed: the result of `find_untimed`.
    """
    if untimed:
        yield from untimed
    elif not _is_attempted(runs):
        yield _never_near(runs[0], poses)
    elif not any(run.summary.repetitions or run.summary.wrong_view for run in runs):
        yield from _none_begun(runs[0].summary.plan)
    for run in runs:
        if run.summary.wrong_view:
            yield wrong_view_words(run.summary.plan)
        if run.summary.neutral_assumed and run.summary.attempts:
            yield from _no_start(run.summary.plan)
    yield from _tell_likeness(runs, poses, timed=not untimed)
    if crowded_s >= CROWD_S:
        yield Sentence(CROWDED, seconds=str(whole_seconds(crowded_s)))
    share = float(poses.in_view.mean())
    if share < SELDOM_RATIO:
        yield Sentence(SELDOM_SEEN, share=f"{share:.0%}")
    apart_s = _measure_apart_s(poses.t_s)
    if SPARSE_S < apart_s <= FRAME_GAP_S and runs[0].summary.plan.dose.is_movement:
        yield Sentence(SPARSE, pictures=f"{1.0 / apart_s:.0f}")
    yield from _tell_accuracy(runs, poses)


def _tell_accuracy(runs: Sequence[SideRun], poses: PoseRecords) -> Iterator[str]:
    spec = runs[0].summary.plan.spec
    if not _is_attempted(runs):
        return
    measured = (find_accuracy(spec, "desk") if _is_at_desk(poses) else None) or find_accuracy(spec)
    if measured is not None and measured.right < RARE_RATIO * measured.videos:
        right, videos = Number(measured.right), Number(measured.videos)
        yield Sentence(RARELY_RIGHT, right=right, videos=videos)


def _is_at_desk(poses: PoseRecords) -> bool:
    """Whether neither hips nor legs are seen in most of the frames with the person."""
    shown = np.isfinite(poses.image_px[poses.in_view][:, _BELOW_DESK])
    return float(np.mean(shown.any(axis=(1, 2)))) < SELDOM_RATIO


def find_untimed(runs: Sequence[SideRun], t_s: Floats, turned_ratio: float) -> tuple[str, ...]:
    """Returns why frames at these times can't be judged: far apart, too short in all, or turned.

    turned_ratio: share of the person's frames in which they lie or are upside down.
    """
    if _measure_apart_s(t_s) > FRAME_GAP_S:
        wanted = f"{1.0 / SPARSE_S:.0f}"
        return (Sentence(FAR_APART, seconds=Number(FRAME_GAP_S), pictures=wanted),)
    lasts_s = float(np.ptp(t_s))
    if lasts_s < CONFIRM_HOLD_S + NEAR_S and not _is_done(runs):
        return (Sentence(TOO_SHORT, seconds=Number(f"{lasts_s:.1f}")),)
    turned = turned_ratio >= TURNED_RATIO and runs[0].summary.plan.spec.position in UPRIGHT
    return (NOT_UPRIGHT,) if turned and not _is_attempted(runs) else ()


def _is_attempted(runs: Sequence[SideRun]) -> bool:
    return any(run.summary.attempts for run in runs)


def _is_done(runs: Sequence[SideRun]) -> bool:
    return any(run.summary.holds or run.summary.repetitions for run in runs)


def _measure_apart_s(t_s: Floats) -> float:
    return float(np.median(np.diff(t_s))) if len(t_s) > 1 else 0.0


def _tell_likeness(runs: Sequence[SideRun], poses: PoseRecords, *, timed: bool) -> Iterator[str]:
    """Warns of another exercise: while it stopped the clock, or if nothing was counted."""
    unlike = tuple(_tell_unlike(runs, poses))
    yield from unlike
    if timed and not _is_done(runs) and not any(one.template == UNLIKE_BUT for one in unlike):
        least_s = MOST_OF_IT * float(np.ptp(poses.t_s)) if _is_attempted(runs) else 0.0
        yield from _tell_instead(runs[0].records, poses.t_s, max(least_s, MISMATCH_S))


def _tell_unlike(runs: Sequence[SideRun], poses: PoseRecords) -> Iterator[Sentence]:
    """Warns if little was counted because what was done looked like another exercise."""
    unlike = [_measure_unlike(run.records, poses.t_s) for run in runs]
    unlike_s, longest_s, longest = max(
        (sum(seconds for seconds, _ in found), *max(found, default=(0.0, ""))) for found in unlike
    )
    counted = any(run.summary.repetitions or run.summary.held_s >= unlike_s for run in runs)
    if unlike_s >= MISMATCH_S and not counted:
        title = find_title(longest, ENGLISH) if longest_s >= NAMED_RATIO * unlike_s else ""
        seconds = str(whole_seconds(unlike_s))
        yield Sentence(UNLIKE_BUT if title else UNLIKE, seconds=seconds, title=title)


def _tell_instead(records: SideRecords, t_s: Floats, least_s: float) -> Iterator[str]:
    """Names the other stretch done longest, if for least_s or more and nothing was counted."""
    titles = [find_title(name, ENGLISH) for name in records.others]
    lasted = _add_durations(records.rows["other"], titles, t_s)
    longest_s, title = max((one for one in lasted if one[1]), default=(0.0, ""))
    if longest_s >= least_s:
        yield Sentence(LOOKED_LIKE, seconds=str(whole_seconds(longest_s)), title=title)


def _measure_unlike(records: SideRecords, t_s: Floats) -> list[tuple[float, str]]:
    """Returns the seconds and id (or ``NONE``) of each other exercise that stopped the clock."""
    return [
        (seconds, wait.name)
        for seconds, wait in _add_durations(records.rows["waiting"], records.waits, t_s)
        if wait is not None and wait.cause is StopCause.OTHER_STRETCH
    ]


def _add_durations(
    codes: NDArray[np.integer], meanings: Sequence[T], t_s: Floats
) -> list[tuple[float, T]]:
    """Returns the total seconds and the meaning of each code, at most FRAME_GAP_S a frame."""
    lasts_s = np.minimum(np.diff(t_s, append=t_s[-1]), FRAME_GAP_S)
    lasted_s = np.bincount(codes, lasts_s, len(meanings)).tolist()
    return list(zip(lasted_s, meanings, strict=True))


def wrong_views(runs: Sequence[SideRun]) -> tuple[str, ...]:
    """Returns the warnings if the camera was misplaced for every attempted side; else nothing."""
    if not _is_done(runs) and all(run.summary.wrong_view for run in runs):
        return tuple(dict.fromkeys(wrong_view_words(run.summary.plan) for run in runs))
    return ()


def is_reason_to_look(text: str) -> bool:
    """Whether an English warning says that the result may be wrong, or of something else."""
    return any(is_made_from(text, template) for template in _REASONS_TO_LOOK)


def wrong_view_words(plan: Plan) -> str:
    """Returns the warning that too little can be judged from this camera position, with advice."""
    advice = plan.spec.view.say
    return Sentence(WRONG_VIEW, advice=advice if advice.endswith((".", "!", "?")) else f"{advice}.")


def _never_near(run: SideRun, poses: PoseRecords) -> str:
    """Names the quantity that even at its best was farthest off, and surely outside throughout."""
    plan = run.summary.plan
    farthest, need = 0.0, None
    for one in plan.timed_phase.needs:
        column = run.records.measures.index(one.measure)
        values = run.records.rows["values"][poses.in_view, column]
        sigmas = run.records.rows["sigmas"][poses.in_view, column] / one.tolerance
        off = np.maximum(one.low - values, values - one.high) / one.tolerance
        sure = off - 1.0 >= SURE_SIGMAS * np.maximum(sigmas, LEAST_SIGMA)
        least = float(np.nanmin(off)) if np.isfinite(off).any() else 0.0
        if least > farthest and sure[np.isfinite(off)].all():
            farthest, need = least, one
    if need is None:
        return NEVER_NEAR
    definition = plan.find_definition(need.measure)
    ends = definition.orient_band(need.low, need.high)
    band = describe_band(definition.measure, *ends, definition.change)
    return Sentence(NEVER_NEAR_FOR, measure=describe_measure(definition), band=band)


def _none_begun(plan: Plan) -> Iterator[str]:
    """Warns that no repetition was begun, and says what one requires."""
    if plan.rep is not None:
        rule = plan.rep
        driver = next(d for d in plan.definitions if d.name in rule.measures)
        ends = driver.orient_band(rule.high, inf)
        band = describe_band(driver.measure, *ends, driver.change)
        yield Sentence(NO_REPETITION, measure=describe_measure(driver), band=band)


def _no_start(plan: Plan) -> Iterator[str]:
    """Names what is judged from an assumed start, since none was seen, and what can't be judged."""
    usual = load_usual_start(plan.spec.position).get("usual")
    ways = {d.name for d in plan.definitions if MEASURES[d.measure].kind is ReadingKind.DRIFT}
    since = [d for d in plan.definitions if d.since]
    from_start = [d for d in since if d.since == "start" and d.name not in ways]
    assumed = [d for d in from_start if usual and usual.knows(d)]
    lost = [d for d in since if d not in assumed]
    if assumed:
        yield Sentence(USUAL_START, measures=_name_once(assumed))
    if lost:
        yield Sentence(NO_START, measures=_name_once(lost))


def _name_once(definitions: Sequence[Definition]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name_measure(d.measure) for d in definitions))
