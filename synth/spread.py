"""How sampled form spreads over the reference's targets, and what the people look like."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

import cv2
import matplotlib as mpl
import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes

from reference.stretches import Quantity, load_stretches

from .cast import SAMPLE, UNSEEN
from .film import figure
from .geometry import Array
from .moves import BUILDERS
from .pictures import EYE_M, FAR_M, WEAR
from .pose import Pose
from .sampling import CannotSampleError, Sampler
from .studio import Studio, Window, to_image
from .wardrobe import dress

BODIES = (*SAMPLE, *UNSEEN)
SHOWN = 7
TILE = (240, 320)


@dataclass(frozen=True, eq=False)
class Drawn:
    """The samples of one stretch: poses, and the values of each quantity; why there are none."""

    stretch: str
    people: Sequence[tuple[str, Pose]]
    values: dict[str, Array]
    failed: dict[str, str]


def sampled_stretches() -> list[str]:
    """Held stretches on the feet or a chair whose form is judged.

    On the floor a step of the walk would lift the body off it or press it in: not yet sampled.
    """
    return [
        stretch.id
        for stretch in load_stretches().values()
        if stretch.judged == "form"
        and stretch.kind == "hold"
        and stretch.position in {"standing", "sitting", "sitting or standing"}
        and stretch.id in BUILDERS
    ]


def draw_samples(job: tuple[str, int, int]) -> Drawn:
    """So many samples of a stretch, shared among all bodies: (stretch, count, seed)."""
    stretch, count, seed = job
    people, failed = [], {}
    values: dict[str, list[float]] = {}
    for place, body in enumerate(BODIES):
        share = len(range(place, count, len(BODIES)))
        try:
            for sample in Sampler(stretch, figure(body), seed).samples(share):
                people.append((body, sample.pose))
                for name, series in sample.truth.values.items():
                    values.setdefault(name, []).extend(series[-1])
        except CannotSampleError as error:
            failed[body] = str(error)
    return Drawn(stretch, people, {n: np.array(v) for n, v in values.items()}, failed)


def write_spread(count: int, seed: int, out: Path, workers: int = 2) -> None:
    """Writes spread.webp and people.webp into a folder, and prints what could not be sampled."""
    jobs = [(stretch, count, seed) for stretch in sampled_stretches()]
    with get_context("spawn").Pool(workers) as pool:
        drawn = list(pool.imap(draw_samples, jobs))
    for one in drawn:
        print(f"{one.stretch}: {len(one.people)} samples", *one.failed.items())
    _plot([one for one in drawn if one.people], out / "spread.webp")
    sheet = np.vstack([_row(one) for one in drawn if one.people])
    cv2.imwrite(str(out / "people.webp"), sheet[..., ::-1], [cv2.IMWRITE_WEBP_QUALITY, 80])


def _plot(drawn: Sequence[Drawn], path: Path) -> None:
    """One panel a stretch, one line a quantity: where values lie between the fail limits."""
    mpl.use("Agg")
    rows = -(-len(drawn) // 2)
    figure_, panels = plt.subplots(rows, 2, figsize=(11, 2.9 * rows), layout="constrained")
    for panel in panels.flat[len(drawn) :]:
        panel.axis("off")
    for panel, one in zip(panels.flat, drawn, strict=False):
        _panel(panel, one)
    figure_.savefig(path, dpi=110, pil_kwargs={"quality": 85})
    plt.close(figure_)


def _panel(panel: Axes, one: Drawn) -> None:
    quantities = load_stretches()[one.stretch].quantities
    names = [name for name in quantities if _varies(one.values[name])]
    panel.axvspan(0.0, 1.0, color="#cfe8d5")
    panel.axvspan(-1.0, 0.0, color="#f5ecd2")
    panel.axvspan(1.0, 2.0, color="#f5ecd2")
    for line, name in enumerate(reversed(names)):
        places = _scaled(quantities[name], one.values[name])
        panel.plot(places, np.full(len(places), line), "|", color="#23404f", alpha=0.35, ms=9)
    panel.set_yticks(range(len(names)), list(reversed(names)), fontsize=8)
    panel.set_xticks([-1, 0, 1, 2], ["fails", "target", "target", "fails"], fontsize=8)
    panel.set_xlim(-1.15, 2.15)
    panel.set_title(one.stretch, fontsize=10, loc="left")


def _varies(values: Array) -> bool:
    """Whether a still shows the quantity: it has values, and they are not all the same."""
    return bool(np.isfinite(values).any() and np.nanmax(values) > np.nanmin(values))


def _scaled(quantity: Quantity, values: Array) -> Array:
    """0 to 1 within the target, -1 and 2 at the fail limits; an open target is ten tolerances."""
    low, high = quantity.target
    low = high - 10 * quantity.tolerance if np.isinf(low) else low
    high = low + 10 * quantity.tolerance if np.isinf(high) else high
    inside = (values - low) / max(high - low, 1e-9)
    below = (values - low) / quantity.tolerance
    above = 1 + (values - high) / quantity.tolerance
    return np.clip(np.where(values < low, below, np.where(values > high, above, inside)), -1.1, 2.1)


def _row(one: Drawn) -> Array:
    """Pictures of some samples side by side."""
    step = max(1, len(one.people) // SHOWN)
    tiles = [_tile(one.stretch, *person) for person in islice(one.people, 0, None, step)][:SHOWN]
    tiles += [np.full_like(tiles[0], 255)] * (SHOWN - len(tiles))
    return np.hstack(tiles)


def _tile(stretch: str, body: str, pose: Pose) -> Array:
    fig = figure(body)
    dress(fig.body, WEAR)
    setup = BUILDERS[stretch](fig, None, 5.0)
    turn = np.radians(setup.view_deg)
    eye = (FAR_M * float(np.sin(turn)), -FAR_M * float(np.cos(turn)), EYE_M)
    window = Window(eye, (0.0, 0.0, 0.9), 38.0, TILE)
    studio = Studio(fig, WEAR, window, setup.view_deg, setup.boxes, setup.things)
    return to_image(studio.draw(fig.solve(pose))[0])
