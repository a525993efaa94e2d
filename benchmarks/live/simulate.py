"""Runs live sessions on recorded or real detections, and measures speed, hold clock and memory."""

import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter, sleep
from typing import TypeVar
from unittest.mock import patch

import cv2
import numpy as np

from benchmarks.clips import Truth
from benchmarks.cost import read_rss_mb
from benchmarks.live.report import FPS, RSS_AT_S, SOAK_FPS, Latency, Soak
from formcheck.core.body import Detection, ImageSize, Side
from formcheck.core.language import ENGLISH
from formcheck.core.session.session_values import Programme, SessionResult
from formcheck.engine.live_session import LiveSession
from formcheck.engine.programme_builder import build_programme
from formcheck.output.report.session_contract import dump_session
from formcheck.store.writer import HistoryWriter
from formcheck.vision.pose.landmarker import Landmarker
from formcheck.vision.pose.live_detector import LiveDetector
from formcheck.vision.pose.models import model_path
from formcheck.vision.pose.recording import Recording
from formcheck.vision.video.frames import Frame, Rgb
from formcheck.vision.video.video import VideoFile

SIZES = (ImageSize(640, 360), ImageSize(1280, 720))
_NEVER_S = 3600.0  # longer than an hour of short holds adds up to

Result = TypeVar("Result")


class ReplayDetector:
    """A detector without a model: returns the recorded detections for that time, in a loop."""

    def __init__(self, pictures: Sequence[tuple[Detection, ...]], fps: float) -> None:
        self._pictures = pictures
        self._fps = fps

    def detect(self, image: Rgb, t_s: float) -> tuple[Detection, ...]:  # noqa: ARG002
        """Returns the people of the recorded frame."""
        return self._pictures[round(t_s * self._fps) % len(self._pictures)]


class _ModelTime:
    """Sums the time that the pose model takes in this thread, not in the search's thread."""

    def __init__(self) -> None:
        self.total_s = 0.0
        self._thread = threading.get_ident()

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Within it, every call of the model is timed."""
        real = Landmarker.detect

        def timed(model: Landmarker, image: Rgb, t_s: float) -> tuple[Detection, ...]:
            begun_s = perf_counter()
            found = real(model, image, t_s)
            if threading.get_ident() == self._thread:
                self.total_s += perf_counter() - begun_s
            return found

        with patch.object(Landmarker, "detect", timed):
            yield


def measure_latency(
    frames: Sequence[Frame], programme: Programme, size: ImageSize, for_s: float
) -> Latency:
    """Measures a session on the looped clip at FPS in real time, searches included."""
    model_ms: list[float] = []
    rest_ms: list[float] = []
    time = _ModelTime()
    with _open_history() as save, LiveDetector(model_path()) as detector, time.counting():
        session = LiveSession(programme, detector.detect, on_saved=save)
        begun_s = perf_counter()
        for number in range(round(for_s * FPS)):
            t_s = number / FPS
            image = _find_frame(frames, t_s, size)
            sleep(max(0.0, begun_s + t_s - perf_counter()))
            before_s, handed_s = time.total_s, perf_counter()
            session.look_at(image, t_s)
            took_s, own_s = perf_counter() - handed_s, time.total_s - before_s
            model_ms.append(own_s * 1000)
            rest_ms.append((took_s - own_s) * 1000)
        spent_s, count = 0.0, round(10 * FPS)
        for number in range(count):
            t_s = for_s + number / FPS
            image = _find_frame(frames, t_s, size)
            handed_s = perf_counter()
            session.look_at(image, t_s)
            spent_s += perf_counter() - handed_s
    return Latency(size, tuple(model_ms), tuple(rest_ms), count / spent_s)


def _find_frame(frames: Sequence[Frame], t_s: float, size: ImageSize) -> Rgb:
    lasts_s = frames[-1].t_s + frames[1].t_s
    now_s = t_s % lasts_s + 1e-6
    place = int(np.searchsorted([frame.t_s for frame in frames], now_s, side="right")) - 1
    return _resize(frames[place].image, size)


def _resize(image: Rgb, size: ImageSize) -> Rgb:
    shape = (size.width_px, size.height_px)
    return np.asarray(cv2.resize(image, shape), dtype=np.uint8)


def run_many_holds(recording: Recording, truth: Truth, for_s: float) -> Soak:
    """Simulates a session on the looped recording, with a hold in each round."""
    pictures = [frame.detections for frame in recording.frames[:: _compute_step(recording)]]
    (hold,) = truth.holds
    holds = int((for_s - hold.end_s) * SOAK_FPS / len(pictures)) + 1
    return _simulate(pictures, recording.size, truth, for_s, truth.hold_s, holds)


def run_one_hold(recording: Recording, truth: Truth, for_s: float) -> Soak:
    """Simulates one long hold: the recording's own, played forwards and backwards."""
    frames = recording.frames[:: _compute_step(recording)]
    (hold,) = truth.holds
    middle = [f.detections for f in frames if hold.start_s + 0.5 < f.t_s < hold.end_s - 0.3]
    before = [f.detections for f in frames if f.t_s <= hold.start_s + 0.5]
    there_and_back = [*middle, *reversed(middle)]
    rounds = int(for_s * SOAK_FPS / len(there_and_back)) + 1
    pictures = [*before, *(there_and_back * rounds)]
    return _simulate(pictures, recording.size, truth, for_s, for_s - hold.start_s)


def _compute_step(recording: Recording) -> int:
    t_s = recording.t_s
    return max(1, round((len(t_s) - 1) / (t_s[-1] - t_s[0]) / SOAK_FPS))


def _simulate(
    pictures: Sequence[tuple[Detection, ...]],
    size: ImageSize,
    truth: Truth,
    for_s: float,
    true_s: float,
    holds: int = 1,
) -> Soak:
    programme = build_programme(
        [truth.stretch], ENGLISH, sides=truth.side.value, hold_s=_NEVER_S, sets=1
    )
    image = _make_noise(size)
    count = round(for_s * SOAK_FPS)
    spent_s = np.zeros(count)
    memory_mb = [read_rss_mb()]
    with _open_history() as save:
        session = LiveSession(programme, ReplayDetector(pictures, SOAK_FPS).detect, on_saved=save)
        for number in range(count):
            begun_s = perf_counter()
            session.look_at(image, number / SOAK_FPS)
            spent_s[number] = perf_counter() - begun_s
            if number == round(min(RSS_AT_S, for_s / 2) * SOAK_FPS):
                memory_mb.append(read_rss_mb())
        memory_mb.append(read_rss_mb())
    held_s = tuple(
        hold.held_s
        for stretch in session.result().stretches
        for side in stretch.sides
        for hold in side.holds
    )
    start, early, end = memory_mb
    tenth = max(1, count // 10)
    picture_ms = (float(spent_s[:tenth].mean()) * 1000, float(spent_s[-tenth:].mean()) * 1000)
    return Soak(for_s, picture_ms, (start, early, end), held_s, true_s, holds)


def measure_memory(clip: Path, truth: Truth, for_s: float) -> tuple[float, ...]:
    """Returns the memory (MB) of a session with the real model, at its start and at each third."""
    memory_mb = [read_rss_mb()]
    with _open_history() as save, LiveDetector(model_path()) as detector:
        session = LiveSession(plan_clip(truth), detector.detect, on_saved=save)
        for t_s, image in _loop_clip(clip):
            if t_s >= len(memory_mb) * for_s / 3:
                memory_mb.append(read_rss_mb())
            if t_s >= for_s:
                break
            session.look_at(image, t_s)
    return tuple(memory_mb)


def _loop_clip(clip: Path) -> Iterator[tuple[float, Rgb]]:
    """Yields the looped clip at SOAK_FPS in the larger size, with times that keep rising."""
    begun_s, t_s = 0.0, 0.0
    with VideoFile(clip, max_fps=SOAK_FPS * 1.1) as video:
        while True:
            for frame in video.frames():
                t_s = begun_s + frame.t_s
                yield t_s, _resize(frame.image, SIZES[1])
            begun_s = t_s + 1 / SOAK_FPS


@contextmanager
def _open_history() -> Iterator[Callable[[SessionResult], None]]:
    """Yields a function that saves results like window and page do, in a temporary folder."""
    with (
        tempfile.TemporaryDirectory() as name,
        HistoryWriter(datetime.now(UTC), ["benchmark"], Path(name) / "history.sqlite") as writer,
    ):
        yield lambda result: writer.save(dump_session(result))


def plan_clip(truth: Truth) -> Programme:
    """Returns a programme that repeats the clip's stretch."""
    side = truth.side.value if truth.side is not Side.BOTH else "both"
    return build_programme([truth.stretch], ENGLISH, sides=side, hold_s=4.0, sets=100)


def _make_noise(size: ImageSize) -> Rgb:
    noise = np.random.default_rng(1).integers(60, 200, (size.height_px, size.width_px, 3))
    return noise.astype(np.uint8)


def run_alone(work: Callable[..., Result], *args: object) -> Result:
    """Returns the result of the work, done in a fresh process for a separate memory figure."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *args).result()
