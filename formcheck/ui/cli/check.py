"""``formcheck check``: whether it was done in good form."""
# ruff: noqa: PLC0415 - what a command needs loads when it runs, so that help is quick

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

Debug = Annotated[bool, typer.Option("--debug", help="Show where in the code an error came from.")]
"""Main looks for it before the commands are parsed."""
AskedSide = Literal["left", "right", "both", "auto"]
Model = Annotated[Literal["full", "lite", "heavy"], typer.Option(help="The pose model.")]
Camera = Annotated[
    str,
    typer.Option(
        metavar="N|NAME|URL|FILE",
        help="A camera by number or part of its name, the address of a network camera "
        "(http, https or rtsp), or a video file to try it out with.",
    ),
]
Language = Annotated[str | None, typer.Option(help="The language of voice and texts, such as de.")]


def check(
    files: Annotated[
        list[Path], typer.Argument(help="Videos, photos, or recordings (.npz).", show_default=False)
    ],
    stretch: Annotated[
        str | None,
        typer.Option(
            "--stretch",
            "-s",
            help="The id of a stretch or a spec file (.toml); for a routine, several ids with "
            "commas. Without it formcheck finds out which stretches are shown.",
        ),
    ] = None,
    side: Annotated[AskedSide, typer.Option(help="The working side; auto finds it out.")] = "auto",
    json: Annotated[
        str | None,
        typer.Option(
            help="Write JSON to this file, or to the terminal with -. One object for one input, "
            "one object a line for several.",
            metavar="FILE|-",
        ),
    ] = None,
    csv: Annotated[
        Path | None,
        typer.Option(help="Write a CSV row for every picture. A folder for several inputs."),
    ] = None,
    video: Annotated[
        Path | None,
        typer.Option(
            help="Write the video with skeleton, cues and hold ring, or the photo as PNG. "
            "A folder for several inputs."
        ),
    ] = None,
    record: Annotated[
        Path | None,
        typer.Option(
            help="Keep what the pose model saw (.npz), to check again without the video. "
            "A folder for several inputs."
        ),
    ] = None,
    model: Model = "full",
    debug: Debug = False,  # noqa: ARG001
) -> None:
    """Check a stretch in videos, photos or recordings.

    Says what was held in good form, what went wrong and when, and what could not be seen.
    Ends with 0 when all inputs were judged, 2 when one could not be.
    """
    from formcheck.output.report.jobs import CheckOutputs, check_files

    wanted = CheckOutputs(json=json, csv=csv, video=video, record=record)
    if not check_files(files, stretch, side, wanted, model):
        raise typer.Exit(2)
