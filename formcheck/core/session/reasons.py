"""Why something can't be judged, in the person's language, and what would mend it."""

from __future__ import annotations

from functools import cache

from formcheck.core.body import LANDMARK_NAMES
from formcheck.core.session import sentences as say
from formcheck.core.session.words import Words

NO_START = "no start position yet"
"""The reason of what counts from a start that was not seen."""

_OUTSIDE = "{part} outside the picture"
_SEEN_THROUGH = {
    "{part} hidden": "Turn so that I see your {part}.",
    _OUTSIDE: say.BACK,
    "{part} uncertain": "Turn so that I see your {part}.",
    "{part} uncertain, left and right look swapped": "Turn so that I see your {part}.",
}
"""How formcheck.core.kinematics words a landmark that is not believed, and what to do about it."""

_PARTS = tuple(
    name
    for name in LANDMARK_NAMES
    if name.split()[-1]
    in {"nose", "eye", "ear", "shoulder", "elbow", "wrist", "hip", "knee", "ankle", "heel", "foot"}
)
"""The landmarks that measures name."""

_OTHERS = {
    "nobody in view": say.STEP_IN,
    "nobody in the picture": say.STEP_IN,
    NO_START: say.KEEP_STILL,
    "the set-up was not seen": "",
    "cannot be told from this view": "",
    "not watched for long enough yet": "",
    "moving": "",
}

_AT_DESK = {
    "elbow": say.NEED_ELBOWS,
    "wrist": say.NEED_HANDS,
    "ear": say.NEED_HEAD,
    "nose": say.NEED_HEAD,
}
"""What somebody at a desk does about a part that is outside the picture; hips and legs stay so."""
_FURTHER = "Put the camera further away."
_ON_THE_FLOOR = {
    "{part} hidden": "",
    _OUTSIDE: _FURTHER,
    "{part} uncertain": "",
    "{part} uncertain, left and right look swapped": "",
}
"""What helps somebody who kneels or lies and can't step back."""

_PLAIN_VIEW = "Put the camera where it sees that plainly."
_PLACES = {
    "{part} hidden": _PLAIN_VIEW,
    _OUTSIDE: _FURTHER,
    "{part} uncertain": _PLAIN_VIEW,
    "{part} uncertain, left and right look swapped": _PLAIN_VIEW,
    NO_START: "Begin with a moment of stillness.",
}
"""What would have mended it, mostly another place of the camera, where that is known."""


@cache
def _known() -> dict[str, tuple[str, str, str]]:
    """Each reason as (pattern to look up, part, what would mend it)."""
    found = {
        pattern.format(part=part): (pattern, part, remedy.format(part=part))
        for pattern, remedy in _SEEN_THROUGH.items()
        for part in _PARTS
    }
    return found | {reason: (reason, "", remedy) for reason, remedy in _OTHERS.items()}


def reason_words(reason: str, words: Words) -> str:
    """The reason in the language of the session; one that nobody listed stays English."""
    pattern, part, _ = _known().get(reason, (reason, "", ""))
    return words(pattern, part=words(part)) if part else words(pattern)


def is_outside(reason: str) -> bool:
    """Whether a part of the body is outside the picture."""
    return _known().get(reason, ("", "", ""))[0] == _OUTSIDE


def remedy(reason: str, *, upright: bool = True, at_desk: bool = False) -> str:
    """The English sentence of what to do so that it can be judged; "" where nothing helps.

    upright: the person stands or sits; who is on the floor neither steps back nor turns. at_desk:
    they sit before a screen.
    """
    pattern, part, mend = _known().get(reason, ("", "", ""))
    if at_desk and is_outside(reason):
        return _AT_DESK.get(part.split()[-1], "")
    return mend if upright else _ON_THE_FLOOR.get(pattern, mend)


def place(reason: str) -> str:
    """The English sentence of where the camera would have seen it; "" where nothing is known."""
    pattern = _known().get(reason, ("", "", ""))[0]
    return _PLACES.get(pattern, "")


def reason_sentences() -> frozenset[str]:
    """Every text that ``reason_words``, ``remedy`` and ``place`` look up or give."""
    found: set[str] = {*_PLACES.values(), *_AT_DESK.values()}
    for pattern, part, mend in _known().values():
        found |= {pattern, part, mend}
    return frozenset(found - {""})
