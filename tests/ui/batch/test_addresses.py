"""Names and addresses that fsspec would misinterpret."""

import os
import tempfile
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path, PureWindowsPath
from threading import Thread

import pytest

from formcheck.files.errors import FormcheckError, UnwrittenError
from formcheck.ui.batch import addresses
from formcheck.ui.batch.addresses import (
    OutFolder,
    fetch_file,
    find_files,
    find_listed,
    read_text,
    resolve_listed,
)


def test_a_folder_is_read_by_its_name_and_not_as_a_pattern(tmp_path: Path) -> None:
    folder = OutFolder(f"{tmp_path}/results [1]*")
    for name in ("b", "a"):
        with folder.open_file(f"results/{name}.json") as path:
            path.write_text(name)
    assert folder.list_names("results", ".json") == {"a", "b"}
    assert list(folder.read_files(["results/b.json", "results/a.json"])) == [b"b", b"a"]


def test_a_name_with_two_colons_is_one_name(tmp_path: Path) -> None:
    for name in ("ann.csv", "ann.csv::ben.csv", "ann::ben.npz"):
        (tmp_path / name).write_text(name)
    assert read_text(f"{tmp_path}/ann.csv::ben.csv") == "ann.csv::ben.csv"
    (found,) = find_files(str(tmp_path))
    assert found.file == f"{tmp_path}/ann::ben.npz"
    with fetch_file(found.address) as path:
        assert path.read_text() == "ann::ben.npz"


def test_a_moving_picture_in_a_folder_is_a_video(tmp_path: Path) -> None:
    (tmp_path / "squat.gif").write_bytes(b"GIF89a")
    assert [found.file for found in find_files(str(tmp_path))] == [f"{tmp_path}/squat.gif"]


@pytest.mark.parametrize(
    ("list_path", "name", "address"),
    [
        (r"C:\films\list.csv", "ann.mp4", r"C:\films\ann.mp4"),
        (r"C:\films\list.csv", r"D:\ann.mp4", r"D:\ann.mp4"),
        ("list.csv", "ann.mp4", "ann.mp4"),
        ("s3://clinic/list.csv", "monday/ann.mp4", "s3://clinic/monday/ann.mp4"),
    ],
)
def test_what_a_list_names_lies_beside_it_on_windows_too(
    monkeypatch: pytest.MonkeyPatch, list_path: str, name: str, address: str
) -> None:
    monkeypatch.setattr(addresses, "Path", PureWindowsPath)
    assert resolve_listed(list_path, name) == address


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs folders that are closed to others")
def test_a_folder_that_can_t_be_read_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """Not as root, who may read everywhere."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        locked = Path(name) / "locked"
        locked.mkdir(mode=0)
        (Path(name) / "ann.npz").touch()
        root = os.geteuid() == 0
        if root:
            os.seteuid(65_534)
        try:
            assert [found.file for found in find_files(name)] == [f"{name}/ann.npz"]
        finally:
            if root:
                os.seteuid(0)
            locked.chmod(0o755)
    told = capsys.readouterr().err
    assert told == f"{locked} could not be read and is left out: Permission denied.\n"


def test_a_file_has_one_address_however_its_folder_is_spelled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "in" / "monday"
    folder.mkdir(parents=True)
    (folder / "ann.npz").touch()
    (tmp_path / "link").symlink_to(folder)
    monkeypatch.chdir(folder)
    canonical = OutFolder(str(folder)).address
    assert canonical == f"file://{folder.resolve().as_posix()}"
    for spelled in (".", "../monday", "../../in//monday/", f"{tmp_path}/link", f"file://{folder}"):
        assert OutFolder(spelled).address == canonical
        (found,) = find_files(spelled)
        assert found.address == f"{canonical}/ann.npz"
        assert next(find_files(f"{spelled}/ann.npz")).address == found.address


def test_a_link_to_a_file_keeps_its_name_and_has_the_version_of_the_file(tmp_path: Path) -> None:
    inputs, kept = tmp_path / "in", tmp_path / "kept"
    inputs.mkdir()
    kept.write_text("a photo")
    (inputs / "ann.jpg").symlink_to(kept)
    (inputs / "ben.jpg").symlink_to("nowhere")
    ann, ben = find_files(str(inputs))
    assert (Path(ann.address).name, Path(ben.address).name) == ("ann.jpg", "ben.jpg")
    assert find_listed("list.csv", ann.file) == ann
    os.utime(kept, (1.0, 1.0))
    assert next(find_files(str(inputs))).stamp != ann.stamp


def test_a_link_to_a_folder_is_told_and_not_followed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "ann.npz").touch()
    link = tmp_path / "in" / "up"
    link.symlink_to(tmp_path)
    assert list(find_files(str(tmp_path / "in"))) == []
    told = capsys.readouterr().err
    assert told == f"{link} is a link to a folder and is left out: name it as an input too.\n"
    assert [found.file for found in find_files(str(link))] == [f"{link}/ann.npz"]


def test_a_signed_address_is_a_file_by_its_name(tmp_path: Path) -> None:
    pytest.importorskip("aiohttp", reason="aiohttp is not installed")
    (tmp_path / "ann.jpg").write_text("a photo")
    handler = partial(SimpleHTTPRequestHandler, directory=tmp_path)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as http:
        Thread(target=http.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{http.server_port}/ann.jpg?sig=a/b.c&expires=1"
        (found,) = find_files(address)
        with fetch_file(found.address) as path:
            assert (path.name, path.read_text()) == ("ann.jpg", "a photo")
        http.shutdown()


def test_a_bucket_without_a_login_is_told_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    s3fs = pytest.importorskip("s3fs", reason="s3fs is not installed")
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("HOME", str(tmp_path))
    s3fs.S3FileSystem.clear_instance_cache()
    why = "Unable to locate credentials; check the address and that you may access it."
    with pytest.raises(FormcheckError) as read:
        next(find_files("s3://clinic/ann.mp4"))
    assert read.value.sentence == f"s3://clinic/ann.mp4 could not be read: {why}"
    with pytest.raises(UnwrittenError) as write, OutFolder("s3://clinic").open_file("a") as path:
        path.touch()
    assert write.value.sentence == f"s3://clinic/a could not be written: {why}"
