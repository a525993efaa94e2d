"""``python -m synth fit-naming``: fits the network of `formcheck.core.recognition.network`.

It is trained on stills of people doing a stretch or not, on synthetic views of their true joints,
and on films of resting and walking people, all of seeds reserved for fitting.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from formcheck.core.body import Detection, ImageSize
from formcheck.core.kinematics.estimator import compute_features_both_ways, load_estimator
from formcheck.core.recognition.network import FORMAT, NONE, START
from formcheck.library.catalogue import load_spec
from formcheck.vision.pose.recording import Recording
from reference.stretches import load_stretches

from .estimator_views import Views, draw_views, read_stills
from .geometry import Array
from .limbs import draw_turns
from .training import Schedule, check_to_fit, pack_layers, train

WIDTH = 192
DROPOUT, SMOOTHING = 0.1, 0.02
SCHEDULE = Schedule(epochs=16, batch=1024, learning_rate=3e-3, weight_decay=2e-2)
THERE, NOT_YET = 0.7, 0.2
"""Shares of the way to the position: from the first on it counts as the position, up to the second
as rest."""
TURNED_MORE, TURNED_SHARE = 2.2, 0.8
"""Stills with limbs rotated out of any stretch: the factor on the rotations used for the estimator,
and the share of people."""
TURNED_LESS = 0.45
"""Factor on limb rotations that is small enough for the stretch to remain the same."""
EVERY = 3
"""Only every third start and film frame is used: neighbours are much alike."""
NONE_WEIGHT, START_WEIGHT = 6.0, 6.0
"""Weights of "none" and of a rest relative to a position: both are common."""
VAGUE = 0.35
"""A stretch whose mean probability in its own stills is lower looks like others or like a rest."""
REST, WALK = "neutral", "walk"
FILMS_COUNT = 2
"""How many times frames of films are used: there are few of them."""


def fit_naming(folders: Sequence[Path], films: Sequence[Path], out: Path, seed: int = 0) -> None:
    """Fits the network on folders of stills and films. Raises ValueError, see `read_stills`."""
    random = np.random.default_rng(seed)
    torch.manual_seed(seed)
    positions = {s: load_spec(s).position for s in load_stretches()}
    stills = read_stills(folders)
    about = stills.about
    labels = [_find_label(one, positions) for one in about]
    turned, places = stills.turn_limbs(draw_turns(random, len(about), TURNED_MORE, TURNED_SHARE))
    drawn = (
        stills.views,
        stills.views.mirror(),
        stills.views.jitter(random, 0.0),
        stills.turn_limbs(draw_turns(random, len(about), TURNED_LESS))[0],
        draw_views(stills.places, stills.views.truth, random),
    )
    parts = [(_embed(views), labels) for views in drawn]
    for views in (turned, draw_views(places, turned.truth, random)):
        parts += [(_embed(views)[::2], [NONE] * len(about[::2]))]
    begins = np.flatnonzero([one["stretch"] is not None for one in about])[::EVERY]
    rests = [f"{START}/{positions[about[number]['stretch']]}" for number in begins]
    parts += [(_embed(draw_views(stills.begun[begins], stills.views.truth[begins], random)), rests)]
    filmed = [pair for folder in films for pair in read_film_rests(folder, positions)]
    for number in range(2 if filmed else 0):
        one = np.stack([views[number] for views, _ in filmed]), [label for _, label in filmed]
        parts += [one] * FILMS_COUNT
    names = [*sorted({label for _, some in parts for label in some} - {"", NONE}), NONE]
    known = [np.array([bool(label) for label in some]) for _, some in parts]
    inputs = np.concatenate([rows[mask] for (rows, _), mask in zip(parts, known, strict=True)])
    wanted = np.array([names.index(label) for _, some in parts for label in some if label])
    usual, spread = parts[0][0].mean(axis=0), parts[0][0].std(axis=0) + 1e-3
    inputs = np.clip((inputs - usual) / spread, -6.0, 6.0)
    network = _fit(inputs, wanted, _compute_weights(wanted, names))
    vague = []
    for stretch in positions:
        own = np.array([name.partition("/")[0] == stretch for name in names])
        vague.append(_measure_own_chance(network, inputs[own[wanted]], own) < VAGUE)
    np.savez_compressed(
        out,
        format=FORMAT,
        positions=np.array(names),
        stretches=np.array(list(positions)),
        starts=np.array(list(positions.values())),
        vague=np.array(vague),
        usual=usual.astype(np.float32),
        spread=spread.astype(np.float32),
        **pack_layers(network),
    )


def _find_label(about: dict[str, Any], positions: dict[str, str]) -> str:
    """Returns a still's label, or "" if it shows neither the position nor the rest before it."""
    stretch = about["stretch"]
    if stretch is None:
        return NONE
    way = about["way"]
    if way < NOT_YET:
        return f"{START}/{positions[stretch]}"
    end = about["end"].partition("-")[0]
    return f"{stretch}/{end}" if way >= THERE else ""


def _measure_own_chance(network: torch.nn.Sequential, inputs: Array, own: Array) -> float:
    """Returns the mean probability of a stretch's positions (mask `own`) in its stills, 0..1."""
    with torch.no_grad():
        chances = torch.softmax(network(torch.tensor(inputs, dtype=torch.float32)), dim=1)
    return float(chances.numpy()[:, own].sum(axis=1).mean())


def _embed(views: Views) -> Array:
    """Returns the estimator's embedding of the views (n, any)."""
    return np.asarray(load_estimator().embed(views.features().astype(np.float32)), np.float32)


def read_film_rests(
    folder: Path, positions: dict[str, str]
) -> Iterator[tuple[tuple[Array, Array], str]]:
    """Yields the estimator's embeddings of resting or walking people and of their mirror images.

    Raises ValueError if the films' seed is not reserved for fitting.
    """
    check_to_fit(folder)
    for file in sorted(folder.glob("*.truth.npz")):
        with np.load(file, allow_pickle=False) as kept:
            about = json.loads(str(kept["about"]))
        recording = Recording.load(file.with_name(file.name.replace("truth", "recording")))
        for frame in recording.frames[::EVERY]:
            label = _find_film_label(about, frame.t_s, positions)
            if label and frame.detections:
                both = _embed_both(frame.detections[0], recording.size)
                yield (both[0], both[1]), label


def _find_film_label(about: dict[str, Any], t_s: float, positions: dict[str, str]) -> str:
    if about["stretch"] is None:
        return NONE
    shown = (p["id"] for p in about["phases"] if p["start_s"] <= t_s < p["end_s"])
    rest = f"{START}/{positions[about['stretch']]}"
    return {REST: rest, WALK: NONE}.get(next(shown, ""), "")


def _embed_both(found: Detection, size: ImageSize) -> Array:
    return np.asarray(load_estimator().embed(compute_features_both_ways(found, size)), np.float32)


def _compute_weights(wanted: Array, names: Sequence[str]) -> Array:
    """Returns the weight of each example, so that all positions count equally."""
    count = np.bincount(wanted, minlength=len(names))
    more = [NONE_WEIGHT if n == NONE else START_WEIGHT if n.startswith(START) else 1 for n in names]
    return np.median(count) / np.maximum(count, 1) * np.array(more)


def _fit(inputs: Array, wanted: Array, weights: Array) -> torch.nn.Sequential:
    seen, labels = torch.tensor(inputs, dtype=torch.float32), torch.tensor(wanted)
    network = torch.nn.Sequential(
        torch.nn.Linear(seen.shape[1], WIDTH),
        torch.nn.GELU("tanh"),
        torch.nn.Dropout(DROPOUT),
        torch.nn.Linear(WIDTH, len(weights)),
    )
    lose = torch.nn.CrossEntropyLoss(
        torch.tensor(weights, dtype=torch.float32), label_smoothing=SMOOTHING
    )
    train(network, len(seen), lambda rows: lose(network(seen[rows]), labels[rows]), SCHEDULE)
    return network
