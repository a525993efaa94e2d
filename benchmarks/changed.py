"""``python -m benchmarks.changed FILMS``: formcheck's answers to films and to the same, changed.

FILMS are films, folders of films, and what ``python -m synth sample`` wrote with its pictures. No
truth is needed: each film is changed in every way of ``benchmarks/changes.py`` and the answer is
compared with the one to the film as it is. The stretch is the one in the truth of a sampled film,
else in ``--labels``, else before the first dot of the name, else ``--stretch``.

Two answers are the same when all of this is:

- somebody is seen in both films or in neither, and both or neither are refused for the camera;
- the same sides were worked (of a mirrored film the other ones), where anything was counted or
  told;
- as many repetitions count; of a stretch that is held, the seconds counted are within 0.3 s, or
  5 % of more than 6 s;
- the same faults are told.

Of a film whose beginning or end is cut off the answer to the whole film, as far as it is about what
is left, is wanted: the seconds of its holds that lie there, the repetitions wholly within (one that
the cut goes through may count or not), and the faults told there (one that the cut goes through may
be told or not). The other changes leave all of the film's time, so all of the answer is wanted. In
a laptop's view the hips are out of the picture: what can't be judged without them shows as a
difference.

A film is *answered* when anything was counted or told of it unchanged; of the others it is easy to
say the same, so they are counted apart too.

What the model saw is kept in ``--cache`` by the film's content, the change and the model, never a
picture: judging again takes a fraction of a second a film and change. Every change decodes the
film anew, which is a small part of the time, so that memory does not grow with its length.
"""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from functools import cache
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated, cast

import av
import numpy as np
import typer
from pydantic import TypeAdapter, ValidationError
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.changed_report import (
    HEADS,
    STRETCH_HEADS,
    Compared,
    FilmDone,
    by_change,
    by_stretch,
    markdown,
)
from benchmarks.changed_score import ALWAYS, answer_of, differences, words_of
from benchmarks.changes import (
    CHANGES,
    UNCHANGED,
    VERSION,
    Change,
    NotApplicableError,
    Part,
    at_rate,
    crop,
    cut,
)
from benchmarks.report import write_text
from benchmarks.sampled import WIDE, spec_id
from benchmarks.sampled_truth import DamagedFilmError, read_truth
from formcheck import __version__
from formcheck.core.body import ImageSize
from formcheck.core.stretch import Spec, SpecError
from formcheck.engine.analyse import Analysis, analyse, sides_of
from formcheck.engine.extras import extras_of
from formcheck.files.errors import FormcheckError
from formcheck.library.catalogue import list_spec_files, load_spec
from formcheck.vision.pose.models import cache_dir, model_path
from formcheck.vision.pose.parallel import MAX_FPS, MAX_SIDE_PX, detect_video
from formcheck.vision.pose.recording import Recording
from formcheck.vision.video.frame_times import FrameSampler
from formcheck.vision.video.frames import fitted
from formcheck.vision.video.video import RawFrame, VideoFile
from reference.parts import part_of

ENDINGS = (".mp4", ".mov", ".m4v", ".mkv", ".webm", ".avi")
CHANGED_SIDE_PX = 1280
"""Pictures larger than this are changed at this size: twice what the model is given."""
POSED, SAMPLED, OTHER = "people posed by us, rendered", "random people, rendered", "other films"
"""The worlds that films are from."""


@dataclass(frozen=True, slots=True)
class Film:
    """A film to judge; name is what reports call it."""

    path: Path
    name: str
    stretch: str
    world: str


@dataclass(frozen=True, slots=True)
class Job:
    """A film, the changes to try and the folder for what the model sees."""

    film: Film
    changes: tuple[Change, ...]
    kept: Path


class ChangedVideo:
    """An open film that shows changed pictures: to ``detect_video`` as good as the film itself."""

    def __init__(self, video: VideoFile, change: Change, part: Part | None) -> None:
        """Looks at the first picture for its size. video is not thinned."""
        self._video = video
        self._change = change
        self._part = part
        height_px, width_px = self._changed(next(video.shots())).shape[:2]
        self.info = replace(video.info, size=ImageSize(width_px, height_px))
        self.size = fitted(self.info.size, MAX_SIDE_PX)

    def _changed(self, shot: RawFrame) -> np.ndarray:
        image = shot.image()
        if self._part is not None:
            image = crop(image, self._part)
        return image if self._change.picture is None else self._change.picture(image)

    def shots(self) -> Iterator[RawFrame]:
        """The changed pictures, as many a second as formcheck looks at."""
        timed: Iterable[tuple[float, RawFrame]] = ((shot.t_s, shot) for shot in self._video.shots())
        if self._change.fps is not None:
            timed = at_rate(timed, self._change.fps)
        thinner = FrameSampler(MAX_FPS)
        for index, (t_s, shot) in enumerate(timed):
            if thinner.keeps(t_s):
                picture = av.VideoFrame.from_ndarray(self._changed(shot), format="rgb24")
                yield RawFrame(index, t_s, picture.reformat(
                    self.size.width_px, self.size.height_px, "yuv420p"), 0)  # fmt: skip


def detect(film: Film, spec: Spec, change: Change, part: Part | None) -> Recording:
    """What the model sees in the changed film. Raises FormcheckError."""
    model = model_path("full")
    if change is UNCHANGED:  # as formcheck check does it
        with VideoFile(film.path, MAX_SIDE_PX, MAX_FPS) as video:
            frames = tuple(detect_video(video, model, extras=extras_of(spec)))
            return Recording(video.info.size, film.path.name, frames)
    with VideoFile(film.path, CHANGED_SIDE_PX) as video:
        changed = ChangedVideo(video, change, part)
        frames = tuple(detect_video(cast(VideoFile, changed), model, extras=extras_of(spec)))
        return Recording(changed.info.size, film.path.name, frames)


def seen_in(film: Film, spec: Spec, change: Change, part: Part | None, kept: Path) -> Recording:
    """The same, out of the folder where it is kept there, and kept there afterwards."""
    extras = "+".join(sorted(extras_of(spec)))
    what = f"{_content(film.path)} {VERSION} {change.name} {part} {extras} {_model()}"
    file = kept / f"{hashlib.sha256(what.encode()).hexdigest()[:32]}.npz"
    if file.is_file():
        try:
            return Recording.load(file)
        except FormcheckError:
            file.unlink()  # damaged: made again
    detect(film, spec, change, part).save(file)
    return Recording.load(file)  # numbers as they will be read next time


@cache
def _content(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@cache
def _model() -> str:
    return f"{_content(model_path('full'))} {version('mediapipe')}"


def compare(job: Job) -> FilmDone | tuple[str, str]:
    """The answers to a film and its changes compared; name and reason where it can't be judged."""
    film = job.film
    try:
        spec = load_spec(film.stretch)
        seen = seen_in(film, spec, UNCHANGED, None, job.kept)
        found = _judged(spec, seen)
        compared = tuple(_compared(job, spec, seen, found, change) for change in job.changes)
    except (FormcheckError, SpecError) as error:
        return film.name, str(error)
    answer = answer_of(found, spec, mirrored=False)
    return FilmDone(
        film.name, film.stretch, film.world, words_of(answer), answer.says_something, compared
    )


def _compared(
    job: Job, spec: Spec, seen: Recording, found: Analysis | None, change: Change
) -> Compared:
    span_s = ALWAYS
    try:
        if change.positions and spec.position not in change.positions:
            raise NotApplicableError(f"it is done {spec.position}")
        if change.is_cut:
            changed = cut(seen, change)
            span_s = (change.since_s, seen.t_s[-1] - change.until_s)
        else:
            part = change.part(seen) if change.part is not None else None
            changed = seen_in(job.film, spec, change, part, job.kept)
    except NotApplicableError as error:
        return Compared(change.name, not_applicable=str(error))
    wanted = answer_of(found, spec, span_s, mirrored=change.mirrored)
    got = answer_of(_judged(spec, changed), spec, mirrored=False)
    return Compared(change.name, differences(wanted, got))


def _judged(spec: Spec, seen: Recording) -> Analysis | None:
    """What is made of it; None where it shows nobody."""
    try:
        return analyse(spec, sides_of(spec, "auto"), seen, seen.size)
    except FormcheckError:
        return None


def find_films(
    paths: Sequence[Path], labels: Mapping[str, str], stretch: str | None
) -> tuple[list[Film], list[tuple[str, str]]]:
    """The films to judge, and name and reason of those that can't be.

    Of sample clips in a folder those of good form alone. Films known to show another stretch than
    ``stretch`` are left out. Raises FormcheckError for a path that is not there and sealed films.
    """
    films: list[Film] = []
    damaged: list[tuple[str, str]] = []
    for file in dict.fromkeys(file for path in paths for file in _videos(path)):
        try:
            film = _film(file, labels, stretch)
        except DamagedFilmError as error:
            damaged.append((file.name, str(error)))
            continue
        if stretch is None or film.stretch == stretch:
            films.append(film)
    return films, damaged


def _videos(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise FormcheckError(f"There is no file or folder {path}: check the name.")
    folders = [path, *sorted(path.glob("films-*/"))]
    files = [file for folder in folders for file in sorted(folder.iterdir())]
    return [
        file
        for file in files
        if file.suffix.lower() in ENDINGS
        and not (file.with_suffix(".json").is_file() and ".good" not in file.name)
    ]


def _film(path: Path, labels: Mapping[str, str], stretch: str | None) -> Film:
    truth = path.with_suffix(".truth.npz")
    if truth.is_file():
        about = read_truth(truth).about
        if part_of(about.seed) == "sealed":
            raise FormcheckError(f"Seed {about.seed} is sealed: its films are not looked at here.")
        return Film(path, f"{path.parent.name}/{path.stem}", spec_id(about), SAMPLED)
    world = POSED if path.with_suffix(".json").is_file() else OTHER
    begins = path.name.split(".", 1)[0]
    named = begins if begins in {file.id for file in list_spec_files()} else None
    known = labels.get(path.name) or named or stretch
    if known is None:
        raise DamagedFilmError("its name begins with no stretch: give --stretch or --labels")
    return Film(path, path.stem, known, world)


def read_labels(path: Path | None) -> dict[str, str]:
    """Stretch by file name out of a JSON file. Raises FormcheckError."""
    if path is None:
        return {}
    try:
        return TypeAdapter(dict[str, str]).validate_json(path.read_bytes())
    except OSError as error:
        raise FormcheckError(f"{path} can't be read: {error.strerror}.") from error
    except ValidationError as error:
        raise FormcheckError(
            f'{path} must be JSON such as {{"film.mp4": "cat-cow"}}: a stretch for a file name.'
        ) from error


def chosen_changes(names: Sequence[str]) -> tuple[Change, ...]:
    """The changes of these names, all without any. Raises FormcheckError for another name."""
    known = {change.name: change for change in CHANGES}
    for name in names:
        if name not in known:
            raise FormcheckError(f'There is no change "{name}": choose from {", ".join(known)}.')
    return tuple(change for change in CHANGES if not names or change.name in names)


def run(jobs: Sequence[Job], workers: int, console: Console) -> list[FilmDone | tuple[str, str]]:
    """All films compared, in order."""
    if workers == 1:
        done = map(compare, jobs)
        return list(track(done, "Comparing", len(jobs), console=console, transient=True))
    # A fresh process for each worker: the pose model does not survive a fork.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        found = pool.map(compare, jobs)
        return list(track(found, "Comparing", len(jobs), console=console, transient=True))


def show(done: Sequence[FilmDone], console: Console) -> None:
    """Prints the tables of each world and every difference."""
    for world in dict.fromkeys(film.world for film in done):
        films = [film for film in done if film.world == world]
        console.print(f"[bold]{world}[/bold]: {len(films)} films")
        for heads, rows in (
            (("change", *HEADS), by_change(films)),
            (("stretch", *STRETCH_HEADS), by_stretch(films)),
        ):
            printed = Table(*heads, box=None)
            for row in rows:
                printed.add_row(*row)
            console.print(printed)
        for film in films:
            for one in film.compared:
                if one.differences:
                    text = f"{film.name}, {one.change}: {'; '.join(one.differences)}"
                    console.print(text, highlight=False, markup=False)


def main(
    paths: Annotated[list[Path], typer.Argument(metavar="FILMS", help="Films, and folders.")],
    stretch: Annotated[
        str | None, typer.Option(help="Only films of it, and what unnamed films show.")
    ] = None,
    change: Annotated[list[str] | None, typer.Option(help="A change to try; all.")] = None,
    labels: Annotated[Path | None, typer.Option(help="JSON: file name to stretch.")] = None,
    kept: Annotated[
        Path | None, typer.Option("--cache", help="Keeps what the model saw; the user's cache.")
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="Films at the same time.")] = 2,
    report: Annotated[
        Path | None, typer.Option("--markdown", help="Write the report there.")
    ] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write all as JSON.")] = None,
    least_same: Annotated[
        int, typer.Option(min=0, help="It fails when fewer answers than this stay the same.")
    ] = 0,
) -> None:
    """Compares the answers to films and their changes. Ends with 2 when one could not be judged."""
    console = Console(width=None if sys.stdout.isatty() else WIDE)
    begun_s = time.perf_counter()
    try:
        left_out = compare_films(
            paths, read_labels(labels), stretch, kept or cache_dir().parent / "changed",
            workers=workers, report=report, json_file=json_file, console=console,
            changes=chosen_changes(change or ()), least_same=least_same,
        )  # fmt: skip
    except FormcheckError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(2) from error
    console.print(f"Done in {time.perf_counter() - begun_s:.0f} s.", highlight=False)
    if left_out:
        raise typer.Exit(2)


def compare_films(
    paths: Sequence[Path],
    labels: Mapping[str, str],
    stretch: str | None,
    kept: Path,
    *,
    workers: int,
    console: Console,
    report: Path | None = None,
    json_file: Path | None = None,
    changes: tuple[Change, ...] = CHANGES,
    least_same: int = 0,
) -> int:
    """Compares, prints and writes; returns the number of films left out.

    Raises FormcheckError, also when fewer than least_same answers stay the same.
    """
    try:
        for name in {*labels.values(), *([stretch] if stretch else [])}:
            load_spec(name)
        kept.mkdir(parents=True, exist_ok=True)
    except SpecError as error:
        raise FormcheckError(str(error)) from error
    except OSError as error:
        raise FormcheckError(f"{kept} can't be used as a cache: {error.strerror}.") from error
    films, left_out = find_films(paths, labels, stretch)
    made = run([Job(film, changes, kept) for film in films], workers, console)
    done = [one for one in made if isinstance(one, FilmDone)]
    left_out += [one for one in made if not isinstance(one, FilmDone)]
    show(done, console)
    for name, reason in left_out:
        console.print(f"{name} is left out: {reason.rstrip('.')}.", highlight=False)
    if not done:
        raise FormcheckError("There is no film here that can be judged.")
    versions = {"formcheck": __version__, "mediapipe": version("mediapipe")}
    if report is not None:
        write_text(report, markdown(done, left_out, versions))
    if json_file is not None:
        write_text(json_file, json.dumps([asdict(film) for film in done], indent=1) + "\n")
    compared = [one for film in done for one in film.compared]
    same = sum(not (one.differences or one.not_applicable) for one in compared)
    if same < least_same:
        raise FormcheckError(f"Only {same} answers stay the same, where {least_same} did.")
    return len(left_out)


if __name__ == "__main__":
    typer.run(main)
