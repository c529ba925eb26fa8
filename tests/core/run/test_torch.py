"""The same training in PyTorch: its own slopes, optimizers and schedules must end at our weights.

Nothing of our backward pass is used there: torch differentiates a loss that is written out here.
"""

from __future__ import annotations

import dataclasses
import importlib
import os
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from core import (
    OPTIMIZERS,
    Dataset,
    Floats,
    Params,
    RunSpec,
    Trainer,
    forward,
    standardised_targets,
)
from core.nn.schedules import SCHEDULES
from tests.helpers.strategies import HIDDEN, OUTPUTS, assert_close, epochs, table

if os.environ.get("REQUIRE_TORCH"):  # a missing torch is then a failure
    torch: Any = importlib.import_module("torch")
else:
    torch = pytest.importorskip("torch", reason="torch is not installed: see extra `oracle`")
torch.set_num_threads(1)
functional: Any = torch.nn.functional

UPDATES = 100


# The network and its loss in torch.


ACTIVATIONS: dict[str, Callable[[Any], Any]] = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "leaky-relu": functional.leaky_relu,
    "gelu": functional.gelu,
    "linear": lambda v: v,
    "softmax": lambda v: torch.softmax(v, dim=-1),
}


def leaves(params: Params) -> dict[str, Any]:
    """Return copies of the weights for torch to differentiate by."""
    return {name: torch.tensor(a, requires_grad=True) for name, a in params.items()}


def class_counts(spec: RunSpec, data: Dataset) -> list[float]:
    """Return the weight of each class, counted row by row; empty without class weights."""
    if spec.class_weight == "none":
        return []
    single = data.d.shape[1] == 1
    own = [int(row[0] > 0.5) if single else int(row.argmax()) for row in data.d]
    classes = 2 if single else data.d.shape[1]
    if spec.class_weight == "balanced":
        return [len(own) / (len(set(own)) * own.count(k)) for k in range(classes)]
    assert isinstance(spec.class_weight, tuple)
    weights = dict(spec.class_weight)
    return [weights.get(name, 1.0) for name in (("0", "1") if single else data.targets)]


def loss_of(
    spec: RunSpec,
    W: dict[str, Any],
    x: Floats,
    d: Floats,
    factors: Floats | None = None,
    counts: list[float] | None = None,
) -> Any:
    """Return the mean loss of a batch, penalty included, as torch computes it."""
    y, wanted, first = torch.tensor(x), torch.tensor(d), 0
    names = spec.activation if len(spec.activation) > 1 else spec.activation * len(spec.hidden)
    for number, name in enumerate((*names, spec.output), start=1):
        v = functional.linear(y, W[f"W{number}"], W.get(f"b{number}"))
        y = ACTIVATIONS[name](v)
        if factors is not None and number <= len(spec.hidden):
            y = y * torch.tensor(factors[:, first : first + y.shape[1]])
            first += y.shape[1]
    if counts:  # torch weights classes by their number, and would divide by the sum of weights
        own = wanted.argmax(dim=-1) if wanted.shape[1] > 1 else wanted[:, 0].long()
        weight = torch.tensor(counts, dtype=torch.float64)
        if spec.loss == "squared-error":
            loss = (0.5 * ((wanted - y) ** 2).sum(dim=-1) * weight[own]).mean()
        elif spec.output == "softmax":
            loss = functional.cross_entropy(v, own, weight=weight, reduction="none").mean()
        else:
            each = functional.binary_cross_entropy_with_logits
            loss = each(v, wanted, weight=weight[own][:, None], reduction="none").sum(-1).mean()
    elif spec.loss == "squared-error":
        loss = 0.5 * ((wanted - y) ** 2).sum(dim=-1).mean()
    elif spec.output == "softmax":
        loss = functional.cross_entropy(v, wanted)
    else:
        loss = (
            functional.binary_cross_entropy_with_logits(v, wanted, reduction="none").sum(-1).mean()
        )
    weights = [W[f"W{number + 1}"] for number in range(len(spec.hidden) + 1)]
    l1 = sum(one.abs().sum() for one in weights)
    l2 = sum((one * one).sum() for one in weights)
    return loss + spec.l1 * l1 + 0.5 * spec.l2 * l2


# Its optimizers and schedules.


def optimizer(spec: RunSpec, params: list[Any]) -> Any:
    """Return torch's own version of the rule."""
    optim, mu = torch.optim, spec.momentum
    match spec.rule:
        case "sgd":
            return optim.SGD(params, lr=spec.rate)
        case "momentum" | "momentum-reset":
            return optim.SGD(params, lr=spec.rate, momentum=mu)
        case "nesterov":
            return optim.SGD(params, lr=spec.rate, momentum=mu, nesterov=True)
        case "rmsprop":
            return optim.RMSprop(params, lr=spec.rate, alpha=0.99, eps=1e-8)
        case "adam":
            return optim.Adam(params, lr=spec.rate, betas=(mu, 0.999), eps=1e-8)
    raise AssertionError(f"torch has nothing for {spec.rule}")


def scheduler(spec: RunSpec, own: Any) -> Any:
    """Return torch's own version of the schedule. Its cosine turns back after the period."""
    schedules, period = torch.optim.lr_scheduler, spec.period
    match spec.schedule:
        case "constant":
            return schedules.LambdaLR(own, lambda t: 1.0)
        case "step":
            return schedules.StepLR(own, step_size=period, gamma=0.5)
        case "inverse":
            return schedules.LambdaLR(own, lambda t: 1.0 / (1.0 + t / period))
        case "cosine":
            return schedules.CosineAnnealingLR(own, T_max=period)
    raise AssertionError(f"torch has nothing for {spec.schedule}")


def next_rate(spec: RunSpec, own: Any, plan: Any) -> None:
    """Set the rate of the next epoch.

    Our momentum remembers steps, torch's remembers slopes and multiplies by the rate of the day.
    So where the rate falls, the steps are carried over.
    """
    (group,) = own.param_groups
    before = group["lr"]
    plan.step()
    if "momentum" in group and spec.rule != "rmsprop":
        for memory in own.state.values():
            if memory.get("momentum_buffer") is not None:
                memory["momentum_buffer"] *= before / group["lr"]


def train_in_torch(trainer: Trainer, count: int) -> Params:
    """Train that many epochs in torch, from the same weights in the same order."""
    spec, problem = trainer.spec, trainer.problem
    W = leaves(trainer.initial_params)
    own = optimizer(spec, list(W.values()))
    plan = scheduler(spec, own)
    counts = class_counts(spec, trainer.dataset)
    for epoch in range(1, count + 1):
        if spec.rule == "momentum-reset":
            own.state.clear()
        masks = problem.masks(epoch)
        for rows in problem.batches(epoch):
            own.zero_grad()
            x, d = trainer.dataset.x[rows], trainer.dataset.d[rows]
            factors = None if masks is None else masks[rows]
            loss_of(spec, W, x, d, factors, counts).backward()
            own.step()
        if epoch < count:
            next_rate(spec, own, plan)
    return {name: array.detach().numpy() for name, array in W.items()}


# What is trained.


def some_rows(outputs: int, *, one_hot: bool = False, size: float = 1.0) -> Dataset:
    """Return a table of eleven rows; the last batch of three or four is short."""
    luck = np.random.default_rng(3)
    x, d = luck.normal(size=(11, 3)), size * luck.random((11, outputs))
    if one_hot:
        d = np.eye(outputs)[luck.integers(outputs, size=11)]
    return table(x.tolist(), d.tolist())


def spec(**settings: Any) -> RunSpec:
    return RunSpec(**({"bias": True, "rate": 0.1, "seed": 4} | settings))


CASES: dict[str, tuple[RunSpec, Dataset | None]] = {
    "xor": (spec(bias=False, rate=0.5), None),
    "xor, cross-entropy": (spec(bias=False, loss="cross-entropy"), None),
    "one layer, squared error": (spec(hidden=(), output="linear", batch=4), some_rows(2)),
    "two hidden layers, cross-entropy": (
        spec(
            hidden=(5, 3), activation=("tanh", "relu"), loss="cross-entropy",
            batch=3, order="shuffled",
        ),
        some_rows(2),
    ),
    "classes": (
        spec(
            hidden=(6,), activation=("relu",), output="softmax", loss="cross-entropy",
            batch=0, order="shuffled",
        ),
        some_rows(3, one_hot=True),
    ),
    "softmax inside, squared error": (
        spec(
            hidden=(4, 4, 3), activation=("softmax", "linear", "sigmoid"), output="tanh",
            order="shuffled",
        ),
        some_rows(2),
    ),
    "gelu and leaky relu": (
        spec(hidden=(4, 4), activation=("gelu", "leaky-relu"), batch=4, rate=0.05),
        some_rows(2),
    ),
    "standardised targets": (
        spec(hidden=(4,), activation=("tanh",), output="linear", batch=4, rate=0.05),
        standardised_targets(some_rows(2, size=40000.0)),
    ),
}  # fmt: skip


def hold_against_torch(run: RunSpec, data: Dataset | None) -> None:
    """Train in torch and in both engines for a hundred updates or a few more."""
    readable, fast = Trainer(run, data), Trainer(run, data)
    count = -(-UPDATES // len(readable.problem.batches(1)))
    expected = train_in_torch(readable, count)
    for _ in range(count):
        readable.step_epoch()
    epochs(fast, count)
    assert_close(readable.state.params, expected, 1e-9)
    assert_close(fast.state.params, expected, 1e-9)
    moved = [np.abs(array - readable.initial_params[n]).max() for n, array in expected.items()]
    assert min(moved) > 1e-4, "weights that stay prove nothing"


def with_rule(case: str, rule: str, **more: Any) -> tuple[RunSpec, Dataset | None]:
    """Return a case with that rule; those that measure the steps take a smaller rate."""
    run, data = CASES[case]
    rate = 0.01 if rule in ("rmsprop", "adam") else run.rate
    return dataclasses.replace(run, rule=rule, rate=rate, **more), data


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("rule", OPTIMIZERS)
def test_every_rule(rule: str, case: str) -> None:
    hold_against_torch(*with_rule(case, rule, momentum=0.8))


@pytest.mark.parametrize("rule", OPTIMIZERS)
@pytest.mark.parametrize("schedule", SCHEDULES)
def test_every_schedule(schedule: str, rule: str) -> None:
    case = "two hidden layers, cross-entropy"
    period = 30 if schedule == "cosine" else 7  # more than the 25 epochs: then torch turns back
    hold_against_torch(*with_rule(case, rule, schedule=schedule, period=period))


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize(("l1", "l2"), [(0.01, 0.0), (0.0, 0.02), (0.003, 0.01)])
def test_every_penalty(l1: float, l2: float, case: str) -> None:
    run, data = CASES[case]
    hold_against_torch(dataclasses.replace(run, l1=l1, l2=l2), data)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("rule", ["sgd", "adam"])
def test_dropout(rule: str, case: str) -> None:
    hold_against_torch(*with_rule(case, rule, dropout=0.4, l2=0.01))


@pytest.mark.parametrize("case", ["xor", "xor, cross-entropy", "classes", "classes, squared"])
@pytest.mark.parametrize("weights", ["balanced", "by label"])
@pytest.mark.parametrize("rule", ["sgd", "momentum", "adam"])
def test_class_weights(rule: str, weights: str, case: str) -> None:
    run, data = with_rule(case.removesuffix(", squared"), rule, l2=0.01)
    if case == "classes, squared":
        run = dataclasses.replace(run, loss="squared-error", batch=4)
    label = "1" if data is None else "y2"
    chosen: Any = "balanced" if weights == "balanced" else {label: 4.0}
    if data is None:  # the classes of XOR are even; those of AND are not
        run = dataclasses.replace(run, dataset="and")
    hold_against_torch(dataclasses.replace(run, class_weight=chosen), data)


@pytest.mark.parametrize("loss", ["squared-error", "cross-entropy"])
def test_class_weights_under_dropout(loss: str) -> None:
    run, data = with_rule("classes", "sgd", dropout=0.4, class_weight="balanced")
    hold_against_torch(dataclasses.replace(run, loss=loss), data)


@pytest.mark.parametrize("hidden", HIDDEN)
@pytest.mark.parametrize(("loss", "output"), [(k, v) for k, vs in OUTPUTS.items() for v in vs])
def test_every_slope(loss: str, output: str, hidden: str) -> None:
    run = spec(hidden=(4, 3), activation=(hidden,), loss=loss, output=output, l1=0.01, l2=0.1)
    trainer = Trainer(run, some_rows(3, one_hot=True))
    params, x, d = trainer.initial_params, trainer.dataset.x, trainer.dataset.d
    ahead = forward(trainer.network, params, x)
    ours = trainer.problem.backward(params, x, d, ahead).downhill
    W = leaves(params)
    their_loss = loss_of(run, W, x, d)
    their_loss.backward()
    assert_close(ours, {name: -leaf.grad.numpy() for name, leaf in W.items()}, 1e-12)
    assert trainer.record.loss == pytest.approx(their_loss.item(), rel=1e-12)
