"""The JSON of live sessions, current and past: a stable, versioned contract with a schema."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, PlainSerializer, ValidationError

from formcheck.core.language import Sentence, Words
from formcheck.core.session.account import SideRecap
from formcheck.core.session.session_values import SessionResult, StretchResult
from formcheck.core.stretch.dose import Amount, Unit
from formcheck.files.errors import FormcheckError
from formcheck.output.report.json_part import Part, Rounded
from formcheck.output.report.side_contract import (
    AmountPart,
    SideName,
    SidePart,
    build_side_part,
)
from formcheck.store import store_texts
from formcheck.store.history import build_damage_error

EndName = Literal["open", "completed", "stopped", "pain"]
Moment = Annotated[datetime, PlainSerializer(datetime.isoformat, return_type=str)]


class AnswerPart(Part):
    """The person's answer to a question."""

    question: str
    """The question's id."""
    stretch: str = ""
    """The id of the stretch that asks it; empty: asked about the whole session."""
    text: str
    """The question; one about one of several stretches begins with that title."""
    answer: str
    """The answer; empty if the question was skipped."""


class WorkedPart(SidePart):
    """The result of one side, and what was planned for it."""

    planned_s: Rounded | None = None
    """Seconds of holds planned for this side; null if saved by an older formcheck."""
    planned_reps: int = 0
    """Repetitions planned for this side; 0 for holds."""


class StretchPart(Part):
    """The result of one stretch."""

    stretch: str
    """The id of the stretch."""
    title: str
    """The title of the stretch in the session's language."""
    side: SideName
    """The side that worked; both: one after the other, both at once, or none begun."""
    planned_s: Rounded
    """Planned seconds of holds, summed over all sides."""
    hold_s: Rounded
    """Seconds of good form, summed over all sides."""
    counted_s: Rounded | None = None
    """Seconds that count (if none does, those of the longest hold), for each side at most those
    planned, summed over all sides; null if saved by an older formcheck."""
    planned_reps: int = 0
    """Planned repetitions, summed over all sides; 0 for holds."""
    counted_reps: int = 0
    """Repetitions that count, summed over all sides; 0 for holds."""
    sides: list[WorkedPart]
    """The results of the sides that were begun."""
    completed: bool
    """Whether everything planned was done."""
    is_timer: bool = False
    """Whether only a few coarse things were checked, not the whole form."""


class SessionObject(Part):
    """A live session. Times are seconds from its first frame."""

    version: Literal[1] = 1
    """Increases when a field is removed, changes its meaning or may have a new word as its value,
    not for other additions."""
    end: EndName
    """How it ended; open: it is still running, or was interrupted."""
    duration_s: Rounded
    """Duration in seconds."""
    stretches: list[StretchPart]
    """The result of each stretch, in the planned order."""
    completed: bool
    """Whether every stretch was done as planned."""
    done: list[AmountPart] | None = None
    """What counts, summed by unit; null if saved by an older formcheck."""
    answers: list[AnswerPart]
    """The person's answers, in order."""
    good: list[str]
    """What went well, in words, the most important first."""
    watch: list[str]
    """What to watch next time, in words."""
    verdict: str = ""
    """The result of the session in one sentence."""
    unjudged: list[str] = Field(default=[])
    """What could not be judged, and where the camera would have to be for it."""


class SessionRowPart(Part):
    """Summary of a session in the history."""

    id: int
    """The number of the session."""
    started: Moment
    """When it began: ISO 8601 with time zone."""
    ended: Moment
    """When it ended or was last saved: ISO 8601 with time zone."""
    end: EndName
    """How it ended; open: it is still running, or was interrupted."""
    completed: bool
    """Whether every stretch was done as planned."""
    titles: list[str]
    """The titles of the stretches at the time."""
    held_s: Rounded
    """Seconds that count (if none does, those of the longest hold), for each side at most those
    planned."""
    planned_s: Rounded
    """Planned seconds of holds."""
    reps: int
    """Repetitions that count."""
    planned_reps: int
    """Planned repetitions."""
    done: list[AmountPart]
    """What counts, summed by unit."""
    faults: int
    """Number of different faults, counted separately for each stretch."""


class HistoryObject(Part):
    """The list of sessions in the history."""

    version: Literal[1] = 1
    """Increases when a field is removed, changes its meaning or may have a new word as its value,
    not for other additions."""
    unreadable: int
    """Number of damaged entries of the history, left out here."""
    sessions: list[SessionRowPart]
    """The listed sessions, newest first."""


class PastSessionObject(SessionRowPart):
    """One session of the history with its result."""

    version: Literal[1] = 1
    """Increases as that of the list of sessions does."""
    result: SessionObject | None
    """The result; null if the session was interrupted before the first save."""


def dump_session(result: SessionResult) -> dict[str, Any]:
    """Returns the JSON object of a session as plain values, ready for ``format_json``."""
    return SessionObject.build(
        result,
        end=result.end.value,
        stretches=[_build_stretch_part(stretch, result.words) for stretch in result.stretches],
        completed=all(stretch.completed for stretch in result.stretches),
        done=_sum_done(result.stretches),
    ).model_dump(mode="json")


def parse_session(number: int, result: Mapping[str, Any]) -> SessionObject:
    """Parses a result saved in the history, ignoring unknown fields; number is for the errors.

    Raises FormcheckError if it is damaged, or of a newer formcheck.
    """
    version, known = result.get("version"), SessionObject.model_fields["version"].default
    if isinstance(version, int) and version > known:
        raise FormcheckError(Sentence(store_texts.SESSION_NEWER, number=str(number)))
    try:
        return SessionObject.model_validate(result, extra="ignore")
    except ValidationError as error:
        raise build_damage_error(number) from error


def _build_stretch_part(stretch: StretchResult, words: Words) -> StretchPart:
    return StretchPart.build(
        stretch,
        stretch=stretch.spec_id,
        # both if none was begun: it could have been either
        side=stretch.sides[0].side.value if len(stretch.sides) == 1 else "both",
        hold_s=sum(side.held_s for side in stretch.sides),
        counted_s=_sum_counted_s(stretch),
        sides=[
            WorkedPart.build(
                build_side_part(side, words),
                planned_s=side.plan.dose.planned_s,
                planned_reps=side.plan.dose.planned_reps,
            )
            for side in stretch.sides
        ],
    )


def _sum_counted_s(stretch: StretchResult) -> float:
    return sum(
        min(SideRecap.of_summary(side).held_s, side.plan.dose.planned_s) for side in stretch.sides
    )


def _sum_done(stretches: Iterable[StretchResult]) -> list[Amount]:
    totals: dict[Unit, Amount] = {}
    for stretch in stretches:
        before = totals.get(stretch.unit, Amount(stretch.unit, 0, 0))
        counts = (
            min(SideRecap.of_summary(side).count, side.plan.dose.planned) for side in stretch.sides
        )
        count = _sum_counted_s(stretch) if stretch.unit == "hold" else sum(counts)
        total = Amount(stretch.unit, before.count + count, before.planned + stretch.planned)
        totals[stretch.unit] = total
    return list(totals.values())
