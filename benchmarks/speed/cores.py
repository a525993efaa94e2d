"""The speed-up of ``check`` and ``batch`` with more cores: simulated, and measured if possible."""

import os
import sys
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from benchmarks.report import make_table
from benchmarks.speed.measure import run_command
from formcheck.vision.pose.landmarker import Landmarker
from formcheck.vision.pose.models import model_path
from formcheck.vision.pose.parallel import (
    LANES,
    LEAD_IN_S,
    MAX_FPS,
    MAX_SIDE_PX,
    PROBE_EVERY_S,
    SEGMENT_S,
)
from formcheck.vision.video.video import VideoFile

CORES = (1, 2, 4, 8)
ROUNDS = 3
PICTURES = 200
"""The number of frames of the film that are timed."""
Work = Generator[float | str, None, None]
"""Yields processor seconds to spend, or an event's name to wait for; "+name" signals it."""


@dataclass(frozen=True, slots=True)
class Costs:
    """Processor seconds to decode, detect in and judge a frame; and of a search for people.

    start_s is the command's before the first frame, load_s that of loading one model.
    """

    decode_s: float
    detect_s: float
    judge_s: float
    search_s: float
    start_s: float
    load_s: float


@dataclass(frozen=True, slots=True)
class SpeedUp:
    """Seconds for the film by number of cores: simulated, and measured if there are so many."""

    simulated_s: dict[int, float]
    measured_s: dict[int, float]
    films_s: dict[int, float]
    """Simulated seconds per film in ``batch`` on many films, with as many workers as cores."""


def measure_speed_up(film: Path, stretch: str, judge_s: float) -> SpeedUp:
    """Measures costs here, simulates other machines. Linux only. judge_s: core time per frame."""
    words = (sys.executable, "-m", "formcheck", "check", str(film), "--stretch", stretch)
    own = os.sched_getaffinity(0)
    measured = {}
    for cores in [n for n in CORES if n <= len(own)]:
        os.sched_setaffinity(0, set(sorted(own)[:cores]))
        measured[cores] = median(run_command(words).wall_s for _ in range(ROUNDS))
    os.sched_setaffinity(0, own)
    costs = _measure_costs(film, judge_s)
    with VideoFile(film, max_side_px=MAX_SIDE_PX, max_fps=MAX_FPS) as video:
        pictures, length_s = sum(1 for _ in video.shots()), video.info.duration_s or 0.0
    return SpeedUp(
        {cores: simulate_check(cores, 1, pictures, length_s, costs) for cores in CORES},
        measured,
        {cores: simulate_check(cores, cores, pictures, length_s, costs) / cores for cores in CORES},
    )


def _measure_costs(film: Path, judge_s: float) -> Costs:
    begun_s = perf_counter()
    model = Landmarker(model_path("full"))
    load_s = perf_counter() - begun_s
    decode_s = detect_s = 0.0
    with VideoFile(film, max_side_px=MAX_SIDE_PX, max_fps=MAX_FPS) as video:
        shots = video.shots()
        for _ in range(PICTURES):
            begun_s = process_time()
            shot = next(shots)
            image = shot.image()
            decoded_s = process_time()
            model.detect(image, shot.t_s)
            done_s = process_time()
            decode_s += decoded_s - begun_s
            detect_s += done_s - decoded_s
        model.forget()
        begun_s = process_time()
        model.detect(image, 0.0)
        search_s = process_time() - begun_s
    model.close()
    words = (sys.executable, "-c", "import formcheck.ui.jobs, mediapipe")
    start_s = median(run_command(words).cpu_s for _ in range(ROUNDS))
    return Costs(decode_s / PICTURES, detect_s / PICTURES, judge_s, search_s, start_s, load_s)


def simulate_check(
    cores: int, processes: int, pictures: int, length_s: float, costs: Costs
) -> float:
    """Returns the seconds until that many processes have each checked a film, sharing the cores.

    Each has a thread that decodes and judges, and LANES that detect, as in ``pose.parallel``.
    """
    sizes = _compute_segment_sizes(pictures, length_s)
    lead_in = round(pictures / length_s * LEAD_IN_S)
    threads: list[Work] = []
    for process in range(processes):
        threads.append(_simulate_main_thread(process, sizes, costs))
        threads += [_simulate_lane(process, lane, sizes, lead_in, costs) for lane in range(LANES)]
    return _run_threads(cores, threads)


def _compute_segment_sizes(pictures: int, length_s: float) -> list[int]:
    count = max(1, round(length_s / SEGMENT_S))
    return [pictures // count + (number < pictures % count) for number in range(count)]


def _simulate_main_thread(process: int, sizes: Sequence[int], costs: Costs) -> Work:
    yield costs.start_s
    yield f"+start {process}"
    finished = 0
    for number, size in enumerate(sizes):
        yield size * costs.decode_s
        yield f"+segment {process} {number}"
        if number >= LANES:
            yield f"looked {process} {finished}"
            yield sizes[finished] * costs.judge_s
            finished += 1
    for number in range(finished, len(sizes)):
        yield f"looked {process} {number}"
        yield sizes[number] * costs.judge_s


def _simulate_lane(
    process: int, lane: int, sizes: Sequence[int], lead_in: int, costs: Costs
) -> Work:
    yield f"start {process}"
    yield costs.load_s
    for number in range(lane, len(sizes), LANES):
        yield f"segment {process} {number}"
        frames = sizes[number] + (lead_in if number else 0)
        yield frames * costs.detect_s + SEGMENT_S / PROBE_EVERY_S * costs.search_s
        yield f"+looked {process} {number}"


def _run_threads(cores: int, threads: Sequence[Work]) -> float:
    """Returns when the last thread ends, if the runnable threads share the cores equally."""
    done: set[str] = set()
    left_s: dict[int, float] = {}
    waiting: dict[int, str] = {}
    now_s = 0.0
    ready = list(range(len(threads)))
    while ready or left_s:
        while ready:
            number = ready.pop()
            for step in threads[number]:
                if isinstance(step, float):
                    left_s[number] = step
                elif step.startswith("+"):
                    done.add(step[1:])
                    continue
                elif step in done:
                    continue
                else:
                    waiting[number] = step
                break
            freed = [number for number, name in waiting.items() if name in done]
            ready += freed
            for number in freed:
                del waiting[number]
        if left_s:
            rate = min(1.0, cores / len(left_s))
            step_s = min(left_s.values())
            now_s += step_s / rate
            left_s = {number: rest - step_s for number, rest in left_s.items()}
            ready = [number for number, rest in left_s.items() if rest <= 1e-12]
            for number in ready:
                del left_s[number]
    return now_s


def format_speed_up(growth: SpeedUp, bare_s: float) -> str:
    """Returns the report section; bare_s: seconds of the bare loop for the same film."""
    rows = [
        (
            f"{cores}",
            f"{simulated_s:.1f} s",
            f"{growth.measured_s[cores]:.1f} s" if cores in growth.measured_s else "",
            f"{bare_s / simulated_s:.2f}",
            f"{growth.films_s[cores]:.1f} s",
            f"{growth.films_s[1] / growth.films_s[cores]:.2f}",
        )
        for cores, simulated_s in growth.simulated_s.items()
    ]
    heads = (
        "cores", "`check` of one video, simulated", "measured", "ratio to the bare loop",
        "a video of many in `batch`, simulated", "times as fast as on one core",
    )  # fmt: skip
    return f"""\
## More cores

{make_table(heads, rows)}

The minute of video. Simulated from the processor time of each part, measured here, with the threads
and the waiting of `formcheck/vision/pose/parallel.py`, cores that are equal and as fast together as
alone, and no wait for memory or disk; *measured* is the real command held to so many cores. One
video keeps three cores busy at most: two models, which must get the same segments on every machine
so that the answers are the same, and what decodes and judges. More cores are for more videos.
"""
