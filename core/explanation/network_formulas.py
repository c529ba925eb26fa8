"""The formulas of `activations` and `losses` once more, as arithmetic with the numbers filled in.

Each stands beside the words that explain it and the place in the core that computes it. Where a
formula would divide or take a logarithm of a rounded 0, the form that the core computes is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from core.nn.activations import LEAK

from .equation import Terms

Numbers = Sequence[float]
"""A row of numbers: those of one sample."""

_PLAIN = 50.0
"""Up to here exp(v) is shown as it is; beyond, numbers are shown in a form that cannot overflow."""


def total(parts: Iterable[Terms], sign: str = " + ") -> Terms:
    """Put a sign between terms."""
    joined: list[str | float] = []
    for part in parts:
        joined += (sign, *part)
    return tuple(joined[1:])


def product(*factors: float) -> Terms:
    """Multiply numbers."""
    return total(((factor,) for factor in factors), "*")


def dot(a: Numbers, b: Numbers) -> Terms:
    """Multiply numbers pair by pair and add up."""
    return total(product(p, q) for p, q in zip(a, b, strict=True))


def times(terms: Terms, factor: float) -> Terms:
    """Multiply a sum, or a product, by one more number."""
    return ("(", *terms, ")*", factor) if " + " in terms else (*terms, "*", factor)


class Row(NamedTuple):
    """What a layer computed for one sample, unit by unit; d is empty but for the output layer.

    y is what the activation gave, before dropout.
    """

    v: Numbers
    y: Numbers
    e: Numbers
    d: Numbers = ()


@dataclass(frozen=True)
class ActivationFormulas:
    """How an activation is explained.

    Attributes
    ----------
    value : callable
        ``value(v, i)``: the terms of output i of a sample with the sums v.
    delta : callable
        ``delta(row, i)``: the terms of delta i.
    formula, delta_formula : str
        Both in symbols, with ``{v}``, ``{y}`` and ``{e}`` for the names.
    slope_formula : str
        The slope alone.
    note : str
        What it does.
    code, delta_code : tuple of str and str
        Where the core computes the output, and the slope (or the delta, where units are coupled).
    """

    value: Callable[[Numbers, int], Terms]
    delta: Callable[[Row, int], Terms]
    formula: str
    delta_formula: str
    slope_formula: str
    note: str
    code: tuple[str, str]
    delta_code: tuple[str, str]


def _softmax(v: Numbers, i: int) -> Terms:
    highest = max(v)
    if max(map(abs, v)) <= _PLAIN:
        powers: list[Terms] = [("exp(", value, ")") for value in v]
    else:
        powers = [("exp(", value, " - ", highest, ")") for value in v]
    return (*powers[i], " / (", *total(powers), ")")


def _softmax_delta(row: Row, i: int) -> Terms:
    return (row.y[i], "*(", row.e[i], " - (", *dot(row.e, row.y), "))")


def _gelu_delta(row: Row, i: int) -> Terms:
    v = row.v[i]
    share: Terms = ("(1 + erf(", v, "/sqrt(2)))/2")
    bell: Terms = ("exp(-", v, "*", v, "/2)/sqrt(2*pi)")
    return ("(", *share, " + ", v, "*", *bell, ")*", row.e[i])


ACTIVATION_FORMULAS: dict[str, ActivationFormulas] = {
    "sigmoid": ActivationFormulas(
        lambda v, i: ("1 / (1 + exp(-", v[i], "))"),
        lambda row, i: (row.y[i], "*(1 - ", row.y[i], ")*", row.e[i]),
        "sigmoid({v}) = 1 / (1 + exp(-{v}))",
        "{y} (1 - {y}) {e}",
        "{y} (1 - {y})",
        "The sigmoid squeezes any sum into the range from 0 to 1; a sum of 0 gives 0.5.",
        ("sigmoid", "1.0 / (1.0 + exp(-v))"),
        ("sigmoid_slope", "(1.0 - y) * y"),
    ),
    "tanh": ActivationFormulas(
        lambda v, i: ("tanh(", v[i], ")"),
        lambda row, i: ("(1 - ", row.y[i], "*", row.y[i], ")*", row.e[i]),
        "tanh({v})",
        "(1 - {y}^2) {e}",
        "1 - {y}^2",
        "The tanh squeezes any sum into the range from -1 to 1; a sum of 0 gives 0.",
        ("tanh", "exact_tanh(v)"),
        ("tanh_slope", "1.0 - y * y"),
    ),
    "relu": ActivationFormulas(
        lambda v, i: ("max(", v[i], ", 0)"),
        lambda row, i: product(float(row.v[i] > 0.0), row.e[i]),
        "relu({v}) = max({v}, 0)",
        "slope {e}, where the slope is 1 if {v} > 0, else 0",
        "1 if {v} > 0, else 0",
        "The relu keeps a sum above 0 as it is and makes 0 of any other.",
        ("relu", "np.where(v < 0.0, 0.0, v)"),
        ("relu_slope", "np.where(v > 0.0, 1.0, 0.0)"),
    ),
    "leaky-relu": ActivationFormulas(
        lambda v, i: ("max(", v[i], ", ", LEAK, "*", v[i], ")"),
        lambda row, i: product(1.0 if row.v[i] > 0.0 else LEAK, row.e[i]),
        "leaky-relu({v}) = max({v}, 0.01 {v})",
        "slope {e}, where the slope is 1 if {v} > 0, else 0.01",
        "1 if {v} > 0, else 0.01",
        "The leaky relu keeps a sum above 0 as it is and lets a hundredth of any other through.",
        ("leaky_relu", "np.where(v < 0.0, LEAK * v, v)"),
        ("leaky_relu_slope", "np.where(v > 0.0, 1.0, LEAK)"),
    ),
    "gelu": ActivationFormulas(
        lambda v, i: (v[i], "*(1 + erf(", v[i], "/sqrt(2)))/2"),
        _gelu_delta,
        "gelu({v}) = {v} Phi({v}), where Phi({v}) = (1 + erf({v} / sqrt 2)) / 2",
        "(Phi({v}) + {v} exp(-{v}^2 / 2) / sqrt(2 pi)) {e}",
        "Phi({v}) + {v} exp(-{v}^2 / 2) / sqrt(2 pi)",
        "The gelu lets the share Phi of a sum through: nearly all of a large one, half of one near "
        "0, nearly nothing of one far below 0.",
        ("gelu", "v * normal_share(v)"),
        ("gelu_slope", "return normal_share(v) + v *"),
    ),
    "linear": ActivationFormulas(
        lambda v, i: (v[i],),
        lambda row, i: product(1.0, row.e[i]),
        "{v}",
        "{e}, for the slope is 1",
        "1",
        "A linear unit hands on its sum as it is; its slope is 1 everywhere.",
        ("linear", "v.copy()"),
        ("linear_slope", "np.ones_like(v)"),
    ),
    "softmax": ActivationFormulas(
        _softmax,
        _softmax_delta,
        "softmax({v}) = exp({v}) / sum of all exp({v})",
        "{y} ({e} - sum of all {e} {y})",
        "",
        "The softmax turns the sums into shares of 1, so every output depends on every sum.",
        ("softmax", "powers / total"),
        ("softmax_delta", "y * (e - total(e * y"),
    ),
}
"""The activations, by name."""


@dataclass(frozen=True)
class LossFormulas:
    """How a loss is explained.

    Attributes
    ----------
    value : callable
        ``value(row)``: the terms of the loss of one sample.
    formula : str
        The loss in symbols, with ``{y}`` for the name of the output.
    code : tuple of str and str
        Where the core computes it.
    """

    value: Callable[[Row], Terms]
    formula: str
    code: tuple[str, str]


def _squares(row: Row) -> Terms:
    return total(product(0.5, error, error) for error in row.e)


def _surprise(row: Row) -> Terms:
    if all(0.001 <= output <= 0.999 for output in row.y):
        parts: list[Terms] = [
            (target, "*ln(", output, ") + (1 - ", target, ")*ln(1 - ", output, ")")
            for target, output in zip(row.d, row.y, strict=True)
        ]
        return ("-(", *total(parts), ")")
    return total(
        ("max(", sum_, ", 0) - ", target, "*", sum_, " + ln(1 + exp(-", abs(sum_), "))")
        for target, sum_ in zip(row.d, row.v, strict=True)
    )


def _softmax_surprise(row: Row) -> Terms:
    if min(row.y) > 1e-300:
        pairs = zip(row.d, row.y, strict=True)
        return ("-(", *total((target, "*ln(", output, ")") for target, output in pairs), ")")
    highest = max(row.v)
    powers = total(("exp(", sum_, " - ", highest, ")") for sum_ in row.v)
    targets = total((target,) for target in row.d)
    return ("(", *targets, ")*(ln(", *powers, ") + ", highest, ") - (", *dot(row.d, row.v), ")")


_LOG_LOSS = "E = -sum of (d ln({y}) + (1 - d) ln(1 - {y}))"

LOSS_FORMULAS: dict[tuple[str, bool], LossFormulas] = {
    ("squared-error", False): LossFormulas(
        _squares, "E = 1/2 sum of e^2", ("squared_error", "0.5 * e * e")
    ),
    ("cross-entropy", False): LossFormulas(
        _surprise, _LOG_LOSS, ("cross_entropy", "total(d * _softplus(-v)")
    ),
    ("cross-entropy", True): LossFormulas(
        _softmax_surprise, "E = -sum of d ln({y})", ("cross_entropy", "d * (log_sum - v)")
    ),
}
LOSS_FORMULAS["squared-error", True] = LOSS_FORMULAS["squared-error", False]
"""The losses, by name and whether the output is a softmax."""
