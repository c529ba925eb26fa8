"""A RunSpec is everything that determines a run: the same spec gives the same numbers, always.

It is frozen and hashable, and goes to JSON and back. What depends on the data (how many inputs
there are, whether the targets suit the loss) is checked in `problem`, once the data are there.
"""

from __future__ import annotations

import dataclasses
import difflib
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from .activations import ACTIVATIONS
from .datasets import DATASET_NAMES
from .inits import INITS
from .losses import LOSSES
from .rules import RULES
from .slips import SLIPS
from .types import SpecError
from .weights import Weights, freeze_weights, shown

ORDERS: tuple[str, ...] = ("sequential", "shuffled", "first-only")
"""The orders in which an epoch may visit its samples. ``first-only`` is a bug, kept as data."""

INIT_NAMES: tuple[str, ...] = (*INITS, "literal")
"""The ways to choose initial weights."""


_KINDS: dict[type, str] = {
    str: "a name",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
}


@dataclass(frozen=True)
class RunSpec:
    """Everything that determines a run.

    Parameters
    ----------
    dataset : str or None
        The name of a built-in data set; None when `data_file` is given.
    data_file : str or None
        The path of a CSV table; None when `dataset` is given.
    target : tuple of str
        Which columns of the table are targets. Empty: the last one.
    hidden : tuple of int
        The width of each hidden layer. Empty: a single layer.
    activation : tuple of str
        The activation of each hidden layer; a single name serves for all of them.
    output : str
        The activation of the output layer.
    bias : bool
        Whether each layer adds a bias vector. The gates carry their bias as an input instead.
    loss : str
        What is minimised.
    rule : str
        How a step is made from the downhill direction.
    rate : float
        The learning rate alpha, 0 or more. With 0 nothing is learned: inference alone.
    batch : int
        Samples to one update; 0 stands for all of them.
    order : str
        One of `ORDERS`.
    slip : str
        Which backward pass is used: ``none`` is the right one, the others in `SLIPS` are wrong on
        purpose.
    init : str
        One of `INIT_NAMES`.
    seed : int
        Decides the drawn weights and the shuffled order.
    weights : Weights or None
        The initial weights, with ``init="literal"`` only.

    Raises
    ------
    SpecError
        If a value is not legal; `SpecError.field` names the parameter.
    """

    dataset: str | None = "xor"
    data_file: str | None = None
    target: tuple[str, ...] = ()
    hidden: tuple[int, ...] = (4,)
    activation: tuple[str, ...] = ("sigmoid",)
    output: str = "sigmoid"
    bias: bool = False
    loss: str = "squared-error"
    rule: str = "sgd"
    rate: float = 0.9
    batch: int = 1
    order: str = "sequential"
    slip: str = "none"
    init: str = "uniform"
    seed: int = 1
    weights: Weights | None = None

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            if field.name != "weights":  # they are looked at when they meet their network
                value = _of_type(field.name, getattr(self, field.name), field.default)
                object.__setattr__(self, field.name, value)
        self._check_data()
        self._check_network()
        _check_name("loss", self.loss, LOSSES)
        if self.output not in LOSSES[self.loss].outputs:
            legal = " or ".join(LOSSES[self.loss].outputs)
            raise SpecError(
                "loss", f"loss {self.loss} needs an output of {legal}; it is {self.output}"
            )
        _check_name("rule", self.rule, RULES)
        if not (math.isfinite(self.rate) and self.rate >= 0.0):
            raise SpecError("rate", f"rate is {self.rate}; it must be a number of 0 or more")
        if self.batch < 0:
            raise SpecError("batch", f"batch is {self.batch}; it must be 1 or more, or all")
        _check_name("order", self.order, ORDERS)
        _check_name("slip", self.slip, SLIPS)
        self._check_init()

    def _check_data(self) -> None:
        if (self.dataset is None) == (self.data_file is None):
            raise SpecError("dataset", "a run needs either a data set or a data file, not both")
        if self.dataset is not None:
            _check_name("dataset", self.dataset, DATASET_NAMES)
            if self.target:
                raise SpecError("target", "target columns can be chosen for a data file only")

    def _check_network(self) -> None:
        for width in self.hidden:
            if width < 1:
                raise SpecError("hidden", f"hidden has a layer of {width} units; 1 is the least")
        if len(self.activation) not in (1, len(self.hidden)):
            raise SpecError(
                "activation",
                f"activation names {len(self.activation)} layers, but {len(self.hidden)} are "
                "hidden; give one name for all of them or one for each",
            )
        for name in self.activation:
            _check_name("activation", name, ACTIVATIONS)
        _check_name("output", self.output, ACTIVATIONS)

    def _check_init(self) -> None:
        _check_name("init", self.init, INIT_NAMES)
        if self.seed < 0:
            raise SpecError("seed", f"seed is {self.seed}; it must be a whole number of 0 or more")
        if (self.init == "literal") != (self.weights is not None):
            raise SpecError("init", "init literal goes with given weights, and only with them")

    def to_json(self) -> dict[str, Any]:
        """Return the spec as plain values, ready for ``json.dumps``."""
        plain = dataclasses.asdict(self)
        if self.weights is not None:
            plain["weights"] = dict(self.weights)
        return plain

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> RunSpec:
        """Return the spec that `to_json` wrote, also after a trip through JSON text.

        Parameters
        ----------
        plain : mapping
            Field names and values; fields that are missing take their defaults.

        Raises
        ------
        SpecError
            If a field is unknown, of the wrong type, or not legal.
        """
        fields = {field.name: field for field in dataclasses.fields(cls)}
        values: dict[str, Any] = {}
        for name, value in plain.items():
            _check_name("spec", name, fields)
            values[name] = _from_plain(value) if name == "weights" else value
        return cls(**values)


def _from_plain(weights: object) -> Weights | None:
    """Give weights from JSON the form a spec has them in."""
    if weights is None:
        return None
    if not isinstance(weights, Mapping):
        raise SpecError("weights", "weights must be an object that holds W1, b1 and so on")
    return freeze_weights(weights)


def _of_type(name: str, value: Any, default: object) -> Any:
    """Return a value in the type its field has, lists as tuples, or say what it should be."""
    if isinstance(default, tuple):
        kind = int if name == "hidden" else str
        if not isinstance(value, list | tuple) or not all(_is(kind, item) for item in value):
            what = "whole numbers" if kind is int else "names"
            raise SpecError(name, f"{name} is {shown(value)}; it must be a list of {what}")
        return tuple(value)
    if isinstance(default, float) and _is(int, value):
        try:
            return float(value)
        except OverflowError:
            return math.inf
    kinds = (str, type(None)) if name in ("dataset", "data_file") else (type(default),)
    if not any(_is(kind, value) for kind in kinds):
        raise SpecError(name, f"{name} is {shown(value)}; it must be {_KINDS[kinds[0]]}")
    return value


def _is(kind: type, value: object) -> bool:
    """Tell whether a value is of that type, where True is not the number 1."""
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))


def _check_name(field: str, name: str, legal: Collection[str]) -> None:
    if name not in legal:
        close = difflib.get_close_matches(name, legal, n=1)
        hint = f" (did you mean {close[0]}?)" if close else ""
        raise SpecError(field, f"{field} is {name!r}{hint}; it must be one of {', '.join(legal)}")
