"""``python -m formcheck``."""

from formcheck.ui.cli.main import main

if __name__ == "__main__":
    main()
