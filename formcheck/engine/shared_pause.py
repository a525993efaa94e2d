"""One pause for every program that watches: ``formcheck sit pause``, the keys, and the page."""

from __future__ import annotations

from datetime import datetime
from math import inf

from formcheck.core.posture.sit_events import Order, PauseOrder, Resume
from formcheck.files.errors import FormcheckError
from formcheck.store.steering import Steering

POLL_S = 2.5
"""How often the store is asked. A look takes a tenth of a millisecond."""
_MINUTE_S = 60.0


class SharedPause:
    """Keeps the pause here and in the store alike; who pauses a second time means the new time."""

    def __init__(self, steering: Steering) -> None:
        self._untold = self._unread = ""
        self._steering = steering
        self._known: datetime | None = None
        self._asked_s = -inf

    @property
    def problem(self) -> str:
        """Why the store can't be read or written, "" while all is well.

        With a problem only what is asked for here counts.
        """
        return self._untold or self._unread

    def find_order(self, now_s: float, moment: datetime) -> Order | None:
        """What another program asked for since the last time; moment is the one of now_s."""
        if 0.0 <= now_s - self._asked_s < POLL_S:  # less than 0: the clock was set back
            return None
        self._asked_s = now_s
        until, known = self._read(), self._known
        self._known = until
        if until == known:
            return None
        return (
            Resume() if until is None else PauseOrder((until - moment).total_seconds() / _MINUTE_S)
        )

    def tell(self, until: datetime | None) -> None:
        """Let others know of a pause that was begun here, or with None of its end."""
        self._untold = ""
        try:
            self._steering.pause_until(until)
        except FormcheckError as error:
            self._untold = str(error)
        self._known = self._read()

    def _read(self) -> datetime | None:
        try:
            until = self._steering.paused_until
        except FormcheckError as error:
            self._unread = str(error)
            return self._known
        self._unread = ""
        return until
