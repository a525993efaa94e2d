import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from formcheck.core.body import ImageSize
from formcheck.core.posture.calibration import calibrate
from formcheck.core.posture.posture_values import (
    BaselineKind,
    CalibrationRefusal,
    Look,
    PostureState,
    SlouchReason,
    Unjudgeable,
    UprightBaseline,
    View,
)
from formcheck.core.posture.rules import Rules
from formcheck.core.posture.sit import SitState
from formcheck.engine.observer import PostureObserver
from formcheck.engine.sit_baseline import (
    FIRST_SECONDS,
    NO_BASELINE,
    BaselineWanted,
    InitialBaseline,
    file_baseline,
    first_seconds,
)
from formcheck.engine.sit_finder import LOOK_SIDE_PX
from formcheck.engine.sit_looks import LOOKS_PER_S
from formcheck.engine.sit_video import (
    SitVideo,
    sit_looks,
    sit_video,
)
from formcheck.files.errors import FormcheckError
from formcheck.vision.pose.models import find_model, model_path
from formcheck.vision.pose.recording import DetectedFrame, Recording
from formcheck.vision.video.video import VideoFile
from tests.bodies import Body, Camera, sitting, standing
from tests.engine.seated_people import (
    AT_SIDE,
    LAPTOP,
    SIZE,
    BodyAt,
    detect_body,
    from_the_side,
    save_desk,
    switch_bodies,
    tilted,
    upright,
)
from tests.engine.sessions import turn_picture
from tests.engine.walker import cut_out_person, enlarge_person, paste_person

needs_model = pytest.mark.skipif(find_model("full") is None, reason="the pose model is not built")

SLOUCHING = switch_bodies((0.0, upright()), (15.0, tilted()), (45.0, upright()))


def make_looks(body_at: BodyAt, duration_s: float, fps: float = LOOKS_PER_S) -> Iterator[Look]:
    """Yields the looks at a script, as from a recording."""
    eyes = PostureObserver()
    for number in range(round(duration_s * fps)):
        t_s = number / fps
        body = body_at(t_s)
        found = None if body is None else detect_body(body, LAPTOP)
        yield eyes.look(found, t_s, SIZE)


def calibrate_upright() -> UprightBaseline:
    found = calibrate(
        [look.features for look in make_looks(lambda _: upright(), 5.0) if look.features]
    )
    assert isinstance(found, UprightBaseline)
    return found


def list_states(film: SitVideo) -> list[PostureState]:
    return [segment.state for segment in film.segments]


def find_bounds(film: SitVideo) -> list[float]:
    """Returns the boundaries of the segments, asserting that there are no gaps."""
    for one, other in zip(film.segments, film.segments[1:], strict=False):
        assert one.end_s == other.start_s
    return [film.segments[0].start_s, *(segment.end_s for segment in film.segments)]


def test_a_recording_says_what_the_posture_was_and_when(tmp_path: Path) -> None:
    film = sit_video(save_desk(tmp_path / "a.npz", SLOUCHING, 60.0), FIRST_SECONDS, Rules(), Path())
    assert list_states(film) == [PostureState.UPRIGHT, PostureState.SLOUCHED, PostureState.UPRIGHT]
    assert find_bounds(film) == pytest.approx([0.0, 15.0, 45.0, 60.0], abs=1.0)
    assert SlouchReason.HEAD_TILT in film.segments[1].why
    assert film.view is View.FRONT
    assert film.nudges == ()
    assert film.file == str(tmp_path / "a.npz")
    assert film.segments[-1].end_s == film.duration_s
    assert film.warnings == ()


@pytest.mark.parametrize("fps", [24.0, 29.0])
def test_a_recording_ends_when_it_does_not_with_its_last_look(tmp_path: Path, fps: float) -> None:
    film = sit_video(
        save_desk(tmp_path / "a.npz", SLOUCHING, 59.0, fps), FIRST_SECONDS, Rules(), Path()
    )
    assert film.duration_s == film.segments[-1].end_s == pytest.approx(59.0, abs=1e-6)


def test_no_break_that_nobody_told_of_holds_a_reminder_back() -> None:
    slouching = make_looks(switch_bodies((0.0, upright()), (75.0, tilted())), 110.0)
    film = sit_looks(slouching, FIRST_SECONDS, Rules(break_every_s=60.0, onset_s=10.0))
    ((t_s, why),) = film.nudges
    assert (t_s, why) == (pytest.approx(85.0, abs=3.0), (SlouchReason.HEAD_TILT,))


def test_what_was_wrong_with_the_recorded_video_is_told(tmp_path: Path) -> None:
    path = save_desk(tmp_path / "a.npz", SLOUCHING, 60.0)
    replace(Recording.load(path), warnings=("me.mp4 breaks off.",)).save(path)
    film = sit_video(path, FIRST_SECONDS, Rules(), Path())
    assert (film.warnings, film.unfit) == (("me.mp4 breaks off.",),) * 2


def test_it_is_looked_at_some_times_a_second_whatever_its_rate(tmp_path: Path) -> None:
    for fps in (2.0, 10.0, 30.0):
        path = save_desk(tmp_path / "a.npz", SLOUCHING, 60.0, fps)
        film = sit_video(path, FIRST_SECONDS, Rules(), Path())
        assert film.frames == pytest.approx(60.0 * min(fps, LOOKS_PER_S), rel=0.02)
        assert film.seen_frames == film.frames
        assert find_bounds(film) == pytest.approx([0.0, 15.0, 45.0, 60.0], abs=1.0)


def test_the_nudge_is_when_the_person_would_have_been_told() -> None:
    at = switch_bodies((0.0, upright()), (30.0, tilted()))
    film = sit_looks(make_looks(at, 240.0), FIRST_SECONDS, Rules())
    ((t_s, why),) = film.nudges
    assert t_s == pytest.approx(90.0, abs=2.0)
    assert SlouchReason.HEAD_TILT in why


def test_the_same_recording_comes_to_the_same(tmp_path: Path) -> None:
    path = save_desk(tmp_path / "a.npz", SLOUCHING, 60.0)
    one, other = (sit_video(path, FIRST_SECONDS, Rules(), Path()) for _ in range(2))
    assert (one.segments, one.nudges, one.baseline) == (
        other.segments,
        other.nudges,
        other.baseline,
    )


def test_the_baseline_is_the_first_steady_seconds() -> None:
    def arriving(t_s: float) -> Body | None:
        if t_s < 4.0:
            return None
        return upright().moved(x_m=0.2 * (int(2 * t_s) % 2)) if t_s < 9.0 else upright()

    first = first_seconds(list(make_looks(arriving, 25.0)))
    assert isinstance(first, InitialBaseline)
    assert first.start_s == pytest.approx(9.0, abs=1.5)
    assert first.end_s - first.start_s == pytest.approx(5.0)


def test_three_steady_seconds_are_enough_where_no_more_are_there() -> None:
    at = switch_bodies((0.0, upright()), (3.5, upright().moved(x_m=0.5)), (8.0, tilted()))
    first = first_seconds(list(make_looks(at, 25.0)))
    assert isinstance(first, InitialBaseline)
    assert (first.start_s, first.end_s) == (0.0, 3.0)


def make_sunk_body() -> Body:
    """Returns a body lower and slightly forward, as a slump looks from a laptop."""
    return upright().moved(y_m=0.08, z_m=-0.05)


def make_shrugging_body() -> Body:
    return sitting(shrug_left_m=0.05, shrug_right_m=0.05).moved(y_m=0.55)


@pytest.mark.parametrize(
    "crooked", [make_sunk_body(), make_shrugging_body()], ids=["slump", "shrug"]
)
def test_a_slouch_at_first_gives_way_to_the_upright_after_it(crooked: Body) -> None:
    first = first_seconds(list(make_looks(switch_bodies((0.0, crooked), (12.0, upright())), 30.0)))
    assert isinstance(first, InitialBaseline)
    assert first.start_s == pytest.approx(12.0, abs=2.5)


@pytest.mark.parametrize(
    "later",
    [
        make_sunk_body(),
        make_shrugging_body(),
        upright().moved(z_m=0.15),
        upright().moved(z_m=-0.15),
        upright().moved(x_m=0.2),
        upright().moved(y_m=-0.02),
    ],
    ids=["slump", "shrug", "back", "nearer", "aside", "a little taller"],
)
def test_an_upright_at_first_stays_the_baseline(later: Body) -> None:
    first = first_seconds(list(make_looks(switch_bodies((0.0, upright()), (12.0, later)), 30.0)))
    assert isinstance(first, InitialBaseline)
    assert first.start_s == 0.0


def test_the_seconds_before_the_baseline_are_judged_too() -> None:
    at = switch_bodies((0.0, tilted()), (12.0, upright()), (40.0, tilted()))
    film = sit_looks(make_looks(at, 60.0), FIRST_SECONDS, Rules())
    assert film.baseline.kind is BaselineKind.FIRST
    assert list_states(film) == [PostureState.SLOUCHED, PostureState.UPRIGHT, PostureState.SLOUCHED]


@pytest.mark.parametrize("step_s", [2.0, 5.0, 20.0, 60.0])
def test_a_time_lapse_has_its_baseline_too(step_s: float) -> None:
    film = sit_looks(make_looks(lambda _: upright(), 600.0, 1.0 / step_s), FIRST_SECONDS, Rules())
    assert film.baseline.kind is BaselineKind.FIRST
    assert film.duration_s == pytest.approx(600.0)


def move_about(t_s: float) -> Body:
    return upright().moved(x_m=0.2 * (int(2 * t_s) % 2))


@pytest.mark.parametrize(
    ("at", "reason"),
    [
        (move_about, CalibrationRefusal.UNSTEADY),
        (
            lambda t: tilted() if t < 9.0 else move_about(t),
            CalibrationRefusal.HEAD_TILTED,
        ),
        (lambda _: None, CalibrationRefusal.NOBODY),
    ],
    ids=["restless", "tilted, then restless", "nobody"],
)
def test_where_the_beginning_gives_no_baseline_it_says_why(at: BodyAt, reason: str) -> None:
    found = list(make_looks(at, 40.0))
    assert first_seconds(found) == reason
    film = sit_looks(found, FIRST_SECONDS, Rules())
    assert film.baseline.kind is BaselineKind.NONE
    assert f"no baseline: {reason[0].lower()}{reason[1:].split(':', 1)[0]}. " in film.baseline.say


def test_a_beginning_that_is_plainly_slumped_is_no_baseline(tmp_path: Path) -> None:
    path = save_desk(tmp_path / "a.npz", lambda _: from_the_side(30.0), 40.0, camera=AT_SIDE)
    film = sit_video(path, FIRST_SECONDS, Rules(), Path())
    assert film.baseline.kind is BaselineKind.NONE
    assert film.baseline.say in film.warnings
    assert list_states(film) == [PostureState.SLOUCHED]
    assert film.view is View.SIDE


def test_a_recording_too_short_for_a_baseline_is_judged_without() -> None:
    film = sit_looks(make_looks(lambda _: tilted(), 2.0), FIRST_SECONDS, Rules())
    assert film.baseline.kind is BaselineKind.NONE
    assert film.frames == 6


def test_a_baseline_from_elsewhere_is_used_and_named() -> None:
    at = switch_bodies((0.0, tilted()))
    profile = BaselineWanted(BaselineKind.PROFILE, "desk", calibrate_upright())
    film = sit_looks(make_looks(at, 30.0), profile, Rules())
    assert (film.baseline.kind, film.baseline.name) == (BaselineKind.PROFILE, "desk")
    assert list_states(film) == [PostureState.SLOUCHED]
    assert film.blind == ()


ELSEWHERE = "The person is elsewhere or of another size in the picture than in the baseline"


def test_who_sits_where_no_given_baseline_was_taken_is_told_how_to_compare() -> None:
    far = upright().moved(z_m=1.5)
    for kind in (BaselineKind.PROFILE, BaselineKind.IMAGE):
        given = BaselineWanted(kind, "desk", calibrate_upright())
        film = sit_looks(make_looks(lambda _: far, 30.0), given, Rules())
        assert list_states(film) == [PostureState.AWAY]
        (told,) = film.warnings
        assert told.startswith(f"For 100% of the time nothing could be judged. {ELSEWHERE}")
        rarely = switch_bodies((0.0, upright()), (50.0, far))
        assert sit_looks(make_looks(rarely, 60.0), given, Rules()).warnings == ()
    moved = switch_bodies((0.0, upright()), (10.0, far))
    assert sit_looks(make_looks(moved, 60.0), FIRST_SECONDS, Rules()).warnings == ()


def test_who_stands_or_was_beside_the_sitter_is_not_said_to_sit_elsewhere() -> None:
    given = BaselineWanted(BaselineKind.PROFILE, "desk", calibrate_upright())
    for change in ({"unclear": Unjudgeable.NOT_SEATED}, {"elsewhere": True}):
        others = [
            Look(look.t_s, replace(look.features, **change))
            for look in make_looks(lambda _: upright().moved(z_m=1.5), 20.0)
            if look.features is not None
        ]
        film = sit_looks(others, given, Rules())
        assert (list_states(film), film.warnings) == ([PostureState.AWAY], ())


def test_a_picture_that_lies_on_its_side_is_not_judged(tmp_path: Path) -> None:
    path = save_desk(tmp_path / "a.npz", lambda _: upright(), 30.0)
    turn_picture(Recording.load(path)).save(path)
    film = sit_video(path, FIRST_SECONDS, Rules(), Path())
    assert list_states(film) == [PostureState.UNSURE]
    assert "If the picture lies on its side, turn it." in film.warnings[-1]


def test_who_is_turned_away_is_told_nothing_that_only_helps_live() -> None:
    turned = upright().turned(75.0)
    given = BaselineWanted(BaselineKind.PROFILE, "desk", calibrate_upright())
    for at, wanted in ((turned, given), (upright().turned(50.0), NO_BASELINE)):
        film = sit_looks(make_looks(lambda _, at=at: at, 30.0), wanted, Rules())
        assert "The person is turned away" in film.warnings[-1]
        assert "calibrate" not in film.warnings[-1]


def test_without_a_baseline_it_says_what_it_is_blind_to() -> None:
    film = sit_looks(make_looks(lambda _: upright(), 30.0), NO_BASELINE, Rules())
    assert film.baseline.kind is BaselineKind.NONE
    assert SlouchReason.SLUMP in film.blind
    assert film.baseline.say in film.warnings


def test_an_empty_chair_is_away_and_no_error() -> None:
    film = sit_looks(make_looks(lambda _: None, 20.0), FIRST_SECONDS, Rules())
    assert list_states(film) == [PostureState.AWAY]
    assert (film.seen_frames, film.view, film.blind) == (0, None, ())
    assert film.warnings == ("Nobody was seen.",)
    profile = BaselineWanted(BaselineKind.PROFILE, "desk", calibrate_upright())
    empty = sit_looks(make_looks(lambda _: None, 20.0), profile, Rules())
    assert (empty.view, empty.blind) == (None, ())


def test_the_view_is_that_of_what_was_judged() -> None:
    """From the side for the first 15 s, which give the baseline; then for longer from the front."""
    turning = switch_bodies((0.0, from_the_side()), (15.0, upright()))
    eyes = PostureObserver()
    cameras = ((AT_SIDE, 0, 45), (LAPTOP, 45, 150))
    seen = [
        eyes.look(detect_body(turning(i / LOOKS_PER_S), camera), i / LOOKS_PER_S, SIZE)
        for camera, first, last in cameras
        for i in range(first, last)
    ]
    film = sit_looks(seen, FIRST_SECONDS, Rules())
    assert PostureState.UPRIGHT in list_states(film)
    assert film.view is View.SIDE


def test_somebody_seen_for_one_look_alone_gives_no_view() -> None:
    film = sit_looks(
        make_looks(lambda t_s: upright() if t_s == 1.0 else None, 5.0), NO_BASELINE, Rules()
    )
    assert list_states(film) == [PostureState.AWAY]
    assert (film.seen_frames, film.view, film.blind) == (1, None, ())


def test_in_a_dark_picture_nobody_was_seen() -> None:
    dark = PostureObserver().look_blind
    light = list(make_looks(lambda _: upright(), 10.0))
    film = sit_looks([*light, *(dark(10.0 + t_s) for t_s in range(10))], FIRST_SECONDS, Rules())
    assert (film.frames, film.seen_frames) == (len(light) + 10, len(light))
    film = sit_looks(map(dark, range(10)), FIRST_SECONDS, Rules())
    assert (film.frames, film.seen_frames) == (10, 0)
    nobody, unclear = film.warnings
    assert nobody == "Nobody was seen."
    assert "The picture is black" in unclear


def test_much_that_could_not_be_judged_is_told() -> None:
    at = switch_bodies((0.0, upright()), (10.0, upright().hide("left_eye", "right_eye", "nose")))
    film = sit_looks(make_looks(at, 30.0), FIRST_SECONDS, Rules())
    assert list_states(film) == [PostureState.UPRIGHT, PostureState.UNSURE]
    assert any("of the time" in warning and "head" in warning for warning in film.warnings)
    (told,) = (segment for segment in film.segments if segment.state is PostureState.UPRIGHT)
    share = 1.0 - (told.end_s - told.start_s) / film.segments[-1].end_s
    assert film.warnings[-1].startswith(f"For {share:.0%} of the time")
    brief = switch_bodies(
        (0.0, upright()), (110.0, upright().hide("left_eye", "right_eye", "nose"))
    )
    assert sit_looks(make_looks(brief, 120.0), FIRST_SECONDS, Rules()).warnings == ()


def test_a_film_that_needs_a_baseline_asks_for_a_photo_or_a_profile() -> None:
    at = from_the_side(14.0)
    eyes = PostureObserver()
    film = sit_looks(
        [eyes.look(detect_body(at, AT_SIDE), float(t_s), SIZE) for t_s in range(20)],
        NO_BASELINE,
        Rules(),
    )
    assert "give --baseline a photo of them sitting upright, or a profile." in film.warnings[-1]
    assert not any("calibrate" in warning for warning in film.warnings)


def test_who_stands_all_along_is_away_and_nothing_else_is_told() -> None:
    stood = [
        Look(look.t_s, replace(look.features, unclear=Unjudgeable.NOT_SEATED))
        for look in make_looks(lambda _: upright(), 20.0)
        if look.features is not None
    ]
    film = sit_looks(stood, NO_BASELINE, Rules())
    assert list_states(film) == [PostureState.AWAY]
    assert film.warnings == (film.baseline.say,)


def test_pictures_too_far_apart_are_no_film_of_a_posture() -> None:
    film = sit_looks(make_looks(lambda _: upright(), 600.0, 1 / 20), FIRST_SECONDS, Rules())
    assert any("more than 10 s apart" in warning for warning in film.warnings)
    assert PostureState.SLOUCHED not in list_states(film)


def test_a_time_without_pictures_is_not_told_as_nobody_there() -> None:
    film = sit_looks(make_looks(lambda _: upright(), 1800.0, 1 / 60), FIRST_SECONDS, Rules())
    assert PostureState.AWAY not in list_states(film)
    shown = (look for look in make_looks(lambda _: upright(), 120.0) if not 20.0 < look.t_s < 100.0)
    film = sit_looks(shown, FIRST_SECONDS, Rules())
    assert list_states(film) == [PostureState.UPRIGHT, PostureState.UNSURE, PostureState.UPRIGHT]
    assert find_bounds(film) == pytest.approx([0.0, 20.0, 100.0, 120.0], abs=1.0)


def test_one_picture_without_a_head_is_no_reason_for_a_time_without_pictures() -> None:
    at = switch_bodies((0.0, upright()), (600.0, upright().hide("left_eye", "right_eye", "nose")))
    film = sit_looks(make_looks(at, 660.0, 1 / 60), NO_BASELINE, Rules())
    (told,) = (warning for warning in film.warnings if "of the time" in warning)
    assert told.endswith("nothing could be judged.")


def test_every_look_is_told_once_in_order() -> None:
    rows: list[tuple[float, SitState]] = []
    film = sit_looks(
        make_looks(SLOUCHING, 60.0),
        FIRST_SECONDS,
        Rules(),
        on_look=lambda look, after: rows.append((look.t_s, after)),
    )
    times = [t_s for t_s, _ in rows]
    tilts = [after.segments.scores.strength.get(SlouchReason.HEAD_TILT, 0.0) for _, after in rows]
    assert len(rows) == film.frames == 180
    assert times == sorted(set(times))
    assert tilts[60] > 1.0 > tilts[10]
    during = {after.state_now[0] for t_s, after in rows if 18.0 < t_s < 44.0}
    assert during == {PostureState.SLOUCHED}


def test_memory_stays_flat_over_time() -> None:
    found = [look.features for look in make_looks(SLOUCHING, 60.0, 1.0)]

    def measure_peak_bytes(duration_s: int) -> int:
        coming = (Look(float(t_s), found[t_s % 60]) for t_s in range(duration_s))
        tracemalloc.start()
        sit_looks(coming, NO_BASELINE, Rules())
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return size

    measure_peak_bytes(60)
    assert measure_peak_bytes(1800) < measure_peak_bytes(120) + 50_000


@needs_model
def test_a_film_without_anybody_is_away(sample: Callable[[str], Path]) -> None:
    film = sit_video(sample("nobody"), FIRST_SECONDS, Rules(), model_path())
    assert list_states(film) == [PostureState.AWAY]
    assert film.warnings == ("Nobody was seen.",)


@needs_model
def test_a_film_is_looked_at_as_a_whole(sample: Callable[[str], Path]) -> None:
    seconds: list[tuple[float, float]] = []
    rows: list[Look] = []
    film = sit_video(
        sample("seated-twist.good.left"),
        NO_BASELINE,
        Rules(),
        model_path(),
        on_progress=lambda done_s, all_s: seconds.append((done_s, all_s)),
        on_look=lambda look, _: rows.append(look),
    )
    assert film.view is View.FRONT
    assert film.segments[-1].end_s == film.duration_s == pytest.approx(seconds[-1][1], abs=0.5)
    assert len(seconds) == len(rows) == film.frames
    assert film.frames == pytest.approx(film.duration_s * LOOKS_PER_S, rel=0.1)
    assert film.unfit == ()


@needs_model
def test_a_film_of_darkness_is_unsure(tmp_path: Path) -> None:
    path = tmp_path / "dark.mp4"
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=5)
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
        for _ in range(60):
            black = np.full((64, 96, 3), 4, dtype=np.uint8)
            out.mux(stream.encode(av.VideoFrame.from_ndarray(black, format="rgb24")))
        out.mux(stream.encode(None))
    film = sit_video(path, FIRST_SECONDS, Rules(), model_path())
    assert list_states(film) == [PostureState.UNSURE]


@needs_model
def test_a_film_that_breaks_off_is_judged_so_far(
    sample: Callable[[str], Path], tmp_path: Path
) -> None:
    whole = sample("seated-twist.good.left").read_bytes()
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(whole[: len(whole) // 2])
    film = sit_video(broken, NO_BASELINE, Rules(), model_path())
    assert film.frames > 5
    assert film.duration_s == pytest.approx(film.frames / LOOKS_PER_S, abs=0.5)
    assert film.unfit
    assert set(film.unfit) <= set(film.warnings)


@needs_model
@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.mp4", b"", "is empty"),
        ("text.mp4", b"only words\n" * 100, "not a video"),
        ("photo.mp4", cv2.imencode(".jpg", np.zeros((64, 64, 3)))[1].tobytes(), "not a video"),
    ],
)
def test_what_is_no_video_is_an_error_in_a_sentence(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(FormcheckError, match=said):
        sit_video(tmp_path / name, FIRST_SECONDS, Rules(), model_path())


DESKS = Camera(distance_m=1.4, size=ImageSize(1280, 480))
"""A camera that sees two desks side by side."""
SITTER = upright().moved(x_m=-0.4)
OTHER = upright().moved(x_m=0.3, z_m=-0.1)
TILTED_OTHER = tilted().moved(x_m=0.55)
Bodies = tuple[Body, ...]


def record_people(
    path: Path, *parts: tuple[float, Bodies], until_s: float, camera: Camera = DESKS
) -> Path:
    """Saves a recording of these people, each part from its time on."""
    frames = []
    for index in range(round(2.0 * until_s)):
        t_s = index / 2.0
        bodies = [bodies for since_s, bodies in parts if since_s <= t_s][-1]
        found = tuple(detect_body(body, camera) for body in bodies)
        frames.append(DetectedFrame(index, t_s, found))
    Recording(camera.size, "desks.mp4", tuple(frames)).save(path)
    return path


def test_a_recording_is_a_baseline_unless_nobody_is_in_it(tmp_path: Path) -> None:
    path = record_people(tmp_path / "alone.npz", (0.0, (SITTER,)), until_s=10.0)
    given = file_baseline([path], Path())
    assert given.upright is not None
    assert (given.kind, given.name, given.warnings) == (BaselineKind.IMAGE, str(path), ())
    empty = record_people(tmp_path / "empty.npz", (0.0, ()), until_s=10.0)
    with pytest.raises(FormcheckError, match=r"empty.npz can't be the baseline: nobody"):
        file_baseline([path, empty], Path())


def test_with_a_baseline_whoever_sits_where_it_was_taken_is_judged(tmp_path: Path) -> None:
    path = record_people(tmp_path / "two.npz", (0.0, (OTHER, SITTER)), until_s=30.0)
    look = PostureObserver().look(detect_body(SITTER, DESKS), 0.0, DESKS.size)
    own = calibrate([look.features], pictures=True)
    assert not isinstance(own, CalibrationRefusal)
    profile = BaselineWanted(BaselineKind.PROFILE, "desk", own)
    film = sit_video(path, profile, Rules(), Path())
    assert list_states(film) == [PostureState.UPRIGHT]
    (several,) = film.warnings
    assert several.startswith("For 100% of the time several people were in the picture")


def test_whoever_comes_back_is_judged_again_though_another_stayed_beside(tmp_path: Path) -> None:
    parts = [(0.0, (SITTER,)), (30.0, (OTHER,)), (110.0, (OTHER, SITTER))]
    path = record_people(tmp_path / "back.npz", *parts, until_s=150.0)
    film = sit_video(path, FIRST_SECONDS, Rules(), Path())
    upright_s, away_s = PostureState.UPRIGHT, PostureState.AWAY
    assert list_states(film) == [upright_s, away_s, upright_s]
    assert film.segments[-1].start_s == pytest.approx(110.0, abs=1.5)


@pytest.mark.parametrize(
    "other", [TILTED_OTHER, upright().moved(x_m=0.3, y_m=-0.3, z_m=2.0)], ids=["beside", "small"]
)
def test_without_a_baseline_an_empty_chair_is_away_whoever_else_is_there(
    tmp_path: Path, other: Body
) -> None:
    parts = [(0.0, (SITTER, other)), (30.0, (other,)), (150.0, (other, SITTER))]
    path = record_people(tmp_path / "left.npz", *parts, until_s=180.0)
    film = sit_video(path, NO_BASELINE, Rules(), Path())
    assert list_states(film) == [PostureState.UPRIGHT, PostureState.AWAY, PostureState.UPRIGHT]
    assert film.nudges == ()


def test_whoever_sits_down_in_the_chair_is_the_sitter_without_a_baseline(tmp_path: Path) -> None:
    parts = [(0.0, (SITTER,)), (30.0, ()), (60.0, (SITTER.moved(x_m=0.1),))]
    path = record_people(tmp_path / "next.npz", *parts, until_s=90.0)
    film = sit_video(path, NO_BASELINE, Rules(), Path())
    assert list_states(film) == [PostureState.UPRIGHT, PostureState.AWAY, PostureState.UPRIGHT]


def test_who_was_seen_beside_the_sitter_gives_no_baseline(tmp_path: Path) -> None:
    parts = [(0.5 * n, (SITTER.moved(x_m=0.15 * (n % 2)), OTHER)) for n in range(1, 24)]
    path = record_people(
        tmp_path / "a.npz", (0.0, (SITTER,)), *parts, (12.0, (OTHER,)), until_s=40.0
    )
    film = sit_video(path, FIRST_SECONDS, Rules(), Path())
    assert film.baseline.kind is BaselineKind.NONE


def test_who_is_alone_and_moves_the_chair_at_first_has_a_baseline(tmp_path: Path) -> None:
    parts = [(0.5 * n, (SITTER.moved(x_m=0.15 * (n % 2)),)) for n in range(24)]
    path = record_people(tmp_path / "a.npz", *parts, (12.0, (OTHER,)), until_s=40.0)
    film = sit_video(path, FIRST_SECONDS, Rules(), Path())
    assert film.baseline.kind is BaselineKind.FIRST


@pytest.mark.parametrize(
    "there", [upright().moved(x_m=0.8), upright().moved(z_m=0.7)], ids=["aside", "back"]
)
def test_who_is_alone_and_moves_is_judged_on_without_a_baseline(
    tmp_path: Path, there: Body
) -> None:
    path = record_people(tmp_path / "a.npz", (0.0, (upright(),)), (20.0, (there,)), until_s=100.0)
    film = sit_video(path, NO_BASELINE, Rules(), Path())
    assert PostureState.AWAY not in list_states(film)


def test_a_passer_by_is_no_crowd(tmp_path: Path) -> None:
    parts = [(0.0, (SITTER,)), (10.0, (SITTER, OTHER)), (12.0, (SITTER,))]
    path = record_people(tmp_path / "pass.npz", *parts, until_s=30.0)
    assert sit_video(path, FIRST_SECONDS, Rules(), Path()).warnings == ()


@needs_model
@pytest.mark.parametrize(("since_s", "until_s"), [(29, 33), (5, 29)], ids=["passes", "stays"])
def test_in_a_video_somebody_else_is_told_of_who_is_there_for_long(
    since_s: int, until_s: int, samples: Path, tmp_path: Path
) -> None:
    with VideoFile(samples / "seated-twist.good.left.mp4", LOOK_SIDE_PX) as video:
        alone = next(video.frames()).image
    height, width = alone.shape[:2]
    passer = enlarge_person(
        cut_out_person(samples / "cross-body-shoulder-stretch.good.left.mp4"), 1.1
    )
    both = paste_person(alone, passer, 0.88 * width, height * 0.99)
    path = tmp_path / "pass.mp4"
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=1)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for t_s in range(60):
            image = both if since_s <= t_s < until_s else alone
            out.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
        out.mux(stream.encode(None))
    told = sit_video(path, NO_BASELINE, Rules(), model_path()).warnings
    assert any("several people" in text for text in told) == (until_s - since_s > 12)


@pytest.mark.parametrize("wanted", [FIRST_SECONDS, NO_BASELINE], ids=["first", "none"])
def test_who_stood_there_for_a_while_is_judged_once_they_sit_down(
    tmp_path: Path, wanted: BaselineWanted
) -> None:
    parts = [(0.0, (standing().moved(x_m=-0.2),)), (15.0, (sitting().moved(x_m=0.3, y_m=0.3),))]
    far = Camera(distance_m=3.0, size=SIZE)
    path = record_people(tmp_path / "sat.npz", *parts, until_s=40.0, camera=far)
    film = sit_video(path, wanted, Rules(), Path())
    assert list_states(film) == [PostureState.AWAY, PostureState.UPRIGHT]
