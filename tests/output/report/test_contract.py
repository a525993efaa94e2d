import json
from collections.abc import Iterator
from dataclasses import replace

import jsonschema
import pytest

from docs.schemas import CONTRACTS, load_schema
from formcheck.core.body import Side
from formcheck.core.coach import Hold, Round
from formcheck.core.kinematics.breathing import BreathSummary
from formcheck.engine.analyse import Analysis
from formcheck.engine.photo_check import judge_poses
from formcheck.output.report.contract import build_photo_result, build_video_result
from formcheck.output.report.json_part import format_results
from formcheck.output.report.side_contract import DonePart, build_side_part
from tests.engine.sessions import SIZE, short_spec


def test_a_session_fits_the_schema(analysis: Analysis) -> None:
    jsonschema.validate(
        json.loads(format_results(build_video_result(analysis))), load_schema("check")
    )


def test_a_photo_fits_the_schema() -> None:
    photo = judge_poses([], short_spec(), (Side.LEFT,), SIZE, "photo.jpg")
    result = json.loads(format_results(build_photo_result(photo)))
    jsonschema.validate(result, load_schema("check"))
    assert result["form"] == "unseen"


def test_a_session_is_told_as_the_contract_has_it(analysis: Analysis) -> None:
    result = json.loads(format_results(build_video_result(analysis)))
    assert list(result) == [
        "version", "file", "stretch", "side", "duration_s", "frames", "seen_frames", "sides",
        "completed", "warnings", "class", "dose", "questions", "named", "model",
    ]  # fmt: skip
    (side,) = result["sides"]
    assert list(side) == [
        "side", "hold_s", "holds", "reps", "attempts", "phases", "faults", "unseen", "completed",
        "repetitions", "breaths", "breath", "outcomes", "closest", "done",
    ]  # fmt: skip
    assert (result["class"], side["repetitions"]) == ("form", [])
    (question,) = result["questions"]
    assert (question["id"], question["kind"], question["answer"]) == ("arm-out.1", "choice", None)
    assert result["dose"]["unit"] == "hold"
    assert (result["version"], result["stretch"], result["side"]) == (1, "arm-out", "left")
    assert (result["frames"], result["seen_frames"]) == (270, 270)
    assert (side["reps"], side["attempts"]) == (1, 2)
    assert side["done"] == {"unit": "hold", "count": 5.0, "planned": 4, "too_short": False}
    assert side["hold_s"] == pytest.approx(6.0, abs=0.4)
    (hold,) = side["holds"]
    assert hold["kept"]
    assert hold["start_s"] == pytest.approx(3.0, abs=0.4)
    (fault,) = side["faults"]
    assert (fault["id"], fault["cue"]) == ("elbow-bent", "Straighten your arm.")
    assert [phase["id"] for phase in side["phases"]] == ["neutral", "hold"]


def test_several_results_are_one_line_each(analysis: Analysis) -> None:
    text = format_results(build_video_result(analysis), one_line=True)
    assert text.count("\n") == 1
    assert json.loads(text)["frames"] == 270


def test_breathing_is_told_in_round_numbers(analysis: Analysis) -> None:
    breath = BreathSummary(6.0481, 0.8372, 0.5555, "too short")
    told = build_side_part(replace(analysis.sides[0], breath=breath)).model_dump()["breath"]

    assert told == {
        "per_min": 6.0, "confidence": 0.84, "answered_share": 0.56, "reason": "too short",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("holds", "completed", "count", "kept"),
    [
        # Let go within the last moment that the clock forgives.
        ([(3.92, False)], True, 3.9, [True]),
        ([(2.4, False), (4.9, True)], True, 4.0, [False, True]),
        ([(2.4, False), (2.1, False)], True, 4.0, [True, True]),
        ([(2.4, False), (3.1, False)], False, 3.1, [False, False]),
        ([(2.4, False), (2.9, False)], False, 2.0, [False, False]),
    ],
)
def test_what_is_told_as_done_are_the_seconds_that_count(
    analysis: Analysis,
    holds: list[tuple[float, bool]],
    completed: bool,
    count: float,
    kept: list[bool],
) -> None:
    spans = tuple(Hold(0.0, held_s, held_s, counted=counts) for held_s, counts in holds)
    all_s = sum(held_s for held_s, _ in holds)
    side = replace(analysis.sides[0], holds=spans, held_s=all_s, completed=completed)
    rounds = (Round(sum(held_s for held_s, counts in holds if counts), completed),)
    told = build_side_part(replace(side, rounds=rounds))
    too_short = not any(kept)
    assert told.done == DonePart(unit="hold", count=count, planned=4, too_short=too_short)
    assert [hold.kept for hold in told.holds] == kept


def list_properties(schema: object) -> Iterator[tuple[str, dict[str, object]]]:
    """Yields every property of the schema and of its nested objects, with its name."""
    if isinstance(schema, dict):
        if isinstance(properties := schema.get("properties"), dict):
            yield from properties.items()
        schema = list(schema.values())
    if isinstance(schema, list):
        for part in schema:
            yield from list_properties(part)


@pytest.mark.parametrize("name", [*CONTRACTS, "spec"])
def test_every_field_of_a_schema_is_described(name: str) -> None:
    fields = list(list_properties(load_schema(name)))
    assert fields
    assert [field for field, told in fields if not told.get("description")] == []
