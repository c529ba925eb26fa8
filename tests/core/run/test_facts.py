"""Measured facts of particular runs, and the property that lets one measurement stand for many."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import (
    OPTIMIZERS,
    Dataset,
    Floats,
    Layer,
    Network,
    Params,
    RunSpec,
    Trainer,
    backward,
    forward,
)
from core.data import builtin
from core.nn.initializers import draw_params
from core.nn.losses import LOSSES
from core.nn.optimizers import OptimizerState
from core.run.update import update
from tests.helpers.strategies import PLAIN, epochs, few_laws, laws, runs

SEEDS = 400


def end_of(spec: RunSpec, count: int = 10_000) -> tuple[Trainer, list[float]]:
    """Train and return the run with its outputs."""
    trainer = Trainer(spec)
    trainer.run_for(600.0, max_epochs=count)
    ahead = forward(trainer.network, trainer.state.params, trainer.dataset.x)
    return trainer, ahead.output.ravel().tolist()


# A single layer.


@pytest.mark.parametrize("seed", [1, 99])
@pytest.mark.parametrize(
    ("dataset", "outputs"),
    [
        ("first-input", [0.0102, 0.0083, 0.9932, 0.9917]),
        ("xor", [0.5297, 0.5000, 0.4703, 0.4409]),
        ("and", [0.0000, 0.0173, 0.0173, 0.9796]),
    ],
)
def test_the_delta_rule_ends_in_the_same_place_from_every_start(
    dataset: str, outputs: list[float], seed: int
) -> None:
    trainer, ends = end_of(RunSpec(dataset=dataset, hidden=(), seed=seed))
    assert ends == pytest.approx(outputs, abs=1e-4)
    assert (trainer.record.solved_since is None) == (dataset == "xor")


# The return one indent too deep.


@pytest.mark.parametrize("seed", [1, 7])
def test_the_early_return_answers_0_to_everything(seed: int) -> None:
    spec = RunSpec(loss="cross-entropy", order="first-only", seed=seed)
    trainer, ends = end_of(spec)
    assert max(ends) < 0.01
    assert trainer.record.mse == pytest.approx(0.5, abs=0.01)
    now, before = trainer.state.params["W1"], trainer.initial_params["W1"]
    np.testing.assert_array_equal(now[:, :2], before[:, :2])
    assert (now[:, 2] != before[:, 2]).all()


# Many networks at once: further leading axes carry them side by side.


def stacked(network: Network, seeds: range) -> Params:
    """Return the first weights of every seed, with the seeds as the first axis."""
    each = [draw_params(network, "uniform", seed) for seed in seeds]
    return {name: np.stack([params[name] for params in each]) for name in each[0]}


def an_epoch(
    network: Network, params: Params, spec: RunSpec, data: Dataset, memory: OptimizerState
) -> tuple[Params, OptimizerState]:
    """Train every network by one epoch, sample by sample, as `core.run.update` would."""
    optimizer = OPTIMIZERS[spec.rule](spec.rate, spec.momentum)
    memory = optimizer.begin_epoch(memory, params)
    batch = spec.batch or len(data)
    for start in range(0, len(data), batch):
        x, d = data.x[start : start + batch], data.d[start : start + batch]
        params, memory = update(network, params, x, d, LOSSES[spec.loss], optimizer, memory)
    return params, memory


@few_laws
@given(runs(order="sequential", rate=0.01, **PLAIN), st.integers(0, 1000))
def test_networks_side_by_side_are_each_trained_as_if_alone(
    run: tuple[RunSpec, Dataset | None], first: int
) -> None:
    seeds = range(first, first + 3)
    alone = []
    for seed in seeds:
        spec = RunSpec.from_json(run[0].to_json() | {"seed": seed})
        alone.append(Trainer(spec, run[1]))
        epochs(alone[-1], 4)
    together, memory = stacked(alone[0].network, seeds), OptimizerState()
    for _ in range(4):
        together, memory = an_epoch(alone[0].network, together, run[0], alone[0].dataset, memory)
    for k, trainer in enumerate(alone):
        for name, array in trainer.state.params.items():
            np.testing.assert_allclose(together[name][k], array, rtol=1e-9, atol=1e-12)


@laws
@given(runs(), st.integers(1, 3), st.integers(1, 2))
def test_the_leading_axes_of_a_pass_are_those_of_the_weights(
    run: tuple[RunSpec, Dataset | None], many: int, more: int
) -> None:
    problem = Trainer(*run).problem
    x, d = problem.dataset.x, problem.dataset.d
    one = problem.initial_params()
    params = {name: np.broadcast_to(a, (more, many, *a.shape)) for name, a in one.items()}
    ahead = forward(problem.network, params, x)
    back = backward(problem.network, params, x, d, ahead, problem.loss)
    alone = forward(problem.network, one, x)
    expected = backward(problem.network, one, x, d, alone, problem.loss)
    assert ahead.output.shape == (more, many, *d.shape)
    for name, array in one.items():
        assert back.downhill[name].shape == (more, many, *array.shape)
        every = np.broadcast_to(expected.downhill[name], back.downhill[name].shape)
        np.testing.assert_allclose(back.downhill[name], every, rtol=1e-9, atol=1e-12)


@cache
def solved_at(loss: str, hidden: int, seeds: int, count: int = 10_000, rule: str = "sgd") -> Floats:
    """Return for each seed the epoch at which XOR was solved (to ten epochs), or infinity."""
    spec, data = RunSpec(hidden=(hidden,), loss=loss, rule=rule), builtin("xor")
    network = Network(3, (Layer(hidden, "sigmoid"), Layer(1, "sigmoid")), bias=False)
    params = stacked(network, range(1, seeds + 1))
    memory = OPTIMIZERS[rule](spec.rate, spec.momentum).init(params)
    when, left = np.full(seeds, np.inf), np.arange(seeds)
    for epoch in range(1, count + 1):
        params, memory = an_epoch(network, params, spec, data, memory)
        if epoch % 10 == 0:
            gaps = np.abs(data.d - forward(network, params, data.x).output)
            solved = (gaps < 0.1).all(axis=(1, 2))
            when[left[solved]] = epoch
            params, *memories = (
                {name: a[~solved] for name, a in arrays.items()}
                for arrays in (params, *memory.memories)
            )
            left, memory = left[~solved], replace(memory, memories=tuple(memories))
            if not len(left):
                break
    return when


def share_and_median(when: Floats) -> tuple[float, float]:
    solved = np.isfinite(when)
    return float(solved.mean()), float(np.median(when[solved]))


def test_backpropagation_solves_xor_from_all_but_one_start_in_twenty() -> None:
    share, median = share_and_median(solved_at("squared-error", 4, SEEDS))
    assert 0.90 < share < 0.99
    assert 650 < median < 1000


def test_cross_entropy_is_faster_and_not_more_reliable() -> None:
    share, median = share_and_median(solved_at("cross-entropy", 4, SEEDS))
    squared_share, squared_median = share_and_median(solved_at("squared-error", 4, SEEDS))
    assert 0.80 < share < 0.95
    assert 300 < median < 550
    assert median < 0.7 * squared_median
    assert share < squared_share


@pytest.mark.parametrize(
    ("hidden", "seeds", "least", "most"),
    [(2, 40, 0.0, 0.15), (3, 100, 0.42, 0.75), (8, 100, 0.99, 1.0)],
)
def test_more_hidden_units_solve_xor_from_more_starts(
    hidden: int, seeds: int, least: float, most: float
) -> None:
    share = float(np.isfinite(solved_at("squared-error", hidden, seeds)).mean())
    assert least <= share <= most


def test_momentum_that_is_lost_every_epoch_costs_a_factor_of_seven() -> None:
    share, median = share_and_median(solved_at("squared-error", 4, SEEDS, rule="momentum"))
    lost_share, lost_median = share_and_median(
        solved_at("squared-error", 4, SEEDS, rule="momentum-reset")
    )
    assert share == 1.0
    assert 85 < median < 120
    assert 0.90 < lost_share < 0.99
    assert 550 < lost_median < 800
    assert 5.0 < lost_median / median < 8.0


@pytest.mark.parametrize("rule", ["momentum", "momentum-reset"])
def test_the_seeds_found_solved_by_momentum_are_those_the_trainer_solves(rule: str) -> None:
    when = solved_at("squared-error", 4, SEEDS, rule=rule)
    for seed in range(1, 5):
        trainer = Trainer(RunSpec(rule=rule, seed=seed))
        trainer.run_for(600.0, max_epochs=2000, until=lambda r: r.solved_since is not None)
        assert trainer.record.solved_since is not None
        assert 0 <= when[seed - 1] - trainer.record.solved_since < 10


@pytest.mark.parametrize("loss", sorted(LOSSES))
def test_the_seeds_found_solved_are_those_the_trainer_solves(loss: str) -> None:
    when = solved_at(loss, 4, SEEDS)
    for seed in range(1, 9):
        trainer = Trainer(RunSpec(loss=loss, seed=seed))
        trainer.run_for(600.0, max_epochs=3000, until=lambda r: r.solved_since is not None)
        assert (trainer.record.solved_since is not None) == (when[seed - 1] <= 3000)
        if trainer.record.solved_since is not None:
            assert 0 <= when[seed - 1] - trainer.record.solved_since < 10
