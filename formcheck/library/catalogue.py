"""Finds specs by id or path, and the cards of stretches that are only described."""

import tomllib
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from formcheck.core import language
from formcheck.core.stretch import Spec, SpecError, parse_spec
from formcheck.core.stretch.load import MOST_BYTES
from formcheck.core.stretch.model import Id, Sentence, Table
from formcheck.core.stretch.problems import Problem, find_line
from formcheck.files.errors import FormcheckError
from formcheck.files.inputs import is_file, is_folder, read_input
from formcheck.files.user_folders import find_user_folder

SUFFIX = ".toml"
_FOLDER = "stretch_specs"
NO_STRETCH = 'There is no stretch "{name}": `formcheck stretches` lists them.'
NOT_COACHED = '"{name}" is only explained, not coached: see `formcheck show {name}`.'
MEANT_STRETCH = 'There is no stretch "{name}": did you mean {meant}?'
EITHER = "{said} or {other}"
_MOST_MEANT = 3
"""At most this many ids are suggested for part of a name. Chosen for formcheck."""


@dataclass(frozen=True, slots=True)
class SpecFile:
    """A spec file: its id (its name without suffix), its path, whether it is the user's."""

    id: str
    path: Path
    own: bool


def find_bundled_dir() -> Path:
    """Returns the folder of the bundled specs: in the package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / _FOLDER
    return inside if inside.is_dir() else package.parent / _FOLDER


def find_own_dir() -> Path:
    """Returns the folder of the user's own specs; it may not exist. Raises FormcheckError."""
    return find_user_folder("config") / _FOLDER


def list_spec_files() -> tuple[SpecFile, ...]:
    """Returns every spec file by id; the user's own replaces a bundled one of the same id."""
    folders = [(find_bundled_dir(), False)]
    with suppress(FormcheckError):  # where the user has no home
        folders.append((find_own_dir(), True))
    found = {
        path.stem: SpecFile(path.stem, path, own)
        for folder, own in folders
        for path in sorted(folder.glob(f"[!.]*{SUFFIX}"))
    }
    return tuple(found[name] for name in sorted(found))


def read_specs() -> list[tuple[SpecFile, Spec | None]]:
    """Returns every spec file and its spec; None if it has problems."""
    return [(file, _try_to_read(file.path)) for file in list_spec_files()]


def load_spec(name: str | Path | Spec) -> Spec:
    """Returns the spec for an id or the path of a file; a Spec is returned as it is.

    Raises FormcheckError if there is none, SpecError if it has problems.
    """
    if isinstance(name, Spec):
        return name
    name = str(name)
    if name.endswith(SUFFIX):
        return read_spec(Path(name))
    files = {file.id: file.path for file in list_spec_files()}
    if name in files:
        return read_listed_spec(files[name])
    if is_file(Path(name)):
        raise FormcheckError(f"The name of a spec file ends in {SUFFIX}: rename {name}.")
    if name and is_folder(Path(name)):
        raise FormcheckError(f"{name} is a folder: name a stretch, or a spec file in it.")
    wanted = name.strip().lower().replace(" ", "-")
    if find_card(wanted) is not None:
        raise FormcheckError(language.Sentence(NOT_COACHED, name=wanted))
    close = [one for one in files if wanted and wanted in one][:_MOST_MEANT]
    close = close or get_close_matches(wanted, files, n=1, cutoff=0.5)
    if not close:
        raise FormcheckError(language.Sentence(NO_STRETCH, name=name))
    meant, *others = (f'"{one}"' for one in close)
    for other in others:
        meant = language.Sentence(EITHER, said=meant, other=other)
    raise FormcheckError(language.Sentence(MEANT_STRETCH, name=name, meant=meant))


def read_spec(path: Path) -> Spec:
    """Returns the spec in the file. Raises FormcheckError if unreadable, SpecError on problems."""
    return parse_spec(_read_text(path), str(path))


def find_bundled_id(spec: Spec) -> str:
    """Returns the id of a bundled stretch, in any language and dose; "" for any other spec.

    A file of the user may have the id of a bundled one.
    """
    bundled = _read_bundled(spec.id)
    return spec.id if bundled is not None and spec.form == bundled.form else ""


@cache
def _read_bundled(spec_id: str) -> Spec | None:
    path = find_bundled_dir() / f"{spec_id}{SUFFIX}"
    return read_spec(path) if path.is_file() else None


def find_bundled_title(spec_id: str) -> str:
    """Returns the title of a bundled stretch, even if the user has replaced it; else the id."""
    bundled = _read_bundled(spec_id)
    return spec_id if bundled is None else bundled.title


def list_bundled_ids() -> list[str]:
    """Returns the ids of the bundled stretches, without those the user replaced by another."""
    return [
        file.id
        for file in list_spec_files()
        if not file.own or ((spec := _try_to_read(file.path)) and find_bundled_id(spec))
    ]


def _try_to_read(path: Path) -> Spec | None:
    with suppress(FormcheckError):
        return read_listed_spec(path)
    return None


def read_listed_spec(path: Path) -> Spec:
    """Returns the spec in a file, which must have the name of its id. Raises as read_spec."""
    text = _read_text(path)
    spec = parse_spec(text, str(path))
    if spec.id != path.stem:
        advice = f'The id is "{spec.id}": name the file {spec.id}{SUFFIX}.'
        raise SpecError(str(path), [Problem(find_line(text, ("id",)), "id", advice)])
    return spec


def _read_text(path: Path) -> str:
    try:
        return read_input(path, "spec file", MOST_BYTES).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormcheckError(f"{path} is not text in UTF-8: save it as such.") from error


class Card(Table):
    """A stretch that is only listed and explained, since no camera can coach it."""

    id: Id
    title: str
    about: Sentence
    why_not: Sentence
    see: tuple[str, ...] = ()


def list_cards() -> tuple[Card, ...]:
    """Returns every card by id, without those replaced by a spec of the user.

    Raises FormcheckError for one that can't be read.
    """
    specs = {file.id for file in list_spec_files()}
    paths = sorted((find_bundled_dir() / "cards").glob(f"*{SUFFIX}"))
    return tuple(_read(path) for path in paths if path.stem not in specs)


def find_card(name: str) -> Card | None:
    """Returns the card of that id; None if there is none."""
    return next((card for card in list_cards() if card.id == name), None)


def _read(path: Path) -> Card:
    try:
        return Card.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise FormcheckError(f"The card {path} cannot be read: {error}.") from error
