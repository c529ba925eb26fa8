"""The single lines at the edges: the status at the top, the notice and the keys at the bottom."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size

from scratchnet_tui.commands import FOOTER, HINTS, DialogKey, command
from scratchnet_tui.text.rows import Piece, Row, width_of
from scratchnet_tui.text.wording import count, described, facts, share_explained, small

from .rows_pane import RowsPane

if TYPE_CHECKING:
    from scratchnet_tui.session.snapshot import Snapshot

_SMALL = 30  # rows that are counted one by one


class Bar(RowsPane, can_focus=False):
    """One line of text."""

    def __init__(self, name: str) -> None:
        super().__init__("", name)
        self._line: Row = ()

    def put(self, line: Row) -> None:
        """Show another line of text."""
        self._line = line
        self.update_rows()

    def row_count(self) -> int:
        """Return 1."""
        return 1

    def row(self, number: int) -> Row:  # noqa: ARG002 - there is but one
        """Return the line."""
        return self._line


class StatusBar(Bar):
    """The run on the left; its progress on the right."""

    def __init__(self) -> None:
        super().__init__("status")
        self._shown: tuple[Snapshot, bool, str, float] | None = None

    def show(self, snapshot: Snapshot, running: bool, pace: str, speed: float) -> None:
        """Draw the status of a snapshot."""
        self._shown = snapshot, running, pace, speed
        self.update_rows()

    def update_rows(self) -> None:
        """Write as much as fits before the row is compared."""
        if self._shown is not None:
            snapshot, running, pace, speed = self._shown
            spec, network = snapshot.spec, snapshot.problem.network
            least = sum(cell_len(fact.short) + 2 for fact in facts(spec, network) if fact.short)
            right = self._standing(snapshot, running, pace, speed)
            if self._beside(right) < least:  # the description of the run is dropped before its pace
                right = right[:-1]
            if self._beside(right) < least and not (running or snapshot.diverged):
                right = right[1:]  # and before the word paused
            room = self._beside(right)
            left = f" {described(spec, network, room)}"
            if cell_len(left) > room + 1:  # a number cut in half would be another number
                left = set_cell_size(left, max(0, room)) + "…"
            self._line = ((set_cell_size(left, max(0, room + 1)), "bold"), *right)
        super().update_rows()

    def _beside(self, right: tuple[Piece, ...]) -> int:
        """Return how many cells are left beside these pieces."""
        return (self.size.width or 80) - width_of(right) - 2

    def _standing(
        self, snapshot: Snapshot, running: bool, pace: str, speed: float
    ) -> tuple[Piece, ...]:
        record = snapshot.record
        state, style = ("running", "running") if running else ("paused", "label")
        if snapshot.diverged:
            state, style = "diverged", "alarm"
        measured = "flat out" if pace == "max" else f"{pace} ep/s"
        if running and speed:
            measured = f"{count(speed)} ep/s"
        inside = f"+{snapshot.index}" if snapshot.index and not running else ""
        return (
            (f"{state:>8}", style),
            (f"  epoch {record.epoch:,}{inside}".ljust(15), "bold"),
            (f" mse {small(snapshot.scores.mse):<8}", ""),
            *_verdict(snapshot),
            (f" {measured:>9} ", "label"),
        )


def _verdict(snapshot: Snapshot) -> tuple[Piece, ...]:
    """Return how much is right: rows of a small table, shares of a large one, R2 of numbers."""
    own: Piece
    rows, scores = snapshot.right, snapshot.scores
    answers = snapshot.held_out.get("test")
    test = answers and answers.scores
    if snapshot.problem.dataset.kind == "numbers":
        own = (f" R2 {share_explained(snapshot.r_squared(), 3)}", "good" if rows.all() else "")
        if test is None:
            return (own,)
        return (own, (f"  test {share_explained(snapshot.r_squared('test'), 3)}", ""))
    if scores.accuracy is None or (len(rows) <= _SMALL and test is None):
        right = f"{int(rows.sum())}/{len(rows)}"
        style = "good" if rows.all() else ""
        return ((f" {right:>{2 * len(str(len(rows))) + 1}}", style),)
    own = (f" {100.0 * scores.accuracy:5.1f} %", "good" if scores.accuracy == 1.0 else "")
    if test is None or test.accuracy is None:
        return (own,)
    return (own, (f"  test {100.0 * test.accuracy:5.1f} %", "good" if test.accuracy == 1.0 else ""))


class KeyBar(Bar):
    """The keys that matter now, as many as fit. A click on one acts like the key."""

    def __init__(self) -> None:
        super().__init__("keys")
        self._entries: tuple[tuple[str, str, str], ...] = ()

    def show(self, situation: str, idle: Collection[str] = ()) -> None:
        """Show the keys for a situation of the main screen, one of those in `FOOTER`.

        Hints whose labels are among `idle` are left out: those keys would do nothing.
        """
        hints = HINTS.get(situation, ())
        entries = [(key, label, "") for key, label in hints if label not in idle]
        for name in FOOTER[situation]:
            entry = command(name)
            label = "pause" if (name, situation) == ("toggle_run", "running") else entry.label
            entries.append((entry.shown.split()[0], label, f"app.{entry.name}"))
        self._put(tuple(entries))

    def show_dialog(self, keys: Iterable[DialogKey]) -> None:
        """Show the keys of a dialog."""
        self._put(
            tuple(
                (key.shown, key.label, key.action if "." in key.action else f"screen.{key.action}")
                if key.action
                else (key.shown, key.label, "")
                for key in keys
            )
        )

    def _put(self, entries: tuple[tuple[str, str, str], ...]) -> None:
        if entries != self._entries:
            self._entries = entries
            self.update_rows()

    def update_rows(self) -> None:
        """Choose what fits before the row is compared."""
        room = self.size.width
        pieces: list[Piece] = []
        for key, label, action in self._entries:
            room -= len(key) + len(label) + 3
            if room < 0:
                break
            pieces += [(f" {key}", "key", action), (f" {label} ", "", action)]
        self._line = tuple(pieces)
        super().update_rows()
