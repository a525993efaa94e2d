"""``formcheck stretches``: what there is."""
# ruff: noqa: PLC0415 - what a command needs loads when it runs, so that help is quick

from __future__ import annotations


def stretches() -> None:
    """List the stretches: id, title, class, sides, camera, dose, and how well they are judged."""
    from formcheck.library.cards import cards
    from formcheck.library.catalogue import readable_specs
    from formcheck.output.report.card import show_stretches
    from formcheck.output.report.console import stdout_console

    show_stretches(stdout_console(widest=130), readable_specs(), cards())
