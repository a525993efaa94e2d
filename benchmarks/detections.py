"""Keeps the pose model's detections in films and photos, so that judging again needs no picture.

The key is everything they depend on: the film's content and how it is looked at, the model, the
libraries that decode and detect, and the source of the detecting code. If any of it changes, or a
file is damaged, they are made again.
"""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path

import platformdirs

from benchmarks.paths import ROOT
from formcheck.files.errors import FormcheckError
from formcheck.vision.pose.models import model_path
from formcheck.vision.pose.recording import Recording

CACHE = Path(platformdirs.user_cache_dir("formcheck", appauthor=False))
"""The user's cache folder."""
_LIBRARIES = ("mediapipe", "av", "opencv-contrib-python", "numpy")
_LOOKING = ("vision/**/*.py", "engine/files.py", "engine/sit_finder.py")
"""In ``formcheck``, the code that opens films and photos and finds people in them."""


def detect_once(
    folder: Path, how: str, contents: tuple[bytes | Path, ...], detect: Callable[[], Recording]
) -> Recording:
    """What detect finds in the contents (bytes, or files), looked at in that way; cached.

    Raises FormcheckError where detect does.
    """
    hashes = (
        hashlib.sha256(one).hexdigest() if isinstance(one, bytes) else _hash_file(one)
        for one in contents
    )
    told = " ".join((how, _hash_detector(), *hashes))
    kept = folder / f"{hashlib.sha256(told.encode()).hexdigest()}.npz"
    with suppress(FormcheckError):  # missing or damaged
        return Recording.load(kept)
    found = detect()
    folder.mkdir(parents=True, exist_ok=True)
    found.save(kept)
    return Recording.load(kept)  # numbers as they will be read next time


@cache
def _hash_detector() -> str:
    sources = sorted(path for one in _LOOKING for path in (ROOT / "formcheck").glob(one))
    files = (model_path(), *sources)
    return " ".join((*map(_hash_file, files), *map(version, _LIBRARIES)))


@cache
def _hash_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
