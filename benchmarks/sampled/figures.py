"""Charts for the reports on sampled films; opaque, so that they suit light and dark pages."""

from collections.abc import Mapping
from pathlib import Path

import matplotlib as mpl
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from benchmarks.sampled.errors_report import Spread
from formcheck.files.errors import FormcheckError

mpl.use("Agg")

DPI = 110
INK, GRID = "#22313a", "#e3e7e9"
LIGHT_FROM = 0.55
"""A background lighter than this (0 to 1) gets dark text."""


def save_figure(figure: Figure, path: Path) -> None:
    """Saves the figure as WebP. Raises FormcheckError if the file can't be written."""
    try:
        figure.savefig(path, dpi=DPI, facecolor="white", pil_kwargs={"quality": 88})
    except OSError as error:
        raise FormcheckError(f"{path} could not be written: {error.strerror}.") from error
    finally:
        plt.close(figure)


def draw_shares(
    counts: Mapping[str, Mapping[str, int]], shades: Mapping[str, str], *, title: str
) -> Figure:
    """Draws a stacked bar for each row, its parts coloured and labelled with their counts."""
    figure, axes = plt.subplots(figsize=(9.0, 1.3 + 0.27 * len(counts)), layout="constrained")
    done = dict.fromkeys(counts, 0.0)
    for part, shade in shades.items():
        for row, (name, count) in enumerate(counts.items()):
            share = count.get(part, 0) / sum(count.values())
            axes.barh(row, share, left=done[name], color=shade, height=0.78, label=part)
            if count.get(part, 0):
                ink = INK if _compute_lightness(shade) > LIGHT_FROM else "white"
                middle = done[name] + share / 2
                axes.text(
                    middle, row, str(count[part]), ha="center", va="center", size=8, color=ink
                )
            done[name] += share
    axes.set_yticks(range(len(counts)), list(counts), fontsize=8.5, color=INK)
    axes.invert_yaxis()
    axes.margins(y=0.01)
    axes.set_xlim(0.0, 1.0)
    axes.set_xticks([])
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    figure.suptitle(title, fontsize=11, color=INK, x=0.01, ha="left")
    handles = [Rectangle((0, 0), 1, 1, color=shade) for shade in shades.values()]
    figure.legend(
        handles, list(shades), loc="outside lower left", ncols=len(shades), frameon=False,
        fontsize=8.5, handlelength=1.0, handleheight=1.0, columnspacing=1.4,
    )  # fmt: skip
    return figure


def draw_spreads(spreads: Mapping[str, Mapping[str, Spread]]) -> Figure:
    """Draws a row per angle with its bias and +-1 standard deviation, by camera offset."""
    shades = ("#3c6f9e", "#d08a2c")
    figure, axes = plt.subplots(figsize=(8.0, 1.2 + 0.3 * len(spreads)), layout="constrained")
    axes.axvline(0.0, color="#a9b4ba", lw=1.0)
    titles = list(dict.fromkeys(band for bands in spreads.values() for band in bands))
    for row, bands in enumerate(spreads.values()):
        for number, (band, made) in enumerate(bands.items()):
            if made.films:
                y = row + 0.3 * (number - 0.5)
                shade = shades[titles.index(band)]
                ends = [made.bias - made.spread, made.bias + made.spread]
                axes.plot(ends, [y, y], color=shade, lw=2.0, solid_capstyle="round")
                axes.plot(made.bias, y, "o", color=shade, ms=4.5)
    axes.set_yticks(range(len(spreads)), list(spreads), fontsize=8.5)
    axes.invert_yaxis()
    axes.margins(y=0.02)
    axes.set_xlabel("read minus true, degrees: bias and one standard deviation", fontsize=9)
    axes.xaxis.label.set_color(INK)
    for shade, title in zip(shades, titles, strict=False):
        axes.plot([], [], "-o", color=shade, lw=2.0, ms=4.5, label=f"camera {title}")
    if titles:
        figure.legend(loc="outside upper left", ncols=2, frameon=False, fontsize=8.5)
    _remove_clutter(axes)
    axes.grid(axis="x", color=GRID, lw=0.8)
    return figure


def _remove_clutter(axes: Axes) -> None:
    axes.set_axisbelow(True)
    axes.grid(axis="y", color=GRID, lw=0.8)
    axes.tick_params(length=0, labelsize=8.5, labelcolor=INK)
    axes.spines[:].set_visible(False)


def _compute_lightness(shade: str) -> float:
    red, green, blue = mpl.colors.to_rgb(shade)
    return 0.3 * red + 0.59 * green + 0.11 * blue
