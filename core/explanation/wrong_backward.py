"""What a slip makes of the phases it touches: its own formula, numbers and line of the source.

Each function takes the phase as it would be without the mistake, and says so in the note. Phases
that the slip leaves right only learn which function has done them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TypeAlias

from core.exact import matmul

from .backward import through_activation
from .equation import Matrix, Phase, Terms
from .labelled_trace import LabelledTrace
from .network_formulas import total

SlipChange: TypeAlias = Callable[[LabelledTrace, Phase, int], Phase]
"""``(labelled, right, layer) -> phase``."""


def with_slip(labelled: LabelledTrace, right: Phase) -> Phase:
    """Turn a phase of the way back into what the run's slip has made of it.

    `right` is an error or a delta as it would be without a slip. It is returned as it is where
    the slip neither changes it nor computes it elsewhere.
    """
    kind = "error" if right.name == "e" else right.name.rstrip("0123456789")
    layer = right.layers[0]
    if kind == "delta" and layer == labelled.depth:
        kind = "first delta" if labelled.problem.loss.delta_is_error else "output delta"
    change = _CHANGES.get((labelled.problem.spec.slip, kind))
    return right if change is None else change(labelled, right, layer)


def _slip_note(right: Phase, what: str) -> str:
    return f"Slip: {what} Right would be {right.formula}."


def _done_by(function: str, snippet: str) -> SlipChange:
    """Leave a phase as it is, but for the place where it is computed."""
    return lambda _labelled, right, _layer: dataclasses.replace(right, code=(function, snippet))


def _turned_round(labelled: LabelledTrace, right: Phase, layer: int) -> Phase:
    d, y, e = labelled.trace.d, labelled.trace.y[-1], labelled.trace.e[-1]
    return dataclasses.replace(
        right,
        formula=f"e = y{layer} - d",
        note=_slip_note(right, "the error has the wrong sign, so every step goes uphill."),
        picture=(
            labelled.column(f"y{layer}", layer, y),
            "-",
            labelled.column("d", layer, d),
            "=",
            labelled.column("e", layer, e),
        ),
        code=("sign", "tuple(-e for e in back.e)"),
        make=labelled.per_unit("e", layer, e, lambda s, u: (float(y[s, u]), " - ", float(d[s, u]))),
    )


def _through_new_weights(labelled: LabelledTrace, right: Phase, layer: int) -> Phase:
    above, trace = f"W{layer + 1}", labelled.trace
    e, delta, W = trace.e[layer - 1], trace.delta[layer], trace.before[above]
    # The slip knows no frozen weight, no penalty and no memory of an optimizer.
    fed = trace.y[layer - 1]
    dW, factors = trace.rate * (matmul(delta.T, fed) / labelled.samples), labelled.factors(layer)
    shown = labelled.param(above, above, W + dW)
    frozen = labelled.frozen(above)
    plain = not trace.optimizer_after.memories and trace.penalty is None
    step = f"d{above}" if plain else f"alpha delta{layer + 1} y{layer}^T"
    moved = (
        " It treats a frozen weight as if it had moved."
        if frozen is not None and frozen.any()
        else ""
    )

    def terms(s: int, u: int) -> Terms:
        weights = zip(W[:, u].tolist(), dW[:, u].tolist(), delta[s].tolist(), strict=True)
        return total(("(", old, " + ", taken, ")*", d) for old, taken, d in weights)

    return dataclasses.replace(
        right,
        formula=right.formula.replace(f"{above}^T", f"({above} + {step})^T"),
        note=_slip_note(
            right,
            f"the blame goes through {above} after "
            f"{'its step' if plain else 'a plain step'} {step}, not before.{moved}",
        ),
        picture=(
            Matrix(f"({above} + {step})^T", shown.columns, shown.rows, shown.values.T),
            *right.picture[1:],
        ),
        code=("updated_weights", 'matmul(delta, params[f"W{number + 1}"] + dW)'),
        make=labelled.per_unit(f"e{layer}", layer, e, terms, factors),
    )


def _slope_of_y(labelled: LabelledTrace, right: Phase, layer: int) -> Phase:
    activation, delta = labelled.activation(layer), labelled.trace.delta[layer - 1]
    v_name, v = labelled.activated(layer)
    y = f"{activation.name}({v_name})", activation.value(v)
    through = through_activation(labelled, layer, (v_name, v), y)
    note = _slip_note(right, f"the slope is taken of {v_name}, as if it were the sum v{layer}.")
    return dataclasses.replace(
        right,
        formula=f"delta{layer} = {through.formula}",
        note=note + " Here it makes no difference." * activation.piecewise_linear,
        picture=(*through.picture, *right.picture[3:]),
        code=("slope_of_y", "return activation.delta(y, activation.value(y), e)"),
        make=labelled.per_unit(f"delta{layer}", layer, delta, through.terms),
    )


def _no_slope(labelled: LabelledTrace, right: Phase, layer: int) -> Phase:
    delta, (e_name, e) = labelled.trace.delta[layer - 1], labelled.error(layer)
    note = _slip_note(right, "the error is handed on without the slope of the activation.")
    return dataclasses.replace(
        right,
        formula=f"delta{layer} = {e_name}",
        note=note + " Here it makes no difference." * labelled.activation(layer).identity,
        picture=(labelled.column(e_name, layer, e), *right.picture[3:]),
        code=("no_slope", "return e  # right"),
        make=labelled.per_unit(f"delta{layer}", layer, delta, lambda s, u: (float(e[s, u]),)),
    )


_FIRST = _done_by("backward_with", "errors = [d - pass_.output]")
_PASSED = _done_by("backward_with", 'e = matmul(deltas[0], params[f"W{number + 1}"])')

_CHANGES: dict[tuple[str, str], SlipChange] = {
    ("updated-weights", "error"): _FIRST,
    ("updated-weights", "e"): _through_new_weights,
    ("slope-of-y", "error"): _FIRST,
    ("slope-of-y", "first delta"): _done_by("slope_of_y", "e if loss.delta_is_error"),
    ("slope-of-y", "output delta"): _slope_of_y,
    ("slope-of-y", "e"): _PASSED,
    ("slope-of-y", "delta"): _slope_of_y,
    ("no-slope", "error"): _FIRST,
    ("no-slope", "e"): _PASSED,
    ("no-slope", "delta"): _no_slope,
    ("sign", "error"): _turned_round,
    ("sign", "first delta"): _done_by("sign", "tuple(-delta for delta in back.delta)"),
}
"""By slip and kind of phase: the error, the first delta (the error itself) or the output delta,
then ``e`` and ``delta`` of hidden layers."""
