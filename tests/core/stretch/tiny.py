"""Specs small enough to check by hand."""

TINY = """
format = 3
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
unseen = ["The effort."]
[view]
camera = "front"
framing = "upper"
say = "Turn to face the camera."
[dose]
hold_s = 4
source = "made for the tests"
[start]
need = { shoulder_elevation = [0, 30] }
[[phase]]
id = "hold"
timed = true
say = "Hold it."
[quantity.raise]
measure = "shoulder_elevation"
of = "work"
target = [70, 110]
tolerance = 10
at = "hold"
source = "made for the tests"
confidence = "high"
low = "Raise your {side} arm."
[quantity.bend]
measure = "elbow_flexion"
of = "work"
target = [0, 40]
tolerance = 10
at = "hold"
source = "made for the tests"
confidence = "high"
[[fault]]
id = "elbow-bent"
title = "Elbow bent"
cue = "Straighten your arm."
quantity = "bend"
beyond = "high"
priority = 2
"""

PARTIAL = """
[[fault]]
id = "too-low"
title = "Arm not high enough"
cue = "Raise it higher."
rep = "partial"
priority = 2
"""

UNSEEN = """
[[unseen_fault]]
id = "breath"
title = "Breath held"
cue = "Breathe on."
why = "No camera sees it."
"""

SET_UP = """
[[phase]]
id = "reach"
set_up = true
say = "Arm out."
"""

DRIFT = """
[quantity.drift]
measure = "wrist_drift"
of = "work"
since = "set-up"
target = [0, 0.3]
tolerance = 0.1
at = "hold"
source = "made for the tests"
confidence = "low"
"""

LEVEL = """
[quantity.level]
measure = "trunk_incl"
target = [0, 30]
tolerance = 10
at = "throughout"
source = "made for the tests"
confidence = "low"
"""


def make_raises(rep: str = "", dose: str = "reps = 4", faults: str = "", sides: str = "") -> str:
    """Returns a spec of repetitions: one arm up to the side and down again.

    rep replaces or adds keys of the table [rep]; faults is appended as further tables.
    """
    text = TINY.replace('id = "arm-out"', 'id = "arm-raises"').replace("hold_s = 4", dose)
    text = text.replace('at = "hold"', 'at = "rep-peak"', 1).replace(
        'at = "hold"', 'at = "throughout"'
    )
    text = text.replace("target = [70, 110]", "target = [80, 180]")
    if sides:
        text = text.replace('["left", "right"]', sides).replace("your {side}", "your")
    keys = {"quantity": '"raise"', "start": "[0, 20]", "peak": "[80, 180]", "seconds": "[0.8, 20]"}
    keys |= dict(line.split(" = ", 1) for line in rep.splitlines())
    table = "\n".join(f"{key} = {value}" for key, value in keys.items())
    return f"{text}\n[rep]\n{table}\n{faults}"


def make_curls() -> str:
    """Returns a spec of elbow curls of a raised arm: the peak lies below the start."""
    text = make_raises('quantity = "bend"\nstart = [80, 120]\npeak = [0, 20]')
    raised, bent = 'at = "rep-peak"', 'at = "throughout"'
    return text.replace(bent, raised).replace(raised, bent, 1)
