"""Breaks from continuous sitting, timed by sitting and never by the wall clock.

Sitting ends when the person stands up or leaves the frame for as long as a break, not when they
move on the chair. Sitting could be reset when the shoulders move by a tenth of their width and
return (coaching.md#breaks), but every reach for a cup does that: at one frame a second it would
postpone most breaks forever, and so few frames can't support a claim about movement. So movement on
the chair counts only in a break that was taken, where the person says what they do.

Unknown time (paused, no image, the head out of the frame) neither adds to sitting nor ends it. But
as much of it as lies between two breaks, or four hours, begins a new count: the sitting may not
have been continuous.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum, auto
from math import inf

from formcheck.core.fast_replace import replace
from formcheck.core.posture.posture_values import Posture, PostureState, Unjudgeable
from formcheck.core.posture.rules import Rules, Suppression

TOLD_AFTER_S = 300.0
"""Standing up is reported as a break after this much sitting; after less, it only ends the sitting.
Chosen for formcheck."""
TELL_S = 30.0
"""Time for the looks after a coach to show who is there: a camera takes seconds to come back.
Chosen for formcheck."""
DAY_OVER_S = 4 * 3600.0
"""A person away for longer has gone home, and no break is reported. If the machine sleeps for
longer while a coach leads a break, that time is not part of it. Chosen for formcheck."""
PROOF_RATIO = 0.5
"""A break counts if this share of ``break_s`` was spent gone, moving or unseen. Chosen for
formcheck."""
APART_S = 60.0
"""A break reminder waits this long after a nudge: never two at once. Chosen for formcheck."""


class BreakKind(StrEnum):
    """The outcome of a break, as stored in the history."""

    TAKEN = "taken"
    """After a reminder or an order, with movement, leaving or a finished stretch."""
    CREDITED = "credited"
    """The person got up of their own accord for as long as a break is."""
    POSTPONED = "postponed"
    SKIPPED = "skipped"


class BreakStage(StrEnum):
    """The stage of the next break."""

    NONE = "none"
    SOON = "soon"
    HELD = "held"
    """Due, but the reminder is held back."""
    DUE = "due"
    RUNNING = "running"


class Presence(Enum):
    """Whether the person is sitting there, as seen by the camera."""

    SITTING = "sitting"
    GONE = "gone"
    """Away, or standing."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """An event at t_s."""

    t_s: float


@dataclass(frozen=True, slots=True)
class BreakDue(Occurrence):
    """A break is due after sat_s seconds of sitting."""

    sat_s: float


class BreakBegun(Occurrence):
    """The person begins a break now."""


@dataclass(frozen=True, slots=True)
class BreakEnded(Occurrence):
    """A break is over. kind is POSTPONED if it was taken but the person kept sitting.

    unasked: no break was due when this one was taken, so nothing is postponed.
    """

    lasted_s: float
    kind: BreakKind
    unasked: bool = False


@dataclass(frozen=True, slots=True)
class BreakDeclined(Occurrence):
    """A break is POSTPONED, or SKIPPED by order or because the reminder was ignored."""

    kind: BreakKind


class BreakForgotten(Occurrence):
    """The person took a break and went home: it does not count."""


class BreakOrder(StrEnum):
    """An order about breaks."""

    TAKE = auto()
    COACH = auto()
    """Take a break, or use the running one, for coached stretches; the coach has the camera."""
    POSTPONE = auto()
    """Remind again later."""
    SKIP = auto()
    END = auto()
    DONE = auto()
    """End the break: a stretch was finished in it."""


BreakEvent = BreakDue | BreakBegun | BreakEnded | BreakDeclined | BreakForgotten


@dataclass(frozen=True)
class BreakState:
    """The state of sitting and breaks.

    t_s: the time so far. since_s: when the current presence began. spent_s: seconds of each
    presence before that: SITTING in the current sitting, the others since the person last sat.
    from_s: seconds sat when the count to the next reminder began; put_off: that count is the short
    one after a postponement. rest: the kind of break that the current absence has become. due_s and
    begun_s: since when a break has been due, or taken; asked: the taken one was due; proof_s:
    seconds of it spent gone, moving or unseen. lent: a coach has the camera during the break; until
    frames show again who is there, it does not end by itself, and only sleep of the machine adds
    proof; coached_s: when the coach ended meanwhile without a finished stretch.
    """

    t_s: float = 0.0
    presence: Presence = Presence.UNKNOWN
    since_s: float = 0.0
    spent_s: Mapping[Presence, float] = field(default_factory=dict)
    from_s: float = 0.0
    put_off: bool = False
    rest: BreakKind | None = None
    due_s: float | None = None
    begun_s: float | None = None
    asked: bool = False
    proof_s: float = 0.0
    lent: bool = False
    coached_s: float | None = None

    @property
    def sat_s(self) -> float:
        """Seconds of sitting without a break."""
        return self.count_s(Presence.SITTING)

    def count_s(self, presence: Presence) -> float:
        """Returns the seconds of that presence, the current one up to now."""
        lasts_s = self.t_s - self.since_s if presence is self.presence else 0.0
        return self.spent_s.get(presence, 0.0) + lasts_s

    @property
    def busy(self) -> bool:
        """Whether a break is due or running: no nudge then."""
        return self.due_s is not None or self.begun_s is not None


BreakStep = tuple[BreakState, tuple[BreakEvent, ...]]


def compute_break_in_s(rules: Rules, state: BreakState) -> float | None:
    """Returns the seconds of sitting until a break is due, 0 if it is; None if breaks are off."""
    left_s = _time_left_s(rules, state)
    return None if left_s == inf else max(0.0, left_s)


def compute_break_left_s(rules: Rules, state: BreakState) -> float | None:
    """Returns the seconds until the running break is complete; None if none is running.

    While the person may be gone, at least the seconds until the break counts; sitting adds none.
    """
    if state.begun_s is None:
        return None
    may_be_gone = state.presence is Presence.GONE or state.lent
    proof_left_s = PROOF_RATIO * rules.break_s - state.proof_s if may_be_gone else 0.0
    return max(0.0, state.begun_s + rules.break_s - state.t_s, proof_left_s)


def _time_left_s(rules: Rules, state: BreakState) -> float:
    has_breaks = rules.break_every_s < inf
    wait_s = rules.postpone_s if state.put_off and has_breaks else rules.break_every_s
    return state.from_s + wait_s - state.sat_s


def find_presence(posture: Posture, before: Presence) -> Presence:
    """Returns the presence that the posture shows; the value before if it shows none.

    A person turned away or half hidden still sits. Without a head in the frame, sitting can't be
    distinguished from standing in front of the camera.
    """
    if posture.state is PostureState.AWAY or posture.unclear is Unjudgeable.NOT_SEATED:
        return Presence.GONE
    if posture.unclear in (Unjudgeable.HEAD, Unjudgeable.PICTURE):
        return Presence.UNKNOWN
    untold = posture.state is PostureState.UNSURE and posture.unclear is None
    return before if untold else Presence.SITTING


def advance_breaks(
    rules: Rules,
    state: BreakState,
    t_s: float,
    presence: Presence,
    since_s: float,
    *,
    moving: bool = False,
    wait: Suppression | None = None,
    nudged_s: float = -inf,
) -> BreakStep:
    """Advances the breaks to t_s; returns the events too.

    since_s: when the presence began, dated back. moving: the person moved since the last look.
    wait: why no reminder may come now. nudged_s: when the last nudge came.
    """
    is_proof = moving or presence is not Presence.SITTING
    if state.begun_s is not None and is_proof and not state.lent:
        state = replace(state, proof_s=state.proof_s + t_s - state.t_s)
    state, returned = _change_presence(replace(state, t_s=t_s), presence, since_s)
    state, ended = _end_expired_break(rules, _end_sitting(rules, state))
    state, due = _remind(rules, state, wait, nudged_s)
    return state, (*returned, *ended, *due)


def _change_presence(state: BreakState, presence: Presence, since_s: float) -> BreakStep:
    """Changes the presence, counts the old one up to the change, and ends a break on return."""
    if presence is state.presence:
        return state, ()
    begun_s = min(max(since_s, state.since_s), state.t_s)
    was_s = state.spent_s.get(state.presence, 0.0) + (begun_s - state.since_s)
    spent_s = {**state.spent_s, state.presence: was_s}
    state = replace(state, presence=presence, since_s=begun_s, spent_s=spent_s)
    if presence is not Presence.SITTING:
        return state, ()
    earned, gone_s = state.rest, spent_s.get(Presence.GONE, 0.0)
    sat_s = spent_s.get(Presence.SITTING, 0.0)
    state = replace(state, spent_s={Presence.SITTING: sat_s}, rest=None)
    if earned is None or gone_s > DAY_OVER_S:
        return state, ()
    return state, (BreakEnded(state.t_s, gone_s, earned),)


def _end_sitting(rules: Rules, state: BreakState) -> BreakState:
    """Begins a new count after an absence as long as a break, or after long unknown time."""
    if state.begun_s is not None:
        return state
    if state.count_s(Presence.UNKNOWN) >= min(rules.break_every_s, DAY_OVER_S):
        state = _restart_count(state)
    is_new = state.presence is Presence.GONE and state.rest is None
    if not is_new or state.count_s(Presence.GONE) < rules.break_s:
        return state
    reminded, worth = state.due_s is not None, state.sat_s >= TOLD_AFTER_S
    kind = BreakKind.TAKEN if reminded else BreakKind.CREDITED if worth else None
    return replace(_restart_count(state), rest=kind)


def _restart_count(state: BreakState) -> BreakState:
    since_s = state.t_s if state.presence is Presence.SITTING else state.since_s
    spent_s = {**state.spent_s, Presence.SITTING: 0.0}
    return BreakState(state.t_s, state.presence, since_s, spent_s, rest=state.rest)


def count_from(state: BreakState, came_s: float) -> BreakState:
    """Discards the sitting before came_s, since somebody else may have sat there.

    If there was any, no break is due or postponed any more; a running break goes on.
    """
    at_most_s = state.t_s - came_s
    if round(state.sat_s - at_most_s, 3) <= 0.0:
        return state
    since_s = state.since_s
    if state.presence is Presence.SITTING:
        since_s, at_most_s = came_s, 0.0
    spent_s = {**state.spent_s, Presence.SITTING: at_most_s}
    return replace(state, since_s=since_s, spent_s=spent_s, from_s=0.0, put_off=False, due_s=None)


def count_sleep(state: BreakState, slept_s: float) -> BreakState:
    """Counts sleep of the machine in a coached break as proof; the break lasts no whole night."""
    state = replace(state, proof_s=state.proof_s + slept_s)
    if state.begun_s is None or slept_s <= DAY_OVER_S:
        return state
    return replace(state, begun_s=state.begun_s + slept_s)


def _end_expired_break(rules: Rules, state: BreakState) -> BreakStep:
    is_gone = state.presence is Presence.GONE
    long_s = DAY_OVER_S if is_gone else rules.break_s
    if state.begun_s is None or state.lent or state.t_s - state.begun_s < long_s:
        return state, ()
    if is_gone:
        return _restart_count(state), (BreakForgotten(state.t_s),)
    return apply_break_order(rules, state, BreakOrder.END)


def _remind(
    rules: Rules, state: BreakState, wait: Suppression | None, nudged_s: float
) -> BreakStep:
    """Makes a break due, skips an ignored one, or withdraws it while something like a call runs."""
    if state.presence is Presence.GONE or state.begun_s is not None:
        return state, ()
    if wait is not None:
        return replace(state, due_s=None), ()
    if state.presence is Presence.UNKNOWN:
        return state, ()
    if _time_left_s(rules, state) > 0:  # also if one was due under other rules
        return replace(state, due_s=None), ()
    if state.due_s is not None:
        passed = state.t_s - state.due_s >= rules.postpone_s
        return apply_break_order(rules, state, BreakOrder.SKIP) if passed else (state, ())
    if state.t_s - nudged_s < APART_S:
        return state, ()
    return replace(state, due_s=state.t_s), (BreakDue(state.t_s, state.sat_s),)


def apply_break_order(rules: Rules, state: BreakState, order: BreakOrder) -> BreakStep:
    """Applies an order; returns the state and the events, none if the order does not apply now.

    A break that ends without a finished stretch or enough movement does not count: sitting goes on,
    and the reminder comes again after ``postpone_s``, or at its usual time if none was due.
    """
    is_asked = find_break_stage(rules, state) not in (BreakStage.NONE, BreakStage.RUNNING)
    match order:
        case BreakOrder.TAKE | BreakOrder.COACH if state.begun_s is None:
            state = replace(state, begun_s=state.t_s, asked=is_asked, proof_s=0.0)
            state = replace(state, due_s=None, rest=None, lent=order is BreakOrder.COACH)
            return state, (BreakBegun(state.t_s),)
        case BreakOrder.COACH:
            return replace(state, lent=True, coached_s=None), ()
        case BreakOrder.END | BreakOrder.DONE if state.begun_s is not None:
            lasted_s = state.t_s - state.begun_s
            if order is BreakOrder.DONE or state.proof_s >= PROOF_RATIO * rules.break_s:
                return _restart_count(state), (BreakEnded(state.t_s, lasted_s, BreakKind.TAKEN),)
            ended = BreakEnded(state.t_s, lasted_s, BreakKind.POSTPONED, not state.asked)
            if state.asked:
                state = replace(state, from_s=state.sat_s, put_off=True)
            return replace(state, begun_s=None, lent=False, coached_s=None), (ended,)
        case BreakOrder.POSTPONE | BreakOrder.SKIP if is_asked:
            later = order is BreakOrder.POSTPONE
            state = replace(state, due_s=None, from_s=state.sat_s, put_off=later)
            kind = BreakKind.POSTPONED if later else BreakKind.SKIPPED
            return state, (BreakDeclined(state.t_s, kind),)
        case _:
            return state, ()


def find_break_stage(rules: Rules, state: BreakState) -> BreakStage:
    """Returns the stage of the next break."""
    if state.begun_s is not None:
        return BreakStage.RUNNING
    if state.due_s is not None:
        return BreakStage.DUE
    left_s = _time_left_s(rules, state)
    if left_s <= 0:
        return BreakStage.HELD
    return BreakStage.SOON if left_s <= rules.pre_notice_s else BreakStage.NONE
