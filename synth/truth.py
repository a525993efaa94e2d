"""The truth beside a clip: phases, faults, camera and joint centres."""

import json
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from .body import JOINTS
from .geometry import Array
from .moves import Setup
from .plan import Clip
from .scene import Camera
from .script import Span

JOINTS_HZ = 8.0
NOTE = (
    "camera_mm are centres of the rig's joints (face, heel and toe points: of the surface). "
    "Landmarks of a pose model lie elsewhere by definition: shoulder and hip about 2-3 cm, ankle "
    "3 cm above, ear 3 cm forward and inward."
)


def _spans(spans: Sequence[Span]) -> list[dict[str, object]]:
    return [{"id": s.id, "start_s": round(s.start_s, 3), "end_s": round(s.end_s, 3)} for s in spans]


def _times(spans: Sequence[Span]) -> list[dict[str, float]]:
    return [{"start_s": round(s.start_s, 3), "end_s": round(s.end_s, 3)} for s in spans]


def truth(clip: Clip, setup: Setup, cam: Camera, joints: Sequence[dict[str, Array]]) -> object:
    """The truth of a clip as JSON values; {} for an empty room."""
    if clip.empty:
        return {}
    script = setup.script
    d = cam.eye - cam.at
    step = max(1, round(clip.fps / JOINTS_HZ))
    picked = range(0, len(joints), step)
    holds = script.holds()
    return {
        "format": 1,
        "clip": clip.name,
        "stretch": clip.stretch,
        "side": clip.side,
        "view_deg": round(float(np.degrees(np.arctan2(d[0], -d[1]))), 1),
        "body": clip.body,
        "room": clip.room,
        "fps": clip.fps,
        "size": list(clip.size),
        "frames": len(joints),
        "duration_s": round(len(joints) / clip.fps, 3),
        "fault": clip.fault,
        "phases": _spans(script.phases()),
        "holds": _times(holds),
        "hold_s": round(sum(s.end_s - s.start_s for s in holds), 3),
        "faults": _spans(script.faults()),
        "camera": {
            "eye": [round(float(v), 4) for v in cam.eye],
            "at": [round(float(v), 4) for v in cam.at],
            "fov_deg": round(cam.fov_deg, 3),
            "f_px": round(float(cam.focal_px), 2),
        },
        "joints": {
            "names": list(JOINTS),
            "t_s": [round(i / clip.fps, 4) for i in picked],
            "camera_mm": [
                [[round(float(v) * 1000) for v in cam.view(joints[i][n])] for n in JOINTS]
                for i in picked
            ],
        },
        "landmark_truth_note": NOTE,
    }


def write_truth(
    clip: Clip, setup: Setup, cam: Camera, joints: Sequence[dict[str, Array]], out: Path
) -> None:
    """Write NAME.json at one stroke."""
    part = out / f".{clip.name}.part.json"
    text = json.dumps(truth(clip, setup, cam, joints), separators=(",", ":"))
    part.write_text(text + "\n", encoding="utf-8")
    os.replace(part, out / f"{clip.name}.json")


def write_dense(clip: Clip, cam: Camera, joints: Sequence[dict[str, Array]], out: Path) -> None:
    """Write NAME.npz: every frame's joints in pixels and in camera metres."""
    world = np.array([[j[n] for n in JOINTS] for j in joints])
    part = out / f".{clip.name}.part.npz"
    np.savez_compressed(
        part,
        names=np.array(JOINTS),
        t_s=np.arange(len(joints)) / clip.fps,
        px=cam.project(world).astype(np.float32),
        camera_m=cam.view(world).astype(np.float32),
    )
    os.replace(part, out / f"{clip.name}.npz")
