"""Loads MediaPipe without network access: the only module that imports it.

Some versions of MediaPipe report usage to their maker (docs/privacy.md). So a model is only loaded
in threads without network access, or from a version that has no network code.
"""

from __future__ import annotations

import ctypes
import errno
import importlib
import importlib.metadata
import os
import platform
import struct
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from threading import Lock
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeVar, cast

import numpy as np

from formcheck.files.errors import FormcheckError
from formcheck.vision.pose.bundle import remove_mask_layers

if TYPE_CHECKING:  # the doctor uses this module even if cv2 can't be loaded
    from formcheck.vision.video.frames import Rgb

VERSION_WITHOUT_NETWORK_CODE = "0.10.33"
"""The last version with neither an HTTP client nor usage reporting; versions since 0.10.35 have
both (docs/decisions/009-no-network.md)."""

_NO_CERTIFICATES = os.devnull
_Result = TypeVar("_Result")
_LOADING = Lock()
SYSTEM_LIBRARIES: dict[str, str] = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libGLESv2.so.2": "libgles2",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libxcb.so.1": "libxcb1",
}
"""File name of each library and the Debian and Ubuntu package that holds it."""
WINDOW_LIBRARIES = {
    "libSM.so.6": "libsm6",
    "libICE.so.6": "libice6",
    "libXext.so.6": "libxext6",
}
"""The same for the libraries that OpenCV's window needs besides."""


def create_pose_landmarker(
    model_path: Path, *, video: bool, persons: int = 1, masks: bool = False
) -> Any:
    """Returns a ``PoseLandmarker`` of MediaPipe whose threads can't reach the network.

    video and persons are as in ``landmarker.Landmarker``. masks keeps the segmentation layers,
    which formcheck does not use. Raises FormcheckError if the file or a system library is unusable,
    or if MediaPipe can't be kept off the network.
    """
    create = partial(_create, model_path, video, persons, masks)
    try:
        return run_without_network(create)
    except NetworkNotDeniedError:
        installed = importlib.metadata.version("mediapipe")
        if installed != VERSION_WITHOUT_NETWORK_CODE:
            raise FormcheckError(
                f"This system can't keep mediapipe {installed} off the network: install the "
                f"version that has no network code with "
                f"`pip install mediapipe=={VERSION_WITHOUT_NETWORK_CODE}`."
            ) from None
    return create()


def mediapipe_image(image_rgb: Rgb) -> Any:
    """Returns the image (height, width, 3) uint8 as an ``Image`` of MediaPipe."""
    from mediapipe import Image, ImageFormat  # noqa: PLC0415 - loaded long since, by the model

    # MediaPipe ignores the row padding of PyAV's arrays, which would shear the image.
    return Image(image_format=ImageFormat.SRGB, data=np.ascontiguousarray(image_rgb))


def _create(model_path: Path, video: bool, persons: int, masks: bool) -> Any:
    # MediaPipe works without sounddevice. A half-installed one compiles something to find a system
    # library, and leaves a temporary file behind if it is killed.
    sys.modules.setdefault("sounddevice", cast("ModuleType", None))
    try:
        with _LOADING, _without_plots():  # only when a model is wanted: it takes a while
            from mediapipe.tasks.python import BaseOptions, vision  # noqa: PLC0415
    except (ImportError, OSError) as error:
        raise FormcheckError(
            advice_for(error) or f"mediapipe could not be loaded ({error}): run `formcheck doctor`."
        ) from error

    class TrustingNobody(BaseOptions):  # type: ignore[misc]
        """The second lock: no server's certificate is accepted, so no report can be sent."""

        def to_ctypes(self) -> Any:
            options = super().to_ctypes()
            options.ca_bundle_path = _NO_CERTIFICATES.encode()
            return options

    mode = vision.RunningMode.VIDEO if video else vision.RunningMode.IMAGE
    try:
        model = {"model_asset_path": str(model_path)}
        if not masks:
            with _LOADING:
                model = _remove_mask_layers(model_path, model_path.stat().st_mtime_ns)
        base = TrustingNobody(**model)
        return vision.PoseLandmarker.create_from_options(
            vision.PoseLandmarkerOptions(base_options=base, running_mode=mode, num_poses=persons)
        )
    except (RuntimeError, ValueError, OSError) as error:
        raise FormcheckError(
            advice_for(error)
            or f"{model_path} could not be loaded as a pose model: {str(error).rstrip('.')}."
        ) from error


@cache
def _remove_mask_layers(model_path: Path, _changed_ns: int) -> dict[str, Any]:
    """Returns the model without mask layers as ``BaseOptions`` arguments. Raises OSError.

    On Linux it is a file in memory, shared by all users of the model while the process lives: given
    bytes, MediaPipe copies them twice, 19 MB in all. It stays open because each further landmarker
    opens it by its path and so shares that memory.
    """
    bundle = remove_mask_layers(model_path.read_bytes())
    if not (hasattr(os, "memfd_create") and Path("/proc/self/fd").is_dir()):
        return {"model_asset_buffer": bundle}
    shared = Path(f"/proc/self/fd/{os.memfd_create(model_path.name)}")
    shared.write_bytes(bundle)
    return {"model_asset_path": str(shared)}


class _LatePlots(ModuleType):
    """Stands in for ``matplotlib.pyplot``, which it imports when first used."""

    def __getattr__(self, name: str) -> Any:
        return getattr(importlib.import_module(self.__name__), name)


@contextmanager
def _without_plots() -> Iterator[None]:
    """Keeps MediaPipe from loading Matplotlib before it draws: six sevenths of its loading time.

    In mediapipe 1.2.2 only ``vision.drawing_utils`` needs it, which formcheck does not use.
    """
    if "matplotlib" in sys.modules:
        yield
        return
    package, plots = ModuleType("matplotlib"), _LatePlots("matplotlib.pyplot")
    vars(package)["pyplot"] = plots
    sys.modules.update({one.__name__: one for one in (package, plots)})
    try:
        yield
    finally:
        del sys.modules[plots.__name__], sys.modules[package.__name__]


_CALLS = {
    "x86_64": (0xC000003E, 317, (41, 42, 425)),
    "aarch64": (0xC00000B7, 277, (198, 203, 425)),
}
"""By processor, from ``linux/audit.h`` and the kernel's tables: its own number, that of the call
seccomp, and those of socket, connect and io_uring_setup, which are to be denied."""

# From linux/bpf_common.h, linux/seccomp.h and linux/prctl.h.
_LOAD_WORD, _JUMP_EQUAL, _JUMP_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER_AT, _ARCH_AT = 0, 4  # of struct seccomp_data
_ALLOW, _DENY = 0x7FFF0000, 0x00050000 | errno.EACCES
_FIRST_X32_CALL = 0x40000000  # x32, a second numbering of x86-64 that its libraries do not use
_SET_NO_NEW_PRIVILEGES = 38
_SET_MODE_FILTER = 1
_SPEC_ALLOW = 1 << 2
"""Without this flag, kernels before 5.16 slow the thread down with their guard against Spectre."""


class NetworkNotDeniedError(Exception):
    """This system can't deny network access to a thread."""


class _Program(ctypes.Structure):
    """struct sock_fprog of ``linux/filter.h``."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def run_without_network(work: Callable[[], _Result]) -> _Result:
    """Returns the result of work, done in a new thread without network access.

    On Linux a thread can give up system calls permanently (seccomp); the rest of the process keeps
    its network. This stops a library that connects, but not one that attacks its own process.
    Threads that work starts have no network access either, for as long as they live: opening any
    socket fails with EACCES, so name lookups through another process fail as well. Raises
    NetworkNotDeniedError, without doing the work, if the system can't take the access away.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="no-network") as pool:
        pool.submit(_give_up_network).result()
        return pool.submit(work).result()


def _give_up_network() -> None:
    calls = _CALLS.get(platform.machine()) if sys.platform == "linux" else None
    if calls is None:
        raise NetworkNotDeniedError(f"{sys.platform} on {platform.machine()}")
    arch, seccomp, denied = calls
    code = _filter(arch, denied)
    program = _Program(len(code) // 8, code)
    libc = ctypes.CDLL(None, use_errno=True)
    # Variadic functions: every argument as wide as a register.
    _check(libc.prctl(*map(ctypes.c_ulong, (_SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0))))
    mode = map(ctypes.c_ulong, (seccomp, _SET_MODE_FILTER, _SPEC_ALLOW))
    _check(libc.syscall(*mode, ctypes.byref(program)))


def _filter(arch: int, denied: Sequence[int]) -> bytes:
    """Returns the filter as struct sock_filter instructions: denies calls and other numberings."""
    to_deny = len(denied) + 1  # from the check of x32 past the checks of single calls to the end
    instructions = [
        (_LOAD_WORD, 0, 0, _ARCH_AT),
        (_JUMP_EQUAL, 0, to_deny + 2, arch),
        (_LOAD_WORD, 0, 0, _NUMBER_AT),
        (_JUMP_AT_LEAST, to_deny, 0, _FIRST_X32_CALL),
        *((_JUMP_EQUAL, len(denied) - place, 0, call) for place, call in enumerate(denied)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _DENY),
    ]
    return b"".join(struct.pack("=HBBI", *one) for one in instructions)


def _check(result: int) -> None:
    if result != 0:
        raise NetworkNotDeniedError(os.strerror(ctypes.get_errno()))


def missing_libraries(needed: Iterable[str] = SYSTEM_LIBRARIES) -> tuple[str, ...]:
    """Returns the file names of the libraries that can't be loaded; always empty off Linux."""
    if not sys.platform.startswith("linux"):
        return ()
    return tuple(name for name in needed if not _loads(name))


def install_advice(libraries: tuple[str, ...]) -> str:
    """Returns a sentence that names the libraries and the command that installs them."""
    known = SYSTEM_LIBRARIES | WINDOW_LIBRARIES
    packages = " ".join(dict.fromkeys(known[name] for name in libraries))
    return (
        f"This machine lacks {', '.join(libraries)}: install the package with "
        f"`sudo apt-get install {packages}` or your system's equivalent."
    )


def advice_for(error: BaseException) -> str | None:
    """Returns the advice for an import that failed on a missing system library, else None.

    On Linux it names all libraries that are missing, not only the first. The advice for Windows is
    that of opencv-python's README.
    """
    named = [name for name in SYSTEM_LIBRARIES if name in str(error)]
    if named:
        return install_advice(tuple(dict.fromkeys((*named, *missing_libraries()))))
    if "cannot open shared object file" in str(error):
        return f"This machine lacks a library ({error}): install the package that holds it."
    if "DLL load failed" in str(error):
        return (
            f"A library is missing ({error}): install Microsoft's Visual C++ Redistributable and, "
            "on Windows N, the Media Feature Pack."
        )
    return None


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True
