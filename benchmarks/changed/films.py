"""Finds the films to change, and which stretch each shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from benchmarks.sampled.judge import choose_spec_id
from benchmarks.sampled.truth import DamagedFilmError, read_truth
from formcheck.files.errors import FormcheckError
from formcheck.library.catalogue import list_spec_files
from reference.parts import part_of

ENDINGS = (".mp4", ".mov", ".m4v", ".mkv", ".webm", ".avi")
POSED, SAMPLED, OTHER = "people posed by us, rendered", "random people, rendered", "other videos"
"""The worlds: where films come from."""


@dataclass(frozen=True, slots=True)
class Film:
    """A film to judge; name is used in reports."""

    path: Path
    name: str
    stretch: str
    world: str


def find_films(
    paths: Sequence[Path], labels: Mapping[str, str], stretch: str | None
) -> tuple[list[Film], list[tuple[str, str]]]:
    """Returns the films to judge, and name and reason of those that can't be.

    Of sample clips in a folder only those in good form are used. Films known to show another
    stretch than ``stretch`` are left out. Raises FormcheckError for a missing path and for sealed
    films.
    """
    films: list[Film] = []
    damaged: list[tuple[str, str]] = []
    for file in dict.fromkeys(file for path in paths for file in _list_videos(path)):
        try:
            film = _build_film(file, labels, stretch)
        except DamagedFilmError as error:
            damaged.append((file.name, str(error)))
            continue
        if stretch is None or film.stretch == stretch:
            films.append(film)
    return films, damaged


def _list_videos(path: Path) -> list[Path]:
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


def _build_film(path: Path, labels: Mapping[str, str], stretch: str | None) -> Film:
    truth = path.with_suffix(".truth.npz")
    if truth.is_file():
        about = read_truth(truth).about
        if part_of(about.seed) == "sealed":
            raise FormcheckError(f"Seed {about.seed} is sealed: its videos are not looked at here.")
        return Film(path, f"{path.parent.name}/{path.stem}", choose_spec_id(about), SAMPLED)
    world = POSED if path.with_suffix(".json").is_file() else OTHER
    begins = path.name.split(".", 1)[0]
    named = begins if begins in {file.id for file in list_spec_files()} else None
    known = labels.get(path.name) or named or stretch
    if known is None:
        raise DamagedFilmError("its name begins with no stretch: give --stretch or --labels")
    return Film(path, path.stem, known, world)


def read_labels(path: Path | None) -> dict[str, str]:
    """Reads a JSON file that maps file names to stretches. Raises FormcheckError."""
    if path is None:
        return {}
    try:
        return TypeAdapter(dict[str, str]).validate_json(path.read_bytes())
    except OSError as error:
        raise FormcheckError(f"{path} can't be read: {error.strerror}.") from error
    except ValidationError as error:
        raise FormcheckError(
            f'{path} must be JSON such as {{"video.mp4": "cat-cow"}}: a stretch for a file name.'
        ) from error
