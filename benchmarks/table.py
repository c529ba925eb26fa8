"""The table that is printed: what was measured, the figures, the budget, and whether it is met."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One line of the table.

    Parameters
    ----------
    what : str
        What was measured.
    figure : str
        The figure in its unit.
    ratio : str
        The median of the ratios and their range, where figures are compared.
    budget : str
        The budget; empty where the line is for information.
    met : bool
        Whether the budget was met in this run.
    """

    what: str
    figure: str = ""
    ratio: str = ""
    budget: str = ""
    met: bool = True

    @property
    def mark(self) -> str:
        """What stands in the last column."""
        if not self.budget:
            return ""
        return "met" if self.met else "MISSED"


def compared(
    what: str,
    figure: str,
    ratios: Sequence[float],
    most: float | None = None,
    least: float | None = None,
) -> Line:
    """Return a line for a figure that was measured in turn with others.

    There is one ratio for each turn; `most` or `least` is the budget for their median.
    """
    middle = statistics.median(ratios)
    budget, met = "", True
    if most is not None:
        budget, met = f"<= {most:g}", middle <= most
    elif least is not None:
        budget, met = f">= {least:g}", middle >= least
    ratio = f"{middle:.2f} ({min(ratios):.2f}..{max(ratios):.2f})"
    return Line(what, figure, ratio, budget, met)


def limited(what: str, value: float, unit: str, most: float, note: str = "") -> Line:
    """Return a line for a figure whose budget is `most`, in the same unit.

    The note follows the figure, such as the range of the single values.
    """
    figure = f"{value:.4g} {unit}{note}"
    return Line(what, figure, budget=f"<= {most:g} {unit}", met=value <= most)


_HEADINGS = Line("", "figure", "ratio (min..max)", "budget")
_WIDTHS = (44, 30, 20, 11)


def print_lines(title: str, lines: Iterable[Line]) -> list[Line]:
    """Print a heading and the lines under it, each as soon as it is known; return the lines."""
    printed = []
    _print_cells((title, *_cells(_HEADINGS)[1:], "in this run"))
    print("-" * (sum(_WIDTHS) + 2 * len(_WIDTHS) + 11))
    for line in lines:
        _print_cells((*_cells(line), line.mark))
        printed.append(line)
    print(flush=True)
    return printed


def _cells(line: Line) -> tuple[str, ...]:
    return line.what, line.figure, line.ratio, line.budget


def _print_cells(cells: tuple[str, ...]) -> None:
    padded = (f"{cell:<{width}}" for cell, width in zip(cells[:-1], _WIDTHS, strict=True))
    print("  ".join((*padded, cells[-1])).rstrip(), flush=True)
