"""What is read from, written to and printed on somebody's machine, and how that can fail."""
