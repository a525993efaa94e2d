import sys

import pytest

from benchmarks.fuzz.environment import ENVIRONMENT
from tests.fuzz.trying import try_door


@pytest.mark.skipif(sys.platform != "linux", reason="limits and devices as Linux has them")
def test_a_command_takes_what_the_system_lacks_in_order() -> None:
    assert try_door(ENVIRONMENT, 2)
