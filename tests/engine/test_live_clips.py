"""Sample clips played as a camera would show them, with the real pose model."""

from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import pytest

from formcheck.core.body import TORSO, Side
from formcheck.core.coach import SideSummary
from formcheck.core.language import ENGLISH
from formcheck.engine.files import analyse_video
from formcheck.engine.live_session import LivePicture, LiveSession
from formcheck.engine.programme_builder import build_programme
from formcheck.library.catalogue import load_spec
from formcheck.vision.pose.live_detector import LiveDetector
from formcheck.vision.pose.models import model_path
from formcheck.vision.video.frames import Frame
from formcheck.vision.video.video import VideoFile
from tests.engine.walker import SIDE_PX, Cutout, cut_out_person, enlarge_person, insert_passer_by
from tests.paths import ROOT
from tests.ui.web.browsing import CAMERA_FPS, joined_clip

CROSSING = "cross-body-shoulder-stretch.good-full-dose.left"
PASSER_BY = "cable-doorway-rhomboid-stretch.good.both"
UNTIL_S = 10.0


def play_live(
    frames: Iterable[Frame], stretch: str, side: str, hold_s: float
) -> tuple[SideSummary, list[LivePicture]]:
    """Returns the summary of a live session of these frames, and all that it showed."""
    programme = build_programme([stretch], ENGLISH, sides=side, hold_s=hold_s, sets=1)
    shown: list[LivePicture] = []
    with LiveDetector(model_path()) as detector:
        session = LiveSession(programme, detector.detect)
        for frame in frames:
            shown.append(session.look_at(frame.image, frame.t_s))
            search = detector._others.under_way
            if search is not None:  # frames arrive faster here than from a camera
                search.result()
    (stretch,) = session.result().stretches
    (summary,) = stretch.sides
    return summary, shown


def test_a_clip_live_comes_to_what_it_comes_to_as_a_file(
    sample: Callable[[str], Path], tmp_path: Path
) -> None:
    clip = "seated-twist.shoulders-tilt.right"
    stretch, wrong, side = clip.split(".")
    film = joined_clip([sample(clip)], tmp_path / "film.mp4", fps=CAMERA_FPS)
    with VideoFile(film) as video:
        found, _ = play_live(video.frames(), stretch, side, hold_s=4.0)
    analysed = analyse_video(film, load_spec(stretch), (Side(side),), model_path())
    (wanted,) = analysed.sides
    assert found.held_s == pytest.approx(wanted.held_s, abs=0.5)
    assert {fault.id for fault in found.faults} == {wrong}
    assert [fault.id for fault in found.faults] == [fault.id for fault in wanted.faults]
    for one, other in zip(found.faults, wanted.faults, strict=True):
        assert one.start_s == pytest.approx(other.start_s, abs=0.5)


def test_the_video_that_the_readme_plays_as_the_camera_does_all_that_is_asked_for(
    thin_sample: Callable[[str], Path],
) -> None:
    line = (ROOT / "README.md").read_text(encoding="utf-8").split("formcheck live -s ", 1)[1]
    stretch, *words = line.split("#", 1)[0].split()
    options = dict(zip(words[::2], words[1::2], strict=True))
    side, hold_s = options.get("--side", "both"), float(options["--hold"])
    programme = build_programme([stretch], ENGLISH, sides=side, hold_s=hold_s)
    played = thin_sample(Path(options["--camera"]).stem)
    with VideoFile(played) as video, LiveDetector(model_path()) as detector:
        session = LiveSession(programme, detector.detect)
        for frame in video.frames():
            session.look_at(frame.image, frame.t_s)
    assert session.result().verdict == "Left side held as planned."


@pytest.fixture(scope="module")
def passer_by(sample: Callable[[str], Path]) -> Cutout:
    return cut_out_person(sample(PASSER_BY))


@pytest.mark.parametrize(
    ("nearer", "until_s"),
    [(1.0, 5.7), (1.25, 7.0)],
    ids=["hurrying as far away", "in front"],
)
def test_somebody_who_walks_through_the_picture_does_not_take_over(
    sample: Callable[[str], Path], passer_by: Cutout, nearer: float, until_s: float
) -> None:
    """They hide the person holding for most of a second; the clock stops and continues."""
    from_s = 4.0
    film = insert_passer_by(sample(CROSSING), enlarge_person(passer_by, nearer), from_s, until_s)
    frames = (frame for frame in film if frame.t_s < UNTIL_S)
    found, shown = play_live(frames, "cross-body-shoulder-stretch", "left", hold_s=30.0)
    places = [_torso(one) for one in shown]
    home = np.median(places[: round(len(places) / 4)], axis=0)
    elsewhere = [abs(x - home[0]) > 0.08 * SIDE_PX for x, _ in places if not np.isnan(x)]
    assert sum(elsewhere) <= 3
    assert np.isfinite(places[-1][0])
    assert not found.faults
    held_s = UNTIL_S - 3.0
    assert held_s - 2.0 <= found.held_s <= held_s


def _torso(shown: LivePicture) -> tuple[float, float]:
    """Returns the image position of the coached person's torso; NaN while there is none."""
    if shown.pose is None:
        return (float("nan"), float("nan"))
    x, y = np.nanmean(shown.pose.image_px[TORSO], axis=0)
    return float(x), float(y)
