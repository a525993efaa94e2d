"""Writes the annotated video, as H.264 that browsers can play, and the annotated photo."""

from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TypeVar, cast

import av
import cv2
import numpy as np

from formcheck.core.language import ENGLISH, Words
from formcheck.engine.analyse import Analysis
from formcheck.engine.photo_check import PhotoAnalysis
from formcheck.files.errors import FormcheckError
from formcheck.files.output_file import check_ending, replace_file
from formcheck.output.draw.canvas import Canvas
from formcheck.output.draw.overlay import Scene, build_timeline, draw
from formcheck.output.report.scene import BETWEEN_S, build_photo_scene, build_scene
from formcheck.vision.video.frames import Rgb
from formcheck.vision.video.photo_file import read_photo
from formcheck.vision.video.video import OnProgress, VideoFile

MAX_SIDE_PX = 1920
"""Larger frames are scaled down: screens show no more, and 4K takes four times as long."""
CLIP_SUFFIXES = {".mp4": "mp4", ".m4v": "mp4", ".mov": "mov", ".mkv": "matroska"}
"""File suffixes of a clip and the container format of each."""
_TIME_BASE = Fraction(1, 90_000)
_X264 = {"preset": "superfast", "crf": "23"}
"""Chosen for formcheck: a third less work than "veryfast", lines stay sharp; files are larger."""

PICTURE_SUFFIXES = (".jpeg", ".jpg", ".png", ".webp")
MOST_WAITING = 2
"""Items produced but not yet used, for each of two threads: six are no faster. Frames of 1920x1080
then take 25 MB."""

Item = TypeVar("Item")


def write_clip(
    video_path: Path,
    analyses: Sequence[Analysis],
    path: Path,
    on_progress: OnProgress | None = None,
    words: Words = ENGLISH,
) -> None:
    """Writes the annotated video, upright and with the original frame times.

    analyses: one, or those of the parts of a routine in order of time; their specs are in the
    language of ``words``. Raises FormcheckError if the video can't be reread or the clip written.
    """
    container_format = CLIP_SUFFIXES[check_ending(path, "video", CLIP_SUFFIXES)]
    with (
        VideoFile(video_path, max_side_px=MAX_SIDE_PX) as video,
        replace_file(path) as part,
        closing(run_ahead(_draw_frames(video, analyses, on_progress, words))) as frames,
    ):
        try:
            _encode(part, container_format, video, frames)
        except av.error.FFmpegError as error:
            if isinstance(error, OSError):
                raise
            raise FormcheckError(f"{path} could not be made: {error.strerror or error}.") from error


def _draw_frames(
    video: VideoFile, analyses: Sequence[Analysis], on_progress: OnProgress | None, words: Words
) -> Iterator[tuple[float, Rgb]]:
    first = analyses[0]
    timeline = build_timeline([side for one in analyses for side in one.sides], first.duration_s)
    to, size = video.size, video.info.size
    scale = (to.width_px / size.width_px, to.height_px / size.height_px)
    waiting = list(analyses)
    with closing(run_ahead(video.frames())) as frames:
        for frame in frames:
            while len(waiting) > 1 and frame.index > waiting[0].records.poses.index[-1]:
                waiting.pop(0)
            records = waiting[0].records
            first_s, last_s = records.poses.t_s[[0, -1]]
            if first_s - BETWEEN_S <= frame.t_s <= last_s + BETWEEN_S:
                scene = build_scene(records, frame.index, frame.t_s, scale, timeline, words)
            else:  # between two parts of a routine
                scene = Scene(timeline=timeline, t_s=frame.t_s)
            if len(analyses) > 1 and scene.side:
                scene = replace(scene, side=f"{waiting[0].spec.title} · {scene.side}")
            draw(Canvas(frame.image), scene)
            yield frame.t_s, frame.image
            if on_progress is not None:
                on_progress(frame.t_s, first.duration_s)


def _encode(
    part: Path, container_format: str, video: VideoFile, frames: Iterator[tuple[float, Rgb]]
) -> None:
    options = {"movflags": "+faststart"} if container_format == "mp4" else {}
    with av.open(str(part), "w", format=container_format, options=options) as out:
        rate = Fraction(video.info.mean_fps).limit_denominator(1001)
        stream = out.add_stream("libx264", rate=rate, options=_X264)
        stream.width = max(2, video.size.width_px // 2 * 2)  # yuv420p needs even sizes
        stream.height = max(2, video.size.height_px // 2 * 2)
        stream.pix_fmt = "yuv420p"
        stream.codec_context.time_base = _TIME_BASE
        for t_s, image in frames:
            # OpenCV converts to the encoder's pixel format four times as fast as PyAV.
            planes = cv2.cvtColor(image[: stream.height, : stream.width], cv2.COLOR_RGB2YUV_I420)
            frame = av.VideoFrame.from_ndarray(np.asarray(planes, np.uint8), format="yuv420p")
            frame.pts = round(t_s / _TIME_BASE)
            frame.time_base = _TIME_BASE
            out.mux(stream.encode(frame))
        out.mux(stream.encode())


def write_picture(photo_path: Path, photo: PhotoAnalysis, path: Path) -> None:
    """Writes the annotated photo, upright and in its original size.

    Raises FormcheckError if the photo can't be read again or the picture can't be written.
    """
    image = read_photo(photo_path)
    draw(Canvas(image), build_photo_scene(photo))
    suffix = check_ending(path, "picture", PICTURE_SUFFIXES)
    done, data = cv2.imencode(suffix, cv2.cvtColor(image, cv2.COLOR_RGB2BGR))
    if not done:
        raise FormcheckError(f"The picture {path} could not be made.")
    with replace_file(path) as part:
        part.write_bytes(data.tobytes())


def run_ahead(source: Iterator[Item]) -> Generator[Item, None, None]:
    """Yields the items of ``source`` in order, prefetched by a thread.

    Errors of the source are raised here. Closing this generator stops the thread and the source.
    """
    end = object()
    waiting: deque[Future[Item | object]] = deque()
    with ThreadPoolExecutor(1, thread_name_prefix="ahead") as thread:
        try:
            while True:
                while len(waiting) < MOST_WAITING:
                    waiting.append(thread.submit(next, source, end))
                item = waiting.popleft().result()
                if item is end:
                    return
                yield cast("Item", item)
        finally:
            thread.shutdown(cancel_futures=True)
            if isinstance(source, Generator):
                source.close()
