from collections.abc import Sequence
from pathlib import Path

import pytest

from formcheck.core.body import Side
from formcheck.core.coach import Form
from formcheck.core.coach.photo import ONE_PICTURE
from formcheck.core.judging import Verdict
from formcheck.core.kinematics.readings import VIEW_UNSUITED
from formcheck.core.stretch import Spec
from formcheck.engine.photo_check import (
    FAR_OFF,
    NOBODY_SEEN,
    ONE_MOMENT,
    SIDE_UNTOLD,
    PhotoAnalysis,
    analyse_photo,
    judge_poses,
)
from formcheck.engine.session_warnings import LIKE
from formcheck.library.catalogue import load_spec
from formcheck.output.report.scene import build_photo_scene
from formcheck.vision.pose.models import find_model, model_path
from formcheck.vision.pose.search import Search
from formcheck.vision.pose.visibility import VisibilityState, assess_visibility
from formcheck.vision.video.frames import size_of
from formcheck.vision.video.video import VideoFile
from tests.bodies import Arm, Body, standing
from tests.engine.sessions import (
    EITHER_ARM,
    SHORT,
    SIZE,
    STRICT_BEND,
    STRICT_VIEW,
    detect,
    short_spec,
)
from tests.paths import ROOT
from tests.unknowns import WRIST_HIDDEN

needs_model = pytest.mark.skipif(find_model("full") is None, reason="the pose model is not built")

UP = Arm(0.0, 90.0)


def judge_photo(*bodies: Body, spec: Spec | None = None, of: Side | None = None) -> PhotoAnalysis:
    spec = spec or short_spec()
    poses = [assess_visibility(VisibilityState(), detect(body), 0.0, SIZE)[1] for body in bodies]
    sides = spec.sides if of is None else (of,)
    return judge_poses(poses, spec, sides, SIZE, "photo.jpg")


@pytest.mark.parametrize("side", [Side.LEFT, Side.RIGHT])
def test_the_side_that_does_the_stretch_is_judged(side: Side) -> None:
    photo = judge_photo(standing().with_arm(side, UP), spec=short_spec(EITHER_ARM))
    assert photo.verdict.side is side
    assert photo.verdict.form is Form.OK
    assert photo.warnings == ()


@pytest.mark.parametrize("asked", [Side.LEFT, Side.RIGHT])
def test_what_looks_more_like_a_side_not_asked_for_is_warned_of(asked: Side) -> None:
    photo = judge_photo(standing().with_arm(asked.other, UP), spec=short_spec(EITHER_ARM), of=asked)
    assert (photo.verdict.side, photo.verdict.form) == (asked, Form.FAULTY)
    assert LIKE[asked.other] in photo.warnings


def test_where_both_sides_fit_equally_none_is_named() -> None:
    both = standing(left_arm=UP, right_arm=UP)
    photo = judge_photo(both)
    assert (photo.verdict.side, photo.verdict.form) == (Side.BOTH, Form.OK)
    assert photo.warnings == (SIDE_UNTOLD,)
    assert build_photo_scene(photo).side == ""
    asked = judge_photo(both, of=Side.LEFT)
    assert (asked.verdict.side, asked.warnings) == (Side.LEFT, ())
    assert judge_photo().verdict.side is Side.BOTH


def test_a_fault_makes_it_faulty() -> None:
    photo = judge_photo(standing(left_arm=Arm(0.0, 90.0, 70.0, bend="up")))
    assert photo.verdict.form is Form.FAULTY
    assert [fault.id for fault in photo.verdict.faults] == ["elbow-bent"]


def test_what_is_hidden_is_unseen_and_not_a_fault() -> None:
    body = standing(left_arm=Arm(0.0, 90.0, 30.0, bend="up")).hide("left_wrist")
    photo = judge_photo(body, spec=short_spec(STRICT_BEND))
    assert photo.verdict.verdicts["bend"] is Verdict.UNJUDGED
    assert photo.verdict.unseen == (WRIST_HIDDEN,)
    assert photo.verdict.faults == ()


def test_what_is_in_view_and_too_finely_asked_is_said_to_be_untold() -> None:
    photo = judge_photo(standing(left_arm=UP), spec=short_spec(STRICT_BEND))
    assert photo.verdict.unseen == (VIEW_UNSUITED,)
    assert photo.verdict.form is Form.OK


def test_where_too_little_can_be_told_the_camera_stands_wrong() -> None:
    photo = judge_photo(standing(left_arm=UP), spec=short_spec(STRICT_VIEW))
    assert photo.verdict.attempted
    assert photo.verdict.form is Form.UNJUDGED
    assert photo.warnings == (
        "The camera is in the wrong place for this stretch: Turn to face the camera.",
    )


@pytest.mark.parametrize(
    "change",
    ['since = "start"\nchange = "difference"', 'change = "rate"'],
    ids=["since-the-start", "movement"],
)
def test_what_needs_a_start_or_a_movement_cannot_be_told_from_one_picture(change: str) -> None:
    """The arm is bent far, which would be a fault if it did not depend on earlier frames."""
    text = SHORT.replace('measure = "elbow_flexion"', f'measure = "elbow_flexion"\n{change}')
    photo = judge_photo(standing(left_arm=Arm(0.0, 90.0, 70.0, bend="up")), spec=short_spec(text))
    assert photo.verdict.unseen == (ONE_PICTURE,)
    assert photo.verdict.faults == ()
    assert photo.verdict.form is Form.OK


def test_the_annotated_photo_says_not_seen_only_of_parts_of_the_body_and_of_nobody() -> None:
    text = STRICT_BEND.replace(
        'measure = "elbow_flexion"', 'measure = "elbow_flexion"\nchange = "rate"'
    )
    for body, spec, unseen in (
        (standing(left_arm=UP), short_spec(STRICT_BEND), ""),
        (standing(left_arm=UP), short_spec(text), ""),
        (standing(left_arm=UP).hide("left_wrist"), short_spec(STRICT_BEND), str(WRIST_HIDDEN)),
    ):
        photo = judge_photo(body, spec=spec)
        assert photo.verdict.unseen
        wanted = unseen and f"Not seen: {unseen}"
        assert build_photo_scene(photo).unseen == wanted
    assert build_photo_scene(judge_photo()).unseen == "Not seen: nobody in the picture"


def test_a_stretch_of_changes_alone_needs_a_video_and_not_another_camera_position() -> None:
    photo = judge_photo(standing(), spec=load_spec("side-lying-thoracic-rotation"))
    assert photo.verdict.form is Form.UNJUDGED
    needs_video = "One picture can't show what this stretch asks for: record a video of it."
    assert photo.unfit == (needs_video,)
    assert photo.warnings == (needs_video,)


def test_nobody_in_the_picture_is_unseen() -> None:
    photo = judge_photo()
    assert photo.pose is None
    assert photo.verdict.form is Form.UNJUDGED
    assert photo.warnings == photo.unfit == (NOBODY_SEEN,)


def test_of_two_people_the_one_in_the_position_is_judged_and_told() -> None:
    photo = judge_photo(standing().moved(x_m=-1.0), standing(left_arm=UP).moved(x_m=0.7))
    assert photo.verdict.form is Form.OK
    assert photo.warnings[0].startswith("2 people")


def test_who_can_hardly_be_judged_does_not_stand_before_who_can() -> None:
    bent = standing(left_arm=Arm(0.0, 90.0, 70.0, bend="up")).moved(x_m=0.7)
    arms = ("left_elbow", "left_wrist", "right_elbow", "right_wrist")
    armless = standing(left_arm=UP).moved(x_m=-1.0).hide(*arms)
    assert judge_photo(armless).verdict.form is Form.UNJUDGED
    assert judge_photo(armless, bent).verdict.form is Form.FAULTY


def test_somebody_who_only_stands_there_is_told() -> None:
    photo = judge_photo(standing())
    assert photo.warnings == (FAR_OFF,)
    (lacking,) = photo.verdict.lacking
    assert (lacking.measure, round(lacking.by, -1)) == ("raise", -70)


def judge_picture(name: str, stretch: str | Spec) -> PhotoAnalysis:
    spec = load_spec(stretch)
    path = ROOT / "tests" / "vision" / "pose" / "people" / f"{name}.jpg"
    return analyse_photo(path, spec, spec.sides, model_path())


@needs_model
def test_another_position_is_not_good_form_though_little_of_it_can_be_judged() -> None:
    photo = judge_picture("lying", "seated-twist")
    assert (photo.verdict.form, photo.verdict.attempted) == (Form.FAULTY, False)
    assert photo.verdict.faults == ()
    assert photo.warnings == ("What this picture shows looks like Knee to chest.",)


@needs_model
def test_what_the_recogniser_knows_is_not_asked_of_one_in_the_place_of_a_bundled_stretch() -> None:
    """Little of it can be judged, which is expected."""
    twist = load_spec("seated-twist")
    start = twist.start.model_copy(update={"need": {"trunk_incl": (0.0, 90.0)}})
    own = twist.model_copy(update={"start": start})
    assert judge_picture("lying", own).verdict.form is Form.OK


@needs_model
@pytest.mark.parametrize("stretch", ["rock-and-roll", "supine-arm-press-rotation"])
def test_of_a_movement_that_the_picture_does_not_show_no_peak_is_told(stretch: str) -> None:
    photo = judge_picture("lying", stretch)
    assert not photo.verdict.attempted
    assert photo.verdict.at_peak is None
    assert photo.warnings == ("What this picture shows looks like Knee to chest.",)


@needs_model
def test_the_same_picture_is_good_form_of_what_it_shows() -> None:
    assert judge_picture("lying", "knee-to-chest").verdict.form is Form.OK


@needs_model
@pytest.mark.parametrize("side", ["left", "right"])
def test_the_arm_across_in_a_picture_is_that_of_the_side(side: str, samples: Path) -> None:
    """Little of either side can be judged here, and less of the other side."""
    photo = judge_frame(samples / f"cross-body-shoulder-stretch.good.{side}.mp4", 5.0)
    assert (photo.verdict.side, photo.verdict.form) == (side, Form.OK)
    assert photo.warnings == ()


def judge_frame(film: Path, t_s: float) -> PhotoAnalysis:
    """Judges the frame at ``t_s`` as a photo of the stretch in the film's file name."""
    with VideoFile(film, max_fps=2.0) as video:
        image = next(frame.image for frame in video.frames() if frame.t_s >= t_s)
    with Search(model_path()) as search:
        found = search.detect_photo(image)
    poses = [assess_visibility(VisibilityState(), one, 0.0, size_of(image))[1] for one in found]
    spec = load_spec(film.name.partition(".")[0])
    return judge_poses(poses, spec, spec.sides, size_of(image), "photo.jpg")


@needs_model
@pytest.mark.parametrize(
    ("film", "t_s"),
    [("cat-cow.good.both", (1.0, 2.0, 12.5)), ("bridge-reps.good.both", (0.5, 10.5, 19.5))],
)
def test_where_a_repetition_begins_its_peak_is_not_reached_and_nothing_else_is_shown(
    film: str, t_s: Sequence[float], samples: Path
) -> None:
    for at_s in t_s:
        photo = judge_frame(samples / f"{film}.mp4", at_s)
        assert photo.verdict.attempted
        assert (photo.verdict.at_peak, photo.verdict.faults) == (False, ())
        assert photo.warnings == (ONE_MOMENT.format(reached="the peak is not reached"),)
