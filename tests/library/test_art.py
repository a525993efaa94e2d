"""The pictures: complete, small, of one size, and recognised by formcheck as what they show."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files
from math import inf
from pathlib import Path
from statistics import mode

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from docs import stretch_pages
from docs.stretch_pages import can_picture_show
from formcheck.core.body import ImageSize, Landmark, Pose, Side
from formcheck.core.coach import Form, judge_photo
from formcheck.core.judging import MISFIT, compute_misfit, is_faulty, is_near
from formcheck.core.kinematics import Reading, measure, measure_moment, measure_pose
from formcheck.core.stretch import Need, Plan, Spec, plan_for
from formcheck.library.art import (
    PICTURE_SIZE_PX,
    START,
    TARGET,
    Which,
    find_picture,
    load_ghost,
    read_picture_size_px,
)
from formcheck.library.catalogue import find_bundled_dir, read_spec
from formcheck.vision.pose.models import model_path
from formcheck.vision.pose.search import Search
from formcheck.vision.pose.visibility import VisibilityState, assess_visibility
from formcheck.vision.video.photo_file import read_photo

SPECS = {spec.id: spec for spec in map(read_spec, sorted(find_bundled_dir().glob("*.toml")))}
PLANS = {name: plan_for(spec, spec.sides[0]) for name, spec in SPECS.items()}
FAULTS = [
    (name, f.id) for name, spec in SPECS.items() for f in spec.fault if can_picture_show(spec, f)
]
LYING_PICTURE_SIZE_PX = PICTURE_SIZE_PX[::-1]
MOST_BYTES, MOST_POINTS = 20_000, 150
MOST_BYTES_OF_ALL = 3_500_000
ASIDE_PX = {
    PICTURE_SIZE_PX: (260, 330, 400),
    LYING_PICTURE_SIZE_PX: (40, 100, 160),
}
"""Margins added left and right, giving 3:2 to 2:1, about the shape of a webcam image.

The reading of a still changes by several degrees with a margin of one pixel more, unlike a film.
So a picture is read with several margins, and the median counts.
"""

COMES_WITH: dict[tuple[str, str], set[str]] = {
    ("bridge-pose", "over-arched"): {"feet-far"},
    ("bridge-reps", "partial"): {"hips-low"},
    ("chest-stretch", "turned-toward-arm"): {"no-turn"},
    ("cable-doorway-rhomboid-stretch", "hands-too-high"): {"one-arm-across", "arms-not-crossed"},
    ("dual-tennis-ball-release", "sits-up"): {"head-lifted"},
    ("knee-to-chest", "hands-off"): {"too-little"},
    ("prone-chest-lift", "arms-locked"): {"too-high"},
    ("rock-and-roll", "on-the-neck"): {"toes-let-go"},
    ("seated-chair-forward-fold", "too-shallow"): {"head-up"},
    ("tennis-ball-release", "sits-up"): {"head-lifted"},
    ("wall-corner-rhomboid-chest", "arm-slack"): {"no-turn"},
    ("wall-corner-rhomboid-chest", "hand-height"): {"no-turn", "hand-slides"},
    ("wall-corner-rhomboid-chest", "turned-wrong-way"): {"no-turn"},
    ("wall-corner-rhomboid-high", "arm-slack"): {"no-turn"},
    ("wall-corner-rhomboid-high", "hand-height"): {"no-turn"},
    ("wall-corner-rhomboid-high", "turned-wrong-way"): {"no-turn"},
    ("wall-corner-rhomboid-hip", "arm-slack"): {"no-turn"},
    ("wall-corner-rhomboid-hip", "hand-height"): {"no-turn", "hand-slides", "elbow-off-wall"},
    ("wall-corner-rhomboid-hip", "hand-slides"): {"no-turn", "hand-height", "elbow-off-wall"},
    ("wall-corner-rhomboid-hip", "turned-wrong-way"): {"no-turn"},
}
"""Faults that may also be reported for the picture of another fault: the body shows both."""

START_TAKEN_FOR_IT = {
    "shoulder-blade-squeeze": "elbows that hang behind the body read 27 degrees farther back",
}
"""Stretches whose start is recognised as the stretch itself, with the reason."""

LEAST_NEARER = 0.9
"""Least share of the fault pictures that read nearer to their fault than the target's picture; .96
when this was set."""

LEAST_TOLD = 0.15
"""Least share of the fault pictures whose own fault is reported; .20 when this was set. Raise it
when possible: the first pictures were posed for narrower bands; only sure faults are reported."""

See = Callable[[str, str], tuple[Pose, ...]]


@pytest.fixture(scope="module")
def see() -> Iterator[See]:
    """Yields the function that returns a picture's poses, each with one of the margins."""
    with Search(model_path()) as search:

        @cache
        def poses(stretch: str, name: str) -> tuple[Pose, ...]:
            image = read_photo(get_picture_path(stretch, name))
            asides = ASIDE_PX[read_picture_size_px(stretch)]
            return tuple(find_pose(search, image, aside) for aside in asides)

        yield poses


def find_pose(search: Search, image: NDArray[np.uint8], aside: int) -> Pose:
    border = cv2.copyMakeBorder(image, 0, 0, aside, aside, cv2.BORDER_REPLICATE)
    wide = np.asarray(border, np.uint8)
    (found,) = search.find_all(wide) or search.detect_photo(wide)
    size = ImageSize(wide.shape[1], wide.shape[0])
    return assess_visibility(VisibilityState(), found, 0.0, size)[1]


def list_pictures(stretch: str) -> set[str]:
    return {
        path.stem for path in (files("formcheck.library") / "pictures" / stretch).glob("*.webp")
    }


def get_picture_path(stretch: str, name: str) -> Path:
    path = find_picture(stretch, name)
    assert path is not None, f"{stretch}/{name}"
    return path


def read_picture(seen: See, plan: Plan, name: str) -> dict[str, Reading]:
    """Returns the median readings over the margins, each read as in a session.

    Changes count from the picture of the start, and from the set-up, which the picture "no-turn"
    shows.
    """
    set_up = "no-turn" in list_pictures(plan.spec.id)
    frames: list[dict[str, Reading]] = []
    for number in range(len(ASIDE_PX[read_picture_size_px(plan.spec.id)])):
        moments = {"start": START, **({"set-up": "no-turn"} if set_up else {})}
        taken = {
            moment: measure_moment([measure_pose(seen(plan.spec.id, picture)[number])])
            for moment, picture in moments.items()
        }
        shown = measure_pose(seen(plan.spec.id, name)[number])
        moments = {moment: one for moment, one in taken.items() if one is not None}
        frames.append(measure(plan.definitions, shown, moments, (shown,)))
    return {key: find_middle([frame[key] for frame in frames]) for key in frames[0]}


def find_middle(found: list[Reading]) -> Reading:
    """Returns the reading of median value, or an unseen one if most are unseen."""
    ranked = sorted(found, key=lambda reading: (not reading.seen, reading.value))
    values = sum(reading.seen for reading in found)
    return ranked[values // 2] if 2 * values > len(found) else ranked[-1]


def is_lying(plan: Plan) -> bool:
    return read_picture_size_px(plan.spec.id) == LYING_PICTURE_SIZE_PX


def list_peak_needs(plan: Plan) -> tuple[Need, ...]:
    """Returns the needs of the driver at a repetition's peak; none for a hold."""
    rule = plan.rep
    if rule is None:
        return ()
    return tuple(Need(m, rule.high, inf, rule.hysteresis) for m in rule.measures)


def measure_rep_share(plan: Plan, read: dict[str, Reading]) -> float:
    """Returns a picture's position in a repetition, from 0 at the start to 1 at the peak."""
    assert plan.rep is not None
    return plan.rep.compute_share(float(np.mean([read[m].value for m in plan.rep.measures])))


def find_faults(plan: Plan, read: dict[str, Reading], zone: str = "high") -> list[str]:
    """Returns the reported faults; for repetitions those of that zone."""
    return [
        rule.id
        for rule in plan.faults
        if not (rule.moving or rule.rep)
        and rule.zone in {"", zone}
        and is_faulty(rule, read, was_faulty=False)
    ]


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
def test_there_are_start_target_and_every_fault_that_a_still_can_show(spec: Spec) -> None:
    names = list_pictures(spec.id)
    assert {START, TARGET} <= names
    faults = names - {START, TARGET}
    assert faults >= {fault.id for fault in spec.fault if can_picture_show(spec, fault)}
    assert faults <= {fault.id for fault in spec.fault}


@pytest.mark.parametrize("stretch", SPECS)
def test_pictures_are_small_and_of_one_size(stretch: str) -> None:
    size = read_picture_size_px(stretch)
    assert size in {PICTURE_SIZE_PX, LYING_PICTURE_SIZE_PX}
    for name in list_pictures(stretch):
        path = get_picture_path(stretch, name)
        assert path.stat().st_size <= MOST_BYTES, name
        height, width, _ = read_photo(path).shape
        assert (width, height) == size, name


def test_all_pictures_together_are_small() -> None:
    pictures = (get_picture_path(s, name) for s in SPECS for name in list_pictures(s))
    assert sum(path.stat().st_size for path in pictures) <= MOST_BYTES_OF_ALL


def test_a_stretch_of_ones_own_has_no_pictures_and_no_ghost() -> None:
    assert read_picture_size_px("my-own-stretch") == PICTURE_SIZE_PX
    assert find_picture("my-own-stretch", START) is None
    assert load_ghost("my-own-stretch", "start") is None


@pytest.mark.parametrize(
    ("stretch", "name"),
    [
        ("seated-twist", "../seated-twist/start"),
        ("..", "start"),
        ("../art/seated-twist", "start"),
        ("seated-twist", "ghost.json"),
        ("seated-twist", ""),
        ("", "start"),
        ("seated-twist\n", "start"),
    ],
)
def test_only_plain_names_name_a_picture(stretch: str, name: str) -> None:
    assert find_picture(stretch, name) is None


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_the_start_is_a_start_and_not_yet_the_stretch(plan: Plan, see: See) -> None:
    read = read_picture(see, plan, START)
    assert compute_misfit(plan.start_needs, read) <= MISFIT
    if plan.spec.is_timer:
        return
    if plan.rep is not None:
        yet = measure_rep_share(plan, read) >= plan.rep.table.try_from
    else:
        yet = compute_misfit(plan.timed_phase.needs, read) <= MISFIT
    assert yet == (plan.spec.id in START_TAKEN_FOR_IT)


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_the_target_is_good_form(plan: Plan, see: See) -> None:
    read = read_picture(see, plan, TARGET)
    needs = (*plan.timed_phase.needs, *list_peak_needs(plan))
    assert is_near(needs, read)
    assert find_faults(plan, read) == []
    assert compute_misfit(needs, read) <= MISFIT


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_the_target_is_no_bad_form_as_a_photo_either(plan: Plan, see: See) -> None:
    """A photo cannot show faults that depend on the start or on movement."""
    forms = [judge_photo(plan, pose).form for pose in see(plan.spec.id, TARGET)]
    assert mode(forms) in (
        {Form.OK, Form.UNJUDGED} if is_lying(plan) or plan.spec.is_timer else {Form.OK}
    )


def list_told_faults(seen: See, stretch: str, fault: str) -> list[str]:
    """Returns the faults reported for the picture of that fault."""
    plan = PLANS[stretch]
    rule = plan.find_fault(fault)
    read = read_picture(seen, plan, fault)
    found = find_faults(plan, read, rule.zone or "high")
    if rule.rep == "partial" and measure_rep_share(plan, read) < 1.0:
        found.append(fault)
    return found


def measure_beyond(seen: See, stretch: str, fault: str, picture: str) -> float:
    """Returns how far a picture is beyond a fault's limit, in tolerances, or minus its range."""
    plan = PLANS[stretch]
    rule = plan.find_fault(fault)
    read = read_picture(seen, plan, picture)
    if rule.rep:
        return -measure_rep_share(plan, read)
    return max(
        max(low - read[need.measure].value, read[need.measure].value - high) / need.tolerance
        for need in rule.needs
        for low, high in (need.limits,)
        if read[need.measure].seen
    )


SHOWN = [f for f in FAULTS if find_picture(*f) is not None]


def lacks_set_up_picture(stretch: str, fault: str) -> bool:
    """Whether a fault is a change since a set-up that no picture shows."""
    table = next(f for f in SPECS[stretch].fault if f.id == fault)
    since = "" if table.rep else SPECS[stretch].quantity[table.quantity].since
    return since == "set-up" and "no-turn" not in list_pictures(stretch)


def test_a_picture_of_a_fault_reads_nearer_to_it_than_the_right_one(see: See) -> None:
    """Compared with the target's picture, or the start's for a fault of the start."""
    nearer: dict[str, bool] = {}
    for stretch, fault in SHOWN:
        if not lacks_set_up_picture(stretch, fault):
            right = START if PLANS[stretch].find_fault(fault).zone == "low" else TARGET
            wrong = measure_beyond(see, stretch, fault, fault)
            nearer[f"{stretch}/{fault}"] = wrong > measure_beyond(see, stretch, fault, right)
    not_so = [name for name, yes in nearer.items() if not yes]
    assert len(not_so) <= (1 - LEAST_NEARER) * len(nearer), not_so


@pytest.mark.parametrize(("stretch", "fault"), SHOWN)
def test_a_picture_of_a_fault_is_told_no_other_fault(stretch: str, fault: str, see: See) -> None:
    others = {*list_told_faults(see, stretch, fault)} - {fault}
    assert others <= COMES_WITH.get((stretch, fault), set())


def test_so_many_pictures_are_told_their_fault(see: See) -> None:
    told = [f"{s}/{fault}" for s, fault in SHOWN if fault in list_told_faults(see, s, fault)]
    assert len(told) >= LEAST_TOLD * len(SHOWN), told


def test_what_counts_from_no_picture_is_not_told(see: See) -> None:
    untold = [(s, fault) for s, fault in SHOWN if lacks_set_up_picture(s, fault)]
    assert untold
    assert not [f for s, f in untold if f in list_told_faults(see, s, f)]


JOINTS = [
    landmark
    for part in ("shoulder", "elbow", "wrist", "hip", "knee")
    for landmark in (Side.LEFT.landmark(part), Side.RIGHT.landmark(part))
]


@pytest.mark.parametrize("stretch", SPECS)
def test_the_ghost_of_the_start_lies_upon_the_person_of_the_picture(stretch: str, see: See) -> None:
    """On floor poses the model guesses hidden legs and the far side: there most must fit."""
    ghost = load_ghost(stretch, "start")
    assert ghost is not None
    px = see(stretch, START)[0].image_px
    shoulders = px[[Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]]
    middle = shoulders.mean(axis=0)
    torso = np.hypot(*(px[[Landmark.LEFT_HIP, Landmark.RIGHT_HIP]].mean(axis=0) - middle))
    shown = [j for j in JOINTS if 0 <= px[j, 1] < read_picture_size_px(stretch)[1]]
    away = np.hypot(*((px[shown] - middle) / torso - ghost.joints[shown]).T)
    floor = SPECS[stretch].position != "standing"
    assert len(shown) >= (5 if floor else 7)
    assert (np.median(away) if floor else away.max()) < 0.22
    if ghost.torso_per_shoulder is not None:
        across = np.hypot(*(shoulders[0] - shoulders[1]))
        near = pytest.approx(torso / across, rel=0.35 if floor else 0.2)
        assert ghost.torso_per_shoulder == near


@pytest.mark.parametrize("which", ["start", "target"])
@pytest.mark.parametrize("stretch", SPECS)
def test_a_ghost_has_its_joints_within_and_few_points(stretch: str, which: Which) -> None:
    ghost = load_ghost(stretch, which)
    assert ghost is not None
    assert ghost is load_ghost(stretch, which)
    points = np.concatenate(ghost.outline)
    assert len(points) <= MOST_POINTS
    left, top, right, bottom = ghost.room
    assert (points.min(axis=0) >= [left, top]).all()
    assert (points.max(axis=0) <= [right, bottom]).all()
    body = max(ghost.outline, key=lambda polygon: cv2.contourArea(polygon.astype(np.float32)))
    for joint in JOINTS:
        x, y = ghost.joints[joint]
        inside = cv2.pointPolygonTest(body.astype(np.float32), (float(x), float(y)), True)
        assert inside > -0.03, joint.name
    assert np.isnan(ghost.joints[Landmark.LEFT_INDEX]).all()


def test_the_page_of_the_stretches_is_fresh_and_shows_every_picture() -> None:
    stored = stretch_pages.PAGE.read_text(encoding="utf-8")
    assert stored == stretch_pages.make_page(), "run: python docs/stretch_pages.py"
    shown = [
        (stretch_pages.PAGE.parent / place).resolve()
        for place in re.findall(r'<img src="([^"]+)"', stored)
    ]
    assert sorted(shown) == sorted(
        get_picture_path(stretch, name).resolve()
        for stretch in SPECS
        for name in list_pictures(stretch)
    )
