"""The machine's files and terminal: checked input in; complete files, or one clear error, out."""
