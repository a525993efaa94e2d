"""``formcheck`` and ``python -m formcheck``."""

import os
import signal


def main() -> None:
    """Runs the command; while it loads, Ctrl-C ends it silently.

    Child processes import no module from the current folder, which may be untrusted.
    """
    os.environ["PYTHONSAFEPATH"] = "1"
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from formcheck.files.errors import FormcheckError  # noqa: PLC0415 - it takes a while
    from formcheck.ui.cli.main import main as run_command  # noqa: PLC0415 - likewise

    try:
        run_command()
    except FormcheckError:  # only --debug lets it through
        import traceback  # noqa: PLC0415 - rarely needed

        traceback.print_exc()
        raise SystemExit(2) from None


if __name__ == "__main__":
    main()
