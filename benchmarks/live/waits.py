"""Measures a user's waits from outside: the page in a real browser, the window on a screen.

Runs ``formcheck app`` in headless Chromium with a rendered clip as its camera, and ``formcheck
live`` on a virtual screen. Timed by the browser's own clock and by screenshots, not by formcheck.
Needs Chromium with Playwright, Xvfb, openbox, xdotool, xprop and ImageMagick.
"""

import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.report import make_table
from formcheck.output.draw.palette import GOOD
from tests.ui.web.browsing import (
    CHROMIUM,
    FPS,
    ROOT,
    SAMPLES,
    build_flags,
    run_app,
    write_camera_film,
)
from tests.ui.window.screen import XScreen, find_missing, run_virtual_screen

STRETCH = "cross-body-shoulder-stretch"
CLIP = SAMPLES / f"{STRETCH}.good.left.mp4"
SIZES = ((1280, 720), (1920, 1080))
_SETTLED_S = 4.0
"""In its first seconds a session still loads and fills caches."""
_PATIENCE_S = 30.0
_GREEN_PX = 40
"""This many green pixels show that the first set-up checks were passed and drawn."""

# Times every frame from outside the page's own code: from send() to the answer, and to the
# second animation frame after it, when its drawing is on screen.
_TIMING_SCRIPT = """
window.times = { answered: [], drawn: [], frames: [] };
const send = WebSocket.prototype.send;
WebSocket.prototype.send = function (content) {
  if (typeof content !== "string") {
    if (this.sentAt === undefined) {
      this.addEventListener("message", () => {
        if (!this.sentAt) return;
        const sentAt = this.sentAt;
        this.sentAt = 0;
        times.answered.push([performance.now(), performance.now() - sentAt]);
        requestAnimationFrame(() => requestAnimationFrame((now) => times.drawn.push(now - sentAt)));
      });
    }
    this.sentAt = performance.now();
  }
  send.call(this, content);
};
const frame = (now) => {
  times.frames.push(now);
  requestAnimationFrame(frame);
};
requestAnimationFrame(frame);
"""


@dataclass(frozen=True, slots=True)
class PageWaits:
    """Milliseconds from sending a frame until its answer arrived, and until it was drawn.

    start_s: from starting the program to the first answer, the browser's start included.
    """

    size: tuple[int, int]
    answered_ms: tuple[float, ...]
    drawn_ms: tuple[float, ...]
    answers_per_s: float
    frames_per_s: float
    start_s: float


def find_missing_tool() -> str:
    """Returns the name of a program that is not installed, or ""."""
    return find_missing() or ("" if CHROMIUM else "chromium")


def measure_page_waits(size: tuple[int, int], seconds: float) -> PageWaits:
    """Measures a session in the page for that many seconds."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only this needs it

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as browsers:
        film = write_camera_film([CLIP], Path(folder) / "camera.y4m", fps=FPS)
        begun_s = time.perf_counter()
        with run_app(Path(folder)) as address:
            browser = browsers.chromium.launch(executable_path=CHROMIUM, args=build_flags(film))
            page = browser.new_page(viewport={"width": size[0], "height": size[1]})
            page.add_init_script(_TIMING_SCRIPT)
            page.goto(address)
            page.click(f".tile[href$='{STRETCH}']")
            page.click(".card button.main")
            while not page.evaluate("times.answered.length"):
                if time.perf_counter() - begun_s > _PATIENCE_S:
                    raise TimeoutError(f"No picture was answered within {_PATIENCE_S} s.")
                page.wait_for_timeout(20)
            start_s = time.perf_counter() - begun_s
            page.wait_for_selector(".live[data-stage=work]", timeout=1000 * _PATIENCE_S)
            page.wait_for_timeout(1000 * _SETTLED_S)
            page.evaluate("for (const name in times) times[name].length = 0")
            page.wait_for_timeout(1000 * seconds)
            times: dict[str, Any] = page.evaluate("times")
            browser.close()
    at_ms, answered_ms = np.array(times["answered"]).T
    return PageWaits(
        size=size,
        answered_ms=tuple(answered_ms),
        drawn_ms=tuple(times["drawn"]),
        answers_per_s=1000 * (len(at_ms) - 1) / (at_ms[-1] - at_ms[0]),
        frames_per_s=1000 / float(np.mean(np.diff(times["frames"]))),
        start_s=start_s,
    )


def measure_window_start_s() -> float:
    """Returns the seconds from starting ``formcheck live`` to the first judgement on its screen."""
    command = [sys.executable, "-m", "formcheck", "live", "-s", STRETCH, "--camera", str(CLIP)]
    with run_virtual_screen() as screen, tempfile.TemporaryDirectory() as data:
        begun_s = time.perf_counter()
        program = subprocess.Popen(
            [*command, "--mute", "--no-history"],
            cwd=ROOT,
            env={**screen.make_env(), "XDG_DATA_HOME": data},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            while not _shows_green(screen):
                if program.poll() is not None or time.perf_counter() - begun_s > _PATIENCE_S:
                    raise RuntimeError("formcheck live showed nothing")
            return time.perf_counter() - begun_s
        finally:
            program.kill()
            program.wait()


def _shows_green(screen: XScreen) -> bool:
    near = np.abs(screen.grab().astype(int) - GOOD) < 12
    return int(near.all(axis=2).sum()) > _GREEN_PX


def format_page_table(waits: list[PageWaits]) -> str:
    """Returns a row for each window size."""
    rows = [
        (
            f"{one.size[0]}x{one.size[1]}",
            *(f"{np.percentile(one.answered_ms, share):.0f}" for share in (50, 99)),
            *(f"{np.percentile(one.drawn_ms, share):.0f}" for share in (50, 99)),
            f"{one.answers_per_s:.0f}",
            f"{one.frames_per_s:.0f}",
        )
        for one in waits
    ]
    heads = ("window", "answered", "99 %", "drawn", "99 %", "answers/s", "the page's pictures/s")
    return make_table(heads, rows)
