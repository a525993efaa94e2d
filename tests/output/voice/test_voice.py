import os
import signal
import tempfile
import time
from pathlib import Path

import miniaudio
import pytest

from formcheck.core.session.screen_values import Sound, Tone
from formcheck.output.voice import timeline, voice_texts
from formcheck.output.voice.speech import NO_ENGINE, EngineProcess
from formcheck.output.voice.timeline import RATE_HZ, render_tone
from formcheck.output.voice.voice import Voice
from tests.output.voice.hearing import SoundSpan, find_sounds, list_engines, needs_voice, read_wav
from tests.waiting import wait_until

NOWHERE = [miniaudio.Backend.NULL]
CUE = Sound(say="Elbow back on the wall.")
LONG = Sound(say="Turn so that your left side faces the camera, and then stand still for a while.")
NO_CARDS = [miniaudio.Backend.CUSTOM]


def hear_file(path: Path) -> list[SoundSpan]:
    return find_sounds(read_wav(path))


@needs_voice
@pytest.mark.parametrize("language", ["en", "de"])
def test_what_is_said_is_in_the_file_when_it_was_said_and_nothing_else(
    tmp_path: Path, language: str
) -> None:
    path = tmp_path / "out.wav"
    with Voice(language, sound_file=path, backends=NO_CARDS) as voice:
        voice.play((Sound(tone=Tone.START),), 1.0)
        voice.play((CUE,), 5.0)
        for t_s in (5.1, 6.0, 11.9):
            voice.play((), t_s)
        voice.play((Sound(say="3"),), 12.0)
        voice.play((), 20.0)
    tone, cue, digit = hear_file(path)
    assert tone.start_s == pytest.approx(1.0, abs=0.1)
    assert cue.start_s == pytest.approx(5.0, abs=0.3)
    assert 0.3 <= cue.length_s <= 4.0
    assert digit.start_s == pytest.approx(12.0, abs=0.3)
    assert 0.2 <= digit.length_s <= 1.0
    assert len(read_wav(path)) == 20 * RATE_HZ


@needs_voice
def test_a_tone_comes_before_the_words_of_the_same_moment(tmp_path: Path) -> None:
    path = tmp_path / "out.wav"
    with Voice("en", sound_file=path, backends=NO_CARDS) as voice:
        voice.play((Sound(tone=Tone.DONE), CUE), 2.0)
    (both,) = hear_file(path)
    assert both.start_s == pytest.approx(2.0, abs=0.1)
    assert both.length_s > 0.8 + 0.8


@needs_voice
def test_an_urgent_word_cuts_off_what_is_being_said(tmp_path: Path) -> None:
    path = tmp_path / "out.wav"
    with Voice("en", sound_file=path, backends=NO_CARDS) as voice:
        voice.play((LONG,), 1.0)
        voice.play((CUE,), 1.5)
        voice.play((Sound(tone=Tone.PAUSE, urgent=True),), 2.0)
    (both,) = hear_file(path)
    assert both.end_s == pytest.approx(2.35, abs=0.1)


@needs_voice
def test_a_cue_that_would_come_too_late_is_not_said(tmp_path: Path) -> None:
    path = tmp_path / "out.wav"
    with Voice("en", sound_file=path, backends=NO_CARDS) as voice:
        voice.play((LONG,), 0.0)
        voice.play((Sound(tone=Tone.START), CUE), 0.2)
        voice.play((LONG,), 15.0)
    first, again = hear_file(path)
    assert first.length_s > 3.2 + 0.2
    assert first.length_s == pytest.approx(again.length_s, abs=0.05)


def test_a_sound_that_would_come_too_late_is_not_played_either(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done = Sound(tone=Tone.DONE)
    done_s = len(render_tone(Tone.DONE)) / RATE_HZ
    monkeypatch.setattr(timeline, "STALE_S", done_s / 2)
    with Voice("en", driver="no_such_engine", backends=NOWHERE) as voice:
        wait_until(lambda: bool(voice.problem))
        voice.play((done,), 1.0)
        wait_until(lambda: voice.is_sounding)
        start_s = time.monotonic()
        voice.play((done, done), 1.1)
        wait_until(lambda: not voice.is_sounding)
        assert time.monotonic() - start_s < 2 * done_s


@needs_voice
def test_muted_is_silence_at_once_and_sound_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "out.wav"
    with Voice("en", sound_file=path, backends=NO_CARDS) as voice:
        voice.play((LONG,), 1.0)
        voice.play((), 1.8)
        voice.mute(True)
        voice.play((Sound(tone=Tone.PAUSE), CUE), 6.0)
        voice.mute(False)
        voice.play((Sound(tone=Tone.DONE),), 10.0)
    before, after = hear_file(path)
    assert before.end_s == pytest.approx(1.8, abs=0.1)
    assert after.start_s == pytest.approx(10.0, abs=0.1)


def test_who_starts_muted_hears_nothing(tmp_path: Path) -> None:
    path = tmp_path / "out.wav"
    with Voice("en", muted=True, sound_file=path, backends=NO_CARDS) as voice:
        voice.play((Sound(tone=Tone.START),), 1.0)
    assert hear_file(path) == []


def test_without_an_engine_the_tones_are_heard_and_the_problem_is_told(tmp_path: Path) -> None:
    path = tmp_path / "out.wav"
    with Voice("en", sound_file=path, driver="no_such_engine", backends=NOWHERE) as voice:
        voice.play((Sound(tone=Tone.START), CUE), 1.0)
        wait_until(lambda: voice.problem == NO_ENGINE)
    (tone,) = hear_file(path)
    assert tone.length_s < 0.6


def test_without_a_sound_card_the_session_goes_on_and_is_told_once() -> None:
    with Voice("en", backends=NO_CARDS) as voice:
        for t_s in range(5):
            voice.play((Sound(tone=Tone.START), CUE), float(t_s))
        wait_until(lambda: voice.problem == voice_texts.NO_CARD)
    assert not voice.is_sounding


def test_a_machine_without_any_card_is_what_the_voice_takes_it_for() -> None:
    """Whether or not this machine has a sound device, nothing fails or is printed."""
    with Voice("en") as voice:
        voice.play((Sound(tone=Tone.PAUSE),), 0.0)
        time.sleep(0.2)


@needs_voice
def test_a_text_that_was_made_before_is_heard_at_once() -> None:
    with Voice("en", backends=NOWHERE) as voice:
        wait_until(lambda: "3" in voice._speech._kept)
        voice.play((Sound(say="3"),), 1.0)
        start_s = time.monotonic()
        wait_until(lambda: voice.is_sounding)
        assert time.monotonic() - start_s < 0.5
        wait_until(lambda: not voice.is_sounding)
        assert time.monotonic() - start_s < 3.0


def wait_for_digits(voice: Voice, count: int = 11) -> None:
    until_s = time.monotonic() + 90.0
    while len(voice._speech._kept) < count:
        missing = {str(number) for number in range(11)} - set(voice._speech._kept)
        assert time.monotonic() < until_s, (missing, voice.problem, voice._player.is_open)
        time.sleep(0.01)


@needs_voice
def test_the_digits_are_made_before_anybody_asks() -> None:
    with Voice("en", backends=NOWHERE) as voice:
        wait_for_digits(voice)


def test_a_cue_that_waits_goes_before_the_digits(tmp_path: Path) -> None:
    voice = Voice("en", sound_file=tmp_path / "out.wav", backends=NO_CARDS)
    voice.play((CUE,), 1.0)
    wanted = voice._take_next()
    assert wanted is not None
    assert wanted.sounds == (CUE,)
    assert set(voice._ahead) >= {str(number) for number in range(11)}
    voice.close()


@needs_voice
def test_a_digit_the_engine_was_too_slow_for_is_made_later(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    speak = EngineProcess.speak

    def spoken(engine: EngineProcess, text: str) -> bytes:
        asked.append(text)
        if asked.count(text) == 1 and text == "7":
            raise TimeoutError
        return speak(engine, text)

    monkeypatch.setattr(EngineProcess, "speak", spoken)
    with Voice("en", backends=NOWHERE) as voice:
        wait_for_digits(voice)
    assert asked.count("7") >= 2


@needs_voice
def test_urgent_and_mute_are_silence_on_the_card_at_once() -> None:
    with Voice("en", backends=NOWHERE) as voice:
        voice.play((LONG, LONG), 0.0)
        wait_until(lambda: voice.is_sounding)
        voice.mute(True)
        wait_until(lambda: not voice.is_sounding, timeout_s=2.0)
        voice.mute(False)
        voice.play((LONG,), 1.0)
        wait_until(lambda: voice.is_sounding)
        voice.play((Sound(tone=Tone.PAUSE, urgent=True),), 2.0)
        wait_until(lambda: not voice.is_sounding, timeout_s=3.0)


@needs_voice
def test_with_the_engine_killed_in_mid_session_the_next_cue_is_said(tmp_path: Path) -> None:
    path = tmp_path / "out.wav"
    with Voice("en", sound_file=path, backends=NO_CARDS) as voice:
        wait_until(list_engines)
        voice.play((Sound(say="Step back."),), 1.0)
        wait_for_digits(voice, 12)
        (pid,) = list_engines()
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        voice.play((CUE,), 5.0)
    assert [round(one.start_s) for one in hear_file(path)] == [1, 5]


def test_play_never_waits() -> None:
    with Voice("en", backends=NOWHERE) as voice:
        start_s = time.monotonic()
        for number in range(1000):
            voice.play((), number / 30)
        voice.play((Sound(say="One that was never said before."),), 40.0)
        assert time.monotonic() - start_s < 0.5


def test_closing_does_not_wait_for_what_is_still_being_said() -> None:
    voice = Voice("en", backends=NOWHERE)
    with voice:
        voice.play((LONG, LONG, LONG), 0.0)
        start_s = time.monotonic()
    assert time.monotonic() - start_s < 3.0
    voice.close()


@needs_voice
def test_closing_does_not_wait_for_an_engine_that_hangs_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with Voice("en", backends=NOWHERE) as voice:
        wait_until(lambda: len(voice._speech._kept) == 11)
        (pid,) = list_engines()
        assert pid is not None
        os.kill(pid, signal.SIGSTOP)
        voice.play((CUE,), 1.0)
        start_s = time.monotonic()
    assert time.monotonic() - start_s < 4.0
    assert not voice._thread.is_alive()
    assert list(tmp_path.iterdir()) == []


def test_the_file_is_written_when_the_session_ends_in_an_error(tmp_path: Path) -> None:
    path = tmp_path / "out.wav"

    def fail() -> None:
        with Voice("en", sound_file=path, backends=NO_CARDS) as voice:
            voice.play((Sound(tone=Tone.START),), 0.5)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert len(hear_file(path)) == 1
