"""The socket of the watch and its days: posture, breaks, pauses, limits, and what is stored."""

import csv
import io
import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from formcheck.core.posture.calibration import CALIBRATION_S
from formcheck.core.posture.posture_texts import BREAK_TOO_LITTLE, CUES, NUDGE_LOWER
from formcheck.core.posture.posture_values import CalibrationRefusal, PostureState, SlouchReason
from formcheck.core.posture.rules import Rules, Surroundings
from formcheck.engine.desk import HELPS
from formcheck.engine.posture_monitor import PostureMonitor
from formcheck.files.errors import FormcheckError
from formcheck.library.languages import load_words
from formcheck.store.days import today
from formcheck.store.remote_control import RemoteControl, WatchLock
from formcheck.store.sitting_store import SittingPast
from formcheck.ui.clock import Clock
from formcheck.ui.web import sitting_watch, socket_handler
from formcheck.ui.web.messages import MAX_TEXT_BYTES, BeginWatch, Wishes
from formcheck.ui.web.picture import read_picture
from formcheck.ui.web.sitting_watch import WatchSocketHandler, open_watch
from formcheck.ui.web.stretch_handle import SessionSocketHandler
from formcheck.vision.pose.recording import DetectedFrame
from tests.engine.seated_people import Script, switch_bodies, tilted, upright
from tests.ui.web.serving import (
    BEGIN,
    ManualClock,
    PageServer,
    SessionFactory,
    as_other_pages,
    pack_image,
)
from tests.ui.web.watches import (
    ADDRESS,
    WISHES,
    WatchClient,
    WatchFactory,
    make_seated_jpeg,
    open_page,
    run_sitting_server,
    store_days,
)
from tests.waiting import wait_until


@dataclass
class SitServer:
    """A server, its factory of watches, and its store, with a person upright and later tilted."""

    served: PageServer
    watches: WatchFactory

    @property
    def time(self) -> ManualClock:
        return self.served.time

    def schedule_slouch(self, seconds: float) -> None:
        self.watches.body_at = switch_bodies(
            (0.0, upright()), (self.time.now_s + seconds, tilted())
        )

    def open_past(self) -> SittingPast:
        return SittingPast(self.watches.history)


@pytest.fixture
def place(raised: Sequence[DetectedFrame], tmp_path: Path) -> Iterator[SitServer]:
    history = tmp_path / "history.db"
    # Noon, so that no test crosses midnight.
    started = datetime.now().astimezone().replace(hour=12, minute=0, second=0, microsecond=0)
    with run_sitting_server(
        history, SessionFactory(raised, history), started.astimezone(UTC)
    ) as both:
        yield SitServer(*both)


def read_close(sat: WatchClient) -> tuple[str, str, int]:
    """Returns the last message before the socket closed, its refusal code and the close code."""
    said: list[dict[str, Any]] = [{}]

    def listen() -> None:
        while True:
            said.append(sat.page.receive())

    with pytest.raises(ConnectionClosed) as closed:
        listen()
    assert closed.value.rcvd is not None
    return said[-1].get("say", ""), said[-1].get("code", ""), closed.value.rcvd.code


def test_a_look_says_how_somebody_sits(place: SitServer) -> None:
    with open_page(place.served) as sat:
        sat.begin()
        screen = sat.sit(8.0)
    assert (screen["state"], screen["why"], screen["cue"]) == ("upright", [], "")
    assert screen["sat_s"] == pytest.approx(8.0, abs=2.0)
    assert screen["break_in_s"] == pytest.approx(1792.0, abs=3.0)
    assert screen["baseline_taken"] is None
    assert "calibrate" in screen["notes"][0], "it says what it lacks"
    assert 0.2 <= screen["next_look_s"] <= 1.0


def test_a_slouch_shows_at_once_and_is_told_after_a_minute(place: SitServer) -> None:
    with open_page(place.served) as sat:
        sat.begin()
        sat.calibrate()
        sat.sit(60.0)
        place.schedule_slouch(0.0)
        soon = sat.sit(4.0)
        assert (soon["state"], soon["why"][0]) == ("slouched", "head-tilt")
        assert soon["cue"] == CUES[SlouchReason.HEAD_TILT]
        assert sat.list_events("nudge") == []
        sat.sit(65.0)
        (nudge,) = sat.list_events("nudge")
        assert nudge["say"] == CUES[SlouchReason.HEAD_TILT]
        sat.sit(120.0)
        assert len(sat.list_events("nudge")) == 1, "once in five minutes"


def test_who_may_have_lowered_the_chair_is_asked_for_a_new_baseline(place: SitServer) -> None:
    with open_page(place.served) as sat:
        sat.begin()
        sat.calibrate()
        sat.sit(60.0)
        place.watches.body_at = lambda _: upright().moved(y_m=0.085)
        sat.sit(70.0)
        (nudge,) = sat.list_events("nudge")
    assert nudge["say"] == f"Sit up tall. {NUDGE_LOWER}"


def test_nobody_is_told_during_a_call_and_it_says_so(place: SitServer) -> None:
    with open_page(place.served) as sat:
        sat.begin()
        sat.calibrate()
        sat.sit(60.0)
        place.schedule_slouch(0.0)
        place.watches.around = Surroundings(call=True)
        screen = sat.sit(90.0)
    assert sat.list_events("nudge") == []
    assert "call" in screen["holding_back"]


def test_a_baseline_is_taken_shown_and_used_again(place: SitServer) -> None:
    with open_page(place.served) as sat:
        sat.begin()
        sat.send(do="calibrate")
        first = sat.send_image()
        assert 0 < first["calibrating_left_s"] <= CALIBRATION_S == 5.0
        screen = sat.sit(6.0)
        assert [event["is"] for event in sat.list_events("calibrated")] == ["calibrated"]
        assert screen["calibrating_left_s"] is None
        taken = screen["baseline_taken"]
        assert taken
        assert screen["limits"]
        assert not any("{" in limit for limit in screen["limits"].values())
        assert all(share < 1 for share in screen["signs"].values())
        sat.send(do="profile", profile="sofa", camera="cam")
        assert sat.send_image()["baseline_taken"] is None, "each profile has its own"
        sat.send(do="profile", profile=f" {'n' * 198} ", camera="cam")
        assert sat.send_image()["baseline_taken"] is None, "any name that a command takes"
        sat.send(do="profile", profile="desk", camera="another")
        assert sat.send_image()["baseline_taken"] is None, "each camera has its own"
    with open_page(place.served) as sat:
        sat.begin(take=True)
        assert sat.send_image()["baseline_taken"] == taken
    kept = place.served.client.get(f"{ADDRESS}/profiles").json()["profiles"]
    assert [(one["name"], one["camera"]) for one in kept] == [("desk", "cam")]


@pytest.mark.parametrize("name", ["desk\u200d", "my\u00a0desk", "desk\n"])
def test_a_name_that_no_command_takes_gets_no_baseline(place: SitServer, name: str) -> None:
    with open_page(place.served) as sat:
        sat.begin(profile=name)
        assert sat.calibrate()["refusal"] == sitting_watch.UNTYPABLE
        assert sat.list_events("calibrated") == []
        sat.send(do="profile", profile="desk", camera="cam")
        assert sat.send_image()["refusal"] == "", "it was about the other profile"
        assert sat.calibrate()["refusal"] == ""
        sat.send(do="profile", profile=name, camera="cam")
        sat.calibrate()
    kept = place.served.client.get(f"{ADDRESS}/profiles").json()["profiles"]
    assert [one["name"] for one in kept] == ["desk"]


def test_a_baseline_is_refused_with_the_reason(place: SitServer) -> None:
    with open_page(place.served) as sat:
        sat.begin()
        place.watches.body_at = lambda t_s: tilted() if int(2 * t_s) % 2 else upright()
        assert sat.calibrate()["refusal"] == CalibrationRefusal.UNSTEADY
        place.watches.body_at = lambda _: None
        assert sat.calibrate()["refusal"] == CalibrationRefusal.NOBODY
        sat.send(do="calibrate")
        assert sat.send_image()["refusal"] == "", "a new try wipes the old refusal"
        sat.send(do="leave-calibrating")
        assert sat.send_image()["calibrating_left_s"] is None
        assert sat.list_events("calibrated") == []


def test_in_another_language_all_of_it_is_in_that_language(place: SitServer) -> None:
    with open_page(place.served) as sat:
        sat.begin(language="de")
        place.watches.body_at = lambda _: None
        refusal = sat.calibrate()["refusal"]
        place.watches.body_at = lambda _: upright()
        sat.calibrate()
        sat.sit(60.0)
        place.schedule_slouch(0.0)
        screen = sat.sit(70.0)
    assert refusal.startswith("Niemand war im Bild")
    assert screen["cue"] == "Halt den Kopf gerade."
    assert sat.list_events("nudge")[0]["say"] == "Halt den Kopf gerade."


def test_a_running_watch_follows_another_language(place: SitServer) -> None:
    with open_page(place.served) as sat:
        sat.begin()
        assert "calibrate" in sat.sit(8.0)["notes"][0]
        sat.send(do="language", language="de")
        assert "kalibrier" in sat.send_image()["notes"][0].lower()
        sat.calibrate()
        sat.sit(60.0)
        place.schedule_slouch(0.0)
        screen = sat.sit(70.0)
    assert screen["cue"] == "Halt den Kopf gerade."
    assert sat.list_events("nudge")[0]["say"] == "Halt den Kopf gerade."


def test_a_pause_watches_nothing_and_ends_by_itself(place: SitServer) -> None:
    with open_page(place.served) as sat:
        sat.begin()
        sat.sit(10.0)
        sat.send(do="pause", minutes=15)
        assert sat.send_halt()["paused_left_s"] == pytest.approx(900.0, abs=1.0)
        assert sat.sit(300.0)["paused_left_s"] == pytest.approx(600.0, abs=5.0)
        assert sat.sit(605.0)["paused_left_s"] is None
        sat.send(do="pause", minutes=15)
        sat.send_halt()
        sat.send(do="go-on")
        assert sat.send_halt()["paused_left_s"] is None
    day = place.served.client.get(f"{ADDRESS}/day").json()
    watched = sum(day["sum"][f"{state}_s"] for state in ("upright", "slouched", "unsure", "away"))
    assert watched < 60.0, "the pause is not watched"


def test_a_locked_screen_ends_no_pause(place: SitServer) -> None:
    with open_page(place.served) as sat:
        sat.begin()
        sat.sit(10.0)
        sat.send(do="pause", minutes=15)
        sat.send_halt()
        place.watches.around = Surroundings(locked=True)
        place.time.now_s += 300.0
        assert sat.send_halt()["paused_left_s"] == pytest.approx(600.0, abs=1.0), (
            "no camera until then"
        )


@pytest.fixture
def store_read_at_once(monkeypatch: pytest.MonkeyPatch, place: SitServer) -> None:
    """Reads the store at every frame, with the page's time equal to the wall clock."""
    monkeypatch.setattr("formcheck.engine.posture_service.POLL_S", 0.0)
    place.watches.started = datetime.now(UTC) - timedelta(seconds=place.time.now_s)


@pytest.mark.usefixtures("store_read_at_once")
def test_a_pause_from_a_terminal_is_heeded_and_ended(place: SitServer) -> None:
    with open_page(place.served) as sat, RemoteControl(place.watches.history) as steering:
        sat.begin()
        sat.sit(3.0)
        steering.pause_until(datetime.now(UTC) + timedelta(minutes=10))
        assert sat.send_halt()["paused_left_s"] == pytest.approx(600.0, abs=20.0)
        steering.pause_until(None)
        assert sat.send_halt()["paused_left_s"] is None


@pytest.mark.usefixtures("store_read_at_once")
def test_a_pause_of_the_page_is_ended_from_a_terminal(place: SitServer) -> None:
    with open_page(place.served) as sat, RemoteControl(place.watches.history) as steering:
        sat.begin()
        sat.send(do="pause", minutes=15)
        assert sat.send_halt()["paused_left_s"] == pytest.approx(900.0, abs=1.0)
        assert steering.paused_until is not None, "another program knows of it"
        steering.pause_until(None)  # formcheck sit resume
        assert sat.send_halt()["paused_left_s"] is None
        assert sat.sit(10.0)["state"] == "upright"


@pytest.mark.usefixtures("store_read_at_once")
def test_who_goes_on_at_the_page_has_ended_the_pause_of_a_terminal(place: SitServer) -> None:
    with open_page(place.served) as sat, RemoteControl(place.watches.history) as steering:
        sat.begin()
        steering.pause_until(datetime.now(UTC) + timedelta(minutes=10))
        assert sat.send_halt()["paused_left_s"] is not None
        sat.send(do="go-on")
        assert sat.send_halt()["paused_left_s"] is None
        assert steering.paused_until is None


def test_a_break_is_due_by_sitting_and_may_be_put_off_or_left_out(place: SitServer) -> None:
    with open_page(place.served) as sat:
        sat.begin(wishes={**WISHES, "break_every_s": 300.0})
        assert sat.sit(280.0)["break"] in {"none", "soon"}
        assert sat.sit(30.0)["break"] == "due"
        (due,) = sat.list_events("break")
        assert "5 minutes" in due["say"]
        sat.send(do="break", what="postpone")
        put_off = sat.send_image()
        assert put_off["break"] != "due"
        assert put_off["break_in_s"] == pytest.approx(300.0, abs=2.0)
        assert sat.sit(310.0)["break"] == "due"
        sat.send(do="break", what="skip")
        assert sat.send_image()["break"] != "due"

    def day() -> tuple[int, int, int]:
        told = place.served.client.get(f"{ADDRESS}/day").json()
        return told["postponed"], told["skipped"], told["breaks"]

    wait_until(lambda: day() == (1, 1, 0))


def test_a_stretch_in_a_break_is_credited(place: SitServer) -> None:
    with open_page(place.served) as sat:
        sat.begin(wishes={**WISHES, "break_every_s": 300.0})
        screen = sat.sit(310.0)
        offered = screen["stretches"]
        assert len(offered) == 2
        assert set(offered) <= set(HELPS)
        sat.send(do="break", what="coach")
        assert sat.send_halt()["break"] == "running"
        place.time.now_s += 95.0  # the page is silent while a session uses its camera
        sat.send(do="break", what="end", stretches=offered)
        after = sat.send_image()
        assert after["break"] == "none"
        assert after["sat_s"] < 5.0, "sitting is counted anew"
        assert not set(after["stretches"]) & set(offered), "others come next"
    day = wait_until(lambda: _find_break(place))
    assert day["stretches"] == offered
    assert (day["taken"], day["breaks"]) == (1, 1)
    assert day["sum"]["away_s"] == 0.0


@pytest.mark.parametrize("done", [True, False])
def test_a_break_with_a_coach_in_a_pause_counts_if_a_stretch_was_done(
    place: SitServer, done: bool
) -> None:
    with open_page(place.served) as sat:
        sat.begin(wishes={**WISHES, "break_every_s": 300.0})
        stretches = sat.sit(310.0)["stretches"]
        sat.send(do="pause", minutes=30)
        sat.send_halt()
        sat.send(do="break", what="coach")
        sat.send_halt()
        place.time.now_s += 95.0
        sat.send(do="break", what="end", stretches=stretches if done else [])
        after = sat.send_halt()
        assert after["paused_left_s"] == pytest.approx(1705.0, abs=2.0), "the pause goes on"
        assert after["break"] != "running"
        assert sat.list_events("break-over") == []
    day = wait_until(lambda: _find_rest(place))
    assert [rest["kind"] for rest in day["rested"]] == ["taken" if done else "postponed"]
    assert day["stretches"] == (stretches if done else [])


def test_a_session_in_a_break_that_is_left_at_once_does_not_count(place: SitServer) -> None:
    with open_page(place.served) as sat:
        sat.begin(wishes={**WISHES, "break_every_s": 300.0})
        sat.sit(310.0)
        sat.send(do="break", what="coach")
        sat.send_halt()
        place.time.now_s += 95.0
        sat.send(do="break", what="end", stretches=[])
        assert sat.send_image()["sat_s"] == pytest.approx(310.0, abs=3.0)
        (over,) = sat.list_events("break-over")
        assert over["say"] == BREAK_TOO_LITTLE
    kept = wait_until(lambda: place.served.client.get(f"{ADDRESS}/day").json()["rested"])
    assert [rest["kind"] for rest in kept] == ["postponed"]


def _find_rest(place: SitServer) -> dict[str, Any] | None:
    day = place.served.client.get(f"{ADDRESS}/day").json()
    return day if day["rested"] else None


def _find_break(place: SitServer) -> dict[str, Any] | None:
    day = place.served.client.get(f"{ADDRESS}/day").json()
    return day if day["breaks"] else None


def test_a_break_that_was_sat_through_does_not_count(place: SitServer) -> None:
    with open_page(place.served) as sat:
        sat.begin(wishes={**WISHES, "break_every_s": 300.0})
        sat.sit(310.0)
        sat.send(do="break", what="take")
        sat.sit(70.0)
        (over,) = sat.list_events("break-over")
        assert over["say"] == BREAK_TOO_LITTLE
    kept = wait_until(lambda: place.served.client.get(f"{ADDRESS}/day").json()["rested"])
    assert [rest["kind"] for rest in kept] == ["postponed"]


def test_who_was_up_without_being_asked_is_told_nothing(place: SitServer) -> None:
    with open_page(place.served) as sat:
        sat.begin()
        sat.sit(310.0)
        place.watches.body_at = lambda _: None
        sat.sit(90.0)
        place.watches.body_at = lambda _: upright()
        assert sat.sit(30.0)["sat_s"] < 60.0
        assert sat.list_events("break-over") == []
    kept = wait_until(lambda: place.served.client.get(f"{ADDRESS}/day").json()["rested"])
    assert [rest["kind"] for rest in kept] == ["credited"]


def test_a_pause_in_a_break_ends_it_without_a_word(place: SitServer) -> None:
    with open_page(place.served) as sat:
        sat.begin(wishes={**WISHES, "break_every_s": 300.0})
        sat.sit(310.0)
        sat.send(do="break", what="take")
        assert sat.sit(5.0)["break"] == "running"
        sat.send(do="pause", minutes=30.0)
        assert sat.send_image()["break"] != "running"
        assert sat.list_events("break-over") == []


@pytest.mark.parametrize(
    ("around", "told"),
    [
        (Surroundings(call=True), 0),
        (Surroundings(full_screen=True), 1),
        (Surroundings(full_screen=True, do_not_disturb=True), 0),
    ],
)
def test_the_end_of_a_break_disturbs_nobody(
    place: SitServer, around: Surroundings, told: int
) -> None:
    """In full screen it is announced: that may be the page's own, of a coached break."""
    with open_page(place.served) as sat:
        sat.begin(wishes={**WISHES, "break_every_s": 300.0})
        sat.sit(310.0)
        sat.send(do="break", what="take")
        sat.sit(5.0)
        place.watches.around = around
        assert sat.sit(70.0)["break"] != "running"
        assert len(sat.list_events("break-over")) == told


def test_other_wishes_hold_at_once_and_the_sitting_goes_on(place: SitServer) -> None:
    with open_page(place.served) as sat:
        sat.begin()
        before = sat.sit(100.0)
        sat.send(do="wishes", wishes={**WISHES, "break_every_s": 1200.0})
        after = sat.send_image()
    assert after["sat_s"] == pytest.approx(before["sat_s"], abs=1.0)
    assert after["break_in_s"] == pytest.approx(before["break_in_s"] - 600.0, abs=2.0)


def test_a_camera_that_gives_nothing_is_unsure_and_no_slouch(place: SitServer) -> None:
    with open_page(place.served) as sat:
        sat.begin()
        sat.sit(10.0)
        for _ in range(8):
            place.time.now_s += 2.0
            screen = sat.send_halt()
    assert screen["state"] == "unsure"
    assert "camera" in screen["needs"].lower()


def test_the_day_has_what_was_watched(place: SitServer) -> None:
    with open_page(place.served) as sat:
        sat.begin()
        sat.calibrate()
        sat.sit(60.0)
        place.schedule_slouch(0.0)
        sat.sit(90.0)
        sat.send(do="end")
        with pytest.raises(TimeoutError):
            sat.page.socket.recv(timeout=0.2)
    day = wait_until(lambda: _find_slouch(place))
    assert day["date"] == day["today"] == today().isoformat()
    assert day["sum"]["slouched_s"] == pytest.approx(90.0, abs=4.0)
    assert day["sum"]["upright_s"] == pytest.approx(66.0, abs=6.0)
    assert day["sum"]["why_s"]["head-tilt"] == pytest.approx(90.0, abs=4.0)
    assert day["nudges"] == 1
    assert day["hours"][12]["sum"] == day["sum"], "it was noon"
    text = place.served.client.get(f"{ADDRESS}/day.csv").text
    rows = list(csv.DictReader(io.StringIO(text)))
    assert sum(float(row["duration_s"]) for row in rows if row["state"] == "slouched") == (
        pytest.approx(day["sum"]["slouched_s"], abs=0.1)
    )


def _find_slouch(place: SitServer) -> dict[str, Any] | None:
    day: dict[str, Any] = place.served.client.get(f"{ADDRESS}/day").json()
    return day if day["sum"]["slouched_s"] > 80 and day["nudges"] else None


def test_days_before_are_listed_and_downloaded(place: SitServer) -> None:
    store_days(place.watches.history, datetime.now().astimezone().replace(hour=18), 10)
    client = place.served.client
    found = client.get(f"{ADDRESS}/days", params={"n": 7}).json()
    assert len(found["days"]) == 7
    assert found["days"][-1]["date"] == today().isoformat()
    worked = [day for day in found["days"] if day["sum"]["upright_s"] > 0]
    assert all(datetime.fromisoformat(day["date"]).weekday() < 5 for day in worked)
    one = client.get(f"{ADDRESS}/day", params={"date": worked[0]["date"]}).json()
    assert one["sum"] == worked[0]["sum"]
    rows = [client.get(f"{ADDRESS}/days", params={"n": n}).json()["streak"] for n in (1, 7, 10)]
    assert rows[0] == rows[1] == rows[2] > 5
    answer = client.get(f"{ADDRESS}/days.csv", params={"n": 7})
    assert "attachment" in answer.headers["content-disposition"]
    assert len(answer.text.splitlines()) in {1 + 7 * 24, 1 + 7 * 24 - 1, 1 + 7 * 24 + 1}


@pytest.mark.parametrize(
    "asked",
    [
        "day?date=tomorrow",
        "day?date=0001-01-01",
        "day?date=9999-12-31",
        "day.csv?date=2026-13-01",
        "days?n=0",
        "days?n=100000",
        "days?n=%D9%A3",
        "days.csv?n=x",
    ],
)
def test_a_date_that_is_none_is_told(place: SitServer, asked: str) -> None:
    answer = place.served.client.get(f"{ADDRESS}/{asked}")
    assert (answer.status_code, "not a date" in answer.json()["say"]) == (400, True)


def test_without_any_past_the_day_is_empty_and_nothing_is_made(place: SitServer) -> None:
    day = place.served.client.get(f"{ADDRESS}/day").json()
    assert day["since"] is None
    assert all(seconds == 0 for name, seconds in day["sum"].items() if name != "why_s")
    assert place.served.client.get(f"{ADDRESS}/profiles").json() == {"profiles": []}
    assert not place.watches.history.exists()


def test_forgetting_takes_the_sitting_too(place: SitServer) -> None:
    store_days(place.watches.history, datetime.now().astimezone().replace(hour=18), 3)
    with open_page(place.served) as sat:
        sat.begin()
        sat.calibrate()
        sat.send(do="end")
    wait_until(lambda: place.watches.freed)
    assert place.served.client.delete("/api/history").status_code == 204
    assert place.served.client.get(f"{ADDRESS}/day").json()["since"] is None
    assert place.served.client.get(f"{ADDRESS}/profiles").json() == {"profiles": []}


def test_a_running_watch_goes_without_the_posture_that_was_deleted(place: SitServer) -> None:
    with open_page(place.served) as sat:
        sat.begin()
        sat.calibrate()
        assert sat.send_image()["baseline_taken"] is not None
        assert place.served.client.delete("/api/history").status_code == 204
        assert sat.send_image()["baseline_taken"] is None
        assert sat.calibrate()["baseline_taken"] is not None


def test_sitting_that_was_deleted_does_not_come_back_with_the_next_look(place: SitServer) -> None:
    with open_page(place.served) as sat:
        sat.begin()
        sat.sit(600.0)
        assert place.served.client.delete("/api/history").status_code == 204
        with place.open_past() as past:
            assert past.find_first() is None
        deleted_s = place.watches.now()
        sat.sit(30.0)
        sat.send(do="end")
        wait_until(lambda: place.watches.freed)
    with place.open_past() as past:
        spans = past.read_day(today()).spans
    assert [span.state for span in spans] == [PostureState.UPRIGHT]
    assert spans[0].start_s >= deleted_s
    assert spans[0].end_s == pytest.approx(deleted_s + 30.0, abs=2.0)


@as_other_pages
def test_another_page_gets_no_watch(place: SitServer, headers: dict[str, str | None]) -> None:
    with pytest.raises(InvalidStatus) as refusal, open_page(place.served, **headers):
        pass
    assert refusal.value.response.status_code == 403


@pytest.mark.parametrize("address", ["day", "days", "day.csv", "days.csv", "profiles"])
def test_without_the_key_there_are_no_days(place: SitServer, address: str) -> None:
    answer = place.served.client.get(f"{ADDRESS}/{address}", headers={"Authorization": ""})
    assert answer.status_code == 403


def test_too_many_pictures_end_it(place: SitServer) -> None:
    with open_page(place.served) as sat:
        sat.begin()
        for _ in range(WatchSocketHandler.pictures_per_s + 1):
            sat.page.socket.send(pack_image(0.0, make_seated_jpeg()))
        assert read_close(sat)[::2] == (socket_handler.TOO_MANY, 1008)


def test_too_many_words_end_it(place: SitServer) -> None:
    with open_page(place.served) as sat:
        sat.begin()
        for _ in range(WatchSocketHandler.texts_per_s):  # the "begin" message counts too
            sat.send(do="go-on")
        assert read_close(sat)[::2] == (socket_handler.TOO_MANY, 1008)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        '{"do": "begin"}',
        '{"do": "pause", "minutes": 0}',
        '{"do": "pause", "minutes": 241}',
        '{"do": "pause", "minutes": NaN}',
        '{"do": "break", "what": "end", "stretches": ["../../etc"]}',
        json.dumps({"do": "begin", "profile": "", "wishes": WISHES}),
        json.dumps({"do": "begin", "profile": "x" * 201, "wishes": WISHES}),
        json.dumps({"do": "begin", "profile": "desk", "wishes": {"onset_s": 9}}),
        json.dumps({"do": "begin", "profile": "desk", "wishes": {"break_every_s": 14401}}),
        '{"do": "halt", "why": "bored"}',
        '"' + "x" * MAX_TEXT_BYTES + '"',
    ],
)
def test_what_the_page_would_not_say_ends_it(place: SitServer, text: str) -> None:
    with open_page(place.served) as sat:
        sat.page.socket.send(text)
        said, _, code = read_close(sat)
    assert (said.endswith("reload the page."), code) == (True, 1008)


def test_without_a_beginning_there_is_nothing_to_look_at(place: SitServer) -> None:
    with open_page(place.served) as sat:
        sat.page.socket.send(pack_image(0.0, make_seated_jpeg()))
        assert read_close(sat)[::2] == (sitting_watch.PostureSlot.gone, 1008)


def test_a_second_page_is_refused_and_may_take_it(place: SitServer) -> None:
    with open_page(place.served) as first, open_page(place.served) as second:
        first.begin()
        first.sit(3.0)
        second.send(do="begin", profile="desk", wishes=WISHES)
        assert read_close(second) == (sitting_watch.PostureSlot.occupied, "elsewhere", 1008)
        assert first.send_image()["is"] == "screen"
        with open_page(place.served) as third:
            third.begin(take=True)
            assert read_close(first) == (sitting_watch.PostureSlot.moved, "elsewhere", 1008)
            assert third.send_image()["is"] == "screen"
    assert place.watches.freed >= 1, "the first watch is over"


def test_a_terminal_or_another_app_that_watches_is_in_the_way(tmp_path: Path) -> None:
    with WatchLock(tmp_path), pytest.raises(FormcheckError) as told:
        open_watch(BEGIN_WATCH, tmp_path / "history.db")
    assert "in a terminal or on the page of formcheck app" in str(told.value)
    assert "after its tab is closed, wait half a minute" in str(told.value)


def test_a_page_that_watches_is_known_until_it_ends(tmp_path: Path) -> None:
    history = tmp_path / "history.db"
    for _ in range(2):  # nor does a watch block the next one in the same process
        with open_watch(BEGIN_WATCH, history), RemoteControl(history) as remote:
            assert remote.is_watched()
        assert not remote.is_watched()


def test_a_watch_whose_folder_was_deleted_is_seen_again_and_keeps_others_out(
    tmp_path: Path,
) -> None:
    history = tmp_path / "data" / "history.db"
    with open_watch(BEGIN_WATCH, history) as watch, RemoteControl(history) as remote:
        watch.look(None)
        shutil.rmtree(history.parent.rename(tmp_path / "thrown away"))
        watch.look(None)
        assert remote.is_watched()
        with pytest.raises(FormcheckError, match="already being watched"):
            open_watch(BEGIN_WATCH, history)
    assert not remote.is_watched()


def test_where_nothing_can_be_kept_the_page_watches_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with open_watch(BEGIN_WATCH, tmp_path / "file" / "history.db") as watch:
        wait_until(lambda: watch.service.problem)
        told = json.loads(watch.look(None))
        watch.words = load_words("de")
        told_in_german = json.loads(watch.look(None))
    assert "cannot be opened" in told["problem"]
    assert "lässt sich nicht öffnen" in told_in_german["problem"]


BEGIN_WATCH = BeginWatch(do="begin", profile="desk", wishes=Wishes())


def test_a_clock_that_is_set_meanwhile_makes_no_absence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wall = ManualClock(1.8e9)
    seconds = ManualClock(100.0)
    history = tmp_path / "history.db"

    class SetClock(Clock):
        """The test's clock, independent of the wall clock, which is set."""

        def now_s(self) -> float:
            return seconds.now_s

    def begin_monitor(model: Path, rules: Rules) -> PostureMonitor:
        return PostureMonitor(model, rules, finder=Script(lambda _: upright()))

    monkeypatch.setattr(sitting_watch, "PostureMonitor", begin_monitor)
    monkeypatch.setattr(sitting_watch, "Clock", SetClock)
    monkeypatch.setattr("time.time", wall)
    began = datetime.now(UTC)
    with open_watch(BEGIN_WATCH, history) as watch:
        for second in range(60):
            watch.look(read_picture(pack_image(second * 1000, make_seated_jpeg())))
            seconds.now_s += 1.0
            wall.now_s += {20: 7200.0, 40: -7200.0}.get(second, 1.0)
    with SittingPast(history) as past:
        spans = past.list_spans(began - timedelta(days=1), began + timedelta(days=1))
    assert {span.state for span in spans} <= {PostureState.UPRIGHT, PostureState.UNSURE}
    assert sum(span.end_s - span.start_s for span in spans) == pytest.approx(59.0, abs=1.0)
    assert spans[0].start_s == pytest.approx(began.timestamp(), abs=10.0)


def test_a_page_that_is_loaded_again_goes_on(place: SitServer) -> None:
    with open_page(place.served) as sat:
        known = sat.begin()
        before = sat.sit(60.0)
    with open_page(place.served) as again:
        again.send(do="resume", session=known)
        assert again.page.receive() == {"is": "begun", "session": known}
        assert again.send_image()["sat_s"] == pytest.approx(before["sat_s"], abs=1.5)
    with open_page(place.served) as other:
        other.send(do="resume", session="x" * 22)
        assert read_close(other) == (sitting_watch.PostureSlot.gone, "gone", 1008)


def test_a_watch_without_a_page_ends_after_a_while_and_is_kept(
    place: SitServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WatchSocketHandler, "kept_s", 0.05)
    with open_page(place.served) as sat:
        sat.begin()
        sat.sit(30.0)
    wait_until(lambda: place.watches.freed)
    upright_s = place.served.client.get(f"{ADDRESS}/day").json()["sum"]["upright_s"]
    assert upright_s == pytest.approx(30.0, abs=4.0)


def test_the_end_of_the_server_ends_the_watch(
    raised: Sequence[DetectedFrame], tmp_path: Path
) -> None:
    history = tmp_path / "history.db"
    with run_sitting_server(history, SessionFactory(raised, history), datetime.now(UTC)) as (
        served,
        watches,
    ):
        with open_page(served) as sat:
            sat.begin()
        assert not watches.freed
    assert watches.freed


def test_a_closed_tab_frees_the_watch_within_half_a_minute_and_a_session_later() -> None:
    assert 10.0 <= WatchSocketHandler.kept_s <= 30.0 < SessionSocketHandler.kept_s


def test_the_watch_waits_while_somebody_stretches(place: SitServer) -> None:
    with open_page(place.served) as sat:
        sat.begin()
        sat.sit(10.0)
        with place.served.open_page() as session:
            session.send(**BEGIN)
            assert session.receive()["is"] == "begun"
            place.time.now_s += 2.0
            place.schedule_slouch(0.0)
            screen = sat.sit(12.0)
            assert screen["state"] == "unsure", "nothing is looked at"
            assert screen["needs"] == sitting_watch.STRETCHING
        place.watches.body_at = lambda _: upright()
        wait_until(lambda: sat.sit(3.0)["state"] == "upright")


def test_a_bug_in_the_watch_is_told_and_the_server_lives(
    place: SitServer, caplog: pytest.LogCaptureFixture
) -> None:
    with open_page(place.served) as sat:
        sat.begin()
        place.watches.body_at = None  # type: ignore[assignment]
        sat.page.socket.send(pack_image(0.0, make_seated_jpeg()))
        assert read_close(sat)[::2] == (sitting_watch.PostureSlot.broken, 1008)
    assert "broke" in caplog.text
    place.watches.body_at = lambda _: upright()
    with open_page(place.served) as sat:
        sat.begin()
        assert sat.send_image()["is"] == "screen"


def test_a_file_that_cannot_be_written_is_told_and_ends_nothing(
    raised: Sequence[DetectedFrame], tmp_path: Path
) -> None:
    folder = tmp_path / "no-folder"
    folder.write_text("a file in its place")
    history = folder / "history.db"
    made = SessionFactory(raised, history)
    with (
        run_sitting_server(history, made, datetime.now(UTC)) as (served, _),
        open_page(served) as sat,
    ):
        sat.begin()
        screen = wait_until(lambda: s if (s := sat.sit(2.0))["problem"] else None)
    assert "cannot be opened" in screen["problem"]
    assert screen["state"] in {"upright", "unsure"}


def test_a_baseline_that_cannot_be_saved_says_how_long_it_counts(place: SitServer) -> None:
    place.watches.history.write_bytes(b"no database" * 1000)
    with open_page(place.served) as sat:
        sat.begin()
        assert sat.calibrate()["baseline_taken"] is not None
        (taken,) = sat.list_events("calibrated")
    assert taken["say"] == "It could not be saved: it counts until this watch ends."
