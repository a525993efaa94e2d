"""What stops a film, from what formcheck read while the joints were right."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.sampled.stops import STOPS, find_stops
from benchmarks.sampled.truth import read_film
from formcheck.core.body import Side
from formcheck.engine.analyse import analyse, sides_of
from formcheck.library.catalogue import load_spec
from tests.benchmarks.sampled_films import write_film

StopsOf = Callable[..., tuple[str, ...]]


@pytest.fixture
def stops_of(tmp_path: Path) -> StopsOf:
    truth, recording = read_film(write_film(tmp_path, "overhead-lat-stretch.good.left"))

    def found(**targets: tuple[float, float]) -> tuple[str, ...]:
        spec = load_spec("overhead-lat-stretch")
        moved = {
            name: spec.quantity[name].model_copy(update={"target": target})
            for name, target in targets.items()
        }
        spec = spec.model_copy(update={"quantity": {**spec.quantity, **moved}})
        done = analyse(spec, sides_of(spec, "auto"), recording, recording.size)
        return find_stops(truth, done, false_faults=(), excess=False)

    return found


def test_a_band_that_correct_form_does_not_meet_is_named_with_its_end(stops_of: StopsOf) -> None:
    table = load_spec("overhead-lat-stretch").quantity["elbow-bend"]
    assert (table.of, table.at) == ("work", "hold")
    assert "band: elbow-bend low" in stops_of(**{"elbow-bend": (1000.0, 2000.0)})
    assert "band: elbow-bend high" in stops_of(**{"elbow-bend": (-2000.0, -1000.0)})
    assert not any(stop.startswith("band") for stop in stops_of())


def test_bands_that_are_all_missed_are_a_misfit(stops_of: StopsOf) -> None:
    assert "misfit" in stops_of(**{"elbow-bend": (1000.0, 2000.0)})
    assert "misfit" not in stops_of()


def test_a_film_that_begins_in_position_shows_no_start_and_no_set_up(tmp_path: Path) -> None:
    truth, whole = read_film(write_film(tmp_path, "wall-corner-rhomboid-chest.good.left"))
    hold = next(phase for phase in truth.about.phases if phase.id == "hold")
    inside = (f for f in whole.frames if hold.start_s + 0.5 <= f.t_s < hold.end_s)
    spec = load_spec("wall-corner-rhomboid-chest")
    recording = replace(whole, frames=tuple(inside))
    done = analyse(spec, (Side.LEFT,), recording, recording.size)
    stops = find_stops(truth, done, false_faults=(), excess=False)
    assert {"no start", "no set-up"} <= set(stops)


def test_every_stop_is_explained(stops_of: StopsOf) -> None:
    assert {stop.partition(":")[0] for stop in stops_of()} <= set(STOPS)
