import random

import pytest

from formcheck.core.coach import Span
from formcheck.output.report.time_strip import measure_pieces


def test_each_piece_has_the_seconds_of_its_layers_and_the_first_layer_wins() -> None:
    first, second = [Span(2.0, 3.0), Span(9.0, 12.0)], [Span(1.0, 6.0), Span(5.0, 8.0)]
    assert list(measure_pieces([first, second], 0.0, 20.0, 4)) == [
        [1.0, 3.0],
        [1.0, 3.0],
        [2.0, 0.0],
        [0.0, 0.0],
    ]


def test_nothing_is_in_the_pieces_of_no_time() -> None:
    assert list(measure_pieces([[Span(0.0, 1.0)]], 0.0, 0.0, 3)) == [[0.0]] * 3


@pytest.mark.parametrize("seed", range(20))
def test_the_pieces_add_up_to_what_is_covered(seed: int) -> None:
    """Counted in whole seconds, each of which belongs to the first layer that covers it."""
    chosen = random.Random(seed)
    layers = [
        [Span(at, at + chosen.randint(1, 20)) for at in chosen.choices(range(100), k=5)]
        for _ in range(3)
    ]
    expected = [0.0] * len(layers)
    for second in range(100):
        covering = (
            layer
            for layer, spans in enumerate(layers)
            if any(s.start_s <= second < s.end_s for s in spans)
        )
        if (layer := next(covering, None)) is not None:
            expected[layer] += 1.0
    pieces = list(measure_pieces(layers, 0.0, 100.0, chosen.randint(1, 60)))
    assert [sum(piece[layer] for piece in pieces) for layer in range(3)] == pytest.approx(expected)
