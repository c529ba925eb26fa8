"""What the commands that train have in common: the loop, the progress bar, and what is said."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from core import Diverged, EpochRecord, Problem, Remedy, Trainer, Watch, remedies
from core.printable import printable
from scratchnet_tui.session.start import Start
from scratchnet_tui.terminal.interrupts import raised
from scratchnet_tui.terminal.streams import measure_terminals, say, tell_notes
from scratchnet_tui.text.engine import slower

from . import exit_codes
from .options import flag_of
from .run_printer import Outcome

_SLICE = 0.05  # seconds of training before an interrupt is looked for
_BAR = 0.05  # seconds between two changes of the bar


def begun(start: Start) -> Trainer:
    """Return the trainer of a run, and note on standard error if it is slower than elsewhere.

    Raises
    ------
    Diverged
        If the untrained network has a number that is not finite.
    """
    trainer = Trainer(start.spec, start.dataset, engine=start.engine)
    remark = slower(start.engine, start.spec)
    tell_notes([remark] if remark else [])
    return trainer


def train(
    trainer: Trainer,
    watch: Watch,
    epochs: int,
    look: Callable[[EpochRecord], bool],
    interrupted: Callable[[], bool],
    every: int = 1,
    alone: bool = False,
) -> Outcome:
    """Train until there is a reason to stop; after divergence, return to the last complete epoch.

    Parameters
    ----------
    watch : Watch
        The stop rules. If one holds from the start, nothing is trained.
    epochs : int
        How many epochs to train at most.
    look : callable
        ``look(record)`` tells whether to stop there.
    every : int
        How many epochs lie between two at which `look` is called.
    interrupted : callable
        Whether the user wants it to end.
    alone : bool
        Whether nothing is printed while it trains; see `progress`.
    """
    start = time.perf_counter()
    reached, message = next(iter(watch.holding), ""), ""
    helpful: tuple[Remedy, ...] = ()
    if not reached:
        try:
            with progress(epochs, alone) as show:
                while not reached and trainer.record.epoch < epochs:
                    before = trainer.record.epoch
                    due = before + every - before % every
                    trainer.run_for(_SLICE, min(due, epochs) - before, watch)
                    record = trainer.record
                    show(record.epoch)
                    if record.epoch == due and look(record):
                        reached = "match"
                    elif watch.fired:
                        reached = watch.fired[0]
                    elif interrupted():
                        reached = "interrupt"
        except Diverged as error:
            reached, message = "diverged", str(error)
            helpful = tuple(remedies(trainer.problem, error))
            # The printed network must be that of the printed epoch.
            trainer.seek(trainer.record.epoch)
    chosen_on = None if watch.stop.patience is None else trainer.record.chosen_on
    seconds = time.perf_counter() - start
    return Outcome(reached or "epochs", seconds, message, helpful, chosen_on)


def trained(start: Start, epochs: int) -> Trainer:
    """Train a run from its beginning for some epochs, for commands that inspect the network.

    Raises
    ------
    Diverged
        If a number would no longer be finite.
    """
    trainer = Trainer(start.spec, start.dataset, engine=start.engine)
    with raised(), progress(epochs) as show:
        while trainer.record.epoch < epochs:
            trainer.run_for(_SLICE, epochs - trainer.record.epoch)
            show(trainer.record.epoch)
    return trainer


@contextmanager
def progress(total: int, alone: bool = False) -> Iterator[Callable[[int], None]]:
    """Show a bar on standard error if that is a terminal.

    The block receives ``show(done)``, out of `total` epochs or updates. Rows and a bar do not share
    a terminal: if standard output is one too there is no bar, unless it is `alone`.
    """
    if not sys.stderr.isatty() or (sys.stdout.isatty() and not alone):
        yield lambda _done: None
        return
    from rich.console import Console
    from rich.progress import Progress

    measure_terminals()
    bar = Progress(
        console=Console(stderr=True), transient=True, redirect_stdout=False, redirect_stderr=False
    )
    with bar:
        bar.console.show_cursor()  # it is not hidden at all, so no signal can leave it hidden
        task, shown = bar.add_task("training", total=total), 0.0

        def show(done: int) -> None:
            nonlocal shown
            if time.monotonic() - shown > _BAR:
                bar.update(task, completed=done)
                shown = time.monotonic()

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
