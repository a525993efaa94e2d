import threading
from collections.abc import Iterator

import pytest

from formcheck.output.report.clip import MOST_WAITING, run_ahead


def test_items_come_in_order_and_whole() -> None:
    assert list(run_ahead(iter(range(100)))) == list(range(100))


def test_an_error_of_the_source_comes_after_its_items() -> None:
    def source() -> Iterator[int]:
        yield 1
        raise ValueError("broken")

    items = run_ahead(source())
    assert next(items) == 1
    with pytest.raises(ValueError, match="broken"):
        next(items)


def test_closing_early_stops_the_thread_and_closes_the_source() -> None:
    made: list[int] = []
    closed = threading.Event()

    def source() -> Iterator[int]:
        try:
            for i in range(1_000_000):
                made.append(i)
                yield i
        finally:
            closed.set()

    items = run_ahead(source())
    assert next(items) == 0
    items.close()
    assert closed.is_set()
    assert len(made) <= MOST_WAITING + 3
    assert not [t for t in threading.enumerate() if t.name.startswith("ahead")]
