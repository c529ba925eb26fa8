"""Evaluates the expressions of an explanation, whose numbers may be rounded.

Every number is an interval: half a unit of the last printed digit to each side, or a relative error
of 1e-13 where nothing is rounded. An equation holds if the intervals of its sides overlap.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Iterable
from typing import NamedTuple

RELATIVE_ERROR = 1e-13  # of a number that is not rounded; the promise is 1e-12


class Interval(NamedTuple):
    """The least and the greatest number that may be meant."""

    low: float
    high: float

    def holds(self, other: Interval) -> bool:
        """Tell whether the two have a number in common."""
        return self.low <= other.high and other.low <= self.high


def exact(value: float) -> Interval:
    """Return a number at full precision."""
    return _around(value, RELATIVE_ERROR * abs(value))


def printed(text: str) -> Interval:
    """Return the numbers that would have been printed so, with four digits behind the point."""
    mantissa, _, power = text.lower().partition("e")
    digits = len(mantissa.partition(".")[2])
    rounded = bool(power) or digits == 4
    return _around(float(text), 0.5 * 10.0 ** (int(power or 0) - digits) if rounded else 0.0)


def interval_of(text: str, leaf: Callable[[str], Interval]) -> Interval:
    """Evaluate an expression whose numbers `leaf` turns into intervals."""
    return _node(ast.parse(text, mode="eval").body, text, leaf)


def _around(value: float, much: float | None = None) -> Interval:
    if much is None:
        much = 0.01 * RELATIVE_ERROR * abs(value)
    if math.isinf(value):
        return Interval(value, value)
    return Interval(value - much, value + much)


def _node(node: ast.expr, text: str, leaf: Callable[[str], Interval]) -> Interval:
    if isinstance(node, ast.Constant):
        source = ast.get_source_segment(text, node)
        assert source is not None
        return leaf(source)
    if isinstance(node, ast.Name):
        assert node.id == "pi"
        return _around(math.pi)
    if isinstance(node, ast.UnaryOp):
        assert isinstance(node.op, ast.USub)
        low, high = _node(node.operand, text, leaf)
        return Interval(-high, -low)
    if isinstance(node, ast.BinOp):
        a, b = _node(node.left, text, leaf), _node(node.right, text, leaf)
        operation = _OPERATIONS[type(node.op)]
        if isinstance(node.op, ast.Div):
            assert b.low > 0.0 or b.high < 0.0, f"division by what may be 0: {text}"
        return _widened(operation(p, q) for p in a for q in b)
    assert isinstance(node, ast.Call), f"{ast.dump(node)} in {text}"
    assert isinstance(node.func, ast.Name)
    spans = [_node(each, text, leaf) for each in node.args]
    function = _FUNCTIONS[node.func.id]
    return _widened(
        (
            function(*(span.low for span in spans)),
            function(*(span.high for span in spans)),  # each rises or falls throughout
        )
    )


def _widened(ends: Iterable[float]) -> Interval:
    """Return the interval of some results, widened by the rounding of the operation itself."""
    found = [0.0 if math.isnan(end) else end for end in ends]  # 0 times what overflowed
    low, high = min(found), max(found)
    return Interval(_around(low).low, _around(high).high)


def _exp(value: float) -> float:
    return math.exp(value) if value < 709.0 else math.inf


def _ln(value: float) -> float:
    return math.log(value) if value > 0.0 else -math.inf


_OPERATIONS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.Pow: lambda a, b: a**b,
}
_FUNCTIONS: dict[str, Callable[..., float]] = {
    "exp": _exp,
    "ln": _ln,
    "tanh": math.tanh,
    "cos": math.cos,  # from 0 to pi, where it falls
    "erf": math.erf,
    "sqrt": lambda value: math.sqrt(max(value, 0.0)),  # a span round 0 begins below it
    "max": max,
}
