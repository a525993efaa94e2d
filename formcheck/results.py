"""The results that the Python API returns: of recordings, photos and sitting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from formcheck.core.coach import FaultSpan, Hold, Repetition, SideSummary
from formcheck.core.posture.posture_values import Segment
from formcheck.engine.analyse import Analysis
from formcheck.engine.naming import RecognisedPart
from formcheck.engine.photo_check import PhotoAnalysis
from formcheck.engine.routine import OneStretch, Routine
from formcheck.engine.sit_video import SitVideo
from formcheck.files.errors import FormcheckError
from formcheck.output.report.contract import (
    build_check_result,
    build_photo_result,
    build_video_result,
)
from formcheck.output.report.json_part import format_results
from formcheck.output.report.sit_contract import build_sit_video

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from pandas import DataFrame

_MISSING = "{what} needs {name}: install it with `pip install {name}`."
READING = np.dtype([
    ("time_s", "f8"), ("side", "U5"), ("quantity", "U64"), ("value", "f4"), ("sigma", "f4"),
    ("verdict", "U6"),
])  # fmt: skip
"""A row of ``CheckResult.readings``: value and sigma in the unit of the quantity (degrees, ratio or
1/s), NaN if it could not be measured; verdict is ok, unsure, low, high or unseen, empty if nothing
was required."""


class _Shown:
    """A result whose repr lists its findings in one line."""

    _shown: ClassVar[tuple[str, ...]]

    def __repr__(self) -> str:
        found = ", ".join(f"{name}={getattr(self, name)!r}" for name in self._shown)
        return f"{type(self).__name__}({found})"


@dataclass(frozen=True, eq=False, repr=False)
class CheckResult(_Shown):
    """The result of one recording of one stretch. Times are seconds from its first frame."""

    _shown = ("file", "stretch", "holds", "repetitions", "faults", "unjudged")
    analysis: Analysis
    """The full result; its structure may change between versions."""
    named: RecognisedPart | None = None
    """The recognised stretch, from start_s to end_s, if none was given, else None; its structure
    may change too."""

    @property
    def file(self) -> str:
        """The name of the input; empty for landmarks."""
        return self.analysis.file

    @property
    def stretch(self) -> str:
        """The id of the stretch."""
        return self.analysis.spec.id

    @property
    def duration_s(self) -> float:
        """Duration of the recording in seconds."""
        return self.analysis.duration_s

    @property
    def completed(self) -> bool:
        """Whether every judged side completed the whole dose."""
        return self.analysis.completed

    @property
    def sides(self) -> tuple[SideSummary, ...]:
        """The result of each working side."""
        return self.analysis.sides

    @property
    def holds(self) -> tuple[Hold, ...]:
        """The holds of all sides: start_s, end_s, held_s in good form, and whether each counts.

        In about four of five cases a hold's true length lies between least_s and most_s, which are
        None if nothing could be judged.
        """
        return tuple(hold for side in self.sides for hold in side.holds)

    @property
    def repetitions(self) -> tuple[Repetition, ...]:
        """The repetitions of all sides, including those that do not count."""
        return tuple(rep for side in self.sides for rep in side.repetitions)

    @property
    def faults(self) -> tuple[FaultSpan, ...]:
        """The faults of all sides: id, start_s, end_s, cue."""
        return tuple(fault for side in self.sides for fault in side.faults)

    @property
    def unjudged(self) -> tuple[str, ...]:
        """Names of the quantities that could not be judged, without repeats."""
        names = (
            outcome.measure
            for side in self.sides
            for outcome in side.outcomes
            if outcome.state == "not judged"
        )
        return tuple(dict.fromkeys(names))

    @property
    def warnings(self) -> tuple[str, ...]:
        """Warnings about the recording, in sentences."""
        return self.analysis.warnings

    @property
    def readings(self) -> NDArray[np.void]:
        """A row for each quantity in each frame, in time order; see ``READING``."""
        records = self.analysis.records
        tables = []
        for number, side in enumerate(records.sides):
            rows = np.flatnonzero(records.shown == number)
            table = np.zeros((len(rows), len(side.measures)), dtype=READING)
            table["time_s"] = records.poses.t_s[rows, None]
            table["side"] = side.plan.side.value
            table["quantity"] = side.measures
            values, verdicts = side.list_readings()
            table["value"] = values[rows]
            table["sigma"] = side.rows["sigmas"][rows]
            table["verdict"] = verdicts[rows]
            tables.append(table.reshape(-1))
        whole = np.concatenate(tables)
        return whole[np.argsort(whole["time_s"], kind="stable")]

    def to_json(self) -> str:
        """The JSON of ``formcheck check --json``, whose schema is docs/check.schema.json."""
        return format_results(build_video_result(self.analysis, self.named))

    def to_dataframe(self) -> DataFrame:
        """``readings`` as a pandas data frame. Raises FormcheckError if pandas is missing."""
        try:
            import pandas as pd  # noqa: PLC0415 - optional
        except ModuleNotFoundError as error:
            raise FormcheckError(_MISSING.format(what="A data frame", name="pandas")) from error
        return pd.DataFrame(self.readings)

    def plot(self) -> Figure:
        """Plots each quantity of the hold over time, with its target, holds and faults.

        Raises FormcheckError if matplotlib is missing.
        """
        try:
            from formcheck.output.report.plot import plot_analysis  # noqa: PLC0415 - optional
        except ModuleNotFoundError as error:
            raise FormcheckError(_MISSING.format(what="A plot", name="matplotlib")) from error
        return plot_analysis(self.analysis)


@dataclass(frozen=True, eq=False, repr=False)
class RoutineCheck(_Shown):
    """The result of a recording of several stretches. Times are seconds from its first frame."""

    _shown = ("parts", "unclear", "left_out", "warnings")
    found: OneStretch | Routine
    """The full result; its structure may change between versions."""

    @property
    def parts(self) -> tuple[CheckResult, ...]:
        """The result of each stretch, in time order; their times are those of the recording."""
        return tuple(CheckResult(analysis, named) for named, analysis in self.found.parts)

    @property
    def unclear(self) -> tuple[RecognisedPart, ...]:
        """Spans in which no stretch was certain: start_s, end_s, names with their probabilities."""
        return self.found.unclear

    @property
    def left_out(self) -> tuple[str, ...]:
        """Ids of the stretches that were asked for and not done, once for each time."""
        return self.found.left_out

    @property
    def reordered(self) -> bool:
        """Whether the stretches were done in another order than asked for."""
        return self.found.reordered

    @property
    def warnings(self) -> tuple[str, ...]:
        """Warnings about the recording, in sentences; each of several parts has its own too."""
        return self.found.warnings

    def to_json(self) -> str:
        """The JSON of ``formcheck check --json``, whose schema is docs/check.schema.json."""
        return format_results(build_check_result(self.found))


@dataclass(frozen=True, eq=False, repr=False)
class PhotoCheck(_Shown):
    """The result of one photo of a stretch."""

    _shown = ("form", "faults", "unjudged")
    analysis: PhotoAnalysis
    """The full result; its structure may change between versions."""

    @property
    def form(self) -> str:
        """The verdict: "ok", "faulty", or "unseen" if too little can be judged."""
        return self.analysis.verdict.form.value

    @property
    def faults(self) -> tuple[str, ...]:
        """Ids of the faults in the photo."""
        return tuple(fault.id for fault in self.analysis.verdict.faults)

    @property
    def unjudged(self) -> dict[str, str]:
        """Quantities that a single photo, or this one, can't show, each with the reason."""
        return {name: str(why) for name, why in self.analysis.verdict.unjudged.items()}

    @property
    def warnings(self) -> tuple[str, ...]:
        """Warnings about the photo, in sentences."""
        return self.analysis.warnings

    def to_json(self) -> str:
        """The JSON of ``formcheck check --json``, whose schema is docs/check.schema.json."""
        return format_results(build_photo_result(self.analysis))


@dataclass(frozen=True, eq=False, repr=False)
class PostureResult(_Shown):
    """The sitting posture in a recording. Times are seconds from its first frame."""

    _shown = ("segments", "nudges", "warnings")
    video: SitVideo
    """The full result; its structure may change between versions."""

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The posture over time, without gaps: start_s, end_s, state, why."""
        return self.video.segments

    @property
    def nudges(self) -> tuple[float, ...]:
        """When a live session would have reminded the person, in seconds."""
        return tuple(t_s for t_s, _ in self.video.nudges)

    @property
    def warnings(self) -> tuple[str, ...]:
        """Warnings about the recording, in sentences."""
        return self.video.warnings

    def to_json(self) -> str:
        """The JSON of ``formcheck sit check --json``, whose schema is docs/sit.schema.json."""
        return format_results(build_sit_video(self.video))
