"""Repairs the times of a video's frames, and skips frames evenly. Pure."""

_LEAST_STEP_S = 0.001
"""The model counts whole milliseconds: two frames closer than this would have one time."""
_RESTART_S = 1.0
"""A time that falls back by more than this is a new count (joined files), not a reordered frame."""
_LONGEST_GAP_S = 86_400.0
"""A time that jumps ahead by more than a day is corrupt, not a gap."""
_EARLY_RATIO = 0.25
"""Share of a step by which a frame may come early: phone frame times jitter by some ms."""


class RisingClock:
    """Converts the times stored in a file into times that start at 0 s and strictly rise."""

    def __init__(self, origin_s: float, step_s: float) -> None:
        """origin_s is the stored time that means 0 s; step_s is the usual time between frames."""
        self._shift_s = -origin_s
        self._step_s = step_s
        self._last_s: float | None = None

    def tick(self, stored_s: float | None) -> float:
        """Returns the time of the next frame, given its stored time; None if the file has none."""
        now = 0.0 if stored_s is None else max(stored_s + self._shift_s, 0.0)
        if (last := self._last_s) is not None:
            usual = last + self._step_s
            if stored_s is None or now > last + _LONGEST_GAP_S:
                now = usual
            elif now < last - _RESTART_S:
                self._shift_s += usual - now
                now = usual
            else:
                now = max(now, last + _LEAST_STEP_S)
        self._last_s = now
        return now


class FrameSampler:
    """Decides which frames to keep so that at most max_fps of them pass in a second."""

    def __init__(self, max_fps: float | None) -> None:
        self._step_s = 0.0 if max_fps is None else 1.0 / max_fps
        self._due_s = 0.0

    def keeps(self, t_s: float) -> bool:
        """Whether the frame at t_s passes. Times must rise from call to call."""
        if t_s < self._due_s:
            return False
        self._due_s = max(self._due_s, t_s - self._step_s * _EARLY_RATIO) + self._step_s
        return True
