"""Makes the watch that a page asks for."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from formcheck.desktop.surroundings import SurroundingsWatcher, system_probe
from formcheck.engine.posture_service import PostureService, is_watched_elsewhere
from formcheck.engine.sitter import Sitter
from formcheck.files.errors import FormcheckError
from formcheck.library.languages import words_for
from formcheck.ui.web.sitting_messages import Begin
from formcheck.ui.web.sitting_watch import Watch, rules_of
from formcheck.vision.pose.models import model_path

_ELSEWHERE = "In a terminal formcheck sit watches already: end it there, then begin here."


def open_watch(begin: Begin, history: Path | None = None) -> Watch:
    """A new watch with its model loaded; how somebody sits goes into the history.

    history is its file, None the user's own. Raises FormcheckError.
    """
    words = words_for(begin.language)
    with ExitStack() as held:
        if is_watched_elsewhere(history):
            raise FormcheckError(_ELSEWHERE)
        sitter = held.enter_context(Sitter(model_path("full"), rules_of(begin.wishes)))
        probe = partial(system_probe, camera_is_ours=False)
        around = held.enter_context(SurroundingsWatcher(probe))
        service = PostureService(sitter, words, path=history)
        return Watch(begin, service, words, around.now, wall_now, held.pop_all().close)


def wall_now() -> datetime:
    """The time on the wall, which goes on while the machine sleeps."""
    return datetime.now(UTC)
