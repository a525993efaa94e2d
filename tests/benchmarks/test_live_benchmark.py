from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.clips import Truth, read_truth
from benchmarks.live.report import SOAK_FPS, Latency, Soak, Waits, make_page
from benchmarks.live.simulate import run_many_holds, run_one_hold
from benchmarks.live.waits import PageWaits
from benchmarks.speed.measure import record_clip
from formcheck.core.body import ImageSize
from formcheck.engine.analyse import analyse
from formcheck.library.catalogue import load_spec
from formcheck.vision.pose.recording import Recording
from tests.ui.web.browsing import joined_clip

CLIP = "overhead-lat-stretch.good.left"


@pytest.fixture(scope="module")
def truth(sample: Callable[[str], Path]) -> Truth:
    found = read_truth(sample(CLIP).with_suffix(".json"))
    assert found is not None
    return found


@pytest.fixture(scope="module")
def recording(
    sample: Callable[[str], Path], truth: Truth, tmp_path_factory: pytest.TempPathFactory
) -> Recording:
    """What is seen in the clip at the rate of the sessions, half of its own."""
    film = tmp_path_factory.mktemp("clip") / "film.mp4"
    return record_clip(joined_clip([sample(CLIP)], film, fps=round(SOAK_FPS)), truth.stretch)


@pytest.fixture(scope="module")
def alone_s(recording: Recording, truth: Truth) -> float:
    """The seconds of the hold when the clip is judged once."""
    done = analyse(load_spec(truth.stretch), (truth.side,), recording, recording.size)
    return done.sides[0].held_s


def test_a_clip_in_a_loop_gives_a_hold_each_round(
    recording: Recording, truth: Truth, alone_s: float
) -> None:
    soak = run_many_holds(recording, truth, 45.0)
    assert len(soak.held_s) == 5
    assert soak.held_s == pytest.approx([alone_s] * 5, abs=0.25)
    assert soak.true_s == truth.hold_s
    assert max(soak.rss_mb) - soak.rss_mb[0] < 20, "memory stays as it is"


def test_the_clock_of_a_long_hold_is_true(
    recording: Recording, truth: Truth, alone_s: float
) -> None:
    half, whole = (run_one_hold(recording, truth, seconds) for seconds in (30.0, 60.0))
    assert sum(whole.held_s) - sum(half.held_s) == pytest.approx(30.0, abs=0.1)
    assert whole.true_s - sum(whole.held_s) == pytest.approx(truth.hold_s - alone_s, abs=0.3)
    assert whole.true_s == pytest.approx(60.0 - truth.holds[0].start_s)


def test_the_report_tells_medians_tails_and_drift() -> None:
    latency = Latency(ImageSize(640, 360), (9.0, 10.0, 11.0), (1.0, 2.0, 30.0), 61.4)
    rounds = Soak(3600.0, (1.0, 1.1), (140.0, 142.0, 143.0), (4.4,) * 10 + (4.5,) * 10, 4.6, 20)
    long = Soak(3600.0, (1.0, 1.1), (140.0, 142.0, 143.0), (3597.0,), 3597.2, 1)
    page = PageWaits((1280, 720), (18.0, 20.0, 22.0), (30.0, 40.0, 50.0), 24.6, 59.8, 2.1)
    waits = Waits(1.25, [page])
    text = make_page("clip.mp4", [latency], rounds, long, (138.0, 370.0), waits)
    assert "| 640x360 | 10.0 | 2.0 | 29.4 | 61 |" in text
    assert "| a hold again and again | 60 min | 20 of 20 | 89.0 s | 92.0 s |" in text
    assert "the first 2 were given 4.40 s on average, the last 2 4.50 s" in text
    assert "138 MB, 370 MB at the start" in text
    assert "1.2 in the window" in text
    assert "2.1 in the page" in text
    assert "| 1280x720 | 20 | 22 | 40 | 50 | 25 | 60 |" in text
