from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from formcheck.core.session.screen_values import Tone
from formcheck.output.voice.timeline import NOTES, RATE_HZ, fade_out, render_tone
from tests.output.voice.hearing import measure_pitch_hz

TONES = list(Tone)


def scale_tone(tone: Tone) -> NDArray[np.float64]:
    return render_tone(tone) / 32768.0


@pytest.mark.parametrize("tone", TONES)
def test_a_tone_is_short_and_soft(tone: Tone) -> None:
    samples = scale_tone(tone)
    assert 0.25 <= len(samples) / RATE_HZ <= 0.9
    assert 20 * np.log10(np.abs(samples).max()) == pytest.approx(-12.0, abs=0.1)


@pytest.mark.parametrize("tone", TONES)
def test_a_tone_begins_and_ends_without_a_click(tone: Tone) -> None:
    """The first and last 3 ms are quiet, and no sample jumps."""
    samples = scale_tone(tone)
    edge = round(0.003 * RATE_HZ)
    loudest = np.abs(samples).max()
    assert np.abs(samples[:edge]).max() < 0.1 * loudest
    assert np.abs(samples[-edge:]).max() < 0.01 * loudest
    assert np.abs(np.diff(samples)).max() < 0.35 * loudest


@pytest.mark.parametrize("tone", TONES)
def test_every_note_has_its_pitch(tone: Tone) -> None:
    samples = scale_tone(tone)
    notes = NOTES[tone]
    starts_s = [note.start_s for note in notes[1:]] + [notes[-1].start_s + notes[-1].length_s]
    for note, end_s in zip(notes, starts_s, strict=True):
        alone = samples[round((note.start_s + 0.03) * RATE_HZ) : round(end_s * RATE_HZ)]
        assert measure_pitch_hz(alone) == pytest.approx(note.pitch_hz, rel=0.03)


def test_start_goes_up_done_goes_down_and_pause_is_one_low_note() -> None:
    pitches = {tone: [note.pitch_hz for note in NOTES[tone]] for tone in TONES}
    assert all(a < b for a, b in pairwise(pitches[Tone.START]))
    assert all(a > b for a, b in pairwise(pitches[Tone.DONE]))
    assert len(pitches[Tone.PAUSE]) == 1
    assert pitches[Tone.PAUSE][0] < min(pitches[Tone.START] + pitches[Tone.DONE])
    assert len({len(one) for one in pitches.values()}) == 3


def test_a_cut_sound_goes_down_to_nothing() -> None:
    samples = np.full(1000, 8000, dtype=np.int16)
    faded = fade_out(samples, 220)
    assert (faded[:780] == 8000).all()
    assert (np.diff(faded[780:].astype(int)) <= 0).all()
    assert faded[-1] == 0
