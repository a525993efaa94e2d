"""Every sentence of the monitor itself, in English. Translations use them as keys."""

from __future__ import annotations

from formcheck.core.session.language import list_sentences

STARTING = "Getting ready."
SINCE = "since {time}"
PAUSED = "Paused until {time}"
PAUSED_WHY = "The camera is off."
LOCKED = "The screen is locked"
LOCKED_WHY = "The camera is off until it is unlocked."
CALL = "You are in a call"
CALL_WHY = "The camera is free for it, so nothing is watched."
BUSY = "Another program has the camera: nothing is watched until it is free."
NO_PICTURE = "No picture"
BREAK = "Break"
BREAK_LEFT = "{n} s to go"
BREAK_OVER = "as long as you like"
MOVE = "Stand up or move a little."
MOVE_OR_STRETCH = "Stand up or move a little, or press b to stretch: {what}."
DUE_STRETCH = "Stand up, or press b to stretch here: {what}."
IN_WINDOW = "{what}: in the window."

SAT = "Sitting for {time}"
NEXT_BREAK = "break in {time}"
UPRIGHT_TODAY = "upright today {n} %"
SHORT = "less than a minute"
MINUTES = "{n} min"
HOURS = "{h} h {n} min"

OFFER = (
    "There is no baseline for this camera yet: sit comfortably upright and press c, "
    "or n to go on without."
)
READY = "Sit comfortably upright and look at the screen: it begins in {n} s."
STAYS = "Stay as you are."
STAY = "Stay as you are: {n} s."
AGAIN = "Press c for that."
OLD = "The baseline is more than four hours old: press c for a new one."
TAKEN = "Your upright is kept. From now on this would count as slouched:"

KEY_CALIBRATE = "c  calibrate"
KEY_WITHOUT = "n  without"
KEY_PAUSE = "p  pause 30 min"
KEY_RESUME = "p  go on"
KEY_BREAK = "b  break"
KEY_STRETCH = "b  stretch here"
KEY_LATER = "+  later"
KEY_SKIP = "s  skip"
KEY_END = "s  end the break"
KEY_MUTE = "m  mute"
KEY_SOUND = "m  sound"
KEY_QUIT = "q  quit"
CTRL_C = "Ctrl-C ends it."


def monitor_sentences() -> frozenset[str]:
    """Every sentence of this module."""
    return list_sentences(globals())
