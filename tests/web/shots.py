"""Pictures of every screen of the page: ``python -m tests.web.shots FOLDER [NAME ...]``.

A session is played once with a rendered clip as the camera; what it showed is then drawn again in
every size, light and dark, so that all pictures show the same moment.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from tests.web.browsing import CHROMIUM, SAMPLES, app, camera_film, flags

SIZES = {"1280": (1280, 720), "360": (360, 640), "1920": (1920, 1080), "3840": (3840, 2160)}
STRETCH = "cross-body-shoulder-stretch"
CLIPS = [SAMPLES / f"{STRETCH}.{name}.mp4" for name in ("chest-turned.left", "good.left", "good.right")]

# Keeps a moment of each kind while the session is played: the screen and the video's picture.
_KEEP = """async () => {
  const { current } = await import("/page/live/session.js");
  window.session = current;
  window.moments = {};
  const show = current.line.on.screen;
  current.line.on.screen = (message) => {
    show(message);
    const key = message.stage === "work" ? `work-${message.mood}-${message.clock}` : message.stage;
    const first = message.question ? `${key}-${message.question.id}` : key;
    const waits = { setup: 8, "work-plain-running": 30, "work-correct-paused": 15 }[first] ?? 3;
    const seen = (window.moments[first] ??= { count: 0 });
    if (++seen.count !== waits) return;
    const video = current.panels.video;
    const canvas = document.createElement("canvas");
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    canvas.getContext("2d").drawImage(video, 0, 0);
    Object.assign(seen, { message: { ...message, sounds: [] }, canvas });
  };
  current.line.on.result = (result) => { window.result = result; };
}"""
_DRAW = """async (name) => {
  const { message, canvas } = window.moments[name];
  const { video } = window.session.panels;
  video.srcObject = canvas.captureStream();
  const again = setInterval(() => canvas.getContext("2d").drawImage(canvas, 0, 0), 30);
  await video.play();
  clearInterval(again);
  window.session.panels.blind = [];
  window.session.notes.clear();
  window.session.screen(message);
  window.session.overlay.fit();
}"""


def main(folder: Path, wanted: list[str]) -> None:
    """Plays a session and writes all pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        film = camera_film(CLIPS, Path(made) / "camera.mjpeg", 4.0)
        with app(Path(made)) as address, sync_playwright() as player:
            browser = player.chromium.launch(executable_path=CHROMIUM, args=flags(film))
            page = browser.new_page(viewport={"width": 1280, "height": 720})
            page.goto(address)
            page.wait_for_selector(".tile")
            _pages(page, folder, wanted, "", [("today", "#/"), ("card", f"#/stretch/{STRETCH}")])
            page.evaluate("localStorage.setItem('formcheck.noted', 'yes')")
            _session(page, folder, wanted)
            pages = [("today-again", "#/"), ("videos", "#/videos"), ("history", "#/history")]
            _pages(page, folder, wanted, "", [*pages, ("settings", "#/settings")])
            _film(page, folder, wanted)
            browser.close()


def _pages(page: Any, folder: Path, wanted: list[str], wait: str, views: list[tuple[str, str]]) -> None:
    for name, route in views:
        page.evaluate("(to) => { location.hash = to; }", route)
        page.wait_for_timeout(600)
        if wait:
            page.wait_for_selector(wait)
        _sizes(page, folder, name, wanted)


def _sizes(page: Any, folder: Path, name: str, wanted: list[str], draw: str = "") -> None:
    if wanted and name not in wanted:
        return
    for size, (width, height) in SIZES.items():
        for theme in ("light", "dark"):
            if theme == "dark" and (draw or size in {"1920", "3840"}):
                continue
            page.set_viewport_size({"width": width, "height": height})
            page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", theme)
            if draw:
                page.evaluate(_DRAW, draw)
            page.wait_for_timeout(400)
            full = not draw
            page.screenshot(path=folder / f"{name}-{size}-{theme}.png", full_page=full)
    page.set_viewport_size({"width": 1280, "height": 720})


def _session(page: Any, folder: Path, wanted: list[str]) -> None:
    page.evaluate(f"location.hash = '#/stretch/{STRETCH}'")
    page.fill("#hold_s", "3")
    page.press("#hold_s", "Tab")
    page.click(".card button.main")
    page.wait_for_selector(".live[data-stage=setup]")
    page.evaluate(_KEEP)
    until = time.monotonic() + 90
    while time.monotonic() < until and not page.evaluate("Boolean(window.result)"):
        page.evaluate("document.querySelectorAll('.ask .answers button')[2]?.click()")
        page.wait_for_timeout(900)
    names = page.evaluate("Object.keys(window.moments).filter((one) => window.moments[one].canvas)")
    print("moments:", ", ".join(names))
    for name in names:
        _sizes(page, folder, f"live-{name.replace('.', '-')}", wanted, draw=name)
    page.evaluate(
        """async () => {
          const { handOver } = await import("/page/views/summary.js");
          handOver(window.result, window.session.stills);
          location.hash = "#/summary";
        }"""
    )
    page.wait_for_selector(".verdict")
    _sizes(page, folder, "summary", wanted)


def _film(page: Any, folder: Path, wanted: list[str]) -> None:
    page.evaluate("location.hash = '#/videos'")
    page.wait_for_selector("#film", state="attached")
    page.select_option("#stretch", STRETCH)
    page.set_input_files("#film", CLIPS[0])
    page.wait_for_selector("progress")
    page.wait_for_timeout(300)
    page.screenshot(path=folder / "film-progress-1280-light.png")
    page.wait_for_selector(".film video", timeout=60_000)
    page.click(".piece.correct")
    page.wait_for_timeout(1500)
    _sizes(page, folder, "film", wanted)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
