"""Every shipped language translates everything, briefly, and nothing else."""

import ast
import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

import formcheck
from formcheck.core.body import Side
from formcheck.core.kinematics import MEASURES
from formcheck.core.language import DECIMAL, Words
from formcheck.core.posture import calibration, posture_texts
from formcheck.core.posture.posture_values import CalibrationRefusal, PostureState, SlouchReason
from formcheck.core.posture.rules import Suppression
from formcheck.core.session.cue_queue import SILENCE_S, estimate_speaking_s
from formcheck.core.session.measure_names import (
    AT_LEAST,
    AT_MOST,
    BETWEEN,
    RATE,
    SHARE,
    SINCE,
    name_measure,
)
from formcheck.core.session.session_values import Command, Halt, Light
from formcheck.core.stretch import Spec, plan_for, say_side
from formcheck.desktop import notification_texts
from formcheck.engine import judged, routine, session_warnings
from formcheck.library import catalogue
from formcheck.library.catalogue import find_bundled_dir, read_spec
from formcheck.library.languages import list_languages, load_words
from formcheck.output.report import scene
from formcheck.output.voice import voice_texts
from formcheck.store import remote_control, store_texts
from formcheck.ui.terminal import terminal_texts
from formcheck.ui.web import upload_texts
from formcheck.ui.window import window_texts
from formcheck.vision.video import video_texts
from tests.bodies import Body
from tests.core.session.live import PlayedSession, play
from tests.core.session.sentences import list_every_sentence
from tests.engine.sessions import Key, body_at, short_spec
from tests.listing import list_sentences
from tests.ui.web.page_texts import list_page_texts

PACKAGE = Path(formcheck.__file__).parent
OTHERS = [code for code in list_languages() if code != "en"]

CUE_LETTERS = 70
_TITLE_LETTERS = 50
_NAMED = re.compile(r"\{(\w+)(?::[^{}]*)?\}")
_NAMING = (
    "left {name}", "right {name}", "{name} to the left side", "{name} to the right side",
    "start", "set-up", "{value} degrees", "{value} trunk lengths/s", "{value} trunk lengths",
    "{value} shoulder widths", "{value} upper arm lengths", "{value} forearm lengths",
    "{value} thigh lengths", "{value} shin lengths", "{value} degrees/s",
    "{value} shoulder widths/s", "{value} upper arm lengths/s", "{value} forearm lengths/s",
    "{value} thigh lengths/s", "{value} shin lengths/s",
)  # fmt: skip
"""The parts that `describe_quantity` and `describe_band` combine."""
_TELLING = (
    "guard", "messages", "past", "picture", "site", "sitting_watch", "socket_handler",
    "stretch_handle", "worker",
)  # fmt: skip


def list_specs() -> list[Spec]:
    return [read_spec(path) for path in sorted(find_bundled_dir().glob("*.toml"))]


def list_server_sentences() -> set[str]:
    """Returns the sentences that the server sends in English and the page translates."""
    found: set[str] = set()
    for name in _TELLING:
        tree = ast.parse((PACKAGE / f"ui/web/{name}.py").read_text(encoding="utf-8"))
        said = [node for node in ast.walk(tree) if isinstance(node, ast.Assign | ast.Call)]
        written = [part for node in said for part in ast.walk(node)]
        found |= {str(p.value) for p in written if isinstance(p, ast.Constant)}
    return {text for text in found if re.fullmatch(r"[A-Z].* .*\.", text)}


def list_calibration_sentences() -> set[str]:
    """Returns the reasons for refusing a baseline, and the required sizes of a slouch."""
    return {*list_sentences(vars(calibration)), *CalibrationRefusal}


def list_warning_sentences() -> set[str]:
    """Returns the warnings about how far a result can be trusted, and the quantities in them."""
    found = {text for text in list_sentences(vars(session_warnings)) if isinstance(text, str)}
    parts = (
        AT_MOST,
        AT_LEAST,
        BETWEEN,
        RATE,
        SHARE,
        SINCE,
    )
    return {*found, *parts, *_NAMING, *map(name_measure, MEASURES)}


def list_stretch_sentences() -> set[str]:
    """Returns the messages about a stretch that does not exist or does not fit a programme."""
    found = {catalogue.NO_STRETCH, catalogue.NOT_COACHED, catalogue.MEANT_STRETCH}
    return {*found, catalogue.EITHER, routine.ONLY_ALONE}


def list_judged_sentences() -> set[str]:
    names = {judged._NAMES.get(measure, name_measure(measure)) for measure in MEASURES}
    return {judged.CHANGE, judged.SPEED, judged.OTHER_SIDE, *names}


def list_progress_sentences() -> set[str]:
    """Returns the progress texts of a side in the annotated video."""
    doses = [plan_for(spec, spec.sides[0]).dose for spec in list_specs()]
    counts = [(dose, done) for dose in doses for done in (0, dose.rounds, dose.goal)]
    return {dose.describe_progress(done, lambda text, **_: text) for dose, done in counts} - {""}


def list_keys() -> set[str]:
    return {
        DECIMAL,
        *list_every_sentence(list_specs()),
        *list_sentences(vars(window_texts)),
        *list_sentences(vars(scene)),
        *list_progress_sentences(),
        *list_sentences(vars(video_texts)),
        *list_sentences(vars(posture_texts)),
        *PostureState,
        *Suppression,
        *list_calibration_sentences(),
        *list_sentences(vars(notification_texts)),
        *list_sentences(vars(terminal_texts)),
        *list_sentences(vars(upload_texts)),
        *list_sentences(vars(store_texts)),
        *list_sentences(vars(voice_texts)),
        *list_server_sentences(),
        *list_judged_sentences(),
        *list_warning_sentences(),
        *list_stretch_sentences(),
        remote_control.WATCHED,
        *list_page_texts(),
    }


def list_cues(spec: Spec) -> set[str]:
    """Returns everything that is said during a stretch."""
    found = {spec.view.say, *(phase.say for phase in spec.phase)}
    found |= {fault.cue for fault in spec.fault} | {fault.cue for fault in spec.unseen_fault}
    found |= {text for q in spec.quantity.values() for text in (q.low, q.high) if text}
    return found | {reply for ask in spec.ask for reply in ask.replies.values()}


def test_there_is_a_language_besides_english() -> None:
    assert OTHERS


def test_sentences_of_every_source_are_found() -> None:
    assert list_every_sentence(list_specs())
    assert list_sentences(vars(window_texts))
    assert list_sentences(vars(video_texts))
    assert list_sentences(vars(posture_texts))
    assert list_calibration_sentences()
    assert list_sentences(vars(notification_texts))
    assert list_sentences(vars(terminal_texts))
    assert list_sentences(vars(upload_texts))
    assert list_sentences(vars(store_texts))
    assert list_sentences(vars(voice_texts))
    assert list_server_sentences()
    assert list_page_texts()


@pytest.mark.parametrize("code", OTHERS)
def test_every_sentence_is_translated(code: str) -> None:
    missing = list_keys() - load_words(code).table.keys()
    assert not missing, sorted(missing)


@pytest.mark.parametrize("code", OTHERS)
def test_no_translation_is_left_over(code: str) -> None:
    left_over = load_words(code).table.keys() - list_keys()
    assert not left_over, sorted(left_over)


@pytest.mark.parametrize("code", OTHERS)
def test_every_value_of_a_sentence_is_in_its_translation(code: str) -> None:
    for english, said in load_words(code).table.items():
        sides = {"side", "other_side"}
        assert set(_NAMED.findall(said)) - sides == set(_NAMED.findall(english)) - sides, english
        rest = re.sub(r"\{[^{}|]*\|[^{}|]*\}", "", _NAMED.sub("", said))
        assert not set("{}|") & set(rest), english


@pytest.mark.parametrize("code", OTHERS)
def test_nothing_is_translated_to_nothing(code: str) -> None:
    assert all(said.strip() == said != "" for said in load_words(code).table.values())


@pytest.mark.parametrize("code", OTHERS)
def test_a_sentence_ends_as_the_english_one_does(code: str) -> None:
    for english, said in load_words(code).table.items():
        assert has_same_ending(english, said), english
        assert "!" not in unicodedata.normalize("NFKC", said), english


_ENDINGS = {".": "。।", ":": ":", "?": "?؟;"}
"""Sentence endings of other scripts, by the English ones; Greek asks with ";". Full-width marks are
normalised first."""


def has_same_ending(english: str, said: str) -> bool:
    mark = english[-1]
    if mark not in ".:?…" or said[-1] == mark:
        return True
    return unicodedata.normalize("NFKC", said[-1]) in _ENDINGS.get(mark, "")


@pytest.mark.parametrize(
    ("english", "said", "alike"),
    [
        ("Step back.", "请后退。", True),
        ("Did it hurt?", "痛みはありましたか\uff1f", True),
        ("Did it hurt?", "Πόνεσε;", True),
        ("Next:", "次は\uff1a", True),
        ("Step back.", "请后退", False),
        ("Getting ready…", "请后退。", False),
        ("Did it hurt?", "Hat es wehgetan.", False),
        ("head forward", "头前伸", True),
    ],
)
def test_an_ending_is_compared_by_its_kind(english: str, said: str, *, alike: bool) -> None:
    assert has_same_ending(english, said) is alike


@pytest.mark.parametrize("code", OTHERS)
def test_cues_are_short_enough_to_be_said_in_time(code: str) -> None:
    words = load_words(code)
    for spec in list_specs():
        for cue in list_cues(spec):
            for side in spec.sides:
                said = words.sided(cue, side)
                assert len(said) <= CUE_LETTERS, said
                assert estimate_speaking_s(said) < SILENCE_S + 1.0, said
        assert all(len(words(fault.title)) <= _TITLE_LETTERS for fault in spec.fault)


@pytest.mark.parametrize("side", [Side.LEFT, Side.RIGHT])
def test_german_names_the_side_that_is_meant(side: Side) -> None:
    """As often as in English, and inflected: no English side stays in the sentence."""
    words = load_words("de")
    sided = [text for text in words.table if "side}" in text]
    assert sided
    for english in sided:
        meant = Counter(re.findall(r"\b(left|right)\b", say_side(mark_sides(english), side)))
        said = words.sided(english, side)
        assert said.count("{") == len(_NAMED.findall(english)) - sum(meant.values()), said
        assert len(re.findall(r"\blink", said)) == meant["left"], said
        assert len(re.findall(r"\brecht", said)) == meant["right"], said


def mark_sides(english: str) -> str:
    """Returns only the placeholders that name a side, so that "is left" is not taken for one."""
    return " ".join(re.findall(r"\{(?:other_)?side\}", english))


def test_german_says_nothing_in_english() -> None:
    """Identical sentences consist of numbers and names, or are loan-words."""
    same = {text for text, said in load_words("de").table.items() if text == said}
    loans = "Start|Videos|Pause|pause|Sofa|Normal|CSV"
    assert all(re.fullmatch(rf"(\{{\w+\}}|[\d\W]|min|h|s|in)*|{loans}", t) for t in same)


def test_german_names_no_side_where_one_may_lean_over_the_desk() -> None:
    leaning = posture_texts.REASON_WORDS[SlouchReason.LEANING]
    assert "Seite" not in load_words("de")(leaning)


def mark_sentences(spec: Spec) -> Words:
    """Returns a language in which every translatable sentence is put in brackets."""
    return Words("xx", {text: f"⟨{inflect_sides(text)}⟩" for text in list_every_sentence([spec])})


def inflect_sides(text: str) -> str:
    return text.replace("{side}", "{linke|rechte}").replace("{other_side}", "{rechte|linke}")


def list_texts(live: PlayedSession) -> set[str]:
    """Returns all texts of the session's screens, speech and result."""
    found: set[str] = set()
    for screen in live.screens:
        found |= {screen.headline, screen.instruction, screen.detail, screen.reply, *screen.unseen}
        found |= {sound.say for sound in screen.sounds} | {screen.step.plan.spec.title}
        found |= {text for check in screen.framing for text in (check.title, check.say)}
        if screen.question is not None:
            found |= {screen.question.text, *screen.question.answers}
    result = live.result
    return found | {*result.good, *result.watch} | {stretch.title for stretch in result.stretches}


def strip_translated(text: str) -> str:
    """Returns the text outside all brackets, without digits."""
    while text != (inner := re.sub(r"⟨[^⟨⟩]*⟩", "", text)):
        text = inner
    return re.sub(r"\d+", "", text)


_TWO_HOLDS = [
    Key(8.0),
    *(Key(t, left_deg=90) for t in (9.0, 16.0)),
    *(Key(t) for t in (17.0, 22.0)),
    *(Key(t, right_deg=90, bend_deg=70) for t in (23.0, 28.0)),
    *(Key(t, right_deg=90) for t in (29.0, 38.0)),
    Key(39.0),
]
_GONE = [Key(6.0), *(Key(t, left_deg=90) for t in (7.0, 60.0))]


def test_all_that_a_session_shows_and_says_is_in_the_list() -> None:
    spec = short_spec()
    words = mark_sentences(spec)

    def halted(t_s: float) -> Halt:
        return Halt.CAMERA if 3 < t_s < 4 else Halt.HIDDEN if 4 <= t_s < 5 else Halt.NONE

    def leaving(t_s: float) -> Body | None:
        return None if t_s < 2 or 12 < t_s < 20 else body_at(_GONE, t_s)

    lives = [
        play(_TWO_HOLDS, 75.0, words=words, answers={48.0: ("pain", "5")}),
        play(_TWO_HOLDS, 20.0, words=words, commands={9.0: Command.SIDE, 12.0: Command.PAUSE}),
        play(_TWO_HOLDS, 30.0, words=words, commands={14.0: Command.PAIN}),
        play(leaving, 30.0, words=words, halted=halted, hold_s=30.0, light=Light(20.0, 30.0)),
        play([Key(0.0)], 60.0, words=words, sides="left", sets=2),
    ]
    texts = set().union(*(list_texts(live) for live in lives))
    assert len(texts) > 40
    left = {text for text in texts if strip_translated(text)}
    assert not left, sorted(left)
    assert not {text for text in texts if set("{}|") & set(text)}
