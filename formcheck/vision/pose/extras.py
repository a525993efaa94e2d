"""Numbers read from the pictures themselves, beside the landmarks, for plans that ask for them.

They end up in ``Detection.extras``, read picture after picture in order of time, for one person.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Protocol

from formcheck.core.body import Detection
from formcheck.vision.pose.breath import BREATH_NAMES, ChestMotion
from formcheck.vision.video.frames import Grey


class Extra(Protocol):
    """Reads numbers from successive pictures of one person; it may remember the ones before."""

    def look(self, grey: Grey, found: Detection | None, t_s: float) -> Mapping[str, float]:
        """Its numbers by name for a picture (height, width) at a rising time.

        found is in pixels of that picture, None when nobody is in it.
        """


EXTRAS: Mapping[frozenset[str], Callable[[], Extra]] = MappingProxyType({BREATH_NAMES: ChestMotion})
"""What gives which names. A new one is made for each video or session."""

EXTRA_NAMES = frozenset().union(*EXTRAS)
"""Every name that may be asked for."""


class Reader:
    """Adds to detections what the asked names take. For one video or session, in order of time."""

    def __init__(self, names: Collection[str]) -> None:
        """Raises ValueError for a name that nothing gives."""
        unknown = set(names) - EXTRA_NAMES
        if unknown:
            raise ValueError(f"nothing gives {', '.join(sorted(unknown))}")
        self._extras = [make() for given, make in EXTRAS.items() if not given.isdisjoint(names)]

    @property
    def reads(self) -> bool:
        """Whether there is anything to read from the pictures; else they need not be given."""
        return bool(self._extras)

    def read(self, grey: Grey, found: tuple[Detection, ...], t_s: float) -> tuple[Detection, ...]:
        """The detections, the biggest one with the numbers of this picture added."""
        one = max(found, key=_extent_px, default=None)
        numbers: dict[str, float] = {}
        for extra in self._extras:
            numbers |= extra.look(grey, one, t_s)
        if not numbers:
            return found
        return tuple(
            replace(other, extras={**other.extras, **numbers}) if other is one else other
            for other in found
        )


def _extent_px(one: Detection) -> float:
    """The longer side of the person's box."""
    return float((one.image_px.max(axis=0) - one.image_px.min(axis=0)).max())
