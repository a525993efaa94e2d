"""The course of a live session: what comes next, what is shown and what is said. Pure."""

from formcheck.core.session.session import advance_session
from formcheck.core.session.session_result import make_result
from formcheck.core.session.state import begin_session
