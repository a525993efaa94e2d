"""Plans small enough to check by hand."""

import pytest

from formcheck.core.body import Side
from formcheck.core.stretch import Plan, parse_spec, plan_for
from tests.core.stretch.tiny import PARTIAL, TINY, make_raises


@pytest.fixture(scope="session")
def tiny_plan() -> Plan:
    """Returns the plan of a hold: left arm out to the side, four seconds."""
    return plan_for(parse_spec(TINY, "arm-out.toml"), Side.LEFT)


@pytest.fixture(scope="session")
def raises_plan() -> Plan:
    """Returns the plan of repetitions: left arm up to the side and down, four times."""
    return plan_for(parse_spec(make_raises(faults=PARTIAL), "arm-raises.toml"), Side.LEFT)
