"""True joints as the landmarks of the pose model: what a perfect pose model would give.

Joints are the 21 of ``reference.skeleton.JOINTS``, in their order. A landmark that is no joint is
placed from its neighbours: the corners of the eyes and the mouth from the face, the fingers in line
with the forearm, as no joint says how a wrist is bent.
"""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from formcheck.core.body import Detection, ImageSize, Landmark
from formcheck.vision.pose.recording import DetectedFrame, Recording
from reference.skeleton import JOINTS, SIDES, Floats

EYE_CORNER = 0.25
"""From the middle of an eye to its corners, per distance of the eyes. Chosen here, as all numbers
of this module: 16 of 63 mm."""
MOUTH_BELOW = 1.1
"""From nose to mouth, per height of the eyes above the nose, as on rendered faces."""
MOUTH_HALF = 0.4
"""From the middle of the mouth to its corners, per distance of the eyes: 25 of 63 mm."""
FINGERS = {"pinky": 0.34, "index": 0.37, "thumb": 0.2}
"""From the wrist to the knuckle of a finger, per length of the forearm."""

_BODY = [JOINTS.index(f"{side}_{part}") for side in SIDES for part in ("shoulder", "hip")]
_NEAREST_M = 0.05
"""What is nearer to the camera than this, or behind it, is in no picture."""


@dataclass(frozen=True, slots=True)
class Lens:
    """A pinhole: focal length and the point of the picture that the camera's axis meets."""

    f_px: float
    centre_px: tuple[float, float]

    def project(self, places_m: Floats) -> Floats:
        """Pixels (..., 2) of places (..., 3) in the camera's frame."""
        depth = np.where(places_m[..., 2:] > _NEAREST_M, places_m[..., 2:], np.nan)
        pixels: Floats = self.f_px * places_m[..., :2] / depth + np.array(self.centre_px)
        return pixels


def fit_lens(camera_m: Floats, pixels: Floats) -> Lens:
    """The lens that shows joints (n, 21, 3) at those pixels (n, 21, 2), by least squares.

    Raises ValueError when no frame shows where the joints are, or they fit no lens.
    """
    known = np.isfinite(camera_m).all(axis=2) & np.isfinite(pixels).all(axis=2)
    known &= camera_m[..., 2] > _NEAREST_M
    if known.sum() < 2:
        raise ValueError("no frame shows where the joints are")
    aside = (camera_m[..., :2] / camera_m[..., 2:])[known]
    ones, zeros = np.ones(len(aside)), np.zeros(len(aside))
    across = np.stack([aside[:, 0], ones, zeros], axis=1)
    down = np.stack([aside[:, 1], zeros, ones], axis=1)
    wanted = np.concatenate([pixels[known][:, 0], pixels[known][:, 1]])
    (f_px, x_px, y_px), *_ = np.linalg.lstsq(np.concatenate([across, down]), wanted, rcond=None)
    lens = Lens(float(f_px), (float(x_px), float(y_px)))
    if not np.allclose(lens.project(camera_m)[known], pixels[known], atol=1.0):
        raise ValueError("joints and pixels fit no lens")
    return lens


def landmarks_of(joints_m: Floats) -> Floats:
    """Landmarks (n, 33, 3) in the frame of the joints (n, 21, 3)."""
    joint = {name: joints_m[:, number] for number, name in enumerate(JOINTS)}
    eyes = joint["left_eye"] - joint["right_eye"]
    ahead = _unit(joint["nose"] - (joint["left_ear"] + joint["right_ear"]) / 2)
    drop = joint["nose"] - (joint["left_eye"] + joint["right_eye"]) / 2
    below = drop - np.einsum("ij,ij->i", drop, ahead)[:, None] * ahead
    mouth = joint["nose"] + MOUTH_BELOW * below
    places = dict(joint)
    for side, sign in zip(SIDES, (1.0, -1.0), strict=True):
        places[f"{side}_eye_outer"] = joint[f"{side}_eye"] + sign * EYE_CORNER * eyes
        places[f"{side}_eye_inner"] = joint[f"{side}_eye"] - sign * EYE_CORNER * eyes
        places[f"mouth_{side}"] = mouth + sign * MOUTH_HALF * eyes
        forearm = joint[f"{side}_wrist"] - joint[f"{side}_elbow"]
        for finger, share in FINGERS.items():
            places[f"{side}_{finger}"] = joint[f"{side}_wrist"] + share * forearm
        places[f"{side}_foot"] = joint[f"{side}_big_toe"]
    return np.stack([places[landmark.name.lower()] for landmark in Landmark], axis=1)


def true_recording(
    times_s: Floats, camera_m: Floats, pixels: Floats, size: ImageSize, source_name: str = ""
) -> Recording:
    """The recording of somebody whose joints are known, every landmark called visible.

    camera_m (n, 21, 3): metres in the camera's frame, x right, y down, z forward; pixels (n, 21, 2)
    those joints in the picture. World landmarks are metres from between the hips along the same
    axes. Nobody is found in a picture that shows neither a shoulder nor a hip. Raises ValueError
    when joints and pixels do not fit.
    """
    lens = fit_lens(camera_m, pixels)
    places = landmarks_of(camera_m)
    image_px = lens.project(places)
    hips = [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]
    world_m = places - places[:, hips].mean(axis=1, keepdims=True)
    seen = np.asarray(np.isfinite(image_px).all(axis=(1, 2)))
    seen &= inside(pixels, size)[:, _BODY].any(axis=1)
    frames = tuple(
        DetectedFrame(
            number,
            float(t_s),
            (Detection(image_px[number], world_m[number], np.ones(len(Landmark))),)
            if seen[number]
            else (),
        )
        for number, t_s in enumerate(times_s)
    )
    return Recording(size, source_name, frames)


def with_true_places(
    found: Recording, true: Recording, part: Literal["image", "world"]
) -> Recording:
    """The detections with the true positions in the image or in the world instead of their own.

    Who was found when, their visibility and the readings from the picture stay; of several people
    the one nearest to the true one is changed. The recordings are of one film.
    """
    true_s = np.array(true.t_s)

    def changed(frame: DetectedFrame) -> DetectedFrame:
        wanted = true.frames[int(np.argmin(np.abs(true_s - frame.t_s)))].detections
        if not wanted or not frame.detections:
            return frame
        (real,) = wanted
        off = [np.abs(one.image_px - real.image_px).mean() for one in frame.detections]
        nearest = int(np.argmin(off))
        people = list(frame.detections)
        seen = people[nearest]
        people[nearest] = (
            replace(seen, image_px=real.image_px)
            if part == "image"
            else replace(seen, world_m=real.world_m)
        )
        return replace(frame, detections=tuple(people))

    return replace(found, frames=tuple(changed(frame) for frame in found.frames))


def fit_camera(camera_m: Floats, joints_m: Floats) -> tuple[Floats, Floats]:
    """The camera's place (3,) and rotation (3, 3) that turn joints of the world into its own.

    joints_m and camera_m (n, 21, 3) are the same joints, metres, in the world's frame and in the
    camera's: camera_m = (joints_m - place) @ rotation.
    """
    world, seen = joints_m.reshape(-1, 3), camera_m.reshape(-1, 3)
    u, _, vt = np.linalg.svd((world - world.mean(axis=0)).T @ (seen - seen.mean(axis=0)))
    rotation = (u * (1.0, 1.0, np.linalg.det(u @ vt))) @ vt
    return world.mean(axis=0) - seen.mean(axis=0) @ rotation.T, rotation


def turned(camera_m: Floats, joints_m: Floats, angle_deg: float) -> Floats:
    """Joints (n, 21, 3) in the camera's frame once the person has turned on the spot.

    angle_deg is counterclockwise as seen from above; to the camera that is the same as going round
    the person the other way. The joints are those of ``fit_camera``, the world's z being up.
    """
    place, rotation = fit_camera(camera_m, joints_m)
    middle = np.median(joints_m.reshape(-1, 3), axis=0)
    cos, sin = np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))
    about_z = np.array([[cos, sin, 0.0], [-sin, cos, 0.0], [0.0, 0.0, 1.0]])
    found: Floats = ((joints_m - middle) @ about_z + middle - place) @ rotation
    return found


def inside(pixels: Floats, size: ImageSize) -> NDArray[np.bool_]:
    """Which pixels (n, joints, 2) lie in the picture: (n, joints)."""
    x, y = pixels[..., 0], pixels[..., 1]
    within: NDArray[np.bool_] = (x >= 0) & (x < size.width_px) & (y >= 0) & (y < size.height_px)
    return within


def _unit(vectors: Floats) -> Floats:
    directions: Floats = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return directions
