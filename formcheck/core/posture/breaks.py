"""Breaks from continuous sitting: counted while somebody sits, never by the clock on the wall.

Sitting ends when the person stands up or leaves the picture for as long as a break is, not when
they move on their chair. One could reset it when the shoulders move by a tenth of their width and
return (coaching.md#breaks), but every reach for a cup does that: at one look a second it would put
off most breaks for ever, and it would be a claim about moving that such a look can't support. So
movement on the chair counts only in a break that was taken, where the person says what they do.

Time in which nobody can tell (paused, no picture, the head out of it) neither adds to sitting nor
ends it; but as much of it as there is between two breaks, or four hours, begins a new count: it may
not be one sitting.
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
Chosen here."""
TELL_S = 30.0
"""So long the looks after a coach have to tell who is there: a camera takes seconds to come back.
Chosen here."""
DAY_OVER_S = 4 * 3600.0
"""Somebody who is away for longer has gone home, and no break is reported. Chosen here."""
PROOF_RATIO = 0.5
"""A break counts when the person was gone or moving for this share of its length. Chosen here."""
APART_S = 60.0
"""A break reminder waits so long after a nudge: never two at once. Chosen here."""


class BreakKind(StrEnum):
    """What became of a break; the words of the history."""

    TAKEN = "taken"
    """After a reminder or an order, with movement, leaving or a finished stretch."""
    CREDITED = "credited"
    """The person got up of their own accord for as long as a break is."""
    POSTPONED = "postponed"
    SKIPPED = "skipped"


class BreakStage(StrEnum):
    """Where the next break is."""

    NONE = "none"
    SOON = "soon"
    HELD = "held"
    """It would be due, but something speaks against a reminder now."""
    DUE = "due"
    RUNNING = "running"


class Presence(Enum):
    """Whether somebody is sitting there, as far as formcheck can see."""

    SITTING = "sitting"
    GONE = "gone"
    """Away, or on their feet."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Something that happened at t_s."""

    t_s: float


@dataclass(frozen=True, slots=True)
class BreakDue(Occurrence):
    """A break is due after sat_s seconds of sitting."""

    sat_s: float


class BreakBegun(Occurrence):
    """The person takes a break now."""


@dataclass(frozen=True, slots=True)
class BreakEnded(Occurrence):
    """A break is over. kind is POSTPONED when it was taken but the person kept sitting.

    unasked: none was due when that one was taken, so nothing is put off.
    """

    lasted_s: float
    kind: BreakKind
    unasked: bool = False


@dataclass(frozen=True, slots=True)
class BreakDeclined(Occurrence):
    """A break is POSTPONED, or SKIPPED by order or because the reminder was ignored."""

    kind: BreakKind


class BreakForgotten(Occurrence):
    """The person took a break and went home: it was none."""


class BreakOrder(StrEnum):
    """What can be ordered about breaks."""

    TAKE = auto()
    COACH = auto()
    """Take one, or use the running one, for stretches with a coach, who has the camera."""
    POSTPONE = auto()
    """Remind again later."""
    SKIP = auto()
    END = auto()
    DONE = auto()
    """It is over, and a stretch was finished in it."""


BreakEvent = BreakDue | BreakBegun | BreakEnded | BreakDeclined | BreakForgotten


@dataclass(frozen=True)
class BreakState:
    """What is remembered about sitting and breaks.

    t_s: the time so far. presence stands since since_s. spent_s: seconds of each presence before
    that, SITTING of the same sitting, the others since they last sat. from_s: how long they had sat
    when the count to the next reminder began; put_off: that it is the short one after a
    postponement. rest: the break that this absence has become. due_s and begun_s: since when a
    break is due, or taken; asked: that the taken one was due; proof_s: how much of it was spent
    gone, moving or unseen. lent: that a coach has the camera in it: until pictures come again that
    tell who is there it has no end of its own, and gives no proof; coached_s: when the coach has
    ended meanwhile without a finished stretch.
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
        """How long they have been sitting without a break, in seconds."""
        return self.count_s(Presence.SITTING)

    def count_s(self, presence: Presence) -> float:
        """The seconds of that presence, the present one's up to now."""
        lasts_s = self.t_s - self.since_s if presence is self.presence else 0.0
        return self.spent_s.get(presence, 0.0) + lasts_s

    @property
    def busy(self) -> bool:
        """Whether a break is due or taken: no nudge then."""
        return self.due_s is not None or self.begun_s is not None


BreakStep = tuple[BreakState, tuple[BreakEvent, ...]]


def compute_break_in_s(rules: Rules, state: BreakState) -> float | None:
    """Seconds of sitting until a break is due, 0 when it is; None when breaks are off."""
    left_s = _time_left_s(rules, state)
    return None if left_s == inf else max(0.0, left_s)


def compute_break_left_s(rules: Rules, state: BreakState) -> float | None:
    """Seconds until the running break is a whole one; None when none runs.

    For who is gone also until it counts; who sits can't make it longer.
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
    """Whether somebody sits, from a posture; the value before if the posture does not say.

    Turned away or half hidden they still sit. Without a head in the picture, sitting can't be told
    from standing in front of the camera.
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
    """The breaks at t_s, when presence has been so since since_s (dated back), and the events.

    moving: the person moved since the last look. wait: why no reminder may come now. nudged_s:
    when the last nudge came.
    """
    is_proof = moving or presence is not Presence.SITTING
    if state.begun_s is not None and is_proof and not state.lent:
        state = replace(state, proof_s=state.proof_s + t_s - state.t_s)
    state, returned = _change_presence(replace(state, t_s=t_s), presence, since_s)
    state, ended = _end_expired_break(rules, _end_sitting(rules, state))
    state, due = _remind(rules, state, wait, nudged_s)
    return state, (*returned, *ended, *due)


def _change_presence(state: BreakState, presence: Presence, since_s: float) -> BreakStep:
    """The state with the old presence counted up to the new one; and a break that this ends."""
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
    """The state with a new count after a rest, or after long enough in which nobody can tell."""
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
    """The state in which no sitting before came_s counts, for somebody else may have sat there.

    Where some did, nothing is due or put off any more; a break that is taken goes on.
    """
    at_most_s = state.t_s - came_s
    if round(state.sat_s - at_most_s, 3) <= 0.0:
        return state
    since_s = state.since_s
    if state.presence is Presence.SITTING:
        since_s, at_most_s = came_s, 0.0
    spent_s = {**state.spent_s, Presence.SITTING: at_most_s}
    return replace(state, since_s=since_s, spent_s=spent_s, from_s=0.0, put_off=False, due_s=None)


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
    """The state with a reminder made or ignored; a call that begins then postpones it."""
    if state.presence is Presence.GONE or state.begun_s is not None:
        return state, ()
    if wait is not None:
        return replace(state, due_s=None), ()
    if state.presence is Presence.UNKNOWN:
        return state, ()
    if _time_left_s(rules, state) > 0:  # also where one was due by other rules
        return replace(state, due_s=None), ()
    if state.due_s is not None:
        passed = state.t_s - state.due_s >= rules.postpone_s
        return apply_break_order(rules, state, BreakOrder.SKIP) if passed else (state, ())
    if state.t_s - nudged_s < APART_S:
        return state, ()
    return replace(state, due_s=state.t_s), (BreakDue(state.t_s, state.sat_s),)


def apply_break_order(rules: Rules, state: BreakState, order: BreakOrder) -> BreakStep:
    """The state after an order, and the events; none where the order means nothing now.

    A break that ends without a finished stretch or enough movement does not count: sitting goes on,
    and the reminder comes again later; when it would have, if none was due.
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
    """Where the next break is."""
    if state.begun_s is not None:
        return BreakStage.RUNNING
    if state.due_s is not None:
        return BreakStage.DUE
    left_s = _time_left_s(rules, state)
    if left_s <= 0:
        return BreakStage.HELD
    return BreakStage.SOON if left_s <= rules.pre_notice_s else BreakStage.NONE
