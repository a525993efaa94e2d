"""The time of pictures: the page's own clock, held to ours."""

from __future__ import annotations

_OLDEST_S = 2.0
"""A picture that claims to be older than this is not: the page's clock jumped. Chosen here: an
answer takes well under a second even on a slow machine."""
_DRIFT_RATIO = 5e-4
"""How fast two clocks are let drift apart; ten times what ordinary quartz does (50 ppm)."""
_LEAST_STEP_S = 0.001


class CaptureClock:
    """Turns a page's capture times into rising seconds of the session.

    The page's clock says when a picture was taken to the millisecond, but it may jump when a
    laptop wakes, or lie. Ours says when it came, which is a little later and uneven. Of the
    differences between both the smallest counts, as in a time protocol: a second of the session
    is then a second of ours, and no jump of the page's adds to a hold.
    """

    def __init__(self, now_s: float) -> None:
        self._start_s = now_s
        self._came_s = now_s
        self._apart_s: float | None = None
        self._last_s = -_LEAST_STEP_S

    def new_page(self) -> None:
        """Another page goes on, whose clock began at another moment."""
        self._apart_s = None

    def captured(self, page_s: float, now_s: float) -> float:
        """The session time of a picture taken at page_s that came at now_s. Always rises."""
        apart_s = now_s - page_s
        if self._apart_s is not None:
            drifted_s = self._apart_s + _DRIFT_RATIO * (now_s - self._came_s)
            if drifted_s <= apart_s <= drifted_s + _OLDEST_S:
                apart_s = drifted_s
        self._apart_s, self._came_s = apart_s, now_s
        return self._risen(page_s + apart_s)

    def waited(self, now_s: float) -> float:
        """The session time now, without a picture. Always rises."""
        return self._risen(now_s)

    def _risen(self, ours_s: float) -> float:
        self._last_s = max(ours_s - self._start_s, self._last_s + _LEAST_STEP_S)
        return self._last_s
