"""Encodes rendered films reproducibly: the same frames always give the same file."""

from fractions import Fraction

from av.container import OutputContainer
from av.video.stream import VideoStream

OPTIONS = {"threads": "1", "x264-params": "cpu-independent=1"}
"""x264's macroblock tree distributes bits among blocks; its AVX-512 code (in PyAV 18.1) reads
uninitialised memory, which differs between runs. cpu-independent uses its C code instead."""


def add_h264(
    box: OutputContainer, rate: int, size: tuple[int, int], crf: int, preset: str = "medium"
) -> VideoStream:
    """Adds a video stream to a file; rate: frames per second; size: width and height in pixels.

    crf: constant rate factor, 0 (lossless) to 51. preset: how long x264 searches.
    """
    stream = box.add_stream(
        "libx264", rate=Fraction(rate), options={"crf": str(crf), "preset": preset, **OPTIONS}
    )
    stream.width, stream.height = size
    stream.pix_fmt = "yuv420p"
    return stream
