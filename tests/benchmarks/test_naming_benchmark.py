"""``python -m benchmarks.naming``, end to end on clips that stand for films of random people."""

import csv
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from benchmarks.naming.__main__ import main
from benchmarks.sampled import sealed_log
from tests.benchmarks.sampled_films import write_film

CLIP = "seated-twist.good.left"
APP = typer.Typer()
APP.command()(main)


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A log of sealed looks of its own."""
    path = tmp_path / "looks.csv"
    path.write_text(",".join(sealed_log.COLUMNS) + "\n")
    monkeypatch.setattr(sealed_log, "LOG", path)
    monkeypatch.setattr(sealed_log, "find_commit", lambda: "abc")
    return path


def test_films_and_routines_are_named_and_what_is_left_out_is_told(tmp_path: Path) -> None:
    for number in range(4):
        write_film(tmp_path, CLIP, number=number)
    (tmp_path / "films-0101" / "000003.truth.npz").write_bytes(b"half")
    page = tmp_path / "naming.md"
    done = CliRunner().invoke(APP, [str(tmp_path), "--workers", "1", "--markdown", str(page)])
    assert done.exit_code == 0, done.output
    text = page.read_text()
    assert "seeds 101; part: develop" in text
    assert "| good | 3 | 1.00 |" in text
    assert "1 routines" in text
    assert "- `films-0101/000003`: its truth is damaged" in text


def test_a_sealed_look_tells_totals_and_is_written_down(tmp_path: Path, log: Path) -> None:
    write_film(tmp_path, CLIP, seed=200)
    words = [str(tmp_path), "--workers", "1", "--sealed"]
    refused = CliRunner().invoke(APP, [*words, "--markdown", str(tmp_path / "naming.md")])
    assert refused.exit_code == 2
    assert "only totals" in refused.output
    done = CliRunner().invoke(APP, words)
    assert done.exit_code == 0, done.output
    assert "Left out: 0 of 1." in done.output
    assert "seated-twist" not in done.output
    (line,) = csv.DictReader(log.read_text().splitlines())
    told = [line[name] for name in ("benchmark", "commit", "seeds", "films", "right", "true_s")]
    assert told == ["naming", "abc", "200", "1", "1", ""]
