"""What tests of more than one room share."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from tests.paths import ROOT

# Threads that wait for each other beside other tests make a small product of matrices 20 times
# slower. Read when numpy is loaded, so it stands before anything of formcheck.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# The same examples in every run, however slow the machine.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that run one after the other in a group begin first: they take longest, and wait."""
    items.sort(key=lambda item: item.get_closest_marker("xdist_group") is None)


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of rendered clips, each with its ground truth beside it."""
    return ROOT / "sample_videos"


@pytest.fixture(scope="session")
def sample(samples: Path) -> Callable[[str], Path]:
    """The clip of that name, given without its ending."""

    def find(name: str) -> Path:
        path = samples / f"{name}.mp4"
        assert path.is_file(), f"sample_videos lacks {path.name}"
        return path

    return find
