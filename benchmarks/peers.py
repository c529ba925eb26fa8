"""The same training in other libraries, where they are installed: ``pip install -e '.[peers]'``.

Each peer is a function of a number of epochs. An epoch is training and then scoring every row with
the new weights, as the app records it; scikit-learn only trains, since it has the loss anyway. All
have one thread, and double precision where they have it.
"""

from __future__ import annotations

import itertools
import operator
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.effort import ROOT
from core import Dataset, Trainer

Epochs = Callable[[int], None]

_COMPILERS = ("cc", "gcc", "clang")
_FLAGS = (
    "-std=c99", "-O3", "-ffp-contract=off", "-fno-math-errno", "-fno-trapping-math",
    "-I", "core/compiled",
)  # fmt: skip


@cache
def library(name: str) -> Any:
    """Return a library that may be missing; None if it is."""
    try:
        return import_module(name)
    except ImportError:
        return None


def torch(trainer: Trainer) -> Epochs | None:
    """Return the run of a trainer in PyTorch: plain SGD, in the order of the rows."""
    torch = library("torch")
    if torch is None:
        return None
    torch.set_num_threads(1)
    spec, dataset = trainer.spec, trainer.dataset
    squashes = {"sigmoid": torch.nn.Sigmoid, "tanh": torch.nn.Tanh, "relu": torch.nn.ReLU}
    sizes = (dataset.x.shape[1], *spec.hidden, dataset.d.shape[1])
    layers: list[Any] = []
    for inputs, units in itertools.pairwise(sizes):
        layers.append(torch.nn.Linear(inputs, units, bias=spec.bias, dtype=torch.float64))
        layers.append(squashes[spec.activation[0]]())
    layers.pop()
    softmax = spec.output == "softmax"
    if not softmax:
        layers.append(squashes[spec.output]())
    model = torch.nn.Sequential(*layers)
    x, d = torch.from_numpy(dataset.x.copy()), torch.from_numpy(dataset.d.copy())
    wanted = d.argmax(1) if softmax else d
    loss = torch.nn.CrossEntropyLoss() if softmax else torch.nn.MSELoss()
    optimizer = torch.optim.SGD(model.parameters(), spec.rate)
    batch = spec.batch or len(x)

    def train(epochs: int) -> None:
        for _ in range(epochs):
            for start in range(0, len(x), batch):
                optimizer.zero_grad()
                part = slice(start, start + batch)
                loss(model(x[part]), wanted[part]).backward()
                optimizer.step()
            with torch.no_grad():
                loss(model(x), wanted).item()

    return train


def scikit_learn(trainer: Trainer) -> Epochs | None:
    """Return the run of a trainer in scikit-learn's multi-layer perceptron."""
    neural, limits = library("sklearn.neural_network"), library("threadpoolctl")
    if neural is None:
        return None
    spec, dataset = trainer.spec, trainer.dataset
    answers = dataset.d.argmax(1)

    def train(epochs: int) -> None:
        model = neural.MLPClassifier(
            spec.hidden,
            activation={"sigmoid": "logistic"}.get(spec.activation[0], spec.activation[0]),
            solver="sgd", alpha=0.0, batch_size=spec.batch, learning_rate_init=spec.rate,
            momentum=0.0, shuffle=False, max_iter=epochs, tol=0.0, n_iter_no_change=epochs,
        )  # fmt: skip
        with limits.threadpool_limits(1), warnings.catch_warnings(action="ignore"):
            model.fit(dataset.x, answers)

    return train


def micrograd(trainer: Trainer) -> Epochs | None:
    """Return the XOR run of a trainer in micrograd, with relu: it has no sigmoid."""
    engine = library("micrograd.engine")
    if engine is None:
        return None
    value = engine.Value
    params = trainer.initial_params
    first = [[value(float(w)) for w in row] for row in params["W1"]]
    second = [value(float(w)) for w in params["W2"][0]]
    x, d = trainer.dataset.x.tolist(), trainer.dataset.d[:, 0].tolist()

    def output(row: Sequence[float]) -> Any:
        hidden = [sum(map(operator.mul, unit, row), value(0.0)).relu() for unit in first]
        return sum(map(operator.mul, second, hidden), value(0.0))

    def train(epochs: int) -> None:
        for _ in range(epochs):
            for row, target in zip(x, d, strict=True):
                error = (output(row) - target) ** 2 * 0.5
                error.backward()
                for weight in (*second, *(w for unit in first for w in unit)):
                    weight.data -= trainer.spec.rate * weight.grad
                    weight.grad = 0.0
            sum((output(row).data - target) ** 2 for row, target in zip(x, d, strict=True))

    return train


def numba(trainer: Trainer) -> Epochs | None:
    """Return the XOR run of a trainer as loops that numba compiles."""
    library_ = library("numba")
    if library_ is None:
        return None
    from benchmarks.xor_loops import epochs_of_xor

    compiled = library_.njit(epochs_of_xor)
    params, data = trainer.initial_params, trainer.dataset
    W1, W2 = params["W1"].copy(), params["W2"][0].copy()

    def train(epochs: int) -> None:
        compiled(W1, W2, data.x, data.d[:, 0], trainer.spec.rate, epochs)

    return train


def fixed_shape(trainer: Trainer, epochs: int) -> tuple[float, float] | None:
    """Compile ``fixed_xor.c`` and run it from the initial weights of a trainer.

    Returns
    -------
    tuple of float or None
        The microseconds of an epoch, and the mse after the last; None without a C compiler.
    """
    compiler = next(filter(shutil.which, _COMPILERS), None)
    if compiler is None:
        return None
    weights = [repr(float(w)) for name in ("W1", "W2") for w in trainer.initial_params[name].flat]
    with tempfile.TemporaryDirectory() as folder:
        program = str(Path(folder, "fixed_xor"))
        command = [compiler, *_FLAGS, "benchmarks/fixed_xor.c", "-o", program]
        subprocess.run(command, cwd=ROOT, check=True)
        run = [program, str(epochs), *weights]
        told = subprocess.run(run, capture_output=True, text=True, check=True).stdout.split()
    return float(told[0]), float.fromhex(told[1])


def rows_of(x: Any, d: Any, name: str, kind: Any) -> Dataset:
    """Return a data set of some rows."""
    inputs = tuple(f"x{i + 1}" for i in range(x.shape[1]))
    targets = tuple(f"d{i + 1}" for i in range(d.shape[1]))
    return Dataset(name, x, d, inputs, targets, kind, "For a benchmark.")
