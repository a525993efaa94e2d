"""Runs a command in the background of the terminal, as a shell does with ``&``."""

import subprocess
import sys

if __name__ == "__main__":
    raise SystemExit(subprocess.Popen(sys.argv[1:], process_group=0).wait())
