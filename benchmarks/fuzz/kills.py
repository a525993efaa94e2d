"""Kills formcheck at a random moment, starts it again, and looks at what is lost and what is left.

``door(rng)`` gives what will be done in words, and what does it. It raises when more than the last
moments are lost, when the next start fails, or when that leaves anything behind.
"""

from __future__ import annotations

import random
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

from benchmarks.fuzz.broken import expect
from benchmarks.fuzz.place import ROOT, Page, Place, arrived
from formcheck.sitting.day import SpanOf
from formcheck.store.steering import Steering

FILM = ROOT / "sample_videos" / "sitting-front.mp4"
SIT = ("sit", "--camera", str(FILM), "--no-notifications")
APP = ("app", "--no-browser")
STAYS = {"data/formcheck/history.db", "data/formcheck/sit.lock"}
"""What stays after a proper end: the history, and an empty file that is locked while it runs."""
_LOST_S = 4.0
"""How much may be lost: the second that was not written, one look, and a loaded machine."""
_START_S = 60.0
_END_S = 20.0
_LIBRARIES = ("home/.cache/", "home/.config/", "config/matplotlib/")
"""What libraries keep for the next time: a list of fonts."""


def door(rng: random.Random) -> tuple[str, Callable[[], None]]:
    """A kill at a random moment, in words, and what does it."""
    after_s = rng.uniform(0.0, 8.0)
    if rng.random() < 0.5:
        return f"sit, killed after {after_s:.2f} s", lambda: kill_sit(after_s)
    share = rng.random()
    return (
        f"app, killed after {after_s / 8:.2f} s of a film that is {share:.0%} handed in",
        lambda: kill_app(after_s / 8, share),
    )


def kill_sit(after_s: float) -> None:
    """Kills a watch so long after it is begun. Raises BrokenError."""
    with TemporaryDirectory() as name:
        place = Place(Path(name))
        with place.run(*SIT) as watch:
            seen: tuple[SpanOf, ...] = ()
            ends_s = time.monotonic() + after_s
            while time.monotonic() < ends_s:
                seen = place.spans()
                time.sleep(0.05)
            watch.kill()
            killed_s = time.time()
            watch.wait()
        kept = place.spans()
        expect(not seen or (kept and kept[-1].end_s >= seen[-1].end_s), (seen, kept))
        if seen and killed_s - seen[0].start_s > _LOST_S:
            expect(killed_s - kept[-1].end_s < _LOST_S, (killed_s, kept))
        with Steering(place.history) as steering:
            expect(steering.running() is None, "a killed watch seems to run")
        with place.run(*SIT) as watch:
            with Steering(place.history) as steering:
                _until(lambda: steering.running() is not None, watch, _START_S)
            _end(watch, 0)
        expect(place.spans()[: len(kept) - 1] == kept[:-1], "the next watch changed the last")
        _assert_clean(place)


def kill_app(after_s: float, share: float) -> None:
    """Kills the page's server while a film is handed in. Raises BrokenError."""
    with TemporaryDirectory() as name:
        place = Place(Path(name))
        with place.run(*APP) as server:
            sending = Thread(target=_hand_in, args=(arrived(server), share), daemon=True)
            sending.start()
            time.sleep(after_s)
            server.kill()
            server.wait()
            sending.join(_END_S)
            expect(not sending.is_alive(), "the page waits for a server that is gone")
        with place.run(*APP) as server:
            arrived(server)
            _assert_clean(place)
            _end(server, 128 + signal.SIGTERM)
        _assert_clean(place)


def _assert_clean(place: Place) -> None:
    stray = {path for path in place.left() - STAYS if not path.startswith(_LIBRARIES)}
    expect(not stray, sorted(stray))


def _hand_in(page: Page, share: float) -> None:
    """Hands in the first share of a film, waits as a slow browser does, and then the rest."""
    film = FILM.read_bytes()
    host = f"127.0.0.1:{page.port}"
    head = (
        "POST /api/videos?stretch=seated-twist&name=a.mp4 HTTP/1.1\r\n"
        f"Host: {host}\r\nOrigin: http://{host}\r\nCookie: {page.cookie}\r\n"
        f"Content-Length: {len(film)}\r\n\r\n"
    )
    half = int(share * len(film))
    with suppress(OSError), socket.create_connection(("127.0.0.1", page.port), _END_S) as line:
        line.sendall(head.encode() + film[:half])
        time.sleep(0.0 if share > 0.7 else 1.0)
        line.sendall(film[half:])
        line.recv(1024)


def _until(true: Callable[[], bool], process: subprocess.Popen[str], within_s: float) -> None:
    ends_s = time.monotonic() + within_s
    while not true():
        expect(process.poll() is None, "it ends at the next start")
        expect(time.monotonic() < ends_s, "it does not start again")
        time.sleep(0.05)


def _end(process: subprocess.Popen[str], code: int) -> None:
    process.terminate()
    said, _ = process.communicate(timeout=_END_S)
    expect(process.returncode == code, (process.returncode, said))
    expect("Traceback" not in said, said)
