import json
import os
import re
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer import core

from docs import command_tables
from formcheck import Session, __version__
from formcheck.engine import doctor
from formcheck.engine.doctor import Check
from formcheck.files.errors import FormcheckError
from formcheck.library.authoring import format_spec_schema
from formcheck.library.catalogue import find_bundled_dir
from formcheck.vision.pose.models import find_model
from tests.engine.sessions import SHORT
from tests.output.voice.hearing import needs_voice
from tests.paths import SAMPLES
from tests.ui.cli.conftest import CommandResult, Run


def test_every_bundled_stretch_is_listed(run: Run) -> None:
    out = run("stretches").out
    assert all(path.stem in out for path in find_bundled_dir().glob("*.toml"))


def test_show_explains_a_spec(run: Run, spec: Path) -> None:
    answer = run("show", spec)
    assert answer.code == 0
    assert "What can go wrong" in answer.out


def test_an_own_stretch_takes_the_place_of_one_that_is_only_explained(
    run: Run, own_specs: Path
) -> None:
    assert "not coached" in run("show", "bar-hang").out
    (own_specs / "bar-hang.toml").write_text(SHORT.replace('"arm-out"', '"bar-hang"'))
    shown = run("show", "bar-hang").out
    assert "What can go wrong" in shown
    assert "not coached" not in shown
    assert run("stretches").out.count("bar-hang") == 1


def test_the_stop_rule_of_a_release_by_pain_does_not_forbid_its_pain(run: Run) -> None:
    assert "A mild pull is right" not in run("show", "tennis-ball-release").out
    assert "A mild pull is right" in run("show", "knee-to-chest").out


@pytest.mark.parametrize(
    ("stretch", "shown"),
    [
        ("cobra-pose", True),
        ("bridge-pose", True),
        ("foam-roller-ribcage-expansion", True),
        ("wall-corner-rhomboid-chest", False),
        ("wall-corner-neck-release", False),
    ],
)
def test_that_any_pain_ends_it_is_shown_unless_the_stop_rule_says_so(
    run: Run, stretch: str, shown: bool
) -> None:
    assert ("Any pain ends it." in " ".join(run("show", stretch).out.split())) is shown


def test_show_of_what_is_not_there_is_an_error(run: Run) -> None:
    answer = run("show", "no-such-stretch")
    assert (answer.code, answer.out) == (2, "")


def test_a_folder_is_no_stretch(run: Run, tmp_path: Path) -> None:
    told = f"{tmp_path} is a folder: name a stretch, or a spec file in it.\n"
    assert run("show", tmp_path).err == told
    assert run("spec", "check", tmp_path).out == told


def test_spec_check_tells_all_problems_and_ends_with_2(
    run: Run, spec: Path, tmp_path: Path
) -> None:
    assert run("spec", "check", spec).out == "1 spec, no problems.\n"
    broken = tmp_path / "arm-out.toml"
    broken.write_text(spec.read_text().replace("holds = 1", "holdz = 1\nrest = 2"))
    answer = run("spec", "check", broken)
    assert answer.code == 2
    assert 'Did you mean "holds"?' in answer.out
    assert "2 problems in" in answer.out


def test_wildcards_are_expanded_on_windows(
    run: Run, spec: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows shells leave that to the programs."""
    for name in ("one", "two"):
        text = spec.read_text().replace('id = "arm-out"', f'id = "{name}"')
        (tmp_path / f"{name}.toml").write_text(text)
    assert run("spec", "check", "--debug", tmp_path / "*.toml").code == 2
    monkeypatch.setattr(core, "os", SimpleNamespace(**{**vars(os), "name": "nt"}))
    assert run("spec", "check", "--debug", tmp_path / "*.toml").out == "2 specs, no problems.\n"


def test_a_new_spec_can_be_checked_and_used_at_once(
    run: Run, recording: Path, tmp_path: Path
) -> None:
    assert run("spec", "new", "my-own", "--dir", tmp_path).code == 0
    path = tmp_path / "my-own.toml"
    assert run("spec", "check", path).code == 0
    assert json.loads(run("check", recording, "-s", path, "--json", "-").out)["side"] == "left"


def test_a_new_spec_is_not_written_below_a_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    answer = run("spec", "new", "my-own", "--dir", tmp_path / "file")
    assert (answer.code, answer.err) == (2, f"{tmp_path / 'file'} is a file: name a folder.\n")


def test_an_own_spec_is_not_looked_for_in_a_routine(run: Run, recording: Path, spec: Path) -> None:
    answer = run("check", recording, "-s", f"cat-cow,{spec}")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("Only bundled stretches are recognised in a routine: check ")


def test_a_list_of_specs_longer_than_any_file_name_is_a_list(run: Run, recording: Path) -> None:
    names = [f"{'n' * 40}-{number}.toml" for number in range(8)]
    answer = run("check", recording, "-s", ",".join(names))
    assert (answer.code, answer.err) == (2, f"There is no spec file {names[0]}: check the name.\n")


def test_a_spec_in_the_place_of_a_bundled_one_is_not_looked_for_in_a_routine(
    run: Run, recording: Path, own_specs: Path
) -> None:
    (own_specs / "cat-cow.toml").write_text(SHORT.replace('"arm-out"', '"cat-cow"'))
    answer = run("check", recording, "-s", "childs-pose,cat-cow")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith(
        'Only bundled stretches are recognised in a routine: check "cat-cow" alone.'
    )


def test_spec_schema_is_json(run: Run) -> None:
    assert run("spec", "schema").out == format_spec_schema()


def test_spec_measures_lists_what_can_be_measured(run: Run) -> None:
    assert "elbow_flexion" in run("spec", "measures").out


def test_models_are_listed_with_how_to_get_them(run: Run) -> None:
    out = run("models", "list").out
    assert "full" in out
    assert "heavy" in out


@pytest.mark.parametrize("content", ["no model", "the model of another variant"])
def test_a_damaged_model_is_told_with_what_to_do(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str
) -> None:
    found = find_model("full")
    if found is None:
        pytest.skip("the pose model is not built")
    monkeypatch.setattr("platformdirs.user_cache_dir", lambda *_, **__: str(tmp_path))
    model = tmp_path / "models" / "pose_landmarker_lite.task"
    model.parent.mkdir()
    model.write_bytes(b"hallo" if content == "no model" else found.read_bytes())
    told = (
        f"The pose model {model} is damaged: "
        "delete it and get it with `formcheck models get lite`.\n"
    )
    listed = run("models", "list").out
    assert re.search(r"lite .* damaged *\n", listed)
    assert listed.endswith(told)
    film = SAMPLES / "nobody.mp4"
    answer = run("check", film, "--stretch", "seated-twist", "--model", "lite")
    assert answer.err.endswith(told)
    with pytest.raises(FormcheckError, match="is damaged"):
        Session("seated-twist", model="lite")


def test_a_model_that_does_not_exist_is_an_error(run: Run) -> None:
    assert "no pose model 'huge'" in run("models", "get", "huge").err


def test_a_file_that_is_no_model_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.task").write_bytes(b"x")
    answer = run("models", "get", "lite", "--from", tmp_path / "x.task")
    assert answer.code == 2
    assert "not the pose model" in answer.err
    told = f"{tmp_path} is a folder: name a model file in it.\n"
    assert run("models", "get", "lite", "--from", tmp_path).err == told


@pytest.mark.skipif(find_model("full") is None, reason="the pose model is not built")
def test_the_doctor_looks_at_everything(run: Run) -> None:
    out = run("doctor").out
    assert all(word in out for word in ("Python", "OpenCV", "pose model"))


@pytest.mark.parametrize(("needed", "code"), [(True, 2), (False, 0)])
def test_the_doctor_ends_with_an_error_only_for_what_is_needed(
    run: Run, monkeypatch: pytest.MonkeyPatch, needed: bool, code: int
) -> None:
    checks = [Check("Python", True, "Python 3."), Check("camera", False, "No camera.", needed)]
    monkeypatch.setattr(doctor, "list_checks", lambda _: checks)
    assert run("doctor").code == code


@needs_voice
@pytest.mark.skipif(find_model("full") is None, reason="the pose model is not built")
def test_the_doctor_looks_for_a_voice_of_the_language_of_the_system(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    assert "Cues are spoken by the voice German." in run("doctor").out


def test_the_version_is_told(run: Run) -> None:
    assert run("--version") == CommandResult(0, f"formcheck {__version__}\n", "")


def test_help_lists_the_commands_each_with_its_whole_first_sentence(run: Run) -> None:
    said = " ".join(run("--help").out.split())
    for command in command_tables.list_commands():
        if command.call.count(" ") == 1:
            about = " ".join(command.about.split("\n\n", maxsplit=1)[0].split())
            assert f"{command.call.split()[1]} {about.partition('. ')[0]}" in said
    assert said.endswith("formcheck is not a medical device: stop if it hurts.")


@pytest.mark.parametrize("width", [80, 60])
@pytest.mark.parametrize("call", [command.call for command in command_tables.list_commands()])
def test_help_is_plain_text_that_wraps(
    run: Run, monkeypatch: pytest.MonkeyPatch, call: str, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    lines = run(*call.split()[1:], "--help").out.splitlines()
    assert max(map(len, lines)) <= width
    text = "\n".join(lines)
    assert not any(odd in text for odd in ("<bool>", "<str>", "list[", "range>", "│"))
    about = re.split(r"\n\n(?:Arguments|Options):", text)[0]
    for paragraph in about.split("\n\n")[1:]:
        shown = paragraph.splitlines()
        for line, following in pairwise(shown):
            assert len(line) + 1 + len(following.split()[0]) > width - 2, line
