"""``python -m synth fit-estimator``: fits the network of `formcheck.core.kinematics.estimator`.

The training data are stills of seeds reserved for fitting, and as many views of their true joints.
Some of these views are jittered and some not, so that perfect landmarks are read perfectly.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from formcheck.core.kinematics.estimator import FORMAT, OUTPUTS
from formcheck.core.kinematics.measures import MEASURES

from .estimator_views import draw_views, read_stills
from .limbs import draw_turns
from .training import Schedule, pack_layers, train

WIDTH = 320
DROPOUT = 0.1
SCHEDULE = Schedule(
    epochs=14, batch=256, learning_rate=1.5e-3, weight_decay=1e-2, most_gradient=1.0
)
TAILS = 8.0
"""Degrees of freedom of the Student t distribution assumed for errors: a few errors are large."""
UNITS = {"deg": 10.0, "ratio": 0.1}
FAR_UNITS = 40.0
"""True values farther than this many units from the median are clipped."""
TURNED_TIMES = 2
"""How many times each still is reused with randomly rotated limbs, see `limbs.py`."""


class Network(torch.nn.Module):
    """Predicts values and log sigma: two hidden layers, plus a linear path for the values."""

    def __init__(self, inputs: int) -> None:
        super().__init__()
        self.layers = torch.nn.ModuleList(
            torch.nn.Linear(*ends)
            for ends in ((inputs, WIDTH), (WIDTH, WIDTH), (WIDTH, 2 * len(OUTPUTS)))
        )
        self.skip = torch.nn.Linear(inputs, len(OUTPUTS), bias=False)
        self.dropped = torch.nn.Dropout(DROPOUT)

    def forward(self, inputs: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Returns values and log sigma, both in units, for features (n, features)."""
        hidden = inputs
        for layer in self.layers[:-1]:
            hidden = self.dropped(torch.nn.functional.gelu(layer(hidden), approximate="tanh"))
        out = self.layers[-1](hidden)
        values, log_sigma = out.split(len(OUTPUTS), dim=1)
        return values + self.skip(inputs), log_sigma.clamp(-5.0, 5.0)


def fit_estimator(folders: Sequence[Path], out: Path, seed: int = 0) -> None:
    """Fits the network on stills and saves it. Raises ValueError, see `read_stills`."""
    random = np.random.default_rng(seed)
    torch.manual_seed(seed)
    stills = read_stills(folders)
    starts = stills.starts
    views = [stills.views, stills.views.mirror()]
    for number in range(TURNED_TIMES):
        turned, places = stills.turn_limbs(draw_turns(random, len(stills.places)))
        views.append(turned if number % 2 == 0 else turned.mirror())
    views.append(draw_views(places, turned.truth, random))
    features = np.concatenate([one.features() for one in views])
    truth = np.concatenate([one.truth for one in views])
    unit = np.array([_get_unit(name) for name in OUTPUTS])
    middle = np.nanmedian(truth, axis=0)
    usual, spread = features.mean(axis=0), features.std(axis=0) + 1e-3
    inputs = torch.tensor(np.clip((features - usual) / spread, -6.0, 6.0))
    wanted = np.clip((truth - middle) / unit, -FAR_UNITS, FAR_UNITS)
    known = torch.tensor(np.isfinite(wanted), dtype=torch.float32)
    network = _fit(inputs, torch.tensor(np.nan_to_num(wanted), dtype=torch.float32), known)
    arrays = {"usual": usual, "spread": spread, "middle": middle, "unit": unit,
              "skip": network.skip.weight.detach().numpy().T}  # fmt: skip
    arrays |= pack_layers(network.layers)
    small = {name: array.astype(np.float16) for name, array in arrays.items()}
    for name in ("usual", "spread", "middle", "unit"):
        small[name] = arrays[name].astype(np.float32)
    small["start_values"] = np.array([values for values, _ in starts.values()], np.float32)
    small["start_sigma"] = np.array([sigma for _, sigma in starts.values()], np.float32)
    np.savez_compressed(
        out,
        format=FORMAT,
        outputs=np.array(list(OUTPUTS)),
        positions=np.array(list(starts)),
        **small,
    )


def _fit(inputs: torch.Tensor, wanted: torch.Tensor, known: torch.Tensor) -> Network:
    network = Network(inputs.shape[1])

    def find_loss(rows: torch.Tensor) -> torch.Tensor:
        values, log_sigma = network(inputs[rows])
        squared = (wanted[rows] - values) ** 2 * torch.exp(-2.0 * log_sigma)
        each = log_sigma + (TAILS + 1.0) / 2.0 * torch.log1p(squared / TAILS)
        loss: torch.Tensor = (each * known[rows]).sum() / known[rows].sum()
        return loss

    train(network, len(inputs), find_loss, SCHEDULE)
    return network


def _get_unit(name: str) -> float:
    measure = name.partition(".")[0]
    return UNITS[MEASURES[measure].unit] if measure in MEASURES else UNITS["ratio"]
