"""Fitted data that comes with formcheck: arrays in a file of a package, and small networks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Weights = NDArray[np.float32]


def load_fitted_arrays(package: str, name: str, version: int) -> dict[str, NDArray[Any]]:
    """Returns the arrays of a file in a package. Raises ValueError if it has another version."""
    with (
        resources.files(package).joinpath(name).open("rb") as file,
        np.load(file, allow_pickle=False) as kept,
    ):
        arrays = {key: kept[key] for key in kept.files}
    check_version(name, int(arrays["format"]) == version)
    return arrays


def check_version(name: str, is_right: bool) -> None:
    """Raises ValueError if a packaged file does not have the expected version."""
    if not is_right:
        raise ValueError(f"the packaged {name} is of another version: install formcheck anew")


@dataclass(frozen=True, eq=False)
class FittedNetwork:
    """Usual value and spread of the inputs (n,); weights and bias per layer; ``gelu`` between."""

    usual: Weights
    spread: Weights
    layers: Sequence[tuple[Weights, Weights]]

    @classmethod
    def read(cls, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """Returns the network stored among the arrays of a file."""
        count = sum(name.startswith("weights") for name in arrays)
        layers = tuple(
            (arrays[f"weights{n}"].astype(np.float32), arrays[f"bias{n}"].astype(np.float32))
            for n in range(count)
        )
        return cls(arrays["usual"], arrays["spread"], layers)

    def scale(self, inputs: NDArray[Any], most: float) -> NDArray[Any]:
        """Returns inputs (..., n) as deviations from usual, in spreads, clipped to +-most."""
        scaled: NDArray[Any] = np.clip((inputs - self.usual) / self.spread, -most, most)
        return scaled

    def run(
        self, inputs: Weights, multiply: Callable[[Weights, Weights], Weights] = np.matmul
    ) -> tuple[Weights, Weights]:
        """Returns outputs (..., m) of the last hidden and of the last layer for inputs (..., n)."""
        hidden = inputs
        for weights, bias in self.layers[:-1]:
            hidden = gelu(multiply(hidden, weights) + bias)
        weights, bias = self.layers[-1]
        return hidden, hidden @ weights + bias


def gelu(values: Weights) -> Weights:
    """Returns the tanh form of the Gaussian error linear unit (Hendrycks and Gimpel, 2016)."""
    inner = 0.7978845608 * values * (1.0 + 0.044715 * values * values)
    result = 0.5 * values * (1.0 + np.tanh(inner))
    return result.astype(np.float32, copy=False)
