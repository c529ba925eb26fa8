"""The measured results of each lesson, on the command line."""

from __future__ import annotations

import numpy as np
import pytest

from core import RunSpec, Trainer
from tests.helpers.cli_driver import CliDriver

EPOCHS = ("--epochs", 10_000)


def outputs(result: dict[str, list[dict[str, list[float]]]]) -> list[float]:
    return [row["y"][0] for row in result["predictions"]]


def test_a_forward_pass_learns_nothing(cli: CliDriver) -> None:
    first, last = (cli.run_json("--lesson", "forward-pass", "--epochs", n) for n in (1, 500))
    assert first["weights"] == last["weights"]
    assert outputs(first) == outputs(last)
    assert not first["solved"]


@pytest.mark.parametrize("seed", [1, 2])
def test_the_delta_rule_finds_the_input_that_matters(cli: CliDriver, seed: int) -> None:
    result = cli.run_json("--lesson", "delta-rule", "--seed", seed, *EPOCHS)
    assert outputs(result) == pytest.approx([0.0102, 0.0083, 0.9932, 0.9917], abs=6e-5)
    assert result["solved"]
    first, second, _ = result["weights"]["W1"][0]
    assert first > 2.0
    assert abs(second) < first / 5


@pytest.mark.parametrize("seed", [1, 2])
def test_the_same_neuron_fails_on_xor_from_every_start(cli: CliDriver, seed: int) -> None:
    result = cli.run_json("--lesson", "delta-rule-xor", "--seed", seed, *EPOCHS)
    assert outputs(result) == pytest.approx([0.5297, 0.5, 0.4703, 0.4409], abs=6e-5)
    assert not result["solved"]


def test_the_same_neuron_learns_and(cli: CliDriver) -> None:
    result = cli.run_json("--dataset", "and", "--hidden", 0, *EPOCHS)
    assert outputs(result) == pytest.approx([0.0, 0.0173, 0.0173, 0.9796], abs=6e-5)


def test_backpropagation_solves_xor_and_cross_entropy_does_it_sooner(cli: CliDriver) -> None:
    slow = cli.run_json("--lesson", "backprop-xor", "--until-solved")
    fast = cli.run_json("--lesson", "cross-entropy", "--until-solved")
    assert slow["solved"]
    assert fast["solved"]
    assert fast["epoch"] < slow["epoch"] < 10_000


def test_a_return_too_early_turns_every_output_to_0(cli: CliDriver) -> None:
    result = cli.run_json("--lesson", "early-return", *EPOCHS)
    assert max(outputs(result)) < 0.01
    assert result["mse"] == pytest.approx(0.5, abs=0.01)
    assert result["step"] == 10_000, "one update an epoch"
    initial = Trainer(RunSpec()).state.params["W1"]
    now = np.array(result["weights"]["W1"])
    assert np.array_equal(now[:, :2], initial[:, :2])
    assert (now[:, 2] != initial[:, 2]).all()


def test_twins_begin_with_the_same_weights(cli: CliDriver) -> None:
    from core import LESSONS

    for lesson in LESSONS.values():
        twin, spec = LESSONS[lesson.twin or lesson.name].spec, lesson.spec
        drawn = ("dataset", "hidden", "init", "bias")
        if all(getattr(twin, name) == getattr(spec, name) for name in drawn):
            pair = [Trainer(LESSONS[name].spec).state.params for name in (lesson.name, lesson.twin)]
            assert np.array_equal(pair[0]["W1"], pair[1]["W1"])
