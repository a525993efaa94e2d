"""``python -m benchmarks.speed``: whole commands against the bare model, and the core's time."""

import tempfile
from pathlib import Path
from statistics import median
from typing import Annotated

import typer

from benchmarks.clips import read_truth
from benchmarks.paths import DOCS, SAMPLES
from benchmarks.report import Page, write_text
from benchmarks.speed.bare import write_film
from benchmarks.speed.cores import format_speed_up, measure_speed_up
from benchmarks.speed.large import format_large, measure_large
from benchmarks.speed.many import format_many, measure_many
from benchmarks.speed.measure import measure_film, record_clip, time_core, time_starts
from benchmarks.speed.report import make_page

CLIP = SAMPLES / "overhead-lat-stretch.good.left.mp4"
FILM_S = 60.0
"""A clip lasts seconds, of which loading the model is a good part; a session lasts minutes."""
REPORT = DOCS / "speed.md"


def main(
    clip: Annotated[Path, typer.Argument(help="A sample video, its truth beside it.")] = CLIP,
    rounds: Annotated[int, typer.Option(min=1, help="How often each way is run.")] = 5,
    large: Annotated[
        bool, typer.Option(help="Also an hour, 4K and 120 fps: 20 minutes more. Linux only.")
    ] = True,
    out: Page = REPORT,
) -> None:
    """Measures how fast formcheck is, and writes it down."""
    truth = read_truth(clip.with_suffix(".json"))
    if truth is None:
        raise typer.BadParameter(f"{clip} shows nobody.")
    with tempfile.TemporaryDirectory() as name:
        film = Path(name) / "film.mp4"
        write_film(clip, FILM_S, film)
        films = [
            measure_film(one, truth.stretch, rounds, wanted)
            for one, wanted in ((film, ("1.7", "1.3")), (clip, ("1.0", "")))
        ]
        time = time_core(record_clip(clip, truth.stretch), truth.stretch)
        judge_s = (median(time.pose_ms) + median(time.core_ms)) / 1000
        growth = measure_speed_up(film, truth.stretch, judge_s)
    bare_s = median(run.wall_s for run in films[0].bare)
    more = [format_speed_up(growth, bare_s), format_many(measure_many())]
    if large:
        more.append(format_large(measure_large(clip, truth.stretch)))
    text = make_page(clip.name, films, time, time_starts(), more)
    write_text(out, text)
    print(text)


if __name__ == "__main__":
    typer.run(main)
