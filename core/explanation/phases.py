"""An update explained: the numbers of a Trace in the order in which a learner would work them out.

Forward layer by layer, the error, the deltas backwards, then the steps and the new weights. Every
result is the trace's own number; the arithmetic is that of the chosen activations, loss and
optimizer, and of the slip where the run has one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from core.nn.activations import ACTIVATIONS
from core.nn.losses import LOSSES, weighted
from core.nn.network import backward, downhill, forward
from core.nn.optimizers import OPTIMIZERS
from core.nn.penalty import Penalty
from core.nn.schedules import rate_at
from core.nn.wrong_backward import SLIPS, backward_with
from core.run.problem import Problem
from core.run.trace import Trace
from core.run.update import observe

from .backward import hidden_error, loss, output_delta, output_error, passed_back
from .equation import Phase
from .forward import after_dropout, outputs, sample, sums
from .labelled_trace import LabelledTrace
from .schedule import rate
from .update import new, steps
from .wrong_backward import with_slip

_CALLED: tuple[Callable[..., Any], ...] = (
    *(observe, forward, backward, downhill, weighted, rate_at),
    *(function for each in ACTIVATIONS.values() for function in (each.value, each.derivative)),
    *(function for each in LOSSES.values() for function in (each.value, each.delta)),
    backward_with,
    *(slip.backward for slip in SLIPS.values()),
)

FUNCTIONS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {function.__name__: function for function in _CALLED}
    | {"Penalty.pull": Penalty.pull}
    | {f"{each.__name__}.update": each.update for each in OPTIMIZERS.values()}
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
        to it (see `update.steps`); last every new ``W`` and ``b``.
    """
    with np.errstate(all="ignore"):  # what is not finite is shown as it is
        return tuple(_phases(LabelledTrace(problem, trace)))


def _phases(labelled: LabelledTrace) -> Iterator[Phase]:
    depth = labelled.depth
    yield sample(labelled)
    for layer in range(1, depth + 1):
        yield sums(labelled, layer)
        yield outputs(labelled, layer)
        factors = labelled.factors(layer)
        if factors is not None:
            yield after_dropout(labelled, layer, factors)
    yield with_slip(labelled, output_error(labelled))
    yield loss(labelled)
    yield with_slip(labelled, output_delta(labelled))
    for layer in range(depth - 1, 0, -1):
        yield with_slip(labelled, hidden_error(labelled, layer))
        yield with_slip(labelled, passed_back(labelled, layer))
    if labelled.problem.spec.schedule != "constant":
        yield rate(labelled)
    for name in labelled.trace.before:
        yield from steps(labelled, name)
    for name in labelled.trace.before:
        yield new(labelled, name)
