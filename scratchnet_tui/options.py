"""The run options: the words on the command line that make up a RunSpec.

Nothing heavy is imported until options are turned into a spec, so that ``--help`` answers at once.
"""

from __future__ import annotations

import argparse
import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core import Dataset, RunSpec, Weights

EXIT_INTERRUPTED = 130

LESSONS = "forward-pass, delta-rule, delta-rule-xor, backprop-xor, cross-entropy, early-return"
DATASETS = (
    "and, or, nand, nor, xor, xnor, first-input, parity-2, parity-3, parity-4, "
    "parity-5, parity-6, parity-7, parity-8, majority-3, majority-5, full-adder, "
    "seven-segment-to-digit, digit-to-seven-segment, 8-3-8, encoder-8-3, decoder-3-8, "
    "digits-5x5, digits-8x8, iris, circle, xor-points, gauss, spiral, moons, plane, "
    "multi-gauss, blobs"
)
ACTIVATIONS = "sigmoid, tanh, relu, leaky-relu, gelu, linear, softmax"
LOSSES = "squared-error, cross-entropy"
RULES = "sgd, momentum, momentum-reset, nesterov, rmsprop, adam"
ORDERS = "sequential, shuffled, first-only"
INITS = "uniform, zero, small, xavier, he"
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
    group = parser.add_argument_group("run options")

    def add(*flags: str, **rest: Any) -> None:
        group.add_argument(*flags, default=argparse.SUPPRESS, **rest)

    add("--lesson", metavar="NAME", help=f"start from a lesson: {LESSONS}")
    add("--dataset", metavar="NAME", help=f"{DATASETS} (default: xor)")
    add(
        "--data",
        metavar="FILE.csv",
        help="train on a table of your own with a header row; -: stdin",
    )
    add("--target", metavar="COL[,COL...]", type=_names, help="its target columns (default: last)")
    add("--ignore", metavar="COL[,COL...]", type=_names, help="its columns to leave aside")
    add("--hidden", metavar="N[,N...]", type=_widths, help="hidden layers; 0: none (default: 4)")
    add("--activation", metavar="NAME[,...]", type=_names, help=f"hidden layers: {ACTIVATIONS}")
    add("--output", metavar="NAME", help="activation of the output layer (default: sigmoid)")
    add(
        "--bias",
        action=argparse.BooleanOptionalAction,
        help="a bias vector in each layer (default: for files only; the gates have a bias input)",
    )
    add("--loss", metavar="NAME", help=f"{LOSSES} (default: squared-error)")
    add("--rule", metavar="NAME", help=f"{RULES} (default: sgd)")
    add("--rate", metavar="F", type=_real, help="the learning rate alpha (default: 0.9)")
    add("--batch", metavar="N|all", type=_batch, help="samples to one update (default: 1)")
    add("--order", metavar="NAME", help=f"{ORDERS} (default: sequential)")
    add("--slip", metavar="NAME", help=f"a wrong backward pass: {SLIPS} (default: none)")
    add("--init", metavar="NAME", help=f"how weights are drawn: {INITS} (default: uniform)")
    add("--seed", metavar="N", type=whole, help="decides all that is random (default: 1)")
    add("--weights", metavar="FILE.json", help="start from exactly these weights")


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
    from core import RunSpec, load, read_weights, suited

    given = dict(vars(options))
    changes = {name: given[name] for name in RunSpec.__dataclass_fields__ if name in given}
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
    if name is not None and name not in LESSON_TABLE:
        raise UsageError(f"--lesson is {name!r}; it must be one of {', '.join(LESSON_TABLE)}")
    base = LESSON_TABLE[name].spec if name else RunSpec()
    # The data decide two of the defaults, so they are read before the spec is whole.
    source = {k: v for k, v in changes.items() if k in ("dataset", "data_file", "target", "ignore")}
    dataset = load(RunSpec(**({"dataset": base.dataset} | source)))
    if source or not name:
        changes = suited(dataset) | changes
    spec = dataclasses.replace(base, **changes)
    return Start(spec, dataset, name if name and LESSON_TABLE[name].covers(spec) else None)


def _shape_of(weights: Weights) -> dict[str, Any]:
    """Return the settings that weights bring with them: the hidden layers and the bias."""
    arrays = dict(weights)
    widths = [len(arrays[f"W{k}"]) for k in range(1, len(arrays) + 1) if f"W{k}" in arrays]
    return {"hidden": tuple(widths[:-1]), "bias": any(name[0] == "b" for name in arrays)}


def _names(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(","))
    if not all(names):
        raise argparse.ArgumentTypeError(f"{text!r} must be names with commas between them")
    return names


def _widths(text: str) -> tuple[int, ...]:
    if text.strip() in ("0", ""):
        return ()
    try:
        return tuple(int(width) for width in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} must be widths of layers such as 4 or 8,8, or 0 for none"
        ) from None


def _real(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} must be a number such as 0.9") from None


def whole(text: str) -> int:
    """Read a whole number, or refuse in a sentence."""
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} must be a whole number") from None


def _batch(text: str) -> int:
    if text == "all":
        return 0
    size = whole(text)
    if size < 1:
        raise argparse.ArgumentTypeError(f"{text!r} must be 1 or more, or all")
    return size
