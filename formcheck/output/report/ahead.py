"""Work that overlaps: one step runs in a thread of its own, a little ahead of the next."""

from __future__ import annotations

import queue
import threading
from collections.abc import Generator, Iterator
from typing import TypeVar

Item = TypeVar("Item")

MOST_WAITING = 6
"""Items made and not yet used: enough to overlap; pictures of 1920x1080 then take 40 MB."""
_PATIENCE_S = 0.1


class _End:
    """Marks the end of the items, with the error that ended them, if one did."""

    def __init__(self, error: BaseException | None) -> None:
        self.error = error


def ahead(source: Iterator[Item]) -> Generator[Item, None, None]:
    """Yields the items of ``source``, which a thread makes ahead of their use, in order.

    An error of the source is raised here. Closing this generator stops the thread, and the thread
    closes the source.
    """
    waiting: queue.Queue[Item | _End] = queue.Queue(MOST_WAITING)
    stopped = threading.Event()
    worker = threading.Thread(
        target=_fill, args=(source, waiting, stopped), name="ahead", daemon=True
    )
    worker.start()
    try:
        while not isinstance(item := waiting.get(), _End):
            yield item
        if item.error is not None:
            raise item.error
    finally:
        stopped.set()
        worker.join()


def _fill(
    source: Iterator[Item], waiting: queue.Queue[Item | _End], stopped: threading.Event
) -> None:
    error: BaseException | None = None
    try:
        for item in source:
            if not _put(item, waiting, stopped):
                break
    except BaseException as caught:  # noqa: BLE001 - raised again by the one who uses the items
        error = caught
    finally:
        if isinstance(source, Generator):
            source.close()
    _put(_End(error), waiting, stopped)


def _put(item: Item | _End, waiting: queue.Queue[Item | _End], stopped: threading.Event) -> bool:
    """Whether there was room before it was all called off."""
    while not stopped.is_set():
        try:
            waiting.put(item, timeout=_PATIENCE_S)
        except queue.Full:
            continue
        return True
    return False
