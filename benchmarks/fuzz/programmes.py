"""Arbitrary lists of stretches: planned as a session, and used as the task of a check."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from benchmarks.fuzz.doors import Door, MakeTry, Try
from benchmarks.fuzz.mutate import WORDS, damage_text
from formcheck.core.language import ENGLISH
from formcheck.engine.programme_builder import build_programme
from formcheck.library.catalogue import find_bundled_dir
from formcheck.ui.jobs import parse_task

_STRANGE = (*WORDS, "", " ", "..", "/", "\udcff", "cat-cow,", ",", "cat-cow.toml", "CAT-COW")
_SIDES = ("both", "left", "right", "auto", "")
_HOLDS_S, _SETS = (None, 1.0, 2.5, 3600.0), (None, 1, 3, 20)
"""Values that the options and the page accept."""


@contextmanager
def _open_folder() -> Iterator[MakeTry]:
    with TemporaryDirectory() as folder:
        yield lambda random: _make_try(Path(folder) / "own.toml", random)


def _make_try(own: Path, random: Random) -> Try:
    texts = sorted(find_bundled_dir().glob("*.toml"))
    text = random.choice(texts).read_text()
    names = [path.stem for path in texts]
    chosen = [
        random.choice((*names, str(own)) if random.random() < 0.7 else _STRANGE)
        for _ in range(random.choice((0, 1, 2, 3, 3, 200)))
    ]
    side, hold_s = random.choice(_SIDES), random.choice(_HOLDS_S)
    sets = random.choice(_SETS)
    at_desk, looks = random.random() < 0.3, random.random() < 0.5
    spec = damage_text(text, random) if random.random() < 0.7 else text

    def run() -> None:
        own.write_text(spec, errors="replace")
        if looks:
            parse_task(",".join(chosen), side)
        else:
            build_programme(chosen, ENGLISH, sides=side, hold_s=hold_s, sets=sets, at_desk=at_desk)

    words = f"{[name[:50] for name in chosen[:5]]} {side} {hold_s} {sets} {at_desk}"
    return Try("looked for" if looks else "planned", words, run)


PROGRAMMES = Door("programmes", _open_folder)
