"""The run options: the words on the command line that make up a RunSpec.

Nothing heavy is imported until options are turned into a spec, so that ``--help`` answers at once.
"""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .converters import (
    to_batch,
    to_columns,
    to_count,
    to_extras,
    to_loss,
    to_names,
    to_real,
    to_rows,
    to_samples,
    to_split,
    to_whole,
    to_widths,
)

if TYPE_CHECKING:
    from core import Dataset, RunSpec, Stop, Weights

EXIT_INTERRUPTED = 130

ACTIVATIONS = "sigmoid, tanh, relu, leaky-relu, gelu, linear, softmax"
LOSSES = "squared-error, cross-entropy"
RULES = "sgd, momentum, momentum-reset, nesterov, rmsprop, adam"
ORDERS = "sequential, shuffled, first-only"
INITS = "uniform, zero, small, xavier, he"
EXTRAS = "x1^2, x2^2, x1*x2, sin x1, sin x2"
SCALES = "none, standard"
SCHEDULES = "constant, step, inverse, cosine"
SLIPS = "none, updated-weights, slope-of-y, no-slope, sign"


class UsageError(Exception):
    """Options that do not go together, in one sentence."""


@dataclass(frozen=True)
class Start:
    """A run the options ask for: its spec, its data, and the lesson it belongs to, if any."""

    spec: RunSpec
    dataset: Dataset
    lesson: str | None


def add_run_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that determine a run. Those not given stay absent from the namespace."""
    _add_data(_adder(parser, "data"))
    _add_network(_adder(parser, "network"))
    _add_training(_adder(parser, "training"))


def add_stop_options(parser: argparse.ArgumentParser, epochs: str) -> None:
    """Add the options that say when to stop. Those not given stay absent.

    Parameters
    ----------
    parser : argparse.ArgumentParser
        The parser.
    epochs : str
        What the help says of ``--epochs``.
    """
    add = _adder(parser, "stop rules")
    add("--epochs", metavar="N", type=to_count, help=epochs)
    add("--until-loss", metavar="F", type=to_loss, help="stop when the mse is F or less")
    add(
        "--until-solved",
        action="store_true",
        help="stop when every output is within 0.1 of its target",
    )
    add(
        "--patience",
        metavar="N",
        type=to_count,
        help="stop when the mse (of the validation or test set) has not improved for N epochs",
    )


def _adder(parser: argparse.ArgumentParser, title: str) -> Callable[..., None]:
    group = parser.add_argument_group(title)

    def add(*flags: str, **rest: Any) -> None:
        group.add_argument(*flags, default=argparse.SUPPRESS, **rest)

    return add


def _add_data(add: Callable[..., None]) -> None:
    add("--lesson", metavar="NAME", help="start from a lesson; see 'scratchnet-tui list lessons'")
    add("--dataset", metavar="NAME", help="see 'scratchnet-tui list datasets' (default: xor)")
    add(
        "--data",
        metavar="FILE.csv",
        help="train on a table of your own with a header row; -: stdin",
    )
    add(
        "--target",
        metavar="COL[,COL...]",
        type=to_columns,
        help="what is learned (default: the last)",
    )
    add("--ignore", metavar="COL[,COL...]", type=to_columns, help="its columns to leave aside")
    add(
        "--rows",
        metavar="'0 0 1 0; 0 1 1 1; ...'",
        type=to_rows,
        help="the rows of the data set written out: inputs, then targets, of each",
    )
    add("--samples", metavar="N", type=to_samples, help="samples of a made-up data set")
    add("--noise", metavar="F", type=to_real, help="how far they stray, from 0 to 1 (default: 0)")
    add("--data-seed", metavar="N", type=to_whole, help="decides samples and split (default: 1)")
    add("--extra", metavar="NAME[,...]", type=to_extras, help=f"more inputs: {EXTRAS}; or none")
    add(
        "--split",
        metavar="F[,F]",
        type=to_split,
        help="share of rows to train on, and for validation; the rest is the test set (default: 1)",
    )
    add("--scale", metavar="NAME", help=f"of the inputs: {SCALES} (default: none)")


def _add_network(add: Callable[..., None]) -> None:
    add("--hidden", metavar="N[,N...]", type=to_widths, help="hidden layers; 0: none (default: 4)")
    add("--activation", metavar="NAME[,...]", type=to_names, help=f"hidden layers: {ACTIVATIONS}")
    add("--output", metavar="NAME", help="activation of the output layer (default: sigmoid)")
    add(
        "--bias",
        action=argparse.BooleanOptionalAction,
        help="a bias vector in each layer (default: as suits the data)",
    )
    add("--init", metavar="NAME", help=f"how weights are drawn: {INITS} (default: uniform)")
    add("--seed", metavar="N", type=to_whole, help="decides weights and order (default: 1)")
    add("--weights", metavar="FILE.json", help="start from exactly these weights")


def _add_training(add: Callable[..., None]) -> None:
    add("--loss", metavar="NAME", help=f"{LOSSES} (default: squared-error)")
    add(
        "--class-weight",
        metavar="balanced|LABEL=W,...",
        help="how much rows of a class count in the loss (default: none)",
    )
    add("--rule", metavar="NAME", help=f"{RULES} (default: sgd)")
    add("--rate", metavar="F", type=to_real, help="the learning rate alpha (default: 0.9)")
    add("--momentum", metavar="F", type=to_real, help="share of the last step (default: 0.9)")
    add("--schedule", metavar="NAME", help=f"of the rate: {SCHEDULES} (default: constant)")
    add("--period", metavar="N", type=to_whole, help="epochs the schedule takes (default: 100)")
    add("--l1", metavar="F", type=to_real, help="weight of the penalty sum |W| (default: 0)")
    add("--l2", metavar="F", type=to_real, help="weight of the penalty 1/2 sum W^2 (default: 0)")
    add("--dropout", metavar="F", type=to_real, help="share of hidden units left out (default: 0)")
    add("--batch", metavar="N|all", type=to_batch, help="samples to one update (default: 1)")
    add("--order", metavar="NAME", help=f"{ORDERS} (default: sequential)")
    add("--slip", metavar="NAME", help=f"a wrong backward pass: {SLIPS} (default: none)")


def stop_of(options: argparse.Namespace) -> Stop:
    """Return the stop rules that the options ask for."""
    from core import Stop

    given = vars(options)
    return Stop(
        epochs=given.get("epochs"),
        loss=given.get("until_loss"),
        solved=given.get("until_solved", False),
        patience=given.get("patience"),
    )


def epochs_of(options: argparse.Namespace) -> int:
    """Return how many epochs to train before one looks at the network.

    Raises
    ------
    UsageError
        If stop rules are given, which such a command has no use for.
    """
    given = vars(options)
    for name in ("until_loss", "until_solved", "patience"):
        if name in given:
            flag = name.replace("_", "-")
            raise UsageError(f"--{flag} goes with the app and with run; here give --epochs N")
    epochs: int = given.get("epochs", 0)
    return epochs


def start_of(options: argparse.Namespace) -> Start:
    """Turn options into a run.

    Parameters
    ----------
    options : argparse.Namespace
        What a parser with `add_run_options` returned.

    Returns
    -------
    Start
        The run.

    Raises
    ------
    UsageError
        If options exclude each other.
    core.CoreError
        If a value is not legal, or a file cannot be used.
    """
    from core import LESSONS as LESSON_TABLE
    from core import SOURCE, RunSpec, load, read_class_weight, read_weights, take_up
    from core.files import STDIN
    from core.legal import check_name

    from .piped import read_table
    from .reading import shown_on_stderr

    given = dict(vars(options))
    changes = {name: given[name] for name in RunSpec.__dataclass_fields__ if name in given}
    if "split" in changes:
        changes["split"], changes["validation"] = changes["split"]
    if "class_weight" in changes:
        changes["class_weight"] = read_class_weight(changes["class_weight"])
    if "dataset" in given and "data" in given:
        raise UsageError("--dataset and --data exclude each other; give one of them")
    if "data" in given:
        changes |= {"dataset": None, "data_file": given["data"]}
    elif "target" in given:
        raise UsageError("--target names columns of a file; it goes with --data FILE.csv")
    elif "ignore" in given:
        raise UsageError("--ignore names columns of a file; it goes with --data FILE.csv")
    if "weights" in given:
        if given.get("init", "literal") != "literal":
            raise UsageError("--init draws weights and --weights gives them; give one of them")
        weights = read_weights(given["weights"])
        changes = _shape_of(weights) | changes | {"init": "literal", "weights": weights}
    elif given.get("init") == "literal":
        raise UsageError("--init literal takes its numbers from a file; give --weights FILE.json")

    name = given.get("lesson")
    if name is not None:
        check_name("lesson", name, LESSON_TABLE)
    base = LESSON_TABLE[name].spec if name else RunSpec()
    if name and not set(changes) & set(SOURCE):
        spec = dataclasses.replace(base, **changes)
        dataset = load(spec)
    else:
        with shown_on_stderr() as reading:
            table = None
            if changes.get("data_file") == STDIN:
                table = read_table(changes.get("target", ()), changes.get("ignore", ()), reading)
            spec, dataset = take_up(base, changes, table, reading)
    return Start(spec, dataset, name if name and LESSON_TABLE[name].covers(spec) else None)


def _shape_of(weights: Weights) -> dict[str, Any]:
    """Return the settings that weights bring with them: the hidden layers and the bias."""
    arrays = dict(weights)
    widths = [len(arrays[f"W{k}"]) for k in range(1, len(arrays) + 1) if f"W{k}" in arrays]
    return {"hidden": tuple(widths[:-1]), "bias": any(name[0] == "b" for name in arrays)}
