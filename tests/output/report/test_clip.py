from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

from formcheck.engine.analyse import Analysis
from formcheck.files.errors import FormcheckError
from formcheck.output.report import clip
from formcheck.output.report.clip import write_clip
from tests.vision.video.films import write_film

UNEVEN_MS = [0, 33, 67, 100, 300, 340, 900, 940, 1500]


def write_analysis(tmp_path: Path, analysis: Analysis, width: int = 320, height: int = 240) -> Path:
    source = write_film(tmp_path / "in.mp4", UNEVEN_MS, width, height)
    out = tmp_path / "out.mp4"
    write_clip(source, [analysis], out)
    return out


def test_the_clip_keeps_the_times_of_its_pictures(tmp_path: Path, analysis: Analysis) -> None:
    with av.open(str(write_analysis(tmp_path, analysis))) as video:
        times = [frame.time for frame in video.decode(video=0)]
    assert times == pytest.approx([ms / 1000 for ms in UNEVEN_MS], abs=0.001)


def test_the_clip_is_what_browsers_play_and_begins_with_its_index(
    tmp_path: Path, analysis: Analysis
) -> None:
    out = write_analysis(tmp_path, analysis)
    with av.open(str(out)) as video:
        stream = video.streams.video[0]
        assert (stream.codec_context.name, stream.codec_context.pix_fmt) == ("h264", "yuv420p")
    data = out.read_bytes()
    assert 0 < data.find(b"moov") < data.find(b"mdat")


@pytest.mark.parametrize("ending", [*clip.CLIP_SUFFIXES])
def test_a_clip_of_any_kind_is_written_without_a_word_of_the_library(
    tmp_path: Path, analysis: Analysis, ending: str, caplog: pytest.LogCaptureFixture
) -> None:
    source = write_film(tmp_path / "in.mp4", UNEVEN_MS, 320, 240)
    write_clip(source, [analysis], tmp_path / f"out{ending}")
    assert caplog.messages == []


def test_something_is_drawn(tmp_path: Path, analysis: Analysis) -> None:
    out = write_analysis(tmp_path, analysis)
    with av.open(str(tmp_path / "in.mp4")) as before, av.open(str(out)) as after:
        first = next(before.decode(video=0)).to_ndarray(format="rgb24").astype(int)
        second = next(after.decode(video=0)).to_ndarray(format="rgb24").astype(int)
    assert np.abs(first - second)[-60:, :90].max() > 60  # the ring, bottom left


def test_a_picture_of_which_nothing_was_judged_stays_as_it_is(
    tmp_path: Path, analysis: Analysis
) -> None:
    """In a routine, frames between two stretches or after the last."""
    after_ms = round(1000 * float(analysis.records.poses.t_s[-1])) + 1000
    source = write_film(tmp_path / "in.mp4", [0, after_ms], 320, 240)
    write_clip(source, [analysis, analysis], tmp_path / "out.mp4")
    with av.open(str(source)) as before, av.open(str(tmp_path / "out.mp4")) as after:
        films = zip(before.decode(video=0), after.decode(video=0), strict=True)
        drawn = [
            np.abs(one.to_ndarray(format="rgb24").astype(int) - other.to_ndarray(format="rgb24"))
            for one, other in films
        ]
    above_timeline = [int(change[:-20].max()) for change in drawn]
    assert above_timeline[0] > 60
    assert above_timeline[1] < 30


def test_each_frame_of_a_routine_is_drawn_as_its_own_part(
    tmp_path: Path, analysis: Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(clip, "draw", lambda _, scene: drawn.append(scene.side))
    source = write_film(tmp_path / "in.mp4", list(range(0, 400, 66)), 320, 240)
    poses = analysis.records.poses
    begun = replace(poses, index=poses.index[:3], t_s=poses.t_s[:3])
    first = replace(analysis, records=replace(analysis.records, poses=begun))
    second = replace(analysis, spec=analysis.spec.model_copy(update={"title": "Next"}))
    write_clip(source, [first, second], tmp_path / "out.mp4")
    titles = [side.split(" · ")[0] for side in drawn]
    assert titles == [analysis.spec.title] * 3 + ["Next"] * 4


@pytest.mark.parametrize(
    ("size", "wanted"),
    [((98, 66), (98, 66)), ((2200, 400), (1920, 348)), ((100, 62), (100, 62))],
    ids=["small", "too long", "even"],
)
def test_the_clip_has_an_even_size_and_no_side_over_1920(
    tmp_path: Path, analysis: Analysis, size: tuple[int, int], wanted: tuple[int, int]
) -> None:
    with av.open(str(write_analysis(tmp_path, analysis, *size))) as video:
        stream = video.streams.video[0]
        assert (stream.width, stream.height) == wanted


def test_an_error_on_the_way_leaves_no_half_clip(
    tmp_path: Path, analysis: Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = 0

    def failing(*_: object) -> None:
        nonlocal count
        count += 1
        if count == 5:
            raise MemoryError

    monkeypatch.setattr(clip, "draw", failing)
    with pytest.raises(MemoryError):
        write_analysis(tmp_path, analysis)
    assert [path.name for path in tmp_path.iterdir()] == ["in.mp4"]


def test_a_name_that_is_no_video_is_refused(tmp_path: Path, analysis: Analysis) -> None:
    with pytest.raises(FormcheckError, match=r"end it with one of \.mp4"):
        write_clip(tmp_path / "in.mp4", [analysis], tmp_path / "out.gif")
