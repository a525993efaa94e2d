"""Caches the pose model's detections, so that judging again needs no film or photo.

The cache key covers everything they depend on: the film's content and how it is processed, the
model, the libraries that decode and detect, and the source of the detecting code. If any of these
changes, or a file is damaged, detection runs again.
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
_DETECTING_CODE = ("vision/**/*.py", "engine/files.py", "engine/sit_finder.py")
"""The code under ``formcheck`` that opens films and photos and finds people in them."""


def detect_once(
    folder: Path, how: str, contents: tuple[bytes | Path, ...], detect: Callable[[], Recording]
) -> Recording:
    """Returns detect's result, cached by contents (bytes, files) and how. Raises as detect does."""
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
    return Recording.load(kept)  # the same rounding as in later runs


@cache
def _hash_detector() -> str:
    sources = sorted(path for one in _DETECTING_CODE for path in (ROOT / "formcheck").glob(one))
    files = (model_path(), *sources)
    return " ".join((*map(_hash_file, files), *map(version, _LIBRARIES)))


@cache
def _hash_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
