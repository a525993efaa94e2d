"""The sounds of the monitor: rarely a tone and a sentence. In between the card is free."""

from __future__ import annotations

import time
from collections.abc import Callable

from formcheck.core.session.session_values import Sound, Tone
from formcheck.output.voice.voice import Voice

_LINGER_S = 10.0
"""After this long the card is released: a sentence takes up to five seconds, making it two."""


class Sounds:
    """Opens a voice when there is something to be heard, and closes it afterwards."""

    def __init__(self, make: Callable[[], Voice], *, tone: bool, voice: bool) -> None:
        """make: makes a voice, not yet entered. tone and voice say what is wanted at all."""
        self._make = make
        self._tone = tone
        self._speaks = voice
        self._voice: Voice | None = None
        self._since_s = 0.0
        self.muted = False

    @property
    def are_wanted(self) -> bool:
        """Whether there would be anything to mute."""
        return self._tone or self._speaks

    @property
    def problem(self) -> str:
        """Why something can't be heard just now, or ""."""
        return "" if self._voice is None else self._voice.problem

    def play(self, tone: Tone, sentence: str) -> None:
        """The tone, then the sentence, as far as they are wanted and nothing is muted."""
        sounds = [Sound(tone=tone)] if self._tone else []
        if self._speaks and sentence:
            sounds.append(Sound(say=sentence))
        if not sounds or self.muted:
            return
        if self._voice is None:
            self._voice = self._make()
            self._voice.__enter__()
        self._since_s = time.monotonic()
        self._voice.play(sounds, self._since_s)

    def mute(self, muted: bool) -> None:
        """Silence at once, or sound again from the next on."""
        self.muted = muted
        if muted:
            self.close()

    def release(self) -> None:
        """Releases the sound card once all was heard; to be called regularly."""
        voice = self._voice
        if voice is None or time.monotonic() - self._since_s < _LINGER_S or voice.is_sounding:
            return
        self.close()

    def close(self) -> None:
        """Ends all sound."""
        if self._voice is not None:
            self._voice.close()
            self._voice = None
