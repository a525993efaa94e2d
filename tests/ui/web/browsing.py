"""A real browser with a rendered clip as its camera, and the real program that serves the page."""

import math
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from tests.paths import ROOT
from tests.ports import find_free_port

SAMPLES = ROOT / "sample_videos"
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or ""
needs_browser = pytest.mark.skipif(
    not CHROMIUM or find_spec("playwright") is None,
    reason="no chromium to open the page in, or no playwright",
)
_WITHOUT = (
    # The address bar's suggestions open a page of their own in every window, even when headless,
    # which takes as long to start as the page under test.
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    # Playwright's own list, since Chromium uses only the last list given.
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
)
_FLAGS = (
    f"--disable-features={','.join(_WITHOUT)}",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
)
MAY_USE_CAMERA = "--use-fake-ui-for-media-stream"
FPS = 30
CAMERA_FPS = 12
"""Frame rate of the browser's camera: the lowest at which repetitions can be timed."""
HOLD_FPS = 9
"""The lowest frame rate at which a hold can be timed: below 8 the timing is too coarse."""
THIN_FPS = 8
"""Half the clips' frame rate, so that analysis takes half the time; at a lower rate repetitions are
missed."""
FEW_FPS = 5
"""At this frame rate the clips still give the same holds and faults."""
_SAME_TIME_S = 1e-3
_ADDRESS = re.compile(r"http://\S+\?token=\S+")

# Records speech instead of playing it: browsers on a server have no voices.
HEARD = """
window.heard = [];
speechSynthesis.getVoices = () => [{ lang: "en-GB", localService: true, default: true }];
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
speechSynthesis.speak = (words) => window.heard.push([performance.now() / 1000, words.text]);
"""


@contextmanager
def run_app(
    data: Path, language: str = "en", module: Sequence[str] = (), port: int | None = None
) -> Iterator[str]:
    """Runs ``formcheck app`` with its data in that folder; yields the address that it prints.

    module: a module that runs the program; port: the port to serve on, by default any.
    """
    environment = {**os.environ, "XDG_DATA_HOME": str(data), "HOME": str(data)}
    words = [*module, "formcheck", "app", "--no-browser", "--language", language]
    command = [sys.executable, "-m", *words, *(["--port", str(port)] if port else [])]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout is not None
        said = ""
        for line in process.stdout:
            said += line
            found = _ADDRESS.search(line)
            if found:
                yield found.group()
                break
        else:
            raise AssertionError(f"formcheck app gave no address: {said}")
    finally:
        process.terminate()
        process.wait(10)
        if process.stdout is not None:
            process.stdout.close()


@dataclass
class PageWatcher:
    """Collects what a page should not do: errors, and requests to other hosts."""

    host: str
    errors: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    def watch(self, page: Any) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self._address(request.url))
        page.on("websocket", lambda socket: self._address(socket.url))

    def _console(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self.errors.append(f"{message.text} {message.location.get('url', '')}")

    def _address(self, url: str) -> None:
        if not url.startswith((f"http://{self.host}/", f"ws://{self.host}/", "data:", "blob:")):
            self.elsewhere.append(url)


def build_flags(film: Path | None, *, camera: bool = True) -> list[str]:
    """Returns Chromium's arguments: its camera plays ``film`` or a test image, or there is none."""
    if not camera:
        return list(_FLAGS)
    made = f"--use-fake-device-for-media-stream=fps={CAMERA_FPS}"
    file = [f"--use-file-for-fake-video-capture={film}"] if film is not None else []
    return [*_FLAGS, MAY_USE_CAMERA, made, *file]


TWO_CAMERAS = [
    *build_flags(None),
    f"--use-fake-device-for-media-stream=device-count=2,fps={CAMERA_FPS}",
]
TAKEN = """
const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wish) => {
  const taken = localStorage.getItem("taken");
  if (wish.video.deviceId?.exact === taken) throw new DOMException("taken", "NotReadableError");
  return open(wish);
};
"""
"""Another program uses the camera whose ID the browser remembers."""

WHOLE = (0.0, 0.0, 1.0, 1.0)
Part = tuple[float, float, float, float]
"""Left, top, right and bottom of a part of an image, as shares of its width and height."""


def write_camera_film(
    clips: list[Path],
    target: Path,
    lead_s: float = 0.0,
    part: Part = WHOLE,
    fps: int = CAMERA_FPS,
) -> Path:
    """Writes the clips as one raw video (.y4m), which the browser plays in a loop.

    lead_s: how long the first frame is repeated, until the session is open. part: the shown part of
    the clips.
    """
    with av.open(str(target), "w", format="yuv4mpegpipe") as film:
        size = {"width": 640, "height": 360}
        stream = film.add_stream("wrapped_avframe", rate=fps, pix_fmt="yuv420p", **size)
        _write_frames(film, stream, clips, lead_s, part, fps=fps)
    return target


def joined_clip(
    clips: list[Path],
    target: Path,
    until_s: float = math.inf,
    fps: int = 15,
) -> Path:
    """Joins clips into a video file, for ``formcheck check`` and for uploading.

    until_s: how much of each clip to use. fps: the clips' rate or one of the above.
    """
    with av.open(str(target), "w") as film:
        stream = film.add_stream("libx264", rate=fps, width=854, height=480, pix_fmt="yuv420p")
        stream.options = {"crf": "16", "preset": "veryfast"}
        _write_frames(film, stream, clips, 0.0, until_s=until_s, fps=fps)
    return target


def _write_frames(
    film: Any,
    stream: Any,
    clips: list[Path],
    lead_s: float = 0.0,
    part: Part = WHOLE,
    until_s: float = math.inf,
    fps: int = FPS,
) -> None:
    count = 0
    for clip in clips:
        first = count
        with av.open(str(clip)) as source:
            for frame in source.decode(source.streams.video[0]):
                if frame.time >= until_s:
                    break
                # Each time in the new film gets the first frame at or after it.
                last = first + int((frame.time + _SAME_TIME_S) * fps)
                if count == 0:
                    first = last = round(lead_s * fps)
                while count <= last:
                    shown = _crop_frame(frame, part)
                    picture = shown.reformat(stream.width, stream.height, stream.pix_fmt)
                    picture.pts, picture.time_base = count, Fraction(1, fps)
                    film.mux(stream.encode(picture))
                    count += 1
    film.mux(stream.encode(None))


def _crop_frame(frame: Any, part: Part) -> Any:
    if part == WHOLE:
        return frame
    left, top, right, bottom = part
    image = frame.to_ndarray(format="rgb24")
    height, width = image.shape[:2]
    rows = slice(round(top * height), round(bottom * height))
    columns = slice(round(left * width), round(right * width))
    return av.VideoFrame.from_ndarray(np.ascontiguousarray(image[rows, columns]), "rgb24")


class Browsers:
    """Browsers and programs shared by the tests of a file, each started when first needed."""

    def __init__(self, player: Any, folder: Path, until: ExitStack) -> None:
        self.film = folder / "camera.y4m"
        self._player, self._folder, self._until = player, folder, until
        self._browsers: dict[tuple[str, ...], Any] = {}
        self._addresses: dict[str, str] = {}

    def play(
        self, clips: list[Path], lead_s: float = 0.0, part: Part = WHOLE, fps: int = HOLD_FPS
    ) -> list[str]:
        """Makes the clips the camera's film, of which there is one; returns browser arguments."""
        return build_flags(write_camera_film(clips, self.film, lead_s, part, fps))

    def _find_browser(self, arguments: Sequence[str]) -> Any:
        key = tuple(arguments)
        if key not in self._browsers:
            browser = self._player.chromium.launch(executable_path=CHROMIUM, args=arguments)
            self._browsers[key] = self._until.enter_context(browser)
        return self._browsers[key]

    def _find_address(self, language: str) -> str:
        if language not in self._addresses:
            data = self._folder / language
            self._addresses[language] = self._until.enter_context(run_app(data, language))
        return self._addresses[language]

    def get_key(self, language: str = "en") -> str:
        """Returns the access key of the shared program."""
        return self._find_address(language).split("token=")[1]

    @contextmanager
    def open(
        self,
        arguments: Sequence[str],
        size: tuple[int, int] = (1280, 720),
        language: str = "en",
        data: Path | None = None,
        module: Sequence[str] = (),
        at: str = "",
        script: str = HEARD,
        program: ExitStack | None = None,
    ) -> Iterator[tuple[Any, PageWatcher]]:
        """Opens the page in a new browser context; yields it and a watcher for its errors.

        at: the route to open; data: data folder of a separate program; module: a module that runs
        it; program: lets the test end that program, on a port that no other gets.
        """
        with ExitStack() as own:
            if data is None:
                address = self._find_address(language)
            else:
                port = find_free_port() if program else None
                address = (program or own).enter_context(run_app(data, language, module, port))
            viewport = {"width": size[0], "height": size[1]}
            browser = self._find_browser(arguments)
            page = own.enter_context(browser.new_context(viewport=viewport)).new_page()
            page.set_default_timeout(20_000)
            page.add_init_script(script)
            watched = PageWatcher(address.split("/")[2])
            watched.watch(page)
            page.goto(f"{address}#/{at}" if at else address)
            page.wait_for_selector("#main h1" if at else ".tile")
            yield page, watched


@contextmanager
def share_browsers(player: Any, folder: Path) -> Iterator[Browsers]:
    """Yields the shared browsers and programs; ``player`` is Playwright's module."""
    with player.sync_playwright() as started, ExitStack() as until:
        yield Browsers(started, folder, until)


_VIDEO_RESULT = """async () => {
  const { getJson } = await import("/page/shared/api.js");
  const told = (path) => getJson(`/api/videos${path}`);
  const video = (await told("")).videos.at(-1);
  return (await told(`/${video.id}`)).result;
}"""


def find_video_result(page: Any) -> dict[str, Any]:
    """Returns the result of the last uploaded video."""
    found: dict[str, Any] = page.evaluate(_VIDEO_RESULT)
    return found


def fetch_json(page: Any, path: str) -> Any:
    """Returns the server's response to a request from the page."""
    root = page.url.split("#")[0]
    key = page.evaluate("localStorage.getItem('formcheck.key')")
    return page.request.get(f"{root}{path}", headers={"Authorization": f"Bearer {key}"}).json()


def go_to_view(page: Any, route: str) -> None:
    """Goes to that view and waits until it has replaced the previous one."""
    page.evaluate(
        """(route) => {
          window.left = document.querySelector("#main .page");
          location.hash = `#/${route}`;
        }""",
        route,
    )
    wait_for(page, "!window.left.isConnected")


def wait_for(page: Any, expression: str, tries: int = 200) -> None:
    """Waits until the expression is true; the page's policy forbids the browser's own eval."""
    for _ in range(tries):
        if page.evaluate(f"Boolean({expression})"):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"never true: {expression}")


def tab_to(page: Any, selector: str) -> None:
    """Presses Tab until the focus is on a match, and checks that it can be seen there."""
    for _ in range(60):
        page.keyboard.press("Tab")
        ring = page.evaluate(
            """(selector) => {
              const at = document.activeElement;
              return at.matches(selector) ? getComputedStyle(at).outlineStyle : "";
            }""",
            selector,
        )
        if ring:
            assert ring != "none", f"the focus cannot be seen on {selector}"
            return
    raise AssertionError(f"Tab never reaches {selector}")
