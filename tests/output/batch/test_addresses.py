"""Names and addresses that fsspec would take for something else."""

from __future__ import annotations

from pathlib import Path

from formcheck.output.batch.addresses import OutFolder


def test_a_folder_is_read_by_its_name_and_not_as_a_pattern(tmp_path: Path) -> None:
    folder = OutFolder(f"{tmp_path}/results [1]*")
    for name in ("b", "a"):
        with folder.file(f"results/{name}.json") as path:
            path.write_text(name)
    assert folder.names("results", ".json") == {"a", "b"}
    assert list(folder.contents(["results/b.json", "results/a.json"])) == [b"b", b"a"]
