"""The log pane: every notice of this session, the newest at the top."""

from __future__ import annotations

from .rows import Row, RowsPane

_MOST = 200


class LogPane(RowsPane):
    """What has happened, and in which epoch."""

    def __init__(self) -> None:
        super().__init__("6 Log", "log")
        self._entries: list[Row] = []

    def add(self, epoch: int, text: str, mood: str) -> None:
        """Put a notice at the top."""
        self._entries.insert(0, ((f"{epoch:>9,}  ", "dim"), (text, mood)))
        del self._entries[_MOST:]
        self.update_rows()

    def row_count(self) -> int:
        """Return how many notices there are."""
        return len(self._entries)

    def row_width(self) -> int:
        """Return the width of the longest notice."""
        return max((sum(len(p[0]) for p in row) for row in self._entries), default=0)

    def row(self, number: int) -> Row:
        """Return a notice."""
        return self._entries[number]
