"""Arrays that were fitted and are bundled with formcheck, as files in a package."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

Weights = NDArray[np.float32]


def load_fitted_arrays(package: str, name: str, version: int) -> dict[str, NDArray[Any]]:
    """The arrays of a file in a package. Raises ValueError if it is of another version."""
    with (
        resources.files(package).joinpath(name).open("rb") as file,
        np.load(file, allow_pickle=False) as kept,
    ):
        arrays = {key: kept[key] for key in kept.files}
    check_version(name, int(arrays["format"]) == version)
    return arrays


def check_version(name: str, is_right: bool) -> None:
    """Raises ValueError where a packaged file does not have the expected version."""
    if not is_right:
        raise ValueError(f"the packaged {name} is of another version: install formcheck anew")


def list_layers(arrays: Mapping[str, NDArray[Any]]) -> tuple[tuple[Weights, Weights], ...]:
    """Weights and bias of each layer of a network, in their order."""
    count = sum(name.startswith("weights") for name in arrays)
    return tuple(
        (arrays[f"weights{n}"].astype(np.float32), arrays[f"bias{n}"].astype(np.float32))
        for n in range(count)
    )
