"""Clothes and hair of random people: colours, cut, and sheets.

All shares and ranges are chosen for this project: to cover what people wear to stretch at home,
with the hard cases (loose, black on black, skin-like, skirts) more often than in life. Colours are
linear RGB.
"""

import colorsys
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from .body import Body, Sheet
from .garments import build_brim, build_bun, build_locks, build_ponytail, build_skirt
from .geometry import Array
from .look import BANDS, CAP, CHECKS, PINSTRIPES, PRINT, SCARF
from .pose import Vec
from .stance import make_vec
from .wardrobe import Wardrobe

SKINS: Array = np.array(
    [
        [0.74, 0.53, 0.45], [0.66, 0.44, 0.35], [0.56, 0.34, 0.24], [0.40, 0.23, 0.15],
        [0.24, 0.125, 0.08], [0.15, 0.08, 0.052], [0.085, 0.044, 0.029],
    ]
)  # fmt: skip
"""Skin colours from light to dark; values in between are interpolated."""
HAIRS: tuple[tuple[float, Vec], ...] = (
    (0.40, (0.012, 0.010, 0.010)), (0.22, (0.035, 0.022, 0.015)), (0.14, (0.09, 0.045, 0.02)),
    (0.12, (0.34, 0.20, 0.08)), (0.06, (0.22, 0.06, 0.02)), (0.06, (0.45, 0.05, 0.25)),
)  # fmt: skip
"""Black, dark brown, brown, blond, red and dyed hair, with their shares."""
NEAR_SKIN: Vec = (0.85, 1.0, 0.95)  # skin-coloured cloth is slightly less red
GREYS: tuple[Vec, ...] = ((0.20, 0.19, 0.18), (0.42, 0.42, 0.43), (0.68, 0.67, 0.64))


@dataclass(frozen=True, slots=True)
class Outfit:
    """A wardrobe and the parameters of its sheets; 0 for none.

    skirt as in `garments.build_skirt`; hair: "short", "bald", "long", "bun" or "ponytail".
    """

    wear: Wardrobe
    hair: str
    hair_length_m: float
    hair_high: float
    skirt: float
    flare_m: float

    def build_sheets(self, body: Body) -> list[Sheet]:
        """Returns the sheets, outside the skin as `dress` left it."""
        made = []
        if self.skirt > 0.0:
            made.append(build_skirt(body, self.skirt, self.flare_m, self.wear.phase))
        if self.wear.headwear == SCARF:
            made.append(build_locks(body, self.hair_length_m, 125.0, 0.012))
        elif self.hair == "long":
            made.append(
                build_locks(body, self.hair_length_m, 105.0, 0.5 * self.wear.hair_m + 0.006)
            )
        elif self.hair == "bun":
            made.append(build_bun(body, self.hair_high, 0.028 + 1.2 * self.wear.hair_m))
        elif self.hair == "ponytail":
            size = 0.018 + 0.8 * self.wear.hair_m
            made.append(build_ponytail(body, self.hair_high, self.hair_length_m, size))
        if self.wear.headwear == CAP:
            made.append(build_brim(body, 0.07))
        return made

    def describe(self) -> dict[str, float | str]:
        """Returns properties for grouping results."""
        w = self.wear
        return {
            "hair": self.hair,
            "headwear": {CAP: "cap", SCARF: "scarf"}.get(w.headwear, "none"),
            "beard": w.beard,
            "glasses": w.glasses,
            "skin_luminance": _compute_luminance(w.skin),
            "shirt_luminance": _compute_luminance(w.shirt),
            "trousers_luminance": _compute_luminance(w.trousers),
            "sleeve": w.sleeve,
            "hem": w.hem,
            "skirt": self.skirt,
            "slack_m": w.slack,
            "legs_slack_m": w.legs_slack,
            "tail_m": w.tail,
            "pattern": float(w.pattern),
            "sole_m": w.sole_m,
            "barefoot": float(w.barefoot),
        }


def draw_outfit(random: np.random.Generator, numbers: Mapping[str, float]) -> Outfit:
    """Draws clothes and hair for a body with these numbers (`shapes.Shape.numbers`)."""
    woman, years = numbers["woman"] > 0.5, numbers["years"]
    wear = _draw_colours(random, numbers)
    wear = _draw_shirt(random, wear)
    wear, skirt = _draw_legs(random, wear, woman)
    wear = _draw_feet(random, wear)
    wear, hair = _draw_hair(random, wear, woman, years)
    return Outfit(
        wear,
        hair,
        hair_length_m=float(random.uniform(0.07, 0.32)),
        hair_high=float(random.uniform(0.15, 0.9)),
        skirt=skirt,
        flare_m=float(random.uniform(0.0, 0.04)),
    )


def _compute_luminance(colour: Vec) -> float:
    return 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]


def _happens(random: np.random.Generator, share: float) -> bool:
    return bool(random.random() < share)


def _draw_cloth(random: np.random.Generator, skin: Vec, dark: float) -> Vec:
    """Draws a cloth colour: black, white, grey, skin-like, or any hue; dark: share of black."""
    kind = random.random()
    if kind < dark:
        return make_vec(random.uniform(0.006, 0.03) * random.uniform(0.85, 1.15, 3))
    kind = (kind - dark) / (1 - dark)
    if kind < 0.13:
        return make_vec(random.uniform(0.6, 0.85) * random.uniform(0.95, 1.0, 3))
    if kind < 0.32:
        return make_vec(random.uniform(0.05, 0.4) * random.uniform(0.93, 1.07, 3))
    if kind < 0.38:
        return _shift_from(skin, make_vec(np.array(skin) * np.array(NEAR_SKIN)), random)
    hue, full, bright = random.random(), random.uniform(0.25, 0.95), random.uniform(0.05, 0.6)
    return _shift_from(skin, colorsys.hsv_to_rgb(float(hue), float(full), float(bright)), random)


def _shift_from(skin: Vec, cloth: Vec, random: np.random.Generator) -> Vec:
    """Returns the cloth made lighter or darker if it is hardly distinguishable from the skin."""
    ratio = (np.array(cloth) + 0.03) / (np.array(skin) + 0.03)
    if float(np.abs(np.log(ratio)).max()) > np.log(1.6):
        return cloth
    return make_vec(np.clip(np.array(cloth) * random.choice([0.5, 1.7]), 0.0, 0.85))


def _draw_colours(random: np.random.Generator, numbers: Mapping[str, float]) -> Wardrobe:
    """Draws the colours of skin, hair and clothes."""
    dark = numbers["african"] - 0.6 * numbers["caucasian"] + random.normal(0.0, 0.3)
    place = float(np.clip(0.45 + 0.55 * dark, 0.0, 1.0)) * (len(SKINS) - 1)
    skin = [float(np.interp(place, range(len(SKINS)), SKINS[:, k])) for k in range(3)]
    skin = list(np.array(skin) * random.uniform(0.95, 1.05, 3))
    shares = np.cumsum([share for share, _ in HAIRS])
    light = place < 0.6 * (len(SKINS) - 1)
    pick = int(np.searchsorted(shares, random.random() * (1.0 if light else 0.62)))
    hair = np.array(HAIRS[min(pick, len(HAIRS) - 1)][1]) * random.uniform(0.8, 1.2)
    if _happens(random, float(np.clip((numbers["years"] - 35) / 45, 0.0, 0.95))):
        hair = np.array(GREYS[int(random.integers(len(GREYS)))])
    shirt = _draw_cloth(random, make_vec(np.array(skin)), 0.2)
    trousers = _draw_cloth(random, make_vec(np.array(skin)), 0.4)
    if _happens(random, 0.1):
        trousers = shirt
    return Wardrobe(
        skin=make_vec(np.array(skin)),
        shirt=shirt,
        trousers=trousers,
        hair=make_vec(hair),
        second=_draw_cloth(random, make_vec(np.array(skin)), 0.25),
        cover=_draw_cloth(random, make_vec(np.array(skin)), 0.3),
        sock=_draw_cloth(random, make_vec(np.array(skin)), 0.4),
        phase=float(random.uniform(0.0, 6.28)),
    )


def _draw_shirt(random: np.random.Generator, wear: Wardrobe) -> Wardrobe:
    """Draws the shirt's sleeves, neck, slack, pattern, tail and hood."""
    sleeve = random.choice(
        [
            random.uniform(-0.05, 0.05),
            random.uniform(0.3, 0.85),
            random.uniform(1.1, 1.6),
            random.uniform(1.85, 1.98),
        ],
        p=[0.17, 0.45, 0.1, 0.28],
    )
    fit = random.random()
    slack = 0.0 if fit < 0.4 else random.uniform(0.005, 0.022) if fit < 0.75 else None
    slack = random.uniform(0.022, 0.045) if slack is None else slack
    pattern = int(
        random.choice([0, BANDS, CHECKS, PRINT, PINSTRIPES], p=[0.6, 0.1, 0.08, 0.14, 0.08])
    )
    period = {BANDS: (0.015, 0.07), CHECKS: (0.02, 0.06), PRINT: (0.04, 0.08)}
    hooded = sleeve > 1.5 and _happens(random, 0.35)
    return replace(
        wear,
        sleeve=float(sleeve),
        loose=float(random.uniform(0.35, 1.1)),
        slack=float(slack),
        bridge=round(12 + 700 * slack),
        pattern=pattern,
        period=float(random.uniform(*period.get(pattern, (0.012, 0.04)))),
        neckline=float(random.choice([0.0, 0.03, 0.07], p=[0.6, 0.25, 0.15])),
        tail=float(random.uniform(0.02, 0.16)) if _happens(random, 0.6) else 0.0,
        hood=float(random.uniform(0.03, 0.05)) if hooded else 0.0,
    )


def _draw_legs(random: np.random.Generator, wear: Wardrobe, woman: bool) -> tuple[Wardrobe, float]:
    """Draws shorts, trousers or a skirt (with its length); a dress has the shirt's colour."""
    if _happens(random, 0.22 if woman else 0.02):
        skirt = float(random.uniform(0.45, 1.85))
        under = min(0.6 * skirt, 0.9)  # so that no skin shows where legs pierce the skirt
        hem = under if _happens(random, 0.7) else 1.95
        trousers = wear.shirt if _happens(random, 0.4) else wear.trousers
        return replace(wear, hem=hem, trousers=trousers, tail=0.0), skirt
    hem = random.choice(
        [random.uniform(0.3, 0.95), random.uniform(1.05, 1.45), random.uniform(1.75, 1.98)],
        p=[0.25, 0.12, 0.63],
    )
    fit = random.random()
    slack = 0.0 if fit < 0.45 else random.uniform(0.005, 0.018 if fit < 0.8 else 0.035)
    return replace(wear, hem=float(hem), legs_slack=float(slack)), 0.0


def _draw_feet(random: np.random.Generator, wear: Wardrobe) -> Wardrobe:
    """Draws bare feet, socks or shoes."""
    kind = random.random()
    if kind < 0.2:
        return replace(wear, barefoot=True, sole_m=0.001)
    to = float(random.uniform(1.7, 1.95))
    if kind < 0.4:
        return replace(wear, shoe=wear.sock, sole=wear.sock, sole_m=0.003, socks=to, shoe_top=to)
    shoe = _draw_cloth(random, wear.skin, 0.35)
    sole = shoe if _happens(random, 0.4) else wear.sole
    socks = to if _happens(random, 0.6) else 0.0
    return replace(
        wear, shoe=shoe, sole=sole, sole_m=float(random.uniform(0.01, 0.03)), socks=socks
    )


def _draw_hair(
    random: np.random.Generator, wear: Wardrobe, woman: bool, years: float
) -> tuple[Wardrobe, str]:
    """Draws hair, beard, glasses and headwear."""
    styles = ["short", "bald", "long", "bun", "ponytail"]
    shares = [0.22, 0.02, 0.40, 0.16, 0.20] if woman else [0.70, 0.16, 0.07, 0.04, 0.03]
    hair = str(random.choice(styles, p=shares))
    thick = random.uniform(0.004, 0.02)
    if hair == "short" and _happens(random, 0.1):
        thick = random.uniform(0.03, 0.055)
    receding = not woman and hair == "short" and _happens(random, (years - 15) / 90)
    beard = 0.0
    if not woman and _happens(random, 0.45):
        beard = random.choice([random.uniform(0.2, 0.6), random.uniform(0.75, 1.0)])
    glasses = 0.0
    if _happens(random, 0.22 + 0.25 * (years > 50)):
        glasses = random.uniform(0.0012, 0.003) * (-1.0 if _happens(random, 0.1) else 1.0)
    worn = random.random()
    headwear = CAP if worn < 0.06 else SCARF if woman and worn < 0.13 else 0
    if headwear and hair in {"bun", "short"}:
        thick = min(thick, 0.012)
    return replace(
        wear,
        bald=hair == "bald",
        hair_m=float(thick),
        hairline=float(random.uniform(0.1, 0.45))
        if receding
        else float(random.uniform(-0.04, 0.06)),
        crown=float(random.uniform(0.35, 0.75)) if receding and _happens(random, 0.5) else 0.0,
        beard=float(beard),
        glasses=float(glasses),
        headwear=headwear,
    ), hair
