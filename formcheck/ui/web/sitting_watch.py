"""The one watch over how somebody sits that there is at a time: how it is made, what it does."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from formcheck.core.posture.rules import Rules, Surroundings
from formcheck.core.posture.sit import (
    EndBreak,
    Order,
    Pause,
    PostponeBreak,
    Resume,
    SkipBreak,
    TakeBreak,
)
from formcheck.core.posture.values import Sensitivity
from formcheck.core.session.words import Words
from formcheck.desktop.surroundings import SurroundingsWatcher, system_probe
from formcheck.engine.desk import DeskBreaks
from formcheck.engine.sitter import Sat, Sitter
from formcheck.files.errors import FormcheckError
from formcheck.library.languages import words_for
from formcheck.ui.web.picture import Sent, decode_picture
from formcheck.ui.web.screen import make_watch_screen
from formcheck.ui.web.sitting_books import Books, KeptBaseline
from formcheck.ui.web.sitting_messages import (
    BeginWatch,
    Calibrate,
    ChangeWishes,
    ChooseProfile,
    DecideBreak,
    GoOn,
    RestWatch,
    WatchWanted,
    Wishes,
)
from formcheck.vision.pose.models import model_path

_ORDERS: dict[str, Order] = {
    "take": TakeBreak(),
    "postpone": PostponeBreak(),
    "skip": SkipBreak(),
}
_MINUTE_S = 60.0
_ELSEWHERE = "In a terminal formcheck sit watches already: end it there, then begin here."


def make_rules(wishes: Wishes) -> Rules:
    """The rules that the wishes come to."""
    return Rules(
        sensitivity=Sensitivity(wishes.sensitivity),
        onset_s=wishes.onset_s,
        break_every_s=wishes.break_every_s,
    )


class Watch:
    """A watch in the thread of all models. Every picture and every halt gives one message."""

    def __init__(
        self,
        begin: BeginWatch,
        sitter: Sitter,
        books: Books,
        words: Words,
        around: Callable[[], Surroundings],
        wall: Callable[[], datetime],
        free: Callable[[], None],
    ) -> None:
        """The sitter is one without a baseline; free lets go of all that the watch holds."""
        self.id = secrets.token_urlsafe(16)
        self._sitter = sitter
        self._books = books
        self._words = words
        self._around = around
        self._wall = wall
        self._free = free
        self._rules = make_rules(begin.wishes)
        self._profile, self._camera = begin.profile, begin.camera
        self._baseline: KeptBaseline | None = None
        self._refused = ""
        self._breaks = DeskBreaks(words, books.last_stretches())
        self._done: tuple[str, ...] = ()
        self._rest_until: datetime | None = None
        self._last: tuple[Sat, float] | None = None
        self._take_profile()

    def picture(self, sent: Sent) -> str:
        """The message for a picture that came just now. Raises FormcheckError."""
        image = decode_picture(sent)
        now_s = self._heed()
        return self._tell_screen(self._sitter.see(image, now_s, self._around()), now_s)

    def halt(self, why: str = "") -> str:
        """The message for a moment without a picture; why is a sentence about it, if it has one."""
        now_s = self._heed()
        return self._tell_screen(self._sitter.wait(now_s, self._around()), now_s, why)

    def new_page(self) -> None:
        """Another page goes on with this watch."""

    def obey(self, wanted: WatchWanted) -> None:
        """Does what the page wants, with the next look."""
        match wanted:
            case ChangeWishes():
                self._rules = make_rules(wanted.wishes)
                self._sitter.change(self._rules)
            case ChooseProfile():
                self._profile, self._camera = wanted.profile, wanted.camera
                self._take_profile()
            case Calibrate():
                self._calibrate(wanted.do)
            case RestWatch():
                self._sitter.order(Pause(wanted.minutes))
            case GoOn():
                self._sitter.order(Resume())
            case DecideBreak():
                self._decide_break(wanted)

    def close(self) -> None:
        """Ends the watch; what was still open is kept."""
        try:
            if self._last is not None:
                sat, now_s = self._last
                self._books.keep(replace(sat, events=self._sitter.finish()), now_s)
        finally:
            self._free()

    def _calibrate(self, wanted: str) -> None:
        self._refused = ""
        if wanted == "calibrate":
            self._sitter.begin_calibration()
        else:
            self._sitter.stop_calibrating()

    def _decide_break(self, wanted: DecideBreak) -> None:
        if wanted.what == "end":
            self._done = tuple(wanted.stretches)
            self._sitter.order(EndBreak(done_item=bool(wanted.stretches)))
        else:
            self._sitter.order(_ORDERS[wanted.what])

    def _take_profile(self) -> None:
        self._baseline = self._books.baseline(self._profile, self._camera)
        calibration = None if self._baseline is None else self._baseline.calibration
        self._sitter.use(calibration)
        view = "" if calibration is None else calibration.view.value
        self._books.open(self._profile, self._camera, view)

    def _heed(self) -> float:
        """The time now, in unix seconds, with a pause that was asked for in a terminal heeded."""
        now = self._wall()
        until = self._books.paused_until()
        if until is not None and until != self._rest_until and until > now:
            self._rest_until = until
            self._sitter.order(Pause((until - now).total_seconds() / _MINUTE_S))
        return now.timestamp()

    def _tell_screen(self, sat: Sat, now_s: float, waits: str = "") -> str:
        self._last = sat, now_s
        self._note_calibration(sat)
        self._books.keep(sat, now_s, self._done)
        self._breaks.hear(sat, self._done)
        self._done = ()
        return make_watch_screen(
            sat,
            self._rules,
            self._baseline,
            self._words,
            stretches=tuple(stretch.id for stretch in self._breaks.stretches),
            refused=self._refused,
            waits=waits,
            problem=self._books.problem,
            next_look_s=self._sitter.next_look_s,
        ).dump_text()

    def _note_calibration(self, sat: Sat) -> None:
        done = sat.calibrating
        if done is None:
            return
        self._refused = done.refused
        if done.taken is not None:
            self._baseline = self._books.save_baseline(self._profile, self._camera, done.taken)


def open_watch(begin: BeginWatch, history: Path | None = None) -> Watch:
    """A new watch with its model loaded; how somebody sits goes into the history.

    history is its file, None the user's own. Raises FormcheckError.
    """
    words = words_for(begin.language)
    with ExitStack() as held:
        books = Books(history, wall_now)
        held.callback(books.close)
        if books.others():
            raise FormcheckError(_ELSEWHERE)
        sitter = held.enter_context(Sitter(model_path("full"), make_rules(begin.wishes)))
        probe = partial(system_probe, camera_is_ours=False)
        around = held.enter_context(SurroundingsWatcher(probe))
        return Watch(begin, sitter, books, words, around.now, wall_now, held.pop_all().close)


def wall_now() -> datetime:
    """The time on the wall, which goes on while the machine sleeps."""
    return datetime.now(UTC)
