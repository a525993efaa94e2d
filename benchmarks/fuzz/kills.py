"""Ends formcheck at a random moment, starts it again, and looks at what is lost and what is left.

It is broken when more than the last moments are lost, when the end or the next start fails, or when
anything is left behind after that.
"""

from __future__ import annotations

import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext, suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

from benchmarks.fuzz.broken import HalfWrittenError, expect
from benchmarks.fuzz.commands import LIBRARIES, assert_whole
from benchmarks.fuzz.doors import Door, Try
from benchmarks.fuzz.place import ROOT, Page, Place, arrived
from benchmarks.killing import end_after, heard
from formcheck.core.posture.day import SpanOf
from formcheck.files.output_file import check_target
from formcheck.store.steering import Steering

FILM = ROOT / "sample_videos" / "sitting-front.mp4"
CLIP = ROOT / "sample_videos" / "bridge-reps.good.both.mp4"
SIT = ("sit", "--camera", str(FILM), "--no-notifications")
APP = ("app", "--no-browser")
STAYS = {"data/formcheck/history.db", "data/formcheck/sit.lock"}
"""What stays after a proper end: the history, and an empty file that is locked while it runs."""
_LOST_S = 2.0
"""How much may be lost: the second between two looks, and as much again on a loaded machine."""
_START_S = 60.0
_END_S = 20.0
_TRY_S = 120.0
_SIGNALS = [signal.SIGKILL] * 12 + [
    getattr(signal, name) for name in ("SIGTERM", "SIGINT", "SIGHUP") if hasattr(signal, name)
]


def _make_try(rng: random.Random) -> Try:
    number = rng.choice(_SIGNALS)
    name, run, words = rng.choice((_check, _sit, _app))(rng, number)
    return Try(f"{name}, {number.name}", f"{name}, {number.name} {words}", run)


Made = tuple[str, Callable[[], None], str]


def _check(rng: random.Random, number: signal.Signals) -> Made:
    after_s = rng.uniform(0.0, 6.0)
    return "check", partial(end_check, after_s, number), f"after {after_s:.2f} s"


def _sit(rng: random.Random, number: signal.Signals) -> Made:
    after_s = rng.uniform(0.0, 6.0)
    return "sit", partial(end_sit, after_s, number), f"after {after_s:.2f} s"


def _app(rng: random.Random, number: signal.Signals) -> Made:
    after_s, share = rng.uniform(0.0, 1.0), rng.random()
    words = f"after {after_s:.2f} s of a film that is {share:.0%} handed in"
    return "app", partial(end_app, after_s, share, number), words


def end_check(after_s: float, number: signal.Signals) -> None:
    """Ends a check of a film so long after it is begun. Raises BrokenError."""
    with TemporaryDirectory() as name:
        place = Place(Path(name))
        out = place.folder / "out"
        out.mkdir()
        wanted = ("--json", "out.json", "--csv", "out.csv", "--video", "out.mp4",
                  "--record", "out.npz")  # fmt: skip
        words = [word if word.startswith("--") else str(out / word) for word in wanted]
        command = [sys.executable, "-m", "formcheck", "check", str(CLIP), "-s", "bridge-reps"]
        ended = end_after([*command, *words], after_s, number, out, place.whole_environment())
        expect(ended.code in {0, -number, 128 + number}, (ended.code, ended.err))
        expect("Traceback" not in ended.err, ended.err)
        check_target(out / "next.json", [])
        assert_whole(out)


def end_sit(after_s: float, number: signal.Signals) -> None:
    """Ends a watch so long after it is begun. Raises BrokenError."""
    with TemporaryDirectory() as name:
        place = Place(Path(name))
        with heard(number), place.run(*SIT) as watch:
            seen: tuple[SpanOf, ...] = ()
            ends_s = time.monotonic() + after_s
            while time.monotonic() < ends_s:
                seen = place.spans()
                time.sleep(0.05)
            watch.send_signal(number)
            killed_s = time.time()
            said, _ = watch.communicate(timeout=_END_S)
            expect("Traceback" not in said, said)
        kept = place.spans()
        expect(not seen or (kept and kept[-1].end_s >= seen[-1].end_s), (seen, kept))
        if seen and killed_s - seen[0].start_s > _LOST_S:
            expect(killed_s - kept[-1].end_s < _LOST_S, (killed_s, kept))
        with Steering(place.history) as steering:
            expect(steering.find_running() is None, "an ended watch seems to run")
        with place.run(*SIT) as watch:
            with Steering(place.history) as steering:
                _until(lambda: steering.find_running() is not None, watch, _START_S)
            _end(watch, 0)
        expect(place.spans()[: len(kept) - 1] == kept[:-1], "the next watch changed the last")
        _assert_clean(place)


def end_app(after_s: float, share: float, number: signal.Signals) -> None:
    """Ends the page's server while a film is handed in. Raises BrokenError."""
    with TemporaryDirectory() as name:
        place = Place(Path(name))
        with heard(number), place.run(*APP) as server:
            sending = Thread(target=_hand_in, args=(arrived(server), share), daemon=True)
            sending.start()
            time.sleep(after_s)
            server.send_signal(number)
            said, _ = server.communicate(timeout=_END_S)
            expect("Traceback" not in said, said)
            sending.join(_END_S)
            expect(not sending.is_alive(), "the page waits for a server that is gone")
        with place.run(*APP) as server:
            arrived(server)
            _assert_clean(place)
            _end(server, 128 + signal.SIGTERM)
        _assert_clean(place)


def _assert_clean(place: Place) -> None:
    stray = {path for path in place.left() - STAYS if not path.startswith(LIBRARIES)}
    expect(not stray, sorted(stray), HalfWrittenError)


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


SIGNALS = Door("signals", partial(nullcontext, _make_try), limit_s=_TRY_S, share=4.0)
