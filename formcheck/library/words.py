"""Puts shortfalls, doses, repetitions, numbers and times into words, the same in every output."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TypeVar

from formcheck.core.coach import Repetition, Shortfall, SideSummary
from formcheck.core.judging import SURE
from formcheck.core.kinematics import MEASURES, Definition
from formcheck.core.language import Number, Sentence, format_clock
from formcheck.core.session.measure_names import describe_band, describe_measure, describe_unit
from formcheck.core.stretch import Plan, RepShortcoming, Spec, build_dose, whole_seconds
from formcheck.core.stretch.dose import Unit, format_count

Key = TypeVar("Key")
Item = TypeVar("Item")
DEG_STEP = 5
"""Angles are rounded to 5 degrees: a single camera is no more precise (coaching.md#angles)."""
_ONE = 0.995
"""From this value on, an amount rounded to two figures is 1.0 or more."""
FAIRLY_SURE = 0.8
"""Something at least this likely is called fairly sure. Chosen for formcheck."""


def list_left_out_names(asked: Sequence[str], left_out: Iterable[str]) -> list[str]:
    """Returns the left-out stretches of a programme, with how often: "cat-cow (1 of 2 times)"."""
    return [
        f"{name} ({count} of {total} times)" if (total := asked.count(name)) > 1 else name
        for name, count in Counter(left_out).items()
    ]


def describe_shortfall(definition: Definition, shortfall: Shortfall) -> str:
    """Returns what was lacking: "left elbow flexion 20 degrees too much, fairly sure"."""
    unit = describe_unit(definition.measure, definition.change)
    by = abs(shortfall.by)
    if "degrees" in unit:
        amount = f"{max(round_deg(by), DEG_STEP)}"
    else:
        amount = (f"{by:.1f}" if by >= _ONE else f"{by:.2g}") if unit else f"{by:.0%}"
    beyond = "too much" if shortfall.by > 0 else "too little"
    if shortfall.chance >= SURE:
        how_sure = "sure"
    else:
        how_sure = "fairly sure" if shortfall.chance >= FAIRLY_SURE else "perhaps"
    return f"{describe_measure(definition)} {amount}{unit} {beyond}, {how_sure}"


def round_deg(value: float) -> int:
    """Returns the angle rounded to DEG_STEP."""
    return round(value / DEG_STEP) * DEG_STEP


def format_hours(length_s: float) -> str:
    """Returns a duration to the minute: "2 h 5 min", "45 min"; below a minute in seconds.

    Rounded down, as on the web page.
    """
    seconds = whole_seconds(length_s)
    return f"{seconds} s" if seconds < 60 else _format_sixties(seconds // 60, "min", "h")


def format_duration(length_s: float) -> str:
    """Returns a duration: "12 s", "3 min 5 s". Rounded down, as on the web page."""
    return _format_sixties(whole_seconds(length_s), "s", "min")


def _format_sixties(count: int, unit: str, larger: str) -> str:
    """Returns the count, with every sixty units as a larger one."""
    many, rest = divmod(count, 60)
    if many and rest:
        return f"{many} {larger} {rest} {unit}"
    return f"{many} {larger}" if many else f"{rest} {unit}"


_MOST_TIMES = 4
TOO_SHORT_TO_COUNT = "too short to count"
TOO_SHORT = "too short at the peak"
MISS_REASONS = {
    RepShortcoming.PARTIAL: "turned back too early",
    RepShortcoming.RETURN: "did not come all the way back",
    RepShortcoming.FAST: "too fast",
    RepShortcoming.SLOW: "too slow",
    RepShortcoming.SHORT: TOO_SHORT,
    RepShortcoming.FORM: "not in good form",
    RepShortcoming.UNSEEN: "not seen well enough",
    RepShortcoming.OTHER_STRETCH: "looked like another stretch",
    RepShortcoming.CUT_OFF: "begun but cut off by the end",
}
"""Why repetitions do not count, by reason, worded to follow a number."""


def describe_dose(spec: Spec) -> str:
    """Returns the dose in words: "5 sets of 5 breaths, twice a day, for 2-4 weeks"."""
    return build_dose(spec.dose).describe(two_sided=len(spec.sides) > 1)


def describe_done(unit: Unit, count: float, planned: int, *, too_short: bool) -> str:
    """Returns how much of the plan was done: "12 of 20 s", "3 of 5 breaths"."""
    names = {"rep": "repetition", "breath": "breath", "release": "spot"}
    of = format_count(planned, names[unit]) if unit in names else f"{planned} s"
    return f"{count:g} of {of}{f', {TOO_SHORT_TO_COUNT}' * too_short}"


def name_side(side: str) -> str:
    """Returns the side as the beginning of a sentence: "Left side: "; "" for both at once."""
    return "" if side == "both" else f"{side.capitalize()} side: "


def describe_repetitions(side: SideSummary) -> str:
    """Returns the result of the repetitions, in a sentence.

    "8 of 12 repetitions counted, 2 of them too short at the peak at 0:30 and 0:38; 2 turned back
    too early at 0:12 and 0:17."
    """
    short = [one for one in side.repetitions if one.remark]
    remark = f", {len(short)} of them {TOO_SHORT} {_format_when(short)}" if short else ""
    parts = [f"{side.reps} of {side.plan.dose.goal_words} counted{remark}"]
    missed = group_items((one.reason, one) for one in side.repetitions if one.reason is not None)
    for reason, tries in sorted(missed.items(), key=lambda item: -len(item[1])):
        why = MISS_REASONS[reason]
        whats = {one.what for one in tries}
        named = {fault.title.lower() for fault in side.plan.faults if fault.id in whats}
        because = f" ({', '.join(sorted(named))})" if named else ""
        parts.append(f"{len(tries)} {why}{because} {_format_when(tries)}")
    return f"{'; '.join(parts)}."


def describe_range(plan: Plan, rep: Repetition) -> str:
    """Returns how far a repetition went, with its standard deviation: "4 to 63 degrees ±6"."""
    if plan.rep is None:
        return ""
    driver = plan.find_definition(plan.rep.measures[0])
    digits = 0 if MEASURES[driver.measure].unit == "deg" else 2
    near, far, sigma = (round(value, digits) for value in (rep.nearest, rep.farthest, rep.sigma))
    went = describe_band(driver.measure, near + 0.0, far + 0.0, driver.change)  # never -0
    return Sentence("{range} ±{sigma}", range=went, sigma=Number(f"{sigma:g}"))


def describe_movement(plan: Plan, rep: Repetition) -> str:
    """Returns how far and how fast a repetition went, with the standard deviation of each error.

    "4 to 63 degrees ±6; 1.2 ±0.7 s out, 5.1 ±0.3 s there, 1.4 ±0.8 s back; turned back too early".
    """
    ways = {"out": rep.up, "there": rep.top, "back": rep.down}
    times = ", ".join(
        f"{way.s:.1f} ±{way.sigma_s:.1f} s {name}" for name, way in ways.items() if way.s
    )
    why = f"; {MISS_REASONS[rep.reason]}" if rep.reason is not None else ""
    return f"{describe_range(plan, rep)}; {times}{why}"


def group_items(pairs: Iterable[tuple[Key, Item]]) -> dict[Key, list[Item]]:
    """Returns the items of each key, in order."""
    groups: dict[Key, list[Item]] = {}
    for key, item in pairs:
        groups.setdefault(key, []).append(item)
    return groups


def _format_when(tries: Sequence[Repetition]) -> str:
    times = [format_clock(one.start_s) for one in tries]
    if len(times) == 1:
        return f"at {times[0]}"
    if len(times) > _MOST_TIMES:
        return f"between {times[0]} and {times[-1]}"
    return f"at {', '.join(times[:-1])} and {times[-1]}"
