"""Only the page that this program opened gets an answer."""

import re
import socket
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from formcheck.ui.web.guard import Door
from formcheck.ui.web.site import PAGE
from tests.ui.web.serving import PageServer, as_other_pages

PUBLIC = ("/", "/page/main.js", "/art/seated-twist/start.webp")
DATA = (
    "/api/stretches", "/api/words", "/api/history", "/api/history/1", "/api/videos", "/api/proof",
    "/nowhere", "/page", "/API/history",
)  # fmt: skip
ADDRESSES = (*PUBLIC, "/nowhere")
CHANGES = (("POST", "/api/videos?stretch=seated-twist&name=a.mp4"), ("DELETE", "/api/history"))


def send_raw(
    server: PageServer, target: str, headers: Sequence[str] = (), method: str = "GET"
) -> bytes:
    """Sends a request with the target and headers unchanged, and returns the response."""
    lines = [f"{method} {target} HTTP/1.1", *headers, "Connection: close", "", ""]
    with socket.create_connection(("127.0.0.1", server.door.port), timeout=10) as line:
        line.sendall("\r\n".join(lines).encode())
        return b"".join(iter(lambda: line.recv(65536), b""))


def is_refused(answer: httpx.Response) -> bool:
    return answer.status_code == 403 and len(answer.content) < 300


@pytest.mark.parametrize("address", DATA)
def test_without_the_key_nothing_is_there(server: PageServer, address: str) -> None:
    token = server.door.token
    strangers = (
        {},
        {"Authorization": "Bearer x"},
        {"Authorization": "Bearer"},
        {"Authorization": token},
        {"Authorization": f"Basic {token}"},
        {"Cookie": f"formcheck-{server.door.port}={token}"},
    )
    for headers in strangers:
        with httpx.Client(base_url=server.base, headers=headers, trust_env=False) as stranger:
            assert is_refused(stranger.get(address))
            assert is_refused(stranger.get(address, params={"token": token}))


def test_the_page_itself_is_the_same_for_everybody_and_sets_no_cookie(server: PageServer) -> None:
    with httpx.Client(base_url=server.base, trust_env=False) as browser:
        plain = browser.get("/")
        welcome = browser.get("/", params={"token": server.door.token})
        assert plain.status_code == welcome.status_code == 200
        assert plain.content == welcome.content == (PAGE / "index.html").read_bytes()
        assert "set-cookie" not in welcome.headers
        for address in PUBLIC:
            assert browser.get(address).status_code == 200
            assert is_refused(browser.post(address, headers={"Origin": server.base}))


@pytest.mark.parametrize(("method", "address"), CHANGES)
@pytest.mark.parametrize(
    "origin",
    [None, "null", "http://evil.example", "http://127.0.0.1:1", "https://{host}", "{host}"],
)
def test_another_page_changes_nothing(
    server: PageServer, method: str, address: str, origin: str | None
) -> None:
    headers = {"Authorization": server.key}
    if origin is not None:
        headers["Origin"] = origin.format(host=server.host)
    with httpx.Client(base_url=server.base, trust_env=False) as evil:
        assert is_refused(evil.request(method, address, headers=headers))


@pytest.mark.parametrize("address", [*ADDRESSES, *DATA])
@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_page_embeds_nothing(server: PageServer, address: str, site: str) -> None:
    asked = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}
    assert is_refused(server.client.get(address, headers=asked))
    framed = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}
    assert is_refused(server.client.get(address, headers=framed))


def test_a_link_from_elsewhere_may_lead_here(server: PageServer) -> None:
    clicked = {
        "Origin": server.base,
        "Sec-Fetch-Site": "cross-site",
        "Sec-Fetch-Mode": "navigate",
        "Sec-Fetch-Dest": "document",
    }
    assert server.client.get("/", headers=clicked).status_code == 200


@pytest.mark.parametrize("address", [*ADDRESSES, *DATA])
@pytest.mark.parametrize(
    "host", ["evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:{port}"]
)
def test_a_name_that_was_rebound_to_this_machine_gets_nothing(
    server: PageServer, address: str, host: str
) -> None:
    name = host.format(port=server.door.port)
    assert is_refused(
        server.client.get(address, headers={"Host": name, "Origin": f"http://{name}"})
    )


@as_other_pages
def test_another_page_gets_no_session(server: PageServer, headers: dict[str, str | None]) -> None:
    with pytest.raises(InvalidStatus) as refusal, server.open_page(**headers):
        pass
    assert refusal.value.response.status_code == 403


def test_a_rebound_name_gets_no_session(server: PageServer) -> None:
    name = f"evil.example:{server.door.port}"
    with (
        socket.create_connection(("127.0.0.1", server.door.port)) as line,
        pytest.raises(InvalidStatus) as refusal,
        connect(
            f"ws://{name}/api/session",
            sock=line,
            additional_headers={"Origin": f"http://{name}"},
            subprotocols=[Subprotocol(one) for one in server.list_subprotocols()],
        ),
    ):
        pass
    assert refusal.value.response.status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "/page/../serve.py",
        "/page/%2e%2e/serve.py",
        "/page/..%2fserve.py",
        "/page/%2e%2e%2f%2e%2e%2f%2e%2e%2fpyproject.toml",
        "/page//etc/passwd",
        "/page/%2fetc%2fpasswd",
        "/page/..\\serve.py",
        "/page/",
        "/page/views",
        "/page/%00.js",
        "/art/../seated-twist/start.webp",
        "/art/..%2f..%2fart/start.webp",
        "/art/seated-twist/..%2fseated-twist%2fstart.webp",
        "/page/" + "a" * 5000 + ".js",
    ],
)
def test_only_files_of_the_page_are_served(server: PageServer, path: str) -> None:
    headers = [f"Host: {server.host}", f"Authorization: {server.key}"]
    status = send_raw(server, path, headers).split(b"\r\n")[0]
    assert b" 404 " in status, status


def test_two_host_headers_are_refused(server: PageServer) -> None:
    headers = [f"Host: {server.host}", "Host: evil.example", f"Authorization: {server.key}"]
    assert b" 400 " in send_raw(server, "/", headers).split(b"\r\n")[0]


@pytest.mark.parametrize(
    "address", ["/", "/page/main.js", "/api/stretches", "/nowhere", "/?token=x", "/api/videos/x"]
)
@pytest.mark.parametrize("known", [True, False])
def test_the_policy_is_on_every_answer(server: PageServer, address: str, known: bool) -> None:
    shown = {"Authorization": server.key} if known else None
    with httpx.Client(base_url=server.base, headers=shown, trust_env=False) as browser:
        headers = browser.get(address).headers
    policy = headers["content-security-policy"]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == "'self'"
    assert rules["frame-ancestors"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert rules["connect-src"] == f"'self' ws://{server.host}"
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["permissions-policy"].startswith("camera=(self), microphone=(self)")
    assert headers["cache-control"] in {"no-store", "no-cache"}


class InlineCodeParser(HTMLParser):
    """Finds inline scripts and styles, which the content security policy would block."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _ in attrs}
        scripts = tag == "script" and "src" not in names
        acting = [name for name in names if name == "style" or name.startswith("on")]
        if tag == "style" or scripts or acting:
            self.found.append(self.get_starttag_text() or tag)


def test_no_page_has_scripts_or_styles_inside(server: PageServer) -> None:
    pages = [path.read_text() for path in PAGE.rglob("*.html")]
    assert pages
    for text in [*pages, server.client.get("/", params={"token": server.door.token}).text]:
        inline = InlineCodeParser()
        inline.feed(text)
        assert inline.found == []


NAMES = {"http://www.w3.org/2000/svg"}
"""Names that look like addresses but are never fetched."""
ADDRESS = re.compile(r"(?:\bhttps?:|\bwss?:|(?<![\w/:])(?=//\w+\.))//[^\s\"'`)>]*")
LOADING = re.compile(
    r"(?:\bsrc|\bhref|\burl|\bposter|\baction|\bdata)\s*=\s*[\"']([^\"'{]*)|"
    r"\burl\(\s*[\"']?([^)\"'$]*)|\bfetch\(\s*[\"'`]([^\"'`$]*)|"
    r"\b(?:from|import)\s*\(?\s*[\"'`]([^\"'`$]*)|\bnew (?:Worker|Audio|EventSource)\(\s*"
    r"[\"'`]([^\"'`$]*)"
)
HERE = re.compile(r"(?:\.{0,2}/(?!/)|#|$)")


@pytest.mark.parametrize(
    "path",
    sorted(path for path in PAGE.rglob("*") if path.suffix in {".html", ".js", ".css", ".svg"}),
    ids=lambda path: path.name,
)
def test_the_page_names_nobody_to_load_from(path: Path) -> None:
    text = path.read_text("utf-8")
    assert set(ADDRESS.findall(text)) <= NAMES
    loaded = [next(filter(None, groups), "") for groups in LOADING.findall(text)]
    assert [target for target in loaded if not HERE.match(target)] == []


def test_an_address_elsewhere_would_be_found() -> None:
    """Without this, the test above could not fail."""
    for text in (
        'import x from "https://cdn.example/x.js"', "url(http://a.example/b.woff)",
        '<img src="//a.example/b.png">', 'fetch("wss://a.example")',
    ):  # fmt: skip
        assert ADDRESS.search(text)
    for text in ('import x from "lodash"', "url(data:x)", '<img src="a:b">', "fetch('x.json')"):
        (groups,) = LOADING.findall(text)
        assert not HERE.match(next(filter(None, groups)))


def test_a_host_header_writes_no_policy_of_its_own(server: PageServer) -> None:
    answer = send_raw(server, "/", ["Host: x; script-src *"])
    assert b"script-src *" not in answer


def test_scripts_are_scripts_whatever_the_system_thinks(server: PageServer) -> None:
    assert server.client.get("/page/main.js").headers["content-type"].startswith("text/javascript")


def test_what_is_not_there_is_told_in_a_sentence(server: PageServer) -> None:
    answer = server.client.get("/api/nothing")
    assert (answer.status_code, answer.json()) == (
        404,
        {"say": "There is nothing at this address."},
    )
    assert server.client.put("/api/history").status_code == 405


LOCAL = Door("127.0.0.1", 8710, "key")
EVERYWHERE = Door("0.0.0.0", 8710, "key")
NAMED = Door("Studio.local", 8710, "key")


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8710", "localhost:8710", "[::1]:8710", "LOCALHOST:8710"]
)
def test_this_machine_is_known_by_its_own_names(host: str) -> None:
    assert LOCAL.is_own_host(host)
    assert Door("::1", 80, "key").is_own_host(host.removesuffix(":8710")), "browsers leave out 80"


@pytest.mark.parametrize(
    ("host", "door"),
    [
        ("192.168.1.7:8710", EVERYWHERE),
        ("[fe80::1]:8710", EVERYWHERE),
        ("[fe80::1]:8710", Door("FE80::1", 8710, "key")),
        ("studio.local:8710", NAMED),
    ],
)
def test_other_addresses_are_known_only_when_asked_for(host: str, door: Door) -> None:
    assert not LOCAL.is_own_host(host)
    assert door.is_own_host(host)


@pytest.mark.parametrize("host", ["evil.example:8710", "192.168.1.7", "127.0.0.1.nip.io:8710", ""])
def test_no_rebound_name_is_ever_known(host: str) -> None:
    assert not EVERYWHERE.is_own_host(host)
    assert not NAMED.is_own_host(host)


@given(st.text())
def test_only_the_key_opens(key: str) -> None:
    assert LOCAL.is_key(key) == (key == "key")
