"""What the privacy settings of Windows say about the camera."""

from contextlib import suppress
from typing import Any

CONSENT = r"Software\Microsoft\Windows\CurrentVersion\CapabilityAccessManager\ConsentStore"
"""Where Windows keeps which program may use the camera, and which used it when."""
_CAMERA = rf"{CONSENT}\webcam"


def is_camera_denied() -> bool:
    """Whether the camera is switched off for this user's desktop programs, or for everything."""
    import winreg  # noqa: PLC0415 - on Windows only

    registry: Any = winreg
    user, machine = registry.HKEY_CURRENT_USER, registry.HKEY_LOCAL_MACHINE
    for root, path in ((user, rf"{_CAMERA}\NonPackaged"), (user, _CAMERA), (machine, _CAMERA)):
        with suppress(OSError), registry.OpenKey(root, path) as key:  # it may never have been set
            if registry.QueryValueEx(key, "Value")[0] == "Deny":
                return True
    return False
