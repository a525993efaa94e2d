"""The history of sessions, in numbers only, on this machine only."""

from formcheck.run.past import SessionRow
from formcheck.store.history import History, history_path
from formcheck.store.writer import HistoryWriter

__all__ = ["History", "HistoryWriter", "SessionRow", "history_path"]
