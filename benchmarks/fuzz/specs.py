"""Damaged specs: read, planned, shown and put into a programme."""

import io
from pathlib import Path
from random import Random

from benchmarks.fuzz.doors import make_file_door
from benchmarks.fuzz.mutate import damage_bytes, damage_text
from formcheck.core.language import ENGLISH
from formcheck.engine.programme_builder import build_programme
from formcheck.library.catalogue import find_bundled_dir, read_spec
from formcheck.output.report.card import show_card
from formcheck.output.report.console import TextConsole

_BYTES_SHARE = 0.2
"""Share of tries with damaged bytes; text that is still valid text gets further."""


def _make_input(random: Random) -> bytes:
    data = random.choice(sorted(find_bundled_dir().glob("*.toml"))).read_bytes()
    if random.random() < _BYTES_SHARE:
        return damage_bytes(data, random)
    return damage_text(data.decode(), random).encode()


def _try_spec(path: Path) -> None:
    spec = read_spec(path)
    show_card(TextConsole(file=io.StringIO(), width=100), spec)
    build_programme([str(path)], ENGLISH)


SPECS = make_file_door("specs", ".toml", _make_input, _try_spec)
