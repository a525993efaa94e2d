import io
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from formcheck.core.body import Landmark, Side
from formcheck.core.coach import Span
from formcheck.core.coach.summary import Closest, Outcome, Shortfall
from formcheck.core.kinematics import MEASURES, Cause, Unknown
from formcheck.core.kinematics.breathing import BreathSummary
from formcheck.core.language import ENGLISH, format_clock
from formcheck.core.session.account import write_video_account
from formcheck.core.stretch import parse_spec, plan_for
from formcheck.engine.analyse import Analysis, analyse
from formcheck.engine.judged import HARDLY_SEEN, list_hardly_seen
from formcheck.engine.naming import RecognisedPart, explain_unclear
from formcheck.engine.photo_check import judge_poses
from formcheck.files.quoting import quote_word
from formcheck.library.catalogue import SpecFile, load_spec, read_specs
from formcheck.output.report.card import show_card, show_measures, show_stretches
from formcheck.output.report.console import TextConsole, format_times
from formcheck.output.report.contract import build_video_result
from formcheck.output.report.json_part import format_results
from formcheck.output.report.scene import build_photo_scene
from formcheck.output.report.terminal import (
    TIMER_WORDS,
    describe_breath,
    show_analysis,
    show_photo,
    show_side,
)
from formcheck.vision.pose.visibility import VisibilityState, assess_visibility
from tests.bodies import standing
from tests.core.stretch.tiny import LEVEL, TINY, make_raises
from tests.engine.sessions import (
    SHORT,
    SIZE,
    Key,
    body_at,
    detect,
    session,
    short_spec,
    up_and_down,
)


def make_console(width: int = 80, encoding: str = "utf-8", *, colours: bool = False) -> TextConsole:
    file = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    return TextConsole(file=file, width=width, force_terminal=colours)


def read_text(to: TextConsole) -> str:
    to.file.flush()
    return to.file.buffer.getvalue().decode(to.file.encoding)  # type: ignore[attr-defined]


def print_analysis(analysis: Analysis, to: TextConsole) -> str:
    show_analysis(to, analysis)
    return read_text(to)


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_summary_fits_the_terminal_and_takes_about_ten_lines(
    analysis: Analysis, width: int
) -> None:
    lines = print_analysis(analysis, make_console(width)).splitlines()
    assert max(len(line) for line in lines) <= width
    assert len([line for line in lines if line.strip()]) <= 10


def read_row(text: str, name: str) -> str:
    """Returns the bar in the row of that name."""
    row = next(line for line in text.splitlines() if line.strip().startswith(name))
    return row.split()[1]


@pytest.mark.parametrize("hours", [1, 4])
def test_what_is_short_beside_the_whole_has_its_mark_in_the_bar_of_when(
    analysis: Analysis, hours: int
) -> None:
    (side,) = analysis.sides
    attempt, hold, fault = side.attempts[0], side.holds[0], side.faults[0]
    lasted_s = hours * 3600.0
    middles_s = [(place + 0.5) / 48 * lasted_s for place in range(48)]
    spans = (attempt, hold, fault)
    assert not any(s.start_s <= at_s <= s.end_s for s in spans for at_s in middles_s)
    bare = replace(side, attempts=(), holds=(), faults=(), unseen=())
    for there, sign in (
        ({"attempts": (attempt,)}, "▁"),
        ({"attempts": (attempt,), "holds": (hold,)}, "█"),
        ({"attempts": (attempt,), "holds": (hold,), "faults": (fault,)}, "▲"),
    ):
        shown = replace(analysis, sides=(replace(bare, **there),), duration_s=lasted_s)  # type: ignore[arg-type]
        assert read_row(print_analysis(shown, make_console(100)), "When") == f"{sign}{47 * '·'}"


@pytest.mark.parametrize("width", [24, 30, 40])
def test_a_bar_is_shortened_with_the_terminal_and_not_cut(analysis: Analysis, width: int) -> None:
    text = print_analysis(analysis, make_console(width))
    bars = [read_row(text, "Hold"), read_row(text, "When")]
    assert len({len(bar) for bar in bars}) == 1
    assert not any("…" in bar for bar in bars)
    assert set(bars[1]) >= {"█", "▲"}


def test_holds_too_short_to_count_are_not_added_up() -> None:
    """The terminal and the account report the same seconds."""
    spec = short_spec(SHORT.replace("hold_s = 4 ", "hold_s = 20 "))
    tries = [key for at_s in (3.0, 18.0, 33.0) for key in up_and_down(at_s, at_s + 9.0, "left")]
    analysis = analyse(spec, (Side.LEFT,), session(tries, 46.0), SIZE, "tries.npz")
    verdict = write_video_account(ENGLISH, analysis.sides).verdict
    assert verdict == "Left side held 8 of 20 seconds, too short to count."
    told = r"Left side: 8 s in good form \(\d+ to \d+ s\), too short to count; the dose is 20 s\."
    assert re.search(told, print_analysis(analysis, make_console(100)))


def test_a_summary_says_what_was_held_what_went_wrong_and_when(analysis: Analysis) -> None:
    text = print_analysis(analysis, make_console())
    (hold,) = analysis.sides[0].holds
    assert hold.least_s is not None
    assert hold.most_s is not None
    between = f"{int(hold.least_s)} to {int(hold.most_s)} s"
    assert f"Left side: done, 5 s in good form ({between})." in text
    (fault,) = analysis.sides[0].faults
    assert fault.end_s == pytest.approx(16.5, abs=0.5)
    when = f"{format_clock(fault.start_s)}-{format_clock(fault.end_s)}"
    assert f"{when}  Elbow bent: Straighten your arm." in text


def test_who_never_did_the_stretch_is_not_asked_how_it_felt(analysis: Analysis) -> None:
    ask = load_spec("seated-twist").ask
    asked = replace(analysis, spec=analysis.spec.model_copy(update={"ask": ask}))
    side = replace(analysis.sides[0], holds=(), held_s=0.0, attempts=(), reps=0)
    assert "Questions for you" in print_analysis(asked, make_console())
    attempted = replace(analysis.sides[0], holds=(), held_s=0.0, reps=0)
    assert "Questions for you" in print_analysis(replace(asked, sides=(attempted,)), make_console())
    assert "Questions for you" not in print_analysis(replace(asked, sides=(side,)), make_console())


def test_what_is_asked_before_the_start_is_not_asked_after_a_recording(analysis: Analysis) -> None:
    ready, *others = load_spec("miniband-wall-lean").ask
    assert ready.kind == "ready"
    spec = analysis.spec.model_copy(update={"ask": (ready, *others)})
    text = print_analysis(replace(analysis, spec=spec), make_console())
    assert ready.question not in text
    assert [ask.question for ask in others if ask.question in text]
    alone = replace(analysis, spec=spec.model_copy(update={"ask": (ready,)}))
    assert "Questions for you" not in print_analysis(alone, make_console())
    result = json.loads(format_results(build_video_result(replace(analysis, spec=spec))))
    assert [one["id"] for one in result["questions"]] == ["arm-out.2"]


def test_what_is_not_clear_is_named_without_a_chance_that_sounds_sure() -> None:
    named = RecognisedPart(0.0, 9.0, 0.0, 9.0, (("chest-stretch", 0.999),), clear=False)
    assert explain_unclear(Path("desk.mp4"), [named]) == (
        "It is not certain which stretch desk.mp4 shows; it may be chest-stretch: "
        "give --stretch ID if it is."
    )


def test_a_video_without_any_of_the_stretches_asked_for_names_them() -> None:
    assert explain_unclear(Path("desk.mp4"), [], ["cat-cow", "cobra-pose"]) == (
        "desk.mp4 shows none of cat-cow, cobra-pose: leave out --stretch to find out what it shows."
    )


def test_what_else_a_video_may_show_is_named_if_it_is_likely_enough(analysis: Analysis) -> None:
    names = (("chest-stretch", 0.8), ("cat-cow", 0.15), ("cobra-pose", 0.04))
    to = make_console()
    show_analysis(to, analysis, RecognisedPart(0.0, 18.0, 0.0, 18.0, names, clear=True))
    assert read_text(to).startswith(
        "Looks like chest-stretch (80%)\nIt might also be cat-cow (15%): else give --stretch ID.\n"
    )


def test_what_happened_many_times_is_counted() -> None:
    spans = [Span(10.0 * n, 10.0 * n + 5.0) for n in range(4)]
    assert format_times(spans[:3]) == "0:00-0:05, 0:10-0:15, 0:20-0:25"
    assert format_times(spans) == "4 times, 20 s"


def test_a_pipe_gets_no_colours(analysis: Analysis) -> None:
    assert "\x1b[" not in print_analysis(analysis, make_console())
    assert "\x1b[" in print_analysis(analysis, make_console(colours=True))


def test_what_is_not_sure_is_told_with_how_much_it_may_be_off(analysis: Analysis) -> None:
    unsure = (
        Outcome("bend", "not sure", 60.0, 20.0, Shortfall("bend", 25.0, 20.0, 0.77)),
        Outcome("raise", "not sure", 90.0, 5.0),
    )
    sides = tuple(replace(side, outcomes=unsure) for side in analysis.sides)
    text = print_analysis(replace(analysis, sides=sides), make_console(100))
    assert "left elbow flexion 25 degrees too much, perhaps" in text
    assert "Right" not in text
    assert "left shoulder elevation\n" in re.sub(r" +\n", "\n", text)


def test_what_was_right_is_told_and_why_what_was_not_could_not_be_judged(
    analysis: Analysis,
) -> None:
    hidden = Unknown(Cause.HIDDEN, Landmark.LEFT_WRIST)
    found = (
        Outcome("raise", "right", 90.0, 5.0, chance_right=0.99),
        Outcome("bend", "not judged", None, None, None, hidden),
    )
    sides = tuple(replace(side, outcomes=found) for side in analysis.sides)
    text = re.sub(r" +\n", "\n", print_analysis(replace(analysis, sides=sides), make_console(100)))
    assert "  Right\n    left shoulder elevation\n" in text
    assert "  Not judged\n    left wrist hidden  left elbow flexion\n" in text


def test_what_is_not_right_for_sure_is_called_probably_right(analysis: Analysis) -> None:
    found = (
        Outcome("raise", "right", 90.0, 5.0, chance_right=0.95),
        Outcome("bend", "right", 20.0, 15.0, chance_right=0.94),
    )
    sides = tuple(replace(side, outcomes=found) for side in analysis.sides)
    text = re.sub(r" +\n", "\n", print_analysis(replace(analysis, sides=sides), make_console(100)))
    assert "  Right\n    left shoulder elevation\n" in text
    assert "  Probably right\n    left elbow flexion\n" in text


def test_what_lacked_at_the_closest_moment_is_not_called_not_judged_too(analysis: Analysis) -> None:
    """A spec may want two quantities of one measure, which have one name."""
    plan = plan_for(load_spec("wall-corner-rhomboid-chest"), Side.RIGHT)
    lacking = (Shortfall("right-way", -15.0, 10.0, 0.7),)
    side = replace(
        analysis.sides[0],
        plan=plan,
        faults=(),
        closest=Closest(9.0, lacking),
        outcomes=(Outcome("across", "not judged", 5.0, 30.0),),
    )
    to = make_console(110)
    show_side(to, side, 12.0)
    assert "right horizontal adduction (since the set-up) 15 degrees too little" in read_text(to)
    assert "Not judged" not in read_text(to)


def test_a_terminal_without_unicode_is_written_in_ascii(analysis: Analysis) -> None:
    assert print_analysis(analysis, make_console(encoding="ascii")).isascii()


def test_the_warnings_come_last(analysis: Analysis) -> None:
    text = print_analysis(replace(analysis, warnings=("Something to know.",)), make_console())
    assert text.rstrip().endswith("Something to know.")


def test_a_photo_without_anybody_says_so() -> None:
    to = make_console()
    show_photo(to, judge_poses([], short_spec(), (Side.LEFT,), SIZE, "photo.jpg"))
    assert "Can't be judged from this picture." in read_text(to)
    assert "nobody in the picture" in read_text(to)


def test_a_name_in_wide_letters_leaves_the_title_on_its_line() -> None:
    to = make_console(40)
    to.show_title("Cat-cow", "体操-日本-動画.mp4", "0:08")
    assert read_text(to).count("\n") == 1


@pytest.mark.parametrize("width", [40, 110])
def test_reasons_that_differ_are_told_whole_at_any_width(width: int) -> None:
    to = make_console(width)
    reasons = ["can't be judged from one picture", "can't be judged from this view"]
    to.show_section("Not judged", [(one, "neck to trunk " * 9) for one in reasons], "dim")
    printed = read_text(to)
    assert "…" not in printed
    assert all(word in printed for word in ("picture", "view"))


def test_a_photo_far_from_the_stretch_says_what_is_off() -> None:
    to = make_console(100)
    poses = [assess_visibility(VisibilityState(), detect(standing()), 0.0, SIZE)[1]]
    photo = judge_poses(poses, short_spec(), (Side.LEFT,), SIZE, "photo.jpg")
    show_photo(to, photo)
    text = read_text(to)
    assert "Does not look like this stretch." in text
    assert build_photo_scene(photo).count == "Does not look like this stretch"
    assert "left shoulder elevation 70 degrees too little, sure" in text


@pytest.mark.parametrize(
    ("text", "bend_deg", "heading", "said"),
    [
        (SHORT, 48.0, "Not sure", "left elbow flexion 10 degrees too much, perhaps"),
        ("tolerance = 1".join(SHORT.rsplit("tolerance = 10", 1)), 39.0, "Not judged", "elbow"),
    ],
)
def test_a_photo_in_good_form_says_what_is_not_sure_or_not_judged(
    text: str, bend_deg: float, heading: str, said: str
) -> None:
    body = body_at([Key(0.0, left_deg=90.0, bend_deg=bend_deg)], 0.0)
    poses = [assess_visibility(VisibilityState(), detect(body), 0.0, SIZE)[1]]
    photo = judge_poses(poses, short_spec(text), (Side.LEFT,), SIZE, "photo.jpg")
    to = make_console(100)
    show_photo(to, photo)
    printed = read_text(to)
    assert "Left side: Good form" in printed
    assert [one.measure for one in photo.verdict.lacking] == ["bend"]
    assert [one for one in ("Not sure", "Not judged") if one in printed] == [heading]
    assert said in printed


@pytest.mark.parametrize(
    ("bend_deg", "said"),
    [(0.0, "Left side: In position, as far as one"), (70.0, "Left side: Not yet in position.")],
)
def test_a_photo_of_a_timer_tells_of_the_position_alone(bend_deg: float, said: str) -> None:
    spec = short_spec().model_copy(update={"class_": "timer"})
    body = body_at([Key(0.0, left_deg=90.0, bend_deg=bend_deg)], 0.0)
    poses = [assess_visibility(VisibilityState(), detect(body), 0.0, SIZE)[1]]
    photo = judge_poses(poses, spec, (Side.LEFT,), SIZE, "photo.jpg")
    to = make_console(100)
    show_photo(to, photo)
    text = read_text(to)
    assert said in text
    assert TIMER_WORDS in text
    assert "good form" not in text.lower()
    good = "In position, as far as one picture shows"
    assert build_photo_scene(photo).count == ("To correct" if bend_deg else good)


def test_an_annotated_photo_without_a_fault_says_what_the_report_says() -> None:
    unnamed = short_spec(SHORT[: SHORT.index("[[fault]]")])
    body = body_at([Key(0.0, left_deg=90.0, bend_deg=70.0)], 0.0)
    poses = [assess_visibility(VisibilityState(), detect(body), 0.0, SIZE)[1]]
    photo = judge_poses(poses, unnamed, (Side.LEFT,), SIZE, "photo.jpg")
    to = make_console(100)
    show_photo(to, photo)
    assert "Left side: Not yet in good form." in read_text(to)
    assert build_photo_scene(photo).count == "Not yet in good form"


def test_a_try_at_a_timer_that_does_not_count_is_told_of_the_position_alone() -> None:
    spec = short_spec().model_copy(update={"class_": "timer"})
    frames = session(up_and_down(3.0, 9.0, "left", bend_deg=70.0), 12.0)
    text = print_analysis(
        analyse(spec, (Side.LEFT,), frames, SIZE, "session.mp4"), make_console(100)
    )
    assert "attempted, but never in position." in text
    assert "good form" not in text


def test_who_was_right_but_never_still_is_told_that_alone() -> None:
    """The arm swings around its target without a rest."""
    swings = [Key(3.0 + 0.5 * i, left_deg=70.0 + 40.0 * (i % 2)) for i in range(10)]
    keys = [Key(2.0), *swings, Key(9.0)]
    analysis = analyse(short_spec(), (Side.LEFT,), session(keys, 11.0), SIZE, "session.mp4")
    (side,) = analysis.sides
    assert side.closest is not None
    assert side.closest.lacking == ()
    text = print_analysis(analysis, make_console(110))
    assert "Left side: attempted, but in good form only for moments, never held still." in text
    (watch,) = write_video_account(ENGLISH, [side]).watch
    assert watch.endswith("What would help: Hold still.")


def test_a_card_tells_everything_a_person_must_know() -> None:
    to = make_console(100)
    spec = short_spec()
    show_card(to, spec)
    text = read_text(to)
    for words in (
        "draft, not reviewed",
        spec.stop,
        "1 x 4 s on each side",
        "working shoulder elevation  70 to 110 degrees, tolerance 10",
        "working elbow flexion above 45 degrees for 0.7 s",
        "How much effort it takes.",
        "in front of the person",
        "Where do you feel it? (shoulder / nowhere)",
    ):
        assert words in text
    assert "{side}" not in text


def test_a_card_tells_what_a_desk_can_judge() -> None:
    to = make_console(2000)
    show_card(to, load_spec("seated-twist"))
    show_card(to, load_spec("cobra-pose"))
    twist, cobra = read_text(to).split("cobra-pose", 1)
    assert "From a desk: " in twist  # how many were right, beside those from two metres
    assert "judged: twist of the trunk (change)" in twist
    assert "hand-to-opposite-knee gap" in twist.split("only from two metres: ")[1].split(";")[0]
    assert "From a laptop, head and shoulders are enough." in twist
    assert "From a desk      not enough: it needs the whole body in the picture" in cobra
    assert "laptop" not in cobra
    assert "From two metres  judged: " in cobra


PEAK = " at the peak of each repetition"


@pytest.mark.parametrize(
    ("measure", "at", "told"),
    [
        ('"elbow_flexion"', "rep-peak", f"{PEAK} (only in a photo)"),
        ('"elbow_flexion"', "rep-start", " at the start of each repetition (not judged)"),
        ('"elbow_flexion"\nchange = "rate"', "rep-peak", f"{PEAK} (not judged)"),
        ('"elbow_flexion"', "throughout", ""),
    ],
)
def test_a_card_tells_what_no_video_judges(measure: str, at: str, told: str) -> None:
    """The spec has a quantity for the elbow in a repetition, but no fault of it."""
    text = make_raises().split("[[fault]]")[0].replace('at = "throughout"', f'at = "{at}"')
    text = text.replace('"elbow_flexion"', measure) + make_raises().split("priority = 2")[1] + LEVEL
    to = make_console(200)
    show_card(to, parse_spec(text, "x.toml"))
    (line,) = (line for line in read_text(to).splitlines() if "elbow flexion" in line)
    assert line.split("tolerance 10")[1] == told
    assert "at the peak of each repetition\n" in read_text(to)  # the arm, which moves


def test_a_fault_lets_a_video_judge_an_end_of_a_repetition() -> None:
    to = make_console(200)
    spec = make_raises().replace('at = "throughout"', 'at = "rep-start"') + LEVEL
    show_card(to, parse_spec(spec, "x.toml"))
    assert "at the start of each repetition" in read_text(to)
    assert "not judged" not in read_text(to)


def test_a_card_tells_that_a_sign_does_not_count() -> None:
    to = make_console(200)
    show_card(to, load_spec("seated-twist"))
    shown = read_text(to)
    of_turns = "change of twist of the trunk to the working side"
    assert re.search(rf"{of_turns}  0 to \d+ degrees/s either way, tolerance", shown)
    assert re.search(rf"{of_turns} above \d+ degrees/s either way for", shown)
    assert shown.count("either way") == 2


@pytest.mark.parametrize(
    ("stretch", "fault", "effect"),
    [
        ("seated-twist", "Hips turn too", "pauses the clock"),
        ("seated-twist", "Shoulders not level", "pauses the clock"),
        ("wall-corner-neck-release", "Head moved too quickly", "is only mentioned"),
        ("rock-and-roll", "Knee not hugged in", "does not count if it lasts"),
        ("rock-and-roll", "Long leg bent", "does not count"),
        ("rock-and-roll", "Did not roll far enough back", "does not count"),
        ("stick-exercise", "Elbows bent overhead", "is only mentioned"),
    ],
)
def test_a_card_tells_what_a_fault_does(stretch: str, fault: str, effect: str) -> None:
    """A hint alone does not stop the clock, but its quantity may."""
    to = make_console(300)
    show_card(to, load_spec(stretch))
    assert f"{effect}\n" in read_text(to).split(f"  {fault}  ")[1].split("; ")[1]


@pytest.mark.parametrize(
    ("rep", "within", "told"),
    [
        ("fast", "", "a repetition quicker than 5.2 s; does not count"),
        ("slow", "", "a repetition slower than 24 s; does not count"),
        ("short", "", "less than 1.8 s at the peak; is only mentioned"),
        ("drop", "within_s = 1", "a way back quicker than 1 s; is only mentioned"),
    ],
)
def test_a_card_tells_the_limits_that_repetitions_are_judged_by(
    rep: str, within: str, told: str
) -> None:
    """2 s at the peak, 4 s of movement: a fifth of the 4 s and a tenth of the 2 s are allowed."""
    fault = f"""
[[fault]]
id = "hurried"
title = "Hurried"
cue = "Take your time."
rep = "{rep}"
priority = 2
{within}
"""
    text = make_raises("seconds = [6, 20]", "reps = 4\nrep_hold_s = 2", fault)
    to = make_console(200)
    show_card(to, parse_spec(text, "x.toml"))
    assert told in read_text(to)


def test_a_card_of_a_bundled_stretch_tells_its_true_tempo() -> None:
    to = make_console(200)
    show_card(to, load_spec("cat-cow"))
    assert "a repetition quicker than 3.2 s; does not count" in read_text(to)
    assert " and back. " in " ".join(read_text(to).split())


@pytest.mark.parametrize(
    ("stretch", "told"),
    [
        ("seated-twist", "Hold  20 s each. "),
        ("wall-corner-rhomboid-chest", "Hold  30 s each. "),
        ("cable-doorway-rhomboid-stretch", "Hold  60 s in all. "),
        ("childs-pose", "  at least 30 s in all. "),
        ("tennis-ball-release", "  at least 20 s a spot. "),
        ("foam-roller-ribcage-expansion", "  50 s each. "),
        ("lower-back-flexibility-exercise", "  80 s in all. "),
    ],
)
def test_a_card_tells_how_long_one_hold_lasts_and_whether_it_is_the_only_one(
    stretch: str, told: str
) -> None:
    to = make_console(300)
    show_card(to, load_spec(stretch))
    assert told in read_text(to)


@pytest.mark.parametrize(
    ("tolerance", "told"), [(10, "tolerance 10"), (30, "tolerance 20"), (25.5, "tolerance 20")]
)
def test_a_card_tells_the_tolerance_that_a_repetition_is_judged_by(
    tolerance: float, told: str
) -> None:
    """Start and peak are 60 degrees apart; each tolerance is limited to a third of that."""
    text = make_raises().replace("tolerance = 10", f"tolerance = {tolerance}", 1)
    to = make_console(200)
    show_card(to, parse_spec(text, "x.toml"))
    (line,) = (line for line in read_text(to).splitlines() if "shoulder elevation  80" in line)
    assert line.endswith(f"{told} at the peak of each repetition")


def test_every_bundled_spec_can_be_shown() -> None:
    specs = read_specs()
    to = make_console(110)
    show_stretches(to, specs, ())
    for _, spec in specs:
        if spec is not None:
            show_card(to, spec)
            assert spec.id in read_text(to)
    shown = " ".join(read_text(to).split())
    assert "right: how many videos of correct form were judged correctly." in shown
    assert "turn your chest to the working side as you breathe out" in shown
    hardly_seen = sum(len(list_hardly_seen(spec)) for _, spec in specs if spec is not None)
    assert shown.count(HARDLY_SEEN) == hardly_seen > 0
    assert not re.search(r"to the working( (and|as)\b|[.,])", shown)


@pytest.mark.parametrize(
    ("width", "columns"),
    [
        (130, "id title class sides camera dose right"),
        (80, "id class sides dose"),
        (60, "id dose"),
        (40, "id"),
    ],
)
def test_a_narrow_list_of_stretches_leaves_out_columns_and_cuts_no_id(
    width: int, columns: str
) -> None:
    specs = [one for one in read_specs() if one[1] is not None]
    to = make_console(width)
    show_stretches(to, specs, ())
    head, *lines = read_text(to).splitlines()
    assert head.split() == columns.split()
    assert {file.id for file, _ in specs} <= {line.split(" ")[0] for line in lines}
    assert ("right: how many" in read_text(to)) is ("right" in columns)


def test_an_own_spec_with_problems_is_listed_with_the_command_that_tells_them() -> None:
    broken = SpecFile("own", Path("my specs") / "own.toml", own=True)
    to = make_console(130)
    show_stretches(to, [*read_specs(), (broken, None)], ())
    command = f"formcheck spec check {quote_word(str(broken.path))}"
    assert f"own has problems: {command}" in read_text(to)


def test_the_sides_of_an_own_spec_are_shown_as_a_person_reads_them() -> None:
    steps = '"Turn to your {side}, then breathe.", "Heb den {linken|rechten} Arm."'
    text = TINY.replace('"Stand, then raise your {side} arm to the side."', steps)
    text = text.replace('"Elbow bent"', '"The {other_side} elbow bent"')
    to = make_console(110)
    show_card(to, parse_spec(text, "x.toml"))
    assert "The other elbow bent" in read_text(to)
    assert "Turn to your working side, then breathe." in read_text(to)
    assert "Heb den linken/rechten Arm." in read_text(to)


def test_every_measure_is_listed_with_its_meaning() -> None:
    to = make_console(200)
    show_measures(to, list(MEASURES.values()))
    for one in MEASURES.values():
        assert one.meaning in read_text(to)


def test_breathing_is_an_estimate_or_says_why_there_is_none() -> None:
    answered = describe_breath(BreathSummary(6.2, 0.9, 0.55, "too short"))
    silent = describe_breath(BreathSummary(None, 0.0, 0.0, "you move"))

    assert answered == "about 6 a minute: an estimate, for 55% of the time in position."
    assert silent == "not told: you move."


def test_the_breathing_is_told_below_the_bars(analysis: Analysis) -> None:
    (side,) = analysis.sides
    breathing = replace(side, breath=BreathSummary(None, 0.0, 0.0, "you move"))
    text = print_analysis(replace(analysis, sides=(breathing,)), make_console())
    assert re.search(r"\n  Breath +not told: you move\. *\n", text)
