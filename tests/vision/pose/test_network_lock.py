import platform
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from formcheck.vision.pose.runtime import NetworkNotDeniedError, run_without_network

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux can do it")

FAMILIES = (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX)


def can_open(family: int) -> bool:
    try:
        socket.socket(family, socket.SOCK_DGRAM).close()
    except PermissionError:
        return False
    return True


@pytest.fixture
def listening() -> Iterator[tuple[str, int]]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()


def test_no_socket_of_any_kind_opens_and_the_result_comes_back() -> None:
    assert run_without_network(lambda: [can_open(family) for family in FAMILIES]) == [False] * 3


def test_an_open_socket_can_not_be_connected_either(listening: tuple[str, int]) -> None:
    with socket.socket() as ready:
        with pytest.raises(PermissionError):
            run_without_network(lambda: ready.connect(listening))
        ready.connect(listening)


def test_threads_and_programs_that_the_work_starts_are_held_back_too() -> None:
    asked, told = threading.Event(), []

    def ask_later() -> None:
        asked.wait()
        told.append(can_open(socket.AF_INET))

    def work() -> tuple[threading.Thread, int]:
        thread = threading.Thread(target=ask_later)
        thread.start()
        code = "import socket; socket.socket()"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
        return thread, done.returncode

    thread, code = run_without_network(work)
    asked.set()
    thread.join()
    assert (told, code) == ([False], 1)


def test_the_rest_of_the_process_keeps_its_network(listening: tuple[str, int]) -> None:
    run_without_network(lambda: None)
    socket.create_connection(listening, 5).close()


def test_an_error_of_the_work_comes_through() -> None:
    def fail() -> None:
        raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        run_without_network(fail)


def test_where_it_can_not_be_done_the_work_is_not_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "m68k")
    done: list[bool] = []
    with pytest.raises(NetworkNotDeniedError, match="m68k"):
        run_without_network(lambda: done.append(True))
    assert done == []


def test_a_kernel_that_refuses_the_filter_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("formcheck.vision.pose.runtime._SET_MODE_FILTER", 99)
    with pytest.raises(NetworkNotDeniedError, match="Invalid argument"):
        run_without_network(lambda: None)
