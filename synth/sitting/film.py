"""Renders a planned clip to NAME.mp4 and NAME.json."""

import os
from pathlib import Path

import av

from synth.h264 import add_h264

from .clip import SittingClip
from .stage import Stage
from .truth import Picture, format_truth

CRF = 26


def film_clip(clip: SittingClip, out: Path) -> None:
    """Writes NAME.mp4 and NAME.json into a folder, each atomically."""
    write_film(Stage(clip), out, clip.name)


def write_film(stage: Stage, out: Path, name: str) -> None:
    """Films the clip of a stage."""
    out.mkdir(parents=True, exist_ok=True)
    part = out / f".{name}.part.mp4"
    pictures: list[Picture] = []
    with av.open(str(part), "w", format="mp4", options={"movflags": "faststart"}) as box:
        stream = add_h264(box, stage.clip.fps, stage.clip.size, CRF)
        for frame in stage.all():
            pictures.append(Picture(frame.t_s, frame.joints))
            box.mux(stream.encode(av.VideoFrame.from_ndarray(frame.picture, format="rgb24")))
        box.mux(stream.encode())
    beside = out / f".{name}.part.json"
    beside.write_text(format_truth(stage, pictures), encoding="utf-8")
    os.replace(beside, out / f"{name}.json")
    os.replace(part, out / f"{name}.mp4")
