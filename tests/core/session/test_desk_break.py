"""At the desk: a camera that sees no hips, and a break that runs by itself."""

from collections.abc import Sequence

import pytest

from formcheck.core.body import Pose, Side
from formcheck.core.coach import HoldStatus
from formcheck.core.kinematics import Unknown
from formcheck.core.language import ENGLISH
from formcheck.core.session import begin_session
from formcheck.core.session.framing import check_framing, sits_near
from formcheck.core.session.programme import make_desk_break, make_programme
from formcheck.core.session.reasons import find_remedy
from formcheck.core.session.screen_values import FramingCheck
from formcheck.core.session.session import GONE_S, MOST_S, PATIENCE_S
from formcheck.core.session.session_values import Command, End, Halt, Input, Stage
from formcheck.core.stretch import parse_spec
from formcheck.engine.desk import HELPS
from formcheck.library.catalogue import find_bundled_dir, read_spec
from tests.bodies import Body, cut_off, standing
from tests.core.session.live import PlayedSession, play
from tests.engine.sessions import SHORT, STRICT_BEND, Key, body_at, short_spec, up_and_down
from tests.unknowns import ELBOW_HIDDEN, ELBOW_OUTSIDE, HIP_OUTSIDE, RIGHT_WRIST_OUTSIDE

HIPS_AND_LEGS = [
    f"{side}_{joint}" for side in ("left", "right") for joint in ("hip", "knee", "ankle")
]
FACE = ["nose", "left_ear", "right_ear"]
SECOND = parse_spec(SHORT.replace('"arm-out"', '"arm-out-again"'), "arm-out-again.toml")


def find_near_check(pose: Pose) -> FramingCheck:
    state = begin_session(make_desk_break([short_spec()], ENGLISH, ()))
    found = check_framing(state, Input(0.0, pose))
    return next(check for check in found if check.id == "near")


def test_both_sides_are_held_once_and_nothing_is_asked() -> None:
    keys = [*up_and_down(20.0, 40.0, "left"), *up_and_down(50.0, 70.0, "right")]
    done = play(keys, 80.0, is_break=True)
    assert done.result.end is End.COMPLETED
    assert "questions" not in done.stages
    assert done.screens[-1].question is None
    assert [side.completed for side in done.result.stretches[0].sides] == [True, True]
    assert done.result.stretches[0].was_done


def test_a_stretch_that_nobody_begins_is_left_out_and_the_next_one_comes() -> None:
    keys = up_and_down(PATIENCE_S + 25.0, PATIENCE_S + 45.0, "left")
    done = play(keys, PATIENCE_S + 60.0, specs=[short_spec(), SECOND], is_break=True)
    assert "We'll skip that one." in done.list_said(PATIENCE_S - 1.0, PATIENCE_S + 8.0)
    assert "We'll skip that one." in {screen.reply for screen in done.screens}
    first, second = done.result.stretches
    assert not first.was_done
    assert second.was_done


def test_the_next_one_is_told_where_a_stretch_is_left_out_while_nobody_is_there() -> None:
    skipped_s = PATIENCE_S + 0.5

    def seen(t_s: float) -> Body | None:
        return None if skipped_s - 5.0 < t_s < skipped_s + 5.0 else standing()

    done = play(seen, PATIENCE_S + 15.0, specs=[short_spec(), SECOND], is_break=True)
    assert Halt.NOBODY in {screen.halt for screen in done.screens}
    said = done.list_said(PATIENCE_S - 1.0)
    assert "Next: Arm out." in said
    assert "Carry on." not in said


def test_without_a_try_it_ends_by_itself() -> None:
    both = [short_spec(), SECOND]
    done = play(lambda _: standing(), 2 * PATIENCE_S + 5.0, specs=both, is_break=True)
    assert done.screens[-1].stage is Stage.DONE
    assert done.result.end is End.STOPPED


def test_whoever_gets_up_and_leaves_has_ended_it() -> None:
    done = play(lambda t_s: standing() if t_s < 10.0 else None, 60.0, is_break=True)
    ended_s = next(screen.t_s for screen in done.screens if screen.stage is Stage.DONE)
    assert ended_s == pytest.approx(10.0 + GONE_S, abs=0.2)


def test_it_is_over_after_three_minutes_but_for_a_hold_that_runs() -> None:
    keys = []
    for start_s in range(15, 215, 8):  # too short to count, repeatedly
        keys += up_and_down(float(start_s), start_s + 2.0, "left")
    done = play(keys, MOST_S + 15.0, is_break=True)
    ended_s = next(screen.t_s for screen in done.screens if screen.stage is Stage.DONE)
    assert MOST_S <= ended_s <= MOST_S + 4.0


@pytest.mark.parametrize("halt", [Halt.CAMERA, Halt.USER])
def test_it_is_not_over_by_the_time_in_which_it_stood_still(halt: Halt) -> None:
    def halted(t_s: float) -> Halt:
        return Halt.CAMERA if halt is Halt.CAMERA and 20.0 < t_s < MOST_S else Halt.NONE

    keys = up_and_down(MOST_S + 10.0, MOST_S + 30.0, "left")
    pause = {20.0: Command.PAUSE, MOST_S: Command.PAUSE} if halt is Halt.USER else {}
    done = play(
        lambda t_s: None if MOST_S - 1.0 < t_s < MOST_S + 0.5 else body_at(keys, t_s),
        MOST_S + 30.0,
        is_break=True,
        halted=halted,
        commands=pause,
    )
    assert done.at(MOST_S - 1.0).halt is halt
    assert done.sides["left"].completed


def test_pain_ends_it_as_pain_and_is_asked_about() -> None:
    hurt = play(
        lambda t_s: standing() if t_s < 12.0 else None,
        12.0 + 1.5 * GONE_S,
        is_break=True,
        commands={10.0: Command.PAIN},
    )
    assert hurt.result.end is End.PAIN
    assert hurt.at(10.0 + GONE_S).stage is Stage.QUESTIONS


def test_outside_a_break_nobody_is_hurried() -> None:
    waits: PlayedSession = play(lambda _: standing(), PATIENCE_S + 20.0)
    assert waits.screens[-1].stage is Stage.WORK
    assert "We'll skip that one." not in waits.list_said()


def pose_at_laptop(t_s: float, keys: Sequence[Key] = ()) -> Pose:
    body = body_at(keys, t_s) if keys else standing()
    return cut_off(body.moved(z_m=-2.0), *HIPS_AND_LEGS)


def test_whoever_is_at_a_laptop_is_asked_neither_to_sit_nor_to_step_back() -> None:
    done = play(pose_at_laptop, 15.0, at_desk=True)
    assert done.at(0.3).headline == "Let your arms hang and keep still."
    assert done.at(0.3).wanted == "head"
    assert not [text for text in done.list_said() if "Step back" in text]
    assert done.stages == ["setup", "countdown", "work"]


def test_of_a_stretch_that_needs_the_whole_body_they_are_asked_to() -> None:
    done = play(pose_at_laptop, 15.0)
    assert "Step back until I see you down to your hips." in done.list_said()
    assert done.at(0.3).wanted == "upper"


def test_so_is_somebody_far_away_whose_hips_are_cut_off() -> None:
    done = play(lambda t_s: cut_off(standing(), *HIPS_AND_LEGS), 15.0, at_desk=True)
    assert "Step back until I see you down to your hips." in done.list_said()


def test_whoever_steps_back_from_the_laptop_is_seen_as_a_whole() -> None:
    def seen(t_s: float) -> Pose:
        return pose_at_laptop(t_s) if t_s < 2.0 else standing().pose(t_s)

    done = play(seen, 8.0, at_desk=True)
    assert (done.at(1.0).wanted, done.at(2.5).wanted) == ("head", "upper")
    started_s = done.at(7.5).progress.start_seen_s
    assert started_s is not None
    assert started_s >= 2.0, "the start from near is forgotten"


def test_whoever_turns_at_the_laptop_still_sits_there() -> None:
    turned = cut_off(standing().moved(z_m=-2.0).turned(85.0), *HIPS_AND_LEGS)
    assert sits_near(turned, before=False)


def test_whoever_sits_in_a_break_is_told_at_once_how_to_move() -> None:
    done = play(pose_at_laptop, 8.0, is_break=True)
    assert done.stages == ["setup", "work"]
    begun_s = next(screen.t_s for screen in done.screens if screen.stage is Stage.WORK)
    assert begun_s < 1.0
    title, how = done.list_said(0.0, 3.0)
    assert title == "Arm out."
    assert how in done.programme.steps[0].plan.spec.setup[1:]


def test_head_and_shoulders_are_enough() -> None:
    assert find_near_check(cut_off(standing(), *HIPS_AND_LEGS)).ok
    cut = find_near_check(cut_off(standing(), *HIPS_AND_LEGS, *FACE))
    assert (cut.ok, cut.needed) == (False, True)
    assert cut.say == "Tilt the screen until I see all of your head."


def test_too_near_for_the_arms_is_said_and_stops_nothing() -> None:
    check = find_near_check(standing().moved(z_m=-2.6).pose())
    assert (check.ok, check.needed) == (False, False)
    assert check.say == "Move a little further from the screen: your arms need room."


@pytest.mark.parametrize(
    ("reason", "say"),
    [
        (ELBOW_OUTSIDE, "A little further from the screen: I need to see your elbows."),
        (RIGHT_WRIST_OUTSIDE, "A little further from the screen: I need to see your hands."),
        (HIP_OUTSIDE, ""),
        (ELBOW_HIDDEN, "Turn so that I see your left elbow."),
    ],
)
def test_an_arm_that_leaves_the_picture_is_asked_back_hips_are_not(
    reason: Unknown, say: str
) -> None:
    assert find_remedy(reason, at_desk=True) == say


@pytest.mark.parametrize("name", HELPS)
def test_nobody_is_told_to_carry_the_camera_or_to_stand(name: str) -> None:
    spec = read_spec(find_bundled_dir() / f"{name}.toml")
    programme = make_desk_break([spec], ENGLISH, ())
    state = begin_session(programme)
    position = "upright" if spec.position == "standing" else "sitting"
    assert (state.position, state.wanted) == (position, "head")
    assert {step.side for step in programme.steps} == set(spec.sides)
    alone = make_programme([spec], "both", None, None, ENGLISH)
    for step, other in zip(programme.steps, alone.steps, strict=False):
        assert "Put the camera" not in step.plan.spec.setup[0]
        assert len(step.plan.spec.setup) > 1
        assert step.plan.spec.ask == other.plan.spec.ask


def test_each_side_is_held_for_as_long_in_a_break_whatever_the_dose() -> None:
    steps = make_desk_break([short_spec()], ENGLISH, ()).steps
    assert [step.side for step in steps] == [Side.LEFT, Side.RIGHT]
    assert {step.plan.dose.round_s for step in steps} == {15.0}


@pytest.mark.parametrize("is_break", [True, False])
def test_a_hand_that_leaves_the_picture_is_asked_back_while_the_clock_runs_on(
    is_break: bool,
) -> None:
    keys = up_and_down(20.0, 60.0, "left", 5.0)

    def seen(t_s: float) -> Pose:
        body = body_at(keys, t_s).moved(z_m=-2.0)
        hand = ["left_wrist"] if 21.0 < t_s < 28.0 else []
        return cut_off(body, *HIPS_AND_LEGS, *hand)

    spec = parse_spec(STRICT_BEND, "arm-out.toml")
    done = play(seen, 45.0, specs=[spec], hold_s=15, is_break=is_break, at_desk=True)
    asked = done.at(25.0)
    assert asked.headline == "A little further from the screen: I need to see your hands."
    assert asked.clock is HoldStatus.RUNNING
    assert asked.headline in done.list_said(21.0, 29.0)
    assert done.result.stretches[0].sides[0].completed
