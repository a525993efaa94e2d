"""Reports of a session: JSON, table, terminal, annotated video and picture."""
