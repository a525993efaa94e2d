"""MediaPipe is kept off the network by two locks; each is tested alone."""

import contextlib
import importlib.metadata
import os
import platform
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from formcheck.files.errors import FormcheckError
from formcheck.vision.pose.landmarker import Landmarker
from formcheck.vision.pose.models import find_model, model_path
from formcheck.vision.pose.runtime import VERSION_WITHOUT_NETWORK_CODE
from tests.paths import ROOT

trustme = pytest.importorskip("trustme", reason="trustme is not installed")
pytestmark = pytest.mark.skipif(find_model("full") is None, reason="the pose model is not built")

BLACK = np.zeros((360, 640, 3), np.uint8)
HOST = "play.googleapis.com"
UNSEALED = """
import sys
import numpy as np
from formcheck.vision.pose import runtime
from formcheck.vision.pose.landmarker import Landmarker
from formcheck.vision.pose.models import model_path
runtime.run_without_network = lambda work: work()
{trust}
with Landmarker(model_path()) as model:
    model.detect(np.zeros((360, 640, 3), np.uint8), 0.0)
sys.stdin.read()
"""
TRUSTING = "runtime._NO_CERTIFICATES = {path!r}"
"""Removes the second lock as well: mediapipe is told to trust the test's own authority."""


def list_filtered_threads() -> dict[str, bool]:
    """Returns, for each thread of this process, whether the kernel filters its calls."""
    held = {}
    for task in Path("/proc/self/task").iterdir():
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # the thread has ended
            held[task.name] = "Seccomp:\t2" in (task / "status").read_text()
    return held


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can hold a thread back")
def test_every_thread_of_the_model_is_held_back_while_it_works() -> None:
    before = list_filtered_threads()
    with Landmarker(model_path()) as model:
        model.detect(BLACK, 0.0)
        new = {
            thread: held for thread, held in list_filtered_threads().items() if thread not in before
        }
    assert new
    assert all(new.values())


LOADS_NO_PLOTS = """
import sys
from formcheck.vision.pose.landmarker import Landmarker
Landmarker().close()
assert not [name for name in sys.modules if name.startswith("matplotlib")]
from mediapipe.tasks.python.vision import drawing_utils
assert callable(drawing_utils.plt.figure)
"""


def test_loading_a_model_loads_no_plots_and_mediapipe_can_still_draw() -> None:
    subprocess.run([sys.executable, "-c", LOADS_NO_PLOTS], check=True, cwd=ROOT)


def test_mediapipe_that_cannot_be_loaded_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mediapipe.tasks.python", None)
    with pytest.raises(FormcheckError, match=r"mediapipe could not be loaded .*formcheck doctor"):
        Landmarker()


def test_where_nothing_would_hold_mediapipe_back_it_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "m68k")
    monkeypatch.setattr(importlib.metadata, "version", lambda _: "1.2.2")
    with pytest.raises(FormcheckError, match=r"can't keep mediapipe 1\.2\.2 off the network.*pip"):
        Landmarker(model_path())
    monkeypatch.setattr(importlib.metadata, "version", lambda _: VERSION_WITHOUT_NETWORK_CODE)
    with Landmarker(model_path()) as model:
        assert model.detect(BLACK, 0.0) == ()


@dataclass
class RecordingProxy:
    """A proxy that answers for every host, and records requests and received data."""

    port: int
    asked: list[bytes] = field(default_factory=list)
    received: list[bytes] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    def answer(self, line: socket.socket, context: ssl.SSLContext) -> None:
        with suppress(OSError), line:
            self.asked.append(line.recv(4096).split(b"\r\n")[0])
            line.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            with context.wrap_socket(line, server_side=True) as secured:
                self.received.append(secured.recv(65536))
        self.ended.set()


@contextmanager
def run_proxy(authority: trustme.CA) -> Iterator[RecordingProxy]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(HOST).configure_cert(context)
    with socket.create_server(("127.0.0.1", 0)) as server:
        made = RecordingProxy(server.getsockname()[1])

        def serve() -> None:
            with suppress(OSError):
                while True:
                    made.answer(server.accept()[0], context)

        threading.Thread(target=serve, daemon=True).start()
        yield made
        server.shutdown(socket.SHUT_RDWR)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is no network code to hold")
@pytest.mark.parametrize("trusting", [True, False], ids=["without it, a report is sent", "with it"])
def test_the_second_lock_alone_lets_no_report_through(tmp_path: Path, trusting: bool) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    trust = TRUSTING.format(path=str(tmp_path / "authority.pem")) if trusting else ""
    with run_proxy(authority) as made:
        address = f"http://127.0.0.1:{made.port}"
        process = subprocess.Popen(
            [sys.executable, "-c", UNSEALED.format(trust=trust)],
            env={**os.environ, "https_proxy": address, "no_proxy": "", "NO_PROXY": ""},
            stdin=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        assert made.ended.wait(60)
        process.communicate()
    assert made.asked[0].startswith(f"CONNECT {HOST}".encode())
    assert [data.split(b"\r\n")[0] for data in made.received] == (
        [b"POST /log HTTP/1.1"] if trusting else []
    )
