"""How somebody sat, as a row of signs: one for each piece of time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from rich.console import Console
from rich.text import Text

from formcheck.core.posture.sentences import STATES
from formcheck.core.posture.values import State
from formcheck.output.report.terminal import CORRECT, GOOD, UNSEEN, draws_blocks

STATE_STYLES: Mapping[State, str] = {
    State.UPRIGHT: GOOD,
    State.SLOUCHED: CORRECT,
    State.UNSURE: UNSEEN,
    State.AWAY: UNSEEN,
}
_SIGNS = {State.UPRIGHT: "█", State.SLOUCHED: "▲", State.UNSURE: "?", State.AWAY: "·"}
_PLAIN_SIGNS = {State.UPRIGHT: "#", State.SLOUCHED: "!", State.UNSURE: "?", State.AWAY: "."}
_SHOWN_RATIO = 0.25
"""A slouch for this share of a piece is shown, so that short ones are not lost. Chosen here."""


class Sitting(Protocol):
    """A time in one state, in seconds."""

    @property
    def start_s(self) -> float:
        """When it begins."""
        ...

    @property
    def end_s(self) -> float:
        """When it ends."""
        ...

    @property
    def state(self) -> State:
        """The state."""
        ...


def lasted_s(
    spans: Iterable[Sitting], start_s: float = float("-inf"), end_s: float = float("inf")
) -> dict[State, float]:
    """The seconds in each state between the two times."""
    lasted = dict.fromkeys(State, 0.0)
    for span in spans:
        lasted[span.state] += max(0.0, min(span.end_s, end_s) - max(span.start_s, start_s))
    return lasted


def strip(
    console: Console, spans: Sequence[Sitting], start_s: float, end_s: float, width: int
) -> Text:
    """One sign for each piece of time: the state for most of it, a blank where none is known."""
    text = Text()
    piece_s = (end_s - start_s) / width
    for place in range(width):
        begin_s = start_s + place * piece_s
        here = lasted_s(spans, begin_s, begin_s + piece_s)
        state = max(here, key=lambda one: here[one])
        if here[State.SLOUCHED] >= _SHOWN_RATIO * piece_s:
            state = State.SLOUCHED
        if here[state] > 0:
            _add(console, text, state, 1)
        else:
            text.append(" ")
    return text


def share_strip(
    console: Console, lasted: Mapping[State, float], whole_s: float, width: int
) -> Text:
    """The states of some time as shares of a whole, upright first; its end is left blank."""
    text = Text()
    told_s = 0.0
    for state in State:
        told_s += lasted[state]
        _add(console, text, state, round(told_s / whole_s * width) - len(text))
    text.append(" " * (width - len(text)))
    return text


def legend(console: Console, states: Iterable[State]) -> Text:
    """What the signs mean."""
    text = Text()
    for state in states:
        text.append("   " if text else "")
        _add(console, text, state, 1)
        text.append(f" {STATES[state]}", UNSEEN)
    return text


def _add(console: Console, text: Text, state: State, times: int) -> None:
    signs = _SIGNS if draws_blocks(console) else _PLAIN_SIGNS
    text.append(signs[state] * times, STATE_STYLES[state])
