"""``python -m synth fit-severity``: fits the networks of `formcheck.core.posture.severity`.

They are trained on stills of people at a desk, several per person and camera, of seeds to fit on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from formcheck.core.posture.posture_values import PostureFeatures, UprightBaseline, View
from formcheck.core.posture.severity import FORMAT, REASONS, compute_changes, scale_changes

from .geometry import Array
from .sitting.seated import SeatedStill, compare_stills, read_seated
from .training import Schedule, check_to_fit, pack_layers, train

MOST = 3.0
"""Severities are clipped to this: three times the limit of good posture."""
DRAWS = 3
"""How many times each pair of stills is used, each time shifted and occluded differently."""
MOVED_SHARE = 0.5
"""Share of stills shifted in the image before comparison: a chair rolls."""
MOVED, SCALED = (0.10, 0.02), 0.03
"""Standard deviations of the shift sideways and down (in image heights) and of the scale."""
OUT_OF_PLACE_SHARE = 0.15
"""Share compared without positions in the image, as if the camera had been moved."""
HIDDEN_SHARE = {View.FRONT: 0.1, View.SIDE: 0.25}
"""Share compared without shoulders or hips, as if hidden by an arm or a desk."""
HIDDEN = {
    View.FRONT: (
        "shoulder_width", "shoulders_x", "shoulders_y", "left_shoulder_y", "right_shoulder_y",
        "shoulder_roll_deg", "head_over",
    ),
    View.SIDE: ("near_hip_y", "torso", "trunk_deg"),
}  # fmt: skip
LENGTHS = ("eye_width", "ear_width", "eye_mouth", "shoulder_width", "head_length", "torso")
NEGATED = ("head_roll_deg", "shoulder_roll_deg", "chest_yaw_deg", "head_yaw_deg")

NETWORKS = 5
"""Number of networks, each fitted without a fifth of the people."""
WIDTHS, DROPOUT = (64, 32), 0.1
SCHEDULE = Schedule(epochs=12, batch=512, learning_rate=3e-3, weight_decay=3e-2)
FALSE_SHARES = (0.02, 0.002)
"""Shares of upright stills that exceed each of a reason's limits."""


@dataclass(frozen=True, eq=False)
class Pairs:
    """Changes (n, changes) between two stills, severities (n, reasons), people (n,), uprights."""

    changes: Array
    severity: Array
    person: Array
    is_upright: Array


def fit_severity(folders: Sequence[Path], out: Path, seed: int = 0) -> None:
    """Fits networks on folders of stills. Raises ValueError for seeds not reserved for fitting."""
    for folder in folders:
        check_to_fit(folder)
    random = np.random.default_rng(seed)
    torch.manual_seed(seed)
    people = [person for folder in folders for person in read_seated(folder)]
    arrays: dict[str, Array] = {"format": np.array(FORMAT)}
    for view in View:
        arrays |= {f"{view.value}/{k}": v for k, v in fit_view(random, people, view).items()}
    np.savez_compressed(out, **arrays)


def fit_view(
    random: np.random.Generator, people: Sequence[Sequence[SeatedStill]], view: View
) -> dict[str, Array]:
    """Returns the arrays of `formcheck.core.posture.severity` for one view."""
    pairs = gather_pairs(random, people, view)
    persons = len(np.unique(pairs.person))
    print(f"{view.value}: {persons} people, {len(pairs.changes)} pairs", flush=True)
    low, usual, high = np.nanquantile(pairs.changes, (0.1, 0.5, 0.9), axis=0)
    spread = (high - low) / 2.5 + 1e-3
    inputs = scale_changes(pairs.changes, usual, spread)
    fold = pairs.person % NETWORKS
    networks, found = [], np.zeros_like(pairs.severity)
    for number in range(NETWORKS):
        network = _fit(inputs[fold != number], pairs.severity[fold != number])
        networks.append(pack_layers(network))
        with torch.no_grad():
            left_out = torch.tensor(inputs[fold == number], dtype=torch.float32)
            found[fold == number] = network(left_out).numpy()
    upright = found[pairs.is_upright]
    arrays = {"usual": usual.astype(np.float32), "spread": spread.astype(np.float32)}
    limits = np.quantile(upright, [1.0 - share for share in FALSE_SHARES], axis=0).T
    arrays["limits"] = limits.astype(np.float32)
    print(dict(zip(REASONS[view], limits.round(2).tolist(), strict=True)))
    for name in networks[0]:
        one = np.stack([network[name] for network in networks])
        arrays[name] = one[:, None] if name.startswith("bias") else one
    return arrays


def gather_pairs(
    random: np.random.Generator, people: Sequence[Sequence[SeatedStill]], view: View
) -> Pairs:
    """Pairs every still of a person with each of their upright stills."""
    rows = [
        (
            _draw_changes(random, features, baseline, view),
            [min(still.severities.get(why, 0.0), MOST) for why in REASONS[view]],
            number,
            still.is_upright,
        )
        for number, person in enumerate(people)
        for still, features, baseline in compare_stills(person)
        for _ in range(DRAWS)
        if baseline.view is view and (not still.why or still.why in REASONS[view])
    ]
    if not rows:
        raise ValueError(f"nobody is seen from the {view.value} in these folders")
    return Pairs(*(np.array(column) for column in zip(*rows, strict=True)))


def _draw_changes(
    random: np.random.Generator, features: PostureFeatures, baseline: UprightBaseline, view: View
) -> Array:
    """Returns the changes, with the person randomly shifted, mirrored or occluded."""
    now, upright = dict(features.values), baseline.values
    if random.random() < MOVED_SHARE:
        now = _move(random, now)
    if view is View.FRONT and random.random() < 0.5:
        now, upright = _mirror(now), _mirror(upright)
    if random.random() < HIDDEN_SHARE[view]:
        now = now | dict.fromkeys(HIDDEN[view], np.nan)
    return compute_changes(view, now, upright, in_place=random.random() >= OUT_OF_PLACE_SHARE)


def _move(random: np.random.Generator, values: Mapping[str, float]) -> dict[str, float]:
    """Returns the values after shifting the person in the image and scaling them."""
    larger = float(np.exp(random.normal(0.0, SCALED)))
    off = {axis: float(random.normal(0.0, by)) for axis, by in zip("xy", MOVED, strict=True)}

    def change(name: str, value: float) -> float:
        if name.endswith(("_x", "_y")):
            return 0.5 + (value - 0.5) * larger + off[name[-1]]
        return value * larger if name in LENGTHS else value

    return {name: change(name, value) for name, value in values.items()}


def _mirror(values: Mapping[str, float]) -> dict[str, float]:
    """Returns the values mirrored; x then counts from the other edge."""
    other = {"left_shoulder_y": "right_shoulder_y", "right_shoulder_y": "left_shoulder_y"}
    found = {name: values[other.get(name, name)] for name in values}
    return {
        name: -value if name in NEGATED or name.endswith("_x") else value
        for name, value in found.items()
    }


def _fit(inputs: Array, wanted: Array) -> torch.nn.Sequential:
    seen, severity = (torch.tensor(array, dtype=torch.float32) for array in (inputs, wanted))
    layers: list[torch.nn.Module] = []
    width = seen.shape[1]
    for wide in WIDTHS:
        layers += [
            torch.nn.Linear(width, wide), torch.nn.GELU("tanh"), torch.nn.Dropout(DROPOUT),
        ]  # fmt: skip
        width = wide
    network = torch.nn.Sequential(*layers, torch.nn.Linear(width, severity.shape[1]))
    lose = torch.nn.MSELoss()
    train(network, len(seen), lambda rows: lose(network(seen[rows]), severity[rows]), SCHEDULE)
    return network
