"""Where the files of the repository lie, and how wide a table is printed into a file."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "sample_videos"
DOCS = ROOT / "docs"
WIDE = 180
"""Columns of the table in a file or a pipe, where no line need break."""
