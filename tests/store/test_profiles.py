import json
import math
import sqlite3
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from formcheck.core.body import Side
from formcheck.core.posture.calibration import dump_baseline
from formcheck.core.posture.posture_features import QUANTITIES
from formcheck.core.posture.posture_values import UprightBaseline, View
from formcheck.files.errors import FormcheckError
from formcheck.files.quoting import quote_word
from formcheck.store.history import History
from formcheck.store.profiles import KeptBaseline, ProfileRow, Profiles

TAKEN = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


def make_baseline(neck_deg: float = 12.5) -> UprightBaseline:
    return UprightBaseline(
        view=View.SIDE,
        near=Side.LEFT,
        values={**dict.fromkeys(QUANTITIES, math.nan), "neck_deg": neck_deg},
        samples=22,
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "history.db"


@pytest.fixture
def profiles(path: Path) -> Iterator[Profiles]:
    with Profiles(path) as one:
        yield one


def get_neck_deg(found: KeptBaseline | None) -> float:
    assert found is not None
    return found.upright.values["neck_deg"]


def overwrite_record(path: Path, record: str) -> None:
    raw = sqlite3.connect(path)
    raw.execute("UPDATE profile SET calibration = ?", (record,))
    raw.commit()
    raw.close()


def test_a_baseline_comes_back_as_it_was_taken(profiles: Profiles) -> None:
    profiles.save("desk", "HD Webcam", make_baseline(), TAKEN)
    found = profiles.get("desk", "HD Webcam")
    assert found is not None
    kept, taken = found.upright, found.taken
    assert (kept.view, kept.near, kept.samples) == (View.SIDE, Side.LEFT, 22)
    assert kept.values["neck_deg"] == 12.5
    assert math.isnan(kept.values["trunk_deg"])
    assert taken == TAKEN


def test_a_baseline_belongs_to_its_name_and_its_camera(profiles: Profiles) -> None:
    profiles.save("desk", "laptop", make_baseline(1.0), TAKEN)
    profiles.save("desk", "monitor", make_baseline(2.0), TAKEN + timedelta(hours=1))
    profiles.save("sofa", "laptop", make_baseline(3.0), TAKEN)
    assert get_neck_deg(profiles.get("desk", "laptop")) == 1.0
    assert get_neck_deg(profiles.get("desk", "monitor")) == 2.0
    assert get_neck_deg(profiles.get("sofa", "laptop")) == 3.0
    assert profiles.get("sofa", "monitor") is None


COMPOSED, DECOMPOSED = "Zo\u00eb", "Zoe\u0308"


@pytest.mark.parametrize(
    ("kept_as", "typed"), [(COMPOSED, DECOMPOSED), (DECOMPOSED, COMPOSED), ("anna", " anna ")]
)
def test_names_that_look_alike_are_one_profile(
    profiles: Profiles, kept_as: str, typed: str
) -> None:
    profiles.save(kept_as, "laptop", make_baseline(1.0), TAKEN)
    assert get_neck_deg(profiles.get(typed, "laptop")) == 1.0
    profiles.save(typed, "laptop", make_baseline(2.0), TAKEN)
    (row,) = profiles.list_all()
    assert row.name == unicodedata.normalize("NFC", kept_as)
    assert profiles.remove(typed) == 1
    assert profiles.list_all() == []


@pytest.mark.parametrize("old", [DECOMPOSED, " anna", "anna "])
def test_an_old_name_is_found_beside_one_that_looks_alike(
    profiles: Profiles, path: Path, old: str
) -> None:
    profiles.save("old", "laptop", make_baseline(1.0), TAKEN)
    with profiles.transact(write=True) as connection:
        connection.execute("UPDATE profile SET name = ?", (old,))
    alike = unicodedata.normalize("NFC", old).strip()
    assert get_neck_deg(profiles.get(alike)) == 1.0
    with profiles.transact(write=True) as connection:
        connection.execute(
            "INSERT INTO profile SELECT ?, camera, ?, calibration FROM profile",
            (alike, TAKEN.isoformat()),
        )
    assert {profiles.remove(old), len(profiles.list_all())} == {1}
    assert [row.name for row in profiles.list_all()] == [alike]


def test_without_a_camera_the_newest_of_the_name_is_meant(profiles: Profiles) -> None:
    profiles.save("desk", "monitor", make_baseline(2.0), TAKEN + timedelta(hours=1))
    profiles.save("desk", "laptop", make_baseline(1.0), TAKEN)
    assert get_neck_deg(profiles.get("desk")) == 2.0
    assert profiles.get("sofa") is None


def test_a_new_baseline_takes_the_place_of_the_old(profiles: Profiles) -> None:
    profiles.save("desk", "laptop", make_baseline(1.0), TAKEN)
    profiles.save("desk", "laptop", make_baseline(2.0), TAKEN + timedelta(days=1))
    assert get_neck_deg(profiles.get("desk", "laptop")) == 2.0
    assert profiles.list_all() == [ProfileRow("desk", "laptop", TAKEN + timedelta(days=1))]


def test_the_newest_baseline_is_listed_first(profiles: Profiles) -> None:
    for hours, name in enumerate(("sofa", "desk", "monitor")):
        profiles.save(name, "laptop", make_baseline(), TAKEN + timedelta(hours=hours))
    assert [row.name for row in profiles.list_all()] == ["monitor", "desk", "sofa"]


def test_what_is_removed_while_a_watch_has_the_file_open_is_in_no_file(
    profiles: Profiles, path: Path
) -> None:
    profiles.save("desk", "HD Webcam", make_baseline(), TAKEN)
    with Profiles(path) as ours:
        assert ours.remove("desk") == 1
        for file in path.parent.iterdir():
            assert b"neck_deg" not in file.read_bytes(), file.name


def test_a_baseline_is_removed_for_all_cameras(profiles: Profiles) -> None:
    for camera in ("laptop", "monitor", "third"):
        profiles.save("desk", camera, make_baseline(), TAKEN)
    assert profiles.remove("desk") == 3
    assert profiles.get("desk", "laptop") is None
    assert profiles.remove("desk") == 0
    assert profiles.list_all() == []


def test_looking_makes_no_file(profiles: Profiles, path: Path) -> None:
    assert profiles.get("desk", "laptop") is None
    assert profiles.list_all() == []
    assert profiles.remove("desk") == 0
    assert not path.parent.exists()


def dump_front_baseline(**values: float | None) -> str:
    """Returns the record of a baseline from the front with some values replaced."""
    taken = replace(make_baseline(), view=View.FRONT, near=None)
    own = {**dict.fromkeys(QUANTITIES, 0.3), **values}
    return json.dumps({**dump_baseline(taken), "values": own})


def dump_record(**changes: object) -> str:
    return json.dumps(dump_baseline(make_baseline()) | changes)


@pytest.mark.parametrize(
    "record",
    [
        "{",
        "[]",
        "{}",
        '{"view": "above"}',
        "null",
        '"desk"',
        "[" * 100_000,
        "9" * 5000,
        dump_front_baseline(nose_x=1e300),
        dump_front_baseline(nose_x=math.nan),
        dump_front_baseline(eye_mouth=0.0),
        dump_front_baseline(shoulder_width=None),
        dump_record(samples=1e999),
        dump_record(values=dict.fromkeys(QUANTITIES, 10**400)),
        dump_record(values=dict.fromkeys(QUANTITIES, 1e300)),
        dump_record(values=dict.fromkeys(QUANTITIES, 0)),
    ],
    ids=range(16),
)
def test_a_damaged_baseline_is_one_sentence_and_can_be_replaced(
    profiles: Profiles, path: Path, record: str
) -> None:
    profiles.save("desk", "laptop", make_baseline(), TAKEN)
    overwrite_record(path, record)
    with pytest.raises(FormcheckError) as error:
        profiles.get("desk", "laptop")
    assert str(error.value) == (
        'The baseline "desk" for the camera laptop is damaged: '
        "take a new one with `formcheck sit --calibrate`."
    )
    assert [row.name for row in profiles.list_all()] == ["desk"]
    profiles.save("desk", "laptop", make_baseline(5.0), TAKEN)
    assert get_neck_deg(profiles.get("desk", "laptop")) == 5.0


def test_the_advice_for_a_damaged_baseline_names_its_profile(
    profiles: Profiles, path: Path
) -> None:
    profiles.save("my sofa", "laptop", make_baseline(), TAKEN)
    overwrite_record(path, "{}")
    with pytest.raises(FormcheckError) as told:
        profiles.get("my sofa", "laptop")
    assert str(told.value).endswith(
        f"`formcheck sit --calibrate --profile {quote_word('my sofa')}`."
    )


def test_a_damaged_baseline_for_no_camera_in_particular_names_none(
    profiles: Profiles, path: Path
) -> None:
    profiles.save("desk", "", make_baseline(), TAKEN)
    overwrite_record(path, "{}")
    with pytest.raises(FormcheckError, match='The baseline "desk" is damaged: '):
        profiles.get("desk")


def test_a_damaged_baseline_leaves_the_others_in_the_list(profiles: Profiles, path: Path) -> None:
    for name in ("desk", "sofa"):
        profiles.save(name, "laptop", make_baseline(), TAKEN)
    raw = sqlite3.connect(path)
    raw.execute("UPDATE profile SET taken = 'once' WHERE name = 'desk'")
    raw.commit()
    raw.close()
    rows = profiles.list_all()
    assert ([row.name for row in rows], rows.unreadable) == (["sofa"], 1)


def test_forgetting_the_history_forgets_the_baselines(profiles: Profiles, path: Path) -> None:
    profiles.save("desk", "laptop", make_baseline(), TAKEN)
    with History(path) as history:
        history.forget()
    assert profiles.list_all() == []
