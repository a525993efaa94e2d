"""What page and server say to each other in a watch over how somebody sits."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from formcheck.core.posture.breaks import BreakKind, BreakStage
from formcheck.core.posture.posture_values import State, View, Why
from formcheck.core.posture.sit_events import Watching
from formcheck.store.profiles import MOST_NAME
from formcheck.ui.web.messages import (
    Asked,
    Hundredths,
    Id,
    Language,
    PageMessage,
    Share,
    StretchId,
    TakeUp,
    Tenths,
    read_message,
)

ProfileName = Annotated[str, Field(min_length=1, max_length=MOST_NAME)]


class Wishes(Asked):
    """How the person wants to be told of their sitting."""

    sensitivity: Literal["relaxed", "normal", "strict"] = "normal"
    onset_s: Annotated[float, Field(ge=10, le=900)] = 60.0
    break_every_s: Annotated[float, Field(ge=300, le=14400)] = 1800.0


class BeginWatch(Asked):
    """Watch from now on. take: also when another window watches, which then ends."""

    do: Literal["begin"]
    profile: ProfileName
    camera: Id = ""
    wishes: Wishes
    language: Language = "en"
    take: bool = False


class ChangeWishes(Asked):
    """Other wishes; the sitting goes on."""

    do: Literal["wishes"]
    wishes: Wishes


class ChooseProfile(Asked):
    """Another profile or camera: another baseline."""

    do: Literal["profile"]
    profile: ProfileName
    camera: Id


class Calibrate(Asked):
    """Take a baseline for the profile, or leave off taking one."""

    do: Literal["calibrate", "leave-calibrating"]


class RestWatch(Asked):
    """No watching for so long."""

    do: Literal["pause"]
    minutes: Annotated[float, Field(ge=1, le=240)]


class GoOn(Asked):
    """The pause is over."""

    do: Literal["go-on"]


class DecideBreak(Asked):
    """What is to become of the break; stretches are those that were done in it."""

    do: Literal["break"]
    what: Literal["take", "postpone", "skip", "end"]
    stretches: list[StretchId] = Field(default=[], max_length=10)


class HaltWatch(Asked):
    """No pictures come for now. It is answered like a picture."""

    do: Literal["halt"]
    why: Literal["camera", "paused"]


class LeaveWatch(Asked):
    """The watch is over."""

    do: Literal["end"]


WatchWanted = ChangeWishes | ChooseProfile | Calibrate | RestWatch | GoOn | DecideBreak
"""What is done with the next look."""
WatchSaid = BeginWatch | TakeUp | WatchWanted | HaltWatch | LeaveWatch
_WATCH_SAID: TypeAdapter[WatchSaid] = TypeAdapter(Annotated[WatchSaid, Field(discriminator="do")])


def read_watch_message(text: str) -> WatchSaid:
    """The sitting page's message. Raises FormcheckError for what the page would not say."""
    return read_message(_WATCH_SAID, text)


class CalibratingPart(PageMessage):
    """How long the baseline takes still, of how long in all."""

    left_s: Hundredths
    of_s: float


class WatchBaseline(PageMessage):
    """The baseline in use."""

    profile: str
    taken: str
    view: View


class LimitPart(PageMessage):
    """How far a reason would have to go to count, in words."""

    why: Why
    say: str


class SpokenEvent(PageMessage):
    """Something that is said now."""

    is_: Literal["nudge", "break"]
    say: str
    more: str


class BreakOverEvent(PageMessage):
    """What became of a break."""

    is_: Literal["break-over"] = "break-over"
    kind: BreakKind
    say: str


class SilentEvent(PageMessage):
    """The camera was moved, or a baseline is taken."""

    is_: Literal["moved", "calibrated"]


SitEvent = SpokenEvent | BreakOverEvent | SilentEvent


class WatchScreen(PageMessage):
    """All that is shown and heard of a watch for one look.

    signs: how far each reason is on the way to counting: 1 is where it begins to. next_look_s: when
    to look again.
    """

    is_: Literal["screen"] = "screen"
    state: State
    watching: Watching
    level: int
    why: tuple[Why, ...]
    cue: str
    needs: str
    since_s: Tenths
    sat_s: Tenths
    break_: BreakStage
    break_in_s: Tenths | None
    break_left_s: Tenths | None
    stretches: tuple[str, ...]
    paused_left_s: Tenths | None
    holding_back: str
    notes: list[str]
    signs: dict[Why, Hundredths]
    calibrating: CalibratingPart | None
    refusal: str
    baseline: WatchBaseline | None
    limits: list[LimitPart]
    events: list[SitEvent]
    problem: str
    next_look_s: Share
