"""Access control: the key, the server's host names, and the allowed origins of requests.

Numbers in addresses and headers are parsed only here.
"""

import ipaddress
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOCAL_NAMES = ("127.0.0.1", "localhost", "[::1]")
_EVERY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 - told from others, not bound to
SUBPROTOCOL = "formcheck"
"""The subprotocol of the page's sockets; the page offers it before the key."""
_PUBLIC = re.compile(r"/|/(?:page|art|clip)/.*")
"""Paths served without the key: the page, which everybody can read in the package, and annotated
videos, whose addresses cannot be guessed. A browser requests these itself, without the key."""
_SCHEME = "Bearer "
_SAFE_METHODS = {"GET", "HEAD"}
_ANSWERS = {"http.response.start", "websocket.http.response.start"}
_WRONG_NAME = "This page answers only to the address that formcheck app printed."
_WRONG_ORIGIN = "This request came from another page, so formcheck does not answer it."
_NO_TOKEN = "Open the address that formcheck app printed: it holds the key to this page."  # noqa: S105
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "media-src 'self' blob:; connect-src 'self'{socket}; frame-ancestors 'none'; "
    "base-uri 'none'; form-action 'none'"
)
ALWAYS = {
    "Content-Security-Policy": _POLICY.format(socket=""),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(self), microphone=(self), geolocation=(), display-capture=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""Headers of every response, unless it sets its own."""


@dataclass(frozen=True, slots=True)
class Door:
    """The address that the server is bound to, and its key."""

    host: str
    port: int
    token: str = field(default_factory=partial(secrets.token_urlsafe, 32), repr=False)
    """The key that the page presents: 256 random bits."""
    proof: str = field(default_factory=partial(secrets.token_urlsafe, 32), repr=False)
    """A secret by which the server proves to the page that it is still the same program, and no
    other that has taken its port. The page requests it when it loads and never sends it."""

    @property
    def name(self) -> str:
        """The host as written in addresses."""
        return f"[{self.host}]" if ":" in self.host else self.host

    def is_own_host(self, host: str) -> bool:
        """Whether a Host header names this server; a name rebound to this machine does not.

        The server answers to the loopback names and to the host it is bound to. If bound to all
        addresses, it also answers to any numeric address: those can't be rebound.
        """
        name, _, port = host.lower().rpartition(":")
        if not name or "]" in port:
            name, port = host.lower(), "80"
        if port != str(self.port):
            return False
        return name in {*LOCAL_NAMES, self.name.lower()} or (
            self.host in _EVERY_ADDRESS and _is_address(name)
        )

    def is_key(self, key: str) -> bool:
        """Whether the key is right."""
        return secrets.compare_digest(key.encode(), self.token.encode())


def guard(app: ASGIApp, door: Door, welcomed: Callable[[], None]) -> ASGIApp:
    """Admits requests with the key from our own page; refuses all others with a sentence.

    Every response gets the security headers. welcomed is called for ``/?token=...`` with the key.
    The page stores the key and sends it with each request. It is no cookie, as browsers send those
    to every server on this machine, whatever its port.
    """

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        chosen = app
        if scope["type"] != "lifespan":
            request = HTTPConnection(scope)
            send = _add_headers(send, request)
            chosen = _make_any_refusal(request, door) or app
            if chosen is app and _brings_key(request, door):
                welcomed()
        await chosen(scope, receive, send)

    return answer


def _make_any_refusal(request: HTTPConnection, door: Door) -> Response | None:
    """Returns the refusal of the request; None if the app may answer it."""
    hosts = request.headers.getlist("host")
    if len(hosts) != 1 or not door.is_own_host(hosts[0]):
        return _make_refusal(request, _WRONG_NAME)
    if not _is_from_here(request, hosts[0]):
        return _make_refusal(request, _WRONG_ORIGIN)
    if not (_is_public(request) or door.is_key(_read_key(request))):
        return _make_refusal(request, _NO_TOKEN)
    return None


def _is_public(request: HTTPConnection) -> bool:
    scope = request.scope
    reading = scope["type"] == "http" and scope["method"] in _SAFE_METHODS
    return reading and _PUBLIC.fullmatch(scope["path"]) is not None


def _read_key(request: HTTPConnection) -> str:
    """Returns the key of a request, from a header, or of a socket, from its last subprotocol.

    A page can't add headers to a socket.
    """
    if request.scope["type"] == "websocket":
        return next(reversed(request.scope["subprotocols"]), "")
    header = request.headers.get("authorization", "")
    return header.removeprefix(_SCHEME) if header.startswith(_SCHEME) else ""


def _brings_key(request: HTTPConnection, door: Door) -> bool:
    """Whether the request opens the page by the printed address, which holds the key."""
    given = request.query_params.getlist("token")
    return request.scope["path"] == "/" and any(map(door.is_key, given))


def _is_from_here(request: HTTPConnection, host: str) -> bool:
    """Whether the request comes from our own page, or from an address typed or clicked."""
    changing = request.scope["type"] == "websocket" or request.scope["method"] not in _SAFE_METHODS
    origins = request.headers.getlist("origin")
    if (changing or origins) and origins != [f"http://{host}"]:
        return False
    site = request.headers.get("sec-fetch-site", "none")
    if site in {"same-origin", "none"}:
        return True
    opened = request.headers.get("sec-fetch-mode") == "navigate"
    return opened and not changing and request.headers.get("sec-fetch-dest") == "document"


def _make_refusal(request: HTTPConnection, sentence: str) -> Response:
    if request.scope["path"].startswith("/api/"):
        return JSONResponse({"say": sentence}, HTTPStatus.FORBIDDEN)
    page = f'<!doctype html><html lang="en"><title>formcheck</title><p>{sentence}</p></html>'
    return HTMLResponse(page, HTTPStatus.FORBIDDEN)


def _add_headers(send: Send, request: HTTPConnection) -> Send:
    socket = f"ws://{request.headers.get('host', '')}"
    # The policy takes only a plain Host header: no blanks, no other directives.
    plain = all(letter.isalnum() or letter in ":/.-[]" for letter in socket)
    policy = _POLICY.format(socket=f" {socket}" if plain else "")

    async def send_with_headers(message: Message) -> None:
        if message["type"] in _ANSWERS:
            headers = MutableHeaders(scope=message)
            headers["Content-Security-Policy"] = policy
            for name, value in ALWAYS.items():
                headers.setdefault(name, value)
        await send(message)

    return send_with_headers


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return True


def read_whole_number(text: str, most: int) -> int | None:
    """Returns the number written in `text`; None if it is no number or above `most`."""
    if not (text.isascii() and text.isdecimal()) or len(text) > len(str(most)):
        return None  # Python refuses very long ones
    number = int(text)
    return number if number <= most else None
