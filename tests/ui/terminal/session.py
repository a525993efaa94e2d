"""Becomes the module that its words name, with standard input as the terminal of its own."""

import fcntl
import os
import sys
import termios

if __name__ == "__main__":
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    os.execv(sys.executable, [sys.executable, "-m", *sys.argv[1:]])
