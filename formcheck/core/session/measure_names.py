"""Quantities in words: what is measured, of which side, since when, and its band."""

import math

from formcheck.core.body import Side
from formcheck.core.kinematics import MEASURES, Definition
from formcheck.core.language import Number, Sentence

_NAMES = {
    "trunk_incl": "trunk lean",
    "trunk_incl_sagittal": "trunk lean forward",
    "trunk_incl_frontal": "trunk lean",
    "thorax_yaw": "turn of the chest",
    "pelvis_yaw": "turn of the hips",
    "trunk_twist": "twist of the trunk",
    "shoulder_level": "rise of the shoulders",
    "hip_level": "rise of the hips",
    "shin_incl": "shin lean",
    "forearm_incl": "forearm lean",
    "upper_arm_incl": "upper arm lean",
    "body_incl": "lean of the whole body",
    "head_roll": "tilt of the head",
    "head_yaw": "turn of the head",
    "ear_shoulder_gap": "ear-to-shoulder gap",
    "knees_aside": "fall of the knees",
    "wrist_over": "wrist ahead of the shoulder",
    "knee_under": "knee ahead of the hip",
    "wrist_across": "wrist past the middle",
    "elbow_across": "elbow past the middle",
    "sit_back": "distance of hips from hands",
    "hip_line": "hip height above the line from shoulder to knee",
    "hand_height": "hand height above the shoulders",
    "elbow_below_shoulder": "elbow depth below the shoulder",
    "neck_to_trunk": "bend of the neck",
    "head_to_trunk": "bend of the head",
    "body_bend": "bend of the whole body",
    "speed": "speed of movement",
}
_ANY = {"each": "left and right", "either": "left or right"}
_UNITS = {"deg": "degrees", "1/s": "trunk lengths/s"}
AT_MOST, AT_LEAST = "at most {amount}", "at least {amount}"
BETWEEN = "{low} to {amount}"
RATE = "change of {name}"
SHARE = "{name} (as a share of that at the {moment})"
SINCE = "{name} (since the {moment})"


def name_measure(measure: str) -> str:
    """Names a measure in words, without the side: "elbow flexion"."""
    if "_to_" in measure:
        usual = f"{measure.replace('other', 'opposite').replace('_', '-')} gap"
    else:
        usual = measure.replace("_above_", " height above the ").replace("_", " ")
    return _NAMES.get(measure, usual)


def describe_measure(definition: Definition) -> str:
    """Describes a definition in words: "left shoulder elevation (since the start)"."""
    whose = "" if definition.of is Side.BOTH else definition.of.value
    return describe_quantity(definition.measure, whose, definition.since, definition.change)


def describe_quantity(measure: str, whose: str, since: str = "", change: str = "") -> str:
    """Describes a measure in words; whose: such as "left", "working" or "each", "" for the body."""
    name = name_measure(measure)
    if MEASURES[measure].of == "turn":
        side = f"{whose} side" if whose in _ANY else f"the {whose or 'left'} side"
        name = Sentence(f"{{name}} to {side}", name=name)
    elif whose:
        name = Sentence(f"{_ANY.get(whose, whose)} {{name}}", name=name)
    match change:
        case "rate":
            return Sentence(RATE, name=name)
        case "ratio":
            return Sentence(SHARE, name=name, moment=since)
    return Sentence(SINCE, name=name, moment=since) if since else name


def describe_band(measure: str, low: float, high: float, change: str = "") -> str:
    """Describes a band in words: "80 to 120 degrees", "at least 0.3"."""
    value = Number(f"{round(low if math.isinf(high) else high, 2):g}")
    amount = Sentence(f"{{value}}{describe_unit(measure, change)}", value=value)
    if math.isinf(low):
        return Sentence(AT_MOST, amount=amount)
    if math.isinf(high):
        return Sentence(AT_LEAST, amount=amount)
    return Sentence(BETWEEN, low=Number(f"{round(low, 2):g}"), amount=amount)


def describe_unit(measure: str, change: str = "") -> str:
    """Returns the unit of a measure, or of its change, with a space before it; "" for a share."""
    known = MEASURES[measure]
    unit = "" if change == "ratio" else _UNITS.get(known.unit, known.length)
    return f"{' ' * bool(unit)}{unit}{'/s' * (change == 'rate')}"
