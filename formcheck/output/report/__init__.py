"""What a session is told in: JSON, table, terminal, annotated video and picture."""
