"""The compare table as rows of text: what differs between the runs, and the result of each.

Nothing that is the same for all runs is shown, so the reason for a difference is easy to find.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size

from scratchnet_tui.panes.loss.legend import sign
from scratchnet_tui.session.pinned_run import Pin
from scratchnet_tui.settings.table import differing, with_value
from scratchnet_tui.text.wording import small

_GAP = "  "


def table(runs: Sequence[Pin], width: int) -> tuple[tuple[str, ...], ...]:
    """Return the cells of the table, padded so that the columns are aligned.

    The headings come first, then a row for each run, whose first cell is its sign and name.
    Settings that differ but do not fit in `width` cells are left out; `facts` names them all.
    """
    results = [
        ["epochs", *(f"{run.epochs:,}" for run in runs)],
        ["solved at", *(_solved(run) for run in runs)],
        ["mse", *(small(run.mse) for run in runs)],
        ["time", *(_time(run.seconds) for run in runs)],
    ]
    if any(run.changes for run in runs):
        results.insert(0, ["changes", *(str(run.changes) for run in runs)])
    right = [_padded(column, left=False) for column in results]
    names = _padded(["run", *(f"{sign(run)} {run.name}" for run in runs)], left=True)
    room = width - sum(len(_GAP) + cell_len(column[0]) for column in right) - cell_len(names[0])
    settings = []
    for setting in differing([run.spec for run in runs]):
        texts = [setting.text(run.spec) for run in runs]
        column = _padded([setting.heading, *texts], left=not setting.right)
        room -= len(_GAP) + cell_len(column[0])
        if room < 0:
            break
        settings.append(column)
    return tuple(zip(names, *settings, *right, strict=True))


def _padded(texts: list[str], left: bool) -> list[str]:
    width = max(map(cell_len, texts))
    if left:
        return [set_cell_size(text, width) for text in texts]
    return [" " * (width - cell_len(text)) + text for text in texts]


def _solved(run: Pin) -> str:
    return "-" if run.solved_since is None else f"{run.solved_since:,}"


def _time(seconds: float) -> str:
    return f"{seconds:.2f}s" if seconds < 100.0 else f"{seconds:,.0f}s"


def as_line(cells: Sequence[str]) -> str:
    """Return a row of the table as a line of text."""
    return _GAP.join(cells)


def facts(run: Pin, runs: Sequence[Pin]) -> str:
    """Return how one run differs from the others, and its state."""
    differ = differing([each.spec for each in runs])
    settings = ", ".join(with_value(setting.name, run.spec) for setting in differ)
    parts = [f"{run.name}: {settings or 'no setting differs'}."]
    if settings == run.name:  # the runs of a comparison are called after what they vary
        parts = [f"{run.name}."]
    if run.changes:
        parts.append(f"Changed {run.changes} time{'s' * (run.changes > 1)}.")
    if run.diverged:
        parts.append("Diverged: it can go no further.")
    if run.look is None:
        parts.append("The current run, which the panes show.")
    elif run.live:
        parts.append("Trained in lock step with the current run. Enter shows it in the panes.")
    else:
        parts.append("Not training: its curve is kept. x removes it.")
    return " ".join(parts)
