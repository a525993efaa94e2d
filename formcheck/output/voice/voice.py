"""The voice of a session: plays tones and speech without ever blocking the session."""

import queue
import threading
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import miniaudio

from formcheck.core.session.screen_values import Sound
from formcheck.files.closing import ThreadedClosing
from formcheck.files.errors import FormcheckError
from formcheck.output.voice.player import Player
from formcheck.output.voice.speech import Speech
from formcheck.output.voice.timeline import RATE_HZ, Timeline, render_tone
from formcheck.output.voice.voice_texts import NO_CARD

_DIGITS = tuple(str(number) for number in range(10, -1, -1)) * 2
"""Synthesised in advance: a countdown must be on time. Listed twice, as the engine may miss one
while the machine is busy; cached ones are not synthesised again."""
_CLOSING_S = 1.0
"""``close`` waits this long for the engine before killing it."""
_WRITING_S = 30.0
"""With a sound file ``close`` waits longer, so that requested sounds still get into the file."""


class _Wanted(NamedTuple):
    """A request for sounds, possibly none; cut: what is playing is cut off first.

    card: its time in samples of the card; t_s: in session time; cuts: number of cuts until then.
    """

    sounds: tuple[Sound, ...]
    cut: bool
    card: int
    t_s: float
    cuts: int


class Voice(ThreadedClosing):
    """Plays the sounds of a session, one after the other. A context manager.

    No method but ``close`` waits for the engine or the card, or raises. Sounds that would be more
    than 3 s late are dropped. ``problem`` is a sentence that says why something can't be heard, ""
    while all is well; it may be set with a delay. ``muted``: changed by ``mute``. ``unwritten``:
    after a ``with`` block, why the file could not be written, or ""; the block does not raise it,
    because that would hide another error and the result of the session.
    """

    def __init__(
        self,
        language: str = "en",
        muted: bool = False,
        sound_file: Path | None = None,
        *,
        driver: str | None = None,
        backends: Sequence[miniaudio.Backend] | None = None,
    ) -> None:
        """sound_file records what is played; driver and backends select engine and card."""
        self.muted = muted
        self.unwritten = ""
        self._sound_file = sound_file
        self._file_timeline = Timeline()
        """The content of the sound file, in samples of session time."""
        self._player = Player(backends)
        self._speech = Speech(language, driver)
        self._no_card = ""
        self._t_s = 0.0
        self._cuts = 0
        self._closing = False
        self._ahead = deque(_DIGITS)
        self._wanted: queue.SimpleQueue[_Wanted | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="voice", daemon=True)

    @property
    def problem(self) -> str:
        """Why something can't be heard and what to do about it, or ""."""
        return self._no_card or self._speech.problem

    @property
    def is_sounding(self) -> bool:
        """Whether a sound is playing or queued."""
        return self._player.is_sounding

    def play(self, sounds: Sequence[Sound], t_s: float) -> None:
        """Plays the sounds now, at session time t_s; call it for every screen.

        An urgent sound cuts off what is playing and drops what is queued.
        """
        self._t_s = t_s
        if sounds and not self.muted:
            self._enqueue(tuple(sounds), cut=any(sound.urgent for sound in sounds))

    def mute(self, muted: bool) -> None:
        """Stops all sound at once, or plays again from the next sound on."""
        if muted and not self.muted:
            self._enqueue((), cut=True)
        self.muted = muted

    def _enqueue(self, sounds: tuple[Sound, ...], *, cut: bool) -> None:
        if cut:
            self._cuts += 1
            self._player.cut()
        self._wanted.put(_Wanted(sounds, cut, self._player.now, self._t_s, self._cuts))

    def __exit__(self, *error: object) -> None:
        try:
            self.close()
        except FormcheckError as failure:
            self.unwritten = str(failure)

    def close(self) -> None:
        """Ends all sound and writes the sound file or raises FormcheckError. Safe to call twice."""
        if self._closing:
            return
        self._closing = True
        self._player.cut()
        self._wanted.put(None)
        if self._thread.is_alive():
            self._thread.join(_CLOSING_S if self._sound_file is None else _WRITING_S)
            self._speech.abort()
            self._thread.join(_CLOSING_S)
        if self._sound_file is not None:
            self._file_timeline.write(self._sound_file, self._t_s)

    def _work(self) -> None:
        try:
            self._open_card()
            while (wanted := self._take_next()) is not None:
                if wanted.cut:
                    self._file_timeline.cut(round(wanted.t_s * RATE_HZ))
                if wanted.sounds:
                    self._perform(wanted)
        finally:
            self._player.close()
            self._speech.close()

    def _take_next(self) -> _Wanted | None:
        """Returns the next request; while waiting, synthesises the digits if there is an output."""
        while self._ahead and self._wanted.empty() and (self._player.is_open or self._sound_file):
            self._speech.speak(self._ahead.popleft())
        return self._wanted.get()

    def _open_card(self) -> None:
        if not self._closing:
            self._no_card = "" if self._player.open() else NO_CARD

    def _perform(self, wanted: _Wanted) -> None:
        """Renders the sounds and queues them; if the first is too late, all are dropped."""
        self._open_card()
        timeline, at = self._file_timeline, round(wanted.t_s * RATE_HZ)
        first, for_card, for_file = True, True, self._sound_file is not None
        for sound in wanted.sounds:
            if not for_file and not (for_card and self._may_be_heard(wanted)):
                return
            tone = sound.tone
            samples = self._speech.speak(sound.say) if tone is None else render_tone(tone)
            if samples is None:
                continue
            if first:
                first, for_card = False, not self._player.is_stale(wanted.card)
                for_file = for_file and not timeline.is_stale(at, at)
            if for_card and self._may_be_heard(wanted):
                self._player.add(samples, wanted.card)
            if for_file:
                timeline.add(samples, at, at)

    def _may_be_heard(self, wanted: _Wanted) -> bool:
        return self._player.is_open and wanted.cuts == self._cuts and not self._closing
