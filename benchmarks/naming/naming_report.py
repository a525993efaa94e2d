"""The report on stretch recognition, and the figures reported for sealed films."""

from collections import Counter
from collections.abc import Sequence

from benchmarks.naming.judge import FEWEST, MOST, NOTHING, Film, Routine
from benchmarks.report import list_skipped, make_table
from benchmarks.sampled.truth import describe_seeds


def build_row(films: Sequence[Film]) -> list[str]:
    """Returns a row: films, right first, among two, clearly right, clearly wrong, nothing named."""
    told = [film.clear for film in films]
    right = [film.stretch or NOTHING for film in films]
    return [
        str(len(films)),
        _show_share(sum(f.first == r for f, r in zip(films, right, strict=True)), len(films)),
        _show_share(sum(f.is_among_two for f in films), len(films))
        if any(film.stretch for film in films)
        else "",
        _show_share(sum(t == r for t, r in zip(told, right, strict=True)), len(films)),
        _show_share(
            sum(t not in {r, NOTHING} for t, r in zip(told, right, strict=True)), len(films)
        ),
        _show_share(sum(not f.named for f in films), len(films)),
    ]


def list_figures(films: Sequence[Film], skipped: int) -> dict[str, object]:
    """Returns the figures of clear names that may be reported for sealed films, by log column."""
    right = sum(film.clear == (film.stretch or NOTHING) for film in films)
    nothing = sum(film.clear == NOTHING and bool(film.stretch) for film in films)
    return {
        "landmarks": "model",
        "films": len(films),
        "skipped": skipped,
        "right": right,
        "wrong": len(films) - right - nothing,
        "nothing": nothing,
    }


def _show_share(count: float, whole: float) -> str:
    return f"{count / whole:.2f}" if whole else "-"


HEADS = (
    "", "videos", "right first", "among the first two", "clearly right", "clearly wrong",
    "nothing said",
)  # fmt: skip
ROUTINE_HEADS = (
    "seconds in which a stretch is done", "right", "another one", "nothing said", "clear spans",
    "of them none that was done",
)  # fmt: skip


def list_mix_ups(films: Sequence[Film]) -> list[list[str]]:
    """Returns a row for each stretch: films, right first, and the other names given."""
    rows = []
    for stretch in sorted({film.stretch for film in films if film.stretch}):
        own = [film for film in films if film.stretch == stretch]
        said = Counter(film.first for film in own)
        others = [f"{name} {n}" for name, n in said.most_common() if name != stretch]
        rows.append([stretch, str(len(own)), str(said[stretch]), ", ".join(others) or "-"])
    return rows


def make_page(
    seeds: Sequence[int],
    films: Sequence[Film],
    routines: Sequence[Routine],
    real: Sequence[Film],
    skipped: Sequence[tuple[str, str]] = (),
) -> str:
    """Returns the page; skipped: name and reason of what could not be named."""
    forms = sorted({film.form for film in films})
    total_s = sum(r.right_s + r.wrong_s + r.unnamed_s for r in routines)
    seconds = [
        f"{total_s:.0f}",
        _show_share(sum(r.right_s for r in routines), total_s),
        _show_share(sum(r.wrong_s for r in routines), total_s),
        _show_share(sum(r.unnamed_s for r in routines), total_s),
        str(sum(r.spans for r in routines)),
        str(sum(r.invented for r in routines)),
    ]
    out = f"""# Which stretch is it?

Written by `python -m benchmarks.naming`; not to be edited by hand. The stretch that
`formcheck check` names in a video without `--stretch`. *Right first*: the likeliest name of the
longest span is right. *Clearly*: the name is given without doubt, and judged; otherwise the answer
is "X or Y", or none of the catalogue. For people who do no stretch, naming nothing is right.

## Random people

Videos of random people in rendered rooms ({describe_seeds(seeds)}). The network that names was
fitted on people of the same generator, of the part "fit". The costs in
`formcheck/core/recognition/spans.py` were chosen on seed 101; the probabilities required to name a
stretch, and to name it clearly, on seed 121.

{make_table(HEADS, [[form, *build_row([f for f in films if f.form == form])] for form in forms])}

### Routines

{len(routines)} routines, each of {FEWEST} to {MOST} of these videos with cuts between them.

{make_table(ROUTINE_HEADS, [seconds])}

### What is taken for what

{make_table(["stretch", "videos", "right first", "named instead"], list_mix_ups(films))}
"""
    if real:
        kinds = sorted({film.form for film in real})
        out += f"""
## Real people

The videos and photos of docs/real-people.md, of people who do a stretch and of people who do
something else. No network was fitted on them, but they were in view when it was chosen how likely
a stretch must be, and which other exercises are learned from. Videos of photos show each for 3 s;
tables of landmarks have no pictures.

{make_table(HEADS, [[kind, *build_row([f for f in real if f.form == kind])] for kind in kinds])}

{make_table(["stretch", "videos", "right first", "named instead"], list_mix_ups(real))}
"""
    if skipped:
        out += f"\n{list_skipped(skipped)}\n"
    return out
