"""Random bodies from the body model's continuous parameters.

The distributions are chosen for this project: wide rather than true to any population, so that
nothing fitted or evaluated on them can rely on the most common build. Metres unless stated.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .bake import make_arrays
from .geometry import Array

AGES = (18.0, 90.0)  # years; uniform over the range, because old people are seldom filmed
STATURE_M = (1.45, 2.0)
BMI = (16.0, 42.0)  # kg/m2 by volume: underweight to severe obesity
SHOULDERS = (0.17, 0.25)  # between the shoulder joints, per stature; the model's mean is 0.21
DENSITY = 980.0  # kg/m3, the body model's own value for a body's volume
MEAN_M, SPREAD_M = (1.76, 1.63), 0.085  # men, women; world-wide means 1.71 and 1.59, widened
YOUNG, OLD = 0.667, 0.97  # the model's age parameter at both ends of AGES: 2/3 is a young adult
SHARE = {
    "upper-arm-length": 0.156, "forearm-length": 0.141,
    "thigh-length": 0.246, "shin-length": 0.243,
}  # fmt: skip
"""Mean segment lengths relative to stature, as in the model's adult of mean height."""
SHARE_SPREAD = 0.045  # standard deviation of each share, relative, chosen for this project
BONES = {
    "upper-arm-length": ("upperarm01.L", "lowerarm01.L"),
    "forearm-length": ("lowerarm01.L", "wrist.L"),
    "thigh-length": ("upperleg01.L", "lowerleg01.L"),
    "shin-length": ("lowerleg01.L", "foot.L"),
}
PER_UNIT = {
    "upper-arm-length": (0.048, 0.070), "forearm-length": (0.045, 0.065),
    "thigh-length": (0.074, 0.105), "shin-length": (0.058, 0.081),
}  # fmt: skip
"""How much a change of -1 shortens and of +1 lengthens the segment: measured on the model."""
CHANGE_MOST = 1.3  # beyond this, the skin of a lengthened limb looks stretched
REST_PER_HEIGHT = 0.43  # stature minus thigh and shin per unit of the model's height: measured
GIRTHS = {
    "belly": 0.3, "waist": 0.5, "hips": 0.4, "buttocks": 0.3, "arm-fat": 0.5, "thigh-fat": 0.45,
    "calf-girth": 0.3, "trunk-depth": 0.35, "neck-girth": 0.4, "face-fat": 0.45,
}  # fmt: skip
"""Changes that grow with fatness, per standard deviation of it."""
FREE = {
    "shoulder-width": 0.4, "hip-width": 0.3, "trunk-length": 0.2, "v-shape": 0.2,
    "neck-length": 0.3, "hand-size": 0.15, "head-height": 0.3, "head-width": 0.3,
    "head-depth": 0.3, "nose-length": 0.4, "nose-depth": 0.4, "nose-hump": 0.4, "jaw-width": 0.4,
    "chin": 0.3, "ear-size": 0.3,
}  # fmt: skip
"""Standard deviations of independent changes; clipped at twice these values."""


class ImplausibleError(ValueError):
    """The drawn numbers do not make a plausible adult."""


@dataclass(frozen=True, eq=False)
class Shape:
    """A body's arrays (`bake.make_arrays`) and the numbers they were made from."""

    arrays: dict[str, NDArray[Any]]
    numbers: dict[str, float]


def draw_shape(random: np.random.Generator) -> Shape:
    """Draws an adult's shape, redrawing implausible ones."""
    while True:
        try:
            return _try_shape(random)
        except ImplausibleError:
            continue


def measure_lengths(arrays: Mapping[str, NDArray[Any]]) -> dict[str, float]:
    """Returns the lengths of the `BONES` segments, shoulder width, stature and BMI."""
    place = {str(b): i for i, b in enumerate(arrays["bones"])}
    heads, verts = arrays["heads"].astype(np.float64), arrays["verts"].astype(np.float64)
    out = {
        name: float(np.linalg.norm(heads[place[a]] - heads[place[b]]))
        for name, (a, b) in BONES.items()
    }
    out["shoulders"] = 2 * float(heads[place["upperarm01.L"]][0])
    out["stature"] = float(np.ptp(verts[:, 2]))
    a, b, c = (verts[arrays["faces"][:, k]] for k in range(3))
    volume = abs(float((_cross(a, b) * c).sum())) / 6
    out["bmi"] = DENSITY * volume / out["stature"] ** 2
    return out


def _cross(a: Array, b: Array) -> Array:
    x = a[:, 1] * b[:, 2] - a[:, 2] * b[:, 1]
    y = a[:, 2] * b[:, 0] - a[:, 0] * b[:, 2]
    z = a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]
    return np.stack([x, y, z], -1)


def _try_shape(random: np.random.Generator) -> Shape:
    woman = bool(random.random() < 0.5)
    off = min(abs(random.normal(0.0, 0.12)), 0.4)
    years = float(random.uniform(*AGES))
    fatness = float(random.normal(0.45, 1.05))
    african, asian, caucasian = random.dirichlet((0.7, 0.7, 0.7))
    phenotypes = {
        "gender": 1.0 - off if woman else off,
        "age": YOUNG + (OLD - YOUNG) * (years - AGES[0]) / (AGES[1] - AGES[0]),
        "muscle": float(random.beta(2.0, 2.0 + 1.5 * (years > 65))),
        "weight": float(np.clip(0.45 + 0.25 * fatness, 0.0, 1.0)),
        "height": 0.4,
        "proportions": float(random.beta(3.0, 3.0)),
        "cupsize": float(random.beta(2.0, 2.0)),
        "firmness": float(random.uniform(0.1, 0.9)),
        "african": float(african),
        "asian": float(asian),
        "caucasian": float(caucasian),
    }
    changes = {n: _draw_normal(random, sd) for n, sd in FREE.items()}
    for name, per in GIRTHS.items():
        value = per * fatness * random.uniform(0.4, 1.4) + random.normal(0.0, 0.12)
        changes[name] = float(np.clip(value, -0.8, 1.6))
    changes["face-age"] = float(np.clip((years - 45) / 45 + random.normal(0, 0.3), -1, 1))
    stature = float(random.normal(MEAN_M[woman], SPREAD_M))
    wanted = {n: k * (1 + _draw_normal(random, SHARE_SPREAD)) for n, k in SHARE.items()}
    arrays = _fit(phenotypes, changes, stature, wanted)
    lengths = measure_lengths(arrays)
    if not STATURE_M[0] <= lengths["stature"] <= STATURE_M[1]:
        raise ImplausibleError("stature")
    if not SHOULDERS[0] <= lengths["shoulders"] / lengths["stature"] <= SHOULDERS[1]:
        raise ImplausibleError("shoulders")
    if not BMI[0] <= lengths["bmi"] <= BMI[1]:
        raise ImplausibleError("bmi")
    measured = {f"{name}_m": value for name, value in lengths.items() if name != "bmi"}
    told = {"woman": float(woman), "years": years, "bmi": lengths["bmi"], **measured}
    return Shape(arrays, told | phenotypes | changes)


def _draw_normal(random: np.random.Generator, spread: float) -> float:
    """Returns a normal number with mean 0, clipped at twice its spread."""
    return float(np.clip(random.normal(0.0, spread), -2 * spread, 2 * spread))


def _fit(
    phenotypes: dict[str, float],
    changes: dict[str, float],
    stature: float,
    wanted: Mapping[str, float],
) -> dict[str, NDArray[Any]]:
    """Returns the body with that stature and segments; updates `height` and the changes."""
    legs = wanted["thigh-length"] + wanted["shin-length"]
    made = measure_lengths(make_arrays(phenotypes, changes))
    rest = made["stature"] - made["thigh-length"] - made["shin-length"]
    phenotypes["height"] += ((1 - legs) * stature - rest) / REST_PER_HEIGHT
    if not 0.0 <= phenotypes["height"] <= 1.0:
        raise ImplausibleError("height")
    made = measure_lengths(make_arrays(phenotypes, changes))
    for name, share in wanted.items():
        more = share * stature - made[name]
        changes[name] = more / PER_UNIT[name][int(more > 0)]
        if abs(changes[name]) > CHANGE_MOST:
            raise ImplausibleError(name)
    return make_arrays(phenotypes, changes)
