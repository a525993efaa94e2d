"""Runs the module given as arguments, with standard input as its controlling terminal."""

import fcntl
import os
import sys
import termios

if __name__ == "__main__":
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    os.execv(sys.executable, [sys.executable, "-m", *sys.argv[1:]])
