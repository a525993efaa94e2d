"""Every bundled spec wants what the reference defines as correct, and nothing narrower."""

from collections.abc import Iterator

import pytest

from formcheck.core.kinematics import MEASURES
from formcheck.core.stretch import Spec
from formcheck.core.stretch.model import QuantityTable
from formcheck.library.catalogue import find_bundled_dir, read_spec
from reference.measures import MEASURES as TRUE_MEASURES
from reference.stretches import Quantity, Stretch, load_stretches

STRETCHES = load_stretches()
SPECS = {path.stem: read_spec(path) for path in find_bundled_dir().glob("*.toml")}
OF = {"working": "work", "other": "other", "each": "each", "body": "body"}


def find_narrower(spec: Spec, stretch: Stretch) -> Iterator[str]:
    """Yields what the spec wants differently from the reference, or more strictly."""
    for name, wanted in stretch.quantities.items():
        if name not in spec.quantity:
            yield f"{name} is missing"
        else:
            yield from (
                f"{name}: {what}" for what in _list_differences(spec.quantity[name], wanted)
            )
    for name in spec.quantity.keys() - stretch.quantities.keys():
        yield f"{name} is not in the reference"


def _list_differences(own: QuantityTable, wanted: Quantity) -> Iterator[str]:
    for key in ("measure", "since", "change", "absolute", "at", "confidence"):
        if getattr(own, key) != getattr(wanted, key):
            yield f"{key} is {getattr(own, key)}"
    if own.of != OF[wanted.of]:
        yield f"of is {own.of}"
    if own.target[0] > wanted.target[0] or own.target[1] < wanted.target[1]:
        yield f"the target {own.target} is narrower"
    if own.target[0] - own.tolerance > wanted.fail_below:
        yield "its low fail limit is narrower"
    if own.target[1] + own.tolerance < wanted.fail_above:
        yield "its high fail limit is narrower"


def find_differing_faults(spec: Spec, stretch: Stretch) -> Iterator[str]:
    """Yields the reference's faults that the spec defines differently or not at all."""
    told = {fault.id: fault for fault in spec.fault}
    for name, wanted in stretch.faults.items():
        if name not in told:
            yield f"{name} is missing"
            continue
        own = told[name]
        # A quantity that never reached the peak is reported as a missed repetition.
        by_rep = own.rep == "partial" and spec.rep is not None
        if by_rep and spec.rep is not None and spec.rep.quantity == wanted.quantity:
            continue
        if (own.quantity, own.beyond) != (wanted.quantity, wanted.beyond):
            yield f"{name} is {own.quantity} beyond {own.beyond}"


def test_there_is_a_spec_of_every_stretch() -> None:
    assert SPECS.keys() == STRETCHES.keys()


@pytest.mark.parametrize("name", STRETCHES)
def test_no_quantity_is_missing_or_narrower(name: str) -> None:
    assert not list(find_narrower(SPECS[name], STRETCHES[name]))


@pytest.mark.parametrize("name", STRETCHES)
def test_every_fault_of_the_reference_is_told(name: str) -> None:
    assert not list(find_differing_faults(SPECS[name], STRETCHES[name]))


@pytest.mark.parametrize("name", STRETCHES)
def test_a_repetition_is_that_of_the_reference(name: str) -> None:
    rep, wanted = SPECS[name].rep, STRETCHES[name].repetition
    assert (rep is None) == (wanted is None)
    if rep is not None and wanted is not None:
        assert (rep.quantity, rep.start, rep.peak) == (wanted.quantity, wanted.start, wanted.peak)
        assert rep.seconds == wanted.seconds
        assert SPECS[name].dose.rep_hold_s == wanted.hold_s


def test_a_measure_means_what_it_means_in_the_reference() -> None:
    """The same names, units and body parts; a drift counts as a measure of its side or body."""
    of = {"drift": "side", "body drift": "body"}
    assert {m.id: (m.unit, m.of) for m in MEASURES.values()} == {
        m.name: (m.unit, of.get(m.of, m.of)) for m in TRUE_MEASURES.values()
    }


def test_a_narrower_band_is_found() -> None:
    spec, stretch = SPECS["seated-twist"], STRETCHES["seated-twist"]
    twist = spec.quantity["twist"]
    for change in ({"target": (25, 45)}, {"tolerance": 5.0}, {"measure": "thorax_yaw"}):
        tables = {**spec.quantity, "twist": twist.model_copy(update=change)}
        assert list(find_narrower(spec.model_copy(update={"quantity": tables}), stretch)), change
    assert list(find_narrower(spec.model_copy(update={"quantity": {}}), stretch))
    assert list(find_differing_faults(spec.model_copy(update={"fault": ()}), stretch))
