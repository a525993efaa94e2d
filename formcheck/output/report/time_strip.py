"""Divides a span of time into equal pieces for a strip of characters."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from formcheck.output.report.console import Timed


def measure_pieces(
    layers: Sequence[Sequence[Timed]], start_s: float, end_s: float, count: int
) -> Iterator[list[float]]:
    """Yields for each of ``count`` equal pieces how many seconds of it belong to each layer.

    Where spans of several layers overlap, the time belongs to the first of them.
    """
    bounds_s = [start_s + (end_s - start_s) * place / count for place in range(count + 1)]
    for begin_s, finish_s in pairwise(bounds_s):
        here = [
            [s for s in spans if s.start_s < finish_s and s.end_s > begin_s] for spans in layers
        ]
        edges = {edge for spans in here for s in spans for edge in (s.start_s, s.end_s)}
        inside = sorted(edge for edge in edges if begin_s < edge < finish_s)
        lasted_s = [0.0] * len(layers)
        for a_s, b_s in pairwise([begin_s, *inside, finish_s]):
            for layer, spans in enumerate(here):
                if any(s.start_s <= a_s and b_s <= s.end_s for s in spans):
                    lasted_s[layer] += b_s - a_s
                    break
        yield lasted_s
