"""Real people who sit: their labels, and the marks of what is said of them."""

import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import cv2
import pytest

from benchmarks.real.labels import Sitting, Source, read_labels
from benchmarks.real.sitting import report_sitting
from benchmarks.real.sitting_score import (
    Said,
    SeenPhoto,
    format_sitting,
    judge_against_baseline,
    judge_alone,
    judge_by_each,
    judge_features,
    read_sitter,
    score_sitting,
)
from formcheck.core.posture.posture_values import PostureState, SlouchReason
from formcheck.core.posture.rules import Rules
from formcheck.engine.sit_baseline import NO_BASELINE, file_baseline
from formcheck.engine.sit_video import sit_photo
from formcheck.vision.pose.models import model_path
from formcheck.vision.pose.search import Search
from formcheck.vision.video.frames import size_of
from formcheck.vision.video.photo_file import read_photo
from formcheck.vision.video.video import VideoFile
from tests.paths import ROOT

UP, SLOUCHED, UNSURE, AWAY = (
    PostureState.UPRIGHT,
    PostureState.SLOUCHED,
    PostureState.UNSURE,
    PostureState.AWAY,
)
KEPT_BACK = ("hanshitha22", "vicvaz111", "chinmayijagadish", "nvinayvarma189")
"""Owners whose photos are kept for the final measurement."""


def _label(path: str = "1.jpg", state: PostureState = UP, **more: Any) -> Sitting:
    given = {"person": "man", "view": "side", "seen": "Sits.", "sure": "sure"} | more
    return Sitting(path=path, state=state, **given)


def _make_said(true: PostureState, said: PostureState, *why: SlouchReason, **label: Any) -> Said:
    return Said("a/b", _label(state=true, **label), said, why)


def _labels() -> list[tuple[str, Sitting]]:
    return [
        (source.repository, label)
        for source in read_labels()
        for label in source.labels
        if isinstance(label, Sitting)
    ]


def test_there_are_200_labels_of_people_who_sit_of_either_state_and_view() -> None:
    labels = [label for _, label in _labels()]
    assert len(labels) >= 200
    states, views = Counter(x.state for x in labels), Counter(x.view for x in labels)
    assert min(states[UP], states[SLOUCHED]) >= 80
    assert min(views["front"], views["side"]) >= 50


def test_each_photo_is_labelled_once_and_each_slouch_has_a_reason() -> None:
    labels = _labels()
    assert len({(repository, label.path) for repository, label in labels}) == len(labels)
    assert [label.path for _, label in labels if (label.state is SLOUCHED) != bool(label.why)] == []


def test_no_photo_that_is_kept_for_the_final_measurement_is_labelled() -> None:
    for source in read_labels():
        assert source.repository.split("/")[0].lower() not in KEPT_BACK
    for repository, label in _labels():
        if repository == "PSVedant/smart-posture-corrector":
            assert "_20241021_" in label.path
        if repository == "SlouchingOrNot/via-posenet":
            assert "middle" not in label.path


def test_marks_count_what_was_right_and_which_way_it_was_wrong() -> None:
    score = score_sitting(
        [
            _make_said(UP, UP),
            _make_said(UP, SLOUCHED, SlouchReason.SLUMP),
            _make_said(UP, AWAY),
            _make_said(
                SLOUCHED,
                SLOUCHED,
                SlouchReason.LEANING,
                SlouchReason.SLUMP,
                why=(SlouchReason.SLUMP,),
            ),
            _make_said(SLOUCHED, SLOUCHED, SlouchReason.LEANING, why=(SlouchReason.SLUMP,)),
            _make_said(SLOUCHED, UP),
            _make_said(SLOUCHED, UNSURE),
        ]
    )
    assert (score.photos, score.judged, score.right) == (7, 5, 3)
    assert (score.upright, score.upright_called_slouched) == (3, 1)
    assert (score.slouched, score.slouched_called_upright, score.named) == (4, 1, 1)


def test_a_photo_the_eye_can_not_tell_counts_for_nothing() -> None:
    assert (
        score_sitting(
            [_make_said(UNSURE, UP), _make_said(UNSURE, SLOUCHED, SlouchReason.SLUMP)]
        ).photos
        == 0
    )


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Somebody upright and somebody slumped before a laptop, as photos."""
    folder = tmp_path_factory.mktemp("desk")
    found = {}
    for name, at_s in (("a-upright", 2.0), ("b-slumped", 20.0)):
        with VideoFile(ROOT / "sample_videos" / "sitting-front.mp4") as video:
            frame = next(f for f in video.frames() if f.t_s >= at_s)
        found[name] = folder / f"{name}.png"
        cv2.imwrite(str(found[name]), frame.image[..., ::-1])
    return found


def _see_photo(path: Path, label: Sitting) -> SeenPhoto:
    image = read_photo(path)
    with Search(model_path()) as search:
        return SeenPhoto("a/b", label, read_sitter(search.find_all(image), size_of(image)))


def test_photos_are_judged_as_the_command_judges_them(desk: dict[str, Path]) -> None:
    photos = [
        _see_photo(path, _label(path.name, view="front", person="somebody"))
        for path in desk.values()
    ]
    model = model_path()
    alone = [sit_photo(path, NO_BASELINE, Rules(), model) for path in desk.values()]
    assert [(x.state, x.why) for x in judge_alone(photos)] == [(x.state, x.why) for x in alone]
    baseline = file_baseline([desk["a-upright"]], model)
    wanted = sit_photo(desk["b-slumped"], baseline, Rules(), model)
    (said,) = judge_against_baseline(photos)
    assert (said.label.path, said.state, said.why) == ("b-slumped.png", wanted.state, wanted.why)


def test_the_baseline_is_the_first_sure_upright_photo_of_the_same_person_and_view(
    desk: dict[str, Path],
) -> None:
    features = _see_photo(desk["a-upright"], _label()).features

    def photo(
        path: str, state: PostureState = UP, repository: str = "a/b", **more: Any
    ) -> SeenPhoto:
        label = _label(path, state, **({"view": "front"} | more))
        return SeenPhoto(repository, label, features)

    said = judge_against_baseline(
        [
            photo("3.jpg"),
            photo("1.jpg", sure="likely"),
            photo("2.jpg"),
            photo("0.jpg", SLOUCHED),
            photo("4.jpg", view="side"),
            photo("5.jpg", person="woman"),
            photo("6.jpg", repository="c/d"),
        ]
    )
    assert sorted(one.label.path for one in said) == ["0.jpg", "1.jpg", "3.jpg"]
    assert {one.state for one in said} == {UP}


def test_a_baseline_in_which_nobody_is_seen_is_refused() -> None:
    photos = [SeenPhoto("a/b", _label(f"{n}.jpg"), None) for n in (1, 2)]
    (said,) = judge_against_baseline(photos)
    assert said.refused
    assert said.state is UNSURE
    assert judge_features(None, None) == (AWAY, ())


def test_every_upright_photo_in_turn_is_the_baseline(desk: dict[str, Path]) -> None:
    upright, slumped = (
        _see_photo(path, _label(path.name, state, view="front", person="somebody"))
        for path, state in zip(desk.values(), (UP, SLOUCHED), strict=True)
    )
    nobody = SeenPhoto("a/b", _label("0.png", view="front", person="somebody"), None)
    again = _see_photo(desk["a-upright"], _label("c.png", UP, view="front", person="somebody"))
    assert judge_by_each([upright, slumped, again]) == []
    (found,) = judge_by_each([upright, slumped, again, nobody])
    (judged,) = (one.state is SLOUCHED for one in judge_against_baseline([upright, slumped]))
    share = (1 + judged) / 3  # of the same picture, the slumped one and the one with nobody
    assert (found.photos, found.view) == (4, "front")
    assert found.rights == pytest.approx((0.0, share, share))
    text = format_sitting([_make_said(UP, UP)], [], [found])
    assert f"| a/b: somebody | front | 4 | 3 | 0.00 | {2 * share / 3:.2f} |" in text


def test_the_report_has_a_row_for_each_source_and_view() -> None:
    alone = [
        _make_said(UP, UP),
        Said("c/d", _label(state=SLOUCHED, view="front", why=(SlouchReason.SLUMP,)), UP),
    ]
    text = format_sitting(alone, alone[:1])
    assert "| all | 2 | 0.50 | 1.00 | 0 of 1 | 1 of 1 | 0 of 1 |" in text
    for name in ("a/b", "c/d", "from the view: side", "from the view: front"):
        assert f"| {name} | 1 |" in text
    assert "The same photos without it: 1.00 right" in text


def test_photos_come_out_of_clones_and_what_is_seen_is_kept(
    desk: dict[str, Path], tmp_path: Path
) -> None:
    clone, cache = tmp_path / "clones" / "a+b", tmp_path / "cache"
    clone.mkdir(parents=True)
    for path in desk.values():
        (clone / path.name).write_bytes(path.read_bytes())
    (clone / "broken.png").write_bytes(b"no picture")
    commit = _committed(clone)
    names = (*(path.name for path in desk.values()), "broken.png", "not-there.png")
    labels = tuple(_label(name, view="front", person="somebody") for name in names)
    source = Source(repository="a/b", commit=commit, labels=labels)

    text = report_sitting([source], clone.parent, cache)
    assert "Labels whose photo was not there, or could not be read: 2." in text
    kept = {path: path.stat().st_mtime_ns for path in cache.iterdir()}
    assert len(kept) == 2
    assert report_sitting([source], clone.parent, cache) == text
    assert {path: path.stat().st_mtime_ns for path in cache.iterdir()} == kept
    assert report_sitting([source], tmp_path / "empty", cache) == ""


def _committed(folder: Path) -> str:
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    for words in (("init", "-q"), ("add", "."), (*who, "commit", "-q", "-m", "photos")):
        subprocess.run(["git", "-C", folder, *words], check=True)
    done = subprocess.run(
        ["git", "-C", folder, "rev-parse", "HEAD"], check=True, capture_output=True, text=True
    )
    return done.stdout.strip()
