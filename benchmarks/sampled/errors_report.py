"""The report on measurement accuracy: turns errors of quantities into tables and Markdown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from benchmarks.report import VERSIONS, drop_empty, group_by, list_skipped, make_table
from benchmarks.sampled.camera_views import VIEWS
from benchmarks.sampled.quantity_errors import Kind, QuantityErrors
from benchmarks.sampled.report import SOURCES
from benchmarks.sampled.truth import Landmarks, describe_seeds
from formcheck.core.judging import LIKELY, SURE

Floats = NDArray[np.float64]

FINE_SHARE = 1 / 3
"""With sigma at most this share of the tolerance, a fault of two tolerances lies three sigma beyond
the limit: it is almost always reported, and good form almost never is."""
NORMAL = (0.68, 0.95)
"""Shares of normally distributed errors within one sigma and within two."""
CHANCE_EDGES = (0.0, 0.02, 0.05, 0.2, 0.5, 0.8, 0.95, 1.0)
"""Edges of the probability bins."""


@dataclass(frozen=True)
class Measured:
    """The report's contents: errors in films of these seeds; skipped: name and reason."""

    seeds: tuple[int, ...]
    landmarks: Landmarks
    films: int
    skipped: Sequence[tuple[str, str]]
    errors: Sequence[QuantityErrors]


@dataclass(frozen=True, slots=True)
class Spread:
    """Error statistics over films of equal weight; NaN, except films and read, if nothing was read.

    read: the share of frames with a value. mean: the mean absolute error. bias and spread: mean and
    standard deviation of the error. sigma: the median of the estimated sigmas. within: the shares
    within one sigma and within two. error_share, sigma_share: median absolute error and sigma, in
    tolerances. fine: the share whose sigma is at most ``FINE_SHARE`` of the tolerance.
    """

    films: int
    read: float
    mean: float
    bias: float
    spread: float
    sigma: float
    within: tuple[float, float]
    error_share: float
    sigma_share: float
    fine: float


def find_spread(errors: Sequence[QuantityErrors]) -> Spread:
    """Returns the statistics of these errors; each film and quantity has the same weight."""
    known = [np.isfinite(one.error) for one in errors]
    read = float(np.mean([rows.mean() for rows in known])) if errors else np.nan
    kept = [(one, rows) for one, rows in zip(errors, known, strict=True) if rows.any()]
    if not kept:
        nan = float("nan")
        return Spread(0, read, nan, nan, nan, nan, (nan, nan), nan, nan, nan)
    error = np.concatenate([one.error[rows] for one, rows in kept])
    sigma = np.concatenate([one.sigma[rows] for one, rows in kept])
    tolerance = np.concatenate([np.full(rows.sum(), one.tolerance) for one, rows in kept])
    weight = np.concatenate([np.full(rows.sum(), 1.0 / rows.sum()) for _, rows in kept])
    size = np.abs(error)
    bias, square = _find_mean(error, weight), _find_mean(error**2, weight)
    return Spread(
        films=len(kept),
        read=read,
        mean=_find_mean(size, weight),
        bias=bias,
        spread=float(np.sqrt(max(square - bias**2, 0.0))),
        sigma=_find_median(sigma, weight),
        within=(_find_mean(size <= sigma, weight), _find_mean(size <= 2.0 * sigma, weight)),
        error_share=_find_median(size / tolerance, weight),
        sigma_share=_find_median(sigma / tolerance, weight),
        fine=_find_mean(sigma <= FINE_SHARE * tolerance, weight),
    )


def _find_mean(values: NDArray[np.generic], weight: Floats) -> float:
    return float(np.average(values.astype(np.float64), weights=weight))


def _find_median(values: Floats, weight: Floats) -> float:
    order = np.argsort(values)
    reached = np.cumsum(weight[order])
    return float(values[order][np.searchsorted(reached, reached[-1] / 2.0)])


@dataclass(frozen=True, slots=True)
class Bin:
    """The readings whose predicted probability of being out is above low and at most high.

    share of all readings, their mean predicted and true rate of being out; NaN if empty.
    """

    low: float
    high: float
    share: float
    predicted: float
    truly_out: float


def find_bins(errors: Iterable[QuantityErrors], *, judged: bool) -> list[Bin]:
    """Returns the true rate of being out by probability, of single frames or as judged."""
    chances, outs, weights = [], [], []
    for one in errors:
        chance = one.chance_judged if judged else one.chance
        rows = np.isfinite(chance)
        chances.append(chance[rows])
        outs.append(one.is_out[rows])
        weights.append(np.full(rows.sum(), 1.0 / max(rows.sum(), 1)))
    chance, is_out, weight = (
        np.concatenate(parts) if parts else np.zeros(0) for parts in (chances, outs, weights)
    )
    found = []
    for low, high in pairwise(CHANCE_EDGES):
        inside = (chance <= high) & ((chance > low) | (low == 0.0))
        if not inside.any():
            found.append(Bin(low, high, 0.0, np.nan, np.nan))
            continue
        share = float(weight[inside].sum() / weight.sum())
        told, out = (_find_mean(values[inside], weight[inside]) for values in (chance, is_out))
        found.append(Bin(low, high, share, told, out))
    return found


def drop_repeats(errors: Iterable[QuantityErrors]) -> list[QuantityErrors]:
    """Returns the errors without repeats of a reading that several quantities share."""
    return [one for one in errors if not one.is_repeat]


def group_by_kind(errors: Iterable[QuantityErrors]) -> dict[Kind, list[QuantityErrors]]:
    """Returns the errors grouped by the kind of reading, each reading once."""
    return group_by(drop_repeats(errors), lambda one: one.kind)


def make_page(done: Measured, picture: str) -> str:
    """Returns the report; picture is the path of its image relative to the report."""
    parts = (
        _make_head(done),
        "## In short\n\n" + make_table(("", ""), list_key_rows(done.errors)),
        f"## Measures\n\n{_MEASURES}\n\n![Bias and spread of the angles]({picture})\n\n"
        + make_table(("measure", "unit", *HEADS), list_kind_rows(done.errors)),
        f"## By view\n\n{_VIEWS}\n\n"
        + make_table(*drop_empty(VIEW_HEADS, list_view_rows(done.errors))),
        "## By stretch\n\n" + make_table(STRETCH_HEADS, list_stretch_rows(done.errors)),
        f"## Chances\n\n{_CHANCES}\n\n" + make_table(CHANCE_HEADS, list_chance_rows(done.errors)),
        list_skipped(done.skipped),
        _LIMITS,
    )
    return "\n\n".join(part.strip() for part in parts if part) + "\n"


def _make_head(done: Measured) -> str:
    films = f"{done.films} video{'s' * (done.films != 1)}"
    return f"""
# How well formcheck measures

Written by `python -m benchmarks.sampled.errors`; not to be edited by hand. {films} of random people
in rendered rooms, drawn from [the reference](reference/README.md) ({describe_seeds(done.seeds)});
{len(done.skipped)} more were left out. Measured on {SOURCES[done.landmarks]}. The reading of the
working side's coach is compared with the value from the true joints, in every frame in which the
reference requires something of the quantity. Each video has the same weight. Where one reading
judges two quantities of a stretch (`turn` and `right-way`), it counts once, with the tolerance of
the first; in the tables by stretch and of chances each quantity counts. What formcheck reports
from these readings is in [accuracy.md](accuracy.md). {VERSIONS}.
"""


def list_key_rows(errors: Sequence[QuantityErrors]) -> list[tuple[str, str]]:
    """Returns the most important figures, a row each."""
    angles = [find_spread(made) for kind, made in group_by_kind(errors).items() if kind.is_angle]
    angles = [one for one in angles if one.films]
    of_stretch = group_by(errors, lambda one: (one.stretch, one.quantity))
    each = [made for made in map(find_spread, of_stretch.values()) if made.films]
    fine = sum(one.sigma_share <= FINE_SHARE for one in each)
    whole = find_spread(drop_repeats(errors))
    sure = find_bins(errors, judged=True)[-1]
    is_out = float(np.mean([one.is_out.mean() for one in errors])) if errors else np.nan
    return [
        (
            "Mean error of an angle, median over measures",
            _show_median([o.mean for o in angles], "°"),
        ),
        (
            "Standard deviation of an angle, median over measures",
            _show_median([o.spread for o in angles], "°"),
        ),
        (
            "Error, in tolerances: median over videos and quantities",
            _show_number(whole.error_share, 2),
        ),
        ("Estimated sigma, in tolerances: median", _show_number(whole.sigma_share, 2)),
        ("Errors within one sigma (68 % if sigma is right)", _show_share(whole.within[0])),
        ("Errors within two sigma (95 % if sigma is right)", _show_share(whole.within[1])),
        (
            "Quantities whose median sigma is at most a third of the tolerance",
            f"{fine} of {len(each)}",
        ),
        ("Truly beyond the tolerance", _show_share(is_out)),
        (
            f"The same where formcheck is {sure.low:.0%} sure of it, and its mean probability",
            f"{_show_share(sure.truly_out)}, {_show_share(sure.predicted)}" if sure.share else "",
        ),
        *_list_right_rows(errors),
        ("Share with a reading", _show_share(whole.read)),
    ]


def _list_right_rows(errors: Iterable[QuantityErrors]) -> list[tuple[str, str]]:
    """Returns how many quantities of a video are right or probably right, and are truly out.

    Truly out: for more than half of the time in which it is required.
    """
    read = [one for one in errors if np.isfinite(one.chance_judged).any()]
    chances = np.array([np.nanmean(one.chance_judged) for one in read])
    is_out = np.array([one.is_out.mean() > 0.5 for one in read], bool)
    is_sure = chances <= 1.0 - SURE
    return [
        (
            f"{what}: share of all quantities; of these truly beyond the tolerance",
            f"{_show_share(chosen.mean())}; {is_out[chosen].sum()} of {chosen.sum()}",
        )
        for what, chosen in (
            (f"Right, on average at least {SURE:.0%} likely", is_sure),
            ("Probably right, on average more likely than not", ~is_sure & (chances < LIKELY)),
        )
        if len(read)
    ]


HEADS = (
    "videos", "read", "mean error", "bias", "spread", "sigma", "within sigma", "within two",
    "error / tolerance", "sigma / tolerance", "a third at most",
)  # fmt: skip


def list_kind_rows(errors: Iterable[QuantityErrors]) -> list[tuple[str, ...]]:
    """Returns a row for each kind of reading."""
    return [
        (f"`{kind.name}`", kind.unit, *_list_cells(find_spread(made), _get_places(kind)))
        for kind, made in group_by_kind(errors).items()
    ]


VIEW_HEADS = ("measure", *VIEWS)


def list_view_rows(errors: Sequence[QuantityErrors]) -> list[tuple[str, ...]]:
    """Returns a row for each kind of reading and one for all, with a column for each view."""
    rows = []
    for kind, made in group_by_kind(errors).items():
        seen = [find_spread([one for one in made if one.view == view]) for view in VIEWS]
        rows.append((f"`{kind.name}`", *(_show_view(one, _get_places(kind)) for one in seen)))
    seen = [
        find_spread([one for one in drop_repeats(errors) if one.view == view]) for view in VIEWS
    ]
    return [*rows, ("all", *(_show_view(one, None) for one in seen))]


STRETCH_HEADS = ("stretch", "quantity", "measure", "tolerance", *HEADS)


def list_stretch_rows(errors: Iterable[QuantityErrors]) -> list[tuple[str, ...]]:
    """Returns a row for each quantity of each stretch."""
    rows = []
    for (stretch, quantity), made in group_by(errors, lambda o: (o.stretch, o.quantity)).items():
        kind, tolerance = made[0].kind, made[0].tolerance
        words = (stretch, f"`{quantity}`", f"`{kind.name}`", f"{tolerance:g}")
        rows.append((*words, *_list_cells(find_spread(made), _get_places(kind))))
    return rows


CHANCE_HEADS = (
    "chance of being out", "frames", "predicted", "truly out",
    "as judged", "predicted", "truly out",
)  # fmt: skip


def list_chance_rows(errors: Sequence[QuantityErrors]) -> list[tuple[str, ...]]:
    """Returns a row for each probability bin: for single frames, and as the coach judges."""
    rows = []
    for one, judged in zip(
        find_bins(errors, judged=False), find_bins(errors, judged=True), strict=True
    ):
        cells = [
            text
            for made in (one, judged)
            for text in (
                _show_share(made.share),
                _show_share(made.predicted),
                _show_share(made.truly_out),
            )
        ]
        rows.append((f"{one.low:g} to {one.high:g}", *cells))
    return rows


def _list_cells(made: Spread, places: int) -> tuple[str, ...]:
    return (
        str(made.films),
        _show_share(made.read),
        _show_number(made.mean, places),
        _show_number(made.bias, places, "+"),
        _show_number(made.spread, places),
        _show_number(made.sigma, places),
        *(_show_share(share) for share in made.within),
        _show_number(made.error_share, 2),
        _show_number(made.sigma_share, 2),
        _show_share(made.fine),
    )


def _show_view(made: Spread, places: int | None) -> str:
    """Returns mean error, median error in tolerances, shares within one and two sigma, films."""
    if not made.films:
        return ""
    error = "" if places is None else f"{_show_number(made.mean, places)} = "
    one, two = made.within
    return f"{error}{made.error_share:.2f} t; {one:.0%}, {two:.0%} ({made.films})"


def _get_places(kind: Kind) -> int:
    return 1 if kind.unit.startswith("deg") else 2


def _show_number(value: float, places: int, sign: str = "") -> str:
    return f"{value:{sign}.{places}f}" if isfinite(value) else ""


def _show_share(share: float) -> str:
    return f"{share:.0%}" if isfinite(share) else ""


def _show_median(values: Sequence[float], unit: str) -> str:
    return f"{np.median(values):.1f}{unit}" if values else ""


_MEASURES = f"""\
*Read*: the share of frames with a reading. *Mean error* is the mean absolute error; *bias* and
*spread* are the mean and standard deviation of the signed error. *Sigma* is the median of
formcheck's own estimate of its error. It is right where {NORMAL[0]:.0%} of the errors are within it
and {NORMAL[1]:.0%} within twice as much. *Error / tolerance* and *sigma / tolerance* are medians.
*A third at most*: the share of readings whose sigma is at most a third of the tolerance, so that a
fault of two tolerances leaves hardly any doubt."""

_VIEWS = """\
Mean error = median error in tolerances (t); shares within one and two sigma (number of videos)."""

_CHANCES = """\
Verdicts depend on the chance that a quantity is beyond its tolerance, which is computed from its
value and sigma. In each range of chances, *truly out* should equal the *predicted* mean. The first
three columns treat each frame alone. The others show the same as judged, where the first good
moment of a hold is taken into account."""

_LIMITS = """
## What these figures do not show

- The people and rooms are rendered by the generator whose other people the estimator was fitted on.
- Frames of one video are alike: there are many frames, but only as many people and rooms as videos.
- True joints lie inside the body, and the true values are computed from them alone.
"""
