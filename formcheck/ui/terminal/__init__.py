"""The quiet monitor of ``formcheck sit``: looks from time to time, and rarely says something."""
