"""``python -m tests.ui.web.quick_break MODULE WORDS...``: runs that program with early breaks.

The monitor's clock runs five times as fast, a break is due after a fifteenth of the set time, and
a hold in it lasts three seconds. Everything else is unchanged.
"""

import runpy
import sys
from dataclasses import replace

from formcheck.core.posture.rules import Rules
from formcheck.core.session import programme, session
from formcheck.ui.web import sitting_watch
from formcheck.ui.web.messages import Wishes
from tests.clocks import FastClock

FASTER, SOONER = 5.0, 15.0
HOLD_S, PATIENCE_S = 3.0, 12.0


def main() -> None:
    """Runs the program."""
    make_rules = sitting_watch.make_rules

    def quick_rules(wishes: Wishes) -> Rules:
        rules = make_rules(wishes)
        return replace(rules, break_every_s=rules.break_every_s / SOONER)

    sitting_watch.make_rules = quick_rules
    sitting_watch.Clock = lambda: FastClock(FASTER)  # type: ignore[assignment,misc]
    programme.DESK_HOLD_S, session.PATIENCE_S = HOLD_S, PATIENCE_S
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
