"""Why something can't be judged, in the person's language, and what would help."""

from formcheck.core.body import Landmark
from formcheck.core.kinematics import Cause, Unknown
from formcheck.core.language import Words
from formcheck.core.session import session_texts as say

_BADLY_SEEN = (Cause.HIDDEN, Cause.UNCERTAIN, Cause.SWAPPED)
_REMEDIES = {
    **dict.fromkeys(_BADLY_SEEN, "Turn so that I see your {part}."),
    Cause.OUTSIDE: say.BACK,
    Cause.NO_START: say.KEEP_STILL["any"],
}
"""What helps with each cause. An absent person is handled by the halt that follows."""
_AT_DESK = {
    Landmark.LEFT_ELBOW: say.NEED_ELBOWS,
    Landmark.RIGHT_ELBOW: say.NEED_ELBOWS,
    Landmark.LEFT_WRIST: say.NEED_HANDS,
    Landmark.RIGHT_WRIST: say.NEED_HANDS,
    Landmark.LEFT_EAR: say.NEED_HEAD,
    Landmark.RIGHT_EAR: say.NEED_HEAD,
    Landmark.NOSE: say.NEED_HEAD,
}
"""What a person at a desk should do about a part outside the image; hips and legs need not show."""
_FURTHER = "Put the camera further away."
_ON_THE_FLOOR = {**dict.fromkeys(_BADLY_SEEN, ""), Cause.OUTSIDE: _FURTHER}
"""What helps a person who kneels or lies and can't step back, if it differs from _REMEDIES."""

_PLACES = {
    **dict.fromkeys(_BADLY_SEEN, "Move the camera to where it sees that clearly."),
    Cause.OUTSIDE: _FURTHER,
    Cause.NO_START: "Begin with a moment of stillness.",
}
"""What would have helped, mostly another camera position, if known."""


def describe_reason(unknown: Unknown, words: Words) -> str:
    """Describes the reason in the language of the session."""
    return words(unknown.cause.value, part=words(unknown.part))


def find_remedy(unknown: Unknown, *, upright: bool = True, at_desk: bool = False) -> str:
    """Returns what to do so that it can be judged, in English; "" if nothing helps.

    upright: the person stands or sits; on the floor, people neither step back nor turn. at_desk:
    the person sits in front of a screen.
    """
    if at_desk and unknown.cause is Cause.OUTSIDE:
        return "" if unknown.landmark is None else _AT_DESK.get(unknown.landmark, "")
    mend = _REMEDIES.get(unknown.cause, "")
    if not upright:
        mend = _ON_THE_FLOOR.get(unknown.cause, mend)
    return mend.format(part=unknown.part)


def find_place(unknown: Unknown) -> str:
    """Returns which camera position would have seen it, as an English sentence; "" if unknown."""
    return _PLACES.get(unknown.cause, "")
