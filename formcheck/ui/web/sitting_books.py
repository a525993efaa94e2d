"""What is kept of a watch: how somebody sat, in numbers, and their baselines. No picture."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from formcheck.core.posture.values import Calibration
from formcheck.engine.sitter import Sat
from formcheck.files.errors import FormcheckError
from formcheck.store.profiles import Profiles
from formcheck.store.sitting import SittingPast, SittingWriter, keep
from formcheck.store.steering import Steering

_ASK_EVERY_S = 2.5
"""How soon ``formcheck sit pause`` in a terminal is heeded here."""
_SAME_S = 0.5
"""Two reckonings of when the watch began that are nearer than this are the same. Chosen here."""


@dataclass(frozen=True, slots=True, eq=False)
class KeptBaseline:
    """A baseline: whose, and when it was taken."""

    profile: str
    taken: datetime
    calibration: Calibration


class Books:
    """The files of a watch; nothing here raises: what can't be kept is told in ``problem``."""

    def __init__(self, path: Path | None, wall: Callable[[], datetime]) -> None:
        """path: the file, None the user's own; wall: the time now, with its zone."""
        self._path = path
        self._wall = wall
        self._profiles = Profiles(path)
        self._steering = Steering(path)
        self._writer: SittingWriter | None = None
        self._problem = ""
        self._asked_s = -_ASK_EVERY_S
        self._begun_s: float | None = None

    @property
    def problem(self) -> str:
        """Why something can't be kept, "" while it can."""
        return self._problem or (self._writer.problem if self._writer is not None else "")

    def open(self, profile: str, camera: str, view: str) -> None:
        """What follows belongs to this profile and camera."""
        self.shut()
        self._writer = SittingWriter(self._wall(), profile, camera, view, self._path)
        self._writer.__enter__()

    def keep(self, sat: Sat, now_s: float, stretches: Sequence[str] = ()) -> None:
        """Keeps what a look at now_s, in unix seconds, came to.

        stretches are those that were done in a break that ended.
        """
        begun_s = now_s - sat.t_s
        if self._begun_s is None or abs(begun_s - self._begun_s) > _SAME_S:
            self._begun_s = begun_s  # the first look, or the clock on the wall was set
        if self._writer is not None:
            begun = datetime.fromtimestamp(self._begun_s, UTC)
            keep(self._writer, begun, sat, stretches=stretches)

    def others(self) -> bool:
        """Whether another program watches already."""
        try:
            running = self._steering.running()
        except FormcheckError as error:
            self._problem = str(error)
            return False
        return running is not None and running.process != os.getpid()

    def last_stretches(self) -> tuple[str, ...]:
        """The ids of those done in the last break that held any; none where that can't be read."""
        try:
            with SittingPast(self._path) as past:
                return past.last_stretches()
        except FormcheckError as error:
            self._problem = str(error)
            return ()

    def baseline(self, profile: str, camera: str) -> KeptBaseline | None:
        """The baseline of that profile and camera; None where there is none to be had."""
        try:
            found = self._profiles.get(profile, camera)
        except FormcheckError as error:
            self._problem = str(error)
            return None
        return None if found is None else KeptBaseline(profile, found[1], found[0])

    def save_baseline(self, profile: str, camera: str, calibration: Calibration) -> KeptBaseline:
        """Keeps a baseline that was taken just now."""
        taken = self._wall()
        try:
            self._profiles.save(profile, camera, calibration, taken)
        except FormcheckError as error:
            self._problem = str(error)
        else:
            self._problem = ""
        return KeptBaseline(profile, taken, calibration)

    def paused_until(self) -> datetime | None:
        """Until when ``formcheck sit pause`` wants no watching; asked every few seconds."""
        now_s = time.monotonic()
        if now_s - self._asked_s < _ASK_EVERY_S:
            return None
        self._asked_s = now_s
        try:
            return self._steering.paused_until
        except FormcheckError as error:
            self._problem = str(error)
            return None

    def shut(self) -> None:
        """Writes what waits. May be called twice."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def close(self) -> None:
        """Lets go of everything."""
        self.shut()
        self._profiles.close()
        self._steering.close()
