"""What is shown of the monitor: when the next frame is due."""

from formcheck.core.posture.posture_values import Unjudgeable
from formcheck.core.posture.rules import Rules
from formcheck.core.posture.sit_view import (
    AWAY_LOOK_S,
    CHANGE_LOOK_S,
    choose_next_look_s,
)
from tests.core.posture.postures import away, slouched, unsure, upright

RULES = Rules()


def test_once_a_second_while_somebody_sits_still() -> None:
    for posture in (upright(100.0), slouched(100.0), unsure(100.0, Unjudgeable.TURNED)):
        assert choose_next_look_s(RULES, posture) == 1.0


def test_more_often_while_something_changes() -> None:
    for posture in (
        upright(100.0, 98.5),
        upright(100.0, still=False),
        slouched(100.0, 95.0),
    ):
        assert choose_next_look_s(RULES, posture) == CHANGE_LOOK_S


def test_less_often_with_nobody_there() -> None:
    assert choose_next_look_s(RULES, away(100.0, 10.0)) == AWAY_LOOK_S
    assert choose_next_look_s(RULES, away(100.0, 99.0)) == AWAY_LOOK_S


def test_ticks_without_a_posture_go_on() -> None:
    assert choose_next_look_s(RULES, None) == RULES.look_every_s


def test_the_person_may_choose_the_rate() -> None:
    slow, quick = Rules(look_every_s=3.0), Rules(look_every_s=0.25)
    assert choose_next_look_s(slow, upright(100.0)) == 3.0
    assert choose_next_look_s(slow, away(100.0)) == 3.0
    assert choose_next_look_s(quick, upright(100.0)) == 0.25
    assert choose_next_look_s(quick, upright(100.0, 99.0)) == 0.25
