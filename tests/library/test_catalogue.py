import os
from collections.abc import Callable
from pathlib import Path

import pytest

from formcheck.core.session.programme import translate_spec
from formcheck.core.stretch import SpecError, parse_spec, plan_for
from formcheck.files.errors import FormcheckError
from formcheck.library.accuracy import find_accuracy
from formcheck.library.authoring import check_specs
from formcheck.library.catalogue import (
    find_bundled_dir,
    find_bundled_id,
    list_spec_files,
    load_spec,
    read_listed_spec,
    read_spec,
    read_specs,
)
from formcheck.library.languages import load_words
from tests.engine.sessions import SHORT


def test_every_bundled_spec_is_found_by_its_id() -> None:
    names = {path.stem for path in find_bundled_dir().glob("*.toml")}
    assert names
    assert names <= {file.id for file in list_spec_files()}


def test_a_spec_of_the_user_is_found_by_its_id(own_specs: Path) -> None:
    (own_specs / "arm-out.toml").write_text(SHORT)
    assert load_spec("arm-out").title == "Arm out"


def test_a_spec_of_the_user_stands_in_for_a_bundled_one(own_specs: Path) -> None:
    name = list_spec_files()[0].id
    (own_specs / f"{name}.toml").write_text(SHORT.replace('"arm-out"', f'"{name}"'))
    found = load_spec(name)
    assert (found.id, found.title) == (name, "Arm out")


@pytest.mark.parametrize("name", ["mine", "cat-cow"])
def test_a_spec_named_unlike_its_id_has_problems_wherever_it_is_listed(
    own_specs: Path, name: str
) -> None:
    path = own_specs / f"{name}.toml"
    path.write_text(SHORT)
    assert {file.id: spec for file, spec in read_specs()}[name] is None
    for told in (lambda: load_spec(name), lambda: read_listed_spec(path)):
        with pytest.raises(SpecError) as caught:
            told()
        (problem,) = caught.value.problems
        assert SHORT.splitlines()[problem.line - 1] == 'id = "arm-out"'
        assert problem.message == 'The id is "arm-out": name the file arm-out.toml.'
    assert check_specs([name]) == check_specs([str(path)]) == (False, str(caught.value))
    assert load_spec(path).id == "arm-out"


def test_the_accuracy_of_a_bundled_stretch_is_not_told_of_the_one_in_its_place(
    own_specs: Path,
) -> None:
    bundled = load_spec("cat-cow")
    assert find_accuracy(bundled) is not None
    text = (find_bundled_dir() / "cat-cow.toml").read_text()
    (own_specs / "cat-cow.toml").write_text(text)
    assert find_accuracy(load_spec("cat-cow")) == find_accuracy(bundled)
    (own_specs / "cat-cow.toml").write_text(text.replace("tolerance = ", "tolerance = 1", 1))
    assert find_accuracy(load_spec("cat-cow")) is None
    assert find_accuracy(load_spec(own_specs / "cat-cow.toml")) is None


def test_a_bundled_stretch_is_itself_in_any_language_and_dose_and_one_in_its_place_is_not(
    own_specs: Path,
) -> None:
    for file in list_spec_files():
        spec = load_spec(file.id)
        dose = spec.dose.model_copy(update={"holds": 9})
        for same in (translate_spec(spec, load_words("de")), plan_for(spec, spec.sides[0]).spec):
            assert find_bundled_id(same.model_copy(update={"dose": dose})) == file.id
    assert find_bundled_id(parse_spec(SHORT, "x.toml")) == ""
    text = (find_bundled_dir() / "cat-cow.toml").read_text()
    (own_specs / "cat-cow.toml").write_text(text.replace("tolerance = ", "tolerance = 1", 1))
    assert find_bundled_id(load_spec("cat-cow")) == ""


def test_a_path_means_that_file(tmp_path: Path) -> None:
    path = tmp_path / "arm-out.toml"
    path.write_text(SHORT)
    assert load_spec(str(path)).id == "arm-out"


def test_a_misspelt_id_gets_the_one_that_was_meant(own_specs: Path) -> None:
    (own_specs / "arm-out.toml").write_text(SHORT)
    with pytest.raises(FormcheckError, match='did you mean "arm-out"'):
        load_spec("arm-uot")


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("cross-body", '"cross-body-shoulder-stretch"?'),
        ("Cobra", '"cobra-pose"?'),
        ("Cross-body shoulder stretch", '"cross-body-shoulder-stretch"?'),
        ("bridge", '"bridge-pose" or "bridge-reps"?'),
    ],
)
def test_part_of_an_id_or_a_title_gets_those_that_have_it(name: str, meant: str) -> None:
    with pytest.raises(FormcheckError) as told:
        load_spec(name)
    assert str(told.value) == f'There is no stretch "{name}": did you mean {meant}'


def test_an_empty_name_is_no_stretch_and_means_none() -> None:
    with pytest.raises(FormcheckError) as told:
        load_spec("")
    assert str(told.value) == 'There is no stretch "": `formcheck stretches` lists them.'


@pytest.mark.parametrize("name", ["bar-hang", "Bar hang"])
def test_what_is_only_explained_is_not_called_unknown(name: str) -> None:
    with pytest.raises(FormcheckError) as told:
        load_spec(name)
    assert str(told.value) == (
        '"bar-hang" is only explained, not coached: see `formcheck show bar-hang`.'
    )


def test_what_an_editor_keeps_beside_a_spec_is_none(own_specs: Path) -> None:
    before = list_spec_files()
    (own_specs / ".#arm-out.toml").symlink_to("ann@desk.17")
    assert list_spec_files() == before


def test_a_broken_spec_does_not_hide_the_others(own_specs: Path) -> None:
    (own_specs / "arm-out.toml").write_text(SHORT)
    (own_specs / "broken.toml").write_text("format = ")
    (own_specs / "deep.toml").write_text("x = " + "[" * 3000)
    (own_specs / "long.toml").write_text("format = " + "9" * 5000)
    (own_specs / "big.toml").write_bytes(b"#" * 1_000_000)
    os.mkfifo(own_specs / "pipe.toml")
    (own_specs / "nowhere.toml").symlink_to(own_specs / "absent.toml")
    found = {file.id: spec for file, spec in read_specs()}
    assert all(found[name] is None for name in ("broken", "deep", "long", "big", "pipe", "nowhere"))
    assert found["arm-out"] is not None


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda _: None, "There is no spec file"),
        (lambda path: path.mkdir(), "is a folder"),
        (lambda path: path.write_bytes(b"\xff\xfe\x00"), "not text in UTF-8"),
    ],
    ids=["missing", "folder", "not text"],
)
def test_a_file_that_is_no_spec_is_refused_in_a_sentence(
    tmp_path: Path, make: Callable[[Path], object], words: str
) -> None:
    path = tmp_path / "x.toml"
    make(path)
    with pytest.raises(FormcheckError, match=words):
        read_spec(path)


def test_problems_of_a_spec_name_its_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "arm-out.toml"
    path.write_text(SHORT.replace("holds = 1", "holdz = 1"))
    with pytest.raises(SpecError, match=r"arm-out\.toml:\d+"):
        read_spec(path)
