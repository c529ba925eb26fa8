"""What the command line says beside the result: notes, remedies, and the settings it chose."""

from __future__ import annotations

import csv
import io
import json
import math
import os
import re
from pathlib import Path

import pytest

from core import RunSpec
from tests.helpers.cli_driver import CliDriver, run_subprocess

LINE = ("--activation", "linear", "--output", "linear")


def notes(cli: CliDriver, *arguments: object) -> list[str]:
    """Return the notes of a command that must succeed and say nothing else."""
    answer = cli(*arguments)
    assert answer.code == 0, answer
    assert answer.faults == []
    return answer.notes


# other names of the options


@pytest.mark.parametrize(
    ("written", "fields"),
    [
        ("--lr 0.25", {"rate": 0.25}),
        ("--learning-rate=0.25", {"rate": 0.25}),
        ("--learning_rate 0.25", {"rate": 0.25}),
        ("--optimizer Adam", {"rule": "adam"}),
        ("--batch-size 2", {"batch": 2}),
        ("--batch_size ALL", {"batch": 0}),
        ("--activation ReLU --loss mse", {"activation": ["relu"], "loss": "squared-error"}),
        ("--dataset XOR --hidden none", {"dataset": "xor", "hidden": []}),
        ("--lr 0.1 --rate 0.2", {"rate": 0.2}),
    ],
)
def test_options_and_names_as_people_know_them(
    cli: CliDriver, written: str, fields: dict[str, object]
) -> None:
    spec = cli.run_json("--epoch", 1, *written.split())["spec"]
    assert {name: spec[name] for name in fields} == fields


def test_the_help_tells_the_other_names_and_lists_each_option_once(cli: CliDriver) -> None:
    for command in ((), ("run",), ("trace",), ("check",)):
        text = cli(*command, "--help").out
        assert "--learning-rate" in text
        assert len(re.findall(r"^  --rate ", text, re.MULTILINE)) == 1
        assert not re.findall(r"^  --(lr|learning|batch_size|data_seed)", text, re.MULTILINE)


def test_an_option_that_does_not_exist_is_not_blamed_on_the_topic(cli: CliDriver) -> None:
    for words in ("list --seed 3", "list -s 3", "list --seed=3 rules"):
        assert "option" in cli.usage_error(*words.split())
        assert "topic" not in cli.usage_error(*words.split())


# notes


@pytest.mark.parametrize("command", ["run", "trace", "check"])
def test_an_option_without_effect_gets_a_note(cli: CliDriver, command: str) -> None:
    (note,) = notes(cli, command, "--epochs", 2, "--momentum", 0.5)
    assert note.startswith("--momentum has no effect")
    assert notes(cli, command, "--epochs", 2, "--momentum", 0.5, "--rule", "adam") == []
    assert notes(cli, command, "--epochs", 2, "--lr", 0.5) == []


def test_several_notes_have_a_line_each(cli: CliDriver) -> None:
    words = "--hidden 0 --activation tanh --dropout 0.5 --period 5 --patience 3 --every 2"
    found = notes(cli, "run", "--epochs", 3, "--format", "json", *words.split())
    named = [note.split()[0] for note in found]
    assert sorted(named) == ["--activation", "--dropout", "--every", "--patience", "--period"]


def test_a_run_that_is_refused_has_no_notes(cli: CliDriver) -> None:
    assert "softmax" in cli.usage_error("run", "--output", "softmax", "--momentum", "0.5")


def test_targets_out_of_reach_get_a_note_where_the_output_was_chosen(cli: CliDriver) -> None:
    (note,) = notes(cli, "run", "--dataset", "plane", "--output", "Sigmoid", "--epochs", 1)
    assert "between 0 and 1" in note
    assert "output linear" in note
    assert notes(cli, "run", "--dataset", "plane", "--epochs", 1) == []


# the untrained network


@pytest.mark.parametrize("form", ["text", "json", "csv"])
def test_no_epochs_show_the_untrained_network(cli: CliDriver, form: str) -> None:
    answer = cli("run", "--epochs", 0, "--format", form)
    assert (answer.code, answer.err) == (0, "")
    if form == "json":
        first = answer.result
        assert (first["epoch"], first["step"], first["stopped_by"]) == (0, 0, "epochs")
        assert first["predictions"] != cli.run_json("--epochs", 1)["predictions"]
    elif form == "csv":
        assert [row[0] for row in csv.reader(io.StringIO(answer.out))] == ["epoch", "0"]
    else:
        assert "stopped by epochs at epoch 0" in answer.out


def test_a_goal_without_training_is_reached_only_where_it_holds(
    cli: CliDriver, tmp_path: Path
) -> None:
    assert cli("run", "--epochs", 0, "--until-solved").code == 3
    assert cli("run", "--epochs", 0, "--until-loss", 0.001).code == 3
    assert cli("run", "--epochs", 0, "--until-loss", 1).code == 0
    path = tmp_path / "solved.json"
    path.write_text(cli("run", "--until-solved", "--format", "json").out, "utf-8")
    assert cli("run", "--epochs", 0, "--until-solved", "--weights", path).code == 0


# divergence


@pytest.mark.parametrize(
    ("options", "epoch"),
    [
        (("--rate", 1e6), 0),
        (("--rate", 3, "--every", 7), 1),
        (("--rate", 1.7e308, "--batch", "all", "--seed", 3), 0),
        (("--activation", "tanh", "--rate", 3), None),
        (("--rate", 0.9, "--split", 0.5, "--dataset", "parity-3"), None),
    ],
)
def test_text_csv_and_json_agree_on_the_last_epoch_of_a_diverged_run(
    cli: CliDriver, options: tuple[object, ...], epoch: int | None
) -> None:
    answers = {form: cli("run", *LINE, *options, "--format", form) for form in FORMS}
    assert {answer.code for answer in answers.values()} == {4}
    result = answers["json"].result
    header, *rows = csv.reader(io.StringIO(answers["csv"].out))
    last = dict(zip(header, rows[-1], strict=True))
    told = re.search(r"stopped by diverged at epoch (\d+)", answers["text"].out)
    assert told
    assert int(last["epoch"]) == int(told[1]) == result["epoch"]
    assert epoch in (None, result["epoch"])
    assert float(last["mse"]) == result["mse"]
    assert float(last["loss"]) == result["loss"]
    table = answers["text"].out.split("\n\n")[1].splitlines()
    assert int(table[-1].split()[0]) == result["epoch"]
    shown = re.findall(r"-> +(\S+)", answers["text"].out)
    y = [value for row in result["predictions"] for value in row["y"]]
    assert [float(text) for text in shown] == pytest.approx(y, rel=1e-5, abs=1e-6)
    assert len({answer.err.splitlines()[-1] for answer in answers.values()}) == 1


FORMS = ("text", "json", "csv")


def test_a_diverged_run_names_remedies_and_they_help(cli: CliDriver) -> None:
    answer = cli("run", *LINE, "--rate", 3, "--format", "json")
    assert answer.code == 4
    options = re.findall(r"--[a-z]+ [\w.]+", answer.err.partition("; try ")[2])
    assert options
    assert options[0].startswith("--rate ")
    words = " ".join(options).split()
    assert cli("run", *LINE, *words, "--epochs", 300).code == 0
    told = [name for remedy in answer.result["remedies"] for name in remedy["options"]]
    assert [f"--{name}" for name in told] == words[::2]
    assert ";" not in answer.result["message"]


@pytest.mark.parametrize("command", ["trace", "check"])
def test_the_other_commands_name_remedies_too(cli: CliDriver, command: str) -> None:
    answer = cli(command, *LINE, "--rate", 3, "--epochs", 100)
    assert answer.code == 4
    assert "try --rate " in answer.err


# weights with their settings


def test_a_saved_run_is_taken_up_with_its_data_and_settings(cli: CliDriver, tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    words = "--dataset iris --hidden 6 --activation relu --split 0.7 --extra x1^2 --epochs 20"
    first = cli.run_json(*words.split())
    path.write_text(json.dumps(first), encoding="utf-8")
    again = cli.run_json("--weights", path, "--epochs", 0)
    for name in ("mse", "loss", "predictions", "test", "confusion", "scaling", "targets"):
        assert again[name] == first[name], name
    assert RunSpec.from_json(again["spec"]).init == "literal"


def test_what_differs_from_the_saved_run_is_said_in_one_line(
    cli: CliDriver, tmp_path: Path
) -> None:
    path = tmp_path / "run.json"
    path.write_text(json.dumps(cli.run_json("--dataset", "iris", "--epochs", 3)), encoding="utf-8")
    given = ("--weights", path, "--epochs", 0)
    (note,) = notes(cli, "run", *given, "--activation", "relu", "--scale", "none")
    assert "activation relu (tanh in the file)" in note
    assert "scale none (standard in the file)" in note
    (note,) = notes(cli, "run", *given, "--data-seed", 5)
    assert "mean" in note
    assert notes(cli, "run", *given, "--rate", 0.5, "--rule", "adam") == []


def test_a_saved_run_on_other_data(cli: CliDriver, tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    words = "--dataset gauss --hidden 3 --activation relu --epochs 2"
    path.write_text(json.dumps(cli.run_json(*words.split())), encoding="utf-8")
    spec = cli.run_json("--weights", path, "--dataset", "circle", "--epochs", 0)["spec"]
    assert (spec["dataset"], spec["activation"], spec["hidden"]) == ("circle", ["relu"], [3])


# paths


@pytest.mark.parametrize("written", ["'{}'", ' "{}" ', "file://{}", "{}\n", "~/{name}"])
def test_a_path_may_be_pasted(
    cli: CliDriver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    table, weights = tmp_path / "my table.csv", tmp_path / "my weights.json"
    table.write_text("a,b\n0,0\n1,1\n", encoding="utf-8")
    weights.write_text('{"W1": [[1]], "b1": [0]}', encoding="utf-8")
    given = [written.format(path, name=path.name) for path in (table, weights)]
    spec = cli.run_json("--data", given[0], "--weights", given[1], "--epochs", 0)["spec"]
    assert spec["data_file"] == str(table)


def test_a_path_that_leads_nowhere_is_named_as_it_was_understood(cli: CliDriver) -> None:
    sentence = cli.usage_error("run", "--data", "'/nowhere/my table.csv' ")
    assert "/nowhere/my table.csv: " in sentence
    assert "'" not in sentence


def test_json_is_plain_text_for_any_file_name(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/\xff\xed.csv"
    Path(os.fsdecode(path)).write_text("a,b\n0,0\n1,1\n", encoding="utf-8")
    for command in ("run", "trace", "check"):
        words = (command, "--data", os.fsdecode(path), "--epochs", "1", "--format", "json")
        done = run_subprocess(*words)
        assert done.returncode == 0, done.stderr
        named = json.loads(done.stdout)["spec"]["data_file"]
        assert named.encode("utf-8").endswith(b"\\udcff\\udced.csv"), "no lone surrogate"


def test_numbers_of_a_diverged_run_are_finite(cli: CliDriver) -> None:
    result = cli("run", *LINE, "--rate", 3, "--format", "json").result
    assert all(math.isfinite(v) for rows in result["weights"].values() for row in rows for v in row)


def test_a_saved_run_keeps_its_class_weights(cli: CliDriver, tmp_path: Path) -> None:
    path = tmp_path / "saved.json"
    saved = cli.run_json("--dataset", "iris", "--class-weight", "setosa=5", "--epochs", 3)
    path.write_text(json.dumps(saved), encoding="utf-8")
    again = cli.run_json("--weights", path, "--epochs", 0)
    assert again["spec"]["class_weight"] == {"setosa": 5.0}
    assert again["loss"] == saved["loss"]
    assert not notes(cli, "run", "--weights", path, "--epochs", 0)
    (said,) = notes(cli, "run", "--weights", path, "--class-weight", "none", "--epochs", 0)
    assert "setosa=5 in the file" in said


def test_how_the_file_of_a_saved_run_is_read_can_be_said(cli: CliDriver, tmp_path: Path) -> None:
    table, path = tmp_path / "t.csv", tmp_path / "run.json"
    rows = [f"{i / 9},{'' if i == 4 else i / 20},{i % 2}" for i in range(10)]
    table.write_text("a,b,y\n" + "\n".join(rows) + "\n", encoding="utf-8")
    run = ("run", "--format", "json")
    first = cli(*run, "--data", table, "--missing", "drop", "--epochs", 3).result
    path.write_text(json.dumps(first), encoding="utf-8")
    again = cli(*run, "--weights", path, "--missing", "mean", "--epochs", 0).result
    assert again["spec"]["missing"] == "mean"
    assert len(again["predictions"]) == len(first["predictions"]) + 1
    for other in (("--dataset", "xor"), ("--lesson", "delta-rule")):
        said = cli.usage_error("run", "--weights", path, "--missing", "mean", *other)
        assert "--missing" in said
        assert "--data" in said
