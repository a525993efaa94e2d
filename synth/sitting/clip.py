"""The plan of a clip of a person at a desk: person, place, camera and activity."""

from dataclasses import dataclass, field
from zlib import crc32

from synth.people import Person

from .desk import Furniture
from .timeline import Episode


@dataclass(frozen=True, slots=True)
class Passer:
    """Another person who walks by behind the chair from start_s on: a body's name or a Person."""

    body: str
    start_s: float
    from_left: bool = True
    person: Person | None = None


@dataclass(frozen=True, slots=True)
class View:
    """Where the camera is.

    view: side or front; near: the person's side nearer to the camera, or from the front the side to
    which the person leaves. distance_m from the face (front) or the trunk (side); turn_deg about
    the person; rise_m above the eyes (front) or the shoulders (side).
    """

    view: str
    near: str = "left"
    distance_m: float = 0.65
    turn_deg: float = 0.0
    rise_m: float = 0.0
    fov_deg: float = 47.0


@dataclass(frozen=True, slots=True)
class SittingClip:
    """One clip; its name determines sway, noise and drifts. person replaces body."""

    name: str
    episodes: tuple[Episode, ...]
    view: View
    body: str
    room: str
    fps: int = 6
    size: tuple[int, int] = (640, 480)
    furniture: Furniture = field(default_factory=Furniture)
    light: tuple[float, float] = (0.0, 1.2)  # rotation of the key light, deg; its strength
    room_shift_m: float = 0.3
    dye: int = 0
    passers: tuple[Passer, ...] = ()
    handed: str = "right"  # the hand that drinks
    person: Person | None = None

    @property
    def seed(self) -> int:
        """The clip's own seed."""
        return crc32(self.name.encode())
