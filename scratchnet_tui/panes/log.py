"""The log pane: every notice of this session, the newest at the top."""

from __future__ import annotations

from scratchnet_tui.text.rows import Row
from scratchnet_tui.text.wording import wrapped

from .rows_pane import RowsPane

_MOST = 200
_EPOCH = 11  # cells before a notice: the epoch, and a gap


class LogPane(RowsPane):
    """What has happened, and in which epoch."""

    def __init__(self) -> None:
        super().__init__("6 Log", "log")
        self._entries: list[tuple[int, str, str]] = []
        self._lines: list[Row] = []

    def add(self, epoch: int, text: str, mood: str) -> None:
        """Put a notice at the top."""
        self._entries.insert(0, (epoch, text, mood))
        del self._entries[_MOST:]
        self.update_rows()

    def update_rows(self) -> None:
        """Wrap the notices before the rows are compared."""
        if self.display and self.size:
            self._lines = [line for entry in self._entries for line in self._broken(*entry)]
        super().update_rows()

    def _broken(self, epoch: int, text: str, mood: str) -> list[Row]:
        first, *rest = wrapped(text, max(16, self.text_width() - _EPOCH)) or [""]
        begun: Row = ((f"{epoch:>9,}  ", "label"), (first, mood))
        return [begun, *(((" " * _EPOCH, ""), (line, mood)) for line in rest)]

    def row_count(self) -> int:
        """Return how many lines the notices take."""
        return len(self._lines)

    def row(self, number: int) -> Row:
        """Return a line of a notice."""
        return self._lines[number]
