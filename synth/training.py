"""The loop that fits a network: AdamW under a one-cycle schedule."""

from collections.abc import Callable
from dataclasses import dataclass

import torch


@dataclass(frozen=True)
class Schedule:
    """How long and how fast; most_gradient: its norm is clipped to this, None for any."""

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
    """Fits the network on ``count`` examples; find_loss gives the mean loss of some, by number."""
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
