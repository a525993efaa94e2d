"""``formcheck`` and ``python -m formcheck``."""

import signal


def main() -> None:
    """Runs the command; while it loads, Ctrl-C ends it silently."""
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from formcheck.ui.cli.main import main as run_command  # noqa: PLC0415 - it takes a while

    run_command()


if __name__ == "__main__":
    main()
