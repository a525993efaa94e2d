"""The report on real people: turns scores into tables and Markdown."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from benchmarks.real.judge import Missing
from benchmarks.real.labels import Performance
from benchmarks.real.score import Negative, Score, Totals, sum_scores
from benchmarks.report import VERSIONS, group_by, make_table

HEADS = (
    "", "performances", "amount right", "nothing counted", "refused", "with a false fault",
    "recognised",
)  # fmt: skip
INTRO = """
Videos, photos and tables of landmarks of real people, published in public repositories, were judged
as `formcheck check` judges a video. Correct form in them was labelled by eye against the reference,
stretch by stretch. The labels are in [benchmarks/real](../benchmarks/real/README.md); no picture is
part of this project, and the command fetches none.

The people are those that could be found: mostly trainers in studios, in videos cut for a lesson,
and one man who posed for most of the photos. None of them knew of formcheck. They were looked at
while it was built, and two limits of naming were chosen with some of them in view; a rule for the
start of a cat-cow was made on one video, that of ErwanViot/wanshape. Nothing was fitted on them.
They are few, so a figure here shows whether something works at all, not how well.
""".strip()
RULES = """
*Amount right*: seconds within 1 s of what the label allows (and above 0 if there is a hold), exact
repetitions, or a photo's form as labelled. *Recognised*: the amount and the side are right, and no
fault is reported that the label neither names nor calls arguable. The tables below are for correct
performances. In a video made of photos each photo lasts 3 s, so speeds mean nothing. Tables of
landmarks have no pictures: their size, speed and depth are estimated, so they show less.
""".strip()
_KINDS = {
    "film": "videos",
    "photos": "videos made of photos",
    "photo": "photos",
    "landmarks": "tables of landmarks",
}


@dataclass(frozen=True, slots=True)
class Real:
    """The results of performances, of people who do no stretch, and the missing files."""

    scores: tuple[Score, ...]
    negatives: tuple[Negative, ...]
    missing: tuple[Missing, ...]


def list_totals(done: Real) -> list[tuple[str, str]]:
    """Returns the key figures with their labels."""
    good, faulty = _select_form(done.scores, "good"), _select_form(done.scores, "fault")
    of_good, of_faulty = sum_scores(good), sum_scores(faulty)
    counted = [one for one in done.negatives if one.counted]
    return [
        ("correct performances recognised", f"{of_good.recognised} of {len(good)}"),
        ("their hold or repetitions right", f"{of_good.right} of {len(good)}"),
        ("of them with nothing counted", f"{of_good.nothing} of {len(good)}"),
        ("of them refused", f"{of_good.refused} of {len(good)}"),
        ("of them with a false fault", f"{of_good.false_fault} of {len(good)}"),
        ("labelled faults reported", f"{of_faulty.told} of {of_faulty.labelled_faults}"),
        ("faulty performances with a false fault", f"{of_faulty.false_fault} of {len(faulty)}"),
        (
            "people doing something else, credited with the stretch asked for",
            f"{len({one.where for one in counted})} of {len({n.where for n in done.negatives})}",
        ),
        ("labels whose file was not there", str(sum(not one.reason for one in done.missing))),
        ("labels whose file could not be read", str(sum(bool(one.reason) for one in done.missing))),
    ]


def list_group_rows(
    scores: Sequence[Score], group: Callable[[Score], str]
) -> list[tuple[str, ...]]:
    """Returns a row for each group of correct performances, and one for all."""
    good = _select_form(scores, "good")
    rows = [_format_totals(name, sum_scores(some)) for name, some in group_by(good, group).items()]
    return [*rows, _format_totals("all", sum_scores(good))]


def make_tables(scores: Sequence[Score]) -> dict[str, list[tuple[str, ...]]]:
    """Returns the tables of correct performances by title."""
    return {
        "Stretch": list_group_rows(scores, lambda one: one.label.stretch or ""),
        "How sure the label is": list_group_rows(scores, lambda one: one.label.sure),
        "Made of": list_group_rows(scores, lambda one: _KINDS[one.label.kind]),
        "View": list_group_rows(scores, lambda one: one.label.view),
    }


def make_page(done: Real, sitting: str) -> str:
    """Returns the page; sitting is its section on sitting people, "" if there are none."""
    parts = [
        "# Real people",
        INTRO,
        f"`python -m benchmarks.real FOLDER` writes this page. {VERSIONS}.",
        "## Stretches",
        make_table(("", ""), list_totals(done)),
        RULES,
    ]
    for title, rows in make_tables(done.scores).items():
        parts += [f"### {title}", make_table(HEADS, rows)]
    parts += ["## Every performance", *_format_performances(done.scores)]
    parts += ["## People who do no stretch", *_format_negatives(done.negatives)]
    if sitting:
        parts.append(sitting.strip())
    return "\n\n".join(parts) + "\n"


def _format_performances(scores: Sequence[Score]) -> Iterable[str]:
    heads = (
        "where",
        "what one sees",
        "label",
        "wanted",
        "formcheck",
        "faults it reported",
        "right?",
    )
    for stretch in sorted({one.label.stretch or "" for one in scores}):
        yield f"### `{stretch}`"
        yield make_table(heads, [_make_row(one) for one in scores if one.label.stretch == stretch])


def _make_row(one: Score) -> tuple[str, ...]:
    label = one.label
    return (
        one.where,
        label.seen,
        f"{label.form}, {label.sure}" + "".join(f"; {fault}" for fault in _name_faults(label)),
        say_wanted(label),
        "refused" if one.said.refused else say_amount(label, one.said.counted),
        ", ".join(_format_fault(one, fault) for fault in one.said.faults) or "-",
        say_verdict(one),
    )


def _name_faults(label: Performance) -> list[str]:
    return [*label.faults, *(f"{fault} (arguable)" for fault in label.arguable)]


def _format_fault(one: Score, fault: str) -> str:
    false = one.label.form != "unsure" and fault in one.false_faults
    return f"{fault} (false)" if false else fault


def say_wanted(label: Performance) -> str:
    """Returns the right amount, in words."""
    if label.kind == "photo":
        return "good form" if label.form == "good" else "a fault"
    if label.hold_s is not None:
        least, most = label.hold_s
        return f"{least:g} s" if least == most else f"{least:g} to {most:g} s"
    return f"{label.repetitions} repetition" + "s" * (label.repetitions != 1)


def say_amount(label: Performance, counted: float) -> str:
    """Returns the counted amount, in words."""
    if label.kind == "photo":
        return "good form" if counted else "not good"
    return f"{counted:.1f} s" if label.hold_s is not None else f"{counted:g}"


def say_verdict(one: Score) -> str:
    """Returns what was wrong, in words, or "yes"; "-" if the label is unsure of the form."""
    if one.label.form == "unsure":
        return "-"
    wrong = [
        "" if one.outcome == "right" else "amount",
        "" if one.side_right else "side",
        "false fault" if one.false_faults else "",
        "missed " + ", ".join(one.missed) if one.missed else "",
    ]
    return ", ".join(filter(None, wrong)) or "**yes**"


def _format_negatives(negatives: Sequence[Negative]) -> Iterable[str]:
    people = len({one.where for one in negatives})
    counted = [one for one in negatives if one.counted]
    yield (
        f"{people} parts of videos and photos, each asked for stretches in a position like theirs: "
        f"{len(negatives)} verdicts, in {len(counted)} of which something was counted."
    )
    if counted:
        yield make_table(
            ("where", "what one sees", "label", "asked for", "counted"),
            [(n.where, n.label.seen, n.label.sure, n.stretch, say_negative(n)) for n in counted],
        )


def say_negative(one: Negative) -> str:
    """Returns the amount counted for a stretch that is not done, in words."""
    return "good form" if one.label.kind == "photo" else f"{one.counted:.1f}"


def _select_form(scores: Sequence[Score], form: str) -> list[Score]:
    return [one for one in scores if one.label.form == form]


def _format_totals(name: str, of: Totals) -> tuple[str, ...]:
    counts = (of.performances, of.right, of.nothing, of.refused, of.false_fault, of.recognised)
    return (name, *map(str, counts))
