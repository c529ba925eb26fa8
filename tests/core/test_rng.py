"""Random numbers: pure functions of (seed, purpose, epoch), the same on every machine."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import RunSpec, Trainer
from core.rng import Purpose, permutation, uniforms
from tests.helpers.strategies import laws, seeds

epochs_ = st.integers(0, 10**9)


@pytest.mark.parametrize(
    ("seed", "purpose", "epoch", "expected"),
    [
        (0, Purpose.INIT, 0, [0.5651317655614634, 0.935433136976671, 0.47987454708253907]),
        (1, Purpose.INIT, 0, [0.8815491373372915, 0.894520199168083, 0.20309964218825294]),
        (1, Purpose.ORDER, 1, [0.5831697343778657, 0.33476708637537267, 0.24726916138060906]),
        (1, Purpose.DROPOUT, 1, [0.7841864822233349, 0.763266219815237, 0.775728864933373]),
        (1, Purpose.ORDER, 2, [0.7699496946235983, 0.6585965931750046, 0.6954504059434446]),
        (
            2**64 + 5,
            Purpose.ORDER,
            10**6,
            [0.20545283087222466, 0.5245357111478935, 0.8198903099228385],
        ),
    ],
)
def test_the_stream_is_what_it_always_was(
    seed: int, purpose: Purpose, epoch: int, expected: list[float]
) -> None:
    # Written down once. A change here would change every run that anybody has written down.
    assert uniforms(seed, purpose, epoch, len(expected)).tolist() == expected


@pytest.mark.parametrize(
    ("seed", "epoch", "expected"),
    [
        (1, 1, [3, 2, 1, 0]),
        (1, 2, [3, 1, 2, 0]),
        (1, 3, [2, 1, 0, 3]),
        (2, 1, [0, 3, 2, 1]),
        (7, 1000, [4, 6, 1, 2, 8, 9, 0, 5, 7, 3]),
    ],
)
def test_the_shuffled_order_is_what_it_always_was(
    seed: int, epoch: int, expected: list[int]
) -> None:
    assert permutation(seed, epoch, len(expected)).tolist() == expected


def test_the_first_weights_are_what_they_always_were() -> None:
    params = Trainer(RunSpec(seed=1)).initial_params
    assert params["W1"].tolist() == [
        [0.7630982746745829, 0.789040398336166, -0.5938007156234941],
        [-0.22016807914292946, 0.9250847961381317, -0.1113007007162985],
        [-0.3792299021578649, 0.994178671704604, -0.29022014733058654],
        [-0.1120526774625783, 0.1683126220646176, 0.9612367491289902],
    ]
    assert params["W2"].tolist() == [
        [0.528822931829984, 0.675164067449564, -0.0016819479610608035, -0.7441600077424098],
    ]


def test_weights_are_drawn_layer_by_layer_from_one_stream() -> None:
    trainer = Trainer(RunSpec(hidden=(2,), bias=True, seed=8))
    drawn = 2.0 * uniforms(8, Purpose.INIT, 0, 11) - 1.0
    params = trainer.initial_params
    assert list(params) == ["W1", "b1", "W2", "b2"]
    np.testing.assert_array_equal(np.concatenate([a.ravel() for a in params.values()]), drawn)


@laws
@given(seeds, st.sampled_from(Purpose), epochs_, st.integers(0, 50))
def test_fractions_lie_from_0_to_below_1(
    seed: int, purpose: Purpose, epoch: int, count: int
) -> None:
    drawn = uniforms(seed, purpose, epoch, count)
    assert drawn.shape == (count,)
    assert ((drawn >= 0.0) & (drawn < 1.0)).all()
    assert (drawn * 2.0**53 == np.floor(drawn * 2.0**53)).all()


@laws
@given(seeds, epochs_, st.integers(0, 60))
def test_a_permutation_visits_every_sample_once(seed: int, epoch: int, count: int) -> None:
    assert sorted(permutation(seed, epoch, count).tolist()) == list(range(count))


@laws
@given(seeds, st.sampled_from(Purpose), epochs_, st.integers(1, 20), st.integers(0, 20))
def test_asking_again_gives_the_same_and_asking_for_more_only_adds(
    seed: int, purpose: Purpose, epoch: int, count: int, more: int
) -> None:
    first = uniforms(seed, purpose, epoch, count)
    uniforms(seed + 1, purpose, epoch, count)
    np.random.default_rng(0).random(3)
    np.testing.assert_array_equal(uniforms(seed, purpose, epoch, count), first)
    np.testing.assert_array_equal(uniforms(seed, purpose, epoch, count + more)[:count], first)


@laws
@given(seeds, epochs_)
def test_every_seed_purpose_and_epoch_has_a_stream_of_its_own(seed: int, epoch: int) -> None:
    streams = [
        uniforms(seed, Purpose.ORDER, epoch, 4),
        uniforms(seed, Purpose.INIT, epoch, 4),
        uniforms(seed + 1, Purpose.ORDER, epoch, 4),
        uniforms(seed, Purpose.ORDER, epoch + 1, 4),
    ]
    assert len({stream.tobytes() for stream in streams}) == 4


def test_shuffled_epochs_differ_from_each_other() -> None:
    orders = {tuple(permutation(1, epoch, 4).tolist()) for epoch in range(1, 301)}
    assert len(orders) == 24
    counts = np.zeros((4, 4))
    for epoch in range(1, 2001):
        counts[np.arange(4), permutation(3, epoch, 4)] += 1
    assert (np.abs(counts / 2000 - 0.25) < 0.04).all()  # every sample comes at every place


def test_drawn_weights_are_spread_evenly_from_minus_1_to_1() -> None:
    drawn = np.concatenate(
        [a.ravel() for a in Trainer(RunSpec(hidden=(100, 100))).initial_params.values()]
    )
    shares = np.histogram(drawn, bins=10, range=(-1.0, 1.0))[0] / len(drawn)
    assert (np.abs(shares - 0.1) < 0.02).all()
    assert drawn.min() >= -1.0
    assert drawn.max() < 1.0


def test_a_shuffled_run_visits_the_samples_in_the_drawn_order() -> None:
    trainer = Trainer(RunSpec(order="shuffled", seed=5))
    for epoch in (1, 2, 3):
        visited = [trainer.step_sample().samples[0] for _ in range(4)]
        assert visited == permutation(5, epoch, 4).tolist()
