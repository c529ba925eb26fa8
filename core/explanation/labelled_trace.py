"""An update with names on everything: which unit, which row of the data, which weight.

From it the phases of an explanation take their equations and the matrices to be drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.arrays import Floats
from core.nn.activations import Activation
from core.run.problem import Problem
from core.run.trace import Trace

from .equation import Equation, Matrix, Terms
from .network_formulas import ACTIVATION_FORMULAS, ActivationFormulas, Row, times


def row_name(sample: int) -> str:
    """Name a sample of a batch, counted from 0, so that it fits above a column of numbers."""
    return f"row {sample + 1}" if sample < 999 else f"#{sample + 1}"


@dataclass(frozen=True, eq=False)
class LabelledTrace:
    """An update together with its run.

    Attributes
    ----------
    problem : Problem
        The run.
    trace : Trace
        The update.
    """

    problem: Problem
    trace: Trace

    @property
    def depth(self) -> int:
        """The number of the output layer."""
        return len(self.trace.v)

    @property
    def samples(self) -> int:
        """How many samples the batch has."""
        return len(self.trace.samples)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The samples as labels; a single one needs none."""
        return tuple(map(row_name, self.trace.samples)) if self.samples > 1 else ("",)

    def row(self, sample: int) -> str:
        """Return what to put behind a name to tell the samples of a batch apart."""
        return f" row {self.trace.samples[sample] + 1}" if self.samples > 1 else ""

    def activation(self, layer: int) -> Activation:
        """Return the activation of a layer."""
        return self.problem.network.activations[layer - 1]

    def formulas(self, layer: int) -> ActivationFormulas:
        """Return how the activation of a layer is explained."""
        return ACTIVATION_FORMULAS[self.problem.network.layers[layer - 1].activation]

    def signal(self, layer: int) -> tuple[str, Floats]:
        """Return name and numbers of what a layer hands on, (samples, units); 0: the inputs."""
        return ("x", self.trace.x) if layer == 0 else (f"y{layer}", self.trace.y[layer - 1])

    def factors(self, layer: int) -> Floats | None:
        """Return dropout's factors of a layer, (samples, units); None where it has none."""
        if self.trace.factors is None or layer == self.depth:
            return None
        return self.trace.factors[layer - 1]

    def activated(self, layer: int) -> tuple[str, Floats]:
        """Return name and numbers of what the activation gave: phi under dropout, else y."""
        if self.trace.phi is None or layer == self.depth:
            return self.signal(layer)
        return f"phi{layer}", self.trace.phi[layer - 1]

    def error(self, layer: int) -> tuple[str, Floats]:
        """Return name and numbers of the error at a layer's output, (samples, units)."""
        return "e" if layer == self.depth else f"e{layer}", self.trace.e[layer - 1]

    def output_row(self, sample: int) -> Row:
        """Return what the output layer computed for one sample, and its targets."""
        trace = self.trace
        parts = trace.v[-1], trace.y[-1], trace.e[-1], trace.d
        return Row(*(part[sample].tolist() for part in parts))

    def class_weighted(self, layer: int, sample: int, terms: Terms) -> Terms:
        """Multiply a delta of the output by the weight of the sample's class, where it has one."""
        c = self.trace.c
        return terms if c is None or layer < self.depth else times(terms, float(c[sample]))

    def class_weighted_formula(self, layer: int, formula: str) -> str:
        """Return the formula of a delta, with the weight of the class in that of the output."""
        return formula if self.trace.c is None or layer < self.depth else f"({formula}) * c"

    def class_weight_picture(self, layer: int) -> tuple[Matrix | str, ...]:
        """Return what a delta's matrices are multiplied by: the weights of the classes, if any."""
        c, delta = self.trace.c, self.trace.delta[layer - 1]
        if c is None or layer < self.depth:
            return ()
        return "*", self.column("c", layer, np.broadcast_to(c[:, None], delta.shape))

    def frozen(self, name: str) -> NDArray[np.bool_] | None:
        """Return which numbers of a parameter array are kept from learning, where any are."""
        return self.trace.frozen.get(name)

    def column(self, name: str, layer: int, values: Floats) -> Matrix:
        """Return numbers of a layer, (samples, units), as a matrix whose columns are samples."""
        return Matrix(name, self.problem.unit_names(layer), self.columns, values.T)

    def transposed(self, name: str, layer: int, values: Floats) -> Matrix:
        """Return numbers of a layer as a matrix whose rows are samples: the transposed one."""
        return Matrix(f"{name}^T", self.columns, self.problem.unit_names(layer), values)

    def param(self, title: str, name: str, array: Floats) -> Matrix:
        """Return a parameter array, or one of its shape, as a matrix."""
        layer = int(name[1:])
        rows = self.problem.unit_names(layer)
        if array.ndim == 1:
            return Matrix(title, rows, ("",), array[:, None])
        return Matrix(title, rows, self.problem.unit_names(layer - 1), array)

    def per_unit(
        self,
        name: str,
        layer: int,
        values: Floats,
        terms: Callable[[int, int], Terms],
        factors: Floats | None = None,
    ) -> Callable[[int], Equation]:
        """Return what makes the equations of a layer: all units of a sample, then the next sample.

        Parameters
        ----------
        name : str
            What is computed.
        layer : int
            The layer.
        values : Floats
            The results, (samples, units).
        terms : callable
            ``terms(s, u)``: the arithmetic for unit u of sample s, both counted from 0.
        factors : Floats, optional
            What each result is multiplied by at the end under dropout, (samples, units).
        """
        units = self.problem.unit_names(layer)

        def make(i: int) -> Equation:
            s, u = divmod(i, len(units))
            left = f"{name}[{units[u]}]{self.row(s)}"
            if factors is None:
                return Equation(left, terms(s, u), float(values[s, u]))
            factor = float(factors[s, u])
            note = "" if factor else "left out"
            return Equation(left, times(terms(s, u), factor), float(values[s, u]), note)

        return make

    def per_param(
        self,
        title: str,
        name: str,
        values: Floats,
        terms: Callable[[tuple[int, ...]], tuple[Terms, str]],
    ) -> Callable[[int], Equation]:
        """Return what makes the equations of a parameter array, row by row.

        Parameters
        ----------
        title : str
            What is computed: ``dW1`` or ``W1``.
        name : str
            The array, ``W1`` or ``b1``.
        values : Floats
            The results, in the shape of the array.
        terms : callable
            ``terms(place)``: the arithmetic for one place of the array, and a note.
        """
        layer = int(name[1:])
        labels = (self.problem.unit_names(layer), self.problem.unit_names(layer - 1))

        def make(i: int) -> Equation:
            place = divmod(i, values.shape[1]) if values.ndim == 2 else (i,)
            where = ",".join(names[at] for names, at in zip(labels, place, strict=False))
            arithmetic, note = terms(place)
            return Equation(f"{title}[{where}]", arithmetic, float(values[place]), note)

        return make
