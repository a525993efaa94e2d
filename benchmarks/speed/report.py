"""The report of ``python -m benchmarks.speed``."""

import os
from collections.abc import Sequence
from statistics import median

import numpy as np

from benchmarks.report import count_cores, describe_machine, make_table
from benchmarks.speed.measure import PASSES, STARTS, Core, Film, Starts


def make_page(
    clip: str,
    films: Sequence[Film],
    time: Core,
    start: Starts,
    more: Sequence[str] = (),
) -> str:
    """Returns the report, which does not name the machine; more: further sections."""
    sections = "\n".join((*more, _FINDINGS))
    size = time.size
    return f"""\
# Speed

Written by `python -m benchmarks.speed`; not to be edited by hand. Ratios are taken within one run,
the ways of working in turn, and their median is given: they hold on other machines, the plain
figures do not.

{describe_machine()}. Video: `{clip}`,
{len(time.core_ms)} pictures of {size.width_px}x{size.height_px}, and a minute of it end to end.
{_describe_load()}

## A recorded video

{_format_films(films)}

Each row is a whole process from the shell, from its start to its end. The bare loop
(`benchmarks/speed/bare.py`) is PyAV, the same smaller pictures, and the pose model in VIDEO mode
for one person, with nothing done with what it finds; it loads MediaPipe and the model as they come,
with Matplotlib and the layers for masks, which formcheck leaves out. `check` also looks for further
people and coaches all sides of the stretch. The outputs are annotated video, JSON and CSV. *Work*
is processor seconds of all cores, which a busy machine lengthens less than the clock.

## A picture

{_format_core(time)}

Milliseconds, medians of {PASSES} passes over the recording for each picture. The pose model is not
in them.

## Starting

{_format_starts(start)}

{sections}"""


_FINDINGS = """\
## Where the time goes

A video is cut into segments of 3 s, which two models take in turn; one more segment is decoded
ahead. More models would not fit into 600 MB: each takes 60 MB, and the program without any 110 MB.
Before each segment a model analyses 0.35 s of the one before: 12 % of its work. A video of 9 s has
three segments, so that one model works on two of them and the other on one.

- The pose model's network has layers that segment the picture, and MediaPipe computes them whether
  or not a mask is asked for. formcheck loads the model without them
  (`formcheck/vision/pose/bundle.py`): a third less time a picture, in videos, live and sitting, and
  16 MB less memory a model, with landmarks that are the same to the bit.
- MediaPipe imports Matplotlib for a module that draws. Without it, loading takes a seventh.
- OpenBLAS's threads spin while they wait for each other: what measures keeps to one
  (`formcheck/core/kinematics/estimator.py`). On two busy cores coaching takes a tenth of the time.
- Two ways to analyse less were measured and left, for some videos were then answered otherwise. A
  still picture passed over (no cell of an 80th of the picture's width changed by 5 of 255 levels
  since the last one analysed, three in a row at most) saves 38 % of the work; of 18 videos one got
  a hold of 0.65 s, and one a fault. Segments of 4.4 s, as many for each model, move the landmarks
  by 0.1 px of 640 (99 %: 2 px); of 50 videos one got a hold of 0.93 s, and in six the held time
  changed by 0.2 to 1.3 s.
- 0.6 kB of memory a picture are kept for the report: 65 MB for an hour. It is more with `--record`
  and without `--stretch`, which keep the landmarks (2 kB a picture), and where somebody tries the
  stretch before they were seen at rest (7 kB).
"""


def _describe_load() -> str:
    if not hasattr(os, "getloadavg"):
        return ""
    load = os.getloadavg()[2]
    told = f"While this was measured {load:.0f} processes on average wanted a core"
    if load <= 2 * count_cores():
        return f"{told}."
    return (
        f"{told}:\nwhat the clock says then means little, and hardest hit is what begins and "
        "ends\non one core. It is to be measured again on a machine that has nothing else to do."
    )


def _format_films(films: Sequence[Film]) -> str:
    rows = []
    for film in films:
        names = ("bare loop", "`check`, no outputs", "`check` with outputs")
        ways = (film.bare, film.check, film.outputs)
        for what, way, wanted in zip(names, ways, ("", *film.wanted), strict=True):
            pairs = list(zip(film.bare, way, strict=True))
            ratios = [bare.wall_s / one.wall_s for bare, one in pairs]
            work = [bare.cpu_s / one.cpu_s for bare, one in pairs]
            rows.append(
                (
                    f"{film.pictures}",
                    what,
                    f"{median(one.wall_s for one in way):.1f} s",
                    f"{median(ratios):.2f}",
                    f"{min(ratios):.2f} to {max(ratios):.2f}",
                    f"{median(one.cpu_s for one in way):.1f} s",
                    f"{median(work):.2f}",
                    f"{max(one.peak_mb for one in way):.0f} MB",
                    f"{median(one.first_s for one in way):.1f} s",
                    wanted,
                )
            )
    rounds = f"over {len(films[0].bare)} rounds"
    heads = ("pictures", "", "time", "ratio", rounds, "work", "ratio of work", "memory at most")
    return make_table((*heads, "first word after", "ratio wanted at least"), rows)


def _format_core(time: Core) -> str:
    rows = [
        (what, f"{median(values):.3f}", f"{np.percentile(values, 99):.3f}", wanted)
        for what, values, wanted in (
            ("see, smooth, follow", time.pose_ms, ""),
            (f"measure, check, coach; sides: {time.sides}", time.core_ms, "0.3"),
        )
    ]
    return make_table(("", "median", "99 %", "wanted median at most"), rows)


def _format_starts(start: Starts) -> str:
    rows = [
        ("Python, doing nothing", f"{start.python_s:.2f} s", ""),
        ("`import formcheck`", f"{start.package_s:.2f} s", ""),
        ("`formcheck --help`", f"{start.help_s:.2f} s", "0.3 s"),
        ("imports of `check`, without the pose model's", f"{start.check_s:.2f} s", ""),
        ("imports of the pose model's runtime", f"{start.mediapipe_s:.2f} s", ""),
    ]
    return make_table(("whole process", f"median of {STARTS}", "wanted at most"), rows)
