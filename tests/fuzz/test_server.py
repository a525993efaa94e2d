"""A real server under random requests and messages: it answers or refuses, and says nothing."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from benchmarks.fuzz import http, sockets
from benchmarks.fuzz.place import Served, served


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with served() as running:
        yield running


@pytest.mark.parametrize("room", [http, sockets])
def test_whatever_comes_is_answered_or_refused(room: object, server: Served) -> None:
    door = room.Door(server)  # type: ignore[attr-defined]
    for seed in range(300 if room is http else 25):
        what, run = door.door(random.Random(seed))
        try:
            run()
        except Exception as error:
            error.add_note(f"seed {seed}: {what}")
            raise
