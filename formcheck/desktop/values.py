"""What the rooms of this package hand each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

APP_NAME = "formcheck"
ICON = Path(__file__).with_name("icon.png")


class NoDeskError(Exception):
    """A sentence that says why notifications can't be shown here and what to do."""


@dataclass(frozen=True, slots=True)
class Note:
    """One notification. actions are the buttons: id and label, in order.

    timeout_s is how long it stays, None as long as the system likes. An urgent one may stay until
    it is answered.
    """

    title: str
    body: str
    actions: tuple[tuple[str, str], ...] = ()
    timeout_s: float | None = None
    urgent: bool = False


Pressed = Callable[[str], None]
"""What is called with the id of a button when somebody presses it."""


class Desk(Protocol):
    """Where notifications are shown. One note at a time: the next takes the place of the last.

    All of it may raise NoDeskError, after which ``close`` is the only thing left to do.
    """

    async def open(self) -> None:
        """Gets in touch with the notification service."""

    async def show(self, note: Note) -> None:
        """Shows the note instead of the one before."""

    async def clear(self) -> None:
        """Takes the note away, if it is still there."""

    async def close(self) -> None:
        """Lets go of the service. Never raises."""


@dataclass(frozen=True, slots=True)
class Blind:
    """A question that has no answer on this system, with a sentence that says so."""

    sentence: str


Answer = bool | Blind


@dataclass(frozen=True, slots=True)
class Glance:
    """What goes on around at one moment, each part known or not."""

    camera: Answer
    microphone: Answer
    full_screen: Answer
    do_not_disturb: Answer
    locked: Answer

    @property
    def answers(self) -> tuple[Answer, ...]:
        """All of them."""
        return (
            self.camera,
            self.microphone,
            self.full_screen,
            self.do_not_disturb,
            self.locked,
        )


class Eyes(Protocol):
    """What one system tells of what goes on around. Used by one thread."""

    async def look(self) -> Glance:
        """What goes on now. Never raises; may take as long as the system takes to answer."""

    async def close(self) -> None:
        """Lets go of everything. Never raises."""
