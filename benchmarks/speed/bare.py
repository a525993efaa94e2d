"""The baseline for ``check``: a plain loop of decoding, scaling down and pose model.

``python -m benchmarks.speed.bare FILM MODEL`` is timed as a whole process.
"""

import sys
from pathlib import Path

import av
import matplotlib.pyplot  # noqa: F401, ICN001 - MediaPipe imports it too
import numpy as np

from formcheck.vision.pose.runtime import create_pose_landmarker, mediapipe_image

MAX_SIDE_PX = 640
"""Frames are scaled down to the size that ``check`` gives the model."""


def run_bare_loop(path: Path, model: Path) -> int:
    """Runs the model in VIDEO mode for one person on each frame; returns the number of frames.

    Decoding uses all cores, as it does in ``check``.
    """
    count = 0
    with (
        create_pose_landmarker(model, video=True, masks=True) as landmarker,
        av.open(str(path)) as container,
    ):
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        scale = MAX_SIDE_PX / max(stream.width, stream.height, MAX_SIDE_PX)
        width, height = round(stream.width * scale), round(stream.height * scale)
        for picture in container.decode(stream):
            rgb = picture.to_ndarray(width=width, height=height, format="rgb24")
            image = mediapipe_image(np.asarray(rgb, dtype=np.uint8))
            landmarker.detect_for_video(image, round((picture.time or 0.0) * 1000))
            count += 1
    return count


def write_film(clip: Path, least_s: float, film: Path) -> None:
    """Writes the clip repeatedly, until it lasts least_s, without re-encoding it."""
    with av.open(str(film), "w") as out:
        stream, begun, lasted_s = None, 0, 0.0
        while lasted_s < least_s:
            with av.open(str(clip)) as container:
                source = container.streams.video[0]
                stream = stream or out.add_stream_from_template(source)
                end = begun
                for packet in container.demux(source):
                    if packet.pts is None or packet.dts is None:
                        continue  # the empty packet at the end of a stream
                    end = max(end, begun + packet.pts + (packet.duration or 0))
                    packet.pts, packet.dts = packet.pts + begun, packet.dts + begun
                    packet.stream = stream
                    out.mux(packet)
                begun = end
                lasted_s = float(begun * (source.time_base or 1))


if __name__ == "__main__":
    print(run_bare_loop(Path(sys.argv[1]), Path(sys.argv[2])))
