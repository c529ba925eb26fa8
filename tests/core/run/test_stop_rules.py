"""Properties of the stop rules: they fire when they become true, wherever time slices end."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import LESSONS, EpochRecord, RunSpec, Scores, SpecError, Stop, Trainer, Watch

SOLVABLE = LESSONS["cross-entropy"].spec


def record(epoch: int, mse: float, solved: bool = False) -> EpochRecord:
    return EpochRecord(epoch, epoch, mse, mse, epoch if solved else None)


def fired_at(stop: Stop, mses: list[float]) -> list[int]:
    """The epochs at which something fires, where epoch 0 has the first mse."""
    watch = Watch(stop, record(0, mses[0]))
    return [epoch for epoch, mse in enumerate(mses) if epoch and watch(record(epoch, mse))]


values = st.lists(st.sampled_from([0.1, 0.2, 0.3, 0.4]), min_size=2, max_size=30)


@given(values, st.sampled_from([0.0, 0.15, 0.25, 0.5]))
def test_a_loss_fires_where_it_is_crossed_and_nowhere_else(mses: list[float], loss: float) -> None:
    crossed = [i for i in range(1, len(mses)) if mses[i] <= loss < mses[i - 1]]
    assert fired_at(Stop(loss=loss), mses) == crossed


@given(values, st.integers(1, 6))
def test_patience_fires_so_long_after_the_best(mses: list[float], patience: int) -> None:
    expected = [i for i in range(1, len(mses)) if i - mses.index(min(mses[: i + 1])) == patience]
    assert fired_at(Stop(patience=patience), mses) == expected


@given(values, values, values, st.integers(1, 6))
def test_patience_looks_at_the_validation_set_and_else_at_the_test_set(
    trained: list[float], test: list[float], validation: list[float], patience: int
) -> None:
    epochs = range(min(map(len, (trained, test, validation))))

    def records(*held_out: str) -> list[EpochRecord]:
        return [
            record(i, trained[i])._replace(
                test=Scores(test[i], 0.0, False) if "test" in held_out else None,
                validation=Scores(validation[i], 0.0, False) if "validation" in held_out else None,
            )
            for i in epochs
        ]

    for held_out, looked_at in (
        ((), trained),
        (("test",), test),
        (("validation",), validation),
        (("test", "validation"), validation),
    ):
        every = records(*held_out)
        weighted = [each._replace(judged_by="loss") for each in every]
        assert weighted[0].judged == (0.0 if held_out else trained[0])
        watch = Watch(Stop(patience=patience), every[0])
        found = [each.epoch for each in every[1:] if watch(each)]
        assert found == fired_at(Stop(patience=patience), looked_at[: len(epochs)])
        assert every[0].chosen_on == (held_out[-1] if held_out else "train")


@given(values, st.integers(1, 40))
def test_epochs_fire_once(mses: list[float], epochs: int) -> None:
    assert fired_at(Stop(epochs=epochs), mses) == [epochs] * (epochs < len(mses))


def test_what_holds_at_the_beginning_does_not_fire_until_it_was_untrue() -> None:
    watch = Watch(Stop(solved=True), record(5, 0.001, solved=True))
    assert watch.holding == ("until-solved",)
    assert not watch(record(6, 0.001, solved=True))
    assert not watch(record(7, 0.3))
    assert watch(record(8, 0.001, solved=True))
    assert watch.reason() == "all rows are right"


@settings(max_examples=8, deadline=None, derandomize=True)
@given(
    st.sampled_from([Stop(solved=True), Stop(loss=0.05), Stop(epochs=37), Stop(patience=3)]),
    st.integers(1, 90),
)
def test_slices_of_any_size_stop_at_the_same_epoch(stop: Stop, size: int) -> None:
    spec = SOLVABLE if stop.patience is None else RunSpec(hidden=(), rate=2.0, order="shuffled")

    def stopped(size: int) -> tuple[int, str]:
        trainer = Trainer(spec)
        watch = Watch(stop, trainer.record)
        while not watch.fired and trainer.record.epoch < 3000:
            trainer.run_for(60.0, size, watch)
        return trainer.record.epoch, watch.reason()

    assert stopped(size) == stopped(3000)
    assert stopped(size)[1]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"epochs": -1}, "epochs"),
        ({"patience": -1}, "patience"),
        ({"loss": -0.5}, "until-loss"),
        ({"loss": float("nan")}, "until-loss"),
    ],
)
def test_a_value_that_is_not_legal_is_named(values: dict[str, Any], field: str) -> None:
    with pytest.raises(SpecError) as caught:
        Stop(**values)
    assert caught.value.field == field


def test_a_reason_counts_one_epoch_as_one() -> None:
    assert Stop(epochs=1).words("epochs") == "1 epoch is done"
    assert Stop(epochs=2000).words("epochs") == "2,000 epochs are done"
    assert Stop(patience=1).words("patience") == "no better mse for 1 epoch"
    assert Stop(patience=5).words("patience") == "no better mse for 5 epochs"


def test_no_rule_never_stops() -> None:
    assert not Stop()
    assert Stop(patience=5)
    assert fired_at(Stop(), [0.5, 0.0, 0.0]) == []


def test_with_class_weights_patience_looks_at_the_loss_that_has_them() -> None:
    """Rows of a rare class make the mse of all rows worse while the loss gets better."""
    spec = RunSpec(
        dataset="circle", samples=60, bias=True, rate=0.5, class_weight=(("1", 30.0),), split=0.5,
        validation=0.3, order="shuffled",
    )  # fmt: skip
    trainer = Trainer(spec)
    watch = Watch(Stop(patience=4), trainer.record)
    trainer.run_for(60.0, 400, watch)
    assert watch.fired
    losses = trainer.history.curve("validation loss").values
    assert trainer.record.epoch - int(losses.argmin()) == 4
    assert watch.reason() == "no better loss of the validation set for 4 epochs"
