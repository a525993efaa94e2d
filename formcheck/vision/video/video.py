"""A video file as frames with their true times. Sound is ignored."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import av
import numpy as np
from av.container import InputContainer
from av.sidedata.sidedata import SideDataContainer, Type
from av.video.codeccontext import VideoCodecContext
from av.video.reformatter import VideoReformatter
from av.video.stream import VideoStream

from formcheck.core.body import ImageSize
from formcheck.core.language import Number, Sentence
from formcheck.files.closing import Closing
from formcheck.files.errors import FormcheckError
from formcheck.files.inputs import check_regular
from formcheck.vision.video import video_texts
from formcheck.vision.video.frame_times import FrameSampler, RisingClock
from formcheck.vision.video.frames import Frame, Grey, Rgb, VideoInfo, fitted
from formcheck.vision.video.sizes import check_size

_LISTS = frozenset({"hls", "dash", "concat", "sdp", "rtsp", "vobsub"})
"""FFmpeg demuxers that follow links to other files, which may lie elsewhere or have no end."""
_OPTIONS = {
    "protocol_whitelist": "file",
    "format_whitelist": ",".join(sorted(av.formats_available - _LISTS)),
}
"""A playlist must not make formcheck open another file or access the network."""
_NOT_VIDEOS = frozenset({"tty", "lrc", "image2"})
"""Demuxers that turn text into images, or read photos."""
_PHOTO_READER = "_pipe"
_FALLBACK_FPS = 30.0
"""For files without a frame rate; only used where a frame has no time of its own."""
_LEAST_FPS, _MOST_FPS = 0.001, 10_000.0
_LONGEST_S = 1e7
"""Rates and durations beyond these are corrupt. Chosen for formcheck."""
_MOST_PX = 50_000_000
"""8K frames have 33 million; a decoded frame takes 1.5 bytes per pixel. Chosen for formcheck."""
_CUT_SHORT_S = 1.0
"""Sound may outlast the video by some tenths of a second; a bigger gap means a broken file."""

OnProgress = Callable[[float, float], None]
"""Called with the seconds done and the total seconds (an estimate)."""


@dataclass(frozen=True, slots=True, eq=False)
class RawFrame:
    """A decoded frame at its final scale, not yet converted to an array.

    In this form it takes half the memory, and another thread can convert it.
    """

    index: int
    t_s: float
    picture: av.VideoFrame
    quarter_turns: int

    def image(self) -> Rgb:
        """Returns the image (height, width, 3) uint8, upright and contiguous."""
        rgb = VideoReformatter().reformat(self.picture, format="rgb24", threads=1)
        return np.ascontiguousarray(np.rot90(rgb.to_ndarray(), self.quarter_turns), dtype=np.uint8)

    def grey(self) -> Grey:
        """Returns the luma (height, width) uint8, upright, contiguous, of a frame of ``shots``."""
        plane = self.picture.planes[0]
        rows = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)
        return np.ascontiguousarray(np.rot90(rows[:, : plane.width], self.quarter_turns))


class VideoFile(Closing):
    """A video file, open for reading. A context manager; it may be read more than once.

    max_side_px scales the frames down, max_fps skips frames evenly; info describes the original
    file. warnings grows while the file is read: sentences about damaged or missing parts.
    """

    def __init__(
        self, path: Path, max_side_px: int | None = None, max_fps: float | None = None
    ) -> None:
        """Examines the file. Raises FormcheckError if no frame of it can be decoded."""
        self._path = path
        self._max_fps = max_fps
        self.warnings: list[str] = []
        self._sound_ends_s = 0.0
        self._damaged = 0
        self._readings: list[Generator[tuple[float | None, av.VideoFrame], None, None]] = []
        self.info, self._origin_s = _examine(path)
        self.size = fitted(self.info.size, max_side_px)
        """Size of the frames from frames()."""

    def close(self) -> None:
        """Closes the file; iterators that are still reading it end."""
        for reading in self._readings:
            reading.close()

    def frames(self) -> Iterator[Frame]:
        """Yields the frames in order."""
        for shot in self._scale("rgb24"):
            yield Frame(shot.index, shot.t_s, shot.image())

    def shots(self) -> Iterator[RawFrame]:
        """Yields the frames as YUV 4:2:0, in half the memory."""
        return self._scale("yuv420p")

    def _scale(self, pixels: str) -> Iterator[RawFrame]:
        info = self.info
        stored = _turn(self.size) if info.rotation_deg % 180 else self.size
        clock = RisingClock(self._origin_s, 1.0 / info.mean_fps)
        thinner = FrameSampler(self._max_fps)
        scaler = VideoReformatter()
        first: av.VideoFrame | None = None
        t_s = ends_s = 0.0
        self._damaged = 0
        reading = self._decode()
        self._readings.append(reading)
        for index, (stored_s, picture) in enumerate(reading):
            t_s = clock.tick(stored_s)
            shown_s = float((picture.duration or 0) * (picture.time_base or 0))  # 0: not stated
            ends_s = max(ends_s, t_s + shown_s)
            self._damaged += picture.is_corrupt
            if picture.is_corrupt or not thinner.keeps(t_s):
                continue
            first = first or picture
            try:
                scaled = scaler.reformat(
                    _frame_in(picture, first),
                    width=stored.width_px,
                    height=stored.height_px,
                    format=pixels,
                    threads=1,
                )
            except (av.error.FFmpegError, ValueError) as error:  # unsupported colours
                self._warn(video_texts.NOT_TO_ITS_END, reason=str(error))
                return
            yield RawFrame(index, t_s, scaled, info.rotation_deg // 90)
        self._note_missing_end(t_s, max(ends_s, self._sound_ends_s))
        if self._damaged:
            self._warn(video_texts.DAMAGED, pieces=str(self._damaged))

    def _decode(self) -> Generator[tuple[float | None, av.VideoFrame], None, None]:
        """Yields the decoded frames, each with its stored time."""
        with _open(self._path) as container:
            stream = _find_stream(container, self._path)
            stream.thread_type = "AUTO"
            # A single duration for all streams (Matroska) may be that of the sound.
            wanted = () if stream.duration is None else (stream,)
            try:
                for packet in container.demux(*wanted):
                    if packet.stream is not stream:
                        self._note_sound(packet)
                        continue
                    try:
                        pictures = cast("list[av.VideoFrame]", packet.decode())
                    except av.error.InvalidDataError:
                        self._damaged += 1
                        continue
                    for picture in pictures:
                        yield _read_time_s(container, picture), picture
            except av.error.FFmpegError as error:
                self._warn(video_texts.NOT_TO_ITS_END, reason=str(error.strerror))

    def _note_sound(self, packet: av.Packet[Any]) -> None:
        if packet.pts is not None and packet.time_base is not None:
            at_s = float(packet.pts * packet.time_base) - self._origin_s
            self._sound_ends_s = max(self._sound_ends_s, at_s)

    def _note_missing_end(self, last_s: float, ends_s: float) -> None:
        if ends_s + _CUT_SHORT_S + 1.0 / self.info.mean_fps < self.info.duration_s:
            at_s, length_s = Number(f"{last_s:.1f}"), Number(f"{self.info.duration_s:.1f}")
            self._warn(video_texts.BREAKS_OFF, at_s=at_s, length_s=length_s)

    def _warn(self, template: str, **values: str) -> None:
        self.warnings.append(Sentence(template, file=str(self._path), **values))


def _examine(path: Path) -> tuple[VideoInfo, float]:
    """Decodes the first frame; returns the file's metadata and the stored time of that frame."""
    with _open(path) as container:
        stream = _find_stream(container, path)
        first = _decode_first(container, stream, path)
        rotation_deg = _read_rotation(first)
        aspect = stream.sample_aspect_ratio
        width = first.width * float(aspect) if aspect else first.width
        size = ImageSize(max(1, round(width)), first.height)  # square pixels, as in players
        check_size(size, _MOST_PX, path)
        first_s = _read_time_s(container, first)
        # For a file without times, the average rate is the demuxer's own guess.
        rates = (stream.average_rate, stream.guessed_rate)
        stated, guessed = rates if first.pts is not None and not _is_avi(container) else rates[::-1]
        fps = float(stated or guessed or 0.0)
        if not _LEAST_FPS <= fps <= _MOST_FPS:
            fps = _FALLBACK_FPS
        info = VideoInfo(
            size=_turn(size) if rotation_deg % 180 else size,
            # The first frame of an AVI has a late time, but the duration counts all frames.
            duration_s=_read_duration_s(
                container, stream, 0.0 if _is_avi(container) else first_s or 0.0
            ),
            mean_fps=fps,
            rotation_deg=rotation_deg,
        )
        return info, first_s or 0.0


def _open(path: Path) -> InputContainer:
    check_regular(path, "video")
    try:
        if path.stat().st_size == 0:
            raise FormcheckError(Sentence(video_texts.EMPTY, file=str(path)))
        container = av.open(f"file:{path.absolute()}", options=_OPTIONS, metadata_errors="replace")
    except (av.error.InvalidDataError, av.error.EOFError) as error:
        raise FormcheckError(Sentence(video_texts.NO_VIDEO, file=str(path))) from error
    except av.error.ArgumentError as error:  # a playlist, or some damaged files
        raise FormcheckError(Sentence(video_texts.NO_VIDEO_OR_LIST, file=str(path))) from error
    except (av.error.FFmpegError, OSError, ValueError) as error:
        reason = str(getattr(error, "strerror", None) or error)
        sentence = Sentence(video_texts.NOT_OPENED, file=str(path), reason=reason)
        raise FormcheckError(sentence) from error
    name = container.format.name
    if name in _NOT_VIDEOS or name.endswith(_PHOTO_READER):
        container.close()
        kind = name.removesuffix(_PHOTO_READER)
        text = video_texts.PHOTO_FILE if kind in {"jpeg", "png"} else video_texts.OTHER_FILE
        raise FormcheckError(Sentence(text, file=str(path), kind=kind))
    return container


def _find_stream(container: InputContainer, path: Path) -> VideoStream:
    cover = av.stream.Disposition.attached_pic
    for stream in container.streams.video:
        if not stream.disposition & cover:
            claimed: VideoCodecContext | None = stream.codec_context
            if claimed is None:
                raise FormcheckError(Sentence(video_texts.UNKNOWN_KIND, file=str(path)))
            if claimed.width and claimed.height:  # a file cut off early may not have it
                check_size(ImageSize(claimed.width, claimed.height), _MOST_PX, path)
            claimed.options = {"max_pixels": str(_MOST_PX)}
            return stream
    raise FormcheckError(Sentence(video_texts.NO_PICTURE, file=str(path)))


def _decode_first(container: InputContainer, stream: VideoStream, path: Path) -> av.VideoFrame:
    try:
        for packet in container.demux(stream):
            with suppress(av.error.InvalidDataError):
                for picture in packet.decode():
                    return picture
    except av.error.FFmpegError as error:
        reason = str(error.strerror)
        sentence = Sentence(video_texts.NOT_DECODED, file=str(path), reason=reason)
        raise FormcheckError(sentence) from error
    raise FormcheckError(Sentence(video_texts.BROKEN, file=str(path)))


def _read_time_s(container: InputContainer, picture: av.VideoFrame) -> float | None:
    """Returns the stored time of a frame; None if it has none.

    AVI stores only the decoding order, and frames come out in display order.
    """
    if not _is_avi(container):
        return picture.time
    dts, base = picture.dts, picture.time_base
    return None if dts is None or base is None else float(dts * base)


def _is_avi(container: InputContainer) -> bool:
    return container.format.name == "avi"


def _frame_in(picture: av.VideoFrame, first: av.VideoFrame) -> av.VideoFrame:
    """Returns the frame; one of another size than the first is letterboxed to that size."""
    if (picture.width, picture.height) == (first.width, first.height):
        return picture
    scale = min(first.width / picture.width, first.height / picture.height)
    width, height = (max(1, round(scale * side)) for side in (picture.width, picture.height))
    small = picture.reformat(width, height, "rgb24").to_ndarray()
    framed = np.zeros((first.height, first.width, 3), np.uint8)
    top, left = (first.height - height) // 2, (first.width - width) // 2
    framed[top : top + height, left : left + width] = small
    return av.VideoFrame.from_ndarray(framed, "rgb24")


def _read_rotation(picture: av.VideoFrame) -> int:
    """Returns the degrees by which the stored frame is rotated counter-clockwise to be upright.

    A matrix that also mirrors comes from the front camera of a phone: Apple's cameras store the
    frame as it is and note that players should mirror it. The un-mirrored frame is judged, so that
    left and right are the person's own.
    """
    notes = cast(SideDataContainer, picture.side_data)  # declared as another type in PyAV 18
    note = notes.get(Type.DISPLAYMATRIX)
    if note is None:
        return 0
    a, b, _, c, d = (int(number) for number in np.frombuffer(note, np.int32, 5))
    across = -a if a * d < b * c else a
    return round(-math.degrees(math.atan2(b, across)) / 90) * 90 % 360


def _read_duration_s(container: InputContainer, stream: VideoStream, origin_s: float) -> float:
    """Returns the duration stated by the file, from its first frame at origin_s.

    0 if it is missing or impossible. A container counts from 0. A stream counts from its first
    packet, even if that and others can't be decoded: a broadcast may begin between key frames.
    """
    told_s = 0.0
    if stream.duration is not None and stream.time_base is not None:
        told_s = float(stream.duration * stream.time_base)
        if stream.start_time is not None:
            told_s -= max(0.0, origin_s - float(stream.start_time * stream.time_base))
    elif container.duration is not None:
        told_s = container.duration / av.time_base - origin_s
    return told_s if 0.0 <= told_s <= _LONGEST_S else 0.0


def _turn(size: ImageSize) -> ImageSize:
    return ImageSize(size.height_px, size.width_px)
