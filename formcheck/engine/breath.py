"""The breathing of one person over a whole session, an estimate a picture."""

from __future__ import annotations

from collections.abc import Sequence

from formcheck.core.coach import Span
from formcheck.core.kinematics import Figure
from formcheck.core.kinematics.breathing import (
    Breathing,
    BreathState,
    BreathSummary,
    advance_breath,
    place_of,
    summarise_breaths,
)


class BreathLog:
    """Collects the estimates. Keeps one entry for every change of the estimate, about one a second.

    Where no picture holds a place of the chest, because nobody asked for it, it stays empty.
    """

    def __init__(self) -> None:
        self._state = BreathState()
        self._asked = False
        self._changes: list[tuple[float, Breathing]] = []

    def advance(self, t_s: float, figure: Figure | None) -> None:
        """One more picture; figure is None when the person is not in it."""
        place = None if figure is None else place_of(figure.extras)
        self._asked = self._asked or place is not None
        if not self._asked:
            return
        self._state = advance_breath(self._state, t_s, place)
        if not self._changes or self._changes[-1][1] != self._state.breathing:
            self._changes.append((t_s, self._state.breathing))

    @property
    def breathing(self) -> Breathing | None:
        """The newest estimate; None where nobody asked for one."""
        return self._state.breathing if self._asked else None

    def summary(self, spans: Sequence[Span]) -> BreathSummary | None:
        """What the estimates within those spans came to; None where the chest was never seen."""
        ends = [t_s for t_s, _ in self._changes[1:]] + [float("inf")]
        pieces = [
            (breathing, min(end_s, span.end_s) - max(start_s, span.start_s))
            for span in spans
            for (start_s, breathing), end_s in zip(self._changes, ends, strict=False)
        ]
        return summarise_breaths((b, lasts_s) for b, lasts_s in pieces if lasts_s > 0.0)
