"""The baseline follows the person's usual posture, but not into a slouch."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.core.posture.posture_values import (
    Look,
    PostureFeatures,
    PostureState,
    Sensitivity,
    SlouchReason,
)
from formcheck.core.posture.scores import UsualPosture, apply_usual, score_posture, update_usual
from formcheck.core.posture.sit import SitState, recalibrate
from tests.core.posture.desk import LOOKS, OWN, UP, Desk
from tests.core.posture.postures import slouched, upright


def tilt_head(roll_deg: float) -> PostureFeatures:
    return replace(UP, values={**UP.values, "head_roll_deg": roll_deg})


def adapt_baseline(
    seconds: int,
    *looks: PostureFeatures | None,
    state: PostureState = PostureState.UPRIGHT,
    every_s: int = 1,
) -> float:
    """Returns the baseline's head tilt after so many seconds of these features in rotation."""
    usual = UsualPosture()
    for t in range(0, seconds, every_s):
        posture = upright(t) if state is PostureState.UPRIGHT else slouched(t)
        usual = update_usual(usual, OWN, Look(t, looks[t % len(looks)]), posture, every_s)
    return apply_usual(OWN, usual).values["head_roll_deg"] - UP.values["head_roll_deg"]


def measure_tilt(roll_deg: float, usual: UsualPosture) -> float:
    own = apply_usual(OWN, usual)
    return score_posture(tilt_head(roll_deg), own, Sensitivity.NORMAL).strength[
        SlouchReason.HEAD_TILT
    ]


def test_it_goes_to_the_mean_of_what_is_usual() -> None:
    assert adapt_baseline(0, tilt_head(3.0)) == 0.0
    assert adapt_baseline(300, tilt_head(3.0)) == pytest.approx(1.5, abs=0.1)
    assert adapt_baseline(7200, tilt_head(3.0)) == pytest.approx(3.0, abs=0.1)
    assert adapt_baseline(7200, tilt_head(3.0), tilt_head(-1.0)) == pytest.approx(1.0, abs=0.1)


def test_a_tilt_all_day_is_followed_only_while_it_is_far_from_a_slouch() -> None:
    """A head tilt of 7.4 degrees is a slouch."""
    assert adapt_baseline(28800, tilt_head(7.9), every_s=4) == pytest.approx(5.5, abs=0.5)
    assert adapt_baseline(28800, tilt_head(-7.9), every_s=4) == pytest.approx(-5.5, abs=0.5)


@pytest.mark.parametrize(
    "features",
    [None, LOOKS["turned"], LOOKS["no head"], LOOKS["no picture"], replace(UP, view=None)],
)
def test_what_is_not_well_seen_does_not_count(features: PostureFeatures | None) -> None:
    assert adapt_baseline(3600, features) == 0.0


def test_a_head_turned_to_a_second_screen_does_not_count() -> None:
    aside = replace(tilt_head(3.0), values={**tilt_head(3.0).values, "head_yaw_deg": 30.0})
    assert adapt_baseline(3600, aside) == 0.0


def test_a_look_after_a_long_gap_counts_for_five_seconds() -> None:
    rare = adapt_baseline(300, tilt_head(3.0), every_s=100)
    assert rare == pytest.approx(adapt_baseline(15, tilt_head(3.0), every_s=5)) != 0.0


def test_a_slouch_does_not_count() -> None:
    assert adapt_baseline(3600, tilt_head(3.0), state=PostureState.SLOUCHED) == 0.0


def test_a_quantity_that_is_not_seen_stays_as_it_was() -> None:
    hidden = replace(UP, values={**UP.values, "nose_between": float("nan")})
    own = apply_usual(OWN, update_usual(UsualPosture(), OWN, Look(1, hidden), upright(1), 1.0))
    assert own.values["nose_between"] == UP.values["nose_between"]


def test_a_baseline_taken_with_the_head_aslant_is_put_right_in_the_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Baseline at 0 degrees, usual tilt 3: 8 degrees no longer count as a slouch, -6.5 do."""
    desk = Desk()
    assert measure_tilt(8.0, desk.progress.usual) > 1.0 > measure_tilt(-6.5, desk.progress.usual)
    monkeypatch.setitem(LOOKS, "usual", tilt_head(3.0))
    desk.keep("usual", 7200.0)
    assert measure_tilt(8.0, desk.progress.usual) < 1.0 < measure_tilt(-6.5, desk.progress.usual)


def test_a_new_baseline_begins_anew() -> None:
    state = replace(SitState(OWN), usual=UsualPosture({**UP.values, "head_roll_deg": 3.0}, 900.0))
    assert recalibrate(state, OWN).usual == UsualPosture()


@given(st.lists(st.tuples(st.floats(-20, 20), st.floats(0.1, 30)), max_size=60))
def test_it_is_never_half_a_slouch_away(looks: list[tuple[float, float]]) -> None:
    usual, t_s = UsualPosture(), 0.0
    for roll_deg, dt_s in looks:
        t_s += dt_s
        usual = update_usual(usual, OWN, Look(t_s, tilt_head(roll_deg)), upright(t_s), dt_s)
        assert measure_tilt(UP.values["head_roll_deg"], usual) <= 0.5 + 1e-9
