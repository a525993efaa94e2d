"""Messages outside the terminal: a notification with buttons, a tone, a sentence."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from formcheck.core.language import Words
from formcheck.core.posture import breaks
from formcheck.core.posture import posture_texts as say
from formcheck.core.posture.nudge import Nudged
from formcheck.core.posture.posture_values import PostureState
from formcheck.core.posture.rules import Rules
from formcheck.core.posture.sit import Paused, SitEvent, StateChanged
from formcheck.core.session.screen_values import Sound, Tone
from formcheck.desktop.notifier import DesktopNotification, Notifier
from formcheck.output.voice.voice import Voice
from formcheck.ui.keymap import PAUSE_MIN, Action

_SHORT_S = 6.0
"""How long a notification that needs no answer stays. Chosen for formcheck: twice as long as it
takes to read."""
_LINGER_S = 10.0
"""After this long the sound card is released: speaking takes up to 5 s, synthesis 2 s."""
_MINUTE_S = 60.0


@dataclass(slots=True, eq=False)
class Sounds:
    """Opens a voice when there is something to play, and closes it afterwards.

    make: returns a voice that is not yet entered. tone, speech: whether each is wanted.
    """

    make: Callable[[], Voice]
    tone: bool
    speech: bool
    muted: bool = False
    voice: Voice | None = None
    since_s: float = 0.0

    @property
    def are_wanted(self) -> bool:
        """Whether tones or speech are wanted, so that there is something to mute."""
        return self.tone or self.speech

    @property
    def problem(self) -> str:
        """Why there is no sound at present, or ""."""
        return "" if self.voice is None else self.voice.problem

    def play(self, tone: Tone, sentence: str) -> None:
        """Plays the tone, then the sentence, as far as they are wanted, unless muted."""
        sounds = [Sound(tone=tone)] if self.tone else []
        if self.speech:
            sounds.append(Sound(say=sentence))
        if not sounds or self.muted:
            return
        if self.voice is None:
            self.voice = self.make()
            self.voice.__enter__()
        self.since_s = time.monotonic()
        self.voice.play(sounds, self.since_s)

    def mute(self, muted: bool) -> None:
        """Mutes at once, or unmutes from the next sound on."""
        self.muted = muted
        if muted:
            self.close()

    def release(self) -> None:
        """Releases the sound card once everything has been played; call it regularly."""
        lingers = time.monotonic() - self.since_s < _LINGER_S
        if self.voice is not None and not (lingers or self.voice.is_sounding):
            self.close()

    def close(self) -> None:
        """Ends all sound."""
        if self.voice is not None:
            self.voice.close()
            self.voice = None


@dataclass(slots=True, eq=False)
class Notices:
    """Turns events into notifications and sounds, and buttons into actions.

    A notifier that was not entered shows nothing. shown: the event of the reminder shown, if any.
    """

    notifier: Notifier
    sounds: Sounds
    rules: Rules
    words: Words
    shown: type[SitEvent] | None = None

    def pressed(self) -> tuple[Action, ...]:
        """Returns the buttons pressed since the last call."""
        return tuple(Action(name) for name in self.notifier.take_pressed() if name in list(Action))

    def tell(self, event: SitEvent, *, can_stretch: bool, busy: bool) -> str:
        """Announces the event if it needs to be; returns a line for the terminal, or "".

        can_stretch: a break can be coached here. busy: a pause or the surroundings rule out
        messages that the person did not request.
        """
        words, break_s = self.words, self.rules.break_s
        match event:
            case Nudged(why=(first, *_), recent=recent):
                title = words(say.CUES[first])
                text = say.NUDGE_RECENT if recent else say.NUDGE[first]
                body = say.format_nudge(event, text, words)
                self._show(title, body, Action.PAUSE)
                self.shown = Nudged
                self.sounds.play(Tone.PAUSE, title)
            case breaks.BreakDue(sat_s=sat_s):
                title, body = words(say.TIME_TO_MOVE), say.format_break(sat_s, break_s, words)
                take = Action.STRETCH if can_stretch else Action.TAKE
                self._show(title, body, take, Action.POSTPONE, Action.SKIP, Action.PAUSE)
                self.shown = breaks.BreakDue
                self.sounds.play(Tone.START, title)
            case breaks.BreakBegun():
                actions = (Action.STRETCH, Action.END) if can_stretch else (Action.END,)
                self._show(words(say.TAKE), words(say.BREAK_BEGUN, n=round(break_s)), *actions)
            case breaks.BreakEnded(kind=kind) if not busy and kind is not breaks.BreakKind.CREDITED:
                body = words(say.describe_break_end(kind, self.rules))
                self._show(words(say.WELCOME_BACK), body)
                self.sounds.play(Tone.DONE, body)
                return body
            case StateChanged(state=state) if (
                state is not PostureState.SLOUCHED and self.shown is Nudged
            ):
                self.clear()  # the nudge no longer applies; messages about breaks stay
            case breaks.BreakEnded() | breaks.BreakDeclined() | breaks.BreakForgotten() | Paused():
                self.clear()
        return ""

    def follow_break(self, stage: breaks.BreakStage) -> None:
        """Removes the reminder of a break that is no longer due."""
        if self.shown is breaks.BreakDue and stage is not breaks.BreakStage.DUE:
            self.clear()

    def clear(self) -> None:
        """Removes the notification on display."""
        self.shown = None
        self.notifier.show(None)

    def _show(self, title: str, body: str, *actions: Action) -> None:
        words = self.words
        labels = {
            Action.TAKE: words(say.TAKE),
            Action.POSTPONE: words(say.POSTPONE, n=round(self.rules.postpone_s / _MINUTE_S)),
            Action.SKIP: words(say.SKIP),
            Action.PAUSE: words(say.PAUSE, n=round(PAUSE_MIN)),
            Action.STRETCH: words(say.STRETCH),
            Action.END: words(say.END),
        }
        buttons = tuple((action.value, labels[action]) for action in actions)
        timeout_s = None if actions else _SHORT_S
        self.shown = None
        self.notifier.show(DesktopNotification(title, body, buttons, timeout_s))
