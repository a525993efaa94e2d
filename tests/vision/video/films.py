"""Writes small real videos for the tests."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

TICKS = 1000
"""Time base of the films: milliseconds."""


def make_corner_image(width: int, height: int, level: int = 0) -> NDArray[np.uint8]:
    """Returns a grey image, top-left quarter red and top-right blue, to show its rotation."""
    image = np.full((height, width, 3), level, dtype=np.uint8)
    image[: height // 2, : width // 2] = (255, 0, 0)
    image[: height // 2, width // 2 :] = (0, 0, 255)
    return image


def write_film(
    path: Path,
    times_ms: Sequence[int],
    width: int = 96,
    height: int = 64,
    sound: bool = False,
    codec: str = "libx264",
    sound_s: int = 1,
    gop: int = 5,
    last_shown_ms: int = 0,
) -> Path:
    """Writes an H.264 film with a frame at each time; the grey half-way down encodes its number.

    gop: distance of the key frames, in frames.
    """
    with av.open(str(path), "w") as out:
        stream = out.add_stream(codec, rate=30)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.time_base = stream.codec_context.time_base = Fraction(1, TICKS)
        stream.codec_context.gop_size = gop
        voice = out.add_stream("aac", rate=8000) if sound else None
        for number, time_ms in enumerate(times_ms):
            picture = av.VideoFrame.from_ndarray(
                make_corner_image(width, height, 10 * number % 250), format="rgb24"
            )
            picture.pts, picture.time_base = time_ms, Fraction(1, TICKS)
            out.mux(stream.encode(picture))
        for packet in stream.encode(None):  # only the duration of the last of these is written
            packet.duration = last_shown_ms or packet.duration
            out.mux(packet)
        if voice is not None:
            write_silence(out, voice, sound_s)
    return path


def write_brightening_film(path: Path, count: int, fps: int) -> Path:
    """Writes an H.264 film with B-frames; each frame is lighter than the last by 4."""
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=fps)
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
        stream.codec_context.max_b_frames = 2
        for number in range(count):
            grey = np.full((64, 96, 3), 4 * number, dtype=np.uint8)
            out.mux(stream.encode(av.VideoFrame.from_ndarray(grey, format="rgb24")))
        out.mux(stream.encode(None))
    return path


def write_sound(path: Path) -> Path:
    """Writes a file with sound but no video."""
    with av.open(str(path), "w") as out:
        write_silence(out, out.add_stream("aac", rate=8000))
    return path


def write_silence(
    out: av.container.OutputContainer, stream: av.AudioStream, lasts_s: int = 1
) -> None:
    """Writes silence into the stream."""
    silence = av.AudioFrame.from_ndarray(
        np.zeros((1, 8000 * lasts_s), dtype=np.float32), format="fltp", layout="mono"
    )
    silence.sample_rate, silence.pts = 8000, 0
    out.mux(stream.encode(silence))
    out.mux(stream.encode(None))
