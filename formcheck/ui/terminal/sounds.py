"""The sounds of the monitor: rarely a tone and a sentence. In between the card is free."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from formcheck.core.session.session_values import Sound, Tone
from formcheck.output.voice.voice import Voice

_LINGER_S = 10.0
"""After this long the card is released: a sentence takes up to five seconds, making it two."""


@dataclass(slots=True, eq=False)
class Sounds:
    """Opens a voice when there is something to be heard, and closes it afterwards.

    make: makes a voice, not yet entered. tone and speech say what is wanted at all.
    """

    make: Callable[[], Voice]
    tone: bool
    speech: bool
    muted: bool = False
    voice: Voice | None = None
    since_s: float = 0.0

    @property
    def are_wanted(self) -> bool:
        """Whether there would be anything to mute."""
        return self.tone or self.speech

    @property
    def problem(self) -> str:
        """Why something can't be heard just now, or ""."""
        return "" if self.voice is None else self.voice.problem

    def play(self, tone: Tone, sentence: str) -> None:
        """The tone, then the sentence, as far as they are wanted and nothing is muted."""
        sounds = [Sound(tone=tone)] if self.tone else []
        if self.speech and sentence:
            sounds.append(Sound(say=sentence))
        if not sounds or self.muted:
            return
        if self.voice is None:
            self.voice = self.make()
            self.voice.__enter__()
        self.since_s = time.monotonic()
        self.voice.play(sounds, self.since_s)

    def mute(self, muted: bool) -> None:
        """Silence at once, or sound again from the next on."""
        self.muted = muted
        if muted:
            self.close()

    def release(self) -> None:
        """Releases the sound card once all was heard; to be called regularly."""
        lingers = time.monotonic() - self.since_s < _LINGER_S
        if self.voice is not None and not (lingers or self.voice.is_sounding):
            self.close()

    def close(self) -> None:
        """Ends all sound."""
        if self.voice is not None:
            self.voice.close()
            self.voice = None
