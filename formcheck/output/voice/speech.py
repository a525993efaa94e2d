"""Turns texts into sound through an engine process, which may be missing, hang or die."""

import multiprocessing
import sys
from contextlib import suppress

import miniaudio
import numpy as np

from formcheck.files.closing import Closing
from formcheck.files.scratch import Scratch
from formcheck.output.voice import voice_texts
from formcheck.output.voice.engine import serve
from formcheck.output.voice.timeline import RATE_HZ, Samples

START_S = 20.0
"""Generous: Windows creates files at the first start; a loaded machine starts processes slowly."""
SLOWEST_S = 5.0
"""An engine that needs longer for a cue counts as hanging: espeak needs 0.01 s."""
_MOST_STARTS = 4
"""An engine that fails this often in a row is not started again in this session."""
_TRIES = 2
"""Tries for a text that gave no sound or during which the engine died; also the number of such
texts in a row that makes a ``problem``."""
_MOST_KEPT = 128
"""Cached sounds: a session has a few dozen texts. 128 sounds of 2 s take 11 MB."""
_LONGEST_TEXT = 400
_PEAK = 0.6
"""Peak of speech relative to full scale: 8 dB above the tones. Chosen for formcheck."""
_SILENCE = 0.01
"""Share of the peak below which samples count as the silence that engines add at the ends."""
_MARGIN_S = 0.02
_ON_LINUX = sys.platform.startswith("linux")
NO_ENGINE = voice_texts.NO_LINUX_ENGINE if _ON_LINUX else voice_texts.NO_SYSTEM_SPEECH


class EngineProcess:
    """A speech engine in a separate process, which runs until ``close``."""

    def __init__(self, language: str, driver: str | None) -> None:
        self._scratch = Scratch()
        context = multiprocessing.get_context("spawn")
        self._pipe, engine_pipe = context.Pipe()
        self._process = context.Process(
            target=serve,
            args=(engine_pipe, str(self._scratch.path), language, driver),
            name="formcheck speech",
            daemon=True,
        )
        self._process.start()
        engine_pipe.close()

    def list_voices(self) -> tuple[str, ...] | None:
        """Returns the voices for the language, None without an engine. Call it once, first.

        Raises TimeoutError, EOFError or OSError if the process hangs or died.
        """
        if not self._pipe.poll(START_S):
            raise TimeoutError
        names: tuple[str, ...] | None = self._pipe.recv()
        return names

    def speak(self, text: str) -> bytes:
        """Returns the spoken text as a sound file, b"" if it failed. Raises as ``list_voices``."""
        self._pipe.send(text)
        if not self._pipe.poll(SLOWEST_S):
            raise TimeoutError
        return self._pipe.recv_bytes()

    def kill(self) -> None:
        """Kills the process, from any thread; ``close`` must still be called."""
        with suppress(ValueError):  # already closed
            self._process.kill()

    def close(self) -> None:
        """Kills the process and removes its files."""
        self._pipe.close()
        self._process.kill()
        self._process.join()
        self._process.close()
        self._scratch.close()


class Speech(Closing):
    """Turns texts into sound in one language. A context manager, for use by one thread.

    ``problem`` is a sentence that says why there is no speech and what to install, "" if all is
    well or speech was not used yet.
    """

    def __init__(self, language: str, driver: str | None = None) -> None:
        """driver: pyttsx3's name of an engine; None for that of the operating system."""
        self.problem = ""
        self.voices: tuple[str, ...] = ()
        self._language = language
        self._driver = driver
        self._engine: EngineProcess | None = None
        self._starts_left = _MOST_STARTS
        self._silent_count = 0
        self._aborted = False
        self._kept: dict[str, Samples] = {}

    def start(self) -> bool:
        """Starts the engine if it is not running; returns whether it runs and has a voice."""
        return self._ensure_engine() is not None

    def speak(self, text: str) -> Samples | None:
        """Returns the spoken text without silence at its ends; None if there is no speech.

        The most recent texts are cached. An engine that died is restarted.
        """
        text = " ".join(text.replace("\x00", " ").split())[:_LONGEST_TEXT]
        samples = self._kept.pop(text, None)
        if samples is None and text:
            samples = self._synthesise(text)
            self._note_sound(heard=samples is not None)
        if samples is not None:
            self._kept[text] = samples  # moved to the end: the first is the oldest
            if len(self._kept) > _MOST_KEPT:
                del self._kept[next(iter(self._kept))]
        return samples

    def abort(self) -> None:
        """Kills the engine for good, from any thread; a waiting ``speak`` returns None."""
        self._aborted = True
        if (engine := self._engine) is not None:
            engine.kill()

    def close(self) -> None:
        """Ends the engine process."""
        if self._engine is not None:
            self._engine.close()
            self._engine = None

    def _note_sound(self, *, heard: bool) -> None:
        self._silent_count = 0 if heard else self._silent_count + 1
        if heard:
            self.problem = ""
        elif self._silent_count >= _TRIES and not self._aborted:
            self.problem = self.problem or voice_texts.SILENT_ENGINE

    def _synthesise(self, text: str) -> Samples | None:
        for _ in range(_TRIES):
            engine = self._ensure_engine()
            if engine is None:
                return None
            try:
                sound = _decode_audio(engine.speak(text))
            except TimeoutError:  # this text may be what makes it hang
                self.close()
                return None
            except (EOFError, OSError):
                self.close()
            else:
                self._starts_left = _MOST_STARTS
                if sound is not None:
                    return sound
        return None

    def _ensure_engine(self) -> EngineProcess | None:
        if self._engine is not None or self._starts_left == 0 or self._aborted:
            return self._engine
        self._starts_left -= 1
        try:
            self._engine = EngineProcess(self._language, self._driver)
            names = self._engine.list_voices()
        except (EOFError, OSError):  # TimeoutError is an OSError
            self.close()
            if self._starts_left == 0:
                self.problem = voice_texts.NO_START
            return None
        if names:
            self.voices = names
            return self._engine
        self.close()
        self._starts_left = 0
        self.problem = NO_ENGINE if names is None else voice_texts.NO_VOICE
        return None


def report_voice(language: str) -> tuple[bool, str]:
    """Returns whether cues can be spoken, and a sentence with the voice or what to install."""
    with Speech(language) as speech:
        if speech.start():
            return True, f"Cues are spoken by the voice {speech.voices[0]}."
        return False, speech.problem or voice_texts.NO_START


def _decode_audio(file: bytes) -> Samples | None:
    """Decodes a WAV or AIFF file, normalised to _PEAK and trimmed; None if invalid or silent."""
    try:
        sound = miniaudio.decode(
            file, miniaudio.SampleFormat.SIGNED16, nchannels=1, sample_rate=RATE_HZ
        )
    except miniaudio.DecodeError:
        return None
    level = np.asarray(sound.samples, dtype=np.float64)
    loudest = float(np.abs(level).max(initial=0.0))
    if loudest == 0.0:
        return None
    heard = np.flatnonzero(np.abs(level) > _SILENCE * loudest)
    margin = round(_MARGIN_S * RATE_HZ)
    level = level[max(0, heard[0] - margin) : heard[-1] + margin]
    return np.round(level * (_PEAK * np.iinfo(np.int16).max / loudest)).astype(np.int16)
