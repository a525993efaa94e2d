"""The help of the commands as plain text that wraps at any width, also when piped."""

from collections.abc import Iterator
from typing import Any

from typer.core import TyperArgument, TyperGroup

_WHOLE_SENTENCE = 1000
"""Characters of a first sentence in the list of commands: so many that none is shortened."""

TyperArgument.display_type_rich = lambda *_, **__: None  # type: ignore[method-assign]
"""Hides the types of arguments, such as list[Path]: their help explains them."""


class PlainGroup(TyperGroup):
    """Commands, listed with the whole first sentence of each."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Writes the list of commands."""
        names = self.list_commands(ctx)
        rows = [(one, self.commands[one].get_short_help_str(_WHOLE_SENTENCE)) for one in names]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


def list_given_options(context: Any) -> Iterator[str]:
    """Yields the options given on the command line, each by its first name, such as --no-sound."""
    for parameter in context.command.params:
        if context.get_parameter_source(parameter.name).name == "COMMANDLINE":
            is_off = context.params[parameter.name] is False
            yield (parameter.secondary_opts if is_off else parameter.opts)[0]
