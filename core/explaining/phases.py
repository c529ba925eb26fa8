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
from ..losses import LOSSES, weighted
from ..network import backward, downhill, forward
from ..problem import Problem
from ..rules import RULES
from ..schedules import rate_at
from ..slips import SLIPS
from ..step import observe
from ..trace import Trace
from . import ahead, back, rates, steps
from .equation import Phase
from .ledger import Ledger
from .slipped import slipped

_CALLED: tuple[Callable[..., Any], ...] = (
    *(observe, forward, backward, downhill, weighted, Problem.pull, rate_at),
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
        ``x``; for every layer ``v`` and ``y``, under dropout with ``phi`` between them; ``e`` and
        the loss ``E``; the deltas from the output backwards, before that of a hidden layer its
        ``e``; ``alpha`` where a schedule changes it; then every ``dW`` and ``db``, with what leads
        to it (see `steps.steps`); last every new ``W`` and ``b``.
    """
    with np.errstate(all="ignore"):  # what is not finite is shown as it is
        return tuple(_phases(Ledger(problem, trace)))


def _phases(ledger: Ledger) -> Iterator[Phase]:
    depth = ledger.depth
    yield ahead.sample(ledger)
    for layer in range(1, depth + 1):
        yield ahead.sums(ledger, layer)
        yield ahead.outputs(ledger, layer)
        factors = ledger.factors(layer)
        if factors is not None:
            yield ahead.thinned(ledger, layer, factors)
    yield slipped(ledger, back.output_error(ledger))
    yield back.loss(ledger)
    yield slipped(ledger, back.output_delta(ledger))
    for layer in range(depth - 1, 0, -1):
        yield slipped(ledger, back.hidden_error(ledger, layer))
        yield slipped(ledger, back.passed_back(ledger, layer))
    if ledger.problem.spec.schedule != "constant":
        yield rates.rate(ledger)
    for name in ledger.trace.before:
        yield from steps.steps(ledger, name)
    for name in ledger.trace.before:
        yield steps.new(ledger, name)
