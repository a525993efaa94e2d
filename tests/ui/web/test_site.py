import os
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from formcheck.library.catalogue import find_bundled_dir, list_spec_files
from formcheck.library.languages import list_languages
from formcheck.store.history import History
from tests.core.stretch.tiny import TINY
from tests.store.results import make_result
from tests.ui.web.serving import PageServer, SessionFactory


def test_every_stretch_is_on_the_page_with_what_it_shows(server: PageServer) -> None:
    stretches = server.client.get("/api/stretches").json()["stretches"]
    assert {one["id"] for one in stretches} == {file.id for file in list_spec_files()}
    assert [one["title"] for one in stretches] == sorted(one["title"] for one in stretches)
    for one in stretches:
        assert list(one["setup"]) == one["sides"]
        said = [text for texts in one["setup"].values() for text in texts]
        said += [fault["cue"] for fault in one["faults"]]
        assert not any("{" in text for text in said)
        shown = [fault["picture"] for fault in one["faults"]]
        for address in filter(None, [*(one["pictures"] or {}).values(), *shown]):
            picture = server.client.get(address)
            assert picture.headers["content-type"] == "image/webp"
            height, width, _ = cv2.imdecode(np.frombuffer(picture.content, np.uint8), 1).shape
            assert one["picture_size_px"] == [width, height]


def test_the_page_speaks_every_language_there_is(server: PageServer) -> None:
    known = server.client.get("/api/words").json()
    assert known["language"] == "en"
    assert known["languages"] == list(list_languages())
    english = list_titles(server, "en")
    for language in list_languages()[1:]:
        words = server.client.get("/api/words", params={"language": language}).json()["words"]
        assert sorted(list_titles(server, language)) == sorted(words[title] for title in english)
    unknown = server.client.get("/api/words", params={"language": "xx"})
    assert (unknown.status_code, "no language" in unknown.json()["say"]) == (400, True)


def test_a_stretch_tells_what_is_judged_from_a_desk_in_the_language_of_the_page(
    server: PageServer,
) -> None:
    twist, cobra = (
        find_stretch_card(server, "en", "seated-twist"),
        find_stretch_card(server, "en", "cobra-pose"),
    )
    assert twist["judged"]["desk_measured"]
    assert twist["accuracy"]["desk"]["videos"] >= twist["accuracy"]["desk"]["right"]
    assert "hand-to-opposite-knee gap (other side)" in twist["judged"]["at_two_metres"]
    assert (cobra["accuracy"]["desk"], cobra["needs_no_hips"]) == (None, False)
    assert not cobra["judged"]["desk_measured"]
    timer = find_stretch_card(server, "en", "shoulder-blade-squeeze")
    assert (timer["judged"], timer["needs_no_hips"]) == (None, True)
    german = find_stretch_card(server, "de", "seated-twist")["judged"]
    assert "Abstand von Hand und anderem Knie (andere Seite)" in german["at_two_metres"]


def test_a_spec_with_problems_is_named_and_one_changed_has_no_measured_accuracy(
    server: PageServer, own_specs: Path
) -> None:
    (own_specs / "broken.toml").write_text("id = 1")
    text = (find_bundled_dir() / "cat-cow.toml").read_text()
    (own_specs / "cat-cow.toml").write_text(text.replace("= 10", "= 12", 1))
    answer = server.client.get("/api/stretches", params={"language": "de"}).json()
    assert answer["with_problems"] == [str(own_specs / "broken.toml")]
    accuracy = {one["id"]: one["accuracy"] for one in answer["stretches"]}
    assert accuracy["cat-cow"]["two metres"] is None
    assert accuracy["seated-twist"]["two metres"]["videos"] > 0


def test_a_file_whose_name_is_no_utf8_is_named_and_costs_no_other_stretch(
    server: PageServer, own_specs: Path
) -> None:
    (own_specs / os.fsdecode(b"f\xff.toml")).write_text("x")
    answer = server.client.get("/api/stretches").json()
    assert answer["with_problems"] == [f"{own_specs}{os.sep}f\\udcff.toml"]
    assert "seated-twist" in {one["id"] for one in answer["stretches"]}


def test_one_in_the_place_of_a_bundled_stretch_is_not_shown_with_its_pictures(
    server: PageServer, own_specs: Path
) -> None:
    bridge = (find_bundled_dir() / "bridge-pose.toml").read_text()
    for name, text in (
        ("seated-twist", TINY.replace('"arm-out"', '"seated-twist"')),
        ("bridge-pose", bridge.replace("hold_s = 20", "hold_s = 25")),
    ):
        (own_specs / f"{name}.toml").write_text(text)
    other, same = (
        find_stretch_card(server, "de", name) for name in ("seated-twist", "bridge-pose")
    )
    assert (other["pictures"], {fault["picture"] for fault in other["faults"]}) == (None, {None})
    assert same["pictures"] is not None


def test_a_fault_is_named_by_the_side_that_works(server: PageServer, own_specs: Path) -> None:
    text = TINY.replace('"Elbow bent"', '"Your {side} elbow bent"')
    (own_specs / "arm-out.toml").write_text(text)
    (fault,) = find_stretch_card(server, "en", "arm-out")["faults"]
    assert fault["title"] == {"left": "Your left elbow bent", "right": "Your right elbow bent"}


def find_stretch_card(server: PageServer, language: str, spec_id: str) -> dict[str, Any]:
    answer = server.client.get("/api/stretches", params={"language": language})
    return next(one for one in answer.json()["stretches"] if one["id"] == spec_id)


def list_titles(server: PageServer, language: str) -> list[str]:
    answer = server.client.get("/api/stretches", params={"language": language})
    return [one["title"] for one in answer.json()["stretches"]]


def test_muscles_stay_english_so_that_the_page_can_sort_by_them(server: PageServer) -> None:
    for language in list_languages():
        answer = server.client.get("/api/stretches", params={"language": language})
        for one in answer.json()["stretches"]:
            assert len(one["muscles"]) == len(one["targets"])
            assert language != "en" or one["muscles"] == one["targets"]


def test_sessions_older_than_those_listed_are_told_of(
    server: PageServer, sessions: SessionFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    with History(sessions.history) as history:
        numbers = [history.begin(datetime.now(UTC), ["Twist"]) for _ in range(3)]
    for most, older in ((2, True), (3, False)):
        monkeypatch.setattr("formcheck.ui.web.past._MOST_SESSIONS", most)
        told = server.client.get("/api/history").json()
        assert [one["id"] for one in told["sessions"]] == numbers[: -most - 1 : -1]
        assert told["older"] is older
    assert server.client.delete("/api/history").status_code == 204


def test_a_damaged_history_is_shown_as_far_as_it_can_be_read(
    server: PageServer, sessions: SessionFactory
) -> None:
    with History(sessions.history) as history:
        started = datetime.now(UTC)
        numbers = [history.begin(started, ["Twist"]) for _ in range(3)]
        for number in numbers:
            history.save(number, started, make_result())
    raw = sqlite3.connect(sessions.history)
    raw.execute("UPDATE session SET titles = CAST(X'ff' AS TEXT) WHERE id = ?", (numbers[0],))
    raw.execute("""UPDATE session SET result = '{"end": 5}' WHERE id = ?""", (numbers[1],))
    raw.commit()
    raw.close()
    told = server.client.get("/api/history").json()
    assert [one["id"] for one in told["sessions"]] == numbers[:0:-1]
    assert told["unreadable"] == 1
    for number, code in zip(numbers, (400, 400, 200), strict=True):
        answer = server.client.get(f"/api/history/{number}")
        assert answer.status_code == code
        assert code == 200 or "is damaged" in answer.json()["say"]
    assert server.client.get("/api/sitting/day").json()["unreadable"] == 0
    assert server.client.delete("/api/history").status_code == 204


@pytest.mark.parametrize("address", ["/api/history", "/api/sitting/day"])
def test_what_is_wrong_with_the_history_is_told_in_the_language_of_the_page(
    server: PageServer, sessions: SessionFactory, address: str
) -> None:
    sessions.history.write_bytes(b"no history" * 1000)
    told = server.client.get(address, headers={"accept-language": "de"}).json()["say"]
    assert told.startswith(f"Der Verlauf {sessions.history} ist beschädigt: ")
    assert server.client.delete("/api/history").status_code == 204
