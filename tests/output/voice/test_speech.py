import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from formcheck.core.body import Side
from formcheck.core.session.cue_queue import estimate_speaking_s
from formcheck.core.stretch import Spec
from formcheck.library.catalogue import read_specs
from formcheck.library.languages import load_words
from formcheck.output.voice import speech as speech_room
from formcheck.output.voice.engine import _choose_voices
from formcheck.output.voice.speech import NO_ENGINE, EngineProcess, Speech, report_voice
from formcheck.output.voice.timeline import RATE_HZ
from formcheck.output.voice.voice_texts import NO_VOICE, SILENT_ENGINE
from tests.output.voice.hearing import list_engines, list_voices, needs_voice
from tests.paths import ROOT
from tests.waiting import wait_until


@pytest.fixture
def speech() -> Iterator[Speech]:
    with Speech("en") as one:
        yield one


def measure_length_s(speech: Speech, text: str) -> float:
    samples = speech.speak(text)
    assert samples is not None
    return len(samples) / RATE_HZ


@needs_voice
def test_a_cue_is_as_long_as_a_person_takes_to_say_it(speech: Speech) -> None:
    assert 0.3 <= measure_length_s(speech, "3") <= 1.0
    assert 0.8 <= measure_length_s(speech, "Elbow back on the wall.") <= 3.0
    assert 2.0 <= measure_length_s(speech, "Turn so that your left side faces the camera.") <= 4.0


@needs_voice
def test_speech_begins_and_ends_at_once(speech: Speech) -> None:
    samples = speech.speak("Step back.")
    assert samples is not None
    tenth = RATE_HZ // 10
    assert abs(samples[:tenth]).max() > 300
    assert abs(samples[-tenth:]).max() > 300
    assert abs(samples).max() == pytest.approx(0.6 * 32767, rel=0.01)


@needs_voice
def test_german_is_spoken_by_a_german_voice(speech: Speech) -> None:
    with Speech("de") as german:
        text = "Ellbogen zurück an die Wand."
        ours, theirs = german.speak(text), speech.speak(text)
    assert german.voices[0] == "German"
    assert ours is not None
    assert theirs is not None
    assert len(ours) != len(theirs)


@needs_voice
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="espeak is Linux's engine")
@pytest.mark.parametrize(
    ("language", "text", "voice"),
    [("zh", "请面对摄像头。", "Chinese (Mandarin"), ("no", "Snu deg mot kameraet.", "Norwegian")],
)
def test_a_language_that_the_engine_calls_otherwise_is_spoken(
    language: str, text: str, voice: str
) -> None:
    with Speech(language) as other:
        assert measure_length_s(other, text) > 1.0
        assert other.voices[0].startswith(voice)


@needs_voice
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="espeak is Linux's engine")
def test_german_cues_are_over_when_the_next_thing_may_be_said() -> None:
    words = load_words("de")
    cues = {words.sided(cue, side) for _, spec in read_specs() for cue, side in list_cues(spec)}
    assert cues
    with Speech("de") as german:
        late = {cue: measure_length_s(german, cue) - estimate_speaking_s(cue) for cue in cues}
    assert max(late.values()) < 0.1, max(late, key=lambda cue: late[cue])


def list_cues(spec: Spec) -> set[tuple[str, Side]]:
    faults = {fault.cue for fault in (*spec.fault, *spec.unseen_fault)}
    told = {spec.view.say, *(phase.say for phase in spec.phase), *faults} - {""}
    return {(cue, side) for cue in told for side in spec.sides}


@needs_voice
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="espeak is Linux's engine")
@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", "请面对摄像头。"),
        ("zh", "呼气时慢慢把胸部转向右侧。"),
        ("ja", "カメラのほうを向いてください。"),
        ("ko", "팔꿈치를 벽에 다시 붙이세요."),
        ("ko", "숨을 내쉬며 가슴을 오른쪽으로 천천히 돌리세요."),
        ("el", "Γύρισε στην κάμερα."),
        ("ru", "Повернись к камере."),
    ],
)
def test_how_long_a_sentence_takes_is_known_whatever_its_letters(language: str, text: str) -> None:
    with Speech(language) as other:
        assert measure_length_s(other, text) < estimate_speaking_s(text) + 0.1


@needs_voice
def test_a_text_that_comes_again_is_not_made_again(speech: Speech) -> None:
    assert speech.speak("Step back.") is speech.speak(" Step  back. ")


@needs_voice
def test_what_is_kept_is_bounded(speech: Speech) -> None:
    for number in range(140):
        speech.speak(str(number))
    assert len(speech._kept) == 128
    assert "139" in speech._kept


@needs_voice
def test_an_engine_that_was_killed_is_started_anew_for_the_next_text(speech: Speech) -> None:
    assert speech.speak("Step back.") is not None
    (killed,) = list_engines()
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    assert measure_length_s(speech, "Come closer.") > 0.3
    assert list_engines() != [killed]
    assert not Path(f"/proc/{killed}").exists()


@needs_voice
def test_a_text_of_which_nothing_came_is_tried_once_more(
    speech: Speech, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak = EngineProcess.speak
    asked: list[str] = []

    def speak_once(engine: EngineProcess, text: str) -> bytes:
        asked.append(text)
        return speak(engine, text) if len(asked) > 1 else b""

    monkeypatch.setattr(EngineProcess, "speak", speak_once)
    assert measure_length_s(speech, "Step back.") > 0.3
    assert asked == ["Step back."] * 2


def _give_nothing(_engine: EngineProcess, _text: str) -> bytes:
    return b""


def _die(_engine: EngineProcess, _text: str) -> bytes:
    raise EOFError


@needs_voice
@pytest.mark.parametrize("speak", [_give_nothing, _die])
def test_an_engine_that_gives_no_sound_is_told_until_it_gives_one(
    speech: Speech,
    monkeypatch: pytest.MonkeyPatch,
    speak: Callable[[EngineProcess, str], bytes],
) -> None:
    real = EngineProcess.speak
    monkeypatch.setattr(EngineProcess, "speak", speak)
    assert speech.speak("Step back.") is None
    assert speech.problem == ""
    assert speech.speak("") is None
    assert speech.problem == ""
    assert speech.speak("Come closer.") is None
    assert speech.problem == SILENT_ENGINE
    if speak is _give_nothing:  # an engine that crashes is not asked again
        monkeypatch.setattr(EngineProcess, "speak", real)
        assert speech.speak("Come closer.") is not None
        assert speech.problem == ""


@needs_voice
def test_an_engine_that_was_ended_by_force_is_no_problem(speech: Speech) -> None:
    assert speech.start()
    speech.abort()
    assert [speech.speak(text) for text in ("Step back.", "Hold.", "Breathe out.")] == [None] * 3
    assert speech.problem == ""


@needs_voice
def test_an_engine_that_hangs_is_given_up_and_the_next_text_is_spoken(
    speech: Speech, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speech_room, "SLOWEST_S", 0.5)
    assert speech.start()
    (hung,) = list_engines()
    assert hung is not None
    os.kill(hung, signal.SIGSTOP)
    start_s = time.monotonic()
    assert speech.speak("Step back.") is None
    assert time.monotonic() - start_s < 4.0
    monkeypatch.undo()
    assert speech.speak("Step back.") is not None
    assert list_engines() != [hung]


@needs_voice
def test_nothing_is_printed_and_nothing_stays_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with Speech("en") as one:
        assert one.speak("Step back.") is not None
        (pid,) = list_engines()
        assert len(list(tmp_path.iterdir())) == 1
    assert list(tmp_path.iterdir()) == []
    assert not Path(f"/proc/{pid}").exists()
    assert capfd.readouterr() == ("", "")


@needs_voice
def test_a_killed_session_leaves_no_engine_and_no_files_behind(tmp_path: Path) -> None:
    code = (
        "import multiprocessing, time; from formcheck.output.voice.speech import Speech\n"
        "if __name__ == '__main__':\n"
        "    speech = Speech('en'); speech.start(); (engine,) = multiprocessing.active_children()\n"
        "    print(engine.pid, flush=True); time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(tmp_path)},
    ) as session:
        assert session.stdout is not None
        pid = int(session.stdout.readline())
        assert len(list(tmp_path.iterdir())) == 1
        session.kill()
    wait_until(lambda: not _is_running(pid) and not list(tmp_path.iterdir()), "its end")


def test_without_an_engine_there_are_no_words_and_a_sentence_that_helps() -> None:
    with Speech("en", driver="no_such_engine") as one:
        assert one.speak("Step back.") is None
        assert one.problem == NO_ENGINE
        assert list_engines() == []
        start_s = time.monotonic()
        assert one.speak("Step back.") is None
        assert time.monotonic() - start_s < 0.1


@needs_voice
def test_a_language_without_a_voice_is_told() -> None:
    with Speech("xx") as one:
        assert one.speak("Step back.") is None
        assert one.problem == NO_VOICE


@needs_voice
def test_the_voices_of_a_language_are_listed() -> None:
    assert "German" in list_voices("de")
    assert any("America" in name for name in list_voices("en"))
    assert list_voices("xx") == ()
    ok, sentence = report_voice("en")
    assert ok
    assert "English" in sentence


@needs_voice
@pytest.mark.parametrize("text", ["", "   ", "\x00", "...", "🙂"])
def test_a_text_that_says_nothing_does_no_harm(speech: Speech, text: str) -> None:
    speech.speak(text)
    assert speech.speak("Step back.") is not None


def _is_running(pid: int) -> bool:
    """Whether the process runs; a zombie process does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


_SLOW = """
import sys, time
from pathlib import Path
from pyttsx3.drivers import espeak
from formcheck.output.voice import engine

heard = espeak.EspeakDriver._onSynth

def hear_late(self, wav, count, events):
    time.sleep(0.05)
    return heard(self, wav, count, events)

espeak.EspeakDriver._onSynth = hear_late
started, _ = engine._start_engine("en", "espeak")
for text in ("Step back.", "Hold.", "Breathe out."):
    # espeak itself ends one text in thirty without a sound when it is slow; Speech asks again.
    sounds = [engine._speak_to_file(started, text, Path(sys.argv[1])) for _ in range(2)]
    print(max(map(len, sounds)), file=sys.stderr)
"""


@needs_voice
class VoiceList:
    """Stands in for a speech engine's list of voices and its default voice."""

    def __init__(self, own: str, *voices: tuple[str, str]) -> None:
        self.known = {
            "voice": own,
            "voices": [SimpleNamespace(id=name, languages=[code]) for name, code in voices],
        }

    def getProperty(self, name: str) -> object:  # noqa: N802 - pyttsx3's name
        return self.known[name]


APPLE_VOICES = (
    ("com.apple.speech.synthesis.voice.Albert", "en_US"),
    ("com.apple.eloquence.en-US.Grandma", "en_US"),
    ("com.apple.voice.compact.de-DE.Anna", "de_DE"),
    ("com.apple.voice.compact.en-US.Samantha", "en_US"),
    ("com.apple.voice.enhanced.en-GB.Daniel", "en_GB"),
    ("com.apple.voice.premium.en-US.Zoe", "en_US"),
)


def list_choice(engine: VoiceList, language: str) -> list[str]:
    return [voice.id.split(".")[-1] for voice in _choose_voices(engine, language)]


def test_a_mac_that_tells_no_voice_of_ones_own_speaks_with_its_most_natural_one() -> None:
    natural_first = ["Zoe", "Daniel", "Samantha", "Grandma", "Albert"]
    assert list_choice(VoiceList("", *APPLE_VOICES), "en") == natural_first
    assert list_choice(VoiceList("", *APPLE_VOICES), "de") == ["Anna"]


def test_ones_own_voice_comes_first_whatever_it_is() -> None:
    own = VoiceList("com.apple.speech.synthesis.voice.Albert", *APPLE_VOICES)
    assert list_choice(own, "en")[:2] == ["Albert", "Zoe"]


def test_voices_of_other_makers_keep_their_order() -> None:
    others = VoiceList("own", ("gmw.en-gb-x-rp", "en-gb-x-rp"), ("gmw.en", "en"), ("own", "en-us"))
    assert list_choice(others, "en") == ["own", "en", "en-gb-x-rp"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="espeak is Linux's engine")
def test_an_engine_that_is_slow_is_waited_for(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _SLOW, str(tmp_path / "speech")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
    assert all(int(size) > RATE_HZ // 2 for size in done.stderr.split())
    assert len(done.stderr.split()) == 3
