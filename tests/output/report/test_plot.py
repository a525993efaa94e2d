"""The plot of a hold's quantities."""

from dataclasses import replace
from pathlib import Path

import pytest

from formcheck.core.body import Side
from formcheck.core.coach.events import FaultSpan
from formcheck.core.stretch import parse_spec
from formcheck.engine.analyse import Analysis, analyse
from tests.core.stretch.tiny import make_raises
from tests.engine.sessions import SIZE, Key, session

pytest.importorskip("matplotlib")


def test_every_panel_says_what_it_is_counted_in_and_each_column_has_its_seconds(
    analysis: Analysis,
) -> None:
    from formcheck.output.report.plot import plot_analysis  # noqa: PLC0415 - needs matplotlib

    needs = analysis.records.sides[0].plan.timed_phase.needs
    axes = plot_analysis(analysis).axes
    shown = [ax for ax in axes if ax.axison]
    titles = [ax.get_title(loc="left") for ax in shown]
    assert len(titles) == len(needs)
    assert all(title.endswith("(degrees)") for title in titles)
    assert [ax.get_xlabel() for ax in shown][-2:] == ["seconds"] * min(2, len(shown))


def test_a_fault_does_not_hide_the_repetition_that_has_it() -> None:
    from formcheck.output.report.plot import plot_analysis  # noqa: PLC0415 - needs matplotlib

    spec = parse_spec(make_raises(), "arm-raises.toml")
    keys = [Key(2.0), Key(4.0, left_deg=100.0), Key(6.0), Key(8.0)]
    analysis = analyse(spec, (Side.LEFT,), session(keys, 8.0), SIZE, "session.mp4")
    (side,) = analysis.sides
    (rep,) = [one for one in side.repetitions if one.counted]
    fault = FaultSpan(rep.start_s, rep.end_s, "arm-bent", rep.start_s, "Straighten it.")
    faulty = replace(analysis, sides=(replace(side, faults=(fault,)),))
    strips = [
        patch.get_extents()
        for patch in plot_analysis(faulty).axes[0].patches
        if patch.get_alpha() is None
    ]
    assert len(strips) == 2
    assert strips[0].y0 == pytest.approx(strips[1].y1)


def test_many_plots_leave_nothing_open(analysis: Analysis, tmp_path: Path) -> None:
    import matplotlib.pyplot as plt  # noqa: PLC0415 - needs matplotlib

    from formcheck.output.report.plot import plot_analysis  # noqa: PLC0415 - needs matplotlib

    before = plt.get_fignums()
    figure = plot_analysis(analysis)
    assert plt.get_fignums() == before
    figure.savefig(tmp_path / "plot.png")
    assert (tmp_path / "plot.png").stat().st_size > 10_000


def test_of_repetitions_the_movement_is_drawn_and_the_key_names_them() -> None:
    from formcheck.output.report.plot import plot_analysis  # noqa: PLC0415 - needs matplotlib

    spec = parse_spec(make_raises(), "arm-raises.toml")
    keys = [Key(2.0), Key(4.0, left_deg=100.0), Key(6.0), Key(8.0)]
    figure = plot_analysis(analyse(spec, (Side.LEFT,), session(keys, 8.0), SIZE, "session.mp4"))
    first = figure.axes[0].get_title(loc="left")
    assert "shoulder elevation" in first
    assert [text.get_text() for text in figure.legends[0].get_texts()][2] == "repetition"
