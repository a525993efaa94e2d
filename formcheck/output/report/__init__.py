"""Reports of results: JSON, CSV, terminal, annotated videos and photos."""
