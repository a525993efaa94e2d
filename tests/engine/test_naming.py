"""A film without a named stretch is named, cut into its stretches, or reported as unknown."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from formcheck.core.body import ImageSize
from formcheck.core.language import ENGLISH
from formcheck.core.session.programme import translate_spec
from formcheck.core.stretch import RepShortcoming
from formcheck.engine import naming, routine
from formcheck.engine.files import analyse_recording
from formcheck.engine.naming import RecognisedPart, name_stretches
from formcheck.engine.person import find_title
from formcheck.engine.routine import (
    OneStretch,
    Routine,
    count_in_order,
    judge_named,
    list_left_out,
)
from formcheck.library.catalogue import find_bundled_dir, load_spec
from formcheck.library.languages import load_words
from formcheck.output.report.console import capture_text
from formcheck.output.report.contract import RoutineResult, build_check_result, build_video_result
from formcheck.output.report.terminal import show_video
from formcheck.vision.pose.models import find_model
from formcheck.vision.pose.recording import DetectedFrame, Recording
from tests.engine.sessions import SIZE, session, short_spec, up_and_down
from tests.engine.test_crowd import shift
from tests.paths import SAMPLES
from tests.ui.web.browsing import THIN_FPS

needs_model = pytest.mark.skipif(find_model("full") is None, reason="the pose model is not built")
CLIPS = (
    "overhead-lat-stretch.good.left",
    "seated-twist.slump.left",
    "cable-doorway-rhomboid-stretch.good.both",
)


SeenIn = Callable[[str], Recording]


@pytest.fixture(scope="module")
def load_clip(recorded_sample: Callable[[str], Path]) -> SeenIn:
    """Returns the function that loads the recording of a sample clip at a low frame rate."""
    return cache(lambda clip: Recording.load(recorded_sample(clip)))


def get_stretch(clip: str) -> str:
    return str(json.loads((SAMPLES / f"{clip}.json").read_text())["stretch"])


def join_recordings(recordings: Sequence[Recording]) -> Recording:
    """Returns the recordings joined one after the other, with a cut between them."""
    frames: list[DetectedFrame] = []
    for recording in recordings:
        since_s = frames[-1].t_s + 1 / THIN_FPS if frames else 0.0
        frames += [
            replace(frame, index=len(frames) + i, t_s=since_s + frame.t_s)
            for i, frame in enumerate(recording.frames)
        ]
    return Recording(recordings[0].size, "joined.mp4", tuple(frames))


@needs_model
@pytest.mark.parametrize("clip", CLIPS)
def test_a_sample_is_named_well_done_or_not(clip: str, load_clip: SeenIn) -> None:
    seen = load_clip(clip)
    (named,) = name_stretches(seen)
    assert named.stretch == get_stretch(clip)
    assert 0.8 < sum(chance for _, chance in named.names) <= 1.0 + 1e-9


def test_what_was_held_left_and_then_right_counts_as_a_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(naming, "load_spec", lambda _: short_spec())
    keys = [*up_and_down(3.0, 9.0, "left"), *up_and_down(12.0, 18.0, "right")]
    seen = Recording(SIZE, "both.mp4", tuple(session(keys, 20.0)))
    done = naming._analyse_as("arm-out", seen, ENGLISH)
    assert done is not None
    assert naming._counted_s(done) == pytest.approx(12.0, abs=0.8)


@needs_model
def test_a_name_is_clear_only_where_the_looks_give_it_a_chance_of_its_own(
    load_clip: SeenIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = load_clip(CLIPS[0])
    (named,) = name_stretches(seen)
    assert named.clear
    monkeypatch.setattr(naming, "CLEAR_LOOKS", 1.01)
    (unclear,) = name_stretches(seen)
    assert unclear == replace(named, clear=False)


@needs_model
@pytest.mark.parametrize(
    "clip", ["childs-pose.hips-high.both", "cable-doorway-rhomboid-stretch.no-sit-back.both"]
)
def test_what_was_tried_and_never_good_is_judged_all_the_same(clip: str, load_clip: SeenIn) -> None:
    found = judge_named(Path("film.mp4"), load_clip(clip), "auto")
    assert isinstance(found, OneStretch)
    assert found.named is not None
    ((name, chance),) = found.named.names
    assert name == found.analysis.spec.id == get_stretch(clip)
    assert 0.7 < chance < 0.99  # nothing counts for it, so certainty depends on the frames alone
    assert "never in good form" in capture_text(lambda console: show_video(console, found))


@needs_model
def test_being_near_a_timer_does_not_make_its_name_clear(
    load_clip: SeenIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = load_spec("childs-pose").model_copy(update={"class_": "timer"})
    seen = load_clip("childs-pose.hips-high.both")
    monkeypatch.setattr(naming, "load_spec", lambda _: spec)
    (named,) = name_stretches(seen)
    assert (named.stretch, named.clear) == ("childs-pose", False)


@needs_model
def test_a_routine_is_cut_into_its_stretches_each_judged_by_itself(load_clip: SeenIn) -> None:
    whole = join_recordings([load_clip(clip) for clip in CLIPS])
    named = name_stretches(whole)
    assert [one.stretch for one in named] == [get_stretch(clip) for clip in CLIPS]
    routine = judge_named(Path("joined.mp4"), whole, "auto")
    assert isinstance(routine, Routine)
    assert [one.spec.id for one in routine.analyses] == [o.stretch for o in named if o.clear]
    begin_s, end_s = whole.frames[0].t_s, whole.frames[-1].t_s
    assert routine.duration_s == pytest.approx(end_s - begin_s + 1 / THIN_FPS, abs=0.02)
    assert routine.duration_s > end_s - begin_s
    ends = [span for one in named for span in (one.from_s, one.to_s)]
    assert ends == sorted(ends)
    for part, analysis in routine.parts:
        for side in analysis.sides:
            for hold in side.holds:
                assert part.from_s <= hold.start_s <= hold.end_s <= part.to_s


@needs_model
@pytest.mark.parametrize("language", ["en", "de"])
def test_what_gave_a_stretch_its_name_is_its_result_as_if_the_name_were_given(
    language: str, load_clip: SeenIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routine, "analyse", None)  # it is judged once
    words, path = load_words(language), Path("film.mp4")
    seen = replace(load_clip(CLIPS[0]), warnings=("It breaks off.",))
    found = judge_named(path, seen, "auto", words=words)
    assert isinstance(found, OneStretch)
    assert found.named is not None
    assert found.named.analysis is None
    spec = translate_spec(load_spec(get_stretch(CLIPS[0])), words)
    given = analyse_recording(path, seen, spec, spec.sides)
    told = build_check_result(found, words).model_dump_json()
    assert told == build_video_result(given, found.named, words).model_dump_json()


@needs_model
@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("tolerance = ", "tolerance = 1", ""),
        ("format", "fromat", ""),
        ("holds = ", "holds = 1", CLIPS[0]),
    ],
)
def test_only_what_is_bundled_is_recognised_by_how_that_looks(
    old: str, new: str, named: str, own_specs: Path, load_clip: SeenIn
) -> None:
    """A user's spec of the same name may be another stretch; only texts and dose may differ."""
    stretch = get_stretch(CLIPS[0])
    text = (find_bundled_dir() / f"{stretch}.toml").read_text()
    assert old in text
    mine = text.replace(old, new, 1).replace('title = "', 'title = "My ', 1)
    (own_specs / f"{stretch}.toml").write_text(mine)
    found = judge_named(Path("film.mp4"), load_clip(CLIPS[0]), "auto")
    assert [one.spec.id for one in found.analyses] == ([stretch] if named else [])
    assert find_title(stretch, ENGLISH) == "Overhead lat stretch"


@needs_model
def test_only_the_end_of_the_film_cuts_a_repetition_off(load_clip: SeenIn) -> None:
    cats = load_clip("cat-cow.good.both").cut(0.0, 9.0)  # in the second repetition

    def list_reasons(film: Recording) -> list[RepShortcoming | None]:
        routine = judge_named(Path("film.mp4"), film, "auto", ("cat-cow", "childs-pose"))
        assert isinstance(routine, Routine)
        (cat,) = [one for one in routine.analyses if one.spec.id == "cat-cow"]
        return [rep.reason for rep in cat.sides[0].repetitions]

    assert list_reasons(cats) == [None, RepShortcoming.CUT_OFF]
    assert list_reasons(join_recordings([cats, load_clip("childs-pose.good.both")])) == [None]


@needs_model
def test_two_sets_with_another_stretch_between_are_two_parts_and_one_stretch_of_two(
    load_clip: SeenIn,
) -> None:
    cats, child = load_clip("cat-cow.good.both"), load_clip("childs-pose.good.both")
    circuit = join_recordings([cats, child, cats])
    found = judge_named(Path("circuit.mp4"), circuit, "auto", ("cat-cow", "childs-pose"))
    assert isinstance(found, Routine)
    assert [one.spec.id for one in found.analyses] == ["cat-cow", "childs-pose", "cat-cow"]
    told = capture_text(lambda console: show_video(console, found))
    assert told.startswith("2 stretches")


@needs_model
def test_two_sets_with_a_seat_taken_between_are_one_stretch(load_clip: SeenIn) -> None:
    once, seated = load_clip(CLIPS[0]), load_clip(CLIPS[1]).cut(0.0, 1.5)
    twice = join_recordings([once, seated, once])
    found = judge_named(Path("twice.mp4"), twice, "auto")
    assert isinstance(found, OneStretch)
    assert found.named is not None
    assert found.named.stretch == get_stretch(CLIPS[0])
    assert found.analysis.duration_s == pytest.approx(len(twice.frames) / THIN_FPS, rel=0.01)
    assert len(found.analysis.sides[0].holds) == 2


@needs_model
def test_the_same_stretch_again_after_another_is_a_part_of_its_own(load_clip: SeenIn) -> None:
    clips = (CLIPS[0], CLIPS[1], CLIPS[0])
    named = name_stretches(join_recordings([load_clip(clip) for clip in clips]))
    assert [one.stretch for one in named] == [get_stretch(clip) for clip in clips]


@needs_model
def test_who_stretches_is_named_and_not_who_is_there_for_longer(load_clip: SeenIn) -> None:
    once = load_clip(CLIPS[0])
    (still, *_) = once.frames[0].detections
    onlooker = replace(still, image_px=still.image_px + np.array([0.4 * once.size.width_px, 0.0]))
    twice = join_recordings([once, once])
    away_s = twice.frames[-1].t_s / 2
    frames = [
        replace(f, detections=(onlooker, *(() if abs(f.t_s - away_s) < 1.2 else f.detections)))
        for f in twice.frames
    ]
    (named,) = name_stretches(replace(twice, frames=tuple(frames)))
    assert named.stretch == get_stretch(CLIPS[0])
    assert named.end_s - named.start_s > 0.5 * away_s


@needs_model
def test_what_may_have_been_done_is_not_told_as_left_out(
    load_clip: SeenIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = load_clip(CLIPS[0])
    (named,) = name_stretches(seen)
    unsure = replace(named, names=(("cat-cow", 0.55), (named.stretch, 0.45)), clear=False)
    monkeypatch.setattr("formcheck.engine.routine.name_stretches", lambda *_: (unsure,))
    asked = ("bridge-pose", "cat-cow", named.stretch)
    routine = judge_named(Path("one.mp4"), seen, "auto", asked)
    assert isinstance(routine, Routine)
    assert routine.left_out == ("bridge-pose",)


@needs_model
@pytest.mark.parametrize("last_s", [0.3, 8.0])
def test_a_routine_of_which_no_part_could_be_judged_says_why(
    load_clip: SeenIn, monkeypatch: pytest.MonkeyPatch, last_s: float
) -> None:
    seen = load_clip(CLIPS[0])
    (named,) = name_stretches(seen)
    asked = (named.stretch, "bridge-pose")
    parts = (
        replace(named, from_s=0.0, to_s=0.3, analysis=None),
        replace(named, from_s=2.0, to_s=2.0 + last_s, names=((asked[1], 1.0),), analysis=None),
    )
    monkeypatch.setattr("formcheck.engine.routine.name_stretches", lambda *_: parts)
    routine = judge_named(Path("one.mp4"), seen, "auto", asked)
    assert isinstance(routine, Routine)
    titles = [f"{load_spec(name).title}: The recording lasts only" for name in asked]
    said = [text.partition(" 0.")[0] for text in routine.unfit]
    assert said == (titles if last_s < 1.0 else [])
    told = build_check_result(routine)
    assert isinstance(told, RoutineResult)
    assert told.warnings == []  # each part has its own


@needs_model
def test_who_does_one_stretch_of_a_routine_better_is_not_mixed_up_with_who_does_it_all(
    load_clip: SeenIn,
) -> None:
    first, second = map(load_clip, ("childs-pose.hips-high.both", "chest-stretch.good.left"))
    between = replace(first, frames=tuple(replace(f, detections=()) for f in first.frames[:16]))
    film = join_recordings([first, between, second])
    better = [frame.detections[0] for frame in load_clip("childs-pose.good.both").frames]
    guests = [*better, *[better[-1]] * len(film.frames)]
    two = replace(
        film,
        frames=tuple(
            replace(frame, detections=(*frame.detections, shift(guest, 300.0)))
            for frame, guest in zip(film.frames, guests, strict=False)
        ),
    )
    alone, beside = (judge_named(Path("two.mp4"), seen, "auto") for seen in (film, two))
    assert [one.spec.id for one in alone.analyses] == ["childs-pose", "chest-stretch"]
    assert [one.spec.id for one in beside.analyses] == ["childs-pose", "chest-stretch"]
    for one, other in zip(alone.analyses, beside.analyses, strict=True):
        assert [side.held_s for side in one.sides] == [side.held_s for side in other.sides]
    (first_side,) = beside.analyses[0].sides
    assert (first_side.holds, len(first_side.attempts)) == ((), 1)


@needs_model
def test_a_stretch_that_cannot_be_told_beside_a_clear_one_is_not_passed_over(
    load_clip: SeenIn,
) -> None:
    whole = join_recordings([load_clip(CLIPS[0]), load_clip(CLIPS[2])])
    found = judge_named(Path("joined.mp4"), whole, "auto")
    assert isinstance(found, Routine)
    assert len(found.parts) + len(found.unclear) == 2


@needs_model
def test_of_a_programme_is_told_what_was_left_out(load_clip: SeenIn) -> None:
    seen = load_clip(CLIPS[0])
    asked = ("cat-cow", get_stretch(CLIPS[0]))
    routine = judge_named(Path("one.mp4"), seen, "auto", asked)
    assert isinstance(routine, Routine)
    assert [part.stretch for part, _ in routine.parts] == [get_stretch(CLIPS[0])]
    assert routine.left_out == ("cat-cow",)


@needs_model
def test_of_a_programme_is_told_that_its_order_was_another(load_clip: SeenIn) -> None:
    cats, child = load_clip("cat-cow.good.both"), load_clip("childs-pose.good.both")
    film = join_recordings([child, cats])

    def judge(*asked: str) -> Routine:
        found = judge_named(Path("film.mp4"), film, "auto", asked)
        assert isinstance(found, Routine)
        assert [one.spec.id for one in found.analyses] == ["childs-pose", "cat-cow"]
        return found

    other = judge("cat-cow", "childs-pose")
    assert (other.left_out, other.reordered) == ((), True)
    told = " ".join(capture_text(lambda console: show_video(console, other)).split())
    assert "order another than asked for: cat-cow, childs-pose" in told
    twice = judge("cat-cow", "childs-pose", "cat-cow")
    assert (twice.left_out, twice.reordered) == (("cat-cow",), False)
    told = capture_text(lambda console: show_video(console, twice))
    assert "cat-cow (1 of 2 times)" in told
    result = build_check_result(twice)
    assert isinstance(result, RoutineResult)
    assert result.asked == ["cat-cow", "childs-pose", "cat-cow"]


def test_two_sets_are_one_where_what_comes_between_was_left_out() -> None:
    part = RecognisedPart(0.0, 9.0, 0.0, 9.0, (("cat-cow", 1.0),), clear=True)
    asked = ("cat-cow", "cobra-pose", "cat-cow", "cobra-pose")
    assert list_left_out(asked, (part,)) == ("cobra-pose", "cobra-pose")


@pytest.mark.parametrize(
    ("asked", "done", "count"),
    [("", "ab", 0), ("ab", "ab", 2), ("ab", "ba", 1), ("abcab", "bxcba", 3), ("aba", "aab", 2)],
)
def test_what_is_in_order_is_the_longest_common_subsequence(
    asked: str, done: str, count: int
) -> None:
    assert count_in_order(asked, done) == count


@pytest.fixture
def count_frames() -> Callable[[int], list[DetectedFrame]]:
    return lambda count: [DetectedFrame(i, i / 10, ()) for i in range(count)]


@pytest.mark.parametrize("count", [0, 5, 50])
def test_nobody_in_the_picture_is_none_of_them(
    count_frames: Callable[[int], list[DetectedFrame]], count: int
) -> None:
    assert name_stretches(Recording(ImageSize(640, 360), "", tuple(count_frames(count)))) == ()


@needs_model
def test_somebody_who_only_walks_by_does_nothing(load_clip: SeenIn) -> None:
    seen = load_clip("nobody")
    named: tuple[RecognisedPart, ...] = name_stretches(seen)
    assert named == ()
