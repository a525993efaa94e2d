"""Judges the sitting posture in a recording or photo."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from math import inf
from pathlib import Path

import numpy as np

from formcheck.core.language import format_clock
from formcheck.core.posture import sit
from formcheck.core.posture.day import sum_spans
from formcheck.core.posture.nudge import Nudged
from formcheck.core.posture.posture_texts import explain_unclear
from formcheck.core.posture.posture_values import (
    BaselineKind,
    Look,
    PostureFeatures,
    PostureState,
    Segment,
    Sensitivity,
    SlouchReason,
    Unjudgeable,
    UprightBaseline,
    View,
)
from formcheck.core.posture.rules import Rules
from formcheck.core.posture.scores import estimate_chance, find_blind, score_posture
from formcheck.core.posture.segments import ENTER, GAP_S
from formcheck.engine.analyse import measure_duration_s
from formcheck.engine.files import FileKind, kind_of
from formcheck.engine.sit_baseline import (
    NO_BASELINE,
    BaselineUsed,
    BaselineWanted,
    InitialBaseline,
    first_seconds,
    look_at_photo,
    used,
)
from formcheck.engine.sit_finder import LOOK_SIDE_PX
from formcheck.engine.sit_looks import (
    LOOKS_PER_S,
    look_at_recording,
    look_at_video,
    take_head,
)
from formcheck.vision.pose.recording import Recording
from formcheck.vision.video.video import OnProgress, VideoFile

WARNED_RATIO = 0.2
"""A warning is given if for this share of the time nothing could be judged, or another person was
there. Chosen for formcheck."""


OnLook = Callable[[Look, sit.SitState], None]
"""Called with each look, and the monitor's state after it."""


@dataclass(frozen=True, slots=True, eq=False)
class SitVideo:
    """The posture in a recording."""

    file: str
    """The name of the input."""
    duration_s: float
    """Duration of the recording, in seconds."""
    frames: int
    """Number of frames analysed."""
    seen_frames: int
    """Number of those with a person in them."""
    view: View | None
    """Camera position, from the frames that were judged; None if none were."""
    baseline: BaselineUsed
    """What the posture was compared with."""
    segments: tuple[Segment, ...]
    """The posture over time, without gaps from the first look to the last."""
    nudges: tuple[tuple[float, tuple[SlouchReason, ...]], ...]
    """When a live session would have reminded the person, in seconds, and the reasons."""
    blind: tuple[SlouchReason, ...]
    """Slouches that can't be seen from that view."""
    warnings: tuple[str, ...]
    """Warnings about the recording, in sentences."""
    unfit: tuple[str, ...] = ()
    """The warnings that make the result as a whole untrustworthy."""
    model: str = ""
    """``Recording.model``; empty for a video."""


def sit_video(
    path: Path,
    baseline: BaselineWanted,
    rules: Rules,
    model_path: Path,
    *,
    on_progress: OnProgress | None = None,
    on_look: OnLook | None = None,
) -> SitVideo:
    """Returns the posture in a video, analysed ``LOOKS_PER_S`` times a second.

    Memory does not grow with the length of a video, apart from the segments; a recording is loaded
    whole. Raises FormcheckError if the file can't be read.
    """
    model = ""
    if kind_of(path) is FileKind.RECORDING:
        recording = Recording.load(path)
        model = recording.model
        looks = look_at_recording(recording, baseline.upright)
        sitting = sit_looks(looks, baseline, rules, on_look=on_look)
        broken = recording.warnings
        end_s = measure_duration_s(np.array(recording.t_s))
    else:
        with VideoFile(path, LOOK_SIDE_PX, LOOKS_PER_S) as video:
            looks = look_at_video(video, model_path, baseline.upright, on_progress)
            sitting = sit_looks(looks, baseline, rules, on_look=on_look)
            broken = tuple(video.warnings)
        told_s = video.info.duration_s
        is_near = not broken and abs(told_s - sitting.duration_s) <= 1.0 / LOOKS_PER_S
        end_s = told_s if is_near else sitting.duration_s
    if sitting.segments and sitting.segments[-1].start_s < end_s:
        *earlier, last = sitting.segments
        segments = (*earlier, replace(last, end_s=end_s))
        sitting = replace(sitting, duration_s=end_s, segments=segments)
    warnings = (*sitting.warnings, *broken)
    return replace(sitting, file=str(path), warnings=warnings, unfit=broken, model=model)


def sit_looks(
    looks: Iterable[Look], baseline: BaselineWanted, rules: Rules, *, on_look: OnLook | None = None
) -> SitVideo:
    """Returns the result of the looks, by the same state machine as live; file is left empty.

    Unlike live, a long gap between looks does not mean that the computer slept: the posture then is
    unknown. Breaks are off: nobody recorded could take one when due, and it would hold back nudges.
    """
    rules = replace(rules, away_s=inf, break_every_s=inf)
    coming = iter(looks)
    first: InitialBaseline | str | None = None
    upright = baseline.upright
    if baseline.kind is BaselineKind.FIRST:
        head = take_head(coming)
        first = first_seconds(head)
        coming = chain(head, coming)
        upright = first.upright if isinstance(first, InitialBaseline) else None
    state = sit.SitState(upright)
    kept: list[sit.SitEvent] = []
    views: Counter[View | None] = Counter()
    unclear: Counter[Unjudgeable] = Counter()
    frames, seen, crowded, t_s = 0, 0, 0, 0.0
    for look in coming:
        state, events = sit.advance_sit(rules, state, look)
        kept += (e for e in events if isinstance(e, Segment | Nudged | sit.CameraMoved))
        frames += 1
        crowded += look.people > 1
        t_s = look.t_s
        features, why = look.features, state.segments.scores.unclear
        if features is not None:
            seen += features.unclear is not Unjudgeable.PICTURE
            is_no_sitter = features.unclear is Unjudgeable.NOT_SEATED or features.elsewhere
            if why is None:
                views[features.view] += 1
            elif not (is_no_sitter and why is Unjudgeable.NOT_SEATED):
                unclear[why] += 1
        if on_look is not None:
            on_look(look, state)
    kept += sit.finish_sit(rules, state)
    segments = tuple(e for e in kept if isinstance(e, Segment))
    commonest = (view for view, _ in views.most_common() if view is not None)
    view = next(commonest, upright.view if upright is not None else None)
    if not {one.state for one in segments} & {PostureState.UPRIGHT, PostureState.SLOUCHED}:
        view = None
    video = SitVideo(
        file="",
        duration_s=t_s + t_s / max(frames - 1, 1),
        frames=frames,
        seen_frames=seen,
        view=view,
        baseline=used(baseline, first),
        segments=segments,
        nudges=tuple((e.t_s, e.why) for e in kept if isinstance(e, Nudged)),
        blind=() if view is None else find_blind(upright.view if upright else view, upright),
        warnings=(),
    )
    warnings = [*baseline.warnings, *_list_warnings(video, t_s, unclear, kept)]
    if crowded >= WARNED_RATIO * frames > 0:
        warnings.append(
            f"For {crowded / frames:.0%} of the time several people were in the picture: "
            "whoever was in the sitter's place was judged."
        )
    return replace(video, warnings=tuple(warnings))


def _list_warnings(
    video: SitVideo, last_s: float, unclear: Counter[Unjudgeable], events: Iterable[sit.SitEvent]
) -> Iterator[str]:
    if not video.seen_frames:
        yield "Nobody was seen."
    elif video.baseline.kind is BaselineKind.NONE:
        yield video.baseline.say
    total = sum_spans(video.segments)
    share = total.unsure_s / (sum(total.by_state.values()) or 1.0)
    elsewhere = unclear.pop(Unjudgeable.NOT_SEATED, 0) / max(video.frames, 1)
    if unclear and share >= WARNED_RATIO:
        ((reason, looks),) = unclear.most_common(1)
        is_often = looks >= share / 2 * video.frames
        why = f" {explain_unclear(reason, video.baseline.kind)}" if is_often else ""
        yield f"For {share:.0%} of the time nothing could be judged.{why}"
    if elsewhere >= WARNED_RATIO and video.baseline.kind.is_given:
        why = explain_unclear(Unjudgeable.NOT_SEATED, video.baseline.kind)
        yield f"For {elsewhere:.0%} of the time nothing could be judged. {why}"
    if video.frames > 1 and last_s / (video.frames - 1) > GAP_S:
        yield f"The pictures are more than {GAP_S:.0f} s apart: what is between is not known."
    for event in events:
        if isinstance(event, sit.CameraMoved):
            yield f"The camera or the chair seems to have been moved at {format_clock(event.t_s)}."


@dataclass(frozen=True, slots=True, eq=False)
class SitPhoto:
    """The posture in one photo; why: strongest first; unclear: explains an unsure state.

    chance: probability of a slouch of back or neck, None if unknown.
    """

    file: str
    state: PostureState
    why: tuple[SlouchReason, ...]
    view: View | None
    unclear: Unjudgeable | None
    baseline: BaselineUsed
    blind: tuple[SlouchReason, ...]
    warnings: tuple[str, ...]
    chance: float | None = None


def state_of(
    features: PostureFeatures | None, upright: UprightBaseline | None, sensitivity: Sensitivity
) -> tuple[PostureState, tuple[SlouchReason, ...], Unjudgeable | None]:
    """Returns the state in one image, its reasons, strongest first, and why it is unsure, if so."""
    if features is None:
        return PostureState.AWAY, (), None
    scores = score_posture(features, upright, sensitivity)
    if scores.unclear is not None:
        return PostureState.UNSURE, (), scores.unclear
    ranked = sorted((-s, why) for why, s in scores.strength.items() if s >= ENTER)
    state = PostureState.SLOUCHED if ranked else PostureState.UPRIGHT
    return state, tuple(why for _, why in ranked), None


def sit_photo(path: Path, baseline: BaselineWanted, rules: Rules, model_path: Path) -> SitPhoto:
    """Returns the posture in a photo.

    The person who sits where the baseline was taken is judged; without a baseline, the most
    prominent one. A photo has no first seconds: asking for that baseline gives none. Raises
    FormcheckError if the photo can't be read.
    """
    upright = baseline.upright
    look = look_at_photo(path, model_path, upright)
    features = look.features
    used_baseline = used(NO_BASELINE if upright is None else baseline, None)
    warnings = list(baseline.warnings)
    if look.people > 1:
        nearest = "the one nearest to where the baseline was taken"
        whom = "the most prominent" if upright is None else nearest
        warnings.append(f"{look.people} people are in the picture: {whom} was judged.")
    if features is None:
        warnings.append("Nobody was seen.")
    elif upright is None:
        warnings.append(used_baseline.say)
    state, why, unclear = state_of(features, upright, rules.sensitivity)
    view = None if features is None else features.view
    return SitPhoto(
        file=str(path),
        state=state,
        why=why,
        view=view,
        unclear=unclear,
        baseline=used_baseline,
        blind=() if view is None or unclear else find_blind(view, upright),
        warnings=tuple(warnings),
        chance=None if features is None else estimate_chance(features, upright),
    )
