"""Analyses a video without a named stretch: finds its stretches and judges each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from formcheck.core.language import ENGLISH, Words
from formcheck.core.session.programme import translate_spec
from formcheck.engine.analyse import Analysis, analyse, measure_duration_s, nobody_seen, sides_of
from formcheck.engine.files import analyse_recording
from formcheck.engine.naming import Named, name_stretches
from formcheck.files.errors import FormcheckError
from formcheck.library.catalogue import load_spec
from formcheck.vision.pose.recording import Recording


@dataclass(frozen=True, slots=True, eq=False)
class RoutineStretch:
    """A stretch that was found in a video; the analysis has the times of the whole video."""

    named: Named
    analysis: Analysis


@dataclass(frozen=True, slots=True, eq=False)
class Routine:
    """The result of a video of several stretches, or of none that is clear.

    parts are in order of time. unclear: spans whose stretch is uncertain. left_out: ids of
    stretches that were asked for and not seen, in the order they were asked for. unfit: what is
    wrong with the video itself.
    """

    file: str
    duration_s: float
    parts: tuple[RoutineStretch, ...]
    unclear: tuple[Named, ...]
    left_out: tuple[str, ...]
    unfit: tuple[str, ...]

    @property
    def analyses(self) -> tuple[Analysis, ...]:
        """The analyses of the parts."""
        return tuple(part.analysis for part in self.parts)


def judge_named(
    path: Path, recording: Recording, side: str, asked: Sequence[str] = (), words: Words = ENGLISH
) -> RoutineStretch | Routine:
    """Recognises and judges the stretches of a video: the part of a single one, else a routine.

    asked are the stretches to look for; with any it is always a routine. side is as `sides_of`
    takes it. The texts for the person are in the language of ``words``. Raises FormcheckError where
    nobody is seen, and for a side that one of the stretches does not have.
    """
    if not any(frame.detections for frame in recording.frames):
        nobody = nobody_seen(str(path), len(recording.frames))
        raise FormcheckError(" ".join([str(nobody), *recording.warnings]))
    named = name_stretches(recording, asked or None)
    if len(named) == 1 and named[0].clear and not asked:
        spec = translate_spec(load_spec(named[0].stretch), words)
        return RoutineStretch(
            named[0], analyse_recording(path, recording, spec, sides_of(spec, side))
        )
    duration_s = measure_duration_s(np.array(recording.t_s))
    parts = []
    for one in named:
        if one.clear:
            spec = translate_spec(load_spec(one.stretch), words)
            here = recording.cut(one.from_s, one.to_s)
            analysis = analyse(spec, sides_of(spec, side), here, here.size, str(path))
            parts.append(RoutineStretch(one, replace(analysis, duration_s=duration_s)))
    done = {part.named.stretch for part in parts}
    return Routine(
        file=str(path),
        duration_s=duration_s,
        parts=tuple(parts),
        unclear=tuple(one for one in named if not one.clear),
        left_out=tuple(stretch for stretch in asked if stretch not in done),
        unfit=recording.warnings,
    )
