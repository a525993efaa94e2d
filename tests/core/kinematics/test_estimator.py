"""Values are right for perfect landmarks, their sigma is calibrated, left and right agree."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.core.body import Detection, ImageSize, Side
from formcheck.core.kinematics import MEASURES
from formcheck.core.kinematics import estimator as module
from formcheck.core.kinematics.estimator import OUTPUTS, Estimate, find_output, load_estimator
from formcheck.library.catalogue import find_bundled_dir, read_spec
from tests.bodies import Arm, Body, Camera, Floats, Leg, sitting, standing
from tests.core.kinematics.figures import list_definitions, measure_body
from tests.core.kinematics.true_people import Person, list_true_people, measure_error, read_people

MOST_OFF = {"deg": 4.0, "ratio": 0.1}
"""Limit of the median error over all people: half of the narrowest tolerance of a stretch."""
LOOSE = {"wrist_over", "hand_to_other_knee"}
"""Distances along the floor over the whole body: twice the limit."""
FEW = settings(max_examples=25)

BODIES = (
    standing(),
    standing(left_arm=Arm(10, 90, 40, "up"), right_arm=Arm(60, 60)),
    standing(left_arm=Arm(90, 120, 90, "up"), twist_deg=25, head_turn_left_deg=20),
    standing(left_leg=Leg(80, 90), lean_left_deg=10, head_tilt_right_deg=15),
    sitting(left_arm=Arm(90, 80, 30, "up"), lean_forward_deg=20).turned(60),
)


def estimate(found: Detection, size: ImageSize) -> Estimate:
    return load_estimator().estimate(found, size)


def estimate_body(body: Body, camera: Camera | None = None) -> Estimate:
    found = measure_body(body, camera=camera).estimate
    assert found is not None
    return found


def measure_errors(
    change: Callable[[Person], Detection] = lambda one: one.found,
) -> dict[str, Floats]:
    """Returns the errors (n, 2) by measure, in their unit and in sigmas."""
    found: dict[str, list[tuple[float, float]]] = {}
    for person in list_true_people():
        guess = estimate(change(person), person.size)
        for name, true in person.truth.items():
            off = measure_error(name, float(guess.values[OUTPUTS[name]]), true)
            sigma = float(guess.sigma[OUTPUTS[name]])
            found.setdefault(name.partition(".")[0], []).append((off, off / sigma))
    return {name: np.array(pairs) for name, pairs in found.items()}


@pytest.fixture(scope="module", name="perfect")
def _perfect() -> dict[str, Floats]:
    return measure_errors()


@pytest.mark.parametrize("name", sorted({n.partition(".")[0] for n in next(read_people()).truth}))
def test_perfect_landmarks_are_read_right(perfect: dict[str, Floats], name: str) -> None:
    """True joints of the sample clips: people in catalogue stretches, seen from all directions."""
    most = MOST_OFF[MEASURES[name].unit] * (2.0 if name in LOOSE else 1.0)
    assert np.median(np.abs(perfect[name][:, 0])) < most
    assert np.mean(np.abs(perfect[name][:, 0]) < 4.0 * most) > 0.9


def test_sigma_is_honest_for_perfect_landmarks(perfect: dict[str, Floats]) -> None:
    deviations = np.abs(np.concatenate([pairs[:, 1] for pairs in perfect.values()]))
    assert np.mean(deviations < 1.0) > 0.55
    assert np.mean(deviations < 2.0) > 0.85
    assert np.mean(deviations < 4.0) > 0.96


def add_jitter(person: Person) -> Detection:
    """Returns landmarks off by about 4 cm, independently in the image and in world coordinates."""
    random = np.random.default_rng(sum(map(ord, person.clip)))
    extent_px = float(np.linalg.norm(np.ptp(person.found.image_px, axis=0)))
    return Detection(
        person.found.image_px + random.normal(0, 0.012 * extent_px, (33, 2)),
        person.found.world_m + random.normal(0, 0.04, (33, 3)),
        person.found.visibility,
    )


def test_landmarks_that_are_off_are_told_less_surely_and_no_less_honestly(
    perfect: dict[str, Floats],
) -> None:
    off = measure_errors(add_jitter)
    deviations = np.abs(np.concatenate([pairs[:, 1] for pairs in off.values()]))
    assert np.mean(deviations < 2.0) > 0.8
    for pairs, clean in zip(off.values(), perfect.values(), strict=True):
        sigmas = [np.median(np.abs(p[:, 0]) / np.abs(p[:, 1])) for p in (pairs, clean)]
        assert sigmas[0] > 1.2 * sigmas[1]


HIDDEN = {
    "elbow_flexion.left": ("left_elbow", "left_wrist"),
    "shoulder_elevation.left": ("left_shoulder", "left_elbow"),
    "knee_flexion.left": ("left_knee", "left_ankle"),
    "knee_flexion.right": ("right_knee", "right_ankle"),
    "hip_flexion.right": ("right_hip", "right_knee"),
    "trunk_twist": ("left_shoulder", "right_shoulder", "left_hip", "right_hip"),
    "heel_to_hip.left": ("left_heel", "left_hip"),
}


@pytest.mark.parametrize("name", HIDDEN)
def test_what_nobody_can_see_is_told_less_surely(name: str) -> None:
    larger = [
        estimate_body(body.hide(*HIDDEN[name])).sigma[OUTPUTS[name]]
        / estimate_body(body).sigma[OUTPUTS[name]]
        for body in BODIES
    ]
    assert np.median(larger) > 1.15


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
def test_a_looking_glass_swaps_the_sides_and_turns_the_turns(body: Body) -> None:
    plain, glass = estimate_body(body), estimate_body(body.mirrored())
    swap = {
        Side.LEFT: Side.RIGHT,
        Side.RIGHT: Side.LEFT,
        Side.BOTH: Side.BOTH,
    }
    for definition in list_definitions([n for n, m in MEASURES.items() if m.kind == "pose"]):
        place, sign = find_output(definition.measure, definition.of)
        other, sign2 = find_output(definition.measure, swap[definition.of])
        if MEASURES[definition.measure].of == "turn" and definition.of is Side.BOTH:
            sign2 = -sign2
        assert sign * plain.values[place] == pytest.approx(sign2 * glass.values[other], abs=0.02)
        assert plain.sigma[place] == pytest.approx(glass.sigma[other], rel=1e-3, abs=1e-4)


@pytest.mark.parametrize("factor", [0.25, 0.5, 2.0])
@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
def test_the_size_of_the_picture_changes_nothing(body: Body, factor: float) -> None:
    plain = estimate_body(body)
    size = ImageSize(round(1280 * factor), round(720 * factor))
    scaled = estimate_body(body, Camera(size=size))
    assert scaled.values == pytest.approx(plain.values, abs=0.05)
    assert scaled.sigma == pytest.approx(plain.sigma, rel=0.01)
    assert scaled.px == pytest.approx(plain.px * factor)


@FEW
@given(st.floats(-0.5, 0.5), st.floats(-0.2, 0.2), st.sampled_from(BODIES))
def test_where_somebody_stands_in_the_picture_hardly_matters(
    x: float, y: float, body: Body
) -> None:
    """Joint angles change by a few degrees, since the focal length is known only roughly."""
    one, aside = estimate_body(body), estimate_body(body.moved(x_m=x, y_m=y))
    for name in ("elbow_flexion", "knee_flexion", "hip_flexion", "shoulder_elevation"):
        for side in ("left", "right"):
            place = OUTPUTS[f"{name}.{side}"]
            most = max(6.0, 2.0 * (one.sigma[place] + aside.sigma[place]))
            assert abs(one.values[place] - aside.values[place]) < most


@FEW
@given(st.integers(0, 2**32 - 1), st.floats(0.01, 3.0))
def test_any_landmarks_at_all_give_numbers_and_a_positive_sigma(seed: int, spread: float) -> None:
    random = np.random.default_rng(seed)
    found = Detection(
        random.normal((640.0, 360.0), 400.0 * spread, (33, 2)),
        random.normal(0.0, spread, (33, 3)),
        random.uniform(0.0, 1.0, 33),
    )
    guess = estimate(found, ImageSize(1280, 720))
    assert np.isfinite(guess.values).all()
    assert np.isfinite(guess.sigma).all()
    assert (guess.sigma > 0.0).all()


def test_landmarks_that_no_measure_is_about_are_left_alone() -> None:
    """Fingers, mouth and the corners of the eyes."""
    found = standing().pose().found
    assert found is not None
    fingers = [*range(17, 23), 9, 10, 1, 3, 4, 6]
    image_px, world_m = found.image_px.copy(), found.world_m.copy()
    image_px[fingers] += 300.0
    world_m[fingers] += 1.0
    other = estimate(replace(found, image_px=image_px, world_m=world_m), ImageSize(1280, 720))
    assert np.array_equal(other.values, estimate(found, ImageSize(1280, 720)).values)


def test_how_people_start_is_known_in_every_position_of_a_stretch() -> None:
    starts = load_estimator().starts
    positions = {read_spec(path).position for path in find_bundled_dir().glob("*.toml")}
    assert positions <= starts.keys()
    for start in starts.values():
        assert start.values.shape == start.sigma.shape == (len(OUTPUTS),)


def test_people_start_as_their_position_says() -> None:
    starts = load_estimator().starts
    lean = OUTPUTS["trunk_incl"]
    assert starts["standing"].values[lean] < 20.0
    assert starts["sitting"].values[lean] < 30.0
    assert starts["prone"].values[lean] > 60.0
    fold = OUTPUTS["hip_flexion.left"]
    assert starts["sitting"].values[fold] > starts["standing"].values[fold] + 30.0


def test_an_estimator_of_another_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FORMAT", module.FORMAT + 1)
    with pytest.raises(ValueError, match="of another version"):
        load_estimator.__wrapped__()


def test_an_estimator_of_other_measures_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "OUTPUTS", {**OUTPUTS, "wing_flexion": len(OUTPUTS)})
    with pytest.raises(ValueError, match="of another version"):
        load_estimator.__wrapped__()
