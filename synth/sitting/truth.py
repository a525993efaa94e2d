"""Ground truth of a clip at a desk: person, camera, posture spans, joint centres."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np

from synth.body import JOINTS
from synth.geometry import Array
from synth.truth import NOTE

from .stage import Stage
from .timeline import SLOUCHED, Span

JOINTS_HZ = 4.0
SEEN_STEP_S = 0.1


@dataclass(frozen=True, slots=True)
class Picture:
    """A frame's time and the sitter's joints, None while out of view."""

    t_s: float
    joints: dict[str, Array] | None


def find_spans(stage: Stage, end_s: float) -> list[Span]:
    """Returns the spans from the stage's start, as time 0, to end_s.

    While out of view, walking out and in counts as an empty desk.
    """
    out: list[Span] = []
    for s in stage.timeline.spans():
        if s.start_s >= end_s:
            break
        out += _split_unseen(stage, replace(s, end_s=min(s.end_s, end_s)))
    joined: list[Span] = []
    for s in out:
        if joined and joined[-1].episode == s.episode == "empty-desk":
            joined[-1] = replace(joined[-1], end_s=s.end_s)
        else:
            joined.append(s)
    return joined


def _split_unseen(stage: Stage, s: Span) -> list[Span]:
    if s.episode not in {"leaving", "coming-back"}:
        return [s]
    times = np.arange(s.start_s, s.end_s, SEEN_STEP_S)
    seen = [stage.seen(stage.posed(stage.start_s + float(t)).joints) for t in times]
    if not any(seen):
        return [replace(s, episode="empty-desk")]
    if s.episode == "leaving":
        last = len(seen) - 1 - seen[::-1].index(True)
        cut = min(float(times[last]) + SEEN_STEP_S, s.end_s)
        parts = [replace(s, end_s=cut), replace(s, start_s=cut, episode="empty-desk")]
    else:
        cut = float(times[seen.index(True)])
        parts = [replace(s, end_s=cut, episode="empty-desk"), replace(s, start_s=cut)]
    return [p for p in parts if p.end_s - p.start_s > 1e-6]


def describe_span(s: Span) -> dict[str, object]:
    """Returns a span as JSON-compatible values."""
    out: dict[str, object] = {
        "start_s": round(s.start_s, 3),
        "end_s": round(s.end_s, 3),
        "state": s.state,
        "why": list(s.why),
        "episode": s.episode,
    }
    if s.also:
        out["also"] = list(s.also)
    if s.strength is not None:
        out["strength"] = round(s.strength, 2)
    if s.share < 1.0:
        out["share"] = round(s.share, 2)
    return out


def _describe_camera(stage: Stage) -> dict[str, object]:
    cam, clip = stage.cam, stage.clip
    fwd = cam.rot[2]
    return {
        "eye": [round(float(v), 4) for v in cam.eye],
        "at": [round(float(v), 4) for v in cam.at],
        "fov_deg": round(cam.fov_deg, 3),
        "f_px": round(float(cam.focal_px), 2),
        "pitch_up_deg": round(float(np.degrees(np.arcsin(fwd[2]))), 2),
        "turn_deg": round(clip.view.turn_deg, 2),
        "to_eyes_m": round(float(np.linalg.norm(stage.desk.eyes - cam.eye)), 3),
    }


def make_truth(stage: Stage, pictures: Sequence[Picture]) -> dict[str, object]:
    """Returns the clip's ground truth as JSON values."""
    clip = stage.clip
    duration = len(pictures) / clip.fps
    step = max(1, round(clip.fps / JOINTS_HZ))
    told = find_spans(stage, duration)
    return {
        "format": 1,
        "clip": clip.name,
        "kind": "sitting",
        "view": clip.view.view,
        "near": clip.view.near,
        "body": clip.body,
        "room": clip.room,
        "fps": clip.fps,
        "size": list(clip.size),
        "frames": len(pictures),
        "duration_s": round(duration, 3),
        "seed": clip.seed,
        "starts_slouched": told[0].state == SLOUCHED,
        "spans": [describe_span(s) for s in told],
        "passers": [
            {
                "body": p.passer.body,
                "start_s": round(p.passer.start_s - stage.start_s, 3),
                "seconds": round(p.walk.seconds, 2),
            }
            for p in stage.passing
            if stage.start_s <= p.passer.start_s < stage.end_s
        ],
        "furniture": asdict(clip.furniture),
        "desk_m": stage.desk.top_m,
        "seat_m": stage.desk.seat_m,
        "camera": _describe_camera(stage),
        "joints": {
            "names": list(JOINTS),
            "t_s": [round(p.t_s - pictures[0].t_s, 4) for p in pictures[::step]],
            "camera_mm": [_convert_to_millimetres(stage, p.joints) for p in pictures[::step]],
        },
        "landmark_truth_note": NOTE,
    }


def _convert_to_millimetres(
    stage: Stage, joints: dict[str, Array] | None
) -> list[list[int]] | None:
    if joints is None:
        return None
    return [[round(float(v) * 1000) for v in stage.cam.view(joints[n])] for n in JOINTS]


def format_truth(stage: Stage, pictures: Sequence[Picture]) -> str:
    """Returns the ground truth as the text of a file."""
    return json.dumps(make_truth(stage, pictures), separators=(",", ":")) + "\n"
