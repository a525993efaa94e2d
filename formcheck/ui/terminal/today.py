"""How the day has gone so far, for the status line."""

from __future__ import annotations

from datetime import datetime

from formcheck.files.errors import FormcheckError
from formcheck.store.sitting import SittingPast

_EVERY_S = 60.0
"""How often the store is asked; the line shows whole percents of a day."""


class Today:
    """The share of today that was upright. Without a store there is none to tell."""

    def __init__(self, past: SittingPast | None) -> None:
        self._past = past
        self._share: float | None = None
        self._due_s: float | None = None

    def share(self, now_s: float, moment: datetime) -> float | None:
        """Upright as a share of what was judged, 0 to 1; None when nothing was, or can be read.

        moment is the one of now_s.
        """
        if self._past is None or (self._due_s is not None and now_s < self._due_s):
            return self._share
        self._due_s = now_s + _EVERY_S
        try:
            self._share = self._past.day(moment.astimezone().date()).day.sum.share
        except FormcheckError:
            return self._share  # the writer tells what is wrong with the file
        return self._share
