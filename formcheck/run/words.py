"""Measures, numbers and times in plain words, the same in every output."""

from __future__ import annotations

import math

from formcheck.measure import CATALOGUE, Definition, Of

WHOSE = {
    Of.BODY: "",
    Of.LEFT: "left ",
    Of.RIGHT: "right ",
    Of.MAX: "higher of both ",
    Of.MIN: "lower of both ",
    Of.MEAN: "mean of both ",
    Of.NEAR: "nearer ",
}
"""Whose a measure is, in words before its name."""
_NAMES = {"trunk_incl": "trunk lean", "trunk_forward": "trunk lean forward"}
_SINCE = {"": "", "neutral": ", since neutral", "wall": ", since the arm was on the wall"}
_UNITS = {"deg": " degrees", "ratio": "", "tl_s": " torso lengths/s"}
DEG_STEP = 5
"""Angles are told to 5 degrees: a single camera is no better (stretches.md A0.2)."""


def measure_words(definition: Definition) -> str:
    """A measure in words: "left shoulder elevation, since neutral"."""
    return f"{WHOSE[definition.of]}{quantity_words(definition.quantity, definition.since)}"


def quantity_words(quantity: str, since: str) -> str:
    """A quantity in words, without whose it is."""
    name = quantity.removesuffix(f"_{CATALOGUE[quantity].unit}")
    return f"{_NAMES.get(name, name).replace('_', ' ')}{_SINCE[since]}"


def band_words(quantity: str, low: float, high: float) -> str:
    """A band in words: "80 to 120 degrees", "at least 0.3"."""
    tail = _UNITS[CATALOGUE[quantity].unit]
    if math.isinf(low):
        return f"at most {high:g}{tail}"
    if math.isinf(high):
        return f"at least {low:g}{tail}"
    return f"{low:g} to {high:g}{tail}"


def limit_words(quantity: str, limit: float) -> str:
    """A single threshold in words: "45 degrees"."""
    return f"{limit:g}{_UNITS[CATALOGUE[quantity].unit]}"


def rounded_deg(value: float) -> int:
    """The angle rounded to DEG_STEP."""
    return round(value / DEG_STEP) * DEG_STEP


def clock_words(t_s: float) -> str:
    """A time as a player shows it: 0:07, 12:30, 1:02:03."""
    whole = int(t_s)
    minutes, seconds = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def hours_words(length_s: float) -> str:
    """A long time, to the minute: "2 h 5 min", "45 min"; one below a minute in seconds."""
    if round(length_s) < 60:
        return f"{round(length_s)} s"
    hours, minutes = divmod(round(length_s / 60), 60)
    if not hours:
        return f"{minutes} min"
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def duration_words(length_s: float) -> str:
    """A length of time: "12 s", "3 min 5 s"."""
    minutes, seconds = divmod(round(length_s), 60)
    if not minutes:
        return f"{seconds} s"
    return f"{minutes} min {seconds} s" if seconds else f"{minutes} min"
