"""Gets the ``full`` pose model for the wheel: a given file, its address, or a pinned wheel."""

import http.client
import os
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Callable
from pathlib import Path

from build_hooks.pose_bundle import (
    WHEEL_PLATFORM,
    WHEEL_REQUIREMENT,
    BundleError,
    bundle_from_wheel,
    sha256_of,
)
from formcheck.vision.pose.registry import DEFAULT_VARIANT, VARIANTS

MODEL_FILE_VARIABLE = "FORMCHECK_MODEL_FILE"
_ADDRESS_TIMEOUT_S = 5.0
"""Short, so that a build without internet goes on to the package index at once (chosen for
formcheck)."""
_PIP_TIMEOUT_S = 300.0
_FAILURES = (OSError, http.client.HTTPException, BundleError, subprocess.SubprocessError)
"""What a way may raise; the next one is tried then."""

_FULL = VARIANTS[DEFAULT_VARIANT]


def place_model(root: Path) -> Path:
    """The path of the model in the source tree at root, obtained if it was not there.

    Raises RuntimeError naming every way that was tried and what to do.
    """
    target = root / "formcheck" / "vision" / "pose" / "assets" / _FULL.file_name
    given = os.environ.get(MODEL_FILE_VARIABLE)
    if not given and target.is_file() and _is_known(target.read_bytes()):
        return target
    data = _given_file(Path(given)) if given else _first_that_works()
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    part.write_bytes(data)
    part.replace(target)
    return target


def _is_known(data: bytes) -> bool:
    return sha256_of(data) in _FULL.sha256s


def _given_file(path: Path) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RuntimeError(f"{MODEL_FILE_VARIABLE}: {path} cannot be read ({error})") from error
    if not _is_known(data):
        raise RuntimeError(
            f"{MODEL_FILE_VARIABLE}: {path} is not the pinned model (sha256 differs)"
        )
    return data


def _first_that_works() -> bytes:
    ways: tuple[tuple[str, Callable[[], bytes]], ...] = (
        (_FULL.url, _from_address),
        (f"pip download {WHEEL_REQUIREMENT}", _from_index),
    )
    failures = []
    for name, way in ways:
        try:
            return way()
        except _FAILURES as error:
            failures.append(f"{name}: {error}")
    raise RuntimeError(
        "The pose model could not be obtained: "
        + "; ".join(failures)
        + f". Fetch {_FULL.url} on a machine with internet and set {MODEL_FILE_VARIABLE} to the "
        "file, then install again."
    )


def _from_address() -> bytes:
    with urllib.request.urlopen(_FULL.url, timeout=_ADDRESS_TIMEOUT_S) as answer:  # noqa: S310
        data: bytes = answer.read()
    if not _is_known(data):
        raise BundleError(f"sha256 {sha256_of(data)} is not the pinned one")
    return data


def _from_index() -> bytes:
    python, platform = WHEEL_PLATFORM
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [
                *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"),
                *("--only-binary=:all:", "--python-version", python, "--platform", platform),
                *("--disable-pip-version-check", "--dest", folder, WHEEL_REQUIREMENT),
            ],
            capture_output=True,
            text=True,
            timeout=_PIP_TIMEOUT_S,
            check=False,
        )
        wheels = list(Path(folder).glob("*.whl"))
        if done.returncode != 0 or len(wheels) != 1:
            last = (done.stderr.strip().splitlines() or ["no wheel came"])[-1]
            raise BundleError(last)
        return bundle_from_wheel(wheels[0])
