"""The loss history: memory is bounded, and no extreme of a run is ever lost."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core import History, RunSpec, Trainer
from tests.helpers.strategies import epochs, few_laws, laws

values = st.floats(allow_nan=False, allow_infinity=False)
series = st.lists(st.tuples(values, values), min_size=1, max_size=700)
long_series = st.integers(1, 6000).flatmap(
    lambda n: st.integers(0, 2**32).map(
        lambda seed: np.random.default_rng(seed).normal(size=(n, 2)).tolist()
    )
)
capacities = st.sampled_from((2, 4, 6, 8, 10, 64, 300))


def filled(pairs: list[tuple[float, float]], capacity: int) -> History:
    history = History(capacity=capacity)
    for mse, loss in pairs:
        history.append(mse, loss)
    return history


def hold(history: History, pairs: list[tuple[float, float]], capacity: int) -> None:
    """Compare everything the history promises with the series itself."""
    assert history.count == len(pairs)
    for number, column in enumerate(("mse", "loss")):
        truth = np.array(pairs)[:, number]
        curve = history.curve(column)
        assert curve.epochs.shape == curve.values.shape
        at = curve.epochs.astype(int)
        assert (at == curve.epochs).all()
        assert (np.diff(at) >= 0).all()
        assert at[0] >= 0
        assert at[-1] < len(pairs)
        np.testing.assert_array_equal(curve.values, truth[at])
        for extreme, where in ((truth.min(), truth.argmin()), (truth.max(), truth.argmax())):
            assert curve.epochs[curve.values == extreme][0] == where
        assert len(at) <= 2 * capacity + 1  # two for each bucket, and where the run stands
        if len(pairs) <= capacity:
            assert at.tolist() == list(range(len(pairs)))


@laws
@given(series, capacities)
@example([(0.0, -0.0)] * 300, 2)
def test_no_minimum_or_maximum_is_ever_lost(
    pairs: list[tuple[float, float]], capacity: int
) -> None:
    hold(filled(pairs, capacity), pairs, capacity)


@laws
@given(long_series, capacities)
def test_nor_in_a_long_series(pairs: list[tuple[float, float]], capacity: int) -> None:
    hold(filled(pairs, capacity), pairs, capacity)


@few_laws
@given(long_series, capacities, st.lists(st.integers(1, 400), max_size=8))
def test_looking_on_the_way_makes_no_difference(
    pairs: list[tuple[float, float]], capacity: int, pauses: list[int]
) -> None:
    looked_at, start = History(capacity=capacity), 0
    for pause in (*pauses, len(pairs)):
        for mse, loss in pairs[start : start + pause]:
            looked_at.append(mse, loss)
        start += pause
        if looked_at.count:
            hold(looked_at, pairs[: looked_at.count], capacity)
    hold(looked_at, pairs, capacity)


@laws
@given(long_series)
def test_every_stretch_keeps_its_own_extremes(pairs: list[tuple[float, float]]) -> None:
    # 64 buckets: after n epochs each is at most 2^k epochs long, the first 2^k with 64 * 2^k >= n.
    history, truth = filled(pairs, 64), np.array(pairs)[:, 0]
    stride = 1
    while 64 * stride < len(pairs):
        stride *= 2
    if stride == 1:
        return
    curve = history.curve()
    for start in range(0, len(pairs), stride):
        own = truth[start : start + stride]
        inside = (curve.epochs >= start) & (curve.epochs < start + stride)
        end = {own[-1]} if start + stride >= len(pairs) else set()  # where the run stands
        assert set(curve.values[inside]) == {own.min(), own.max()} | end


def test_a_short_history_is_exact() -> None:
    history = History()
    for n in range(2048):
        history.append(1.0 / (n + 1), 2.0 * n)
    assert history.curve("mse").epochs.tolist() == list(range(2048))
    assert history.curve("mse").values.tolist() == [1.0 / (n + 1) for n in range(2048)]
    assert history.curve("loss").values.tolist() == [2.0 * n for n in range(2048)]
    history.append(0.0, 0.0)
    assert len(history.curve("mse").epochs) <= 2 * 1025 + 1


def test_a_spike_of_one_epoch_among_a_million_is_still_there() -> None:
    history = History()
    size = history.nbytes
    for epoch in range(1_000_000):
        spike = epoch == 777_777
        history.append(9.0 if spike else 0.5, -9.0 if spike else 0.5 + epoch * 1e-9)
    assert history.count == 1_000_000
    assert history.nbytes == size
    mse, loss = history.curve("mse"), history.curve("loss")
    assert mse.epochs[mse.values == 9.0].tolist() == [777_777]
    assert loss.epochs[loss.values == -9.0].tolist() == [777_777]
    assert loss.epochs[loss.values.argmax()] == 999_999
    assert len(mse.epochs) <= 4097


def test_memory_does_not_grow() -> None:
    for capacity in (2, 64, 2048):
        history = History(capacity=capacity)
        assert history.nbytes == capacity * 2 * 2 * 2 * 8  # columns, extremes, value and epoch
        tracemalloc.start()
        try:
            for epoch in range(20_000):
                history.append(0.5, 1.0 / (epoch + 1))
            grown = tracemalloc.get_traced_memory()[0]
        finally:
            tracemalloc.stop()
        assert history.nbytes == capacity * 64
        assert grown < 100_000


@pytest.mark.parametrize("capacity", [-2, 0, 1, 3])
def test_an_odd_capacity_is_refused(capacity: int) -> None:
    with pytest.raises(ValueError, match=f"capacity is {capacity}"):
        History(capacity=capacity)


def test_an_empty_history_is_an_empty_curve() -> None:
    assert History().count == 0
    assert History().curve().epochs.tolist() == []


def test_the_history_of_a_long_run_holds_its_records() -> None:
    trainer = Trainer(RunSpec(hidden=(), rate=2.0))
    kept = [trainer.record.mse, *(record.mse for record in trainer.run(max_epochs=3000))]
    curve = trainer.history.curve()
    assert trainer.history.count == 3001
    np.testing.assert_array_equal(curve.values, np.array(kept)[curve.epochs.astype(int)])
    assert {min(kept), max(kept)} <= set(curve.values.tolist())
    epochs(trainer, 1)
    assert trainer.history.count == 3002


@laws
@given(st.integers(1, 400), st.data())
def test_a_history_can_be_taken_up_again_at_any_epoch(count: int, data: st.DataObject) -> None:
    luck = np.random.default_rng(count)
    values = luck.normal(size=(count, 2))
    whole = History(capacity=16)
    for mse, loss in values:
        whole.append(float(mse), float(loss))
    epoch = data.draw(st.integers(0, count - 1))
    early = whole.until(epoch, *map(float, values[epoch]))
    assert early.count == epoch + 1
    for column, name in enumerate(("mse", "loss")):
        before, after = whole.curve(name), early.curve(name)
        assert after.epochs[-1] == epoch
        assert after.values[-1] == values[epoch, column]
        assert (after.values == values[after.epochs.astype(int), column]).all()
        kept = before.epochs < epoch - epoch % 64  # every bucket that lies before wholly
        assert set(before.epochs[kept]) <= set(after.epochs)
    rest = luck.normal(size=(300, 2))
    for mse, loss in rest:
        early.append(float(mse), float(loss))
    curve = early.curve()
    every = np.concatenate([values[: epoch + 1, 0], rest[:, 0]])
    assert early.count == len(every)
    assert (curve.values == every[curve.epochs.astype(int)]).all()
