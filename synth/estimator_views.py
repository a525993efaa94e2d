"""Stills and synthetic views of people for fitting the estimator: landmarks and true values."""

import json
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from formcheck.core.body import swap_sides
from formcheck.core.kinematics.estimator import LENGTHS, OUTPUTS
from formcheck.core.kinematics.features import JOINTS as LANDMARK_JOINTS
from formcheck.core.kinematics.features import LANDMARKS, compute_features, measure_spread_px
from formcheck.core.kinematics.measures import MEASURES, ReadingKind
from reference.measures import MEASURES as TRUE_MEASURES
from reference.skeleton import JOINTS, SIDES, Skeleton, lengths
from reference.stretches import load_stretches

from .geometry import Array
from .limbs import turn_about, turn_limbs
from .training import check_to_fit

PERFECT_SHARE = 0.35
"""Share of the views of true joints that are not jittered."""
JITTER_M = (0.0005, 0.05)
LYING_DEG = 45.0
TURNED_DEG = 100.0
LIMBS = (("shoulder", "elbow"), ("elbow", "wrist"), ("hip", "knee"), ("knee", "ankle"))
POSITIONS = {
    "lying on the back": "supine",
    "lying on the front": "prone",
    "lying on the side": "side-lying",
}
"""The specs' names for the reference's positions."""
LENGTH_PER_LIMBS = 2.5
"""The unit of length: the summed lengths of upper arm, forearm, thigh and shin (mean of both sides)
divided by this, about one trunk length."""


class OneBody(Skeleton):
    """Joints of many people, one frame each: lengths are per frame, not medians."""

    def length(self, start: str, end: str) -> Array:  # type: ignore[override]
        """Returns the length in each frame (frames,), metres."""
        return lengths(self.segment(start, end))

    @property
    def trunk_length(self) -> Array:  # type: ignore[override]
        """Length of the trunk in each frame (frames,), metres."""
        return lengths(self.trunk)

    @property
    def shoulder_width(self) -> Array:  # type: ignore[override]
        """Width of the shoulders in each frame (frames,), metres."""
        return self.length("left_shoulder", "right_shoulder")


@dataclass(frozen=True, eq=False)
class Views:
    """Landmarks of n people (the network's inputs) and their true values (its outputs)."""

    image_px: Array
    world_m: Array
    visibility: Array
    size_px: Array
    truth: Array

    def mirror(self) -> "Views":
        """Returns the views mirrored left to right."""
        other = [LANDMARK_JOINTS.index(swap_sides(name)) for name in LANDMARK_JOINTS]
        image_px = self.image_px[:, other] * (-1.0, 1.0)
        image_px[..., 0] += self.size_px[:, :1]
        names = list(OUTPUTS)
        order = [OUTPUTS[swap_sides(name)] for name in names]
        turns = [name in MEASURES and MEASURES[name].of == "turn" for name in names]
        return Views(
            image_px,
            self.world_m[:, other] * (-1.0, 1.0, 1.0),
            self.visibility[:, other],
            self.size_px,
            self.truth[:, order] * np.where(turns, -1.0, 1.0),
        )

    def jitter(self, random: np.random.Generator, unchanged_share: float) -> "Views":
        """Returns the views with random landmark errors, except for a share of the people."""
        jitter_m = np.exp(random.uniform(*np.log(JITTER_M), len(self.truth)))
        jitter_m[random.random(len(jitter_m)) < unchanged_share] = 0.0
        jitter_m = jitter_m[:, None, None]
        extent_px = np.linalg.norm(np.ptp(self.image_px, axis=1), axis=1)[:, None, None]
        off_px = random.normal(0, 0.35, self.image_px.shape) * jitter_m * extent_px
        off_m = random.normal(0, 1, self.world_m.shape) * jitter_m * (1.0, 1.0, 1.6)
        return replace(self, image_px=self.image_px + off_px, world_m=self.world_m + off_m)

    def features(self) -> Array:
        """Returns the network's input features (n, features)."""
        return compute_features(self.image_px, self.world_m, self.visibility, self.size_px)


def compute_true_values(places: Array) -> Array:
    """Returns true values (n, outputs) of joints (n, 21, 3) in a frame with y away from the camera.

    NaN where a measure is undefined; `LENGTHS` are NaN because they depend on the image.
    """
    people = OneBody(np.arange(len(places), dtype=float), places)
    found = np.full((len(places), len(OUTPUTS)), np.nan)
    limbs = sum(people.length(f"{s}_{a}", f"{s}_{b}") for a, b in LIMBS for s in SIDES) / 2.0
    unit = limbs / LENGTH_PER_LIMBS
    trunk = lengths(people.trunk) / unit
    with np.errstate(all="ignore"):
        for name, place in OUTPUTS.items():
            measure, _, side = name.partition(".")
            if measure in LENGTHS:
                continue
            if measure == "trunk_length":
                values = trunk
            elif MEASURES[measure].kind is ReadingKind.STRETCHED:
                values = lengths(people.middle("hip") - people.middle("wrist")) / unit
            else:
                values = TRUE_MEASURES[measure].values(people, side or "left")
            found[:, place] = values * trunk if measure == "ear_shoulder_gap" else values
    for name in ("thorax_yaw", "pelvis_yaw"):
        found[:, OUTPUTS[name]] = _wrap(found[:, OUTPUTS[name]])
    lean = found[:, OUTPUTS["trunk_incl"]]
    found[lean < LYING_DEG, OUTPUTS["knees_aside"]] = np.nan
    for name in ("trunk_incl_sagittal", "trunk_incl_frontal"):
        found[np.abs(found[:, OUTPUTS[name]]) > TURNED_DEG, OUTPUTS[name]] = np.nan
    return found


def compute_true_lengths(camera_m: Array, focal_px: Array, unit_px: Array) -> Array:
    """Returns `LENGTHS` (n, 5) of joints (n, 21, 3) in the camera's frame, not foreshortened."""

    def measure_length(start: str, end: str, at: Sequence[str]) -> Array:
        length = np.linalg.norm(_get_joint(camera_m, start) - _get_joint(camera_m, end), axis=1)
        depth = np.mean([_get_joint(camera_m, name)[:, 2] for name in at], axis=0)
        return focal_px * length / np.maximum(depth, 0.2) / unit_px

    trunk = _find_middle(camera_m, "shoulder") - _find_middle(camera_m, "hip")
    corners = [f"{s}_{p}" for p in ("shoulder", "hip") for s in SIDES]
    depth = np.mean([_get_joint(camera_m, name)[:, 2] for name in corners], axis=0)
    columns = [measure_length(f"{s}_elbow", f"{s}_wrist", [f"{s}_wrist"]) for s in SIDES]
    columns += [measure_length(f"{s}_knee", f"{s}_ankle", [f"{s}_ankle"]) for s in SIDES]
    columns.append(focal_px * np.linalg.norm(trunk, axis=1) / np.maximum(depth, 0.2) / unit_px)
    return np.stack(columns, axis=1)


@dataclass(frozen=True, eq=False)
class Stills:
    """Detections in n stills; joints (n, 21, 3) facing the camera, in its frame, and in pixels.

    about: the description of each still. begun: the joints (n, 21, 3) at the start, rotated in the
    same way as places. starts: mean and standard deviation of start values, by position.
    """

    about: list[dict[str, Any]]
    begun: Array

    views: Views
    places: Array
    camera_m: Array
    pixels: Array
    starts: dict[str, tuple[Array, Array]]

    def turn_limbs(self, turns: Sequence[Array]) -> tuple[Views, Array]:
        """Returns the people with limbs rotated (see `draw_turns`), and their camera-facing joints.

        The pose model's landmarks are rotated with them, so their error turns along.
        """
        places = turn_limbs(self.places, turns)
        to_camera, shift = _fit_rotations(self.places, self.camera_m)
        camera_m = np.einsum("nij,nkj->nki", to_camera, places) + shift[:, None]
        focal_px = _estimate_focal_px(self.camera_m, self.pixels)[:, None, None]
        pixels = self.pixels + focal_px * (
            _divide_by_depth(camera_m) - _divide_by_depth(self.camera_m)
        )
        in_camera = [to_camera @ turn @ to_camera.transpose(0, 2, 1) for turn in turns]
        world_m = turn_limbs(self.views.world_m, in_camera)
        hips = [JOINTS.index(f"{side}_hip") for side in SIDES]
        world_m -= world_m[:, hips].mean(axis=1, keepdims=True)
        image_px = self.views.image_px + pixels - self.pixels
        truth = compute_true_values(places)
        unit_px = measure_spread_px(image_px, self.views.visibility)
        truth[:, -5:] = compute_true_lengths(camera_m, focal_px[:, 0, 0], unit_px)
        return Views(image_px, world_m, self.views.visibility, self.views.size_px, truth), places


def read_stills(folders: Sequence[Path]) -> Stills:
    """Reads the stills in which a person was detected.

    Raises ValueError if a folder has no stills or its seed is not reserved for fitting.
    """
    stored: dict[str, list[Array]] = {}
    for folder in folders:
        check_to_fit(folder)
        files = sorted(folder.glob("[0-9]*[0-9].npz"))
        if not files:
            raise ValueError(f"{folder} holds no stills")
        for file in files:
            with np.load(file, allow_pickle=False) as kept:
                for name in ("joints", "before", "camera_m", "pixels", "found", "image_px",
                             "world_m", "visibility", "about"):  # fmt: skip
                    stored.setdefault(name, []).append(kept[name])
    whole = {name: np.concatenate(parts) for name, parts in stored.items()}
    seen = whole["found"]
    about = [json.loads(str(one)) for one in whole["about"]]
    shown = [one for one, found in zip(about, seen, strict=True) if found]
    size_px = np.array([one["size"] for one in shown], dtype=float)
    joints, camera_m, pixels = (
        whole[name][seen].astype(float) for name in ("joints", "camera_m", "pixels")
    )
    facing = _find_facing(joints, camera_m)
    places = _rotate_all(facing, joints)
    begun = _rotate_all(facing, whole["before"][seen][:, 0].astype(float))
    image_px, world_m = whole["image_px"][seen][:, LANDMARKS], whole["world_m"][seen][:, LANDMARKS]
    visibility = whole["visibility"][seen][:, LANDMARKS].astype(float)
    truth = compute_true_values(places)
    unit_px = measure_spread_px(image_px.astype(float), visibility)
    truth[:, -5:] = compute_true_lengths(camera_m, _estimate_focal_px(camera_m, pixels), unit_px)
    views = Views(image_px.astype(float), world_m.astype(float), visibility, size_px, truth)
    starts = measure_starts([one["stretch"] for one in about], whole["before"][:, 0].astype(float))
    return Stills(shown, begun, views, places, camera_m, pixels, starts)


def measure_starts(
    stretches: Sequence[str | None], joints: Array
) -> dict[str, tuple[Array, Array]]:
    """Returns means and standard deviations (outputs,) of start joints (n, 21, 3), by position.

    People who do no stretch have no start.
    """
    known = load_stretches()
    places = [known[one].position.split(" or ") if one else [] for one in stretches]
    found = {}
    for word in sorted({word for words in places for word in words}):
        position = POSITIONS.get(word, word)
        values = compute_true_values(joints[[word in words for words in places]])
        for name in ("thorax_yaw", "pelvis_yaw"):
            values[:, OUTPUTS[name]] = np.nan  # the camera's direction is unknown
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # a measure may be undefined there
            found[position] = np.nanmean(values, axis=0), np.nanstd(values, axis=0)
    return found


def draw_views(places: Array, truth: Array, random: np.random.Generator) -> Views:
    """Returns random perfect views of joints (n, 21, 3), most of them slightly jittered."""
    count = len(places)
    about_deg = np.where(
        random.random(count) < 0.7, random.normal(0, 12, count), random.uniform(-180, 180, count)
    )
    turned = np.einsum(
        "nij,nkj->nki", _rotate_about_axis(np.radians(about_deg), 2), _centre(places)
    )
    seen = np.stack([turned[..., 0], -turned[..., 2], turned[..., 1]], axis=-1)
    tilt = _rotate_about_axis(np.radians(random.normal(0, 2, count)), 2) @ _rotate_about_axis(
        np.radians(random.normal(0, 9, count)), 0
    )
    seen = np.einsum("nij,nkj->nki", tilt, seen)
    view = np.radians(random.uniform(35, 75, count))
    reach = np.abs(seen[..., :2]).max(axis=(1, 2))
    away = reach / np.tan(view / 2) / random.uniform(0.45, 0.95, count)
    away += np.abs(seen[..., 2]).max(axis=1) / 2
    aside = random.normal(0, 0.15, count) * reach, random.normal(0, 0.1, count) * reach
    camera_m = seen + np.stack([*aside, away], axis=1)[:, None]
    camera_m[..., 2] = np.maximum(camera_m[..., 2], 0.2)
    shapes = np.array([(640, 360), (360, 640), (640, 480)], dtype=float)
    size_px = shapes[random.integers(0, 3, count)]
    focal_px = size_px[:, 1] / 2 / np.tan(view / 2)
    image_px = (
        focal_px[:, None, None] * camera_m[..., :2] / camera_m[..., 2:] + size_px[:, None] / 2
    )
    hips = [JOINTS.index(f"{side}_hip") for side in SIDES]
    world_m = camera_m - camera_m[:, hips].mean(axis=1, keepdims=True)
    visibility = np.ones(image_px.shape[:2])
    changed = truth.copy()
    for name in ("thorax_yaw", "pelvis_yaw"):
        changed[:, OUTPUTS[name]] = _wrap(changed[:, OUTPUTS[name]] + about_deg)
    changed[:, -5:] = compute_true_lengths(
        camera_m, focal_px, measure_spread_px(image_px, visibility)
    )
    return Views(image_px, world_m, visibility, size_px, changed).jitter(random, PERFECT_SHARE)


def _wrap(degrees: Array) -> Array:
    return (degrees + 180.0) % 360.0 - 180.0


def _get_joint(places: Array, name: str) -> Array:
    return places[:, JOINTS.index(name)]


def _find_middle(places: Array, part: str) -> Array:
    return (_get_joint(places, f"left_{part}") + _get_joint(places, f"right_{part}")) / 2.0


def _centre(places: Array) -> Array:
    return places - places.mean(axis=1, keepdims=True)


def _rotate_about_axis(angle: Array, axis: int) -> Array:
    """Returns rotations (n, 3, 3) about a coordinate axis by angles in radians."""
    return turn_about(np.broadcast_to(np.eye(3)[axis], (len(angle), 3)), angle)


def _divide_by_depth(camera_m: Array) -> Array:
    aside: Array = camera_m[..., :2] / np.maximum(camera_m[..., 2:], 0.1)
    return aside


def _fit_rotations(places: Array, others: Array) -> tuple[Array, Array]:
    """Returns rotations (n, 3, 3) and shifts (n, 3) taking places (n, k, 3) to others (Kabsch)."""
    u, _, vt = np.linalg.svd(np.einsum("nki,nkj->nij", _centre(places), _centre(others)))
    flip = np.ones((len(places), 3))
    flip[:, 2] = np.sign(np.linalg.det(vt.transpose(0, 2, 1) @ u.transpose(0, 2, 1)))
    turns = vt.transpose(0, 2, 1) @ (flip[:, :, None] * u.transpose(0, 2, 1))
    shift = others.mean(axis=1) - np.einsum("nij,nj->ni", turns, places.mean(axis=1))
    return turns, shift


def _find_facing(joints: Array, camera_m: Array) -> Array:
    """Returns rotations (n, 3, 3) about the room's vertical that turn y away from the camera."""
    ahead = _fit_rotations(joints, camera_m)[0][:, 2]
    return _rotate_about_axis(np.arctan2(ahead[:, 0], ahead[:, 1]), 2)


def _rotate_all(turns: Array, places: Array) -> Array:
    turned: Array = np.einsum("nij,nkj->nki", turns, places)
    return turned


def _estimate_focal_px(camera_m: Array, pixels: Array) -> Array:
    aside, seen = _centre(_divide_by_depth(camera_m)), _centre(pixels)
    return (aside * seen).sum(axis=(1, 2)) / (aside**2).sum(axis=(1, 2))
