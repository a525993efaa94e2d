"""Why something can't be judged, in the person's language, and what would mend it."""

from __future__ import annotations

from functools import cache

from formcheck.body import LANDMARK_NAMES, Side
from formcheck.flow import sentences as say
from formcheck.flow.words import Words

_SEEN_THROUGH = {
    "{part} hidden": "Turn so that I see your {part}.",
    "{part} outside the picture": say.BACK,
    "{part} uncertain": "Turn so that I see your {part}.",
    "{part} uncertain, left and right look swapped": "Turn so that I see your {part}.",
}
"""How formcheck.measure words a landmark that is not believed, and what to do about it."""

_PARTS = tuple(
    name
    for name in LANDMARK_NAMES
    if name.split()[-1]
    in {"nose", "eye", "ear", "shoulder", "elbow", "wrist", "hip", "knee", "ankle"}
)
"""The landmarks that measures name."""

_BONES = tuple(f"{side} {bone}" for side in ("left", "right") for bone in ("upper arm", "forearm"))

_OTHERS = {
    "nobody in view": say.STEP_IN,
    "nobody in the picture": say.STEP_IN,
    "no neutral pose yet": say.STAND_STILL,
    "no wall line yet": "",
    "cannot be told from this view": "",
    "seen from the front, where forward and back do not show": "",
    "not watched for long enough yet": "",
    "moving": "",
    **{
        f"{side} arm is too {how} to tell": ""
        for side in (Side.LEFT, Side.RIGHT)
        for how in ("low", "high")
    },
    **{
        f"{bone} points at the camera": "Turn a little: I can't tell your {part}."
        for bone in _BONES
    },
}


@cache
def _known() -> dict[str, tuple[str, str, str]]:
    """Each reason as (pattern to look up, part, what would mend it)."""
    found = {
        pattern.format(part=part): (pattern, part, remedy.format(part=part))
        for pattern, remedy in _SEEN_THROUGH.items()
        for part in _PARTS
    }
    for reason, remedy in _OTHERS.items():
        bone = next((b for b in _BONES if reason.startswith(b)), "")
        found[reason] = (reason, "", remedy.format(part=bone))
    return found


def reason_words(reason: str, words: Words) -> str:
    """The reason in the language of the session; one that nobody listed stays English."""
    pattern, part, _ = _known().get(reason, (reason, "", ""))
    return words(pattern, part=words(part)) if part else words(pattern)


def remedy(reason: str) -> str:
    """The English sentence of what to do so that it can be judged; "" where nothing helps."""
    return _known().get(reason, ("", "", ""))[2]


def reason_sentences() -> frozenset[str]:
    """Every text that ``reason_words`` and ``remedy`` look up or give."""
    found: set[str] = set()
    for pattern, part, mend in _known().values():
        found |= {pattern, part, mend}
    return frozenset(found - {""})
