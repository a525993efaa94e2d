import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from formcheck.core.body import ImageSize
from formcheck.files.errors import FormcheckError
from formcheck.vision.video.video import VideoFile
from tests.vision.video.films import (
    make_corner_image,
    write_brightening_film,
    write_film,
    write_sound,
)

STEADY_MS = list(range(0, 2000, 40))
UNEVEN_MS = [0, 33, 66, 500, 512, 1700, 1733]


@pytest.fixture
def steady(tmp_path: Path) -> Path:
    return write_film(tmp_path / "steady.mp4", STEADY_MS)


def read_number(image: np.ndarray) -> int:
    return round(float(image[-8:, 20:-20].mean()) / 10)


def find_red_corner(image: np.ndarray) -> tuple[str, str]:
    """Returns the position of the red quarter."""
    height, width = image.shape[:2]
    corners = {
        (v, h): image[y, x].astype(int)
        for v, y in (("top", height // 4), ("bottom", 3 * height // 4))
        for h, x in (("left", width // 4), ("right", 3 * width // 4))
    }
    return max(corners, key=lambda corner: corners[corner][0] - corners[corner][2])


def set_rotation(path: Path, degrees: int) -> Path:
    """Marks the film as to be rotated counter-clockwise by ``degrees``."""
    return set_matrix(
        path, {0: (1, 0, 0, 1), 90: (0, -1, 1, 0), 180: (-1, 0, 0, -1), 270: (0, 1, -1, 0)}[degrees]
    )


def set_matrix(path: Path, matrix: tuple[int, int, int, int]) -> Path:
    """Sets the film's display matrix, by which (x, y) is shown at (ax + cy, bx + dy)."""
    data = bytearray(path.read_bytes())
    at = data.index(b"tkhd") + 4 + 40
    for place, value in zip((0, 4, 12, 16), matrix, strict=True):
        data[at + place : at + place + 4] = (value << 16).to_bytes(4, "big", signed=True)
    path.write_bytes(data)
    return path


def test_a_film_comes_with_its_numbers_times_and_size(steady: Path) -> None:
    with VideoFile(steady) as video:
        frames = list(video.frames())
    assert [frame.index for frame in frames] == list(range(50))
    assert [frame.t_s for frame in frames] == pytest.approx([ms / 1000 for ms in STEADY_MS])
    assert frames[0].image.shape == (64, 96, 3)
    assert [read_number(frame.image) for frame in frames[:20]] == list(range(20))
    assert video.info.size == ImageSize(96, 64)
    assert video.info.duration_s == pytest.approx(2.0, abs=0.05)
    assert video.info.mean_fps == pytest.approx(25.0, abs=0.6)
    assert video.warnings == []


def test_uneven_times_are_kept_as_they_are(tmp_path: Path) -> None:
    path = write_film(tmp_path / "uneven.mp4", UNEVEN_MS)
    with VideoFile(path) as video:
        assert [f.t_s for f in video.frames()] == pytest.approx([ms / 1000 for ms in UNEVEN_MS])


def test_time_starts_at_zero_even_if_the_file_starts_later(tmp_path: Path) -> None:
    path = write_film(tmp_path / "late.mkv", [ms + 7000 for ms in STEADY_MS])
    with VideoFile(path) as video:
        times = [frame.t_s for frame in video.frames()]
    assert times[:3] == pytest.approx([0.0, 0.04, 0.08])


@pytest.mark.parametrize(
    ("degrees", "corner"),
    [
        (0, ("top", "left")),
        (90, ("bottom", "left")),
        (180, ("bottom", "right")),
        (270, ("top", "right")),
    ],
)
def test_a_turned_film_is_shown_upright(
    tmp_path: Path, degrees: int, corner: tuple[str, str]
) -> None:
    path = set_rotation(write_film(tmp_path / "turned.mp4", [0, 40, 80]), degrees)
    with VideoFile(path, max_side_px=48) as video:
        image = next(video.frames()).image
    upright = degrees % 180 == 0
    assert video.info.rotation_deg == degrees
    assert video.info.size == (ImageSize(96, 64) if upright else ImageSize(64, 96))
    assert image.shape[:2] == ((32, 48) if upright else (48, 32))
    assert find_red_corner(image) == corner


EVERY_WAY = [(a, 0, 0, d) for a in (1, -1) for d in (1, -1)] + [
    (0, b, c, 0) for b in (1, -1) for c in (1, -1)
]


def show_upright(image: np.ndarray, matrix: tuple[int, int, int, int]) -> np.ndarray:
    """Returns what a player shows that applies the whole matrix."""
    a, b, c, d = matrix
    lying = image if a else image.swapaxes(0, 1)
    return lying[:: b + d, :: a + c]


@pytest.mark.parametrize("matrix", EVERY_WAY)
def test_a_film_is_upright_and_left_and_right_are_the_persons_own_in_all_eight_ways(
    tmp_path: Path, matrix: tuple[int, int, int, int]
) -> None:
    path = set_matrix(write_film(tmp_path / "film.mp4", [0, 40, 80]), matrix)
    shown = show_upright(make_corner_image(96, 64), matrix)
    mirrored = matrix[0] * matrix[3] - matrix[1] * matrix[2] < 0
    upright = shown[:, ::-1] if mirrored else shown
    with VideoFile(path) as video:
        image = next(video.frames()).image
    assert image.shape == upright.shape
    assert np.abs(image.astype(int) - upright).mean() < 20


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_the_brightness_of_a_shot_lies_as_its_picture_does(tmp_path: Path, degrees: int) -> None:
    path = set_rotation(write_film(tmp_path / "turned.mp4", [0, 40, 80]), degrees)
    with VideoFile(path, max_side_px=48) as video:
        shot = next(video.shots())
    grey, image = shot.grey(), shot.image()
    assert grey.shape == image.shape[:2]
    assert np.corrcoef(grey.ravel(), (image @ [0.3, 0.59, 0.11]).ravel())[0, 1] > 0.98


def test_a_film_read_with_limits_is_small_and_thin(steady: Path) -> None:
    with VideoFile(steady, max_side_px=30, max_fps=13) as video:
        frames = list(video.frames())
    assert {frame.image.shape for frame in frames} == {(20, 30, 3)}
    assert [frame.index for frame in frames] == list(range(0, 50, 2))
    assert video.info.size == ImageSize(96, 64)


def test_every_picture_is_contiguous_although_its_rows_were_padded(steady: Path) -> None:
    with VideoFile(steady, max_side_px=29) as video:
        assert all(frame.image.flags.c_contiguous for frame in video.frames())


def test_shots_turn_into_the_same_pictures_as_frames(steady: Path) -> None:
    with VideoFile(steady) as video:
        for shot, frame in zip(video.shots(), video.frames(), strict=True):
            assert (shot.index, shot.t_s) == (frame.index, frame.t_s)
            difference = shot.image().astype(int) - frame.image.astype(int)
            assert np.abs(difference).mean() < 2.0


def test_a_film_can_be_left_in_the_middle_and_read_again(steady: Path) -> None:
    with VideoFile(steady) as video:
        assert next(video.frames()).index == 0
        assert len(list(video.frames())) == 50


def test_a_film_that_is_closed_while_it_is_read_ends_there(steady: Path) -> None:
    film = VideoFile(steady)
    frames = film.frames()
    assert next(frames).index == 0
    film.close()
    assert list(frames) == []


def test_sound_is_passed_over(tmp_path: Path) -> None:
    path = write_film(tmp_path / "sound.mp4", STEADY_MS, sound=True)
    with VideoFile(path) as video:
        assert len(list(video.frames())) == 50
        assert video.warnings == []


@pytest.mark.parametrize(
    ("begins_ms", "sound"), [(5000, False), (0, True), (5000, True)], ids=["late", "sound", "both"]
)
@pytest.mark.parametrize("ending", ["mkv", "mp4"])
def test_a_whole_film_does_not_break_off_though_it_begins_late_or_its_sound_goes_on(
    tmp_path: Path, ending: str, begins_ms: int, sound: bool
) -> None:
    path = tmp_path / f"whole.{ending}"
    write_film(path, [begins_ms + ms for ms in STEADY_MS], sound=sound, sound_s=12)
    with VideoFile(path) as video:
        assert len(list(video.frames())) == 50
        assert video.warnings == []


def _write_half(tmp_path: Path, begins_ms: int = 0) -> Path:
    """Returns the first half of a Matroska file of eight seconds."""
    whole = write_film(tmp_path / "whole.mkv", list(range(begins_ms, begins_ms + 8000, 40)))
    cut = tmp_path / "cut.mkv"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    return cut


def test_a_late_film_cut_off_is_told_with_its_own_length(tmp_path: Path) -> None:
    with VideoFile(_write_half(tmp_path, begins_ms=5000)) as video:
        frames = list(video.frames())
    assert 50 < len(frames) < 150
    assert "it should last 8.0 s" in video.warnings[0]


def test_a_broadcast_that_begins_between_whole_pictures_is_not_cut_short(tmp_path: Path) -> None:
    path = write_film(tmp_path / "late.ts", range(0, 8000, 80), gop=25)
    path.write_bytes(path.read_bytes()[188 * 30 :])
    with VideoFile(path) as video:
        frames = list(video.frames())
    assert 50 < len(frames) < 75
    assert video.info.duration_s == pytest.approx(0.08 * len(frames), abs=0.1)
    assert video.warnings == []


def test_a_last_picture_that_is_shown_for_seconds_is_no_missing_end(tmp_path: Path) -> None:
    path = write_film(tmp_path / "still.mp4", range(0, 2000, 100), last_shown_ms=4000)
    with VideoFile(path) as video:
        assert video.info.duration_s == pytest.approx(5.9, abs=0.3)
        assert len(list(video.frames())) == 20
        assert video.warnings == []


def test_one_picture_is_a_film_too(tmp_path: Path) -> None:
    path = write_film(tmp_path / "one.mp4", [0])
    with VideoFile(path) as video:
        assert [frame.t_s for frame in video.frames()] == [0.0]


def test_a_film_cut_off_gives_what_is_there_and_says_where_it_broke(tmp_path: Path) -> None:
    with VideoFile(_write_half(tmp_path)) as video:
        frames = list(video.frames())
    assert 50 < len(frames) < 150
    assert len(video.warnings) == 1
    assert f"breaks off at {frames[-1].t_s:.1f} s" in video.warnings[0]
    assert "cut.mkv" in video.warnings[0]


@pytest.mark.parametrize("name", ["order.avi", "bare.h264"])
def test_a_film_that_stores_no_times_of_display_runs_in_its_own_time(
    tmp_path: Path, name: str
) -> None:
    with VideoFile(write_brightening_film(tmp_path / name, 60, fps=15)) as video:
        frames = list(video.frames())
    assert video.info.mean_fps == 15
    assert video.info.duration_s in (0.0, pytest.approx(4.0)), "a bare stream tells none"
    assert [frame.t_s for frame in frames] == pytest.approx([n / 15 for n in range(60)])
    levels = [int(frame.image[-1, 0].mean()) for frame in frames]
    assert levels == pytest.approx([4 * n for n in range(60)], abs=6)


def test_pictures_that_are_spoilt_are_left_out_and_told(tmp_path: Path) -> None:
    path = write_film(tmp_path / "spoilt.mp4", list(range(0, 4000, 40)), gop=25)
    data = bytearray(path.read_bytes())
    for at in range(len(data) // 4, len(data) // 2, 97):
        data[at] ^= 255
    path.write_bytes(data)
    with VideoFile(path) as video:
        times = [frame.t_s for frame in video.frames()]
    assert 40 < len(times) < 100
    assert times[-1] == pytest.approx(3.96, abs=0.1)
    (told,) = video.warnings
    assert "spoilt.mp4 is damaged" in told


def test_damage_in_the_middle_is_survived_in_silence(tmp_path: Path) -> None:
    path = write_film(tmp_path / "hurt.mp4", list(range(0, 4000, 40)))
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 600] = bytes(600)
    path.write_bytes(data)
    script = (
        "import sys; from pathlib import Path; from formcheck.vision.video.video import VideoFile\n"
        "print(sum(1 for _ in VideoFile(Path(sys.argv[1])).frames()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True
    )
    assert int(done.stdout) > 40
    assert done.stderr == ""


def list_bad_files(folder: Path) -> Iterator[tuple[Path, str]]:
    yield folder / "absent.mp4", "There is no video"
    yield folder, "is a folder"
    (folder / "nothing.mp4").touch()
    yield folder / "nothing.mp4", "is empty (0 bytes)"
    (folder / "letter.mp4").write_text("Dear video,\nhow are you?\n" * 40)
    yield folder / "letter.mp4", "is not a video"
    (folder / "letter.txt").write_text("Dear video,\nhow are you?\n" * 40)
    yield folder / "letter.txt", "is not a video"
    (folder / "list.m3u8").write_text("#EXTM3U\n#EXTINF:1,\nfile.ts\n#EXT-X-ENDLIST\n")
    yield folder / "list.m3u8", "list.m3u8"
    os.mkfifo(folder / "endless.ts")  # a reader that follows the list would wait for ever
    (folder / "follow.m3u8").write_text(
        "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nendless.ts\n#EXT-X-ENDLIST\n"
    )
    yield folder / "follow.m3u8", "or a list of other files"
    (folder / "follow.mp4").write_text("ffconcat version 1.0\nfile endless.ts\n")
    yield folder / "follow.mp4", "or a list of other files"
    yield write_sound(folder / "voice.m4a"), "has no picture in it"
    whole = write_film(folder / "whole.mp4", [0, 40, 80])
    (folder / "headless.mp4").write_bytes(whole.read_bytes()[:400])
    yield folder / "headless.mp4", "headless.mp4 is not a video"
    with av.open(str(folder / "hollow.mp4"), "w") as out:
        stream = out.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        out.start_encoding()
    yield folder / "hollow.mp4", "hollow.mp4"
    yield write_film(folder / "dot.mkv", [0, 40], 1, 1, codec="ffv1"), "1 by 1 pixels"
    yield write_film(folder / "slit.mkv", [0, 40], 4000, 2, codec="ffv1"), "4000 by 2 pixels"
    claimed = write_film(folder / "huge.mkv", [0], 300, 300, codec="ffv1").read_bytes()
    for mark in (b"\xb0\x82", b"\xba\x82"):  # width and height in a Matroska file
        claimed = claimed.replace(mark + (300).to_bytes(2), mark + (8000).to_bytes(2))
    (folder / "huge.mkv").write_bytes(claimed)
    yield folder / "huge.mkv", "8000 by 8000 pixels"
    (folder / "foreign.mp4").write_bytes(whole.read_bytes().replace(b"avc1", b"zzzz"))
    yield folder / "foreign.mp4", "this video format is not supported"
    broadcast = write_film(folder / "broadcast.ts", range(0, 2000, 40)).read_bytes()
    (folder / "begun.ts").write_bytes(broadcast[: 4 * 188])  # packets; the first frame has more
    yield folder / "begun.ts", "can be decoded: the video is empty or broken"
    future = write_film(folder / "future.mkv", [0, 40]).read_bytes()
    (folder / "future.mkv").write_bytes(future.replace(b"\x42\xf7\x81\x01", b"\x42\xf7\x81\x09"))
    yield folder / "future.mkv", "future.mkv cannot be opened: Not yet implemented"
    (folder / "photo.mp4").write_bytes(cv2.imencode(".png", make_corner_image(64, 64))[1].tobytes())
    yield folder / "photo.mp4", "is a photo, not a video"
    os.mkfifo(folder / "pipe.mp4")
    yield folder / "pipe.mp4", "is a device or a pipe"


def test_pictures_that_change_their_size_in_mid_film_keep_their_shape_in_the_first_ones_size(
    tmp_path: Path,
) -> None:
    films = [
        write_film(tmp_path / f"{w}.h264", range(0, 400, 40), w, h)
        for w, h in ((96, 64), (128, 192))
    ]
    path = tmp_path / "both.h264"
    path.write_bytes(b"".join(film.read_bytes() for film in films))
    with VideoFile(path) as video:
        images = [frame.image for frame in video.frames()]
    assert len(images) > 12
    assert {image.shape for image in images} == {(64, 96, 3)}
    coloured = np.ptp(images[-1].astype(int), axis=2) > 60
    assert coloured.any(axis=0).sum() == pytest.approx(43, abs=3)
    assert coloured.any(axis=1).sum() == pytest.approx(32, abs=2)


def test_every_bad_file_gets_a_sentence_that_names_it(tmp_path: Path) -> None:
    for path, words in list_bad_files(tmp_path):
        with pytest.raises(FormcheckError) as caught:
            VideoFile(path)
        sentence = str(caught.value)
        assert words in sentence
        assert path.name in sentence
        assert sentence.endswith(".")
        assert "\n" not in sentence
