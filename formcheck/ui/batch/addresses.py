"""Access through fsspec to files on a disk, in a bucket or on a web server."""

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from fsspec.core import url_to_fs
from fsspec.implementations.local import LocalFileSystem

from formcheck.engine.files import RECORDING_SUFFIX
from formcheck.files.errors import FormcheckError, UnwrittenError, explain_failure
from formcheck.files.inputs import is_folder, is_there
from formcheck.files.scratch import Scratch
from formcheck.files.streams import say_error
from formcheck.vision.video.photo_file import PHOTO_SUFFIXES

VIDEO_SUFFIXES = frozenset(
    {".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".mpg", ".mpeg", ".mts", ".m2ts", ".3gp"}
    | {".wmv", ".ts", ".ogv", ".flv", ".f4v", ".vob", ".asf", ".mxf", ".gif"}
    | {".h264", ".h265", ".hevc"}
)
"""File extensions of videos. From a folder only these, photos and recordings are read."""
_TAKEN = VIDEO_SUFFIXES | PHOTO_SUFFIXES | {RECORDING_SUFFIX}
_STAMPS = ("size", "mtime", "ETag", "LastModified", "last_modified", "updated")
"""Metadata that distinguishes versions of a file, as the various kinds of storage name it."""
_READ_AT_ONCE = 64
_MOST_SIGNS = 100_000_000
"""Characters of a list: enough for a million lines. Chosen for formcheck."""
_COLONS = "\0"
"""Stands in for "::", at which fsspec would split an address; no file name can contain it."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file: its name as the user gave it, its complete address and its version (a hash)."""

    file: str
    address: str
    stamp: str


def find_files(given: str) -> Iterator[Found]:
    """Yields the file, or the videos, photos and recordings in the folder and below, by name.

    Subfolders that can't be read and links to folders are reported and left out. Raises
    FormcheckError if nothing is there or this kind of address can't be read.
    """
    fs, root = _open(given)
    with _explain_unread(given):
        if not fs.isdir(root):
            yield _build_found(given, fs, root, fs.info(root))
            return
        if isinstance(fs, LocalFileSystem):
            _tell_left_out(given, root)
        for path, about in sorted(fs.find(root, detail=True).items()):
            if Path(path).suffix.lower() in _TAKEN and not Path(path).name.startswith("."):
                known = about
                if about.get("islink"):  # use the metadata of the link's target
                    with suppress(OSError):
                        known = fs.info(path)
                yield _build_found(_name_below(given, root, path), fs, path, known)


def resolve_listed(list_path: str, name: str) -> str:
    """Returns the address of a list entry; a relative one is resolved against the list."""
    if "://" in name or Path(name).is_absolute():
        return name
    if "://" in list_path:
        return f"{list_path.rpartition('/')[0]}/{name}"
    return str(Path(list_path).parent / name)


def find_listed(list_path: str, file: str) -> Found:
    """Returns the file of a list entry. Raises FormcheckError if such addresses can't be read.

    A missing file is returned too, so that it becomes a row with a reason.
    """
    given = resolve_listed(list_path, file)
    fs, path = _open(given)
    try:
        with _expect_os_errors():
            about = fs.info(path)
    except OSError:
        about = {}
    return _build_found(given, fs, path, about)


def has_folder(address: str) -> bool:
    """Whether the folder exists. Raises FormcheckError if that can't be determined."""
    fs, path = _open(address)
    with _explain_unread(address):
        return bool(fs.isdir(path))


def read_text(address: str) -> str:
    """Returns the text of a list. Raises FormcheckError if it is unreadable or too long."""
    fs, path = _open(address)
    with _explain_unread(address), fs.open(path, "r", encoding="utf-8-sig", newline="") as file:
        try:
            text = str(file.read(_MOST_SIGNS + 1))
        except UnicodeDecodeError as error:
            raise FormcheckError(f"{address} is not text in UTF-8: save it as such.") from error
    if len(text) > _MOST_SIGNS:
        raise FormcheckError(f"{address} is too long for a list: make several of it.")
    return text


@contextmanager
def fetch_file(address: str) -> Iterator[Path]:
    """Yields a local path: the file itself, or a temporary copy of it. Raises OSError."""
    fs, path = _open(address)
    if isinstance(fs, LocalFileSystem):
        yield Path(path)
        return
    with closing(Scratch()) as scratch:
        plain = urlsplit(path).path if "://" in path else path  # without a signed address's query
        copy = scratch.path / plain.rsplit("/", 1)[-1]
        with _expect_os_errors():
            fs.get_file(path, str(copy))
        yield copy


class OutFolder:
    """The folder for the outputs of a batch, on this machine or elsewhere."""

    def __init__(self, given: str) -> None:
        """Raises FormcheckError for a local file or a web address, which can't be written to."""
        self._fs, self._root = _open(given)
        if self.local is not None and is_there(self.local) and not is_folder(self.local):
            raise FormcheckError(f"{given} is a file: name a folder.")
        self.given = given.rstrip("/")
        self.address = str(self._fs.unstrip_protocol(self._root))
        if given.startswith(("http://", "https://")):
            raise FormcheckError(f"{given} can't be written to: name a folder or a bucket.")

    @property
    def local(self) -> Path | None:
        """The folder's path if it is on a local disk, else None."""
        return Path(self._root) if isinstance(self._fs, LocalFileSystem) else None

    @contextmanager
    def open_file(self, name: str) -> Iterator[Path]:
        """Yields a path to write to; its content is then stored in the folder under that name.

        For a local folder it is the final path, so write it atomically. Raises UnwrittenError.
        """
        with explain_failure(f"{self.given}/{name} could not be written", UnwrittenError):
            if self.local is not None:
                target = self.local / name
                target.parent.mkdir(parents=True, exist_ok=True)
                yield target
                return
            with closing(Scratch()) as scratch:
                part = scratch.path / Path(name).name
                yield part
                with _expect_os_errors():
                    self._fs.put_file(str(part), f"{self._root}/{name}")

    def list_names(self, folder: str, suffix: str) -> set[str]:
        """Returns the names of files with that suffix, without it. Raises FormcheckError."""
        with _explain_unread(self.given):
            self._fs.invalidate_cache()
            paths = self._fs.find(f"{self._root}/{folder}", maxdepth=1)
        names = (Path(path).name for path in paths)
        return {name.removesuffix(suffix) for name in names if name.endswith(suffix)}

    def read_files(self, names: Iterable[str]) -> Iterator[bytes]:
        """Yields the contents of the named files, in that order. Raises FormcheckError."""
        paths = [f"{self._root}/{name}" for name in names]
        for start in range(0, len(paths), _READ_AT_ONCE):
            some = paths[start : start + _READ_AT_ONCE]
            with _explain_unread(self.given):
                read: list[bytes] = self._fs.cat_ranges(some, None, None, on_error="raise")
            yield from read


def _tell_left_out(given: str, root: str) -> None:
    """Reports unreadable subfolders and links to folders, which fsspec's walk skips silently."""

    def tell(error: OSError) -> None:
        name = _name_below(given, root, error.filename)
        say_error(f"{name} could not be read and is left out: {error.strerror}.")

    for folder, below, _ in os.walk(root, onerror=tell):
        for path in (Path(folder, name) for name in below):
            if path.is_symlink():
                name = _name_below(given, root, path.as_posix())
                say_error(f"{name} is a link to a folder and is left out: name it as an input too.")


def _name_below(given: str, root: str, path: str) -> str:
    return f"{given.rstrip('/')}/{path[len(root) :].lstrip('/')}"


def _build_found(file: str, fs: Any, path: str, about: Mapping[str, Any]) -> Found:
    known = [str(about.get(name, "")) for name in _STAMPS]
    stamp = hashlib.sha256("|".join(known).encode()).hexdigest()[:16]
    return Found(file, str(fs.unstrip_protocol(path)), stamp)


def _open(address: str) -> tuple[Any, str]:
    """Returns the file system of an address and the path in it. Raises FormcheckError.

    All spellings of a local address give the same path.
    """
    if not address:
        raise FormcheckError("An empty name is not a file or folder: name one.")
    try:
        fs, path = url_to_fs(address.replace("::", _COLONS))
    except ImportError as error:
        raise FormcheckError(f"{address} can't be reached: {error}.") from error
    except (OSError, ValueError) as error:
        raise FormcheckError(f"{address} is not a valid address: {error}.") from error
    path = str(path).replace(_COLONS, "::").rstrip("/") or "/"
    return fs, _resolve_links(path) if isinstance(fs, LocalFileSystem) else path


def _resolve_links(path: str) -> str:
    """Resolves links to folders; a link to a file stays, as its extension tells the kind."""
    found = Path(path)
    if is_folder(found):
        return Path(os.path.realpath(found)).as_posix()
    return (Path(os.path.realpath(found.parent)) / found.name).as_posix()


@contextmanager
def _explain_unread(address: str) -> Iterator[None]:
    with explain_failure(f"{address} could not be read"):
        try:
            with _expect_os_errors():
                yield
        except FileNotFoundError as error:
            raise FormcheckError(
                f"There is no file or folder {address}: check the name."
            ) from error


@contextmanager
def _expect_os_errors() -> Iterator[None]:
    """Turns other errors in the block, such as a missing login for a storage, into OSError."""
    try:
        yield
    except (OSError, FormcheckError):
        raise
    except Exception as error:  # each kind of storage has its own errors
        why = " ".join(str(error).split()).rstrip(".")
        raise OSError(f"{why}; check the address and that you may access it") from error
