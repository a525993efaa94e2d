"""The measures that a spec may use, by name, in anatomical terms.

Angles are degrees, 0 in the anatomical neutral position; distances are ratios to a length of the
same body. Their exact meaning is defined in the reference that formcheck is judged by.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

from formcheck.core.body import Side

Unit = Literal["deg", "ratio", "1/s"]


class ReadingKind(StrEnum):
    """How a measure is read.

    POSE: from one frame. DRIFT: how far a joint has moved since a moment. STRETCHED: how much
    longer a distance is than at a moment. SPEED: how fast the body moves.
    """

    POSE = "pose"
    DRIFT = "drift"
    STRETCHED = "stretched"
    SPEED = "speed"


@dataclass(frozen=True, slots=True)
class Measure:
    """One measurable thing.

    of: "side" is measured on either side; "turn" on the body, positive towards a side (and, for the
    body, to the person's left); "body" on the whole. joints: those it depends on; a plain name is
    on this side (for the body: both), "other elbow" on the opposite side, a plural means both.
    length: the unit of a ratio, which tells pelvis_height from hip_height; "" for a pure ratio.
    """

    id: str
    unit: Unit
    of: Literal["side", "turn", "body"]
    joints: tuple[str, ...]
    meaning: str
    kind: ReadingKind = ReadingKind.POSE
    length: str = ""


_TRUNK = ("shoulders", "hips")

_ALL = (
    # Angles of joints.
    Measure("elbow_flexion", "deg", "side", ("shoulder", "elbow", "wrist"),
            "Bend of the elbow: 0 is straight."),
    Measure("hip_flexion", "deg", "side", ("shoulder", "hip", "knee"),
            "Bend between trunk and thigh: 0 is in line."),
    Measure("knee_flexion", "deg", "side", ("hip", "knee", "ankle"),
            "Bend of the knee: 0 is straight."),
    Measure("body_bend", "deg", "side", ("shoulder", "hip", "ankle"),
            "Bend at the hip between shoulder and ankle: 0 is in line."),
    Measure("shoulder_elevation", "deg", "side", ("elbow", *_TRUNK),
            "Upper arm against the trunk: 0 hangs down, 180 is overhead."),
    Measure("horizontal_adduction", "deg", "side", ("elbow", *_TRUNK),
            "Where a raised arm points: 0 out to its side, 90 forward, more is across; "
            "only at an elevation of 45 to 135."),
    # Directions against gravity.
    Measure("trunk_incl", "deg", "body", _TRUNK,
            "Trunk against the vertical, whichever way: 0 is upright, 90 lying."),
    Measure("trunk_incl_sagittal", "deg", "body", _TRUNK,
            "Lean of the trunk: + is forward, - is back."),
    Measure("trunk_incl_frontal", "deg", "turn", _TRUNK,
            "Lean of the trunk to the side: + is towards this side."),
    Measure("thorax_yaw", "deg", "turn", ("shoulders",),
            "Heading of the chest, 0 at the camera: + is towards this side."),
    Measure("pelvis_yaw", "deg", "turn", ("hips",),
            "Heading of the pelvis, 0 at the camera: + is towards this side."),
    Measure("trunk_twist", "deg", "turn", _TRUNK,
            "Turn of the chest over the pelvis: + is towards this side."),
    Measure("shoulder_level", "deg", "turn", ("shoulders",),
            "Slope of the shoulders: + is this side's shoulder higher."),
    Measure("hip_level", "deg", "turn", ("hips",),
            "Slope of the hips: + is this side's hip higher."),
    Measure("shin_incl", "deg", "side", ("knee", "ankle"),
            "Shin against the vertical: 0 is upright, knee on top."),
    Measure("forearm_incl", "deg", "side", ("elbow", "wrist"),
            "Forearm against the vertical: 0 points straight up."),
    Measure("upper_arm_incl", "deg", "side", ("shoulder", "elbow"),
            "Upper arm against the vertical: 0 points straight up."),
    Measure("body_incl", "deg", "body", ("shoulders", "ankles"),
            "Line from ankles to shoulders against the vertical: 0 is upright."),
    # The head.
    Measure("neck_to_trunk", "deg", "body", ("ears", *_TRUNK),
            "Neck against the trunk: 0 is in line, + is forward."),
    Measure("head_to_trunk", "deg", "body", ("nose", "ears", *_TRUNK),
            "Head against the trunk: + is chin down, - is chin up."),
    Measure("head_pitch", "deg", "body", ("nose", "ears"),
            "Head against the level: + is chin down, - is chin up."),
    Measure("head_roll", "deg", "turn", ("eyes",),
            "Sideways tilt of the head: + is towards this side."),
    Measure("head_yaw", "deg", "turn", ("nose", "ears", "shoulders"),
            "Turn of the head on the chest: + is towards this side."),
    Measure("ear_shoulder_gap", "ratio", "side", ("ear", "shoulder", "hips"),
            "Ear above the shoulder along the trunk, against the limbs: less is a shrug."),
    Measure("head_offset", "ratio", "body", ("ears", *_TRUNK),
            "Ears off the line of the trunk.", length="trunk lengths"),
    # Heights and places along the floor.
    Measure("shoulder_height", "ratio", "side", ("shoulder", "hips"),
            "Height of the shoulder above the floor.", length="trunk lengths"),
    Measure("ear_height", "ratio", "side", ("ear", *_TRUNK),
            "Height of the ear above the floor.", length="trunk lengths"),
    Measure("pelvis_height", "ratio", "side", ("hip", "shoulders"),
            "Height of the hip above the floor.", length="trunk lengths"),
    Measure("knee_height", "ratio", "side", ("knee", *_TRUNK),
            "Height of the knee above the floor.", length="trunk lengths"),
    Measure("ankle_height", "ratio", "side", ("ankle", *_TRUNK),
            "Height of the ankle above the floor.", length="trunk lengths"),
    Measure("hip_height", "ratio", "side", ("hip", "knee", "ankle"),
            "Height of the hip above the floor.", length="shin lengths"),
    Measure("shoulder_above_hip", "ratio", "side", ("shoulder", "hip"),
            "Shoulder higher than the hip.", length="trunk lengths"),
    Measure("ear_above_shoulder", "ratio", "side", ("ear", "shoulder", "hips"),
            "Ear higher than the shoulder.", length="trunk lengths"),
    Measure("hip_above_knee", "ratio", "side", ("hip", "knee", "shoulders"),
            "Hip higher than the knee.", length="trunk lengths"),
    Measure("wrist_over", "ratio", "side", ("wrist", *_TRUNK),
            "Wrist headward of the shoulder along the floor.", length="trunk lengths"),
    Measure("knee_under", "ratio", "side", ("knee", *_TRUNK),
            "Knee headward of the hip along the floor.", length="trunk lengths"),
    Measure("hand_height", "ratio", "side", ("wrist", *_TRUNK),
            "Wrist above the shoulders: 0 is shoulder height.", length="trunk lengths"),
    Measure("elbow_below_shoulder", "ratio", "side", ("elbow", "shoulder"),
            "Elbow lower than the shoulder.", length="upper arm lengths"),
    Measure("hip_line", "ratio", "side", ("shoulder", "hip", "knee"),
            "Hip above the line from shoulder to knee.", length="trunk lengths"),
    # Distances between parts.
    Measure("elbow_gap", "ratio", "body", ("elbow", "shoulder"),
            "Distance between the elbows.", length="shoulder widths"),
    Measure("wrist_gap", "ratio", "body", ("wrist", "shoulder"),
            "Distance between the wrists.", length="shoulder widths"),
    Measure("knee_gap", "ratio", "body", ("knee", "shoulder"),
            "Distance between the knees.", length="shoulder widths"),
    Measure("ankle_gap", "ratio", "body", ("ankle", "shoulder"),
            "Distance between the ankles.", length="shoulder widths"),
    Measure("hand_to_head", "ratio", "side", ("wrist", "ear"),
            "Wrist to the ear of its side.", length="forearm lengths"),
    Measure("hand_to_other_elbow", "ratio", "side", ("wrist", "other elbow"),
            "Wrist to the other elbow.", length="forearm lengths"),
    Measure("hand_to_other_knee", "ratio", "side", ("wrist", "other knee"),
            "Wrist to the other knee.", length="forearm lengths"),
    Measure("hand_to_other_toes", "ratio", "side", ("wrist", "other foot"),
            "Wrist to the other big toe.", length="shin lengths"),
    Measure("elbow_to_other_elbow", "ratio", "side", ("elbow", "other elbow"),
            "Elbow to elbow.", length="upper arm lengths"),
    Measure("elbow_to_other_knee", "ratio", "side", ("elbow", "other knee"),
            "Elbow to the other knee.", length="upper arm lengths"),
    Measure("hand_to_shin", "ratio", "side", ("wrist", "knee", "ankle"),
            "Wrist to the nearest point of the shin.", length="shin lengths"),
    Measure("hand_to_thigh", "ratio", "side", ("wrist", "hip", "knee"),
            "Wrist to the nearest point of the thigh.", length="thigh lengths"),
    Measure("heel_to_hip", "ratio", "side", ("heel", "hip"), "Heel to hip.", length="shin lengths"),
    Measure("reach", "ratio", "side", ("shoulder", "elbow", "wrist"),
            "Shoulder to wrist over the length of the arm: 1 is straight."),
    Measure("wrist_across", "ratio", "side", ("wrist", "shoulders"),
            "Wrist past the middle of the body: + is crossed.", length="shoulder widths"),
    Measure("elbow_across", "ratio", "side", ("elbow", "shoulders"),
            "Elbow past the middle of the body: + is crossed.", length="shoulder widths"),
    Measure("knee_to_nose", "ratio", "side", ("knee", "nose"),
            "Knee to nose.", length="trunk lengths"),
    Measure("knees_aside", "deg", "turn", ("hips", "knees"),
            "Fall of both thighs to the side, on the back: + is towards this side."),
    Measure("trunk_length", "ratio", "body", _TRUNK,
            "Length of the trunk against the limbs: less than at the start is a slump."),
    # What has changed, and how fast.
    Measure("elbow_drift", "ratio", "side", ("elbow",),
            "How far the elbow has moved since the reference moment.",
            ReadingKind.DRIFT, length="forearm lengths"),
    Measure("wrist_drift", "ratio", "side", ("wrist",),
            "How far the wrist has moved since the reference moment.",
            ReadingKind.DRIFT, length="forearm lengths"),
    Measure("knee_drift", "ratio", "side", ("knee",),
            "How far the knee has moved since the reference moment.",
            ReadingKind.DRIFT, length="shin lengths"),
    Measure("ankle_drift", "ratio", "side", ("ankle",),
            "How far the ankle has moved since the reference moment.",
            ReadingKind.DRIFT, length="shin lengths"),
    Measure("sit_back", "ratio", "body", ("hips", "wrists"),
            "How much farther the hips are from the hands than at the reference moment.",
            ReadingKind.STRETCHED),
    Measure("speed", "1/s", "body", ("shoulders", "elbows", "wrists", "hips"),
            "Speed of arms, shoulders and hips, in trunk lengths a second.", ReadingKind.SPEED),
)  # fmt: skip

MEASURES: Mapping[str, Measure] = MappingProxyType({measure.id: measure for measure in _ALL})


@dataclass(frozen=True, slots=True)
class Definition:
    """A named reading of a stretch: its measure, its side (BOTH: the body), and since when.

    since "start" or "set-up" makes it the change from that moment: difference, ratio, or distance
    moved. change "rate" is the change per second. size drops the sign; sign -1 flips it.
    """

    name: str
    measure: str
    of: Side
    since: Literal["", "start", "set-up"] = ""
    change: Literal["", "difference", "ratio", "rate"] = ""
    size: bool = False
    sign: float = 1.0

    def orient_band(self, low: float, high: float) -> tuple[float, float]:
        """Returns a band of its measure as a band of its readings, or the other way round."""
        return (-high, -low) if self.sign < 0 else (low, high)

    @property
    def unchanged(self) -> float | None:
        """Its value if nothing has changed since its moment; None if that is no single value.

        It is None for a drift, a rate, a speed, and for anything that is not a change.
        """
        kind = MEASURES[self.measure].kind
        is_distance = kind in {ReadingKind.DRIFT, ReadingKind.SPEED}
        if not self.since or self.change == "rate" or is_distance:
            return None
        return 1.0 if self.change == "ratio" and kind is ReadingKind.POSE else 0.0

    @property
    def is_moving(self) -> bool:
        """Whether it is about movement, which a single frame can't show."""
        return self.change == "rate" or MEASURES[self.measure].kind is ReadingKind.SPEED
