"""What another program asks of the monitor: ``formcheck sit pause`` in a second terminal."""

from __future__ import annotations

from datetime import datetime

from formcheck.core.posture.sit_events import Order, PauseOrder, Resume
from formcheck.files.errors import FormcheckError
from formcheck.store.steering import Steering

POLL_S = 2.5
"""How often it is looked for. A look takes a tenth of a millisecond."""
_MINUTE_S = 60.0


class RemoteControl:
    """Keeps pauses the same here and in the store; who pauses a second time means the new time.

    problem says why the store can't be read, "" while all is well; then keys alone steer.
    """

    def __init__(self, steering: Steering) -> None:
        self.problem = ""
        self._steering = steering
        self._known: datetime | None = None
        self._due_s: float | None = None

    def orders(self, now_s: float, moment: datetime) -> tuple[Order, ...]:
        """What was asked for since the last time; moment is the one of now_s."""
        if self._due_s is not None and now_s < self._due_s:
            return ()
        self._due_s = now_s + POLL_S
        until, known = self._read(), self._known
        if until == known:
            return ()
        self._known = until
        if until is not None:
            return (PauseOrder((until - moment).total_seconds() / _MINUTE_S),)
        return (Resume(),)

    def tell(self, until: datetime | None) -> None:
        """Lets others know of a pause that was begun here, or of its end."""
        try:
            self._steering.pause_until(until)
        except FormcheckError as error:
            self.problem = str(error)
        self._known = self._read()

    def _read(self) -> datetime | None:
        try:
            until = self._steering.paused_until
        except FormcheckError as error:
            self.problem = str(error)
            return self._known
        self.problem = ""
        return until
