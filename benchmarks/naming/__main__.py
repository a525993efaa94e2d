"""``python -m benchmarks.naming DIR``: the stretch recognised in a film against the true one.

DIR holds films drawn from the reference (``python -m synth sample --films N --seed S --out DIR``).
Each is named as ``formcheck check`` names it without ``--stretch``; then films of one image size
are joined into routines with cuts between them. Sealed seeds need ``--sealed`` and print only
totals. With ``--real FOLDER`` the people of ``benchmarks/real`` are named too.
"""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from benchmarks.detections import CACHE
from benchmarks.naming.judge import Film, group_routines, name_film, name_real, name_routine
from benchmarks.naming.naming_report import list_figures, make_page
from benchmarks.parallel import map_jobs
from benchmarks.real.judge import list_jobs
from benchmarks.real.labels import LABELS, read_labels
from benchmarks.report import Report, exit_with_reason, write_text
from benchmarks.sampled import sealed_log
from benchmarks.sampled.judge import choose_seeds
from benchmarks.sampled.truth import Skipped, find_folders, list_films
from formcheck.files.errors import FormcheckError


def main(
    folder: Annotated[Path, typer.Argument(help="What `python -m synth sample` wrote.")],
    seed: Annotated[list[int] | None, typer.Option(help="Only videos of these seeds.")] = None,
    sealed: Annotated[bool, typer.Option(help="Sealed seeds: totals alone.")] = False,
    real: Annotated[Path | None, typer.Option(help="Clones that benchmarks/real names.")] = None,
    workers: Annotated[int, typer.Option(min=1)] = 2,
    out: Report = None,
) -> None:
    """Names films and routines, and says what was right."""
    console = Console(stderr=True)
    with exit_with_reason():
        if sealed and (out is not None or real is not None):
            raise FormcheckError(
                "Of sealed videos only totals are shown: without --markdown and --real."
            )
        folders = find_folders(folder)
        seeds = choose_seeds(list(folders), seed or [], sealed=sealed)
        if sealed:
            sealed_log.check_log(sealed_log.LOG)
        commit = sealed_log.find_commit() if sealed else ""
    files = [file for one in seeds for file in list_films(folders[one], one)]
    named = list(map_jobs(name_film, files, workers, "Naming", console))
    films = [one for one in named if isinstance(one, Film)]
    readable = [f for f, one in zip(files, named, strict=True) if isinstance(one, Film)]
    groups = group_routines(readable, seeds[0])
    routines = list(map_jobs(name_routine, groups, workers, "Naming routines", console))
    if sealed:
        figures = list_figures(films, len(files) - len(films))
        sealed_log.log_evaluation("naming", commit, seeds, figures, sealed_log.LOG)
    jobs = list_jobs(read_labels(LABELS), real, CACHE / "real") if real is not None else []
    jobs = [job for job in jobs if job.label.kind != "photo"]
    people = list(map_jobs(name_real, jobs, workers, "Naming real people", console))
    seen = [one for one in people if isinstance(one, Film)]
    skipped = [(s.name, s.reason) for s in (*named, *people) if isinstance(s, Skipped)]
    if sealed:
        text = make_page(seeds, films, routines, ()).partition("### What is taken")[0]
        text += f"Left out: {len(skipped)} of {len(files)}."
    else:
        text = make_page(seeds, films, routines, seen, skipped)
    if out is not None:
        write_text(out, text)
    typer.echo(text)


if __name__ == "__main__":
    typer.run(main)
