"""The result of a builder: movement, furniture and camera position."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from synth.pose import mirror_pose
from synth.scene import Box, mirror_box
from synth.script import Script
from synth.stance import Figure
from synth.things import Thing


@dataclass(frozen=True, slots=True)
class Setup:
    """A movement and its surroundings.

    view_deg: direction of the camera over the floor: 0 is -y, where a standing person's chest
    faces, 90 is +x, the person's left. eye_m: range of the camera's height. low_m and high_m:
    heights that must be in the image; wide_m, if not 0: the width about the aim that must be; the
    image is then also made wide enough for all joints. aim_x, aim_y: point over the floor that the
    camera aims at. still: sits, kneels or lies, so the hips do not sway. mat: a mat lies under the
    person. view: the camera's name if it does not follow from the pose (see `name_view`).
    breath_hz: breaths per second, 0 for a random number. things: solids that move with the person.
    """

    script: Script
    boxes: tuple[Box, ...] = ()
    view_deg: float = 0.0
    distance_m: float = 2.9
    low_m: float = -0.05
    high_m: float = 2.0
    aim_x: float = 0.0
    aim_y: float = 0.0
    eye_m: tuple[float, float] = (1.05, 1.4)
    wide_m: float = 0.0
    still: bool = False
    mat: bool = False
    view: str = ""
    breath_hz: float = 0.0
    things: tuple[Thing, ...] = ()

    def mirror(self) -> "Setup":
        """Returns the setup for the right side."""
        boxes = tuple(mirror_box(b) for b in self.boxes)
        view, x = -self.view_deg, -self.aim_x
        return replace(
            self,
            script=self.script.map_poses(mirror_pose),
            boxes=boxes,
            view_deg=view,
            aim_x=x,
            things=tuple(t.mirror() for t in self.things),
        )


Builder = Callable[[Figure, str | None, float], Setup]
"""Makes a stretch's good form or a fault, left side working, from the length of the hold (s)."""
