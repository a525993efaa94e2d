"""Per-frame results as compact arrays, for tables and annotated videos.

One hour at 30 frames a second with two sides takes about 60 MB.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from formcheck.core.body import Floats, Pose
from formcheck.core.coach import HoldStatus, Progress, SideSummary, Span, choose_cue
from formcheck.core.coach.events import HoldStop
from formcheck.core.coach.summary import NEUTRAL
from formcheck.core.judging import VERDICTS, Verdict
from formcheck.core.kinematics import Reading, Unknown
from formcheck.core.stretch import Plan
from formcheck.core.stretch.model import ZONES as REP_ZONES

Rows = NDArray[np.void]
Flags = NDArray[np.bool_]
T = TypeVar("T")

NOT_ASKED = -1
"""In ``verdicts``: nothing was required of this measure in that frame."""
_VERDICT_NAMES = np.array([*(verdict.value for verdict in VERDICTS), ""])
_TURNED_NAMES = np.array([*(verdict.turned.value for verdict in VERDICTS), ""])
"""Names of the verdicts by code; the last is for NOT_ASKED."""
CLOCKS: tuple[HoldStatus, ...] = tuple(HoldStatus)
ZONES: tuple[str, ...] = ("", *REP_ZONES)
"""The zone of the current repetition; the first means there is none."""


@dataclass(frozen=True, slots=True, eq=False)
class PoseRecords:
    """One row for each frame of one person.

    image_px (n, 33, 2): pixels of the full-size frame, NaN where a landmark is not believed;
    unsmoothed, because a drawing must not lag behind the video.
    """

    index: NDArray[np.int64]
    t_s: NDArray[np.float64]
    image_px: NDArray[np.float32]
    in_view: NDArray[np.bool_]

    def row_at(self, index: int) -> int:
        """The row of the frame with that index in its source, or of the last one before it."""
        return max(0, int(np.searchsorted(self.index, index, side="right")) - 1)


@dataclass(frozen=True, slots=True, eq=False)
class SideRecords:
    """One row for each frame, with the state of one side's coach.

    rows has the fields: values, sigmas and verdicts (one for each of ``measures``; a code of
    VERDICTS or NOT_ASKED), phase (an index of ``phases``), clock (of CLOCKS), attempting, held_s
    and reps (0 before ``count_kept``), hold_held_s, zone (of ZONES) and top_s of a repetition,
    misfit (how far the whole form is from right, a sum of squares in sigma; NaN where nothing is
    measured), faults (whether each of the plan's is confirmed), cue (of ``cues``), unseen (of
    ``unseen``), waiting (of ``waits``) and other (of ``others``: what was done instead, as
    `Mismatch.other`).
    """

    plan: Plan
    measures: tuple[str, ...]
    phases: tuple[str, ...]
    cues: tuple[str, ...]
    unseen: tuple[tuple[Unknown, ...], ...]
    waits: tuple[HoldStop | None, ...]
    others: tuple[str, ...]
    rows: Rows

    def faults_at(self, row: int) -> tuple[str, ...]:
        """Ids of the faults that are confirmed in that row."""
        are_told = self.rows["faults"][row]
        return tuple(f.id for f, is_told in zip(self.plan.faults, are_told, strict=True) if is_told)

    def list_readings(self) -> tuple[NDArray[np.float64], NDArray[np.str_]]:
        """Returns values and verdicts of all rows (n, measures); "" where nothing was required.

        They have the sign of the measures themselves, which ``rows`` inverts for some.
        """
        signs = np.array([definition.sign for definition in self.plan.definitions])
        codes = self.rows["verdicts"]
        verdicts = np.where(signs < 0, _TURNED_NAMES[codes], _VERDICT_NAMES[codes])
        return self.rows["values"] * signs, verdicts

    def verdict_at(self, row: int, measure: int) -> Verdict | None:
        """Returns the verdict on the measure of that number; None if nothing was required of it."""
        code = int(self.rows["verdicts"][row, measure])
        return None if code == NOT_ASKED else VERDICTS[code]


class _Table:
    """Rows, kept as bytes until they are read."""

    def __init__(self, fields: Sequence[tuple[Any, ...]]) -> None:
        self._dtype = np.dtype(list(fields))
        self._bytes = bytearray()

    def add(self, row: tuple[Any, ...]) -> None:
        self._bytes += np.array(row, dtype=self._dtype).tobytes()

    def join(self, count: int, blank: tuple[Any, ...]) -> Rows:
        """Returns count rows: those added, preceded by blank ones for the frames before them."""
        rows = np.frombuffer(self._bytes, dtype=self._dtype)
        earlier = np.full(count - len(rows), np.array(blank, dtype=self._dtype))
        return np.concatenate([earlier, rows])


_NOWHERE = np.full((33, 2), np.nan, dtype=np.float32)


class PoseRecorder:
    """Collects PoseRecords of one person, starting at any frame."""

    def __init__(self) -> None:
        self._table = _Table([("in_view", "?"), ("image_px", "f4", (33, 2))])

    def add(self, pose: Pose | None) -> None:
        """Takes in one frame; pose is None if the person is not in it."""
        self._table.add((False, _NOWHERE) if pose is None else (True, pose.image_px))

    def records(self, index: NDArray[np.int64], t_s: NDArray[np.float64]) -> PoseRecords:
        """Returns the records so far; index and t_s cover all frames, earlier ones included."""
        rows = self._table.join(len(t_s), (False, _NOWHERE))
        return PoseRecords(index, t_s, rows["image_px"], rows["in_view"])


class SideRecorder:
    """Collects SideRecords of one plan, starting at any frame; stores each text and reason once."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._measures = tuple(d.name for d in plan.definitions)
        self._cues: dict[str, int] = {"": 0}
        self._unseen: dict[tuple[Unknown, ...], int] = {(): 0}
        self._waits: dict[HoldStop | None, int] = {None: 0}
        self._others: dict[str, int] = {"": 0}
        each = (len(self._measures),)
        self._table = _Table([
            ("values", "f4", each), ("sigmas", "f4", each), ("verdicts", "i1", each),
            ("phase", "i1"), ("clock", "i1"), ("attempting", "?"), ("held_s", "f4"),
            ("hold_held_s", "f4"), ("reps", "i2"), ("zone", "i1"), ("top_s", "f4"),
            ("misfit", "f4"), ("faults", "?", (len(plan.faults),)), ("cue", "i4"),
            ("waiting", "i4"), ("unseen", "i4"), ("other", "i1"),
        ])  # fmt: skip

    def add(self, now: Progress) -> None:
        """Takes in one frame; now is the coach's progress after it."""
        self._table.add(self._build_row(now))

    def _build_row(self, now: Progress) -> tuple[Any, ...]:
        readings, tried = now.readings, now.attempting
        stands = tried and now.hold.clock is not HoldStatus.RUNNING
        verdicts = now.verdicts if tried else {}
        if now.missed_s is not None:
            readings, verdicts = {}, dict.fromkeys(verdicts, Verdict.UNJUDGED)
        unread = Reading(np.nan, np.nan, seen=False)
        read = [readings.get(measure, unread) for measure in self._measures]
        judged = [verdicts.get(measure) for measure in self._measures]
        return (
            [reading.value for reading in read],
            [reading.sigma for reading in read],
            [NOT_ASKED if verdict is None else VERDICTS.index(verdict) for verdict in judged],
            now.phase_index + 1 if tried else 0,
            CLOCKS.index(now.hold.clock),
            tried,
            0.0,
            now.hold.held_s,
            0,
            ZONES.index(now.rep.zone) if tried else 0,
            now.rep.times.top_s,
            now.misfit if any(r.seen for r in readings.values()) else np.nan,
            [rule.id in now.active_faults for rule in self._plan.faults],
            _find_code(self._cues, choose_cue(self._plan, now)),
            _find_code(self._waits, now.stop if stands else None),
            _find_code(self._unseen, now.reported_unseen),
            _find_code(self._others, now.other),
        )

    def records(self, count: int) -> SideRecords:
        """Returns the records so far; count is the number of all frames, earlier ones included."""
        rows = self._table.join(count, self._build_row(Progress()))
        return SideRecords(
            plan=self._plan,
            measures=self._measures,
            phases=(NEUTRAL, *(phase.id for phase in self._plan.phases)),
            cues=tuple(self._cues),
            unseen=tuple(self._unseen),
            waits=tuple(self._waits),
            others=tuple(self._others),
            rows=rows,
        )


def count_kept(records: SideRecords, kept: SideSummary, t_s: Floats) -> SideRecords:
    """Returns the records with the times, counts and faults of only what is in ``kept``.

    A fault that was reported but turned out not to be sure is removed from all rows, with its cue.
    Holds and repetitions count from their dated end, a hold also while it lasts; none counts down.
    """
    rows, clock_s = records.rows.copy(), records.rows["hold_held_s"]
    held_s, shown_s, done = np.zeros((3, len(t_s)))
    for hold in kept.holds:
        during = find_rows([hold], t_s)
        so_far_s = clock_s[during].clip(0, hold.held_s)
        counted_s = np.where(t_s > hold.end_s, hold.held_s, 0.0)
        counted_s[during] = np.minimum.accumulate(so_far_s[::-1])[::-1]
        held_s += counted_s
        shown_s = np.where((clock_s > 0) & (t_s >= hold.start_s), counted_s, shown_s)
        done += counted_s >= kept.plan.dose.enough_s
    for rep in kept.repetitions:
        done += rep.counted & (t_s >= rep.end_s)
    rows["held_s"], rows["hold_held_s"], rows["reps"] = held_s, shown_s, done
    cues = np.array(records.cues)[rows["cue"]]
    for i, fault in enumerate(kept.plan.faults):
        spans = [one for one in kept.faults if one.id == fault.id]
        undone = rows["faults"][:, i] & ~find_rows(spans, t_s)
        rows["faults"][undone, i] = False
        rows["cue"][undone & (cues == fault.cue)] = 0
    return replace(records, rows=rows)


def find_rows(spans: Iterable[Span], t_s: Floats) -> Flags:
    """Returns (n,) True for the frames at those times that lie within one of the spans."""
    rows = np.zeros(len(t_s), dtype=np.bool_)
    for span in spans:
        rows |= (t_s >= span.start_s) & (t_s <= span.end_s)
    return rows


def _find_code(codes: dict[T, int], value: T) -> int:
    return codes.setdefault(value, len(codes))


@dataclass(frozen=True, slots=True, eq=False)
class Records:
    """All frames of a session: the pose, the rows of each reported side, and whose turn it was.

    shown (n,): index in ``sides`` of the side that each frame belongs to.
    """

    poses: PoseRecords
    sides: tuple[SideRecords, ...]
    shown: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.poses.t_s)
