"""An update explained: the numbers of a Trace in the order in which a learner would work them out.

Forward layer by layer, the error, the blame backwards, then the steps and the new weights. Every
result is the trace's own number; the arithmetic is that of the chosen activations, loss and rule,
and of the slip where the run has one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from ..activations import ACTIVATIONS
from ..losses import LOSSES
from ..network import backward, forward
from ..problem import Problem
from ..rules import RULES
from ..slips import SLIPS
from ..step import observe
from ..trace import Trace
from . import ahead, back
from .equation import Matrix, Phase, Terms, number
from .expressions import RULE_WORDS, dot, total
from .ledger import Ledger
from .slipped import slipped

_CALLED: tuple[Callable[..., Any], ...] = (
    *(observe, forward, backward),
    *(function for each in ACTIVATIONS.values() for function in (each.value, each.delta)),
    *(function for each in LOSSES.values() for function in (each.value, each.delta)),
    *(slip.backward for slip in SLIPS.values()),
)

FUNCTIONS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {function.__name__: function for function in _CALLED}
    | {f"{rule.__name__}.update": rule.update for rule in RULES.values()}
)
"""The functions of the core that `Phase.code` names, to show their source."""


def explain(problem: Problem, trace: Trace) -> tuple[Phase, ...]:
    """Turn one update into the phases in which it can be followed by hand.

    Parameters
    ----------
    problem : Problem
        The run, with the settings the update was worked out with.
    trace : Trace
        The update.

    Returns
    -------
    tuple of Phase
        ``x``; for every layer ``v`` and ``y``; ``e`` and the loss ``E``; the deltas from the output
        backwards, before that of a hidden layer its ``e``; then every ``dW`` and ``db``, and last
        every new ``W`` and ``b``.
    """
    with np.errstate(all="ignore"):  # what is not finite is shown as it is
        return tuple(_phases(Ledger(problem, trace)))


def _phases(ledger: Ledger) -> Iterator[Phase]:
    depth = ledger.depth
    yield ahead.sample(ledger)
    for layer in range(1, depth + 1):
        yield ahead.sums(ledger, layer)
        yield ahead.outputs(ledger, layer)
    yield slipped(ledger, back.output_error(ledger))
    yield back.loss(ledger)
    yield slipped(ledger, back.output_delta(ledger))
    for layer in range(depth - 1, 0, -1):
        yield slipped(ledger, back.hidden_error(ledger, layer))
        yield slipped(ledger, back.passed_back(ledger, layer))
    for name in ledger.trace.before:
        yield _step(ledger, name)
    for name in ledger.trace.before:
        yield _new(ledger, name)


def _step(ledger: Ledger, name: str) -> Phase:
    """Make the phase ``dW`` or ``db`` of a layer: the step of one parameter array."""
    layer, is_bias = int(name[1:]), name.startswith("b")
    words, rate = RULE_WORDS[ledger.problem.spec.rule], ledger.problem.rule.rate
    step, delta = ledger.trace.dW[name], ledger.trace.delta[layer - 1]
    fed_name, fed = ledger.signal(layer - 1)
    frozen = ledger.frozen(name)
    any_frozen = frozen is not None and bool(frozen.any())

    def terms(place: tuple[int, ...]) -> tuple[Terms, str]:
        if frozen is not None and frozen[place]:
            return (0.0,), "frozen"
        blame = delta[:, place[0]].tolist()
        if is_bias:
            parts = total((part,) for part in blame)
        else:
            parts = dot(blame, fed[:, place[1]].tolist())
        downhill = parts if ledger.samples == 1 else ("(", *parts, ") / ", float(ledger.samples))
        return words.step(rate, downhill), ""

    direction = f"delta{layer}" if is_bias else f"delta{layer} * {fed_name}^T"
    mean = "mean over the batch of " if ledger.samples > 1 else ""
    return Phase(
        name=f"d{name}",
        title=f"Step of the {'biases' if is_bias else 'weights'} of layer {layer}",
        formula=f"d{name} = {words.formula.format(downhill=mean + direction)}",
        note=_why(ledger, is_bias, any_frozen),
        picture=(
            *_factors(ledger, name),
            "= or 0" if any_frozen else "=",
            ledger.param(f"d{name}", name, step),
        ),
        params=(name,),
        layers=(layer,) if is_bias else (layer - 1, layer),
        code=words.code,
        count=step.size,
        make=ledger.per_param(f"d{name}", name, step, terms),
    )


def _factors(ledger: Ledger, name: str) -> tuple[Matrix | str, ...]:
    """Return the matrices whose product a step is."""
    layer, share = int(name[1:]), f" / {ledger.samples}" if ledger.samples > 1 else ""
    delta = ledger.column(f"delta{layer}", layer, ledger.trace.delta[layer - 1])
    alpha = number(ledger.problem.rule.rate) + share
    if name.startswith("W"):
        fed_name, fed = ledger.signal(layer - 1)
        return alpha, delta, ledger.lying(fed_name, layer - 1, fed)
    return (f"{alpha} * sum over the batch of" if share else alpha), delta


def _why(ledger: Ledger, is_bias: bool, any_frozen: bool) -> str:
    if ledger.problem.rule.rate == 0.0:
        note = "The learning rate alpha is 0, so nothing is learned."
    elif is_bias:
        note = "A bias is a weight whose signal is always 1."
    else:
        note = "A weight steps by the delta of the unit it feeds times the signal it carried; "
        note += "where the signal was 0, it stays."
    if ledger.samples > 1:
        note += f" The batch of {ledger.samples} makes one step, the mean of its samples'."
    return note + " A frozen weight takes a step of 0." * any_frozen


_TOO_EARLY = (
    "The slip has used new weights already, in the hidden errors above. Right would be: first all "
    "steps, then the weights."
)


def _new(ledger: Ledger, name: str) -> Phase:
    """Make the phase of the new ``W`` or ``b`` of a layer."""
    layer, is_bias = int(name[1:]), name.startswith("b")
    old, step, new = (
        part[name] for part in (ledger.trace.before, ledger.trace.dW, ledger.trace.after)
    )

    def terms(place: tuple[int, ...]) -> tuple[Terms, str]:
        return (float(old[place]), " + ", float(step[place])), ""

    return Phase(
        name=name,
        title=f"New {'biases' if is_bias else 'weights'} of layer {layer}",
        formula=f"new {name} = old {name} + d{name}",
        note=_TOO_EARLY
        if ledger.problem.spec.slip == "updated-weights"
        else "All steps were worked out before any weight changes, so the order does not matter.",
        picture=(
            ledger.param(f"old {name}", name, old),
            "+",
            ledger.param(f"d{name}", name, step),
            "=",
            ledger.param(f"new {name}", name, new),
        ),
        params=(name,),
        layers=(layer,) if is_bias else (layer - 1, layer),
        code=("observe", "params[name] + dW[name]"),
        count=new.size,
        make=ledger.per_param(name, name, new, terms),
    )
