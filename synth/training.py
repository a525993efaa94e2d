"""The training loop (AdamW with a one-cycle schedule), a check of its input, and its output."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from reference.parts import part_of

from .geometry import Array


@dataclass(frozen=True)
class Schedule:
    """Length and rates of the training; most_gradient: limit of the gradient's norm, or None."""

    epochs: int
    batch: int
    learning_rate: float
    weight_decay: float
    most_gradient: float | None = None


def train(
    network: torch.nn.Module,
    count: int,
    find_loss: Callable[[torch.Tensor], torch.Tensor],
    schedule: Schedule,
) -> None:
    """Fits the network on ``count`` examples; find_loss returns the mean loss of some of them."""
    rate = schedule.learning_rate
    parameters = list(network.parameters())
    optimiser = torch.optim.AdamW(parameters, lr=rate, weight_decay=schedule.weight_decay)
    steps = schedule.epochs * (count // schedule.batch + 1)
    cycle = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=rate, total_steps=steps)
    for epoch in range(schedule.epochs):
        total = 0.0
        for rows in torch.randperm(count).split(schedule.batch):
            loss = find_loss(rows)
            optimiser.zero_grad()
            loss.backward()
            if schedule.most_gradient is not None:
                torch.nn.utils.clip_grad_norm_(parameters, schedule.most_gradient)
            optimiser.step()
            cycle.step()
            total += float(loss.detach()) * len(rows)
        print(f"{epoch + 1}/{schedule.epochs}: {total / count:.3f}", flush=True)
    network.eval()


def check_to_fit(folder: Path) -> None:
    """Raises ValueError if the folder's seed is not one to fit on (1 to 99)."""
    if part_of(int(folder.name.rpartition("-")[2])) != "fit":
        raise ValueError(f"{folder} is not of a seed to fit on (1 to 99)")


def pack_layers(modules: Iterable[torch.nn.Module]) -> dict[str, Array]:
    """Returns the linear layers as half floats, as `formcheck.core.fitted_arrays` reads them."""
    arrays: dict[str, Array] = {}
    layers = [module for module in modules if isinstance(module, torch.nn.Linear)]
    for number, layer in enumerate(layers):
        arrays[f"weights{number}"] = layer.weight.detach().numpy().T.astype(np.float16)
        arrays[f"bias{number}"] = layer.bias.detach().numpy().astype(np.float16)
    return arrays
