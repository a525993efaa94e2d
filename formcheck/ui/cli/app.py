"""``formcheck app``: the local web page."""
# ruff: noqa: PLC0415 - what a command needs loads when it runs, so that help is quick

from __future__ import annotations

from typing import Annotated

import typer

from formcheck.files.streams import say


def app(
    port: Annotated[
        int | None,
        typer.Option(
            min=1, max=65535, help="The port to serve on; else 8710, or any that is free."
        ),
    ] = None,
    host: Annotated[
        str, typer.Option(help="The address to serve on; any but this lets others in.")
    ] = "127.0.0.1",
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Only print the address.")
    ] = False,
    language: Annotated[
        str | None, typer.Option(help="The language that the page begins in; else the system's.")
    ] = None,
) -> None:
    """Open formcheck as a page in the browser: live coaching, videos and history.

    The page is served from this machine to this machine. Ends with Ctrl-C.
    """
    from formcheck.library.languages import default_language, words_for
    from formcheck.ui.web.serve import serve

    begins_in = words_for(language or default_language()).language
    serve(host, port, begins_in, browser=not no_browser, say=say)
