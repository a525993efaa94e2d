"""Small films as the generator keeps them, made from the true joints of a sample clip."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.clips import Truth, read_truth
from benchmarks.reference.__main__ import SAMPLES, convert_to_world, judge_clip
from benchmarks.sampled.true_landmarks import make_recording
from benchmarks.sampled.truth import FilmFile
from reference.skeleton import JOINTS, Floats
from reference.stretches import load_stretches

FPS = 12.0


def clip_truth(clip: str) -> Truth:
    """The truth of a sample clip, its joints FPS times a second and in the reference's order."""
    meant = read_truth(SAMPLES / f"{clip}.json")
    assert meant is not None
    times_s = np.arange(meant.joints_t_s[0], meant.joints_t_s[-1], 1.0 / FPS)
    joints = meant.joints_m[:, [meant.joint_names.index(name) for name in JOINTS]]
    columns = [
        np.interp(times_s, meant.joints_t_s, column) for column in joints.reshape(len(joints), -1).T
    ]
    joints = np.stack(columns, axis=1).reshape(len(times_s), len(JOINTS), 3)
    return replace(meant, joint_names=JOINTS, joints_t_s=times_s, joints_m=joints)


def pixels_of(meant: Truth) -> Floats:
    centre = np.array([meant.size.width_px, meant.size.height_px]) / 2
    pixels: Floats = meant.joints_m[..., :2] / meant.joints_m[..., 2:] * meant.f_px + centre
    return pixels


def make_about(meant: Truth, seed: int, number: int) -> dict[str, Any]:
    return {
        "format": 1,
        "seed": seed,
        "number": number,
        "stretch": meant.stretch,
        "side": meant.side.value if meant.side.value != "both" else "left",
        "fault": meant.fault,
        "severity": None if meant.fault is None else 2.0,
        "view_deg": meant.view_deg,
        "fps": FPS,
        "size": [meant.size.width_px, meant.size.height_px],
        "begins": "neutral",
        "ends": "neutral",
        "phases": [{"id": p.id, "start_s": p.start_s, "end_s": p.end_s} for p in meant.phases],
        "reps": [
            {"start_s": r.start_s, "end_s": r.end_s, "counted": r.counted} for r in meant.reps
        ],
        "person": {},
        "camera": {},
        "drawn": {},
        "inside": dict.fromkeys(JOINTS, 1.0),
    }


def write_film(
    folder: Path, clip: str, seed: int = 101, number: int = 0, **changed: Any
) -> FilmFile:
    """Film ``number`` of a seed, its recording made of true joints; what is told of it changed."""
    meant = clip_truth(clip)
    home = folder / f"films-{seed:04d}"
    home.mkdir(parents=True, exist_ok=True)
    film = FilmFile(home, seed, f"{number:06d}")
    stretch = load_stretches()[meant.stretch]
    truth = judge_clip(clip, meant, stretch).truth
    about = {**make_about(meant, seed, number), **changed}
    arrays: dict[str, np.ndarray] = {
        "about": np.array(json.dumps(about)),
        "times_s": meant.joints_t_s,
        "joints": convert_to_world(meant).astype(np.float32),
        "camera_m": meant.joints_m.astype(np.float32),
        "pixels": pixels_of(meant).astype(np.float32),
    }
    if about["stretch"] is not None:
        arrays |= {f"value/{name}": values for name, values in truth.values.items()}
        arrays |= {f"severity/{name}": values for name, values in truth.severities.items()}
    np.savez_compressed(film.truth, **arrays)
    make_recording(meant.joints_t_s, meant.joints_m, pixels_of(meant), meant.size).save(
        film.recording
    )
    return film
