"""The inputs of a batch: files, folders, and CSV lists with a line for each file."""

import csv
import hashlib
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from formcheck.core.stretch import SpecError
from formcheck.core.stretch.dose import format_count
from formcheck.engine.routine import Task
from formcheck.files.errors import FormcheckError
from formcheck.files.escapes import escape_unencodable
from formcheck.files.plain_json import format_json
from formcheck.files.quoting import quote_word
from formcheck.library.catalogue import SUFFIX
from formcheck.ui.batch import addresses
from formcheck.ui.batch.batch_contract import COLUMNS, SIDES
from formcheck.ui.jobs import parse_task, split_stretches

_LIST_SUFFIX = ".csv"
_FILE, _STRETCH, _SIDE = "file", "stretch", "side"
_KNOWN = (_FILE, _STRETCH, _SIDE)
_LONGEST_STEM = 60
_ALIKE = 0.9
"""Similarity from which a column name is a typo ("strech", not "slide"). Chosen for formcheck."""
_DIGITS = 12
"""Hexadecimal digits of the digest in output names."""
RESULTS, PICTURES = "results", "videos"
"""Subfolders of the batch's folder, for results and for annotated videos and photos."""
_DRAWN = re.compile(rf"(.+)/{PICTURES}/[^/]+\.[0-9a-f]{{{_DIGITS}}}\.(mp4|png)")


@dataclass(frozen=True, slots=True, eq=False)
class WorkItem:
    """One input and what it is judged for.

    file, stretch: as the user named them, with anything that is not UTF-8 escaped as in JSON.
    address: valid from anywhere. name: that of its outputs, the same for the same work. more:
    further columns of the list.
    """

    file: str
    address: str
    name: str
    stretch: str | None
    side: str
    task: Task
    more: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ListedFile:
    """A requested input. From a list, where: its line; filled: which of stretch, side it names."""

    found: addresses.Found
    stretch: str | None
    side: str
    more: Mapping[str, str]
    where: str = ""
    filled: tuple[str, ...] = ()


def read_work(
    inputs: Sequence[str], stretch: str | None, side: str, extras: Sequence[str], out: str
) -> list[WorkItem]:
    """Returns the work in the given order, without duplicates.

    stretch and side apply to lines without their own. extras: outputs besides each file's JSON,
    "video" (annotated video or photo) and "report" (the text of ``check``); an item's name depends
    on them. out: the address of the batch's folder; annotated files in it, or in that of an earlier
    batch, are no inputs. Raises FormcheckError for a missing input, a broken list, an unknown
    stretch, or a file listed twice with different further columns.
    """
    known_task = cache(parse_task)
    is_batch = cache(lambda folder: folder == out or addresses.has_folder(f"{folder}/{RESULTS}"))
    items: dict[str, WorkItem] = {}
    for line in _read_lines(inputs, stretch, side):
        drawn = _DRAWN.fullmatch(line.found.address)
        if not (drawn and is_batch(drawn[1])):
            item = _make_item(line, known_task, extras)
            first = items.setdefault(item.name, item)
            if item.more != first.more:
                raise FormcheckError(
                    f"{item.file} is named twice, with different further columns: leave one out."
                )
    if not items:
        raise FormcheckError(
            f"There is no video, photo or recording in {', '.join(inputs)}: name files, or a "
            "folder or a list that has some."
        )
    return list(items.values())


def _make_item(
    line: ListedFile, known_task: Callable[..., Task], extras: Sequence[str]
) -> WorkItem:
    with _name_field(line, _STRETCH):
        known_task(line.stretch, "auto")
        key = ",".join(  # changes with the stretch: for a spec file, with its content
            hashlib.sha256(Path(name).read_bytes()).hexdigest() if name.endswith(SUFFIX) else name
            for name in split_stretches(line.stretch)
        )
    with _name_field(line, _SIDE, _STRETCH):
        # The side for all lines is ignored if a line's own stretch works both sides at once.
        task = known_task(line.stretch, line.side, lenient=line.filled == (_STRETCH,))
    found = line.found
    words = [found.address, found.stamp, key, line.side, " ".join(extras)]
    digest = hashlib.sha256(format_json(words).encode(errors="surrogateescape")).hexdigest()
    stem = Path(found.file.rsplit("/", 1)[-1]).stem
    plain = re.sub(r"[^\w.-]", "_", stem, flags=re.ASCII)  # valid on any system
    return WorkItem(
        file=escape_unencodable(found.file),
        address=found.address,
        name=f"{plain[:_LONGEST_STEM]}.{digest[:_DIGITS]}",
        stretch=None if line.stretch is None else escape_unencodable(line.stretch),
        side=line.side,
        task=task,
        more=line.more,
    )


@contextmanager
def _name_field(line: ListedFile, *columns: str) -> Iterator[None]:
    """Adds to an error in the block the line and the first of the columns that it fills, if any."""
    try:
        yield
    except FormcheckError as error:
        column = next((name for name in columns if name in line.filled), None)
        if column is None:
            raise
        advice = str(error).removeprefix(f"--{column} ").replace(f"--{column}", "it")
        if isinstance(error, SpecError):
            advice = f"`formcheck spec check {quote_word(error.name)}` lists its problems."
        raise FormcheckError(f"{line.where}, {column}: {advice}") from error


def _read_lines(inputs: Sequence[str], stretch: str | None, side: str) -> Iterator[ListedFile]:
    for given in inputs:
        if given.lower().endswith(_LIST_SUFFIX):
            yield from _read_list(given, stretch, side)
        else:
            for found in addresses.find_files(given):
                yield ListedFile(found, stretch, side, {})


def _read_list(path: str, stretch: str | None, side: str) -> Iterator[ListedFile]:
    """Yields the lines of a list. Raises FormcheckError with the list's name, line and field."""
    rows = csv.reader(io.StringIO(addresses.read_text(path), newline=""), strict=True)
    try:
        columns = [name.strip() for name in next(rows, [])]
        if wrong := _find_wrong_column(columns):
            raise FormcheckError(f"{path} line 1: {wrong}")
        for cells in rows:
            if any(cell.strip() for cell in cells):
                where = f"{path} line {rows.line_num}"
                yield _read_line(path, where, columns, cells, stretch, side)
    except csv.Error as error:
        raise FormcheckError(f"{path} line {rows.line_num}: {error}.") from error


def _find_wrong_column(columns: Sequence[str]) -> str:
    """Returns what is wrong with the column names, or ""."""
    if len(columns) == 1 and ";" in columns[0]:
        return "put commas between the columns, not semicolons."
    lower = [name.lower() for name in columns]
    if _FILE not in lower:
        names = ",".join(_KNOWN)
        return f"there is no column {_FILE}; the first line names the columns, such as {names}."
    if len(set(lower)) < len(columns) or "" in columns:
        return "every column needs a name of its own."
    for name in columns:
        if name.lower() in COLUMNS and name.lower() not in _KNOWN:
            return f"{name} is a column of the table too; give it another name."
        close = get_close_matches(name.lower(), _KNOWN, n=1, cutoff=_ALIKE)
        if name not in _KNOWN and close:
            return f'there is no column {name}; did you mean "{close[0]}"?'
    return ""


def _read_line(
    path: str, where: str, columns: list[str], cells: list[str], stretch: str | None, side: str
) -> ListedFile:
    if len(cells) != len(columns):
        fields = format_count(len(cells), "field")
        raise FormcheckError(f"{where}: it has {fields}, but the first line names {len(columns)}.")
    more = dict(zip(columns, (cell.strip() for cell in cells), strict=True))
    own = {name: more.pop(name, "") for name in _KNOWN}
    if not own[_FILE]:
        raise FormcheckError(f"{where}, {_FILE}: it is empty.")
    if own[_STRETCH].endswith(SUFFIX):  # relative to the list, as its inputs are
        own[_STRETCH] = addresses.resolve_listed(path, own[_STRETCH])
    side = own[_SIDE] or side
    if side not in SIDES:
        sides = ", ".join(SIDES)
        raise FormcheckError(f'{where}, {_SIDE}: "{side}" is not a side; choose one of {sides}.')
    found = addresses.find_listed(path, own[_FILE])
    filled = tuple(name for name in (_STRETCH, _SIDE) if own[name])
    return ListedFile(found, own[_STRETCH] or stretch, side, more, where, filled)
