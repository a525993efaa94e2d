"""Ground truth of a clip: phases, faults, camera and joint centres."""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from .body import JOINTS
from .geometry import Array, unit
from .life import Life
from .moves import Setup
from .plan import Clip
from .scene import Camera
from .script import Script, Span

JOINTS_HZ = 8.0
FRONT_DEG, SIDE_DEG = 30.0, 62.0  # a camera at a larger angle is another view
LIES = 0.6  # trunks less steep than this (sine) are lying or on all fours
ACROSS = 0.75
NOTE = (
    "camera_mm are centres of the rig's joints (face, heel and toe points: of the surface). "
    "Landmarks of a pose model lie elsewhere by definition: shoulder and hip about 2-3 cm, ankle "
    "3 cm above, ear 3 cm forward and inward."
)


def _describe_spans(spans: Sequence[Span]) -> list[dict[str, object]]:
    return [{"id": s.id, "start_s": round(s.start_s, 3), "end_s": round(s.end_s, 3)} for s in spans]


def _describe_times(spans: Sequence[Span]) -> list[dict[str, float]]:
    return [{"start_s": round(s.start_s, 3), "end_s": round(s.end_s, 3)} for s in spans]


class Filmed(Protocol):
    """The parts of a stage needed for the ground truth."""

    setup: Setup
    cam: Camera
    life: Life


def name_view(setup: Setup, joints: Mapping[str, Array], cam: Camera) -> str:
    """Returns the camera's view as named in specs, from the trunk's direction at the start."""
    if setup.view:
        return setup.view
    shoulders = joints["left_shoulder"] + joints["right_shoulder"]
    up = unit(shoulders - joints["left_hip"] - joints["right_hip"])
    left = unit(joints["left_shoulder"] - joints["right_shoulder"])
    ahead = np.cross(left, up)
    d = cam.eye - cam.at
    d = unit((d[0], d[1], 0.0))
    if abs(up[2]) < LIES:
        if abs(d @ up) > np.cos(np.radians(FRONT_DEG)):
            return "head-end" if d @ up > 0 else "foot-end"
        return "front" if d @ ahead > ACROSS else "side"
    off = float(np.degrees(np.arccos(np.clip(d @ unit((ahead[0], ahead[1], 0.0)), -1, 1))))
    if off <= FRONT_DEG:
        return "front"
    return "three-quarter" if off <= SIDE_DEG else "side"


def _describe_reps(script: Script) -> list[dict[str, object]]:
    return [
        {
            "start_s": round(r.start_s, 3),
            "end_s": round(r.end_s, 3),
            "counted": r.counted,
            "reason": r.reason,
        }
        for r in script.reps
    ]


def make_truth(clip: Clip, stage: Filmed, joints: Sequence[dict[str, Array]]) -> object:
    """Returns a clip's ground truth as JSON values; {} for an empty room."""
    if clip.empty:
        return {}
    setup, cam = stage.setup, stage.cam
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
        "view": name_view(setup, joints[0], cam),
        "view_deg": round(float(np.degrees(np.arctan2(d[0], -d[1]))), 1),
        "body": clip.body,
        "room": clip.room,
        "fps": clip.fps,
        "size": list(clip.size),
        "frames": len(joints),
        "duration_s": round(len(joints) / clip.fps, 3),
        "fault": clip.fault,
        "phases": _describe_spans(script.phases()),
        "holds": _describe_times(holds),
        "hold_s": round(sum(s.end_s - s.start_s for s in holds), 3),
        "reps": _describe_reps(script),
        "faults": _describe_spans(script.faults()),
        "breath_hz": round(stage.life.breath_hz, 4),
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


def write_truth(clip: Clip, stage: Filmed, joints: Sequence[dict[str, Array]], out: Path) -> None:
    """Writes NAME.json atomically."""
    part = out / f".{clip.name}.part.json"
    text = json.dumps(make_truth(clip, stage, joints), separators=(",", ":"))
    part.write_text(text + "\n", encoding="utf-8")
    os.replace(part, out / f"{clip.name}.json")


def write_dense(clip: Clip, cam: Camera, joints: Sequence[dict[str, Array]], out: Path) -> None:
    """Writes NAME.npz: every frame's joints in pixels and in camera-frame metres."""
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
