"""The formulas of `activations` once more, as numpy calls already bound to the arrays they work in.

A call has everything it needs, so a list of them is a program: run it from top to bottom. Each does
the same operations in the same order as its readable twin, so it gives the same numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

import numpy as np

from core.arrays import Floats
from core.nn.activations import LEAK, gelu_slope, normal_share
from core.nn.optimizers import ADAM_KEPT, RMS_KEPT, TINY

Program: TypeAlias = list[Callable[[], Any]]
"""Calls to be made one after the other."""

_ONE = np.array(1.0)
_ZERO = np.array(0.0)
_LEAK = np.array(LEAK)


def _sigmoid(v: Floats, y: Floats) -> Program:
    return [
        partial(np.negative, v, y),
        partial(np.exp, y, y),
        partial(np.add, _ONE, y, y),
        partial(np.reciprocal, y, y),
    ]


def _sigmoid_back(v: Floats, y: Floats, e: Floats, delta: Floats) -> Program:
    return [
        partial(np.subtract, _ONE, y, delta),
        partial(np.multiply, delta, y, delta),
        partial(np.multiply, delta, e, delta),
    ]


def _tanh(v: Floats, y: Floats) -> Program:
    return [partial(np.tanh, v, y)]


def _tanh_back(v: Floats, y: Floats, e: Floats, delta: Floats) -> Program:
    return [
        partial(np.multiply, y, y, delta),
        partial(np.subtract, _ONE, delta, delta),
        partial(np.multiply, delta, e, delta),
    ]


def _relu(v: Floats, y: Floats) -> Program:
    return [partial(np.maximum, v, _ZERO, out=y)]


def _relu_back(v: Floats, y: Floats, e: Floats, delta: Floats) -> Program:
    positive = np.empty(v.shape, dtype=np.bool_)
    return [partial(np.greater, v, _ZERO, positive), partial(np.multiply, positive, e, delta)]


def _leaky_relu(v: Floats, y: Floats) -> Program:
    return [partial(np.multiply, _LEAK, v, y), partial(np.maximum, v, y, out=y)]


def _leaky_relu_back(v: Floats, y: Floats, e: Floats, delta: Floats) -> Program:
    positive = np.empty(v.shape, dtype=np.bool_)
    return [
        partial(np.greater, v, _ZERO, positive),
        partial(np.multiply, _LEAK, e, delta),
        partial(np.copyto, delta, e, where=positive),
    ]


def _gelu(v: Floats, y: Floats) -> Program:
    return [lambda: np.multiply(v, normal_share(v), y)]  # numpy has no error function to bind


def _gelu_back(v: Floats, y: Floats, e: Floats, delta: Floats) -> Program:
    return [lambda: np.multiply(gelu_slope(v, y), e, delta)]


def _linear(v: Floats, y: Floats) -> Program:
    return [partial(np.copyto, y, v)]


def _linear_back(v: Floats, y: Floats, e: Floats, delta: Floats) -> Program:
    return [partial(np.copyto, delta, e)]


def _softmax(v: Floats, y: Floats) -> Program:
    row = np.empty((len(v), 1))
    return [
        partial(np.max, v, axis=-1, out=row, keepdims=True),
        partial(np.subtract, v, row, y),
        partial(np.exp, y, y),
        partial(np.sum, y, axis=-1, out=row, keepdims=True),
        partial(np.divide, y, row, y),
    ]


def _softmax_back(v: Floats, y: Floats, e: Floats, delta: Floats) -> Program:
    row = np.empty((len(v), 1))
    return [
        partial(np.multiply, e, y, delta),
        partial(np.sum, delta, axis=-1, out=row, keepdims=True),
        partial(np.subtract, e, row, delta),
        partial(np.multiply, y, delta, delta),
    ]


ACTIVATE: dict[str, Callable[[Floats, Floats], Program]] = {
    "sigmoid": _sigmoid,
    "tanh": _tanh,
    "relu": _relu,
    "leaky-relu": _leaky_relu,
    "gelu": _gelu,
    "linear": _linear,
    "softmax": _softmax,
}
"""For each activation ``ACTIVATE[name](v, y)``: the calls that put phi(v) into y."""

PASS_BACK: dict[str, Callable[[Floats, Floats, Floats, Floats], Program]] = {
    "sigmoid": _sigmoid_back,
    "tanh": _tanh_back,
    "relu": _relu_back,
    "leaky-relu": _leaky_relu_back,
    "gelu": _gelu_back,
    "linear": _linear_back,
    "softmax": _softmax_back,
}
"""For each activation ``PASS_BACK[name](v, y, e, delta)``: the calls that put delta in place."""


@dataclass(frozen=True, eq=False)
class OptimizerBuffers:
    """What the program of an optimizer works with; all of it may change between two updates.

    Attributes
    ----------
    rate, t : Floats
        The learning rate, and how many updates the optimizer has made; 0-dimensional.
    momentum : float
        The share that is kept.
    arrays : tuple of Floats
        Its memories, flat.
    """

    rate: Floats
    t: Floats
    momentum: float
    arrays: tuple[Floats, ...]


def _sgd(own: OptimizerBuffers, downhill: Floats, step: Floats) -> Program:
    return [partial(np.multiply, downhill, own.rate, step)]


def _keep_momentum(own: OptimizerBuffers, downhill: Floats, last: Floats) -> Program:
    (m,) = own.arrays
    return [
        partial(np.multiply, m, np.array(own.momentum), m),
        partial(np.multiply, downhill, own.rate, last),
        partial(np.add, m, last, m),
    ]


def _momentum(own: OptimizerBuffers, downhill: Floats, step: Floats) -> Program:
    return [*_keep_momentum(own, downhill, step), partial(np.copyto, step, own.arrays[0])]


def _nesterov(own: OptimizerBuffers, downhill: Floats, step: Floats) -> Program:
    last = np.empty_like(step)
    return [
        *_keep_momentum(own, downhill, last),
        partial(np.multiply, own.arrays[0], np.array(own.momentum), step),
        partial(np.add, step, last, step),
    ]


def _mean(mean: Floats, kept: float, value: Floats, scratch: Floats) -> Program:
    """Return the calls that let a running mean take in a value."""
    return [
        partial(np.multiply, mean, np.array(kept), mean),
        partial(np.multiply, value, np.array(1.0 - kept), scratch),
        partial(np.add, mean, scratch, mean),
    ]


def _rmsprop(own: OptimizerBuffers, downhill: Floats, step: Floats) -> Program:
    (s,), root, tiny = own.arrays, np.empty_like(step), np.array(TINY)
    return [
        partial(np.multiply, downhill, downhill, root),
        *_mean(s, RMS_KEPT, root, root),
        partial(np.sqrt, s, root),
        partial(np.add, root, tiny, root),
        partial(np.multiply, downhill, own.rate, step),
        partial(np.divide, step, root, step),
    ]


def _adam(own: OptimizerBuffers, downhill: Floats, step: Floats) -> Program:
    (m, s), root, tiny = own.arrays, np.empty_like(step), np.array(TINY)
    whole_m, whole_s = np.empty(()), np.empty(())
    return [
        partial(np.add, own.t, _ONE, own.t),
        partial(np.power, np.array(own.momentum), own.t, whole_m),
        partial(np.subtract, _ONE, whole_m, whole_m),
        partial(np.power, np.array(ADAM_KEPT), own.t, whole_s),
        partial(np.subtract, _ONE, whole_s, whole_s),
        *_mean(m, own.momentum, downhill, step),
        partial(np.multiply, downhill, downhill, root),
        *_mean(s, ADAM_KEPT, root, root),
        partial(np.divide, s, whole_s, root),
        partial(np.sqrt, root, root),
        partial(np.add, root, tiny, root),
        partial(np.divide, m, whole_m, step),
        partial(np.multiply, step, own.rate, step),
        partial(np.divide, step, root, step),
    ]


MAKE_STEP: dict[str, Callable[[OptimizerBuffers, Floats, Floats], Program]] = {
    "sgd": _sgd,
    "momentum": _momentum,
    "momentum-reset": _momentum,
    "nesterov": _nesterov,
    "rmsprop": _rmsprop,
    "adam": _adam,
}
"""For each optimizer ``MAKE_STEP[name](own, downhill, step)``: the calls that put dW into step."""


def pull(l1: Floats, l2: Floats, weights: Floats, downhill: Floats) -> Program:
    """Return the calls that add the penalty's part to the downhill direction; all arrays flat."""
    part, other = np.empty_like(weights), np.empty_like(weights)
    return [
        partial(np.sign, weights, part),
        partial(np.multiply, part, l1, part),
        partial(np.multiply, weights, l2, other),
        partial(np.add, part, other, part),
        partial(np.subtract, downhill, part, downhill),
    ]
