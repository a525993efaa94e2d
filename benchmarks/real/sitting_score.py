"""How accurate ``formcheck sit`` is on photos of real people, without a baseline and with one."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.real.labels import Sitting
from benchmarks.report import table
from formcheck.core.body import Detection, ImageSize
from formcheck.core.posture.calibration import calibrate
from formcheck.core.posture.posture_values import (
    CalibrationRefusal,
    PostureFeatures,
    PostureState,
    Sensitivity,
    SlouchReason,
    UprightBaseline,
)
from formcheck.engine.observer import PostureObserver
from formcheck.engine.sit_video import state_of
from formcheck.engine.sitter_seat import SeatState, find_sitter

BASELINE_VIEWS = ("front", "side")
"""Views that a baseline can be taken in."""
AT_HAND = ("PSVedant/smart-posture-corrector", "SlouchingOrNot/via-posenet")
"""Sources of the photos that were available while sitting was built."""


@dataclass(frozen=True, slots=True, eq=False)
class SeenPhoto:
    """What a labelled photo shows; features are None when nobody was found."""

    repository: str
    label: Sitting
    features: PostureFeatures | None


@dataclass(frozen=True, slots=True)
class Said:
    """What formcheck said of a labelled photo. refused: the offered baseline was refused."""

    repository: str
    label: Sitting
    state: PostureState
    why: tuple[SlouchReason, ...] = ()
    refused: bool = False


@dataclass(frozen=True, slots=True)
class SittingScore:
    """The marks of some photos labelled upright or slouched.

    judged are those called either; right those called what they are; named the slouched ones that
    are given a reason of the label, as far as it has one.
    """

    photos: int
    judged: int
    right: int
    upright: int
    upright_called_slouched: int
    slouched: int
    slouched_called_upright: int
    named: int


def see_sitter(everybody: Sequence[Detection], size: ImageSize) -> PostureFeatures | None:
    """How the sitter of a photo holds themselves, the most prominent of everybody in it."""
    return PostureObserver().look(find_sitter(everybody, SeatState(), size), 0.0, size).features


def judge_features(
    features: PostureFeatures | None, calibration: UprightBaseline | None
) -> tuple[PostureState, tuple[SlouchReason, ...]]:
    """State and reasons, worst first, as ``formcheck sit check PHOTO`` gives them."""
    state, why, _ = state_of(features, calibration, Sensitivity.NORMAL)
    return state, why


def judge_alone(photos: Iterable[SeenPhoto]) -> list[Said]:
    """What is said of every photo without a baseline."""
    return [Said(p.repository, p.label, *judge_features(p.features, None)) for p in photos]


def judge_against_baseline(photos: Sequence[SeenPhoto]) -> list[Said]:
    """What is said of the photos whose sitter has a picture that can be the baseline.

    That is the first by path that is surely upright, of the same person from the same view; it is
    not judged itself. Where formcheck refuses it, nothing is said.
    """
    said = []
    for baseline, others in _with_baselines(photos):
        found = _calibrate(baseline)
        for photo in others:
            if isinstance(found, CalibrationRefusal):
                said.append(Said(photo.repository, photo.label, PostureState.UNSURE, refused=True))
            else:
                state, why = judge_features(photo.features, found)
                said.append(Said(photo.repository, photo.label, state, why))
    return said


@dataclass(frozen=True, slots=True)
class ByBaseline:
    """The accuracy with each upright photo of a sitter as the baseline of their other photos.

    rights are the shares that are right, one for each photo; 0 where formcheck refuses it.
    """

    repository: str
    person: str
    view: str
    photos: int
    rights: tuple[float, ...]


FEWEST_PHOTOS = 4
"""Photos of a sitter, upright or slouched, that ``judge_by_each`` asks for. Chosen here."""


def judge_by_each(photos: Sequence[SeenPhoto]) -> list[ByBaseline]:
    """Every photo that is surely upright in turn as the baseline of its sitter."""
    found = []
    for (repository, person, view), group in _sitters(photos).items():
        told = [p for p in group if p.label.state is not PostureState.UNSURE]
        fit = [p for p in told if _can_be_baseline(p.label)]
        if fit and len(told) >= FEWEST_PHOTOS:
            rights = tuple(_right_by(one, [p for p in told if p is not one]) for one in fit)
            found.append(ByBaseline(repository, person, view, len(told), rights))
    return found


def _calibrate(photo: SeenPhoto) -> UprightBaseline | CalibrationRefusal:
    return calibrate([photo.features], pictures=True)


def _right_by(baseline: SeenPhoto, others: Sequence[SeenPhoto]) -> float:
    found = _calibrate(baseline)
    if isinstance(found, CalibrationRefusal):
        return 0.0
    said = (judge_features(p.features, found)[0] is p.label.state for p in others)
    return sum(said) / len(others)


def _sitters(photos: Sequence[SeenPhoto]) -> dict[tuple[str, str, str], list[SeenPhoto]]:
    """The photos by sitter and view, each by path."""
    groups: dict[tuple[str, str, str], list[SeenPhoto]] = {}
    for photo in sorted(photos, key=lambda p: (p.repository, p.label.path)):
        key = (photo.repository, photo.label.person, photo.label.view)
        groups.setdefault(key, []).append(photo)
    return groups


def _with_baselines(
    photos: Sequence[SeenPhoto],
) -> Iterable[tuple[SeenPhoto, list[SeenPhoto]]]:
    for group in _sitters(photos).values():
        fit = [p for p in group if _can_be_baseline(p.label)]
        if fit and len(group) > 1:
            yield fit[0], [p for p in group if p is not fit[0]]


def _can_be_baseline(label: Sitting) -> bool:
    return (label.state, label.sure) == (
        PostureState.UPRIGHT,
        "sure",
    ) and label.view in BASELINE_VIEWS


def score_sitting(said: Iterable[Said]) -> SittingScore:
    """The marks; photos of which the eye can't tell upright from slouched are left out."""
    told = [one for one in said if one.label.state is not PostureState.UNSURE]
    pairs: Counter[tuple[PostureState, PostureState]] = Counter(
        (one.label.state, one.state) for one in told
    )
    up, slouched = PostureState.UPRIGHT, PostureState.SLOUCHED
    return SittingScore(
        photos=len(told),
        judged=sum(one.state in (up, slouched) for one in told),
        right=pairs[up, up] + pairs[slouched, slouched],
        upright=sum(one.label.state is up for one in told),
        upright_called_slouched=pairs[up, slouched],
        slouched=sum(one.label.state is slouched for one in told),
        slouched_called_upright=pairs[slouched, up],
        named=sum(bool(set(one.why) & set(one.label.why)) for one in told),
    )


def sitting_report(
    alone: Sequence[Said],
    against: Sequence[Said],
    each: Sequence[ByBaseline] = (),
    missing: int = 0,
) -> str:
    """The section about sitting, as Markdown.

    alone is what was said of all photos without a baseline, against what was said with one, each
    with every upright one in turn; missing counts labels whose photo was not there or could not be
    read.
    """
    compared = {(one.repository, one.label.path) for one in against}
    same = [one for one in alone if (one.repository, one.label.path) in compared]
    people = {(one.repository, one.label.person) for one in alone}
    refused = sum(one.refused for one in against)
    unclear = Counter(one.state for one in alone if one.label.state is PostureState.UNSURE)
    return f"""
## Sitting

{len(alone)} photos of {len(people)} sitters, each a person on one seat before one camera, judged as
`formcheck sit check` judges them. **State right**: called upright or slouched as the label says;
"unsure" and "nobody there" count as wrong. **Right reason**: one of those given is the label's.
Photos of one sitter are alike, so the rows by source say more than their sum. Photos of
{" and ".join(AT_HAND)} lay at hand while sitting was built; the other
sources are new. Labels whose photo was not there, or could not be read: {missing}.

### Without a baseline

{table(HEADS, _rows(alone))}

{unclear.total()} photos in which the eye can't tell either count in no row:
{unclear[PostureState.UPRIGHT]} of them were called upright, \
{unclear[PostureState.SLOUCHED]} slouched.

### With one upright photo of the same person as baseline

{table(HEADS, _rows(against))}

The same photos without it: {_share(score_sitting(same))} right. Not judged, as formcheck
refused the picture that was to be the baseline: {refused}.

### Whichever upright photo is the baseline

Of sitters with {FEWEST_PHOTOS} photos and more, each surely upright one in turn is the baseline of
all others; a photo that formcheck refuses counts as nothing right. Wanted: 0.92 by every photo.

{table(EACH_HEADS, [_each_row(one) for one in each])}
""".strip()


EACH_HEADS = ("sitter", "view", "photos", "baselines", "right by the worst", "on average")


def _each_row(one: ByBaseline) -> list[str]:
    return [
        f"{one.repository}: {one.person}",
        one.view,
        str(one.photos),
        str(len(one.rights)),
        f"{min(one.rights):.2f}",
        f"{sum(one.rights) / len(one.rights):.2f}",
    ]


HEADS = (
    "photos of",
    "photos",
    "state right",
    "judged at all",
    "upright called slouched",
    "slouched called upright",
    "right reason",
)


def _rows(said: Sequence[Said]) -> list[list[str]]:
    groups = {
        "all": list(said),
        "labels that are sure": [one for one in said if one.label.sure == "sure"],
        "new sources": [one for one in said if one.repository not in AT_HAND],
    }
    for one in sorted(said, key=lambda one: one.label.view):
        groups.setdefault(f"from the view: {one.label.view}", []).append(one)
    for one in sorted(said, key=lambda one: one.repository.lower()):
        groups.setdefault(one.repository, []).append(one)
    rows = (_row(name, group) for name, group in groups.items())
    return [row for row in rows if row[1] != "0"]


def _row(name: str, said: Sequence[Said]) -> list[str]:
    s = score_sitting(said)
    return [
        name,
        str(s.photos),
        _share(s),
        f"{s.judged / s.photos:.2f}" if s.photos else "",
        f"{s.upright_called_slouched} of {s.upright}",
        f"{s.slouched_called_upright} of {s.slouched}",
        f"{s.named} of {s.slouched}",
    ]


def _share(score: SittingScore) -> str:
    return f"{score.right / score.photos:.2f}" if score.photos else "none"
