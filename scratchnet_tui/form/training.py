"""The settings of the training: what is made small, by which rule, in which order."""

from __future__ import annotations

import dataclasses
from typing import Any

from core import (
    LOSSES,
    OPTIMIZERS,
    ORDERS,
    SCHEDULES,
    SLIPS,
    SpecError,
    class_weight_text,
    has_confusion,
    read_class_weight,
)
from scratchnet_tui.session.settings import Settings
from scratchnet_tui.text.wording import KEEPS_MOMENTUM

from .field import Field, Group, neighbour, next_rate, real, share, switched, whole, word

_BATCHES = ("1", "2", "4", "8", "16", "32", "64", "all")
_PERIODS = (1, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)
_SHARES = ("0", "0.5", "0.8", "0.9", "0.95", "0.99")
_PENALTIES = ("0", "0.0001", "0.001", "0.01", "0.1")
_DROPOUTS = ("0", "0.1", "0.2", "0.3", "0.5")


def training_group(settings: Settings) -> Group:
    """Return the fields of the training that mean something for the present rule and schedule."""
    spec = settings.spec
    fields = [_LOSS]
    data = settings.dataset
    classes = data is not None and data.kind != "logic" and has_confusion(data)
    if classes or spec.class_weight != "none":
        fields.append(_CLASS_WEIGHT)
    fields += [_RULE, _RATE]
    if spec.rule in KEEPS_MOMENTUM:
        fields.append(_MOMENTUM)
    fields.append(_SCHEDULE)
    if spec.schedule != "constant":
        fields.append(_PERIOD)
    return Group("Training", (*fields, _L1, _L2, _DROPOUT, _BATCH, _ORDER, _SLIP))


def _take_rate(now: Settings, text: str) -> Settings:
    return now.having(rate=real("rate", text))


def _take_batch(now: Settings, text: str) -> Settings:
    everything = text.lower() == "all"
    size = 0 if everything else whole("batch", text)
    if size == 0 and not everything:
        raise SpecError("batch", "batch is 0; it must be 1 or more, or all")
    return now.having(batch=size)


_LOSS = word("loss", "What training minimises.", tuple(LOSSES))
_CLASS_WEIGHT = Field(
    "weighting",
    "How much rows of a class count in the loss: none, balanced (rare classes count more), or "
    "labels with weights such as bad=5,ok=1.",
    lambda now: class_weight_text(now.spec.class_weight),
    lambda now, text: now.having(class_weight=read_class_weight(text)),
    ("none", "balanced"),
)
_RULE = word(
    "rule",
    "How the downhill direction becomes a step. Can be changed while training.",
    tuple(OPTIMIZERS),
)
_RATE = Field(
    "rate",
    "The learning rate alpha. Can be changed while training. A number of 0 or more.",
    lambda now: f"{now.spec.rate:g}",
    _take_rate,
    step=lambda now, by: repr(next_rate(now.spec.rate, up=by > 0)),
)
_MOMENTUM = share(
    "momentum",
    "The share of the last step that is kept. Can be changed while training. A number from 0 to "
    "below 1.",
    _SHARES,
)
_SCHEDULE = word("schedule", "How the rate changes from epoch to epoch.", tuple(SCHEDULES))
_PERIOD = Field(
    "period",
    "The epochs the schedule takes: for one step down, to half the rate, or to the end.",
    lambda now: str(now.spec.period),
    lambda now, text: now.having(period=whole("period", text)),
    step=lambda now, by: str(neighbour(_PERIODS, now.spec.period, by)),
)
_L1 = share("l1", "The weight of the penalty sum |W|. A number of 0 or more.", _PENALTIES)
_L2 = share("l2", "The weight of the penalty 1/2 sum W^2. A number of 0 or more.", _PENALTIES)
_DROPOUT = share(
    "dropout", "The share of hidden units left out in training. From 0 to below 1.", _DROPOUTS
)
_BATCH = Field(
    "batch",
    "How many samples make one update. A number of 1 or more, or all.",
    lambda now: str(now.spec.batch or "all"),
    _take_batch,
    _BATCHES,
)
_ORDER = word("order", "How an epoch goes through the rows.", ORDERS)
_SLIP = word("slip", "A mistake made on purpose in the backward pass.", tuple(SLIPS))


def stop_group(_settings: Settings) -> Group:
    """Return the rules by which training stops by itself."""
    return Group("Stop", (_count("epochs", "at epoch"), _SMALL, _SOLVED, _count("patience", "")))


def _count(rule: str, label: str) -> Field:
    """Return a field for a rule that counts epochs."""
    ladder = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)
    hint = (
        "Training stops by itself after this many epochs. A whole number of 0 or more, or never."
        if rule == "epochs"
        else "It stops when the mse (with class weights the loss) of the validation set, else of "
        "the test set, if there is one, has not improved for this many epochs. A number, or never."
    )
    name = label or rule

    def show(now: Settings) -> str:
        value = getattr(now.stop, rule)
        return "never" if value is None else str(value)

    def take(now: Settings, text: str) -> Settings:
        value = None if text.lower() == "never" else whole(name, text)
        changes: dict[str, Any] = {rule: value}
        return dataclasses.replace(now, stop=dataclasses.replace(now.stop, **changes))

    return Field(
        name, hint, show, take, ("never", *map(str, ladder)),
    )  # fmt: skip


def _take_small(now: Settings, text: str) -> Settings:
    value = None if text.lower() == "never" else real("at mse", text)
    return dataclasses.replace(now, stop=dataclasses.replace(now.stop, loss=value))


def _take_solved(now: Settings, text: str) -> Settings:
    solved = switched("all right", text)
    return dataclasses.replace(now, stop=dataclasses.replace(now.stop, solved=solved))


_SMALL = Field(
    "at mse",
    "Training stops by itself when the mse is this small or smaller. A number, or never.",
    lambda now: "never" if now.stop.loss is None else f"{now.stop.loss:g}",
    _take_small,
    ("never", "0.1", "0.05", "0.01", "0.001", "0.0001"),
)
_SOLVED = Field(
    "all right",
    "Training stops by itself when every output is within 0.1 of its target; for numbers within a "
    "tenth of their spread. on or off.",
    lambda now: "on" if now.stop.solved else "off",
    _take_solved,
    ("off", "on"),
)
