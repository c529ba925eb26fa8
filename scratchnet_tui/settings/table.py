"""The table of the settings, in the order of the fields of `core.RunSpec`.

A new setting needs a field there and an entry here; option, help, form and tables follow.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from . import form_values as form
from . import option_values as options
from .setting import Option, Row, Setting
from .values import class_weight, data_name, split_text

if TYPE_CHECKING:
    from core import Dataset, RunSpec

ACTIVATIONS = ("sigmoid", "tanh", "relu", "leaky-relu", "gelu", "linear", "softmax")
SCALES = ("none", "standard")
EXTRAS = ("x1^2", "x2^2", "x1*x2", "sin x1", "sin x2")

_COLUMNS = "COL[,COL...]"
_SAMPLES = (20, 50, 100, 200, 300, 500, 1000, 2000, 5000)
_PERIODS = (1, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)
_PENALTIES = ("0", "0.0001", "0.001", "0.01", "0.1")
_EPOCHS = ("never", "10", "20", "50", "100", "200", "500", "1000", "2000", "5000", "10000")


def _made_up(spec: RunSpec, _dataset: Dataset | None = None) -> bool:
    from core import BUILTIN_DATASETS

    return spec.dataset is not None and BUILTIN_DATASETS[spec.dataset].made_up


def _sample_count(spec: RunSpec) -> int:
    """Return the number of samples, also if it is the automatic 0 in the spec."""
    from core import BUILTIN_DATASETS

    return spec.samples or (BUILTIN_DATASETS[spec.dataset].samples if spec.dataset else 0)


def _can_have_extras(spec: RunSpec, dataset: Dataset | None) -> bool:
    plane = dataset is not None and not dataset.has_bias_input and len(dataset.features) > 1
    return bool(spec.extra) or plane


def _can_scale_targets(spec: RunSpec, dataset: Dataset | None) -> bool:
    return spec.scale_target != "none" or (dataset is not None and dataset.kind == "numbers")


def _can_weigh_classes(spec: RunSpec, dataset: Dataset | None) -> bool:
    from core import has_classes

    classes = dataset is not None and dataset.kind != "logic" and has_classes(dataset)
    return classes or spec.class_weight != "none"


def _uses_momentum(spec: RunSpec, _dataset: Dataset | None) -> bool:
    from core import OPTIMIZERS

    return OPTIMIZERS[spec.rule].uses_momentum


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "dataset",
        "data",
        Option("see 'scratchnet-tui list datasets' (default: xor)"),
        label="data",
        show=data_name,
    ),
    Setting(
        "data_file",
        "data",
        Option(
            "train on a table of your own with a header row; -: stdin", "FILE.csv", flag="--data"
        ),
        label="data",
        show=data_name,
    ),
    Setting(
        "target",
        "data",
        Option("what is learned (default: the last)", _COLUMNS, options.to_columns),
    ),
    Setting("ignore", "data", Option("its columns to leave aside", _COLUMNS, options.to_columns)),
    Setting(
        "keep",
        "data",
        Option(
            "its columns to use although they look like names, dates or row numbers",
            _COLUMNS,
            options.to_columns,
        ),
    ),
    Setting(
        "header",
        "data",
        Option("its first row holds names or not: {choices}"),
        choices=("auto", "first", "none"),
    ),
    Setting("encoding", "data", Option("of its text, such as cp949 (default: auto)")),
    Setting(
        "missing",
        "data",
        Option("its missing cells: {choices} (default: auto)"),
        choices=("auto", "stop", "drop", "mean", "mark"),
    ),
    Setting(
        "strict",
        "data",
        Option("stop where something about it would be guessed", action="store_true"),
    ),
    Setting(
        "rows",
        "data",
        Option(
            "the rows of the data set written out: inputs, then targets, of each",
            "'0 0 1 0; 0 1 1 1; ...'",
            options.to_rows,
        ),
    ),
    Setting(
        "samples",
        "data",
        Option("samples of a made-up data set", "N", options.to_samples),
        Row(
            "How many samples are generated. A whole number of 2 or more.",
            read=form.samples,
            step=lambda spec, by: str(form.neighbour(_SAMPLES, _sample_count(spec), by)),
            text=lambda spec: str(_sample_count(spec)),
            when=_made_up,
        ),
    ),
    Setting(
        "noise",
        "data",
        Option("how far they stray, from 0 to 1 (default: 0)", "F", options.to_real),
        Row(
            "How far the samples stray. A number from 0 to 1.",
            read=form.real,
            turns=("0", "0.05", "0.1", "0.2", "0.3", "0.5"),
            when=_made_up,
        ),
    ),
    Setting(
        "data_seed",
        "data",
        Option("decides samples and split (default: 1)", "N", options.to_whole),
        Row(
            "Decides the samples that are generated, and which rows are held out. A number of 0 or "
            "more.",
            label="data seed",
            read=form.whole,
            step=lambda spec, by: str(max(0, spec.data_seed + by)),
            when=lambda spec, _dataset: _made_up(spec) or spec.split < 1.0,
        ),
    ),
    Setting(
        "extra",
        "data",
        Option("more inputs: {choices}; or none", "NAME[,...]", options.to_extras),
        Row(
            "Inputs made from the first two: {choices}; or none. Separate several with commas.",
            read=form.extras,
            turns=("none", *EXTRAS, ",".join(EXTRAS[:3])),
            when=_can_have_extras,
        ),
        choices=EXTRAS,
    ),
    Setting(
        "split",
        "data",
        Option(
            "share of rows to train on, and for validation; the rest is the test set (default: 1)",
            "F[,F]",
            options.to_split,
        ),
        Row(
            "The share of rows to train on, and behind a comma that for validation (0.7,0.15); the "
            "rest is the test set. 1: all rows.",
            read=form.split,
            turns=("1", "0.9", "0.8", "0.7", "0.5", "0.7,0.15"),
            text=split_text,
        ),
        fields=("split", "validation"),
    ),
    Setting("validation", "data"),
    Setting(
        "scale",
        "data",
        Option("of the inputs: {choices} (default: none)"),
        Row("standard: each input gets mean 0 and deviation 1. One of {choices}."),
        choices=SCALES,
    ),
    Setting(
        "scale_target",
        "data",
        Option(
            "of targets that are numbers: {choices} (default: standard for those of a file whose "
            "deviation is outside 0.3 to 3 or whose mean is more than 3 deviations from 0, else "
            "none)"
        ),
        Row(
            "standard: each target gets mean 0 and deviation 1; targets and answers are shown in "
            "their own units. One of {choices}.",
            label="scale d",
            when=_can_scale_targets,
        ),
        choices=SCALES,
    ),
    Setting(
        "hidden",
        "network",
        Option("hidden layers; 0: none (default: 4)", "N[,N...]", options.to_widths),
    ),
    Setting(
        "activation",
        "network",
        Option("hidden layers: {choices}", "NAME[,...]", options.to_names),
        choices=ACTIVATIONS,
        label="hidden phi",
    ),
    Setting(
        "output",
        "network",
        Option("activation of the output layer (default: sigmoid)"),
        Row("The activation of the output layer. One of {choices}."),
        choices=ACTIVATIONS,
    ),
    Setting(
        "bias",
        "network",
        Option(
            "a bias vector in each layer (default: as suits the data)",
            action=argparse.BooleanOptionalAction,
        ),
        Row(
            "A bias vector in each layer, on or off. The gates have theirs as the input b.",
            read=form.switched,
            turns=("off", "on"),
        ),
    ),
    Setting(
        "loss",
        "training",
        Option("{choices} (default: squared-error)"),
        Row("What training minimises. One of {choices}."),
        choices=("squared-error", "cross-entropy"),
    ),
    Setting(
        "class_weight",
        "training",
        Option(
            "how much rows of a class count in the loss (default: none)", "balanced|LABEL=W,..."
        ),
        Row(
            "How much rows of a class count in the loss: none, balanced (rare classes count more), "
            "or labels with weights such as bad=5,ok=1.",
            label="weighting",
            read=form.class_weight,
            turns=("none", "balanced"),
            when=_can_weigh_classes,
        ),
        label="class weight",
        show=class_weight,
    ),
    Setting(
        "rule",
        "training",
        Option("{choices} (default: sgd)", also=("--optimizer", "--optimiser")),
        Row(
            "How the downhill direction becomes a step. Can be changed while training. One of "
            "{choices}."
        ),
        choices=("sgd", "momentum", "momentum-reset", "nesterov", "rmsprop", "adam"),
    ),
    Setting(
        "rate",
        "training",
        Option(
            "the learning rate alpha (default: 0.9)",
            "F",
            options.to_real,
            also=("--lr", "--learning-rate"),
        ),
        Row(
            "The learning rate alpha. Can be changed while training. A number of 0 or more.",
            read=form.real,
            step=lambda spec, by: repr(form.next_rate(spec.rate, up=by > 0)),
        ),
        right=True,
    ),
    Setting(
        "momentum",
        "training",
        Option("share of the last step (default: 0.9)", "F", options.to_real),
        Row(
            "The share of the last step that is kept. Can be changed while training. A number from "
            "0 to below 1.",
            read=form.real,
            turns=("0", "0.5", "0.8", "0.9", "0.95", "0.99"),
            when=_uses_momentum,
        ),
    ),
    Setting(
        "schedule",
        "training",
        Option("of the rate: {choices} (default: constant)"),
        Row("How the rate changes from epoch to epoch. One of {choices}."),
        choices=("constant", "step", "inverse", "cosine"),
    ),
    Setting(
        "period",
        "training",
        Option("epochs the schedule takes (default: 100)", "N", options.to_whole),
        Row(
            "The epochs the schedule takes: for one step down, to half the rate, or to the end.",
            read=form.whole,
            step=lambda spec, by: str(form.neighbour(_PERIODS, spec.period, by)),
            when=lambda spec, _dataset: spec.schedule != "constant",
        ),
    ),
    Setting(
        "l1",
        "training",
        Option("weight of the penalty sum |W| (default: 0)", "F", options.to_real),
        Row(
            "The weight of the penalty sum |W|. A number of 0 or more.",
            read=form.real,
            turns=_PENALTIES,
        ),
    ),
    Setting(
        "l2",
        "training",
        Option("weight of the penalty 1/2 sum W^2 (default: 0)", "F", options.to_real),
        Row(
            "The weight of the penalty 1/2 sum W^2. A number of 0 or more.",
            read=form.real,
            turns=_PENALTIES,
        ),
    ),
    Setting(
        "dropout",
        "training",
        Option("share of hidden units left out (default: 0)", "F", options.to_real),
        Row(
            "The share of hidden units left out in training. From 0 to below 1.",
            read=form.real,
            turns=("0", "0.1", "0.2", "0.3", "0.5"),
        ),
    ),
    Setting(
        "batch",
        "training",
        Option(
            "samples to one update (default: 1)",
            "N|all",
            options.to_batch,
            also=("--batch-size",),
        ),
        Row(
            "How many samples make one update. A number of 1 or more, or all.",
            read=form.batch,
            turns=("1", "2", "4", "8", "16", "32", "64", "all"),
        ),
        show=lambda spec: str(spec.batch or "all"),
        right=True,
    ),
    Setting(
        "order",
        "training",
        Option("{choices} (default: sequential)"),
        Row("How an epoch goes through the rows. One of {choices}."),
        choices=("sequential", "shuffled", "first-only"),
    ),
    Setting(
        "slip",
        "training",
        Option("a wrong backward pass: {choices} (default: none)"),
        Row("A mistake made on purpose in the backward pass. One of {choices}."),
        choices=("none", "updated-weights", "slope-of-y", "no-slope", "sign"),
    ),
    Setting(
        "init",
        "network",
        Option("how weights are drawn: {choices} (default: uniform)"),
        Row(
            "Where the first weights come from. One of {choices}.", text=lambda spec: str(spec.init)
        ),
        choices=("uniform", "zero", "small", "xavier", "he"),
        show=lambda spec: "given" if spec.init == "literal" else str(spec.init),
    ),
    Setting(
        "seed",
        "network",
        Option("decides weights and order (default: 1)", "N", options.to_whole),
        Row(
            "Decides the first weights and the shuffled order. A whole number of 0 or more.",
            read=form.whole,
            step=lambda spec, by: str(max(0, spec.seed + by)),
        ),
        right=True,
    ),
    Setting(
        "weights",
        "network",
        Option("start from exactly these weights", "FILE.json"),
        show=lambda spec: "drawn" if spec.weights is None else "given",
    ),
)
"""What determines a run."""

STOP_RULES: tuple[Setting, ...] = (
    Setting(
        "epochs",
        "stop rules",
        Option("stop after N epochs", "N", options.to_epochs, also=("--epoch",)),
        Row(
            "Training stops by itself after this many epochs. A whole number of 0 or more, or "
            "never.",
            label="at epoch",
            read=form.whole_or_never,
            turns=_EPOCHS,
            text=lambda stop: "never" if stop.epochs is None else str(stop.epochs),
        ),
    ),
    Setting(
        "loss",
        "stop rules",
        Option("stop when the mse is F or less", "F", options.to_loss, flag="--until-loss"),
        Row(
            "Training stops by itself when the mse is this small or smaller. A number, or never.",
            label="at mse",
            read=form.real_or_never,
            turns=("never", "0.1", "0.05", "0.01", "0.001", "0.0001"),
            text=lambda stop: "never" if stop.loss is None else f"{stop.loss:g}",
        ),
    ),
    Setting(
        "solved",
        "stop rules",
        Option(
            "stop when every output is within 0.1 of its target; numbers: a tenth of the spread",
            flag="--until-solved",
            action="store_true",
        ),
        Row(
            "Training stops by itself when every output is within 0.1 of its target; for numbers "
            "within a tenth of their spread. on or off.",
            label="all right",
            read=form.switched,
            turns=("off", "on"),
        ),
    ),
    Setting(
        "patience",
        "stop rules",
        Option(
            "stop when the mse (with class weights the loss) of the validation set, else of the "
            "test set, if there is one, has not improved for N epochs",
            "N",
            options.to_count,
        ),
        Row(
            "It stops when the mse (with class weights the loss) of the validation set, else of "
            "the test set, if there is one, has not improved for this many epochs. A number, or "
            "never.",
            read=form.whole_or_never,
            turns=_EPOCHS,
            text=lambda stop: "never" if stop.patience is None else str(stop.patience),
        ),
    ),
)
"""What ends the training by itself."""

ENGINE = Setting(
    "engine",
    "training",
    Option("what trains, with the same bits: {choices} (default: auto)"),
    choices=("auto", "compiled", "readable"),
)
"""What does the arithmetic. It is no part of a run: either engine gives the same numbers."""

BY_NAME: Mapping[str, Setting] = {setting.name: setting for setting in SETTINGS}
"""The settings of a run by the field of `core.RunSpec`."""


def differing(specs: Sequence[RunSpec]) -> tuple[Setting, ...]:
    """Return the settings in which specs differ, in the order of the table.

    A data file counts as ``dataset``; given weights count only if every run has some, since
    otherwise ``init`` differs.
    """
    found = [name for name in BY_NAME if len({getattr(spec, name) for spec in specs}) > 1]
    if "data_file" in found:
        found = ["dataset", *(name for name in found if name not in ("dataset", "data_file"))]
    if "init" in found and "weights" in found:
        found.remove("weights")
    return tuple(BY_NAME[name] for name in found)


def with_value(name: str, spec: RunSpec) -> str:
    """Return a setting with its value, such as ``hidden phi tanh``."""
    return f"{BY_NAME[name].heading} {BY_NAME[name].text(spec)}"
