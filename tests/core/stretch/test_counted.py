"""Inconsistent doses, repetitions and questions are reported with their line."""

import pytest

from formcheck.core.body import Side
from formcheck.core.stretch import Spec, SpecError, parse_spec, plan_for
from tests.core.stretch.tiny import LEVEL, PARTIAL, TINY, make_raises


def list_problems(text: str) -> list[tuple[str, str]]:
    with pytest.raises(SpecError) as caught:
        parse_spec(text, "x.toml")
    lines = text.splitlines()
    return [(lines[p.line - 1].strip(), p.message) for p in caught.value.problems]


def parse_text(text: str) -> Spec:
    return parse_spec(text, "x.toml")


def make_dosed_text(text: str) -> str:
    return TINY.replace("hold_s = 4", text)


@pytest.mark.parametrize(
    ("text", "unit", "round_s", "rounds"),
    [
        ("hold_s = 20\nholds = 3", "hold", 20.0, 3),
        ("hold_s = 20\nholds = 3\nsets = 2", "hold", 20.0, 6),
        ("breaths = 5\nsets = 5\nper_day = 2\nweeks = [2, 4]", "breath", 50.0, 5),
        ("breaths = 4\nin_s = 3\nout_s = 5\npause_s = 1", "breath", 36.0, 1),
    ],
)
def test_a_dose_is_a_number_of_rounds_of_some_seconds(
    text: str, unit: str, round_s: float, rounds: int
) -> None:
    found = plan_for(parse_text(make_dosed_text(text)), Side.LEFT).dose
    assert (found.unit, found.round_s, found.rounds, found.goal) == (unit, round_s, rounds, rounds)


def test_repetitions_over_all_sets_are_the_goal() -> None:
    found = plan_for(parse_text(make_raises(dose="reps = 12\nsets = 3")), Side.LEFT).dose
    assert (found.round_s, found.rounds, found.round_reps, found.goal) == (0.0, 3, 12, 36)


def test_a_release_is_a_hold_of_its_least_time_on_every_spot() -> None:
    text = make_dosed_text("release = { start = [5, 7], goal = 2, least_s = 25, spots = 3 }")
    ask = '[[ask]]\nkind = "pain"\nquestion = "How strong is it now?"'
    plan = plan_for(parse_text(f"{text}\n{ask}"), Side.LEFT)
    assert (plan.dose.unit, plan.dose.round_s, plan.dose.rounds) == ("release", 25.0, 3)


@pytest.mark.parametrize(
    ("text", "at", "says"),
    [
        ("holds = 2", "[dose]", "Exactly one of hold_s, reps, breaths and release"),
        ("hold_s = 20\nbreaths = 5", "[dose]", "found hold_s, breaths"),
        ("breaths = 5\nholds = 2", "holds = 2", "goes only with hold_s"),
        ("hold_s = 4\nin_s = 5", "in_s = 5", "goes only with breaths"),
        ("breaths = 5\nat_least = true", "at_least = true", "goes only with hold_s"),
        ("hold_s = 4\nalternate = true", "alternate = true", "goes only with reps"),
        ("breaths = 5\nin_s = 1\nout_s = 1", "in_s = 1", "30 breaths a minute"),
        ("breaths = 5\nin_s = 60", "in_s = 60", "Write a number of at most 15"),
        ("hold_s = 4\nweeks = [4, 2]", "weeks = [4, 2]", "rising"),
        (
            "hold_s = 4\nprogress = { from = 5, to = 15 }",
            "progress = { from = 5, to = 15 }",
            "the dose lies between them",
        ),
        (
            "release = { start = [5, 7], goal = 6 }",
            "release = { start = [5, 7], goal = 6 }",
            "goal lies below it",
        ),
        (
            "release = { start = [5, 7], goal = 2 }",
            "release = { start = [5, 7], goal = 2 }",
            'kind = "pain"',
        ),
        ("reps = 5", "reps = 5", "[rep]: add that table"),
    ],
)  # fmt: skip
def test_a_dose_that_makes_no_sense_is_told(text: str, at: str, says: str) -> None:
    found = list_problems(make_dosed_text(text))
    assert any(line == at and says in message for line, message in found), found


def test_only_seconds_go_on_counting_beyond_the_dose() -> None:
    """A set of repetitions, of breaths or on a spot ends with the last of them."""
    dose = "reps = 4\nat_least = true"
    assert list_problems(make_raises(dose=dose)) == [
        ("at_least = true", '"at_least" goes only with hold_s.')
    ]


@pytest.mark.parametrize(
    ("rep", "at", "says"),
    [
        ('quantity = "rise"', "quantity =", 'mean "raise"?'),
        ("peak = [15, 90]", "peak =", "Start and peak overlap"),
        ("seconds = [9, 5]", "seconds =", "below the second"),
        ("seconds = [-1, 5]", "seconds =", "none below 0"),
    ],
)
def test_a_repetition_that_makes_no_sense_is_told(rep: str, at: str, says: str) -> None:
    found = list_problems(make_raises(rep))
    assert any(line.startswith(at) and says in message for line, message in found), found


@pytest.mark.parametrize(
    ("old", "new", "at", "says"),
    [
        ("reps = 4", "hold_s = 4", "[rep]", "give their number"),
        (
            'at = "rep-peak"',
            'at = "hold"',
            'at = "hold"',
            '"rep-start", "rep-peak" or "throughout"',
        ),
        ('at = "rep-peak"', 'at = "rep-peak"\nchange = "rate"', "quantity", "A speed has no ends"),
        ('at = "throughout"', 'at = "rep-peak"', "[rep]", "Nothing would count"),
        ('at = "throughout"', 'at = "throughout"\nchange = "rate"', "[rep]", "Nothing would count"),
    ],
)
def test_what_does_not_go_with_repetitions_is_told(old: str, new: str, at: str, says: str) -> None:
    found = list_problems(make_raises().replace(old, new, 1))
    assert any(line.startswith(at) and says in message for line, message in found), found


def test_the_ends_of_a_repetition_reach_as_far_as_its_tolerance() -> None:
    rule = plan_for(parse_text(make_raises()), Side.LEFT).rep
    assert rule is not None
    assert (rule.measures, rule.bottom, rule.low, rule.high) == (("raise",), 0.0, 30.0, 70.0)
    assert rule.least_range == 60.0
    assert (rule.try_at, rule.compute_share(50.0), rule.hysteresis) == (46.0, 0.5, 5.0)


def test_ends_that_the_tolerance_would_join_keep_a_third_of_the_way_between() -> None:
    rule = plan_for(parse_text(make_raises("peak = [35, 180]")), Side.LEFT).rep
    assert rule is not None
    assert (rule.low, rule.high) == (25.0, 30.0)


def test_a_quantity_that_falls_is_read_upside_down() -> None:
    high = 'title = "Arm too low"\ncue = "Up."\nquantity = "raise"\nbeyond = "high"\npriority = 3'
    text = make_raises(
        "start = [80, 180]\npeak = [0, 20]", faults=f'[[fault]]\nid = "high"\n{high}'
    )
    plan = plan_for(parse_text(text.replace("[80, 180]", "[0, 20]", 1)), Side.LEFT)
    assert plan.rep is not None
    assert {d.name: d.sign for d in plan.definitions}["raise"] == -1.0
    assert (plan.rep.low, plan.rep.high) == (-70.0, -30.0)
    (need,) = plan.find_fault("high").needs
    assert need.limits == (-30.0, float("inf"))
    assert plan.cues["raise"] == ("Up.", "Raise your left arm.")


def test_both_sides_drive_a_repetition_of_both() -> None:
    text = make_raises(sides='["both"]').replace('of = "work"', 'of = "each"')
    rule = plan_for(parse_text(text), Side.BOTH).rep
    assert rule is not None
    assert rule.measures == ("raise.left", "raise.right")


def test_what_is_wanted_at_an_end_is_no_need_of_the_whole() -> None:
    text = make_raises().replace('at = "throughout"', 'at = "rep-peak"') + LEVEL
    plan = plan_for(parse_text(text), Side.LEFT)
    assert plan.rep is not None
    assert [need.measure for need in plan.rep.at_peak] == ["bend"]
    assert [need.measure for need in plan.timed_phase.needs] == ["level"]
    assert plan.find_fault("elbow-bent").zone == "high"


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ('quantity = "bend"\nbeyond = "high"', "Either a quantity tells it, or a repetition"),
        ("within_s = 1.0", "go together"),
    ],
)
def test_a_fault_told_by_a_repetition_has_nothing_else(more: str, says: str) -> None:
    found = list_problems(make_raises(faults=f"{PARTIAL}{more}"))
    assert any(says in message for _, message in found), found


def test_a_fault_of_repetitions_needs_some_and_no_two_tell_the_same() -> None:
    assert any("only with [rep]" in message for _, message in list_problems(f"{TINY}{PARTIAL}"))
    twice = make_raises(faults=f"{PARTIAL}{PARTIAL.replace('too-low', 'too-low-too')}")
    assert any('"partial" is there twice' in message for _, message in list_problems(twice))
    short = make_raises(faults=PARTIAL.replace('"partial"', '"short"'))
    assert any("needs dose.rep_hold_s" in message for _, message in list_problems(short))


def test_sides_that_take_turns_are_two_sides() -> None:
    text = make_raises(dose="reps = 4\nalternate = true", sides='["both"]')
    text = text.replace('of = "work"', 'of = "each"')
    assert any("take turns" in message for _, message in list_problems(text))
    parse_text(make_raises(dose="reps = 4\nalternate = true"))


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        ('answers = ["yes"]', "at least two answers"),
        ('kind = "pain"\nanswers = ["yes", "no"]', "has its own answers"),
        ('kind = "pain"', "only with dose.release"),
        ('kind = "ready"\nanswers = ["yes", "no"]', "has its own answers"),
        ('kind = "ready"\nat_s = 5', "before the start"),
        ('answers = ["a", "b"]\nat_s = 0', "The hold is too short for that"),
        ('answers = ["a", "b"]\nreplies = { a = "No\\u001b[31m." }', "without control characters"),
        (
            'answers = ["a", "b"]\nreplies = { "a\\u001b[31m" = "No." }',
            "without control characters",
        ),
        ('answers = ["yes", "no"]\nreplies = { maybe = "Hm." }', "not one of its answers"),
        ('kind = "pain"\nreplies = { "11" = "Ease off." }', "not one of its answers"),
        ('answers = ["no", "in my {side} arm"]', 'leave out "{side}"'),
    ],
)
def test_a_question_that_makes_no_sense_is_told(ask: str, says: str) -> None:
    found = list_problems(f'{TINY}[[ask]]\nquestion = "Does it hurt?"\n{ask}')
    assert any(says in message for _, message in found), found


@pytest.mark.parametrize("dose", ["hold_s = 20", "breaths = 2"])
def test_a_question_of_the_hold_leaves_time_to_answer_it(dose: str) -> None:
    ask = '[[ask]]\nquestion = "Where is it?"\nanswers = ["a", "b"]\nat_s = '
    parse_text(f"{make_dosed_text(dose)}{ask}5")
    assert list_problems(f"{make_dosed_text(dose)}{ask}5.5") == [
        ("at_s = 5.5", "That leaves no time to ask and answer it in the hold: write at most 5.")
    ]


@pytest.mark.parametrize(
    "text",
    [
        make_raises(),
        make_dosed_text("release = { start = [5, 7], goal = 2 }")
        + '[[ask]]\nkind = "pain"\nquestion = "How strong is it now?"\n',
    ],
)
def test_a_question_of_the_hold_goes_only_with_a_hold(text: str) -> None:
    ask = '[[ask]]\nquestion = "Where is it?"\nanswers = ["a", "b"]\nat_s = 1'
    assert list_problems(f"{text}{ask}") == [
        ("at_s = 1", "It goes only with hold_s or breaths: without it, it is asked at the end.")
    ]


def test_a_question_for_pain_is_told_once_when_it_goes() -> None:
    ask = '[[ask]]\nquestion = "How strong is it?"\nkind = "pain"\nat_s = 5'
    release = make_dosed_text("release = { start = [5, 7], goal = 2 }")
    assert list_problems(f"{TINY}{ask}") == [('kind = "pain"', "It goes only with dose.release.")]
    assert list_problems(f"{release}{ask}") == [
        ("at_s = 5", 'kind = "pain" is asked as often as dose.release says.')
    ]


@pytest.mark.parametrize("of", ["work", "each"])
def test_what_a_repetition_leaves_on_its_way_is_not_wanted_throughout(of: str) -> None:
    """A regression: perfect repetitions did not count, and no reason was given."""
    low = LEVEL.replace('"trunk_incl"', f'"shoulder_elevation"\nof = "{of}"')
    assert list_problems(make_raises() + low) == [
        ('at = "throughout"', 'Every repetition leaves this target: see start and peak of "raise".')
    ]
    parse_text(make_raises() + low.replace("[0, 30]", "[0, 180]"))
    parse_text(make_raises() + low.replace(f'"{of}"', '"other"'))


def test_a_fault_of_the_peak_is_over_with_the_longest_repetition() -> None:
    bent = PARTIAL.replace('rep = "partial"', 'quantity = "raise"\nbeyond = "low"\nfor_s = 25')
    rep = "seconds = [0.8, 20]"
    assert list_problems(make_raises(rep, faults=bent)) == [
        ("for_s = 25", "A repetition is over after 24 s: write less than that.")
    ]
    parse_text(make_raises(rep, faults=bent.replace("25", "23")))
    parse_text(
        make_raises(rep, faults=bent.replace('"raise"\nbeyond = "low"', '"bend"\nbeyond = "high"'))
    )


@pytest.mark.parametrize(
    ("target", "beyond"),
    [("[5, 90]", "low"), ("[0, 180]", "high"), ("[90, 175]", "high"), ("[0, 175]", "either")],
)
def test_a_fault_that_no_body_can_have_is_told(target: str, beyond: str) -> None:
    """Beyond any possible value by more than the tolerance of 10 degrees."""
    text = TINY.replace("[0, 40]", target).replace('beyond = "high"', f'beyond = "{beyond}"')
    assert list_problems(text) == [
        (f'beyond = "{beyond}"', 'No value is so far beyond the target of "bend".')
    ]
    parse_text(text.replace(target, "[15, 165]"))


def test_a_way_back_is_a_drop_only_where_a_slower_one_fits_into_the_repetition() -> None:
    drop = PARTIAL.replace('"partial"', '"drop"\nwithin_s = ')
    dose = "reps = 4\nrep_hold_s = 5"
    assert list_problems(
        make_raises(dose=dose, faults=drop.replace("within_s = ", "within_s = 15"))
    ) == [
        (
            "within_s = 15",
            "Nearly every way back would be a drop: write less than 15 s, see [rep] seconds.",
        )
    ]
    parse_text(make_raises(dose=dose, faults=drop.replace("within_s = ", "within_s = 14")))
    parse_text(
        make_raises("seconds = [1, inf]", faults=drop.replace("within_s = ", "within_s = 60"))
    )
