"""The messages between page and server while sitting is watched."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from formcheck.core.posture.breaks import BreakStage
from formcheck.core.posture.posture_values import PostureState, Sensitivity, SlouchReason
from formcheck.output.report.json_part import Hundredth, Rounded, Tenth
from formcheck.store.profiles import MOST_NAME
from formcheck.ui.web.messages import Id, Language, PageRequest, Reattach, ServerMessage, StretchId

ProfileName = Annotated[str, Field(min_length=1, max_length=MOST_NAME)]


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
