"""The single watch over sitting: how it is made, and what it does."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from time import time

from formcheck.core.language import Words
from formcheck.core.posture.breaks import BreakOrder
from formcheck.core.posture.rules import Rules, Surroundings
from formcheck.desktop.surroundings import SurroundingsWatcher, choose_probe
from formcheck.engine.posture_service import PostureService, is_watched_elsewhere
from formcheck.engine.sitter import PostureMonitor
from formcheck.files.closing import Closing
from formcheck.files.errors import FormcheckError
from formcheck.library.languages import load_words
from formcheck.ui.web.picture import Sent, decode_picture
from formcheck.ui.web.screen_messages import make_watch_screen
from formcheck.ui.web.sitting_messages import (
    BeginWatch,
    ChangeWishes,
    ChooseProfile,
    DecideBreak,
    OrderWatch,
    PauseWatch,
    WatchChange,
    Wishes,
)
from formcheck.vision.pose.models import model_path
from formcheck.vision.video.frames import Rgb

_ELSEWHERE = "In a terminal, formcheck sit is already watching: end it there, then start here."


def make_rules(wishes: Wishes) -> Rules:
    """The rules for the wishes."""
    return Rules(**dict(wishes))


class Watch(Closing):
    """A watch in the thread of all models. Every picture and every halt gives one message."""

    def __init__(
        self,
        begin: BeginWatch,
        service: PostureService,
        words: Words,
        around: Callable[[], Surroundings],
        now: Callable[[], float],
        free: Callable[[], None],
    ) -> None:
        """Free closes the service and releases what else the watch holds.

        now: unix seconds of a clock that goes on while the machine sleeps.
        """
        self._service = service
        self._words = words
        self._around = around
        self._now = now
        self._free = free
        self._rules = make_rules(begin.wishes)
        self._refused = ""
        self._take_profile(begin.profile, begin.camera)

    def handle_picture(self, sent: Sent) -> str:
        """The message for a picture that came just now. Raises FormcheckError."""
        return self._look(decode_picture(sent))

    def handle_halt(self, why: str = "") -> str:
        """The message for a moment without a picture; why: a sentence about it, or ""."""
        return self._look(None, why)

    def apply_request(self, wanted: WatchChange) -> None:
        """Does what the page asks for, with the next look."""
        sitter = self._service.sitter
        match wanted:
            case ChangeWishes():
                self._rules = make_rules(wanted.wishes)
                sitter.change(self._rules)
            case ChooseProfile():
                self._take_profile(wanted.profile, wanted.camera)
            case OrderWatch(do="calibrate"):
                self._refused = ""
                sitter.begin_calibration()
            case OrderWatch(do="leave-calibrating"):
                self._refused = ""
                sitter.stop_calibrating()
            case PauseWatch():
                self._service.pause(self._now(), wanted.minutes)
            case OrderWatch(do="go-on"):
                self._service.resume()
            case DecideBreak(what="end"):
                self._service.end_break(wanted.stretches)
            case DecideBreak():
                sitter.order(BreakOrder(wanted.what))

    def close(self) -> None:
        """Ends it, so that what was seen is kept, and releases everything that it holds."""
        self._free()

    def _take_profile(self, profile: str, camera: str) -> None:
        self._service.load_baseline(profile, camera)
        baseline = self._service.baseline
        view = "" if baseline is None else baseline.calibration.view.value
        self._service.begin_history(self._now(), profile, camera, view)

    def _look(self, image: Rgb | None, waits: str = "") -> str:
        service, now_s = self._service, self._now()
        service.follow_pause(now_s)
        update = service.look(image, now_s, self._around())
        if update.calibrating is not None:
            self._refused = update.calibrating.refused
        screen = make_watch_screen(
            update, service, self._rules, self._words, refused=self._refused, waits=waits
        )
        return screen.dump_text()


def open_watch(begin: BeginWatch, history: Path | None = None) -> Watch:
    """A new watch with its model loaded; it records sitting in the history.

    history is its file, None the user's own. Raises FormcheckError.
    """
    words = load_words(begin.language)
    with ExitStack() as held:
        if is_watched_elsewhere(history):
            raise FormcheckError(_ELSEWHERE)
        sitter = held.enter_context(PostureMonitor(model_path("full"), make_rules(begin.wishes)))
        probe = partial(choose_probe, camera_is_ours=False)
        around = held.enter_context(SurroundingsWatcher(probe))
        service = PostureService(sitter, words, path=history)
        held.callback(service.close)
        return Watch(begin, service, words, around.read_latest, time, held.pop_all().close)
