"""The command `run`: train without the app, and print the result.

The result goes to standard output and nothing else does; progress goes to standard error.
"""

from __future__ import annotations

import argparse
import dataclasses
import sys

from core import EpochRecord, Trainer, Watch, evaluate, rows_right
from scratchnet_tui.session.start import Start
from scratchnet_tui.terminal.interrupts import noted
from scratchnet_tui.terminal.streams import say, tell_notes
from scratchnet_tui.text.wording import TEST_SET_USED, small

from . import exit_codes
from .options import EPOCHS, stop_of
from .run_json_csv import PRINTERS
from .training import begun, tell, train, tried

_GROWN = 100.0  # how many times the mse of the untrained network is no learning any more


def run(options: argparse.Namespace, start: Start) -> int:
    """Train and print; return the exit code.

    Raises
    ------
    Diverged
        If the untrained network has a number that is not finite.
    """
    trainer = begun(start)
    if options.every is not None and options.format == "json":
        tell_notes(["--every has no effect: --format json prints one object at the end"])
    stop, epochs = stop_of(options), getattr(options, "epochs", EPOCHS)
    watch = Watch(dataclasses.replace(stop, epochs=None), trainer.record)
    with noted() as interrupted:
        printer = PRINTERS[options.format](trainer)
        every = options.every or printer.every(epochs)
        printer.epoch()

        def look(_record: EpochRecord) -> bool:
            printer.epoch()
            return False

        outcome = train(trainer, watch, epochs, look, interrupted, every)
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
        return tell(outcome.message + tried(outcome.remedies), exit_codes.DIVERGED)
    if outcome.stopped_by == "interrupt":
        return tell(f"interrupted at epoch {trainer.record.epoch}", exit_codes.INTERRUPTED)
    if outcome.stopped_by == "epochs" and (stop.solved or stop.loss is not None):
        return tell(_missed(trainer), exit_codes.FAILED)
    return exit_codes.DONE


def _missed(trainer: Trainer) -> str:
    ahead, _ = evaluate(trainer.problem, trainer.state.params)
    right = int(rows_right(trainer.dataset, ahead.output).sum())
    record = trainer.record
    return (
        f"the goal was not reached in {record.epoch} epochs: mse {small(record.mse)}, "
        f"{right} of {len(trainer.dataset)} rows right"
    )
