"""What stops a film, from what formcheck read while the joints were right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.sampled_stops import STOPS, find_stops
from benchmarks.sampled_truth import read_film
from formcheck.run.analyse import analyse, sides_of
from formcheck.run.catalogue import load_spec
from tests.benchmarks.films import write_film

StopsOf = Callable[..., tuple[str, ...]]


@pytest.fixture
def stops_of(tmp_path: Path) -> StopsOf:
    truth, recording = read_film(write_film(tmp_path, "overhead-lat-stretch.good.left"))

    def found(**narrowed: tuple[float, float]) -> tuple[str, ...]:
        spec = load_spec("overhead-lat-stretch")
        phases = [
            phase.model_copy(update={"need": {**phase.need, **narrowed}}) if phase.timed else phase
            for phase in spec.phase
        ]
        spec = spec.model_copy(update={"phase": tuple(phases)})
        done = analyse(spec, sides_of(spec, "auto"), recording, recording.size)
        return find_stops(truth, done, false_faults=(), excess=False)

    return found


def test_a_band_that_correct_form_does_not_meet_is_named_with_its_end(stops_of: StopsOf) -> None:
    spec = load_spec("overhead-lat-stretch")
    measure, (low, high) = next(
        (name, band)
        for phase in spec.phase
        if phase.timed
        for name, band in phase.need.items()
        if band[0] > -1000.0
    )
    assert f"band: {measure} low" in stops_of(**{measure: (low + 1000.0, high + 2000.0)})
    assert not any(stop.startswith("band") for stop in stops_of())


def test_every_stop_is_explained(stops_of: StopsOf) -> None:
    assert {stop.partition(":")[0] for stop in stops_of()} <= set(STOPS)
