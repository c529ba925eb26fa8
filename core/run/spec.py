"""A RunSpec is everything that determines a run: the same spec always gives the same numbers.

It is frozen and hashable, and converts to JSON and back. Whatever depends on the data (the number
of inputs, whether the loss accepts the targets) is checked in `problem`, once they are loaded.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from core.data import DATASET_NAMES, HEADERS, MISSING_CHOICES
from core.data.tables.encodings import check_encoding
from core.errors import SpecError
from core.nn.activations import ACTIVATIONS
from core.nn.initializers import INITS
from core.nn.literal_weights import Weights, freeze_weights
from core.nn.losses import LOSSES
from core.nn.optimizers import OPTIMIZERS
from core.nn.schedules import SCHEDULES
from core.nn.wrong_backward import SLIPS
from core.printable import quoted
from core.user_input.validation import (
    check_range,
    check_whole,
    is_a,
    of_type,
    unknown_name,
    valid_name,
)

from .class_weights import ClassWeights, as_class_weight

ORDERS: tuple[str, ...] = ("sequential", "shuffled", "first-only")
"""The orders in which an epoch may visit its samples. ``first-only`` is a bug, kept as data."""

INIT_NAMES: tuple[str, ...] = (*INITS, "literal")
"""The ways to choose initial weights."""


MOST_SAMPLES = 100_000
"""The maximum size of a generated data set."""

LARGEST = 1.7e308
"""The largest absolute value of a number in a row."""

SCALES: tuple[str, ...] = ("none", "standard")
"""Scalings of inputs or targets. ``standard``: mean 0 and standard deviation 1 per column."""

EXTRAS: tuple[str, ...] = ("x1^2", "x2^2", "x1*x2", "sin x1", "sin x2")
"""Extra inputs that can be derived from the first two."""

DATA_FIELDS: tuple[str, ...] = (
    "dataset", "data_file", "target", "ignore", "keep", "header", "encoding", "missing", "strict",
    "rows", "samples", "noise", "data_seed", "extra", "split", "validation", "scale",
    "scale_target",
)  # fmt: skip
"""The fields that determine the data."""

OF_FILE: tuple[str, ...] = (
    "target", "ignore", "keep", "header", "encoding", "missing", "strict",
)  # fmt: skip
"""Those of them that say how a file is read; they do not apply to built-in data."""

NAMES: Mapping[str, Collection[str]] = {
    "dataset": DATASET_NAMES,
    "extra": EXTRAS,
    "scale": SCALES,
    "scale_target": SCALES,
    "header": HEADERS,
    "missing": MISSING_CHOICES,
    "activation": ACTIVATIONS,
    "output": ACTIVATIONS,
    "loss": LOSSES,
    "rule": OPTIMIZERS,
    "schedule": SCHEDULES,
    "order": ORDERS,
    "slip": SLIPS,
    "init": INIT_NAMES,
}
"""The fields that hold names, and the valid names. Synonyms are in `synonyms`."""

Rows: TypeAlias = tuple[tuple[float, ...], ...]
"""A table written out: for each row its inputs, then its targets."""


@dataclass(frozen=True)
class RunSpec:
    """Everything that determines a run.

    Names may be given in any case and as common synonyms, such as ``ReLU`` or ``mse``; the spec
    holds the valid name. See `synonyms`.

    Parameters
    ----------
    dataset : str or None
        The name of a built-in data set; None when `data_file` is given.
    data_file : str or None
        The path of a table; None when `dataset` is given.
    target : tuple of str
        The target columns of the table. Empty: the last one that is neither ignored nor empty.
    ignore : tuple of str
        The columns of the table to leave out.
    keep : tuple of str
        Columns of the table to use as inputs although they would be left out by default.
    header : str
        One of `HEADERS`: whether the first row holds the column names.
    encoding : str
        The encoding of the table, or ``auto``.
    missing : str
        One of `MISSING_CHOICES`: how missing cells are treated.
    strict : bool
        Whether to refuse a table instead of guessing.
    rows : Rows or None
        Edited rows that replace those of the data set; None: no edits.
    samples : int
        The size of a generated data set, 2 to `MOST_SAMPLES`; 0: its default.
    noise : float
        The noise of a generated data set, from 0 to 1.
    data_seed : int
        The seed of generated data and of the split.
    extra : tuple of str
        Inputs derived from the first two, of `EXTRAS`.
    split : float
        The share of the rows used for training, above 0 to 1; the others are held out.
    validation : float
        The share of the rows in the validation set, from 0 to below 1. The rest, up to 1, is the
        test set.
    scale : str
        One of `SCALES`, for the inputs, measured on the training rows.
    scale_target : str
        The same for the targets; ``standard`` only if they are numbers.
    hidden : tuple of int
        The width of each hidden layer. Empty: a single layer.
    activation : tuple of str
        The activation of each hidden layer; a single name applies to all of them.
    output : str
        The activation of the output layer.
    bias : bool
        Whether each layer adds a bias vector. The gates carry their bias as an input instead.
    class_weight : str or tuple of (str, float)
        The weight of each class in the loss: ``none``, ``balanced`` (see `class_weights`), or pairs
        of a label and a weight above 0, sorted by label; a mapping is accepted too. Other labels
        have the weight 1. The classes of a single 0/1 target are called ``0`` and ``1``.
    rule : str
        The optimizer, one of `OPTIMIZERS`.
    rate : float
        The learning rate alpha, 0 or more. With 0 nothing is learned.
    momentum : float
        The momentum of the optimizers that have it, from 0 to below 1.
    period : int
        The epochs a schedule takes: for one step down, to half the rate, or to the end.
    l1, l2 : float
        The factors of the penalties ``sum |W|`` and ``1/2 sum W^2``, 0 or more. Biases are not
        penalised.
    dropout : float
        The share of hidden units dropped per sample in training, from 0 to below 1.
    batch : int
        Samples per update; 0 means all of them.
    slip : str
        The backward pass: ``none`` is the correct one, the others in `SLIPS` are wrong on purpose.
    seed : int
        The seed of the initial weights, the shuffled order and dropout.
    weights : Weights or None
        The initial weights, with ``init="literal"`` only.

    Raises
    ------
    SpecError
        If a value is not valid; `SpecError.field` names the parameter.
    """

    dataset: str | None = "xor"
    data_file: str | None = None
    target: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    header: str = "auto"
    encoding: str = "auto"
    missing: str = "auto"
    strict: bool = False
    rows: Rows | None = None
    samples: int = 0
    noise: float = 0.0
    data_seed: int = 1
    extra: tuple[str, ...] = ()
    split: float = 1.0
    validation: float = 0.0
    scale: str = "none"
    scale_target: str = "none"
    hidden: tuple[int, ...] = (4,)
    activation: tuple[str, ...] = ("sigmoid",)
    output: str = "sigmoid"
    bias: bool = False
    loss: str = "squared-error"
    class_weight: str | ClassWeights = "none"
    rule: str = "sgd"
    rate: float = 0.9
    momentum: float = 0.9
    schedule: str = "constant"
    period: int = 100
    l1: float = 0.0
    l2: float = 0.0
    dropout: float = 0.0
    batch: int = 1
    order: str = "sequential"
    slip: str = "none"
    init: str = "uniform"
    seed: int = 1
    weights: Weights | None = None

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            if field.name not in ("weights", "rows", "class_weight"):  # checked separately
                value = of_type(field.name, getattr(self, field.name), field.default)
                object.__setattr__(self, field.name, with_valid_names(field.name, value))
        self._check_data()
        self._check_network()
        if self.output not in LOSSES[self.loss].outputs:
            valid = " or ".join(LOSSES[self.loss].outputs)
            raise SpecError(
                "loss", f"loss {self.loss} needs an output of {valid}; it is {self.output}"
            )
        object.__setattr__(self, "class_weight", as_class_weight(self.class_weight))
        self._check_rule()
        if self.batch < 0:
            raise SpecError("batch", f"batch is {self.batch}; it must be 1 or more, or all")
        self._check_init()

    def _check_data(self) -> None:
        if (self.dataset is None) == (self.data_file is None):
            raise SpecError("dataset", "a run needs either a data set or a data file, and not both")
        if self.dataset is not None:
            for name in OF_FILE:
                value = getattr(self, name)
                if value != RunSpec.__dataclass_fields__[name].default:
                    raise SpecError(
                        name, f"{name} is {quoted(value)}, which can be chosen for a data file only"
                    )
        check_encoding(self.encoding)
        if self.rows is not None:
            object.__setattr__(self, "rows", _as_rows(self.rows))
        if not (self.samples == 0 or 2 <= self.samples <= MOST_SAMPLES):
            raise SpecError(
                "samples", f"samples is {self.samples}; it must be from 2 to {MOST_SAMPLES:,}"
            )
        check_range("noise", self.noise, 0.0, 1.0)
        self._check_split()
        check_whole("data_seed", self.data_seed, 0)
        # In a fixed order, so that specs with the same extras are equal.
        object.__setattr__(self, "extra", tuple(name for name in EXTRAS if name in self.extra))

    def _check_split(self) -> None:
        check_range("split", self.split, 0.0, 1.0, open_low=True)
        if not 0.0 <= self.validation < 1.0:
            raise SpecError(
                "split",
                f"split has {self.validation:g} for validation; it must be a number from 0 to "
                "below 1",
            )
        if self.split + self.validation > 1.0 + 1e-9:
            raise SpecError(
                "split",
                f"split is {self.split:g},{self.validation:g}, which is more than 1 in all; give "
                "shares such as 0.7,0.15, and the rest is the test set",
            )

    def _check_rule(self) -> None:
        check_range("rate", self.rate, 0.0, math.inf, open_high=True)
        check_range("momentum", self.momentum, 0.0, 1.0, open_high=True)
        check_whole("period", self.period, 1)
        for name in ("l1", "l2"):
            check_range(name, getattr(self, name), 0.0, math.inf, open_high=True)
        check_range("dropout", self.dropout, 0.0, 1.0, open_high=True)

    def _check_network(self) -> None:
        for width in self.hidden:
            if width < 1:
                raise SpecError(
                    "hidden", f"hidden has a layer of {width} units; it must have 1 or more"
                )
        if len(self.activation) not in (1, len(self.hidden)):
            raise SpecError(
                "activation",
                f"activation has {len(self.activation):,} names, and hidden has "
                f"{len(self.hidden):,} layer{'s' * (len(self.hidden) != 1)}; give one name for all "
                "of them or one for each",
            )

    def _check_init(self) -> None:
        check_whole("seed", self.seed, 0)
        if (self.init == "literal") != (self.weights is not None):
            raise SpecError("init", "init literal goes with given weights, and only with them")

    def to_json(self) -> dict[str, Any]:
        """Return the spec as plain values, ready for ``json.dumps``."""
        plain = dataclasses.asdict(self)
        if self.weights is not None:
            plain["weights"] = dict(self.weights)
        if not isinstance(self.class_weight, str):
            plain["class_weight"] = dict(self.class_weight)
        return plain

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> RunSpec:
        """Return the spec for the output of `to_json`; missing fields take their defaults.

        Raises
        ------
        SpecError
            If a field is unknown, of the wrong type, or not valid.
        """
        fields = {field.name: field for field in dataclasses.fields(cls)}
        values: dict[str, Any] = {}
        for name, value in plain.items():
            if name not in fields:
                raise unknown_name("spec", name, fields)
            values[name] = _from_plain(value) if name == "weights" else value
        return cls(**values)


def with_valid_names(field: str, value: Any) -> Any:
    """Return the value of a field with synonyms replaced by the valid names.

    Fields without names and values of other types are returned unchanged.

    Raises
    ------
    SpecError
        If a name is neither valid nor a synonym of a valid one.
    """
    if field not in NAMES:
        return value
    if isinstance(value, str):
        return valid_name(field, value, NAMES[field])
    if isinstance(value, list | tuple) and all(isinstance(each, str) for each in value):
        return tuple(valid_name(field, each, NAMES[field]) for each in value)
    return value


def _from_plain(weights: object) -> Weights | None:
    """Convert weights from JSON to the form used in a spec."""
    if weights is None:
        return None
    if not isinstance(weights, Mapping):
        raise SpecError("weights", "weights must be an object that holds W1, b1 and so on")
    return freeze_weights(weights)


def _as_rows(rows: object) -> Rows:
    """Return rows from JSON or user input as tuples of finite numbers."""
    if not isinstance(rows, list | tuple) or not rows:
        raise SpecError("rows", "rows must be a list of rows, with one row or more")
    plain = []
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, list | tuple) or not all(
            is_a(float, value) or is_a(int, value) for value in row
        ):
            raise SpecError("rows", f"row {number} is not a list of numbers")
        if not all(abs(value) <= LARGEST for value in row):
            raise SpecError("rows", f"row {number} has a number that is not finite")
        plain.append(tuple(float(value) for value in row))
    return tuple(plain)
