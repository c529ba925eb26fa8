"""What the commands that train have in common: the progress bar and the report of divergence."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from core import Diverged, Problem, Remedy, Trainer, remedies
from core.printable import printable
from scratchnet_tui.session.start import Start
from scratchnet_tui.terminal.interrupts import raised
from scratchnet_tui.terminal.streams import measure_terminals, say

from . import exit_codes
from .options import flag_of


def trained(start: Start, epochs: int) -> Trainer:
    """Train a run from its beginning for some epochs, for commands that inspect the network.

    Raises
    ------
    Diverged
        If a number would no longer be finite.
    """
    trainer = Trainer(start.spec, start.dataset)
    with raised(), progress(epochs) as show:
        for record in trainer.run(max_epochs=epochs):
            show(record.epoch)
    return trainer


@contextmanager
def progress(epochs: int) -> Iterator[Callable[[int], None]]:
    """Show a bar on standard error if that is a terminal and standard output is not."""
    if not sys.stderr.isatty() or sys.stdout.isatty():  # rows and a bar do not share a terminal
        yield lambda _epoch: None
        return
    from rich.console import Console
    from rich.progress import Progress

    measure_terminals()
    bar = Progress(
        console=Console(stderr=True), transient=True, redirect_stdout=False, redirect_stderr=False
    )
    with bar:
        bar.console.show_cursor()  # it is not hidden at all, so no signal can leave it hidden
        task = bar.add_task("training", total=epochs)

        def show(epoch: int) -> None:
            if epoch % 64 == 0:
                bar.update(task, completed=epoch)

        yield show


def tell_diverged(error: Diverged, problem: Problem) -> int:
    """Report on standard error that a run has diverged and what may help; return the exit code."""
    return tell(f"{error}{tried(remedies(problem, error))}", exit_codes.DIVERGED)


def tried(found: Sequence[Remedy]) -> str:
    """Return what to try, to be appended to a sentence.

    Such as ``; try --rate 0.3 or --scale standard``.
    """
    options = [f"{flag_of(remedy.field)} {remedy.value}" for remedy in found]
    return f"; try {' or '.join(options)}" if options else ""


def tell(sentence: str, code: int) -> int:
    """Report on standard error how it ended, and return the exit code."""
    say(printable(sentence))
    return code
