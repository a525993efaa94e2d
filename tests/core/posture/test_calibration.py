"""A baseline from a few seconds of sitting, or the reason why none is taken."""

import json
import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from formcheck.core.body import Side
from formcheck.core.language import Sentence
from formcheck.core.posture import calibration as module
from formcheck.core.posture.calibration import (
    calibrate,
    describe_quality,
    dump_baseline,
    list_limits,
    parse_baseline,
)
from formcheck.core.posture.posture_features import QUANTITIES, measure_posture
from formcheck.core.posture.posture_values import (
    CalibrationRefusal,
    PostureFeatures,
    Sensitivity,
    SlouchReason,
    Unjudgeable,
    UprightBaseline,
    View,
)
from formcheck.core.posture.scores import score_posture
from tests.bodies import standing
from tests.core.posture.sitters import (
    LAPTOP,
    front,
    make_baseline,
    make_front_sitter,
    make_side_sitter,
    pose,
    side,
    with_values,
)
from tests.listing import list_sentences


def _make_samples(features: PostureFeatures, count: int, **waver: float) -> list[PostureFeatures]:
    """Returns ``count`` samples of features that vary by these standard deviations."""
    noise = np.random.default_rng(7)
    return [
        with_values(
            features, **{n: features.values[n] + s * noise.normal() for n, s in waver.items()}
        )
        for _ in range(count)
    ]


def _expect_refusal(samples: Sequence[PostureFeatures | None]) -> CalibrationRefusal:
    found = calibrate(samples)
    assert isinstance(found, CalibrationRefusal)
    return found


@pytest.mark.parametrize("count", [5, 10, 150])
@pytest.mark.parametrize(
    ("features", "view", "near"), [(front(), View.FRONT, None), (side(), View.SIDE, Side.RIGHT)]
)
def test_sitting_still_is_a_baseline_at_any_rate_of_looks(
    count: int, features: PostureFeatures, view: View, near: Side | None
) -> None:
    found = calibrate(_make_samples(features, count, nose_x=0.002, neck_deg=0.5, head_roll_deg=0.5))
    assert isinstance(found, UprightBaseline)
    assert (found.view, found.near, found.samples) == (view, near, count)
    assert found.values["torso"] == features.values["torso"]
    assert found.values["nose_x"] == pytest.approx(features.values["nose_x"], abs=0.003)


def test_one_wild_look_does_not_move_the_baseline() -> None:
    wild = with_values(front(), eye_mouth=front().values["eye_mouth"] * 1.15, nose_between=5.0)
    found = calibrate([*_make_samples(front(), 20), wild])
    assert isinstance(found, UprightBaseline)
    assert found.values["nose_between"] == front().values["nose_between"]


def test_what_was_mostly_unseen_is_not_known() -> None:
    legless = front(make_front_sitter().hide("left_hip", "right_hip", "left_knee", "right_knee"))
    found = calibrate([legless] * 10)
    assert isinstance(found, UprightBaseline)
    assert math.isnan(found.values["torso"])


@pytest.mark.parametrize(
    ("features", "waver"),
    [
        (front(), {"head_roll_deg": 5.0}),
        (front(), {"eye_mouth": 0.02}),
        (front(), {"nose_x": 0.06}),
        (side(), {"neck_deg": 5.0}),
        (side(), {"nose_y": 0.04}),
    ],
)
def test_who_moves_is_asked_to_sit_still(
    features: PostureFeatures, waver: dict[str, float]
) -> None:
    assert _expect_refusal(_make_samples(features, 20, **waver)) == CalibrationRefusal.UNSTEADY


@pytest.mark.parametrize(
    ("features", "reason"),
    [
        (side(make_side_sitter(lean_forward_deg=18.0)), CalibrationRefusal.LEANING_FORWARD),
        (side(head=(0.16, 0.02, 0.0)), CalibrationRefusal.HEAD_FORWARD),
        (front(make_front_sitter(head_tilt_right_deg=20.0)), CalibrationRefusal.HEAD_TILTED),
        (front(make_front_sitter(head_down_deg=45.0)), CalibrationRefusal.LOOKING_DOWN),
        (front(make_front_sitter(shrug_left_m=0.06)), CalibrationRefusal.ASLANT),
        (
            front(make_front_sitter(shrug_left_m=0.07, shrug_right_m=0.07)),
            CalibrationRefusal.HEAD_LOW,
        ),
    ],
)
def test_an_obvious_slouch_is_no_baseline(
    features: PostureFeatures, reason: CalibrationRefusal
) -> None:
    assert _expect_refusal([features] * 10) == reason


@pytest.mark.parametrize(
    ("features", "reason"),
    [
        (front(make_front_sitter().hide("nose", "left_eye")), CalibrationRefusal.NO_HEAD),
        (front(make_front_sitter().hide("left_shoulder")), CalibrationRefusal.NO_SHOULDERS),
        (
            measure_posture(pose(make_front_sitter().turned(50.0), LAPTOP)),
            CalibrationRefusal.TURNED_AWAY,
        ),
        (measure_posture(pose(standing().moved(y_m=0.5), LAPTOP)), CalibrationRefusal.STANDING),
        (replace(front(), unclear=Unjudgeable.PICTURE), CalibrationRefusal.NO_PICTURE),
    ],
)
def test_a_bad_picture_is_refused_with_its_own_reason(
    features: PostureFeatures, reason: CalibrationRefusal
) -> None:
    assert _expect_refusal([features] * 10) == reason


def test_every_unclear_look_has_a_sentence() -> None:
    for unclear in Unjudgeable:
        refused = _expect_refusal([replace(front(), unclear=unclear)] * 10)
        assert refused is not CalibrationRefusal.NOBODY
    assert len(CalibrationRefusal) == len(CalibrationRefusal.__members__), "each has its own words"


def test_three_quarters_of_the_looks_must_be_good() -> None:
    hidden = front(make_front_sitter().hide("left_shoulder"))
    assert isinstance(calibrate([front()] * 15 + [hidden] * 5), UprightBaseline)
    assert _expect_refusal([front()] * 14 + [hidden] * 6) == CalibrationRefusal.NO_SHOULDERS
    assert isinstance(calibrate([front()] * 15 + [None] * 5), UprightBaseline)
    assert _expect_refusal([front()] * 14 + [None] * 6) == CalibrationRefusal.TOO_FEW


def test_nobody_and_too_little_are_refused() -> None:
    assert _expect_refusal([]) == CalibrationRefusal.NOBODY
    assert _expect_refusal([front()] * 2) == CalibrationRefusal.TOO_FEW
    assert _expect_refusal([front(), side()] * 6) == CalibrationRefusal.TURNED_AWAY


def test_one_picture_is_enough_where_it_is_all_there_is() -> None:
    found = calibrate([side()], pictures=True)
    assert isinstance(found, UprightBaseline)
    assert found.values == pytest.approx(side().values, nan_ok=True)


def test_a_record_gives_the_same_baseline_back() -> None:
    legless = front(make_front_sitter().hide("left_hip", "right_hip", "left_knee", "right_knee"))
    for one in (make_baseline(front()), make_baseline(side()), make_baseline(legless)):
        record = json.loads(json.dumps(dump_baseline(one), allow_nan=False))
        back = parse_baseline(record)
        assert (back.view, back.near, back.samples) == (one.view, one.near, one.samples)
        assert back.values == pytest.approx(one.values, abs=1e-6, nan_ok=True)


@pytest.mark.parametrize("features", [front(), side()])
def test_a_quantity_that_a_record_of_another_version_lacks_is_unknown(
    features: PostureFeatures,
) -> None:
    needed = {"shoulder_width", "eye_mouth"} if features.view is View.FRONT else set()
    for name in QUANTITIES.keys() - needed:
        record = dump_baseline(make_baseline(features))
        del record["values"][name]
        found = parse_baseline(record)
        assert math.isnan(found.values[name])
        judged = score_posture(features, found, Sensitivity.NORMAL)
        assert all(math.isfinite(value) for value in judged.strength.values())
    for name in needed:
        record = dump_baseline(make_baseline(features))
        del record["values"][name]
        with pytest.raises(ValueError, match="baseline"):
            parse_baseline(record)


def test_how_still_it_was_is_not_said_of_a_record_that_does_not_know_it() -> None:
    record = dump_baseline(make_baseline(front()))
    del record["wavered_mm"]
    several = {**record, "samples": 20}
    assert describe_quality(parse_baseline(several)) == (
        "The baseline is the median of 20 pictures.",
    )
    known = parse_baseline({**several, "wavered_mm": 3.4})
    assert describe_quality(known)[0].endswith("between which your head moved by 3 mm.")


def test_what_a_record_kept_once_and_is_not_read_any_more_does_no_harm() -> None:
    values = dump_baseline(make_baseline(side()))["values"]
    assert parse_baseline(_change_baseline(size=[1280, 720], spread=values)).view is View.SIDE


def _change_baseline(**changes: object) -> dict[str, object]:
    return {**dump_baseline(make_baseline(side())), **changes}


@pytest.mark.parametrize(
    "record",
    [
        None,
        [],
        {},
        _change_baseline(view="top"),
        _change_baseline(near="nose"),
        _change_baseline(near=None),
        _change_baseline(values=[1.0]),
        _change_baseline(values={}),
        _change_baseline(values={"torso": "long"}),
        _change_baseline(values={**make_baseline(side()).values, "torso": math.inf}),
        _change_baseline(samples="many"),
        _change_baseline(samples=math.inf),
    ],
)
def test_nonsense_is_no_record(record: object) -> None:
    with pytest.raises(ValueError, match="baseline"):
        parse_baseline(record)


def _read_number(limit: Sentence) -> int:
    return int(str(limit.values["n"]))


@pytest.mark.parametrize("features", [front(), side()])
def test_the_self_check_says_how_far_each_slouch_would_have_to_go(
    features: PostureFeatures,
) -> None:
    baseline = make_baseline(features)
    told = list_limits(baseline, Sensitivity.NORMAL)
    for limit in told.values():
        assert _read_number(limit) > 0
        assert "{n}" in limit.template
    wider = list_limits(baseline, Sensitivity.RELAXED)
    assert list(wider) == list(told)
    grown = [_read_number(wider[why]) - _read_number(told[why]) for why in told]
    assert min(grown) >= 0 < max(grown)
    judged = score_posture(features, baseline, Sensitivity.NORMAL).strength
    assert set(told) == set(judged)


def test_the_self_check_tells_where_good_ends() -> None:
    told = list_limits(make_baseline(side()), Sensitivity.NORMAL)
    assert _read_number(told[SlouchReason.FORWARD_HEAD]) == 8
    assert _read_number(told[SlouchReason.LEANING]) == 15
    strict = list_limits(make_baseline(front()), Sensitivity.STRICT)
    assert _read_number(strict[SlouchReason.HEAD_TILT]) == 6


def test_before_the_body_a_slump_is_told_in_heads() -> None:
    baseline = make_baseline(front())
    width, eye_mouth = baseline.values["shoulder_width"], baseline.values["eye_mouth"]
    told = list_limits(baseline, Sensitivity.NORMAL)
    assert _read_number(told[SlouchReason.SLUMP]) == round(12 * width / (3.2 * eye_mouth))


def test_a_face_without_height_at_the_side_costs_no_limit() -> None:
    baseline = make_baseline(side())
    flat = replace(baseline, values={**baseline.values, "eye_mouth": 0.0})
    assert list_limits(flat, Sensitivity.NORMAL) == list_limits(baseline, Sensitivity.NORMAL)


def test_sentences_are_whole_and_can_be_found_for_translation() -> None:
    told = list_sentences(vars(module)) | frozenset(CalibrationRefusal)
    assert len(told) > 20
    assert all(sentence.endswith(".") for sentence in told)
