"""Judges a video or recording: for a given stretch, or for each one recognised in it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import ClassVar

import numpy as np

from formcheck.core.language import ENGLISH, Sentence, Words
from formcheck.core.recognition import load_network
from formcheck.core.session.programme import translate_spec
from formcheck.core.stretch import Spec
from formcheck.engine.analyse import (
    Analysis,
    add_warnings,
    analyse,
    leave_out_cut_off,
    measure_duration_s,
    nobody_seen,
    refuse_side,
    sides_of,
)
from formcheck.engine.files import FileKind, analyse_recording, analyse_video, detect_all, kind_of
from formcheck.engine.naming import CLOSE, RecognisedPart, name_stretches
from formcheck.engine.session_warnings import NOT_UPRIGHT, TURNED_RATIO
from formcheck.files.errors import FormcheckError
from formcheck.library.catalogue import find_bundled_id, load_spec
from formcheck.vision.pose.recording import Recording
from formcheck.vision.pose.search import count_quarter_turns
from formcheck.vision.video.video import OnProgress

OF_STRETCH = "{title}: {why}"
ONLY_ALONE = 'Only bundled stretches are recognised in a routine: check "{name}" alone.'


@dataclass(frozen=True, slots=True, eq=False)
class OneStretch:
    """The result of a video of one stretch; named: what was recognised, None if it was given."""

    analysis: Analysis
    named: RecognisedPart | None = None
    unclear: ClassVar[tuple[RecognisedPart, ...]] = ()
    left_out: ClassVar[tuple[str, ...]] = ()
    reordered: ClassVar[bool] = False

    @property
    def parts(self) -> tuple[tuple[RecognisedPart | None, Analysis], ...]:
        """The stretch as the single part of a routine."""
        return ((self.named, self.analysis),)

    @property
    def analyses(self) -> tuple[Analysis, ...]:
        """The single analysis."""
        return (self.analysis,)

    @property
    def warnings(self) -> tuple[str, ...]:
        """Problems of the video, and of the stretch."""
        return self.analysis.warnings

    @property
    def unfit(self) -> tuple[str, ...]:
        """Why the result as a whole can't be trusted; empty if it can."""
        return self.analysis.unfit


@dataclass(frozen=True, slots=True, eq=False)
class Routine:
    """The result of a video of several stretches, or of none recognised for certain.

    parts: in time order, the recognised stretch and its analysis, with times of the whole video.
    unclear: spans whose stretch is uncertain. asked: the programme, if there is one, with an id for
    each occurrence of a stretch; left_out: those certainly not done, in the same order. warnings:
    problems of the video itself.
    """

    file: str
    duration_s: float
    parts: tuple[tuple[RecognisedPart, Analysis], ...]
    unclear: tuple[RecognisedPart, ...]
    asked: tuple[str, ...]
    left_out: tuple[str, ...]
    warnings: tuple[str, ...]

    @property
    def analyses(self) -> tuple[Analysis, ...]:
        """The analyses of the parts."""
        return tuple(analysis for _, analysis in self.parts)

    @property
    def reordered(self) -> bool:
        """Whether the stretches done of the programme were done in another order."""
        done = [analysis.spec.id for analysis in self.analyses]
        asked_and_done = (Counter(self.asked) & Counter(done)).total()
        return count_in_order(self.asked, done) < asked_and_done

    @property
    def unfit(self) -> tuple[str, ...]:
        """Why the result as a whole can't be trusted, if so: the video, or every part of it."""
        told = [
            Sentence(OF_STRETCH, title=one.spec.title, why=why)
            for one in self.analyses
            for why in one.unfit
        ]
        return (*self.warnings, *(told if all(one.unfit for one in self.analyses) else ()))


@dataclass(frozen=True, slots=True)
class Task:
    """What to judge the inputs for: one stretch and its sides, or whatever is recognised.

    spec: None to recognise the stretch, among those in asked, if any. asked: a programme, in its
    order and with its repeats. side: as for ``sides_of``.
    """

    spec: Spec | None
    side: str
    asked: tuple[str, ...] = ()


def build_task(names: Sequence[str], side: str, *, lenient: bool = False) -> Task:
    """Returns the task for the ids or paths of stretches; none to recognise what is done.

    Repeats in a row are merged: consecutive sets of one stretch are one part of a routine. Raises
    FormcheckError for a stretch or side that does not exist, for several stretches that are not
    all bundled and, unless lenient, for one side of stretches that work both at once; SpecError
    for a broken spec.
    """
    names = [name for name, _ in groupby(names)]
    specs = {name: load_spec(name) for name in names}
    if not lenient:
        refuse_side(list(specs.values()), side)
    for spec in specs.values():
        sides_of(spec, side)
    if len(names) == 1:
        return Task(specs[names[0]], side)
    for name, spec in specs.items():
        if name not in load_network().starts or not find_bundled_id(spec):
            raise FormcheckError(Sentence(ONLY_ALONE, name=name))
    return Task(None, side, tuple(names))


def judge_video(
    path: Path,
    task: Task,
    model: Path,
    *,
    words: Words = ENGLISH,
    on_progress: OnProgress | None = None,
    record: Path | None = None,
) -> OneStretch | Routine:
    """Judges a video or a recording.

    model: path of the pose model, not needed for a recording. record: where to save the detections,
    if at all. The task's spec must already be in the language of ``words``. Raises FormcheckError
    if the input can't be read or judged.
    """
    is_recording = kind_of(path) is FileKind.RECORDING
    sides = () if task.spec is None else sides_of(task.spec, task.side)
    if task.spec is not None and not is_recording and record is None:
        return OneStretch(analyse_video(path, task.spec, sides, model, on_progress))
    recording = Recording.load(path) if is_recording else detect_all(path, model, on_progress)
    if record is not None:
        kept = recording.shorten()
        kept.save(record)  # before judging, which may fail
        recording = replace(recording, warnings=kept.warnings)
    if task.spec is not None:
        return OneStretch(analyse_recording(path, recording, task.spec, sides))
    return judge_named(path, recording, task.side, task.asked, words)


def judge_named(
    path: Path, recording: Recording, side: str, asked: Sequence[str] = (), words: Words = ENGLISH
) -> OneStretch | Routine:
    """Recognises and judges the stretches in a video; returns a Routine unless it shows just one.

    asked: the stretches to look for; if there are any, the result is always a Routine. side: as for
    `sides_of`. Texts for the user are in the language of ``words``. Raises FormcheckError if nobody
    is seen, or if one of the stretches does not have that side.
    """
    if not any(frame.detections for frame in recording.frames):
        nobody = nobody_seen(str(path), len(recording.frames))
        raise add_warnings(nobody, recording.warnings)
    named = name_stretches(recording, asked or None, words)
    duration_s = measure_duration_s(np.array(recording.t_s))
    parts: list[tuple[RecognisedPart, Analysis]] = []
    for one in named:
        if one.clear:
            spec = translate_spec(load_spec(one.stretch), words)
            sides, analysis = sides_of(spec, side), one.analysis
            if analysis is None or sides != spec.sides:
                here = recording.cut(one.from_s, one.to_s)
                analysis = analyse(spec, sides, here, here.size, str(path), one.looks)
            if one.to_s <= recording.frames[-1].t_s:  # the video continues with something else
                analysis = leave_out_cut_off(analysis)
            analysis = replace(
                analysis, file=str(path), duration_s=duration_s, model=recording.model
            )
            parts.append((replace(one, analysis=None, looks=()), analysis))
    if len(named) == len(parts) == 1 and not asked:
        ((one, analysis),) = parts
        return OneStretch(analysis.with_warnings(recording.warnings), one)
    warnings = recording.warnings
    if not parts:
        people = (person for frame in recording.frames for person in frame.detections)
        turned_ratio = np.mean([count_quarter_turns(one) > 0 for one in people])
        warnings += (NOT_UPRIGHT,) if turned_ratio >= TURNED_RATIO else ()
    return Routine(
        file=str(path),
        duration_s=duration_s,
        parts=tuple(parts),
        unclear=tuple(replace(one, analysis=None, looks=()) for one in named if not one.clear),
        asked=tuple(asked),
        left_out=list_left_out(asked, named),
        warnings=warnings,
    )


def list_left_out(asked: Sequence[str], named: Sequence[RecognisedPart]) -> tuple[str, ...]:
    """Returns the stretches of a programme that were certainly not done, once for each occurrence.

    An unclear span may be any of its likely names. Two sets count as one if the programme has only
    stretches that were not seen between them.
    """
    seen = Counter(
        name
        for one in named
        for name, chance in one.names
        if name == one.stretch
        or (chance >= CLOSE * sum(each for _, each in one.names) and not one.clear)
    )
    wanted = Counter(name for name, _ in groupby(name for name in asked if name in seen))
    never = Counter(name for name in asked if name not in seen)
    return tuple(sorted((never + (wanted - seen)).elements(), key=list(asked).index))


def count_in_order(asked: Sequence[str], done: Sequence[str]) -> int:
    """Returns the length of the longest common subsequence of both."""
    counts = [0] * (len(done) + 1)
    for wanted in asked:
        before = counts[:]
        for n, name in enumerate(done):
            more = before[n] + 1 if name == wanted else 0
            counts[n + 1] = max(before[n + 1], counts[n], more)
    return counts[-1]
