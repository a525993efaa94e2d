from __future__ import annotations

from pathlib import Path

import pytest
import typer

from benchmarks.sampled_budget import main
from tests.benchmarks.films import write_film

CLIP = "overhead-lat-stretch.good.left"


def test_the_budget_counts_the_right_films_of_each_kind_of_landmarks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_film(tmp_path, CLIP)
    report = tmp_path / "budget.md"
    main(tmp_path, None, 1, report)
    written = report.read_text(encoding="utf-8")
    row = next(line for line in written.splitlines() if line.startswith("| overhead-lat-stretch"))
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells[1] == "1"
    assert len(set(cells[2:6])) == 1  # the recording holds true joints, so all four are the same
    assert row in capsys.readouterr().out


def test_sealed_films_have_no_budget(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_film(tmp_path, CLIP, seed=200)
    with pytest.raises(typer.Exit) as stop:
        main(tmp_path, None, 1, None)
    assert stop.value.exit_code == 2
    assert "sealed" in capsys.readouterr().err
