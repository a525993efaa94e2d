"""The one watch over how somebody sits that there is at a time, and what the server knows of it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime

from formcheck.core.posture.breaks import PostponeBreak, SkipBreak, TakeBreak
from formcheck.core.posture.rules import Rules, Surroundings
from formcheck.core.posture.sit_events import Order, Pause, Resume
from formcheck.core.posture.values import Sensitivity
from formcheck.core.session.words import Words
from formcheck.engine.posture_service import PostureService
from formcheck.ui.web.picture import Sent, decoded
from formcheck.ui.web.screen import message_text
from formcheck.ui.web.sitting_messages import (
    Begin,
    Break,
    Calibrate,
    Change,
    Choose,
    GoOn,
    Rest,
    Wanted,
    Wishes,
)
from formcheck.ui.web.sitting_screen import Aside, sitting_part
from formcheck.vision.video.frames import Rgb

KEPT_S = 300.0
"""How long a watch without a page is kept: long enough to load the page again."""

_ORDERS: dict[str, Order] = {
    "take": TakeBreak(),
    "postpone": PostponeBreak(),
    "skip": SkipBreak(),
}


def rules_of(wishes: Wishes) -> Rules:
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
        begin: Begin,
        service: PostureService,
        words: Words,
        around: Callable[[], Surroundings],
        wall: Callable[[], datetime],
        free: Callable[[], None],
    ) -> None:
        """The service is closed with the watch; free lets go of what else it holds."""
        self.id = secrets.token_urlsafe(16)
        self._service = service
        self._words = words
        self._around = around
        self._wall = wall
        self._free = free
        self._rules = rules_of(begin.wishes)
        self._refused = ""
        self._take_profile(begin.profile, begin.camera)

    def picture(self, sent: Sent) -> str:
        """The message for a picture that came just now. Raises FormcheckError."""
        return self._look(decoded(sent))

    def halt(self, why: str = "") -> str:
        """The message for a moment without a picture; why is a sentence about it, if it has one."""
        return self._look(None, why)

    def new_page(self) -> None:
        """Another page goes on with this watch."""

    def obey(self, wanted: Wanted) -> None:
        """Does what the page wants, with the next look."""
        sitter = self._service.sitter
        match wanted:
            case Change():
                self._rules = rules_of(wanted.wishes)
                sitter.change(self._rules)
            case Choose():
                self._take_profile(wanted.profile, wanted.camera)
            case Calibrate(do="calibrate"):
                self._refused = ""
                sitter.begin_calibration()
            case Calibrate():
                self._refused = ""
                sitter.stop_calibrating()
            case Rest():
                sitter.order(Pause(wanted.minutes))
            case GoOn():
                sitter.order(Resume())
            case Break(what="end"):
                self._service.end_break(wanted.stretches)
            case Break():
                sitter.order(_ORDERS[wanted.what])

    def close(self) -> None:
        """Ends the watch; what was still open is kept."""
        try:
            self._service.close()
        finally:
            self._free()

    def _take_profile(self, profile: str, camera: str) -> None:
        self._service.load_baseline(profile, camera)
        kept = self._service.baseline
        view = "" if kept is None else kept.calibration.view.value
        self._service.begin_history(self._wall().timestamp(), profile, camera, view)

    def _look(self, image: Rgb | None, waits: str = "") -> str:
        service, now_s = self._service, self._wall().timestamp()
        service.heed_pause(now_s)
        sat = service.look(image, now_s, self._around())
        if sat.calibrating is not None:
            self._refused = sat.calibrating.refused
        stretches = tuple(stretch.id for stretch in service.stretches)
        next_look_s = service.sitter.next_look_s
        aside = Aside(stretches, self._refused, waits, service.problem, next_look_s)
        part = sitting_part(sat, self._rules, service.baseline, aside, self._words)
        return message_text(part)
