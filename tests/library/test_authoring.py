import json
import tomllib
from pathlib import Path

import jsonschema
import pytest

from formcheck.files.errors import FormcheckError
from formcheck.library.authoring import check_specs, format_spec_schema, write_spec_skeleton
from formcheck.library.catalogue import find_bundled_dir


def test_a_new_spec_passes_the_check_as_it_is(tmp_path: Path) -> None:
    path = write_spec_skeleton("my-own-stretch", tmp_path / "specs")
    assert check_specs([str(path)])[1] == "1 spec, no problems."
    assert "My own stretch" in path.read_text()


def test_a_new_spec_never_replaces_one(tmp_path: Path) -> None:
    path = write_spec_skeleton("my-own", tmp_path)
    path.write_text("mine")
    with pytest.raises(FormcheckError, match="there already"):
        write_spec_skeleton("my-own", tmp_path)
    assert path.read_text() == "mine"


def test_a_spec_is_checked_by_its_id_too() -> None:
    assert check_specs(["cat-cow"]) == (True, "1 spec, no problems.")
    assert check_specs(["cat-cov"]) == (
        False,
        'There is no stretch "cat-cov": did you mean "cat-cow"?',
    )


def test_a_spec_file_without_its_ending_is_told(tmp_path: Path) -> None:
    path = write_spec_skeleton("my-own", tmp_path).rename(tmp_path / "my-own.toml.txt")
    assert check_specs([str(path)]) == (
        False,
        f"The name of a spec file ends in .toml: rename {path}.",
    )


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.touch()
    with pytest.raises(FormcheckError, match=r"notes.txt is a file: name a folder\."):
        write_spec_skeleton("my-own", file)


@pytest.mark.parametrize("name", ["cat-cow", "bar-hang"])
def test_a_new_spec_does_not_take_the_id_of_a_bundled_stretch(tmp_path: Path, name: str) -> None:
    with pytest.raises(FormcheckError, match="choose another id"):
        write_spec_skeleton(name, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_spec_saved_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = write_spec_skeleton("my-own", tmp_path)
    path.write_text(path.read_text(encoding="utf-8"), encoding="utf-8-sig")
    assert check_specs([str(path)])[0]


@pytest.mark.parametrize("name", ["My Stretch", "../x", "-a", "a--b", "a" * 51, ""])
def test_what_is_no_id_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(FormcheckError, match="not an id"):
        write_spec_skeleton(name, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_all_problems_of_all_files_are_told(tmp_path: Path) -> None:
    first, second = (write_spec_skeleton(name, tmp_path) for name in ("one", "two"))
    first.write_text(first.read_text().replace("holds = 1", "holds = 0"))
    second.write_text(second.read_text().replace('id = "two"', 'id = "three"'))
    right, text = check_specs([str(first), str(second)])
    assert not right
    assert "one.toml:" in text
    assert "name the file three.toml" in text


def test_the_bundled_specs_fit_the_schema() -> None:
    schema = json.loads(format_spec_schema())
    for path in find_bundled_dir().glob("*.toml"):
        jsonschema.validate(tomllib.loads(path.read_text(encoding="utf-8")), schema)


def test_the_schema_refuses_an_unknown_key(tmp_path: Path) -> None:
    raw = tomllib.loads(write_spec_skeleton("my-own", tmp_path).read_text())
    raw["hold"] = 3
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(raw, json.loads(format_spec_schema()))
