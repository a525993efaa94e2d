"""The contents of the built package, and the allowed imports between packages."""

import hashlib
import os
import subprocess
import sys
import tomllib
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from build_hooks import obtain
from build_hooks.pose_bundle import NETWORKS, BundleError, bundle_from_wheel
from formcheck.vision.pose.models import model_path
from formcheck.vision.pose.registry import VARIANTS
from tests.broken_server import serve_truncated
from tests.paths import ROOT


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Returns a source tree without a model."""
    (tmp_path / "formcheck" / "vision" / "pose").mkdir(parents=True)
    return tmp_path


def test_the_bundle_holds_the_two_networks_uncompressed_and_aligned() -> None:
    with zipfile.ZipFile(model_path()) as bundle:
        entries = bundle.infolist()
    assert [entry.filename for entry in entries] == [network.name for network in NETWORKS]
    assert {entry.compress_type for entry in entries} == {zipfile.ZIP_STORED}


def test_type_checkers_are_told_that_the_package_has_types() -> None:
    assert (ROOT / "formcheck" / "py.typed").is_file()


def test_a_wheel_that_is_not_the_pinned_one_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mediapipe.whl").write_bytes(b"anything")
    with pytest.raises(BundleError, match=r"mediapipe\.whl has sha256"):
        bundle_from_wheel(tmp_path / "mediapipe.whl")


def test_a_given_model_is_placed_if_it_is_the_pinned_one(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(obtain.MODEL_FILE_VARIABLE, str(model_path()))
    placed = obtain.place_model(tree)
    assert placed == tree / "formcheck" / "vision" / "pose" / "assets" / VARIANTS["full"].file_name
    assert hashlib.sha256(placed.read_bytes()).hexdigest() in VARIANTS["full"].sha256s


def test_a_given_model_that_is_another_is_refused(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = tmp_path / "wrong.task"
    wrong.write_bytes(b"wrong")
    monkeypatch.setenv(obtain.MODEL_FILE_VARIABLE, str(wrong))
    with pytest.raises(RuntimeError, match=r"wrong\.task is not the pinned model"):
        obtain.place_model(tree)
    monkeypatch.setenv(obtain.MODEL_FILE_VARIABLE, str(tmp_path / "absent.task"))
    with pytest.raises(RuntimeError, match="cannot be read"):
        obtain.place_model(tree)
    assert not list(tree.rglob("*.task"))[1:]


def test_a_model_that_is_there_is_not_fetched_again(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(obtain.MODEL_FILE_VARIABLE, str(model_path()))
    placed = obtain.place_model(tree)
    monkeypatch.delenv(obtain.MODEL_FILE_VARIABLE)
    monkeypatch.setattr(obtain, "_first_that_works", lambda: pytest.fail("fetched again"))
    assert obtain.place_model(tree) == placed


def test_a_download_that_breaks_off_is_followed_by_the_second_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(obtain, "_from_index", lambda: b"from the index")
    with serve_truncated(b"a model" * 1000, 100) as address:
        monkeypatch.setattr(obtain, "_FULL", replace(VARIANTS["full"], url=address))
        assert obtain._first_that_works() == b"from the index"


def test_the_dependencies_name_one_provider_of_cv2() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    wanted = " ".join(requirement for group in groups for requirement in group)
    assert wanted.count("opencv") == 1


def test_the_lock_has_hashes_and_names_no_host() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    assert "--hash=sha256:" in lock
    assert "://" not in lock
    assert "--index-url" not in lock
    assert "--find-links" not in lock


def test_rooms_import_only_what_they_may() -> None:
    lint_imports = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run(
        [lint_imports, "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    assert done.returncode == 0, done.stdout[-2000:]


@pytest.mark.parametrize(
    "module", ["formcheck", "formcheck.vision.pose", "formcheck.engine.doctor"]
)
def test_light_modules_load_neither_mediapipe_nor_cv2(module: str) -> None:
    script = f"import sys, {module}; print({{'mediapipe', 'cv2', 'av'}} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"


def test_the_wheel_holds_what_the_program_reads() -> None:
    """Specs, translations, pictures and the page are next to the code and must be included."""
    from hatchling.builders.wheel import WheelBuilder  # noqa: PLC0415 - slow to load

    packed = {one.relative_path for one in WheelBuilder(str(ROOT)).recurse_included_files()}
    data = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "formcheck").rglob("*")
        if path.suffix
        in {".css", ".html", ".jinja", ".js", ".json", ".svg", ".toml", ".webp", ".yaml"}
    }
    assert len(data) > 90
    assert data <= packed
    force = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]
    assert force["targets"]["wheel"]["force-include"] == {
        "stretch_specs": "formcheck/stretch_specs"
    }
