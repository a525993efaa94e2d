"""The changes that ``benchmarks.changed`` applies to a film, in one table.

All functions are pure: the same image gives the same result. Raise ``VERSION`` when a change works
differently, so that cached detections are made again.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import TypeVar
from zlib import crc32

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.core.body import Landmark
from formcheck.vision.pose.recording import Recording
from formcheck.vision.video.frames import Rgb

VERSION = 1
CUT_S = 1.5
"""Seconds cut off the beginning or end of a film. Chosen for formcheck."""
LEAST_LEFT_S = 2.0
"""A film is not cut to less than this. Chosen for formcheck: no hold counts in less."""
PORTRAIT, WIDE = 9 / 16, 16 / 9
"""Width over height of an upright phone's image, and of a laptop camera's."""

UPRIGHT_DEG, UPRIGHT_SHARE = 35.0, 0.9
"""A person whose trunk is within this angle of upright in this share of the frames may sit at a
laptop. Chosen for formcheck."""
ABOVE_HIPS_TRUNKS = 0.1
"""A laptop's image ends this far above the hips, in trunk lengths. Chosen for formcheck: the hips
are out, the waist is in."""
_SHOULDERS = [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]
_HIPS = [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]
_NOISE_SLACK_PX = 64

Picture = Callable[[Rgb], Rgb]
"""Turns an image (height, width, 3) uint8 into the changed one."""
T = TypeVar("T")


class NotApplicableError(Exception):
    """A film can't be changed in that way; the message is the reason in a few words."""


@dataclass(frozen=True, slots=True)
class Part:
    """A crop rectangle: its edges as shares of width and height, 0 to 1."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Change:
    """One way to change a film.

    part returns the crop for the detections in the unchanged film, or raises NotApplicableError;
    positions are those the change makes sense for, all if empty. fps is the new frame rate. since_s
    and until_s are cut off at the beginning and at the end.
    """

    name: str
    picture: Picture | None = None
    part: Callable[[Recording], Part] | None = None
    positions: tuple[str, ...] = ()
    fps: float | None = None
    since_s: float = 0.0
    until_s: float = 0.0
    mirrored: bool = False

    @property
    def is_cut(self) -> bool:
        """Whether the change only cuts off the beginning or end."""
        return bool(self.since_s or self.until_s)


def mirror(image: Rgb) -> Rgb:
    """Mirrors the image horizontally."""
    return np.ascontiguousarray(image[:, ::-1])


def scale_light(image: Rgb, *, gain: float) -> Rgb:
    """Multiplies the brightness by gain, clipped at white."""
    return np.asarray(cv2.convertScaleAbs(image, alpha=gain), dtype=np.uint8)


def remove_colour(image: Rgb) -> Rgb:
    """Removes the colour."""
    one = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    return np.asarray(cv2.cvtColor(one, cv2.COLOR_GRAY2RGB), dtype=np.uint8)


def add_noise(image: Rgb, *, levels: float) -> Rgb:
    """Adds noise with that standard deviation, in levels of 255; it differs between images."""
    height, width = image.shape[:2]
    random = np.random.default_rng(crc32(image.tobytes()))
    top, left = random.integers(0, _NOISE_SLACK_PX, 2)
    field = _make_noise(height, width)[top : top + height, left : left + width]
    return np.clip(image + levels * field, 0, 255).astype(np.uint8)


@cache
def _make_noise(height: int, width: int) -> NDArray[np.float32]:
    shape = (height + _NOISE_SLACK_PX, width + _NOISE_SLACK_PX, 3)
    return np.random.default_rng(0).standard_normal(shape, dtype=np.float32)


def blur(image: Rgb, *, heights: float) -> Rgb:
    """Blurs the image with a Gaussian whose sigma is that share of the height."""
    return np.asarray(cv2.GaussianBlur(image, (0, 0), heights * image.shape[0]), dtype=np.uint8)


def compress(image: Rgb, *, quality: int) -> Rgb:
    """Returns the image after JPEG compression at that quality (100 is the best)."""
    stored = cv2.imencode(
        ".jpg", cv2.cvtColor(image, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, quality]
    )[1]
    return np.asarray(cv2.imdecode(stored, cv2.IMREAD_COLOR_RGB), dtype=np.uint8)


def resize(image: Rgb, *, scale: float) -> Rgb:
    """Multiplies width and height by scale."""
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(small, dtype=np.uint8)


def shrink_in_place(image: Rgb, *, scale: float) -> Rgb:
    """Shrinks the image about its middle and extends its edges to the old size."""
    small = resize(image, scale=scale)
    down, across = image.shape[0] - small.shape[0], image.shape[1] - small.shape[1]
    top, left = down // 2, across // 2
    whole = cv2.copyMakeBorder(
        small, top, down - top, left, across - left, cv2.BORDER_REPLICATE
    )  # fmt: skip
    return np.asarray(whole, dtype=np.uint8)


def rotate(image: Rgb, *, deg: float) -> Rgb:
    """Rotates the image about its middle, + counter-clockwise; its edges fill the corners."""
    height, width = image.shape[:2]
    turning = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), deg, 1.0)
    turned = cv2.warpAffine(image, turning, (width, height), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(turned, dtype=np.uint8)


def crop(image: Rgb, part: Part) -> Rgb:
    """Crops the image to the part, at least two pixels wide and high."""
    height, width = image.shape[:2]
    left, top = round(part.left * width), round(part.top * height)
    right, bottom = round(part.right * width), round(part.bottom * height)
    return np.ascontiguousarray(image[top : max(bottom, top + 2), left : max(right, left + 2)])


def find_portrait_part(film: Recording) -> Part:
    """Returns a 9:16 crop that contains the person all the time."""
    where = _find_person(film)
    width = PORTRAIT * film.size.height_px / film.size.width_px
    if width >= 1.0:
        raise NotApplicableError("its pictures are upright already")
    low = np.percentile(where[:, :, 0].min(axis=1), 5)
    high = np.percentile(where[:, :, 0].max(axis=1), 95)
    if high - low > width:
        raise NotApplicableError("the person does not fit into an upright picture")
    return _make_part(float(low + high) / 2, width, 1.0)


def find_laptop_part(film: Recording) -> Part:
    """Returns the view of a laptop on a desk: down to just above the hips, at most 16:9."""
    where = _find_person(film)
    shoulders, hips = where[:, _SHOULDERS].mean(axis=1), where[:, _HIPS].mean(axis=1)
    sides_px = (film.size.width_px, film.size.height_px)
    across, up = ((hips - shoulders) * sides_px).T
    if (np.degrees(np.arctan2(np.abs(across), up)) <= UPRIGHT_DEG).mean() < UPRIGHT_SHARE:
        raise NotApplicableError("the person is not upright all the time")
    trunk = float(np.median(hips[:, 1] - shoulders[:, 1]))
    hip = float(np.percentile(where[:, _HIPS, 1].min(axis=1), 5))
    if hip >= 1.0:
        raise NotApplicableError("its pictures end above the hips already")
    bottom = hip - ABOVE_HIPS_TRUNKS * trunk
    width = min(1.0, WIDE * bottom * film.size.height_px / film.size.width_px)
    return _make_part(float(np.median(shoulders[:, 0])), width, bottom)


def _make_part(middle: float, width: float, bottom: float) -> Part:
    left = min(max(middle - width / 2, 0.0), 1.0 - width)
    return Part(left, 0.0, left + width, bottom)


def _find_person(film: Recording) -> NDArray[np.float64]:
    """Returns the landmarks (n, 33, 2) of the first person, as shares of the image size."""
    found = [frame.detections[0].image_px for frame in film.frames if frame.detections]
    if not found:
        raise NotApplicableError("nobody is seen in it")
    return np.array(found) / (film.size.width_px, film.size.height_px)


def resample(timed: Iterable[tuple[float, T]], fps: float) -> Iterator[tuple[float, T]]:
    """Yields the frame shown at each step of 1 / fps s, given frames with times (s) from 0."""
    shown: list[T] = []
    count = 0
    for t_s, picture in timed:
        while shown and count / fps < t_s - 1e-6:
            yield count / fps, shown[0]
            count += 1
        shown = [picture]
    yield from ((count / fps, picture) for picture in shown)


def cut_recording(film: Recording, change: Change) -> Recording:
    """Returns the film without its ends, times from 0. Raises NotApplicableError if too short.

    Cuts the detections, not the frames: the model restarts every 3 s, so detecting again would give
    the same to within half a pixel.
    """
    times_s = film.t_s
    since_s = change.since_s
    until_s = (times_s[-1] if times_s else 0.0) - change.until_s
    if until_s - since_s < LEAST_LEFT_S:
        raise NotApplicableError(f"less than {LEAST_LEFT_S:.0f} s would be left of it")
    kept = [frame for frame in film.frames if since_s <= frame.t_s <= until_s]
    first_s = kept[0].t_s
    return replace(
        film,
        frames=tuple(
            replace(frame, index=number, t_s=frame.t_s - first_s)
            for number, frame in enumerate(kept)
        ),
    )


CHANGES = (
    Change("mirrored", mirror, mirrored=True),
    Change("darker", partial(scale_light, gain=0.3)),
    Change("overexposed", partial(scale_light, gain=1.8)),
    Change("noise", partial(add_noise, levels=25.0)),
    Change("blurred", partial(blur, heights=0.008)),
    Change("grey", remove_colour),
    Change("compressed", partial(compress, quality=8)),
    Change("half the size", partial(resize, scale=0.5)),
    Change("person half as big", partial(shrink_in_place, scale=0.5)),
    Change("10 pictures a second", fps=10.0),
    Change("60 pictures a second", fps=60.0),
    Change("turned by 5 degrees", partial(rotate, deg=5.0)),
    Change("turned by 10 degrees", partial(rotate, deg=10.0)),
    Change("turned by -10 degrees", partial(rotate, deg=-10.0)),
    Change("cropped to portrait", part=find_portrait_part),
    Change("as a laptop sees it", part=find_laptop_part, positions=("standing", "sitting")),
    Change("first 1.5 s cut off", since_s=CUT_S),
    Change("last 1.5 s cut off", until_s=CUT_S),
)
UNCHANGED = Change("unchanged")
