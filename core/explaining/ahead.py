"""The phases of the way forward: the sample, then the sums and the outputs of each layer."""

from __future__ import annotations

from .equation import Equation, Matrix, Phase, Terms
from .expressions import dot
from .ledger import Ledger


def sample(ledger: Ledger) -> Phase:
    """Make the phase ``x``: what goes in, and what should come out."""
    trace, depth = ledger.trace, ledger.depth
    x = ledger.per_unit("x", 0, trace.x, lambda s, u: (float(trace.x[s, u]),))
    d = ledger.per_unit("d", depth, trace.d, lambda s, u: (float(trace.d[s, u]),))
    inputs, targets = trace.x.shape[1], trace.d.shape[1]

    def make(i: int) -> Equation:
        s, place = divmod(i, inputs + targets)
        return x(s * inputs + place) if place < inputs else d(s * targets + place - inputs)

    return Phase(
        name="x",
        title="Input and target",
        formula="x goes in, d should come out",
        note=f"{_rows(ledger)} The input goes through the network layer by layer; the target is "
        "needed only for the error. Numbers are shown rounded, and worked out with all digits.",
        picture=(ledger.column("x", 0, trace.x), ledger.column("d", depth, trace.d)),
        params=(),
        layers=(0,),
        code=("observe", "x, d = problem.dataset.x[samples], problem.dataset.d[samples]"),
        count=trace.x.size + trace.d.size,
        make=make,
    )


def _rows(ledger: Ledger) -> str:
    if ledger.samples == 1:
        return f"This is row {ledger.trace.samples[0] + 1} of the data."
    return f"This is a batch of {ledger.samples} rows of the data."


def sums(ledger: Ledger, layer: int) -> Phase:
    """Make the phase ``v`` of a layer: the weighted sums."""
    trace, v = ledger.trace, ledger.trace.v[layer - 1]
    fed_name, fed = ledger.signal(layer - 1)
    W, b = trace.before[f"W{layer}"], trace.before.get(f"b{layer}")

    def terms(s: int, u: int) -> Terms:
        weighted = dot(W[u].tolist(), fed[s].tolist())
        return weighted if b is None else (*weighted, " + ", float(b[u]))

    names: tuple[str, ...] = (f"W{layer}",) if b is None else (f"W{layer}", f"b{layer}")
    biases: tuple[Matrix | str, ...] = ()
    if b is not None:
        biases = ("+", ledger.param(names[1], names[1], b))
    return Phase(
        name=f"v{layer}",
        title=f"Weighted sums of layer {layer}",
        formula=f"v{layer} = {names[0]} {fed_name}" + "".join(f" + {name}" for name in names[1:]),
        note="Each unit adds up what it is fed, each signal times its weight"
        + ("." if b is None else ", and its bias on top."),
        picture=(
            ledger.param(names[0], names[0], W),
            ledger.column(fed_name, layer - 1, fed),
            *biases,
            "=",
            ledger.column(f"v{layer}", layer, v),
        ),
        params=names,
        layers=(layer - 1, layer),
        code=("forward", "v = y @ params"),
        count=v.size,
        make=ledger.per_unit(f"v{layer}", layer, v, terms),
    )


def outputs(ledger: Ledger, layer: int) -> Phase:
    """Make the phase ``y`` of a layer: what the activation makes of the sums."""
    v, y, words = ledger.trace.v[layer - 1], ledger.trace.y[layer - 1], ledger.words(layer)
    return Phase(
        name=f"y{layer}",
        title=f"Outputs of layer {layer}",
        formula=f"y{layer} = {words.formula.format(v=f'v{layer}')}",
        note=words.note,
        picture=(
            ledger.problem.network.layers[layer - 1].activation,
            ledger.column(f"v{layer}", layer, v),
            "=",
            ledger.column(f"y{layer}", layer, y),
        ),
        params=(),
        layers=(layer,),
        code=words.code,
        count=y.size,
        make=ledger.per_unit(f"y{layer}", layer, y, lambda s, u: words.value(v[s].tolist(), u)),
    )
