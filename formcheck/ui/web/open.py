"""Makes the session that a page asks for."""

from __future__ import annotations

from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from pathlib import Path

from formcheck.core.session.values import SessionResult
from formcheck.engine.live import LiveSession
from formcheck.engine.programme import extras_in, programme_for
from formcheck.files.errors import FormcheckError
from formcheck.library.languages import words_for
from formcheck.output.report.session import session_json
from formcheck.store import HistoryWriter
from formcheck.ui.web.messages import Begin
from formcheck.ui.web.seat import Sitting
from formcheck.ui.web.talk import Now
from formcheck.vision.pose.live import LiveDetector
from formcheck.vision.pose.models import model_path


def open_sitting(begin: Begin, now: Now, history: Path | None = None) -> Sitting:
    """A new session with its model loaded; what it comes to goes into the history.

    history is its file, None the user's own. Raises FormcheckError, SpecError.
    """
    words = words_for(begin.language)
    programme = programme_for(
        begin.stretches,
        words,
        sides=begin.side,
        hold_s=begin.hold_s,
        sets=begin.sets,
        at_desk=begin.at_desk,
    )
    titles = [lesson.spec.title for lesson in programme.lessons]
    with ExitStack() as held:
        extras = extras_in(programme)
        detector = held.enter_context(LiveDetector(model_path("full"), extras))
        writer = held.enter_context(HistoryWriter(datetime.now(UTC), titles, history))

        def save(result: SessionResult) -> None:
            if result.begun:
                writer.save(session_json(result))

        session = LiveSession(programme, words, detector, on_saved=save)
        free = held.pop_all().close
        return Sitting(session, programme, free, now, lambda: writer.problem)


def load_once() -> None:
    """Loads the model and lets it go again, so that the first session begins at once."""
    with suppress(FormcheckError):  # the first session will say so
        LiveDetector(model_path("full")).close()
