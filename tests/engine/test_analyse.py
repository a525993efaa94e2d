import re
from collections.abc import Callable
from dataclasses import astuple, replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from formcheck.core.body import Detection, Side
from formcheck.core.language import ENGLISH
from formcheck.core.session.account import write_video_account
from formcheck.core.stretch import Spec, parse_spec, plan_for
from formcheck.engine.analyse import (
    Analysis,
    PeopleCoach,
    analyse,
    measure_duration_s,
    sides_of,
)
from formcheck.engine.files import analyse_recording, analyse_video
from formcheck.engine.person import Person
from formcheck.engine.programme_builder import build_programme
from formcheck.engine.routine import Task, judge_named, judge_video
from formcheck.engine.session_warnings import (
    LIKE,
    NEVER_NEAR,
    NOT_UPRIGHT,
    _add_durations,
    list_warnings,
)
from formcheck.engine.side_choice import SideRun
from formcheck.files.errors import FormcheckError
from formcheck.library import catalogue
from formcheck.library.accuracy import View
from formcheck.library.catalogue import load_spec
from formcheck.library.languages import load_words
from formcheck.output.report.console import capture_text
from formcheck.output.report.contract import build_video_result
from formcheck.output.report.terminal import show_analysis
from formcheck.vision.pose.models import model_path
from formcheck.vision.pose.recording import DetectedFrame, Recording
from tests.core.stretch.tiny import DRIFT, SET_UP
from tests.engine.benchmark_figures import set_right
from tests.engine.sessions import (
    EITHER_ARM,
    LEAN,
    SHORT,
    SIZE,
    Key,
    body_at,
    detect,
    save_recording,
    session,
    short_spec,
    turn_picture,
    up_and_down,
)

GOOD = up_and_down(3.0, 9.0, "left")


def run(frames: list[DetectedFrame], spec: Spec | None = None, side: str = "auto") -> Analysis:
    spec = spec or short_spec()
    return analyse(spec, sides_of(spec, side), frames, SIZE, "session.mp4")


@pytest.mark.parametrize(("side", "warned"), [("auto", False), ("left", False), ("right", True)])
def test_what_looks_more_like_a_side_not_asked_for_is_warned_of(side: str, warned: bool) -> None:
    analysis = run(session(GOOD, 12.0), side=side)
    assert (LIKE[Side.LEFT] in analysis.warnings) == warned
    assert LIKE[Side.RIGHT] not in analysis.warnings


def test_a_film_too_long_to_be_recorded_is_judged_whole_and_that_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = save_recording(tmp_path / "all.npz", session(GOOD, 12.0))
    monkeypatch.setattr("formcheck.vision.pose.recording._SPARE_BYTES", 2**29 - 60_000)
    task, path = Task(short_spec(), "left"), tmp_path / "kept.npz"
    found = judge_video(source, task, Path(), record=path)
    assert found.analyses[0].sides[0].held_s == pytest.approx(6.0, abs=1.0)
    kept = Recording.load(path)
    assert 0.0 < kept.t_s[-1] < 6.0
    assert kept.warnings == found.unfit
    assert "holds only its first" in found.unfit[0]


def test_what_does_not_look_like_the_stretch_does_not_count_and_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = short_spec().model_copy(update={"id": "bridge-pose"})  # a raised arm is no chair twist
    assert run(session(GOOD, 12.0), spec).warnings == ()  # one of the user's own under that name
    (tmp_path / "bridge-pose.toml").write_text(SHORT.replace('"arm-out"', '"bridge-pose"'))
    monkeypatch.setattr(catalogue, "find_bundled_dir", lambda: tmp_path)
    bundled = cache(catalogue._read_bundled.__wrapped__)
    monkeypatch.setattr(catalogue, "_read_bundled", bundled)
    analysis = run(session(GOOD, 12.0), spec)
    assert analysis.sides[0].held_s == 0.0
    assert analysis.sides[0].holds == ()
    (told,) = analysis.warnings
    assert re.match(r"For [67] s this did not look like the stretch", told)


def test_what_it_looked_like_instead_is_named_where_it_is_clear(
    recorded_sample: Callable[[str], Path],
) -> None:
    film = recorded_sample("knee-to-chest.good.left")
    seen = Recording.load(film)
    told = analyse_recording(film, seen, load_spec("bridge-reps"), (Side.BOTH,))
    assert told.warnings[-1].endswith("does not count: it looked like Knee to chest.")
    never_near = analyse_recording(film, seen, load_spec("cobra-pose"), (Side.BOTH,))
    near, instead = never_near.warnings
    assert near.startswith("The person never came near the position")
    assert re.fullmatch(r"For \d+ s it looked like Knee to chest\.", instead)


def test_sets_with_a_rest_at_the_start_are_holds_of_their_own(
    recorded_sample: Callable[[str], Path],
) -> None:
    """Also where the start is so near the hold that resting there looks like an attempt."""
    film = recorded_sample("seated-twist.good.left")
    seen = Recording.load(film)
    after_s = seen.frames[-1].t_s + 0.1
    again = [replace(frame, t_s=frame.t_s + after_s) for frame in seen.frames]
    spec = load_spec("seated-twist")
    (once,) = analyse_recording(film, seen, spec, (Side.LEFT,)).sides
    twice = replace(seen, frames=[*seen.frames, *again])
    (side,) = analyse_recording(film, twice, spec, (Side.LEFT,)).sides
    (held,) = once.holds
    assert [hold.held_s for hold in side.holds] == pytest.approx([held.held_s] * 2, abs=0.3)


def test_of_two_sides_that_fit_alike_the_one_that_shows_more_worked(
    recorded_sample: Callable[[str], Path],
) -> None:
    """From the front both arms of this hold are within every tolerance, one of them by chance."""
    film = recorded_sample("cross-body-shoulder-stretch.good.right")
    seen = Recording.load(film)
    held = replace(seen, frames=[frame for frame in seen.frames if 3.4 <= frame.t_s <= 7.0])
    spec = load_spec("cross-body-shoulder-stretch")
    (side,) = analyse_recording(film, held, spec, spec.sides).sides
    assert side.plan.side is Side.RIGHT


def test_a_twist_counts_in_a_video_that_begins_in_it(
    recorded_sample: Callable[[str], Path],
) -> None:
    """How far the hips have turned is unknown then, and does not stop the clock."""
    film = recorded_sample("seated-twist.good.left")
    seen = Recording.load(film)
    held = [frame for frame in seen.frames if 3.0 <= frame.t_s <= 8.8]
    told = analyse_recording(
        film, replace(seen, frames=held), load_spec("seated-twist"), (Side.LEFT,)
    )
    (side,) = told.sides
    assert side.held_s == pytest.approx(4.0, abs=1.0)
    assert not side.faults
    assert told.warnings[-1].endswith("it is not judged how these changed: turn of the hips.")


def test_an_attempt_does_not_hide_what_it_was_for_most_of_the_time(
    recorded_sample: Callable[[str], Path],
) -> None:
    film = recorded_sample("childs-pose.good.both")
    seen = Recording.load(film)
    other = analyse_recording(film, seen, load_spec("cobra-pose"), (Side.BOTH,))
    assert other.sides[0].attempts
    assert re.fullmatch(r"For \d+ s it looked like Child's pose\.", other.warnings[-1])


def test_a_moment_in_which_a_faulty_attempt_looks_like_another_stretch_is_not_told(
    thin_sample: Callable[[str], Path],
) -> None:
    film = thin_sample("cable-doorway-rhomboid-stretch.one-arm-across.both")
    spec = load_spec("cable-doorway-rhomboid-stretch")
    faulty = analyse_video(film, spec, (Side.BOTH,), model_path())
    assert "cross-body-shoulder-stretch" in faulty.records.sides[0].others
    assert not any("looked like" in warning for warning in faulty.warnings)


def test_a_good_hold_is_timed_and_completes_the_dose() -> None:
    analysis = run(session(GOOD, 12.0))
    assert analysis.side is Side.LEFT
    assert analysis.completed
    (side,) = analysis.sides
    assert side.held_s == pytest.approx(6.0, abs=0.4)
    assert side.reps == 1
    assert side.faults == ()
    assert analysis.warnings == ()


def test_one_long_gap_does_not_lengthen_the_last_picture() -> None:
    t_s = np.array([*np.arange(100) / 10.0, *(4000.0 + np.arange(100) / 10.0)])
    assert measure_duration_s(t_s) == pytest.approx(4010.0)


def test_frames_seen_frames_and_duration_are_those_of_the_session() -> None:
    frames = session(GOOD, 12.0)
    frames[-20:] = [replace(f, detections=()) for f in frames[-20:]]
    analysis = run(frames)
    assert (analysis.frames, analysis.seen_frames) == (180, 160)
    assert analysis.duration_s == pytest.approx(12.0)


def test_the_same_frames_give_the_same_analysis() -> None:
    frames = session(up_and_down(3.0, 9.0, "left", bend_deg=60.0), 12.0)
    assert run(frames).sides == run(frames).sides


def test_a_fault_of_the_working_side_is_reported_on_that_side_alone() -> None:
    analysis = run(session(up_and_down(3.0, 9.0, "right", bend_deg=70.0), 12.0))
    (side,) = analysis.sides
    assert side.side is Side.RIGHT
    assert [fault.id for fault in side.faults] == ["elbow-bent"]
    assert side.held_s == 0.0
    assert not analysis.completed


@pytest.mark.parametrize("bend_deg", [0.0, 70.0], ids=["good", "faulty"])
@pytest.mark.parametrize("working", ["left", "right"])
def test_a_mirror_image_reports_only_the_side_that_works(working: str, bend_deg: float) -> None:
    keys = up_and_down(3.0, 9.0, working, bend_deg)
    analysis = run(session(keys, 12.0), short_spec(EITHER_ARM))
    assert [side.side.value for side in analysis.sides] == [working]


def test_left_then_right_are_both_reported_each_with_its_own() -> None:
    keys = [*up_and_down(3.0, 9.0, "left"), *up_and_down(14.0, 20.0, "right", bend_deg=70.0)]
    analysis = run(session(keys, 24.0))
    left, right = analysis.sides
    assert (left.side, right.side) == (Side.LEFT, Side.RIGHT)
    assert left.reps == 1
    assert left.faults == ()
    assert right.held_s == 0.0
    assert right.faults[0].start_s > 12.0
    assert analysis.side is Side.BOTH
    records = analysis.records
    assert records.sides[records.shown[45]].plan.side is Side.LEFT
    assert records.sides[records.shown[250]].plan.side is Side.RIGHT


def test_a_raised_hand_on_the_way_does_not_report_the_other_side() -> None:
    keys = [*up_and_down(1.5, 2.0, "right"), *up_and_down(6.0, 12.0, "left")]
    analysis = run(session(keys, 14.0))
    assert [side.side for side in analysis.sides] == [Side.LEFT]


def test_a_side_that_was_asked_for_is_reported_even_when_the_other_worked() -> None:
    analysis = run(session(GOOD, 12.0), side="right")
    (side,) = analysis.sides
    assert side.side is Side.RIGHT
    assert side.held_s == 0.0


def test_nobody_near_the_position_is_told_with_what_it_takes() -> None:
    analysis = run(session([Key(0.0)], 4.0))
    assert analysis.sides[0].attempts == ()
    assert "never came near the position" in analysis.warnings[0]
    warning, *_ = build_video_result(analysis, words=load_words("de")).warnings
    assert warning == (
        "Die Person kam der Haltung nie nahe. Verlangt ist: Heben des Arms (links) 70 bis 110 Grad."
    )
    assert "shoulder elevation of 70 to 110 degrees" in analysis.warnings[0]


def test_nobody_at_all_is_an_error_that_names_the_file() -> None:
    with pytest.raises(FormcheckError, match=r"No person was seen in session\.mp4"):
        run([DetectedFrame(i, i / 15, ()) for i in range(30)])


def test_who_is_in_few_of_the_pictures_is_told() -> None:
    film = session(GOOD, 30.0)
    seldom = run([one if one.t_s < 12.0 else replace(one, detections=()) for one in film])
    assert "The person was seen in only 40% of the pictures judged here." in seldom.warnings
    assert not any("was seen in only" in warning for warning in run(film).warnings)


def test_one_picture_is_a_session_without_length() -> None:
    assert run(session(GOOD, 12.0)[:1]).duration_s == 0.0


def test_no_start_position_is_told_with_what_was_assumed_or_left_out() -> None:
    text = LEAN.replace("[[phase]]", f"{SET_UP}[[phase]]", 1)
    spec = short_spec(text.replace("[[fault]]", f"{DRIFT}[[fault]]", 1))
    begin = "No start position was seen, so"
    assert run(session([Key(0.0, left_deg=90.0)], 6.0), spec).warnings == (
        f"{begin} a usual one was assumed for trunk lean.",
        f"{begin} it is not judged how these changed: wrist drift.",
    )
    assert run(session(GOOD, 12.0), spec).warnings == ()


def test_a_start_that_comes_after_the_stretch_serves_unless_it_comes_far_too_late(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    film = session([Key(0.0, left_deg=90.0), Key(6.0, left_deg=90.0), Key(7.0)], 10.0)
    assert run(film, short_spec(LEAN)).warnings == ()
    monkeypatch.setattr("formcheck.engine.person.LATE_START_S", 9.0)
    assert run(film, short_spec(LEAN)).warnings == (), "the film goes on, the start was in time"
    monkeypatch.setattr("formcheck.engine.person.LATE_START_S", 4.0)
    (assumed,) = run(film, short_spec(LEAN)).warnings
    assert "a usual one was assumed" in assumed


def test_pictures_are_not_kept_for_longer_where_a_start_came_late(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    film = session([Key(0.0, left_deg=90.0), Key(6.0, left_deg=90.0), Key(7.0)], 12.0)
    whole = run(film, short_spec(LEAN))
    monkeypatch.setattr("formcheck.engine.person.LATE_START_S", 10.0)
    assert run(film, short_spec(LEAN)).sides == whole.sides
    coach = PeopleCoach((plan_for(short_spec(LEAN), Side.LEFT),), SIZE)
    coach.coach(film)
    performer = coach.find_performer(1)
    assert performer is not None
    assert performer.coachings[0].start is not None
    assert performer._past is None


def test_the_one_who_does_the_stretch_is_judged_among_two() -> None:
    def two(t_s: float) -> tuple[Detection, Detection]:
        onlooker = body_at([Key(0.0)], t_s).moved(x_m=-1.3)
        return detect(onlooker), detect(body_at(GOOD, t_s).moved(x_m=0.4))

    frames = [DetectedFrame(i, i / 15, two(i / 15)) for i in range(180)]
    analysis = run(frames)
    assert analysis.sides[0].reps == 1
    assert any("Two or more people" in warning for warning in analysis.warnings)


def test_a_gap_in_the_pictures_is_no_time_with_two_people() -> None:
    alone, two = session(GOOD, 12.0), shift_person(session([Key(0.0)], 12.0), 450.0)
    together = [replace(a, detections=(*a.detections, *b.detections))
                for a, b in zip(alone, two, strict=True)]  # fmt: skip
    late = [f if f.t_s < 6.0 else replace(f, t_s=f.t_s + 100.0) for f in together]
    (warning,) = [one for one in run(late).warnings if one.startswith("Two or more people")]
    assert "for 12 s" in warning


def test_two_people_are_there_for_no_longer_than_the_film_is_said_to_last() -> None:
    one, other = session(GOOD, 8.8), shift_person(session([Key(0.0)], 8.8), 450.0)
    together = [replace(a, detections=(*a.detections, *b.detections))
                for a, b in zip(one, other, strict=True)]  # fmt: skip
    (warning,) = [said for said in run(together).warnings if said.startswith("Two or more people")]
    assert "for 8 s" in warning


def test_a_gap_in_the_pictures_is_no_time_with_another_stretch() -> None:
    times_s = np.array([0.0, 0.1, 100.0, 100.1])
    lasted = _add_durations(np.array([0, 1, 1, 0]), ("", "cat-cow"), times_s)
    assert lasted == [(pytest.approx(0.1), ""), (pytest.approx(0.6), "cat-cow")]


def test_whoever_is_judged_had_their_own_late_start_applied(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    retold: list[Person] = []

    def lose_everything(person: Person) -> None:
        retold.append(person)
        if len(retold) == 1:
            person.coachings = Person((plan_for(short_spec(), Side.LEFT),), SIZE).coachings

    coach = PeopleCoach((plan_for(short_spec(), Side.LEFT),), SIZE)
    longer, shorter = GOOD, up_and_down(3.0, 7.0, "left")
    film = []
    for i in range(180):
        pair = (body_at(keys, i / 15) for keys in (longer, shorter))
        moved = (body.moved(x_m=x) for body, x in zip(pair, (-0.8, 0.8), strict=True))
        film.append(DetectedFrame(i, i / 15, tuple(map(detect, moved))))
    coach.coach(film)
    monkeypatch.setattr(Person, "use_late_starts", lose_everything)
    performer = coach.find_performer(1)
    assert performer is retold[1]
    assert performer.coachings[0].summary().held_s == pytest.approx(4.0, abs=0.5)


def test_somebody_lost_for_some_seconds_goes_on_where_they_were() -> None:
    keys = [*up_and_down(3.0, 9.0, "left"), *up_and_down(18.0, 24.0, "left")]
    frames = session(keys, 27.0)
    frames = [replace(f, detections=()) if 11.0 < f.t_s < 15.0 else f for f in frames]
    (side,) = run(frames).sides
    assert side.reps == 2
    assert len(side.attempts) == 2


def shift_person(frames: list[DetectedFrame], by_px: float) -> list[DetectedFrame]:
    """Shifts the person by ``by_px`` to the right in the image."""
    return [
        replace(f, detections=tuple(replace(d, image_px=d.image_px + np.array([by_px, 0.0]))
                                    for d in f.detections))
        for f in frames
    ]  # fmt: skip


def test_after_a_cut_the_person_is_found_elsewhere_at_once() -> None:
    frames = session(up_and_down(3.0, 5.0, "left"), 6.5)
    again = [replace(f, index=len(frames) + f.index, t_s=f.t_s + 6.5)
             for f in shift_person(frames, 450.0)]  # fmt: skip
    result = run([*frames, *again])
    assert result.seen_frames == len(frames) + len(again)
    assert len(result.sides[0].holds) == 2
    assert not [u for side in result.sides for u in side.unseen if "nobody" in u.what]


def test_who_comes_as_another_is_hidden_does_not_stay_in_their_place() -> None:
    frames = session(up_and_down(3.0, 9.0, "left"), 11.0)
    others = shift_person(session([Key(0.0)], 11.0), 450.0)
    mixed = [
        mine if mine.t_s < 4.0
        else other if mine.t_s < 4.5
        else replace(mine, detections=(*other.detections, *mine.detections))
        for mine, other in zip(frames, others, strict=True)
    ]  # fmt: skip
    result = run(mixed)
    assert [side.side for side in result.sides] == [Side.LEFT]
    assert result.sides[0].held_s > 4.0


def test_records_hold_one_row_for_every_picture() -> None:
    frames = session(GOOD, 12.0)
    frames[:10] = [replace(f, detections=()) for f in frames[:10]]
    records = run(frames).records
    assert len(records) == len(records.sides[0].rows) == 180
    assert np.isnan(records.poses.image_px[:10]).all()
    assert np.isnan(records.sides[0].rows["values"][:10]).all()
    assert float(records.sides[0].rows["held_s"][-1]) == pytest.approx(6.0, abs=0.4)


def test_a_fault_that_the_result_takes_back_is_in_no_row() -> None:
    """The elbow is certainly bent too far for a second, and then perhaps for long."""
    up = {"left_deg": 90.0}
    bends = [Key(5.0, **up), Key(5.4, **up, bend_deg=52.0), Key(6.4, **up, bend_deg=52.0),
             Key(6.8, **up, bend_deg=46.0), Key(14.0, **up, bend_deg=46.0)]  # fmt: skip
    analysis = run(session([Key(2.0), Key(3.0, **up), *bends, Key(15.0)], 16.0))
    (side,) = analysis.records.sides
    assert analysis.sides[0].faults == ()
    assert not side.rows["faults"].any()
    assert not side.rows["cue"][analysis.records.poses.t_s > 6.4].any()


def test_records_are_small_enough_for_an_hour_of_two_people() -> None:
    records = run(session(GOOD, 12.0)).records
    bytes_per_frame = (
        records.poses.image_px.nbytes + sum(s.rows.nbytes for s in records.sides)
    ) / len(records)
    assert bytes_per_frame * 2 * 30 * 3600 < 150e6


def test_a_row_is_found_by_the_number_of_its_picture_or_the_one_before() -> None:
    frames = [replace(f, index=2 * f.index) for f in session(GOOD, 2.0)]
    poses = run(frames).records.poses
    assert [poses.row_at(i) for i in (0, 1, 2, 7, 1000)] == [0, 0, 1, 3, 29]


def test_a_side_that_the_stretch_has_not_is_refused_with_those_it_has() -> None:
    one_sided = parse_spec(SHORT.replace('["left", "right"]', '["left"]'), "arm-out.toml")
    with pytest.raises(FormcheckError, match="no side 'right': choose one of left, auto"):
        sides_of(one_sided, "right")
    with pytest.raises(FormcheckError, match="no side 'right': choose one of left, both"):
        build_programme([one_sided], ENGLISH, sides="right")
    with pytest.raises(FormcheckError, match="no side 'up': choose one of both, left, right"):
        build_programme(["cat-cow"], ENGLISH, sides="up")


def test_a_stretch_of_both_sides_at_once_takes_any_side() -> None:
    both = short_spec().model_copy(update={"sides": (Side.BOTH,)})
    assert sides_of(both, "left") == sides_of(both, "auto") == (Side.BOTH,)


def test_pictures_far_apart_are_told() -> None:
    analysis = run(session(GOOD, 12.0, fps=1.5))
    warnings = analysis.warnings
    assert analysis.unfit == warnings[:1]
    assert warnings[0] == (
        "The pictures are more than 0.5 s apart: nothing can be timed. "
        "Film at least 8 pictures a second."
    )
    assert "Can't be judged." in capture_text(lambda to: show_analysis(to, analysis))


def test_a_picture_that_lies_on_its_side_is_told_where_nobody_should_lie() -> None:
    film = turn_picture(Recording(SIZE, "film.mp4", tuple(session([Key(0.0)], 4.0))))
    spec = short_spec()
    lying = spec.model_copy(update={"position": "lying"})
    for one, told in ((spec, (NOT_UPRIGHT,)), (lying, ())):
        analysis = analyse(one, one.sides, film, film.size)
        assert analysis.unfit == told
        assert analysis.timed != bool(told)
    routine = judge_named(Path("film.mp4"), film, "auto")
    assert routine.unfit == (NOT_UPRIGHT,)


def test_of_pictures_far_apart_no_form_is_blamed_on_the_page() -> None:
    analysis = run(session(GOOD, 12.0, fps=1.5))
    account = write_video_account(ENGLISH, analysis.sides, timed=analysis.timed)
    assert astuple(account) == ("Can't be judged.", (), (), ())
    result = build_video_result(analysis)
    assert [side.done for side in result.sides] == [None], "no bar is drawn"


def test_a_recording_too_short_for_any_hold_is_told_and_no_form_is_blamed() -> None:
    frames = session(up_and_down(0.0, 9.0, "left"), 12.0)
    analysis = run([frame for frame in frames if 5.0 <= frame.t_s < 5.3])
    assert analysis.warnings == analysis.unfit
    assert re.fullmatch(
        r"The recording lasts only 0\.[23] s: it is too short to judge\.", analysis.unfit[0]
    )


def test_what_a_laptop_filmed_is_warned_of_by_the_figures_of_a_desk(
    recorded_sample: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    film = recorded_sample("neck-flexion-hands-behind-head.good.both")
    spec, seen = load_spec("neck-flexion-hands-behind-head"), Recording.load(film)
    cut = replace(seen, size=replace(seen.size, height_px=round(0.45 * seen.size.height_px)))
    right: dict[View, int] = {"two metres": 3, "desk": 2}
    set_right(monkeypatch, right, 7)

    def list_figures(recording: Recording) -> list[str]:
        told = analyse_recording(film, recording, spec, (Side.BOTH,)).warnings
        return [text for text in told if text.startswith("Do not rely")]

    for one, count in ((seen, 3), (cut, 2)):
        (figures,) = list_figures(one)
        assert f"judged {count} of 7 correct" in figures
    right["two metres"] = 4
    assert not list_figures(seen)


def test_what_is_not_surely_outside_is_no_reason() -> None:
    analysis = run(session([Key(0.0)], 4.0))
    (side,) = analysis.records.sides[:1]
    side.rows["sigmas"][:] = 1e3
    (side_run,) = [SideRun(analysis.sides[0], side)]
    assert next(list_warnings([side_run], analysis.records.poses, 0.0, ())) == NEVER_NEAR
