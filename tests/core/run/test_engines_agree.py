"""Whatever the readable engine knows the fast one knows too, in epochs of many batches as well."""

from __future__ import annotations

import numpy as np
import pytest

from core import ACTIVATIONS, OPTIMIZERS, Dataset, RunSpec, Trainer
from core.run.fast import kernels, loop


def test_every_activation_and_rule_has_its_twin() -> None:
    assert set(kernels.ACTIVATE) == set(kernels.PASS_BACK) == set(ACTIVATIONS)
    assert set(kernels.MAKE_STEP) == set(OPTIMIZERS)


@pytest.mark.parametrize("dropout", [0.0, 0.5])
@pytest.mark.parametrize("batch", [1, 2, 3])
@pytest.mark.parametrize("order", ["sequential", "shuffled"])
def test_staged_batches_give_the_same_numbers(
    batch: int, order: str, dropout: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = np.random.default_rng(0).uniform(-1, 1, (11, 3))
    table = Dataset("t", rows[:, :2], rows[:, 2:], ("a", "b"), ("c",), "numbers", "")
    spec = RunSpec(
        hidden=(3,), bias=True, output="linear", batch=batch, order=order, rate=0.1,
        dropout=dropout,
    )  # fmt: skip
    bound = Trainer(spec, table)
    bound.run_for(60.0, max_epochs=7)
    monkeypatch.setattr(loop, "_MOST_BOUND", 2)
    staged = Trainer(spec, table)
    staged.run_for(60.0, max_epochs=3)
    staged.step_sample()
    staged.run_for(60.0, max_epochs=4)
    assert staged.record == bound.record
    for name, array in bound.state.params.items():
        np.testing.assert_array_equal(staged.state.params[name], array)
