"""Postures built directly, without landmarks."""

from formcheck.core.posture.posture_values import Posture, PostureState, SlouchReason, Unjudgeable


def upright(t_s: float, since_s: float = 0.0, *, still: bool = True) -> Posture:
    return Posture(t_s, PostureState.UPRIGHT, (), since_s, 0.0, 0.0, still, None)


def slouched(
    t_s: float,
    since_s: float = 0.0,
    *why: SlouchReason,
    mild: bool = False,
    lasted_s: float | None = None,
) -> Posture:
    """Returns a posture slouched since ``since_s``: a clear slouch, or a slight one if ``mild``."""
    lasts_s = t_s - since_s if lasted_s is None else lasted_s
    clear_s = 0.0 if mild else lasts_s
    reasons = why or (SlouchReason.SLUMP,)
    return Posture(t_s, PostureState.SLOUCHED, reasons, since_s, lasts_s, clear_s, True, None)


def away(t_s: float, since_s: float = 0.0) -> Posture:
    return Posture(t_s, PostureState.AWAY, (), since_s, 0.0, 0.0, True, None)


def unsure(t_s: float, unclear: Unjudgeable | None, since_s: float = 0.0) -> Posture:
    return Posture(t_s, PostureState.UNSURE, (), since_s, 0.0, 0.0, True, unclear)
