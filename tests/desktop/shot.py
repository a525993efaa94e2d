"""Takes the image of a nudge and of a break for the docs: ``python -m tests.desktop.shot FOLDER``.

The monitor's notifications on a virtual desktop, shown by a service that draws buttons.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.core.posture.breaks import BreakDue
from formcheck.core.posture.nudge import Nudged
from formcheck.core.posture.posture_values import SlouchReason
from formcheck.core.posture.rules import Rules
from formcheck.desktop.notifier import Notifier
from formcheck.library.languages import load_words
from formcheck.output.voice.voice import Voice
from formcheck.ui.terminal.notices import Notices, Sounds
from tests.desktop.desktop import GNOME_FLASHBACK, NOTIFICATIONS, Desktop, run_virtual_desktop
from tests.waiting import wait_until

_BACKGROUND = "#d9cfc1"
_MARGIN_PX = 48
_SETTINGS = """\
[Settings]
gtk-font-name = Liberation Sans 10
"""
"""As wide as the fonts of common desktops; DejaVu, the default without one, is wider."""
_SHADE = 24
"""Least difference from the background that makes a pixel part of a notification, out of 255."""


def main(folder: Path) -> None:
    """Saves both notifications, one below the other, as a PNG."""
    folder.mkdir(parents=True, exist_ok=True)
    with run_virtual_desktop(1600, 500) as desktop, tempfile.TemporaryDirectory() as settings:
        (Path(settings) / "gtk-3.0").mkdir()
        (Path(settings) / "gtk-3.0" / "settings.ini").write_text(_SETTINGS, encoding="utf-8")
        os.environ.update(desktop.make_variables(), XDG_CONFIG_HOME=settings)
        os.environ["GDK_SCALE"] = "2"  # as sharp as on a recent laptop
        desktop.run("hsetroot", "-solid", _BACKGROUND)
        desktop.screen.run_xdotool("mousemove", 0, 499)
        rules = Rules()
        with (
            desktop.run_program(["xcompmgr"]),  # for rounded corners
            desktop.run_program([GNOME_FLASHBACK], NOTIFICATIONS),
            Notifier() as notifier,
        ):
            silence = Sounds(lambda: Voice("en"), tone=False, speech=False)
            notices = Notices(notifier, silence, rules, load_words("en"))
            taken = []
            for event in (
                Nudged(0.0, (SlouchReason.FORWARD_HEAD,)),
                BreakDue(0.0, sat_s=rules.break_every_s),
            ):
                notices.tell(event, can_stretch=False, busy=False)
                taken.append(_take_notification(desktop))
                notifier.show(None)
                wait_until(lambda: _find_extent(desktop.grab()) is None, "its end")
    target = folder / "sit-notification.png"
    cv2.imwrite(str(target), _stack(taken), [cv2.IMWRITE_PNG_COMPRESSION, 9])


def _find_extent(picture: NDArray[np.uint8]) -> tuple[int, int, int, int] | None:
    """Returns top, bottom, left and right of the pixels that differ from the background."""
    far = np.abs(picture.astype(int) - picture[-1, 0].astype(int)).max(axis=-1) > _SHADE
    rows, columns = np.nonzero(far)
    if not rows.size:
        return None
    return rows.min(), rows.max() + 1, columns.min(), columns.max() + 1


def _take_notification(desktop: Desktop) -> NDArray[np.uint8]:
    """Waits until the notification is fully shown and returns its part of the screen."""
    wait_until(lambda: _find_extent(desktop.grab()) is not None, "the notification")
    time.sleep(1.5)
    picture = desktop.grab()
    extent = _find_extent(picture)
    assert extent is not None
    top, bottom, left, right = extent
    return picture[top:bottom, left:right]


def _stack(parts: list[NDArray[np.uint8]]) -> NDArray[np.uint8]:
    background = tuple(int(_BACKGROUND[i : i + 2], 16) for i in (5, 3, 1))
    width = max(part.shape[1] for part in parts)
    rows = []
    for number, part in enumerate(parts):
        rows.append(
            cv2.copyMakeBorder(
                cv2.cvtColor(part, cv2.COLOR_RGB2BGR),
                0 if number else _MARGIN_PX, _MARGIN_PX,
                _MARGIN_PX, _MARGIN_PX + width - part.shape[1],
                cv2.BORDER_CONSTANT, value=background,
            )
        )  # fmt: skip
    return np.asarray(np.vstack(rows), dtype=np.uint8)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
