"""The monitor's configurable rules, and the surroundings that suppress its reminders."""

import pytest

from formcheck.core.posture.rules import Rules, Suppression, Surroundings


def test_the_times_are_those_of_the_reference() -> None:
    rules = Rules()
    assert (rules.onset_s, rules.nudge_gap_s) == (60, 300)
    assert (rules.break_every_s, rules.break_s) == (1800, 60)


@pytest.mark.parametrize(
    ("around", "held"),
    [
        (Surroundings(), None),
        (Surroundings(call=True), Suppression.CALL),
        (Surroundings(full_screen=True), Suppression.FULL_SCREEN),
        (Surroundings(do_not_disturb=True), Suppression.DO_NOT_DISTURB),
        (Surroundings(locked=True), Suppression.LOCKED),
        (Surroundings(call=True, full_screen=True, locked=True), Suppression.LOCKED),
        (Surroundings(call=True, do_not_disturb=True), Suppression.CALL),
    ],
)
def test_one_reason_for_silence_is_named(around: Surroundings, held: Suppression | None) -> None:
    assert around.busy is held
