import json
from dataclasses import replace

import jsonschema
import pytest

from docs.schemas import load_schema
from formcheck.core.session.session_values import Answer, End, SessionResult, StretchResult
from formcheck.engine.analyse import Analysis
from formcheck.output.report.contract import build_video_result
from formcheck.output.report.json_part import format_results
from formcheck.output.report.session_contract import SessionObject, dump_session
from formcheck.output.report.session_report import show_session
from tests.output.report.test_terminal import make_console, read_text


@pytest.fixture(scope="session")
def result(analysis: Analysis) -> SessionResult:
    """Returns a session of two stretches: one done, one not begun."""
    done = StretchResult("arm-out", "Arm out", analysis.sides, 4.0, completed=True)
    later = StretchResult("neck", "Neck stretch", (), 30.0, completed=False)
    return SessionResult(
        end=End.STOPPED,
        duration_s=18.0004,
        stretches=(done, later),
        answers=(Answer("feel", "Where do you feel it?", "shoulder"), Answer("pain", "Pain?", "")),
        good=("Six seconds in good form.",),
        watch=("Straighten your arm.",),
        verdict="1 of 2 stretches held as planned.",
        unjudged=("Left side: left elbow hidden (5 s).",),
    )


def print_result(result: SessionResult, width: int = 80) -> str:
    to = make_console(width)
    show_session(to, result)
    return read_text(to)


def test_a_session_fits_the_schema_at_any_end(result: SessionResult) -> None:
    for end in End:
        told = json.loads(json.dumps(dump_session(replace(result, end=end))))
        jsonschema.validate(told, load_schema("session"))
        assert told["end"] == end.value


def test_a_side_is_told_as_the_check_of_a_video_tells_it(
    analysis: Analysis, result: SessionResult
) -> None:
    recorded = json.loads(format_results(build_video_result(analysis)))
    first, second = dump_session(result)["stretches"]
    (side,) = first["sides"]
    assert (side.pop("planned_s"), side.pop("planned_reps")) == (4.0, 0)
    assert [side] == recorded["sides"]
    assert first["hold_s"] == recorded["sides"][0]["hold_s"]
    assert (first["side"], first["completed"]) == ("left", True)
    assert (second["sides"], second["hold_s"], second["completed"]) == ([], 0.0, False)


def test_a_session_is_complete_when_every_stretch_is(result: SessionResult) -> None:
    assert dump_session(result)["completed"] is False
    assert dump_session(replace(result, stretches=result.stretches[:1]))["completed"] is True


def test_the_terminal_tells_sides_good_watch_and_answers(result: SessionResult) -> None:
    text = print_result(result)
    for words in (
        "Left side: done, 5 s in good form (",
        "Elbow bent: Straighten your arm.",
        "Neck stretch",
        "Not begun.",
        "1 of 2 stretches held as planned.",
        "Six seconds in good form.",
        "Not judged",
        "Left side: left elbow hidden (5 s).",
        "shoulder  Where do you feel it?",
    ):
        assert words in text
    assert "Pain?" not in text


def test_an_answer_tells_which_stretch_asked(result: SessionResult) -> None:
    asked = (Answer("neck.1", "Where do you feel it?", "neck"), Answer("pain", "Pain?", "0"))
    several = replace(result, answers=asked)
    assert "0     Pain?" in print_result(several)
    told = dump_session(several)["answers"]
    assert [one["stretch"] for one in told] == ["neck", ""]


def test_a_session_tells_its_verdict_and_what_could_not_be_judged(result: SessionResult) -> None:
    told = dump_session(result)
    assert told["verdict"] == result.verdict
    assert told["unjudged"] == list(result.unjudged)


def test_a_session_that_was_kept_before_there_were_verdicts_can_be_read(
    result: SessionResult,
) -> None:
    old = dump_session(result)
    del old["verdict"], old["unjudged"]
    for side in old["stretches"][0]["sides"]:
        del side["planned_s"]
    read = SessionObject.model_validate(old)
    assert (read.verdict, read.unjudged) == ("", [])
    assert read.stretches[0].sides[0].planned_s is None


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_session_fits_the_terminal(result: SessionResult, width: int) -> None:
    assert max(len(line) for line in print_result(result, width).splitlines()) <= width
