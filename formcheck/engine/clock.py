"""The time of a session, from times of whatever clock its pictures have."""

from __future__ import annotations

RESTART_S = 1.0
"""A time that falls back by more than this is a new count (a page loaded again), not a picture that
came late. Chosen here."""
_RESTART_STEP_S = 0.05  # chosen here: about one picture


class SessionClock:
    """Seconds since the first picture; never falls."""

    def __init__(self) -> None:
        self._zero_s: float | None = None
        self._last_s = -1.0

    def at(self, t_s: float) -> tuple[float, bool]:
        """The session's time, and whether it is later than the one before."""
        if self._zero_s is None:
            self._zero_s = t_s
        now_s = t_s - self._zero_s
        if now_s < self._last_s - RESTART_S:
            now_s = self._last_s + _RESTART_STEP_S
            self._zero_s = t_s - now_s
        rises = now_s > self._last_s
        self._last_s = max(self._last_s, now_s)
        return self._last_s, rises
