"""Complete live sessions of synthetic people, and the rules that every session must keep."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from formcheck.core.body import Pose
from formcheck.core.coach import HoldStatus, SideSummary
from formcheck.core.kinematics.breathing import Breathing
from formcheck.core.language import ENGLISH, Words
from formcheck.core.recognition import NONE
from formcheck.core.session import advance_session, begin_session, make_result
from formcheck.core.session.cue_queue import AGAIN_S, estimate_speaking_s
from formcheck.core.session.programme import make_desk_break, make_programme
from formcheck.core.session.screen_values import Screen, Tone
from formcheck.core.session.session_values import (
    Command,
    Halt,
    Input,
    Light,
    Programme,
    SessionResult,
    Stage,
)
from formcheck.core.session.state import SessionState
from formcheck.core.stretch import Spec
from tests.bodies import Body
from tests.engine.sessions import Key, body_at, short_spec


@dataclass(frozen=True, repr=False)
class PlayedSession:
    """A finished session: its programme, its screens and its final state."""

    programme: Programme
    screens: tuple[Screen, ...]
    state: SessionState

    @property
    def result(self) -> SessionResult:
        return make_result(self.state)

    @property
    def sides(self) -> dict[str, SideSummary]:
        return {side.side.value: side for side in self.result.stretches[0].sides}

    @property
    def stages(self) -> list[str]:
        """Returns the stages in order."""
        names = [screen.stage.value for screen in self.screens]
        return [n for i, n in enumerate(names) if i == 0 or n != names[i - 1]]

    def at(self, t_s: float) -> Screen:
        """Returns the screen of the last frame up to that time."""
        return [screen for screen in self.screens if screen.t_s <= t_s + 1e-9][-1]

    def list_said(self, start_s: float = 0.0, end_s: float = 1e9) -> list[str]:
        return [s for t, s in list_spoken(self.screens) if start_s <= t <= end_s]

    def list_tones(self, start_s: float = 0.0, end_s: float = 1e9) -> list[Tone]:
        return [
            sound.tone
            for screen in self.screens
            for sound in screen.sounds
            if sound.tone is not None and start_s <= screen.t_s <= end_s
        ]


def play(
    keys: Sequence[Key] | Callable[[float], Body | Pose | None],
    duration_s: float,
    *,
    specs: Sequence[Spec] = (),
    sides: str = "both",
    hold_s: float | None = None,
    sets: int | None = None,
    fps: float = 10.0,
    words: Words = ENGLISH,
    commands: Mapping[float, Command] | None = None,
    answers: Mapping[float, tuple[str, str]] | None = None,
    halted: Callable[[float], Halt] = lambda t_s: Halt.NONE,
    light: Light | None = None,
    other: Callable[[float], str] = lambda t_s: "",
    breathing: Callable[[float], Breathing | None] = lambda t_s: None,
    at_desk: bool = False,
    is_break: bool = False,
) -> PlayedSession:
    """Plays a session; commands and answers arrive with the first frame at their time.

    at_desk: a laptop's view suffices for the stretches. is_break: as a short desk break.

    other: the other stretch that is recognised; breathing: the person's breathing.

    Checks the rules that hold for every session.
    """
    commands, answers = dict(commands or {}), dict(answers or {})
    wanted = specs or [short_spec()]
    programme = make_programme(wanted, sides, hold_s, sets, words)
    programme = make_desk_break(wanted, words, ()) if is_break else programme
    desk_stretches = frozenset(spec.id for spec in wanted if at_desk)
    programme = replace(programme, desk_stretches=desk_stretches)
    state = begin_session(programme)
    screens = []
    for i in range(round(duration_s * fps)):
        t_s = i / fps
        halt = halted(t_s)
        body = keys(t_s) if callable(keys) else body_at(keys, t_s)
        pose = body.pose(t_s) if isinstance(body, Body) else body
        due = tuple(commands.pop(at) for at in sorted(commands) if at <= t_s)
        told = tuple(answers.pop(at) for at in sorted(answers) if at <= t_s)
        if halt is not Halt.NONE:
            pose = None
        now = Input(t_s, pose, halt, light, commands=due, answers=told, other=other(t_s))
        title = "" if other(t_s) == NONE else other(t_s).title()
        now = replace(now, other_title=title, breathing=breathing(t_s))
        state, screen = advance_session(state, now)
        screens.append(screen)
    live = PlayedSession(programme, tuple(screens), state)
    check_screens(live.screens)
    return live


def list_spoken(screens: Sequence[Screen]) -> list[tuple[float, str]]:
    """Returns (time, text) of everything spoken."""
    return [(screen.t_s, s.say) for screen in screens for s in screen.sounds if s.say]


def check_screens(screens: Sequence[Screen]) -> None:
    """Checks the rules that hold for every session."""
    _check_reasons_shown(screens)
    _check_speech(screens)


def _check_reasons_shown(screens: Sequence[Screen]) -> None:
    for screen in screens:
        if screen.stage is not Stage.DONE and screen.clock is not HoldStatus.RUNNING:
            assert screen.detail, screen
        assert screen.headline == "" or screen.headline.strip()
        if screen.stage in {Stage.COUNTDOWN, Stage.REST}:
            assert screen.seconds_left is not None


def _check_speech(screens: Sequence[Screen]) -> None:
    free_s = -1.0
    cues: dict[str, float] = {}
    for screen in screens:
        for sound in screen.sounds:
            assert (sound.tone is None) == bool(sound.say)
            if not sound.say:
                continue
            assert sound.urgent or screen.t_s >= free_s - 1e-9, (screen.t_s, sound)
            free_s = screen.t_s + estimate_speaking_s(sound.say)
            if screen.stage in {Stage.SETUP, Stage.WORK} and sound.say == screen.headline:
                assert screen.t_s - cues.get(sound.say, -99.0) >= AGAIN_S - 1e-9, sound
                cues[sound.say] = screen.t_s
