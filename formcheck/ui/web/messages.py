"""The messages between page and server, in a live session and while sitting is watched.

``tests.ui.web.generate`` makes the page's TypeScript types from these models.
"""

from typing import Annotated, Literal, TypeVar

from pydantic import AliasGenerator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from formcheck.core.body import Side
from formcheck.core.posture.breaks import BreakStage
from formcheck.core.posture.posture_values import PostureState, Sensitivity, SlouchReason
from formcheck.core.session import screen_values, session_values
from formcheck.core.stretch.model import MOST_SETS
from formcheck.core.stretch.model import Id as SpecId
from formcheck.files.errors import FormcheckError
from formcheck.files.plain_json import format_json
from formcheck.output.draw.sketch import Sketch
from formcheck.output.report.json_part import Built, Hundredth, Rounded, Tenth
from formcheck.output.report.session_contract import SessionObject
from formcheck.store.profiles import MOST_NAME

MAX_TEXT_BYTES = 64 * 1024

# From the page to the server.

Id = Annotated[str, Field(max_length=200)]
Language = Annotated[str, Field(max_length=20)]
StretchId = SpecId
"""An id, never a path: the page may not read files."""
ProfileName = Annotated[str, Field(min_length=1, max_length=MOST_NAME)]


class PageRequest(BaseModel):
    """A JSON message from the page to the server; ``do`` is its kind."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class BeginSession(PageRequest):
    """A new session. at_desk: a short break at the desk, which chooses side, hold_s and sets."""

    do: Literal["begin"]
    stretches: Annotated[list[StretchId], Field(min_length=1, max_length=50)]
    side: Literal["both", "left", "right"] = "both"
    hold_s: Annotated[int, Field(ge=1, le=3600)] | None = None
    sets: Annotated[int, Field(ge=1, le=MOST_SETS)] | None = None
    language: Language = "en"
    at_desk: bool = False


class Reattach(PageRequest):
    """Continue the session or watch with that id in this page."""

    do: Literal["resume"]
    session: Id


class GiveCommand(PageRequest):
    """A command by key, button or voice."""

    do: Literal["command"]
    command: Literal["pause", "side", "next", "pain", "quit"]


class GiveAnswer(PageRequest):
    """An answer to a question."""

    do: Literal["answer"]
    question: Id
    answer: Annotated[str, Field(max_length=500)]


class HaltFrames(PageRequest):
    """No frames will come for a while; answered with a screen, like a frame."""

    do: Literal["halt"]
    why: Literal["hidden", "camera"]


SessionRequest = BeginSession | Reattach | GiveCommand | GiveAnswer | HaltFrames
SESSION_REQUEST: TypeAdapter[SessionRequest] = TypeAdapter(
    Annotated[SessionRequest, Field(discriminator="do")]
)


class Wishes(PageRequest):
    """How the person wants to be reminded; onset_s and break_every_s are seconds."""

    sensitivity: Sensitivity = Sensitivity.NORMAL
    onset_s: Annotated[float, Field(ge=10, le=900)] = 60.0
    break_every_s: Annotated[float, Field(ge=300, le=14400)] = 1800.0


class BeginWatch(PageRequest):
    """Start watching. take: even if another window is watching, whose watch then ends."""

    do: Literal["begin"]
    profile: ProfileName
    camera: Id = ""
    wishes: Wishes
    language: Language = "en"
    take: bool = False


class ChangeWishes(PageRequest):
    """Change the preferences while watching continues."""

    do: Literal["wishes"]
    wishes: Wishes


class ChangeLanguage(PageRequest):
    """Use that language for all texts from now on."""

    do: Literal["language"]
    language: Language


class ChooseProfile(PageRequest):
    """Switch to another profile or camera, and so to another baseline."""

    do: Literal["profile"]
    profile: ProfileName
    camera: Id


class PauseWatch(PageRequest):
    """Pause watching for that many minutes."""

    do: Literal["pause"]
    minutes: Annotated[float, Field(ge=1, le=240)]


class DecideBreak(PageRequest):
    """Take, postpone, skip or end the break; stretches: ids of those done in it.

    coach: take it with a session, which uses the camera, so that no frames come until its end.
    """

    do: Literal["break"]
    what: Literal["take", "coach", "postpone", "skip", "end"]
    stretches: list[StretchId] = Field(default=[], max_length=50)


class OrderWatch(PageRequest):
    """Record a baseline for the profile, or cancel recording; end the pause; end the watch."""

    do: Literal["calibrate", "leave-calibrating", "go-on", "end"]


WatchChange = ChangeWishes | ChangeLanguage | ChooseProfile | PauseWatch | DecideBreak | OrderWatch
"""Requests that take effect with the next frame."""
WatchRequest = BeginWatch | Reattach | WatchChange | HaltFrames
WATCH_REQUEST: TypeAdapter[WatchRequest] = TypeAdapter(
    Annotated[WatchRequest, Field(discriminator="do")]
)
RequestT = TypeVar("RequestT")


def read_message(adapter: TypeAdapter[RequestT], text: str) -> RequestT:
    """Returns the parsed message. Raises FormcheckError for one that the page never sends."""
    if len(text) > MAX_TEXT_BYTES:
        raise FormcheckError("The page sent too long a message: reload the page.")
    try:
        return adapter.validate_json(text)
    except ValidationError as error:
        raise FormcheckError(
            "The page sent a message that formcheck does not know: reload the page."
        ) from error


# From the server to the page.

RefusalCode = Literal["", "gone", "elsewhere"]
"""The session no longer exists ("gone"), another window has it ("elsewhere"), or neither ("")."""
Point = tuple[Tenth, Tenth]
"""x right and y down, in pixels of the frame that was sent."""


class ServerMessage(Built):
    """A message from the server to the page. Names that are Python keywords end in ``_`` here."""

    model_config = ConfigDict(
        alias_generator=AliasGenerator(serialization_alias=lambda name: name.removesuffix("_"))
    )

    def dump(self) -> dict[str, object]:
        """Returns the message as plain values, by the names that the page knows."""
        return self.model_dump(mode="json", by_alias=True)

    def dump_text(self) -> str:
        """Returns the message as JSON on one line."""
        return format_json(self.dump())


class ServerProof(ServerMessage):
    """The first message on each socket: the page sends nothing to a server without the proof."""

    is_: Literal["proof"] = "proof"
    proof: str


class Begun(ServerMessage):
    """The session or watch with that id has begun or continues."""

    is_: Literal["begun"] = "begun"
    session: str


class Refused(ServerMessage):
    """A refusal, which ends the connection; code: what the page can do about it, "" for nothing."""

    is_: Literal["refused"] = "refused"
    say: str
    code: RefusalCode = ""


class SessionEnded(ServerMessage):
    """The result of a session; problem: why it can't be stored, "" if it is."""

    is_: Literal["result"] = "result"
    result: SessionObject
    problem: str


class PacePart(ServerMessage):
    """The breathing pacer: the size of its circle, and its words."""

    size: Rounded
    say: str
    told: str


class StepPart(ServerMessage):
    """One hold or set of the programme."""

    number: int
    spec_id: str
    title: str
    side: Side
    set_number: int
    sets: int
    unit: Literal["hold", "rep", "breath", "release"]


class SessionScreen(ServerMessage):
    """Everything shown and heard for one frame of a session; see ``Screen``."""

    is_: Literal["screen"] = "screen"
    t_s: Rounded
    stage: session_values.Stage
    halt: session_values.Halt
    end: session_values.End
    headline: str
    mood: screen_values.Mood
    instruction: str
    detail: str
    unseen: tuple[str, ...]
    held_s: Hundredth
    ring: screen_values.ProgressRing
    pace: PacePart | None
    breath: str
    seconds_left: int | None
    framing: tuple[screen_values.FramingCheck, ...]
    ghost: list[list[Point]] | None
    sketch: Sketch | None
    size: tuple[int, int]
    step: StepPart
    question: screen_values.Question | None
    reply: str
    sounds: tuple[screen_values.Sound, ...]
    view_faults: list[str]


class WatchEvent(ServerMessage):
    """Something that happened at an analysed frame, and the sentence about it."""

    is_: Literal["nudge", "break", "break-over", "calibrated"]
    say: str = ""


class WatchScreen(ServerMessage):
    """Everything shown and heard for one frame of a watch; next_look_s: time until the next.

    signs: strength of each reason, which counts from 1 on. limits: how far each would have to go
    to count, in words. calibrating_left_s: time left to record the baseline, None if none is being
    recorded. baseline_taken: when the baseline in use was recorded, None without one.
    """

    is_: Literal["screen"] = "screen"
    state: PostureState
    why: tuple[SlouchReason, ...]
    cue: str
    needs: str
    since_s: Tenth
    sat_s: Tenth
    break_: BreakStage
    break_in_s: Tenth | None
    break_left_s: Tenth | None
    stretches: tuple[str, ...]
    paused_left_s: Tenth | None
    holding_back: str
    notes: list[str]
    signs: dict[SlouchReason, Hundredth]
    calibrating_left_s: Hundredth | None
    refusal: str
    baseline_taken: str | None
    limits: dict[SlouchReason, str]
    events: list[WatchEvent]
    problem: str
    next_look_s: Rounded
