"""The quiet monitor of ``formcheck sit``: looks now and then, and says something seldom."""
