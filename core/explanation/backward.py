"""The phases of the way back: the error, the loss, and the blame of each layer, output first."""

from __future__ import annotations

import numpy as np

from core.arrays import Floats

from .equation import Equation, Matrix, Phase, Terms, number
from .labelled_trace import Ledger
from .network_formulas import LOSS_WORDS, dot

_FLAT = 0.05
"""A slope below this is called flat."""


def output_error(ledger: Ledger) -> Phase:
    """Make the phase ``e``: target less output."""
    depth, d, y, e = ledger.depth, ledger.trace.d, ledger.trace.y[-1], ledger.trace.e[-1]
    return Phase(
        name="e",
        title="Error of the output",
        formula=f"e = d - y{depth}",
        note="How far the output is from its target, and in which direction it should go.",
        picture=(
            ledger.column("d", depth, d),
            "-",
            ledger.column(f"y{depth}", depth, y),
            "=",
            ledger.column("e", depth, e),
        ),
        params=(),
        layers=(depth,),
        code=("backward", "errors = [d - pass_.output]"),
        count=e.size,
        make=ledger.per_unit("e", depth, e, lambda s, u: (float(d[s, u]), " - ", float(y[s, u]))),
    )


def loss(ledger: Ledger) -> Phase:
    """Make the phase ``E``: the loss of each sample."""
    trace, depth, name = ledger.trace, ledger.depth, ledger.problem.spec.loss
    words = LOSS_WORDS[name, ledger.activation(ledger.depth).couples_units]

    def make(s: int) -> Equation:
        terms = words.value(ledger.numbers(depth, s))
        if trace.c is not None:
            terms = ("(", *terms, ")*", float(trace.c[s]))
        return Equation(f"E{ledger.row(s)}", terms, float(trace.loss[s]))

    formula = words.formula.format(y=f"y{depth}")
    if trace.c is not None:
        formula = f"E = ({formula.removeprefix('E = ')}) * c"

    return Phase(
        name="E",
        title=f"Loss: {name.replace('-', ' ')}",
        formula=formula,
        note="One number for how wrong the outputs are; training aims to make it smaller."
        + " Each delta below says how fast it falls as that unit's sum grows."
        * (ledger.problem.spec.slip == "none")
        + " c is the weight of the class: how much a sample of it counts." * (trace.c is not None)
        + _penalty(ledger),
        picture=(Matrix("E", ("E",), ledger.columns, trace.loss[None, :]),),
        params=(),
        layers=(depth,),
        code=words.code,
        count=trace.loss.size,
        make=make,
    )


def _penalty(ledger: Ledger) -> str:
    """Say what large weights add to the loss that is shown for the whole data."""
    if not ledger.problem.penalty.active:
        return ""
    spec = ledger.problem.spec
    sums = ["l1 sum |W|"] * (spec.l1 > 0.0) + ["l2/2 sum W^2"] * (spec.l2 > 0.0)
    penalty = number(ledger.problem.penalty.value(ledger.trace.before))
    return f" The penalty {' + '.join(sums)} = {penalty} comes on top of the mean over all rows."


def output_delta(ledger: Ledger) -> Phase:
    """Make the phase ``delta`` of the output, by the chosen loss."""
    depth, e, delta = ledger.depth, ledger.trace.e[-1], ledger.trace.delta[-1]
    if not ledger.problem.loss.delta_is_error:
        return passed_back(ledger, depth)
    weighted = ledger.trace.c is not None
    return Phase(
        name=f"delta{depth}",
        title="Delta of the output",
        formula=f"delta{depth} = e * c" if weighted else f"delta{depth} = e",
        note="With cross-entropy the delta is the error itself: the slope of the activation "
        "cancels, so a flat slope cannot hold the error back." + _counted(ledger, depth),
        picture=(
            ledger.column("e", depth, e),
            *ledger.counted_picture(depth),
            "=",
            ledger.column(f"delta{depth}", depth, delta),
        ),
        params=(),
        layers=(depth,),
        code=("weighted", "loss.delta(output, v, d, y) * factor(d)")
        if weighted
        else ("cross_entropy_delta", "d - y"),
        count=delta.size,
        make=ledger.per_unit(
            f"delta{depth}", depth, delta, lambda s, u: ledger.counted(depth, s, (float(e[s, u]),))
        ),
    )


def _counted(ledger: Ledger, layer: int) -> str:
    """Say where the weight of the class comes in, where it does."""
    if ledger.trace.c is None or layer < ledger.depth:
        return ""
    return " The weight c of the sample's class multiplies its loss, and so its delta."


def hidden_error(ledger: Ledger, layer: int) -> Phase:
    """Make the phase ``e`` of a hidden layer: the blame that comes through the weights above."""
    above, e, delta = f"W{layer + 1}", ledger.trace.e[layer - 1], ledger.trace.delta[layer]
    W, factors = ledger.trace.before[above], ledger.factors(layer)
    shown = ledger.param(above, above, W)
    dropout: tuple[Matrix | str, ...] = ()
    formula = f"{above}^T delta{layer + 1}"
    if factors is not None:
        dropout = ("*", ledger.column(f"factor{layer}", layer, factors))
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
            ledger.column(f"delta{layer + 1}", layer + 1, delta),
            *dropout,
            "=",
            ledger.column(f"e{layer}", layer, e),
        ),
        params=(above,),
        layers=(layer, layer + 1),
        code=("backward", 'e = deltas[0] @ params[f"W{number + 1}"]'),
        count=e.size,
        make=ledger.per_unit(
            f"e{layer}", layer, e, lambda s, u: dot(W[:, u].tolist(), delta[s].tolist()), factors
        ),
    )


def passed_back(ledger: Ledger, layer: int) -> Phase:
    """Make the phase ``delta`` of a layer whose error passes back through its activation."""
    words, k = ledger.words(layer), layer - 1
    v, delta = ledger.trace.v[k], ledger.trace.delta[k]
    (y_name, y), (e_name, e) = ledger.activated(layer), ledger.error(layer)
    names = {"v": f"v{layer}", "y": y_name, "e": e_name}

    def terms(s: int, u: int) -> Terms:
        return ledger.counted(layer, s, words.delta(ledger.numbers(layer, s), u))

    slope_at = ledger.activation(layer).slope
    if slope_at is None:
        shares = e - (e * y).sum(axis=1, keepdims=True)
        factors = (
            ledger.column(y_name, layer, y),
            ledger.column(f"{e_name} - sum of {e_name} {y_name}", layer, shares),
        )
        note = "Every share depends on every sum, so each delta takes in the errors of all units."
    else:
        slope = slope_at(v, y)
        factors = (
            ledger.column(words.slope_formula.format(**names), layer, slope),
            ledger.column(e_name, layer, e),
        )
        note = "The error times the slope: how much the output follows a change of the sum."
        note += _flat(ledger, layer, slope)
    note += _counted(ledger, layer)
    formula = ledger.counted_formula(layer, words.delta_formula.format(**names))
    final = layer == ledger.depth
    return Phase(
        name=f"delta{layer}",
        title="Delta of the output" if final else f"Delta of hidden layer {layer}",
        formula=f"delta{layer} = {formula}",
        note=note,
        picture=(
            factors[0],
            "*",
            factors[1],
            *ledger.counted_picture(layer),
            "=",
            ledger.column(f"delta{layer}", layer, delta),
        ),
        params=(),
        layers=(layer,),
        code=words.delta_code,
        count=delta.size,
        make=ledger.per_unit(f"delta{layer}", layer, delta, terms),
    )


def _flat(ledger: Ledger, layer: int, slope: Floats) -> str:
    """Say where the slope is flattest, if it is flat there."""
    s, u = divmod(int(np.argmin(np.abs(slope))), slope.shape[1])  # that of a gelu may be below 0
    least = float(slope[s, u])
    where = f"{ledger.problem.unit_names(layer)[u]}{ledger.row(s)}"
    if least == 0.0:
        return f" At {where} it is 0: no error passes."
    if abs(least) < _FLAT:
        return f" At {where} it is only {number(least)}: nearly flat, so little error passes."
    return ""
