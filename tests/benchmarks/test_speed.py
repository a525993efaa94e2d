import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from benchmarks.speed.bare import write_film
from benchmarks.speed.cores import Costs, SpeedUp, format_speed_up, simulate_check
from benchmarks.speed.large import LargeFilm, format_large
from benchmarks.speed.many import Many, format_many
from benchmarks.speed.measure import Core, Film, Run, Starts, run_command, time_core
from benchmarks.speed.report import make_page
from formcheck.core.body import ImageSize
from formcheck.vision.pose.recording import Recording
from formcheck.vision.video.video import VideoFile
from tests.engine.sessions import SIZE, session, up_and_down


def test_the_core_is_timed_for_every_picture_and_both_sides() -> None:
    frames = tuple(session(up_and_down(3.0, 6.0, "left"), duration_s=8.0))
    found = time_core(Recording(SIZE, "made.mp4", frames), "overhead-lat-stretch")
    assert found.sides == 2
    assert len(found.core_ms) == len(found.pose_ms) == len(frames)
    assert min(found.core_ms) > 0.0


def runs(*walls_s: float) -> tuple[Run, ...]:
    return tuple(Run(wall_s, 20.0, 500.0, 1.0) for wall_s in walls_s)


def test_a_ratio_is_the_median_of_the_rounds_and_not_of_the_times() -> None:
    """One round on a busy machine slows all ways alike and must not change the ratio."""
    ways = runs(20.0, 200.0, 20.0), runs(10.0, 100.0, 10.0), runs(20.0, 200.0, 18.0)
    text = make_page(
        "clip.mp4",
        [Film(264, *ways, wanted=("1.7", "1.3"))],
        Core(2, ImageSize(854, 480), (0.1, 0.2, 0.3), (0.2, 0.2, 0.9)),
        Starts(0.03, 0.2, 0.04, 1.0, 1.5),
    )
    rest = "20.0 s | 1.00 | 500 MB | 1.0 s"
    assert f"| 264 | `check`, no outputs | 10.0 s | 2.00 | 2.00 to 2.00 | {rest} | 1.7 |" in text
    assert f"with outputs | 20.0 s | 1.00 | 1.00 to 1.11 | {rest} | 1.3 |" in text
    assert "| measure, check, coach; sides: 2 | 0.200 | 0.886 | 0.3 |" in text
    assert "3 pictures of 854x480" in text


def test_a_whole_process_is_timed_until_its_end_and_its_first_word() -> None:
    late = "import sys, time; time.sleep(0.2); print('a', file=sys.stderr); time.sleep(0.3)"
    run = run_command((sys.executable, "-c", late))
    assert 0.2 < run.first_s < run.wall_s - 0.2
    assert 0.0 < run.cpu_s < run.wall_s
    assert run.peak_mb > 5.0


def test_a_film_is_the_clip_end_to_end_without_a_gap(
    sample: Callable[[str], Path], tmp_path: Path
) -> None:
    clip, film = sample("overhead-lat-stretch.good.left"), tmp_path / "film.mp4"
    write_film(clip, 20.0, film)
    with VideoFile(clip) as one, VideoFile(film) as three:
        assert three.info.duration_s == pytest.approx(3 * one.info.duration_s, abs=0.01)
        t_s = [shot.t_s for shot in three.shots()]
    assert [b - a for a, b in pairwise(t_s)] == pytest.approx([1 / 30] * 791)


COSTS = Costs(decode_s=0.001, detect_s=0.01, judge_s=0.002, search_s=0.02, start_s=1.0, load_s=0.2)


def test_on_one_core_a_film_takes_the_sum_of_its_work() -> None:
    """300 pictures in three segments, two of them with a warm-up of 12; two searches in each."""
    work_s = 1.0 + 2 * 0.2 + 300 * 0.003 + (300 + 2 * 12) * 0.01 + 3 * 2 * 0.02
    assert simulate_check(1, 1, 300, 9.0, COSTS) == pytest.approx(work_s)
    assert simulate_check(1, 2, 300, 9.0, COSTS) == pytest.approx(2 * work_s)


def test_with_cores_enough_a_film_takes_what_must_be_done_one_after_the_other() -> None:
    """Start, load, the two segments of the busier model, and the judging of the last of them."""
    chain_s = 1.0 + 0.2 + (100 + 112) * 0.01 + 4 * 0.02 + 100 * 0.002
    assert simulate_check(8, 1, 300, 9.0, COSTS) == pytest.approx(chain_s)
    assert simulate_check(4, 1, 300, 9.0, COSTS) == pytest.approx(chain_s)
    assert chain_s < simulate_check(2, 1, 300, 9.0, COSTS) < simulate_check(1, 1, 300, 9.0, COSTS)


def test_growth_is_told_beside_what_was_measured() -> None:
    text = format_speed_up(SpeedUp({1: 40.0, 4: 10.0}, {1: 41.0}, {1: 40.0, 4: 8.0}), bare_s=20.0)
    assert "| 1 | 40.0 s | 41.0 s | 0.50 | 40.0 s | 1.00 |" in text
    assert "| 4 | 10.0 s |  | 2.00 | 8.0 s | 5.00 |" in text


def test_many_films_are_told_against_one_process() -> None:
    text = format_many(Many(10, *runs(40.0, 50.0, 32.0), 0.004, 0.11))
    assert "| `batch --workers 2` | 32 s | 3.20 s | 1.25 | 2.00 s |" in text
    assert "costs 4 ms in" in text
    assert "and 110 ms in `batch`" in text


def test_the_most_memory_of_a_film_is_told_and_where_it_stood() -> None:
    text = format_large([LargeFilm("an hour", 3600.0, 1200.0, (100.0, *[400.0] * 8, 450.0))])
    assert "| an hour | 1200 s | 3.0 | 400 | 400 | 450 | 450 | 600 |" in text
