"""The effects of cheap cameras: exposure, colour, blur, noise, few pixels, compression.

Ranges are chosen here, after common webcams and phones; a third of the pictures stays nearly clean.
"""

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from .render import Image

F32 = NDArray[np.float32]
CLEAN = 0.3  # share of the cameras that have little wrong with them
MIDDLE = 0.42  # mean brightness, 0..1, that automatic exposure aims at
METERED = (0.5, 4.0)  # what automatic exposure may multiply light by
LINEAR = 2.2  # exponent from picture values to light
MOST_STOPS = 1.1
AMPLIFIED = (0.25, 3.0)  # noise grows with the root of the gain between these
LENS_PX = 0.4  # no lens is sharper: standard deviation of its blur


@dataclass(frozen=True, slots=True)
class ImageQuality:
    """A camera's faults, drawn once for a film.

    stops: over- or underexposure; metered: 0 fixed to 1 fully automatic exposure; red, blue: white
    balance; gamma and contrast of its tone curve; blur_px: defocus (standard deviation); shake_px
    and shake_deg: length and direction of the camera's own movement; shrink: share of the picture's
    side that the sensor resolves; vignette: darkening in the corners; grain: standard deviation of
    noise in middle grey, 0..1; chroma: noise of colour as a share of it; sharpen: strength of
    unsharp masking; exposure_share: how much of the time between frames the shutter is open
    (films); jpeg: quality 1 to 100, 0 for none.
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
    """A camera at random; film: with motion blur and without JPEG, as video is coded later."""
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
    """The RGB picture as that camera takes it; random: for its noise.

    before: the frame before, undegraded; motion is blurred by blending it in with half the weight
    of the exposure's share, which doubles edges of fast limbs rather than smearing them.
    """
    if before is not None and quality.exposure_share > 0:
        w = quality.exposure_share / 2
        picture = cv2.addWeighted(picture, 1 - w, before, w, 0.0).astype(np.uint8)
    height, width = picture.shape[:2]
    out = _soften(picture, quality)
    light = _metered_gain(out, quality)
    out = cv2.LUT(out, _tone_curve(quality, light)).astype(np.uint8)
    out = _with_noise(out, quality, light, random)
    if out.shape[:2] != (height, width):
        out = cv2.resize(out, (width, height), interpolation=cv2.INTER_LINEAR).astype(np.uint8)
    if quality.sharpen > 0:
        smooth = cv2.GaussianBlur(out, (0, 0), 1.2)
        sharp = cv2.addWeighted(out, 1 + quality.sharpen, smooth, -quality.sharpen, 0.0)
        out = sharp.astype(np.uint8)
    return _compressed(out, quality.jpeg)


def _soften(picture: Image, quality: ImageQuality) -> Image:
    """Defocus, shake and a coarser sensor."""
    out = picture
    if quality.blur_px > 0.2:
        out = cv2.GaussianBlur(out, (0, 0), quality.blur_px).astype(np.uint8)
    if quality.shake_px > 0:
        out = cv2.filter2D(out, -1, _streak(quality.shake_px, quality.shake_deg)).astype(np.uint8)
    if quality.shrink < 1:
        height, width = picture.shape[:2]
        size = (round(width * quality.shrink), round(height * quality.shrink))
        out = cv2.resize(out, size, interpolation=cv2.INTER_AREA).astype(np.uint8)
    return out


def _streak(length_px: float, angle_deg: float) -> F32:
    """A kernel that smears along a line."""
    half = int(np.ceil(length_px / 2))
    kernel = np.zeros((2 * half + 1, 2 * half + 1), np.float32)
    c, s = np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))
    for r in np.linspace(-length_px / 2, length_px / 2, 4 * half + 1):
        kernel[round(half + r * s), round(half + r * c)] += 1
    out: F32 = kernel / kernel.sum()
    return out


def _metered_gain(picture: Image, quality: ImageQuality) -> float:
    """The factor on the light from automatic and wrong exposure."""
    mean = max(float(picture[::4, ::4].mean()) / 255, 0.01)
    gain = float(np.clip((MIDDLE / mean) ** LINEAR, *METERED)) ** quality.metered
    return float(gain * 2.0**quality.stops)


def _tone_curve(quality: ImageQuality, gain: float) -> Image:
    """A table (1, 256, 3) from the picture's values to the camera's."""
    light = (np.arange(256) / 255.0)[:, None] ** LINEAR * gain * (quality.red, 1.0, quality.blue)
    rolled = np.where(light > 0.7, 0.7 + 0.3 * (1 - np.exp(-(light - 0.7) / 0.3)), light)
    value = np.clip(rolled, 0, 1) ** (quality.gamma / LINEAR)
    value = MIDDLE + (value - MIDDLE) * quality.contrast
    return (np.clip(value, 0, 1) * 255 + 0.5).astype(np.uint8)[None]


def _with_noise(
    picture: Image, quality: ImageQuality, gain: float, random: np.random.Generator
) -> Image:
    """Vignetting and sensor noise: more where it is dark, and the more so the more is amplified."""
    if quality.grain <= 0 and quality.vignette <= 0:
        return picture
    height, width = picture.shape[:2]
    out = picture.astype(np.float32)
    if quality.vignette > 0:
        out *= _vignette(height, width, round(quality.vignette, 2))
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
def _vignette(height: int, width: int, strength: float) -> F32:
    """Brightness factor (height, width, 1): 1 in the middle, 1 - strength in the corners."""
    y, x = np.linspace(-1, 1, height)[:, None], np.linspace(-1, 1, width)
    return (1 - strength * (x * x + y * y) / 2).astype(np.float32)[..., None]


def _compressed(picture: Image, quality: int) -> Image:
    if not quality:
        return picture
    _, code = cv2.imencode(".jpg", picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(code, cv2.IMREAD_COLOR_RGB), np.uint8)
