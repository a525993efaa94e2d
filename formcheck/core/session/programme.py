"""What is to be done, in order, in the language of the session."""

from collections.abc import Collection, Sequence
from itertools import zip_longest
from numbers import Integral, Real

from formcheck.core.body import Side
from formcheck.core.fast_replace import replace
from formcheck.core.language import Words
from formcheck.core.session import session_texts as say
from formcheck.core.session.session_values import Programme, Step
from formcheck.core.stretch import Spec, build_dose, plan_for
from formcheck.core.stretch.model import MOST_SETS

DESK_HOLD_S = 15.0
"""Seconds of a hold in a break at the desk. ACSM advises 10 to 30, most specs say 20; chosen for
formcheck so that two stretches on both sides fit into two and a half minutes."""
_COUNTED_IN = {"rep": "repetitions", "breath": "breaths", "release": "how strong it feels"}


def make_programme(
    specs: Sequence[Spec], sides: str, hold_s: float | None, sets: int | None, words: Words
) -> Programme:
    """Builds the programme of these stretches (specs in English) in the language of ``words``.

    sides: "both", "left" or "right"; ignored for a stretch that works both at once. hold_s replaces
    the seconds of every hold, sets the number of holds or sets. In each set the sides take turns.
    Raises ValueError without a spec, for a duplicate spec, for a side that a stretch does not have,
    for sets or hold_s out of range, and for hold_s if nothing is held.
    """
    if not specs:
        raise ValueError("a programme needs at least one stretch")
    if sets is not None and not (isinstance(sets, Integral) and 1 <= sets <= MOST_SETS):
        raise ValueError(f"sets must be 1 to {MOST_SETS}, a whole number")
    is_whole = isinstance(hold_s, Real) and float(hold_s).is_integer()
    if hold_s is not None and not (is_whole and 1.0 <= hold_s <= 3600.0):
        raise ValueError("hold_s must lie between 1 and 3600 seconds, a whole number")
    if len({spec.id for spec in specs}) < len(specs):
        raise ValueError("a stretch can be in a programme only once")
    if hold_s is not None and not _has_hold(specs):
        counted = [
            f"{one.title} is counted in {_COUNTED_IN[build_dose(one.dose).unit]}" for one in specs
        ]
        raise ValueError(f"{' and '.join(counted)}: there are no seconds of a hold to set")
    steps: list[Step] = []
    specs = [translate_spec(spec, words) for spec in specs]
    for spec in specs:
        is_each = sides == "both" or spec.sides == (Side.BOTH,)
        dose = build_dose(spec.dose).with_amounts(hold_s, sets)
        worked = spec.sides if is_each else (Side(sides),)
        plans = [replace(plan_for(spec, side), dose=dose) for side in worked]
        steps += [Step(plan, number) for number in range(1, dose.rounds + 1) for plan in plans]
    return Programme(tuple(steps), words)


def make_desk_break(specs: Sequence[Spec], words: Words, turned: Collection[str]) -> Programme:
    """Builds a short break at the desk with these stretches (specs in English), each side once.

    The person sits in their chair, and head and shoulders in the frame are enough. turned: ids of
    the stretches for which they turn the chair, since a laptop in front sees too little.
    """
    hold_s = DESK_HOLD_S if _has_hold(specs) else None
    seated = [_set_seated(spec, turns=spec.id in turned) for spec in specs]
    return replace(make_programme(seated, "both", hold_s, 1, words), is_break=True)


def _has_hold(specs: Sequence[Spec]) -> bool:
    return any(build_dose(spec.dose).takes_seconds for spec in specs)


def _set_seated(spec: Spec, *, turns: bool) -> Spec:
    """Adapts the set-up to a desk: the camera stays in place, but the chair may be turned."""
    if spec.view.camera != "side":
        return spec
    turn = (spec.view.say,) if turns else ()
    return spec.model_copy(update={"setup": (*turn, *spec.setup[1:])})  # the first: for the camera


def take_turns(steps: Sequence[Step], first: Side) -> list[Step]:
    """Reorders the steps of one stretch: that side first, then the sides in turn."""
    mine = [s for s in steps if s.side is first]
    others = [s for s in steps if s.side is not first]
    return [step for pair in zip_longest(mine, others) for step in pair if step is not None]


def translate_spec(spec: Spec, words: Words) -> Spec:
    """Translates every text of the spec that is for the person; ids and numbers stay.

    The placeholders {side} and {other_side} remain in the texts.
    """
    translated = spec.with_texts(words)
    yes_no = {"answers": (words(say.YES), words(say.NO))}
    asks = (ask.model_copy(update=yes_no) if ask.kind == "ready" else ask for ask in translated.ask)
    return translated.model_copy(update={"ask": tuple(asks)})
