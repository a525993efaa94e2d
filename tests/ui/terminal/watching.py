"""``formcheck sit`` in front of a synthetic person: a program for the tests.

Arguments: camera, speed of the clock, bodies such as "0:upright,90:tilted", then options. Only the
pose model and the clock are replaced.
"""

import signal
import sys
import time
from argparse import ArgumentParser
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from formcheck.core.posture.rules import Rules
from formcheck.engine.posture_monitor import PostureMonitor
from formcheck.files.errors import FormcheckError
from formcheck.files.streams import protect_streams
from formcheck.ui.terminal import sit_watch
from tests.bodies import Body
from tests.clocks import FastClock
from tests.engine.seated_people import Script, switch_bodies, tilted, upright

BODIES = {"upright": upright, "tilted": tilted, "nobody": lambda: None}


def parse_bodies(text: str) -> list[tuple[float, Body | None]]:
    parts = (part.split(":") for part in text.split(","))
    return [(float(since), BODIES[name]()) for since, name in parts]


def main() -> None:
    for name in ("SIGINT", "SIGHUP"):  # the program that runs the tests may ignore them
        signal.signal(getattr(signal, name), signal.SIG_DFL)
    parser = ArgumentParser()
    parser.add_argument("camera")
    parser.add_argument("speed", type=float)
    parser.add_argument("bodies")
    parser.add_argument("--break-every", type=float, default=1800.0)
    parser.add_argument("--break", type=float, default=60.0, dest="lasts")
    parser.add_argument("--coach", default="")
    parser.add_argument("--coach-takes", type=float, default=1.0)
    parser.add_argument("--idle", action="store_true")
    parser.add_argument("--calibrate", action="store_true")
    parser.add_argument("--language", default="en")
    parser.add_argument("--notifications", action="store_true")
    parser.add_argument("--no-history", action="store_true")
    parser.add_argument("--crash", type=float, default=0.0)
    asked = parser.parse_args()
    script = Script(switch_bodies(*parse_bodies(asked.bodies)))
    if asked.crash:
        found, read_begin_s = script.find, cache(time.monotonic)

        def find(*given: object) -> object:
            if time.monotonic() - read_begin_s() > asked.crash:  # since the first look
                raise RuntimeError("a fault in the program")
            return found(*given)  # type: ignore[arg-type]

        script.find = find  # type: ignore[method-assign,assignment]
    sit_watch.PostureMonitor = lambda model, rules: PostureMonitor(model, rules, finder=script)  # type: ignore[assignment,misc]

    sit_watch.Clock = lambda: FastClock(asked.speed)  # type: ignore[assignment,attr-defined,misc]
    sit_watch._LONGEST_WAIT_S /= asked.speed

    def coach(stretches: Sequence[str]) -> tuple[str, ...]:
        """Writes its stretches to the file ``--coach`` and waits a moment."""
        if asked.coach == "no screen":
            raise FormcheckError("There is no screen to open a window on.")
        Path(asked.coach).write_text(" ".join(stretches), encoding="utf-8")
        time.sleep(asked.coach_takes)
        return () if asked.idle else tuple(stretches)

    try:
        problem = sit_watch.run_monitor(
            asked.camera,
            "desk",
            Rules(break_every_s=asked.break_every, break_s=asked.lasts),
            asked.language,
            calibrate=asked.calibrate,
            notifications=asked.notifications,
            tone=False,
            voice=False,
            history=not asked.no_history,
            coach=coach if asked.coach else None,
        )
    except FormcheckError as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(2) from None
    if problem:
        sys.stderr.write(f"{problem}\n")


if __name__ == "__main__":
    with protect_streams():
        main()
