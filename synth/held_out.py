"""Random clips with people and rooms that the samples do not show."""

import numpy as np

from .cast import RESERVED
from .moves import FAULTS, SAMPLED
from .plan import BOTH, Clip
from .rooms import ROOMS

GOOD_SHARE = 0.4
FPS = (12, 15, 20, 24, 25, 30)


def draw_held_out_clips(seed: int, count: int) -> list[Clip]:
    """Returns clips that depend only on the seed: sampled stretches in turn, all else random."""
    rng = np.random.default_rng(seed)
    stretches = list(SAMPLED)
    rng.shuffle(stretches)
    return [_draw_clip(rng, stretches[i % len(stretches)], f"{seed}-{i:02d}") for i in range(count)]


def _draw_clip(rng: np.random.Generator, stretch: str, tag: str) -> Clip:
    fault = None if rng.random() < GOOD_SHARE else str(rng.choice(FAULTS[stretch]))
    side = "both" if stretch == BOTH else str(rng.choice(["left", "right"]))
    return Clip(
        name=f"{stretch}.{fault or 'good'}.{side}.held-out-{tag}",
        stretch=stretch,
        fault=fault,
        side=side,
        body=str(rng.choice(RESERVED)),
        room=str(rng.choice(list(ROOMS))),
        fps=int(rng.choice(FPS)),
        hold_s=float(rng.uniform(3.5, 6.0)),
        far=float(rng.uniform(0.9, 1.15)),
        turn_deg=float(rng.uniform(-6, 6)),
        tempo=float(rng.uniform(0.75, 1.35)),
        dye=int(rng.integers(1, 1 << 30)),
    )
