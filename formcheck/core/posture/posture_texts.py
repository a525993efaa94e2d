"""Sentences of the watch over sitting, in English. Translations use them as keys.

The reasons for no baseline, or no nudge, are in ``CalibrationRefusal`` and ``Suppression``.

Sentences are about comfort and a change of position, never about damage. {n} is a number, {what} a
list of words of this module, each translated by itself.
"""

from collections.abc import Mapping
from math import inf

from formcheck.core.language import Words
from formcheck.core.posture.breaks import BreakKind
from formcheck.core.posture.nudge import Nudged
from formcheck.core.posture.posture_values import (
    BaselineKind,
    SlouchReason,
    Unjudgeable,
)
from formcheck.core.posture.rules import Rules

REASON_WORDS: Mapping[SlouchReason, str] = {
    SlouchReason.FORWARD_HEAD: "head forward",
    SlouchReason.SLUMP: "slumped",
    SlouchReason.SHRUG: "shoulders drawn up",
    SlouchReason.HEAD_TILT: "head tilted",
    SlouchReason.LEANING: "leaning",
    SlouchReason.TOO_CLOSE: "close to the screen",
    SlouchReason.PHONE: "looking down",
}
"""What a reason is called in a list."""

CUES: Mapping[SlouchReason, str] = {
    SlouchReason.FORWARD_HEAD: "Bring your head back over your shoulders.",
    SlouchReason.SLUMP: "Sit up tall.",
    SlouchReason.SHRUG: "Let your shoulders drop.",
    SlouchReason.HEAD_TILT: "Straighten your head.",
    SlouchReason.LEANING: "Come back to the middle.",
    SlouchReason.TOO_CLOSE: "Move back from the screen.",
    SlouchReason.PHONE: "Raise what you look at to eye level.",
}
"""What to do about a reason: the cues of coaching.md#sitting-posture, of 8 words at most. A person
may lean to a side or over the desk, so that cue names neither; the cue for a phone leaves open what
the person looks at, which the camera can't see."""

NUDGE: Mapping[SlouchReason, str] = {
    SlouchReason.FORWARD_HEAD: "Your head has been forward for a while.",
    SlouchReason.SLUMP: "You have been sitting lower for a while.",
    SlouchReason.SHRUG: "Your shoulders have been drawn up for a while.",
    SlouchReason.HEAD_TILT: "Your head has been tilted for a while.",
    SlouchReason.LEANING: "You have been leaning for a while.",
    SlouchReason.TOO_CLOSE: "You have been close to the screen for a while.",
    SlouchReason.PHONE: "You have been looking down for a while.",
}
"""The line below the cue in a notification."""
NUDGE_RECENT = "You have been slouching for a while."
"""The same if the reason has not been there for most of the slouch."""
NUDGE_LOWER = "If you lowered your chair, calibrate again."
"""What ``format_nudge`` adds for a person who seems lower and not otherwise slouched."""

UNCLEAR: Mapping[Unjudgeable, str] = {
    Unjudgeable.HEAD: "I can't see your head: tilt the camera or move back a little.",
    Unjudgeable.SHOULDERS: "I can't see your shoulders: tilt the camera or move back a little.",
    Unjudgeable.TURNED: (
        "You are turned: face the camera, or set it up at your side and calibrate."
    ),
    Unjudgeable.OTHER_VIEW: (
        "The camera sees you from a different place than when you calibrated: turn back, put it "
        "back or calibrate again."
    ),
    Unjudgeable.NOT_SEATED: "I see nobody sitting at the desk: sit down where the camera looks.",
    Unjudgeable.BASELINE: (
        "Without your own upright posture to compare with, yours can't be judged: calibrate."
    ),
    Unjudgeable.PICTURE: "No picture from the camera: uncover it, turn on a light, or close other "
    "programs that use it.",
}
"""Why a posture can't be judged, and what would help."""
UNCLEAR_IN_FILE: Mapping[Unjudgeable, str] = {
    **UNCLEAR,
    Unjudgeable.TURNED: (
        "The person is turned away: they can be judged from the front, or straight from the side. "
        "If the picture lies on its side, turn it."
    ),
    Unjudgeable.OTHER_VIEW: (
        "This is seen from another side than the baseline: take a baseline from the same place."
    ),
    Unjudgeable.BASELINE: (
        "Without an upright posture of this person to compare with, this can't be judged: "
        "give --baseline a photo of them sitting upright, or a profile."
    ),
    Unjudgeable.PICTURE: "The picture is black or of one shade: there is nothing to see in it.",
}
"""The same for recordings and photos."""
UNCLEAR_AGAINST_BASELINE: Mapping[Unjudgeable, str] = {
    **UNCLEAR_IN_FILE,
    Unjudgeable.TURNED: (
        "The person is turned away, and in the baseline they are not: take both from the same "
        "side. If the picture lies on its side, turn it."
    ),
    Unjudgeable.NOT_SEATED: (
        "The person is elsewhere or of another size in the picture than in the baseline: "
        "take both from the same place."
    ),
}
"""The same against a photo or profile: only then can a sitting person be in another place."""

NO_BASELINE = (
    "Without your own upright posture to compare with I am more cautious: "
    "calibrate to get earlier and more complete reminders."
)
BLIND_TO = "From here these can't be judged: {what}."
BASELINE_NOT_SAVED = "It could not be saved: it counts until this watch ends."
CAMERA_MOVED = "The camera or the chair was moved: calibrate again."

BREAK_DUE = "You have been sitting for {n:minute|minutes}. A minute of moving may feel good."
BREAK_DUE_LONG = (
    "You have been sitting for {n:minute|minutes}. Some minutes of moving may feel good."
)
BREAK_DUE_SHORT = (
    "You have been sitting for {n:minute|minutes}. {length_s} seconds of moving may feel good."
)
BREAK_DUE_SOON = "You have been sitting for less than a minute. Moving may feel good."
BREAK_WAITS = "A break is due; it waits until you are free."
BREAK_BEGUN = "Stand up or move a little. {n} seconds."
BREAK_TAKEN = "Back to work. Your sitting time starts again."
BREAK_TOO_LITTLE = "That was too little to count as a break. I will ask again later."
BREAK_NOT_COUNTED = "That was too little to count as a break."
"""The same if break reminders are off."""
TIME_TO_MOVE = "Time to move."
WELCOME_BACK = "Welcome back."

TAKE = "Take a break"
POSTPONE = "In {n} minutes"
SKIP = "Skip"
END = "End the break"
STRETCH = "Stretch here"
PAUSE = "Pause for {n} minutes"


def format_reasons(why: tuple[SlouchReason, ...], words: Words) -> str:
    """Lists the reasons in a language, strongest first: "head forward, leaning"."""
    return ", ".join(words(REASON_WORDS[one]) for one in why)


def explain_unclear(why: Unjudgeable, kind: BaselineKind) -> str:
    """Returns why a recording or photo can't be judged with that kind of baseline, in English."""
    return (UNCLEAR_AGAINST_BASELINE if kind.is_given else UNCLEAR_IN_FILE)[why]


def format_nudge(nudge: Nudged, text: str, words: Words) -> str:
    """Returns a text of the nudge in a language, with the question about the chair if it fits."""
    return f"{words(text)} {words(NUDGE_LOWER)}" if nudge.only_lower else words(text)


def format_break(sat_s: float, break_s: float, words: Words) -> str:
    """Returns what is said when a break is due: how long the person has sat, how long to move."""
    minutes = int(sat_s // 60)
    if not minutes:
        return words(BREAK_DUE_SOON)
    if break_s < 60:
        return words(BREAK_DUE_SHORT, n=minutes, length_s=round(break_s))
    return words(BREAK_DUE_LONG if break_s >= 90 else BREAK_DUE, n=minutes)


def describe_break_end(kind: BreakKind, rules: Rules) -> str:
    """Returns whether a break that ended counted, as an English sentence."""
    if kind is not BreakKind.POSTPONED:
        return BREAK_TAKEN
    return BREAK_TOO_LITTLE if rules.break_every_s < inf else BREAK_NOT_COUNTED
