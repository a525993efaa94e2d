"""The quiet monitor of ``formcheck sit``: analyses a frame now and then, and rarely speaks up."""
