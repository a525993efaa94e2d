"""Plots the quantities of a hold or repetition over time with matplotlib."""

import math

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from numpy.typing import NDArray

from formcheck.core.coach import SideSummary
from formcheck.core.session.measure_names import describe_measure, describe_unit
from formcheck.core.stretch import Need, Plan
from formcheck.engine.analyse import Analysis
from formcheck.engine.records import SideRecords
from formcheck.output.draw.palette import LIGHT

_INK, _SIGMA = LIGHT["ink"], LIGHT["unseen-fill"]
_GOOD, _FAULT = LIGHT["good-fill"], LIGHT["correct-fill"]
_WIDTH_IN, _ROW_IN = 11.0, 1.9
_COLUMNS = 2


def plot_analysis(analysis: Analysis) -> Figure:
    """Plots a panel for each quantity of the hold or repetition: its value and +-1 sigma.

    Dark green is the target (of a repetition: its peak), light green the tolerance. The strips at
    the top are holds or repetitions (green) and faults (orange). Each side has its own panels.
    """
    panels = [
        (summary, records, need)
        for summary, records in zip(analysis.sides, analysis.records.sides, strict=True)
        for need in _list_needs(records.plan)
    ]
    rows = math.ceil(len(panels) / _COLUMNS)
    figure, axes = plt.subplots(
        rows, _COLUMNS, figsize=(_WIDTH_IN, _ROW_IN * rows), sharex=True, squeeze=False,
        layout="constrained",
    )  # fmt: skip
    t_s = analysis.records.poses.t_s
    for ax, (summary, records, need) in zip(axes.flat, panels, strict=False):
        _draw_quantity(ax, t_s, records, need)
        _draw_strips(ax, summary)
        ax.set_xlim(t_s[0], t_s[-1])
    for ax in axes.flat[len(panels) :]:
        ax.axis("off")
    for ax in axes.flat[max(0, len(panels) - _COLUMNS) : len(panels)]:
        ax.set_xlabel("seconds")
        ax.tick_params(labelbottom=True)
    figure.suptitle(f"{analysis.spec.title}, {analysis.side.value}")
    counted = "hold" if panels[0][1].plan.rep is None else "repetition"
    marks = {"target": (_GOOD, 0.26), "tolerated": (_GOOD, 0.10), counted: (_GOOD, 1.0),
             "fault": (_FAULT, 1.0)}  # fmt: skip
    handles = [Patch(color=c, alpha=alpha, label=name) for name, (c, alpha) in marks.items()]
    figure.legend(handles=handles, loc="outside lower center", ncols=len(marks), frameon=False)
    plt.close(figure)  # else pyplot would keep it until the program ends
    return figure


def _list_needs(plan: Plan) -> tuple[Need, ...]:
    """Returns the needs to plot: the peak of a repetition first, then those of the timed phase."""
    needs = plan.timed_phase.needs
    known = {need.measure for need in needs}
    peak = () if plan.rep is None else plan.rep.peak_needs
    return (*(need for need in peak if need.measure not in known), *needs)


def _draw_quantity(ax: Axes, t_s: NDArray[np.float64], records: SideRecords, need: Need) -> None:
    column = records.measures.index(need.measure)
    definition = records.plan.find_definition(need.measure)
    value = definition.sign * records.rows["values"][:, column].astype(np.float64)
    sigma = records.rows["sigmas"][:, column].astype(np.float64)
    target = definition.orient_band(need.low, need.high)
    low, high = target[0] - need.tolerance, target[1] + need.tolerance
    known = value[np.isfinite(value)]
    marks = [low, high, *(np.percentile(known, [2, 98]) if len(known) else ())]
    ends = [mark for mark in marks if np.isfinite(mark)]
    pad = 0.25 * (max(ends) - min(ends)) or 1.0
    bottom, top = min(ends) - pad, max(ends) + pad
    ax.axhspan(max(low, bottom), min(high, top), color=_GOOD, alpha=0.10, lw=0)
    ax.axhspan(max(target[0], bottom), min(target[1], top), color=_GOOD, alpha=0.16, lw=0)
    ax.fill_between(t_s, value - sigma, value + sigma, color=_SIGMA, alpha=0.3, lw=0)
    ax.plot(t_s, value, color=_INK, lw=1.4)
    unit = describe_unit(definition.measure, definition.change).strip()
    title = describe_measure(definition) + (f" ({unit})" if unit else "")
    ax.set_title(title, loc="left", fontsize=9)
    ax.set_ylim(bottom, top)
    ax.spines[["top", "right"]].set_visible(False)


def _draw_strips(ax: Axes, summary: SideSummary) -> None:
    good = (*summary.holds, *(rep for rep in summary.repetitions if rep.counted))
    for spans, top, colour in ((good, 1.0, _GOOD), (summary.faults, 0.94, _FAULT)):
        for span in spans:
            ax.axvspan(span.start_s, span.end_s, top - 0.06, top, color=colour, lw=0)
