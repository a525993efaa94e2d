import csv
import json
import re
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

import cv2
import jsonschema
import numpy as np
import pytest

from docs.schemas import load_schema
from formcheck.engine import naming
from formcheck.vision.pose.models import find_model
from formcheck.vision.pose.recording import Recording
from tests.engine.sessions import STRICT_VIEW, Key, save_recording, session
from tests.ui.cli.conftest import Run
from tests.vision.video.films import write_film, write_sound

needs_model = pytest.mark.skipif(find_model("full") is None, reason="the pose model is not built")


def test_a_recording_is_told_in_words(run: Run, recording: Path, spec: Path) -> None:
    answer = run("check", recording, "--stretch", spec)
    assert answer.code == 0
    assert "Left side: done" in answer.out
    assert answer.err == ""


@needs_model
def test_a_check_of_a_recording_says_which_pose_model_made_it(
    run: Run, recorded_sample: Callable[[str], Path], recording: Path, spec: Path
) -> None:
    stretch = "cross-body-shoulder-stretch"
    kept = recorded_sample(f"{stretch}.good.left")
    made = f"full, mediapipe {version('mediapipe')}"
    for words in ([], ["-s", stretch]):
        assert f"The pose model of this recording: {made}." in run("check", kept, *words).out
        assert json.loads(run("check", kept, *words, "--json", "-").out)["model"] == made
    assert f"The pose model of this recording: {made}." in run("sit", "check", kept).out
    for unknown in (run("check", recording, "-s", spec), run("sit", "check", recording)):
        assert "pose model" not in unknown.out


def test_json_to_the_terminal_is_all_there_is(run: Run, recording: Path, spec: Path) -> None:
    answer = run("check", recording, "-s", spec, "--json", "-")
    result = json.loads(answer.out)
    jsonschema.validate(result, load_schema("check"))
    assert (result["side"], result["completed"], result["file"]) == ("left", True, str(recording))
    assert answer.err == ""


def test_several_inputs_are_one_object_a_line(run: Run, recording: Path, spec: Path) -> None:
    answer = run("check", recording, recording, "-s", spec, "--json", "-")
    assert [json.loads(line)["side"] for line in answer.out.splitlines()] == ["left", "left"]


def test_a_spec_whose_path_has_a_comma_is_one_stretch(
    run: Run, recording: Path, spec: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "Smith, J"
    folder.mkdir()
    own = folder / spec.name
    own.write_bytes(spec.read_bytes())
    answer = run("check", recording, "-s", own)
    assert (answer.code, answer.err) == (0, "")


@pytest.mark.parametrize("stretch", [(), ("-s", "cat-cow"), ("-s", "cat-cow,childs-pose")])
def test_both_is_no_side_to_ask_for_whatever_the_stretch(run: Run, stretch: Sequence[str]) -> None:
    answer = run("check", "none.mp4", *stretch, "--side", "both")
    assert answer.code == 2
    assert "'both' is not one of 'left', 'right', 'auto'" in answer.err
    assert "none.mp4" not in answer.err


def test_one_broken_input_does_not_cost_the_others(
    run: Run, recording: Path, spec: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.npz"
    broken.write_bytes(b"PK nothing")
    answer = run("check", broken, recording, "-s", spec, "--json", "-")
    assert answer.code == 2
    assert json.loads(answer.out)["side"] == "left"
    assert "broken.npz is not a recording" in answer.err


def test_outputs_of_several_inputs_go_to_a_folder_under_names_of_their_own(
    run: Run, recording: Path, spec: Path, tmp_path: Path
) -> None:
    (tmp_path / "loud").mkdir()
    loud = tmp_path / "loud" / "GOOD.npz"  # the same name on macOS and Windows
    loud.write_bytes(recording.read_bytes())
    words = [recording, recording, loud, "-s", spec, "--csv", tmp_path / "out"]
    assert run("check", *words).code == 0
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [
        "GOOD-3.csv",
        "good-2.csv",
        "good.csv",
    ]


def test_the_side_that_is_asked_for_is_judged(run: Run, recording: Path, spec: Path) -> None:
    answer = run("check", recording, "-s", spec, "--side", "right", "--json", "-")
    assert json.loads(answer.out)["sides"][0]["side"] == "right"
    assert json.loads(answer.out)["completed"] is False


def test_json_and_table_are_written_where_they_are_wanted(
    run: Run, recording: Path, spec: Path, tmp_path: Path
) -> None:
    out, table = tmp_path / "out.json", tmp_path / "out.csv"
    answer = run("check", recording, "-s", spec, "--json", out, "--csv", table)
    assert answer.code == 0
    assert "Left side: done" in answer.out
    assert json.loads(out.read_text())["frames"] == 180
    with table.open(newline="") as file:
        assert len(list(csv.DictReader(file))) == 180
    assert len(list(tmp_path.iterdir())) == 2


def test_an_output_that_fails_at_its_end_costs_neither_report_nor_json(
    run: Run, recording: Path, spec: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)  # bytecode files would be truncated too
    resource = pytest.importorskip("resource", reason="needs a limit on the size of files")
    out, table = tmp_path / "out.json", tmp_path / "out.csv"
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (12_000, before[1]))
    try:
        answer = run("check", recording, "-s", spec, "--json", out, "--csv", table)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert answer.code == 2
    assert f"{table} could not be written: File too large" in answer.err
    assert "Left side: done" in answer.out
    assert json.loads(out.read_text())["frames"] == 180
    assert list(tmp_path.iterdir()) == [out]


@needs_model
def test_a_table_that_fails_does_not_cost_the_annotated_video(
    run: Run, thin_sample: Callable[[str], Path], tmp_path: Path
) -> None:
    film, video = thin_sample("overhead-lat-stretch.good.left"), tmp_path / "out.mp4"
    (tmp_path / "out-part-1.csv").mkdir()
    routine = ["check", film, "-s", "overhead-lat-stretch,cat-cow", "--video", video]
    answer = run(*routine, "--csv", tmp_path / "out.csv")
    assert (answer.code, answer.err.count("\n")) == (2, 1)
    assert "out-part-1.csv is a folder" in answer.err
    assert "Overhead lat stretch" in answer.out
    assert video.stat().st_size > 10_000


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-s", "no-such-stretch"], 'There is no stretch "no-such-stretch"'),
        (["-s", "seated-twst"], 'did you mean "seated-twist"'),
        (["--video", "out.mp4"], "a recording without pictures"),
        (["--csv", "-"], "- means the terminal with --json only"),
        (["--csv", "missing/out.csv"], "there is no folder"),
        (["--json", "."], "is a folder"),
        (["--csv", "same", "--json", "same"], "another output too"),
    ],
    ids=["unknown", "misspelt", "no pictures", "dash", "no folder", "folder", "twice"],
)
def test_what_can_t_be_done_is_refused_in_a_sentence_before_anything_is_written(
    run: Run,
    recording: Path,
    spec: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = run("check", recording, *([] if "-s" in words else ["-s", spec]), *words)
    assert answer.code == 2
    assert said in answer.err
    assert "Traceback" not in answer.err
    assert answer.err.count("\n") == 1
    assert answer.out == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("output", ["--csv", "--video", "--record"])
def test_a_dash_is_no_folder_for_several_outputs(
    run: Run, spec: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, output: str
) -> None:
    monkeypatch.chdir(tmp_path)
    films = [Path("a.mp4"), Path("b.mp4")]
    for path in films:
        path.touch()
    answer = run("check", *films, "-s", spec, output, "-")
    assert (answer.code, answer.err) == (
        2, "- means the terminal with --json only: name a file.\n"
    )  # fmt: skip
    assert sorted(Path().iterdir()) == films


@pytest.mark.parametrize("output", ["--csv", "--video", "--record"])
def test_an_output_without_a_name_is_refused(
    run: Run, recording: Path, spec: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    output: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    film = tmp_path / "film.mp4"
    film.touch()
    for inputs in ([film], [film, film]):
        answer = run("check", *inputs, "-s", spec, output, "")
        assert answer.err == "An output has no name: name a file or a folder.\n"
    assert list(tmp_path.iterdir()) == [film]


def test_what_ends_with_a_slash_is_made_a_folder(
    run: Run, recording: Path, spec: Path, tmp_path: Path
) -> None:
    for _ in range(2):
        assert run("check", recording, "-s", spec, "--csv", f"{tmp_path}/tables/").code == 0
        assert [path.name for path in (tmp_path / "tables").iterdir()] == ["good.csv"]
    (tmp_path / "file").touch()
    answer = run("check", recording, "-s", spec, "--csv", f"{tmp_path}/file/")
    assert (answer.code, "is no folder, and can't be made one" in answer.err) == (2, True)


def test_what_no_input_can_give_is_refused_before_anything_is_made(
    run: Run, spec: Path, tmp_path: Path
) -> None:
    film, photo = tmp_path / "film.mp4", tmp_path / "photo.jpg"
    for path in (film, photo):
        path.touch()
    wrong = tmp_path / "me.mp4"
    answer = run("check", film, "-s", spec, "--record", wrong)
    assert answer.err == f"{wrong} is not a name for a recording: end it with .npz.\n"
    folders = ["--csv", tmp_path / "d", "--record", tmp_path / "r", "--video", tmp_path / "v"]
    assert run("check", film, photo, "-s", spec, *folders).code == 2
    answer = run("check", film, "-s", "cat-cow", "--side", "left")
    assert answer.err == "cat-cow works both sides at once: leave --side out.\n"
    answer = run("check", film, "-s", "cat-cow,childs-pose", "--side", "left")
    assert answer.err == "cat-cow and childs-pose work both sides at once: leave --side out.\n"
    assert sorted(tmp_path.iterdir()) == [film, photo]


def test_stretches_may_be_named_one_by_one(run: Run, recording: Path) -> None:
    both = run("check", recording, "-s", "cat-cow,no-such")
    assert "no-such" in both.err
    assert run("check", recording, "-s", "cat-cow", "-s", "no-such").err == both.err
    assert 'There is no stretch "no-such"' in run("check", recording, "-s", "no-such,").err


def test_a_stretch_that_is_named_twice_running_is_one(run: Run, recording: Path) -> None:
    once = run("check", recording, "-s", "cat-cow,bridge-pose")
    assert "cat-cow, bridge-pose" in once.err
    twice = run("check", recording, "-s", "cat-cow,cat-cow,bridge-pose")
    assert (twice.code, twice.out, twice.err) == (once.code, once.out, once.err)
    later = run("check", recording, "-s", "cat-cow,cat-cow,bridge-pose,cat-cow")
    assert (later.code, later.err) == (once.code, once.err)
    assert "cat-cow (2 of 2 times), bridge-pose" in later.out


def test_a_wrong_option_is_told_in_plain_words(run: Run, recording: Path) -> None:
    answer = run("check", recording, "--side", "Left")
    assert (answer.code, "'--side': 'Left' is not one of" in answer.err) == (2, True)
    assert "Value error" not in answer.err
    assert "it must be a whole number" in run("history", "x").err


def test_an_input_is_never_written_over(run: Run, recording: Path, spec: Path) -> None:
    before = recording.read_bytes(), spec.read_bytes()
    for target in (recording, spec):
        assert run("check", recording, "-s", spec, "--csv", target).code == 2
    assert (recording.read_bytes(), spec.read_bytes()) == before


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.mp4", b"", "is empty"),
        ("text.mp4", b"only words\n" * 100, "not a video"),
        ("none.jpg", b"\xff\xd8\xff but no photo", "not a JPEG"),
        ("none.npz", b"", "not a recording"),
    ],
)
@needs_model
def test_a_broken_input_is_an_error_in_a_sentence(
    run: Run, spec: Path, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    answer = run("check", tmp_path / name, "-s", spec)
    assert answer.code == 2
    assert said in answer.err
    assert answer.err.count("\n") == 1


@pytest.mark.parametrize(
    ("stretch", "said"),
    [
        ([], "give --stretch ID.\n"),
        (["-s", "cat-cow,childs-pose"], "give --stretch one ID.\n"),
    ],
    ids=["none", "two"],
)
def test_a_photo_without_one_stretch_asks_for_it(
    run: Run, tmp_path: Path, stretch: list[str], said: str
) -> None:
    (tmp_path / "me.jpg").touch()
    answer = run("check", tmp_path / "me.jpg", *stretch)
    assert (answer.code, answer.err.endswith(said)) == (2, True)


@needs_model
def test_a_film_that_was_cut_off_while_it_was_written_is_an_error(
    run: Run, spec: Path, tmp_path: Path
) -> None:
    film = write_film(tmp_path / "film.mp4", range(0, 2000, 40))
    film.write_bytes(film.read_bytes()[:-400])
    answer = run("check", film, "-s", spec)
    assert answer.code == 2
    assert "cut off" in answer.err


@needs_model
def test_sound_alone_is_no_video(run: Run, spec: Path, tmp_path: Path) -> None:
    assert "no picture" in run("check", write_sound(tmp_path / "a.mp4"), "-s", spec).err


@needs_model
def test_a_film_without_anybody_writes_nothing(run: Run, spec: Path, tmp_path: Path) -> None:
    film = write_film(tmp_path / "film.mp4", range(0, 1000, 40))
    answer = run(
        "check", film, "-s", spec, "--json", tmp_path / "o.json", "--video", tmp_path / "o.mp4"
    )
    assert answer.code == 2
    assert "No person was seen" in answer.err
    assert [path.name for path in tmp_path.iterdir()] == ["film.mp4"]


def test_a_session_without_anybody_is_an_error(run: Run, spec: Path, tmp_path: Path) -> None:
    path = save_recording(tmp_path / "nobody.npz", session([Key(0.0)], 0.0))
    assert "No person was seen" in run("check", path, "-s", spec).err


@needs_model
def test_a_photo_of_nobody_is_unseen_and_can_be_drawn(run: Run, spec: Path, tmp_path: Path) -> None:
    photo, out = tmp_path / "photo.png", tmp_path / "out.png"
    cv2.imwrite(str(photo), np.full((120, 160, 3), 90, np.uint8))
    answer = run("check", photo, "-s", spec, "--json", "-", "--video", out)
    result = json.loads(answer.out)
    jsonschema.validate(result, load_schema("check"))
    assert (result["form"], answer.code) == ("unseen", 2)
    assert result["warnings"] == ["No person was seen in the photo."]
    assert answer.err == "No person was seen in the photo.\n"
    shown = run("check", photo, "-s", spec)
    assert (shown.out.count("nobody in the picture"), shown.err) == (1, "")
    assert "No person was seen" not in shown.out
    assert cv2.imread(str(out)).shape == (120, 160, 3)
    assert run("check", photo, "-s", spec, "--csv", tmp_path / "o.csv").code == 2


@needs_model
def test_without_a_stretch_the_film_is_named_and_judged(
    run: Run, recorded_sample: Callable[[str], Path], tmp_path: Path
) -> None:
    clip, out = recorded_sample("overhead-lat-stretch.good.left"), tmp_path / "out.json"
    answer = run("check", clip, "--json", out)
    assert answer.code == 0
    assert answer.out.startswith("Looks like overhead-lat-stretch (")
    result = json.loads(out.read_text())
    jsonschema.validate(result, load_schema("check"))
    assert result["stretch"] == result["named"][0]["stretch"] == "overhead-lat-stretch"


def test_without_a_stretch_too_nobody_in_the_picture_is_said(run: Run, tmp_path: Path) -> None:
    path = save_recording(tmp_path / "nobody.npz", session([Key(0.0)], 0.0))
    assert "No person was seen" in run("check", path).err


def test_a_session_like_no_stretch_asks_for_one(run: Run, tmp_path: Path) -> None:
    frames = session([Key(0.0, 0.0)], 4.0)
    answer = run("check", save_recording(tmp_path / "idle.npz", frames))
    assert answer.code == 2
    assert "give --stretch ID" in answer.err
    assert answer.err.count("\n") == 1


@needs_model
@pytest.mark.parametrize("asked", [[], ["-s", "cat-cow"]])
def test_what_was_seen_is_kept_though_it_is_no_stretch(
    run: Run, thin_sample: Callable[[str], Path], tmp_path: Path, asked: list[str]
) -> None:
    kept = tmp_path / "kept.npz"
    assert run("check", thin_sample("nobody"), *asked, "--record", kept).code == 2
    assert len(Recording.load(kept).frames) > 10


@pytest.mark.parametrize("asked", [[], ["-s", "bridge-pose,cat-cow,bridge-pose"]])
def test_that_it_is_none_of_the_stretches_is_a_result_for_programs_too(
    run: Run, tmp_path: Path, asked: list[str]
) -> None:
    idle = save_recording(tmp_path / "idle.npz", session([Key(0.0, 0.0)], 4.0))
    out = tmp_path / "out.json"
    answer = run("check", idle, *asked, "--json", out, "--csv", tmp_path / "out.csv")
    assert (answer.code, answer.err.count("\n")) == (2, 1)
    result = json.loads(out.read_text())
    jsonschema.validate(result, load_schema("check"))
    assert (result["parts"], result["unclear"]) == ([], [])
    assert result["left_out"] == (["bridge-pose", "bridge-pose", "cat-cow"] if asked else [])
    assert ("bridge-pose (2 of 2 times), cat-cow" in answer.out) is bool(asked)
    assert sorted(tmp_path.iterdir()) == [idle, out]


@needs_model
def test_a_stretch_of_a_programme_that_is_not_clear_is_told_with_its_chance(
    run: Run, recorded_sample: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(naming, "CLEAR", 1.01)
    clip = recorded_sample("overhead-lat-stretch.good.left")
    answer = run("check", clip, "-s", "cat-cow,overhead-lat-stretch")
    assert answer.code == 2
    assert re.search(r"not sure: overhead-lat-stretch \(\d+%\)", answer.out)
    assert re.search(r"left out +cat-cow", answer.out)
    assert "It is not certain which stretch " in answer.err
    assert answer.err.endswith(
        " shows; it may be overhead-lat-stretch: give --stretch that ID alone if it is.\n"
    )


def test_a_photo_alone_does_not_tell_its_stretch(run: Run, tmp_path: Path) -> None:
    photo = tmp_path / "photo.png"
    cv2.imwrite(str(photo), np.zeros((120, 160, 3), np.uint8))
    answer = run("check", photo)
    assert answer.code == 2
    assert "give --stretch ID" in answer.err


def test_debug_shows_where_an_error_came_from(run: Run, recording: Path) -> None:
    from formcheck.files.errors import FormcheckError  # noqa: PLC0415

    with pytest.raises(FormcheckError):
        run("check", recording, "-s", "no-such-stretch", "--debug")


def test_a_film_that_breaks_off_is_judged_so_far_and_not_taken_for_whole(
    run: Run, sample: Callable[[str], Path], tmp_path: Path
) -> None:
    whole = sample("seated-twist.good.left").read_bytes()
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(whole[: len(whole) // 2])
    answer = run("check", broken, "-s", "seated-twist", "--json", "-")
    assert answer.code == 2
    assert "breaks off at" in answer.err
    told = json.loads(answer.out)
    assert 0 < told["duration_s"] < 8
    assert any("breaks off at" in warning for warning in told["warnings"])


@pytest.mark.parametrize("stretches", [(), ("-s", "cross-body-shoulder-stretch,cat-cow")])
def test_a_film_that_breaks_off_says_so_whatever_it_is_looked_at_for(
    run: Run, sample: Callable[[str], Path], tmp_path: Path, stretches: tuple[str, ...]
) -> None:
    whole = sample("cross-body-shoulder-stretch.good.left").read_bytes()
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(whole[: len(whole) // (2 if stretches else 8)])
    answer = run("check", broken, *stretches)
    assert answer.code == 2
    assert ("breaks off at" in answer.out) is bool(stretches)  # with the routine, or in the error
    assert "breaks off at" in answer.out + answer.err


@needs_model
def test_the_tables_of_a_routine_are_named_and_replace_nothing(
    run: Run, recorded_sample: Callable[[str], Path], recording: Path, tmp_path: Path
) -> None:
    film, table = recorded_sample("overhead-lat-stretch.good.left"), tmp_path / "out.csv"
    part = tmp_path / "out-part-1.csv"
    routine = ["check", film, "-s", "overhead-lat-stretch,cat-cow", "--csv", table]
    answer = run(*routine)
    assert answer.code == 0, answer.err
    assert f"The table of part 1 is in {part}." in " ".join(answer.out.split())
    assert list(tmp_path.iterdir()) == [part]
    part.unlink()
    other = tmp_path / f"{film.stem}-part-1.npz"
    other.write_bytes(recording.read_bytes())
    for words in (
        [*routine, "--json", part],
        ["check", film, other, "--csv", tmp_path],
        ["check", film, "--json", tmp_path / "OUT-part-2.csv", "--csv", table],
    ):
        answer = run(*words)
        assert (answer.code, answer.err.count("\n")) == (2, 1)
        assert "may be needed for a part of a routine" in answer.err
    assert not part.exists()


@needs_model
def test_tables_that_an_earlier_longer_routine_left_are_told_and_stay(
    run: Run, recorded_sample: Callable[[str], Path], tmp_path: Path
) -> None:
    film, table = recorded_sample("overhead-lat-stretch.good.left"), tmp_path / "out.csv"
    earlier = [tmp_path / f"out-part-{number}.csv" for number in (1, 2, 3)]
    for path in earlier:
        path.write_text("earlier")
    words = ["-s", "overhead-lat-stretch,cat-cow", "--csv", table, "--json", "-"]
    answer = run("check", film, *words)
    assert (answer.code, len(json.loads(answer.out)["parts"])) == (0, 1)
    assert answer.err == "".join(
        f"{path} was there before: in this run there is no such part.\n" for path in earlier[1:]
    )
    assert [path.read_text() == "earlier" for path in earlier] == [False, True, True]


def test_a_camera_in_the_wrong_place_is_said_and_nothing_is_judged(
    run: Run, recording: Path, tmp_path: Path
) -> None:
    spec = tmp_path / "arm-out.toml"
    spec.write_text(STRICT_VIEW)
    answer = run("check", recording, "-s", spec)
    assert answer.code == 2
    assert (
        "The camera is in the wrong place for this stretch: Turn to face the camera." in answer.out
    )
    assert "in good form" not in answer.out.replace("never in good form", "")


def test_another_stretch_than_the_one_that_was_given_is_not_counted(
    run: Run, recorded_sample: Callable[[str], Path]
) -> None:
    clip = recorded_sample("wall-corner-rhomboid-chest.good.left")
    answer = run("check", clip, "-s", "overhead-lat-stretch", "--json", "-")
    (side,) = json.loads(answer.out)["sides"]
    assert (side["hold_s"], side["faults"]) == (0.0, [])
