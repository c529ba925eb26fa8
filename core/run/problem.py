"""A Problem is a spec with everything it names: the data, the network, the loss, the optimizer.

The spec is checked against its data here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.arrays import Floats, Params
from core.data import Dataset
from core.errors import SpecError
from core.exact import total
from core.nn.activations import ACTIVATIONS
from core.nn.initializers import draw_params, literal_params
from core.nn.losses import LOSSES, Loss, weighted
from core.nn.network import Backward, Forward, Layer, Network
from core.nn.optimizers import OPTIMIZERS, Optimizer
from core.nn.penalty import Penalty
from core.nn.schedules import rate_at
from core.nn.wrong_backward import SLIPS
from core.printable import shortened

from .class_weights import class_weights
from .confusion_matrix import class_of
from .loading import load
from .sampling import batches, masks
from .spec import RunSpec

MOST_PARAMS = 1_000_000
"""The maximum number of parameters of a network, to limit memory."""

SAFE = 1e150
"""Numbers below this have finite squares."""

MOST_OUTPUTS = 50_000_000
"""The maximum number of unit outputs, over all rows, computed at once, to limit memory."""


@dataclass(frozen=True, eq=False)
class Problem:
    """A spec and everything it names.

    Attributes
    ----------
    class_weights : Floats or None
        The weight of each class in the loss, shape (classes,); None: all equal.
    """

    spec: RunSpec
    dataset: Dataset
    network: Network
    class_weights: Floats | None = None

    @cached_property
    def loss(self) -> Loss:
        """The loss being minimised, with class weights if there are any."""
        loss, weights = LOSSES[self.spec.loss], self.class_weights
        if weights is None:
            return loss
        return weighted(loss, lambda d: weights[class_of(self.dataset, d)])

    @cached_property
    def penalty(self) -> Penalty:
        """The penalty on large weights."""
        return Penalty(self.spec.l1, self.spec.l2)

    @property
    def optimizer(self) -> Optimizer:
        """The optimizer with its settings and the rate of the spec."""
        return OPTIMIZERS[self.spec.rule](self.spec.rate, self.spec.momentum)

    @cached_property
    def largest_input(self) -> float:
        """The largest ``|x|`` of all rows, also the held-out ones."""
        parts = (self.dataset, *self.dataset.held_out.values())
        return max(float(np.abs(part.x).max()) for part in parts)

    @cached_property
    def reach(self) -> float:
        """A number below which all weights guarantee finite outputs and scores; 0: there is none.

        It is the largest power of ten with which every sum stays below `SAFE`, whatever the
        weights: below it, no update within an epoch needs to be looked at.
        """
        for exponent in range(150, -300, -1):  # 150: where `SAFE` is
            reach = float(f"1e{exponent}")
            bound, width = self.largest_input, self.network.inputs
            for activation, layer in zip(
                self.network.activations, self.network.layers, strict=True
            ):
                bound = reach * width * max(1.0, bound) + reach * self.network.bias
                if not bound < SAFE:
                    break
                if activation.bounded:
                    bound = 1.0
                width = layer.units
            else:
                return reach
        return 0.0

    def rate_at(self, epoch: int) -> float:
        """Return the scheduled learning rate after `epoch` complete epochs."""
        return rate_at(self.spec.schedule, self.spec.rate, self.spec.period, epoch)

    def optimizer_at(self, epoch: int) -> Optimizer:
        """Return the optimizer with the rate of `rate_at`."""
        return OPTIMIZERS[self.spec.rule](self.rate_at(epoch), self.spec.momentum)

    def unit_names(self, layer: int) -> tuple[str, ...]:
        """Return the display names of the units of a layer.

        Layer 0 is the inputs, named by the features; the last layer is named by the targets. Hidden
        units are ``h1``, ``h2``; with several hidden layers ``h1.1``, ``h1.2``, ``h2.1``.
        """
        layers = self.network.layers
        if layer == 0:
            return self.dataset.features
        if layer == len(layers):
            return self.dataset.targets
        prefix = "h" if len(layers) == 2 else f"h{layer}."
        return tuple(f"{prefix}{j}" for j in range(1, layers[layer - 1].units + 1))

    def weight_name(self, name: str, place: tuple[int, ...]) -> str:
        """Return the display name of one weight: its array and units, ``W1[h2,x1]``, ``b1[h2]``.

        `place` is its index in the array, from 0: (unit, input), or (unit,) for a bias.
        """
        layer = int(name[1:])
        units = (self.unit_names(layer), self.unit_names(layer - 1))
        names = [units[axis][i] for axis, i in enumerate(place)]
        return f"{name}[{','.join(names)}]"

    def initial_params(self) -> Params:
        """Return the weights before training; every call returns the same values."""
        spec = self.spec
        if spec.weights is not None:
            return literal_params(self.network, spec.weights)
        return draw_params(self.network, spec.init, spec.seed)

    def backward(
        self, params: Params, x: Floats, d: Floats, ahead: Forward, rate: float | None = None
    ) -> Backward:
        """Run the backward pass of the spec, which may be a wrong one (a slip).

        The downhill direction includes the penalty's.

        Parameters
        ----------
        x, d : Floats
            Samples (samples, inputs) and targets (samples, outputs).
        ahead : Forward
            The result of `forward` for the same weights and samples.
        rate : float, optional
            The current learning rate, which one slip uses; by default that of the spec.
        """
        spec = self.spec
        rate = spec.rate if rate is None else rate
        back = SLIPS[spec.slip].backward(self.network, params, x, d, ahead, self.loss, rate)
        pull = self.penalty.pull(params)
        if not pull:
            return back
        slopes = {n: g + pull[n] if n in pull else g for n, g in back.downhill.items()}
        return replace(back, downhill=slopes)

    def batches(self, epoch: int) -> tuple[NDArray[np.intp], ...]:
        """Return the sample indices of each update of an epoch (from 1); the last may be short."""
        spec = self.spec
        shuffled = spec.order == "shuffled"  # the other orders are the same in every epoch
        turn = (spec.seed, epoch) if shuffled else None
        return batches(len(self.dataset), spec.order, turn, spec.batch)

    @property
    def drops(self) -> bool:
        """Whether there is dropout in training."""
        return self.spec.dropout > 0.0 and self.network.hidden_units > 0

    def masks(self, epoch: int) -> Floats | None:
        """Return dropout's factors for an epoch, counted from 1.

        Returns
        -------
        Floats or None
            Shape (rows, hidden units): what each unit is multiplied by in each row of the data
            set, whenever the row is visited. 0: left out. None without dropout.
        """
        if not self.drops:
            return None
        shape = len(self.dataset), self.network.hidden_units
        return masks(self.spec.seed, epoch, self.spec.dropout, shape)


def build_problem(spec: RunSpec, dataset: Dataset | None = None) -> Problem:
    """Combine a spec with its data, which are loaded if not given.

    Raises
    ------
    SpecError
        If the spec and the data do not fit together.
    DataError
        If the data cannot be read.
    """
    if dataset is None:
        dataset = load(spec)
    _check_targets(spec, dataset)
    names = spec.activation if len(spec.activation) > 1 else spec.activation * len(spec.hidden)
    layers = tuple(Layer(*pair) for pair in zip(spec.hidden, names, strict=True))
    output = Layer(len(dataset.targets), spec.output)
    network = Network(len(dataset.features), (*layers, output), spec.bias)
    problem = Problem(spec, dataset, network, class_weights(spec.class_weight, dataset))
    if problem.network.param_count > MOST_PARAMS:
        raise SpecError(
            "hidden",
            f"a {shortened(problem.network.shape, 40)} network has "
            f"{problem.network.param_count:,} parameters; at most {MOST_PARAMS:,} are allowed",
        )
    rows = sum(map(len, (dataset, *dataset.held_out.values())))
    units = problem.network.hidden_units + output.units
    if rows * units > MOST_OUTPUTS:
        raise SpecError(
            "hidden",
            f"{rows:,} rows through {units:,} units make {rows * units:,} numbers; "
            f"at most {MOST_OUTPUTS:,} are allowed",
        )
    if spec.weights is not None:
        literal_params(problem.network, spec.weights)  # raises now if the shapes do not match
    return problem


def _check_targets(spec: RunSpec, dataset: Dataset) -> None:
    if ACTIVATIONS[spec.output].couples_units and len(dataset.targets) < 2:
        raise SpecError(
            "output", f"output {spec.output} needs two targets or more; {dataset.name} has one"
        )
    if not LOSSES[spec.loss].of_probabilities:
        return
    _check_shares(spec, dataset, "")
    for part, rows in dataset.held_out.items():
        _check_shares(spec, rows, f" of the {part} set")


def _check_shares(spec: RunSpec, dataset: Dataset, where: str) -> None:
    """Raise `SpecError` if targets are not valid for a loss of probabilities."""
    d = dataset.d
    outside = np.argwhere((d < 0.0) | (d > 1.0))
    if len(outside):
        row, column = outside[0]
        raise SpecError(
            "loss",
            f"loss {spec.loss} needs targets from 0 to 1; "
            f"{shortened(dataset.targets[column], 40)} of sample {row + 1}{where} "
            f"is {d[row, column]:g}",
        )
    sums = total(d)
    if ACTIVATIONS[spec.output].couples_units and not np.allclose(sums, 1.0):
        row = int(np.argmax(~np.isclose(sums, 1.0)))
        raise SpecError(
            "output",
            f"output {spec.output} with {spec.loss} needs targets that add up to 1 in each row; "
            f"sample {row + 1}{where} adds up to {sums[row]:g}",
        )
