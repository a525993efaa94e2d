"""Tampered baselines in the history: listed, read, shown and used to judge."""

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.fuzz.doors import make_file_door
from benchmarks.fuzz.mutate import WORDS, damage_bytes
from formcheck.core.body import Side
from formcheck.core.posture.calibration import dump_baseline, list_limits
from formcheck.core.posture.posture_features import QUANTITIES
from formcheck.core.posture.posture_values import (
    PostureFeatures,
    Sensitivity,
    UprightBaseline,
    View,
)
from formcheck.core.posture.scores import score_posture
from formcheck.files.plain_json import format_json
from formcheck.store.profiles import Profiles

_BYTES_SHARE = 0.2
_WORDS_SHARE = 0.2
_NUMBERS = ("0", "-1", "1", "1e-9", "-0.0", "1e-320", "1000", "-1000", "null", "1e400", "2.5")


def _build_baseline(view: View) -> UprightBaseline:
    near = Side.LEFT if view is View.SIDE else None
    values = {name: 3.0 if name.endswith("_deg") else 0.3 for name in QUANTITIES}
    return UprightBaseline(view, near, values, 20)


def _make_input(random: Random) -> bytes:
    record: dict[str, Any] = dump_baseline(_build_baseline(random.choice(list(View))))
    text = json.dumps(record)
    if random.random() < _BYTES_SHARE:
        return damage_bytes(text.encode(), random)
    for _ in range(random.choice((1, 1, 3))):
        table = record["values"]
        keys = sorted(random.choice((record, table, table)))
        old = json.dumps(random.choice(keys))
        before, mark, after = text.partition(f"{old}: ")
        if mark:
            cut = min((after.find(end) for end in ",}" if end in after), default=0)
            words = WORDS if random.random() < _WORDS_SHARE else _NUMBERS
            text = before + mark + random.choice(words) + after[cut:]
    return text.encode()


def _try_baseline(path: Path) -> None:
    store = path.with_suffix(".db")
    try:
        with Profiles(store) as profiles:
            profiles.save("desk", "webcam", _build_baseline(View.FRONT), datetime.now(UTC))
        data = path.read_bytes()
        record = data if len(data) % 10 == 0 else data.decode(errors="replace")
        with closing(sqlite3.connect(store)) as raw:
            raw.execute("UPDATE profile SET calibration = ?", (record,))
            raw.commit()
        with Profiles(store) as profiles:
            profiles.list_all()
            found = profiles.get("desk", "webcam")
    finally:
        for one in path.parent.glob(f"{store.name}*"):
            one.unlink()
    if found is not None:
        _judge_by(found.upright)


def _judge_by(calibration: UprightBaseline) -> None:
    seen = _build_baseline(calibration.view)
    features = PostureFeatures(calibration.view, calibration.near, seen.values, None)
    for sensitivity in Sensitivity:
        format_json(list_limits(calibration, sensitivity))
        format_json(list(score_posture(features, calibration, sensitivity).strength.values()))


BASELINES = make_file_door("baselines", ".json", _make_input, _try_baseline)
