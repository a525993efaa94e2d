"""``formcheck check`` and ``batch``: whether files show good form."""
# ruff: noqa: PLC0415 - what a command needs loads when it runs, so that help is quick

from functools import partial
from pathlib import Path
from typing import Annotated, Literal

import typer

from formcheck.engine import AskedSide

Debug = Annotated[bool, typer.Option("--debug", help="Show where in the code an error came from.")]
"""``main`` looks for it before the commands are parsed."""
Model = Annotated[Literal["full", "lite", "heavy"], typer.Option(help="The pose model.")]
Camera = Annotated[
    str,
    typer.Option(
        metavar="N|NAME|URL|FILE",
        help="A camera by number or part of its name, the address of a network camera "
        "(http, https or rtsp), or a video file to try it out with.",
    ),
]
Language = Annotated[
    str | None,
    typer.Option(metavar="LANGUAGE", help="The language of voice and texts, such as de."),
]
stretch_option = partial(typer.Option, "--stretch", "-s", metavar="ID|FILE")
json_option = partial(typer.Option, metavar="FILE|-")
output_option = partial(typer.Option, metavar="FILE|FOLDER")
_NEEDED = {"cryptography", "dask", "distributed", "fsspec", "jinja2", "pyarrow"}
"""Packages that the extra ``cluster`` installs."""


def check(
    files: Annotated[
        list[Path], typer.Argument(help="Videos, photos, or recordings (.npz).", show_default=False)
    ],
    stretch: Annotated[
        list[str] | None,
        stretch_option(
            help="The id of a stretch or a spec file (.toml); for a routine, several ids with "
            "commas. May be repeated. Without it formcheck recognises bundled stretches in a "
            "video; a photo needs it."
        ),
    ] = None,
    side: Annotated[AskedSide, typer.Option(help="The working side; auto finds it out.")] = "auto",
    json: Annotated[
        str | None,
        json_option(
            help="Write JSON to this file, or to the terminal with -. One object for one input, "
            "one object a line for several."
        ),
    ] = None,
    csv: Annotated[
        str | None,
        output_option(
            help="Write a CSV row for every frame. A folder for several inputs. Of a routine each "
            "part has a file of its own, such as NAME-part-1.csv. Not for photos.",
        ),
    ] = None,
    video: Annotated[
        str | None,
        output_option(
            help="Write the video with skeleton, cues and hold ring, or the photo "
            "(.png, .jpg or .webp). A folder for several inputs.",
        ),
    ] = None,
    record: Annotated[
        str | None,
        output_option(
            help="Keep what the pose model saw (.npz), to check again without the video. "
            "A folder for several inputs.",
        ),
    ] = None,
    model: Model = "full",
    debug: Debug = False,  # noqa: ARG001
) -> None:
    """Check a stretch in videos, photos or recordings.

    Says what was held in good form, what went wrong and when, and what could not be seen.
    Exit code 0 when every input got a result, 2 when one could not be judged
    as a whole or an output could not be written.
    """
    from formcheck.ui.jobs import CheckOutputs, check_files

    wanted = CheckOutputs(json=json, csv=csv, video=video, record=record)
    if not check_files(files, ",".join(stretch) if stretch else None, side, wanted, model):
        raise typer.Exit(2)


def batch(
    inputs: Annotated[
        list[str],
        typer.Argument(
            help="Videos, photos, recordings (.npz); folders of them; lists (.csv) with columns "
            "file, stretch and side. Also addresses: s3://, gs://, abfs://, https://.",
            show_default=False,
        ),
    ],
    out: Annotated[
        str,
        typer.Option(
            help="The folder for results, table and summary. What has a result there is not done "
            "again.",
            metavar="FOLDER",
            show_default=False,
        ),
    ],
    stretch: Annotated[
        list[str] | None,
        stretch_option(help="As for `check`; for files whose list entry names no stretch."),
    ] = None,
    side: Annotated[
        AskedSide,
        typer.Option(help="The working side, where no list names one; auto finds it out."),
    ] = "auto",
    video: Annotated[
        bool, typer.Option("--video", help="Draw an annotated video, or photo, of each file.")
    ] = False,
    report: Annotated[
        bool,
        typer.Option(
            "--report", help="Also save, as text, what `check` would print for each file."
        ),
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Retry inputs that could not be judged.")
    ] = False,
    limit: Annotated[
        float,
        typer.Option(
            min=0.01,
            max=1440.0,
            metavar="MIN",
            help="Most minutes for one file; a file that exceeds it twice is set aside.",
        ),
    ] = 60.0,
    workers: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=10_000,
            metavar="N",
            help="Processes; by default one for each core, if there are 2 GB of memory for each, "
            "and with --cluster a single one.",
            show_default=False,
        ),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="The address of a running Dask scheduler, such as tcp://10.0.0.5:8786.",
        ),
    ] = None,
    cluster: Annotated[
        Literal["slurm", "kubernetes"] | None,
        typer.Option(help="Start workers there, as your Dask configuration says."),
    ] = None,
    model: Model = "full",
    debug: Debug = False,  # noqa: ARG001
) -> None:
    """Check thousands of files, on all cores or on a cluster, and continue after an interruption.

    Writes the JSON of each file, a table of all (Parquet and CSV) and a summary
    page that lists first what a person should look at. Exit code 0 when all
    inputs were judged, 2 when one could not be.
    """
    from formcheck.core.stretch.dose import format_count
    from formcheck.files.errors import FormcheckError
    from formcheck.files.streams import say, say_error

    try:
        import cryptography  # noqa: F401 - Dask loads it late, and names another package instead

        from formcheck.ui.batch.batch_run import PAGE, run_batch
    except ModuleNotFoundError as error:
        if str(error.name).partition(".")[0] not in _NEEDED:
            raise
        raise FormcheckError(
            f'batch needs {error.name}: install it with `pip install ".[cluster]"`.'
        ) from error
    except ValueError as error:  # Dask reads its configuration on import
        why = " ".join(str(error).split())
        if "dask config" not in why:
            raise
        raise FormcheckError(f"Dask's configuration can't be read: {why}.") from error
    if scheduler and (cluster or workers):
        raise FormcheckError(
            "--scheduler has workers of its own: leave out --cluster and --workers."
        )
    extras = [name for name, wanted in {"video": video, "report": report}.items() if wanted]
    total, done_now, unjudged = run_batch(
        inputs, ",".join(stretch) if stretch else None, side, out,
        model=model, extras=extras, again=again, limit_s=60.0 * limit,
        workers=workers, scheduler=scheduler, cluster=cluster,
    )  # fmt: skip
    say(f"{format_count(total, 'file')}, {done_now} of them checked now: {out}/{PAGE}")
    if unjudged:
        say_error(f"{unjudged} could not be judged as a whole: the summary says why.")
        raise typer.Exit(2)
