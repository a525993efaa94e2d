import subprocess
import sys
import time
from pathlib import Path

import miniaudio
import numpy as np
import pytest

from formcheck.core.session.screen_values import Tone
from formcheck.files.errors import FormcheckError
from formcheck.output.voice.timeline import RATE_HZ, Timeline, render_tone
from formcheck.output.voice.voice import Voice
from tests.output.voice.hearing import find_sounds, read_wav
from tests.paths import ROOT

NO_CARDS = [miniaudio.Backend.CUSTOM]


def test_a_sound_is_in_the_file_at_its_session_time(tmp_path: Path) -> None:
    line = Timeline()
    at = 61 * RATE_HZ
    line.add(render_tone(Tone.START), at, at)
    line.write(tmp_path / "out.wav", 63.5)
    samples = read_wav(tmp_path / "out.wav")
    assert len(samples) == round(63.5 * RATE_HZ)
    (only,) = find_sounds(samples)
    assert only.start_s == pytest.approx(61.0, abs=0.05)
    assert [p.name for p in tmp_path.iterdir()] == ["out.wav"]


def test_an_empty_session_gives_an_empty_file_that_can_be_read(tmp_path: Path) -> None:
    Timeline().write(tmp_path / "out.wav", 0.0)
    assert len(read_wav(tmp_path / "out.wav")) == 0


def test_the_file_of_before_stays_until_the_new_one_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "out.wav"
    path.write_bytes(b"before")
    with Voice("en", sound_file=path, driver="no_such_engine", backends=NO_CARDS) as voice:
        voice.play((), 1.0)
        assert path.read_bytes() == b"before"
    assert np.array_equal(read_wav(path), np.zeros(RATE_HZ))


def test_a_killed_session_leaves_no_broken_file(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path\n"
        "from formcheck.output.voice.timeline import Timeline\n"
        "line, path = Timeline(), Path(sys.argv[1]); print('on', flush=True)\n"
        "while True: line.write(path, 100.0)\n"
    )
    path = tmp_path / "out.wav"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "on\n"
        time.sleep(0.3)
        process.kill()
    assert len(read_wav(path)) == 100 * RATE_HZ


def test_a_folder_that_goes_away_is_told_in_a_sentence(tmp_path: Path) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    voice = Voice("en", sound_file=folder / "out.wav")
    folder.rmdir()
    with pytest.raises(FormcheckError, match="could not be written: No such file"):
        voice.close()


def test_a_file_that_can_t_be_written_hides_no_other_error(tmp_path: Path) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()

    def fail(voice: Voice) -> None:
        with voice:
            folder.rmdir()
            raise RuntimeError

    voice = Voice("en", sound_file=folder / "out.wav", backends=NO_CARDS)
    with pytest.raises(RuntimeError):
        fail(voice)
    assert "could not be written: No such file" in voice.unwritten
