"""The pictures of the stretches: start, target and every fault, rendered from the clips' poses."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from itertools import product
from pathlib import Path

import cv2
import numpy as np

from formcheck.library.catalogue import load_spec

from .body import load_body
from .geometry import Array, vec
from .ghost import make_ghosts
from .marked import MARKS
from .marks import draw_mark
from .moves import BUILDERS, FAULTS, SAMPLED, Setup
from .plan import BOTH, HOLD_S
from .pose import Pose
from .props import make_door_frame, make_mat_under, make_plain, put_hands_on
from .rig import Posed
from .scene import Box, Camera
from .script import Script
from .stance import Figure, make_vec
from .still_poses import CORRECTIONS, STILL_FAULTS
from .studio import LYING, SIZE, Studio, Window, to_image
from .things import Thing
from .wardrobe import Wardrobe, dress

BODY = "woman"
WEAR = Wardrobe(
    skin=(0.36, 0.19, 0.12),
    shirt=(0.03, 0.19, 0.22),
    trousers=(0.05, 0.06, 0.09),
    hair=(0.020, 0.013, 0.010),
    eye=(0.34, 0.30, 0.27),
    sleeve=0.42,
    barefoot=True,
    calm=True,
)
EYE_M, FAR_M = 1.05, 3.6  # a camera on a table; from higher up, an arm across the chest looks lower
MARGIN = np.array([0.07, 0.05])  # share of the picture free beside start and target
LEAST_MARGIN = 0.015  # share kept free beside any fault
QUALITY = 80
LOWEST = {
    "cross-body-shoulder-stretch": ("hip", 0.30),
    "overhead-lat-stretch": ("hip", 0.30),
    "wall-corner-rhomboid-high": ("knee", 0.10),
    "wall-corner-rhomboid-chest": ("knee", 0.10),
    "wall-corner-rhomboid-hip": ("knee", 0.10),
    "wall-corner-neck-release": ("knee", 0.10),
    "chest-stretch": ("knee", 0.10),
}
"""Stretches whose picture does not show the feet: how far (m) below which joint it ends."""
FAR = ("hold", "far", "open", "cat")  # the phases that a target picture shows
TO_AND_FRO = {"cat": "cow"}  # a far end that is one of two, and its counterpart
JUDGED_IN = {"arm-slack": "reach", "hand-height": "reach", "hands-far": "cow"}
"""The phase to show for faults that are not judged at the far end."""
TIMED = {"short", "fast", "slow", "return"}  # reasons why a repetition fails that no still can show
OWN_WINDOW = {"hands-too-high", "chest-turned"}  # so far off that the others would be small
SEEN_FROM = {
    ("bridge-pose", "knees-apart"): 25.0,
    ("bridge-reps", "knees-apart"): 25.0,
    ("cobra-pose", "elbows-out"): 25.0,
    ("prone-chest-lift", "elbows-out"): 25.0,
    ("miniband-wall-lean", "hands-in"): 150.0,
    ("neck-flexion-hands-behind-head", "head-tilted"): 25.0,
    ("neck-flexion-hands-behind-head", "head-turned"): 25.0,
    ("overhead-lat-stretch", "leaning-back"): 80.0,
    ("stick-exercise", "arching"): 80.0,
}
"""Faults that the stretch's camera hardly shows, with a direction that does."""
FREE_HANDS = {"start", "one-arm-across"}  # pictures in which nobody holds the door frame
FAINT = 0.38  # opacity of the other end of a movement
SEAT_M = 0.6  # no part of a chair is longer
LYING_DEG = 45.0  # more pitch is lying: shoulder width then depends on the camera's height
SQUARE_DEG = 15.0  # from a larger angle the shoulder width gives no scale


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture to draw: the person, the other end of a movement, and surrounding objects."""

    name: str
    posed: Posed
    other: Posed | None
    boxes: tuple[Box, ...]
    things: tuple[Thing, ...] = ()


@cache
def load_model_figure() -> Figure:
    """Returns the person in the pictures."""
    body = load_body(BODY)
    dress(body, WEAR)
    return Figure(body)


@cache
def build_setup(stretch: str, fault: str | None) -> Setup:
    """Returns the setup from `moves` for the stretch, or for one of its faults."""
    return BUILDERS[stretch](load_model_figure(), fault, HOLD_S)


def list_faults(stretch: str) -> list[str]:
    """Returns the faults of a stretch that a still can show: all except those of tempo."""
    told = {fault.id for fault in load_spec(stretch).fault}
    still = STILL_FAULTS.get(stretch, {})
    moved = [f for f in FAULTS[stretch] if f in told - still.keys()]
    return [*(f for f in moved if not _is_of_tempo(build_setup(stretch, f).script)), *still]


def _is_of_tempo(script: Script) -> bool:
    return script.paced or any(mark.reason in TIMED for mark in script.marks)


def _find_shown_poses(setup: Setup, fault: str | None) -> tuple[Pose, Pose | None]:
    """Returns the pose that shows the target or fault, and the movement's other end if any."""
    segments = setup.script.segments
    wanted = (JUDGED_IN[fault],) if fault in JUDGED_IN else ("fault",) if fault else FAR
    if not any(s.phase in wanted for s in segments):
        wanted = FAR
    first = bool(setup.script.marks)  # later repetitions may be on the other side
    found = [s for s in segments if s.phase in wanted][0 if first else -1]
    if fault and found.beat is not None:
        return found.beat, found.to
    other = None if fault else TO_AND_FRO.get(found.phase)
    return found.to, next((s.to for s in segments if s.phase == other), None)


def _correct_pose(stretch: str, fault: str | None, pose: Pose) -> Pose:
    mend = CORRECTIONS.get(stretch)
    return pose if mend is None or fault in mend.but else mend.change(load_model_figure(), pose)


def make_shots(stretch: str) -> list[Shot]:
    """Returns all pictures of a stretch: start, target, faults."""
    fig, good = load_model_figure(), build_setup(stretch, None)

    def solve(pose: Pose, flat: bool = False) -> Posed:
        return fig.solve(put_hands_on(pose, flat) if stretch in SAMPLED else pose)

    def find_poses(setup: Setup, fault: str | None) -> tuple[Pose, Pose | None]:
        pose, other = _find_shown_poses(setup, fault)
        other = None if other is None else _correct_pose(stretch, fault, other)
        return _correct_pose(stretch, fault, pose), other

    target_pose = find_poses(good, None)[0]
    start, target = solve(good.script.start), solve(target_pose)
    mats = (make_mat_under([start.verts, target.verts]),) if good.mat else ()

    def shot(name: str, setup: Setup, pose: Pose, other: Pose | None) -> Shot:
        posed = solve(pose, flat=name == "hand-slides")
        boxes = (*make_plain(setup.boxes), *mats)
        if stretch == BOTH:
            held = target if name in FREE_HANDS else posed
            boxes = make_door_frame(held.joints, above=name == "hands-too-high")
        return Shot(name, posed, None if other is None else solve(other), boxes, setup.things)

    out = [shot("start", good, good.script.start, None)]
    still = STILL_FAULTS.get(stretch, {})
    for fault in (None, *list_faults(stretch)):
        if fault in still:
            pose = still[fault].pose(fig, good, target_pose, stretch, fault)
            placed = build_setup(stretch, fault) if fault in FAULTS[stretch] else good
            out.append(shot(fault, placed, pose, None))
        else:
            setup = build_setup(stretch, fault)
            out.append(shot(fault or "target", setup, *find_poses(setup, fault)))
    return out


def fit_window(stretch: str, shots: list[Shot]) -> Window:
    """Returns the camera that shows all shots as large as possible.

    The picture is portrait, or landscape if the person is wider than high.
    """
    view_deg = build_setup(stretch, None).view_deg
    upright = _fit_one_window(stretch, shots, SIZE, view_deg)
    low, high = _measure_extent(stretch, upright.camera(), shots)
    wide, tall = high - low
    return upright if wide <= tall else _fit_one_window(stretch, shots, LYING, view_deg)


def _fit_one_window(
    stretch: str, shots: list[Shot], size: tuple[int, int], view_deg: float
) -> Window:
    setup = build_setup(stretch, None)
    v = np.radians(view_deg)
    eye_m = float(np.clip(EYE_M, *setup.eye_m))
    far_m = FAR_M if eye_m <= EYE_M else setup.distance_m  # looks down as steeply as in the clips
    at = np.array([setup.aim_x, setup.aim_y, 1.0]) * ([0, 0, 1] if stretch in SAMPLED else 1)
    eye = at + far_m * np.array([np.sin(v), -np.cos(v), 0.0])
    eye[2] = eye_m
    window = Window(make_vec(eye), make_vec(at), 40.0, size)
    for _ in range(8):
        cam = window.camera()
        low, high = _measure_extent(stretch, cam, shots)
        off = ((low + high) / 2 - cam.centre) / cam.focal_px * float(cam.view(vec(window.at))[2])
        at = vec(window.at) + off[0] * cam.rot[0] + off[1] * cam.rot[1]
        fill = float(((high - low) / np.array(size)).max())
        half = fill * np.tan(np.radians(window.fov_deg / 2))
        window = Window(make_vec(eye), make_vec(at), float(np.degrees(2 * np.arctan(half))), size)
    return window


def _measure_extent(stretch: str, cam: Camera, shots: list[Shot]) -> tuple[Array, Array]:
    """Returns the top left and bottom right pixel of what must show, including the margins."""
    lows, highs = [], []
    for number, shot in enumerate(shots):
        px = cam.project(shot.posed.verts)
        free = 2 * cam.centre * (MARGIN if number < 2 else LEAST_MARGIN)
        lows.append(px.min(0) - free)
        highs.append(px.max(0) + free)
        for box in filter(_is_seat, shot.boxes):
            px, free = cam.project(_find_corners(box)), 2 * cam.centre * LEAST_MARGIN
            lows.append(px.min(0) - free)
            highs.append(px.max(0) + free)
    low, high = np.min(lows, 0), np.max(highs, 0)
    if stretch in LOWEST:
        joint, below_m = LOWEST[stretch]
        j = shots[0].posed.joints
        place = (j[f"left_{joint}"] + j[f"right_{joint}"]) / 2 - np.array([0, 0, below_m])
        high[1] = cam.project(place)[1]
    return low, high


def _is_seat(box: Box) -> bool:
    """Returns whether the box is part of a chair, which unlike walls and mats must be visible."""
    return bool((vec(box.hi) - vec(box.lo) < SEAT_M).all())


def _find_corners(box: Box) -> Array:
    return np.array([[x, y, z] for x, y, z in product(*zip(box.lo, box.hi, strict=True))])


def fit_windows(stretch: str, shots: list[Shot]) -> dict[str, Window]:
    """Returns the camera of each picture by name: a common one for all that can share it."""
    alone = {s.name for s in shots if s.name in OWN_WINDOW or (stretch, s.name) in SEEN_FROM}
    common = fit_window(stretch, [s for s in shots if s.name not in alone])

    def own(shot: Shot) -> Window:
        view_deg = SEEN_FROM.get((stretch, shot.name), build_setup(stretch, None).view_deg)
        return _fit_one_window(stretch, [shot], common.size, view_deg)

    return {s.name: own(s) if s.name in alone else common for s in shots}


def draw_pictures(stretch: str, shots: list[Shot], only: str = "*") -> Iterator[tuple[str, Array]]:
    """Yields name and RGB (0..1) of each picture of a stretch whose name matches the pattern."""
    windows = fit_windows(stretch, shots)
    target, usual_deg = shots[1].posed.joints, build_setup(stretch, None).view_deg
    studio, built = None, None
    wanted = [s for s in shots if fnmatch(s.name, only)]
    for shot in sorted(wanted, key=_describe_place):  # each setting is built only once
        window = windows[shot.name]
        if studio is None or built != (window, _describe_place(shot)):
            view_deg = SEEN_FROM.get((stretch, shot.name), usual_deg)
            studio = Studio(load_model_figure(), WEAR, window, view_deg, shot.boxes, shot.things)
            built = (window, _describe_place(shot))
        picture = _draw_with_other_end(studio, shot)
        mark = MARKS[stretch].get(shot.name)
        if mark is not None:
            picture = draw_mark(picture, mark, window.camera(), shot.posed.joints, target)
        yield shot.name, picture


def _describe_place(shot: Shot) -> str:
    """Returns a string that identifies the surroundings: meshes cannot be compared."""
    return str((shot.boxes, shot.things))


def _draw_with_other_end(studio: Studio, shot: Shot) -> Array:
    """Draws the person, and faintly behind them the other end of the movement."""
    picture, cover = studio.draw(shot.posed)
    if shot.other is None:
        return picture
    faint = FAINT * (1 - cover[..., None])
    out: Array = (1 - faint) * picture + faint * studio.draw(shot.other)[0]
    return out


def write_pictures(stretch: str, out: Path, only: str = "*") -> None:
    """Writes a stretch's pictures and ghost into its folder, each atomically."""
    folder = out / stretch
    folder.mkdir(parents=True, exist_ok=True)
    shots = make_shots(stretch)
    write_ghost(stretch, shots, folder)
    for name, picture in draw_pictures(stretch, shots, only):
        bgr = np.ascontiguousarray(to_image(picture)[..., ::-1])
        done, coded = cv2.imencode(".webp", bgr, [cv2.IMWRITE_WEBP_QUALITY, QUALITY])
        if not done:
            raise RuntimeError(f"{stretch}/{name} could not be coded")
        _write_file(folder / f"{name}.webp", coded.tobytes())
        print(f"{stretch}/{name}", flush=True)


def write_ghost(stretch: str, shots: list[Shot], folder: Path) -> None:
    """Writes a stretch's ghost.json."""
    upright = abs(shots[0].posed.pose.pitch) < LYING_DEG
    square = upright and abs(build_setup(stretch, None).view_deg) < SQUARE_DEG
    window = fit_windows(stretch, shots)["start"]
    made = make_ghosts(load_model_figure(), shots[0].posed, shots[1].posed, window, square)
    text = json.dumps(made, separators=(",", ":")) + "\n"
    _write_file(folder / "ghost.json", text.encode())


def _write_file(path: Path, data: bytes) -> None:
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(data)
    os.replace(part, path)
