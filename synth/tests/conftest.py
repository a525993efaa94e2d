"""Bodies for the tests of the generator."""

from pathlib import Path

import pytest

from synth.body import cache_dir
from synth.film import load_figure
from synth.stance import Figure


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs bodies where none are baked."""
    if (cache_dir() / "man.npz").exists():
        return
    skip = pytest.mark.skip(reason="no baked bodies: python -m synth bake")
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(skip)


@pytest.fixture(scope="session")
def man() -> Figure:
    """The figure of one body."""
    return load_figure("man")
