"""Other programs on this machine, which any user may run there, get nothing from the page."""

import json
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

from tests.ui.web.browsing import Browsers, build_flags, needs_browser
from tests.waiting import wait_until

pytestmark = needs_browser

PLAIN = build_flags(None, camera=False)
_ENOUGH_LINES = 3


@dataclass
class Impostor:
    """Takes formcheck's place and sends whatever makes the page continue."""

    lines: int = 0
    texts: list[str] = field(default_factory=list)
    pictures: int = 0

    def serve(self, line: ServerConnection) -> None:
        self.lines += 1
        try:
            line.send(json.dumps({"is": "proof", "proof": ""}))
            line.send(json.dumps({"is": "begun", "session": "x"}))
            for heard in line:
                if isinstance(heard, bytes):
                    self.pictures += 1
                else:
                    self.texts.append(heard)
                    line.send(json.dumps({"is": "begun", "session": "x"}))
        except ConnectionClosed:
            pass


@contextmanager
def run_impostor(port: int) -> Iterator[Impostor]:
    impostor = Impostor()

    def take_any(line: ServerConnection, asked: Any) -> str | None:
        return asked[0] if asked else None

    with serve(impostor.serve, "127.0.0.1", port, select_subprotocol=take_any) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield impostor
        server.shutdown()
        thread.join()


def test_what_takes_the_port_of_an_ended_formcheck_gets_nothing_from_an_open_page(
    tmp_path: Path, browsers: Browsers
) -> None:
    program = ExitStack()
    with browsers.open(build_flags(None), data=tmp_path, at="sitting", program=program) as (
        page,
        watched,
    ):
        page.click(".start-watch")
        page.wait_for_selector(".baseline[data-step=intro]:visible")
        program.close()
        with run_impostor(int(watched.host.split(":")[1])) as impostor:
            wait_until(
                lambda: (
                    page.wait_for_timeout(100)
                    or impostor.pictures
                    or impostor.lines >= _ENOUGH_LINES
                ),
                "the page to try again",
            )
        assert impostor.pictures == 0
        assert impostor.texts == []


@dataclass
class OtherServer:
    """The headers that the browser sends to another server on this machine."""

    port: int
    headers: list[str] = field(default_factory=list)


@contextmanager
def neighbour() -> Iterator[OtherServer]:
    class AnswerHandler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.headers.append(f"{self.path}\n{self.headers}")
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<img src=/again>")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), AnswerHandler)
    told = OtherServer(server.server_port)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield told
    server.shutdown()
    thread.join()
    server.server_close()


def test_another_server_on_this_machine_never_gets_the_key(browsers: Browsers) -> None:
    with browsers.open(PLAIN) as (page, _), neighbour() as other:
        key = browsers.get_key()
        second = page.context.new_page()
        second.goto(f"http://127.0.0.1:{other.port}/")
        wait_until(lambda: second.wait_for_timeout(50) or len(other.headers) >= 2)
        assert key not in "".join(other.headers)
        assert "Cookie" not in "".join(other.headers)


def test_the_key_does_not_stay_in_the_address(browsers: Browsers) -> None:
    with browsers.open(PLAIN) as (page, _):
        assert "token" not in page.url
        page.reload()
        page.wait_for_selector(".tile")
        page.go_back()
        assert "token" not in page.url


def test_a_reload_before_the_program_has_answered_loses_no_key(browsers: Browsers) -> None:
    held: list[Any] = []

    def hold(route: Any) -> None:
        held.append(route)

    with browsers.open(PLAIN) as (page, _):
        root = page.url.split("#")[0]
        page.evaluate("localStorage.clear()")
        page.route("**/api/proof", hold)
        page.goto(f"{root}?token={browsers.get_key()}", wait_until="commit")
        wait_until(lambda: page.wait_for_timeout(50) or held)
        page.unroute("**/api/proof")
        page.reload()
        page.wait_for_selector(".tile")


def test_a_page_without_the_key_says_where_to_get_it(browsers: Browsers) -> None:
    with browsers.open(PLAIN) as (page, _):
        root = page.url.split("#")[0]
        page.evaluate("localStorage.clear()")
        for address in (root, f"{root}?token=x"):
            page.goto(address)
            page.wait_for_selector("#main:text('it holds the key to this page')")


def test_a_link_with_a_wrong_key_locks_nobody_out(browsers: Browsers) -> None:
    with browsers.open(PLAIN) as (page, _):
        root = page.url.split("#")[0]
        page.goto(f"{root}?token=x")
        page.wait_for_selector("#main:text('it holds the key to this page')")
        second = page.context.new_page()
        second.goto(root)
        second.wait_for_selector(".tile")


def test_a_table_of_a_day_is_saved_with_the_key(browsers: Browsers) -> None:
    with browsers.open(PLAIN, at="sitting/day") as (page, watched):
        with page.expect_download() as saved:
            page.click(".day-choice button:has-text('CSV')")
        assert saved.value.suggested_filename.startswith("sitting-2")
        assert saved.value.path().read_text().startswith("start")
    assert watched.errors == []


_UPLOAD = """async () => {
  const { sendVideo } = await import("/page/shared/api.js");
  const film = new File(["a film"], "a.mp4");
  const never = new AbortController().signal;
  return sendVideo(film, {}, "en", () => {}, never)
    .then(() => "sent", (problem) => String(problem));
}"""


def test_a_video_is_handed_only_to_the_formcheck_that_the_page_is_of(
    tmp_path: Path, browsers: Browsers
) -> None:
    with browsers.open(PLAIN, data=tmp_path) as (page, _):
        page.route("**/api/proof", lambda route: route.fulfill(json={"proof": ""}))
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.method))
        assert "another program" in page.evaluate(_UPLOAD)
        assert "POST" not in asked
