"""A Problem is a spec with everything it names at hand: the data, the network, the loss, the rule.

Here a spec meets its data, so here it is checked that the two go together.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .datasets import Dataset, builtin, read_table
from .datasets.prepare import edited, split, standardised, with_extra
from .inits import draw_params, literal_params
from .losses import LOSSES, Loss
from .network import Backward, Forward, Layer, Network
from .rng import permutation
from .rules import RULES, Sgd
from .slips import SLIPS
from .spec import RunSpec
from .types import Floats, Params, SpecError

MOST_PARAMS = 1_000_000
"""Networks beyond this are refused: they are not small, and would fill the memory."""


@dataclass(frozen=True, eq=False)
class Problem:
    """A spec, and what it names.

    Attributes
    ----------
    spec : RunSpec
        The settings.
    dataset : Dataset
        The samples.
    network : Network
        The shape that spec and data give.
    """

    spec: RunSpec
    dataset: Dataset
    network: Network

    @property
    def loss(self) -> Loss:
        """The loss being minimised."""
        return LOSSES[self.spec.loss]

    @property
    def rule(self) -> Sgd:
        """The update rule with its settings."""
        return RULES[self.spec.rule](self.spec.rate)

    def unit_names(self, layer: int) -> tuple[str, ...]:
        """Return what the units of a layer are called, the same everywhere.

        Parameters
        ----------
        layer : int
            The number of the layer; 0 stands for the inputs.

        Returns
        -------
        tuple of str
            The features, the targets, or for hidden units ``h1``, ``h2``; with several hidden
            layers ``h1.1``, ``h1.2``, ..., ``h2.1``.
        """
        layers = self.network.layers
        if layer == 0:
            return self.dataset.features
        if layer == len(layers):
            return self.dataset.targets
        prefix = "h" if len(layers) == 2 else f"h{layer}."
        return tuple(f"{prefix}{j}" for j in range(1, layers[layer - 1].units + 1))

    def weight_name(self, name: str, place: tuple[int, ...]) -> str:
        """Return what one weight is called, the same everywhere.

        Parameters
        ----------
        name : str
            The parameter array, such as ``W1``.
        place : tuple of int
            Where in the array, counted from 0: (unit, input), or (unit,) for a bias.

        Returns
        -------
        str
            The array and the units it joins: ``W1[h2,x1]``, ``b1[h2]``.
        """
        layer = int(name[1:])
        units = (self.unit_names(layer), self.unit_names(layer - 1))
        names = [units[axis][i] for axis, i in enumerate(place)]
        return f"{name}[{','.join(names)}]"

    def initial_params(self) -> Params:
        """Return the weights before any training; the same ones each time."""
        spec = self.spec
        if spec.weights is not None:
            return literal_params(self.network, spec.weights)
        return draw_params(self.network, spec.init, spec.seed)

    def backward(self, params: Params, x: Floats, d: Floats, ahead: Forward) -> Backward:
        """Pass the error back as the run does it: rightly, or with the slip its spec names.

        Parameters
        ----------
        params : Params
            The present weights.
        x, d : Floats
            Samples (samples, inputs) and targets (samples, outputs).
        ahead : Forward
            What `forward` returned for the same weights and samples.
        """
        spec = self.spec
        slip = SLIPS[spec.slip]
        return slip.backward(self.network, params, x, d, ahead, self.loss, spec.rate)

    def batches(self, epoch: int) -> tuple[NDArray[np.intp], ...]:
        """Return the samples of each update of an epoch, counted from 1. The last may be short."""
        spec = self.spec
        shuffled = spec.order == "shuffled"  # the other orders are the same in every epoch
        turn = (spec.seed, epoch) if shuffled else None
        return _batches(len(self.dataset), spec.order, turn, spec.batch)


@lru_cache(maxsize=4)
def _batches(
    count: int, order: str, turn: tuple[int, int] | None, batch: int
) -> tuple[NDArray[np.intp], ...]:
    """Lay out one epoch. Remembered, since every update of the epoch asks for the same layout."""
    if turn is not None:
        visits = permutation(*turn, count)
    else:
        visits = np.arange(1 if order == "first-only" else count)
    visits.setflags(write=False)
    size = batch or len(visits)
    return tuple(visits[start : start + size] for start in range(0, len(visits), size))


def load(spec: RunSpec) -> Dataset:
    """Return the data of a spec, made ready: edited, extended, split and scaled as it says.

    Raises
    ------
    SpecError
        If what the spec does to the data does not suit them.
    DataError
        If the file cannot be used.
    """
    return made_ready(spec, fetch(spec))


def fetch(spec: RunSpec) -> Dataset:
    """Return the data set a spec names as it is, reading its file if it names one.

    Raises
    ------
    SpecError
        If samples or noise are chosen for data that are not made up.
    DataError
        If the file cannot be used.
    """
    if spec.data_file is None:
        assert spec.dataset is not None  # RunSpec sees to it
        return builtin(spec.dataset, spec.samples, spec.noise, spec.data_seed)
    for name in ("samples", "noise"):
        if getattr(spec, name):
            raise SpecError(name, f"{name} can be chosen for a made-up data set, not for a file")
    return read_table(spec.data_file, spec.target)


def made_ready(spec: RunSpec, dataset: Dataset) -> Dataset:
    """Do to a data set what the spec says: its rows, then extra inputs, the split, the scale.

    Raises
    ------
    SpecError
        If one of them does not suit the data.
    """
    if spec.rows is not None:
        dataset = edited(dataset, spec.rows)
    dataset = split(with_extra(dataset, spec.extra), spec.split, spec.data_seed)
    return standardised(dataset) if spec.scale == "standard" else dataset


def suited(dataset: Dataset) -> dict[str, Any]:
    """Return the settings that go with a data set where nobody has chosen otherwise.

    Parameters
    ----------
    dataset : Dataset
        The data.

    Returns
    -------
    dict
        ``bias``: off where the data bring the bias as an input. ``output``: linear for targets
        that are numbers, since a sigmoid could not reach them.
    """
    return {
        "bias": not dataset.has_bias_input,
        "output": "linear" if dataset.kind == "numbers" else "sigmoid",
    }


def pose(spec: RunSpec, dataset: Dataset | None = None) -> Problem:
    """Put a spec and its data together.

    Parameters
    ----------
    spec : RunSpec
        The settings.
    dataset : Dataset, optional
        The data, where they are at hand already; otherwise they are loaded.

    Returns
    -------
    Problem
        The two, with the network they give.

    Raises
    ------
    SpecError
        If the spec does not suit the data.
    DataError
        If the data cannot be read.
    """
    if dataset is None:
        dataset = load(spec)
    _check_targets(spec, dataset)
    names = spec.activation if len(spec.activation) > 1 else spec.activation * len(spec.hidden)
    layers = tuple(Layer(*pair) for pair in zip(spec.hidden, names, strict=True))
    output = Layer(len(dataset.targets), spec.output)
    problem = Problem(spec, dataset, Network(len(dataset.features), (*layers, output), spec.bias))
    if problem.network.param_count > MOST_PARAMS:
        raise SpecError(
            "hidden",
            f"a {problem.network.shape} network has {problem.network.param_count:,} parameters; "
            f"{MOST_PARAMS:,} is the most",
        )
    if spec.weights is not None:
        literal_params(problem.network, spec.weights)  # refuse a misfit now, not in the middle
    return problem


def _check_targets(spec: RunSpec, dataset: Dataset) -> None:
    d = dataset.d
    if spec.output == "softmax" and d.shape[1] < 2:
        raise SpecError(
            "output", f"output softmax needs two targets or more; {dataset.name} has one"
        )
    if spec.loss != "cross-entropy":
        return
    outside = np.argwhere((d < 0.0) | (d > 1.0))
    if len(outside):
        row, column = outside[0]
        raise SpecError(
            "loss",
            f"loss cross-entropy needs targets from 0 to 1; {dataset.targets[column]} of sample "
            f"{row + 1} is {d[row, column]:g}",
        )
    sums = d.sum(axis=1)
    if spec.output == "softmax" and not np.allclose(sums, 1.0):
        row = int(np.argmax(~np.isclose(sums, 1.0)))
        raise SpecError(
            "output",
            f"output softmax with cross-entropy needs targets that add up to 1 in each row; "
            f"sample {row + 1} adds up to {sums[row]:g}",
        )
