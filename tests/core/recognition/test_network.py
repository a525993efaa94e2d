"""The packaged network matches the catalogue and is symmetric under mirroring."""

from collections.abc import Mapping

import numpy as np
import pytest

from formcheck.core.body import LANDMARK_NAMES, Detection, ImageSize, swap_sides
from formcheck.core.recognition import load_network
from formcheck.library.catalogue import list_spec_files, load_spec
from reference.stretches import Quantity, load_stretches

SIZE = ImageSize(640, 480)


def test_it_knows_every_bundled_stretch_and_its_ends() -> None:
    network = load_network()
    assert set(network.starts) == {file.id for file in list_spec_files() if not file.own}
    for stretch in network.starts:
        ends = {p.partition("/")[2] for p in network.positions if p.startswith(f"{stretch}/")}
        assert ends == ({"near", "far"} if load_spec(stretch).rep is not None else {"hold"})
        assert network.starts[stretch] == load_spec(stretch).position
        assert f"start/{network.starts[stretch]}" in network.positions


def test_what_repeats_a_hold_wants_the_same_at_its_peak() -> None:
    def list_quantities(quantities: Mapping[str, Quantity], at: str) -> set[tuple[object, ...]]:
        return {
            (q.measure, q.of, q.since, q.change, q.target, q.tolerance)
            for q in quantities.values()
            if q.at == at
        }

    stretches = load_stretches()
    holds = {name: list_quantities(one.quantities, "hold") for name, one in stretches.items()}
    peaks = {name: list_quantities(one.quantities, "rep-peak") for name, one in stretches.items()}
    pairs = {
        h: r for h, held in holds.items() for r, peak in peaks.items() if peak and peak <= held
    }
    assert load_network().repeated == pairs


def detect_anybody(seed: int) -> Detection:
    random = np.random.default_rng(seed)
    return Detection(
        image_px=random.uniform((100, 100), (500, 400), (33, 2)),
        world_m=random.normal(0.0, 0.4, (33, 3)),
        visibility=np.ones(33),
    )


def test_a_repeated_hold_counts_for_both_stretches() -> None:
    found = detect_anybody(2)
    network = load_network()
    by_position = dict(zip(network.positions, network.compute_chances(found, SIZE), strict=True))
    up = by_position["bridge-pose/hold"] + by_position["bridge-reps/far"]
    by_stretch = network.compute_stretch_chances(found, SIZE)
    assert by_stretch["bridge-pose"] == pytest.approx(up)
    assert by_stretch["bridge-reps"] == pytest.approx(up + by_position["bridge-reps/near"])
    assert sum(by_stretch.values()) - up <= 1.0 + 1e-9


def test_a_person_in_a_looking_glass_does_the_same() -> None:
    found = detect_anybody(1)
    names = [name.replace(" ", "_") for name in LANDMARK_NAMES]
    other = [names.index(swap_sides(name)) for name in names]
    mirrored = Detection(
        image_px=found.image_px[other] * (-1.0, 1.0) + (SIZE.width_px, 0.0),
        world_m=found.world_m[other] * (-1.0, 1.0, 1.0),
        visibility=found.visibility[other],
    )
    chances = load_network().compute_chances(found, SIZE)
    assert chances.sum() == pytest.approx(1.0)
    assert load_network().compute_chances(mirrored, SIZE) == pytest.approx(chances, abs=1e-5)
