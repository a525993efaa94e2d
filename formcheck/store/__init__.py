"""The history of sessions and of sitting, in numbers only, on this machine only."""

from formcheck.store.file import history_path
from formcheck.store.history import History, SessionRow
from formcheck.store.writer import HistoryWriter

__all__ = ["History", "HistoryWriter", "SessionRow", "history_path"]
