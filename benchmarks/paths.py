"""Paths of the repository, and the width of tables printed to a file."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "sample_videos"
DOCS = ROOT / "docs"
WIDE = 180
"""Columns of a table printed to a file or pipe, wide enough that no line breaks."""
