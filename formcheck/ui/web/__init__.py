"""The local web page: its server, its live session and its videos."""
