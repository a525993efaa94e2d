"""The flow of a live session: what comes next, what is shown and what is said. Pure."""
