"""Regenerates docs/commands.md from the command line: ``python docs/command_tables.py``."""
# ruff: noqa: INP001 - a script beside the page it writes, not a package

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import EnumMeta
from pathlib import Path
from types import NoneType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from typer import Context, Typer
from typer.models import ArgumentInfo, OptionInfo

from formcheck.ui.cli.main import app

PAGE = Path(__file__).parent / "commands.md"
HEAD = """\
# Commands

Written by `python docs/command_tables.py`; not to be edited by hand. `--help` after any command
says the same as this page, and the ranges of its numbers.

Exit codes: 0 done; 2 wrong input or something missing (one sentence says what); 1 the program
reading the output closed it early, as `head` does; 130 Ctrl-C; 143 SIGTERM; 129 terminal closed
(`formcheck app`: 143). A running `formcheck sit` exits with 0 on Ctrl-C, SIGTERM and a closed
terminal; with `--calibrate` 2 as long as no upright posture is recorded.

Of an option that takes one value and is given twice, the last counts.
"""


@dataclass(frozen=True, slots=True)
class Word:
    """An argument (its name in capitals) or an option (its names) of a command."""

    names: tuple[str, ...]
    value: str
    what: str
    needed: bool

    @property
    def is_option(self) -> bool:
        """Whether this is an option."""
        return self.names[0].startswith("-")


@dataclass(frozen=True, slots=True)
class Command:
    """A command: how it is called, its help text, its arguments and options."""

    call: str
    about: str
    words: tuple[Word, ...]


def make_page() -> str:
    """Returns the whole page."""
    return "\n".join([HEAD, *(_make_section(command) for command in list_commands())])


def list_commands() -> Iterator[Command]:
    """Yields every command, the program itself first."""
    callback = app.registered_callback
    words = _list_words(callback.callback) if callback and callback.callback else ()
    yield Command("formcheck", str(app.info.help), words)
    yield from _list_subcommands("formcheck", app)


def _list_subcommands(call: str, group: Typer) -> Iterator[Command]:
    for command in group.registered_commands:
        function = command.callback
        if function is not None:
            name = f"{call} {command.name or function.__name__}"
            yield Command(name, inspect.getdoc(function) or "", _list_words(function))
    for inner in group.registered_groups:
        if (below := inner.typer_instance) is not None:
            name, own = f"{call} {inner.name}", below.registered_callback
            if own is not None and own.callback is not None:
                yield Command(name, inspect.getdoc(own.callback) or "", _list_words(own.callback))
            yield from _list_subcommands(name, below)


def _list_words(function: Callable[..., Any]) -> tuple[Word, ...]:
    hints = get_type_hints(function, include_extras=True)
    return tuple(
        _build_word(name, hints[name], parameter.default)
        for name, parameter in inspect.signature(function).parameters.items()
        if hints[name] is not Context
    )


def _build_word(name: str, hint: Any, default: Any) -> Word:
    kind, info = get_args(hint)
    needed = default is inspect.Parameter.empty
    if isinstance(info, ArgumentInfo):
        many = "..." if "list" in str(kind) else ""
        shown = f"{str(info.metavar or name).upper()}{many}"
        return Word((shown,), "", info.help or "", needed)
    if not isinstance(info, OptionInfo):
        raise TypeError(f"{name} is neither argument nor option")
    # Inside Annotated, Typer stores the first given name in place of the default value.
    given = (info.default, *(info.param_decls or ()))
    names = tuple(n for n in given if isinstance(n, str) and n.startswith("-"))
    names = names or (f"--{name.replace('_', '-')}",)
    what = f"{info.help or ''}{_describe_default(kind, default)}"
    return Word(names, _describe_values(kind, info, default), what, needed)


def _describe_default(kind: Any, default: Any) -> str:
    """Returns a plain default in words; choices show theirs elsewhere."""
    if kind is bool or get_origin(kind) is Literal or not isinstance(default, str | float | int):
        return ""
    shown = default if isinstance(default, str) else f"{default:g}"
    return f" Default: {shown}."


def _describe_values(kind: Any, info: OptionInfo, default: Any) -> str:
    if kind is bool:
        return ""
    optional = get_origin(kind) is not Literal
    plain = next((one for one in get_args(kind) if optional and one is not NoneType), kind)
    if isinstance(plain, EnumMeta) or get_origin(plain) is Literal:
        choices = get_args(plain) or [choice.value for choice in plain]
        return ", ".join(f"`{c}`{' (default)' if c == default else ''}" for c in choices)
    usual = {Path: "path", str: "text", list[str]: "text", int: "number", float: "number"}
    words = str(info.metavar or usual[plain]).lower()
    return words.replace("|", " or ")


def _make_section(command: Command) -> str:
    arguments = [
        w.names[0] if w.needed else f"[{w.names[0]}]" for w in command.words if not w.is_option
    ]
    head = f"## `{' '.join([command.call, *arguments])}`\n\n{' '.join(command.about.split())}\n"
    rows = [f"| {_format_names(word)} | {word.value} | {word.what} |" for word in command.words]
    if not rows:
        return head
    return "\n".join([head, "|  | value | what |", "| --- | --- | --- |", *rows, ""])


def _format_names(word: Word) -> str:
    names = ", ".join(f"`{name}`" for name in word.names)
    return f"{names} (needed)" if word.is_option and word.needed else names


if __name__ == "__main__":
    PAGE.write_text(make_page(), encoding="utf-8")
