"""Coverage-guided fuzzing: atheris keeps inputs that reach new code, and mutates those further.

``python -m benchmarks.fuzz.guided specs --minutes 5``. Needs atheris, which no extra installs: it
has builds for Linux and macOS only. Stops at the first finding, whose input atheris saves in the
current folder, or with exit code 0 when the time is up.
"""

import sys
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import atheris
import typer

with atheris.instrument_imports(include=["formcheck"]):
    from benchmarks.fuzz.baselines import BASELINES
    from benchmarks.fuzz.doors import make_random
    from benchmarks.fuzz.recordings import RECORDINGS
    from benchmarks.fuzz.specs import SPECS
    from formcheck.files.errors import FormcheckError

DOORS = {door.name: door for door in (BASELINES, RECORDINGS, SPECS)}
FIRST = 50
"""The number of damaged inputs that the corpus starts with."""


def main(
    door: Annotated[str, typer.Argument(help=f"One of {', '.join(DOORS)}.")],
    minutes: Annotated[float, typer.Option(min=0.01)] = 5.0,
    seed: int = 18,
) -> None:
    """Look for inputs that break a door."""
    if door not in DOORS:
        raise typer.BadParameter(f"there is no such door: {door}")
    _, suffix, make_input, try_file = DOORS[door].opened.args
    with TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus"
        corpus.mkdir()
        for number in range(FIRST):
            (corpus / str(number)).write_bytes(make_input(make_random(seed, number)))
        path = Path(folder) / f"input{suffix}"

        def put(data: bytes) -> None:
            path.write_bytes(data)
            with suppress(FormcheckError):
                try_file(path)

        words = [f"-max_total_time={minutes * 60:.0f}", f"-seed={seed}", "-timeout=10"]
        atheris.Setup([sys.argv[0], *words, "-rss_limit_mb=4000", str(corpus)], put)
        atheris.Fuzz()


if __name__ == "__main__":
    typer.run(main)
