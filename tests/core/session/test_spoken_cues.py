"""One voice: what it says when, and when it is silent."""

import itertools
import math
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from formcheck.core.session import cue_queue
from formcheck.core.session.cue_queue import (
    AGAIN_S,
    SILENCE_S,
    TIMES,
    Cue,
    SpeechState,
    estimate_speaking_s,
)
from formcheck.core.session.screen_values import Tone

LOW, HIGH = Cue("Stand tall."), Cue("Elbow back on the wall.")
SAFETY = Cue("Let go at once.", urgent=True)
STEP_S = 0.1


def clear_sounds(speech: SpeechState) -> SpeechState:
    return replace(speech, sounds=())


def say(
    cues: dict[int, Cue | None], steps: int, room_s: float = 1e9, speech: SpeechState | None = None
) -> list[tuple[float, str, bool]]:
    """Returns (time, text, urgent) of what is said; each cue stands until the next entry."""
    speech = speech or SpeechState()
    cue: Cue | None = None
    said = []
    for i in range(steps):
        cue = cues.get(i, cue)
        t_s = i * STEP_S
        speech = cue_queue.note(clear_sounds(speech), t_s, [cue.text] if cue else [], watching=True)
        speech = cue_queue.say_next(speech, t_s, cue, room_s)
        said += [(t_s, sound.say, sound.urgent) for sound in speech.sounds]
    return said


def test_a_cue_is_said_at_once_and_again_after_eight_seconds_and_three_times_in_all() -> None:
    times = [t_s for t_s, _, _ in say({0: LOW}, 600)]
    assert times[0] == 0.0
    assert len(times) == TIMES
    assert all(b - a >= AGAIN_S for a, b in itertools.pairwise(times))


def test_after_one_cue_the_next_one_waits_four_seconds() -> None:
    first, second = say({0: LOW, 5: HIGH}, 100)
    assert second[0] >= first[0] + estimate_speaking_s(LOW.text) + SILENCE_S


def test_a_cue_that_was_heeded_may_be_said_three_times_anew() -> None:
    said = say({0: LOW, 300: None, 330: LOW}, 700)
    assert len(said) == 2 * TIMES


def test_a_cue_that_only_blinks_was_not_heeded() -> None:
    said = say({0: LOW, 300: None, 305: LOW}, 700)
    assert len(said) == TIMES


def test_heeded_and_back_within_eight_seconds_it_still_waits() -> None:
    first, second = say({0: LOW, 20: None, 35: LOW}, 120)
    assert second[0] - first[0] >= AGAIN_S


def test_a_cue_can_be_made_to_stand_for_a_while_first() -> None:
    late = Cue("Raise your arm.", after_s=1.0)
    assert say({0: late, 8: None}, 30) == []
    assert 1.0 <= say({0: late}, 30)[0][0] < 1.2


def test_safety_cuts_in() -> None:
    said = say({0: LOW, 5: SAFETY}, 20)
    assert [(text, urgent) for _, text, urgent in said] == [(LOW.text, False), (SAFETY.text, True)]


def test_a_cue_does_not_begin_where_it_would_be_talked_over() -> None:
    assert say({0: LOW}, 50, room_s=1.0) == []


def test_announcements_go_before_cues_and_one_after_another() -> None:
    speech = cue_queue.queue(SpeechState(), ["Now your right side.", "Raise it."])
    said = say({0: LOW}, 100, speech=speech)
    assert [text for _, text, _ in said[:3]] == ["Now your right side.", "Raise it.", LOW.text]
    assert said[1][0] >= estimate_speaking_s("Now your right side.")


def test_guides_go_silent_in_position_and_announcements_do_not() -> None:
    speech = cue_queue.queue(cue_queue.queue(SpeechState(), ["Rest."]), ["How to."], guide=True)
    assert [line.text for line in cue_queue.drop_lines(speech, guides_only=True).lines] == ["Rest."]
    assert cue_queue.drop_lines(speech).lines == ()


def test_a_number_is_said_now_or_never() -> None:
    speech = cue_queue.count(SpeechState(), 0.0, "5")
    late = cue_queue.count(clear_sounds(speech), 0.3, "4")
    assert speech.sounds[0].say == "5"
    assert late.sounds == ()


def test_a_pause_sounds_only_after_a_start() -> None:
    silent = cue_queue.play_tone(SpeechState(), 0.0, Tone.PAUSE)
    started = cue_queue.play_tone(SpeechState(), 0.0, Tone.START)
    assert silent.sounds == ()
    assert [s.tone for s in cue_queue.play_tone(started, 1.0, Tone.PAUSE).sounds] == [
        Tone.START,
        Tone.PAUSE,
    ]


def test_the_interruption_leaves_nothing_else_to_say() -> None:
    speech = cue_queue.queue(SpeechState(), ["Now your right side."])
    speech = cue_queue.say_at_once(cue_queue.say_next(speech, 0.0, None), 0.2, "Stop.")
    assert speech.sounds[-1].urgent
    assert cue_queue.say_next(clear_sounds(speech), 5.0, None).sounds == ()


CUES = st.sampled_from([None, LOW, HIGH, SAFETY, Cue("Hold still.", 0.5)])


@given(st.dictionaries(st.integers(0, 400), CUES, max_size=40))
def test_whatever_stands_when_the_rules_hold(cues: dict[int, Cue | None]) -> None:
    said = say(cues, 450)
    last: dict[str, float] = {}
    free_s = quiet_s = -1.0
    for t_s, text, urgent in said:
        assert urgent or t_s >= free_s
        assert text == SAFETY.text or t_s >= quiet_s
        assert t_s - last.get(text, -99.0) >= AGAIN_S
        last[text] = t_s
        free_s = t_s + estimate_speaking_s(text)
        quiet_s = free_s + SILENCE_S


def test_what_was_said_of_the_place_does_not_hold_back_a_cue_on_the_form() -> None:
    placed = cue_queue.say_next(SpeechState(), 0.0, Cue("Step back."))
    begun = replace(placed, quiet_s=-math.inf)
    later_s = placed.free_s + 0.1
    said = cue_queue.say_next(clear_sounds(begun), later_s, Cue("Straighten the arm."))
    assert [sound.say for sound in said.sounds] == ["Straighten the arm."]
    assert not cue_queue.say_next(clear_sounds(placed), later_s, Cue("Straighten the arm.")).sounds
