"""How often to look: seldom enough not to be felt, soon enough to notice a change."""

from __future__ import annotations

from formcheck.core.posture.rules import Rules
from formcheck.core.posture.values import Level, Posture, State

CHANGE_LOOK_S = 0.5
"""While something changes: two or three looks before the 2 s in which a change is to show."""
CALIBRATION_LOOK_S = 0.25
"""While calibrating, whose five seconds want about twenty looks. Chosen here."""
AWAY_LOOK_S = 2.0
"""With nobody there; coming back is then noticed within 2 s."""
SETTLED_S = 3.0
"""A state this old has settled. Chosen here: the time that leaving a slouch takes (B4)."""


def next_look_s(posture: Posture | None, settling: bool, rules: Rules) -> float:
    """Seconds until the next look. posture is the last one, None without one.

    Without pictures (paused, locked, camera busy) the same time passes until the next tick. A
    look takes about 12 ms: at the usual one a second, 1.2 % of one core.
    """
    if posture is None:
        return rules.look_every_s
    if posture.state is State.AWAY:
        return max(AWAY_LOOK_S, rules.look_every_s)
    return min(CHANGE_LOOK_S, rules.look_every_s) if settling else rules.look_every_s


def settling(posture: Posture) -> bool:
    """Whether the posture is changing, or may be: faster looks tell sooner."""
    if posture.t_s - posture.since_s < SETTLED_S or not posture.still:
        return True
    slouched, beyond = posture.state is State.SLOUCHED, posture.level is not Level.OK
    return posture.state is not State.UNSURE and slouched is not beyond
