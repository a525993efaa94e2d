"""A result as text, JSON, CSV, picture, video or speech."""
