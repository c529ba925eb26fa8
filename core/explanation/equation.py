"""An Equation is one line of arithmetic with its numbers filled in; a Phase is a group of them.

They are what a learner would write down. Nothing is computed here: the numbers come from a Trace,
and an equation is made when somebody asks for it, since a large layer has thousands of them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from core.arrays import Floats

from .elision import elided

Terms: TypeAlias = tuple[str | float, ...]
"""One side of an equation: numbers, and between them signs, parentheses and names of functions."""


@dataclass(frozen=True)
class Equation:
    """One number of an update, and the arithmetic it comes from.

    Attributes
    ----------
    left : str
        What is computed, such as ``v1[h2]`` or ``dW1[h2,x1]``; in a batch with `` row 3`` behind.
    terms : Terms
        The right-hand side with its numbers at full precision. Put together it is an expression
        of Python's over the names exp, ln, tanh, erf, sqrt, cos, max and pi; exp may grow to
        infinity. Only of a sum over a huge batch the middle is left out; it says how much.
    result : float
        The number of the trace.
    note : str
        What is special about it: ``frozen``, or ``left out`` by dropout.
    """

    left: str
    terms: Terms
    result: float
    note: str = ""

    def text(self, decimals: int = 4) -> str:
        """Write it out for a person.

        Parameters
        ----------
        decimals : int
            How many digits after the point a rounded number has, at least 2.

        Returns
        -------
        str
            Such as ``v1[h2] = 0.5*0 + (-0.3)*1 + 0.1*1 = -0.2000``. A number that is the same with
            fewer digits is written with fewer, so four digits behind the point are a rounded one.
        """
        arithmetic, result = written(self.terms, decimals), number(self.result, decimals)
        text = f"{self.left} = {result}"
        if arithmetic != result:
            text = f"{self.left} = {arithmetic} = {result}"
        return f"{text} ({self.note})" if self.note else text

    def elided(self) -> Equation:
        """Return the equation with the middle of every long sum left out; see `elision`.

        Its text can still be added up: ``(58 more: 0.4120)`` stands for 58 terms and their sum.
        """
        return replace(self, terms=elided(self.terms))


def written(terms: Terms, decimals: int = 4) -> str:
    """Put terms together; a negative number that follows a sign stands in parentheses."""
    parts: list[str] = []
    for term in terms:
        if isinstance(term, str):
            parts.append(term)
            continue
        text = number(term, decimals)
        bare = not text.startswith("-") or not parts or parts[-1].endswith(("(", ", ", ": "))
        parts.append(text if bare else f"({text})")
    return "".join(parts)


def number(value: float, decimals: int = 4) -> str:
    """Write a number: ``1``, ``0.9``, ``-0.2000`` where it is rounded, ``1.2e-05``.

    Parameters
    ----------
    value : float
        Any number.
    decimals : int
        The largest number of digits after the point, at least 2.

    Returns
    -------
    str
        As short as it can be without loss; otherwise rounded, with all its digits.
    """
    if value == 0.0:
        return "0"  # -0.0 as well
    if not math.isfinite(value):
        return str(value)
    rounded = f"{value:.{decimals}f}"
    if abs(value) < 1e15 and float(rounded) == value:
        return rounded.rstrip("0").rstrip(".")
    if float(f"1e{1 - decimals}") <= abs(value) < 1e6:
        return rounded
    digits = max(1, decimals - 3) if abs(value) < 1.0 else decimals
    return f"{value:.{digits}e}"


@dataclass(frozen=True, eq=False)
class Matrix:
    """A table of numbers with a name, to be drawn.

    Attributes
    ----------
    name : str
        Such as ``W1``.
    rows, columns : tuple of str
        What each row and column belongs to; a column without a name has an empty one.
    values : Floats
        The numbers, shape (rows, columns).
    """

    name: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: Floats


@dataclass(frozen=True, eq=False)
class Phase:
    """One stage of an update: numbers that are computed in the same way.

    Attributes
    ----------
    name : str
        What is computed: ``v1``, ``delta2``, ``dW1``; ``x`` is the sample itself.
    title : str
        The same in a few words.
    formula : str
        How, in symbols.
    note : str
        Why, in a sentence or two.
    picture : tuple of Matrix or str
        The formula in matrices, to be drawn side by side, with signs between them.
    params : tuple of str
        The parameter arrays it touches.
    layers : tuple of int
        The layers whose units it touches; 0 stands for the inputs.
    code : tuple of str and str
        The function of the core that does it, a key of `FUNCTIONS`, and a piece of the line.
    count : int
        How many equations it has.
    """

    name: str
    title: str
    formula: str
    note: str
    picture: tuple[Matrix | str, ...]
    params: tuple[str, ...]
    layers: tuple[int, ...]
    code: tuple[str, str]
    count: int
    make: Callable[[int], Equation] = field(repr=False)
    """Makes the equation of that number; `equation` checks the number first."""

    def equation(self, i: int) -> Equation:
        """Return one equation.

        Parameters
        ----------
        i : int
            Its number, counted from 0.

        Raises
        ------
        IndexError
            If there is no such equation.
        """
        if not 0 <= i < self.count:
            raise IndexError(f"equation is {i}; {self.name} has {self.count}")
        return self.make(i)

    def equations(self) -> Iterator[Equation]:
        """Yield every equation."""
        return map(self.make, range(self.count))
