"""The one live session there is at a time, and which page sits in it."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from formcheck.core.session.values import Command, Halt, Programme, Sound, Stage
from formcheck.engine.live import LiveSession, Shown
from formcheck.output.report.session import session_json
from formcheck.ui.web.clock import CaptureClock
from formcheck.ui.web.picture import Sent, decoded
from formcheck.ui.web.screen import message_text, screen_part
from formcheck.ui.web.talk import Now

KEPT_S = 300.0
"""How long a session without a page is kept: long enough to start a laptop again."""
LOST_S = 2.0
"""So long without a picture, and the session is told that there was none, so that rests stand
still too. Shorter gaps are a slow machine; they credit no hold either. Chosen here."""
_MOST_QUITS = 3
"""The first ends the holds, the next the questions."""


class Sitting:
    """A session and what the server knows of it. All but command and answer in one thread.

    Every picture and every halt gives one message for the page. free lets go of all that the
    session holds; problem says why it can't be kept in the history, "" while it can.
    """

    def __init__(
        self,
        session: LiveSession,
        programme: Programme,
        free: Callable[[], None],
        now: Now,
        problem: Callable[[], str],
    ) -> None:
        self.id = secrets.token_urlsafe(16)
        self._session = session
        self._programme = programme
        self._free = free
        self._now = now
        self._problem = problem
        self._clock = CaptureClock(now())
        self._came_s: float | None = None
        self._why = Halt.CAMERA
        self._stage = Stage.SETUP
        self._sounds: tuple[Sound, ...] = ()

    @property
    def done(self) -> bool:
        """Whether the last screen said so."""
        return self._stage is Stage.DONE

    def picture(self, sent: Sent, came_s: float) -> str:
        """The message for a picture that came at came_s. Raises FormcheckError."""
        image = decoded(sent)
        if self._came_s is not None and came_s - self._came_s > LOST_S:
            self._wait(self._came_s + LOST_S)
            self._wait(came_s)
        self._came_s, self._why = came_s, Halt.CAMERA
        t_s = self._clock.captured(sent.page_s, came_s)
        return self._told(self._noted(self._session.see(image, t_s)))

    def halt(self, why: Halt, came_s: float) -> str:
        """The message for a halt: time passes and nothing is seen."""
        self._why = why
        return self._told(self._wait(came_s))

    def new_page(self) -> None:
        """Another page goes on with this session."""
        self._clock.new_page()

    def command(self, command: Command) -> None:
        """Takes effect with the next picture or halt."""
        self._session.command(command)

    def answer(self, question_id: str, answer: str) -> None:
        """Takes effect with the next picture or halt."""
        self._session.answer(question_id, answer)

    def result(self) -> str:
        """The message that says what the session came to."""
        result = session_json(self._session.result())
        return message_text({"is": "result", "result": result, "problem": self._problem()})

    def close(self) -> None:
        """Ends a session that was left, so that what was done of it is kept; frees everything."""
        try:
            for _ in range(_MOST_QUITS):
                if not self.done:
                    self._session.command(Command.QUIT)
                    self._wait(self._now())
            self._session.close()
        finally:
            self._free()

    def _wait(self, came_s: float) -> Shown:
        """Time passes. Questions need no camera, so they go on without one."""
        asking = self._stage is Stage.QUESTIONS and self._why is Halt.CAMERA
        why = Halt.NONE if asking else self._why
        return self._noted(self._session.wait(self._clock.waited(came_s), why))

    def _noted(self, shown: Shown) -> Shown:
        self._stage = shown.screen.stage
        self._sounds += shown.screen.sounds
        return shown

    def _told(self, shown: Shown) -> str:
        """The screen, with the sounds of moments that no page was shown."""
        sounds, self._sounds = self._sounds, ()
        return message_text(screen_part(shown, self._programme, sounds))
