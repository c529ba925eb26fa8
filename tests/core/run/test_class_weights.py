"""Class weights: their values, their effect on the loss, and the runs that refuse them."""

from __future__ import annotations

import dataclasses
import itertools
from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from core import (
    LOSSES,
    Dataset,
    RunSpec,
    SpecError,
    Trainer,
    class_weight_text,
    class_weights,
    evaluate,
    load,
    read_class_weight,
    with_defaults,
)
from core.run.class_weights import as_class_weight
from tests.helpers.strategies import assert_close, bits, epochs, laws, refused, table

ROWS = table([[0.1], [0.9], [0.4], [0.7], [0.2]], np.eye(3)[[0, 0, 0, 2, 0]].tolist())
"""Four rows of the first class, none of the second, one of the third."""

CLASSES: dict[str, Any] = {
    "hidden": (3,), "output": "softmax", "loss": "cross-entropy", "bias": True, "rate": 0.2,
}  # fmt: skip
LOSS = ("squared-error", "cross-entropy")


def weights(chosen: Any, data: Dataset) -> list[float]:
    spec = RunSpec(dataset="xor", class_weight=chosen)
    found = class_weights(spec.class_weight, data)
    assert found is not None
    return [float(weight) for weight in found]


# What they are.


def test_balanced_is_rows_over_classes_times_the_rows_of_the_class() -> None:
    assert weights("balanced", load(RunSpec(dataset="iris", split=0.7))) == [1.0, 1.0, 1.0]
    luck = np.random.default_rng(2)
    own = np.minimum(luck.integers(9, size=60), 2)
    data = table(luck.random((60, 1)).tolist(), np.eye(3)[own].tolist())
    expected = [60 / (3 * sum(own == number)) for number in range(3)]
    assert max(expected) > 2.0 * min(expected)
    assert weights("balanced", data) == pytest.approx(expected, rel=1e-15)


def test_a_class_without_rows_is_left_out_of_the_balance() -> None:
    assert weights("balanced", ROWS) == [5 / (2 * 4), 1.0, 5 / (2 * 1)]


def test_balanced_weights_are_counted_over_the_rows_trained_on() -> None:
    held_out = table([[1.0]] * 4, np.eye(3)[[2, 2, 2, 2]].tolist())
    assert weights("balanced", dataclasses.replace(ROWS, test=held_out)) == weights(
        "balanced", ROWS
    )


def test_weights_by_label_leave_the_others_at_1() -> None:
    assert weights({"y3": 5}, ROWS) == [1.0, 1.0, 5.0]
    single = table([[1.0], [2.0]], [[0.0], [1.0]])
    assert weights([["1", 2.5]], single) == [1.0, 2.5]


def test_one_choice_of_weights_is_one_spec() -> None:
    pairs = [RunSpec(class_weight=w) for w in ({"a": 1, "b": 2.0}, [("b", 2), ["a", 1.0]])]  # type: ignore[arg-type]
    assert pairs[0] == pairs[1]
    assert RunSpec.from_json(pairs[0].to_json()) == pairs[0]
    assert pairs[0].to_json()["class_weight"] == {"a": 1.0, "b": 2.0}


# What they do.


@pytest.mark.parametrize("loss", LOSS)
def test_the_loss_is_the_mean_of_the_rows_losses_times_their_weights(loss: str) -> None:
    spec = RunSpec(**CLASSES | {"loss": loss, "class_weight": {"y1": 0.5, "y3": 3.0}})
    test = table([[0.3], [0.8]], np.eye(3)[[2, 1]].tolist())
    trainer = Trainer(spec, dataclasses.replace(ROWS, test=test))
    plain = Trainer(dataclasses.replace(spec, class_weight="none"), trainer.dataset)
    epochs(trainer, 3)
    for rows, c in ((trainer.dataset, [0.5, 0.5, 0.5, 3.0, 0.5]), (test, [3.0, 1.0])):
        ahead, scores = evaluate(trainer.problem, trainer.state.params, rows)
        output = trainer.network.activations[-1]
        each = LOSSES[loss].value(output, ahead.v[-1], rows.d, ahead.output)
        assert scores.loss == pytest.approx((np.array(c) * each).sum() / len(c), rel=1e-12)
        _, unweighted = evaluate(plain.problem, trainer.state.params, rows)
        assert scores.mse == unweighted.mse
        assert scores.accuracy == unweighted.accuracy
    assert trainer.record.loss == evaluate(trainer.problem, trainer.state.params)[1].loss


@pytest.mark.parametrize("slip", ["none", "slope-of-y", "no-slope", "sign"])
@pytest.mark.parametrize("loss", LOSS)
def test_a_weight_of_n_is_the_row_n_times_in_the_batch(loss: str, slip: str) -> None:
    """A row of weight 3 and one of weight 1, the mean over both, is 3 + 1 rows over 2."""
    weighted = RunSpec(**CLASSES | {"loss": loss, "batch": 0, "class_weight": {"y3": 3.0}})
    weighted = dataclasses.replace(weighted, slip=slip)
    few = table([[0.1], [0.7]], np.eye(3)[[0, 2]].tolist())
    many = table([[0.1], [0.7], [0.7], [0.7]], np.eye(3)[[0, 2, 2, 2]].tolist())
    one = Trainer(weighted, few)
    other = Trainer(dataclasses.replace(weighted, class_weight="none", rate=0.4), many)
    epochs(one, 20)
    epochs(other, 20)
    assert_close(one.state.params, other.state.params, 1e-9)
    moved = one.state.params["W1"] - one.initial_params["W1"]
    assert np.abs(moved).max() > 1e-3


@pytest.mark.parametrize("batch", [1, 2, 0])
@pytest.mark.parametrize("dropout", [0.0, 0.4])
@pytest.mark.parametrize("order", ["sequential", "shuffled", "first-only"])
def test_weights_of_1_change_no_bit(order: str, dropout: float, batch: int) -> None:
    spec = RunSpec(
        **CLASSES | {"rule": "adam", "l2": 0.01, "dropout": dropout, "order": order, "batch": batch}
    )
    plain = Trainer(spec, ROWS)
    ones = Trainer(dataclasses.replace(spec, class_weight=(("y1", 1.0),)), ROWS)
    epochs(plain, 10)
    epochs(ones, 10)
    assert bits(ones.state.params) == bits(plain.state.params)
    assert ones.record.mse == plain.record.mse
    assert ones.record.loss == pytest.approx(plain.record.loss, rel=1e-15)


def test_an_epoch_of_very_many_updates_has_the_weights_too() -> None:
    """Beyond a thousand updates an epoch, batches share the buffers of one program."""
    luck = np.random.default_rng(1)
    x, own = luck.normal(size=(1300, 2)), luck.integers(2, size=1300)
    data = table(x.tolist(), own[:, None].astype(float).tolist())
    spec = RunSpec(class_weight=(("1", 4.0),), order="shuffled", rate=0.1, hidden=(3,))
    readable, fast = Trainer(spec, data), Trainer(spec, data)
    readable.step_epoch()
    epochs(fast, 1)
    assert bits(fast.state.params) == bits(readable.state.params)


def test_going_back_and_on_again_repeats_a_weighted_run() -> None:
    spec = RunSpec(**CLASSES | {"class_weight": "balanced", "order": "shuffled", "batch": 2})
    trainer = Trainer(spec, ROWS)
    epochs(trainer, 30)
    there = bits(trainer.state.params)
    trainer.seek(7, 1)
    trainer.set_rule(rate=0.2)
    epochs(trainer, 23)
    trainer.seek(30)
    assert bits(trainer.state.params) == there


def test_a_rare_class_is_found_that_is_never_answered_without_weights() -> None:
    luck = np.random.default_rng(5)
    own = np.arange(200) % 20 == 0
    x = luck.normal(size=(200, 2)) + own[:, None]
    data = table(x.tolist(), own[:, None].astype(float).tolist())
    recalls = []
    for chosen in ("none", "balanced"):
        spec = RunSpec(
            hidden=(), bias=True, loss="cross-entropy", rate=0.5, batch=0, class_weight=chosen
        )
        trainer = Trainer(spec, data)
        epochs(trainer, 300)
        y = evaluate(trainer.problem, trainer.state.params)[0].output[:, 0]
        recalls.append(float((y[own] > 0.5).mean()))
    assert recalls[1] - recalls[0] > 0.4


# Who refuses them.


@pytest.mark.parametrize(
    "chosen",
    [
        "even", "", 3, None, [], {}, [("a",)], [("a", 1.0, 2.0)], [(1, 2.0)], ["ab"],
        {"a": 0}, {"a": -1.0}, {"a": float("nan")}, {"a": float("inf")}, {"a": True},
        {"a": "5"}, [("a", 1), ("a", 2)], {"a": 10**400},
    ],
)  # fmt: skip
def test_what_is_no_choice_of_weights_is_refused(chosen: object) -> None:
    refused("class_weight", lambda: RunSpec(class_weight=chosen))  # type: ignore[arg-type]


def test_targets_that_are_no_classes_have_no_weights() -> None:
    numbers = table([[1.0], [2.0]], [[0.3], [7.0]])
    two = table([[1.0], [2.0]], [[1.0, 1.0], [0.0, 0.0]])
    for data, output in itertools.product((numbers, two), ("balanced", {"1": 2})):
        spec = RunSpec(output="linear", class_weight=output)  # type: ignore[arg-type]
        refused("class_weight", partial(Trainer, spec, data))


def test_a_label_there_is_not_is_refused_with_those_there_are() -> None:
    spec = RunSpec(**CLASSES | {"class_weight": {"y4": 2}})
    assert "y1, y2, y3" in refused("class_weight", lambda: Trainer(spec, ROWS))


@pytest.mark.parametrize(
    ("data", "chosen", "other", "kept"),
    [
        ("iris", "balanced", "blobs", True),
        ("iris", {"versicolor": 2}, "blobs", False),
        ("8-3-8", "balanced", "encoder-8-3", False),
        ("iris", "balanced", "plane", False),
    ],
)
def test_weights_that_do_not_suit_other_data_are_given_up_unless_chosen(
    data: str, chosen: Any, other: str, kept: bool
) -> None:
    base, _ = with_defaults(RunSpec(), {"dataset": data, "class_weight": chosen})
    assert base.class_weight != "none"
    here, _ = with_defaults(base, {"scale": "none"})
    assert here.class_weight == base.class_weight
    spec, ready = with_defaults(base, {"dataset": other})
    Trainer(spec, ready)
    assert (spec.class_weight == base.class_weight) == kept
    if not kept:
        again, ready = with_defaults(base, {"dataset": other, "class_weight": chosen})
        refused("class_weight", lambda: Trainer(again, ready))


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("none", "none"),
        (" balanced ", "balanced"),
        ("bad=5,ok=1", (("bad", 5.0), ("ok", 1.0))),
        ("ok=1, bad=.5", (("bad", 0.5), ("ok", 1.0))),
        ("a=b=2", (("a=b", 2.0),)),
        ('"a,b=2",c=3', (("a,b", 2.0), ("c", 3.0))),
        ("가=2", (("가", 2.0),)),
    ],
)
def test_weights_are_read_as_they_are_typed_and_written_so_again(text: str, chosen: object) -> None:
    assert read_class_weight(text) == chosen
    assert read_class_weight(class_weight_text(read_class_weight(text))) == chosen


@laws
@given(
    st.dictionaries(
        st.text(st.characters(codec="utf-8"), min_size=1).map(str.strip).filter(bool)
        | st.text(' ",=a', min_size=1).map(str.strip).filter(bool),
        st.floats(0.0, 1e6, exclude_min=True),
        min_size=1,
    )
)
@example({"a": 0.1234567})
@example({'"q"z': 2.0})
@example({'a"b,c': 1e6, "none": 1e-9})
def test_any_weights_are_read_as_they_were_written(chosen: dict[str, float]) -> None:
    try:
        weights = as_class_weight(chosen)
    except SpecError:  # two labels look alike
        assume(False)
    text = class_weight_text(weights)
    assert read_class_weight(text) == weights


@pytest.mark.parametrize("text", ["", "bad", "bad=", "=5", "bad=5,", 'a="', "none="])
def test_what_says_no_weights_is_refused(text: str) -> None:
    refused("class_weight", lambda: read_class_weight(text))
