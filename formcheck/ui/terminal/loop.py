"""The monitor's loop: a look when one is due, and in between whatever the person asks for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from formcheck.core.language import Words
from formcheck.core.posture.breaks import BreakBegun, BreakOrder, BreakStage
from formcheck.core.posture.nudge import Nudged
from formcheck.core.posture.posture_values import State
from formcheck.core.posture.rules import Rules
from formcheck.core.posture.sit_events import Order, PauseOrder, SitEvent, StateChanged
from formcheck.core.posture.sit_view import SitView
from formcheck.engine.posture_service import PostureService
from formcheck.files.errors import FormcheckError
from formcheck.ui.terminal.actions import PAUSE_MIN, Action, action_of
from formcheck.ui.terminal.baseline import BaselineDialogue
from formcheck.ui.terminal.clock import Clock, format_clock
from formcheck.ui.terminal.keys import Keys
from formcheck.ui.terminal.notices import Notices
from formcheck.ui.terminal.panel import PanelContent, make_panel
from formcheck.ui.terminal.sounds import Sounds
from formcheck.ui.terminal.stops import SignalGuard
from formcheck.ui.terminal.terminal_screen import Screen
from formcheck.ui.terminal.watch import LensWatch

_LONGEST_WAIT_S = 0.5
"""How soon a pressed button or a signal is noticed. Chosen here."""
_ORDERS: dict[Action, Order] = {
    Action.BREAK: BreakOrder.TAKE,
    Action.POSTPONE: BreakOrder.POSTPONE,
    Action.SKIP: BreakOrder.SKIP,
    Action.END: BreakOrder.END,
}


RunBreak = Callable[[Sequence[str]], tuple[str, ...]]
"""Coaches a break with the stretches of these ids in a window, in the thread that calls it, and
gives the ids of those that were done. Raises FormcheckError where that can't be, for one because
there is no screen."""


@dataclass(frozen=True, slots=True)
class MonitorOptions:
    """What the command asks for; see its help.

    camera is as ``video.camera.Camera`` takes it, profile the name that baselines are kept under
    (one for each camera). calibrate takes a new baseline first even where there is one; else one
    is offered where there is none. tone and voice are heard with a nudge or a break, notifications
    shown on the desktop. history keeps the day. coach is None where no stretch is to be coached.
    """

    camera: str
    profile: str
    rules: Rules
    language: str
    calibrate: bool
    notifications: bool
    tone: bool
    voice: bool
    history: bool
    coach: RunBreak | None


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """What the loop works with."""

    words: Words
    clock: Clock
    service: PostureService
    watch: LensWatch
    baseline: BaselineDialogue
    notices: Notices
    sounds: Sounds
    keys: Keys
    screen: Screen
    stops: SignalGuard


class Monitor:
    """Runs until it is asked to stop, or the video that stands in for a camera is over."""

    def __init__(self, wanted: MonitorOptions, parts: Parts) -> None:
        self._wanted = wanted
        self._parts = parts
        self._due_s = 0.0
        self._quits = False
        self._told = False
        self._coach = wanted.coach
        self._in_window = False
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

    def _begin_baseline(self, now_s: float) -> None:
        parts = self._parts
        if self._wanted.calibrate:
            parts.baseline.begin(now_s)
        elif parts.service.baseline is None and parts.keys.are_read:
            parts.baseline.offer(now_s)

    def _ask_around(self, now_s: float) -> None:
        """Second terminal, buttons, and what time alone changes."""
        parts = self._parts
        order = parts.service.follow_pause(now_s)
        if order is not None:
            self._look_at_once(pauses=isinstance(order, PauseOrder))
        for action in parts.notices.pressed():
            self._do(action)
        parts.baseline.tick(now_s)
        parts.sounds.release()

    def _look(self, now_s: float) -> None:
        parts = self._parts
        update = parts.watch.look(now_s)
        for event in update.events:
            self._tell_event(event)
        for line in parts.baseline.follow(update.calibrating):
            parts.screen.say(line)
        self._due_s = now_s + parts.service.sitter.next_look_s

    @property
    def _view(self) -> SitView | None:
        """What the last look came to, None before the first."""
        last = self._parts.service.last
        return None if last is None else last.view

    def _tell_event(self, event: SitEvent) -> None:
        if isinstance(event, BreakBegun) and self._in_window:
            return  # the window says all that is to be said
        if isinstance(event, Nudged):
            self._told = True
        elif isinstance(event, StateChanged) and event.state is not State.SLOUCHED:
            self._told = False
        busy = self._parts.watch.surroundings.busy is not None
        self._parts.notices.tell(event, can_stretch=self._can_stretch, busy=busy)

    def _press(self, key: str) -> None:
        action = action_of(
            key,
            paused=self._is_paused,
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
                parts.service.pause(now_s, PAUSE_MIN)
                self._look_at_once(pauses=True)
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
        if self._is_paused:
            self._parts.service.resume()
            self._look_at_once()

    def _order(self, order: Order) -> None:
        """Has it done with a look that comes at once."""
        self._parts.service.sitter.order(order)
        self._look_at_once()

    def _look_at_once(self, *, pauses: bool = False) -> None:
        """Make the next look due now; a pause gives up a baseline that is being taken."""
        if pauses:
            self._parts.baseline.decline()
        self._due_s = self._parts.clock.now_s()

    def _stretch(self, now_s: float) -> None:
        """A break with stretches, in a window of its own, which needs the camera.

        Nothing is watched meanwhile. Ctrl-C ends window and monitor.
        """
        if self._coach is None or not self._can_stretch:
            self._order(BreakOrder.TAKE)
            return
        parts = self._parts
        stretches = [stretch.id for stretch in parts.service.stretches]
        self._in_window = True
        parts.service.sitter.order(BreakOrder.TAKE)
        self._look(now_s)
        self._show(now_s)
        parts.watch.release_camera()
        try:
            with parts.stops.suspended():
                done = self._coach(stretches)
            if done:
                parts.service.end_break(done)
        except FormcheckError as error:
            self._problem, self._coach = str(error), None
        except (KeyboardInterrupt, SystemExit):
            parts.stops.asked = True
        self._in_window = False
        parts.keys.key(0.0)  # what was typed meanwhile was meant for the window
        self._due_s = parts.clock.now_s()

    @property
    def _in_break(self) -> bool:
        return self._view is not None and self._view.break_stage is BreakStage.RUNNING

    @property
    def _is_paused(self) -> bool:
        return self._view is not None and self._view.paused_until_s is not None

    @property
    def _can_stretch(self) -> bool:
        return self._coach is not None and bool(self._parts.service.stretches)

    def _wait_s(self) -> float:
        clock = self._parts.clock
        return min(_LONGEST_WAIT_S, max(0.0, clock.real_s(self._due_s - clock.now_s())))

    def _show(self, now_s: float) -> None:
        parts, view = self._parts, self._view
        service, watch = parts.service, parts.watch
        moment = parts.clock.moment(now_s)
        until_s = None if view is None else view.paused_until_s
        notes = (self._problem, parts.notices.problem, parts.sounds.problem, service.problem)
        shown = PanelContent(
            update=service.last,
            around=watch.surroundings,
            since="" if view is None else _say_clock(self._find_moment(view.since_s)),
            paused_until=""
            if until_s is None
            else format_clock(self._find_moment(until_s), moment),
            trouble=watch.trouble,
            busy=watch.camera_is_busy,
            released=watch.gives_way,
            ask=parts.baseline.line(now_s, moment),
            taking=parts.baseline.is_busy,
            offered=parts.baseline.is_offered,
            share=service.share_of_today(now_s),
            stretches=tuple(stretch.title for stretch in service.stretches)
            if self._can_stretch
            else (),
            in_window=self._in_window,
            told=self._told,
            notes=tuple(dict.fromkeys(parts.words(note) for note in notes if note)),
            keyed=parts.keys.are_read,
            muted=parts.sounds.muted if parts.sounds.are_wanted else None,
            break_s=self._wanted.rules.break_s,
        )
        parts.screen.show(make_panel(shown, parts.words), _say_clock(moment))

    def _find_moment(self, t_s: float) -> datetime:
        return self._parts.clock.moment(self._parts.service.zero_s + t_s)


def _say_clock(moment: datetime) -> str:
    return moment.astimezone().strftime("%H:%M")
