"""The settings of a run as the rows of a form: what each shows, and its neighbours left and right.

A field knows nothing of widgets. It turns a spec into text, and a wish into another spec.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from core import (
    ACTIVATIONS,
    DATASET_NAMES,
    INITS,
    LOSSES,
    ORDERS,
    RULES,
    RunSpec,
    SpecError,
    load,
    suited,
)

from .session import next_rate

_T = TypeVar("_T")

_HIDDEN = ((), (1,), (2,), (3,), (4,), (5,), (6,), (8,), (16,), (4, 4), (8, 8))
_BATCHES = (1, 2, 4, 8, 16, 32, 64, 0)


@dataclass(frozen=True)
class Field:
    """One setting.

    Attributes
    ----------
    name : str
        The label of its row.
    hint : str
        What it decides, and what may be typed.
    text : callable
        ``text(spec) -> str``: the present value.
    turn : callable
        ``turn(spec, by) -> spec``: the next value to the right (1) or to the left (-1).
    parse : callable
        ``parse(spec, text) -> spec``: a value that was typed. Raises `SpecError`.
    """

    name: str
    hint: str
    text: Callable[[RunSpec], str]
    turn: Callable[[RunSpec, int], RunSpec]
    parse: Callable[[RunSpec, str], RunSpec]


def _neighbour(value: _T, choices: Sequence[_T], by: int) -> _T:
    """Return the next of the choices, round in a circle; a stranger's neighbour is the first."""
    if value not in choices:
        return choices[0]
    return choices[(choices.index(value) + by) % len(choices)]


def _set(spec: RunSpec, name: str, value: object) -> RunSpec:
    changes: dict[str, Any] = {name: value}
    return replace(spec, **changes)


def _word(name: str, label: str, hint: str, choices: Sequence[str]) -> Field:
    """Return a field that holds one of several words."""
    return Field(
        label,
        f"{hint} One of {', '.join(choices)}.",
        lambda spec: str(getattr(spec, name)),
        lambda spec, by: _set(spec, name, _neighbour(getattr(spec, name), choices, by)),
        lambda spec, text: _set(spec, name, text),
    )


def _whole(name: str, text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise SpecError(name, f"{name} is {text!r}; it must be a whole number") from None


def _show_data(spec: RunSpec) -> str:
    return spec.dataset or Path(spec.data_file or "").name


def _take_data(spec: RunSpec, text: str) -> RunSpec:
    """Take the name of a data set, or else the path of a file."""
    known = text in DATASET_NAMES
    named = replace(
        spec, dataset=text if known else None, data_file=None if known else text, target=()
    )
    if not known and not text.lower().endswith((".csv", ".tsv", ".txt")) and "/" not in text:
        replace(spec, dataset=text, data_file=None, target=())  # says which names there are
    return replace(named, **suited(load(named)))


def _turn_data(spec: RunSpec, by: int) -> RunSpec:
    return _take_data(spec, _neighbour(spec.dataset, DATASET_NAMES, by) or DATASET_NAMES[0])


def _show_hidden(spec: RunSpec) -> str:
    return ",".join(map(str, spec.hidden)) or "none"


def _with_hidden(spec: RunSpec, hidden: tuple[int, ...]) -> RunSpec:
    names = spec.activation if len(spec.activation) == len(hidden) else spec.activation[:1]
    return replace(spec, hidden=hidden, activation=names)


def _take_hidden(spec: RunSpec, text: str) -> RunSpec:
    if text in ("0", "none"):
        return _with_hidden(spec, ())
    return _with_hidden(spec, tuple(_whole("hidden", part.strip()) for part in text.split(",")))


def _turn_activation(spec: RunSpec, by: int) -> RunSpec:
    return replace(spec, activation=(_neighbour(spec.activation[0], tuple(ACTIVATIONS), by),))


def _take_activation(spec: RunSpec, text: str) -> RunSpec:
    return replace(spec, activation=tuple(part.strip() for part in text.split(",")))


def _take_rate(spec: RunSpec, text: str) -> RunSpec:
    try:
        return replace(spec, rate=float(text))
    except ValueError:
        raise SpecError("rate", f"rate is {text!r}; it must be a number such as 0.9") from None


def _take_batch(spec: RunSpec, text: str) -> RunSpec:
    size = 0 if text == "all" else _whole("batch", text)
    if size == 0 and text != "all":
        raise SpecError("batch", "batch is 0; it must be 1 or more, or all")
    return replace(spec, batch=size)


def _take_init(spec: RunSpec, text: str) -> RunSpec:
    return replace(spec, init=text, weights=spec.weights if text == "literal" else None)


def _turn_init(spec: RunSpec, by: int) -> RunSpec:
    return _take_init(spec, _neighbour(spec.init, tuple(INITS), by))


def _take_bias(spec: RunSpec, text: str) -> RunSpec:
    if text not in ("on", "off"):
        raise SpecError("bias", f"bias is {text!r}; it must be on or off")
    return replace(spec, bias=text == "on")


FIELDS: tuple[Field, ...] = (
    Field(
        "data set",
        f"What is to be learned. One of {', '.join(DATASET_NAMES)}, or the path of a CSV file.",
        _show_data,
        _turn_data,
        _take_data,
    ),
    Field(
        "hidden",
        "The width of each hidden layer, such as 4 or 8,8. none: a single layer.",
        _show_hidden,
        lambda spec, by: _with_hidden(spec, _neighbour(spec.hidden, _HIDDEN, by)),
        _take_hidden,
    ),
    Field(
        "activation",
        f"Of the hidden layers: one for all, or one for each. {', '.join(ACTIVATIONS)}.",
        lambda spec: ",".join(spec.activation) if spec.hidden else "-",
        _turn_activation,
        _take_activation,
    ),
    _word("output", "output", "The activation of the output layer.", tuple(ACTIVATIONS)),
    Field(
        "bias",
        "A bias vector in each layer, on or off. The gates bring theirs as the input b.",
        lambda spec: "on" if spec.bias else "off",
        lambda spec, _by: replace(spec, bias=not spec.bias),
        _take_bias,
    ),
    _word("loss", "loss", "What is made small.", tuple(LOSSES)),
    _word("rule", "rule", "How a step is made from the downhill direction.", tuple(RULES)),
    Field(
        "rate",
        "The learning rate alpha. It changes live; training goes on. A number of 0 or more.",
        lambda spec: f"{spec.rate:g}",
        lambda spec, by: replace(spec, rate=next_rate(spec.rate, up=by > 0)),
        _take_rate,
    ),
    Field(
        "batch",
        "How many samples make one update. A number of 1 or more, or all.",
        lambda spec: str(spec.batch or "all"),
        lambda spec, by: replace(spec, batch=_neighbour(spec.batch, _BATCHES, by)),
        _take_batch,
    ),
    _word("order", "order", "How an epoch goes through the rows.", ORDERS),
    Field(
        "init",
        "Where the first weights come from. uniform: drawn from -1 to 1.",
        lambda spec: spec.init,
        _turn_init,
        _take_init,
    ),
    Field(
        "seed",
        "Decides the first weights and the shuffled order. A whole number of 0 or more.",
        lambda spec: str(spec.seed),
        lambda spec, by: replace(spec, seed=max(0, spec.seed + by)),
        lambda spec, text: replace(spec, seed=_whole("seed", text)),
    ),
)
"""Every setting, in the order of the form."""
