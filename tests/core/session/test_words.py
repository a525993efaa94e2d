"""Everything shown or spoken can be translated."""

from collections.abc import Iterator

import pytest

from formcheck.core.body import LANDMARK_NAMES, Landmark, Rejection, Side
from formcheck.core.coach import Progress, advance
from formcheck.core.kinematics import (
    MEASURES,
    NO_MOMENTS,
    NOBODY,
    Definition,
    Unknown,
    load_usual_start,
    measure,
    measure_pose,
)
from formcheck.core.kinematics.readings import VIEW_UNSUITED
from formcheck.core.language import DECIMAL, ENGLISH, Number, Sentence, Words
from formcheck.core.session.programme import make_programme, translate_spec
from formcheck.core.session.reasons import describe_reason, find_remedy
from formcheck.core.session.screen_values import Screen
from formcheck.core.session.session_values import Command, Halt
from formcheck.core.stretch import plan_for
from formcheck.library.catalogue import list_spec_files, load_spec
from tests.bodies import standing
from tests.core.session.live import play
from tests.core.session.sentences import (
    list_every_sentence,
    list_reason_sentences,
    list_spec_sentences,
)
from tests.engine.sessions import body_at, short_spec, up_and_down
from tests.unknowns import ELBOW_HIDDEN, HIP_OUTSIDE, NO_SET_UP, NO_START

MARK = "\u00a4"
SPECS = [load_spec(file.id) for file in list_spec_files()]


def mark_sentences(*specs: object) -> Words:
    """Returns a language in which every sentence begins with a mark."""
    return Words("xx", {text: MARK + text for text in list_every_sentence([short_spec(), *SPECS])})


def test_a_sentence_that_is_missing_is_said_in_english() -> None:
    words = Words("de", {"Rest.": "Pause."})
    assert (words("Rest."), words("Hold it.")) == ("Pause.", "Hold it.")


def test_values_are_put_in_after_the_look_up() -> None:
    words = Words("de", {"Rest for {n} seconds.": "{n} Sekunden Pause."})
    assert words("Rest for {n} seconds.", n=15) == "15 Sekunden Pause."


def test_what_is_put_in_is_said_as_it_is() -> None:
    meant = 'There is no "{name}": did you mean "{meant}"?'
    said = ENGLISH(meant, name="{meant}", meant="twist")
    assert said == 'There is no "{meant}": did you mean "twist"?'
    assert ENGLISH("{n:try|tries}: {what}", n="{what}", what="none") == "{what} tries: none"


def test_one_of_something_is_not_said_like_many() -> None:
    english = "Rest for {n:second|seconds}."
    words = Words("de", {english: "{n:Sekunde|Sekunden} Pause, die {linke|rechte} Seite."})
    assert [ENGLISH(english, n=n) for n in (1, "1", 2, 0)] == [
        "Rest for 1 second.", "Rest for 1 second.", "Rest for 2 seconds.", "Rest for 0 seconds.",
    ]  # fmt: skip
    assert words.sided(english, Side.LEFT, n=1) == "1 Sekunde Pause, die linke Seite."
    assert words.sided(english, Side.RIGHT, n="1,5") == "1,5 Sekunden Pause, die rechte Seite."
    assert words.say(Sentence(english, n="1")).startswith("1 Sekunde ")


@pytest.mark.parametrize(
    ("side", "said"),
    [(Side.LEFT, "Jetzt die linke Seite."), (Side.RIGHT, "Jetzt die rechte Seite.")],
)
def test_a_translation_bends_the_side(side: Side, said: str) -> None:
    words = Words("de", {"Now your {side} side.": "Jetzt die {linke|rechte} Seite."})
    assert words.sided("Now your {side} side.", side) == said
    assert ENGLISH.sided("Now your {side} side.", side) == f"Now your {side.value} side."


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.id)
def test_a_translated_spec_has_every_text_translated_and_the_same_plan(spec: object) -> None:
    there = translate_spec(spec, mark_sentences())  # type: ignore[arg-type]
    assert all(text.startswith(MARK) for text in list_spec_sentences(there))
    for side in there.sides:
        ours, theirs = plan_for(spec, side), plan_for(there, side)  # type: ignore[arg-type]
        assert theirs.phases[-1].needs == ours.phases[-1].needs
        assert theirs.start_needs == ours.start_needs
        assert [f.id for f in theirs.faults] == [f.id for f in ours.faults]
        assert all(f.cue.startswith(MARK) and f.title.startswith(MARK) for f in theirs.faults)


def list_texts(screen: Screen) -> Iterator[str]:
    yield from (screen.headline, screen.detail, screen.instruction, screen.reply, *screen.unseen)
    yield from (check.title for check in screen.framing)
    yield from (check.say for check in screen.framing)
    yield from (sound.say for sound in screen.sounds if not sound.say.isdigit())
    if screen.question:
        yield from (screen.question.text, *screen.question.answers)


def test_no_english_is_left_in_a_whole_session() -> None:
    def story(t_s: float) -> object:
        keys = [*up_and_down(12.0, 20.0, "left"), *up_and_down(23.0, 36.0, "right", bend_deg=70.0)]
        body = body_at(keys, t_s)
        if t_s < 2.0 or 37.0 < t_s < 42.0:
            return None
        return body.hide("right_elbow") if 30.0 < t_s < 34.0 else body

    words = mark_sentences()
    live = play(
        story,  # type: ignore[arg-type]
        80.0, words=words, fps=7.0,
        commands={44.0: Command.PAUSE, 46.0: Command.PAUSE, 50.0: Command.QUIT},
        answers={56.0: ("pain", "6")},
        halted=lambda t_s: Halt.CAMERA if 47.0 < t_s < 48.0 else Halt.NONE,
    )  # fmt: skip
    for screen in live.screens:
        for text in list_texts(screen):
            assert text == "" or text.startswith(MARK), text
    result = live.result
    told = (result.verdict, *result.good, *result.watch, *result.unjudged)
    assert all(text.startswith(MARK) for text in told)
    assert result.watch
    assert result.unjudged


def list_definitions() -> list[Definition]:
    """Returns every measure, of each side or of the body, as a value and as every change."""
    return [
        Definition(f"{known.id}-{of}-{since}-{change}", known.id, of, since, change)
        for known in MEASURES.values()
        for of in ((Side.BOTH,) if known.of != "side" else (Side.LEFT, Side.RIGHT))
        for since, change in (("", ""), ("", "rate"), ("start", ""), ("set-up", "difference"))
    ]


def list_reasons() -> set[Unknown]:
    """Returns every reason that the core gives for bodies with each joint hidden in every way."""
    asked = list_definitions()
    found = {r.unknown for r in measure(asked, None, NO_MOMENTS, ()).values()}
    bodies = [standing().hide(name, why=why) for name in NAMES for why in list(Rejection)[1:]]
    for body in (standing(), standing().turned(80), *bodies):
        figure = measure_pose(body.pose())
        for moments in (NO_MOMENTS, load_usual_start("standing")):
            read = measure(asked, figure, moments, (figure,))
            found |= {reading.unknown for reading in read.values()}
    return {unknown for unknown in found if unknown}


NAMES = [m.name.lower() for m in Landmark]


def test_every_reason_of_the_core_can_be_translated() -> None:
    words = Words("xx", {text: MARK + text for text in list_reason_sentences()})
    given = list_reasons()
    assert {NO_START, NO_SET_UP, ELBOW_HIDDEN, VIEW_UNSUITED} <= given
    for reason in given:
        said = describe_reason(reason, words)
        assert said.startswith(MARK), reason
        assert describe_reason(reason, ENGLISH) == str(reason)


def test_what_is_hidden_or_outside_has_a_remedy() -> None:
    assert find_remedy(ELBOW_HIDDEN) == "Turn so that I see your left elbow."
    assert find_remedy(HIP_OUTSIDE) == "Step back."
    assert find_remedy(NO_START) == "Keep still for a moment."
    assert find_remedy(NO_SET_UP) == ""
    assert "left elbow" in LANDMARK_NAMES


def test_the_reason_that_nobody_is_there_is_known() -> None:
    plan = plan_for(short_spec(), Side.LEFT)
    now = Progress()
    for i in range(40):
        now = advance(plan, now, i / 10, None)
    assert set(now.unseen) == {NOBODY}


def test_a_programme_in_another_language_speaks_it() -> None:
    programme = make_programme([short_spec()], "both", None, None, mark_sentences())
    assert programme.titles == (f"{MARK}Arm out",)
    assert programme.steps[0].plan.faults[0].cue.startswith(MARK)


def test_a_sentence_is_said_with_all_that_is_put_into_it() -> None:
    part = Sentence("left {name}", name="elbow")
    whole = Sentence("Of {n}: {parts}.", n="2", parts=(part, "knee"))
    german = Words("de", {"Of {n}: {parts}.": "Von {n}: {parts}.", "left {name}": "{name} links",
                          "elbow": "Ellbogen", "knee": "Knie"})  # fmt: skip
    assert whole == "Of 2: left elbow, knee."
    assert german.say(whole) == "Von 2: Ellbogen links, Knie."
    assert german.say("of nothing known") == "of nothing known"


def test_a_language_may_have_a_decimal_comma() -> None:
    german = Words("de", {"{n} s.": "{n} s.", DECIMAL: "{whole},{digits}"})
    assert german.say(Sentence("{n} s.", n=Number("-12.5"))) == "-12,5 s."
    assert german.say(Sentence("{n} s.", n=Number("12"))) == "12 s."
    assert german.say(Sentence("{n} s.", n="clip.2.mp4")) == "clip.2.mp4 s."
    assert german.say(Sentence("{n} s.", n="2.5")) == "2.5 s.", "a text, such as a file's name"
    assert ENGLISH.say(Sentence("{n} s.", n=Number("12.5"))) == "12.5 s."
