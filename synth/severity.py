"""``python -m synth fit-severity``: fits the trees of `formcheck.core.posture.severity`.

They learn from stills of people at a desk, several of each before one camera, of seeds to fit on.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np

from formcheck.core.posture.posture_values import View
from formcheck.core.posture.severity import DEPTH, REASONS, compute_changes
from reference.parts import part_of

from .geometry import Array
from .sitting.seated import SeatedStill, compare_stills, read_views

MOST = 3.0
"""A slouch three times as far as good goes, and any beyond, is the same."""
MOVED_SHARE = 0.5
"""Of the stills so many are moved in the picture before they are compared: a chair rolls."""
MOVED, SCALED = (0.10, 0.02), 0.03
"""How far aside and down, in picture heights, and how much larger: standard deviations."""
OUT_OF_PLACE_SHARE = 0.15
"""So many are compared without where they are in the picture, as after the camera was moved."""
HIDDEN_SHARE = 0.25
"""So many are compared without hips, as behind an arm or a desk."""
OF_HIPS = ("near_hip_y", "torso", "trunk_deg")
TREES = {
    "max_depth": DEPTH, "num_leaves": 20, "learning_rate": 0.07, "min_data_in_leaf": 60,
    "bagging_fraction": 0.7, "bagging_freq": 1, "feature_fraction": 0.5, "lambda_l2": 5.0,
}  # fmt: skip
ROUNDS = 150
NEGATED = ("head_roll_deg", "shoulder_roll_deg", "chest_yaw_deg", "head_yaw_deg")


def fit_severity(folders: Sequence[Path], out: Path, seed: int = 0) -> None:
    """Fits trees on folders of stills. Raises ValueError for people who are not to fit on."""
    for folder in folders:
        if part_of(int(folder.name.rpartition("-")[2])) != "fit":
            raise ValueError(f"{folder}: its people are not to fit on.")
    random = np.random.default_rng(seed)
    people = list(read_views(folders))
    arrays: dict[str, Array] = {}
    for view in View:
        pairs = [pair for person in people for pair in _compare(random, person, view)]
        if not pairs:
            raise ValueError(f"No person is seen from the {view.value} in these folders.")
        rows = np.array([row for row, _, _ in pairs])
        print(f"{view.value}: {len(people)} people, {len(rows)} pairs", flush=True)
        boosters = [
            _boost(rows, np.array([min(s, MOST) if w == why else 0.0 for _, w, s in pairs]))
            for why in REASONS[view]
        ]
        arrays |= {f"{view.value}/{name}": a for name, a in pack_trees(boosters).items()}
    np.savez_compressed(out, **arrays)


def _compare(
    random: np.random.Generator, person: Sequence[SeatedStill], view: View
) -> Iterator[tuple[Array, str, float]]:
    """Each still of a person against each in which they sit well: changes, reason, severity."""
    for still, features, baseline in compare_stills(person):
        if baseline.view is not view:
            continue
        now, upright = dict(features.values), baseline.values
        if random.random() < MOVED_SHARE:
            now = _move(random, now)
        if view is View.FRONT and random.random() < 0.5:
            now, upright = _mirror(now), _mirror(upright)
        if random.random() < HIDDEN_SHARE:
            now = now | dict.fromkeys(OF_HIPS, np.nan)
        in_place = random.random() >= OUT_OF_PLACE_SHARE
        changes = compute_changes(view, now, upright, in_place=in_place)
        yield changes, still.why, still.severity


def _move(random: np.random.Generator, values: Mapping[str, float]) -> dict[str, float]:
    """The values of somebody elsewhere in the picture, and nearer or farther."""
    larger = float(np.exp(random.normal(0.0, SCALED)))
    off = {axis: float(random.normal(0.0, by)) for axis, by in zip("xy", MOVED, strict=True)}

    def change(name: str, value: float) -> float:
        if name.endswith(("_x", "_y")):
            return 0.5 + (value - 0.5) * larger + off[name[-1]]
        return value * larger if name in LENGTHS else value

    return {name: change(name, value) for name, value in values.items()}


LENGTHS = ("eye_width", "ear_width", "eye_mouth", "shoulder_width", "head_length", "torso")


def _mirror(values: Mapping[str, float]) -> dict[str, float]:
    """The values in a looking glass; x counts from the other edge."""
    other = {"left_shoulder_y": "right_shoulder_y", "right_shoulder_y": "left_shoulder_y"}
    found = {name: values[other.get(name, name)] for name in values}
    return {
        name: -value if name in NEGATED or name.endswith("_x") else value
        for name, value in found.items()
    }


def _boost(rows: Array, wanted: Array) -> lightgbm.Booster:
    data = lightgbm.Dataset(rows, wanted)
    return lightgbm.train({**TREES, "verbose": -1, "seed": 1}, data, ROUNDS)


def pack_trees(boosters: Sequence[lightgbm.Booster]) -> dict[str, Array]:
    """The trees of each reason as arrays of `formcheck.core.posture.severity.Trees`."""
    trees = [
        (reason, tree["tree_structure"])
        for reason, booster in enumerate(boosters)
        for tree in booster.dump_model()["tree_info"]
    ]
    shape, most = (len(trees), 2**DEPTH - 1), np.finfo(np.float32).max
    feature, nan_left = np.zeros(shape, np.uint8), np.ones(shape, np.bool_)
    limit = np.full(shape, most, np.float32)
    value = np.zeros((len(trees), 2**DEPTH), np.float32)

    def pack(row: int, place: int, node: Mapping[str, Any]) -> None:
        below = [node.get(name, node) for name in ("left_child", "right_child")]
        if place >= shape[1]:
            value[row, place - shape[1]] = node["leaf_value"]
            return
        if "leaf_value" not in node:
            bound = node["threshold"]
            # Where the fit saw no NaN of a feature it takes one for 0.
            zero = node["missing_type"] == "None"
            nan_left[row, place] = bound >= 0.0 if zero else node["default_left"]
            feature[row, place], limit[row, place] = (
                node["split_feature"],
                np.clip(bound, -most, most),
            )
        for side, child in enumerate(below, 1):
            pack(row, 2 * place + side, child)

    for row, (_, root) in enumerate(trees):
        pack(row, 0, root)
    reason = np.array([number for number, _ in trees], np.uint8)
    return {
        "feature": feature, "limit": limit, "nan_left": nan_left, "value": value, "reason": reason,
    }  # fmt: skip
