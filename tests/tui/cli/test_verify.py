"""The command `verify`, and the fingerprints that `run` prints."""

from __future__ import annotations

import dataclasses
import json
import re
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest

from core import Diverged, RunSpec, Trainer, fingerprint
from scratchnet_tui.cli import verify as command
from tests.helpers.app_driver import train_from_start
from tests.helpers.cli_driver import CliDriver

SOME = "7k3f-9qxa"
"""The fingerprint of no moment that is looked at here."""

FIELDS = [
    "spec", "wanted", "matches", "epoch", "step", "fingerprint", "stopped_by", "looked_at",
    "engine", "seconds",
]  # fmt: skip

STEEP = ("--activation", "linear", "--output", "linear", "--rate", "50")


def at(epochs: int, updates: int = 0, **settings: object) -> str:
    """Return the fingerprint of a moment, taken update by update."""
    trainer = Trainer(dataclasses.replace(RunSpec(), **settings))  # type: ignore[arg-type]
    for _ in range(epochs * len(trainer.problem.batches(1)) + updates):
        trainer.step_sample()
    return trainer.fingerprint


# what `run` prints


def test_run_prints_the_fingerprint_of_its_end_and_the_engine(cli: CliDriver) -> None:
    result = cli.run_json("--epochs", 7)
    assert result["fingerprint"] == at(7)
    assert result["engine"] == train_from_start(RunSpec(), 7).engine
    last = cli("run", "--epochs", 7).out.splitlines()[-1]
    assert last == f"fingerprint {at(7)}, {result['engine']} engine"


def test_the_fingerprint_in_json_can_be_worked_out_from_what_stands_beside_it(
    cli: CliDriver,
) -> None:
    import numpy as np

    result = cli.run_json("--dataset", "and", "--bias", "--hidden", "3,2", "--epochs", 9)
    weights = {name: np.array(rows) for name, rows in result["weights"].items()}
    assert result["fingerprint"] == fingerprint(result["epoch"], result["step"], weights)


def test_a_diverged_run_prints_the_fingerprint_of_the_epoch_it_shows(cli: CliDriver) -> None:
    result = cli("run", *STEEP, "--format", "json").result
    assert result["stopped_by"] == "diverged"
    assert result["fingerprint"] == at(
        result["epoch"], activation=("linear",), output="linear", rate=50.0
    )


# a match


@pytest.mark.parametrize("epoch", [0, 1, 64, 300])
def test_an_epoch_is_found(cli: CliDriver, epoch: int) -> None:
    wanted = at(epoch, seed=4)
    answer = cli("verify", wanted, "--seed", 4, "--epochs", 300)
    assert (answer.code, answer.err) == (0, "")
    assert f"{wanted} matches: epoch {epoch}" in answer.out.splitlines()
    result = cli("verify", wanted, "--seed", 4, "--epochs", 300, "--format", "json").result
    assert list(result) == FIELDS
    assert RunSpec.from_json(result["spec"]) == RunSpec(seed=4)
    assert (result["wanted"], result["matches"], result["fingerprint"]) == (wanted, True, wanted)
    assert (result["epoch"], result["step"]) == (epoch, 4 * epoch)
    assert (result["stopped_by"], result["looked_at"]) == ("match", "epochs")


def test_training_ends_at_the_match(cli: CliDriver, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[int] = []
    whole = Trainer.run_for

    def counted(trainer: Trainer, *given: Any, **named: Any) -> int:
        taken.append(whole(trainer, *given, **named))
        return taken[-1]

    monkeypatch.setattr(Trainer, "run_for", counted)
    assert cli("verify", at(5)).code == 0
    assert sum(taken) == 5


@pytest.mark.parametrize(("epoch", "updates"), [(0, 1), (12, 3)])
def test_a_moment_within_an_epoch_is_found(cli: CliDriver, epoch: int, updates: int) -> None:
    wanted = at(epoch, updates)
    answer = cli("verify", wanted, "--epochs", 40)
    assert answer.code == 0
    assert f"{wanted} matches: epoch {epoch}, update {updates}" in answer.out.splitlines()
    result = cli("verify", wanted, "--epochs", 40, "--format", "json").result
    assert (result["matches"], result["looked_at"]) == (True, "updates")
    assert (result["epoch"], result["step"]) == (epoch, 4 * epoch + updates)


def test_it_is_typed_in_any_way(cli: CliDriver) -> None:
    wanted = at(3)
    for typed in (wanted.upper(), wanted.replace("-", ""), wanted.replace("-", " ")):
        result = cli("verify", typed, "--format", "json").result
        assert (result["wanted"], result["epoch"]) == (wanted, 3)


@pytest.mark.parametrize(
    "options",
    [
        ("--dataset", "iris", "--epochs", "4"),
        ("--lesson", "momentum", "--epochs", "5"),
        ("--dataset", "spiral", "--samples", "40", "--split", "0.8", "--epochs", "3"),
        ("--slip", "sign", "--epochs", "6"),
        ("--until-solved", "--rule", "momentum", "--rate", "0.5"),
    ],
)
def test_what_run_prints_is_verified_by_the_same_options(
    cli: CliDriver, options: tuple[str, ...]
) -> None:
    result = cli("run", "--format", "json", *options).result
    verified = cli("verify", result["fingerprint"], "--format", "json", *options)
    assert verified.code == 0
    assert verified.result["epoch"] == result["epoch"]
    assert verified.result["spec"] == result["spec"]


def test_a_match_counts_though_a_stop_rule_holds_there_too(cli: CliDriver) -> None:
    assert cli("verify", at(0), "--until-loss", "9").code == 0
    assert cli("verify", at(6), "--epochs", "6").code == 0


# no match


def test_no_match_says_how_far_it_looked_and_what_stands_there(cli: CliDriver) -> None:
    answer = cli("verify", SOME, "--epochs", 30)
    assert (answer.code, answer.err) == (3, "")
    said = " ".join(answer.out.split())
    assert f"{SOME} does not match: looked at epochs 0 to 30 and at each update within" in said
    assert "--epochs" in said
    assert f"stopped by epochs at epoch 30, which has {at(30)}" in said
    assert all(len(line) <= 80 for line in answer.out.splitlines())
    result = cli("verify", SOME, "--epochs", 30, "--format", "json")
    assert result.code == 3
    assert list(result.result) == FIELDS
    assert (result.result["matches"], result.result["fingerprint"]) == (False, at(30))
    assert (result.result["epoch"], result.result["step"]) == (30, 120)
    assert (result.result["stopped_by"], result.result["looked_at"]) == ("epochs", "updates")


def test_another_seed_does_not_match(cli: CliDriver) -> None:
    assert cli("verify", at(20, seed=2), "--epochs", 20).code == 3
    assert cli("verify", at(20, seed=2), "--epochs", 20, "--seed", 2).code == 0


def test_the_limit_counts_epochs(cli: CliDriver) -> None:
    assert cli("verify", at(21), "--epochs", 20).code == 3
    assert cli("verify", at(20), "--epochs", 20).code == 0
    assert cli("verify", at(20, 1), "--epochs", 20).code == 3


def test_where_an_epoch_is_one_update_there_is_nothing_within(cli: CliDriver) -> None:
    answer = cli("verify", SOME, "--epochs", 30, "--batch", "all")
    assert answer.code == 3
    assert f"{SOME} does not match: looked at epochs 0 to 30;" in answer.out


def test_the_untrained_network_alone(cli: CliDriver) -> None:
    answer = cli("verify", SOME, "--epochs", 0)
    assert answer.code == 3
    assert f"{SOME} does not match: looked at epoch 0, the untrained network\n" in answer.out
    assert f"stopped by epochs at epoch 0, which has {at(0)}" in answer.out


def test_too_many_updates_are_not_gone_through_one_by_one(
    cli: CliDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    within = at(5, 2)
    monkeypatch.setattr(command, "MOST_UPDATES", 40)
    assert cli("verify", within, "--epochs", 10).code == 0
    answer = cli("verify", within, "--epochs", 11)
    assert answer.code == 3
    assert "of updates within them there are more than 40, too many" in " ".join(answer.out.split())
    result = cli("verify", within, "--epochs", 11, "--format", "json").result
    assert (result["looked_at"], result["fingerprint"]) == ("epochs", at(11))


def test_a_stop_rule_ends_the_search(cli: CliDriver) -> None:
    ended = cli.run_json("--until-loss", "0.2")
    answer = cli("verify", SOME, "--until-loss", "0.2", "--format", "json")
    assert answer.code == 3
    assert answer.result["stopped_by"] == "until-loss"
    for name in ("epoch", "step", "fingerprint"):
        assert answer.result[name] == ended[name]


# other ends


def test_a_run_that_diverges_before(cli: CliDriver) -> None:
    answer = cli("verify", SOME, *STEEP)
    assert answer.code == 4
    assert "is no longer finite: diverged in epoch" in answer.err
    assert "; try --rate " in answer.err
    assert f"{SOME} does not match: looked at epochs 0 to " in " ".join(answer.out.split())
    result = cli("verify", SOME, *STEEP, "--format", "json").result
    assert (result["matches"], result["stopped_by"]) == (False, "diverged")
    assert "diverged in epoch" in result["message"]
    assert result["remedies"]
    assert result["fingerprint"] == cli("run", *STEEP, "--format", "json").result["fingerprint"]


@pytest.mark.parametrize("rate", [50.0, 100.0])
def test_a_moment_before_a_run_diverges_is_found(cli: CliDriver, rate: float) -> None:
    trainer = Trainer(RunSpec(activation=("linear",), output="linear", rate=rate))
    moments = [trainer.fingerprint]
    with suppress(Diverged):
        for _ in range(100):
            trainer.step_sample()
            moments.append(trainer.fingerprint)
    assert len(moments) == (5 if rate == 50.0 else 4), "at the end of an epoch, and within one"
    for moment in moments:
        answer = cli("verify", moment, *STEEP, "--rate", rate)
        assert (answer.code, answer.err) == (0, "")


def test_an_untrained_network_that_is_not_finite(cli: CliDriver, tmp_path: object) -> None:
    answer = cli("verify", SOME, "--rows", "1e200 0 1 0; 0 1 1 1", "--output", "linear",
                 "--activation", "linear", "--scale", "none")  # fmt: skip
    assert answer.code == 4
    assert "the untrained network already has no finite" in answer.err


@pytest.mark.parametrize("typed", ["7k3f", "7k3u-9qxa", "", "--", "7k3f-9qxa-1"])
def test_what_is_no_fingerprint_is_refused(cli: CliDriver, typed: str) -> None:
    said = cli.usage_error("verify", typed)
    assert "FINGERPRINT" in said
    if typed != "--":
        assert "eight of the signs 0-9 and a-z without i, l, o and u, such as 7k3f-9qxa" in said


def test_without_a_fingerprint(cli: CliDriver) -> None:
    assert "FINGERPRINT" in cli.usage_error("verify", "--epochs", "3")


def test_wrong_options_are_refused_as_by_run(cli: CliDriver) -> None:
    assert "--hidden" in cli.usage_error("verify", SOME, "--hidden", "x")
    assert "--format" in cli.usage_error("verify", SOME, "--format", "csv")
    assert "--every" in cli.usage_error("verify", SOME, "--every", "3")


@pytest.fixture
def heeding() -> Iterator[None]:
    """Heed ctrl+c also where the tests run in the background of a shell, which ignores it there."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heeding")
@pytest.mark.parametrize("when", ["epochs", "updates"])
def test_ctrl_c_says_how_far_it_has_come(
    cli: CliDriver, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    def interrupting(do: Callable[..., object], after: int) -> Callable[..., object]:
        count = 0

        def counted(*given: object) -> object:
            nonlocal count
            count += 1
            if count == after:
                signal.raise_signal(signal.SIGINT)
            return do(*given)

        return counted

    if when == "epochs":
        look = interrupting(fingerprint, 5)
        monkeypatch.setattr("core.run.trainer.fingerprint", look)
    else:
        monkeypatch.setattr(Trainer, "step_sample", interrupting(Trainer.step_sample, 9))
    answer = cli("verify", SOME, "--epochs", 20, "--format", "json")
    assert answer.code == 130
    assert (answer.result["matches"], answer.result["stopped_by"]) == (False, "interrupt")
    assert answer.result["looked_at"] == "epochs"
    found = re.search(r"interrupted at epoch (\d+)", answer.err)
    assert found is not None
    assert int(found[1]) == answer.result["epoch"] == (4 if when == "epochs" else 20)


def test_the_help_says_where_it_looks_and_how_it_ends(cli: CliDriver) -> None:
    said = " ".join(cli("verify", "--help").out.split())
    assert "after every epoch" in said
    assert "0: it matches; 3: it does not; 4: the run diverged before" in said
    assert json.dumps(list(json.loads(cli("verify", at(0), "--format", "json").out))) == (
        json.dumps(FIELDS)
    )
