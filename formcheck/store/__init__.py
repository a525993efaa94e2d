"""The history on this machine: sessions and sitting in, past days out; numbers only."""

from formcheck.store.file import find_history_path
from formcheck.store.history import History, SessionRow, UnknownSessionError
from formcheck.store.writer import HistoryWriter

__all__ = ["History", "HistoryWriter", "SessionRow", "UnknownSessionError", "find_history_path"]
