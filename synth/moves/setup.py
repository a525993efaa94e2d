"""What a builder hands back: movement, furniture and how the camera stands."""

from dataclasses import dataclass, replace

from synth.pose import mirror
from synth.scene import Box, flip_box
from synth.script import Script, Segment


@dataclass(frozen=True, slots=True)
class Setup:
    """A movement and its surroundings.

    view_deg: direction of the camera seen from where the chest faces in neutral, > 0 towards the
    person's left. low_m and high_m: heights that must be in the picture. aim_y: point over the
    floor (x = aim_x) that the camera looks at.
    """

    script: Script
    boxes: tuple[Box, ...] = ()
    view_deg: float = 0.0
    distance_m: float = 2.9
    low_m: float = -0.05
    high_m: float = 2.0
    aim_x: float = 0.0
    aim_y: float = 0.0

    def mirrored(self) -> "Setup":
        """The same for the right side."""

        def flip(seg: Segment) -> Segment:
            beat = None if seg.beat is None else mirror(seg.beat)
            return replace(seg, to=mirror(seg.to), beat=beat)

        script = replace(
            self.script,
            start=mirror(self.script.start),
            segments=tuple(flip(s) for s in self.script.segments),
        )
        boxes = tuple(flip_box(b) for b in self.boxes)
        view, x = -self.view_deg, -self.aim_x
        return replace(self, script=script, boxes=boxes, view_deg=view, aim_x=x)
