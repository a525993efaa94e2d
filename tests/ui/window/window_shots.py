"""Takes screenshots of the window for the docs: ``python -m tests.ui.window.window_shots FOLDER``.

Real sessions of ``formcheck live`` on a virtual screen, small, as webp.
"""

import sys
import tempfile
import time
from pathlib import Path

import cv2

from tests.ui.window.screen import ROOT, LiveRun, XScreen, run_virtual_screen
from tests.waiting import wait_until

STRETCH = "wall-corner-rhomboid-high"
_QUALITY = 72


def main(folder: Path) -> None:
    """Plays a session with a fault, and a good one up to its summary."""
    folder.mkdir(parents=True, exist_ok=True)
    with run_virtual_screen() as screen:
        faulty = _begin_session(screen, f"{STRETCH}.trunk-bent.right", 20)
        time.sleep(1.2)
        _take(screen, folder / "window-setup.webp")
        time.sleep(9.0)
        _take(screen, folder / "window-session.webp")
        faulty.kill()
        good = _begin_session(screen, f"{STRETCH}.good.right", 4)
        wait_until(lambda: screen.grab().mean() < 40, "the summary")
        time.sleep(0.5)
        _take(screen, folder / "window-summary.webp")
        good.kill()


def _begin_session(screen: XScreen, clip: str, hold_s: int) -> LiveRun:
    film = ROOT / "sample_videos" / f"{clip}.mp4"
    words = ["-s", STRETCH, "--camera", film, "--side", "right", "--hold", hold_s, "--mute"]
    with tempfile.TemporaryDirectory() as data:
        run = LiveRun(screen, [*words, "--language", "en", "--no-questions"], Path(data))
        run.wait_for_window()
        wait_until(lambda: screen.grab().mean() > 60, "the first picture")
    return run


def _take(screen: XScreen, target: Path) -> None:
    picture = cv2.cvtColor(screen.grab(), cv2.COLOR_RGB2BGR)
    _, webp = cv2.imencode(".webp", picture, [cv2.IMWRITE_WEBP_QUALITY, _QUALITY])
    target.write_bytes(webp.tobytes())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
