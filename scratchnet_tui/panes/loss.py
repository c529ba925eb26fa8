"""The loss pane: the curve of the mean squared error, drawn live."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..comparing import legend, pin_series
from ..wording import small
from .rows import Row, RowsPane

if TYPE_CHECKING:
    from ..snapshot import Snapshot


class LossPane(RowsPane):
    """The loss over the epochs, on a linear or logarithmic axis."""

    def __init__(self) -> None:
        super().__init__("1 Loss", "loss")
        self._snapshot: Snapshot | None = None
        self._rows: tuple[Row, ...] = ()
        self._log = False

    def show(self, snapshot: Snapshot, log: bool) -> None:
        """Draw the curve of a snapshot."""
        self._snapshot, self._log = snapshot, log
        self.caption("1 Loss", "log" if log else "")
        self.update_rows()

    def update_rows(self) -> None:
        """Draw the chart anew before its rows are compared."""
        if self._snapshot is not None and self.size:
            from ..plotting import Chart, Series, draw

            curve = self._snapshot.curve
            series = (
                *pin_series(self._snapshot.pins),
                Series("", curve.epochs, curve.values),
            )
            width, height = self.size.width, self.size.height
            names = legend(self._snapshot.card, self._snapshot.pins, width)
            chart = draw(Chart(series, width, height - 1 - len(names), log=self._log))
            self._rows = (self._reading(), *names, *chart)
        super().update_rows()

    def _reading(self) -> Row:
        """Say in numbers where the curve stands."""
        assert self._snapshot is not None
        record, spec = self._snapshot.record, self._snapshot.spec
        parts: list[tuple[str, str]] = [("mse ", "dim"), (small(record.mse), "bold")]
        if spec.loss == "cross-entropy":
            parts += [("  loss ", "dim"), (small(record.loss), "")]
        return tuple(parts)

    def row_count(self) -> int:
        """Return the rows of the chart: never more than there is room for."""
        return min(len(self._rows), self.size.height)

    def row(self, number: int) -> Row:
        """Return a row of the chart."""
        return self._rows[number]
