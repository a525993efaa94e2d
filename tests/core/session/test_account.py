"""The summary of a session or a film in words."""

from dataclasses import replace
from io import StringIO

import pytest

from formcheck.core.body import Side
from formcheck.core.coach import FaultSpan, Hold, Round, Shortfall, SideSummary, Span
from formcheck.core.coach.events import UnseenSpan
from formcheck.core.coach.summary import Closest, Outcome
from formcheck.core.kinematics import Unknown
from formcheck.core.kinematics.readings import VIEW_UNSUITED
from formcheck.core.language import ENGLISH, Words
from formcheck.core.session import session_texts
from formcheck.core.session.account import SideRecap, write_account, write_video_account
from formcheck.core.session.session_values import Command, End, Recap
from formcheck.core.stretch import Plan, Spec, plan_for
from formcheck.engine.analyse import analyse
from formcheck.library.catalogue import load_spec
from formcheck.library.languages import load_words
from formcheck.library.words import format_duration
from formcheck.output.report.console import TextConsole
from formcheck.output.report.session_contract import dump_session
from formcheck.output.report.session_report import show_session
from tests.bodies import Body
from tests.core.session.live import play
from tests.engine.sessions import (
    SHORT,
    SIZE,
    STRICT_BEND,
    Key,
    body_at,
    session,
    short_spec,
    up_and_down,
)
from tests.listing import list_sentences
from tests.unknowns import ELBOW_HIDDEN, NO_START, WRIST_OUTSIDE, WRIST_UNCERTAIN

SPEC = load_spec("cross-body-shoulder-stretch")
TWIST = load_spec("seated-twist")


def make_plan(spec: Spec, side: Side, rounds: int | None = 1) -> Plan:
    """Returns the plan with holds of 20 s."""
    plan = plan_for(spec, side)
    return replace(plan, dose=plan.dose.with_amounts(20.0, rounds))


LEFT = make_plan(SPEC, Side.LEFT)
RIGHT = make_plan(SPEC, Side.RIGHT)
CABLE = make_plan(load_spec("cable-doorway-rhomboid-stretch"), Side.BOTH)
NOTHING = SideSummary(
    LEFT, 0.0, (), 0, (), (), (), (), (),
    neutral_assumed=False, wrong_view=False, completed=False,
)  # fmt: skip
GERMAN = load_words("de")


def make_holds(*seconds: float, plan: Plan = LEFT, faults: tuple[str, ...] = ()) -> SideSummary:
    """Returns a summary of holds that begin a minute apart; each fault lasts 2 s."""
    starts = [10.0 + 60.0 * n for n in range(len(seconds))]
    holds = tuple(
        Hold(at, at + held_s, held_s, counted=held_s >= 10.0)
        for at, held_s in zip(starts, seconds, strict=True)
    )
    return replace(
        NOTHING,
        plan=plan,
        held_s=sum(seconds),
        holds=holds,
        attempts=tuple(Span(hold.start_s - 1.0, hold.end_s) for hold in holds),
        faults=tuple(
            FaultSpan(2.0 + n, 4.0 + n, fault, 2.5 + n, plan.find_fault(fault).cue)
            for n, fault in enumerate(faults)
        ),
    )


def test_what_repetitions_lack_as_a_whole_is_counted_and_has_no_seconds() -> None:
    plan = plan_for(load_spec("bridge-reps"), Side.BOTH)
    lacking = make_holds(plan=plan, faults=("short-squeeze", "short-squeeze", "over-arched"))
    watch = write_video_account(ENGLISH, [lacking]).watch
    assert "Bridge repetitions: Squeeze not held long enough, 2 times. Squeeze for five." in watch
    assert any("Back over-arched, 2 s." in sentence for sentence in watch)


def test_what_no_fault_is_about_is_named_itself_where_it_could_not_be_judged() -> None:
    unseen = Outcome("helping-hand", "not judged", None, None)
    account = write_video_account(ENGLISH, [replace(make_holds(21.0), outcomes=(unseen,))])
    assert account.unjudged == (
        "Left side: can't be judged from here: right hand-to-opposite-elbow gap.",
    )


def test_what_is_wanted_of_each_side_is_not_named_where_one_side_was_judged() -> None:
    plan = plan_for(load_spec("childs-pose"), Side.BOTH)
    far = Outcome("knees.right", "not judged", None, None)
    right = Outcome("knees.left", "right", 1.0, 1.0, chance_right=1.0)
    for near, named in ((right, 0), (far, 1)):
        lying = replace(make_holds(21.0, plan=plan), outcomes=(near, far))
        assert len(write_video_account(ENGLISH, [lying]).unjudged) == named


def recap_work(plan: Plan, summary: SideSummary | None, *, done: bool = False) -> SideRecap:
    """Returns the recap of a session in which each hold that counts is one of the planned ones."""
    if summary is not None:
        counted_s = [hold.held_s for hold in summary.holds if hold.counted] or [0.0]
        summary = replace(summary, rounds=tuple(Round(held_s, done) for held_s in counted_s))
    return SideRecap(plan, summary, done)


def make_recap(*sides: SideRecap, end: End = End.COMPLETED, stretches: int = 1) -> Recap:
    advice = session_texts.PAIN_REPLY if end is End.PAIN else ""
    return write_account(ENGLISH, sides, end, stretches, advice=advice)


DONE_LEFT = recap_work(LEFT, make_holds(21.0), done=True)
DONE_RIGHT = recap_work(RIGHT, make_holds(21.0, plan=RIGHT), done=True)
PART_LEFT, PART_RIGHT = (
    recap_work(LEFT, make_holds(6.9)),
    recap_work(RIGHT, make_holds(12.0, plan=RIGHT)),
)
FAULTS = tuple(rule.id for rule in LEFT.faults)[:2]
NEVER_GOOD = replace(make_holds(faults=FAULTS[:1]), attempts=(Span(1.0, 9.0),))


@pytest.mark.parametrize(
    ("sides", "verdict"),
    [
        ((DONE_LEFT, DONE_RIGHT), "Both sides held as planned."),
        ((DONE_LEFT,), "Left side held as planned."),
        ((recap_work(CABLE, make_holds(21.0, plan=CABLE), done=True),), "Held as planned."),
        ((recap_work(CABLE, make_holds(12.0, plan=CABLE)),), "Held 12 of 20 seconds."),
        ((PART_LEFT,), "Left side held 6 of 20 seconds, too short to count."),
        (
            (PART_LEFT, DONE_RIGHT),
            "Right side held as planned, the left one 6 of 20 seconds, too short to count.",
        ),
        (
            (DONE_LEFT, recap_work(RIGHT, None)),
            "Left side held as planned, the right one not done.",
        ),
        (
            (PART_LEFT, PART_RIGHT),
            "Left side held 6 of 20 seconds, too short to count, the right one 12.",
        ),
        (
            (PART_LEFT, recap_work(RIGHT, make_holds(4.0, plan=RIGHT))),
            "Left side held 6 of 20 seconds, the right one 4, both too short to count.",
        ),
        (
            (recap_work(LEFT, NOTHING), PART_RIGHT),
            "Right side held 12 of 20 seconds, the left one not done.",
        ),
        ((recap_work(LEFT, NOTHING),), "Nothing was held."),
        ((recap_work(LEFT, NEVER_GOOD),), "Not yet held in good form, one thing to correct."),
        ((), "Nothing was held."),
        (
            (recap_work(LEFT, replace(NOTHING, wrong_view=True)),),
            "Nothing could be counted: the camera was in the wrong place.",
        ),
    ],
)
def test_the_verdict_tells_what_was_held(sides: tuple[SideRecap, ...], verdict: str) -> None:
    assert make_recap(*sides).verdict == verdict


def test_the_verdict_on_a_timer_tells_of_the_position_alone() -> None:
    timer = make_plan(SPEC.model_copy(update={"class_": "timer"}), Side.LEFT)
    never = replace(NEVER_GOOD, plan=timer, faults=())
    assert make_recap(recap_work(timer, never)).verdict == "Not yet held in position."


def test_the_verdict_counts_kinds_of_faults() -> None:
    one = recap_work(LEFT, make_holds(21.0, faults=FAULTS[:1] * 2), done=True)
    other = recap_work(RIGHT, make_holds(21.0, plan=RIGHT, faults=FAULTS[:1]), done=True)
    both = recap_work(RIGHT, make_holds(21.0, plan=RIGHT, faults=FAULTS), done=True)
    assert make_recap(one, other).verdict == "Both sides held as planned, one thing to correct."
    assert make_recap(one, both).verdict == "Both sides held as planned, 2 things to correct."


def test_after_pain_nothing_is_praised() -> None:
    account = make_recap(DONE_LEFT, DONE_RIGHT, end=End.PAIN)
    assert account.verdict == "Stopped because it hurt."
    assert account.good == ()
    assert account.watch[0].startswith("Skip this stretch")
    undone = make_recap(PART_LEFT, recap_work(RIGHT, None), end=End.PAIN, stretches=3)
    assert len(undone.watch) == 1


def test_several_stretches_are_counted_also_those_never_begun() -> None:
    twist = recap_work(make_plan(TWIST, Side.LEFT, None), make_holds(21.0), done=True)
    assert make_recap(DONE_LEFT, twist, stretches=2).verdict == "All stretches held as planned."
    assert make_recap(DONE_LEFT, twist, stretches=3).verdict == "2 of 3 stretches held as planned."
    part = make_recap(PART_LEFT, recap_work(RIGHT, None), stretches=3)
    assert part.verdict == "None of the 3 stretches was held as planned."
    assert part.watch == (
        "Left side: held 6 of 20 seconds, too short to count.",
        "Right side: not done.",
    )


def test_what_is_not_done_never_sounds_as_if_it_were() -> None:
    twice = make_plan(SPEC, Side.LEFT, 2)
    assert (
        make_recap(recap_work(twice, make_holds(40.0))).verdict
        == "Left side held 20 of 40 seconds."
    )
    short = make_recap(recap_work(LEFT, make_holds(4.0, 5.0))).verdict
    assert short == "Left side held 5 of 20 seconds, too short to count."
    film = write_video_account(ENGLISH, [make_holds(18.0, 17.0)])
    assert film.verdict == "Left side held 18 of 20 seconds."


def test_a_time_that_is_added_up_is_told_as_long_as_in_the_report() -> None:
    fault, starts_s = LEFT.faults[0], (12.0, 16.0, 20.0, 24.0)
    faults = tuple(FaultSpan(s, s + 1.9, fault.id, s + 1, fault.cue) for s in starts_s)
    unseen = tuple(UnseenSpan(s, s + 1.7, ELBOW_HIDDEN) for s in starts_s)
    account = write_video_account(
        ENGLISH, [replace(make_holds(21.0), faults=faults, unseen=unseen)]
    )
    assert f"{fault.title}, {format_duration(4 * 1.9)}." in account.watch[-1]
    assert f"({format_duration(4 * 1.7)})" in account.unjudged[-1]


def test_what_was_hidden_for_a_moment_is_not_worth_a_word() -> None:
    short = replace(make_holds(21.0), unseen=(UnseenSpan(1.0, 3.9, ELBOW_HIDDEN),))
    assert make_recap(recap_work(LEFT, short, done=True)).unjudged == ()


@pytest.mark.parametrize(
    ("reasons", "sentence"),
    [
        (
            (ELBOW_HIDDEN, WRIST_UNCERTAIN),
            (
                "Left side: left elbow hidden (5 s), left wrist uncertain (4 s). "
                "Move the camera to where it sees that clearly."
            ),
        ),
        (
            (WRIST_OUTSIDE,),
            "Left side: left wrist outside the picture (5 s). Put the camera further away.",
        ),
        (
            (NO_START,),
            "Left side: no start position yet (5 s). Begin with a moment of stillness.",
        ),
        (
            (VIEW_UNSUITED,),
            "Left side: can't be judged from this view (5 s).",
        ),
    ],
)
def test_what_was_hidden_says_which_place_of_the_camera_would_mend_it(
    reasons: tuple[Unknown, ...], sentence: str
) -> None:
    spans = tuple(UnseenSpan(float(n), 5.0, reason) for n, reason in enumerate(reasons))
    account = make_recap(recap_work(LEFT, replace(make_holds(21.0), unseen=spans), done=True))
    assert account.unjudged == (sentence,)
    assert account.watch == ()


def test_wrong_view_and_an_assumed_start_are_unjudged_and_nothing_to_watch() -> None:
    unseen = (UnseenSpan(0.0, 9.0, NO_START),)
    poor = replace(make_holds(21.0), wrong_view=True, neutral_assumed=True, unseen=unseen)
    account = make_recap(recap_work(LEFT, poor, done=True))
    view, start = account.unjudged
    assert view == f"Left side: the camera was in the wrong place. {LEFT.spec.view.say}"
    assert "a typical start was assumed" in start
    assert account.watch == ()


def test_a_start_that_nothing_counts_from_is_not_missed() -> None:
    plan = replace(LEFT, definitions=tuple(d for d in LEFT.definitions if not d.since))
    unseen_start = replace(make_holds(21.0, plan=plan), neutral_assumed=True)
    assert make_recap(recap_work(plan, unseen_start, done=True)).unjudged == ()


def test_a_side_that_was_never_tried_still_says_why_it_could_not_be_judged() -> None:
    unseen = (UnseenSpan(0.0, 9.0, ELBOW_HIDDEN),)
    account = make_recap(recap_work(LEFT, replace(NOTHING, unseen=unseen)), DONE_RIGHT)
    assert account.verdict == "Right side held as planned, the left one not done."
    assert account.unjudged[0].startswith("Left side: left elbow hidden (9 s).")


def test_what_was_not_seen_in_a_session_is_told_in_its_language() -> None:
    def story(t_s: float) -> Body:
        body = body_at(up_and_down(12.0, 30.0, "left"), t_s)
        return body.hide("left_elbow") if 16.0 < t_s < 24.0 else body

    strict = [short_spec(STRICT_BEND)]
    result = play(story, 32.0, specs=strict, words=GERMAN, hold_s=20.0).result
    assert {u.what for u in result.stretches[0].sides[0].unseen} == {ELBOW_HIDDEN}
    (told,) = dump_session(result)["stretches"]
    assert {u["what"] for u in told["sides"][0]["unseen"]} == {"linker Ellbogen verdeckt"}
    assert any("Stell die Kamera so auf" in text for text in result.unjudged)


def test_a_hold_let_go_within_the_last_moment_is_told_as_done_with_its_tenths() -> None:
    result = play(up_and_down(3.0, 7.05, "left"), 14.0, sides="left", hold_s=4.0).result
    (side,) = result.stretches[0].sides
    assert side.held_s == pytest.approx(3.92, abs=0.02)
    assert (result.stretches[0].completed, side.completed) == (True, True)
    assert result.verdict == "Left side held as planned."
    assert "Left side: held 3.9 seconds (4 planned)." in result.good
    printed = StringIO()
    show_session(TextConsole(file=printed, width=100), result)
    assert "Left side: done, 3.9 s in good form." in printed.getvalue()
    assert "3.9 of 4 s" in printed.getvalue()


def test_holds_that_were_skipped_before_their_end_are_told_as_they_were_held() -> None:
    keys = [key for at_s in (3.0, 33.0, 63.0) for key in up_and_down(at_s, at_s + 25.0, "left")]
    skips = dict.fromkeys((28.0, 58.0, 88.0), Command.NEXT)
    live = play(keys, 92.0, sides="left", hold_s=30.0, sets=3, commands=skips)
    (side,) = live.result.stretches[0].sides
    assert [one.held_s for one in side.rounds] == pytest.approx([25.0] * 3, abs=0.5)
    assert [one.done for one in side.rounds] == [False] * 3
    counted_s = sum(min(hold.held_s, 30.0) for hold in side.holds)
    assert live.result.verdict == f"Left side held {int(counted_s)} of 90 seconds."


def test_a_set_that_was_told_as_done_is_done_in_the_result_of_a_session_that_is_not() -> None:
    """On its own, the second hold would be too short to count."""
    keys = [*up_and_down(12.0, 24.0, "left"), *up_and_down(30.0, 38.6, "left")]
    live = play(keys, 45.0, sides="left", hold_s=20.0, sets=3, commands={44.0: Command.QUIT})
    assert any(text.startswith("Done.") for text in live.list_said())
    (side,) = live.result.stretches[0].sides
    assert [one.done for one in side.rounds] == [True, False, False]
    assert live.result.verdict == "Left side held 20 of 60 seconds."


def test_what_a_pause_promised_to_count_counts_with_what_is_held_after_it() -> None:
    keys = [*up_and_down(12.0, 20.0, "left"), *up_and_down(36.0, 60.0, "left")]
    commands = {18.0: Command.PAUSE, 30.0: Command.PAUSE, 44.0: Command.QUIT}
    live = play(keys, 45.0, sides="left", hold_s=20.0, commands=commands)
    shown_s = live.at(43.9).held_s
    assert shown_s == pytest.approx(14.0, abs=1.0)
    assert live.result.verdict == f"Left side held {int(shown_s)} of 20 seconds."
    printed = StringIO()
    show_session(TextConsole(file=printed, width=100), live.result)
    assert f"Left side: {int(shown_s)} s in good form; the dose is 20 s." in printed.getvalue()


def test_a_moment_that_counts_because_of_a_pause_is_not_told_instead_of_a_longer_hold() -> None:
    """A regression: "0 of 5 s" stood beside a hold of a second that was too short to count."""
    keys = [*up_and_down(14.0, 14.9, "left"), *up_and_down(22.0, 23.4, "left"), Key(28.0)]
    commands = {14.8: Command.PAUSE, 18.0: Command.PAUSE, 27.0: Command.QUIT}
    live = play(keys, 30.0, sides="left", hold_s=5.0, commands=commands, fps=15.0)
    (side,) = live.result.stretches[0].sides
    assert 0.0 < side.rounds[0].held_s < 1.0 < side.holds[-1].held_s
    assert live.result.verdict == "Left side held 1 of 5 seconds, too short to count."


def test_what_was_held_beyond_a_hold_does_not_help_the_next() -> None:
    keys = [*up_and_down(3.0, 23.0, "left"), *up_and_down(28.0, 33.0, "left")]
    skips = {34.0: Command.NEXT}
    live = play(keys, 38.0, sides="left", hold_s=12.0, sets=2, commands=skips)
    assert live.result.verdict == "Left side held 12 of 24 seconds."


def test_a_breath_that_began_in_one_hold_and_ended_in_the_next_counts() -> None:
    keys = [*up_and_down(3.0, 20.0, "left"), *up_and_down(26.0, 43.0, "left")]
    spec = short_spec(
        SHORT.replace("hold_s = 4 ", "breaths = 5\nin_s = 4\nout_s = 6 ").replace("holds = 1", "")
    )
    part = play(keys, 46.0, sides="left", specs=[spec], commands={45.0: Command.QUIT}).result
    assert part.verdict == "Left side: 3 of 5 breaths done."
    assert part.stretches[0].sides[0].breaths == 3
    done = play([*keys, *up_and_down(49.0, 68.0, "left")], 70.0, sides="left", specs=[spec]).result
    printed = StringIO()
    show_session(TextConsole(file=printed, width=100), done)
    assert "s in good form, 5 breaths." in printed.getvalue()


@pytest.mark.parametrize(
    ("words", "good"),
    [
        (ENGLISH, "Left side: held 1 second (1 planned)."),
        (GERMAN, "Linke Seite: 1 Sekunde gehalten (1 geplant)."),
    ],
)
def test_a_dose_of_one_is_told_as_one(words: Words, good: str) -> None:
    short = play(up_and_down(3.0, 4.9, "left"), 14.0, sides="left", hold_s=1.0, words=words).result
    assert good in short.good


def test_a_hold_too_short_to_count_is_not_told_with_those_that_count() -> None:
    twice = recap_work(LEFT, make_holds(7.0, 21.0), done=True)
    assert "Left side: held 21 seconds (20 planned)." in make_recap(twice).good
    interrupted = recap_work(LEFT, make_holds(8.0, 12.5), done=True)
    assert "Left side: held 20 seconds (20 planned)." in make_recap(interrupted).good


def test_what_nearly_was_held_is_told_in_tenths_as_the_language_writes_them() -> None:
    nearly = recap_work(LEFT, make_holds(19.6))
    assert make_recap(nearly).verdict == "Left side held 19.6 of 20 seconds."
    assert "19,6" in write_account(GERMAN, [nearly], End.COMPLETED).verdict


def test_german_bends_the_other_side() -> None:
    account = write_account(GERMAN, [PART_LEFT, DONE_RIGHT], End.COMPLETED)
    assert account.verdict == (
        "Rechte Seite wie geplant gehalten, die linke 6 von 20 Sekunden, zu kurz, um zu zählen."
    )


def test_a_film_and_the_session_of_the_same_person_come_to_the_same_words() -> None:
    keys = [*up_and_down(12.0, 20.0, "left"), *up_and_down(23.0, 31.0, "right", bend_deg=70.0)]
    keys = [*keys, Key(34.0)]
    spec = short_spec()
    analysis = analyse(spec, spec.sides, session(keys, 34.0), SIZE)
    film = write_video_account(ENGLISH, analysis.sides)
    live = play(keys, 34.0, commands={33.0: Command.QUIT}).result
    assert film.verdict == "Left side held as planned, the right one 0 of 4 seconds."
    assert live.verdict == film.verdict
    assert (live.good, live.unjudged) == (film.good, film.unjudged)


def test_every_sentence_stays_calm() -> None:
    assert not [text for text in list_sentences(vars(session_texts)) if "!" in text]


def test_the_seconds_planned_for_each_side_are_told() -> None:
    live = play([Key(0.0)], 5.0, hold_s=15.0, sets=2, sides="left")
    (stretch,) = live.result.stretches
    assert [side.plan.dose.planned_s for side in stretch.sides] == [30.0]
    assert live.result.verdict == "Nothing was held."


def test_a_try_without_a_hold_says_when_it_was_nearest_and_what_would_help() -> None:
    lacking = (Shortfall("arm-height", -20.0, 5.0, 0.97), Shortfall("elbow-bend", 30.0, 9.0, 0.9))
    raise_arm, lower_arm = LEFT.cues["arm-height"]
    summary = replace(NOTHING, attempts=(Span(0.0, 90.0),), closest=Closest(4530.4, lacking))
    (line,) = write_video_account(ENGLISH, [summary]).watch
    assert line.startswith("Left side: closest to correct form at 1:15:30.")
    assert raise_arm
    assert raise_arm in line
    assert lower_arm not in line


def test_who_was_never_in_the_position_is_told_unless_something_was_hidden() -> None:
    never = ("Left side: you were never in the position that the target picture shows.",)
    assert make_recap(recap_work(LEFT, NOTHING)).watch == never
    assert make_recap(recap_work(LEFT, NOTHING), end=End.PAIN).watch[1:] == ()
    hidden = replace(NOTHING, unseen=(UnseenSpan(0.0, 60.0, ELBOW_HIDDEN),))
    assert make_recap(recap_work(LEFT, hidden)).watch == ()
    assert write_video_account(ENGLISH, [NOTHING]).watch == ()


def test_what_was_done_instead_is_named_where_nothing_counted() -> None:
    instead = {"Cat-Cow": 2.0, "Cobra": 5.6}
    line = "Left side: for 5 s it looked like another stretch: Cobra."
    assert make_recap(replace(recap_work(LEFT, NOTHING), others=instead)).watch[-1] == line
    tried = replace(NOTHING, attempts=(Span(0.0, 9.0),))
    assert make_recap(replace(recap_work(LEFT, tried), others=instead)).watch == (line,)
    assert line not in make_recap(replace(recap_work(LEFT, make_holds(12.0)), others=instead)).watch
    assert make_recap(replace(recap_work(LEFT, tried), others={"Cobra": 2.9})).watch == ()


def test_faults_that_nobody_can_tell_are_named_and_told_ones_are_not_among_them() -> None:
    outcomes = tuple(
        Outcome(measure, state, 1.0, 1.0, chance_right=chance)
        for measure, state, chance in (
            ("arm-height", "not sure", 0.4), ("elbow-bend", "not judged", 0.5),
            ("head-tilt", "right", 0.9), ("chin", "right", 0.96),
        )
    )  # fmt: skip
    summary = replace(make_holds(20.0, faults=("arm-bent",)), outcomes=outcomes)
    lines = write_video_account(ENGLISH, [summary]).unjudged
    titles = {rule.title for rule in LEFT.faults if rule.quantity == "arm-height"}
    assert titles
    tilt = "tilt of the head to the left side (since the start)"
    assert [line for line in lines if "not certain" in line] == [
        f"Left side: possible, but not certain: {', '.join(sorted(titles))}.",
        f"Left side: probably right, but not certain: {tilt}.",
    ]
    assert not any(LEFT.find_fault("arm-bent").title in line for line in lines)


@pytest.mark.parametrize(
    ("attempts", "is_praised"),
    [((Span(0.0, 15.0), Span(29.0, 50.0)), False), ((Span(0.0, 51.0),), True)],
)
def test_only_what_was_put_right_in_the_same_try_is_praised(
    attempts: tuple[Span, ...], is_praised: bool
) -> None:
    fault = FaultSpan(12.0, 15.0, FAULTS[0], 13.0, LEFT.find_fault(FAULTS[0]).cue)
    holds = (Hold(0.0, 12.0, 12.0, counted=True), Hold(30.0, 50.0, 20.0, counted=True))
    summary = replace(make_holds(20.0), holds=holds, attempts=attempts, faults=(fault,))
    recap = make_recap(recap_work(LEFT, summary))
    assert any(fault.cue in line for line in recap.good) is is_praised


def test_a_video_of_a_release_tells_the_spots_that_were_held() -> None:
    plan = plan_for(load_spec("dual-tennis-ball-release"), Side.BOTH)
    done = replace(make_holds(30.0, plan=plan), reps=1)
    assert write_video_account(ENGLISH, [done]).verdict == "1 of 2 spots held as planned."
