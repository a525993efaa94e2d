"""Every sentence of the window itself, in English. Translations use them as keys."""

from formcheck.core.session import session_texts

STARTING = "Getting ready."
SIDES = session_texts.SIDES
ROUNDS = {
    "hold": "Hold {n} of {of}",
    "rep": "Set {n} of {of}",
    "breath": "Set {n} of {of}",
    "release": "Spot {n} of {of}",
}
NEXT = "Next: {what}"
NOT_SEEN = "Not seen: {what}"
START, TARGET = "Start", "Target"
MUTED, NO_SOUND = "Muted", "No sound"
SLOW = "Slow computer: counted holds are still right."

KEY_PAIN = "p  it hurts"
KEY_PAUSE = "space  pause"
KEY_GO_ON = "space  resume"
KEY_SIDE = "s  other side"
KEY_NEXT = "n  next"
KEY_SKIP = "n  skip this question"
KEY_MUTE = "m  mute"
KEY_SOUND = "m  sound"
KEY_FULL = "f  full screen"
KEY_QUIT = "q  quit"
PAIN_KEYS = "Press 0 to 9, t for 10."
ANSWER_KEYS = "Press the number."

DONE = {
    "hold": "{n} s of {of} s",
    "rep": "{n} of {of:repetition|repetitions}",
    "breath": "{n} of {of:breath|breaths}",
    "release": "{n} of {of:spot|spots}",
}
HOLDS_DONE = "{n} of {of} holds"
GOOD_TITLE = "What was good"
WATCH_TITLE = "For next time"
UNJUDGED_TITLE = "What could not be judged"
