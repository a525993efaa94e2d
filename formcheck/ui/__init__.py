"""The user interfaces: command line, batches, terminal, window and web page."""
