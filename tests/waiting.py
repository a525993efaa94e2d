"""Waits for another thread or program."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def wait_until(condition: Callable[[], T], what: str = "it", timeout_s: float = 90.0) -> T:
    """Waits until the condition is true and returns it. Raises AssertionError at the time limit."""
    asked_s = time.monotonic()
    deadline_s = asked_s + timeout_s
    while not (found := condition()):
        now_s = time.monotonic()
        assert now_s < deadline_s, f"waited in vain for {what}"
        # A slow condition takes about a quarter of the time, and is still checked often enough to
        # catch a state that passes.
        time.sleep(min(max(0.02, 3 * (now_s - asked_s)), 0.5))
        asked_s = time.monotonic()
    return found
