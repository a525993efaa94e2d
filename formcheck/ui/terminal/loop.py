"""The monitor's loop: looks when they are due, requests in between, until a signal ends it."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

from formcheck.core.language import Words
from formcheck.core.posture.breaks import BreakBegun, BreakOrder, BreakStage
from formcheck.core.posture.nudge import Nudged
from formcheck.core.posture.posture_values import PostureState
from formcheck.core.posture.sit import PauseOrder, SitEvent, StateChanged
from formcheck.core.posture.sit_view import SitView
from formcheck.engine.posture_service import PostureService
from formcheck.files.errors import FormcheckError
from formcheck.files.streams import write_nowhere
from formcheck.ui.clock import Clock, format_moment
from formcheck.ui.keymap import PAUSE_MIN, Action, action_of
from formcheck.ui.terminal.baseline import BaselineDialogue
from formcheck.ui.terminal.keys import Keys
from formcheck.ui.terminal.monitor_camera import CameraWatch
from formcheck.ui.terminal.notices import Notices
from formcheck.ui.terminal.panel import PanelContent, make_panel
from formcheck.ui.terminal.terminal_screen import Screen
from formcheck.vision.video.camera import CameraState

_LONGEST_WAIT_S = 0.5
"""How soon a pressed button or a signal is noticed. Chosen here."""

RunBreak = Callable[[Sequence[str]], tuple[str, ...]]
"""Coaches a break with the stretches of these ids in a window, in the calling thread, and returns
the ids of those that were done. Raises FormcheckError where that is impossible, for example without
a screen."""
_SIGNAL_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
"""Systems have some of them; the last is Windows' signal for a closed terminal."""
_SIGNALS = tuple(getattr(signal, name) for name in _SIGNAL_NAMES if hasattr(signal, name))
_Handler = Callable[[int, FrameType | None], object] | int | signal.Handlers | None


class SignalGuard:
    """Whether the program was asked to end, from ``listen`` to ``unlisten``.

    For the main thread. Before ``listen`` the signals keep their usual effect, so that a signal
    during the start prevents the watch. Ignored signals stay ignored, as under ``nohup``.
    """

    def __init__(self) -> None:
        self.asked = False
        self._before: dict[int, _Handler] = {}

    @contextmanager
    def suspended(self) -> Iterator[None]:
        """Within it the signals have their usual effect: something else runs and should end."""
        self.unlisten()
        try:
            yield
        finally:
            self.listen()

    def listen(self) -> None:
        """From now on a signal is a request."""
        for number in _SIGNALS:
            if signal.getsignal(number) is not signal.SIG_IGN:
                self._before[number] = signal.signal(number, self._ask)

    def unlisten(self) -> None:
        """The signals have the effect that they had before."""
        while self._before:
            number, handler = self._before.popitem()
            signal.signal(number, signal.SIG_DFL if handler is None else handler)

    def _ask(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002
        self.asked = True
        if number == getattr(signal, "SIGHUP", None):
            write_nowhere(1, 2)  # the terminal is gone: what is still printed must be no error


@dataclass(slots=True, eq=False)
class Monitor:
    """Runs until it is asked to stop, or the video that replaces a camera is over.

    calibrate takes a new baseline first even where there is one; otherwise one is offered where
    there is none. coach is None where no stretch is to be coached.
    """

    calibrate: bool
    words: Words
    clock: Clock
    service: PostureService
    watch: CameraWatch
    baseline: BaselineDialogue
    notices: Notices
    keys: Keys
    screen: Screen
    stops: SignalGuard
    coach: RunBreak | None
    due_s: float = 0.0
    told: bool = False
    in_window: bool = False
    problem: str = ""

    def run(self) -> None:
        """The watch, from the first look to the last span."""
        self.due_s = self.clock.now_s()
        if self.calibrate:
            self._ask_around(self.due_s)  # a pause that was ordered before ends with it
            self._do(Action.CALIBRATE)
        elif self.service.baseline is None and self.keys.are_read:
            self.baseline.offer(self.due_s)
        while not (self.stops.asked or self.watch.camera.status.state is CameraState.ENDED):
            now_s = self.clock.now_s()
            self._ask_around(now_s)
            if now_s >= self.due_s:
                self._look(now_s)
            self._show(now_s)
            wait_s = self.due_s - self.clock.now_s()
            if key := self.keys.key(min(_LONGEST_WAIT_S, max(0.0, wait_s))):
                self._press(key)

    def _ask_around(self, now_s: float) -> None:
        """Handles other terminals, buttons, and what time alone changes."""
        order = self.service.follow_pause(now_s)
        if order is not None:
            self._look_at_once(pauses=isinstance(order, PauseOrder))
        for action in self.notices.pressed():
            self._do(action)
        self.baseline.tick(now_s)
        self.notices.sounds.release()

    def _look(self, now_s: float) -> None:
        update = self.watch.look(now_s)
        for event in update.events:
            self._tell_event(event, update.view)
        self.notices.follow_break(update.view.break_stage)
        for line in self.baseline.follow(update.calibrating):
            self.screen.say(line)
        self.due_s = now_s + self.service.monitor.next_look_s

    @property
    def _view(self) -> SitView | None:
        """The view after the last look, None before the first."""
        last = self.service.last
        return None if last is None else last.view

    def _tell_event(self, event: SitEvent, view: SitView) -> None:
        if isinstance(event, BreakBegun) and self.in_window:
            self.notices.clear()  # the window says all that is to be said
            return
        if isinstance(event, Nudged):
            self.told = True
        elif isinstance(event, StateChanged) and event.state is not PostureState.SLOUCHED:
            self.told = False
        if line := self.notices.tell(event, can_stretch=self._can_stretch, busy=view.wants_quiet):
            self.screen.say(line)

    def _press(self, key: str) -> None:
        view = self._view
        in_break = view is not None and view.break_stage is BreakStage.RUNNING
        offered = self.baseline.can_decline
        action = action_of(key, paused=self.watch.paused, in_break=in_break, offered=offered)
        if action is not None:
            self._do(action)

    def _do(self, action: Action) -> None:
        now_s = self.clock.now_s()
        match action:
            case Action.CALIBRATE:
                self._resume()
                self.baseline.begin(now_s)
            case Action.DECLINE:
                self.baseline.decline()
            case Action.PAUSE:
                self.service.pause(PAUSE_MIN)
                self._look_at_once(pauses=True)
            case Action.RESUME:
                self._resume()
            case Action.STRETCH:
                self._resume()
                self._stretch(now_s)
            case Action.MUTE:
                self.notices.sounds.mute(not self.notices.sounds.muted)
            case Action.QUIT:
                self.stops.asked = True
            case _:
                self.service.monitor.order(BreakOrder(action))
                self._look_at_once()

    def _resume(self) -> None:
        if self.watch.paused:
            self.service.resume()
            self._look_at_once()

    def _look_at_once(self, *, pauses: bool = False) -> None:
        """Makes the next look due now; a pause cancels a baseline that is being taken."""
        if pauses:
            self.baseline.decline()
            self.watch.paused = True  # not even one more picture is taken
        self.due_s = self.clock.now_s()

    def _stretch(self, now_s: float) -> None:
        """A break in a window, which needs the camera: nothing is watched. Ctrl-C ends both."""
        lends = self._can_stretch
        self.service.monitor.order(BreakOrder.COACH if lends else BreakOrder.TAKE)
        self._look_at_once()
        if self.coach is None or not lends:
            return
        stretches = list(self.service.breaks.stretches)
        self.in_window = True
        self._look(now_s)
        self._show(now_s)
        self.watch.camera.close()
        try:
            with self.stops.suspended():
                done = self.coach(stretches)
            self.service.end_break(done)
        except FormcheckError as error:
            self.problem, self.coach = error.sentence, None
        except (KeyboardInterrupt, SystemExit):
            self.stops.asked = True
        self.in_window = False
        while self.keys.key(0.0):  # what was typed meanwhile was meant for the window
            pass
        self.notices.pressed()  # nor is a button that was pressed as it opened
        self.due_s = self.clock.now_s()

    @property
    def _can_stretch(self) -> bool:
        return self.coach is not None and bool(self.service.breaks.stretches)

    def _show(self, now_s: float) -> None:
        view = self._view
        service, watch, clock, sounds = self.service, self.watch, self.clock, self.notices.sounds
        moment = clock.moment(now_s)
        since = paused_until = ""
        if view is not None:
            since = f"{clock.moment(service.zero_s + view.since_s).astimezone():%H:%M}"
            if view.paused_until_s is not None:
                until = clock.moment(service.zero_s + view.paused_until_s)
                paused_until = format_moment(until, moment)
        parts = (self.notices.notifier, sounds, service)
        notes = (self.problem, *(part.problem for part in parts))
        shown = PanelContent(
            view=view,
            around=watch.surroundings,
            camera=watch.camera.status,
            since=since,
            paused_until=paused_until,
            released=watch.gives_way,
            ask=self.baseline.line(now_s, moment),
            taking=self.baseline.stage in {"ready", "taking"},
            offered=self.baseline.can_decline,
            share=service.share_of_today(now_s),
            stretches=tuple(service.breaks.stretches.values()) if self._can_stretch else (),
            in_window=self.in_window,
            told=self.told,
            notes=tuple(dict.fromkeys(self.words.say(note) for note in notes if note)),
            keyed=self.keys.are_read,
            muted=sounds.muted if sounds.are_wanted else None,
            break_s=self.notices.rules.break_s,
        )
        self.screen.show(make_panel(shown, self.words), f"{moment.astimezone():%H:%M}")
