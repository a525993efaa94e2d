"""The server's single live session: its creation, its state, and its socket."""

import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from formcheck.core.language import Sentence
from formcheck.core.session.screen_values import Sound
from formcheck.core.session.session_values import Command, Halt, Programme, SessionResult, Stage
from formcheck.engine.live_session import LivePicture, LiveSession
from formcheck.engine.programme_builder import build_programme, is_paced
from formcheck.files.closing import Closing
from formcheck.files.errors import FormcheckError
from formcheck.library.languages import load_words
from formcheck.output.draw.ghost import place_live_ghost
from formcheck.output.draw.marks import build_live_marks
from formcheck.output.draw.sketch import build_sketch
from formcheck.output.report.session_contract import SessionObject, dump_session
from formcheck.store.writer import HistoryWriter
from formcheck.ui.web import messages
from formcheck.ui.web.picture import CaptureClock, Sent, decode_picture, read_picture
from formcheck.ui.web.socket_handler import Now, Slot, SocketHandler
from formcheck.vision.pose.live_detector import LiveDetector
from formcheck.vision.pose.models import model_path

LOST_S = 2.0
"""After this long without a frame the session is halted, so that rests stand still too. Shorter
gaps are a slow machine; they credit no hold either. Chosen for formcheck."""


@dataclass(eq=False)
class StretchHandle(Closing):
    """A stretch session in the server. Used by one thread, except for commands and answers.

    Every frame and every halt gives one message for the page. free: releases what else it holds.
    problem: returns why it can't be stored in the history, "" if it can.
    """

    session: LiveSession
    programme: Programme
    free: Callable[[], None]
    now: Now
    problem: Callable[[], str]

    def __post_init__(self) -> None:
        self.clock = CaptureClock(self.now())
        self._came_s: float | None = None
        self._told_s = self.now()
        self._halt = Halt.CAMERA
        self._sounds: tuple[Sound, ...] = ()
        self.done = False
        """Whether the session is over."""

    def handle_picture(self, sent: Sent, came_s: float) -> str:
        """Returns the message for a frame that arrived at came_s. Raises FormcheckError."""
        image = decode_picture(sent)
        if self._came_s is not None and came_s - self._came_s > LOST_S:
            self._wait(self._came_s + LOST_S)  # time then stands still until this frame
        self._came_s, self._told_s, self._halt = came_s, came_s, Halt.CAMERA
        t_s = self.clock.convert_capture_s(sent.page_s, came_s)
        return self._tell_screen(self._note(self.session.look_at(image, t_s)))

    def handle_halt(self, why: Halt, came_s: float) -> str:
        """Returns the message for a halt: time passes without a frame."""
        self._told_s, self._halt = came_s, why
        return self._tell_screen(self._wait(came_s))

    def apply_request(self, wanted: messages.GiveCommand | messages.GiveAnswer) -> None:
        """Carries out a command or an answer with the next frame or halt."""
        if isinstance(wanted, messages.GiveCommand):
            self.session.command(Command(wanted.command))
        else:
            self.session.answer(wanted.question, wanted.answer)

    def build_result(self) -> str:
        """Returns the message with the result of the session."""
        result = SessionObject.model_validate(dump_session(self.session.result()))
        problem = self.programme.words.say(self.problem())
        return messages.SessionEnded(result=result, problem=problem).dump_text()

    def close(self) -> None:
        """Ends the session at the page's last message, and releases everything it holds."""
        try:
            for shown in self.session.leave(self.clock.convert_now_s(self._told_s)):
                self._note(shown)
            self.session.close()
        finally:
            self.free()

    def _wait(self, came_s: float) -> LivePicture:
        """Lets time pass without a frame; questions go on, as they need no camera."""
        return self._note(self.session.wait(self.clock.convert_now_s(came_s), self._halt))

    def _note(self, shown: LivePicture) -> LivePicture:
        self.done = shown.screen.stage is Stage.DONE
        self._sounds += shown.screen.sounds
        return shown

    def _tell_screen(self, shown: LivePicture) -> str:
        """Returns the screen, with the sounds of moments that were not sent to a page."""
        screen, size = shown.screen, (shown.size.width_px, shown.size.height_px)
        plan = screen.step.plan
        ghost, sketch = place_live_ghost(shown), None
        if shown.pose is not None:
            marks = build_live_marks(plan, screen)
            sketch = build_sketch(shown.pose.image_px, marks, min(size) / 100.0)
        sounds, self._sounds = self._sounds, ()
        return messages.SessionScreen.build(
            screen,
            ghost=None if ghost is None else [polygon.tolist() for polygon in ghost],
            sketch=sketch,
            size=size,
            step=messages.StepPart.build(
                screen.step, number=screen.number, title=plan.spec.title, unit=plan.dose.unit
            ),
            sounds=sounds,
            view_faults=sorted(screen.progress.active_faults),
        ).dump_text()


def open_session(
    begin: messages.BeginSession, now: Now = time.monotonic, history: Path | None = None
) -> StretchHandle:
    """Returns a new session with its model loaded; its result goes into the history.

    history: the history file, None for the user's own. Raises FormcheckError, SpecError.
    """
    words = load_words(begin.language)
    try:
        programme = build_programme(
            begin.stretches,
            words,
            sides=begin.side,
            hold_s=begin.hold_s,
            sets=begin.sets,
            at_desk=begin.at_desk,
        )
    except FormcheckError as error:
        if not isinstance(error.sentence, Sentence):
            raise
        raise FormcheckError(words.say(error.sentence)) from error
    with ExitStack() as held:
        breath = is_paced(programme)
        detector = held.enter_context(LiveDetector(model_path(), breath=breath))
        writer = held.enter_context(HistoryWriter(datetime.now(UTC), programme.titles, history))

        def save(result: SessionResult) -> None:
            if result.begun:
                writer.save(dump_session(result))

        session = LiveSession(programme, detector.detect, on_saved=save)
        free = held.pop_all().close
        return StretchHandle(session, programme, free, now, lambda: writer.problem)


def load_model_once() -> None:
    """Loads the model and closes it again, so that the first session begins without delay."""
    with suppress(FormcheckError):  # the first session will report it
        LiveDetector(model_path()).close()


class StretchSlot(Slot[messages.BeginSession, StretchHandle]):
    """Holds the only session."""

    occupied = "A session is running in another window: end it there, then begin here."
    moved = "This session continues in another window."
    gone = "That session is over: begin a new one."
    broken = (
        "Something went wrong in formcheck; the terminal shows the error. The session has ended."
    )


class SessionSocketHandler(SocketHandler[messages.BeginSession, StretchHandle]):
    """The socket of a page in a session: a screen for each frame."""

    pictures_per_s = 60
    texts_per_s = 20
    kept_s = 300.0  # enough to restart a laptop
    _told_result = False

    async def take_picture(self, data: bytes, came_s: float) -> None:
        """Sends the screen for the frame. Raises FormcheckError."""
        await self._send_screen(self.session.handle_picture, read_picture(data), came_s)

    async def take_text(self, text: str, came_s: float) -> None:
        """Carries out the message. Raises FormcheckError."""
        message = messages.read_message(messages.SESSION_REQUEST, text)
        match message:
            case messages.BeginSession():
                await self.show(self._slot.begin(self, message))
                self._told_result = False
            case messages.Reattach():
                await self.show(self._slot.resume(self, message.session))
                await self._slot.run(self.session.clock.restart)
                self._told_result = False
            case messages.HaltFrames():
                await self._send_screen(self.session.handle_halt, Halt(message.why), came_s)
            case _:
                self.session.apply_request(message)

    async def _send_screen(self, work: Callable[..., str], *values: object) -> None:
        """Sends the screen, and after the last one the result."""
        await self.reply(work, *values)
        if self.session.done and not self._told_result:
            self._told_result = True
            await self.reply(self.session.build_result)
