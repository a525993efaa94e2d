"""The server's answers by address, as JSON."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import Field

from formcheck.core.body import Side
from formcheck.core.session.account import Recap
from formcheck.engine.judged import Judged
from formcheck.output.report.contract import DosePart, RoutineResult, VideoResult
from formcheck.output.report.session_report import SessionObject
from formcheck.output.report.sit_contract import SitDayObject
from formcheck.store.profiles import ProfileRow
from formcheck.ui.web.messages import ServerMessage


class WordsAnswer(ServerMessage):
    """The page's language, those that it may have, and its words by English sentence."""

    language: str
    languages: tuple[str, ...]
    words: dict[str, str]


class AccuracyPart(ServerMessage):
    """Of so many videos of correct form so many were judged right."""

    films: int
    right: int


class MeasuredPart(ServerMessage):
    """The accuracy by where the camera stands; None where nobody measured it."""

    two_metres: AccuracyPart | None
    desk: AccuracyPart | None


class ReleasePart(ServerMessage):
    """Pressure until the pain has eased, told from 0 to 10."""

    start: tuple[int, int]
    goal: int
    least_s: float
    most_s: float


class StretchDose(DosePart):
    """How much of a stretch is wanted; cycle_s is one breath, goal the repetitions of a side."""

    cycle_s: float
    release: ReleasePart | None
    goal: int


class SeenFault(ServerMessage):
    """A fault that is told."""

    id: str
    title: str
    cue: str
    picture: str | None


class BlindFault(ServerMessage):
    """A fault that no camera sees, and why."""

    id: str
    title: str
    cue: str
    why: str


class StretchPictures(ServerMessage):
    """The addresses of its two pictures."""

    start: str
    target: str


class StretchCard(ServerMessage):
    """A stretch; muscles are its targets in English, by which the page sorts it."""

    id: str
    title: str
    about: str
    targets: tuple[str, ...]
    muscles: tuple[str, ...]
    position: str
    equipment: tuple[str, ...]
    sides: list[Side]
    class_: Literal["form", "timer"]
    accuracy: MeasuredPart
    judged: Judged | None
    fits_a_desk: bool
    camera: str
    height: str
    framing: str
    setup: dict[Side, list[str]]
    stop: str
    pain: str
    unseen: tuple[str, ...]
    dose: StretchDose
    faults: list[SeenFault]
    unseen_faults: list[BlindFault]
    pictures: StretchPictures | None
    picture_size_px: tuple[int, int]


class StretchesAnswer(ServerMessage):
    """Every stretch, by title."""

    stretches: list[StretchCard]


class PastRow(ServerMessage):
    """A session of the history in short."""

    id: int
    started: datetime
    stretches: tuple[str, ...] = Field(validation_alias="titles")
    held_s: float
    planned_s: float
    reps: int
    planned_reps: int
    faults: int
    end: str


class HistoryAnswer(ServerMessage):
    """Past sessions, newest first, and how many entries are too damaged to be read."""

    sessions: list[PastRow]
    unreadable: int


class PastSession(SessionObject):
    """A session as it was kept; one of an older formcheck may lack fields that came later."""

    id: int
    started: str


class DayAnswer(SitDayObject):
    """A day of sitting; since is the first day that is known."""

    today: str
    since: str | None


class ProfilesAnswer(ServerMessage):
    """The baselines there are."""

    profiles: list[ProfileRow]


class VideoState(StrEnum):
    """How far a video is."""

    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"


class VideoAnswer(ServerMessage):
    """A video that was handed in; before counts those whose turn comes first.

    accounts: one for each stretch of the result.
    """

    id: str
    name: str
    stretch: str | None
    state: VideoState
    share: float
    before: int
    say: str
    result: VideoResult | RoutineResult | None
    accounts: list[Recap]


class VideosAnswer(ServerMessage):
    """All videos, in the order in which they came."""

    videos: list[VideoAnswer]


class HandedIn(ServerMessage):
    """The id of a video that was handed in."""

    video: str


class ProblemAnswer(ServerMessage):
    """Why something did not work."""

    say: str
