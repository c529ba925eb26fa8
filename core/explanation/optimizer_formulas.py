"""The optimizers once more, as lines of arithmetic with the numbers of one weight filled in.

Each has a stage for every memory, and then one for the step.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np

from core.arrays import Floats
from core.exact import power
from core.nn.optimizers import ADAM_KEPT, RMS_KEPT, TINY

from .equation import Terms, number


class Weight(NamedTuple):
    """All that an optimizer knows of one weight, or of a whole array of them.

    Attributes
    ----------
    g : float or Floats
        The downhill direction.
    old, new : tuple of float or of Floats
        Its memories before the update, and after it.
    alpha, mu : float
        The learning rate of this update, and the share that is kept.
    t : int
        The number of this update since the optimizer began.
    """

    g: float | Floats
    old: tuple[float | Floats, ...]
    new: tuple[float | Floats, ...]
    alpha: float
    mu: float
    t: int


Part: TypeAlias = "str | tuple[str, float | Floats]"
"""A sign or a number between matrices, or the title of a matrix with its numbers."""


@dataclass(frozen=True)
class Stage:
    """One line of an optimizer.

    Attributes
    ----------
    symbol : str
        What is computed: ``m`` or ``s`` for a memory, ``d`` for the step.
    formula : str
        How, with ``{W}`` for the name of the array and ``{g}`` for the downhill direction.
    terms : callable
        ``terms(weight)``: the arithmetic.
    picture : callable
        ``picture(W, weights)``: the same for the array of that name, up to the equals sign.
    note : str
        Why, in a sentence or two; ``{t}``, ``{mean}`` and ``{square}`` stand for numbers of adam.
    code : tuple of str and str
        Where the core computes it.
    """

    symbol: str
    formula: str
    terms: Callable[[Weight], Terms]
    picture: Callable[[str, Weight], tuple[Part, ...]]
    note: str
    code: tuple[str, str]


def _n(value: object) -> float:
    """Narrow a weight's value to float."""
    assert isinstance(value, float)
    return value


def _sgd_step(w: Weight) -> Terms:
    return (w.alpha, "*", _n(w.g))


def _momentum(w: Weight) -> Terms:
    return (w.mu, "*", _n(w.old[0]), " + ", w.alpha, "*", _n(w.g))


def _nesterov_step(w: Weight) -> Terms:
    return (w.mu, "*", _n(w.new[0]), " + ", w.alpha, "*", _n(w.g))


def _mean_square(kept: float, rest: float, which: int) -> Callable[[Weight], Terms]:
    return lambda w: (kept, "*", _n(w.old[which]), " + ", rest, "*", _n(w.g), "*", _n(w.g))


def _rmsprop_step(w: Weight) -> Terms:
    return (w.alpha, "*", _n(w.g), " / (sqrt(", _n(w.new[0]), ") + ", TINY, ")")


def _mean(w: Weight) -> Terms:
    return (w.mu, "*", _n(w.old[0]), " + (1 - ", w.mu, ")*", _n(w.g))


def _adam_step(w: Weight) -> Terms:
    t, (m, s) = float(w.t), (_n(w.new[0]), _n(w.new[1]))
    mean: Terms = (w.alpha, "*(", m, " / (1 - ", w.mu, "**", t, "))")
    return (*mean, " / (sqrt(", s, " / (1 - ", ADAM_KEPT, "**", t, ")) + ", TINY, ")")


def _kept_picture(
    kept: str, symbol: str, rest: str, square: bool
) -> Callable[..., tuple[Part, ...]]:
    which = 1 if symbol == "s" and kept == number(ADAM_KEPT) else 0

    def picture(W: str, w: Weight) -> tuple[Part, ...]:
        share = kept or number(w.mu)
        part = rest or number(w.alpha)
        taken = (f"g{W}^2", w.g * w.g) if square else (f"g{W}", w.g)
        return (share, (f"old {symbol}{W}", w.old[which]), "+", part, taken)

    return picture


def _root(w: Weight) -> Floats:
    whole = 1.0 - power(ADAM_KEPT, w.t)
    return np.asarray(np.sqrt(w.new[1] / whole) + TINY)


_MOMENTUM = Stage(
    "m",
    "m{W} = mu * old m{W} + alpha * g{W}",
    _momentum,
    _kept_picture("", "m", "", False),
    "The memory m: a share mu of what it was, plus alpha times the present direction. Where "
    "directions agree it grows; where they alternate they cancel.",
    ("Momentum.update", "self.momentum * old_m[name] + self.rate * slope"),
)

_MOMENTUM_STEP = Stage(
    "d",
    "d{W} = m{W}",
    lambda w: (_n(w.new[0]),),
    lambda W, w: ((f"m{W}", w.new[0]),),
    "The step is the memory itself.",
    ("Momentum.update", "return m, OptimizerState("),
)

OPTIMIZER_FORMULAS: dict[str, tuple[Stage, ...]] = {
    "sgd": (
        Stage(
            "d",
            "d{W} = alpha * {g}",
            _sgd_step,
            lambda W, w: (number(w.alpha), (f"g{W}", w.g)),
            "The step goes downhill, by the learning rate alpha.",
            ("Sgd.update", "self.rate * slope"),
        ),
    ),
    "momentum": (_MOMENTUM, _MOMENTUM_STEP),
    "momentum-reset": (_MOMENTUM, _MOMENTUM_STEP),
    "nesterov": (
        Stage(
            "m",
            _MOMENTUM.formula,
            _momentum,
            _MOMENTUM.picture,
            _MOMENTUM.note,
            ("Nesterov.update", "m[name] = self.momentum"),
        ),
        Stage(
            "d",
            "d{W} = mu * m{W} + alpha * g{W}",
            _nesterov_step,
            lambda W, w: (number(w.mu), (f"m{W}", w.new[0]), "+", number(w.alpha), (f"g{W}", w.g)),
            "The step looks ahead: the share of the new memory that the next step would keep is "
            "added now, and the present direction once more.",
            ("Nesterov.update", "dW[name] = self.momentum"),
        ),
    ),
    "rmsprop": (
        Stage(
            "s",
            f"s{{W}} = {RMS_KEPT} * old s{{W}} + {1.0 - RMS_KEPT:.2g} * g{{W}}^2",
            _mean_square(RMS_KEPT, round(1.0 - RMS_KEPT, 9), 0),
            _kept_picture(number(RMS_KEPT), "s", f"{1.0 - RMS_KEPT:.2g}", True),
            "The memory s: a running mean of the squared directions, one for each weight.",
            ("Rmsprop.update", "s[name] = RMS_KEPT"),
        ),
        Stage(
            "d",
            "d{W} = alpha * g{W} / (sqrt(s{W}) + 1e-8)",
            _rmsprop_step,
            lambda W, w: (
                *(number(w.alpha), (f"g{W}", w.g)),
                *("/", (f"(sqrt(s{W}) + 1e-8)", np.sqrt(w.new[0]) + TINY)),
            ),
            "Each direction is divided by its usual size, so weights with small and with large "
            "slopes move alike.",
            ("Rmsprop.update", "dW[name] = self.rate"),
        ),
    ),
    "adam": (
        Stage(
            "m",
            "m{W} = mu * old m{W} + (1 - mu) * g{W}",
            _mean,
            lambda W, w: (
                *(number(w.mu), (f"old m{W}", w.old[0]), "+"),
                *(number(1.0 - w.mu), (f"g{W}", w.g)),
            ),
            "The first memory m: a running mean of the directions.",
            ("Adam.update", "m[name] = self.momentum"),
        ),
        Stage(
            "s",
            f"s{{W}} = {ADAM_KEPT} * old s{{W}} + {1.0 - ADAM_KEPT:.2g} * g{{W}}^2",
            _mean_square(ADAM_KEPT, round(1.0 - ADAM_KEPT, 9), 1),
            _kept_picture(number(ADAM_KEPT), "s", f"{1.0 - ADAM_KEPT:.2g}", True),
            "The second memory s: a running mean of the squared directions.",
            ("Adam.update", "s[name] = ADAM_KEPT"),
        ),
        Stage(
            "d",
            f"d{{W}} = alpha * (m{{W}} / (1 - mu^t)) / (sqrt(s{{W}} / (1 - {ADAM_KEPT}^t)) + 1e-8)",
            _adam_step,
            lambda W, w: (
                number(w.alpha),
                (f"m{W} / (1 - mu^t)", w.new[0] / (1.0 - power(w.mu, w.t))),
                *("/", (f"(sqrt(s{W} / (1 - {ADAM_KEPT}^t)) + 1e-8)", _root(w))),
            ),
            "This is update t = {t} of the rule. Both memories began at 0 and are too small at "
            "first: m is divided by 1 - mu^t = {mean}, s by 1 - 0.999^t = {square}.",
            ("Adam.update", "dW[name] = self.rate"),
        ),
    ),
}
"""The stages of each optimizer, by its name."""
