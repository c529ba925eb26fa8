"""The phases of the way back: the error, the loss, and the deltas of each layer, output first."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from core.arrays import Floats
from core.exact import total

from .equation import Equation, Matrix, Phase, Terms, number
from .labelled_trace import LabelledTrace
from .network_formulas import LOSS_FORMULAS, Row, dot

_FLAT = 0.05
"""A slope below this is called flat."""


def output_error(labelled: LabelledTrace) -> Phase:
    """Make the phase ``e``: target less output."""
    depth, d, y, e = labelled.depth, labelled.trace.d, labelled.trace.y[-1], labelled.trace.e[-1]
    return Phase(
        name="e",
        title="Error of the output",
        formula=f"e = d - y{depth}",
        note="How far the output is from its target, and in which direction it should go.",
        picture=(
            labelled.column("d", depth, d),
            "-",
            labelled.column(f"y{depth}", depth, y),
            "=",
            labelled.column("e", depth, e),
        ),
        params=(),
        layers=(depth,),
        code=("backward", "errors = [d - pass_.output]"),
        count=e.size,
        make=labelled.per_unit("e", depth, e, lambda s, u: (float(d[s, u]), " - ", float(y[s, u]))),
    )


def loss(labelled: LabelledTrace) -> Phase:
    """Make the phase ``E``: the loss of each sample."""
    trace, depth, name = labelled.trace, labelled.depth, labelled.problem.spec.loss
    formulas = LOSS_FORMULAS[name, labelled.activation(labelled.depth).couples_units]

    def make(s: int) -> Equation:
        terms = formulas.value(labelled.output_row(s))
        if trace.c is not None:
            terms = ("(", *terms, ")*", float(trace.c[s]))
        return Equation(f"E{labelled.row(s)}", terms, float(trace.loss[s]))

    formula = formulas.formula.format(y=f"y{depth}")
    if trace.c is not None:
        formula = f"E = ({formula.removeprefix('E = ')}) * c"

    return Phase(
        name="E",
        title=f"Loss: {name.replace('-', ' ')}",
        formula=formula,
        note="One number for how wrong the outputs are; training aims to make it smaller."
        + " Each delta below says how fast it falls as that unit's sum grows."
        * (labelled.problem.spec.slip == "none")
        + " c is the weight of the class: how much a sample of it counts." * (trace.c is not None)
        + _penalty(labelled),
        picture=(Matrix("E", ("E",), labelled.columns, trace.loss[None, :]),),
        params=(),
        layers=(depth,),
        code=formulas.code,
        count=trace.loss.size,
        make=make,
    )


def _penalty(labelled: LabelledTrace) -> str:
    """Say what large weights add to the loss that is shown for the whole data."""
    if not labelled.problem.penalty.active:
        return ""
    spec = labelled.problem.spec
    sums = ["l1 sum |W|"] * (spec.l1 > 0.0) + ["l2/2 sum W^2"] * (spec.l2 > 0.0)
    penalty = number(labelled.problem.penalty.value(labelled.trace.before))
    return f" The penalty {' + '.join(sums)} = {penalty} comes on top of the mean over all rows."


def output_delta(labelled: LabelledTrace) -> Phase:
    """Make the phase ``delta`` of the output, by the chosen loss."""
    depth, e, delta = labelled.depth, labelled.trace.e[-1], labelled.trace.delta[-1]
    if not labelled.problem.loss.delta_is_error:
        return passed_back(labelled, depth)
    weighted = labelled.trace.c is not None

    def terms(s: int, u: int) -> Terms:
        return labelled.class_weighted(depth, s, (float(e[s, u]),))

    return Phase(
        name=f"delta{depth}",
        title="Delta of the output",
        formula=f"delta{depth} = e * c" if weighted else f"delta{depth} = e",
        note="With cross-entropy the delta is the error itself: the slope of the activation "
        "cancels, so a flat slope cannot hold the error back."
        + _class_weight_note(labelled, depth),
        picture=(
            labelled.column("e", depth, e),
            *labelled.class_weight_picture(depth),
            "=",
            labelled.column(f"delta{depth}", depth, delta),
        ),
        params=(),
        layers=(depth,),
        code=("weighted", "loss.delta(output, v, d, y) * factor(d)")
        if weighted
        else ("cross_entropy_delta", "d - y"),
        count=delta.size,
        make=labelled.per_unit(f"delta{depth}", depth, delta, terms),
    )


def _class_weight_note(labelled: LabelledTrace, layer: int) -> str:
    """Say where the weight of the class comes in, where it does."""
    if labelled.trace.c is None or layer < labelled.depth:
        return ""
    return " The weight c of the sample's class multiplies its loss, and so its delta."


def hidden_error(labelled: LabelledTrace, layer: int) -> Phase:
    """Make the phase ``e`` of a hidden layer: what comes back through the weights above."""
    above, e, delta = f"W{layer + 1}", labelled.trace.e[layer - 1], labelled.trace.delta[layer]
    W, factors = labelled.trace.before[above], labelled.factors(layer)
    shown = labelled.param(above, above, W)
    dropout: tuple[Matrix | str, ...] = ()
    formula = f"{above}^T delta{layer + 1}"
    if factors is not None:
        dropout = ("*", labelled.column(f"factor{layer}", layer, factors))
        formula = f"({formula}) * factor{layer}"
    return Phase(
        name=f"e{layer}",
        title=f"Error of hidden layer {layer}",
        formula=f"e{layer} = {formula}",
        note="A hidden unit has no target. It is blamed through the weights that carried its "
        f"output forward: the old {above}, from before this update."
        + " Its factor applies again: a unit that was left out is not to blame."
        * bool(dropout),
        picture=(
            Matrix(f"{above}^T", shown.columns, shown.rows, W.T),
            labelled.column(f"delta{layer + 1}", layer + 1, delta),
            *dropout,
            "=",
            labelled.column(f"e{layer}", layer, e),
        ),
        params=(above,),
        layers=(layer, layer + 1),
        code=("backward", 'e = matmul(deltas[0], params[f"W{number + 1}"])'),
        count=e.size,
        make=labelled.per_unit(
            f"e{layer}", layer, e, lambda s, u: dot(W[:, u].tolist(), delta[s].tolist()), factors
        ),
    )


class ThroughActivation(NamedTuple):
    """How the delta of a layer is made of its error.

    Attributes
    ----------
    formula : str
        The delta in symbols, with the weight of the class where there is one.
    picture : tuple of Matrix or str
        The two matrices of which it is the product.
    terms : callable
        ``terms(s, u)``: the arithmetic for unit u of sample s.
    slope : Floats or None
        The slopes, (samples, units); None where the units are coupled.
    """

    formula: str
    picture: tuple[Matrix | str, ...]
    terms: Callable[[int, int], Terms]
    slope: Floats | None


def through_activation(
    labelled: LabelledTrace, layer: int, v: tuple[str, Floats], y: tuple[str, Floats]
) -> ThroughActivation:
    """Write out how an error passes back through the activation of a layer.

    Parameters
    ----------
    labelled : LabelledTrace
        The update.
    layer : int
        The layer.
    v, y : tuple of str and Floats
        Name and numbers, (samples, units), of what the slope is taken at: sums and outputs.
    """
    formulas, slope_at = labelled.formulas(layer), labelled.activation(layer).slope
    (v_name, sums), (y_name, outputs), (e_name, e) = v, y, labelled.error(layer)
    names = {"v": v_name, "y": y_name, "e": e_name}

    def terms(s: int, u: int) -> Terms:
        row = Row(sums[s].tolist(), outputs[s].tolist(), e[s].tolist())
        return labelled.class_weighted(layer, s, formulas.delta(row, u))

    if slope_at is None:
        slope, (left_name, left) = None, y
        right = e - total(e * outputs, axis=-1)[..., None]
        right_name = f"{e_name} - sum of {e_name} {y_name}"
    else:
        left = slope = slope_at(sums, outputs)
        left_name, right_name, right = formulas.slope_formula.format(**names), e_name, e
    return ThroughActivation(
        labelled.class_weighted_formula(layer, formulas.delta_formula.format(**names)),
        (labelled.column(left_name, layer, left), "*", labelled.column(right_name, layer, right)),
        terms,
        slope,
    )


def passed_back(labelled: LabelledTrace, layer: int) -> Phase:
    """Make the phase ``delta`` of a layer whose error passes back through its activation."""
    v, delta = labelled.trace.v[layer - 1], labelled.trace.delta[layer - 1]
    through = through_activation(labelled, layer, (f"v{layer}", v), labelled.activated(layer))
    if through.slope is None:
        note = "Every share depends on every sum, so each delta takes in the errors of all units."
    else:
        note = "The error times the slope: how much the output follows a change of the sum."
        note += _flat(labelled, layer, through.slope)
    note += _class_weight_note(labelled, layer)
    final = layer == labelled.depth
    return Phase(
        name=f"delta{layer}",
        title="Delta of the output" if final else f"Delta of hidden layer {layer}",
        formula=f"delta{layer} = {through.formula}",
        note=note,
        picture=(
            *through.picture,
            *labelled.class_weight_picture(layer),
            "=",
            labelled.column(f"delta{layer}", layer, delta),
        ),
        params=(),
        layers=(layer,),
        code=labelled.formulas(layer).delta_code,
        count=delta.size,
        make=labelled.per_unit(f"delta{layer}", layer, delta, through.terms),
    )


def _flat(labelled: LabelledTrace, layer: int, slope: Floats) -> str:
    """Say where the slope is flattest, if it is flat there."""
    s, u = divmod(int(np.argmin(np.abs(slope))), slope.shape[1])  # that of a gelu may be below 0
    least = float(slope[s, u])
    where = f"{labelled.problem.unit_names(layer)[u]}{labelled.row(s)}"
    if least == 0.0:
        return f" At {where} it is 0: no error passes."
    if abs(least) < _FLAT:
        return f" At {where} it is only {number(least)}: nearly flat, so little error passes."
    return ""
