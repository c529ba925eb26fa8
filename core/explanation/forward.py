"""The phases of the way forward: the sample, then the sums and the outputs of each layer."""

from __future__ import annotations

from core.arrays import Floats

from .equation import Equation, Matrix, Phase, Terms, number
from .labelled_trace import LabelledTrace
from .network_formulas import dot


def sample(labelled: LabelledTrace) -> Phase:
    """Make the phase ``x``: what goes in, and what should come out."""
    trace, depth = labelled.trace, labelled.depth
    x = labelled.per_unit("x", 0, trace.x, lambda s, u: (float(trace.x[s, u]),))
    d = labelled.per_unit("d", depth, trace.d, lambda s, u: (float(trace.d[s, u]),))
    inputs, targets = trace.x.shape[1], trace.d.shape[1]

    def make(i: int) -> Equation:
        s, place = divmod(i, inputs + targets)
        return x(s * inputs + place) if place < inputs else d(s * targets + place - inputs)

    return Phase(
        name="x",
        title="Input and target",
        formula="x goes in, d should come out",
        note=f"{_rows(labelled)} The input goes through the network layer by layer; the target is "
        f"needed only for the error.{_scaled(labelled)} Numbers are shown rounded, but worked out "
        "with all digits.",
        picture=(labelled.column("x", 0, trace.x), labelled.column("d", depth, trace.d)),
        params=(),
        layers=(0,),
        code=("observe", "x, d = problem.dataset.x[samples], problem.dataset.d[samples]"),
        count=trace.x.size + trace.d.size,
        make=make,
    )


def _rows(labelled: LabelledTrace) -> str:
    if labelled.samples == 1:
        return f"This is row {labelled.trace.samples[0] + 1} of the data."
    return f"This is a batch of {labelled.samples} rows of the data."


def _scaled(labelled: LabelledTrace) -> str:
    """Say where targets are not those of the data."""
    dataset = labelled.problem.dataset
    if dataset.target_scaling is None:
        return ""
    return " Targets are standardised: d = (target - mean) / deviation, over the rows trained on."


def sums(labelled: LabelledTrace, layer: int) -> Phase:
    """Make the phase ``v`` of a layer: the weighted sums."""
    trace, v = labelled.trace, labelled.trace.v[layer - 1]
    fed_name, fed = labelled.signal(layer - 1)
    W, b = trace.before[f"W{layer}"], trace.before.get(f"b{layer}")

    def terms(s: int, u: int) -> Terms:
        weighted = dot(W[u].tolist(), fed[s].tolist())
        return weighted if b is None else (*weighted, " + ", float(b[u]))

    names: tuple[str, ...] = (f"W{layer}",) if b is None else (f"W{layer}", f"b{layer}")
    biases: tuple[Matrix | str, ...] = ()
    if b is not None:
        biases = ("+", labelled.param(names[1], names[1], b))
    return Phase(
        name=f"v{layer}",
        title=f"Weighted sums of layer {layer}",
        formula=f"v{layer} = {names[0]} {fed_name}" + "".join(f" + {name}" for name in names[1:]),
        note="Each unit adds up the signals it is fed, each times its weight"
        + ("." if b is None else ", and then its bias."),
        picture=(
            labelled.param(names[0], names[0], W),
            labelled.column(fed_name, layer - 1, fed),
            *biases,
            "=",
            labelled.column(f"v{layer}", layer, v),
        ),
        params=names,
        layers=(layer - 1, layer),
        code=("forward", "v = matmul(y, params"),
        count=v.size,
        make=labelled.per_unit(f"v{layer}", layer, v, terms),
    )


def outputs(labelled: LabelledTrace, layer: int) -> Phase:
    """Make the phase ``y`` of a layer, or ``phi`` under dropout: what the activation gives."""
    v, formulas = labelled.trace.v[layer - 1], labelled.formulas(layer)
    name, y = labelled.activated(layer)
    dropped = labelled.factors(layer) is not None
    return Phase(
        name=name,
        title=f"Outputs of layer {layer}" + ", before dropout" * dropped,
        formula=f"{name} = {formulas.formula.format(v=f'v{layer}')}",
        note=formulas.note,
        picture=(
            labelled.problem.network.layers[layer - 1].activation,
            labelled.column(f"v{layer}", layer, v),
            "=",
            labelled.column(name, layer, y),
        ),
        params=(),
        layers=(layer,),
        code=formulas.code,
        count=y.size,
        make=labelled.per_unit(name, layer, y, lambda s, u: formulas.value(v[s].tolist(), u)),
    )


def after_dropout(labelled: LabelledTrace, layer: int, factors: Floats) -> Phase:
    """Make the phase ``y`` of a hidden layer under dropout: what is left of the outputs.

    `factors` are those of the layer, (samples, units).
    """
    y, (name, phi) = labelled.trace.y[layer - 1], labelled.activated(layer)
    p = labelled.problem.spec.dropout
    where = "this sample" if labelled.samples == 1 else "a sample"
    return Phase(
        name=f"y{layer}",
        title=f"Outputs of layer {layer}, after dropout",
        formula=f"y{layer} = {name} * factor{layer}",
        note=f"A unit that dropout leaves out in {where} has the factor 0; one that is kept has "
        f"1 / (1 - {number(p)}) = {number(1.0 / (1.0 - p))}, so that the sums it feeds keep their "
        "size on average. Predictions are made by the whole network.",
        picture=(
            labelled.column(name, layer, phi),
            "*",
            labelled.column(f"factor{layer}", layer, factors),
            "=",
            labelled.column(f"y{layer}", layer, y),
        ),
        params=(),
        layers=(layer,),
        code=("forward", "y = phi * factors[number - 1]"),
        count=y.size,
        make=labelled.per_unit(f"y{layer}", layer, y, lambda s, u: (float(phi[s, u]),), factors),
    )
