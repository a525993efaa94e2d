"""A real server under random requests and messages: answers or rejects them, and logs nothing."""

import pytest

from benchmarks.fuzz.doors import Door
from benchmarks.fuzz.http import HTTP
from benchmarks.fuzz.sockets import SOCKETS
from tests.fuzz.trying import try_door


@pytest.mark.parametrize(("door", "tries"), [(HTTP, 150), (SOCKETS, 25)])
def test_whatever_comes_is_answered_or_refused(door: Door, tries: int) -> None:
    assert try_door(door, tries) == tries
