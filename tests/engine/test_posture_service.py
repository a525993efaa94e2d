"""The posture service stores breaks correctly, whatever the clock does."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from formcheck.core.language import ENGLISH
from formcheck.core.posture.breaks import BreakDue, BreakOrder
from formcheck.core.posture.rules import QUIET_ROOM, Rules
from formcheck.core.posture.sit import PauseOrder
from formcheck.engine.posture_monitor import PostureMonitor
from formcheck.engine.posture_service import PostureService
from formcheck.library.languages import load_words
from formcheck.store.profiles import Profiles
from formcheck.store.remote_control import RemoteControl, WatchLock
from formcheck.store.sitting_store import SittingPast
from tests.clocks import set_time_zone
from tests.engine.seated_people import Script, make_image, switch_bodies, tilted, upright
from tests.waiting import wait_until

NOW = datetime.now(UTC)
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


def test_a_break_that_ends_while_the_clock_stands_keeps_its_stretches(tmp_path: Path) -> None:
    monitor = PostureMonitor(Path("unused"), Rules(), finder=Script(lambda _: upright()))
    store = tmp_path / "history.db"
    service = PostureService(monitor, ENGLISH, lambda s: NOW + timedelta(seconds=s), path=store)
    with closing(service):
        service.begin_history(0.0)
        service.look(make_image(), 1.0, QUIET_ROOM)
        monitor.order(BreakOrder.TAKE)
        service.look(make_image(), 2.0, QUIET_ROOM)
        service.end_break(["neck-flexion-hands-behind-head"])
        service.look(make_image(), 2.0, QUIET_ROOM)
        service.look(make_image(), 3.0, QUIET_ROOM)
    with SittingPast(store) as past:
        assert past.list_last_stretches() == ("neck-flexion-hands-behind-head",)


@pytest.mark.parametrize(("profile", "kept"), [("desk", ["desk"]), ("sofa", [])])
def test_five_seconds_are_kept_for_their_profile_and_not_for_another(
    tmp_path: Path, profile: str, kept: list[str]
) -> None:
    monitor = PostureMonitor(Path("unused"), Rules(), finder=Script(lambda _: upright()))
    store = tmp_path / "history.db"
    with closing(PostureService(monitor, ENGLISH, lambda _: NOW, path=store)) as service:
        service.load_baseline("desk", "Camera")
        service.look(make_image(), 1.0, QUIET_ROOM)
        monitor.begin_calibration()
        for step in range(10):
            service.look(make_image(), 1.2 + 0.2 * step, QUIET_ROOM)
        if profile != "desk":
            service.load_baseline(profile, "Camera")
        for step in range(40):
            service.look(make_image(), 3.4 + 0.2 * step, QUIET_ROOM)
    with Profiles(store) as profiles:
        assert [row.name for row in profiles.list_all()] == kept


def test_what_was_seen_is_kept_when_another_profile_is_chosen(tmp_path: Path) -> None:
    at = switch_bodies((0.0, upright()), (300.0, tilted()), (340.0, upright()))
    monitor = PostureMonitor(Path("unused"), Rules(), finder=Script(at))
    store = tmp_path / "history.db"
    service = PostureService(monitor, ENGLISH, lambda s: NOON + timedelta(seconds=s), path=store)
    with closing(service):
        for profile, begun, until in (("desk", 0, 350), ("sofa", 350, 400)):
            service.load_baseline(profile, "Camera")
            service.begin_history(begun)
            for second in range(begun, until):
                service.look(make_image(), float(second), QUIET_ROOM)
    assert read_spans(store) == [
        ("upright", 0, 300), ("slouched", 300, 340), ("upright", 340, 349), ("upright", 350, 399),
    ]  # fmt: skip


@dataclass
class AtDesk:
    """A service that analyses a frame a second, and the breaks that it announced as due."""

    service: PostureService
    now_s: int = 0
    due: list[BreakDue] = field(default_factory=list)

    def sit_until(self, end_s: int) -> None:
        for second in range(self.now_s, end_s):
            update = self.service.look(make_image(), float(second), QUIET_ROOM)
            self.due += [event for event in update.events if isinstance(event, BreakDue)]
        self.now_s = end_s


@pytest.fixture
def at_desk(tmp_path: Path) -> Iterator[AtDesk]:
    """Ten minutes with a tilted head in the second; the seat is empty for 15 s after the eighth."""
    at = switch_bodies(
        (0.0, upright()), (60.0, tilted()), (120.0, upright()), (480.0, None), (495.0, upright())
    )
    monitor = PostureMonitor(Path("unused"), Rules(break_every_s=600.0), finder=Script(at))
    store = tmp_path / "history.db"
    with closing(PostureService(monitor, ENGLISH, path=store)) as service:
        service.load_baseline("anna", "Camera")
        yield AtDesk(service)


def test_who_sits_down_and_chooses_another_profile_is_not_told_the_sitting_before(
    at_desk: AtDesk,
) -> None:
    at_desk.sit_until(520)
    before = list(at_desk.service.breaks.stretches)
    at_desk.service.load_baseline("ben", "Camera")
    at_desk.sit_until(1090)
    assert at_desk.due == []
    assert list(at_desk.service.breaks.stretches) != before, "the tilted head was before"
    at_desk.sit_until(1100)
    (due,) = at_desk.due
    assert due.sat_s == pytest.approx(600.0, abs=2.0)


def test_who_chooses_another_profile_without_getting_up_has_sat_all_along(at_desk: AtDesk) -> None:
    at_desk.sit_until(400)
    at_desk.service.load_baseline("monitor", "Camera")
    at_desk.sit_until(479)
    assert at_desk.service.last is not None
    assert at_desk.service.last.view.sat_s == pytest.approx(478.0, abs=2.0)


def test_another_camera_of_the_same_profile_changes_nothing_in_the_count(at_desk: AtDesk) -> None:
    at_desk.sit_until(520)
    at_desk.service.load_baseline("anna", "Another camera")
    at_desk.sit_until(640)
    (due,) = at_desk.due
    assert due.sat_s == pytest.approx(600.0, abs=2.0)


def test_what_a_terminal_deleted_stays_deleted_when_another_profile_is_chosen(
    tmp_path: Path,
) -> None:
    monitor = PostureMonitor(Path("unused"), Rules(), finder=Script(lambda _: upright()))
    store = tmp_path / "history.db"
    service = PostureService(monitor, ENGLISH, lambda s: NOON + timedelta(seconds=s), path=store)
    with closing(service):
        service.begin_history(0.0)
        for second in range(100):
            service.look(make_image(), float(second), QUIET_ROOM)
        wait_until(lambda: read_spans(store) == [("upright", 0, 99)])
        with RemoteControl(store) as terminal:
            terminal.forget()
        for second in range(100, 120):
            service.look(make_image(), float(second), QUIET_ROOM)
        service.load_baseline("sofa", "Camera")
        service.begin_history(120.0)
        for second in range(120, 140):
            service.look(make_image(), float(second), QUIET_ROOM)
    assert read_spans(store) == [("upright", 99, 119), ("upright", 120, 139)]


def read_spans(store: Path) -> list[tuple[str, int, int]]:
    """Returns the stored spans, in whole seconds since noon."""
    with closing(sqlite3.connect(store)) as connection:
        select = "SELECT state, started, ended FROM span ORDER BY started"
        rows = connection.execute(select).fetchall()
    return [(state, *map(_count_seconds, moments)) for state, *moments in rows]


def _count_seconds(moment: str) -> int:
    return round((datetime.fromisoformat(moment) - NOON).total_seconds())


def test_a_watch_whose_lock_was_deleted_is_seen_again_by_other_programs(tmp_path: Path) -> None:
    monitor = PostureMonitor(Path("unused"), Rules(), finder=Script(lambda _: upright()))
    store = tmp_path / "history.db"
    with ExitStack() as held:
        terminal = held.enter_context(RemoteControl(store))
        lock = held.enter_context(WatchLock(tmp_path))
        service = PostureService(monitor, ENGLISH, lambda _: NOW, path=store, lock=lock)
        held.callback(service.close)
        (tmp_path / "sit.lock").unlink()
        assert not terminal.is_watched()
        service.follow_pause(0.0)
        assert terminal.is_watched()


@pytest.mark.parametrize("elsewhere", [False, True])
def test_a_pause_gives_up_the_baseline_that_is_being_taken(tmp_path: Path, elsewhere: bool) -> None:
    monitor = PostureMonitor(Path("unused"), Rules(), finder=Script(lambda _: upright()))
    store = tmp_path / "history.db"
    service = PostureService(monitor, ENGLISH, lambda _: datetime.now(UTC), path=store)
    with closing(service), RemoteControl(store) as terminal:
        monitor.begin_calibration()
        assert service.look(make_image(), 1.0, QUIET_ROOM).calibrating is not None
        if elsewhere:
            terminal.pause_until(datetime.now(UTC) + timedelta(minutes=20))
            assert isinstance(service.follow_pause(2.0), PauseOrder)
        else:
            service.pause(20.0)
        assert service.look(None, 2.0, QUIET_ROOM).calibrating is None


def test_what_is_told_of_a_damaged_baseline_ends_with_a_profile_that_is_whole(
    tmp_path: Path,
) -> None:
    monitor = PostureMonitor(Path("unused"), Rules(), finder=Script(lambda _: upright()))
    store = tmp_path / "history.db"
    with Profiles(store) as profiles, profiles.transact(write=True) as connection:
        values = ("sofa", "Camera", NOW.isoformat(), "{}")
        connection.execute("INSERT INTO profile VALUES (?, ?, ?, ?)", values)
    with closing(PostureService(monitor, ENGLISH, lambda _: NOW, path=store)) as service:
        service.load_baseline("sofa", "Camera")
        assert "is damaged" in service.problem
        assert load_words("de").say(service.problem).startswith("Die aufrechte Haltung „sofa“")
        service.load_baseline("desk", "Camera")
        assert service.problem == ""


@pytest.mark.parametrize("set_hours", [-1, 1])
def test_a_pause_lasts_as_long_as_asked_when_the_clock_of_the_system_was_set(
    tmp_path: Path, set_hours: int
) -> None:
    now = datetime.now(UTC)  # a pause that is over is none
    monitor = PostureMonitor(Path("unused"), Rules(), finder=Script(lambda _: upright()))
    began, store = now - timedelta(hours=set_hours), tmp_path / "history.db"
    service = PostureService(
        monitor, ENGLISH, lambda s: began + timedelta(seconds=s), wall=lambda: now, path=store
    )
    with closing(service), RemoteControl(store) as terminal:
        terminal.pause_until(now + timedelta(minutes=20))
        order = service.follow_pause(0.0)
        assert isinstance(order, PauseOrder)
        assert order.minutes == pytest.approx(20.0, abs=0.01)
        service.pause(30.0)
        until = terminal.paused_until
        assert until is not None
        assert abs(until - now - timedelta(minutes=30)) < timedelta(milliseconds=2)


def test_a_watch_follows_a_change_of_the_time_zone(tmp_path: Path) -> None:
    monitor = PostureMonitor(Path("unused"), Rules(), finder=Script(lambda _: upright()))
    service = PostureService(monitor, ENGLISH, path=tmp_path / "history.db", history=False)
    with closing(service), set_time_zone("UTC"):
        service.share_of_today(0.0)
        os.environ["TZ"] = "Asia/Kathmandu"  # set_time_zone restores the zone
        service.share_of_today(60.0)
        assert NOW.astimezone().utcoffset() == timedelta(hours=5, minutes=45)
