"""The results of ``benchmarks.live``, and their report in Markdown."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from benchmarks.live.waits import PageWaits, format_page_table
from benchmarks.report import describe_machine, make_table
from formcheck.core.body import ImageSize

FPS = 30.0
"""A webcam's frame rate."""
SOAK_FPS = 15.0
RSS_AT_S = 300.0
"""By this time everything has been loaded and used once."""
STARTS = 5


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds per frame, of the model and of all else; fps is the greatest throughput."""

    size: ImageSize
    model_ms: tuple[float, ...]
    rest_ms: tuple[float, ...]
    fps: float


@dataclass(frozen=True, slots=True)
class Waits:
    """What a user waits for: seconds until the window shows its first judgement, and the page."""

    window_s: float
    page: list[PageWaits]


@dataclass(frozen=True, slots=True)
class Soak:
    """A long session: time per frame, memory and the hold clock.

    picture_ms holds the means of the first tenth and the last. rss_mb is measured at the start,
    after RSS_AT_S, and at the end. held_s are the seconds counted for each hold; in truth there
    were `holds` of true_s each.
    """

    duration_s: float
    picture_ms: tuple[float, float]
    rss_mb: tuple[float, float, float]
    held_s: tuple[float, ...]
    true_s: float
    holds: int


def make_page(
    clip: str,
    latencies: Sequence[Latency],
    rounds: Soak,
    long: Soak,
    model_mb: Sequence[float],
    waits: Waits | None,
) -> str:
    """Returns the report. The machine is described by its relevant properties, not by name."""
    return f"""\
# Live coaching: speed, memory, time

Written by `python -m benchmarks.live`; not to be edited by hand. The plain figures are those of the
machine they were taken on.

{describe_machine()}. Video: `{clip}`, in a loop.

## From picture to cue

{_format_latencies(latencies)}

Milliseconds from handing a picture to the session to the screen that is to be shown, {FPS:g}
pictures a second in real time, searches for further people and the history included. The last
column is how many pass when they come as fast as they are taken. Drawing, sound, the camera and the
browser are not in these figures.

## An hour

{_format_soaks(rounds, long)}

Simulated at {SOAK_FPS:g} pictures a second from recorded detections, so that an hour takes minutes.
Megabytes are of the whole process, at the start, after {RSS_AT_S / 60:g} minutes and at the end.
A drift would show as holds that are given more or less towards the end than at first:
{_describe_drift(rounds)}

With the pose model: {" MB, ".join(f"{mb:.0f}" for mb in model_mb)} MB at the start and at each
third of three minutes.

{_format_waits(waits)}
"""


def _format_waits(waits: Waits | None) -> str:
    if waits is None:
        return "Page and window were not measured: a tool for it was missing."
    page_s = median(one.start_s for one in waits.page)
    return f"""\
## In the browser

{format_page_table(waits.page)}

Headless Chromium, which draws without a graphics card on the same cores, with a video as its
camera: milliseconds from sending a picture until its answer was there, and until it was on
screen. The last column is how smooth the page itself stays.

## Starting

Seconds from the command to the first judgement that is seen: {waits.window_s:.1f} in the window
(median of {STARTS}), {page_s:.1f} in the page, the start of the browser and two clicks included
(wanted: at most 5)."""


def _format_latencies(latencies: Sequence[Latency]) -> str:
    rows = [
        (
            f"{one.size.width_px}x{one.size.height_px}",
            f"{median(one.model_ms):.1f}",
            f"{median(one.rest_ms):.1f}",
            f"{np.percentile(one.rest_ms, 99):.1f}",
            f"{one.fps:.0f}",
        )
        for one in latencies
    ]
    heads = ("picture", "the model's own, median", "all else, median", "99 %", "pictures/s")
    return make_table(heads, [*rows, ("wanted at most", "", "5", "15", "")])


def _format_soaks(rounds: Soak, long: Soak) -> str:
    rows = [
        (
            what,
            f"{soak.duration_s / 60:.0f} min",
            f"{len(soak.held_s)} of {soak.holds}",
            f"{sum(soak.held_s):.1f} s",
            f"{soak.true_s * soak.holds:.1f} s",
            " / ".join(f"{mb:.0f}" for mb in soak.rss_mb),
            f"{soak.picture_ms[0]:.2f} / {soak.picture_ms[1]:.2f}",
        )
        for what, soak in (("a hold again and again", rounds), ("one hold", long))
    ]
    heads = ("", "session", "holds", "held", "truly", "MB", "ms a picture, first / last tenth")
    return make_table(heads, rows)


def _describe_drift(soak: Soak) -> str:
    part = max(1, len(soak.held_s) // 10)
    first, last = np.mean(soak.held_s[:part]), np.mean(soak.held_s[-part:])
    return (
        f"the first {part} were given {first:.2f} s on average, the last {part} {last:.2f} s, "
        f"and each truly was {soak.true_s:.2f} s."
    )
