"""Judges one label as ``formcheck check`` would judge the film, side not given."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from benchmarks.clips import has_one_side
from benchmarks.real.labels import Performance, Source
from benchmarks.real.pictures import cut_recording, detect_label, read_files
from benchmarks.real.score import Negative, Said, Score, score_performance
from benchmarks.sampled.score import is_refused
from formcheck.core.coach import Form
from formcheck.core.stretch import Spec
from formcheck.core.stretch.model import Position
from formcheck.engine.analyse import analyse, sides_of
from formcheck.engine.photo_check import judge_poses
from formcheck.files.errors import FormcheckError
from formcheck.library.catalogue import find_bundled_dir, load_spec
from formcheck.vision.pose.recording import Recording
from formcheck.vision.pose.visibility import VisibilityState, assess_visibility

CHECKS = 3
"""The number of stretches that a person who does none is checked for."""
SIMILAR: Mapping[Position, Sequence[Position]] = {
    "standing": ("standing",),
    "sitting": ("sitting",),
    "kneeling": ("kneeling", "half-kneeling", "all-fours"),
    "half-kneeling": ("kneeling", "half-kneeling", "all-fours"),
    "all-fours": ("all-fours", "kneeling", "half-kneeling"),
    "supine": ("supine",),
    "prone": ("prone", "all-fours"),
    "side-lying": ("side-lying", "supine"),
}
"""By position, the positions that it might be mistaken for."""


@dataclass(frozen=True, slots=True)
class Job:
    """A label to judge, the folder of the clones, and the folder for cached detections."""

    source: Source
    label: Performance
    folder: Path
    cache: Path


def list_jobs(
    sources: Sequence[Source], folder: Path, cache: Path, stretch: str | None = None
) -> list[Job]:
    """Returns a job for every label about stretches, or only for those of ``stretch``."""
    return [
        Job(source, label, folder, cache)
        for source in sources
        for label in source.labels
        if isinstance(label, Performance) and stretch in {None, label.stretch}
    ]


@dataclass(frozen=True, slots=True)
class Missing:
    """A label whose file is missing or can't be read; reason is "" if it is missing."""

    where: str
    reason: str = ""


Judged = Score | tuple[Negative, ...] | Missing


def judge_file(jobs: Sequence[Job]) -> list[Judged]:
    """Judges all labels of one file."""
    return [judge_label(job) for job in jobs]


def detect_part(job: Job) -> Recording | Missing:
    """Returns the detections in the part of a film that the label is about."""
    label, where = job.label, describe_location(job.source, job.label)
    contents = read_files(job.folder, job.source.repository, job.source.commit, label.paths)
    if contents is None:
        return Missing(where)
    try:
        return cut_recording(detect_label(label, contents, job.cache), label.from_s, label.to_s)
    except FormcheckError as error:
        return Missing(where, str(error))


def judge_label(job: Job) -> Judged:
    """Judges one label."""
    label, where = job.label, describe_location(job.source, job.label)
    seen = detect_part(job)
    if isinstance(seen, Missing):
        return seen
    if label.stretch is not None:
        return score_performance(
            where, label, check_recording(load_spec(label.stretch), label, seen)
        )
    return tuple(
        Negative(where, label, spec.id, check_recording(spec, label, seen).counted)
        for spec in choose_negatives(where, label, load_bundled_specs())
    )


def describe_location(source: Source, label: Performance) -> str:
    """Returns the repository, the files and the part of the film that a label is about."""
    span = "" if label.from_s is None and label.to_s is None else _describe_span(label)
    return f"{source.repository}: {', '.join(dict.fromkeys(label.paths))}{span}"


def _describe_span(label: Performance) -> str:
    until = "end" if label.to_s is None else f"{label.to_s:g} s"
    return f", {label.from_s or 0:g} to {until}"


@cache
def load_bundled_specs() -> tuple[Spec, ...]:
    """Returns the specs of the bundled stretches, in order of id."""
    return tuple(load_spec(path.stem) for path in sorted(find_bundled_dir().glob("*.toml")))


def choose_negatives(where: str, label: Performance, specs: Sequence[Spec]) -> list[Spec]:
    """Returns the stretches to check a person for who does none, in similar positions.

    The choice is always the same for a label. Timers are left out: anyone who lies still is in
    position, as far as a camera can see.
    """
    alike = [s for s in specs if s.class_ == "form" and s.position in SIMILAR[label.position]]
    alike.sort(key=lambda s: hashlib.sha256(f"{where} {s.id}".encode()).digest())
    return alike[:CHECKS]


def check_recording(spec: Spec, label: Performance, seen: Recording) -> Said:
    """Returns what formcheck reports of a recording when it is checked for a stretch."""
    sides = sides_of(spec, "auto")
    if label.kind == "photo":
        poses = [
            assess_visibility(VisibilityState(), one, 0.0, seen.size)[1]
            for frame in seen.frames
            for one in frame.detections
        ]
        photo = judge_poses(poses, spec, sides, seen.size, "")
        return Said(
            float(photo.verdict.form is Form.OK),
            tuple(fault.id for fault in photo.verdict.faults),
            photo.verdict.side.value if has_one_side(spec) else "",
            notes=photo.warnings,
        )
    try:
        found = analyse(spec, sides, seen, seen.size)
    except FormcheckError as error:
        return Said(0.0, refused=True, notes=(str(error),))
    by_rep = spec.rep is not None
    return Said(
        float(sum(side.reps if by_rep else side.held_s for side in found.sides)),
        tuple(sorted({fault.id for side in found.sides for fault in side.faults})),
        found.side.value if has_one_side(spec) else "",
        is_refused(found),
        found.warnings,
    )
