"""Runs stretch recognition on films, routines and real people, beside what they truly show."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.real.judge import Job, Missing, describe_location, detect_part
from benchmarks.report import group_by
from benchmarks.sampled.truth import (
    About,
    DamagedFilmError,
    FilmFile,
    Skipped,
    build_skipped,
    read_film,
    read_truth,
)
from formcheck.core.body import ImageSize
from formcheck.engine.naming import RecognisedPart, name_stretches
from formcheck.vision.pose.recording import DetectedFrame, Recording

TRANSITIONS = frozenset({"neutral", "enter", "leave", "turn", "reach", "walk"})
"""Phases in which the stretch itself is not done."""
NOTHING = "nothing"
FEWEST, MOST = 3, 8
"""The fewest and most films in a routine."""
STEP_S = 0.1


@dataclass(frozen=True)
class Film:
    """One film: its true stretch ("" for none), its form, and the parts recognised in it."""

    stretch: str
    form: str
    named: tuple[RecognisedPart, ...]

    @property
    def first(self) -> str:
        """The likeliest stretch of the longest part."""
        return _find_longest(self.named).stretch if self.named else NOTHING

    @property
    def clear(self) -> str:
        """The stretches it was clearly named, joined by " + "; "nothing" if none."""
        return " + ".join(dict.fromkeys(one.stretch for one in self.named if one.clear)) or NOTHING

    @property
    def is_among_two(self) -> bool:
        """Whether the true stretch is among the two likeliest of the longest part."""
        return bool(self.named) and self.stretch in [
            n for n, _ in _find_longest(self.named).names[:2]
        ]


@dataclass(frozen=True)
class Routine:
    """Seconds of stretching by what was named; invented: clear spans whose stretch was not done."""

    right_s: float
    wrong_s: float
    unnamed_s: float
    invented: int
    spans: int


def _find_longest(named: Sequence[RecognisedPart]) -> RecognisedPart:
    return max(named, key=lambda one: one.end_s - one.start_s)


def name_film(file: FilmFile) -> Film | Skipped:
    """Names the stretches in a film."""
    try:
        truth, recording = read_film(file)
    except DamagedFilmError as error:
        return build_skipped(file.name, error)
    about = truth.about
    form = "nobody stretches" if about.stretch is None else "fault" if about.fault else "good"
    return Film(about.stretch or "", form, name_stretches(recording))


def group_routines(files: Sequence[FilmFile], seed: int) -> list[list[FilmFile]]:
    """Returns random groups of films of one image size, walkers included."""
    random = np.random.default_rng(seed)
    groups: list[list[FilmFile]] = []
    for some in group_by(files, lambda file: read_truth(file.truth).about.size).values():
        waiting = [some[number] for number in random.permutation(len(some))]
        while len(waiting) >= FEWEST:
            count = int(random.integers(FEWEST, MOST + 1))
            groups.append(waiting[:count])
            waiting = waiting[count:]
    return groups


def name_routine(files: Sequence[FilmFile]) -> Routine:
    """Names the stretches in films joined in order, and scores the seconds."""
    frames: list[DetectedFrame] = []
    done: list[tuple[float, float, str]] = []
    size = ImageSize(1, 1)
    since_s = 0.0
    for file in files:
        truth, recording = read_film(file)
        size = recording.size
        frames += [replace(f, index=len(frames) + i, t_s=since_s + f.t_s)
                   for i, f in enumerate(recording.frames)]  # fmt: skip
        done += [(since_s + a, since_s + b, stretch) for a, b, stretch in _list_done(truth.about)]
        since_s = frames[-1].t_s + 0.05
    named = name_stretches(Recording(size, "joined", tuple(frames)))
    right_s = wrong_s = unnamed_s = 0.0
    for start_s, end_s, stretch in done:
        for t_s in np.arange(start_s, end_s, STEP_S).tolist():
            said = [one.stretch for one in named if one.start_s <= t_s <= one.end_s]
            right_s += STEP_S * (stretch in said)
            wrong_s += STEP_S * (bool(said) and stretch not in said)
            unnamed_s += STEP_S * (not said)
    clear = [one for one in named if one.clear]
    invented = sum(
        not any(s == one.stretch and a < one.end_s and b > one.start_s for a, b, s in done)
        for one in clear
    )
    return Routine(right_s, wrong_s, unnamed_s, invented, len(clear))


def _list_done(about: About) -> Iterator[tuple[float, float, str]]:
    if about.stretch is not None:
        for phase in about.phases:
            if phase.id not in TRANSITIONS:
                yield phase.start_s, phase.end_s, about.stretch


def name_real(job: Job) -> Film | Skipped:
    """Names the stretches in a labelled film or photo series of real people."""
    label, where = job.label, describe_location(job.source, job.label)
    seen = detect_part(job)
    if isinstance(seen, Missing):
        return Skipped(where, seen.reason or "it is not there")
    kind = f"{'other' if label.stretch is None else 'stretch'}, {label.kind}"
    return Film(label.stretch or "", kind, name_stretches(seen))
