"""The list of sample clips: the person, the stretch, the room and the camera of each."""

from dataclasses import dataclass
from zlib import crc32

from .cast import SAMPLE
from .moves import FAULTS, SAMPLED
from .rooms import SAMPLE_ROOMS

SIZE = (854, 480)
BOTH = "cable-doorway-rhomboid-stretch"
HOLD_S = 4.6


@dataclass(frozen=True, slots=True)
class Clip:
    """One clip.

    far scales the camera's distance, turn_deg rotates it about the person, tempo is the speed
    factor of the moves, dye (if not 0) is the seed of other clothes' colours, light scales all
    lights, bystander is a second person standing behind. breathes: the chest visibly moves with the
    breath, at the setup's rate or a random one; breath_hz, if not 0, overrides the rate.
    """

    name: str
    stretch: str
    fault: str | None
    side: str
    body: str
    room: str
    fps: int = 24
    hold_s: float = HOLD_S
    size: tuple[int, int] = SIZE
    bystander: str | None = None
    empty: bool = False
    far: float = 1.0
    turn_deg: float = 0.0
    tempo: float = 1.0
    dye: int = 0
    light: float = 1.0
    breathes: bool = False
    breath_hz: float = 0.0


def _make_clip(stretch: str, what: str, side: str, number: int) -> Clip:
    """Returns a sample clip; body, room and frame rate cycle through the list."""
    name = f"{stretch}.{what}.{side}"
    fault = what if what in FAULTS[stretch] else None
    body = SAMPLE[number % 3]
    room = SAMPLE_ROOMS[(number // 2 + crc32(stretch.encode())) % 3]
    fps = (24, 15, 30, 15)[crc32(name.encode()) % 4]
    return Clip(name, stretch, fault, side, body, room, fps)


def _make_stretch_clips(stretch: str, first: int) -> list[Clip]:
    sides = ["both"] if stretch == BOTH else ["left", "right"]
    out = []
    for i, what in enumerate(("good", *FAULTS[stretch])):
        out.append(_make_clip(stretch, what, sides[(i + first) % len(sides)], i + first))
    return out


def _make_extra_clips() -> list[Clip]:
    cross, lat = "cross-body-shoulder-stretch", "overhead-lat-stretch"
    chest = "wall-corner-rhomboid-chest"
    long = f"{cross}.good-full-dose.left"
    two = f"{lat}.two-people.right"
    return [
        Clip(f"{cross}.good.right", cross, None, "right", "woman", "studio", 60),
        Clip(f"{lat}.good.left", lat, None, "left", "older", "brick-flat", 30),
        Clip(f"{chest}.good.left", chest, None, "left", "man", "living-room", 15),
        Clip(f"{chest}.good.right", chest, None, "right", "woman", "brick-flat", 24),
        Clip(long, cross, None, "left", "older", "living-room", 15, 21.5),
        Clip(two, lat, None, "right", "woman", "living-room", 24, bystander="man"),
        Clip("nobody", cross, None, "left", "man", "studio", 24, 2.0, empty=True),
    ]


def list_clips() -> list[Clip]:
    """Returns all sample clips."""
    out: list[Clip] = []
    for number, stretch in enumerate(SAMPLED):
        out += _make_stretch_clips(stretch, number)
    extra = _make_extra_clips()
    taken = {c.name for c in extra}
    return [c for c in out if c.name not in taken] + extra
