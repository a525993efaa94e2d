"""A plan small enough to reason about by hand."""

from __future__ import annotations

import pytest

from formcheck.body import Side
from formcheck.spec import Plan, parse_spec, plan_for

TINY = """
format = 1
id = "arm-out"
title = "Arm out"
about = "One arm out to the side, straight, for a few seconds."
targets = ["deltoid"]
position = "standing"
sources = ["made for the tests"]
sides = ["left", "right"]
class = "form"
pain = "mild_stretch_ok"
stop = "Stop when it hurts."
setup = ["Stand, then raise your {side} arm to the side."]
blind = ["The effort."]
[view]
camera = "front"
framing = "upper"
need = { facing_deg = [-30, 30] }
say = "Turn to face the camera."
[dose]
hold_s = 4
source = "made for the tests"
[neutral]
need = { arms_deg = [0, 30] }
[near]
need = { raise_deg = [45, 180] }
for_s = 0.3
[measure.facing_deg]
quantity = "facing_deg"
slack = 5
[measure.arms_deg]
quantity = "shoulder_elevation_deg"
of = "max"
slack = 5
[measure.raise_deg]
quantity = "shoulder_elevation_deg"
of = "work"
slack = 5
low = "Raise your {side} arm."
[measure.bend_deg]
quantity = "elbow_flexion_deg"
of = "work"
slack = 5
[[phase]]
id = "hold"
timed = true
say = "Hold it."
need = { raise_deg = [70, 110], bend_deg = [0, 40] }
[[fault]]
id = "elbow-bent"
title = "Elbow bent"
cue = "Straighten your arm."
above = { bend_deg = 50 }
for_s = 0.8
priority = 2
[[example]]
phase = "hold"
given = { raise_deg = 90, bend_deg = 5 }
[[example]]
phase = "hold"
given = { raise_deg = 90, bend_deg = 70 }
expect = ["elbow-bent"]
"""


@pytest.fixture(scope="session")
def tiny_plan() -> Plan:
    """Left arm out to the side, four seconds."""
    return plan_for(parse_spec(TINY, "arm-out.toml"), Side.LEFT)


def raises(rep: str = "", dose: str = "reps = 4", faults: str = "", sides: str = "") -> str:
    """One arm up to the side and down again, as a spec of repetitions.

    rep and dose are more keys of their tables, faults more tables before the examples.
    """
    text = TINY.replace('id = "arm-out"', 'id = "arm-raises"').replace("hold_s = 4", dose)
    text = text.replace("need = { raise_deg = [45, 180] }", "need = { facing_deg = [-30, 30] }")
    text = text.replace("need = { raise_deg = [70, 110], bend_deg", "need = { bend_deg")
    if sides:
        text = text.replace('sides = ["left", "right"]', f"sides = {sides}")
    table = f'[rep]\nmeasure = "raise_deg"\nlow = 30\nhigh = 80\n{rep}\n[[phase]]'
    text = text.replace("[[phase]]", table, 1)
    return text.replace("[[example]]", f"{faults}\n[[example]]", 1)


PARTIAL = """
[[fault]]
id = "too-low"
title = "Arm not high enough"
cue = "Raise it higher."
rep = "partial"
priority = 2
"""


@pytest.fixture(scope="session")
def raises_plan() -> Plan:
    """Left arm up to the side and down, four times."""
    return plan_for(parse_spec(raises(faults=PARTIAL), "arm-raises.toml"), Side.LEFT)
