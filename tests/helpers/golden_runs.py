"""Golden runs: specs whose numbers are kept, to the last bit, in a file beside the tests.

``python -m tests.helpers.golden_runs`` trains them again with the readable engine and writes what
comes out into the file. That is right only after a change of the numbers that is meant.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from core import RunSpec, Trainer
from core.arrays import Floats
from core.run.live_changes import SetFrozen
from core.run.update import State
from tests.helpers.strategies import outcome

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "tests" / "core" / "run" / "golden_runs.json"

EPOCHS = 200
"""How long each of them trains."""


class Kept(NamedTuple):
    """What is kept of a run.

    Attributes
    ----------
    fingerprint : str
        That of its last moment.
    sha256 : str
        See `digest`.
    diverged : tuple or None
        The number that would not have been finite, its epoch and its update; None if it came to
        its end.
    """

    fingerprint: str
    sha256: str
    diverged: tuple[str, int, int] | None


@dataclass(frozen=True)
class GoldenRun:
    """A run, and what is kept of it.

    Attributes
    ----------
    frozen : tuple
        The weights that are held from the beginning, each as a name and a place.
    """

    name: str
    spec: RunSpec
    frozen: tuple[tuple[str, tuple[int, ...]], ...]
    kept: Kept

    def start(self, engine: str = "auto") -> Trainer:
        """Return the run before any training."""
        trainer = Trainer(self.spec, engine=engine)
        for name, place in self.frozen:
            trainer.change(SetFrozen(name, place, frozen=True))
        return trainer


@cache
def golden_runs() -> Mapping[str, GoldenRun]:
    """Return the golden runs by name."""
    return {run.name: run for run in map(_read, _stored())}


def train(trainer: Trainer, epochs: int) -> tuple[str, int, int] | None:
    """Train so many epochs at once; return what `Kept` calls diverged."""
    return outcome(lambda: trainer.run_for(600.0, max_epochs=epochs))


def trained(trainer: Trainer, diverged: tuple[str, int, int] | None) -> Kept:
    """Return what is to be kept of a run that has been trained."""
    state, history = trainer.state, trainer.history
    curves = [history.curve(column) for column in history.columns]
    for curve in curves:  # that is, none of them has been left out
        np.testing.assert_array_equal(curve.epochs, np.arange(history.count))
    scores = np.stack([curve.values for curve in curves], axis=1)
    found = digest(state, scores, trainer.record.solved_since)
    return Kept(trainer.fingerprint, found, diverged)


def digest(state: State, scores: Floats, solved_since: int | None) -> str:
    """Return the SHA-256 of all that a run has come to; no bit of it may differ.

    Parameters
    ----------
    scores : Floats
        What the history holds, from epoch 0 on, shape (epochs, columns).
    solved_since : int or None
        As in the record of the last epoch.
    """
    since = -1 if solved_since is None else solved_since
    count = state.optimizer_state.count
    moment = state.epoch, state.index, state.step, count, since
    content = hashlib.sha256(struct.pack("<5q", *moment))
    for arrays in (state.params, state.last_step or {}, *state.optimizer_state.memories):
        for array in arrays.values():
            content.update(array.astype("<f8").tobytes())
    content.update(scores.astype("<f8").tobytes())
    return content.hexdigest()


def _stored() -> list[dict[str, Any]]:
    plain: list[dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))
    return plain


def _read(plain: dict[str, Any]) -> GoldenRun:
    spec = RunSpec.from_json(plain["spec"])
    if spec.data_file is not None:
        spec = dataclasses.replace(spec, data_file=str(ROOT / spec.data_file))
    frozen = tuple((name, tuple(place)) for name, *place in plain.get("frozen", ()))
    name, epoch, step = plain.get("diverged", ("", 0, 0))
    diverged = (name, epoch, step) if name else None
    kept = Kept(plain.get("fingerprint", ""), plain.get("sha256", ""), diverged)
    return GoldenRun(plain["name"], spec, frozen, kept)


def _write() -> None:
    """Train the golden runs and write what comes out."""
    blocks = []
    for plain in _stored():
        trainer = _read(plain).start("readable")
        diverged = train(trainer, EPOCHS)
        asked = {name: plain[name] for name in ("name", "spec", "frozen") if plain.get(name)}
        found = trained(trainer, diverged)._asdict()
        block = asked | {name: value for name, value in found.items() if value}
        lines = (f"{json.dumps(name)}: {json.dumps(value)}" for name, value in block.items())
        blocks.append("  {" + ",\n   ".join(lines) + "}")
    FILE.write_text("[\n" + ",\n".join(blocks) + "\n]\n", encoding="utf-8")


if __name__ == "__main__":
    _write()
