"""The report on films drawn from the reference: turns scores into tables and Markdown."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.report import VERSIONS, group_by, list_skipped, make_table
from benchmarks.sampled.rep_errors import describe_rep_errors
from benchmarks.sampled.score import NOBODY, FilmScore, Totals, sum_scores
from benchmarks.sampled.truth import Landmarks, describe_seeds

HEADS = (
    "", "videos", "right", "nothing counted", "refused", "wrong amount", "with a false fault",
    "faults reported", "missed", "correct seconds counted",
)  # fmt: skip
_GROUPS: Mapping[str, Callable[[FilmScore], str]] = {
    "Intended form": lambda one: one.form,
    "How it begins": lambda one: one.begins,
    "View": lambda one: one.view,
    "What the picture cuts off": lambda one: one.cut,
    "Size of the picture": lambda one: one.size,
}
SOURCES: Mapping[Landmarks, str] = {
    "model": "the landmarks that the pose model found",
    "true-image": "the model's landmarks with their true places in the image",
    "true-world": "the model's landmarks with their true places in the world",
    "true": "true joints as landmarks, everything visible",
    "true-placed": "true joints as seen by a camera that stands exactly in the requested position",
}
_RULES = """
A video is *right* if its repetitions are exact, or if its hold is within 0.3 s (5 % of a hold over
6 s) of what the true joints allow: at least the tolerated frames of the hold, at most all tolerated
frames from arriving to leaving, which is 0.7 s more on average. It is *within the seconds that are
given* if the range given for the hold includes that length. If somebody only walks by, nothing must
be counted. The side and false faults are counted separately. A fault is *false* if no frame within
a second has its quantity beyond the tolerance. *Correct seconds counted* are the seconds counted,
at most as many as the video shows, whenever they were. *Not as drawn* are videos that should show
good form but whose joints never do: they are no correct performances. The start, end and times of
repetitions are compared with the script of the video, and only where the true joints follow it to
0.3 s: kneeling thoracic twists turn too early for that, and in most quadruped trunk rotations the
trunk hardly turns and then jumps. All rules are in `benchmarks/sampled/score.py`.
"""


@dataclass(frozen=True, slots=True)
class Sampled:
    """The contents of the report.

    skipped: name and reason of films that could not be read. unmapped: by stretch, the faults of
    the spec that joints can't show, and the faults of the reference that the spec lacks.
    """

    seeds: tuple[int, ...]
    landmarks: Landmarks
    scores: tuple[FilmScore, ...]
    skipped: tuple[tuple[str, str], ...]
    unmapped: Mapping[str, tuple[list[str], list[str]]]


def make_row(name: str, made: Totals) -> tuple[str, ...]:
    """Returns a row of a table."""
    seconds = [f"{made.counted_s:.0f} of {made.true_s:.0f}"] if made.true_s else []
    if made.excess_s >= 0.5:  # rounds to at least a second
        seconds.append(f"{made.excess_s:.0f} too many")
    counts = (
        made.films, made.right, made.nothing, made.refused, made.wrong, made.false_fault_films,
        made.told, made.missed,
    )  # fmt: skip
    return (name, *(str(count) for count in counts), ", ".join(seconds))


def list_stretch_rows(scores: Iterable[FilmScore]) -> list[tuple[str, ...]]:
    """Returns a row per stretch, one for films in which nobody stretches, and one for all."""
    kept = list(scores)
    groups = group_by(kept, lambda one: one.stretch)
    names = sorted(groups, key=lambda name: (name == NOBODY, name))
    return [
        *(make_row(name, sum_scores(groups[name])) for name in names),
        make_row("all", sum_scores(kept)),
    ]


def make_group_tables(scores: Iterable[FilmScore]) -> dict[str, list[tuple[str, ...]]]:
    """Returns tables of the films that stretch, by form, beginning, view, cut and size."""
    stretching = [one for one in scores if one.stretch != NOBODY]
    return {
        title: [
            make_row(name, sum_scores(films)) for name, films in group_by(stretching, key).items()
        ]
        for title, key in _GROUPS.items()
    }


def list_totals(made: Totals) -> list[tuple[str, str]]:
    """Returns the totals with their labels."""
    return [
        ("Videos", str(made.films)),
        ("Right", _show_share(made.right, made.films)),
        ("Right, or within the seconds that are given", _show_share(made.covered, made.films)),
        ("Counted nothing at all", _show_share(made.nothing, made.films)),
        ("Refused", _show_share(made.refused, made.films)),
        ("Counted a wrong amount", _show_share(made.wrong, made.films)),
        ("With a false fault", _show_share(made.false_fault_films, made.films)),
        ("Faults reported", _show_share(made.told, made.told + made.missed)),
        ("Working side found", _show_share(made.side_right, made.sided)),
        ("Correct seconds counted", f"{made.counted_s:.0f} of {made.true_s:.0f}"),
        ("Seconds counted too many", f"{made.excess_s:.0f}"),
        *describe_rep_errors(made.rep_errors),
    ]


def make_page(done: Sampled) -> str:
    """Returns the report as Markdown."""
    stretching = [one for one in done.scores if one.stretch != NOBODY]
    groups = make_group_tables(done.scores)
    parts = [
        _make_head(done),
        "## In short\n\n" + make_table(("", ""), list_totals(sum_scores(done.scores))),
        "## By stretch\n\n" + make_table(HEADS, list_stretch_rows(done.scores)),
        *(
            f"## {title}\n\n" + make_table(HEADS, rows)
            for title, rows in groups.items()
            if stretching
        ),
        _show_false_faults(done.scores),
        _show_unmapped(done.unmapped),
        list_skipped(done.skipped),
    ]
    return "\n\n".join(part.strip() for part in parts if part) + "\n"


def _make_head(done: Sampled) -> str:
    whose = SOURCES[done.landmarks]
    return f"""
# Videos of random people

Written by `python -m benchmarks.sampled`; not to be edited by hand. {len(done.scores)} videos of
random people in rendered rooms ({describe_seeds(done.seeds)}), judged on {whose}, the side left
to be found. {VERSIONS}.

{_RULES.strip()}
"""


def _show_false_faults(scores: Sequence[FilmScore]) -> str:
    counts: dict[tuple[str, str], int] = {}
    for one in scores:
        for fault in one.false_faults:
            counts[one.stretch, fault] = counts.get((one.stretch, fault), 0) + 1
    if not counts:
        return ""
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    rows = [(stretch, f"`{fault}`", str(count)) for (stretch, fault), count in ordered]
    return "## False faults\n\n" + make_table(("stretch", "fault", "videos"), rows)


def _show_unmapped(known: Mapping[str, tuple[list[str], list[str]]]) -> str:
    rows = [
        (stretch, _show_ids(unknown), _show_ids(missing))
        for stretch, (unknown, missing) in sorted(known.items())
        if unknown or missing
    ]
    if not rows:
        return ""
    heads = ("stretch", "reported by formcheck, not in joints", "in the reference, never reported")
    text = "The first are never counted as false; the second are always missed."
    return f"## Faults without a partner\n\n{text}\n\n{make_table(heads, rows)}"


def _show_ids(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names))


def _show_share(count: int, of: int) -> str:
    return f"{count} of {of} ({count / of:.0%})" if of else f"{count} of {of}"
