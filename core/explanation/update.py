"""The phases of a step: the direction of each array, what the optimizer makes of it, the sum.

Plain sgd needs one line for both. Where the optimizer has memories, or large weights are
penalised, each line of the arithmetic is a phase of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from core.arrays import Floats
from core.exact import power
from core.nn.optimizers import ADAM_KEPT

from .equation import Matrix, Phase, Terms, number
from .labelled_trace import LabelledTrace
from .network_formulas import dot, product, total
from .optimizer_formulas import OPTIMIZER_FORMULAS, Part, Stage, Weight

MOST_ROWS = 1000
"""Of a sum over a batch of more rows only both ends are written out."""

_ENDS = 10  # terms


def steps(labelled: LabelledTrace, name: str) -> Iterator[Phase]:
    """Make the phases that lead to the ``dW`` or ``db`` of a layer.

    Yields
    ------
    Phase
        For plain sgd just ``dW1``. Otherwise ``pW1`` with a penalty, the direction ``gW1``, what
        the optimizer remembers (``mW1``, ``sW1``), and ``dW1``.
    """
    stages = OPTIMIZER_FORMULAS[labelled.problem.spec.rule]
    if len(stages) == 1 and labelled.trace.penalty is None:
        yield _direction(labelled, name, stages[0])
        return
    if labelled.trace.penalty is not None and name in labelled.trace.penalty:
        yield _penalty(labelled, name, labelled.trace.penalty[name])
    yield _direction(labelled, name, None)
    for stage in stages:
        yield _stage(labelled, name, stage)


def _direction(labelled: LabelledTrace, name: str, sgd: Stage | None) -> Phase:
    """Make the downhill direction of an array, or with the stage of plain sgd the step at once."""
    layer, is_bias = int(name[1:]), name.startswith("b")
    trace, rate = labelled.trace, labelled.trace.rate
    delta, (fed_name, fed) = trace.delta[layer - 1], labelled.signal(layer - 1)
    penalty = None if trace.penalty is None else trace.penalty.get(name)
    frozen = labelled.frozen(name) if sgd else None
    any_frozen = frozen is not None and bool(frozen.any())

    def terms(place: tuple[int, ...]) -> tuple[Terms, str]:
        if frozen is not None and frozen[place]:
            return (0.0,), "frozen"
        deltas, signals = delta[:, place[0]], None if is_bias else fed[:, place[1]]
        if labelled.samples <= MOST_ROWS:
            parts = _summed(deltas, signals)
        else:
            first, last = slice(_ENDS), slice(-_ENDS, None)
            parts = (
                *_summed(deltas[first], None if signals is None else signals[first]),
                f" + .. {labelled.samples - 2 * _ENDS:,} more .. + ",
                *_summed(deltas[last], None if signals is None else signals[last]),
            )
        downhill = (
            parts if labelled.samples == 1 else ("(", *parts, ") / ", float(labelled.samples))
        )
        if sgd:
            return (rate, "*", *downhill), ""
        return downhill if penalty is None else (*downhill, " + ", float(penalty[place])), ""

    direction = f"delta{layer}" if is_bias else f"delta{layer} * {fed_name}^T"
    symbol, direction = (
        "d" if sgd else "g",
        "mean over the batch of " * (labelled.samples > 1) + direction,
    )
    if sgd:
        formula, result = sgd.formula.format(W=name, g=direction), trace.dW[name]
    else:
        plus = f" + p{name}" if penalty is not None else ""
        formula = f"g{name} = " + (f"({direction})" if plus and labelled.samples > 1 else direction)
        formula += plus
        result = trace.downhill[name]
    snippet = "total(delta, axis=-2) / samples" if is_bias else "matmul(delta.mT, y) / samples"
    what = "biases" if is_bias else "weights"
    added: tuple[Matrix | str, ...] = ()
    if penalty is not None:
        added = ("+", labelled.param(f"p{name}", name, penalty))
    return Phase(
        name=f"{symbol}{name}",
        title=f"{'Step' if sgd else 'Downhill direction'} of the {what} of layer {layer}",
        formula=formula,
        note=_why(labelled, is_bias, any_frozen, "steps" if sgd else "should go"),
        picture=(
            *_factors(labelled, name, rate if sgd else None),
            *added,
            "= or 0" if any_frozen else "=",
            labelled.param(f"{symbol}{name}", name, result),
        ),
        params=(name,),
        layers=_layers(name),
        code=("downhill", snippet),
        count=result.size,
        make=labelled.per_param(f"{symbol}{name}", name, result, terms),
    )


def _summed(deltas: Floats, signals: Floats | None) -> Terms:
    """Write out a sum over samples: of the deltas, each times its signal where there is one."""
    if signals is None:
        return total((delta,) for delta in deltas.tolist())
    return dot(deltas.tolist(), signals.tolist())


def _layers(name: str) -> tuple[int, ...]:
    layer = int(name[1:])
    return (layer,) if name.startswith("b") else (layer - 1, layer)


def _factors(labelled: LabelledTrace, name: str, rate: float | None) -> tuple[Matrix | str, ...]:
    """Return the matrices whose product a direction is, or times the rate a step."""
    layer, share = int(name[1:]), f" / {labelled.samples}" if labelled.samples > 1 else ""
    delta = labelled.column(f"delta{layer}", layer, labelled.trace.delta[layer - 1])
    scale = number(1.0 if rate is None else rate) + share
    shown: tuple[str, ...] = (scale,) if rate is not None or share else ()
    if name.startswith("W"):
        fed_name, fed = labelled.signal(layer - 1)
        return *shown, delta, labelled.transposed(fed_name, layer - 1, fed)
    return *((f"{scale} * sum over the batch of",) if share else shown), delta


def _why(labelled: LabelledTrace, is_bias: bool, any_frozen: bool, moves: str) -> str:
    if labelled.trace.rate == 0.0 and moves == "steps":
        note = "The learning rate alpha is 0, so nothing is learned."
    elif is_bias:
        note = "A bias is a weight whose signal is always 1."
    else:
        stays = "it stays" if moves == "steps" else "the data ask for nothing"
        note = f"A weight {moves} by the delta of the unit it feeds times the signal it carried; "
        note += f"where the signal was 0, {stays}."
    if labelled.samples > 1:
        makes = "one step" if moves == "steps" else "one direction"
        note += f" The batch of {labelled.samples} makes {makes}: the mean over its samples."
    return note + " A frozen weight takes a step of 0." * any_frozen


def _penalty(labelled: LabelledTrace, name: str, part: Floats) -> Phase:
    """Make the phase of what the penalties on large weights add to the direction."""
    spec, old = labelled.problem.spec, labelled.trace.before[name]
    l1, l2 = spec.l1, spec.l2

    def terms(place: tuple[int, ...]) -> tuple[Terms, str]:
        w = float(old[place])
        one: Terms = product(l1, float((w > 0.0) - (w < 0.0))) if l1 else ()
        two: Terms = product(l2, w) if l2 else ()
        both: Terms = (" + ",) if l1 and l2 else ()
        return ("-(", *one, *both, *two, ")"), ""

    symbols = [f"l1 sign({name})"] * (l1 > 0.0) + [f"l2 {name}"] * (l2 > 0.0)
    whys = ["L1 pulls every weight towards 0 with the same force."] * (l1 > 0.0)
    whys += ["L2 pulls a weight towards 0, and harder the larger it is."] * (l2 > 0.0)
    return Phase(
        name=f"p{name}",
        title=f"What the penalty adds to the direction of the weights of layer {name[1:]}",
        formula=f"p{name} = -({' + '.join(symbols)})",
        note=f"{' '.join(whys)} Biases are not penalised.",
        picture=(
            labelled.param(f"old {name}", name, old),
            "->",
            labelled.param(f"p{name}", name, part),
        ),
        params=(name,),
        layers=_layers(name),
        code=("Penalty.pull", "l1 * np.sign(W) + l2 * W"),
        count=part.size,
        make=labelled.per_param(f"p{name}", name, part, terms),
    )


def _stage(labelled: LabelledTrace, name: str, stage: Stage) -> Phase:
    """Make the phase of a memory of the optimizer, or of the step it makes."""
    trace, what = labelled.trace, "biases" if name.startswith("b") else "weights"
    is_step, mu = stage.symbol == "d", labelled.problem.optimizer.momentum
    title = "Step" if is_step else f"Memory {stage.symbol}"
    frozen = labelled.frozen(name) if is_step else None
    any_frozen = frozen is not None and bool(frozen.any())
    g, old, new = (
        trace.downhill[name],
        tuple(memory[name] for memory in trace.optimizer_before.memories),
        tuple(memory[name] for memory in trace.optimizer_after.memories),
    )
    whole = Weight(g, old, new, trace.rate, mu, trace.t)
    memories = [each.symbol for each in OPTIMIZER_FORMULAS[labelled.problem.spec.rule]]
    result = trace.dW[name] if is_step else new[memories.index(stage.symbol)]

    def terms(place: tuple[int, ...]) -> tuple[Terms, str]:
        if frozen is not None and frozen[place]:
            return (0.0,), "frozen"
        before, after = (tuple(float(memory[place]) for memory in each) for each in (old, new))
        return stage.terms(whole._replace(g=float(g[place]), old=before, new=after)), ""

    def drawn(part: Part) -> Matrix | str:
        return part if isinstance(part, str) else labelled.param(part[0], name, _array(part[1]))

    return Phase(
        name=f"{stage.symbol}{name}",
        title=f"{title} of the {what} of layer {name[1:]}",
        formula=stage.formula.format(W=name, g=f"g{name}"),
        note=_stage_note(labelled, stage) + " A frozen weight takes a step of 0." * any_frozen,
        picture=(
            *map(drawn, stage.picture(name, whole)),
            "= or 0" if any_frozen else "=",
            labelled.param(f"{stage.symbol}{name}", name, result),
        ),
        params=(name,),
        layers=_layers(name),
        code=stage.code,
        count=result.size,
        make=labelled.per_param(f"{stage.symbol}{name}", name, result, terms),
    )


def _array(values: float | Floats) -> Floats:
    assert not isinstance(values, float)
    return values


def _stage_note(labelled: LabelledTrace, stage: Stage) -> str:
    trace, optimizer = labelled.trace, labelled.problem.optimizer
    note = stage.note.format(
        t=trace.t,
        mean=number(1.0 - power(optimizer.momentum, trace.t)),
        square=number(1.0 - power(ADAM_KEPT, trace.t)),
    )
    if optimizer.resets_each_epoch and stage.symbol == "m":
        note += f" This rule emptied its memory at the start of epoch {trace.epoch}: a known slip."
    if stage.symbol == "d" and trace.rate == 0.0:
        note += " The learning rate alpha is 0, so "
        note += "only what m has kept is added." if optimizer.coasts else "nothing is learned."
    return note


_TOO_EARLY = (
    "The slip has already used new weights, in the hidden errors above. Right would be: all steps "
    "first, then the weights."
)


def new(labelled: LabelledTrace, name: str) -> Phase:
    """Make the phase of the new ``W`` or ``b`` of a layer."""
    layer, is_bias = int(name[1:]), name.startswith("b")
    old, step, new = (
        part[name] for part in (labelled.trace.before, labelled.trace.dW, labelled.trace.after)
    )

    def terms(place: tuple[int, ...]) -> tuple[Terms, str]:
        return (float(old[place]), " + ", float(step[place])), ""

    return Phase(
        name=name,
        title=f"New {'biases' if is_bias else 'weights'} of layer {layer}",
        formula=f"new {name} = old {name} + d{name}",
        note=_TOO_EARLY
        if labelled.problem.spec.slip == "updated-weights"
        else "All steps were worked out before any weight changed, so the order does not matter.",
        picture=(
            labelled.param(f"old {name}", name, old),
            "+",
            labelled.param(f"d{name}", name, step),
            "=",
            labelled.param(f"new {name}", name, new),
        ),
        params=(name,),
        layers=_layers(name),
        code=("observe", "params[name] + dW[name]"),
        count=new.size,
        make=labelled.per_param(name, name, new, terms),
    )
