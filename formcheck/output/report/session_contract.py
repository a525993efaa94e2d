"""The JSON of live sessions, present and past: a stable contract with a version and a schema."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, PlainSerializer, ValidationError

from formcheck.core.language import Sentence, Words
from formcheck.core.session.account import SideRecap
from formcheck.core.session.session_values import SessionResult, StretchResult
from formcheck.files.errors import FormcheckError
from formcheck.output.report.json_part import Part, Rounded
from formcheck.output.report.side_contract import SideName, SidePart, build_side_part
from formcheck.store import store_texts
from formcheck.store.history import build_damage_error

EndName = Literal["open", "completed", "stopped", "pain"]
Moment = Annotated[datetime, PlainSerializer(datetime.isoformat, return_type=str)]


class AnswerPart(Part):
    """What the person answered."""

    question: str
    """The question's id."""
    stretch: str = ""
    """The id of the stretch that asks it; empty: asked of all."""
    text: str
    """The question as it was asked."""
    answer: str
    """Empty when it was passed over."""


class WorkedPart(SidePart):
    """What one side came to, and what was planned for it."""

    planned_s: Rounded | None = None
    """Seconds of holds planned for this side; null when kept by an older formcheck."""
    planned_reps: int = 0
    """Repetitions planned for this side; 0 where seconds are held."""


class StretchPart(Part):
    """What one stretch came to."""

    stretch: str
    """The id of the stretch."""
    title: str
    """What it is called, in the session's language."""
    side: SideName
    """The side that was worked; both: two of them, or at once."""
    planned_s: Rounded
    """Seconds of holds that were planned, over all sides."""
    hold_s: Rounded
    """Seconds of good form, over all sides."""
    counted_s: Rounded | None = None
    """Seconds that count, or of the longest hold where none counts, over all sides, of each at most
    those planned; null when kept by an older formcheck."""
    planned_reps: int = 0
    """Repetitions that were planned, over all sides; 0 where seconds are held."""
    counted_reps: int = 0
    """Repetitions that count, over all sides; 0 where seconds are held."""
    sides: list[WorkedPart]
    """The sides that were begun."""
    completed: bool
    """Everything planned was done."""
    is_timer: bool = False
    """Only a few coarse things were checked."""


class SessionObject(Part):
    """A live session. Times are seconds from its first picture."""

    version: Literal[1] = 1
    """Rises when something is taken out, changes its meaning or may have a new word for its value;
    other additions leave it."""
    end: EndName
    """How it ended; open: it goes on, or was cut off."""
    duration_s: Rounded
    """How long it lasted, in seconds."""
    stretches: list[StretchPart]
    """What each stretch came to, in the order planned."""
    completed: bool
    """Every stretch was done as planned."""
    answers: list[AnswerPart]
    """What the person answered, in order."""
    good: list[str]
    """What went well, in words, most telling first."""
    watch: list[str]
    """What to look out for next time, in words."""
    verdict: str = ""
    """What it came to, in one sentence."""
    unjudged: list[str] = Field(default=[])
    """What could not be judged, and where the camera would see it."""


class SessionRowPart(Part):
    """A session of the history in short."""

    id: int
    """Its number."""
    started: Moment
    """When it began: ISO 8601 with its zone."""
    ended: Moment
    """When it ended or was last saved: ISO 8601 with its zone."""
    end: EndName
    """open: it goes on, or was cut off."""
    completed: bool
    """Every stretch was done as planned."""
    titles: list[str]
    """The stretches, as they were called."""
    held_s: Rounded
    """Seconds that count, or of the longest hold where none counts, of each side at most those
    planned."""
    planned_s: Rounded
    """Seconds of holds that were planned."""
    reps: int
    """Repetitions that count."""
    planned_reps: int
    """Repetitions that were planned."""
    faults: int
    """Kinds of faults, of each stretch by itself."""


class HistoryObject(Part):
    """The sessions of the history."""

    version: Literal[1] = 1
    """Rises when something is taken out, changes its meaning or may have a new word for its value;
    other additions leave it."""
    unreadable: int
    """Damaged entries of the history, left out here."""
    sessions: list[SessionRowPart]
    """Those that are listed, newest first."""


class PastSessionObject(SessionRowPart):
    """One session of the history."""

    version: Literal[1] = 1
    """Rises as that of the list of sessions does."""
    result: SessionObject | None
    """null when it was cut off before it was kept."""


def dump_session(result: SessionResult) -> dict[str, Any]:
    """The contract's object of a session as plain values, ready for ``format_json``."""
    return SessionObject.build(
        result,
        end=result.end.value,
        stretches=[_build_stretch_part(stretch, result.words) for stretch in result.stretches],
        completed=all(stretch.completed for stretch in result.stretches),
    ).model_dump(mode="json")


def parse_session(number: int, result: Mapping[str, Any]) -> SessionObject:
    """The session of that number as the history kept it, without what is not known here.

    Raises FormcheckError if damaged, or of a newer formcheck.
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
        # both where none was begun, for then either could have been
        side=stretch.sides[0].side.value if len(stretch.sides) == 1 else "both",
        hold_s=sum(side.held_s for side in stretch.sides),
        counted_s=sum(
            min(SideRecap.of_summary(side).held_s, side.plan.dose.planned_s)
            for side in stretch.sides
        ),
        sides=[
            WorkedPart.build(
                build_side_part(side, words),
                planned_s=side.plan.dose.planned_s,
                planned_reps=side.plan.dose.planned_reps,
            )
            for side in stretch.sides
        ],
    )
