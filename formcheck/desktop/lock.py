"""Whether the screen of a Linux desktop is locked."""

from __future__ import annotations

from collections.abc import Collection

from formcheck.desktop.bus import Bus
from formcheck.desktop.sentences import BLIND_LOCKED
from formcheck.desktop.values import Answer, Blind

_SAVERS = {
    "org.freedesktop.ScreenSaver": "/org/freedesktop/ScreenSaver",
    "org.gnome.ScreenSaver": "/org/gnome/ScreenSaver",
    "org.cinnamon.ScreenSaver": "/org/cinnamon/ScreenSaver",
    "org.mate.ScreenSaver": "/org/mate/ScreenSaver",
    "org.xfce.ScreenSaver": "/org/xfce/ScreenSaver",
}
"""Services that tell whether they hide the screen, and where. Locked or not, nobody sees it."""
_LOGIND = "org.freedesktop.login1"
_OWN_SESSION = "/org/freedesktop/login1/session/auto"


async def is_locked(session: Bus, services: Collection[str], system: Bus) -> Answer:
    """Whether a screen saver of the desktop is on, or logind knows of a lock.

    services are the names on the session's bus.
    """
    told: list[bool] = []
    for service, path in _SAVERS.items():
        if service in services:
            answer = await session.ask(service, path, f"{service}.GetActive")
            told += [] if answer is None else [bool(answer[0])]
    hint = await system.property_of(_LOGIND, _OWN_SESSION, f"{_LOGIND}.Session.LockedHint")
    told += [hint] if isinstance(hint, bool) else []
    return any(told) if told else Blind(BLIND_LOCKED)
