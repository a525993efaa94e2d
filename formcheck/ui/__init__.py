"""What a person meets: the command line, the terminal, the window and the page."""
