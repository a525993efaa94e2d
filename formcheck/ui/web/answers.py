"""The server's answers by address, as JSON."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from formcheck.core.body import Side
from formcheck.core.session.session_values import Recap
from formcheck.engine.judged import Judged
from formcheck.library.accuracy import View
from formcheck.output.report.contract import DosePart, RoutineResult, VideoResult
from formcheck.output.report.sit_contract import SitDayObject
from formcheck.store.history import SessionRow
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
    hardly_seen: bool


class StretchPictures(ServerMessage):
    """The addresses of its two pictures."""

    start: str
    target: str


class StretchCard(ServerMessage):
    """A stretch; muscles are its targets in English, by which the page sorts it.

    accuracy: by where the camera stands, None where nobody measured it. lies_low: the person is in
    the lower half of the picture. unseen: what no camera sees, in sentences.
    """

    id: str
    title: str
    about: str
    targets: tuple[str, ...]
    muscles: tuple[str, ...]
    position: str
    equipment: tuple[str, ...]
    sides: list[Side]
    class_: Literal["form", "timer"]
    accuracy: dict[View, AccuracyPart | None]
    judged: Judged | None
    fits_a_desk: bool
    camera: str
    height: str
    lies_low: bool
    setup: dict[Side, list[str]]
    stop: str
    unseen: tuple[str, ...]
    dose: StretchDose
    faults: list[SeenFault]
    pictures: StretchPictures | None
    picture_size_px: tuple[int, int]


class StretchesAnswer(ServerMessage):
    """Every stretch, by title, and the spec files left out because they have problems."""

    stretches: list[StretchCard]
    with_problems: list[str]


class HistoryAnswer(ServerMessage):
    """Past sessions, newest first, how many are too damaged to be read, and whether one runs."""

    sessions: list[SessionRow]
    unreadable: int
    running: bool


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
    """A video that was handed in: how many come before it, and an account of each stretch."""

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
