"""Runs ``formcheck sit`` on a camera until it is asked to stop, and stops it cleanly."""

import signal
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

from formcheck.core.posture.breaks import BreakBegun, BreakOrder, BreakStage
from formcheck.core.posture.nudge import Nudged
from formcheck.core.posture.posture_values import PostureState
from formcheck.core.posture.rules import Rules
from formcheck.core.posture.sit import PauseOrder, SitEvent, StateChanged
from formcheck.core.posture.sit_view import SitView
from formcheck.desktop.notifier import Notifier
from formcheck.desktop.surroundings import SurroundingsWatcher
from formcheck.engine.posture_monitor import PostureMonitor
from formcheck.engine.posture_service import PostureService
from formcheck.files.errors import FormcheckError, explain_failure
from formcheck.files.streams import write_nowhere
from formcheck.library.languages import load_words
from formcheck.output.report.console import build_console
from formcheck.output.report.day_report import show_day
from formcheck.output.voice.voice import Voice
from formcheck.store.file import find_history_path
from formcheck.store.remote_control import WatchLock
from formcheck.store.sitting_store import SittingPast
from formcheck.ui.clock import Clock, format_moment
from formcheck.ui.keymap import PAUSE_MIN, Action, action_of
from formcheck.ui.terminal.baseline import BaselineDialogue
from formcheck.ui.terminal.keys import Keys, terminal_keys
from formcheck.ui.terminal.monitor_camera import CameraWatch, ManagedCamera, camera_name, is_shared
from formcheck.ui.terminal.notices import Notices, Sounds
from formcheck.ui.terminal.panel import PanelContent, make_panel
from formcheck.ui.terminal.terminal_screen import Screen, open_screen
from formcheck.ui.terminal.terminal_texts import NOT_TAKEN
from formcheck.vision.pose.models import model_path
from formcheck.vision.video.camera import CameraState
from formcheck.vision.video.devices import check_plugged_in

_AROUND_S = 2.0
"""How long to wait for the first check of the surroundings. Chosen for formcheck: systems answer in
a fraction of it."""
_LONGEST_WAIT_S = 0.5
"""How soon a pressed button or a signal is noticed. Chosen for formcheck."""
_SIGNAL_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
"""Each system has some of these; the last is Windows' signal for a closed terminal."""

RunBreak = Callable[[Sequence[str]], tuple[str, ...]]
"""Coaches a break with the stretches of these ids in a window, in the calling thread, and returns
the ids of those done. Raises FormcheckError if that is impossible, for example without a screen."""


def run_monitor(
    source: str,
    profile: str,
    rules: Rules,
    language: str,
    *,
    calibrate: bool,
    notifications: bool,
    tone: bool,
    voice: bool,
    history: bool,
    coach: RunBreak | None,
) -> str:
    """Runs the watch; returns a problem not yet reported, or "".

    Runs in the main thread until asked to stop. Prints its status, and at the end the day so far.
    source: the camera, as for ``video.camera.Camera``. profile: the name under which baselines are
    stored. tone and voice accompany nudges and breaks, notifications appear on the desktop; history
    stores the day. Foreseeable failures are checked first. Raises FormcheckError if another monitor
    or the page is watching, if camera, language or model is missing, and at the end, if the
    baseline requested by `calibrate` was not recorded.
    """
    words = load_words(language)
    check_plugged_in(source)
    camera = camera_name(source)
    model = model_path()
    clock = Clock()
    with ExitStack() as stack:
        folder = find_history_path().parent
        with explain_failure(f"The folder {folder} cannot be written"):
            lock = stack.enter_context(WatchLock(folder))
        stops = _SignalGuard()
        stack.callback(stops.unlisten)
        keys = stack.enter_context(terminal_keys())
        screen = stack.enter_context(open_screen())
        opened = stack.enter_context(ManagedCamera(source))
        around = stack.enter_context(SurroundingsWatcher())
        notifier = Notifier()
        if notifications:
            stack.enter_context(notifier)
        sounds = Sounds(lambda: Voice(words.language), tone=tone, speech=voice)
        stack.callback(sounds.close)
        posture = PostureMonitor(model, rules)
        service = PostureService(
            posture, words, clock.moment, measure_sleep_s=clock.measure_sleep_s,
            history=history, lock=lock,
        )  # fmt: skip
        stack.callback(service.close)
        service.begin_history(clock.now_s())
        service.load_baseline(profile, camera)
        before = service.baseline
        monitor = _Monitor(
            clock=clock,
            service=service,
            watch=CameraWatch(service, opened, around.read_latest, yields=is_shared(source)),
            baseline=BaselineDialogue(service, rules.sensitivity, words, keys.are_read),
            notices=Notices(notifier, sounds, rules, words),
            keys=keys,
            screen=screen,
            stops=stops,
            coach=coach,
        )
        stops.listen()
        around.wait(_AROUND_S)  # no camera is opened in a call or with a locked screen
        monitor.run(calibrate=calibrate)
    problem = service.problem
    if history and not problem:
        problem = _show_day(clock)
    sentence = words.say(problem)
    if calibrate and service.baseline is before:
        raise FormcheckError(f"{words(NOT_TAKEN)} {sentence}".strip())
    return "" if screen.keeps(sentence) else sentence


class _SignalGuard:
    """Records whether a signal asked the program to stop, from ``listen`` to ``unlisten``.

    For the main thread only. Before ``listen`` signals act as usual, so that one during start-up
    ends the program. Ignored signals stay ignored, as under ``nohup``.
    """

    def __init__(self) -> None:
        self.asked = False
        self._before: dict[int, Any] = {}

    def listen(self) -> None:
        for number in (getattr(signal, name, None) for name in _SIGNAL_NAMES):
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                self._before[number] = signal.signal(number, self._ask)

    def unlisten(self) -> None:
        while self._before:
            number, handler = self._before.popitem()
            signal.signal(number, signal.SIG_DFL if handler is None else handler)

    def _ask(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002
        self.asked = True
        if number == getattr(signal, "SIGHUP", None):
            write_nowhere(1, 2)  # the terminal is gone: printing must not fail


@dataclass(slots=True, eq=False)
class _Monitor:
    """Analyses frames when due and carries out actions. coach: None if breaks can't be coached.

    view: of the last frame; a first one is analysed before anything is shown.
    """

    clock: Clock
    service: PostureService
    watch: CameraWatch
    baseline: BaselineDialogue
    notices: Notices
    keys: Keys
    screen: Screen
    stops: _SignalGuard
    coach: RunBreak | None
    view: SitView = field(init=False)
    due_s: float = 0.0
    told: bool = False
    in_window: bool = False
    problem: str = ""

    def run(self, *, calibrate: bool) -> None:
        """Runs until asked to stop, or until a video used as the camera ends.

        calibrate: record a baseline first; otherwise one is offered if there is none.
        """
        if calibrate:
            self._ask_around()  # learns of an earlier pause, which calibrating then ends
            self._do(Action.CALIBRATE)
        elif self.service.baseline is None and self.keys.are_read:
            self.baseline.offer(self.clock.now_s())
        while not (self.stops.asked or self.watch.camera.status.state is CameraState.ENDED):
            self._ask_around()
            now_s = self.clock.now_s()
            if now_s >= self.due_s:
                self._look(now_s)
            self._show(now_s)
            wait_s = self.due_s - self.clock.now_s()
            if key := self.keys.key(min(_LONGEST_WAIT_S, max(0.0, wait_s))):
                self._press(key)

    def _ask_around(self) -> None:
        """Handles commands of other terminals, notification buttons and timeouts."""
        now_s = self.clock.now_s()
        order = self.service.follow_pause(now_s)
        if order is not None:
            self._look_at_once(pauses=isinstance(order, PauseOrder))
        for action in self.notices.pressed():
            self._do(action)
        self.baseline.tick(now_s)
        self.notices.sounds.release()

    def _look(self, now_s: float) -> None:
        update = self.watch.look(now_s)
        self.view = update.view
        for event in update.events:
            self._tell_event(event)
        self.notices.follow_break(self.view.break_stage)
        for line in self.baseline.follow(update.calibrating):
            self.screen.say(line)
        self.due_s = now_s + self.service.monitor.next_look_s

    def _tell_event(self, event: SitEvent) -> None:
        if isinstance(event, BreakBegun) and self.in_window:
            self.notices.clear()  # the window says everything
            return
        if isinstance(event, Nudged):
            self.told = True
        elif isinstance(event, StateChanged) and event.state is not PostureState.SLOUCHED:
            self.told = False
        can_stretch = bool(self._stretches)
        if line := self.notices.tell(event, can_stretch=can_stretch, busy=self.view.wants_quiet):
            self.screen.say(line)

    def _press(self, key: str) -> None:
        in_break = self.view.break_stage is BreakStage.RUNNING
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
        """Makes the next frame due now; a pause cancels a baseline that is being recorded."""
        if pauses:
            self.baseline.decline()
            self.watch.paused = True  # not even one more frame is taken
        self.due_s = 0.0

    def _stretch(self, now_s: float) -> None:
        """Runs a break in a window, which takes over the camera. Ctrl-C ends break and watch."""
        stretches = list(self._stretches)
        self.service.monitor.order(BreakOrder.COACH if stretches else BreakOrder.TAKE)
        self._look_at_once()
        if self.coach is None or not stretches:
            return
        self.in_window = True
        self._look(now_s)
        self._show(now_s)
        self.watch.camera.close()
        try:
            try:
                self.stops.unlisten()
                done = self.coach(stretches)
            finally:
                self.stops.listen()
            self.service.end_break(done)
        except FormcheckError as error:
            self.problem, self.coach = error.sentence, None
        except (KeyboardInterrupt, SystemExit):
            self.stops.asked = True
        self.in_window = False
        while self.keys.key(0.0):  # keys pressed meanwhile were meant for the window
            pass
        self.notices.pressed()  # discards buttons pressed as it opened
        self._look_at_once()

    @property
    def _stretches(self) -> Mapping[str, str]:
        """Titles of the stretches for a coached break, by id."""
        return {} if self.coach is None else self.service.breaks.stretches

    def _show(self, now_s: float) -> None:
        view, words = self.view, self.notices.words
        service, watch, clock, sounds = self.service, self.watch, self.clock, self.notices.sounds
        moment = clock.moment(now_s)
        since = clock.moment(service.zero_s + view.since_s).astimezone()
        paused_until = ""
        if view.paused_until_s is not None:
            until = clock.moment(service.zero_s + view.paused_until_s)
            paused_until = format_moment(until, moment)
        parts = (self.notices.notifier, sounds, service)
        notes = (self.problem, *(part.problem for part in parts))
        shown = PanelContent(
            view=view,
            around=watch.surroundings,
            camera=watch.camera.status,
            since=f"{since:%H:%M}",
            paused_until=paused_until,
            released=watch.gives_way,
            ask=self.baseline.line(now_s, moment),
            taking=self.baseline.stage in {"ready", "taking"},
            offered=self.baseline.can_decline,
            share=service.share_of_today(now_s),
            stretches=tuple(self._stretches.values()),
            in_window=self.in_window,
            told=self.told,
            notes=tuple(dict.fromkeys(words.say(note) for note in notes if note)),
            keyed=self.keys.are_read,
            muted=sounds.muted if sounds.are_wanted else None,
            break_s=self.notices.rules.break_s,
        )
        self.screen.show(make_panel(shown, words), f"{moment.astimezone():%H:%M}")


def _show_day(clock: Clock) -> str:
    """Prints the day so far, if anything was watched; returns a problem of the store, or ""."""
    try:
        with SittingPast() as past:
            record = past.read_day(clock.moment(clock.now_s()).astimezone().date())
    except FormcheckError as error:
        return error.sentence
    if record.day.sum.watched_s:
        show_day(build_console(), record)
    return ""
