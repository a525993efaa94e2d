"""Runs a command as a shell does with & behind it: in the background of the terminal."""

import subprocess
import sys

if __name__ == "__main__":
    raise SystemExit(subprocess.Popen(sys.argv[1:], process_group=0).wait())
