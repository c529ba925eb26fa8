"""The command `run`: train without the app, and print the result.

The result goes to standard output and nothing else does; progress goes to standard error.
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from core import (
    Diverged,
    Problem,
    Remedy,
    Trainer,
    Watch,
    build_problem,
    evaluate,
    remedies,
    rows_right,
)
from core.user_input.printable import printable
from scratchnet_tui.terminal.interrupts import noted, raised
from scratchnet_tui.terminal.streams import measure_terminals, say, tell_notes
from scratchnet_tui.text.wording import TEST_SET_USED, small

from .options import EPOCHS, EXIT_INTERRUPTED, Start, flag_of, stop_of
from .run_json_csv import PRINTERS
from .run_printer import Outcome, Printer

_GROWN = 100.0  # how many times the mse of the untrained network is no learning any more

EXIT_MISSED = 3
EXIT_DIVERGED = 4


def run(options: argparse.Namespace, start: Start) -> int:
    """Train and print.

    Parameters
    ----------
    options : argparse.Namespace
        The options of the command.
    start : Start
        The run.

    Returns
    -------
    int
        The exit code.
    """
    try:
        trainer = Trainer(start.spec, start.dataset)
    except Diverged as error:
        return tell_diverged(error, build_problem(start.spec, start.dataset))
    if options.every is not None and options.format == "json":
        tell_notes(["--every has no effect: --format json prints one object at the end"])
    stop, epochs = stop_of(options), getattr(options, "epochs", EPOCHS)
    watch = Watch(dataclasses.replace(stop, epochs=None), trainer.record)
    with noted() as interrupted:
        printer = PRINTERS[options.format](trainer)
        every = options.every or printer.every(epochs)
        printer.epoch()
        outcome = _train(trainer, watch, epochs, printer, every, interrupted)
        if trainer.record.epoch % every:
            printer.epoch()
        printer.end(outcome)
        sys.stdout.flush()
    first, last = trainer.history.curve("mse").values[0], trainer.record.mse
    if outcome.stopped_by != "diverged" and last > _GROWN * max(first, 1.0):
        say(
            f"note: the mse has grown from {small(first)} to {small(last)}: the steps are too "
            f"large; try --rate {start.spec.rate / 10.0:.2g}"
        )
    if outcome.chosen_on == "test" and outcome.stopped_by == "patience":
        say(f"{TEST_SET_USED} --split 0.7,0.15 holds out rows for that.")
    if outcome.stopped_by == "diverged":
        return tell(outcome.message + tried(outcome.remedies), EXIT_DIVERGED)
    if outcome.stopped_by == "interrupt":
        return tell(f"interrupted at epoch {trainer.record.epoch}", EXIT_INTERRUPTED)
    if outcome.stopped_by == "epochs" and (stop.solved or stop.loss is not None):
        return tell(_missed(trainer), EXIT_MISSED)
    return 0


def _train(
    trainer: Trainer,
    watch: Watch,
    epochs: int,
    printer: Printer,
    every: int,
    interrupted: Callable[[], bool],
) -> Outcome:
    """Train until a stop rule fires or holds from the start, the epochs run out, or it diverges."""
    start = time.perf_counter()
    reached, message = next(iter(watch.holding), None), ""
    helpful: tuple[Remedy, ...] = ()
    if reached is None:
        try:
            with _progress(epochs) as show:
                for record in trainer.run(max_epochs=epochs):
                    if record.epoch % every == 0:
                        printer.epoch()
                    show(record.epoch)
                    if watch(record):
                        reached = watch.fired[0]
                    elif interrupted():
                        reached = "interrupt"
                    if reached:
                        break
        except Diverged as error:
            reached, message = "diverged", str(error)
            helpful = remedies(trainer.problem, error)
            # What is printed of the network is to be of the epoch that is printed with it.
            trainer.seek(trainer.record.epoch)
    chosen_on = None if watch.stop.patience is None else trainer.record.chosen_on
    seconds = time.perf_counter() - start
    return Outcome(reached or "epochs", seconds, message, helpful, chosen_on)


def trained(start: Start, epochs: int) -> Trainer:
    """Train a run from its beginning: what commands do that look at a trained network.

    Parameters
    ----------
    start : Start
        The run.
    epochs : int
        How many epochs, 0 or more.

    Raises
    ------
    Diverged
        If a number would no longer be finite.
    """
    trainer = Trainer(start.spec, start.dataset)
    with raised(), _progress(epochs) as show:
        for record in trainer.run(max_epochs=epochs):
            show(record.epoch)
    return trainer


@contextmanager
def _progress(epochs: int) -> Iterator[Callable[[int], None]]:
    """Show a bar on standard error while that is a terminal and the result goes elsewhere."""
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


def _missed(trainer: Trainer) -> str:
    ahead, _ = evaluate(trainer.problem, trainer.state.params)
    right = int(rows_right(trainer.dataset, ahead.output).sum())
    record = trainer.record
    return (
        f"the goal was not reached in {record.epoch} epochs: mse {small(record.mse)}, "
        f"{right} of {len(trainer.dataset)} rows right"
    )


def tell_diverged(error: Diverged, problem: Problem) -> int:
    """Say on standard error that a run has diverged and what may help; return the exit code."""
    return tell(f"{error}{tried(remedies(problem, error))}", EXIT_DIVERGED)


def tried(found: Sequence[Remedy]) -> str:
    """Return what to try, to be put behind a sentence: ``; try --rate 0.3 or --scale standard``."""
    options = [f"{flag_of(remedy.field)} {remedy.value}" for remedy in found]
    return f"; try {' or '.join(options)}" if options else ""


def tell(sentence: str, code: int) -> int:
    """Say on standard error how it ended, and return the exit code."""
    say(printable(sentence))
    return code
