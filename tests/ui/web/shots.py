"""Takes screenshots of every screen of the page: ``python -m tests.ui.web.shots FOLDER``.

With ``--docs`` only the few that the documentation shows, small, as webp.

A session is played once with a rendered clip as the camera; its screens are then drawn again in
every size, light and dark, so that all screenshots show the same moment.
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from playwright.sync_api import sync_playwright

from tests.ui.web.browsing import CHROMIUM, SAMPLES, build_flags, run_app, write_camera_film
from tests.ui.web.watches import store_days
from tests.waiting import wait_until

SIZES = {
    "1280": (1280, 720),
    "360": (360, 640),
    "390": (390, 844),
    "1920": (1920, 1080),
    "3840": (3840, 2160),
}
STRETCH = "wall-corner-rhomboid-high"
DESK = SAMPLES / "sitting-front.mp4"
FILM_STRETCH = "seated-twist"
FILM = SAMPLES / "seated-twist.shoulders-tilt.right.mp4"
"""A clip in which a fault is reported."""
CLIPS = [
    SAMPLES / f"{STRETCH}.{name}.mp4"
    for name in ("trunk-bent.right", "good.right", "arm-slack.left")
]

# The screenshots in the documentation, by name, size and theme.
DOCS = {
    "today-again-1280-light": "app-choose",
    "today-again-1280-dark": "app-choose-dark",
    "card-1280-light": "app-card",
    "card-1280-dark": "app-card-dark",
    "card-390-light": "app-card-phone",
    "live-setup-1280-light": "app-setup",
    "live-work-correct-paused-1280-light": "app-session",
    "live-work-correct-paused-390-light": "app-session-phone",
    "live-work-plain-running-1280-light": "app-hold",
    "live-questions-pain-1280-light": "app-question",
    "summary-1280-light": "app-summary",
    "summary-1280-dark": "app-summary-dark",
    "videos-1280-light": "app-videos",
    "videos-1280-dark": "app-videos-dark",
    "film-1280-light": "app-film",
    "film-1280-dark": "app-film-dark",
    "history-1280-light": "app-history",
    "history-1280-dark": "app-history-dark",
    "settings-1280-light": "app-settings",
    "settings-1280-dark": "app-settings-dark",
    "sitting-self-check-1280-light": "app-sit-baseline",
    "sitting-upright-1280-light": "app-sit",
    "sitting-slouched-1280-light": "app-sit-slouched",
    "sitting-slouched-1280-dark": "app-sit-slouched-dark",
    "sitting-slouched-390-light": "app-sit-phone",
    "sitting-break-1280-light": "app-sit-break",
    "sitting-day-1280-light": "app-sit-day",
    "sitting-day-1280-dark": "app-sit-day-dark",
}
LONG = {"sitting-day-1280-light", "sitting-day-1280-dark"}
"""Screenshots in the documentation that show the whole page."""
_QUALITY = 72

# Keeps one moment of each kind while the session is played: the screen and the video image.
_KEEP = """async () => {
  const { current } = await import("/page/live/session.js");
  window.session = current;
  window.moments = {};
  const show = current.connection.on.screen;
  current.connection.on.screen = (message) => {
    show(message);
    const clock = message.ring.still ? "paused" : "running";
    const key = message.stage === "work" ? `work-${message.mood}-${clock}` : message.stage;
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
  current.connection.on.result = (result) => { window.result = result; };
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
  window.session.changed = () => {};
  window.session.panels.troubled("");
  window.session.panels.noted([]);
  window.session.screen(message);
  window.session.overlay.fit();
}"""


# The same for sitting: one frame of each state, with the image that was judged.
_KEEP_LOOKS = """async () => {
  const { watch } = await import("/page/sitting/watch.js");
  window.watch = watch;
  window.moments = {};
  watch.subscribe(() => {
    const { screen, video } = watch;
    const taken = screen?.events.some((event) => event.is === "calibrated");
    const key = taken ? "self-check" : screen?.calibrating_left_s ? "counting" : screen?.state;
    // A state is pictured when it has lasted a while.
    if (!key || window.moments[key] || (screen.since_s < 4 && !taken && key !== "counting")) return;
    const canvas = document.createElement("canvas");
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    canvas.getContext("2d").drawImage(video, 0, 0);
    window.moments[key] = { screen, canvas };
  });
}"""
_DRAW_LOOK = """async ([name, changes]) => {
  const { screen, canvas } = window.moments[name];
  watch.ticker.terminate();
  watch.keepCamera = () => {};
  watch.frameAt = Infinity;  // a still picture is no camera that has stopped
  watch.video.srcObject = canvas.captureStream();
  const again = setInterval(() => canvas.getContext("2d").drawImage(canvas, 0, 0), 30);
  await watch.video.play();
  clearInterval(again);
  watch.answer({ ...screen, ...changes });
}"""
LONG_SITTING = {"since_s": 260, "sat_s": 1440, "break_in_s": 360, "holding_back": ""}
BREAK_DUE = {"since_s": 700, "sat_s": 1800, "break_in_s": 0, "break": "due", "holding_back": ""}


class Shots:
    """Takes the screenshots of a page; ``docs``: only those of the documentation, screen-high."""

    def __init__(self, page: Any, folder: Path, *, docs: bool) -> None:
        self._page = page
        self._folder = folder
        self._docs = docs

    def take_view(self, name: str, to: str) -> None:
        """Takes the screenshots of the view at that address."""
        self._page.evaluate("(to) => { location.hash = to; }", to)
        self._page.wait_for_timeout(600)
        self.take_sizes(name)

    def take_sizes(self, name: str, moment: str = "") -> None:
        """Takes the screenshots of the current view, or of a moment of the session."""
        for size, (width, height) in SIZES.items():
            for theme in ("light", "dark"):
                label = f"{name}-{size}-{theme}"
                large_or_live = bool(moment) or size in {"1920", "3840"}
                if (theme == "dark" and large_or_live) or (self._docs and label not in DOCS):
                    continue
                self._page.set_viewport_size({"width": width, "height": height})
                self._page.evaluate(
                    "(theme) => { document.documentElement.dataset.theme = theme; }", theme
                )
                if moment:
                    self._page.evaluate(_DRAW, moment)
                self._page.wait_for_timeout(400)
                self._take(label, whole=(not moment and not self._docs) or label in LONG)
        self._page.set_viewport_size({"width": 1280, "height": 720})

    def _take(self, label: str, *, whole: bool) -> None:
        self._page.mouse.move(1, 1)  # so that nothing is hovered over
        png = self._page.screenshot(full_page=whole)
        if not self._docs:
            (self._folder / f"{label}.png").write_bytes(png)
            return
        picture = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR)
        _, webp = cv2.imencode(".webp", picture, [cv2.IMWRITE_WEBP_QUALITY, _QUALITY])
        (self._folder / f"{DOCS[label]}.webp").write_bytes(webp.tobytes())


def main(folder: Path, *, docs: bool) -> None:
    """Plays a session and some sitting, and saves the screenshots."""
    folder.mkdir(parents=True, exist_ok=True)
    with _open_page(CLIPS, 4.0) as page:
        shots = Shots(page, folder, docs=docs)
        shots.take_view("today", "#/")
        shots.take_view("card", f"#/stretch/{STRETCH}")
        page.evaluate("localStorage.setItem('formcheck.noted', 'yes')")
        _shoot_session(page, shots)
        shots.take_view("today-again", "#/")
        shots.take_view("videos", "#/videos")
        shots.take_view("history", "#/history")
        shots.take_view("settings", "#/settings")
        _shoot_film(page, shots)
    with _open_page([DESK], 8.0) as page:
        _shoot_sitting(page, Shots(page, folder, docs=docs))


@contextmanager
def _open_page(clips: list[Path], lead_s: float) -> Iterator[Any]:
    """Yields the page with the clips as its camera and some weeks of stored sitting."""
    with tempfile.TemporaryDirectory() as made:
        store_days(Path(made) / "formcheck" / "history.db", datetime.now().astimezone())
        film = write_camera_film(clips, Path(made) / "camera.y4m", lead_s)
        with run_app(Path(made)) as address, sync_playwright() as player:
            browser = player.chromium.launch(executable_path=CHROMIUM, args=build_flags(film))
            page = browser.new_page(viewport={"width": 1280, "height": 720})
            page.goto(address)
            page.wait_for_selector(".tile")
            yield page
            browser.close()


def _shoot_session(page: Any, shots: Shots) -> None:
    page.evaluate(f"location.hash = '#/stretch/{STRETCH}'")
    page.fill("#hold_s", "3")
    page.press("#hold_s", "Tab")
    page.click(".card button.main")
    page.wait_for_selector(".live[data-stage=setup]")
    page.evaluate(_KEEP)

    def is_over() -> bool:
        page.evaluate("document.querySelectorAll('.ask .answers button')[2]?.click()")
        page.wait_for_timeout(900)
        return bool(page.evaluate("Boolean(window.result)"))

    wait_until(is_over, "the end of the session")
    names = page.evaluate("Object.keys(moments).filter((one) => moments[one].canvas)")
    for name in names:
        shots.take_sizes(f"live-{name.replace('.', '-')}", moment=name)
    page.evaluate(
        """async () => {
          const { handOver } = await import("/page/views/summary.js");
          sessionStorage.removeItem("formcheck.session");
          handOver(window.result, window.session.stills);
          location.hash = "#/summary";
        }"""
    )
    page.wait_for_selector(".verdict")
    shots.take_sizes("summary")


def _shoot_sitting(page: Any, shots: Shots) -> None:
    """Plays some sitting, then draws its frames again with the times of a longer session."""
    page.evaluate("location.hash = '#/sitting'")
    page.wait_for_selector(".start-watch")
    shots.take_sizes("sitting-welcome")
    page.click(".start-watch")
    page.wait_for_selector(".baseline[data-step=intro]:visible")
    shots.take_sizes("sitting-intro")
    page.evaluate(_KEEP_LOOKS)
    page.click(".baseline[data-step=intro] button.main")
    page.wait_for_selector(".baseline[data-step=done]", timeout=20_000)
    wait_until(lambda: page.evaluate("Boolean(moments.slouched)"), "somebody who slouches")
    page.evaluate(_DRAW_LOOK, ["self-check", {"events": []}])
    shots.take_sizes("sitting-self-check")
    page.click(".baseline[data-step=done] button.main")
    for name, moment, changes in (
        ("upright", "upright", LONG_SITTING),
        ("slouched", "slouched", {**LONG_SITTING, "since_s": 75}),
        ("break", "upright", BREAK_DUE),
        ("running", "upright", {**BREAK_DUE, "break": "running", "break_left_s": 42}),
        ("paused", "upright", {**LONG_SITTING, "paused_left_s": 1500}),
    ):
        page.evaluate(_DRAW_LOOK, [moment, {**changes, "events": []}])
        shots.take_sizes(f"sitting-{name}")
    page.evaluate("watch.stop()")
    shots.take_view("sitting-day", "#/sitting/day")


def _shoot_film(page: Any, shots: Shots) -> None:
    page.evaluate("location.hash = '#/videos'")
    page.wait_for_selector("#video-file", state="attached")
    page.select_option("#stretch", FILM_STRETCH)
    page.set_input_files("#video-file", FILM)
    page.wait_for_selector("progress")
    shots.take_sizes("film-progress")
    page.wait_for_selector(".player video", timeout=60_000)
    page.click(".piece.correct")
    page.wait_for_timeout(1500)
    shots.take_sizes("film")


if __name__ == "__main__":
    main(Path(sys.argv[1]), docs="--docs" in sys.argv)
