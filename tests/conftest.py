"""Fixtures and pytest hooks shared by tests of several packages."""

import gc
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import platformdirs
import pytest
from filelock import FileLock
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from formcheck.core.body import Detection, ImageSize
from formcheck.core.kinematics.estimator import Estimate, Estimator
from formcheck.engine.files import detect_all
from formcheck.vision.pose.models import model_path
from tests.clocks import set_time_zone
from tests.paths import ROOT
from tests.ui.web.browsing import THIN_FPS, joined_clip

# Otherwise each of the hundred programs that the tests start compiles all of formcheck again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# Collection takes half as long without garbage collection, and there is little garbage.
gc.disable()

# The same Hypothesis examples in every run, without a deadline on slow machines.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")


REAL_TIME = (
    "ui/web/test_page.py",
    "ui/web/test_sitting_page.py",
    "ui/web/test_sitting_reload.py",
    "ui/web/test_page_stages.py",
    "ui/window/test_window.py",
)
"""Sessions in real time, in a browser or a window. They run one after the other in one process and
before the other tests, as parallel ones would take CPU time from the camera."""
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
"""The slowest files, in the order in which they start, so that none starts last and runs alone."""
_NICENESS = 5
Make = Callable[[Path], object]
"""Writes a file to that path."""


class _Scheduler(LoadFileScheduling):
    """Assigns each file to one worker process, and all real-time files to the same one."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return "real time" if file.removeprefix("tests/") in REAL_TIME else file


@pytest.hookimpl
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> _Scheduler:
    """Returns the scheduler that distributes the tests over the processes of ``-n``."""
    return _Scheduler(config, log)


def _name_file(item: pytest.Item) -> str:
    return item.path.relative_to(ROOT / "tests").as_posix()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the slowest files first."""
    rank = {name: place for place, name in enumerate(FIRST)}
    items.sort(key=lambda item: rank.get(_name_file(item), len(rank)))


def pytest_collection_finish() -> None:
    """Turns garbage collection back on, but exempts the thousands of collected tests from it."""
    gc.freeze()
    gc.enable()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Lowers the priority of all tests that do not play a camera in real time."""
    is_beside = "PYTEST_XDIST_WORKER" in os.environ and _name_file(item) not in REAL_TIME
    if is_beside and hasattr(os, "nice") and os.nice(0) < _NICENESS:
        os.nice(_NICENESS)


@pytest.fixture
def own_specs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Returns the user's own folder of specs, which is empty."""
    monkeypatch.setattr(platformdirs, "user_config_dir", lambda *_, **__: str(tmp_path))
    folder = tmp_path / "stretch_specs"
    folder.mkdir()
    return folder


@pytest.fixture(scope="session", autouse=True)
def _hide_user_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keeps the tests and the processes they start from the specs and history of the user."""
    with pytest.MonkeyPatch.context() as patch:
        for kind in ("CONFIG", "DATA"):  # followed on Linux
            patch.setenv(f"XDG_{kind}_HOME", str(tmp_path_factory.mktemp(kind.lower())))
        yield


@pytest.fixture(scope="session", autouse=True)
def _remember_estimates() -> Iterator[None]:
    """Caches estimates: most test films show a person at rest, identical in every frame."""
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
    """Sets the system's time zone to Berlin's."""
    with set_time_zone("Europe/Berlin"):
        yield


@pytest.fixture(scope="session")
def samples() -> Path:
    """Returns the folder of rendered clips, each with its ground truth in a JSON file."""
    return ROOT / "sample_videos"


@pytest.fixture(scope="session")
def sample(samples: Path) -> Callable[[str], Path]:
    """Returns the function that finds a clip by its name without the extension."""

    def find(name: str) -> Path:
        path = samples / f"{name}.mp4"
        assert path.is_file(), f"sample_videos lacks {path.name}"
        return path

    return find


@pytest.fixture(scope="session")
def make_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Make], Path]:
    """Returns the function that makes a file once for all processes of the run."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "shared"

    def find(name: str, make: Make) -> Path:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{path}.lock"):
            if not path.exists():
                make(path)
        return path

    return find


@pytest.fixture(scope="session")
def thin_sample(
    sample: Callable[[str], Path], make_once: Callable[[str, Make], Path]
) -> Callable[..., Path]:
    """Returns the function that finds a clip with fewer frames a second, by default THIN_FPS."""

    def find(name: str, fps: int = THIN_FPS) -> Path:
        return make_once(f"{fps}/{name}.mp4", lambda to: joined_clip([sample(name)], to, fps=fps))

    return find


@pytest.fixture(scope="session")
def recorded_sample(
    thin_sample: Callable[..., Path], make_once: Callable[[str, Make], Path]
) -> Callable[[str], Path]:
    """Returns the function that records a thin clip's landmarks to a file, as ``--record`` does."""

    def find(name: str) -> Path:
        film = thin_sample(name)
        return make_once(f"{name}.npz", lambda to: detect_all(film, model_path()).save(to))

    return find
