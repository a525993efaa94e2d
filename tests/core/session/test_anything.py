"""For any input in any order: no exception, and every screen keeps the rules."""

import itertools
import math
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.core.body import Rejection
from formcheck.core.language import ENGLISH
from formcheck.core.session import advance_session, begin_session, make_result
from formcheck.core.session.programme import make_programme
from formcheck.core.session.session_values import Command, End, Halt, Input, Light, Stage
from formcheck.core.stretch import parse_spec
from tests.bodies import Arm, standing
from tests.core.session.live import check_screens
from tests.engine.sessions import EITHER_ARM, SHORT, short_spec

UP, BENT = Arm(0.0, 90.0), Arm(0.0, 90.0, 70.0, bend="up")
POSES = [
    None,
    standing().pose(),
    standing(left_arm=UP).pose(),
    standing(right_arm=UP).pose(),
    standing(left_arm=UP, right_arm=UP).pose(),
    standing(left_arm=BENT).pose(),
    standing(left_arm=UP).hide("left_elbow").pose(),
    standing().hide("left_hip", "right_hip", why=Rejection.OUT_OF_FRAME).pose(),
    standing().turned(70).pose(),
    standing().hide(*[f"{s}_shoulder" for s in ("left", "right")]).pose(),
]
OTHER = parse_spec(EITHER_ARM.replace("arm-out", "arm-two").replace("Arm out", "Arm two"), "x")
TWO_SETS = short_spec(SHORT.replace("holds = 1", "holds = 2\nrest_s = 3"))
HALTS = st.sampled_from([Halt.NONE] * 8 + list(Halt))
COMMANDS = st.lists(st.sampled_from(list(Command)), max_size=2)
MANY_PAUSES = st.lists(st.sampled_from([Command.PAUSE, Command.SIDE, Command.NEXT]), max_size=1)
ANSWERS = st.lists(
    st.tuples(
        st.sampled_from(["pain", "pain-where", "arm-out.1", "x"]),
        st.sampled_from(["0", "7", "shoulder", "neck", "", "11"]),
    ),
    max_size=1,
)
PARTS = st.tuples(
    st.integers(0, len(POSES) - 1),
    st.floats(0.2, 6.0),
    st.sampled_from([0.033, 0.1, 0.2, 0.2, 0.9, 7.0, 40.0, 0.0, -1.0]),
    HALTS,
    st.one_of(st.just([]), st.just([]), MANY_PAUSES, COMMANDS),
    ANSWERS,
    st.sampled_from([None, Light(120.0, 40.0), Light(10.0, 2.0)]),
)


@settings(max_examples=60)
@given(st.lists(PARTS, max_size=14), st.sampled_from(["both", "left"]))
def test_any_inputs_give_screens_that_keep_the_rules(
    parts: list[tuple[int, float, float, Halt, list[Command], list[tuple[str, str]], Light | None]],
    sides: str,
) -> None:
    programme = make_programme([TWO_SETS, OTHER], sides, None, None, ENGLISH)
    state = begin_session(programme)
    screens = []
    t_s = 0.0
    for index, lasts_s, step_s, halt, commands, answers, light in parts:
        count = max(1, min(20, int(lasts_s / step_s))) if step_s > 0 else 3
        for i in range(count):
            t_s += step_s
            pose = POSES[index]
            told = Input(
                t_s,
                replace(pose, t_s=t_s) if pose is not None and halt is Halt.NONE else None,
                halt,
                light,
                tuple(commands if i == 0 else ()),
                tuple(answers if i == count - 1 else ()),
            )
            state, screen = advance_session(state, told)
            screens.append(screen)
    check_screens(screens)
    result = make_result(state)
    assert all(a.t_s <= b.t_s for a, b in itertools.pairwise(screens))
    assert all(math.isfinite(s.held_s) and s.held_s >= 0 for s in screens)
    ended = [s for s in screens if s.stage is Stage.DONE]
    assert all(s.end is not End.OPEN for s in ended)
    assert result.duration_s >= 0.0
    for stretch in result.stretches:
        assert stretch.planned_s > 0.0
    if result.end is End.PAIN:
        assert result.good == ()
