"""How far a posture is from the person's own upright posture, and for which reason."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.core.body import Landmark, Rejection, Side
from formcheck.core.posture.calibration import calibrate
from formcheck.core.posture.posture_features import measure_posture
from formcheck.core.posture.posture_values import (
    PostureFeatures,
    Sensitivity,
    SlouchReason,
    Unjudgeable,
    UprightBaseline,
    View,
)
from formcheck.core.posture.scores import PostureScores, find_blind, score_posture
from formcheck.core.posture.seat import is_shifted
from tests.bodies import Arm, Body, standing
from tests.core.posture.sitters import (
    BESIDE,
    LAPTOP,
    Way,
    front,
    make_baseline,
    make_front_sitter,
    make_side_sitter,
    pose,
    side,
    with_values,
)

_NOT: Way = (0.0, 0.0, 0.0)
_UPRIGHT = {View.FRONT: make_baseline(front()), View.SIDE: make_baseline(side())}


def _score_by_baseline(
    features: PostureFeatures, sensitivity: Sensitivity = Sensitivity.NORMAL
) -> PostureScores:
    return score_posture(
        features, _UPRIGHT[View.SIDE if features.near else View.FRONT], sensitivity
    )


def _list_reasons(signs: PostureScores) -> list[SlouchReason]:
    """Returns the reasons that count, the strongest first."""
    found = [why for why, strength in signs.strength.items() if strength >= 1.0]
    return sorted(found, key=lambda why: -signs.strength[why])


ABOVE_THE_DESK = [one.name for one in Landmark if one <= Landmark.RIGHT_WRIST]
FRONT_BODIES: dict[str, tuple[dict[str, Any], SlouchReason]] = {
    "slump": ({"head": (0, 0.06, 0), "shoulders": (0, 0.05, 0)}, SlouchReason.SLUMP),
    "slumped to the camera": (
        {"head": (0, 0.055, -0.13), "shoulders": (0, 0.045, -0.08)},
        SlouchReason.SLUMP,
    ),
    "head forward": ({"head": (0, 0.035, -0.08)}, SlouchReason.FORWARD_HEAD),
    "both shoulders up": (
        {"body": make_front_sitter(shrug_left_m=0.04, shrug_right_m=0.04)},
        SlouchReason.SHRUG,
    ),
    "one shoulder up": ({"body": make_front_sitter(shrug_right_m=0.04)}, SlouchReason.SHRUG),
    "head to the right": (
        {"body": make_front_sitter(head_tilt_right_deg=16.0)},
        SlouchReason.HEAD_TILT,
    ),
    "head to the left": (
        {"body": make_front_sitter(head_tilt_right_deg=-16.0)},
        SlouchReason.HEAD_TILT,
    ),
    "looking far down": ({"body": make_front_sitter(head_down_deg=40.0)}, SlouchReason.PHONE),
    "leaning to the left": ({"body": make_front_sitter(lean_left_deg=12.0)}, SlouchReason.LEANING),
    "leaning to the right": (
        {"body": make_front_sitter(lean_left_deg=-12.0)},
        SlouchReason.LEANING,
    ),
    "nearer as a whole": ({"body": make_front_sitter().moved(z_m=-0.25)}, SlouchReason.TOO_CLOSE),
    "hinged to the screen": (
        {"body": make_front_sitter(lean_forward_deg=24.0)},
        SlouchReason.TOO_CLOSE,
    ),
}
FRONT_SLOUCHES = {name: (front(**body), why) for name, (body, why) in FRONT_BODIES.items()}
SIDE_SLOUCHES = {
    "slump": (side(head=(0.13, 0.1, 0), shoulders=(0.08, 0.085, 0)), SlouchReason.SLUMP),
    "slid down": (side(head=(0.02, 0.13, 0), shoulders=(0.01, 0.115, 0)), SlouchReason.SLUMP),
    "head forward": (side(head=(0.08, 0.03, 0)), SlouchReason.FORWARD_HEAD),
    "leaning over the desk": (
        side(make_side_sitter(lean_forward_deg=25.0, head_down_deg=-20.0)),
        SlouchReason.LEANING,
    ),
    "looking far down": (side(make_side_sitter(head_down_deg=50.0)), SlouchReason.PHONE),
    "shoulder up": (
        side(make_side_sitter(shrug_left_m=0.04, shrug_right_m=0.04)),
        SlouchReason.SHRUG,
    ),
}


@pytest.mark.parametrize("name", FRONT_SLOUCHES)
def test_a_laptop_tells_each_slouch_by_its_own_reason(name: str) -> None:
    features, why = FRONT_SLOUCHES[name]
    assert _list_reasons(_score_by_baseline(features))[:1] == [why]


def test_who_sinks_back_into_the_chair_slumps_before_all_else() -> None:
    sunk = front(head=(0, 0.12, 0.2), shoulders=(0, 0.08, 0.2))
    assert _list_reasons(_score_by_baseline(sunk))[0] is SlouchReason.SLUMP


@pytest.mark.parametrize("name", SIDE_SLOUCHES)
def test_a_camera_at_the_side_tells_each_slouch_by_its_own_reason(name: str) -> None:
    features, why = SIDE_SLOUCHES[name]
    assert why in _list_reasons(_score_by_baseline(features))[:2]


@pytest.mark.parametrize("pitch_deg", [-60.0, 60.0])
def test_from_the_side_a_head_turned_aside_looks_down_at_nothing(pitch_deg: float) -> None:
    upright = side()
    short = 0.25 * upright.values["head_length"]  # ear to nose, foreshortened
    turned = with_values(upright, head_length=short, head_pitch_deg=pitch_deg)
    signs = _score_by_baseline(turned)
    assert signs.unclear is not Unjudgeable.NOT_SEATED
    assert _list_reasons(signs) == []


def test_from_the_side_a_head_alone_and_a_rolled_chair_are_not_near_to_the_screen() -> None:
    assert _list_reasons(_score_by_baseline(side(head=(0.08, 0.03, 0.0)))) == [
        SlouchReason.FORWARD_HEAD
    ]
    assert _list_reasons(_score_by_baseline(side(make_side_sitter().moved(x_m=0.2)))) == []


_KEYS = Arm(plane_deg=70.0, elevation_deg=40.0, elbow_deg=60.0)
_CUP = Arm(plane_deg=80.0, elevation_deg=60.0, elbow_deg=120.0)


@pytest.mark.parametrize(
    "body",
    [
        make_front_sitter(left_arm=_KEYS, right_arm=_KEYS),
        make_front_sitter(right_arm=_CUP, head_down_deg=-15.0),
        make_front_sitter(head_turn_left_deg=35.0),
        make_front_sitter(head_turn_left_deg=-60.0),
        make_front_sitter(head_turn_left_deg=40.0, twist_deg=20.0),
        make_front_sitter(head_turn_left_deg=-30.0, twist_deg=-35.0),
        make_front_sitter(head_down_deg=9.0),
        make_front_sitter(lean_forward_deg=-6.0),
        make_front_sitter(lean_forward_deg=3.0, head_tilt_right_deg=4.0),
        make_front_sitter().moved(x_m=0.12, z_m=0.06),
        make_front_sitter().turned(12.0),
    ],
)
def test_ordinary_work_before_a_laptop_does_not_count(body: Body) -> None:
    assert _list_reasons(_score_by_baseline(front(body))) == []


@pytest.mark.parametrize(
    "body",
    [
        make_side_sitter(left_arm=_KEYS, right_arm=_KEYS),
        make_side_sitter(right_arm=_CUP, head_down_deg=-15.0),
        make_side_sitter(head_turn_left_deg=25.0, twist_deg=10.0),
        make_side_sitter(head_down_deg=12.0),
        make_side_sitter(lean_forward_deg=-7.0),
        make_side_sitter(lean_forward_deg=8.0),
        make_side_sitter().moved(x_m=0.08),
        make_side_sitter().turned(-35.0),
        make_side_sitter().turned(20.0),
    ],
)
def test_ordinary_work_seen_from_the_side_does_not_count(body: Body) -> None:
    assert _list_reasons(_score_by_baseline(side(body))) == []


def test_upright_is_nothing_and_worse_is_more() -> None:
    for features, more in (
        (front(), [front(make_front_sitter(head_tilt_right_deg=a)) for a in (6.0, 10.0, 18.0)]),
        (side(), [side(make_side_sitter(lean_forward_deg=a)) for a in (8.0, 20.0, 26.0)]),
    ):
        strengths = [max(_score_by_baseline(b).strength.values()) for b in (features, *more)]
        assert strengths == sorted(strengths)
        assert strengths[0] < 0.2
        assert strengths[1] < 1.0 < strengths[2] < strengths[3]


@pytest.mark.parametrize("reason", [("head_tilt_right_deg", 8.0), ("lean_left_deg", 8.0)])
def test_a_slouch_counts_about_where_good_ends(reason: tuple[str, float]) -> None:
    angle, limit_deg = reason
    strengths = {
        share: max(
            _score_by_baseline(
                front(make_front_sitter(**{angle: share * limit_deg}))
            ).strength.values()
        )
        for share in (0.5, 1.5)
    }
    assert strengths[0.5] < 1.0 < strengths[1.5]


def test_sensitivity_scales_every_limit() -> None:
    tilted = front(make_front_sitter(head_tilt_right_deg=6.5))
    assert _list_reasons(_score_by_baseline(tilted)) == []
    assert _list_reasons(_score_by_baseline(tilted, Sensitivity.STRICT)) == [SlouchReason.HEAD_TILT]
    assert (
        _list_reasons(
            _score_by_baseline(
                front(make_front_sitter(head_tilt_right_deg=7.2)), Sensitivity.RELAXED
            )
        )
        == []
    )
    for features in (tilted, side(head=(0.03, 0.0, 0)), front(head=(0, 0.035, -0.08))):
        by = [max(_score_by_baseline(features, s).strength.values()) for s in Sensitivity]
        assert by == sorted(by)


def test_against_a_single_picture_more_is_allowed() -> None:
    tilted = front(make_front_sitter(head_tilt_right_deg=7.2))
    one = calibrate([front()], pictures=True)
    assert isinstance(one, UprightBaseline)
    assert _list_reasons(_score_by_baseline(tilted)) == [SlouchReason.HEAD_TILT]
    assert _list_reasons(score_posture(tilted, one, Sensitivity.NORMAL)) == []


@given(dx=st.floats(-0.2, 0.2), dy=st.floats(-0.15, 0.15), name=st.sampled_from([*SIDE_SLOUCHES]))
@settings(max_examples=25)
def test_where_in_the_picture_somebody_sits_does_not_matter_from_the_side(
    dx: float, dy: float, name: str
) -> None:
    def shift(features: PostureFeatures) -> PostureFeatures:
        moved = {
            n: v + (dx if n.endswith("_x") else dy if n.endswith("_y") else 0.0)
            for n, v in features.values.items()
        }
        return replace(features, values=moved)

    features, _ = SIDE_SLOUCHES[name]
    there = score_posture(shift(features), make_baseline(shift(side())), Sensitivity.NORMAL)
    assert there.strength == pytest.approx(_score_by_baseline(features).strength, abs=1e-6)


@given(
    lean=st.floats(-10, 30), down=st.floats(-10, 40), x=st.floats(-0.1, 0.1), y=st.floats(0, 0.08)
)
@settings(max_examples=40)
def test_a_mirrored_person_slouches_as_much(lean: float, down: float, x: float, y: float) -> None:
    body = make_side_sitter(lean_forward_deg=lean, head_down_deg=down)
    seen = pose(body, BESIDE, (x, y, 0.0), _NOT)
    other = pose(body.mirrored(), BESIDE, (-x, y, 0.0), _NOT)
    mirrored = make_baseline(measure_posture(pose(make_side_sitter().mirrored(), BESIDE)))
    assert mirrored.near is Side.LEFT
    one = _score_by_baseline(measure_posture(seen))
    two = score_posture(measure_posture(other), mirrored, Sensitivity.NORMAL)
    assert two.unclear is one.unclear
    assert two.strength == pytest.approx(one.strength, abs=1e-6)


@given(
    hidden=st.sets(st.sampled_from([*ABOVE_THE_DESK]), max_size=4),
    name=st.sampled_from([*FRONT_SLOUCHES]),
)
@settings(max_examples=300)
def test_what_is_hidden_never_makes_the_first_reason(hidden: set[str], name: str) -> None:
    body, _ = FRONT_BODIES[name]
    seen = {**body, "body": body.get("body", make_front_sitter()).hide(*hidden)}
    signs = _score_by_baseline(front(**seen))
    assert not any(math.isnan(strength) for strength in signs.strength.values())
    allowed = {
        *_list_reasons(_score_by_baseline(front(**body))),
        SlouchReason.TOO_CLOSE,
        SlouchReason.FORWARD_HEAD,
        SlouchReason.HEAD_TILT,
    }
    assert signs.unclear is not None or set(_list_reasons(signs)[:1]) <= allowed


def test_shoulders_out_of_the_picture_are_not_needed_to_be_too_close() -> None:
    gone = ("left_shoulder", "right_shoulder")
    near = front(make_front_sitter(lean_forward_deg=24.0).hide(*gone))
    assert _list_reasons(_score_by_baseline(near)) == [SlouchReason.TOO_CLOSE]
    assert (
        _score_by_baseline(front(make_front_sitter().hide(*gone))).unclear is Unjudgeable.SHOULDERS
    )


def test_hips_that_are_hidden_leave_what_the_picture_shows() -> None:
    hips = ("left_hip", "right_hip", "left_knee", "right_knee")
    for head, shoulders, why in (
        ((0.14, 0.12, 0.0), (0.1, 0.11, 0.0), SlouchReason.SLUMP),
        ((0.08, 0.03, 0.0), _NOT, SlouchReason.FORWARD_HEAD),
    ):
        assert why in _list_reasons(
            _score_by_baseline(side(make_side_sitter().hide(*hips), head, shoulders))
        )
    assert (
        SlouchReason.LEANING
        not in _score_by_baseline(
            side(make_side_sitter(lean_forward_deg=20.0).hide(*hips))
        ).strength
    )


@pytest.mark.parametrize(
    ("features", "unclear"),
    [
        (
            front(make_front_sitter().hide("nose", "left_eye", "right_eye", "mouth_left")),
            Unjudgeable.HEAD,
        ),
        (measure_posture(pose(make_front_sitter().turned(75.0), LAPTOP)), Unjudgeable.TURNED),
        (replace(front(), unclear=Unjudgeable.PICTURE), Unjudgeable.PICTURE),
    ],
)
def test_what_cannot_be_told_from_the_front_is_unclear(
    features: PostureFeatures, unclear: Unjudgeable
) -> None:
    signs = score_posture(features, _UPRIGHT[View.FRONT], Sensitivity.NORMAL)
    assert (signs.unclear, signs.strength) == (unclear, {})


@pytest.mark.parametrize(
    ("features", "unclear"),
    [
        (side(make_side_sitter().hide("right_ear")), Unjudgeable.HEAD),
        (side(make_side_sitter().hide("right_shoulder")), Unjudgeable.SHOULDERS),
        (side(make_side_sitter().turned(-65.0)), Unjudgeable.OTHER_VIEW),
        (side(make_side_sitter().turned(-90.0)), Unjudgeable.OTHER_VIEW),
        (side(make_side_sitter().turned(-180.0)), Unjudgeable.OTHER_VIEW),
    ],
)
def test_what_cannot_be_told_from_the_side_is_unclear(
    features: PostureFeatures, unclear: Unjudgeable
) -> None:
    signs = score_posture(features, _UPRIGHT[View.SIDE], Sensitivity.NORMAL)
    assert (signs.unclear, signs.strength) == (unclear, {})


@pytest.mark.parametrize(
    "features",
    [
        measure_posture(pose(standing().moved(y_m=0.4), LAPTOP)),
        front(make_front_sitter().moved(x_m=0.6)),
        front(make_front_sitter().moved(z_m=1.2)),
        side(make_side_sitter().moved(x_m=0.6)),
        side(make_side_sitter().moved(z_m=2.5)),
        side(make_side_sitter().moved(y_m=-0.5)),
    ],
)
def test_somebody_who_is_not_in_the_seat_is_elsewhere(features: PostureFeatures) -> None:
    signs = _score_by_baseline(features)
    assert (signs.unclear, signs.strength) == (Unjudgeable.NOT_SEATED, {})


def _shift_camera(features: PostureFeatures, dy: float) -> PostureFeatures:
    return with_values(
        features, **{n: v + dy for n, v in features.values.items() if n[-2:] == "_y"}
    )


@pytest.mark.parametrize("features", [front(), side()])
def test_a_camera_that_was_tilted_is_no_slump(features: PostureFeatures) -> None:
    baseline = make_baseline(features)
    unit = features.values["shoulder_width" if features.view is View.FRONT else "torso"]
    assert not is_shifted(features.values, baseline)
    assert not is_shifted(_shift_camera(features, 0.1 * unit).values, baseline)
    for dy in (0.35 * unit, -0.35 * unit):
        moved = _shift_camera(features, dy)
        assert is_shifted(moved.values, baseline)
        assert _list_reasons(score_posture(moved, baseline, Sensitivity.NORMAL)) == []


@pytest.mark.parametrize("sit", [front, side])
def test_a_chair_that_was_moved_back_is_no_slump_and_leaning_back_moves_no_chair(
    sit: Callable[..., PostureFeatures],
) -> None:
    body, camera = (make_front_sitter(), LAPTOP) if sit is front else (make_side_sitter(), BESIDE)
    for farther, is_moved in ((1.05, False), (1.12, False), (1.2, True), (1.4, True)):
        distance_m = farther * camera.distance_m
        farther_off = measure_posture(pose(body, replace(camera, distance_m=distance_m)))
        assert is_shifted(farther_off.values, _UPRIGHT[farther_off.view]) is is_moved
        if is_moved:
            assert _list_reasons(_score_by_baseline(farther_off)) == []


def test_who_seems_lower_and_nothing_else_may_have_lowered_the_chair() -> None:
    lowered = _score_by_baseline(front(make_front_sitter().moved(y_m=0.06)))
    assert (_list_reasons(lowered), lowered.only_lower) == ([SlouchReason.SLUMP], True)
    bent = _score_by_baseline(front(head=(0, 0.1, -0.16), shoulders=(0, 0.07, -0.06)))
    assert (_list_reasons(bent)[0], bent.only_lower) == (SlouchReason.SLUMP, False)
    tilted = _score_by_baseline(front(make_front_sitter(head_tilt_right_deg=16.0).moved(y_m=0.06)))
    assert not tilted.only_lower


def test_no_slouch_looks_like_a_camera_that_was_moved() -> None:
    for features, _ in (*FRONT_SLOUCHES.values(), *SIDE_SLOUCHES.values()):
        upright = _UPRIGHT[View.SIDE if features.near else View.FRONT]
        assert not is_shifted(features.values, upright)


def _count_without_baseline(features: PostureFeatures) -> list[SlouchReason]:
    return _list_reasons(score_posture(features, None, Sensitivity.NORMAL))


def test_without_a_baseline_what_is_wrong_for_anybody_still_counts() -> None:
    assert _count_without_baseline(front()) == _count_without_baseline(side()) == []
    assert _count_without_baseline(front(make_front_sitter(head_tilt_right_deg=20.0))) == [
        SlouchReason.HEAD_TILT
    ]
    assert _count_without_baseline(front(make_front_sitter(lean_left_deg=18.0)))[:1] == [
        SlouchReason.LEANING
    ]
    assert _count_without_baseline(
        side(make_side_sitter(lean_forward_deg=28.0, head_down_deg=-20.0))
    ) == [SlouchReason.LEANING]
    assert _count_without_baseline(side(head=(0.16, 0.02, 0.0))) == [SlouchReason.FORWARD_HEAD]
    assert _count_without_baseline(with_values(side(), trunk_deg=25.0, neck_deg=40.0)) == [
        SlouchReason.LEANING
    ]


def _score_head(features: PostureFeatures, widths: float) -> PostureScores:
    """Scores features without a baseline, with the ears ``widths`` in front of the shoulders."""
    return score_posture(with_values(features, head_over=widths), None, Sensitivity.NORMAL)


def test_from_the_front_a_head_low_over_the_shoulders_is_forward_for_anybody() -> None:
    assert _score_head(front(), 0.60).strength[SlouchReason.FORWARD_HEAD] == 0.0
    assert _score_head(front(), 0.40).strength[SlouchReason.FORWARD_HEAD] > 2.0
    strict = score_posture(with_values(front(), head_over=0.48), None, Sensitivity.STRICT)
    assert _list_reasons(strict) == [SlouchReason.FORWARD_HEAD]


@pytest.mark.parametrize(
    "features",
    [
        with_values(front(), head_over=0.49),
        with_values(side(), neck_deg=31.0, trunk_deg=0.0),
        with_values(side(), neck_deg=25.0, trunk_deg=8.0),
        with_values(side(), neck_deg=25.0, trunk_deg=math.nan),
        with_values(front(), head_over=math.nan),
    ],
)
def test_without_a_baseline_what_many_upright_people_have_too_is_not_told(
    features: PostureFeatures,
) -> None:
    signs = score_posture(features, None, Sensitivity.NORMAL)
    assert (signs.unclear, signs.strength) == (Unjudgeable.BASELINE, {})


def test_who_leans_back_is_upright_whatever_the_neck_allows_for() -> None:
    for trunk_deg in (-25.0, -10.0, 0.0):
        reclined = with_values(side(), neck_deg=22.0, trunk_deg=trunk_deg)
        signs = score_posture(reclined, None, Sensitivity.NORMAL)
        assert signs.unclear is None
        assert max(signs.strength.values()) < 1.0


def test_shoulders_that_are_guessed_must_show_more() -> None:
    hidden = ("left_shoulder", "right_shoulder")
    cut = front(make_front_sitter().hide(*hidden, why=Rejection.OUT_OF_FRAME))
    cut = with_values(cut, shoulder_width=math.nan, head_over=cut.values["head_over"])
    for widths, unclear, why in (
        (0.62, None, []),
        (0.52, Unjudgeable.BASELINE, []),
        (0.45, Unjudgeable.BASELINE, []),
        (0.36, None, [SlouchReason.FORWARD_HEAD]),
    ):
        signs = _score_head(cut, widths)
        assert (signs.unclear, _list_reasons(signs)) == (unclear, why)


def test_without_a_baseline_more_is_allowed() -> None:
    for features in (
        front(make_front_sitter(head_tilt_right_deg=10.0)),
        side(make_side_sitter(lean_forward_deg=18.5)),
        side(head=(0.08, 0.03, 0.0)),
    ):
        assert _list_reasons(_score_by_baseline(features)) != []
        assert _count_without_baseline(features) == []


@pytest.mark.parametrize("view", View)
def test_what_a_view_is_blind_to_is_never_said(view: View) -> None:
    slouches = FRONT_SLOUCHES if view is View.FRONT else SIDE_SLOUCHES
    for baseline in (None, _UPRIGHT[view]):
        said = {
            why
            for features, _ in slouches.values()
            for why in score_posture(features, baseline, Sensitivity.NORMAL).strength
        }
        assert said | set(find_blind(view, baseline)) == set(SlouchReason)
        assert not said & set(find_blind(view, baseline))


def test_seen_from_the_front_with_a_baseline_everything_can_be_told() -> None:
    assert find_blind(View.FRONT, _UPRIGHT[View.FRONT]) == ()


def test_noise_of_the_model_alone_is_hardly_ever_past_good() -> None:
    noise = np.random.default_rng(5)
    for body, camera in ((make_front_sitter(), LAPTOP), (make_side_sitter(), BESIDE)):
        upright = pose(body, camera)
        baseline = make_baseline(measure_posture(upright))
        past = 0
        for _ in range(300):
            wavering = upright.image_px + noise.normal(0.0, 1.5, upright.image_px.shape)
            features = measure_posture(replace(upright, image_px=wavering))
            past += bool(_list_reasons(score_posture(features, baseline, Sensitivity.NORMAL)))
        assert past <= 9


def test_elsewhere_nobody_sits_unless_a_baseline_has_its_own_place() -> None:
    there = replace(front(), elsewhere=True)
    alone = score_posture(there, None, Sensitivity.NORMAL)
    assert (alone.strength, alone.unclear) == ({}, Unjudgeable.NOT_SEATED)
    assert _score_by_baseline(there).unclear is None
