"""Shows how sampled form spreads over the reference, what cannot be sampled, and examples."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

import cv2
import matplotlib as mpl
import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes

from reference.stretches import Quantity, load_stretches
from synth.geometry import Array
from synth.people import Person, draw_person
from synth.pictures import EYE_M, FAR_M
from synth.props import make_mat_under
from synth.render import Image
from synth.scene import Box
from synth.stance import Figure, make_vec
from synth.studio import Studio, Window, to_image
from synth.wardrobe import dress

from .film import list_formed_stretches
from .pose_space import PoseSpace
from .sampling import CannotSampleError, Sample, Sampler

OF_ONE = 12
"""Samples per person."""
SHOWN = 7
TILE, LOW_TILE = (240, 320), (240, 170)  # px; the low one for stretches on the floor
FOV_DEG, LOW_FOV_DEG = 38.0, 28.0
SEVERITY = (1.0, 3.0)
LOW_EYE_M = 0.8


@dataclass(frozen=True)
class SpreadJob:
    """Samples of a stretch by several people, `tries` of whom also attempt each of its faults."""

    stretch: str
    people: int
    tries: int
    seed: int


@dataclass(eq=False)
class Drawn:
    """The samples of one stretch.

    values: of each quantity (n,). people: how many were tried; failed: why some have no sample.
    faults: for each, the successful tries, the quantities that were also wrong, and reasons for
    failure. tiles: pictures of the most central sample and of some extreme ones.
    """

    stretch: str
    people: int
    values: dict[str, list[float]] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    faults: dict[str, "Tries"] = field(default_factory=dict)
    tiles: list[Image] = field(default_factory=list)


@dataclass
class Tries:
    """The attempts to sample a fault."""

    found: int = 0
    asked: int = 0
    along: set[str] = field(default_factory=set)
    reasons: set[str] = field(default_factory=set)


def draw_samples(job: SpreadJob) -> Drawn:
    """Draws samples and fault attempts of one stretch."""
    drawn = Drawn(job.stretch, job.people)
    shown: list[tuple[PoseSpace, Person, Sample]] = []
    for number in range(job.people):
        random = np.random.default_rng([job.seed, number, *job.stretch.encode()])
        person = draw_person(random)
        space = PoseSpace(job.stretch, Figure(person.body))
        try:
            for sample in Sampler(space, job.seed).samples(OF_ONE):
                shown.append((space, person, sample))
                for name, values in sample.values.items():
                    drawn.values.setdefault(name, []).extend(values)
        except CannotSampleError as error:
            drawn.failed.append(str(error))
        if number < job.tries:
            _try_faults(space, job.seed, drawn.faults)
    drawn.tiles = [_draw_tile(*one) for one in _pick_middle_and_edges(shown)]
    return drawn


def _try_faults(space: PoseSpace, seed: int, faults: dict[str, Tries]) -> None:
    for name, fault in space.reference.faults.items():
        tries = faults.setdefault(name, Tries())
        tries.asked += 1
        try:
            (sample,) = Sampler(space, seed, name, SEVERITY).samples(1, 1)
        except CannotSampleError as error:
            tries.reasons.add(str(error))
            continue
        tries.found += 1
        told = {n for n, severity in sample.severities.items() if severity > 1.0}
        tries.along |= told - {fault.quantity}


def _pick_middle_and_edges(
    shown: Sequence[tuple[PoseSpace, Person, Sample]],
) -> list[tuple[PoseSpace, Person, Sample]]:
    """Returns the sample closest to all targets, and those farthest off in one quantity each."""
    if not shown:
        return []
    middle = min(shown, key=lambda one: max(one[2].severities.values()))
    edges: dict[int, tuple[PoseSpace, Person, Sample]] = {}
    for name in middle[2].severities:
        far = max(shown, key=lambda one: one[2].severities[name])
        edges.setdefault(id(far[2]), far)
    return [middle, *edges.values()][:SHOWN]


def write_spread(people: int, tries: int, seed: int, out: Path, workers: int = 2) -> None:
    """Writes spread.webp, people.webp and sampled.md into a folder."""
    jobs = [SpreadJob(stretch.id, people, tries, seed) for stretch in list_formed_stretches()]
    with get_context("spawn").Pool(workers) as pool:
        drawn = []
        for one in pool.imap(draw_samples, jobs):
            print(f"{one.stretch}: {one.people - len(one.failed)} of {one.people}", flush=True)
            drawn.append(one)
    _draw_plot([one for one in drawn if one.values], out / "spread.webp")
    sheet = np.vstack([_draw_row(one) for one in drawn if one.tiles])
    cv2.imwrite(str(out / "people.webp"), sheet[..., ::-1], [cv2.IMWRITE_WEBP_QUALITY, 75])
    (out / "sampled.md").write_text(_write_table(drawn), encoding="utf-8")


def _write_table(drawn: Sequence[Drawn]) -> str:
    """Returns a Markdown table of what could be sampled."""
    lines = [
        "# What can be sampled",
        "",
        "Written by `python -m synth spread`. *People*: random bodies for which good form was",
        "found, of those asked. *Along*: what a fault could not be had without. A fault of speed",
        "has no still; films have it.",
        "",
        "| Stretch | People | Fault | Found | Along | Why not |",
        "|---|---|---|---|---|---|",
    ]
    for one in drawn:
        good = f"{one.people - len(one.failed)}/{one.people}"
        why = "; ".join(sorted(set(one.failed)))
        lines.append(f"| {one.stretch} | {good} | | | | {why} |")
        for name, tries in one.faults.items():
            along, why = (", ".join(sorted(words)) for words in (tries.along, tries.reasons))
            lines.append(f"| | | {name} | {tries.found}/{tries.asked} | {along} | {why} |")
    return "\n".join(lines) + "\n"


def _draw_plot(drawn: Sequence[Drawn], path: Path) -> None:
    """Draws a panel per stretch and a line per quantity: values between the fail limits."""
    mpl.use("Agg")
    rows = -(-len(drawn) // 2)
    figure_, panels = plt.subplots(rows, 2, figsize=(11, 2.9 * rows), layout="constrained")
    for panel in panels.flat[len(drawn) :]:
        panel.axis("off")
    for panel, one in zip(panels.flat, drawn, strict=False):
        _draw_panel(panel, one)
    figure_.savefig(path, dpi=110, pil_kwargs={"quality": 85})
    plt.close(figure_)


def _draw_panel(panel: Axes, one: Drawn) -> None:
    quantities = load_stretches()[one.stretch].quantities
    names = [name for name in quantities if _varies(np.array(one.values[name]))]
    panel.axvspan(0.0, 1.0, color="#cfe8d5")
    panel.axvspan(-1.0, 0.0, color="#f5ecd2")
    panel.axvspan(1.0, 2.0, color="#f5ecd2")
    for line, name in enumerate(reversed(names)):
        places = _scale(quantities[name], np.array(one.values[name]))
        panel.plot(places, np.full(len(places), line), "|", color="#23404f", alpha=0.35, ms=9)
    panel.set_yticks(range(len(names)), list(reversed(names)), fontsize=8)
    panel.set_xticks([-1, 0, 1, 2], ["fails", "target", "target", "fails"], fontsize=8)
    panel.set_xlim(-1.15, 2.15)
    panel.set_title(one.stretch, fontsize=10, loc="left")


def _varies(values: Array) -> bool:
    """Returns whether stills show the quantity: it has values, and they are not all the same."""
    return bool(np.isfinite(values).any() and np.nanmax(values) > np.nanmin(values))


def _scale(quantity: Quantity, values: Array) -> Array:
    """Scales the target to 0..1 and fail limits to -1 and 2; open targets span ten tolerances."""
    low, high = quantity.target
    low = high - 10 * quantity.tolerance if np.isinf(low) else low
    high = low + 10 * quantity.tolerance if np.isinf(high) else high
    inside = (values - low) / max(high - low, 1e-9)
    below = (values - low) / quantity.tolerance
    above = 1 + (values - high) / quantity.tolerance
    return np.clip(np.where(values < low, below, np.where(values > high, above, inside)), -1.1, 2.1)


def _draw_row(one: Drawn) -> Image:
    """Joins pictures of some samples under the stretch's name."""
    tiles = one.tiles + [np.full_like(one.tiles[0], 255)] * (SHOWN - len(one.tiles))
    row = np.hstack(tiles)
    title = np.full((22, row.shape[1], 3), 255, np.uint8)
    black = (0, 0, 0)
    cv2.putText(title, one.stretch, (6, 16), cv2.FONT_HERSHEY_SIMPLEX, 0.5, black, 1, cv2.LINE_AA)
    return np.vstack([title, row])


def _draw_tile(space: PoseSpace, person: Person, sample: Sample) -> Image:
    """Draws the sample's hold or far end, from where the camera should stand."""
    dress(person.body, person.wear)
    setup, posed = space.setup, space.figure.solve(sample.pose)
    turn = np.radians(setup.view_deg)
    low, high = (f(list(posed.joints.values()), axis=0) for f in (np.min, np.max))
    middle = (low + high) / 2
    on_floor = setup.mat
    eye = (
        float(middle[0] + FAR_M * np.sin(turn)),
        float(middle[1] - FAR_M * np.cos(turn)),
        max(LOW_EYE_M if on_floor else EYE_M, setup.eye_m[0]),
    )
    fov_deg, size = (LOW_FOV_DEG, LOW_TILE) if on_floor else (FOV_DEG, TILE)
    window = Window(eye, make_vec(middle), fov_deg, size)
    boxes: tuple[Box, ...] = setup.boxes
    if setup.mat:
        boxes = (*boxes, make_mat_under([posed.verts]))
    studio = Studio(space.figure, person.wear, window, setup.view_deg, boxes, setup.things)
    return to_image(studio.draw(posed)[0])
