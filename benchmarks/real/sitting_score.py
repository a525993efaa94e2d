"""The accuracy of ``formcheck sit`` on photos of real people, without and with a baseline."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.real.labels import Sitting
from benchmarks.report import make_table
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
"""Views in which a baseline can be recorded."""
KNOWN_SOURCES = ("PSVedant/smart-posture-corrector", "SlouchingOrNot/via-posenet")
"""Sources of the photos that were available while the sitting feature was built."""


@dataclass(frozen=True, slots=True, eq=False)
class SeenPhoto:
    """A labelled photo and its posture features, None if nobody was found."""

    repository: str
    label: Sitting
    features: PostureFeatures | None


@dataclass(frozen=True, slots=True)
class Said:
    """What formcheck reported of a labelled photo. refused: it refused the offered baseline."""

    repository: str
    label: Sitting
    state: PostureState
    why: tuple[SlouchReason, ...] = ()
    refused: bool = False


@dataclass(frozen=True, slots=True)
class SittingScore:
    """Counts over photos labelled upright or slouched.

    judged are those reported as either; right those reported as labelled; named those with a
    reported reason that the label has too.
    """

    photos: int
    judged: int
    right: int
    upright: int
    upright_called_slouched: int
    slouched: int
    slouched_called_upright: int
    named: int


def read_sitter(everybody: Sequence[Detection], size: ImageSize) -> PostureFeatures | None:
    """Returns the posture features of the most prominent person in a photo."""
    return PostureObserver().look(find_sitter(everybody, SeatState(), size), 0.0, size).features


def judge_features(
    features: PostureFeatures | None, calibration: UprightBaseline | None
) -> tuple[PostureState, tuple[SlouchReason, ...]]:
    """Returns state and reasons, worst first, as ``formcheck sit check PHOTO`` gives them."""
    state, why, _ = state_of(features, calibration, Sensitivity.NORMAL)
    return state, why


def judge_alone(photos: Iterable[SeenPhoto]) -> list[Said]:
    """Judges every photo without a baseline."""
    return [Said(p.repository, p.label, *judge_features(p.features, None)) for p in photos]


def judge_against_baseline(photos: Sequence[SeenPhoto]) -> list[Said]:
    """Judges the photos whose sitter has a photo that can be the baseline.

    The baseline is the first photo by path that is surely upright, of the same person from the same
    view; it is not judged itself. If formcheck refuses it, the others count as unsure.
    """
    said = []
    for baseline, others in _pair_with_baselines(photos):
        found = _calibrate(baseline)
        for photo in others:
            if isinstance(found, CalibrationRefusal):
                said.append(Said(photo.repository, photo.label, PostureState.UNSURE, refused=True))
            else:
                state, why = judge_features(photo.features, found)
                said.append(Said(photo.repository, photo.label, state, why))
    return said


@dataclass(frozen=True, slots=True)
class BaselineAccuracy:
    """The accuracy with each upright photo of a sitter as baseline for their other photos.

    rights are the shares of right photos, one per baseline; 0 if formcheck refuses it.
    """

    repository: str
    person: str
    view: str
    photos: int
    rights: tuple[float, ...]


FEWEST_PHOTOS = 4
"""Fewest photos, upright or slouched, for ``judge_by_each``. Chosen for formcheck."""


def judge_by_each(photos: Sequence[SeenPhoto]) -> list[BaselineAccuracy]:
    """Judges with every surely upright photo in turn as the baseline of its sitter."""
    found = []
    for (repository, person, view), group in _group_by_sitter(photos).items():
        told = [p for p in group if p.label.state is not PostureState.UNSURE]
        fit = [p for p in told if _can_be_baseline(p.label)]
        if fit and len(told) >= FEWEST_PHOTOS:
            rights = tuple(_measure_right(one, [p for p in told if p is not one]) for one in fit)
            found.append(BaselineAccuracy(repository, person, view, len(told), rights))
    return found


def _calibrate(photo: SeenPhoto) -> UprightBaseline | CalibrationRefusal:
    return calibrate([photo.features], pictures=True)


def _measure_right(baseline: SeenPhoto, others: Sequence[SeenPhoto]) -> float:
    found = _calibrate(baseline)
    if isinstance(found, CalibrationRefusal):
        return 0.0
    said = (judge_features(p.features, found)[0] is p.label.state for p in others)
    return sum(said) / len(others)


def _group_by_sitter(photos: Sequence[SeenPhoto]) -> dict[tuple[str, str, str], list[SeenPhoto]]:
    """Returns the photos by sitter and view, each group in order of path."""
    groups: dict[tuple[str, str, str], list[SeenPhoto]] = {}
    for photo in sorted(photos, key=lambda p: (p.repository, p.label.path)):
        key = (photo.repository, photo.label.person, photo.label.view)
        groups.setdefault(key, []).append(photo)
    return groups


def _pair_with_baselines(
    photos: Sequence[SeenPhoto],
) -> Iterable[tuple[SeenPhoto, list[SeenPhoto]]]:
    for group in _group_by_sitter(photos).values():
        fit = [p for p in group if _can_be_baseline(p.label)]
        if fit and len(group) > 1:
            yield fit[0], [p for p in group if p is not fit[0]]


def _can_be_baseline(label: Sitting) -> bool:
    return (label.state, label.sure) == (
        PostureState.UPRIGHT,
        "sure",
    ) and label.view in BASELINE_VIEWS


def score_sitting(said: Iterable[Said]) -> SittingScore:
    """Returns the counts; photos whose label is unsure are left out."""
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


def format_sitting(
    alone: Sequence[Said],
    against: Sequence[Said],
    each: Sequence[BaselineAccuracy] = (),
    missing: int = 0,
) -> str:
    """Returns the section on sitting, as Markdown.

    alone: all photos judged without a baseline; against: those judged with one; each: the accuracy
    with every upright photo in turn as baseline; missing: the number of labels whose photo was
    missing or unreadable.
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
{" and ".join(KNOWN_SOURCES)} lay at hand while sitting was built; the other
sources are new. Labels whose photo was not there, or could not be read: {missing}.

### Without a baseline

{make_table(HEADS, _list_rows(alone))}

{unclear.total()} photos in which the eye can't tell either count in no row:
{unclear[PostureState.UPRIGHT]} of them were called upright, \
{unclear[PostureState.SLOUCHED]} slouched.

### With one upright photo of the same person as baseline

{make_table(HEADS, _list_rows(against))}

The same photos without it: {_show_share(score_sitting(same))} right. Not judged, as formcheck
refused the picture that was to be the baseline: {refused}.

### Whichever upright photo is the baseline

Of sitters with {FEWEST_PHOTOS} photos and more, each surely upright one in turn is the baseline of
all others; a photo that formcheck refuses counts as nothing right. Wanted: 0.92 by every photo.

{make_table(EACH_HEADS, [_build_baseline_row(one) for one in each])}
""".strip()


EACH_HEADS = ("sitter", "view", "photos", "baselines", "right by the worst", "on average")


def _build_baseline_row(one: BaselineAccuracy) -> list[str]:
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


def _list_rows(said: Sequence[Said]) -> list[list[str]]:
    groups = {
        "all": list(said),
        "labels that are sure": [one for one in said if one.label.sure == "sure"],
        "new sources": [one for one in said if one.repository not in KNOWN_SOURCES],
    }
    for one in sorted(said, key=lambda one: one.label.view):
        groups.setdefault(f"from the view: {one.label.view}", []).append(one)
    for one in sorted(said, key=lambda one: one.repository.lower()):
        groups.setdefault(one.repository, []).append(one)
    rows = (_make_row(name, group) for name, group in groups.items())
    return [row for row in rows if row[1] != "0"]


def _make_row(name: str, said: Sequence[Said]) -> list[str]:
    s = score_sitting(said)
    return [
        name,
        str(s.photos),
        _show_share(s),
        f"{s.judged / s.photos:.2f}" if s.photos else "",
        f"{s.upright_called_slouched} of {s.upright}",
        f"{s.slouched_called_upright} of {s.slouched}",
        f"{s.named} of {s.slouched}",
    ]


def _show_share(score: SittingScore) -> str:
    return f"{score.right / score.photos:.2f}" if score.photos else "none"
