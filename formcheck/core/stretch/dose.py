"""A dose: a number of seconds, repetitions or breaths, or pressure until pain has eased."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import floor
from typing import Literal, Self

from formcheck.core.fast_replace import replace
from formcheck.core.stretch.model import DoseTable

Unit = Literal["hold", "rep", "breath", "release"]

MIN_COUNTED_S = 10.0
"""A hold shorter than this (or than the dose, if that is shorter) is shown but does not count
towards the dose: coaching.md#hold-clock, after the ACSM's 10-30 s for a stretch."""
ASK_ROOM_S = 13.0
"""A question is asked only if the hold has this many seconds left: 8 s before the last five are
counted down (coaching.md#hold-clock). Chosen for formcheck."""
ASK_DELAY_S = 2.0
"""A question may be late by this much while something else is said. Chosen for formcheck."""
_NEARLY_S = 0.1
"""A breath may be this much shorter and still count as whole: nobody would notice."""
_NOISE_S = 1e-6
"""Sums of times may fall short of a whole second by this much, from floating-point rounding."""
_TIMES = {2: "twice", 3: "three times", 4: "four times"}
_ROUND_NAMES = {"breath": "set", "release": "spot"}


@dataclass(frozen=True, slots=True)
class Amount:
    """How much counts of what was planned, both in seconds, repetitions, breaths or spots."""

    unit: Unit
    count: float
    planned: float


@dataclass(frozen=True, slots=True)
class Dose:
    """How long and how often. A round is a hold, a set or a spot.

    unit: what is counted, as named in JSON: holds, repetitions, breaths of the pacer, which stops
    while form is not good, or the release of sore spots. A round has round_s seconds in good form,
    or round_reps repetitions.
    """

    table: DoseTable
    unit: Unit
    rounds: int
    round_s: float
    round_reps: int = 0

    @property
    def is_movement(self) -> bool:
        """Whether it consists of separate movements, without the person coming to rest."""
        return self.unit == "rep"

    @property
    def is_paced(self) -> bool:
        """Whether it follows the breathing pacer."""
        return self.unit == "breath"

    @property
    def takes_seconds(self) -> bool:
        """Whether round_s can be chosen."""
        return self.unit == "hold"

    @property
    def round_name(self) -> str:
        """What a round is called."""
        return _ROUND_NAMES.get(self.unit, "hold")

    @property
    def goal(self) -> int:
        """The number of rounds, or of repetitions in all rounds, that completes the dose."""
        return self.planned_reps or self.rounds

    @property
    def shortest_s(self) -> float:
        """Seconds of the shortest hold that counts towards it."""
        return min(MIN_COUNTED_S, self.round_s)

    @property
    def planned_s(self) -> float:
        """Seconds of all rounds of a side."""
        return self.round_s * self.rounds

    @property
    def enough_s(self) -> float:
        """Seconds of a hold that complete its round; for breaths, slightly less than planned."""
        return self.round_s - _NEARLY_S * self.is_paced

    @property
    def planned_reps(self) -> int:
        """Repetitions of all rounds of a side."""
        return self.round_reps * self.rounds

    @property
    def planned(self) -> int:
        """The number planned for a side, in the unit of ``count_done``."""
        if self.takes_seconds:
            return round(self.planned_s)
        return self.table.breaths * self.rounds if self.is_paced else self.goal

    def count_done(self, held_s: float, reps: int, breaths: int) -> float:
        """Returns what counts of a side, in seconds, repetitions, breaths or spots: 12, or 3.9."""
        if self.takes_seconds:
            return round_held(held_s, self.planned_s)
        return breaths if self.is_paced else reps

    def count_rounds(self, holds_s: Iterable[float], reps: int) -> int:
        """Returns how much of ``goal`` a side has done, by its holds (seconds) or repetitions."""
        return reps if self.is_movement else sum(held_s >= self.enough_s for held_s in holds_s)

    def cut_best(self, holds_s: Iterable[float]) -> list[float]:
        """Returns the best holds, as many as planned, each cut at round_s: excess is lost."""
        cut_s = [min(held_s, self.round_s) for held_s in holds_s]
        return sorted(cut_s, reverse=True)[: self.rounds]

    def count_breaths(self, holds_s: Iterable[float]) -> int:
        """Returns the whole breaths of the pacer in the best of these holds; 0 without a pacer."""
        if not self.is_paced:
            return 0
        cycle_s = self.table.cycle_s
        return sum(int((held_s + _NEARLY_S) / cycle_s) for held_s in self.cut_best(holds_s))

    def with_amounts(self, hold_s: float | None, rounds: int | None) -> Self:
        """Returns the dose with other rounds, of hold_s each if selectable; None keeps a value."""
        chosen_s = hold_s if hold_s and self.takes_seconds else self.round_s
        return replace(self, rounds=rounds or self.rounds, round_s=chosen_s)

    @property
    def short_words(self) -> str:
        """Short text for a table: "3 x 20 s", "2 x 10 reps", "5 breaths"."""
        if self.unit == "release":  # its duration is not known
            return "until it eases"
        return f"{self.rounds} x {self._round}" if self.rounds > 1 else self._round

    @property
    def goal_words(self) -> str:
        """The dose of one side: "3 holds of 20 s", "12 repetitions", "2 sets of 5 breaths"."""
        if self.is_movement:
            return format_count(self.goal, "repetition")
        name = self.round_name
        return self._round if self.rounds == 1 else f"{self.rounds} {name}s of {self._round}"

    def describe(self, *, two_sided: bool) -> str:
        """Returns all of it in words: "5 sets of 5 breaths, twice a day, for 2-4 weeks".

        two_sided: each side does it, one after the other or in turn.
        """
        table = self.table
        amount = f"{'at least ' * table.at_least}{self._amount}"
        if two_sided:
            amount += " on each side"
        turns = ["in turn"] if table.alternate else []
        return ", ".join([amount, *turns, *self._details, *_describe_frequency(table)])

    def describe_progress(self, done: int, words: Callable[..., str] = str.format) -> str:
        """Returns how far a side is: "Hold 2 of 3", "4 of 12"; "" in the only round."""
        if self.is_movement:
            return words("{n} of {of}", n=done, of=self.goal)
        name = self.round_name
        if done >= self.rounds:
            if self.rounds == 1:
                return words("Done")
            return words(f"Done: {{of}} {name}s", of=self.rounds)
        if self.rounds == 1:
            return ""
        return words(f"{name.capitalize()} {{n}} of {{of}}", n=done + 1, of=self.rounds)

    def list_rounds(self, held_s: Sequence[float], reps: int) -> list[tuple[str, float, str]]:
        """Returns each round held or planned: its name, its share, and its numbers in words.

        All repetitions are one round.
        """
        if self.is_movement:
            return [("Counted", reps / self.goal, self.describe_progress(reps))]
        count = max(self.rounds, len(held_s), 1)
        done = [*held_s, *[0.0] * (count - len(held_s))]
        name = self.round_name.capitalize()
        names = [name] if count == 1 else [f"{name} {n}" for n in range(1, count + 1)]
        round_s = self.round_s
        return [
            (name, one_s / round_s, f"{format_held(one_s, round_s)} of {round_s:g} s")
            for name, one_s in zip(names, done, strict=True)
        ]

    @property
    def _round(self) -> str:
        match self.unit:
            case "rep":
                return format_count(self.round_reps, "rep")
            case "breath":
                return format_count(self.table.breaths, "breath")
            case "release":
                return f"at least {self.round_s:g} s"
        return f"{self.round_s:g} s"

    @property
    def _amount(self) -> str:
        if self.unit == "release":
            return format_count(self.rounds, "spot")
        sets = f"{self.table.sets} sets of " if self.table.sets > 1 else ""
        if self.is_movement:
            return f"{sets}{format_count(self.round_reps, 'repetition')}"
        holds = "" if self.is_paced else f"{self.table.holds} x "
        return f"{sets}{holds}{self._round}"

    @property
    def _details(self) -> list[str]:
        release, far_s = self.table.release, self.table.rep_hold_s
        if release is None:
            return [f"{far_s:g} s at the peak of each"] if far_s else []
        low, high = release.start
        start = f"{low}" if low == high else f"{low} to {high}"
        return [
            f"until pain of {start} out of 10 has eased to {release.goal}",
            f"{release.least_s:g} to {release.most_s:g} s each",
        ]


def whole_seconds(held_s: float) -> int:
    """Returns held seconds as shown everywhere: never rounded up, so "3 s" is at least 3 s."""
    return floor(held_s + _NOISE_S)


def round_held(held_s: float, planned_s: float) -> float:
    """Returns held seconds as shown beside the planned ones: 12 of 20, but 3.9 of 4.

    Tenths if less than a second is missing: "3 of 4" would suggest a whole one. Never rounded up.
    """
    tenths = floor(10.0 * (held_s + _NOISE_S))
    if tenths % 10 == 0 or not planned_s - 1.0 < held_s < planned_s - _NOISE_S:
        return whole_seconds(held_s)
    return tenths / 10


def format_held(held_s: float, planned_s: float) -> str:
    """Returns ``round_held`` as text."""
    return f"{round_held(held_s, planned_s):g}"


def build_dose(table: DoseTable) -> Dose:
    """Returns the dose of a spec's table."""
    if table.reps:
        return Dose(table, "rep", table.sets, 0.0, table.reps)
    if table.breaths:
        return Dose(table, "breath", table.sets, table.breaths * table.cycle_s)
    if table.release is None:
        return Dose(table, "hold", table.sets * table.holds, table.hold_s)
    return Dose(table, "release", table.sets * table.release.spots, table.release.least_s)


def _describe_frequency(table: DoseTable) -> list[str]:
    found: list[str] = []
    if table.progress is not None:
        unit = " s" if table.hold_s else ""
        start, to = (f"{amount:g}{unit}" for amount in (table.progress.start, table.progress.to))
        found.append(f"from {start}, building up to {to}")
    if table.per_day > 1:
        found.append(f"{_TIMES.get(table.per_day, f'{table.per_day} times')} a day")
    if table.weeks is not None:
        low, high = table.weeks
        span = "" if low == high else f"{low}-"
        found.append(f"for {span}{format_count(high, 'week')}")
    return found


def format_count(count: int, what: str) -> str:
    """Returns a count with its noun, in English: "1 breath", "2 breaths"."""
    return f"{count} {what}{'s' * (count != 1)}"
