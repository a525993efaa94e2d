"""Decides what is said when: one voice, one thing at a time, and mostly silence.

Pure: how long a sentence takes is estimated from its length, so that nothing talks over it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from unicodedata import east_asian_width

from formcheck.core.fast_replace import replace
from formcheck.core.session.screen_values import Sound, Tone

SILENCE_S = 4.0
"""After a cue, further cues and guides wait this long (coaching.md#cues)."""
AGAIN_S = 8.0
"""The same cue is not said again within this time (coaching.md#cues)."""
TIMES = 3
"""A cue said this often without being heeded goes silent (coaching.md#cues)."""
HEEDED_S = 1.0
"""A cue was heeded when its reason has been gone this long. Chosen for formcheck."""

TONE_S = 0.4
"""Nothing is spoken for this long after a tone begins. Chosen for formcheck."""
_BEFORE_S, _LETTERS_PER_S = 0.8, 18.0
"""Time a sentence takes: espeak-ng at 160 words a minute took 0.7 to 1.9 s for 1 to 23 letters and
4.4 s for 79, pauses at its ends included; this is a little longer than each."""
_WIDE, _HANGUL = 5.5, 2.5
"""Latin letters that take as long to say as one Chinese or Japanese character, and as one Hangul
syllable: espeak-ng took 2.9 s for 7 Chinese characters and 2.6 s for 16 Hangul syllables."""


@dataclass(frozen=True, slots=True)
class Cue:
    """Something to correct. The same text is the same cue.

    after_s: its reason must last this long before it is said. An urgent one cuts off what is being
    said.
    """

    text: str
    after_s: float = 0.0
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """An announcement still to be said. A guide is dropped once the person is in position."""

    text: str
    guide: bool


@dataclass(frozen=True, slots=True)
class CueHistory:
    """A cue's past: since when it has applied or been gone, how often said since last heeded."""

    since_s: float | None = None
    gone_s: float | None = None
    said: int = 0
    said_s: float = -inf


@dataclass(frozen=True)
class SpeechState:
    """The state of the voice. Times are in seconds of the session.

    free_s: when the voice will be free; line: the announcement being said, if any; quiet_s: until
    when cues and guides wait; heeded_s: when a spoken cue was last heeded; heeded_said_s: when that
    cue had been said; last_tone: the last tone played; sounds: those that begin with this frame.
    """

    free_s: float = -inf
    quiet_s: float = -inf
    line: Line | None = None
    lines: tuple[Line, ...] = ()
    histories: Mapping[str, CueHistory] = field(default_factory=dict)
    heeded_s: float = -inf
    heeded_said_s: float = -inf
    last_tone: Tone | None = None
    sounds: tuple[Sound, ...] = ()

    @property
    def guide(self) -> str:
        """The text of the guide that is being said, or ""."""
        return self.line.text if self.line is not None and self.line.guide else ""

    def is_due(self, t_s: float, text: str) -> bool:
        """Whether that announcement is being said or waits to be."""
        is_spoken = self.line is not None and self.line.text == text and t_s < self.free_s
        return is_spoken or any(line.text == text for line in self.lines)

    def is_idle(self, t_s: float) -> bool:
        """Whether nothing is being said and nothing waits to be."""
        return not self.lines and t_s >= self.free_s

    def is_calm(self, t_s: float) -> bool:
        """Whether it is idle, and the silence after the last cue is over."""
        return self.is_idle(t_s) and t_s >= self.quiet_s


def estimate_speaking_s(text: str) -> float:
    """Estimates how long it takes to say the text, in seconds."""
    return _BEFORE_S + sum(map(_weigh_letter, text)) / _LETTERS_PER_S


def _weigh_letter(letter: str) -> float:
    """Returns how many Latin letters it counts as: characters for syllables take longer to say."""
    if "가" <= letter <= "힣":
        return _HANGUL
    return _WIDE if east_asian_width(letter) in "WF" else 1.0


def play_tone(speech: SpeechState, t_s: float, tone: Tone) -> SpeechState:
    """Adds a tone. PAUSE sounds only after START: a clock that did not run does not stop."""
    if tone is Tone.PAUSE and speech.last_tone is not Tone.START:
        return speech
    return replace(
        speech,
        sounds=(*speech.sounds, Sound(tone=tone)),
        free_s=max(speech.free_s, t_s + TONE_S),
        last_tone=tone,
    )


def queue(speech: SpeechState, texts: Sequence[str], *, guide: bool = False) -> SpeechState:
    """Adds announcements to be said as soon as the voice is free."""
    lines = tuple(Line(text, guide) for text in texts if text)
    return replace(speech, lines=(*speech.lines, *lines))


def queue_once(speech: SpeechState, t_s: float, text: str) -> SpeechState:
    """Adds an announcement, unless the same was made within AGAIN_S."""
    history = speech.histories.get(text, CueHistory())
    if t_s - history.said_s < AGAIN_S:
        return speech
    histories = {**speech.histories, text: replace(history, said_s=t_s)}
    return queue(replace(speech, histories=histories), [text])


def drop_lines(speech: SpeechState, *, guides_only: bool = False) -> SpeechState:
    """Drops announcements (or only the guides) that were not said yet."""
    lines = tuple(line for line in speech.lines if guides_only and not line.guide)
    return replace(speech, lines=lines) if len(lines) < len(speech.lines) else speech


def drop_text(speech: SpeechState, text: str) -> SpeechState:
    """Drops that announcement, if it was not said yet."""
    return replace(speech, lines=tuple(line for line in speech.lines if line.text != text))


def say_at_once(speech: SpeechState, t_s: float, text: str) -> SpeechState:
    """Says the text at once, cutting off what is being said and dropping what is queued."""
    return _say(replace(speech, lines=()), t_s, text, urgent=True)


def count(speech: SpeechState, t_s: float, text: str) -> SpeechState:
    """Says a number now or not at all: a late count would be wrong."""
    return _say(speech, t_s, text) if t_s >= speech.free_s else speech


def note(
    speech: SpeechState, t_s: float, standing: Sequence[str], *, watching: bool
) -> SpeechState:
    """Notes the cues that apply now. While not watching, nothing is known and nothing changes.

    A cue was heeded, and may be said anew, once its reason has been gone for long enough.
    """
    if not watching:
        return speech
    heeded = {
        text: history
        for text, history in speech.histories.items()
        if history.said and history.gone_s is not None and t_s - history.gone_s >= HEEDED_S
    }
    if heeded:
        said_s = max(history.said_s for history in heeded.values())
        speech = replace(speech, heeded_s=t_s, heeded_said_s=said_s)
    anew = {text: replace(history, said=0) for text, history in heeded.items()}
    histories = {**speech.histories, **anew}
    for text, old in histories.items():
        if text not in standing and old.gone_s is None:
            histories[text] = replace(old, since_s=None, gone_s=t_s)
    for text in standing:
        old = histories.get(text, CueHistory())
        if old.since_s is None:
            histories[text] = replace(old, since_s=t_s, gone_s=None)
    return replace(speech, histories=histories)


def say_next(speech: SpeechState, t_s: float, cue: Cue | None, room_s: float = inf) -> SpeechState:
    """Says the next thing that is due, if there is one.

    room_s: a cue that takes longer than this waits, so that it does not talk over a count.
    """
    if cue is not None and cue.urgent and _can_say(speech, t_s, cue):
        return _say_cue(speech, t_s, cue, urgent=t_s < speech.free_s)
    if t_s < speech.free_s:
        return speech
    speech = replace(speech, line=None)
    line = speech.lines[0] if speech.lines else None
    if (
        cue is not None
        and (line is None or line.guide)
        and _can_say(speech, t_s, cue)
        and estimate_speaking_s(cue.text) <= room_s
    ):
        return _say_cue(speech, t_s, cue, urgent=False)
    if line is None or (line.guide and t_s < speech.quiet_s):
        return speech
    left = replace(speech, lines=speech.lines[1:])
    return replace(_say(left, t_s, line.text), line=line)


def _can_say(speech: SpeechState, t_s: float, cue: Cue) -> bool:
    history = speech.histories.get(cue.text, CueHistory())
    since_s = t_s if history.since_s is None else history.since_s
    return (
        history.said < TIMES
        and t_s - history.said_s >= AGAIN_S
        and t_s - since_s >= cue.after_s
        and (t_s >= speech.quiet_s or cue.urgent)
    )


def _say_cue(speech: SpeechState, t_s: float, cue: Cue, *, urgent: bool) -> SpeechState:
    spoken = _say(speech, t_s, cue.text, urgent=urgent)
    old = speech.histories.get(cue.text, CueHistory())
    histories = {**speech.histories, cue.text: replace(old, said=old.said + 1, said_s=t_s)}
    return replace(spoken, histories=histories, quiet_s=spoken.free_s + SILENCE_S)


def _say(speech: SpeechState, t_s: float, text: str, *, urgent: bool = False) -> SpeechState:
    return replace(
        speech,
        sounds=(*speech.sounds, Sound(say=text, urgent=urgent)),
        free_s=t_s + estimate_speaking_s(text),
        line=None,
    )
