"""The command `trace`: the update it explains, in words and as JSON, and its refusals."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from core import Phase, RunSpec, Trace, Trainer, explain
from tests.helpers.app_driver import train_from_start
from tests.helpers.cli_driver import CliDriver

BIG_RATE = ("--activation", "linear", "--output", "linear", "--rate", "50")


def traced(cli: CliDriver, *arguments: object) -> dict[str, Any]:
    answer = cli("trace", "--format", "json", *arguments)
    assert (answer.code, answer.err) == (0, "")
    assert len(answer.out.splitlines()) == 1
    return answer.result


def plain(phases: tuple[Phase, ...]) -> list[dict[str, Any]]:
    """Return phases as JSON has them."""
    return [
        {
            "name": phase.name,
            "title": phase.title,
            "formula": phase.formula,
            "note": phase.note,
            "equations": [
                {
                    "left": equation.left,
                    "text": equation.text(),
                    "terms": list(equation.terms),
                    "result": equation.result,
                    "note": equation.note,
                }
                for equation in phase.equations()
            ],
        }
        for phase in phases
    ]


def hold(result: dict[str, Any], trainer: Trainer, trace: Trace) -> None:
    assert RunSpec.from_json(result["spec"]) == trainer.spec
    assert (result["epoch"], result["step"]) == (trace.epoch, trace.step)
    assert result["samples"] == [row + 1 for row in trace.samples]
    assert result["phases"] == plain(explain(trainer.problem, trace))


@pytest.mark.parametrize("epochs", [0, 1, 7])
@pytest.mark.parametrize(
    ("options", "changes"),
    [
        ((), {}),
        (("--batch", "3"), {"batch": 3}),
        (("--batch", "all", "--loss", "cross-entropy"), {"batch": 0, "loss": "cross-entropy"}),
        (("--order", "shuffled", "--bias"), {"order": "shuffled", "bias": True}),
        (("--hidden", "0"), {"hidden": ()}),
        (
            ("--hidden", "3,2", "--activation", "tanh,relu"),
            {"hidden": (3, 2), "activation": ("tanh", "relu")},
        ),
    ],
    ids=str,
)
def test_the_next_update_of_the_run_is_explained(
    cli: CliDriver, options: tuple[object, ...], changes: dict[str, Any], epochs: int
) -> None:
    trainer = train_from_start(RunSpec(**changes), epochs)
    hold(traced(cli, "--epochs", epochs, *options), trainer, trainer.step_sample())


def test_without_options_it_is_the_first_update_of_all(cli: CliDriver) -> None:
    result = traced(cli)
    assert (result["epoch"], result["step"], result["samples"]) == (1, 1, [1])


@pytest.mark.parametrize("sample", [1, 3, 4])
def test_a_sample_is_explained_alone_at_the_present_weights(cli: CliDriver, sample: int) -> None:
    trainer = train_from_start(RunSpec(batch=0), 5)
    result = traced(cli, "--sample", sample, "--epochs", 5, "--batch", "all")
    hold(result, trainer, trainer.peek(sample - 1))
    assert result["samples"] == [sample]


def test_the_text_is_every_phase_and_equation_in_plain_lines(cli: CliDriver) -> None:
    answer = cli("trace", "--epochs", 10, "--batch", 2, "--hidden", 3)
    assert (answer.code, answer.err) == (0, "")
    trainer = train_from_start(RunSpec(hidden=(3,), batch=2), 10)
    phases = explain(trainer.problem, trainer.step_sample())
    head, *blocks = answer.out.rstrip("\n").split("\n\n")
    assert head.splitlines()[0] == ("xor  3-3-1 sigmoid  squared error  sgd 0.9  batch 2  seed 1")
    assert head.splitlines()[1:] == ["update 21, in epoch 11: rows 1, 2 of 4"]
    assert len(blocks) == len(phases)
    for i, (block, phase) in enumerate(zip(blocks, phases, strict=True), start=1):
        heading, formula, *lines = block.splitlines()
        assert heading == f"{i}. {phase.name}: {phase.title}"
        assert formula == phase.formula
        notes = len(lines) - phase.count
        assert " ".join(lines[:notes]) == phase.note
        assert lines[notes:] == [f"  {equation.text()}" for equation in phase.equations()]
    assert all(sign.isascii() and (sign.isprintable() or sign == "\n") for sign in answer.out)


def test_the_text_says_what_a_sample_alone_is(cli: CliDriver) -> None:
    for epochs, words in ((0, "0 epochs"), (1, "1 epoch "), (2, "2 epochs")):
        line = cli("trace", "--sample", 2, "--epochs", epochs).out.splitlines()[1]
        assert line.startswith("what row 2 alone would do after ")
        assert words in line


def test_a_long_batch_is_cut_in_the_heading(cli: CliDriver, tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("a,b\n" + "".join(f"0.{i},{i % 2}\n" for i in range(10, 40)), encoding="utf-8")
    out = cli("trace", "--data", path, "--batch", "all").out
    heading = " ".join(out.split("\n\n")[0].splitlines()[1:])
    assert heading.endswith("18, 19, 20 and 10 more of 30")


def test_units_have_the_names_of_the_table(cli: CliDriver, table: Path) -> None:
    out = cli("trace", "--data", table, "--hidden", 2).out
    for left in ("x[width]", "dW1[h2,height]", "db1[h2]", "dW2[big,h1]", "y2[big]"):
        assert f"  {left} = " in out


def test_a_softmax_of_two_targets(cli: CliDriver, tmp_path: Path) -> None:
    path = tmp_path / "pets.csv"
    path.write_text("w,h,cat,dog\n0.1,0.9,1,0\n0.8,0.2,0,1\n", encoding="utf-8")
    out = cli(
        "trace", "--data", path, "--target", "cat,dog", "--output", "softmax",
        "--loss", "cross-entropy", "--hidden", 0,
    ).out  # fmt: skip
    assert "y1 = softmax(v1) = exp(v1) / sum of all exp(v1)\n" in out
    assert "delta1 = e\n" in out


# mistakes, and runs that go wrong


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("--sample 0", ("--sample is 0", "from 1 to 4", "xor")),
        ("--sample 5", ("--sample is 5", "from 1 to 4", "xor")),
        ("--sample -1", ("--sample is -1", "from 1 to 4")),
        ("--sample two", ("--sample", "'two'", "whole number")),
        ("--sample 1.5", ("--sample", "'1.5'", "whole number")),
        ("--epochs -1", ("--epochs", "'-1'", "0 or more")),
        ("--epochs many", ("--epochs", "'many'", "0 or more")),
        ("--format csv", ("--format", "csv", "json")),
        ("--until-solved", ("--until-solved",)),
        ("--loss hinge", ("--loss", "'hinge'")),
        ("--hidden -1", ("--hidden", "-1")),
    ],
)
def test_a_mistake_is_one_sentence(cli: CliDriver, written: str, words: tuple[str, ...]) -> None:
    sentence = cli.usage_error("trace", *written.split())
    assert [word for word in words if word not in sentence] == []


def test_a_sample_is_refused_before_any_training(
    cli: CliDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    def train(*_: object) -> None:
        raise AssertionError("it trains")

    monkeypatch.setattr("scratchnet_tui.cli.trace.trained", train)
    cli.usage_error("trace", "--sample", 5, "--epochs", 1000)


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("more", [("--epochs", 100), ("--epochs", 1, "--sample", 1)])
def test_a_run_that_diverges_is_exit_4(cli: CliDriver, form: str, more: tuple[object, ...]) -> None:
    rate = ("--rate", "1e308") if "--sample" in more else ()
    answer = cli("trace", "--format", form, *BIG_RATE, *more, *rate)
    assert (answer.code, answer.out) == (4, "")
    assert len(answer.err.splitlines()) == 1
    assert "no longer finite" in answer.err


def test_the_update_of_one_sample_that_would_diverge_is_exit_4(
    cli: CliDriver, tmp_path: Path
) -> None:
    path = tmp_path / "steep.csv"
    path.write_text("a,b\n1,0\n1e150,0\n", encoding="utf-8")
    network = ("--hidden", 0, "--output", "linear", "--no-bias", "--rate", 1e10)
    options = ("--data", path, "--scale", "none", *network)
    assert cli("trace", *options, "--sample", 1).code == 0
    answer = cli("trace", *options, "--sample", 2)
    assert (answer.code, answer.out) == (4, "")
    assert answer.err.startswith(
        "scratchnet-tui: W1 is no longer finite: diverged in epoch 1 at update 1; try --rate "
    )


def test_json_knows_no_infinity(cli: CliDriver, tmp_path: Path) -> None:
    path = tmp_path / "weights.json"
    path.write_text('{"W1": [[1e308, 1e308, 0]], "W2": [[0]]}', encoding="utf-8")
    result = traced(cli, "--weights", path, "--sample", 4)
    results = [equation["result"] for phase in result["phases"] for equation in phase["equations"]]
    assert results.count(None) == 1, "v1 of h1"
    assert all(number is None or math.isfinite(number) for number in results)


def test_trace_is_among_the_commands(cli: CliDriver) -> None:
    answer = cli("--help")
    assert "\n    trace " in answer.out
