"""``python -m benchmarks.naming DIR``: the stretch named in a film, against the one done in it.

DIR holds films drawn from the reference (``python -m synth sample --films N --seed S --out DIR``).
Each is named as ``formcheck check`` names it without ``--stretch``; then films of one size are
joined to routines with cuts between them. Sealed seeds need ``--sealed`` and print totals alone.
With ``--real FOLDER`` the people of ``benchmarks/real`` are named too.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.console import Console

from benchmarks.detections import CACHE
from benchmarks.parallel import map_jobs
from benchmarks.real.judge import Job, Missing, jobs_of, see_part, where_of
from benchmarks.real.labels import LABELS, read_labels
from benchmarks.report import Report, exit_with_reason, grouped, list_skipped, table, write_text
from benchmarks.sampled import sealed_log
from benchmarks.sampled.judge import chosen_seeds
from benchmarks.sampled.truth import (
    About,
    DamagedFilmError,
    FilmFile,
    Skipped,
    describe_seeds,
    film_folders,
    films_in,
    read_film,
    read_truth,
    skip,
)
from formcheck.core.body import ImageSize
from formcheck.engine.naming import RecognisedPart, name_stretches
from formcheck.files.errors import FormcheckError
from formcheck.vision.pose.recording import DetectedFrame, Recording

ON_THE_WAY = frozenset({"neutral", "enter", "leave", "turn", "reach", "walk"})
"""Phases in which the stretch itself is not done."""
NOTHING = "nothing"
FEWEST, MOST = 3, 8
"""Films of a routine."""
STEP_S = 0.1


@dataclass(frozen=True)
class Film:
    """One film: what was done in it ("" for nothing), how well, and what it was named."""

    stretch: str
    form: str
    named: tuple[RecognisedPart, ...]

    @property
    def first(self) -> str:
        """The stretch of the longest span."""
        return _longest(self.named).stretch if self.named else NOTHING

    @property
    def clear(self) -> str:
        """The stretch it was clearly named; several are joined, none is "nothing"."""
        return " + ".join(dict.fromkeys(one.stretch for one in self.named if one.clear)) or NOTHING

    @property
    def is_among_two(self) -> bool:
        """Whether the right one is among the first two."""
        return bool(self.named) and self.stretch in [n for n, _ in _longest(self.named).names[:2]]


@dataclass(frozen=True)
class Routine:
    """One routine: seconds in which a stretch was done, by what was said, and spans of none."""

    right_s: float
    wrong_s: float
    untold_s: float
    invented: int
    spans: int


def _longest(named: Sequence[RecognisedPart]) -> RecognisedPart:
    return max(named, key=lambda one: one.end_s - one.start_s)


def name_film(file: FilmFile) -> Film | Skipped:
    """What a film is named."""
    try:
        truth, recording = read_film(file)
    except DamagedFilmError as error:
        return skip(file.name, error)
    about = truth.about
    form = "nobody stretches" if about.stretch is None else "fault" if about.fault else "good"
    return Film(about.stretch or "", form, name_stretches(recording))


def routines_of(files: Sequence[FilmFile], seed: int) -> list[list[FilmFile]]:
    """Films of one size in groups, at random; walkers are among them."""
    random = np.random.default_rng(seed)
    groups: list[list[FilmFile]] = []
    for some in grouped(files, lambda file: read_truth(file.truth).about.size).values():
        waiting = [some[number] for number in random.permutation(len(some))]
        while len(waiting) >= FEWEST:
            count = int(random.integers(FEWEST, MOST + 1))
            groups.append(waiting[:count])
            waiting = waiting[count:]
    return groups


def name_routine(files: Sequence[FilmFile]) -> Routine:
    """What films that follow each other are named, by seconds."""
    frames: list[DetectedFrame] = []
    done: list[tuple[float, float, str]] = []
    size = ImageSize(1, 1)
    since_s = 0.0
    for file in files:
        truth, recording = read_film(file)
        size = recording.size
        frames += [replace(f, index=len(frames) + i, t_s=since_s + f.t_s)
                   for i, f in enumerate(recording.frames)]  # fmt: skip
        done += [(since_s + a, since_s + b, stretch) for a, b, stretch in _done_in(truth.about)]
        since_s = frames[-1].t_s + 0.05
    named = name_stretches(Recording(size, "joined", tuple(frames)))
    right_s = wrong_s = untold_s = 0.0
    for start_s, end_s, stretch in done:
        for t_s in np.arange(start_s, end_s, STEP_S).tolist():
            said = [one.stretch for one in named if one.start_s <= t_s <= one.end_s]
            right_s += STEP_S * (stretch in said)
            wrong_s += STEP_S * (bool(said) and stretch not in said)
            untold_s += STEP_S * (not said)
    clear = [one for one in named if one.clear]
    invented = sum(
        not any(s == one.stretch and a < one.end_s and b > one.start_s for a, b, s in done)
        for one in clear
    )
    return Routine(right_s, wrong_s, untold_s, invented, len(clear))


def _done_in(about: About) -> Iterator[tuple[float, float, str]]:
    if about.stretch is not None:
        for phase in about.phases:
            if phase.id not in ON_THE_WAY:
                yield phase.start_s, phase.end_s, about.stretch


def name_real(job: Job) -> Film | Skipped:
    """The names given to a labelled film or row of photos of real people."""
    label, where = job.label, where_of(job.source, job.label)
    seen = see_part(job)
    if isinstance(seen, Missing):
        return Skipped(where, seen.reason or "it is not there")
    kind = f"{'other' if label.stretch is None else 'stretch'}, {label.kind}"
    return Film(label.stretch or "", kind, name_stretches(seen))


def sums(films: Sequence[Film]) -> list[str]:
    """One row: films, right first, among two, clear and right, clear and wrong, none."""
    told = [film.clear for film in films]
    right = [film.stretch or NOTHING for film in films]
    return [
        str(len(films)),
        _share(sum(f.first == r for f, r in zip(films, right, strict=True)), len(films)),
        _share(sum(f.is_among_two for f in films), len(films))
        if any(film.stretch for film in films)
        else "",
        _share(sum(t == r for t, r in zip(told, right, strict=True)), len(films)),
        _share(sum(t not in {r, NOTHING} for t, r in zip(told, right, strict=True)), len(films)),
        _share(sum(not f.named for f in films), len(films)),
    ]


def sealed_figures(films: Sequence[Film], skipped: int) -> dict[str, object]:
    """The figures reported of sealed films, by column of the log: what they were clearly named."""
    right = sum(film.clear == (film.stretch or NOTHING) for film in films)
    nothing = sum(film.clear == NOTHING and bool(film.stretch) for film in films)
    return {
        "landmarks": "model",
        "films": len(films),
        "skipped": skipped,
        "right": right,
        "wrong": len(films) - right - nothing,
        "nothing": nothing,
    }


def _share(count: float, whole: float) -> str:
    return f"{count / whole:.2f}" if whole else "-"


HEADS = (
    "", "films", "right first", "among the first two", "clearly right", "clearly wrong",
    "nothing said",
)  # fmt: skip
ROUTINE_HEADS = (
    "seconds in which a stretch is done", "right", "another one", "nothing said", "clear spans",
    "of them none that was done",
)  # fmt: skip


def confusion(films: Sequence[Film]) -> list[list[str]]:
    """A row for each stretch: films, right first, and what else it was named."""
    rows = []
    for stretch in sorted({film.stretch for film in films if film.stretch}):
        own = [film for film in films if film.stretch == stretch]
        said = Counter(film.first for film in own)
        others = [f"{name} {n}" for name, n in said.most_common() if name != stretch]
        rows.append([stretch, str(len(own)), str(said[stretch]), ", ".join(others) or "-"])
    return rows


def report(
    seeds: Sequence[int],
    films: Sequence[Film],
    routines: Sequence[Routine],
    real: Sequence[Film],
    skipped: Sequence[tuple[str, str]] = (),
) -> str:
    """The page; skipped: name and reason of what could not be named."""
    forms = sorted({film.form for film in films})
    total_s = sum(r.right_s + r.wrong_s + r.untold_s for r in routines)
    seconds = [
        f"{total_s:.0f}",
        _share(sum(r.right_s for r in routines), total_s),
        _share(sum(r.wrong_s for r in routines), total_s),
        _share(sum(r.untold_s for r in routines), total_s),
        str(sum(r.spans for r in routines)),
        str(sum(r.invented for r in routines)),
    ]
    out = f"""# Which stretch is it?

Written by `python -m benchmarks.naming`; not to be edited by hand. The stretch that
`formcheck check` names in a film without `--stretch`. *Right first*: the likeliest name of the
longest span is right. *Clearly*: the name is given without doubt, and judged; otherwise the answer
is "X or Y", or none of the catalogue. For people who do no stretch, naming nothing is right.

## Random people

Films of random people in rendered rooms ({describe_seeds(seeds)}). The network that names was
fitted on people of the same generator, of the part "fit". The costs in
`formcheck/core/recognition/spans.py` were chosen on seed 101; the probabilities required to name a
stretch, and to name it clearly, on seed 121.

{table(HEADS, [[form, *sums([f for f in films if f.form == form])] for form in forms])}

### Routines

{len(routines)} routines, each of {FEWEST} to {MOST} of these films with cuts between them.

{table(ROUTINE_HEADS, [seconds])}

### What is taken for what

{table(["stretch", "films", "right first", "named instead"], confusion(films))}
"""
    if real:
        kinds = sorted({film.form for film in real})
        out += f"""
## Real people

The films and photos of docs/real-people.md, of people who do a stretch and of people who do
something else. No network was fitted on them, but they were in view when it was chosen how likely
a stretch must be, and which other exercises are learned from. Films of photos show each for 3 s;
tables of landmarks have no pictures.

{table(HEADS, [[kind, *sums([f for f in real if f.form == kind])] for kind in kinds])}

{table(["stretch", "films", "right first", "named instead"], confusion(real))}
"""
    if skipped:
        out += f"\n{list_skipped(skipped)}\n"
    return out


def main(
    folder: Annotated[Path, typer.Argument(help="What `python -m synth sample` wrote.")],
    seed: Annotated[list[int] | None, typer.Option(help="Only films of these seeds.")] = None,
    sealed: Annotated[bool, typer.Option(help="Sealed seeds: totals alone.")] = False,
    real: Annotated[Path | None, typer.Option(help="Clones that benchmarks/real names.")] = None,
    workers: Annotated[int, typer.Option(min=1)] = 2,
    out: Report = None,
) -> None:
    """Names films and routines, and says what was right."""
    console = Console(stderr=True)
    with exit_with_reason():
        if sealed and (out is not None or real is not None):
            raise FormcheckError(
                "Of sealed films totals alone are told: without --markdown and --real."
            )
        folders = film_folders(folder)
        seeds = chosen_seeds(list(folders), seed or [], sealed=sealed)
        if sealed:
            sealed_log.check_log(sealed_log.LOG)
        commit = sealed_log.commit_of() if sealed else ""
    files = [file for one in seeds for file in films_in(folders[one], one)]
    named = list(map_jobs(name_film, files, workers, "Naming", console))
    films = [one for one in named if isinstance(one, Film)]
    readable = [f for f, one in zip(files, named, strict=True) if isinstance(one, Film)]
    groups = routines_of(readable, seeds[0])
    routines = list(map_jobs(name_routine, groups, workers, "Naming routines", console))
    if sealed:
        figures = sealed_figures(films, len(files) - len(films))
        sealed_log.log_look("naming", commit, seeds, figures, sealed_log.LOG)
    jobs = jobs_of(read_labels(LABELS), real, CACHE / "real") if real is not None else []
    jobs = [job for job in jobs if job.label.kind != "photo"]
    people = list(map_jobs(name_real, jobs, workers, "Naming real people", console))
    seen = [one for one in people if isinstance(one, Film)]
    skipped = [(s.name, s.reason) for s in (*named, *people) if isinstance(s, Skipped)]
    if sealed:
        text = report(seeds, films, routines, ()).partition("### What is taken")[0]
        text += f"Left out: {len(skipped)} of {len(files)}."
    else:
        text = report(seeds, films, routines, seen, skipped)
    if out is not None:
        write_text(out, text)
    typer.echo(text)


if __name__ == "__main__":
    typer.run(main)
