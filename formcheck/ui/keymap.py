"""Every key of window, page and terminal, as the character that it types."""

from __future__ import annotations

from formcheck.core.session.session_values import Command

ESCAPE, SPACE = "\x1b", " "

# In a session, in the window and on the page.
MUTE, FULL_SCREEN, QUIT = "m", "f", "q"
SESSION_KEYS = {
    SPACE: Command.PAUSE,
    "s": Command.SIDE,
    "n": Command.NEXT,
    "p": Command.PAIN,
    ESCAPE: Command.QUIT,
}
PAIN_TEN = "t"
"""10 on the scale of pain in the window, where a key is one digit."""

# While sitting, in the terminal; STRETCH on the page too. MUTE and QUIT are the same.
STRETCH = "b"
CALIBRATE, DECLINE, REST, POSTPONE, SKIP = "c", "n", "p", "+", "s"
