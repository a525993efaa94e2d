"""What tests of more than one room share."""

import gc
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import platformdirs
import pytest
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from formcheck.core.body import Detection, ImageSize
from formcheck.core.kinematics.estimator import Estimate, Estimator
from formcheck.engine.files import detect_all
from formcheck.vision.pose.models import model_path
from tests.clocks import clock_in
from tests.paths import ROOT
from tests.ui.web.browsing import THIN_FPS, joined_clip

# Else each of the hundred programs that tests start compiles all of formcheck again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# To find the tests takes half as long without a search for garbage, of which there is little.
gc.disable()

# The same examples in every run, however slow the machine.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")


REAL_TIME = (
    "ui/web/test_page.py",
    "ui/web/test_sitting_page.py",
    "ui/web/test_sitting_reload.py",
    "ui/web/test_page_stages.py",
    "ui/window/test_window.py",
)
"""Sessions in real time, in a browser or a window: one after the other in one process, before the
others, or one would take from another the time that its camera needs."""
FIRST = (
    *REAL_TIME,
    "test_samples.py",
    "ui/batch/test_interruptions.py",
    "ui/web/test_page_views.py",
    "test_no_network.py",
    "ui/web/test_videos.py",
    "ui/terminal/test_run.py",
    "ui/web/test_page_access.py",
    "ui/web/test_page_looks.py",
    "test_notebook.py",
    "test_api.py",
    "ui/batch/test_slurm.py",
    "library/test_art.py",
    "fuzz/test_kills.py",
    "engine/test_live_clips.py",
    "engine/test_naming.py",
)
"""The files that take longest, in the order they begin, so that no process is left alone with one
at the end."""
_BEHIND = 5


class _Scheduler(LoadFileScheduling):
    """Each file is for one process, those in real time all for the same."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return "real time" if file.removeprefix("tests/") in REAL_TIME else file


@pytest.hookimpl
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> _Scheduler:
    """What sends the tests to the processes of ``-n``."""
    return _Scheduler(config, log)


def _name_file(item: pytest.Item) -> str:
    return item.path.relative_to(ROOT / "tests").as_posix()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the files that take longest first."""
    rank = {name: place for place, name in enumerate(FIRST)}
    items.sort(key=lambda item: rank.get(_name_file(item), len(rank)))


def pytest_collection_finish() -> None:
    """From now on garbage is searched for, but not among the thousands of tests."""
    gc.freeze()
    gc.enable()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Other tests give way to those that play a camera in real time."""
    is_beside = "PYTEST_XDIST_WORKER" in os.environ and _name_file(item) not in REAL_TIME
    if is_beside and hasattr(os, "nice") and os.nice(0) < _BEHIND:
        os.nice(_BEHIND)


@pytest.fixture
def own_specs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's own folder of specs, empty."""
    monkeypatch.setattr(platformdirs, "user_config_dir", lambda *_, **__: str(tmp_path))
    folder = tmp_path / "stretch_specs"
    folder.mkdir()
    return folder


@pytest.fixture(scope="session", autouse=True)
def _remember_estimates() -> Iterator[None]:
    """Estimates are kept: most films of tests are of somebody who rests, the same in each frame."""
    estimate = Estimator.estimate
    known: dict[tuple[Estimator | ImageSize | bytes, ...], Estimate] = {}

    def recall(self: Estimator, found: Detection, size: ImageSize) -> Estimate:
        arrays = (found.image_px, found.world_m, found.visibility)
        key = (self, size, *(array.tobytes() for array in arrays))
        if len(known) > 4096:
            known.clear()
        if key not in known:
            known[key] = estimate(self, found, size)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Estimator, "estimate", recall)
        yield


@pytest.fixture
def berlin_clock() -> Iterator[None]:
    """The system's own zone is Berlin's."""
    with clock_in("Europe/Berlin"):
        yield


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


@pytest.fixture(scope="session")
def thin_sample(
    sample: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Path]:
    """The clip of that name with THIN_FPS pictures a second, which the model is soon done with."""
    folder = tmp_path_factory.mktemp("thin")

    def find(name: str) -> Path:
        path = folder / f"{name}.mp4"
        return path if path.exists() else joined_clip([sample(name)], path, fps=THIN_FPS)

    return find


@pytest.fixture(scope="session")
def recorded_sample(
    thin_sample: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Path]:
    """What the pose model finds in the thin clip of that name, as ``--record`` keeps it."""
    folder = tmp_path_factory.mktemp("recorded")

    def find(name: str) -> Path:
        path = folder / f"{name}.npz"
        if not path.exists():
            detect_all(thin_sample(name), model_path()).save(path)
        return path

    return find
