"""Runs the system's speech engine in a separate process: text in, sound out.

Engines may hang, crash and print; in their own process they do not affect the session.
"""

import os
import shutil
import signal
import wave
from multiprocessing.connection import Connection
from operator import itemgetter
from pathlib import Path
from typing import Any

WORDS_PER_MINUTE = 165
"""The engines' default of 200 is hard to follow from across a room. Chosen for formcheck."""
_APPLE_BEST_FIRST = (
    "com.apple.voice.premium.",
    "com.apple.voice.enhanced.",
    "com.apple.voice.",
    "com.apple.ttsbundle.",
    "com.apple.speech.voice.",
    "com.apple.eloquence.",
    "com.apple.speech.synthesis.voice.",
)
"""Prefixes of Apple's voice names: natural voices, then robotic ones, then mostly novelty voices,
which come first in Apple's own list. On old systems all names have the last prefix."""
_ESPEAK_CODES = {"no": "nb", "zh": "cmn"}
"""espeak's codes for languages whose system code differs."""
_FILE = "speech"


def serve(pipe: Connection, folder: str, language: str, driver: str | None) -> None:
    """Answers each text on the pipe with the bytes of a sound file, until the pipe is closed.

    First sends the names of the voices for the language, the one in use first, or None if there is
    no engine. The answer b"" means that the text gave no sound. The engine writes to ``folder``,
    which is removed at the end; driver: pyttsx3's name of an engine, None for its default.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the session handles it and closes the pipe
    nowhere = os.open(os.devnull, os.O_WRONLY)  # silences engines that print
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    try:
        engine, names = _start_engine(language, driver)
        pipe.send(names)
        while engine is not None:
            pipe.send_bytes(_speak_to_file(engine, pipe.recv(), Path(folder) / _FILE))
    except (EOFError, OSError):  # the session has ended
        pass
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _start_engine(language: str, driver: str | None) -> tuple[Any, tuple[str, ...] | None]:
    try:
        import pyttsx3  # noqa: PLC0415 - only this process may load it: engines take signals, print

        engine = pyttsx3.init(driver)
        if engine.driver_name == "espeak":
            language = _ESPEAK_CODES.get(language, language)
        chosen = _choose_voices(engine, language)
        if chosen:
            # espeak also accepts a language; pyttsx3 lowercases its voice file names, which are
            # then not found on case-sensitive file systems.
            named = language if engine.driver_name == "espeak" else str(chosen[0].id)
            engine.setProperty("voice", named)
        engine.setProperty("rate", WORDS_PER_MINUTE)
        if engine.driver_name == "espeak":
            # pyttsx3 sets the rate only with the first text, which may be too late.
            espeak = _load_espeak()
            espeak.SetParameter(espeak.RATE, WORDS_PER_MINUTE, 0)
            espeak.Synchronize()
    except Exception:  # noqa: BLE001 - every engine fails in its own way
        return None, None
    return engine, tuple(str(voice.name) for voice in chosen)


def _choose_voices(engine: Any, language: str) -> list[Any]:
    """Returns the language's voices, best first: the user's default, the plain one, then dialects.

    Apple's natural voices precede its others: new systems do not report the user's default.
    """
    own = engine.getProperty("voice")
    ranked = []
    for voice in engine.getProperty("voices"):
        codes = [_normalise_code(one) for one in voice.languages or ()]
        if any(f"{code}-".startswith(f"{language}-") for code in codes):
            name = str(voice.id)
            ranked.append((name != own, _rank_apple_voice(name), min(map(len, codes)), voice))
    return [voice for *_, voice in sorted(ranked, key=itemgetter(0, 1, 2))]


def _rank_apple_voice(name: str) -> int:
    """Returns the rank of an Apple voice, 0 for the best; the same for all other voices."""
    starts = enumerate(_APPLE_BEST_FIRST)
    return next((rank for rank, start in starts if name.startswith(start)), len(_APPLE_BEST_FIRST))


def _normalise_code(language: str | bytes) -> str:
    """Returns a language as ``de-de``: engines use ``de_DE``, ``de-DE`` or a leading byte."""
    text = language.decode("utf-8", "ignore") if isinstance(language, bytes) else language
    return text.strip("\x00\x01\x02\x03\x04\x05").replace("_", "-").lower()


def _speak_to_file(engine: Any, text: str, file: Path) -> bytes:
    file.unlink(missing_ok=True)
    try:
        engine.save_to_file(text, str(file))
        engine.runAndWait()
        if engine.driver_name == "espeak":
            # pyttsx3 waits only 0.01 s: on a slow or busy machine the file does not exist yet.
            _load_espeak().Synchronize()
        return file.read_bytes()
    except (OSError, RuntimeError, ValueError, wave.Error):
        return b""
    finally:
        file.unlink(missing_ok=True)


def _load_espeak() -> Any:
    from pyttsx3.drivers import _espeak  # noqa: PLC0415 - as above; only there with this driver

    return _espeak
