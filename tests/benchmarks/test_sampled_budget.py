from collections.abc import Set as AbstractSet
from pathlib import Path

import pytest
import typer

from benchmarks.sampled.budget import count_causes, describe_stops, find_cause, main, make_page
from benchmarks.sampled.score import FilmScore
from benchmarks.sampled.truth import Landmarks
from tests.benchmarks.sampled_films import write_film
from tests.benchmarks.sampled_scores import film_score

CLIP = "overhead-lat-stretch.good.left"
KINDS: tuple[Landmarks, ...] = ("model", "true-image", "true", "true-placed")


def scores_of(
    right: dict[str, AbstractSet[Landmarks]], **changes: object
) -> dict[Landmarks, list[FilmScore]]:
    """Scores of films by name, right with those kinds of landmarks."""
    return {
        kind: [
            film_score(
                name=name,
                outcome="right" if kind in kinds else "nothing",
                stops=() if kind in kinds else ("no start", "band: twist low"),
                **changes,
            )
            for name, kinds in right.items()
        ]
        for kind in KINDS
    }


@pytest.mark.parametrize(
    ("right", "begins", "cause"),
    [
        ({"model"}, "neutral", None),
        ({"true-image", "true", "true-placed"}, "neutral", "landmarks"),
        ({"true", "true-placed"}, "neutral", "depth"),
        ({"true"}, "neutral", "depth"),
        ({"true-placed"}, "neutral", "view"),
        (set(), "neutral", "rule"),
        (set(), "in-position", "rule, no neutral start"),
        ({"true-image"}, "walks-in", "rule, no neutral start"),
    ],
)
def test_a_lost_film_has_one_cause(
    right: AbstractSet[Landmarks], begins: str, cause: str | None
) -> None:
    names = {kind: {"a"} if kind in right else set() for kind in KINDS}
    assert find_cause("a", begins, names) == cause


def test_causes_are_counted_by_stretch_in_good_form_alone() -> None:
    scores = scores_of({"a": {"model"}, "b": {"true", "true-placed"}, "c": set()})
    scores["model"].append(film_score(form="fault", name="d", outcome="wrong"))
    assert count_causes(scores) == {"seated-twist": {"right": 1, "depth": 1, "rule": 1}}


def test_the_report_tells_luck_place_and_stops() -> None:
    scores = scores_of({"a": {"model"}, "b": {"true", "true-placed"}, "c": set()}, off_deg=12.0)
    written = make_page(scores, [101], "b.webp")
    assert "| seated-twist | 3 | 1 | 1 | 0 | 0 | 1 | 0 | 1 |" in written
    assert "| begins in neutral, more than 10° off | 3 | 1 (33%) | 0 (0%) | 1 (33%) |" in written
    # With true joints a and c are not right; with the model's landmarks b, which joints get right.
    assert "| seated-twist | 2 of 3 | **no start** 2; **band** 2 (twist low 2) |" in written
    assert "| seated-twist | 1 of 3 | **no start** 1; **band** 1 (twist low 1) |" in written


def test_stops_are_counted_once_a_film_and_in_the_order_of_their_roots() -> None:
    told = describe_stops(
        [("false fault: leaning", "false fault: slump", "view refused"), ("false fault: leaning",)]
    )
    assert told == "**view refused** 1; **false fault** 2 (leaning 2, slump 1)"
    ties = describe_stops([("false fault: slump", "false fault: leaning", "false fault: bent")])
    assert ties == "**false fault** 1 (bent 1, leaning 1, slump 1)"


def test_the_budget_is_written_with_its_picture(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_film(tmp_path, CLIP)
    report = tmp_path / "budget.md"
    main(tmp_path, None, 1, report)
    written = report.read_text(encoding="utf-8")
    row = next(line for line in written.splitlines() if line.startswith("| overhead-lat-stretch"))
    # The recording holds true joints, so all kinds of landmarks are the same.
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells[1] == "1"
    assert cells[5:8] == ["0", "0", "0"]
    assert row in capsys.readouterr().out
    assert (tmp_path / "images" / "budget.webp").is_file()


def test_sealed_films_have_no_budget(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_film(tmp_path, CLIP, seed=200)
    with pytest.raises(typer.Exit) as stop:
        main(tmp_path, None, 1, None)
    assert stop.value.exit_code == 2
    assert "sealed" in capsys.readouterr().err
