"""MediaPipe, kept off the network: the only module that imports it.

Some versions of MediaPipe report their use to their maker (docs/privacy.md). So a model is only
loaded in threads without network access, or from a version that has no network code.
"""

from __future__ import annotations

import importlib.metadata
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Any, cast

import numpy as np

from formcheck.files.errors import FormcheckError
from formcheck.vision.pose.no_network import NetworkNotDeniedError, run_without_network
from formcheck.vision.pose.system import advice_for
from formcheck.vision.video.frames import Rgb

VERSION_WITHOUT_NETWORK_CODE = "0.10.33"
"""The last version with neither an HTTP client nor the reporting (docs/decisions/009). Versions
since 0.10.35 have both."""

_NO_CERTIFICATES = os.devnull


def create_pose_landmarker(model_path: Path, *, video: bool, persons: int = 1) -> Any:
    """A ``PoseLandmarker`` of MediaPipe whose threads can't reach the network.

    video and persons are as in ``landmarker.Landmarker``. Raises FormcheckError when the
    file or a system library is wrong, and where nothing would keep MediaPipe off the network.
    """

    def create() -> Any:
        return _create(model_path, video, persons)

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
    """The picture (height, width, 3) uint8 as an ``Image`` of MediaPipe."""
    from mediapipe import Image, ImageFormat  # noqa: PLC0415 - loaded long since, by the model

    # A padded row (PyAV makes those) would be read as if it were not: the picture is sheared.
    return Image(image_format=ImageFormat.SRGB, data=np.ascontiguousarray(image_rgb))


def _create(model_path: Path, video: bool, persons: int) -> Any:
    # MediaPipe can do without, and where it is half installed its search for a library of the
    # system compiles something, with a temporary file that stays when it is killed.
    sys.modules.setdefault("sounddevice", cast("ModuleType", None))
    try:
        # Loading takes most of a second: only when a model is wanted.
        from mediapipe.tasks.python import BaseOptions, vision  # noqa: PLC0415
    except (ImportError, OSError) as error:
        advice = advice_for(error)
        raise FormcheckError(
            advice or f"mediapipe could not be loaded ({error}): run `formcheck doctor`."
        ) from error

    class TrustingNobody(BaseOptions):  # type: ignore[misc]
        """The second lock: no server's certificate is accepted, so that no report is sent."""

        def to_ctypes(self) -> Any:
            options = super().to_ctypes()
            options.ca_bundle_path = _NO_CERTIFICATES.encode()
            return options

    mode = vision.RunningMode.VIDEO if video else vision.RunningMode.IMAGE
    try:
        return vision.PoseLandmarker.create_from_options(
            vision.PoseLandmarkerOptions(
                base_options=TrustingNobody(model_asset_path=str(model_path)),
                running_mode=mode,
                num_poses=persons,
            )
        )
    except (RuntimeError, ValueError, OSError) as error:
        advice = advice_for(error)
        raise FormcheckError(
            advice or f"{model_path} could not be loaded as a pose model: {error}."
        ) from error
