"""Waiting for what another thread or program does."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def wait_until(condition: Callable[[], T], what: str = "it", timeout_s: float = 90.0) -> T:
    """What the condition gives once that is true. Fails, and says what it waited for, when late."""
    asked_s = time.monotonic()
    deadline_s = asked_s + timeout_s
    while not (found := condition()):
        now_s = time.monotonic()
        assert now_s < deadline_s, f"waited in vain for {what}"
        # What is slow to ask takes about a quarter of the time, and is not asked so seldom that
        # it comes and goes.
        time.sleep(min(max(0.02, 3 * (now_s - asked_s)), 0.5))
        asked_s = time.monotonic()
    return found
