"""Presents results as text, JSON, CSV, images, video and sound."""
