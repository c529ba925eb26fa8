"""A run in the compiled engine: what `core/compiled/kernel.c` is given, and what it gives back."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.arrays import Floats, Params, frozen_params
from core.compiled.library import load
from core.data import Dataset
from core.nn.optimizers import OptimizerState
from core.nn.schedules import LONGEST_PERIOD

from .metrics import JUDGED
from .problem import Problem
from .update import State

PARTS, SCORES = 3, 4
"""The parts of the data, and the numbers that score each: mse, loss, accuracy, solved."""

# The numbers that stand for these names in kernel.h.
_ACTIVATIONS = ("sigmoid", "tanh", "relu", "leaky-relu", "gelu", "linear", "softmax")
_LOSSES = ("squared-error", "cross-entropy")
_OPTIMIZERS = ("sgd", "momentum", "momentum-reset", "nesterov", "rmsprop", "adam")
_SCHEDULES = ("constant", "step", "inverse", "cosine")
_ORDERS = ("sequential", "shuffled", "first-only")

_FAR_OUT = 1
_MOST_EPOCHS = 16_384  # to a call, so that the records stay small

_Address = ctypes.c_void_p


class _Part(ctypes.Structure):
    _fields_ = [
        ("rows", ctypes.c_int64),
        ("x", _Address),
        ("d", _Address),
        ("factor", _Address),
    ]


class _Run(ctypes.Structure):
    _fields_ = [
        ("abi", ctypes.c_int64),
        ("size", ctypes.c_int64),
        ("inputs", ctypes.c_int64),
        ("layers", ctypes.c_int64),
        ("bias", ctypes.c_int64),
        ("units", _Address),
        ("activations", _Address),
        ("loss", ctypes.c_int64),
        ("optimizer", ctypes.c_int64),
        ("schedule", ctypes.c_int64),
        ("period", ctypes.c_int64),
        ("order", ctypes.c_int64),
        ("batch", ctypes.c_int64),
        ("rate", ctypes.c_double),
        ("momentum", ctypes.c_double),
        ("l1", ctypes.c_double),
        ("l2", ctypes.c_double),
        ("dropout", ctypes.c_double),
        ("seed", _Address),
        ("seed_words", ctypes.c_int64),
        ("parts", _Part * PARTS),
        ("judged", ctypes.c_int64),
        ("tolerance", _Address),
        ("tolerated_mse", ctypes.c_double),
        ("far_out", ctypes.c_double),
        ("params", _Address),
        ("last_step", _Address),
        ("memories", _Address * 2),
        ("frozen", _Address),
        ("epoch", ctypes.c_int64),
        ("index", ctypes.c_int64),
        ("step", ctypes.c_int64),
        ("count", ctypes.c_int64),
        ("work", _Address),
        ("visits", _Address),
        ("params_length", ctypes.c_int64),
        ("work_length", ctypes.c_int64),
        ("visits_length", ctypes.c_int64),
        ("records", _Address),
        ("records_length", ctypes.c_int64),
        ("epochs", ctypes.c_int64),
    ]


class _Lengths(ctypes.Structure):
    _fields_ = [
        ("params", ctypes.c_int64),
        ("work", ctypes.c_int64),
        ("visits", ctypes.c_int64),
    ]


class CompiledLoop:
    """A run in progress in the buffers of the compiled engine.

    Parameters
    ----------
    problem : Problem
        The run, without a slip.
    state : State
        Where it stands; its arrays are copied.
    library : optional
        What has the functions that kernel.h declares; by default `core.compiled.library.load`.

    Raises
    ------
    RuntimeError
        If there is no library. See `core.compiled.library`.
    """

    def __init__(self, problem: Problem, state: State, library: Any = None) -> None:
        library = load() if library is None else library
        if library is None:
            raise RuntimeError("there is no compiled engine")
        self._library = library
        self._problem = problem
        self._frozen = state.frozen
        self._shapes = problem.network.param_shapes()
        self._kept: list[NDArray[Any]] = []  # what the structure points to
        run = self._run = _Run()
        run.size = ctypes.sizeof(run)
        run.abi = library.sn_abi()
        self._describe()
        self._take(state)
        lengths = _Lengths()
        self._call("sn_sizes", ctypes.byref(lengths))
        run.work = self._address(_aligned(lengths.work))
        run.visits = self._address(np.empty(lengths.visits, np.int64))
        run.params_length = lengths.params
        run.work_length = lengths.work
        run.visits_length = lengths.visits
        self._records = np.empty((0, PARTS, SCORES))
        self._call("sn_begin")

    # what it is given

    def _describe(self) -> None:
        """Fill in the settings and the data."""
        run, problem = self._run, self._problem
        spec, network = problem.spec, problem.network
        layers = network.layers
        run.inputs, run.layers, run.bias = network.inputs, len(layers), network.bias
        run.units = self._address(np.array([layer.units for layer in layers], np.int64))
        names = [_ACTIVATIONS.index(layer.activation) for layer in layers]
        run.activations = self._address(np.array(names, np.int64))
        run.loss = _LOSSES.index(spec.loss)
        run.optimizer = _OPTIMIZERS.index(spec.rule)
        run.schedule = _SCHEDULES.index(spec.schedule)
        run.period = min(spec.period, LONGEST_PERIOD)
        run.order = _ORDERS.index(spec.order)
        run.batch = min(spec.batch, 2**62)
        run.rate, run.momentum = spec.rate, spec.momentum
        run.l1, run.l2, run.dropout = spec.l1, spec.l2, spec.dropout
        words = np.array(list(_words(spec.seed)), np.uint32)
        run.seed, run.seed_words = self._address(words), len(words)
        self._describe_part(0, problem.dataset)
        for place, part in ((1, problem.dataset.validation), (2, problem.dataset.test)):
            if part is not None:
                self._describe_part(place, part)
        kind = problem.dataset.kind
        run.judged = JUDGED.index(kind) + 1 if kind in JUDGED else 0
        run.tolerance = self._address(problem.dataset.tolerance)
        run.tolerated_mse = problem.dataset.tolerated_mse
        run.far_out = problem.reach

    def _describe_part(self, place: int, rows: Dataset) -> None:
        part = self._run.parts[place]
        part.rows, part.x, part.d = len(rows), self._address(rows.x), self._address(rows.d)
        if self._problem.loss.factor is not None:
            part.factor = self._address(self._problem.loss.factor(rows.d))

    def _take(self, state: State) -> None:
        """Fill in where the run stands."""
        run = self._run
        self._params = self._flat(state.params)
        self._last_step = self._flat(state.last_step)
        self._memories = [self._flat(each) for each in state.optimizer_state.memories]
        run.params, run.last_step = self._address(self._params), self._address(self._last_step)
        for place, memory in enumerate(self._memories):
            run.memories[place] = self._address(memory)
        if state.frozen:
            masks = [
                np.ravel(state.frozen.get(name, np.zeros(shape, np.bool_)))
                for name, shape in self._shapes.items()
            ]
            run.frozen = self._address(np.concatenate(masks).astype(np.uint8))
        run.epoch, run.index, run.step = state.epoch, state.index, state.step
        run.count = state.optimizer_state.count

    def _flat(self, arrays: Params | None) -> Floats:
        """Return arrays one after the other; zeros if there are none."""
        if arrays is None:
            return np.zeros(self._problem.network.param_count)
        return np.concatenate([np.ravel(arrays[name]) for name in self._shapes])

    def _address(self, array: NDArray[Any]) -> int:
        """Return where the numbers of an array lie; they stay there as long as this object."""
        array = np.ascontiguousarray(array)
        self._kept.append(array)
        return int(array.ctypes.data)

    def _call(self, name: str, *arguments: object) -> int:
        function = getattr(self._library, name)
        function.restype = ctypes.c_int64
        found: int = function(ctypes.byref(self._run), *arguments)
        if found < 0:  # the sizes are computed from the same problem, so this is a fault
            raise RuntimeError(f"the compiled engine refuses the run: {name} returns {found}")
        return found

    # what it does

    @property
    def position(self) -> tuple[int, int, int]:
        """Complete epochs, updates after those, and updates in all."""
        return self._run.epoch, self._run.index, self._run.step

    def train(self, epochs: int, updates: int) -> tuple[Floats, bool]:
        """Train at most so many epochs to their end, and at most so many updates.

        Returns
        -------
        scores : Floats
            Shape (completed epochs, `PARTS`, `SCORES`); 0 for a part that does not exist.
        far_out : bool
            Whether it has stopped before an epoch in which a number would grow so large that each
            update has to be looked at. The state is the one before that epoch, or before the part
            of it that was asked for.
        """
        epochs = min(epochs, _MOST_EPOCHS)
        if len(self._records) < epochs:
            self._records = np.zeros((epochs, PARTS, SCORES))
            self._run.records = self._records.ctypes.data
            self._run.records_length = self._records.size
        code = self._call("sn_train", ctypes.c_int64(epochs), ctypes.c_int64(min(updates, 2**62)))
        return self.completed(), code == _FAR_OUT

    def completed(self) -> Floats:
        """Return the scores of the epochs that the last call of `train` has completed."""
        return self._records[: self._run.epochs].copy()

    def state(self) -> State:
        """Return a copy of where the run stands."""
        self._call("sn_end")
        run = self._run
        memories = tuple(map(self._by_name, self._memories))
        return State(
            params=self._by_name(self._params),
            optimizer_state=OptimizerState(memories, run.count),
            epoch=run.epoch,
            index=run.index,
            step=run.step,
            last_step=self._by_name(self._last_step) if run.step else None,
            frozen=self._frozen,
        )

    def _by_name(self, flat: Floats) -> Params:
        arrays, start, flat = {}, 0, flat.copy()
        for name, shape in self._shapes.items():
            stop = start + int(np.prod(shape))
            arrays[name] = flat[start:stop].reshape(shape)
            start = stop
        return frozen_params(arrays)


def _words(seed: int) -> Iterator[int]:
    """Split a whole number into 32-bit words, the lowest first; 0 is one word."""
    yield seed & 0xFFFFFFFF
    while seed := seed >> 32:
        yield seed & 0xFFFFFFFF


def _aligned(count: int) -> Floats:
    """Return uninitialised numbers that begin at a multiple of 64 bytes, a line of the cache."""
    room = np.empty(count + 8)
    start = -room.ctypes.data % 64 // 8
    return room[start : start + count]
