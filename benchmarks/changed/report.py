"""The report on films and their changes: turns comparisons into tables and Markdown."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from benchmarks.report import VERSIONS, list_skipped, make_table

HEADS = ("videos", "same answer", "videos answered", "same answer of these", "not applicable")
STRETCH_HEADS = ("changes", "same answer", "changes of answered videos", *HEADS[3:])


@dataclass(frozen=True, slots=True)
class Comparison:
    """A film under one change: what differs, in words, or why the change is not applicable."""

    change: str
    differences: tuple[str, ...] = ()
    not_applicable: str = ""


@dataclass(frozen=True, slots=True)
class FilmResult:
    """A film: its unchanged result, whether that counts or reports anything, and its changes."""

    name: str
    stretch: str
    world: str
    answer: str
    answered: bool
    compared: tuple[Comparison, ...]


Pairs = Sequence[tuple[FilmResult, Comparison]]


def list_change_rows(films: Iterable[FilmResult]) -> list[tuple[str, ...]]:
    """Returns a row per change, in the order of the changes, and one for all."""
    return _list_rows(films, lambda _, one: one.change)


def list_stretch_rows(films: Iterable[FilmResult]) -> list[tuple[str, ...]]:
    """Returns a row per stretch by name, and one for all; each change of a film counts as one."""
    return _list_rows(sorted(films, key=lambda film: film.stretch), lambda film, _: film.stretch)


def _list_rows(
    films: Iterable[FilmResult], key: Callable[[FilmResult, Comparison], str]
) -> list[tuple[str, ...]]:
    pairs = [(film, one) for film in films for one in film.compared]
    names = dict.fromkeys(key(*pair) for pair in pairs)
    groups = {name: [pair for pair in pairs if key(*pair) == name] for name in names}
    return [_make_row(name, group) for name, group in {**groups, "all": pairs}.items()]


def _make_row(name: str, pairs: Pairs) -> tuple[str, ...]:
    fitting = [pair for pair in pairs if not pair[1].not_applicable]
    answered = [pair for pair in fitting if pair[0].answered]
    counts = (len(fitting), _count_same(fitting), len(answered), _count_same(answered))
    return (name, *(str(count) for count in counts), str(len(pairs) - len(fitting)))


def _count_same(pairs: Pairs) -> int:
    return sum(not one.differences for _, one in pairs)


def make_page(films: Sequence[FilmResult], left_out: Sequence[tuple[str, str]]) -> str:
    """Returns the report as Markdown, with a section for each world."""
    parts = [
        f"""# The same video, changed

Written by `python -m benchmarks.changed`; not to be edited by hand. Each video was changed in every
way below, and formcheck's answer compared with the one to the unchanged video: side, repetitions or
seconds held (within 0.3 s, or 5 % of more than 6 s), faults reported. Whether that answer is right
is not examined here. A video is *answered* when anything was counted or reported in it unchanged;
to say nothing twice is easy. All rules are in `benchmarks/changed/score.py`, all changes in
`benchmarks/changed/changes.py`. {VERSIONS}."""
    ]
    for world in dict.fromkeys(film.world for film in films):
        parts += _format_world(world, [film for film in films if film.world == world])
    parts.append(list_skipped(left_out))
    return "\n\n".join(filter(None, parts)) + "\n"


def _format_world(world: str, films: Sequence[FilmResult]) -> list[str]:
    rows = [
        (film.name, one.change, "; ".join(one.differences))
        for film in films
        for one in film.compared
        if one.differences
    ]
    answers = [(film.name, film.stretch, film.answer) for film in films]
    title = world[0].upper() + world[1:]
    return [
        f"## {title}: {len(films)} videos",
        "### By change\n\n" + make_table(("", *HEADS), list_change_rows(films)),
        "### By stretch\n\nEach change of a video is one.\n\n"
        + make_table(("", *STRETCH_HEADS), list_stretch_rows(films)),
        "### Answers to the videos as they are\n\n"
        + make_table(("video", "stretch", "answer"), answers),
        "### Every different answer\n\n" + make_table(("video", "change", "what differs"), rows),
    ]
