"""Reads the camera permission from the privacy settings of Windows."""

from contextlib import suppress
from typing import Any

CONSENT = r"Software\Microsoft\Windows\CurrentVersion\CapabilityAccessManager\ConsentStore"
"""Where Windows records which programs may use the camera, and when they last did."""
_CAMERA = rf"{CONSENT}\webcam"


def is_camera_denied() -> bool:
    """Whether the camera is denied to this user's desktop programs, or to all programs."""
    import winreg  # noqa: PLC0415 - on Windows only

    registry: Any = winreg
    user, machine = registry.HKEY_CURRENT_USER, registry.HKEY_LOCAL_MACHINE
    for root, path in ((user, rf"{_CAMERA}\NonPackaged"), (user, _CAMERA), (machine, _CAMERA)):
        with suppress(OSError), registry.OpenKey(root, path) as key:  # it may never have been set
            if registry.QueryValueEx(key, "Value")[0] == "Deny":
                return True
    return False
