"""The lesson pane: what to watch and why, and which claims have come true."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..wording import wrapped
from .rows import Row, RowsPane

if TYPE_CHECKING:
    from ..snapshot import Snapshot

_NONE = (
    "No lesson is open. Press l to choose one: they walk from a forward pass with random weights "
    "to a bug that looks like bad luck, and on to digits, spirals and mistakes."
)


class LessonPane(RowsPane):
    """The text of the present lesson and its claims."""

    def __init__(self) -> None:
        super().__init__("5 Lesson", "lesson")
        self._snapshot: Snapshot | None = None
        self._rows: list[Row] = []

    def show(self, snapshot: Snapshot) -> None:
        """Draw the lesson of a snapshot."""
        self._snapshot = snapshot
        lesson = snapshot.lesson
        self.caption(f"5 Lesson {lesson.name}" if lesson else "5 Lesson")
        self.update_rows()

    def update_rows(self) -> None:
        """Break the text into lines before the rows are compared."""
        if self._snapshot is not None:
            self._rows = self._lines(self.text_width())
        super().update_rows()

    def _lines(self, width: int) -> list[Row]:
        assert self._snapshot is not None
        lesson = self._snapshot.lesson
        if lesson is None:
            return [((line, ""),) for line in wrapped(_NONE, width)]
        rows: list[Row] = [((line, "title"),) for line in wrapped(lesson.title, width)]
        for claim, holds in zip(lesson.claims, self._snapshot.ticks, strict=True):
            lines = wrapped(claim.text, width - 4)
            mark = ("[✓]", "good") if holds else ("[ ]", "")
            rows.append((mark, (f" {lines[0]}", "")))
            rows += [((f"    {line}", ""),) for line in lines[1:]]
        rows.append(())
        rows += [((line, ""),) for line in wrapped(lesson.text, width)]
        when = f"Seed 1 shows all of it by epoch {lesson.epochs:,}."
        rows += [((line, ""),) for line in wrapped(when, width)]
        if lesson.twin:
            rows.append(((f"Compare with: {lesson.twin} (press t)", ""),))
        return rows

    def row_count(self) -> int:
        """Return how many lines the lesson takes."""
        return len(self._rows)

    def row(self, number: int) -> Row:
        """Return a line of the lesson."""
        return self._rows[number]
