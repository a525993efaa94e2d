"""A hold's own first good moment as the measure of what creeps in later.

The error of one person in one view is mostly constant, so change is measured better than state.
Once a hold is good, its readings are taken as right and later ones as changes from them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from formcheck.core.judging import distance
from formcheck.core.kinematics import Reading
from formcheck.core.stretch import Need

CHANGE_SHARE = 0.45
"""Sigma of a small change over sigma of the value. On 206 sampled films of the part to develop on:
the spread of the error within a hold over that between holds."""


def take_anchors(needs: Iterable[Need], readings: Mapping[str, Reading]) -> dict[str, Reading]:
    """What is read of each need now, where it is likely right by itself: a fault is no anchor."""
    return {
        need.measure: readings[need.measure]
        for need in needs
        if readings[need.measure].seen and not distance(need, readings[need.measure])
    }


def anchored(
    needs: Iterable[Need], readings: Mapping[str, Reading], anchors: Mapping[str, Reading]
) -> dict[str, Reading]:
    """The readings with those that have an anchor taken as changes from it."""
    found = dict(readings)
    for need in needs:
        anchor, reading = anchors.get(need.measure), readings[need.measure]
        if anchor is None or not reading.seen:
            continue
        found[need.measure] = reading.scaled(CHANGE_SHARE)
    return found
