"""That a report can't be written is said before the work, not minutes later."""

from importlib import import_module
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from benchmarks.report import check_writable


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("accuracy.__main__", ["--out"]),
        ("changed.__main__", ["films", "--markdown"]),
        ("floor.__main__", ["--clips", "clips", "--out"]),
        ("fuzz.__main__", ["--markdown"]),
        ("live.__main__", ["--out"]),
        ("naming.__main__", ["sampled", "--markdown"]),
        ("real.__main__", ["clones", "--json"]),
        ("reference.__main__", ["--out"]),
        ("sampled.__main__", ["sampled", "--markdown"]),
        ("sampled.budget", ["sampled", "--markdown"]),
        ("sampled.card", ["sampled", "--card"]),
        ("sampled.errors", ["sampled", "--markdown"]),
        ("sitting.__main__", ["--markdown"]),
        ("sitting.days", ["sitters", "--markdown"]),
        ("speed.__main__", ["--out"]),
    ],
)
def test_a_page_that_can_not_be_written_ends_a_benchmark_at_once(
    name: str, words: list[str], tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    app = typer.Typer()
    app.command()(import_module(f"benchmarks.{name}").main)
    done = CliRunner().invoke(app, [*words, str(tmp_path / "file" / "page.md")])
    assert done.exit_code == 2, done.output
    assert "can't be" in done.output


def test_what_can_be_written_is_not_touched(tmp_path: Path) -> None:
    new, old = tmp_path / "images" / "new.md", tmp_path / "old.md"
    old.write_text("kept")
    assert (check_writable(new), check_writable(old), check_writable(None)) == (new, old, None)
    assert new.parent.is_dir()
    assert not new.exists()
    assert old.read_text() == "kept"
