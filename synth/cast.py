"""The cast: body shapes for baking, and their clothes.

Shape parameters run from 0 to 1; gender 0 is male, age 0.5 is a young adult, 1 is old.
"""

from .wardrobe import Wardrobe

SAMPLE = ("man", "woman", "older")
RESERVED = ("heavy", "slim")  # never in the samples: reserved for held-out clips
UNSEEN = (*RESERVED, "broad", "small")  # the catalogue's other people; never used in development

SHAPES: dict[str, dict[str, float]] = {
    "man": {
        "gender": 0.02,
        "age": 0.62,
        "muscle": 0.55,
        "weight": 0.5,
        "height": 0.55,
        "proportions": 0.6,
    },
    "woman": {
        "gender": 0.98,
        "age": 0.6,
        "muscle": 0.5,
        "weight": 0.45,
        "height": 0.5,
        "proportions": 0.6,
    },
    "older": {
        "gender": 0.2,
        "age": 0.85,
        "muscle": 0.4,
        "weight": 0.7,
        "height": 0.5,
        "proportions": 0.4,
    },
    "heavy": {
        "gender": 0.75,
        "age": 0.7,
        "muscle": 0.45,
        "weight": 0.88,
        "height": 0.42,
        "proportions": 0.35,
    },
    "slim": {
        "gender": 0.3,
        "age": 0.5,
        "muscle": 0.45,
        "weight": 0.22,
        "height": 0.6,
        "proportions": 0.75,
    },
    "broad": {
        "gender": 0.0,
        "age": 0.55,
        "muscle": 0.75,
        "weight": 0.62,
        "height": 0.72,
        "proportions": 0.5,
    },
    "small": {
        "gender": 1.0,
        "age": 0.9,
        "muscle": 0.35,
        "weight": 0.55,
        "height": 0.25,
        "proportions": 0.45,
    },
}
WEAR: dict[str, Wardrobe] = {
    "man": Wardrobe(
        skin=(0.60, 0.38, 0.28),
        shirt=(0.10, 0.25, 0.45),
        hair=(0.035, 0.022, 0.015),
    ),
    "woman": Wardrobe(
        skin=(0.24, 0.125, 0.08),
        shirt=(0.52, 0.30, 0.10),
        trousers=(0.10, 0.12, 0.22),
        hair=(0.012, 0.010, 0.010),
        sleeve=0.42,
    ),
    "older": Wardrobe(
        skin=(0.66, 0.44, 0.35),
        shirt=(0.30, 0.07, 0.09),
        trousers=(0.22, 0.21, 0.19),
        hair=(0.42, 0.42, 0.43),
        sleeve=1.85,
    ),
    "heavy": Wardrobe(
        skin=(0.40, 0.23, 0.15),
        shirt=(0.35, 0.38, 0.40),
        trousers=(0.05, 0.05, 0.06),
        hair=(0.05, 0.02, 0.01),
        stripes=True,
        sleeve=0.9,
        loose=1.6,
    ),
    "slim": Wardrobe(
        skin=(0.70, 0.48, 0.40),
        shirt=(0.12, 0.28, 0.16),
        trousers=(0.30, 0.26, 0.20),
        hair=(0.30, 0.16, 0.05),
        sleeve=0.3,
        hem=1.02,
    ),
    "broad": Wardrobe(
        skin=(0.16, 0.085, 0.055),
        shirt=(0.55, 0.52, 0.46),
        trousers=(0.16, 0.05, 0.05),
        hair=(0.010, 0.009, 0.009),
        sleeve=0.6,
        hem=1.3,
        loose=1.3,
    ),
    "small": Wardrobe(
        skin=(0.62, 0.42, 0.33),
        shirt=(0.16, 0.10, 0.24),
        trousers=(0.12, 0.14, 0.13),
        hair=(0.55, 0.54, 0.52),
        sleeve=1.4,
        loose=1.2,
    ),
}
