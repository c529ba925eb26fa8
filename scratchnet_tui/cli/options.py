"""The run options: the words on the command line that make up a RunSpec.

Nothing heavy is imported until options are turned into a spec, so that ``--help`` answers at once.
"""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scratchnet_tui.settings.converters import (
    to_batch,
    to_columns,
    to_count,
    to_epochs,
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
    from core import Dataset, RunSpec, Saved, Stop

EPOCHS = 10_000
"""How many epochs `run` trains at the most where nobody says."""

ACTIVATIONS = "sigmoid, tanh, relu, leaky-relu, gelu, linear, softmax"
LOSSES = "squared-error, cross-entropy"
RULES = "sgd, momentum, momentum-reset, nesterov, rmsprop, adam"
ORDERS = "sequential, shuffled, first-only"
INITS = "uniform, zero, small, xavier, he"
EXTRAS = "x1^2, x2^2, x1*x2, sin x1, sin x2"
SCALES = "none, standard"
HEADERS = "auto, first, none"
MISSING = "auto, stop, drop, mean, mark"
SCHEDULES = "constant, step, inverse, cosine"
SLIPS = "none, updated-weights, slope-of-y, no-slope, sign"


ALSO: Mapping[str, tuple[str, ...]] = {
    "--rate": ("--lr", "--learning-rate"),
    "--rule": ("--optimizer", "--optimiser"),
    "--batch": ("--batch-size",),
    "--epochs": ("--epoch",),
}
"""Options, and what else they are called. Underscores in the place of hyphens do as well."""

INSTEAD: Mapping[str, str] = {
    "--weight-decay": "--l2 F comes nearest, and leaves biases free",
    "--random-state": "--seed N decides weights and order, --data-seed N samples and split",
    "--random-seed": "--seed N decides weights and order, --data-seed N samples and split",
    "--shuffle": "it is --order shuffled",
    "--test-size": "--split F is the share that is trained on",
    "--layers": "--hidden N,N gives the widths of the hidden layers",
    "--hidden-layers": "--hidden N,N gives the widths of the hidden layers",
    "--hidden-size": "--hidden N,N gives the widths of the hidden layers",
    "--units": "--hidden N,N gives the widths of the hidden layers",
    "--file": "a table is given with --data FILE.csv",
    "--csv": "a table is given with --data FILE.csv",
    "--input": "a table is given with --data FILE.csv",
    "--label": "what is learned is given with --target COL",
    "--early-stopping": "it is --patience N",
    "--normalize": "it is --scale standard",
    "--standardize": "it is --scale standard",
}
"""Options that other programs have, and what there is here."""


class UsageError(Exception):
    """Options that do not go together, in one sentence."""


@dataclass(frozen=True)
class Start:
    """A run the options ask for.

    Attributes
    ----------
    spec : RunSpec
        The run.
    dataset : Dataset
        Its data.
    lesson : str or None
        The lesson it belongs to, if any.
    notes : tuple of str
        What is worth knowing before it begins, in sentences without a full stop: options that do
        nothing, targets out of reach, what differs from the run that the weights come from.
    """

    spec: RunSpec
    dataset: Dataset
    lesson: str | None
    notes: tuple[str, ...] = ()


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
    add("--epochs", metavar="N", type=to_epochs, help=epochs)
    add("--until-loss", metavar="F", type=to_loss, help="stop when the mse is F or less")
    add(
        "--until-solved",
        action="store_true",
        help="stop when every output is within 0.1 of its target; numbers: a tenth of the spread",
    )
    add(
        "--patience",
        metavar="N",
        type=to_count,
        help="stop when the mse (with class weights the loss) of the validation set, else of the "
        "test set, if there is one, has not improved for N epochs",
    )


def _adder(parser: argparse.ArgumentParser, title: str) -> Callable[..., None]:
    group = parser.add_argument_group(title)

    def add(flag: str, **rest: Any) -> None:
        add_option(group, flag, **rest)

    return add


def add_option(group: argparse._ActionsContainer, flag: str, **rest: Any) -> None:
    """Add an option under all of its names. Where it is not given it stays absent.

    Parameters
    ----------
    group : argparse parser or group
        Takes the option.
    flag : str
        Its name, such as ``--data-seed``.
    **rest
        As for ``add_argument``.
    """
    also = ALSO.get(flag, ())
    if also:
        rest["help"] += f"; also {', '.join(also)}"
    group.add_argument(flag, default=argparse.SUPPRESS, **rest)
    hidden = {"dest": flag[2:].replace("-", "_"), "help": argparse.SUPPRESS}
    for name in (flag, *also):
        underscored = f"--{name[2:].replace('-', '_')}"
        for other in dict.fromkeys((name, underscored)):
            if other != flag:
                group.add_argument(other, default=argparse.SUPPRESS, **rest | hidden)


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
        "--keep",
        metavar="COL[,COL...]",
        type=to_columns,
        help="its columns to use although they look like names, dates or row numbers",
    )
    add("--header", metavar="NAME", help=f"its first row holds names or not: {HEADERS}")
    add("--encoding", metavar="NAME", help="of its text, such as cp949 (default: auto)")
    add("--missing", metavar="NAME", help=f"its missing cells: {MISSING} (default: auto)")
    add("--strict", action="store_true", help="stop where something about it would be guessed")
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
    add(
        "--scale-target",
        metavar="NAME",
        help=f"of targets that are numbers: {SCALES} (default: standard for those of a file whose "
        "deviation is outside 0.3 to 3 or whose mean is more than 3 deviations from 0, else none)",
    )


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
    from core import OF_FILE, SOURCE, RunSpec, load, read_class_weight, take_up
    from core.user_input.file_reading import STDIN
    from core.user_input.validation import legal_name
    from scratchnet_tui.session.background_reading import shown_on_stderr

    from .stdin_table import read_table

    given = dict(vars(options))
    changes = {name: given[name] for name in RunSpec.__dataclass_fields__ if name in given}
    if "split" in changes:
        changes["split"], changes["validation"] = changes["split"]
    if "class_weight" in changes:
        changes["class_weight"] = read_class_weight(changes["class_weight"])
    changes |= _source_of(given)
    saved = _saved_of(given)
    if saved is not None:
        named = any(name in given for name in ("dataset", "data", "lesson"))
        changes = saved.settings(with_data=not named) | changes
        changes |= {"init": "literal", "weights": saved.weights}
    for field in OF_FILE:
        if field in given and changes.get("data_file") is None:
            raise UsageError(f"--{field} says how a file is read; it goes with --data FILE.csv")

    name = given.get("lesson")
    if name is not None:
        name = legal_name("lesson", name, LESSON_TABLE)
    base = LESSON_TABLE[name].spec if name else RunSpec()
    if name and not set(changes) & set(SOURCE):
        spec = dataclasses.replace(base, **changes)
        dataset = load(spec)
    else:
        with shown_on_stderr() as reading:
            table = None
            if changes.get("data_file") == STDIN:
                asked = (*changes.get("target", ()), *changes.get("keep", ()))
                wanted = {name: changes[name] for name in ("header", "encoding") if name in changes}
                RunSpec(dataset=None, data_file=STDIN, **wanted)  # refuses what is not legal
                table = read_table(reading, asked=asked, **wanted)
            spec, dataset = take_up(base, changes, table, reading)
    if saved is not None and "class_weight" not in changes:
        spec = saved.weighted(spec, dataset)
    lesson = name if name and LESSON_TABLE[name].covers(spec) else None
    return Start(spec, dataset, lesson, _notes(spec, dataset, saved, given))


def flag_of(field: str) -> str:
    """Return the option that sets a field of a `RunSpec`, or a stop rule."""
    return "--data" if field == "data_file" else f"--{field.replace('_', '-')}"


def _source_of(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return where the data come from, as far as the options say so."""
    from core.user_input.file_reading import STDIN, as_pasted, looks_like_a_path
    from core.user_input.printable import quoted

    if "dataset" in given and "data" in given:
        raise UsageError("--dataset and --data exclude each other; give one of them")
    if not given.get("data", STDIN).strip():
        raise UsageError("--data names no file; give the path of a table, or - for standard input")
    if "data" in given:
        return {"dataset": None, "data_file": as_pasted(given["data"])}
    if "dataset" in given and looks_like_a_path(given["dataset"]):
        raise UsageError(
            f"--dataset is {quoted(given['dataset'])}; a table of your own is given with --data"
        )
    return {}


def _saved_of(given: Mapping[str, Any]) -> Saved | None:
    """Return what the file of weights holds, if there is to be one."""
    from core import DataError, SpecError, read_saved
    from core.user_input.file_reading import STDIN, as_pasted

    if "weights" not in given:
        if given.get("init") == "literal":
            raise UsageError(
                "--init literal takes its numbers from a file; give --weights FILE.json"
            )
        return None
    if given.get("init", "literal") != "literal":
        raise UsageError("--init draws weights and --weights gives them; give one of them")
    try:
        path = as_pasted(given["weights"])
    except DataError as error:
        raise SpecError("weights", str(error)) from None
    if path == STDIN:
        raise UsageError("--weights is standard input; only a table can come through it (--data -)")
    return read_saved(path)


def _notes(
    spec: RunSpec, dataset: Dataset, saved: Saved | None, given: Mapping[str, Any]
) -> tuple[str, ...]:
    """Return what is worth knowing of a run before it begins."""
    from core import Stop, out_of_reach, without_effect

    usual = EPOCHS if given.get("command") == "run" else None
    stop = Stop(epochs=given.get("epochs", usual), patience=given.get("patience"))
    notes = [idle.of(flag_of(idle.field)) for idle in without_effect(spec, set(given), stop)]
    apart = saved.differences(spec, dataset) if saved is not None else ""
    if apart:
        notes.append(f"--weights: this run differs from that of the file: {apart}")
    return (*notes, *filter(None, (out_of_reach(spec, dataset),)))
