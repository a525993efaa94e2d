"""Time and memory of ``check`` on films that are long, large or have a high frame rate."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from benchmarks.cost import read_rss_mb
from benchmarks.paths import ROOT
from benchmarks.report import make_table
from benchmarks.speed.bare import write_film

HOUR_S = 3600.0
LARGE_PX, FAST_FPS = (3840, 2160), 120
SHORT_S = 60.0
_SAMPLE_EVERY_S = 0.5
MOST_MB = 600


@dataclass(frozen=True, slots=True)
class LargeFilm:
    """One film; mb: memory of the process, sampled over time."""

    what: str
    film_s: float
    took_s: float
    mb: tuple[float, ...]


def measure_large(clip: Path, stretch: str) -> list[LargeFilm]:
    """Measures an hour, a minute in 4K, and a minute at 120 frames a second. Linux only."""
    with tempfile.TemporaryDirectory() as name:
        film = Path(name) / "film.mp4"
        found = []
        write_film(clip, HOUR_S, film)
        found.append(_run_check("an hour", HOUR_S, film, stretch))
        write_film(clip, SHORT_S, film)
        other = Path(name) / "other.mp4"
        _reencode(film, other, LARGE_PX, 30)
        found.append(_run_check("a minute of 3840x2160", SHORT_S, other, stretch))
        _reencode(film, other, None, FAST_FPS)
        found.append(_run_check(f"a minute of {FAST_FPS} fps", SHORT_S, other, stretch))
    return found


def _reencode(film: Path, other: Path, size_px: tuple[int, int] | None, fps: int) -> None:
    """Writes the film in that size, each frame repeated to reach the frame rate."""
    with av.open(str(film)) as container, av.open(str(other), "w") as out:
        source = container.streams.video[0]
        width, height = size_px or (source.width, source.height)
        times = round(fps / float(source.average_rate or 30))
        stream = out.add_stream("libx264", rate=fps, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.time_base = Fraction(1, fps)
        number = 0
        for picture in container.decode(source):
            scaled = picture.reformat(width, height, "yuv420p")
            for _ in range(times):
                scaled.pts, scaled.time_base = number, Fraction(1, fps)
                out.mux(stream.encode(scaled))
                number += 1
        out.mux(stream.encode(None))


def _run_check(what: str, film_s: float, film: Path, stretch: str) -> LargeFilm:
    """Runs ``check`` on the film. Raises CalledProcessError if it fails."""
    words = [sys.executable, "-m", "formcheck", "check", str(film), "--stretch", stretch]
    mb = []
    begun_s = time.monotonic()
    print(what, file=sys.stderr)
    with subprocess.Popen(
        words, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        while process.poll() is None:
            mb.append(read_rss_mb(process.pid))
            time.sleep(_SAMPLE_EVERY_S)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, words)
    return LargeFilm(what, film_s, time.monotonic() - begun_s, tuple(mb))


def format_large(films: Sequence[LargeFilm]) -> str:
    """Returns the report section."""
    rows = [
        (
            film.what,
            f"{film.took_s:.0f} s",
            f"{film.film_s / film.took_s:.1f}",
            *(f"{film.mb[int(len(film.mb) * share)]:.0f}" for share in (0.1, 0.5, 0.9)),
            f"{np.nanmax(film.mb):.0f}",
            f"{MOST_MB}",
        )
        for film in films
    ]
    heads = ("", "time", "times as fast as it plays", "MB at a tenth", "at half", "at nine tenths")
    return f"""\
## Long and large videos

{make_table((*heads, "most", "wanted at most"), rows)}

Megabytes are of the whole process. Of 120 pictures a second each fourth is looked at.
"""
