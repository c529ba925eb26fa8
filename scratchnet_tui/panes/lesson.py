"""The lesson pane: what to watch and why, which claims have come true, and what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scratchnet_tui.text.lesson_news import all_seen, why_missed
from scratchnet_tui.text.rows import Piece, Row, rows_of
from scratchnet_tui.text.wording import wrapped

from .rows_pane import RowsPane

if TYPE_CHECKING:
    from core import ClaimState
    from scratchnet_tui.session.snapshot import Snapshot

_NONE = (
    "No lesson is open. Press l to choose one: they lead from a forward pass with random weights "
    "to a bug that looks like bad luck, and on to digits, spirals and mistakes."
)

_MARKS: dict[ClaimState, Piece] = {
    "open": ("[ ]", ""),
    "met": ("[✓]", "good"),
    "missed": ("[✗]", "bad"),
}


class LessonPane(RowsPane):
    """The text of the present lesson and its claims."""

    def __init__(self) -> None:
        super().__init__("5 Lesson", "lesson")
        self._snapshot: Snapshot | None = None
        self._rows: list[Row] = []
        self._introduces = False

    @property
    def introduces(self) -> bool:
        """Whether the text is shown over the other panes until a key is pressed."""
        return self._introduces

    def introduce(self, on: bool) -> None:
        """Show or remove the hint in the border that any key goes on."""
        self._introduces = on
        self._entitle()

    @property
    def whole(self) -> bool:
        """Whether the whole text is shown, and not the claims alone."""
        return self.display and not self.has_class("-strip")

    def shorten(self, on: bool) -> None:
        """Show the claims alone, below the weights; or everything."""
        if on != self.has_class("-strip"):
            self.set_class(on, "-strip")
            self.update_rows()

    @property
    def shape(self) -> tuple[object, ...]:
        """What the number of lines of the lesson depends on."""
        return tuple("".join(piece[0] for piece in row[1:]) for row in self._rows)

    def lines(self, width: int) -> int:
        """Return how many lines the lesson takes in a pane `width` cells wide."""
        return len(self._lines(self._room(width)))

    def claim_lines(self, width: int) -> int:
        """Return how many lines the claims take in a pane `width` cells wide."""
        return len(self._claims(self._room(width)))

    def _room(self, width: int) -> int:
        return max(16, width - 4 - self.styles.scrollbar_size_vertical)

    def show(self, snapshot: Snapshot) -> None:
        """Draw the lesson of a snapshot."""
        self._snapshot = snapshot
        self.update_rows()

    def _entitle(self) -> None:
        lesson = self._snapshot.lesson if self._snapshot is not None else None
        going_on = "any key goes on" if self._introduces else ""
        title = f"5 Lesson {lesson.name}" if lesson else "5 Lesson"
        if self.has_class("-strip"):
            title = f" {title}: press 5 for the text "  # there is no corner to keep a distance
        self.caption(title, going_on)

    def update_rows(self) -> None:
        """Wrap the text before the rows are compared."""
        if self._snapshot is not None:
            self._entitle()
            strip, width = self.has_class("-strip"), self.text_width()
            self._rows = self._claims(width) if strip else self._lines(width)
        super().update_rows()

    def _lines(self, width: int) -> list[Row]:
        assert self._snapshot is not None
        lesson = self._snapshot.lesson
        if lesson is None:
            return rows_of(wrapped(_NONE, width))
        rows: list[Row] = rows_of(wrapped(lesson.title, width), "title")
        rows += [*self._claims(width), ()]
        rows += rows_of(wrapped(lesson.text, width))
        when = f"Seed {lesson.spec.seed} shows all of it by epoch {lesson.epochs:,}"
        when += "." if self._snapshot.spec.seed == lesson.spec.seed else " (press T)."
        rows += rows_of(wrapped(when, width))
        rows.append(((f"Compare with: {lesson.twin} (press t)", ""),))
        return rows

    def _claims(self, width: int) -> list[Row]:
        """Return the claims with their marks, why one was missed, and what comes next."""
        assert self._snapshot is not None
        lesson = self._snapshot.lesson
        rows: list[Row] = []
        said = ""
        if lesson is None:
            return rows
        for claim, state in zip(lesson.claims, self._snapshot.claims, strict=True):
            lines = wrapped(claim.text, width - 4)
            rows.append((_MARKS[state], (f" {lines[0]}", "")))
            rows += rows_of(f"    {line}" for line in lines[1:])
            why = why_missed(claim, self._snapshot) if state == "missed" else said
            if why != said:  # what is so of two claims is said once
                rows += rows_of(f"    {line}" for line in wrapped(why, width - 4))
            said = why
        if self._snapshot.all_met:
            rows += rows_of(wrapped(all_seen(lesson), width), "bold")
        return rows

    def row_count(self) -> int:
        """Return how many lines the lesson takes."""
        return len(self._rows)

    def row(self, number: int) -> Row:
        """Return a line of the lesson."""
        return self._rows[number]
