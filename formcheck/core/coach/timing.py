"""The coach's times (seconds) and speeds (torso lengths a second), each with its origin."""

CREDITED_LAPSE_S = 0.3
"""A lapse this short is noise of the pose model and is credited; a longer one is deducted whole,
unless only rest was missing for less than `GRACE_S`. coaching.md#hold-clock: hold a last value at
most 0.3 s."""

CONFIRM_HOLD_S = 0.6
"""Good form this long starts a hold, which is then dated back to when the good form began
(0.6-1 s in coaching.md#hold-clock; dated back, so that the time reported is the time held)."""

ON_THE_WAY_S = 2.0
"""A rest up to this long may turn out to have been a stop on the way in. Chosen for formcheck."""

AT_START_S = 5.0
"""The same for a rest that also fits the start. Chosen for formcheck: few people stand ready for
longer."""

GRACE_S = 0.7
"""A lapse this long is reported as a pause (coaching.md#hold-clock)."""

GRACE_UNSEEN_S = 1.5
"""The same when something can't be seen (coaching.md#hold-clock)."""

RESUME_S = 0.5
"""Good form this long ends a pause (coaching.md#hold-clock); it is credited from its start."""

LEAVE_S = 1.0
"""Away from the position this long ends the attempt. Chosen for formcheck: longer than any slip."""

GIVE_UP_S = 30.0
"""A pause this long ends the hold (coaching.md#hold-clock)."""

CLEAR_S = 0.3
"""A fault is over once its condition has been false for this long (one CREDITED_LAPSE_S)."""

FRAME_GAP_S = 0.5
"""Frames further apart credit nothing: what happened between them is unknown."""

MISSED_RATIO = 2.5
"""If frames come at least every FRAME_GAP_S, a gap up to this many times as long as the time
between them is one missed frame, and no gap in time. Chosen for formcheck: twice, and some jitter.
Above 5 frames a second FRAME_GAP_S is longer."""

STILL_TL_PER_S = 0.25
"""A person slower than this has arrived. Measured on rendered clips: sway, tremor and the model's
own jitter stay below 0.15 torso lengths a second, moves into a position reach 0.8 and more."""

SETTLE_S = 0.15
"""A hold is dated back at least this far into the motion window (0.4 s) that was found at rest:
hardly any movement in the whole window means that the person arrived well before its end. The path
of the joints shows how much further (`core/kinematics/motion.py`)."""

MOVING_TL_PER_S = 0.3
"""A person faster than this is on the way, and poses passed through are no faults."""

REST_S = 0.4
"""A fault is confirmed only after the person was at rest in it this long: one motion window."""

WATCH_S = 1.0
"""Movement is judged only once its window of this length lies wholly after the way in."""

NEAR_S = 0.3
"""An attempt begins after this long near the position (one CREDITED_LAPSE_S)."""

ARRIVED_S = 2.5
"""A person at rest this long with only one thing wrong has arrived: it is a fault, no longer the
way in. Chosen for formcheck."""

TURNED_S = 5.0
"""The same after a set-up, from which the person must still move into the stretch. Chosen for
formcheck."""

START_POSES = 30
"""A start is the median of this many to twice as many poses of its rest, fewer in a short one."""

START_AGAIN_POSES = 5
"""After this many more poses of the same rest, the start is computed again."""

SET_UP_S, SET_UP_MOST_S = 0.3, 1.0
"""Seconds after which a set-up position counts as reached: at rest, and without rest. Chosen for
formcheck: few people stop for longer than a moment."""

ANCHOR_S = 1.0
"""Seconds of good form at the start of a hold that the rest of it is compared with."""

VIEW_S = 1.0
"""A camera view that is wrong for this long is reported."""

TELL_REP_S = 4.0
"""A fault of a repetition is shown for this long, or until the next one ends. Chosen for
formcheck."""

UNSEEN_TELL_S = 1.5
"""Something hidden this long is reported to the person (coaching.md#cues wants it within 3 s)."""
