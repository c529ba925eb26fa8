"""Metrics: the mse under every loss, the number of correct rows, and the accuracy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import Dataset, RunSpec, Trainer, accuracy, builtin, evaluate, rows_decided, rows_right
from core.data import kind_of
from tests.helpers.strategies import laws, runs, table


def scored(outputs: list[float], targets: list[float] | None = None) -> Trainer:
    """Return a network with these outputs, on these targets; by default on targets of 0."""
    same = (("W1", ((1.0,),)),)
    spec = RunSpec(hidden=(), output="linear", init="literal", weights=same)
    targets = targets or [0.0 for _ in outputs]
    return Trainer(spec, table([[y] for y in outputs], [[d] for d in targets]))


@pytest.mark.parametrize(
    ("errors", "solved"),
    [
        ([0.0], True),
        ([0.0999999999, -0.0999999999], True),
        ([0.1, 0.0], False),  # closer than 0.1, not as close as that
        ([0.0, 0.0, 0.0, -0.1], False),
        ([0.15, 0.0, 0.0, 0.0], False),  # the mean is small, but the first row is not right
    ],
)
def test_a_run_is_solved_when_every_row_is_closer_than_a_tenth(
    errors: list[float], solved: bool
) -> None:
    trainer = scored(errors)
    assert (trainer.record.solved_since is not None) == solved
    y = np.array(errors)[:, None]
    assert rows_right(trainer.dataset, y).tolist() == [abs(e) < 0.1 for e in errors]


@laws
@given(runs())
def test_the_mse_is_a_mean_of_squares_and_the_loss_a_mean_over_the_samples(
    run: tuple[RunSpec, Dataset | None],
) -> None:
    trainer = Trainer(*run)
    ahead, scores = evaluate(trainer.problem, trainer.state.params)
    d, y = trainer.dataset.d.tolist(), ahead.output.tolist()
    squares = [
        (a - b) ** 2 for ds, ys in zip(d, y, strict=True) for a, b in zip(ds, ys, strict=True)
    ]
    assert scores.mse == pytest.approx(sum(squares) / len(squares), rel=1e-12)
    assert scores.solved == rows_right(trainer.dataset, ahead.output).all()
    output, loss = trainer.network.activations[-1], trainer.problem.loss
    each = loss.value(output, ahead.v[-1], trainer.dataset.d, ahead.output)
    assert each.shape == (len(d),)
    spec, penalty = trainer.spec, 0.0
    for name, array in trainer.state.params.items():
        for weight in array.ravel().tolist() if name[0] == "W" else ():
            penalty += spec.l1 * abs(weight) + 0.5 * spec.l2 * weight * weight
    assert scores.loss == pytest.approx(sum(each.tolist()) / len(d) + penalty, rel=1e-12)


@laws
@given(st.lists(st.floats(-0.12, 0.12), min_size=1, max_size=6))
def test_solved_and_every_row_right_are_the_same(errors: list[float]) -> None:
    trainer = scored(errors)
    right = rows_right(trainer.dataset, np.array(errors)[:, None])
    assert (trainer.record.solved_since is not None) == right.all()


def test_a_row_of_several_outputs_is_right_when_all_of_them_are() -> None:
    data = table([[0.0], [0.0]], [[0.0, 1.0], [0.0, 1.0]])
    y = np.array([[0.05, 0.95], [0.05, 0.85]])
    assert rows_right(data, y).tolist() == [True, False]


def test_ones_and_zeros_are_decided_at_one_half() -> None:
    y = np.array([[0.4], [0.6], [0.5], [0.9]])
    assert rows_decided(builtin("xor"), y).tolist() == [True, True, False, False]
    assert accuracy(builtin("xor"), y) == 0.5


def test_classes_are_decided_by_the_largest_output() -> None:
    data = table([[0.0], [0.0], [0.0]], [[1, 0, 0], [0, 1, 0], [0, 0, 1]])
    assert data.kind == "classes"
    y = np.array([[0.3, 0.2, 0.1], [0.3, 0.2, 0.1], [-3.0, -2.0, -1.0]])
    assert rows_decided(data, y).tolist() == [True, False, True]
    assert accuracy(data, y) == pytest.approx(2 / 3)


def test_numbers_are_decided_when_they_are_right() -> None:
    data = table([[0.0], [0.0]], [[7.0], [-2.5]])
    assert data.kind == "numbers"
    assert rows_decided(data, np.array([[7.05], [-2.0]])).tolist() == [True, False]


@pytest.mark.parametrize(
    ("d", "kind"),
    [
        ([[0.0], [1.0]], "binary"),
        ([[1.0, 0.0], [0.0, 1.0]], "classes"),
        ([[1.0, 1.0], [0.0, 1.0]], "binary"),
        ([[0.0, 0.0], [0.0, 1.0]], "binary"),
        ([[0.5, 0.5], [0.0, 1.0]], "numbers"),
        ([[2.0], [1.0]], "numbers"),
    ],
)
def test_the_kind_of_answer_is_read_off_the_targets(d: list[list[float]], kind: str) -> None:
    assert kind_of(np.array(d)) == kind
