"""The command `verify`: train, and tell whether a moment of the run has a fingerprint.

It looks after every epoch. Only if none matches, and they are not too many, it goes through the
updates one by one, since that costs many times as much.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import time
from collections.abc import Callable
from typing import Any

from core import EpochRecord, Trainer, Watch
from scratchnet_tui.session.start import Start
from scratchnet_tui.terminal.interrupts import noted
from scratchnet_tui.text.wording import describe, wrapped

from . import exit_codes
from .options import EPOCHS, MOST_UPDATES, stop_of
from .run_json_csv import spec_of
from .run_printer import Outcome
from .training import begun, progress, tell, train, tried

_WIDTH = 80


def verify(options: argparse.Namespace, start: Start) -> int:
    """Train, look for the fingerprint and print the result; return the exit code.

    Raises
    ------
    Diverged
        If the untrained network has a number that is not finite.
    """
    trainer, wanted = begun(start), options.fingerprint
    epochs = getattr(options, "epochs", EPOCHS)
    watch = Watch(dataclasses.replace(stop_of(options), epochs=None), trainer.record)
    with noted() as interrupted:
        result = _search(trainer, watch, epochs, wanted, interrupted)
    if options.format == "json":
        print(json.dumps(_plain(trainer, wanted, *result), allow_nan=False))
    else:
        _print_text(trainer, wanted, *result)
    outcome, _ = result
    if outcome.stopped_by == "match":
        return exit_codes.DONE
    if outcome.stopped_by == "diverged":
        return tell(outcome.message + tried(outcome.remedies), exit_codes.DIVERGED)
    if outcome.stopped_by == "interrupt":
        return tell(f"interrupted at epoch {trainer.record.epoch}", exit_codes.INTERRUPTED)
    return exit_codes.FAILED


def _search(
    trainer: Trainer,
    watch: Watch,
    epochs: int,
    wanted: str,
    interrupted: Callable[[], bool],
) -> tuple[Outcome, bool]:
    """Train and look; leave the run at the match, or else at the end of its last epoch.

    Returns
    -------
    Outcome
        How it ended.
    bool
        Whether the updates within the epochs were looked at too.
    """

    def look(_record: EpochRecord) -> bool:
        return bool(trainer.fingerprint == wanted)

    if look(trainer.record):
        return Outcome("match", 0.0), False
    outcome = train(trainer, watch, epochs, look, interrupted, alone=True)
    if outcome.stopped_by in ("match", "interrupt") or not _has_few_updates(trainer):
        return outcome, False
    begin = time.perf_counter()
    ended = _go_through_updates(trainer, wanted, interrupted)
    seconds = outcome.seconds + time.perf_counter() - begin
    outcome = dataclasses.replace(outcome, seconds=seconds)
    if ended:
        outcome = Outcome(ended, seconds)
    return outcome, ended != "interrupt"


def _updates(trainer: Trainer) -> int:
    """Return how many updates an epoch has."""
    return len(trainer.problem.batches(1))


def _has_few_updates(trainer: Trainer) -> bool:
    """Tell whether there are moments within epochs, and few enough to look at each."""
    epochs, index = trainer.end
    updates = _updates(trainer)
    return updates > 1 and 0 < epochs * updates + index <= MOST_UPDATES


def _go_through_updates(trainer: Trainer, wanted: str, interrupted: Callable[[], bool]) -> str:
    """Repeat the run update by update, up to the last one that it has taken.

    Returns
    -------
    str
        ``match`` or ``interrupt``; empty if no update has the fingerprint.
    """
    epochs, index = trainer.end
    last, ended = epochs * _updates(trainer) + index, ""
    trainer.seek(0)
    with progress(last, alone=True) as show:
        while not ended and trainer.position[2] < last:
            trainer.step_sample()
            show(trainer.position[2])
            if trainer.fingerprint == wanted:
                return "match"
            if interrupted():
                ended = "interrupt"
    trainer.seek(epochs)
    return ended


def _print_text(trainer: Trainer, wanted: str, outcome: Outcome, within: bool) -> None:
    state, found = trainer.state, outcome.stopped_by == "match"
    moment = f"epoch {state.epoch}"
    if state.index:
        moment += f", update {state.index}"
    print("  ".join(describe(trainer.spec, trainer.network)))
    if found:
        print(f"{wanted} matches: {moment}")
    else:
        print("\n".join(wrapped(_no_match(trainer, wanted, outcome, within), _WIDTH)))
        print(f"stopped by {outcome.stopped_by} at {moment}, which has {trainer.fingerprint}")
    print(f"{trainer.engine} engine, {outcome.seconds:.2f} s")


def _no_match(trainer: Trainer, wanted: str, outcome: Outcome, within: bool) -> str:
    """Return that the fingerprint was not found, and where it was looked for."""
    last = trainer.record.epoch
    looked = f"epochs 0 to {last}" if last else "epoch 0, the untrained network"
    said = f"{wanted} does not match: looked at {looked}"
    later = "; --epochs looks further" if outcome.stopped_by == "epochs" and last else ""
    if within:
        return f"{said} and at each update within them{later}"
    if outcome.stopped_by == "interrupt" or _updates(trainer) == 1 or not last:
        return f"{said}{later}"
    return (
        f"{said}; of updates within them there are more than {MOST_UPDATES}, too many to look at, "
        "and fewer with a smaller --epochs"
    )


def _plain(trainer: Trainer, wanted: str, outcome: Outcome, within: bool) -> dict[str, Any]:
    """Return the result as plain values; the epoch is that of the match, or the last one."""
    result: dict[str, Any] = {
        "spec": spec_of(trainer),
        "wanted": wanted,
        "matches": outcome.stopped_by == "match",
        "epoch": trainer.state.epoch,
        "step": trainer.position[2],
        "fingerprint": trainer.fingerprint,
        "stopped_by": outcome.stopped_by,
        "looked_at": "updates" if within else "epochs",
        "engine": trainer.engine,
        "seconds": round(outcome.seconds, 6),
    }
    return result | outcome.trouble()
