"""What page and server say to each other, in a live session and while sitting is watched.

``tests.ui.web.generate`` makes the page's TypeScript types of these models.
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
"""Only an id, and no path: the page reads no files."""
ProfileName = Annotated[str, Field(min_length=1, max_length=MOST_NAME)]


class PageRequest(BaseModel):
    """What the page sends to the server: JSON, told apart by ``do``."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class BeginSession(PageRequest):
    """A new session. at_desk: a short break there, which sets sides, hold_s and sets itself."""

    do: Literal["begin"]
    stretches: Annotated[list[StretchId], Field(min_length=1, max_length=50)]
    side: Literal["both", "left", "right"] = "both"
    hold_s: Annotated[int, Field(ge=1, le=3600)] | None = None
    sets: Annotated[int, Field(ge=1, le=MOST_SETS)] | None = None
    language: Language = "en"
    at_desk: bool = False


class Reattach(PageRequest):
    """Continue the session or watch of that id in this page."""

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


class HaltSession(PageRequest):
    """No pictures come for now; the answer is a screen, as to a picture."""

    do: Literal["halt"]
    why: Literal["hidden", "camera"]


SessionRequest = BeginSession | Reattach | GiveCommand | GiveAnswer | HaltSession
SESSION_REQUEST: TypeAdapter[SessionRequest] = TypeAdapter(
    Annotated[SessionRequest, Field(discriminator="do")]
)


class Wishes(PageRequest):
    """How the person wants to be reminded; onset_s and break_every_s are seconds."""

    sensitivity: Sensitivity = Sensitivity.NORMAL
    onset_s: Annotated[float, Field(ge=10, le=900)] = 60.0
    break_every_s: Annotated[float, Field(ge=300, le=14400)] = 1800.0


class BeginWatch(PageRequest):
    """Start watching. take: also when another window watches, whose watch then ends."""

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
    """Say everything in that language from now on."""

    do: Literal["language"]
    language: Language


class ChooseProfile(PageRequest):
    """Change to another profile or camera, and so to another baseline."""

    do: Literal["profile"]
    profile: ProfileName
    camera: Id


class PauseWatch(PageRequest):
    """Pause watching for that many minutes."""

    do: Literal["pause"]
    minutes: Annotated[float, Field(ge=1, le=240)]


class DecideBreak(PageRequest):
    """Take, postpone, skip or end the break; stretches are the ids of those done in it.

    coach takes it too: no pictures come until its end, for a session has the camera.
    """

    do: Literal["break"]
    what: Literal["take", "coach", "postpone", "skip", "end"]
    stretches: list[StretchId] = Field(default=[], max_length=50)


class HaltWatch(PageRequest):
    """No pictures come for now; the answer is a screen, as to a picture."""

    do: Literal["halt"]
    why: Literal["camera", "paused"]


class OrderWatch(PageRequest):
    """Record a baseline for the profile, or cancel that; end the pause; end the watch."""

    do: Literal["calibrate", "leave-calibrating", "go-on", "end"]


WatchChange = ChangeWishes | ChangeLanguage | ChooseProfile | PauseWatch | DecideBreak | OrderWatch
"""What takes effect with the next picture."""
WatchRequest = BeginWatch | Reattach | WatchChange | HaltWatch
WATCH_REQUEST: TypeAdapter[WatchRequest] = TypeAdapter(
    Annotated[WatchRequest, Field(discriminator="do")]
)
RequestT = TypeVar("RequestT")


def read_message(adapter: TypeAdapter[RequestT], text: str) -> RequestT:
    """The message in the text. Raises FormcheckError for a message that the page never sends."""
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
"""There is no such session any more ("gone"), another window has it, or neither ("")."""
Point = tuple[Tenth, Tenth]
"""x right and y down, in pixels of the picture that was sent."""


class ServerMessage(Built):
    """What the server sends to the page. A name that is a Python keyword ends in ``_`` here."""

    model_config = ConfigDict(
        alias_generator=AliasGenerator(serialization_alias=lambda name: name.removesuffix("_"))
    )

    def dump(self) -> dict[str, object]:
        """The same as plain values, by the names that the page knows."""
        return self.model_dump(mode="json", by_alias=True)

    def dump_text(self) -> str:
        """The same as JSON on one line."""
        return format_json(self.dump())


class ServerProof(ServerMessage):
    """The first message on each socket: the page says nothing to a server that can't show this."""

    is_: Literal["proof"] = "proof"
    proof: str


class Begun(ServerMessage):
    """The session or watch of that id has begun, or goes on."""

    is_: Literal["begun"] = "begun"
    session: str


class Refused(ServerMessage):
    """It ends here; code says what the page can do about it, "" where nothing can be done."""

    is_: Literal["refused"] = "refused"
    say: str
    code: RefusalCode = ""


class SessionEnded(ServerMessage):
    """What a session came to; problem says why it can't be kept, "" when it is."""

    is_: Literal["result"] = "result"
    result: SessionObject
    problem: str


class PacePart(ServerMessage):
    """The breathing pacer: how large its circle is, and its words."""

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
    """All that is shown and heard of a session for one picture; see ``Screen``."""

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
    """Something that happened during a look, and what is to be said about it."""

    is_: Literal["nudge", "break", "break-over", "calibrated"]
    say: str = ""


class WatchScreen(ServerMessage):
    """All that is shown and heard of a watch for one look; next_look_s: when the next one is due.

    signs: how far each reason is on the way to counting: 1 is where it begins to. limits: how far
    it would have to go for that, in words. calibrating_left_s: how long the baseline takes still,
    None while none is taken. baseline_taken: when the one in use was, None without one.
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
