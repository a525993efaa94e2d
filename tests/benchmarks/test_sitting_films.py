"""Videos of people at a desk, slowed down: what is told is held against what they did."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.sitting.films import FilmScore, markdown, score_film
from formcheck.core.posture.posture_values import State, View
from tests.engine.sitters import BodyAt, recorded, switching, tilted, upright


def film(folder: Path, body_at: BodyAt, *spans: dict[str, Any], begins: str = "upright") -> Path:
    path = recorded(folder / "000001.recording.npz", body_at, spans[-1]["end_s"])
    about = {"view": "front", "begins": begins, "spans": spans}
    np.savez(folder / "000001.truth.npz", about=np.array(json.dumps(about)))
    return path


def span(start_s: float, end_s: float, severity: float = 0.0) -> dict[str, Any]:
    state, episode = ("slouched", "head-tilt") if severity else ("upright", "typing")
    return {"start_s": start_s, "end_s": end_s, "state": state, "episode": episode,
            "severity": severity}  # fmt: skip


TILTS_AT_15 = switching((0.0, upright()), (15.0, tilted()), (25.0, upright()))


def test_a_slouch_is_told_and_upright_people_are_not(tmp_path: Path) -> None:
    path = film(tmp_path, TILTS_AT_15, span(0, 15), span(15, 25, 2.5), span(25, 30))
    score = score_film(path)
    assert not score.left_out
    assert score.hours == pytest.approx(2 * 20 * 30 / 3600)
    assert (score.due, score.told, score.wrong) == ({2: 2}, {2: 2}, {})
    assert score.looks[State.SLOUCHED, State.SLOUCHED] > 0


def test_a_reminder_of_who_sits_well_is_wrong(tmp_path: Path) -> None:
    score = score_film(film(tmp_path, TILTS_AT_15, span(0, 15), span(15, 30)))
    assert score.wrong == {"typing": score.wrong.total()}
    assert score.wrong.total() >= 2
    assert not score.due


def test_a_slouch_that_is_not_seen_counts_as_missed(tmp_path: Path) -> None:
    path = film(tmp_path, lambda _: upright(), span(0, 15), span(15, 25, 1.5))
    score = score_film(path)
    assert (score.due, score.told) == ({1: 2}, {1: 0})


def test_a_film_that_begins_slouched_is_left_out(tmp_path: Path) -> None:
    path = film(tmp_path, lambda _: tilted(), span(0, 10, 2.0), begins="slouched")
    assert score_film(path).left_out


def test_the_page_counts_by_view() -> None:
    score = FilmScore(View.FRONT, hours=4.0, right=3)
    score.wrong["typing"], score.due[2], score.told[2] = 1, 4, 3
    text = markdown([score, score, FilmScore(View.SIDE, left_out=True)], "sitting-films-0133")
    assert "| front | 2 | 8.0 | 6 | 2 | 2.0 | 0 of 0 | 0 of 0 | 6 of 8 |" in text
    assert "3 videos" in text
    assert "no baseline: 1." in text
    assert "typing 2" in text
