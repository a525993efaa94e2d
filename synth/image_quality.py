"""Simulates cheap cameras: exposure, colour, blur, noise, low resolution, compression.

Ranges are chosen for this project, after common webcams and phones; a third of the images stays
nearly clean.
"""

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from .render import Image

F32 = NDArray[np.float32]
CLEAN = 0.3  # share of cameras with only small faults
MIDDLE = 0.42  # mean brightness, 0..1, that automatic exposure aims for
METERED = (0.5, 4.0)  # limits of the gain of automatic exposure
LINEAR = 2.2  # exponent from pixel values to linear light
MOST_STOPS = 1.1
AMPLIFIED = (0.25, 3.0)  # noise grows with the square root of the gain, within these limits
LENS_PX = 0.4  # least blur of any lens: standard deviation


@dataclass(frozen=True, slots=True)
class ImageQuality:
    """A camera's faults, drawn once per film.

    stops: over- or underexposure; metered: 0 fixed to 1 fully automatic exposure; red, blue: white
    balance; gamma and contrast of its tone curve; blur_px: defocus (standard deviation); shake_px
    and shake_deg: length and direction of camera shake; shrink: share of the image's side length
    that the sensor resolves; vignette: darkening in the corners; grain: standard deviation of noise
    in middle grey, 0..1; chroma: colour noise as a share of grain; sharpen: strength of unsharp
    masking; exposure_share: share of the frame interval in which the shutter is open (films); jpeg:
    quality 1 to 100, 0 for none.
    """

    stops: float = 0.0
    metered: float = 0.0
    red: float = 1.0
    blue: float = 1.0
    gamma: float = 1.0
    contrast: float = 1.0
    blur_px: float = 0.0
    shake_px: float = 0.0
    shake_deg: float = 0.0
    shrink: float = 1.0
    vignette: float = 0.0
    grain: float = 0.0
    chroma: float = 0.0
    sharpen: float = 0.0
    exposure_share: float = 0.0
    jpeg: int = 0


def draw_quality(random: np.random.Generator, film: bool = False) -> ImageQuality:
    """Draws a random camera; film: motion blur but no JPEG, as the video is encoded later."""
    k = 0.3 if random.random() < CLEAN else 1.0
    stops = float(np.clip(k * random.normal(0.0, 0.5), -MOST_STOPS, MOST_STOPS))
    shakes = not film and random.random() < 0.12
    return ImageQuality(
        stops=stops,
        metered=float(random.uniform(0.5, 1.0)),
        red=float(np.exp(k * random.normal(0.0, 0.09))),
        blue=float(np.exp(k * random.normal(0.0, 0.11))),
        gamma=float(np.exp(k * random.normal(0.0, 0.13))),
        contrast=float(1.0 + k * random.uniform(-0.2, 0.2)),
        blur_px=float(LENS_PX + k * random.gamma(1.2, 0.4)),
        shake_px=float(random.uniform(1.5, 5.0)) if shakes else 0.0,
        shake_deg=float(random.uniform(0, 180)),
        shrink=float(random.uniform(0.5, 0.9)) if random.random() < 0.3 * k else 1.0,
        vignette=float(k * random.uniform(0.0, 0.4)),
        grain=float(k * random.gamma(1.6, 0.008)),
        chroma=float(random.uniform(0.2, 0.8)),
        sharpen=float(random.uniform(0.2, 1.0)) if random.random() < 0.35 else 0.0,
        exposure_share=float(random.uniform(0.1, 0.5)) if film and random.random() < 0.6 else 0.0,
        jpeg=0 if film else int(np.clip(random.normal(70, 22), 20, 95)),
    )


def degrade(
    picture: Image,
    quality: ImageQuality,
    random: np.random.Generator,
    before: Image | None = None,
) -> Image:
    """Returns the RGB image as the camera takes it; random: for its noise.

    before: the previous frame, undegraded; motion blur blends it in with half the exposure share as
    weight, which doubles the edges of fast limbs rather than smearing them.
    """
    if before is not None and quality.exposure_share > 0:
        w = quality.exposure_share / 2
        picture = cv2.addWeighted(picture, 1 - w, before, w, 0.0).astype(np.uint8)
    height, width = picture.shape[:2]
    out = _soften(picture, quality)
    light = _compute_gain(out, quality)
    out = cv2.LUT(out, _make_tone_curve(quality, light)).astype(np.uint8)
    out = _add_noise(out, quality, light, random)
    if out.shape[:2] != (height, width):
        out = cv2.resize(out, (width, height), interpolation=cv2.INTER_LINEAR).astype(np.uint8)
    if quality.sharpen > 0:
        smooth = cv2.GaussianBlur(out, (0, 0), 1.2)
        sharp = cv2.addWeighted(out, 1 + quality.sharpen, smooth, -quality.sharpen, 0.0)
        out = sharp.astype(np.uint8)
    return _compress(out, quality.jpeg)


def _soften(picture: Image, quality: ImageQuality) -> Image:
    """Applies defocus, shake and a coarser sensor."""
    out = picture
    if quality.blur_px > 0.2:
        out = cv2.GaussianBlur(out, (0, 0), quality.blur_px).astype(np.uint8)
    if quality.shake_px > 0:
        out = cv2.filter2D(
            out, -1, _make_streak_kernel(quality.shake_px, quality.shake_deg)
        ).astype(np.uint8)
    if quality.shrink < 1:
        height, width = picture.shape[:2]
        size = (round(width * quality.shrink), round(height * quality.shrink))
        out = cv2.resize(out, size, interpolation=cv2.INTER_AREA).astype(np.uint8)
    return out


def _make_streak_kernel(length_px: float, angle_deg: float) -> F32:
    half = int(np.ceil(length_px / 2))
    kernel = np.zeros((2 * half + 1, 2 * half + 1), np.float32)
    c, s = np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))
    for r in np.linspace(-length_px / 2, length_px / 2, 4 * half + 1):
        kernel[round(half + r * s), round(half + r * c)] += 1
    out: F32 = kernel / kernel.sum()
    return out


def _compute_gain(picture: Image, quality: ImageQuality) -> float:
    """Returns the gain on linear light from automatic exposure and exposure error."""
    mean = max(float(picture[::4, ::4].mean()) / 255, 0.01)
    gain = float(np.clip((MIDDLE / mean) ** LINEAR, *METERED)) ** quality.metered
    return float(gain * 2.0**quality.stops)


def _make_tone_curve(quality: ImageQuality, gain: float) -> Image:
    """Returns a lookup table (1, 256, 3) from the image's values to the camera's."""
    light = (np.arange(256) / 255.0)[:, None] ** LINEAR * gain * (quality.red, 1.0, quality.blue)
    rolled = np.where(light > 0.7, 0.7 + 0.3 * (1 - np.exp(-(light - 0.7) / 0.3)), light)
    value = np.clip(rolled, 0, 1) ** (quality.gamma / LINEAR)
    value = MIDDLE + (value - MIDDLE) * quality.contrast
    return (np.clip(value, 0, 1) * 255 + 0.5).astype(np.uint8)[None]


def _add_noise(
    picture: Image, quality: ImageQuality, gain: float, random: np.random.Generator
) -> Image:
    """Adds vignetting and sensor noise: more in dark areas, and more with higher gain."""
    if quality.grain <= 0 and quality.vignette <= 0:
        return picture
    height, width = picture.shape[:2]
    out = picture.astype(np.float32)
    if quality.vignette > 0:
        out *= _make_vignette(height, width, round(quality.vignette, 2))
    if quality.grain > 0:
        strength = 255 * quality.grain * np.sqrt(np.clip(gain, *AMPLIFIED))
        dark: F32 = cv2.transform(out, np.full((1, 3), -0.9 / 765, np.float32)) + np.float32(1.3)
        luma = random.standard_normal((height, width), np.float32)
        small = random.standard_normal((-(-height // 2), -(-width // 2), 3), np.float32)
        noise: F32 = np.empty((height, width, 3), np.float32)
        cv2.resize(small, (width, height), noise, interpolation=cv2.INTER_LINEAR)
        noise *= np.float32(quality.chroma)
        noise += luma[..., None]
        noise *= (dark * np.float32(strength))[..., None]
        out += noise
    return np.clip(out, 0, 255).astype(np.uint8)


@lru_cache(maxsize=64)
def _make_vignette(height: int, width: int, strength: float) -> F32:
    """Returns brightness factors (height, width, 1): 1 at the centre, less in the corners."""
    y, x = np.linspace(-1, 1, height)[:, None], np.linspace(-1, 1, width)
    return (1 - strength * (x * x + y * y) / 2).astype(np.float32)[..., None]


def _compress(picture: Image, quality: int) -> Image:
    if not quality:
        return picture
    _, code = cv2.imencode(".jpg", picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(code, cv2.IMREAD_COLOR_RGB), np.uint8)
