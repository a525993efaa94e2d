"""Sitting watches of a synthetic person, and stored days of sitting."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from formcheck.core.posture.breaks import BreakKind
from formcheck.core.posture.posture_values import PostureState, SlouchReason
from formcheck.core.posture.rules import QUIET_ROOM, Surroundings
from formcheck.engine.posture_monitor import PostureMonitor
from formcheck.engine.posture_service import PostureService
from formcheck.library.languages import load_words
from formcheck.store.days import list_last_days
from formcheck.store.sitting_store import SittingWriter
from formcheck.ui.web.messages import BeginWatch
from formcheck.ui.web.sitting_watch import Watch, make_rules
from tests.engine.seated_people import BodyAt, Script, make_image, upright
from tests.ui.web.serving import (
    ManualClock,
    PageClient,
    PageServer,
    encode_jpeg,
    pack_image,
    run_server,
)

ADDRESS = "/api/sitting"
MOMENT_S = 0.05
WISHES = {"sensitivity": "normal", "onset_s": 60.0, "break_every_s": 1800.0}


@dataclass
class WatchFactory:
    """Opens watches and keeps them. ``body_at`` takes the seconds of the clock."""

    history: Path
    clock: ManualClock
    started: datetime
    body_at: BodyAt = field(default=lambda _: upright())
    around: Surroundings = QUIET_ROOM
    watches: list[Watch] = field(default_factory=list)
    freed: int = 0

    def __call__(self, begin: BeginWatch) -> Watch:
        sitter = PostureMonitor(
            Path(), make_rules(begin.wishes), finder=Script(lambda _: self.body())
        )
        words = load_words(begin.language)
        service = PostureService(sitter, words, path=self.history)

        def free() -> None:
            service.close()
            self.freed += 1

        made = Watch(begin, service, words, lambda: self.around, self.now, free)
        self.watches.append(made)
        return made

    def body(self) -> Any:
        return self.body_at(self.clock.now_s)

    def now(self) -> float:
        return self.started.timestamp() + self.clock.now_s


@dataclass
class WatchClient:
    """A page that runs a watch: its socket, and the events it received."""

    page: PageClient
    events: list[dict[str, Any]] = field(default_factory=list)

    def begin(self, **other: Any) -> str:
        said = {"do": "begin", "profile": "desk", "camera": "cam", "wishes": WISHES} | other
        self.page.send(**said)
        heard = self.page.receive()
        assert heard["is"] == "begun", heard
        return str(heard["session"])

    def send(self, **what: Any) -> None:
        self.page.send(**what)

    def send_image(self) -> dict[str, Any]:
        """Sends one image, a moment later, and returns the screen."""
        self.page.time.now_s += MOMENT_S
        self.page.socket.send(pack_image(self.page.time.now_s * 1000, make_seated_jpeg()))
        return self.receive()

    def send_halt(self) -> dict[str, Any]:
        """Reports a moment without an image."""
        self.page.time.now_s += MOMENT_S
        self.page.send(do="halt", why="camera")
        return self.receive()

    def receive(self) -> dict[str, Any]:
        screen = self.page.receive()
        self.events += screen.get("events", [])
        return screen

    def sit(self, seconds: float) -> dict[str, Any]:
        """Sends images at the requested times and returns the last screen."""
        end_s = self.page.time.now_s + seconds
        screen = self.send_image()
        while self.page.time.now_s + screen["next_look_s"] <= end_s:
            self.page.time.now_s += screen["next_look_s"]
            screen = self.send_image()
        return screen

    def calibrate(self) -> dict[str, Any]:
        self.send(do="calibrate")
        return self.sit(6.0)

    def list_events(self, kind: str) -> list[dict[str, Any]]:
        return [event for event in self.events if event["is"] == kind]


@cache
def make_seated_jpeg() -> bytes:
    return encode_jpeg(make_image())


@contextmanager
def run_sitting_server(
    history: Path, sessions: Any, started: datetime
) -> Iterator[tuple[PageServer, WatchFactory]]:
    """Yields a server whose clock the test controls; ``sessions`` opens the stretch sessions."""
    clock = ManualClock()
    watches = WatchFactory(history, clock, started)
    with run_server(sessions, history, now=clock, open_watch=watches) as served:
        served.time = clock
        yield served, watches


@contextmanager
def open_page(server: PageServer, **headers: str | None) -> Iterator[WatchClient]:
    with server.open_page(ADDRESS, **headers) as page:
        yield WatchClient(page)


def store_days(history: Path, until: datetime, count: int = 30) -> None:
    """Stores days at a desk from nine to five, all slightly different; weekends are free."""
    for number, day in enumerate(list_last_days(until.date(), count)):
        if day.weekday() >= 5:
            continue
        nine = datetime.combine(day, time(9), until.tzinfo)
        end = min(nine + timedelta(hours=8), until)
        if end > nine:
            with SittingWriter(nine, "desk", "cam", "front", history) as writer:
                _store_day(writer, nine, end, number)


_ROUND = (
    (PostureState.UPRIGHT, (), 17.0),
    (PostureState.SLOUCHED, (SlouchReason.FORWARD_HEAD,), 5.0),
    (PostureState.UPRIGHT, (), 9.0),
    (PostureState.SLOUCHED, (SlouchReason.SLUMP, SlouchReason.TOO_CLOSE), 3.5),
    (PostureState.UNSURE, (), 1.5),
    (PostureState.UPRIGHT, (), 21.0),
    (PostureState.AWAY, (), 4.0),
    (PostureState.UPRIGHT, (), 12.0),
    (PostureState.SLOUCHED, (SlouchReason.SHRUG,), 2.0),
    (PostureState.UPRIGHT, (), 6.0),
    (PostureState.SLOUCHED, (SlouchReason.PHONE,), 1.0),
    (PostureState.SLOUCHED, (SlouchReason.SLUMP,), 4.0),
)


def _store_day(writer: SittingWriter, nine: datetime, end: datetime, number: int) -> None:
    at, turn = nine, 5 * number
    lunch = nine + timedelta(hours=3)
    while at < end:
        state, why, minutes = _ROUND[turn % len(_ROUND)]
        long = minutes * (0.75 + 0.5 * ((turn * 7 + number * 3) % 10) / 10)
        if state is PostureState.SLOUCHED and number % 7 == 3:
            long *= 1.8
        if lunch <= at < lunch + timedelta(minutes=20):
            state, why, long = PostureState.AWAY, (), 42.0
        then = min(at + timedelta(minutes=long), end)
        writer.add_span(at.astimezone(UTC), then.astimezone(UTC), state, why)
        if state is PostureState.SLOUCHED and long > 3:
            writer.add_nudge((at + timedelta(minutes=1)).astimezone(UTC), why)
        if state is PostureState.AWAY:
            writer.add_break(then.astimezone(UTC), 60 * long, BreakKind.CREDITED)
        if state is PostureState.UNSURE:
            kind = BreakKind.SKIPPED if turn % 2 else BreakKind.TAKEN
            done = [] if turn % 2 else ["seated-twist"]
            writer.add_break(then.astimezone(UTC), 75.0, kind, done)
        at, turn = then, turn + 1
