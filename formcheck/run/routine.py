"""A film of several stretches, one after the other, to what each of them came to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from formcheck.run.analyse import Analysis, analyse, sides_of
from formcheck.run.catalogue import load_spec
from formcheck.run.files import Detected
from formcheck.run.naming import Named, cut


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One stretch of a routine; the analysis has the times of the whole film."""

    named: Named
    analysis: Analysis


@dataclass(frozen=True, slots=True, eq=False)
class Routine:
    """What a film of several stretches came to.

    parts are in order of time. unclear: spans whose stretch can't be told for sure. left_out: ids
    of stretches that were asked for and not seen, in the order they were asked for. unfit: what is
    wrong with the film itself.
    """

    file: str
    duration_s: float
    parts: tuple[Part, ...]
    unclear: tuple[Named, ...]
    left_out: tuple[str, ...]
    unfit: tuple[str, ...]

    @property
    def analyses(self) -> tuple[Analysis, ...]:
        """Those of the parts."""
        return tuple(part.analysis for part in self.parts)


def analyse_routine(
    file: str, detected: Detected, named: Sequence[Named], side: str, asked: Sequence[str] = ()
) -> Routine:
    """Judges each clearly named part of a film by itself.

    side is as `sides_of` takes it; asked are the stretches that were to be done. Raises
    FormcheckError for a side that one of the stretches does not have.
    """
    frames, size = detected.recording.frames, detected.recording.size
    duration_s = frames[-1].t_s - frames[0].t_s if frames else 0.0
    parts = []
    for one in named:
        if one.clear:
            spec = load_spec(one.stretch)
            here = cut(frames, one.from_s, one.to_s)
            analysis = analyse(spec, sides_of(spec, side), here, size, file)
            parts.append(Part(one, replace(analysis, duration_s=duration_s)))
    done = {part.named.stretch for part in parts}
    return Routine(
        file=file,
        duration_s=duration_s,
        parts=tuple(parts),
        unclear=tuple(one for one in named if not one.clear),
        left_out=tuple(stretch for stretch in asked if stretch not in done),
        unfit=detected.warnings,
    )
