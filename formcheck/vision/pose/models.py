"""Where the pose models are on this machine, and how to get a missing one.

A model is fetched only when the user asks for it; no other module here uses the network.
"""

import hashlib
import http.client
import importlib.metadata
import shutil
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from formcheck.files.errors import FormcheckError, explain_failure
from formcheck.files.inputs import check_regular
from formcheck.files.output_file import replace_file
from formcheck.files.user_folders import find_user_folder
from formcheck.vision.pose.registry import DEFAULT_VARIANT, VARIANTS, Variant

Progress = Callable[[int, int], None]
"""Called with (bytes done, bytes in all) while a model is being fetched."""

_TIMEOUT_S = 20.0  # chosen for formcheck: a connection silent for so long is down
_CHUNK_BYTES = 1 << 18


def variant_named(name: str) -> Variant:
    """Returns the variant of that name. Raises FormcheckError that lists the valid names."""
    try:
        return VARIANTS[name]
    except KeyError:
        known = ", ".join(VARIANTS)
        raise FormcheckError(f"There is no pose model {name!r}: choose one of {known}.") from None


def describe_model(path: Path) -> str:
    """Returns the name of the model file at path and MediaPipe's version: what made landmarks."""
    name = path.stem.removeprefix("pose_landmarker_")
    return f"{name}, mediapipe {importlib.metadata.version('mediapipe')}"


def cache_dir() -> Path:
    """The user's cache folder for fetched models; it may not exist yet. Raises FormcheckError."""
    return find_user_folder("cache") / "models"


def find_model(name: str) -> Path | None:
    """Returns the variant's path on this machine, or None.

    Raises FormcheckError for a wrong name.
    """
    variant = variant_named(name)
    folders = [Path(__file__).parent / "assets"]
    with suppress(FormcheckError):  # where the user has no home
        folders.append(cache_dir())
    places = (folder / variant.file_name for folder in folders)
    return next((place for place in places if place.is_file()), None)


def model_path(name: str = DEFAULT_VARIANT) -> Path:
    """Returns the path of the variant on this machine.

    Raises FormcheckError, with the command that fetches it, if it is missing or if the file of that
    name is something else, such as another model.
    """
    found = find_model(name)
    if found is None:
        raise FormcheckError(
            f"The pose model {name!r} is not on this machine: "
            f"fetch it with `formcheck models get {name}`."
        )
    with explain_failure(f"The pose model {found} cannot be read"):
        damage = describe_damage(found)
    if damage:
        raise FormcheckError(damage)
    return found


def hash_matches(path: Path, variant: Variant) -> bool:
    """Whether the file is one of the variant's pinned bundles. Raises OSError if unreadable."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() in variant.sha256s


def describe_damage(path: Path) -> str:
    """Returns what is wrong with the file of a variant, and what to do; "" if it is intact.

    Also "" if no variant has that file name: nothing is known of such a file. Raises OSError if it
    is unreadable.
    """
    variant = next((one for one in VARIANTS.values() if one.file_name == path.name), None)
    if variant is None or hash_matches(path, variant):
        return ""
    return (
        f"The pose model {path} is damaged: "
        f"delete it and get it with `formcheck models get {variant.name}`."
    )


def fetch(name: str, progress: Progress | None = None, from_file: Path | None = None) -> Path:
    """Fetches a variant into the user's cache, checked by its SHA-256, and returns its path.

    It comes from from_file if given, else from its official address. Nothing is left behind on
    failure; an earlier file stays. Raises FormcheckError.
    """
    variant = variant_named(name)
    target = cache_dir() / variant.file_name
    with explain_failure(f"{target} cannot be read"):
        if from_file is None and target.is_file() and hash_matches(target, variant):
            return target
    with explain_failure(f"The folder {target.parent} could not be made"):
        target.parent.mkdir(parents=True, exist_ok=True)
    with replace_file(target) as part:
        with part.open("wb") as out:
            if from_file is None:
                _download(variant, out, progress)
            else:
                _copy(from_file, out)
        if not hash_matches(part, variant):
            raise FormcheckError(
                f"{from_file or variant.url} is not the pose model {name!r} that formcheck knows "
                "(its SHA-256 differs): it was not installed."
            )
    return target


_NETWORK = (
    urllib.error.URLError, TimeoutError, ConnectionError, ssl.SSLError, http.client.HTTPException,
)  # fmt: skip
"""Errors of the network, not of the file."""


def _download(variant: Variant, out: BinaryIO, progress: Progress | None) -> None:
    try:
        with urllib.request.urlopen(variant.url, timeout=_TIMEOUT_S) as answer:  # noqa: S310
            done = 0
            while chunk := answer.read(_CHUNK_BYTES):
                out.write(chunk)
                done += len(chunk)
                if progress is not None:
                    progress(done, variant.size_bytes)
            if answer.length:  # announced bytes that never came
                raise ConnectionError("the connection broke off")
    except _NETWORK as error:
        if isinstance(error, urllib.error.HTTPError):
            error.close()  # it is the answer as well
        reason = getattr(error, "reason", error)
        raise FormcheckError(
            f"The pose model {variant.name!r} could not be fetched from {variant.url} ({reason}): "
            f"check the network, or fetch {variant.file_name} on another machine and run "
            f"`formcheck models get {variant.name} --from FILE`."
        ) from error


def _copy(source: Path, out: BinaryIO) -> None:
    check_regular(source, "model file")
    with explain_failure(f"The model file {source} cannot be read"), source.open("rb") as file:
        shutil.copyfileobj(file, out)
