"""Names and addresses that fsspec would take for something else."""

from __future__ import annotations

from pathlib import Path

from formcheck.output.batch.addresses import OutFolder, brought_here, find_files, read_text


def test_a_folder_is_read_by_its_name_and_not_as_a_pattern(tmp_path: Path) -> None:
    folder = OutFolder(f"{tmp_path}/results [1]*")
    for name in ("b", "a"):
        with folder.file(f"results/{name}.json") as path:
            path.write_text(name)
    assert folder.names("results", ".json") == {"a", "b"}
    assert list(folder.contents(["results/b.json", "results/a.json"])) == [b"b", b"a"]


def test_a_name_with_two_colons_is_one_name(tmp_path: Path) -> None:
    for name in ("ann.csv", "ann.csv::ben.csv", "ann::ben.npz"):
        (tmp_path / name).write_text(name)
    assert read_text(f"{tmp_path}/ann.csv::ben.csv") == "ann.csv::ben.csv"
    (found,) = find_files(str(tmp_path))
    assert found.file == f"{tmp_path}/ann::ben.npz"
    with brought_here(found.address) as path:
        assert path.read_text() == "ann::ben.npz"
