"""What the set-up asks of the person, in order of importance."""

from dataclasses import replace

import pytest

from formcheck.core.body import Pose
from formcheck.core.kinematics import measure_pose
from formcheck.core.kinematics.moments import measure_moment
from formcheck.core.language import ENGLISH
from formcheck.core.session import begin_session, session_texts
from formcheck.core.session.framing import check_framing, find_start_position, group_position
from formcheck.core.session.programme import make_programme
from formcheck.core.session.screen_values import FramingCheck
from formcheck.core.session.session_values import Input, Light
from formcheck.core.stretch.plan import plan_for
from formcheck.library.catalogue import load_spec
from tests.bodies import cut_off, standing
from tests.engine.sessions import short_spec

LEGS = [f"{side}_{joint}" for side in ("left", "right") for joint in ("knee", "ankle")]
HIPS = ["left_hip", "right_hip"]
FACE = ["nose", "left_ear", "right_ear"]
START = {"start": measure_moment([measure_pose(standing().pose())])}


def list_checks(
    pose: Pose | None,
    kind: str = "upper",
    light: Light | None = None,
    *,
    position: str = "standing",
    view_ok: bool = True,
    started: bool = True,
    before: tuple[FramingCheck, ...] = (),
) -> tuple[FramingCheck, ...]:
    spec = short_spec()
    view = spec.view.model_copy(update={"framing": kind})
    spec = spec.model_copy(update={"position": position, "view": view})
    state = begin_session(make_programme([spec], "left", None, None, ENGLISH))
    moments = START if started else {}
    progress = replace(state.coach.progress, view_ok=view_ok, moments=moments)
    state = state.with_coaches(replace(state.coach, progress=progress))
    state = replace(state, at_desk=kind == "head", framing=before)
    return check_framing(state, Input(0.0, pose, light=light))


def find_first_advice(pose: Pose | None, kind: str = "upper", **given: object) -> str:
    return next((c.say for c in list_checks(pose, kind, **given) if not c.ok), "")  # type: ignore[arg-type]


def test_a_person_well_in_the_picture_is_told_nothing() -> None:
    assert find_first_advice(standing().pose(), "full", light=Light(120.0, 50.0)) == ""


@pytest.mark.parametrize(
    ("pose", "kind", "say"),
    [
        (None, "upper", "Come into the picture."),
        (cut_off(standing(), *HIPS), "upper", "Step back until I see you down to your hips."),
        (cut_off(standing(), *LEGS), "knees", "Step back until I see you down to your knees."),
        (cut_off(standing(), "left_ankle", "right_ankle"), "full",
         "Step back until I see your feet."),
        (cut_off(standing(), *FACE), "upper", "Step back until I see your head."),
        (standing().hide(*LEGS).pose(), "knees",
         "Something hides your knees: clear the view or step back."),
        (standing().moved(z_m=6.0).pose(), "upper", "Come closer."),
        (standing().moved(x_m=-1.3).pose(), "upper", "Move to your left."),
        (standing().moved(x_m=1.3).pose(), "upper", "Move to your right."),
        (standing().turned(180).moved(x_m=1.3).pose(), "upper", "Move to your left."),
        (standing().moved(x_m=1.3).hide(*HIPS).pose(), "head", "Move to your right."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_what_to_do(pose: Pose | None, kind: str, say: str) -> None:
    assert find_first_advice(pose, kind) == say


@pytest.mark.parametrize("x_m", [-1.3, 1.3])
@pytest.mark.parametrize("turn_deg", [85, 95, -85, -95])
@pytest.mark.parametrize("hidden", [(), ("left_hip",), ("right_hip",)])
def test_who_stands_sideways_is_not_sent_towards_or_away_from_the_camera(
    x_m: float, turn_deg: float, hidden: tuple[str, ...]
) -> None:
    pose = standing().turned(turn_deg).moved(x_m=x_m).hide(*hidden).pose()
    assert find_first_advice(pose) == "Turn the camera until you are in the middle."


def test_legs_do_not_matter_where_the_upper_body_is_enough() -> None:
    assert find_first_advice(cut_off(standing(), *LEGS), "upper") == ""


def test_one_of_a_pair_is_enough_from_the_side() -> None:
    assert find_first_advice(standing().hide("left_hip", "left_knee").pose(), "knees") == ""


@pytest.mark.parametrize(
    ("light", "say"),
    [
        (Light(20.0, 30.0), "More light, please: the picture is dark."),
        (Light(250.0, 30.0), "Less light, please: the picture is too bright."),
        (Light(120.0, 3.0), "The picture is not clear enough: wipe the lens or change the light."),
    ],
)
def test_bad_light_comes_before_everything_else(light: Light, say: str) -> None:
    assert find_first_advice(None, light=light) == say


def test_what_the_coach_lacks_comes_last() -> None:
    pose = standing().pose()
    turn = short_spec().view.say
    assert find_first_advice(pose, view_ok=False, started=False) == turn
    assert find_first_advice(pose, started=False) == "Stand still for a moment."


def test_a_check_that_was_right_does_not_flicker_at_its_limit() -> None:
    at_limit = Light(43.0, 50.0)
    pose = standing().pose()
    assert find_first_advice(pose, light=at_limit) != ""
    passed = list_checks(pose, light=Light(50.0, 50.0))
    assert find_first_advice(pose, light=at_limit, before=passed) == ""


def test_the_same_checks_are_listed_with_and_without_a_person() -> None:
    assert [c.id for c in list_checks(None)] == [c.id for c in list_checks(standing().pose())]
    assert [c.title for c in list_checks(None)] == [c.title for c in list_checks(standing().pose())]


def say_what_is_wrong(pose: Pose, position: str = "supine") -> str:
    return find_first_advice(pose, "full", position=position)


@pytest.mark.parametrize(
    ("pose", "say"),
    [
        (cut_off(standing(), *FACE), "Put the camera further away: I can't see your head."),
        (
            cut_off(standing(), "left_ankle", "right_ankle"),
            "Put the camera further away: I can't see your feet.",
        ),
        (standing().moved(z_m=6.0).pose(), "Put the camera closer."),
        (standing().moved(x_m=1.9).pose(), "Turn the camera until you are in the middle."),
    ],
)
def test_who_is_on_the_floor_is_not_asked_to_step_anywhere(pose: Pose, say: str) -> None:
    assert say_what_is_wrong(pose) == say


@pytest.mark.parametrize("position", ["sitting", "kneeling", "prone"])
def test_feet_that_the_body_itself_hides_are_no_matter(position: str) -> None:
    assert say_what_is_wrong(standing().hide(*LEGS).pose(), position) == ""


@pytest.mark.parametrize(
    ("position", "still"),
    [
        ("standing", "Stand still for a moment."),
        ("kneeling", "Kneel still for a moment."),
        ("all-fours", "Keep still for a moment."),
        ("side-lying", "Lie still for a moment."),
    ],
)
def test_stillness_is_asked_for_in_words_of_the_position(position: str, still: str) -> None:
    assert session_texts.KEEP_STILL[group_position(position)] == still


@pytest.mark.parametrize(
    ("stretch", "start"),
    [
        ("tennis-ball-release", "sitting"),
        ("lower-back-flexibility-exercise", "sitting"),
        ("lower-back-rotational-stretch", "supine"),
        ("cat-cow", "all-fours"),
    ],
)
def test_who_begins_sitting_is_not_told_to_lie_still(stretch: str, start: str) -> None:
    spec = load_spec(stretch)
    assert find_start_position(plan_for(spec, spec.sides[0]), spec.position) == start
    state = begin_session(make_programme([spec], "both", None, None, ENGLISH))
    told = check_framing(state, Input(0.0, None))
    assert ("Lying still" in [c.title for c in told]) == (start == "supine")
