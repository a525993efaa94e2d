"""The shared libraries of the operating system that the pose model and cv2 need on Linux."""

from __future__ import annotations

import ctypes
import sys

SYSTEM_LIBRARIES: dict[str, str] = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libGLESv2.so.2": "libgles2",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
}
"""File name of each library and the Debian and Ubuntu package that holds it."""


def missing_libraries() -> tuple[str, ...]:
    """File names of the libraries that can't be loaded here; always empty off Linux."""
    if not sys.platform.startswith("linux"):
        return ()
    return tuple(name for name in SYSTEM_LIBRARIES if not _loads(name))


def install_advice(libraries: tuple[str, ...]) -> str:
    """One sentence that names the libraries and the command that installs them."""
    packages = " ".join(dict.fromkeys(SYSTEM_LIBRARIES[name] for name in libraries))
    return (
        f"This machine lacks {', '.join(libraries)}: install the package with "
        f"`sudo apt-get install {packages}` or your system's equivalent."
    )


def advice_for(error: BaseException) -> str | None:
    """The advice for an import that failed on a missing system library, else None."""
    named = tuple(name for name in SYSTEM_LIBRARIES if name in str(error))
    return install_advice(named) if named else None


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True
