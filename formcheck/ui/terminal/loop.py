"""The monitor's loop: a look when one is due, and in between whatever the person asks for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from formcheck.core.posture.breaks import (
    BreakBegun,
    BreakStage,
    EndBreak,
    PostponeBreak,
    SkipBreak,
    TakeBreak,
)
from formcheck.core.posture.nudge import Nudged
from formcheck.core.posture.sit_events import Order, Pause, Resume, SitEvent, StateChanged
from formcheck.core.posture.values import State
from formcheck.core.session.words import Words
from formcheck.engine.desk import DeskBreaks
from formcheck.engine.sitter import Sat, Sitter
from formcheck.files.errors import FormcheckError
from formcheck.store.sitting import SittingWriter, keep
from formcheck.ui.terminal.actions import PAUSE_MIN, Action, action_of
from formcheck.ui.terminal.baseline import Baseline
from formcheck.ui.terminal.clock import Clock
from formcheck.ui.terminal.keys import Keys
from formcheck.ui.terminal.notices import Notices
from formcheck.ui.terminal.panel import Shown, panel_of
from formcheck.ui.terminal.screen import Screen
from formcheck.ui.terminal.sounds import Sounds
from formcheck.ui.terminal.steer import Steer
from formcheck.ui.terminal.stops import Stops
from formcheck.ui.terminal.today import Today
from formcheck.ui.terminal.wanted import Wanted
from formcheck.ui.terminal.watch import Watch

_LONGEST_WAIT_S = 0.5
"""How soon a pressed button or a signal is noticed. Chosen here."""
_ORDERS: dict[Action, Order] = {
    Action.BREAK: TakeBreak(),
    Action.POSTPONE: PostponeBreak(),
    Action.SKIP: SkipBreak(),
    Action.END: EndBreak(),
}


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """What the loop works with. writer is None where the day is not kept."""

    words: Words
    clock: Clock
    sitter: Sitter
    watch: Watch
    baseline: Baseline
    steer: Steer
    notices: Notices
    sounds: Sounds
    today: Today
    writer: SittingWriter | None
    keys: Keys
    screen: Screen
    stops: Stops
    breaks: DeskBreaks


class Monitor:
    """Runs until it is asked to stop, or the video that stands in for a camera is over."""

    def __init__(self, wanted: Wanted, parts: Parts) -> None:
        self._wanted = wanted
        self._parts = parts
        self._sat: Sat | None = None
        self._zero_s = 0.0
        self._due_s = 0.0
        self._quits = False
        self._told = False
        self._coach = wanted.coach
        self._in_window = False
        self._done: tuple[str, ...] = ()
        self._problem = ""

    def run(self) -> None:
        """The watch, from the first look to the last span."""
        parts = self._parts
        self._due_s = parts.clock.now_s()
        self._begin_baseline(self._due_s)
        while not (self._quits or parts.stops.asked or parts.watch.ended):
            now_s = parts.clock.now_s()
            self._ask_around(now_s)
            if now_s >= self._due_s:
                self._look(now_s)
            self._show(now_s)
            key = parts.keys.key(self._wait_s())
            if key:
                self._press(key)
        self._finish()

    @property
    def problem(self) -> str:
        """What went wrong beside it, in a sentence, or ""."""
        parts = self._parts
        kept = "" if parts.writer is None else parts.writer.problem
        return kept or parts.baseline.problem or parts.steer.problem

    def _begin_baseline(self, now_s: float) -> None:
        baseline = self._parts.baseline
        baseline.load()
        if self._wanted.calibrate:
            baseline.begin(now_s)
        elif not baseline.is_there and self._parts.keys.are_read:
            baseline.offer(now_s)

    def _ask_around(self, now_s: float) -> None:
        """Second terminal, buttons, and what time alone changes."""
        parts = self._parts
        for order in parts.steer.orders(now_s, parts.clock.moment(now_s)):
            self._order(order)
        for action in parts.notices.pressed():
            self._do(action)
        parts.baseline.tick(now_s)
        parts.notices.rest()

    def _look(self, now_s: float) -> None:
        parts = self._parts
        sat = parts.watch.look(now_s)
        self._sat, self._zero_s = sat, now_s - sat.t_s
        if parts.writer is not None:
            keep(parts.writer, parts.clock.moment(self._zero_s), sat, stretches=self._done)
        parts.breaks.hear(sat, self._done)
        self._done = ()
        for event in sat.events:
            self._heard(event)
        for line in parts.baseline.heard(sat.calibrating, parts.clock.moment(now_s)):
            parts.screen.say(line)
        self._due_s = now_s + parts.sitter.next_look_s

    def _heard(self, event: SitEvent) -> None:
        if isinstance(event, BreakBegun) and self._in_window:
            return  # the window says all that is to be said
        if isinstance(event, Nudged):
            self._told = True
        elif isinstance(event, StateChanged) and event.state is not State.SLOUCHED:
            self._told = False
        busy = self._parts.watch.surroundings.busy is not None
        self._parts.notices.tell(event, can_stretch=self._can_stretch, busy=busy)

    def _press(self, key: str) -> None:
        view = None if self._sat is None else self._sat.view
        action = action_of(
            key,
            paused=view is not None and view.paused_until_s is not None,
            in_break=self._in_break,
            offered=self._parts.baseline.is_offered,
        )
        if action is not None:
            self._do(action)

    def _do(self, action: Action) -> None:
        parts, now_s = self._parts, self._parts.clock.now_s()
        match action:
            case Action.CALIBRATE:
                self._resume()
                parts.baseline.begin(now_s)
            case Action.DECLINE:
                parts.baseline.decline()
            case Action.PAUSE:
                self._order(Pause(PAUSE_MIN))
                parts.steer.tell(parts.clock.moment(now_s) + timedelta(minutes=PAUSE_MIN))
            case Action.RESUME:
                self._resume()
            case Action.STRETCH:
                self._resume()
                self._stretch(now_s)
            case Action.MUTE:
                parts.sounds.mute(not parts.sounds.muted)
            case Action.QUIT:
                self._quits = True
            case _:
                self._order(_ORDERS[action])

    def _resume(self) -> None:
        if self._sat is not None and self._sat.view.paused_until_s is not None:
            self._order(Resume())
            self._parts.steer.tell(None)

    def _order(self, order: Order) -> None:
        """Has it done with a look that comes at once."""
        if isinstance(order, Pause):
            self._parts.baseline.decline()
        self._parts.sitter.order(order)
        self._due_s = self._parts.clock.now_s()

    def _stretch(self, now_s: float) -> None:
        """A break with stretches, in a window of its own, which needs the camera.

        Nothing is watched meanwhile. Ctrl-C ends window and monitor.
        """
        if self._coach is None or not self._can_stretch:
            self._order(TakeBreak())
            return
        parts = self._parts
        stretches = [stretch.id for stretch in parts.breaks.stretches]
        self._in_window = True
        parts.sitter.order(TakeBreak())
        self._look(now_s)
        self._show(now_s)
        parts.watch.rest()
        try:
            with parts.stops.suspended():
                self._done = self._coach(stretches)
            if self._done:
                parts.sitter.order(EndBreak(done_item=True))
        except FormcheckError as error:
            self._problem, self._coach = str(error), None
        except (KeyboardInterrupt, SystemExit):
            parts.stops.asked = True
        self._in_window = False
        parts.keys.key(0.0)  # what was typed meanwhile was meant for the window
        self._due_s = parts.clock.now_s()

    @property
    def _in_break(self) -> bool:
        return self._sat is not None and self._sat.view.break_stage is BreakStage.RUNNING

    @property
    def _can_stretch(self) -> bool:
        """Whether a break can be coached here."""
        return self._coach is not None and bool(self._parts.breaks.stretches)

    def _wait_s(self) -> float:
        clock = self._parts.clock
        return min(_LONGEST_WAIT_S, max(0.0, clock.real_s(self._due_s - clock.now_s())))

    def _show(self, now_s: float) -> None:
        parts, sat = self._parts, self._sat
        clock, watch = parts.clock, parts.watch
        moment = clock.moment(now_s)
        until_s = None if sat is None else sat.view.paused_until_s
        notes = (self._problem, parts.notices.problem, parts.sounds.problem, self.problem)
        shown = Shown(
            sat=sat,
            around=watch.surroundings,
            since="" if sat is None else self._time(sat.view.since_s),
            paused_until="" if until_s is None else self._time(until_s),
            trouble=watch.trouble,
            busy=watch.camera_is_busy,
            released=watch.gives_way,
            ask=parts.baseline.line(now_s, moment),
            taking=parts.baseline.is_busy,
            offered=parts.baseline.is_offered,
            share=parts.today.share(now_s, moment),
            stretches=tuple(stretch.title for stretch in parts.breaks.stretches)
            if self._can_stretch
            else (),
            in_window=self._in_window,
            told=self._told,
            notes=tuple(dict.fromkeys(parts.words(note) for note in notes if note)),
            keyed=parts.keys.are_read,
            muted=parts.sounds.muted if parts.sounds.are_wanted else None,
            break_s=self._wanted.rules.break_s,
        )
        parts.screen.show(panel_of(shown, parts.words), _clock(moment))

    def _time(self, t_s: float) -> str:
        """The time of day of a time of the sitter's."""
        return _clock(self._parts.clock.moment(self._zero_s + t_s))

    def _finish(self) -> None:
        """What was still open ends with the last look."""
        parts, sat = self._parts, self._sat
        if parts.writer is not None and sat is not None:
            last = replace(sat, events=parts.sitter.finish())
            keep(parts.writer, parts.clock.moment(self._zero_s), last)


def _clock(moment: datetime) -> str:
    return moment.astimezone().strftime("%H:%M")
