"""Scores what formcheck reported of a clip against the truth."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from benchmarks.clips import Truth
from formcheck.core.coach import FaultSpan, SideSummary

HOLD_WITHIN_S = 0.3
FAULT_WITHIN_S = 1.0
"""The promise for the sample clips: the length of a hold, and the start of a fault, are this close
to the truth."""


@dataclass(frozen=True, slots=True)
class FaultScore:
    """A reported fault, its start and first report.

    Errors are reported minus true start; None if the fault is false.
    """

    id: str
    start_s: float
    told_s: float
    start_error_s: float | None
    told_error_s: float | None

    @property
    def true(self) -> bool:
        """Whether the clip had such a fault at that time."""
        return self.start_error_s is not None


@dataclass(frozen=True, slots=True)
class ClipScore:
    """The score of one clip.

    wanted is its true fault, None for good form; error is why there is no result at all. reps_true
    is the true number of complete repetitions, None for a held stretch. side_found is "" if there
    is none to find. hint: the wanted fault does not stop the clock by itself. shortfalls are
    sentences on how the promise was broken; empty if it was kept.
    """

    clip: str
    stretch: str
    view: str
    side: str
    side_found: str
    frames: int
    seen_frames: int
    hold_true_s: float
    hold_s: float
    wanted: str | None
    hint: bool
    faults: tuple[FaultScore, ...]
    warnings: tuple[str, ...]
    error: str
    shortfalls: tuple[str, ...]
    reps_true: int | None = None
    reps: int = 0

    @property
    def kept(self) -> bool:
        """Whether the promise was kept."""
        return not self.shortfalls

    @property
    def is_side_right(self) -> bool:
        """Whether the right working side was found, or there is none to find."""
        return self.side_found in {"", self.side}

    @property
    def is_hold(self) -> bool:
        """Whether a hold was timed: the stretch is held and there is a result."""
        return self.reps_true is None and not self.error

    @property
    def hold_error_s(self) -> float:
        """Reported minus true seconds of hold."""
        return self.hold_s - self.hold_true_s

    @property
    def found(self) -> FaultScore | None:
        """The wanted fault as first reported; None if it was missed or there is none."""
        return next((f for f in self.faults if f.true), None)

    @property
    def false_faults(self) -> tuple[FaultScore, ...]:
        """The reported faults that are false."""
        return tuple(f for f in self.faults if not f.true)


def score_clip(
    truth: Truth,
    side_found: str,
    frames: int,
    seen_frames: int,
    sides: Sequence[SideSummary],
    warnings: tuple[str, ...] = (),
    hint: bool = False,
) -> ClipScore:
    """Scores the sides' summaries; hint: the clip's fault does not stop the clock by itself."""
    spans = sorted((f for side in sides for f in side.faults), key=lambda f: f.start_s)
    faults = tuple(score_fault(truth, span) for span in spans)
    hold_s = sum(side.held_s for side in sides)
    reps = sum(side.reps for side in sides)
    return ClipScore(
        clip=truth.clip,
        stretch=truth.stretch,
        view=truth.view,
        side=truth.side.value,
        side_found=side_found,
        frames=frames,
        seen_frames=seen_frames,
        hold_true_s=truth.hold_s,
        hold_s=hold_s,
        wanted=truth.fault,
        hint=hint,
        faults=faults,
        warnings=warnings,
        error="",
        shortfalls=tuple(list_shortfalls(truth, side_found, hold_s, reps, faults)),
        reps_true=_count_true_reps(truth),
        reps=reps,
    )


def score_failure(truth: Truth, error: str) -> ClipScore:
    """Returns the score of a clip that could not be judged at all."""
    return replace(score_clip(truth, "none", 0, 0, ()), error=error, shortfalls=(error,))


def _count_true_reps(truth: Truth) -> int | None:
    return sum(rep.counted for rep in truth.reps) if truth.reps else None


def score_fault(truth: Truth, reported: FaultSpan) -> FaultScore:
    """Scores a reported fault: true if one with its id was there within FAULT_WITHIN_S."""
    for true in truth.faults:
        early_s = true.start_s - FAULT_WITHIN_S
        late_s = true.end_s + FAULT_WITHIN_S
        if true.id == reported.id and reported.start_s <= late_s and reported.end_s >= early_s:
            return FaultScore(
                reported.id,
                reported.start_s,
                reported.reported_s,
                reported.start_s - true.start_s,
                reported.reported_s - true.start_s,
            )
    return FaultScore(reported.id, reported.start_s, reported.reported_s, None, None)


def list_shortfalls(
    truth: Truth, side_found: str, hold_s: float, reps: int, faults: Sequence[FaultScore]
) -> list[str]:
    """Returns how the promise of a clip was broken: by side, hold, repetitions or faults."""
    found: list[str] = []
    if side_found not in {"", truth.side.value}:
        found.append(f"side {side_found} instead of {truth.side.value}")
    reps_true = _count_true_reps(truth)
    if reps_true is not None and reps != reps_true:
        found.append(f"{reps} repetitions instead of {reps_true}")
    if truth.fault is None and reps_true is None:
        error_s = hold_s - truth.hold_s
        if abs(error_s) > HOLD_WITHIN_S:
            found.append(f"hold {hold_s:.2f} s instead of {truth.hold_s:.2f} s")
    if truth.fault is not None:
        found += _list_fault_shortfalls(truth.fault, [f for f in faults if f.true])
    for fault in faults:
        if not fault.true:
            found.append(f"{fault.id} at {fault.start_s:.1f} s is not true")
    return found


def _list_fault_shortfalls(wanted: str, found: Sequence[FaultScore]) -> list[str]:
    if not found:
        return [f"{wanted} missed"]
    error_s = found[0].start_error_s or 0.0
    if abs(error_s) > FAULT_WITHIN_S:
        return [f"{wanted} dated {abs(error_s):.1f} s {'late' if error_s > 0 else 'early'}"]
    return []
