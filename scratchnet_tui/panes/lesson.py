"""The lesson pane: what to watch and why, which claims have come true, and what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..lesson_words import all_seen, why_missed
from ..wording import wrapped
from .rows import Piece, Row, RowsPane

if TYPE_CHECKING:
    from core import ClaimState, Lesson

    from ..snapshot import Snapshot

_NONE = (
    "No lesson is open. Press l to choose one: they lead from a forward pass with random weights "
    "to a bug that looks like bad luck, and on to digits, spirals and mistakes."
)

_MARKS: dict[ClaimState, Piece] = {
    "open": ("[ ] ", "dim"),
    "met": ("[✓] ", "good"),
    "missed": ("[✗] ", "bad"),
}


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
            return [((line, "dim"),) for line in wrapped(_NONE, width)]
        rows: list[Row] = [((line, "title"),) for line in wrapped(lesson.title, width)]
        rows += self._claims(lesson, width)
        rows.append(())
        rows += [((line, ""),) for line in wrapped(lesson.text, width)]
        when = f"Seed {lesson.spec.seed} shows all of it by epoch {lesson.epochs:,}"
        when += "." if self._snapshot.spec.seed == lesson.spec.seed else " (press T)."
        rows += [((line, "dim"),) for line in wrapped(when, width)]
        rows.append(((f"Compare with: {lesson.twin} (press t)", "dim"),))
        return rows

    def _claims(self, lesson: Lesson, width: int) -> list[Row]:
        """Return the claims with their marks, why one was missed, and what comes next."""
        assert self._snapshot is not None
        rows: list[Row] = []
        said = ""
        for claim, state in zip(lesson.claims, self._snapshot.claims, strict=True):
            lines = wrapped(claim.text, width - 4)
            mood = "dim" if state == "open" else ""
            rows.append((_MARKS[state], (lines[0], mood)))
            rows += [((f"    {line}", mood),) for line in lines[1:]]
            why = why_missed(claim, self._snapshot) if state == "missed" else said
            if why != said:  # what is so of two claims is said once
                rows += [((f"    {line}", "bad"),) for line in wrapped(why, width - 4)]
            said = why
        if self._snapshot.all_met:
            rows += [((line, "good"),) for line in wrapped(all_seen(lesson), width)]
        return rows

    def row_count(self) -> int:
        """Return how many lines the lesson takes."""
        return len(self._rows)

    def row(self, number: int) -> Row:
        """Return a line of the lesson."""
        return self._rows[number]
