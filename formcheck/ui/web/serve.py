"""Starts the server, opens the browser, and ends both cleanly."""

import asyncio
import errno
import logging
import os
import signal
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from html import escape
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from formcheck.files.errors import FormcheckError
from formcheck.files.scratch import Scratch, clear_leftovers
from formcheck.ui.web.connections import MOST_CONNECTIONS, Connection, Socket
from formcheck.ui.web.guard import EVERY_ADDRESS, LOCAL_NAMES, Door
from formcheck.ui.web.picture import MAX_MESSAGE_BYTES
from formcheck.ui.web.site import make_site
from formcheck.ui.web.sitting_watch import PostureSlot, open_watch
from formcheck.ui.web.stretch_handle import StretchSlot, load_model_once, open_session
from formcheck.ui.web.videos import Videos

USUAL_PORT = 8710
_ELSEWHERE = (
    f"Port {USUAL_PORT} is taken by another program, so this page has another address today."
)
_LAST_SYSTEM_PORT = 1023
_END_S = 1
"""How long connections may take to close on shutdown."""
_PING_S = 10.0
"""How often a silent page is pinged."""
_SNAPS = Path("/snap")
"""If this exists, the browser may be a snap, which sees temporary files only in the home folder."""


def serve(
    host: str, port: int | None, language: str, browser: bool, say: Callable[[str], None]
) -> None:
    """Serves the page until interrupted; ``say`` receives what the user should read.

    port None: the usual one, or any free one. Raises FormcheckError if host or port fails.
    """
    _end_with_terminal()
    clear_leftovers()
    listening = listen(host, port)
    door = Door(host, listening.getsockname()[1])
    shown = LOCAL_NAMES[0] if host in EVERY_ADDRESS else door.name
    address = f"http://{shown}:{door.port}/?token={door.token}"
    with ThreadPoolExecutor(1, "coach") as worker, ExitStack() as redirect:
        if browser and not _is_text_browser():
            _open_browser(address, redirect)
        worker.submit(load_model_once)  # before it is needed
        stretching = StretchSlot(open_session, worker)
        watching = PostureSlot(open_watch, worker)
        site = make_site(door, stretching, watching, Videos(), language, welcomed=redirect.close)
        server = make_server(site)

        async def run() -> None:
            # Announced only here: Python prints an error if interrupted while it makes the loop.
            if door.name not in LOCAL_NAMES:
                say(_make_warning(host))
            if port is None and door.port != USUAL_PORT:
                say(_ELSEWHERE)
            say(f"formcheck is at {address}")
            say("Ctrl-C ends it.")
            await server.serve(sockets=[listening])

        asyncio.run(run())


def make_server(site: ASGIApp) -> uvicorn.Server:
    """Returns the server of the site, not yet running. Silent except for errors."""
    config = uvicorn.Config(
        site,
        loop="asyncio",
        http=Connection,
        ws=Socket,
        ws_max_size=MAX_MESSAGE_BYTES,
        ws_per_message_deflate=False,
        ws_ping_interval=_PING_S,
        ws_ping_timeout=_PING_S,
        log_level="error",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        backlog=MOST_CONNECTIONS,
        timeout_graceful_shutdown=_END_S,
    )
    logging.getLogger("uvicorn.error").addFilter(_is_error_line)
    return uvicorn.Server(config)


def _is_error_line(record: logging.LogRecord) -> bool:
    """Whether a log entry is an error, not just something cut off by the requested shutdown."""
    cut = record.exc_info is not None and record.exc_info[0] is asyncio.CancelledError
    return not cut and not str(record.msg).startswith("Cancel ")


def listen(host: str, port: int | None) -> socket.socket:
    """Returns a listening socket; port None: the usual one, or any free one.

    Raises FormcheckError.
    """
    if port is None:
        try:
            return listen(host, USUAL_PORT)
        except FormcheckError:
            return listen(host, 0)
    try:
        family, kind, proto, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (OSError, UnicodeError) as error:
        raise FormcheckError(f"{host} is not an address of this machine: check --host.") from error
    listening = socket.socket(family, kind, proto)
    try:
        if sys.platform != "win32":  # there it would let others share the port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if host == "::":  # on some systems it excludes IPv4 by default
            listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        listening.bind(address)
        listening.listen()
    except OSError as error:
        listening.close()
        raise FormcheckError(_name_error(host, port, error)) from error
    return listening


def _name_error(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is taken by another program: choose another with --port."
    if error.errno == errno.EACCES and port > _LAST_SYSTEM_PORT:  # Windows reserves some
        return f"Port {port} is reserved or taken: choose another with --port."
    if error.errno == errno.EACCES:
        return (
            f"Port {port} needs administrator rights: "
            f"choose one above {_LAST_SYSTEM_PORT} with --port."
        )
    if error.errno == errno.EADDRNOTAVAIL:
        return f"{host} is not an address of this machine: check --host."
    return f"Port {port} cannot be used: {error.strerror}: choose another with --port."


def _end_with_terminal() -> None:
    """Makes closing the terminal end the server like an interrupt, deleting temporary files.

    Not if that signal is ignored, as under ``nohup``.
    """
    if sys.platform != "win32" and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, lambda *_: signal.raise_signal(signal.SIGTERM))


def _make_warning(host: str) -> str:
    camera = (
        "Browsers lend their camera to this page only on this machine. "
        "Elsewhere, put this machine's own address in place of 127.0.0.1."
        if host in EVERY_ADDRESS
        else "Browsers lend no camera to a page at this address: for the camera, start it "
        "without --host, or with --host 0.0.0.0 and open 127.0.0.1 on this machine."
    )
    return (
        f"With --host {host} others on the network can reach this page too: whoever has the "
        "address below sees your history and videos, and it travels unencrypted. "
        f"{camera}"
    )


def _is_text_browser() -> bool:
    """Whether Python would open a browser in this very terminal, for lack of a desktop."""
    wanted = ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
    return sys.platform == "linux" and not any(map(os.environ.get, wanted))


def _open_browser(address: str, held: ExitStack) -> None:
    """Opens the browser at the address without waiting for it. Raises FormcheckError.

    All users can see a browser's arguments in the process list, so it is not started with the key
    but with a file that redirects it. Only the owner can read the file; ``held`` deletes it when
    the browser has arrived, or the server ends.
    """
    try:
        scratch = Scratch(Path.home() if _SNAPS.is_dir() else None)
        held.callback(scratch.close)
        path = scratch.path / "open.html"
        path.touch(0o600, exist_ok=False)
        path.write_text(
            '<!doctype html><meta charset="utf-8"><title>formcheck</title>'
            f'<meta http-equiv="refresh" content="0; url={escape(address)}">',
            encoding="utf-8",
        )
    except OSError as error:
        raise FormcheckError(
            f"There is no room for temporary files: {error.strerror}. "
            "With --no-browser formcheck app needs none at first."
        ) from error
    threading.Thread(
        target=webbrowser.open, args=(path.as_uri(),), name="browser", daemon=True
    ).start()
