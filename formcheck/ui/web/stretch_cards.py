"""The stretches as the page shows them, in its language."""

from typing import Literal, get_args

from formcheck.core.body import Side
from formcheck.core.language import Words
from formcheck.core.session.framing import lies_low
from formcheck.core.session.programme import translate_spec
from formcheck.core.stretch import Spec, build_dose, say_side
from formcheck.core.stretch.model import ReleaseTable
from formcheck.engine.desk import needs_no_hips
from formcheck.engine.judged import Judged, find_judged, list_hardly_seen
from formcheck.files.escapes import escape_unencodable
from formcheck.library.accuracy import View, find_accuracy
from formcheck.library.art import START, TARGET, find_picture, read_picture_size_px
from formcheck.library.catalogue import find_bundled_id, read_specs
from formcheck.output.report.contract import DosePart
from formcheck.ui.web.messages import ServerMessage


class AccuracyPart(ServerMessage):
    """The number of videos of correct form, and how many of them were judged right."""

    videos: int
    right: int


class StretchDose(DosePart):
    """The dose of a stretch; cycle_s: length of a breath, 0 if it is not paced."""

    cycle_s: float
    release: ReleaseTable | None


class SeenFault(ServerMessage):
    """A reported fault; cue: what to do about it. Both texts are by working side."""

    id: str
    title: dict[Side, str]
    cue: dict[Side, str]
    picture: str | None
    hardly_seen: bool


class StretchCard(ServerMessage):
    """A stretch; muscles: its targets in English, by which the page groups it.

    accuracy: by place of the camera, None if not measured. needs_no_hips: at a laptop, head and
    shoulders are enough. lies_low: the person is in the lower half of the frame. unseen: sentences
    on what no camera sees. reviewed_by: the clinician who reviewed it, "" if none. pictures: the
    addresses of the start and target pictures.
    """

    id: str
    title: str
    about: str
    targets: tuple[str, ...]
    muscles: tuple[str, ...]
    position: str
    equipment: tuple[str, ...]
    sides: list[Side]
    class_: Literal["form", "timer"]
    accuracy: dict[View, AccuracyPart | None]
    judged: Judged | None
    needs_no_hips: bool
    camera: str
    height: str
    lies_low: bool
    setup: dict[Side, list[str]]
    stop: dict[Side, str]
    unseen: tuple[str, ...]
    reviewed_by: str
    dose: StretchDose
    faults: list[SeenFault]
    pictures: dict[Literal["start", "target"], str] | None
    picture_size_px: tuple[int, int]


class StretchesAnswer(ServerMessage):
    """All stretches in order of title, and the spec files left out because they have problems."""

    stretches: list[StretchCard]
    with_problems: list[str]


def list_stretches(words: Words) -> StretchesAnswer:
    """Returns all stretches in the language of ``words``, and the files that are left out."""
    files = read_specs()
    cards = [_find_card(spec, words) for _, spec in files if spec is not None]
    return StretchesAnswer(
        stretches=sorted(cards, key=lambda stretch: stretch.title.casefold()),
        with_problems=[escape_unencodable(str(file.path)) for file, spec in files if spec is None],
    )


_made: dict[tuple[str, str], tuple[Spec, StretchCard]] = {}
"""The newest card by id and language, and its spec: making all takes a fifth of a second, and the
page asks for them in every view."""


def _find_card(english: Spec, words: Words) -> StretchCard:
    key = (english.id, words.language)
    spec, card = _made.get(key, (None, None))
    if card is None or spec is not english:  # the file has changed
        card = _make_card(english, words)
        _made[key] = english, card
    return card


def _make_card(english: Spec, words: Words) -> StretchCard:
    spec = translate_spec(english, words)
    paced = build_dose(spec.dose).is_paced
    hardly_seen, shown = list_hardly_seen(english), find_bundled_id(english)
    pictures = {name: _name_picture(shown, name) for name in (START, TARGET)}
    return StretchCard.build(
        spec,
        muscles=english.targets,
        accuracy={view: find_accuracy(english, view) for view in get_args(View)},
        judged=find_judged(english, words),
        needs_no_hips=needs_no_hips(english),
        camera=spec.view.camera,
        height=spec.view.height,
        lies_low=lies_low(spec.position, spec.view.camera),
        setup={side: [say_side(step, side) for step in spec.setup] for side in spec.sides},
        stop=_say_by_side(spec.stop, spec),
        dose=StretchDose.build_for(spec, cycle_s=spec.dose.cycle_s if paced else 0),
        faults=[
            SeenFault(
                id=fault.id,
                title=_say_by_side(fault.title, spec),
                cue=_say_by_side(fault.cue, spec),
                picture=_name_picture(shown, fault.id),
                hardly_seen=fault.id in hardly_seen,
            )
            for fault in spec.fault
        ],
        unseen=(*spec.unseen, *(f"{one.title}. {one.why}" for one in spec.unseen_fault)),
        pictures=pictures if all(pictures.values()) else None,
        picture_size_px=read_picture_size_px(shown),
    )


def _say_by_side(text: str, spec: Spec) -> dict[Side, str]:
    return {side: say_side(text, side) for side in spec.sides}


def _name_picture(spec_id: str, name: str) -> str | None:
    return f"/art/{spec_id}/{name}.webp" if find_picture(spec_id, name) else None
