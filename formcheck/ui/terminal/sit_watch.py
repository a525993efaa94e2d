"""``formcheck sit`` without files: assembled, run, and ended cleanly."""

from __future__ import annotations

from contextlib import ExitStack

from formcheck.core.posture.rules import Rules
from formcheck.desktop.notifier import Notifier
from formcheck.desktop.surroundings import SurroundingsWatcher
from formcheck.engine.posture_monitor import PostureMonitor
from formcheck.engine.posture_service import PostureService
from formcheck.files.errors import FormcheckError, explain_failure
from formcheck.library.languages import load_words
from formcheck.output.report.console import build_console
from formcheck.output.report.day_report import show_day
from formcheck.output.voice.voice import Voice
from formcheck.store.file import find_history_path
from formcheck.store.remote_control import WatchLock
from formcheck.store.sitting_store import SittingPast
from formcheck.ui.clock import Clock
from formcheck.ui.terminal.baseline import BaselineDialogue
from formcheck.ui.terminal.keys import terminal_keys
from formcheck.ui.terminal.loop import Monitor, RunBreak, SignalGuard
from formcheck.ui.terminal.monitor_camera import CameraWatch, ManagedCamera, camera_name, is_shared
from formcheck.ui.terminal.notices import Notices, Sounds
from formcheck.ui.terminal.terminal_screen import open_screen
from formcheck.ui.terminal.terminal_texts import NOT_TAKEN
from formcheck.vision.pose.models import model_path
from formcheck.vision.video.devices import check_plugged_in

_AROUND_S = 2.0
"""How long to wait for the first look around. Chosen here: systems answer in a fraction of it."""


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
    """Runs the watch; returns a problem that is still to be reported, or "".

    Watches in the main thread until it is asked to stop. Prints its status, and at the end the day
    so far. source is the camera as ``video.camera.Camera`` takes it, profile the name that
    baselines are kept under. tone and voice are heard with a nudge or a break, notifications shown
    on the desktop; history keeps the day. All that can be known to fail is checked first. Raises
    FormcheckError: another monitor or the page watches, no such camera, no such language, no model;
    at the end, if the baseline that was to be taken is not.
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
        stops = SignalGuard()
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
        service = PostureService(posture, words, clock.moment, history=history, lock=lock)
        stack.callback(service.close)
        service.begin_history(clock.now_s(), profile, camera)
        service.load_baseline(profile, camera)
        before = service.baseline
        monitor = Monitor(
            calibrate=calibrate,
            words=words,
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
        around.wait(_AROUND_S)  # in a call or with the screen locked no camera is opened
        monitor.run()
    problem = service.problem
    if history and not problem:
        problem = _show_day(clock)
    sentence = words.say(problem)
    if calibrate and service.baseline is before:
        raise FormcheckError(f"{words(NOT_TAKEN)} {sentence}".strip())
    return "" if screen.keeps(sentence) else sentence


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
