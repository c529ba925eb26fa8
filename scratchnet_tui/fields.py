"""The settings of a run as the rows of a form: what each shows, and its neighbours left and right.

A field knows nothing of widgets. It turns a spec into text, and a wish into another spec.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from core import (
    ACTIVATIONS,
    DATASET_NAMES,
    INITS,
    LOSSES,
    ORDERS,
    RULES,
    SLIPS,
    RunSpec,
    SpecError,
    load,
    suited,
)

NOTHING = "-"
"""What a field shows when there is nothing to be set."""

_HIDDEN = ("none", "1", "2", "3", "4", "5", "6", "8", "16", "4,4", "8,8")
_BATCHES = ("1", "2", "4", "8", "16", "32", "64", "all")


LADDER = (1, 2, 3, 5, 7, 9)
"""The leading digits of the learning rates that [ and ] step through."""


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
    parse : callable
        ``parse(spec, text) -> spec``: a value that was typed. Raises `core.CoreError`.
    choices : tuple of str
        The values to turn through, round in a circle.
    step : callable, optional
        ``step(spec, by) -> text``: the next value, where there is no end of choices.
    told : callable
        ``told(spec) -> str``: a sentence on the present value; empty if there is none.
    """

    name: str
    hint: str
    text: Callable[[RunSpec], str]
    parse: Callable[[RunSpec, str], RunSpec]
    choices: tuple[str, ...] = ()
    step: Callable[[RunSpec, int], str] | None = None
    told: Callable[[RunSpec], str] = lambda _spec: ""

    def turned(self, spec: RunSpec, by: int) -> list[str]:
        """Return the values to try when turning to the right (1) or to the left (-1), in order.

        Parameters
        ----------
        spec : RunSpec
            The present spec. A value that was typed and is no choice leads to the first or last.
        by : int
            1 or -1.
        """
        if self.step is not None:
            return [self.step(spec, by)]
        present = self.text(spec)
        if present == NOTHING:
            return []
        around = self.choices[::by]
        start = around.index(present) + 1 if present in around else 0
        return [text for text in (*around[start:], *around[:start]) if text != present]


def next_rate(rate: float, up: bool) -> float:
    """Return the neighbour of a learning rate on the ladder 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 1, ...

    Parameters
    ----------
    rate : float
        The present rate, 0 or more.
    up : bool
        Whether to go up or down.

    Returns
    -------
    float
        The next rate; from 0 the way up starts at 0.1, and the ladder ends at 1e-6 and 9e6.
    """
    if rate == 0.0:
        return 0.1 if up else 0.0
    rungs = [float(f"{digit}e{power}") for power in range(-6, 7) for digit in LADDER]
    if up:
        return next((rung for rung in rungs if rung > rate * (1 + 1e-9)), rate)
    return next((rung for rung in reversed(rungs) if rung < rate * (1 - 1e-9)), rate)


def _set(spec: RunSpec, name: str, value: object) -> RunSpec:
    changes: dict[str, Any] = {name: value}
    return replace(spec, **changes)


def _word(name: str, hint: str, choices: Sequence[str]) -> Field:
    """Return a field that holds one of several words."""
    return Field(
        name,
        f"{hint} One of {', '.join(choices)}.",
        lambda spec: str(getattr(spec, name)),
        lambda spec, text: _set(spec, name, text),
        tuple(choices),
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
        spec,
        dataset=text if known else None,
        data_file=None if known else os.path.expanduser(text),  # noqa: PTH111 - a user may be unknown
        target=(),
        ignore=(),
    )
    if not known and not text.lower().endswith((".csv", ".tsv", ".txt")) and "/" not in text:
        replace(
            spec, dataset=text, data_file=None, target=(), ignore=()
        )  # says which names there are
    return replace(named, **suited(load(named)))


def _show_hidden(spec: RunSpec) -> str:
    return ",".join(map(str, spec.hidden)) or "none"


def _with_hidden(spec: RunSpec, hidden: tuple[int, ...]) -> RunSpec:
    names = spec.activation if len(spec.activation) == len(hidden) else spec.activation[:1]
    return replace(spec, hidden=hidden, activation=names)


def _take_hidden(spec: RunSpec, text: str) -> RunSpec:
    if text in ("0", "none"):
        return _with_hidden(spec, ())
    return _with_hidden(spec, tuple(_whole("hidden", part.strip()) for part in text.split(",")))


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


def _take_bias(spec: RunSpec, text: str) -> RunSpec:
    if text not in ("on", "off"):
        raise SpecError("bias", f"bias is {text!r}; it must be on or off")
    return replace(spec, bias=text == "on")


FIELDS: tuple[Field, ...] = (
    Field(
        "data set",
        f"What is to be learned. One of {', '.join(DATASET_NAMES)}, or the path of a CSV file.",
        _show_data,
        _take_data,
        DATASET_NAMES,
    ),
    Field(
        "hidden",
        "The width of each hidden layer, such as 4 or 8,8. none: a single layer.",
        _show_hidden,
        _take_hidden,
        _HIDDEN,
    ),
    Field(
        "activation",
        f"Of the hidden layers: one for all, or one for each. {', '.join(ACTIVATIONS)}.",
        lambda spec: ",".join(spec.activation) if spec.hidden else NOTHING,
        _take_activation,
        tuple(ACTIVATIONS),
    ),
    _word("output", "The activation of the output layer.", tuple(ACTIVATIONS)),
    Field(
        "bias",
        "A bias vector in each layer, on or off. The gates bring theirs as the input b.",
        lambda spec: "on" if spec.bias else "off",
        _take_bias,
        ("off", "on"),
    ),
    _word("loss", "What is made small.", tuple(LOSSES)),
    _word("rule", "How a step is made from the downhill direction.", tuple(RULES)),
    Field(
        "rate",
        "The learning rate alpha. It changes live; training goes on. A number of 0 or more.",
        lambda spec: f"{spec.rate:g}",
        _take_rate,
        step=lambda spec, by: repr(next_rate(spec.rate, up=by > 0)),
    ),
    Field(
        "batch",
        "How many samples make one update. A number of 1 or more, or all.",
        lambda spec: str(spec.batch or "all"),
        _take_batch,
        _BATCHES,
    ),
    _word("order", "How an epoch goes through the rows.", ORDERS),
    _word("slip", "A mistake made on purpose in the backward pass.", tuple(SLIPS)),
    Field(
        "init",
        f"Where the first weights come from. One of {', '.join(INITS)}.",
        lambda spec: spec.init,
        _take_init,
        tuple(INITS),
        told=lambda spec: INITS[spec.init].text if spec.init in INITS else "",
    ),
    Field(
        "seed",
        "Decides the first weights and the shuffled order. A whole number of 0 or more.",
        lambda spec: str(spec.seed),
        lambda spec, text: replace(spec, seed=_whole("seed", text)),
        step=lambda spec, by: str(max(0, spec.seed + by)),
    ),
)
"""Every setting, in the order of the form."""
