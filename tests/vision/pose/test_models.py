import hashlib
import os
import socket
import ssl
import threading
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import platformdirs
import pytest

from formcheck.files.errors import FormcheckError
from formcheck.vision.pose import models
from formcheck.vision.pose.registry import VARIANTS
from tests.broken_server import serve_truncated

CONTENT = b"a model" * 100_000


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base names it
        pass


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Returns a user cache for this test alone."""
    monkeypatch.setattr(platformdirs, "user_cache_dir", lambda *_, **__: str(tmp_path / "c"))
    return tmp_path / "c" / "models"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """Yields the address of a local server that offers CONTENT as ``heavy``."""
    folder = tmp_path / "served"
    folder.mkdir()
    (folder / "heavy").write_bytes(CONTENT)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Silent, directory=folder)) as http:
        thread = threading.Thread(target=http.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{http.server_port}"
        http.shutdown()
        thread.join()


def offer_model(monkeypatch: pytest.MonkeyPatch, url: str, content: bytes = CONTENT) -> None:
    monkeypatch.setitem(
        VARIANTS,
        "heavy",
        replace(
            VARIANTS["heavy"],
            url=url,
            size_bytes=len(content),
            sha256s=(hashlib.sha256(content).hexdigest(),),
        ),
    )


def test_the_packaged_model_is_the_pinned_one() -> None:
    path = models.model_path()
    assert models.hash_matches(path, VARIANTS["full"])


def test_fetching_tells_its_progress_and_leaves_one_checked_file(
    cache: Path, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer_model(monkeypatch, f"{server}/heavy")
    seen: list[tuple[int, int]] = []
    path = models.fetch("heavy", progress=lambda done, whole: seen.append((done, whole)))
    assert path.read_bytes() == CONTENT
    assert path == models.model_path("heavy")
    assert seen[-1] == (len(CONTENT), len(CONTENT))
    assert list(cache.iterdir()) == [path]


def test_a_model_that_is_there_is_not_fetched_again(
    cache: Path, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer_model(monkeypatch, f"{server}/heavy")
    models.fetch("heavy")
    offer_model(monkeypatch, f"{server}/gone")
    assert models.fetch("heavy").read_bytes() == CONTENT


def test_a_wrong_model_is_refused_and_leaves_nothing(
    cache: Path, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer_model(monkeypatch, f"{server}/heavy", content=b"another")
    with pytest.raises(FormcheckError, match=r"is not the pose model 'heavy'"):
        models.fetch("heavy")
    assert list(cache.iterdir()) == []


def test_a_download_that_breaks_off_is_no_wrong_model(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve_truncated(CONTENT, 1000) as address:
        offer_model(monkeypatch, f"{address}/heavy")
        with pytest.raises(FormcheckError, match=r"could not be fetched .*broke off"):
            models.fetch("heavy")
    assert list(cache.iterdir()) == []


@pytest.mark.parametrize("address", ["/gone", None])
def test_without_a_network_the_sentence_says_what_to_do(
    cache: Path, server: str, monkeypatch: pytest.MonkeyPatch, address: str | None
) -> None:
    nobody = "http://127.0.0.1:9/heavy"  # the discard port: nothing listens
    offer_model(monkeypatch, nobody if address is None else f"{server}{address}")
    with pytest.raises(FormcheckError, match="--from FILE"):
        models.fetch("heavy")
    assert list(cache.iterdir()) == []


def test_a_secure_line_that_breaks_on_the_way_is_the_networks_fault(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trustme = pytest.importorskip("trustme", reason="trustme is not installed")
    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    # Python 3.13 reads the variable when it makes the opener, which may be long since.
    monkeypatch.setattr(urllib.request, "_opener", None)
    asked = []

    def answer(server: socket.socket) -> None:
        with context.wrap_socket(server.accept()[0], server_side=True) as line:
            asked.append(line.recv(4096))
            line.sendall(b"HTTP/1.0 200 OK\r\nContent-Length: 1000000\r\n\r\nbegins")
            os.write(line.fileno(), bytes(100))

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=answer, args=(server,), daemon=True).start()
        offer_model(monkeypatch, f"https://127.0.0.1:{server.getsockname()[1]}/heavy")
        with pytest.raises(FormcheckError, match=r"could not be fetched .* check the network"):
            models.fetch("heavy")
    assert asked
    assert list(cache.iterdir()) == []


def test_a_model_can_come_from_a_file(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer_model(monkeypatch, "http://127.0.0.1:9/heavy")
    (tmp_path / "carried.task").write_bytes(CONTENT)
    assert models.fetch("heavy", from_file=tmp_path / "carried.task").read_bytes() == CONTENT
    (tmp_path / "wrong.task").write_bytes(b"x")
    for name in ("wrong.task", "absent.task"):
        with pytest.raises(FormcheckError, match=name):
            models.fetch("heavy", from_file=tmp_path / name)
    assert models.model_path("heavy").read_bytes() == CONTENT


def test_a_model_that_is_not_there_names_the_command(cache: Path) -> None:
    with pytest.raises(FormcheckError, match="formcheck models get lite"):
        models.model_path("lite")
    with pytest.raises(FormcheckError, match="lite, full, heavy"):
        models.model_path("huge")
