import json
from dataclasses import replace

import jsonschema
import pytest

from docs.schemas import load_schema
from formcheck.core.posture.posture_values import (
    BaselineKind,
    PostureState,
    Segment,
    SlouchReason,
    Unjudgeable,
    View,
)
from formcheck.engine.sit_baseline import BaselineUsed
from formcheck.engine.sit_video import SitVideo
from formcheck.output.report.json_part import format_results
from formcheck.output.report.posture_report import show_sit_photo, show_sit_video
from formcheck.output.report.sit_contract import build_sit_photo, build_sit_video
from tests.output.report.sitting_results import make_film, make_photo, make_unclear_photo
from tests.output.report.test_terminal import make_console, read_text

WIDTHS = [44, 60, 80, 120]


def print_sitting(one: SitVideo, width: int = 80, encoding: str = "utf-8") -> str:
    to = make_console(width, encoding)
    show_sit_video(to, one)
    return read_text(to)


def test_a_film_is_told_as_the_contract_has_it() -> None:
    result = build_sit_video(make_film()).model_dump(mode="json")
    jsonschema.validate(result, load_schema("sit"))
    assert list(result) == [
        "version", "file", "duration_s", "frames", "seen_frames", "view", "baseline", "segments",
        "nudges", "blind_to", "warnings",
    ]  # fmt: skip
    assert (result["version"], result["duration_s"], result["view"]) == (1, 800.0, "front")
    assert result["baseline"] == {
        "kind": "first-seconds",
        "name": "",
        "say": "Compared with how you sat from 0 to 5 s.",
        "quality": "The baseline is the median of 16 pictures, "
        "between which your head moved by 3 mm.",
        "samples": 16,
        "wavered_mm": 3.1,
    }
    assert result["segments"][4] == {
        "start_s": 390.25,
        "end_s": 430.0,
        "state": "slouched",
        "why": ["slump", "forward-head"],
    }
    assert result["nudges"] == [{"t_s": 360.123, "why": ["forward-head"]}]
    assert result["blind_to"] == ["looking-down-phone"]


def test_a_photo_is_told_as_the_contract_has_it() -> None:
    result = build_sit_photo(make_photo()).model_dump(mode="json")
    jsonschema.validate(result, load_schema("sit"))
    assert list(result) == [
        "version", "file", "state", "why", "view", "unseen", "baseline", "blind_to", "warnings",
        "chance",
    ]  # fmt: skip
    assert (result["state"], result["why"]) == ("slouched", ["too-close", "shrugged-shoulders"])
    assert (result["unseen"], result["blind_to"]) == ([], ["slump", "leaning"])


@pytest.mark.parametrize("unclear", Unjudgeable)
def test_a_photo_that_can_t_be_judged_says_what_is_unseen(unclear: Unjudgeable) -> None:
    result = build_sit_photo(replace(make_unclear_photo(), unclear=unclear)).model_dump(mode="json")
    jsonschema.validate(result, load_schema("sit"))
    assert (result["state"], result["view"], result["unseen"]) == ("unsure", None, [unclear.value])


@pytest.mark.parametrize("kind", BaselineKind)
def test_every_baseline_fits_the_schema(kind: BaselineKind) -> None:
    used = BaselineUsed(kind, "desk", "Compared with something.")
    result = build_sit_video(replace(make_film(), baseline=used)).model_dump(mode="json")
    jsonschema.validate(result, load_schema("sit"))


def test_something_that_is_no_result_does_not_fit_the_schema() -> None:
    result = build_sit_photo(make_photo()).model_dump(mode="json")
    for change in ({"state": "lying"}, {"why": ["lazy"]}, {"more": 1}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**result, **change}, load_schema("sit"))


def test_one_result_is_indented_and_several_are_one_line_each() -> None:
    results = [build_sit_video(make_film()), build_sit_photo(make_photo())]
    lines = format_results(*results, one_line=True).splitlines()
    assert [json.loads(line) for line in lines] == [one.model_dump(mode="json") for one in results]
    assert format_results(results[0]).count("\n") > 20
    assert format_results({"file": "Büro.mp4"}, one_line=True) == '{"file":"Büro.mp4"}\n'


@pytest.mark.parametrize("width", WIDTHS)
def test_a_film_fits_the_terminal(width: int) -> None:
    assert max(len(line) for line in print_sitting(make_film(), width).splitlines()) <= width


def test_a_film_says_how_long_why_when_and_what_could_not_be_told() -> None:
    text = print_sitting(make_film(), 92)
    for words in (
        "desk.mp4  from the front  13:20",
        "Slouched for 2 min 20 s of 12 min 30 s.",
        "81 %  10 min 10 s",
        "5:00-7:10    Head forward: Bring your head back over your shoulders.",
        "6:30-7:10    Slumped: Sit up tall.",
        "12:30-12:40  Head tilted: Straighten your head.",
        "6:00  head forward",
        "2:00-2:10    could not be judged",
        "10:00-10:40  nobody sitting there",
        "all along    looking down: can't be judged from here",
        "Compared with how you sat from 0 to 5 s. The baseline is the median of 16 pictures",
        "The camera or the chair seems to have been moved at 5:00.",
    ):
        assert words in text, words


def test_a_good_film_takes_about_ten_lines() -> None:
    good = (Segment(0.0, 800.0, PostureState.UPRIGHT, ()),)
    text = print_sitting(replace(make_film(), segments=good, nudges=(), blind=(), warnings=()))
    assert "Upright all along: 13 min 20 s." in text
    assert "can't be judged from here" not in text
    assert len([line for line in text.splitlines() if line.strip()]) <= 10


def test_the_strip_shows_each_state_where_it_was_and_each_nudge_below() -> None:
    lines = print_sitting(make_film(), 82).splitlines()
    when = next(line for line in lines if line.strip().startswith("When"))
    nudge = next(line for line in lines if line.strip().startswith("Reminder"))
    strip = when[when.index("█") : when.index("to 13:20")].rstrip()
    assert len(strip) == 48
    begin = when.index("█")
    assert strip[18] == "▲"  # 300 s of 800
    assert strip[24] == "▲"
    assert strip[27] == "█"
    assert strip[36:38] == "··"
    assert strip[45] == "▲"  # 10 s of a piece of 17 s
    assert nudge.index("^") - begin == int(360 / 800 * 48)


def test_nobody_in_a_film_is_told() -> None:
    nobody = replace(
        make_film(),
        segments=(Segment(0.0, 800.0, PostureState.AWAY, ()),),
        nudges=(),
        view=None,
        blind=(),
    )
    text = print_sitting(nobody)
    assert "How you sat could not be judged." in text
    assert "%" not in text


def test_an_empty_film_is_told_too() -> None:
    print_sitting(replace(make_film(), segments=(), nudges=(), duration_s=0.0, view=None, blind=()))


def test_many_reasons_and_nudges_are_cut_short() -> None:
    segments = tuple(
        Segment(10.0 * place, 10.0 * place + 10, PostureState.SLOUCHED, (why,))
        for place, why in enumerate(SlouchReason)
    )
    nudges = tuple((60.0 * n, (SlouchReason.SLUMP,)) for n in range(9))
    text = print_sitting(replace(make_film(), segments=segments, nudges=nudges))
    assert "and 2 more (see --json)" in text
    assert "and 3 more" in text


def test_a_baseline_is_told_once() -> None:
    warned = replace(make_film(), warnings=(make_film().baseline.say,))
    assert print_sitting(warned).count("Compared with") == 1


@pytest.mark.parametrize("width", WIDTHS)
def test_a_photo_fits_the_terminal(width: int) -> None:
    for one in (make_photo(), make_unclear_photo()):
        to = make_console(width)
        show_sit_photo(to, one)
        assert max(len(line) for line in read_text(to).splitlines()) <= width


def test_a_photo_says_why_or_why_not() -> None:
    to = make_console(92)
    show_sit_photo(to, make_photo())
    for words in (
        "Slouched.",
        "Close to the screen  Move back from the screen.",
        "slumped, leaning: can't be judged from here",
        "Only what is plain for anybody counts.",
    ):
        assert words in read_text(to), words
    to = make_console(92)
    show_sit_photo(to, make_unclear_photo())
    assert "Can't be judged from this picture." in read_text(to)
    assert "I can't see your head" in read_text(to)
    to = make_console(92)
    show_sit_photo(to, replace(make_photo(), state=PostureState.UPRIGHT, why=(), view=View.SIDE))
    assert "Upright, as far as one picture shows." in read_text(to)


def test_a_terminal_without_unicode_is_written_in_ascii() -> None:
    text = print_sitting(make_film(), encoding="ascii")
    assert text.isascii()
    assert "####!!" in text


def test_a_pipe_gets_no_colours() -> None:
    assert "\x1b[" not in print_sitting(make_film())
