"""The machine's files and terminal: checked input in; whole files, or one clear error, out."""
