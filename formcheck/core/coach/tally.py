"""Whether a finished repetition counts, and if not, why."""

import math
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from formcheck.core.coach.events import Duration, FaultSpan, Repetition, Span
from formcheck.core.coach.progress import Path, Progress, RepPhase, RepState, RepTimes
from formcheck.core.fast_replace import replace
from formcheck.core.stretch import FaultRule, Plan, RepRule, RepShortcoming

MET_RATIO = 0.6
"""The needs of the phase must be met for this share of the repetition (coaching.md#repetitions)."""
HIDDEN_RATIO = 0.3
"""A repetition does not count if its driving measure was hidden for more than this share of it
(coaching.md#repetitions)."""
FAULT_RATIO = 0.5
"""A fault present for this share of its watched time spoils a repetition. Chosen for formcheck."""
LEAST_SHARE = 0.2
"""If start and peak levels are less than this share of the movement's time apart, they do not show
how fast it was, and it is not reported as too fast. Chosen for formcheck."""
WAYS_IN = frozenset({RepShortcoming.PARTIAL, RepShortcoming.RETURN})
"""Not yet a fault in the first movement of an attempt, which may be the way into position."""
LEAST_SIGMAS = 2.0
"""A movement of fewer sigma than this may be a measuring error and is not judged. Chosen for
formcheck."""
TIMED_SHARE, TOP_RATIO = 0.6, 1.8
"""Standard error of the time out or back, as a share of it, and of the time at the peak, as a
multiple of what the error of the measure implies. Measured on 51 repetitions in rendered videos of
random people (seed 101: bridges, cat-cows, quadruped trunk rotations): 68 % of errors are no
larger. Most larger ones are in quadruped trunk rotations, where the arm is seen to move only near
the peak; without these, half as much would do."""
GLITCH_S = 0.4
"""A shorter excursion is a jump of the pose model, not a movement. Chosen for formcheck."""


def score_rep(
    plan: Plan,
    rule: RepRule,
    now: Progress,
    end_s: float,
    *,
    returned: bool,
    moves_on: bool = False,
) -> Progress:
    """Judges the repetition that ended at end_s. returned: the person came back to the start.

    moves_on: end_s is when the person passed the limit of the start, still on the way back.
    """
    rep = now.rep
    if end_s - rep.begun_s < GLITCH_S:
        return now
    described = _describe_rep(rule, rep, math.inf if moves_on else end_s)
    lacks = _find_lacks(rule, rep, described, returned=returned)
    rep_faults = _find_faults(plan, now, lacks, described.down.s)
    faults = [FaultSpan(rep.begun_s, end_s, one.id, now.t_s, one.cue) for one in rep_faults]
    reason, what = _judge_rep(plan, rep, lacks)
    remark = RepShortcoming.SHORT if RepShortcoming.SHORT in lacks and reason is None else None
    ended = replace(described, reason=reason, what=what, remark=remark)
    cue = rep_faults[0].id if rep_faults else ""
    rep = replace(rep, judged_count=rep.judged_count + 1, last_fault=cue, last_fault_s=now.t_s)
    return replace(now, rep=rep).with_events(*faults, ended)


def note_cut_off(rule: RepRule, now: Progress) -> Progress:
    """Returns the progress at the end of a recording or session: an open repetition does not count.

    Nothing else is reported about it, since how it would have continued is unknown.
    """
    rep, end_s = now.rep, now.t_s
    is_begun = rep.phase is RepPhase.OUT and end_s - rep.begun_s >= GLITCH_S
    if not is_begun or now.away_since_s is not None or _is_noise(rep):
        return now
    if _is_mostly_hidden(rep.times) or _is_mostly_other(rep.times):
        return now
    ended = _describe_rep(rule, rep, end_s)
    cut_off = replace(ended, end_s=end_s, reason=RepShortcoming.CUT_OFF, down=Duration())
    return now.with_events(cut_off)


def _describe_rep(rule: RepRule, rep: RepState, latest_s: float) -> Repetition:
    """Returns the range and times of the repetition, which ended at latest_s or before."""
    home = max(min(rep.home, rep.least), rule.bottom)
    sign = -1.0 if rule.table.falls else 1.0
    out, back = time_movements(rep.path, home, rep.most)
    there_s, left_s = out.end_s, back.start_s
    if there_s > left_s:
        there_s = left_s = min((there_s + left_s) / 2.0, latest_s)
    start_s = min(out.start_s, there_s)
    end_s = max(min(back.end_s, latest_s), left_s)
    # Time error of reaching and leaving the peak: the error of the measure over its mean speed.
    way = max(rep.most - home, rule.hysteresis)
    top_sigma_s = TOP_RATIO * rep.sigma * (out.moving_s + back.moving_s) / way
    return Repetition(
        start_s - rep.gap_s,
        end_s,
        peak=rule.compute_share(rep.most),
        nearest=sign * home,
        farthest=sign * rep.most,
        sigma=rep.sigma,
        up=Duration(there_s - start_s, TIMED_SHARE * out.moving_s),
        top=Duration(left_s - there_s, top_sigma_s),
        down=Duration(end_s - left_s, TIMED_SHARE * back.moving_s),
    )


def _find_lacks(
    rule: RepRule, rep: RepState, described: Repetition, *, returned: bool
) -> list[RepShortcoming]:
    if rep.most < rule.high or rep.is_short:
        return [RepShortcoming.PARTIAL]
    lacks = [] if returned else [RepShortcoming.RETURN]
    lasted_s = described.up.s + described.top.s + described.down.s
    # Seconds missing at the peak are reported as SHORT; they make no repetition too fast.
    paced_s = lasted_s + max(rule.hold_s - rep.times.top_s, 0.0)
    if paced_s < rule.least_s and not _hides_pace(rule, rep):
        lacks.append(RepShortcoming.FAST)
    if lasted_s > rule.most_s:
        lacks.append(RepShortcoming.SLOW)
    if rep.times.top_s < rule.least_top_s:
        lacks.append(RepShortcoming.SHORT)
    return lacks


def _hides_pace(rule: RepRule, rep: RepState) -> bool:
    """Whether start and peak are too close together in time to show how fast the movement was."""
    way = rep.most - min(rep.home, rule.low)
    before, until = (compute_time_share((end - rep.home) / way) for end in (rule.low, rule.high))
    return until - before < LEAST_SHARE and way >= LEAST_SIGMAS * rep.sigma


def _find_faults(
    plan: Plan, now: Progress, lacks: list[RepShortcoming], back_s: float
) -> list[FaultRule]:
    rep = now.rep
    if _is_noise(rep) or now.other or _is_mostly_hidden(rep.times):
        return []
    is_partial = RepShortcoming.PARTIAL in lacks
    found = [
        rule
        for rule in plan.faults
        if rule.reported_by in lacks
        or (rule.reported_by is RepShortcoming.DROP and not is_partial and back_s < rule.within_s)
    ]
    return [rule for rule in found if rep.judged_count or rule.reported_by not in WAYS_IN]


def _judge_rep(
    plan: Plan, rep: RepState, lacks: list[RepShortcoming]
) -> tuple[RepShortcoming | None, str]:
    """Returns why it does not count (None if it does) and, for RepShortcoming.FORM, what was wrong.

    That is the first fault of the plan that spoils it or, without one, what was wrong longest. Its
    driving measure must be seen. Other needs that can't be judged do not stop it from counting.
    """
    times = rep.times
    if _is_mostly_hidden(times):
        return RepShortcoming.UNSEEN, ""
    if _is_mostly_other(times):
        return RepShortcoming.OTHER_STRETCH, ""
    if spoilt := [lack for lack in lacks if not lack.still_counts]:
        return spoilt[0], ""
    for name, (faulty_s, watched_s) in times.faults.items():
        if watched_s and faulty_s >= max(FAULT_RATIO * watched_s, plan.find_fault(name).for_s):
            return RepShortcoming.FORM, name
    if times.met_s < MET_RATIO * (times.lasted_s - times.unjudged_s):
        return RepShortcoming.FORM, max(times.off_s, key=lambda name: times.off_s[name])
    return None, ""


def _is_mostly_hidden(times: RepTimes) -> bool:
    return times.hidden_s > HIDDEN_RATIO * times.lasted_s


def _is_mostly_other(times: RepTimes) -> bool:
    return times.other_s > FAULT_RATIO * times.lasted_s


def _is_noise(rep: RepState) -> bool:
    """Whether the movement may be a measuring error."""
    return rep.most - rep.home < LEAST_SIGMAS * rep.sigma


_STEPS = 24
"""A path is kept in about this many steps. Chosen for formcheck: finer than the readings."""
_MOST_KEPT = 200
_LOW_SHARE, _MOST_LOW_SHARE, _HIGH_SHARE = 0.1, 0.7, 0.9
"""A way out is timed from the first share of its range (or from where its path begins, up to the
second) to the third, since its true ends can't be seen. As in the reference; 0.7 chosen for
formcheck."""
_PIECES, _MOST_PIECE_RATIO = 8, 5.0
"""The range between them is timed in this many pieces. A piece longer than this many times the
median is a pause, which says nothing about the time of the two ends. Chosen for formcheck: readings
are uneven, and even in a pure swing the slowest piece lasts 1.4 times the median."""


def extend_path(path: Path, t_s: float, value: float, way: float) -> Path:
    """Returns the path with one more reading; way is about the range of a whole repetition.

    A reading close to the last but one replaces the last, so that rest takes up little space.
    """
    if len(path) > 1 and abs(value - path[-2][1]) < way / _STEPS:
        return (*path[:-1], (t_s, value))
    if len(path) < _MOST_KEPT:
        return (*path, (t_s, value))
    return (*path[:-1:2], path[-1], (t_s, value))


@dataclass(frozen=True, slots=True)
class Movement(Span):
    """The way out or back of a repetition; moving_s: its seconds without pauses."""

    moving_s: float


def time_movements(path: Path, home: float, most: float) -> tuple[Movement, Movement]:
    """Returns the way out from the value home to most, and the way back; they may overlap.

    If the path stops on the way back, the missing part is extrapolated as a swing.
    """
    mirrored = tuple((-t_s, value) for t_s, value in reversed(path))
    back = _time_movement(mirrored, home, most)
    return _time_movement(path, home, most), Movement(-back.end_s, -back.start_s, back.moving_s)


def _time_movement(path: Path, home: float, most: float) -> Movement:
    """Times one way out; the path may begin part of the way along."""
    size = most - home
    if path[0][1] >= home + _HIGH_SHARE * size:
        return Movement(path[0][0], path[0][0], 0.0)
    low = min(max((path[0][1] - home) / size, _LOW_SHARE), _MOST_LOW_SHARE)
    high_s = _find_first_reached_s(path, home + _HIGH_SHARE * size)
    times_s = [_find_last_rise_s(path, home + low * size, high_s)]
    for piece in range(1, _PIECES):
        level = home + (low + (_HIGH_SHARE - low) * piece / _PIECES) * size
        times_s.append(_find_first_reached_s(path, level, times_s[-1]))
    pieces_s = [after - before for before, after in pairwise([*times_s, high_s])]
    usual_s = median(pieces_s)
    middle_s = sum(s if s <= _MOST_PIECE_RATIO * usual_s else usual_s for s in pieces_s)
    before, until = compute_time_share(low), compute_time_share(_HIGH_SHARE)
    moving_s = middle_s / (until - before)
    return Movement(times_s[0] - before * moving_s, high_s + (1.0 - until) * moving_s, moving_s)


def compute_time_share(way: float) -> float:
    """Returns the share of its time that a half-cosine swing takes for this share of its way."""
    return math.acos(1.0 - 2.0 * min(max(way, 0.0), 1.0)) / math.pi


def _find_first_reached_s(path: Path, level: float, since_s: float = -math.inf) -> float:
    """Returns when the path first reached level after since_s; if never, when it was highest."""
    for (before_s, before), (t_s, value) in pairwise(path):
        if t_s > since_s and value >= level:
            share = (level - before) / (value - before) if value > before else 1.0
            return max(before_s + max(share, 0.0) * (t_s - before_s), since_s)
    return max(path, key=lambda point: point[1])[0]


def _find_last_rise_s(path: Path, level: float, until_s: float) -> float:
    found_s = path[0][0]
    for (before_s, before), (t_s, value) in pairwise(path):
        if before_s >= until_s:
            break
        if before <= level < value:
            found_s = before_s + (level - before) / (value - before) * (t_s - before_s)
    return found_s
