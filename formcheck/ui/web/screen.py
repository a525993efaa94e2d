"""A screen of the session as the page draws it: plain values, in pixels of the sent picture."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from formcheck.core.body import Pose
from formcheck.core.session.values import Pace, Programme, Question, Sound, Stage, Step
from formcheck.engine.live import Shown
from formcheck.files.plain_json import json_text
from formcheck.library.art import START, TARGET, ghost_of
from formcheck.output.draw.ghost import placed
from formcheck.output.draw.marks import live_marks
from formcheck.output.draw.sketch import Arc, Sketch, sketch_of

Point = tuple[float, float]


def screen_part(shown: Shown, programme: Programme, sounds: tuple[Sound, ...]) -> dict[str, Any]:
    """All that the page needs of one picture; sounds are all since the last one it was shown."""
    screen = shown.screen
    return {
        "is": "screen",
        "t_s": round(screen.t_s, 3),
        "stage": screen.stage.value,
        "halt": screen.halt.value,
        "end": screen.end.value,
        "headline": screen.headline,
        "mood": screen.mood.value,
        "instruction": screen.instruction,
        "detail": screen.detail,
        "unseen": screen.unseen,
        "clock": screen.clock.value,
        "held_s": round(screen.held_s, 2),
        "goal_s": screen.goal_s,
        "dial": {
            "number": screen.dial.number,
            "of": screen.dial.of,
            "share": round(screen.dial.share, 3),
            "still": screen.dial.still,
            "turns": screen.dial.turns,
        },
        "pace": _pace(screen.pace) if screen.pace is not None else None,
        "breath": screen.breath,
        "seconds_left": screen.seconds_left,
        "framing": [
            {"id": check.id, "title": check.title, "ok": check.ok, "say": check.say}
            for check in screen.framing
        ],
        "ghost": _ghost(shown, programme),
        "sketch": _sketch(shown, shown.pose) if shown.pose is not None else None,
        "size": (shown.size.width_px, shown.size.height_px),
        "step": _step(screen.step, screen.steps),
        "next": _step(screen.next, screen.steps) if screen.next is not None else None,
        "question": _question(screen.question) if screen.question is not None else None,
        "reply": screen.reply,
        "sounds": [_sound(sound) for sound in sounds],
        "view_faults": sorted(screen.view.active_faults) if screen.view is not None else [],
    }


def message_text(message: dict[str, Any]) -> str:
    """The message as JSON on one line."""
    return json_text(message)


def _ghost(shown: Shown, programme: Programme) -> list[list[Point]] | None:
    """The pose to take: while the place is sought the one to begin in, then the target."""
    screen = shown.screen
    if not screen.ghost or not shown.size.width_px:  # no size before the first picture
        return None
    spec_id = screen.step.plan.spec.id
    ghost = ghost_of(spec_id, START if screen.stage is Stage.SETUP else TARGET)
    if ghost is None:
        return None
    framing = programme.lesson(spec_id).framing
    polygons = placed(ghost, shown.pose, shown.size, framing, screen.step.side)
    return [_points(polygon) for polygon in polygons]


def _sketch(shown: Shown, pose: Pose) -> dict[str, Any]:
    unit_px = min(shown.size.width_px, shown.size.height_px) / 100.0
    sketch = sketch_of(pose.image_px, live_marks(shown.plan, shown.screen), unit_px)
    return sketch_part(sketch)


def sketch_part(sketch: Sketch) -> dict[str, Any]:
    """The shapes; angles in radians from the x axis towards the y axis, which points down."""
    return {
        "bones": [
            {
                "from": _point(bone.start),
                "to": _point(bone.end),
                "tone": bone.tone.value,
                "thick": round(bone.thick_px, 1),
            }
            for bone in sketch.bones
        ],
        "joints": [
            {
                "at": _point(joint.at),
                "tone": joint.tone.value,
                "radius": round(joint.radius_px, 1),
            }
            for joint in sketch.joints
        ],
        "arcs": [_arc(arc) for arc in sketch.arcs],
    }


def _arc(arc: Arc) -> dict[str, Any]:
    banded = arc.band_sweep_rad != 0.0
    return {
        "at": _point(arc.centre),
        "radius": round(arc.radius_px, 1),
        "from": round(arc.start_rad, 3),
        "sweep": round(arc.sweep_rad, 3),
        "band": (round(arc.band_start_rad, 3), round(arc.band_sweep_rad, 3)) if banded else None,
        "tone": arc.tone.value,
        "thick": round(arc.thick_px, 1),
        "label": f"{arc.value_deg}°" if arc.labelled else "",
        "label_at": _point(arc.label),
    }


def _step(step: Step, steps: int) -> dict[str, Any]:
    return {
        "number": step.number,
        "steps": steps,
        "spec_id": step.plan.spec.id,
        "title": step.plan.spec.title,
        "side": step.side.value,
        "set_number": step.set_number,
        "sets": step.sets,
        "unit": step.plan.dose.unit,
    }


def _pace(pace: Pace) -> dict[str, Any]:
    return {"size": round(pace.size, 3), "say": pace.say, "told": pace.told}


def _question(question: Question) -> dict[str, Any]:
    return {"id": question.id, "text": question.text, "answers": question.answers}


def _sound(sound: Sound) -> dict[str, Any]:
    return {
        "tone": sound.tone.value if sound.tone is not None else None,
        "say": sound.say,
        "urgent": sound.urgent,
    }


def _point(point: Iterable[float]) -> Point:
    x, y = point
    return round(x, 1), round(y, 1)


def _points(polygon: NDArray[np.floating[Any]]) -> list[Point]:
    return [(x, y) for x, y in np.round(polygon, 1).tolist()]
