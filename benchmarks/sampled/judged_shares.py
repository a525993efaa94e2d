"""The share of a film's frames in which each quantity was read well enough to be judged."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from benchmarks.report import group_by, make_table
from benchmarks.sampled.judge import choose_spec_id
from benchmarks.sampled.quantity_errors import read_quantities
from benchmarks.sampled.truth import FilmFile, FilmTruth, read_film
from formcheck.core.body import Side
from formcheck.core.judging import is_judged
from formcheck.core.kinematics import Definition, Reading
from formcheck.core.stretch import Need, Plan, Spec, plan_for
from formcheck.core.stretch.model import QuantityTable
from formcheck.library.accuracy import JUDGED_SHARE
from formcheck.library.catalogue import load_spec
from formcheck.vision.pose.recording import Recording


@dataclass(frozen=True, slots=True)
class JudgedFilm:
    """A film of good form: for each quantity, the number of frames judged and of all frames.

    The frames are those of the true hold, or of the end of a repetition at which the quantity is
    required. A quantity that both sides must meet counts once per side.
    """

    stretch: str
    from_desk: bool
    frames: Mapping[str, tuple[int, int]]


def measure_judged(film: FilmFile) -> JudgedFilm:
    """Returns what was judged in a film in which somebody stretches."""
    truth, recording = read_film(film)
    spec = load_spec(choose_spec_id(truth.about))
    plan = plan_for(spec, Side.BOTH if spec.sides == (Side.BOTH,) else Side(truth.about.side))
    return JudgedFilm(spec.id, truth.from_desk, count_judged(truth, spec, plan, recording))


def count_judged(
    film: FilmTruth, spec: Spec, plan: Plan, recording: Recording
) -> dict[str, tuple[int, int]]:
    """Returns, by quantity, the frames that the coach of the plan could judge, and all frames."""
    read = {one.t_s: one.judged for one in read_quantities(plan, recording)}
    frames = film.find_frames(np.array(recording.t_s))
    found = {}
    for name, own in spec.quantity.items():
        wanted = film.select_wanted("hold" if spec.rep is None else own.at)[frames]
        needs = [_build_need(d, own) for d in plan.definitions if d.name.split(".")[0] == name]
        answers = [
            is_judged(need, read.get(recording.t_s[row], _NOBODY).get(need.measure))
            for row in np.flatnonzero(wanted).tolist()
            for need in needs
        ]
        found[name] = (sum(answers), len(answers))
    return found


_NOBODY: Mapping[str, Reading] = {}


def _build_need(definition: Definition, own: QuantityTable) -> Need:
    """Returns the target in the definition's sign, which is inverted for a falling driver."""
    low, high = sorted(definition.sign * end for end in own.target)
    return Need(definition.name, low, high, own.tolerance, definition.is_moving)


def find_judged_shares(films: Iterable[JudgedFilm]) -> dict[str, float]:
    """Returns the judged share of all frames by quantity; those without frames are left out."""
    sums: dict[str, tuple[int, int]] = {}
    for film in films:
        for name, (judged, whole) in film.frames.items():
            before = sums.get(name, (0, 0))
            sums[name] = (before[0] + judged, before[1] + whole)
    return {name: judged / whole for name, (judged, whole) in sums.items() if whole}


JUDGED_HEADS = ("stretch", "quantity", "from two metres", "from a desk")


def list_judged_rows(films: Iterable[JudgedFilm]) -> list[tuple[str, ...]]:
    """Returns a row for each quantity of the stretches that have films from a desk."""
    rows: list[tuple[str, ...]] = []
    for stretch, made in group_by(films, lambda one: one.stretch).items():
        room, desk = ([j for j in made if j.from_desk is near] for near in (False, True))
        far = find_judged_shares(room)
        rows += [
            (stretch, f"`{name}`", f"{far[name]:.0%}" if name in far else "", f"{near:.0%}")
            for name, near in find_judged_shares(desk).items()
        ]
    return rows


def make_judged_part(films: Iterable[JudgedFilm]) -> str:
    """Returns the report section on judged shares; "" without films from a desk."""
    rows = list_judged_rows(films)
    return (
        f"## What is judged from a desk\n\n{_SECTION}\n\n{make_table(JUDGED_HEADS, rows)}"
        if rows
        else ""
    )


_SECTION = f"""\
Of the pictures of the true hold in videos of good form, the share in which a quantity was read well
enough to be judged (`formcheck/core/judging.py`). From {JUDGED_SHARE:.0%} on,
`formcheck show` and the page call it judged. What the laptop does not see may be judged there too,
from what the rest of the body shows."""
