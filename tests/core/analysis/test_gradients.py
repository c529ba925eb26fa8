"""Backpropagation against finite differences; and both oracles against wrong programs."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from core import SLIPS, Backward, Floats, Forward, Layer, Network, Params, RunSpec, Trainer, forward
from core import backward as right_backward
from core.nn.initializers import draw_params
from core.nn.losses import Loss
from core.nn.wrong_backward import BackwardPass
from tests.helpers.oracles import (
    LONGHAND,
    assert_matches_longhand,
    gradient_gap,
    train_with_plain_floats,
)
from tests.helpers.strategies import HIDDEN, OUTPUTS, assert_close

PAIRS = [(loss, output) for loss, outputs in sorted(OUTPUTS.items()) for output in outputs]


def network_away_from_kinks(
    hidden: str, output: str, *, bias: bool = True, samples: int = 5
) -> tuple[Network, Params, Floats, Floats]:
    """Return a 3-4-3-2 network and a batch for which no sum is near 0, where relu has no slope."""
    network = Network(3, (Layer(4, hidden), Layer(3, hidden), Layer(2, output)), bias)
    for seed in range(1000):
        luck = np.random.default_rng(seed)
        x, d = luck.normal(size=(samples, 3)), np.eye(2)[luck.integers(2, size=samples)]
        params = draw_params(network, "uniform", seed)
        if min(np.abs(v).min() for v in forward(network, params, x).v) > 0.01:
            return network, params, x, d
    raise AssertionError("every seed comes near a kink")


@pytest.mark.parametrize("bias", [False, True], ids=["no bias", "bias"])
@pytest.mark.parametrize("hidden", HIDDEN)
@pytest.mark.parametrize(("loss", "output"), PAIRS)
def test_backpropagation_is_the_slope_of_the_mean_loss(
    loss: str, output: str, hidden: str, bias: bool
) -> None:
    network, params, x, d = network_away_from_kinks(hidden, output, bias=bias)
    assert gradient_gap(network, params, x, d, loss) < 1e-6


@pytest.mark.parametrize("loss", sorted(OUTPUTS))
def test_it_is_for_targets_between_0_and_1_too(loss: str) -> None:
    network, params, x, _ = network_away_from_kinks("tanh", "sigmoid")
    d = np.linspace(0.1, 0.8, 10).reshape(5, 2)
    assert gradient_gap(network, params, x, d, loss) < 1e-6


def test_the_slopes_of_a_batch_are_the_mean_of_the_samples_slopes() -> None:
    network, params, x, d = network_away_from_kinks("tanh", "softmax")
    loss = Trainer(RunSpec(loss="cross-entropy")).problem.loss

    def downhill(rows: slice) -> Params:
        ahead = forward(network, params, x[rows])
        return right_backward(network, params, x[rows], d[rows], ahead, loss).downhill

    whole = downhill(slice(None))
    each = [downhill(slice(i, i + 1)) for i in range(5)]
    for name, array in whole.items():
        np.testing.assert_allclose(array, sum(one[name] for one in each) / 5, rtol=1e-12)


# The same oracles must refuse the mistakes that people make.


def sum_of_the_batch(
    network: Network, params: Params, x: Floats, d: Floats, pass_: Forward, loss: Loss, rate: float
) -> Backward:
    """A wrong backward pass: it sums over the samples instead of averaging."""
    back = right_backward(network, params, x, d, pass_, loss)
    total = {name: slope * len(x) for name, slope in back.downhill.items()}
    return dataclasses.replace(back, downhill=total)


MISTAKES: dict[str, BackwardPass] = {
    "updated-weights": SLIPS["updated-weights"].backward,
    "slope-of-y": SLIPS["slope-of-y"].backward,
    "sum of the batch": sum_of_the_batch,
}


@pytest.mark.parametrize("loss", sorted(OUTPUTS))
@pytest.mark.parametrize("name", MISTAKES)
def test_finite_differences_find_the_mistake(name: str, loss: str) -> None:
    problem = network_away_from_kinks("sigmoid", "sigmoid")
    assert gradient_gap(*problem, loss) < 1e-6
    assert gradient_gap(*problem, loss, backward=MISTAKES[name]) > 1e-4


@pytest.mark.parametrize("loop", ["backprop", "cross_entropy"])
@pytest.mark.parametrize("name", ["updated-weights", "slope-of-y"])
def test_the_longhand_loops_notice(name: str, loop: str) -> None:
    loss = "squared-error" if loop == "backprop" else "cross-entropy"
    assert_matches_longhand(Trainer(RunSpec(loss=loss)), LONGHAND[loop], 10, readable=True)
    slipped = Trainer(RunSpec(loss=loss, slip=name))
    with pytest.raises(AssertionError, match="Not equal to tolerance"):
        assert_matches_longhand(slipped, LONGHAND[loop], 10, readable=True)


@pytest.mark.parametrize("name", ["none", "updated-weights", "sum of the batch"])
def test_the_loop_with_plain_floats_notices(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = RunSpec(hidden=(3,), activation=("tanh",), bias=True, batch=2)
    if name != "none":
        mistaken = dataclasses.replace(SLIPS["none"], backward=MISTAKES[name])
        monkeypatch.setitem(SLIPS, "none", mistaken)
    trainer = Trainer(spec)
    expected = train_with_plain_floats(spec, trainer, [range(4)] * 5)
    for _ in range(5):
        trainer.step_epoch()
    if name == "none":
        assert_close(trainer.state.params, expected)
    else:
        with pytest.raises(AssertionError, match="Not equal to tolerance"):
            assert_close(trainer.state.params, expected)
