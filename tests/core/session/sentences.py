"""Every English sentence that a session can show or say: the keys of a translation."""

from collections.abc import Iterable

from formcheck.core.body import LANDMARK_NAMES
from formcheck.core.kinematics import Cause
from formcheck.core.session import reasons, session_texts
from formcheck.core.stretch import Spec
from tests.listing import list_sentences

_UNNAMED = {"inner", "outer", "left", "right", "pinky", "index", "thumb"}
"""Last words of names of landmarks that no measure uses."""
PARTS = tuple(name for name in LANDMARK_NAMES if name.split()[-1] not in _UNNAMED)


def list_reason_sentences() -> frozenset[str]:
    """Returns every text that ``describe_reason``, ``find_remedy`` and ``find_place`` use."""
    mends = {mend.format(part=part) for mend in reasons._REMEDIES.values() for part in PARTS}
    found = {cause.value for cause in Cause if cause is not Cause.ONE_PICTURE}
    return frozenset(
        {*PARTS, *found, *mends, *reasons._PLACES.values(), *reasons._AT_DESK.values()}
    )


def list_every_sentence(specs: Iterable[Spec]) -> frozenset[str]:
    """Returns the sentences of a session of these specs, which are in English."""
    found = set(list_sentences(vars(session_texts)) | list_reason_sentences())
    for spec in specs:
        found.update(list_spec_sentences(spec))
    return frozenset(found)


def list_spec_sentences(spec: Spec) -> frozenset[str]:
    """Returns every text of the spec that ``translate_spec`` looks up."""
    found: list[str] = []

    def note(text: str) -> str:
        found.append(text)
        return text

    spec.with_texts(note)
    return frozenset(found)
