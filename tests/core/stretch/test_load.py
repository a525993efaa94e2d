"""A spec file is accepted as a whole or rejected with every problem at its line."""

import pickle
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.core.body import Side
from formcheck.core.stretch import SpecError, parse_spec, plan_for
from formcheck.core.stretch.problems import find_line
from tests.core.stretch.tiny import DRIFT, LEVEL, SET_UP, TINY, UNSEEN, make_raises
from tests.paths import ROOT

READY_YES = """
[[ask]]
kind = "ready"
question = "Is the ball in place?"
replies = { yes = "Press it into the wall." }

"""
BENT_UNSEEN = UNSEEN.replace("breath", "elbow-bent")
SAME_BENT = """
[[fault]]
id = "bent-too"
title = "Elbow not straight"
cue = "Make your arm long."
quantity = "bend"
beyond = "high"
priority = 3
"""
CHOICE = """
[[ask]]
question = "Where is it?"
answers = """
RATIO = 'since = "start"\nchange = "ratio"'
PLAIN_PHASE = """
[[phase]]
id = "reach"
say = "Reach up."
[[phase]]
"""

MORE_PHASES = """id = "further"
say = "Reach further."
[[phase]]"""
EASES_LATE = "release = { start = [4, 6], goal = 2, least_s = 60, most_s = 30 }"

SPECS = sorted((ROOT / "stretch_specs").glob("*.toml"))
GOOD = next(p for p in SPECS if p.stem == "overhead-lat-stretch").read_text()


def list_problems(text: str) -> list[tuple[str, str]]:
    with pytest.raises(SpecError) as caught:
        parse_spec(text, "x.toml")
    lines = text.splitlines()
    return [(lines[p.line - 1].strip(), p.message) for p in caught.value.problems]


def test_a_key_with_control_characters_is_told_in_one_line() -> None:
    with pytest.raises(SpecError) as caught:
        parse_spec('"a\\u001b[31m\\nb" = 1\n' + TINY, "x.toml")
    (problem,) = caught.value.problems
    shown = r"a\u001b[31m\nb"
    assert problem.path == shown
    assert problem.message.startswith(f'"{shown}" is not a key')


@pytest.mark.parametrize("path", SPECS, ids=lambda p: p.stem)
def test_every_shipped_spec_is_clean_and_named_like_its_file(path: Path) -> None:
    spec = parse_spec(path.read_text(), path.name)
    assert spec.id == path.stem
    for side in spec.sides:
        plan = plan_for(spec, side)
        assert plan.start_needs
        assert plan.timed_phase.needs or plan.rep is not None
        said = [plan.spec.view.say, *(p.say for p in plan.phases), *(f.cue for f in plan.faults)]
        assert "{" not in "".join([*said, *(low + high for low, high in plan.cues.values())])


@pytest.mark.parametrize("path", SPECS, ids=lambda p: p.stem)
def test_every_shipped_cue_is_short_and_calm(path: Path) -> None:
    spec = parse_spec(path.read_text(), path.name)
    of_quantities = [cue for q in spec.quantity.values() for cue in (q.low, q.high) if cue]
    for cue in [*of_quantities, *(fault.cue for fault in spec.fault)]:
        assert len(cue.split()) <= 10
        assert cue.endswith(".")
        assert "!" not in cue


@pytest.mark.parametrize("path", SPECS, ids=lambda p: p.stem)
def test_no_shipped_repetition_has_a_cue_for_going_too_far_that_no_fault_says(path: Path) -> None:
    spec = parse_spec(path.read_text(), path.name)
    if spec.rep is not None:
        far = "low" if spec.rep.falls else "high"
        faults = {f.beyond for f in spec.fault if f.quantity == spec.rep.quantity}
        assert getattr(spec.quantity[spec.rep.quantity], far) is None or far in faults


def test_all_problems_are_told_at_once_each_at_its_line() -> None:
    text = GOOD.replace('"head_pitch"', '"head_pitsh"')
    text = text.replace('title = "Elbow too low"', 'tittle = "Elbow too low"')
    text = text.replace("hold_s = 20", "hold_s = -1")
    found = list_problems(text)
    assert (
        'measure = "head_pitsh"',
        '"head_pitsh" is not a measure. Did you mean "head_pitch"?',
    ) in found
    assert any(line.startswith("tittle") and 'Did you mean "title"?' in m for line, m in found)
    assert any(line == "hold_s = -1" for line, _ in found)
    assert len(found) == 4  # the misspelt title is also missing


def test_it_is_told_where_problems_of_form_may_hide_others() -> None:
    text = TINY.replace('quantity = "bend"', 'quantity = "bnd"')
    misspelt = text.replace("hold_s = 4", "hold = 4")
    for whole, ends in (
        (text, "1 problem in x.toml"),
        (misspelt, "1 problem in x.toml\nThere may be more once this is mended."),
        (f"extra = 1\n{misspelt}", "x.toml\nThere may be more once these are mended."),
        (text.replace("[0, 40]", "[0, nan]"), "There may be more once this is mended."),
        (text.replace("format = 3", "format = 2"), "There may be more once this is mended."),
        (text.replace("format = 3", "format = 4"), "update this one.\n1 problem in x.toml"),
    ):
        with pytest.raises(SpecError) as caught:
            parse_spec(whole, "x.toml")
        assert str(caught.value).endswith(ends)
        assert caught.value.may_be_more == ("more" in ends)
        assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ('setup = ["one", # "no"\n  "two", "thr\\"ee",\n# "no"\n  \'four\']', [1, 2, 2, 4, 1]),
        ("setup = [\n]\nunseen = ['one',\n'two']", [1, 1]),
        ('setup = [\n{ a = "b",\n c = "d" }]', [1, 1]),
    ],
)
def test_a_text_in_a_list_is_told_at_its_own_line(text: str, row: list[int]) -> None:
    assert [find_line(text, ("setup", place)) for place in range(len(row))] == row


def test_broken_toml_names_its_line() -> None:
    found = list_problems(GOOD.replace('id = "overhead-lat-stretch"', "id = overhead"))
    assert [line for line, _ in found] == ["id = overhead"]


def test_a_file_of_format_1_is_told_once_how_to_carry_it_over() -> None:
    old = TINY.replace("format = 3", "format = 1").replace("[start]", "[neutral]")
    ((line, message),) = list_problems(old)
    assert line == "format = 1"
    assert "[neutral] becomes [start]" in message


def test_a_file_of_a_newer_format_is_told_to_be_that_and_nothing_else() -> None:
    new = TINY.replace("format = 3", "format = 4").replace("[start]", "[begin]")
    told = "Format 4 is of a newer formcheck: update this one."
    assert list_problems(new) == [("format = 4", told)]


OF_FORMAT_2 = (
    ("format = 3", "format = 2"),
    ('unseen = ["The effort."]', 'blind = ["The effort."]'),
    ('quantity = "raise"', 'driver = "raise"'),
    ("start = [0, 20]", "near = [0, 20]"),
    ("peak = [80, 180]", "far = [80, 180]"),
    ("try_from = 0.5", "partial = 0.5"),
    ('at = "rep-peak"', 'at = "far"'),
    ('at = "rep-start"', 'at = "near"'),
    ("absolute = true", "size = true"),
)


def test_a_file_of_format_2_is_told_each_word_to_write_instead_at_its_line() -> None:
    new = make_raises("try_from = 0.5").replace('"throughout"', '"rep-start"\nabsolute = true')
    new += LEVEL
    old = new
    for now, before in OF_FORMAT_2:
        assert now in old
        old = old.replace(now, before)
    parse_spec(new, "x.toml")
    told = dict(list_problems(old))
    assert told.keys() == {before for _, before in OF_FORMAT_2}
    assert told["far = [80, 180]"] == 'Write "peak" instead of "far".'
    assert told['at = "far"'] == 'Write "rep-peak" instead of "far".'


OTHER_BEND = """[quantity.straight]
measure = "elbow_flexion"
of = "work"
target = [90, 120]
tolerance = 10
at = "hold"
source = "a test"
confidence = "low"

"""


@pytest.mark.parametrize(
    "text", ["format = 2\nrep = 3\nquantity = 4", "format = 2\n[quantity]\nx = 1"]
)
def test_an_old_file_of_another_shape_is_told_its_format(text: str) -> None:
    assert [line for line, _ in list_problems(text)] == ["format = 2"]


@pytest.mark.parametrize(
    ("old", "new", "at", "says"),
    [
        ("timed = true", "timed = false", "[[phase]]", "Exactly one phase is timed"),
        ("timed = true", "timed = true\nset_up = true", "[[phase]]", "either timed or the set-up"),
        ('of = "work"\n', "", "[quantity.raise]", "has two sides"),
        ('"shoulder_elevation"\nof', '"trunk_incl"\nof', "of =", "belongs to the whole body"),
        ('quantity = "bend"', 'quantity = "bnd"', "quantity =", 'mean "bend"?'),
        ('quantity = "bend"\n', "", "[[fault]]", "Either a quantity tells it"),
        ('beyond = "high"\n', "", "[[fault]]", "quantity and beyond go together"),
        ("target = [0, 40]", "target = [0, inf]", "beyond", "has no such end"),
        ("target = [0, 40]", "target = [-inf, inf]", "target", "has an end at least"),
        ("target = [0, 40]", "target = [40, 0]", "target", "below the second"),
        ("target = [0, 40]", "target = [0, 400]", "target", "No angle is beyond 180"),
        ("[[phase]]", f"{OTHER_BEND}[[phase]]", "target", "never fits together with that"),
        ("target = [0, 40]", "target = [-40, -5]\nabsolute = true", "target", "is below 0"),
        ("target = [0, 40]", "target = [-60, -45]", "target", '"elbow_flexion" is never below 0'),
        ("_elevation = [0, 30]", "_elevation = [200, 300]", "need", "No angle is beyond 180"),
        ("_elevation = [0, 30]", "_elevation = [-9, -5]", "need", "is never below 0"),
        ('beyond = "high"', 'beyond = "high"\nfor_s = 5', "for_s", "The hold is over after 4 s"),
        ('beyond = "high"', 'beyond = "low"', "beyond", "No value is so far beyond the "),
        ("[[phase]]", f"{OTHER_BEND.replace('work', 'each')}[[phase]]", "target", "fits together"),
        ('beyond = "high"', 'beyond = "high"\nsides = "one"', "sides", "only with a quantity of"),
        ("timed = true", 'timed = true\nright = ["bend"]', "right", "only with set_up = true."),
        ("[[fault]]", f"{SAME_BENT}[[fault]]", "quantity =", '"bent-too" tells just the same'),
        ("hold_s = 4", "reps = 4\nalternate = true", "alternate", "Sides that take turns"),
        ('at = "hold"', f'at = "hold"\n{RATIO}', "change", "A ratio needs a length"),
        ('"shoulder_elevation"\nof', f'"hand_height"\n{RATIO}\nof', "change", "needs a length"),
        ('"elbow_flexion"\nof = "work"', '"speed"\nchange = "rate"', "change", "a change itself"),
        ('"elbow_flexion"\nof = "work"', '"speed"\nsince = "start"', "since", "a change itself"),
        ("{side} arm.", "{arm: a|b} arm.", "low", '"{arm: a|b}" is not known: only {side}, {oth'),
        ("tolerance = 10", "tolerance = inf", "tolerance", "a finite number; found inf"),
        ("hold_s = 4", "hold_s = 4\nprogress = { from = 2, to = inf }", "progress", "finite"),
        ('at = "hold"', 'at = "rep-peak"', "at =", "only with [rep]"),
        ('at = "hold"', 'at = "hold"\nsince = "start"', "since", "Say how it is compared"),
        ('at = "hold"', 'at = "hold"\nchange = "ratio"', "change", "Give since"),
        ('"elbow_flexion"', '"wrist_drift"', "[quantity.bend]", "give since"),
        ("shoulder_elevation = [0", "speed = [0", "need", "The start is a pose"),
        ('["left", "right"]', '["both"]', "of =", "Both sides work"),
        ('["left", "right"]', '["both", "left"]', "sides", 'Either ["both"]'),
        ('["left", "right"]', '["left", "left"]', "sides", "Each side is given once"),
        ('["left", "right"]', '["both"]', "setup", 'leave "{side}"'),
        ('["left", "right"]', '["both"]', "low", 'leave "{side}"'),
        ("{side} arm to", "{sdie} arm to", "setup", "{other_side} or {a|b} may stand in braces."),
        ("[[phase]]", PLAIN_PHASE, "[[phase]]", "set_up = true, or put what it says into setup."),
        ('title = "Arm out"', 'title = " "', "title", "Write 1 or more letters"),
        ("[[fault]]", f"{READY_YES}[[fault]]", "replies", '"yes" starts the countdown'),
        ("[[phase]]", f"{UNSEEN}{UNSEEN}[[phase]]", "id", '"breath" is there twice'),
        ("[[phase]]", f"{BENT_UNSEEN}[[phase]]", "id", '"elbow-bent" is a [[fault]] already'),
        ("[[phase]]", f"{PLAIN_PHASE}{MORE_PHASES}", "[[phase]]", "There are two phases at most"),
        ("hold_s = 4", EASES_LATE, "release", "most_s is at least least_s."),
        ("[[phase]]", f'{CHOICE}["yes", "yes "]\n[[phase]]', "answers", "Each answer is given"),
        ("[[phase]]", f'{CHOICE}["yes", " "]\n[[phase]]', "answers", "Write 1 or more letters"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_told(old: str, new: str, at: str, says: str) -> None:
    assert old in TINY
    text = TINY.replace('["left", "right"]', '["left"]') if "alternate" in new else TINY
    found = list_problems(text.replace(old, new, 1))
    assert any(line.startswith(at) and says in message for line, message in found), found


SIDELESS = (
    "title",
    "about",
    "targets",
    "equipment",
    "sources",
    "reviewed_by",
    "unseen",
    "aka",
)


@pytest.mark.parametrize("words", ["{side}", "{other_side}", "{left|right}"])
def test_a_text_of_no_side_has_no_words_for_one(words: str) -> None:
    text = re.sub(
        rf'^({"|".join(SIDELESS)}) = (\[?)"', rf'\1 = \2"The {words} ', TINY, flags=re.MULTILINE
    )
    text = text.replace('source = "', f'source = "The {words} ')
    text += UNSEEN.replace('title = "', f'title = "The {words} ').replace(
        'why = "', f'why = "{words} '
    )
    found = list_problems(text.replace("format = 3", f'format = 3\naka = ["{words}"]'))
    assert {message for _, message in found} == {
        'This text is about both sides: leave out "{side}".'
    }
    assert len(found) == 11


def test_a_stretch_of_both_sides_has_no_words_for_one() -> None:
    both = make_raises(sides='["both"]').replace('of = "work"', 'of = "each"')
    parse_spec(both, "arm-raises.toml")
    (told,) = list_problems(both.replace("your arm.", "your {left|right} arm.", 1))
    assert '"{a|b}" out' in told[1]


TWIST = LEVEL.replace('"trunk_incl"', '"trunk_twist"\nof = "each"')


@pytest.mark.parametrize("target", ["[20, 50]", "[0, 30]"])
def test_a_turn_is_not_wanted_of_both_sides_at_once(target: str) -> None:
    """40 degrees to the left are -40 to the right."""
    told = [('of = "each"', 'A turn goes to one side: say of = "work", or absolute = true.')]
    text = make_raises() + TWIST.replace("[0, 30]", target)
    assert list_problems(text) == told
    for symmetric in ("[-30, 30]", "[0, 30]\nabsolute = true"):
        parse_spec(make_raises() + TWIST.replace("[0, 30]", symmetric), "x.toml")


@pytest.mark.parametrize("of", ["each", "work"])
def test_where_both_sides_work_a_turn_has_no_side(of: str) -> None:
    both = make_raises(sides='["both"]').replace('of = "work"', 'of = "each"')
    ((_, message),) = list_problems(both + TWIST.replace("each", of))
    assert (
        message == 'A turn goes to one side: write sides = ["left", "right"], or absolute = true.'
    )


def test_a_repetition_of_a_turn_is_not_the_mean_of_both_sides() -> None:
    turn = TWIST.replace("[0, 30]", "[-90, 90]").replace("throughout", "rep-peak") + LEVEL
    text = make_raises('quantity = "twist"') + turn.replace("quantity.level", "quantity.twist", 1)
    assert [message for _, message in list_problems(text)] == [
        'A turn goes to one side: say of = "work", or absolute = true.'
    ]
    parse_spec(text.replace('of = "each"', 'of = "work"'), "x.toml")


def test_a_repetition_that_could_never_count_is_refused() -> None:
    raised, text = 'at = "rep-peak"', make_raises() + LEVEL
    parse_spec(text, "x.toml")
    told = ('at = "throughout"', 'It goes from start to peak: write "rep-peak".')
    assert list_problems(text.replace(raised, 'at = "throughout"')) == [told]
    parse_spec(text.replace(raised, 'at = "throughout"').replace("[80, 180]", "[0, 180]", 1), "x")
    parse_spec(make_raises(dose="reps = 4\nrep_hold_s = 20"), "x.toml")
    assert list_problems(make_raises(dose="reps = 4\nrep_hold_s = 21")) == [
        ("rep_hold_s = 21", "It is longer than a whole repetition, see [rep] seconds.")
    ]


TEMPO = """
[[fault]]
id = "tempo"
title = "Tempo wrong"
cue = "Find your pace."
rep = "{rep}"
priority = 3
"""


@pytest.mark.parametrize(
    ("rep", "seconds", "says"),
    [
        ("fast", "[0, 20]", "Nothing is too fast: give [rep] seconds a least above 0."),
        ("slow", "[1, inf]", "Nothing is too slow: give [rep] seconds a finite most."),
    ],
)
def test_a_tempo_that_is_never_wrong_has_no_fault(rep: str, seconds: str, says: str) -> None:
    fault = TEMPO.format(rep=rep)
    assert list_problems(make_raises(f"seconds = {seconds}", faults=fault)) == [
        (f'rep = "{rep}"', says)
    ]
    parse_spec(make_raises("seconds = [1, 20]", faults=fault), "x.toml")


@pytest.mark.parametrize(
    ("peak", "says"),
    [
        ("[200, 300]", "No angle is beyond 180 degrees."),
        ("[30, 60]", 'It never fits together with the target of "raise".'),
    ],
)
def test_a_peak_that_is_never_right_is_refused(peak: str, says: str) -> None:
    told = list_problems(make_raises(f"peak = {peak}"))
    assert (f"peak = {peak}", says) in told


def test_where_both_sides_work_neither_is_nearer_the_camera() -> None:
    both = make_raises(sides='["both"]').replace('"work"', '"each"')
    parse_spec(both, "x.toml")
    row = 'near_side = "work"'
    assert list_problems(both.replace("[view]", f"[view]\n{row}")) == [
        (row, 'Both sides work, so neither is meant: write "any".')
    ]


def test_a_ratio_of_a_length_is_taken() -> None:
    gap = f'"ear_shoulder_gap"\n{RATIO}\n'
    parse_spec(TINY.replace('"elbow_flexion"\n', gap), "x.toml")


def test_a_hold_of_which_only_movement_is_judged_is_refused() -> None:
    text = TINY.replace('shoulder_elevation"\nof', 'speed"\nof', 1)
    moving = text.replace('"elbow_flexion"\n', '"elbow_flexion"\nchange = "rate"\n')
    assert any("Nothing would count" in message for _, message in list_problems(moving))


@pytest.mark.parametrize(
    ("old", "new", "at", "says"),
    [
        ("format = 3", 'format = "3"', "format", '"3" is not allowed here; write 3.'),
        ("target = [0, 40]", 'target = ["0 deg", 40]', "target", "without quotes or a unit"),
        ("target = [0, 40]", "target = [40]", "target", "Write two numbers, [low, high]"),
        ("target = [0, 40]", "target = [0, 20, 40]", "target", "Write two numbers, [low, high]"),
        ("target = [0, 40]", "target = 40", "target", "Write a list in square brackets; found 40."),
        ("tolerance = 10", "tolerance = -1", "tolerance", "Write a number above 0; found -1."),
        ("priority = 2", "priority = 5", "priority", "Write a number of at most 4; found 5."),
        ("hold_s = 4", "hold_s = -4", "hold_s", "Write a number of at least 0; found -4."),
        ("priority = 2", "priority = 1.5", "priority", "Write a whole number; found 1.5."),
        ("timed = true", 'timed = "maybe"', "timed", 'Write true or false; found "maybe".'),
        ("timed = true", 'timed = "yes"', "timed", 'Write true or false; found "yes".'),
        ("timed = true", "timed = 1", "timed", "Write true or false; found 1."),
        ("tolerance = 10", 'tolerance = "10"', "tolerance", 'or a unit; found "10".'),
        ("tolerance = 10", "tolerance = true", "tolerance", "a unit; found true."),
        ("target = [0, 40]", 'target = ["0", 40]', "target", 'or a unit; found "0".'),
        ("hold_s = 4", 'hold_s = 4\nholds = "2"', "holds", 'Write a whole number; found "2".'),
        ("hold_s = 4", "hold_s = 4\nholds = true", "holds", "Write a whole number; found true."),
        ("hold_s = 4", 'hold_s = "4"', "hold_s", 'without quotes or a unit; found "4".'),
        ('title = "Arm out"', "title = 4", "title", "Write a text in quotes; found 4."),
        ('beyond = "high"', 'beyond = "up"', "beyond", 'write "low", "high" or "either".'),
        ('camera = "front"', 'camera = "frnt"', "camera", 'Did you mean "front"?'),
        ("timed = true", "", "[[phase]]", "Exactly one phase is timed, the last."),
        ('["left", "right"]', '["Left"]', "sides", 'write "left", "right" or "both".'),
        ('cue = "Str', f'cue = "{"Up. " * 12}Str', "cue", "60 letters at most, not 68"),
        ('id = "arm-out"', f'id = "{"a" * 51}"', "id", "50 letters at most, not 51"),
        ("[quantity.bend]", f"[quantity.{'a' * 51}]", "[q", "50 letters at most, not 51"),
        ("timed = true", "timed = True", "timed", "true and false are lower-case"),
        ('["deltoid"]', "[]", "targets", "Write 1 or more entries; found []."),
        ("[[fault]]", "[fault]", "[fault]", "Write [[fault]], in two pairs of brackets."),
        ("hold_s = 4", "release = true", "release", "Write a table, { key = value }; found true."),
        ("hold_s = 4", "hold_s = 4\nprogress = [2, 8]", "progress", "Write a table, { key ="),
        ("[view]", "[[view]]", "[[view]]", "Write [view], in one pair of brackets."),
        ("[quantity.bend]", "[[quantity.bend]]", "[[q", "Write [quantity.bend], in one pair"),
        ('title = "Arm out"', "title = “Arm out”", "title", "Typographic quotes"),
        ('title = "Arm out"', "title = Arm out", "title", "a text stands in quotes"),
        ('title = "Arm out"', 'title = "Arm out', "title", "no closing quote"),
        ('title = "Arm out"', 'title: "Arm out"', "title", "no = after the key"),
        ("tolerance = 10", "tolerance = 10,5", "tolerance", "decimals have a point"),
        ("need = {", "need = {\n", "need = {", "a table in curly brackets stands on one line"),
        ('["made for', r'["C:\Users', "sources", r"write / or \\ instead"),
        ('["made for', r'["C:\Windows', "sources", r"write / or \\ instead"),
        ("[quantity.bend]", "[quantity.my bend]", "[q", "its name has a space: write a hyphen."),
        ("[[fault]]", "[[fault ]", "[[fault ]", "The heading lacks its closing bracket"),
    ],
)  # fmt: skip
def test_what_is_written_wrongly_is_told_alone_and_in_plain_words(
    old: str, new: str, at: str, says: str
) -> None:
    assert old in TINY
    ((line, message),) = list_problems(TINY.replace(old, new, 1))
    assert line.startswith(at)
    assert says in message
    assert not re.search("tuple|dictionary|instance|pars|Input", message)


REMARK = 'about = "No # remark, no ] end, it\'s a [text." # [ "'


@pytest.mark.parametrize(
    ("rows", "at", "says"),
    [
        (['a = """x"""', "b = [", '  "one",', "# ]"], "b = [", "mend this line first"),
        (["a = [", "  [1, 2],", "  { b = ["], "{ b = [", "mend this line first"),
        ([REMARK, "targets = ["], "targets = [", "mend this line first"),
        (['a = """x"""', 'b = """x', "c = 1"], 'b = """x', "The text has no closing quotes."),
        (["a = '''x'''", "b = '''x", "c = 1"], "b = '''x", "The text has no closing quotes."),
        ([REMARK, 'b = "x'], 'b = "x', "mend this line first"),
        (
            [REMARK, "title"],
            "title",
            "no = after the key. The file can't be read as TOML; mend this",
        ),
        (["a = [1, 2", "[view]", "b = 1"], "[view]", "mend this line or the one above first"),
        (["a = [", '"x"', '"y"', "]"], '"y"', "lacks a comma or its closing bracket. The"),
        (["a = [", '"x",', "[view]", "b = 1"], "[view]", "this line or the one above"),
        ([REMARK, "a = [1 2]", "b = 1"], "a = [1 2]", "closing bracket. The file can't be"),
        ([REMARK, "a = [1 2]", "b = 1"], "a = [1 2]", "mend this line first"),
    ],
)
@pytest.mark.parametrize("end", ["", "\n", "\n\n", "\r\n"])
def test_what_is_left_open_is_told_at_the_line_that_opens_it_or_beside_it(
    rows: list[str], at: str, says: str, end: str
) -> None:
    ((line, message),) = list_problems("\n".join(["format = 3", *rows]) + end)
    assert line == at
    assert says in message


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        ('[view]\ncamera = "front"', 'view.camera = "up"', "view.camera"),
        ("tolerance = 10", "'tolerance' = -1", "'tolerance'"),
        ("tolerance = 10", '"tolerance" = -1', '"tolerance"'),
        ("[quantity.bend]", "[quantity.'bend']\nbelow = 1", "below"),
        ("[quantity.bend]", "[ quantity . bend ]\nbelow = 1", "below"),
        ("[[fault]]", "[[ fault ]]\nbelow = 1", "below"),
    ],
)
def test_a_key_written_in_another_way_is_told_at_its_line(old: str, new: str, at: str) -> None:
    assert old in TINY
    found = list_problems(TINY.replace(old, new, 1))
    assert any(line.startswith(at) for line, _ in found), found


DOTTED = """
view.camera = "front"
view.framing = "all"
'view'."say" = "Turn to face the camera."
quantity.bend = { measure = "x" }
quantity . 'raise' . tolerance = 10
quantity.raise.target = [0, "x"]
start.need.elbow = 1
[[fault]]
[[fault]]
id . x = 1
"""


@pytest.mark.parametrize(
    ("path", "row"),
    [
        (("view", "camera"), 2),
        (("view", "framing"), 3),
        (("view", "say"), 4),
        (("view", "height"), 2),
        (("quantity", "bend", "measure"), 5),
        (("quantity", "raise", "tolerance"), 6),
        (("quantity", "raise", "target", 1), 7),
        (("quantity", "raise", "of"), 6),
        (("start", "need", "elbow"), 8),
        (("start",), 8),
        (("fault", 0, "id"), 9),
        (("fault", 1), 10),
        (("fault", 1, "id"), 11),
        (("fault", 1, "cue"), 10),
        (("title",), 1),
    ],
)
def test_the_line_of_a_dotted_key_is_found(path: tuple[str | int, ...], row: int) -> None:
    assert find_line(DOTTED, path) == row


@pytest.mark.parametrize("text", ["", " \n", "# only a remark\n"])
def test_an_empty_file_is_told_once(text: str) -> None:
    with pytest.raises(SpecError, match="The file is empty: `formcheck spec new` writes one"):
        parse_spec(text, "x.toml")


def add_set_up(right: str = "") -> str:
    head, rest = TINY.split("[[phase]]", 1)
    return f"{head}{SET_UP}{right}\n[[phase]]{rest}{DRIFT}"


def test_what_counts_from_the_set_up_needs_one() -> None:
    assert any("No phase is the set-up" in message for _, message in list_problems(TINY + DRIFT))
    parse_spec(add_set_up(), "x.toml")
    ((_, says),) = list_problems(f'{add_set_up()}change = "difference"\n')
    assert says == '"wrist_drift" is a change itself: leave it out.'


@pytest.mark.parametrize("change", ['since = "start"\nchange = "difference"', 'change = "rate"'])
def test_a_set_up_that_nothing_tells_is_refused(change: str) -> None:
    """Such a set-up would be reached at once, wherever the person is."""
    one, both = (add_set_up().replace('at = "hold"', f'at = "hold"\n{change}', n) for n in (1, 2))
    told = "Nothing tells the set-up: want a quantity that is not a change."
    assert ("[[phase]]", told) in list_problems(both)
    parse_spec(one, "x.toml")


@pytest.mark.parametrize(
    ("right", "says"),
    [
        ('right = ["rais"]', 'mean "raise"?'),
        ('right = ["drift"]', "it can't tell it"),
        ('right = ["still"]', "these are movement alone"),
    ],
)
def test_what_tells_the_set_up_is_there_before_it(right: str, says: str) -> None:
    still = (
        LEVEL.replace("level", "still").replace("trunk_incl", "speed").replace("throughout", "hold")
    )
    assert any(says in message for _, message in list_problems(add_set_up(right) + still))


@pytest.mark.parametrize(
    ("right", "measures"), [("", ["raise", "bend"]), ('right = ["raise"]', ["raise"])]
)
def test_the_set_up_is_told_by_what_counts_from_no_moment(right: str, measures: list[str]) -> None:
    reach, hold = plan_for(parse_spec(add_set_up(right), "x.toml"), Side.LEFT).phases
    assert reach.set_up
    assert [need.measure for need in reach.needs] == measures
    assert [need.measure for need in hold.needs] == ["raise", "bend", "drift"]


@given(st.text(max_size=200))
def test_any_text_is_refused_in_words_and_never_crashes(text: str) -> None:
    with pytest.raises(SpecError) as caught:
        parse_spec(text, "x.toml")
    assert re.match(r"x\.toml:\d+  ", str(caught.value))


@given(st.integers(0, 200), st.sampled_from(["", "x = 1", "[[fault]]", "target = 'a'", "}"]))
def test_a_damaged_line_never_crashes_the_loader(number: int, row: str) -> None:
    rows = GOOD.splitlines()
    rows[number % len(rows)] = row
    with suppress(SpecError):
        assert parse_spec("\n".join(rows), "x.toml").id == "overhead-lat-stretch"


def list_hostile_texts() -> Iterator[tuple[str, str]]:
    too_deep = "x.toml:2  TOML\n    Tables and lists are nested too deeply."
    yield "format = 2\nx = " + "[" * 3000, too_deep
    yield "format = 2\nx = " + "{a = " * 3000, too_deep
    yield "[a]\nformat = " + "9" * 5000, "x.toml:2  TOML\n    A number has too many digits"
    yield "[dose]\nholds = 0x" + "f" * 5000, "x.toml:2  dose.holds\n    A number of more than"
    yield (
        "[[fault]]\n[[fault]]\nhold_s = nan",
        'x.toml:3  fault[1].hold_s\n    "nan" is not a number',
    )
    for many in ("[", '"""', "'''", '"', "'", "[\n", '"\\\n', "[]", '"""a"'):
        yield "a = 1\nb = [1,\n" + many * (60_000 // len(many)), "x.toml:"
    yield "a." * 5_000 + "a = 1", "nested too deeply"
    yield f'"a"{" " * 60_000}\nx = 1', "no = after the key"
    yield "#" * 100_000, "More than 64 KiB"
    yield "\n".join(f"k{number} = 1" for number in range(5000)), '"k0" is not a key'
    yield f'x = """\n[{" " * 20_000}\n"""', '"x" is not a key'


@pytest.mark.parametrize(("text", "words"), list(list_hostile_texts()), ids=range(19))
def test_a_hostile_text_is_refused_soon_at_its_line(text: str, words: str) -> None:
    begun_s = time.monotonic()
    with pytest.raises(SpecError) as caught:
        parse_spec(text, "x.toml")
    assert words in str(caught.value)
    assert len(str(caught.value)) < 100_000
    assert time.monotonic() - begun_s < 10
