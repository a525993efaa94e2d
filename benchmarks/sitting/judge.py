"""Runs formcheck's sitting monitor on clips and simulated days whose truth is known."""

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.cost import read_rss_mb
from benchmarks.sitting.report import (
    Workday,
)
from benchmarks.sitting.score import SittingScore, find_state, score_clip
from benchmarks.sitting.truth import TrueSpan, read_sitting_truth
from formcheck.core.posture.nudge import Nudged
from formcheck.core.posture.posture_values import PostureState, Segment, SlouchReason
from formcheck.core.posture.rules import QUIET_ROOM, Rules
from formcheck.core.posture.sit import SitEvent
from formcheck.engine.posture_monitor import PostureMonitor
from formcheck.engine.sit_baseline import FIRST_SECONDS
from formcheck.engine.sit_video import sit_video
from formcheck.vision.pose.models import model_path
from formcheck.vision.video.frames import Rgb
from formcheck.vision.video.video import VideoFile

DAY_SIZE = (320, 240)
DAY_FPS = 1.0
"""The monitor analyses one frame a second; synth's README shows that the model sees as well at this
size."""
MEMORY_EVERY_S = 1800.0


@dataclass(frozen=True, slots=True)
class MonitorRun:
    """The results of a live run; states are (seconds, state) per analysed frame, cpu_s for all."""

    states: tuple[tuple[float, PostureState], ...]
    segments: tuple[Segment, ...]
    nudges_s: tuple[float, ...]
    memory_mb: tuple[float, ...]
    cpu_s: float


def run_monitor(pictures: Iterable[tuple[float, Rgb]], rules: Rules) -> MonitorRun:
    """Runs the live monitor at its own rate; the first seconds of frames are the baseline."""
    states: list[tuple[float, PostureState]] = []
    events: list[SitEvent] = []
    memory: list[float] = []
    due_s = cpu_s = 0.0
    with PostureMonitor(model_path(), rules) as sitter:
        sitter.begin_calibration()
        for t_s, image in pictures:
            if t_s < due_s:
                continue
            begun_s = time.process_time()
            sat = sitter.look_at(image, t_s, QUIET_ROOM)
            cpu_s += time.process_time() - begun_s
            due_s = t_s + sitter.next_look_s - 1e-6
            states.append((t_s, sat.view.state))
            events += (e for e in sat.events if isinstance(e, Segment | Nudged))
            if t_s >= MEMORY_EVERY_S * (len(memory) + 1):
                memory.append(read_rss_mb())
        events += sitter.finish()
    return MonitorRun(
        states=tuple(states),
        segments=tuple(e for e in events if isinstance(e, Segment)),
        nudges_s=tuple(e.t_s for e in events if isinstance(e, Nudged)),
        memory_mb=tuple(memory),
        cpu_s=cpu_s,
    )


def judge_clip(path: Path) -> SittingScore:
    """Scores ``formcheck sit check`` and a live run on the clip against the truth beside it."""
    truth = read_sitting_truth(path.with_suffix(".json"))
    rules = Rules()
    film = sit_video(path, FIRST_SECONDS, rules, model_path())
    with VideoFile(path) as video:
        live = run_monitor(((frame.t_s, frame.image) for frame in video.frames()), rules)
    nudges_s = [t_s for t_s, _ in film.nudges]
    return score_clip(truth, film.baseline.kind, film.segments, nudges_s, live.states)


def simulate_workday(view: str, seed: int, hours: float) -> Workday:
    """Simulates hours of ordinary work, rendered frame by frame, with the live monitor."""
    from synth.sitting.workday import Day, workday_frames  # noqa: PLC0415 - the generator's own needs

    day = Day(seed, hours, fps=DAY_FPS, size=DAY_SIZE, view=view)
    frames = workday_frames(seed=seed, hours=hours, fps=DAY_FPS, size=DAY_SIZE, view=view)
    seen = run_monitor(frames, Rules())
    spans = [_convert_span(one) for one in day.spans()]
    seconds: Counter[tuple[PostureState, PostureState]] = Counter()
    false: Counter[str] = Counter()
    place = 0
    said = iter(_list_seconds(seen.segments, hours))
    for second, state in enumerate(said):
        t_s = second + 0.5
        while place + 1 < len(spans) and spans[place].end_s <= t_s:
            place += 1
        true = spans[place]
        seconds[true.state, state] += 1
        if state is PostureState.SLOUCHED and true.state is not PostureState.SLOUCHED:
            false[true.episode] += 1
    return Workday(
        view=view,
        hours=hours,
        looks=len(seen.states),
        nudges=len(seen.nudges_s),
        seconds=seconds,
        false=false,
        memory_mb=seen.memory_mb,
        cpu_ms=1000 * seen.cpu_s / len(seen.states),
    )


def _convert_span(one: object) -> TrueSpan:
    why = tuple(SlouchReason(w) for w in one.why)  # type: ignore[attr-defined]
    return TrueSpan(one.start_s, one.end_s, PostureState(one.state), why, (), one.episode)  # type: ignore[attr-defined]


def _list_seconds(segments: Sequence[Segment], hours: float) -> Iterator[PostureState]:
    """Yields the state in the middle of each second; segments must be in order."""
    place = 0
    for second in range(int(hours * 3600)):
        t_s = second + 0.5
        while place < len(segments) and segments[place].end_s <= t_s:
            place += 1
        yield find_state(segments[place : place + 1], t_s)
