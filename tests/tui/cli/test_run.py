"""The command `run`: every option, every output format, every way to end."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core import LESSONS, RunSpec, Stop, Trainer, accuracy, evaluate
from scratchnet_tui.cli.options import start_of, stop_of
from scratchnet_tui.cli.parser import build_parser
from tests.helpers.app_driver import same_bits, train_from_start
from tests.helpers.cli_driver import CliDriver

FIELDS = (
    "spec", "epoch", "step", "mse", "loss", "accuracy", "solved", "stopped_by", "predictions",
    "weights", "engine", "seconds",
)  # fmt: skip
BIG_RATE = (
    "--activation", "linear", "--output", "linear", "--rate", "50", "--epochs", "100",
)  # fmt: skip


def spec_of(*arguments: object) -> RunSpec:
    return start_of(build_parser().parse_args(list(map(str, arguments)))).spec


def test_what_was_read_of_a_file_has_the_fields_that_programs_rely_on(
    cli: CliDriver, tmp_path: Path
) -> None:
    path = tmp_path / "measured.csv"
    path.write_text("id,width,big\n1,0.5,0\n2,0.7,1\n3,0.1,1\n4,0.3,0\n", encoding="utf-8")
    answer = cli("run", "--format", "json", "--epochs", 1, "--data", path)
    reading = json.loads(answer.out)["reading"]
    assert set(reading) == {"columns", "remarks"}
    assert {tuple(column) for column in reading["columns"]} == {("name", "role", "why", "words")}
    assert {tuple(remark) for remark in reading["remarks"]} == {
        ("code", "sentence", "columns", "settle", "guessed")
    }
    assert [remark["columns"] for remark in reading["remarks"] if remark["guessed"]] == [["id"]]


def test_the_result_has_the_fields_of_the_design(cli: CliDriver) -> None:
    result = cli.run_json("--epochs", 3)
    assert [name for name in FIELDS if name not in result] == []
    trainer = train_from_start(RunSpec(), 3)
    ahead, scores = evaluate(trainer.problem, trainer.state.params)
    assert RunSpec.from_json(result["spec"]) == RunSpec()
    assert (result["epoch"], result["step"]) == (3, 12)
    assert (result["mse"], result["loss"]) == (scores.mse, scores.loss)
    assert result["accuracy"] == accuracy(trainer.dataset, ahead.output)
    assert (result["solved"], result["stopped_by"]) == (False, "epochs")
    assert list(result["weights"]) == ["W1", "W2"]
    weights = {name: np.array(rows) for name, rows in result["weights"].items()}
    assert same_bits(weights, dict(trainer.state.params))
    assert [row["y"] for row in result["predictions"]] == ahead.output.tolist()
    assert [row["d"] for row in result["predictions"]] == trainer.dataset.d.tolist()
    assert [row["x"] for row in result["predictions"]] == trainer.dataset.x.tolist()
    assert isinstance(result["engine"], str)
    assert result["seconds"] >= 0.0


OPTIONS: list[tuple[tuple[object, ...], dict[str, Any]]] = [
    ((), {}),
    (("--dataset", "and"), {"dataset": "and"}),
    (("--hidden", "8,8"), {"hidden": (8, 8)}),
    (("--hidden", "0"), {"hidden": ()}),
    (
        ("--hidden", "3,2", "--activation", "tanh,relu"),
        {"hidden": (3, 2), "activation": ("tanh", "relu")},
    ),
    (("--activation", "relu"), {"activation": ("relu",)}),
    (("--output", "linear"), {"output": "linear"}),
    (("--bias",), {"bias": True}),
    (("--no-bias",), {"bias": False}),
    (("--loss", "cross-entropy"), {"loss": "cross-entropy"}),
    (("--rule", "sgd"), {"rule": "sgd"}),
    (("--rate", "0.25"), {"rate": 0.25}),
    (("--rate", "0"), {"rate": 0.0}),
    (("--batch", "3"), {"batch": 3}),
    (("--batch", "all"), {"batch": 0}),
    (("--order", "shuffled"), {"order": "shuffled"}),
    (("--slip", "no-slope"), {"slip": "no-slope"}),
    (("--momentum", "0.5", "--rule", "adam"), {"momentum": 0.5, "rule": "adam"}),
    (("--schedule", "cosine", "--period", "20"), {"schedule": "cosine", "period": 20}),
    (("--l1", "0.01", "--l2", "0.001"), {"l1": 0.01, "l2": 0.001}),
    (("--dropout", "0.25"), {"dropout": 0.25}),
    (("--rule", "momentum", "--rate", "0.1"), {"rule": "momentum", "rate": 0.1}),
    (("--schedule", "step"), {"schedule": "step"}),
    (("--data-seed", "9", "--split", "0.5"), {"data_seed": 9, "split": 0.5}),
    (("--extra", "none"), {}),
    (("--split", "0.5"), {"split": 0.5}),
    (("--scale", "standard"), {"scale": "standard"}),
    (("--scale-target", "none"), {"scale_target": "none"}),
    (
        ("--rows", "0 0 1 0; 0,1,1,1"),
        {"rows": ((0.0, 0.0, 1.0, 0.0), (0.0, 1.0, 1.0, 1.0))},
    ),
    (("--init", "uniform"), {"init": "uniform"}),
    (("--seed", "77"), {"seed": 77}),
    (("--seed", "3", "--seed", "4"), {"seed": 4}),
]  # fmt: skip


@pytest.mark.parametrize(("options", "changes"), OPTIONS, ids=lambda part: str(part)[:40])
def test_every_run_option_reaches_the_spec(
    cli: CliDriver, options: tuple[object, ...], changes: dict[str, Any]
) -> None:
    assert RunSpec.from_json(cli.run_json("--epochs", 1, *options)["spec"]) == RunSpec(**changes)
    assert spec_of(*options) == spec_of("run", *options) == RunSpec(**changes)


def test_options_may_stand_before_the_command(cli: CliDriver) -> None:
    answer = cli("--seed", 5, "run", "--epochs", 1, "--format", "json")
    assert answer.result["spec"]["seed"] == 5
    for command in ("run", "trace", "check"):
        told = [
            cli(*before, command, *after, "--format", "json").result["epoch"]
            for before, after in (
                ((), ("--epochs", 3)),
                (("--epochs", 3), ()),
                (("--epochs", 2), ("--epochs", 3)),
            )
        ]
        assert len(set(told)) == 1
    assert cli("check", "--format", "json").result["epoch"] == 0


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_is_its_spec_and_an_option_goes_before_it(name: str) -> None:
    spec = LESSONS[name].spec
    start = start_of(build_parser().parse_args(["--lesson", name]))
    assert (start.spec, start.lesson) == (spec, name)
    start = start_of(build_parser().parse_args(["--lesson", name, "--seed", "9"]))
    assert (start.spec.seed, start.lesson) == (9, name)
    start = start_of(build_parser().parse_args(["--hidden", "7", "--lesson", name]))
    assert (start.spec.hidden, start.lesson) == ((7,), None), "no longer the lesson's run"
    assert start.spec.loss == spec.loss


def test_a_file_brings_its_own_defaults(cli: CliDriver, table: Path, tmp_path: Path) -> None:
    spec = RunSpec.from_json(cli.run_json("--data", table, "--epochs", 1)["spec"])
    assert (spec.data_file, spec.dataset, spec.bias, spec.output) == (
        str(table), None, True, "sigmoid",
    )  # fmt: skip
    numbers = tmp_path / "numbers.csv"
    numbers.write_text("a,b,c\n1,2,3.5\n2,3,-4\n", encoding="utf-8")
    assert spec_of("--data", numbers).output == "linear"
    assert spec_of("--data", numbers, "--output", "tanh").output == "tanh"
    assert spec_of("--data", numbers, "--no-bias").bias is False
    two = cli.run_json("--data", numbers, "--target", "c,a", "--epochs", 1)
    assert two["spec"]["target"] == ["c", "a"]
    assert [row["d"] for row in two["predictions"]] == [[3.5, 1.0], [-4.0, 2.0]]


# ways to end


def test_epochs_run_out_with_success_where_no_goal_was_set(cli: CliDriver) -> None:
    result = cli.run_json("--epochs", 7)
    assert (result["epoch"], result["stopped_by"]) == (7, "epochs")


def test_a_loss_that_is_reached_ends_the_run(cli: CliDriver) -> None:
    result = cli.run_json("--until-loss", 0.2, "--lesson", "cross-entropy")
    trainer = Trainer(LESSONS["cross-entropy"].spec)
    epoch = next(record.epoch for record in trainer.run() if record.mse <= 0.2)
    assert (result["epoch"], result["stopped_by"]) == (epoch, "until-loss")
    assert cli.run_json("--until-loss", "inf")["epoch"] == 0


def test_being_solved_ends_the_run(cli: CliDriver) -> None:
    result = cli.run_json("--until-solved", "--lesson", "cross-entropy")
    assert (result["stopped_by"], result["solved"]) == ("until-solved", True)
    assert result["epoch"] == result["solved_since"]
    assert all(row["right"] for row in result["predictions"])


@pytest.mark.parametrize("goal", [("--until-solved",), ("--until-loss", "1e-9")])
@pytest.mark.parametrize("form", ["text", "json", "csv"])
def test_a_goal_that_is_missed_is_exit_3_with_the_result_all_the_same(
    cli: CliDriver, goal: tuple[str, ...], form: str
) -> None:
    answer = cli("run", "--epochs", 5, "--format", form, *goal)
    assert answer.code == 3
    assert len(answer.err.splitlines()) == 1
    assert "not reached in 5 epochs" in answer.err
    assert answer.out
    if form == "json":
        assert (answer.result["epoch"], answer.result["stopped_by"]) == (5, "epochs")


@pytest.mark.parametrize("form", ["text", "json", "csv"])
@pytest.mark.parametrize("goal", [(), ("--until-solved",)])
def test_a_run_that_diverges_is_exit_4_with_the_last_finite_state(
    cli: CliDriver, form: str, goal: tuple[str, ...]
) -> None:
    answer = cli("run", "--format", form, *BIG_RATE, *goal)
    assert answer.code == 4
    assert len(answer.err.splitlines()) == 1
    assert "no longer finite" in answer.err
    if form == "json":
        assert answer.result["stopped_by"] == "diverged"
        weights = answer.result["weights"].values()
        assert all(np.isfinite(np.array(rows)).all() for rows in weights)
    if form == "csv":
        rows = list(csv.reader(io.StringIO(answer.out)))[1:]
        assert all(math.isfinite(float(cell)) for row in rows for cell in row)


# text and csv


def test_the_csv_has_a_line_for_each_epoch(cli: CliDriver) -> None:
    answer = cli("run", "--epochs", 6, "--format", "csv", "--loss", "cross-entropy")
    header, *rows = csv.reader(io.StringIO(answer.out))
    assert (answer.code, answer.err) == (0, "")
    assert header == ["epoch", "mse", "loss", "accuracy"]
    trainer = Trainer(RunSpec(loss="cross-entropy"))
    records = [trainer.record, *trainer.run(max_epochs=6)]
    assert [int(row[0]) for row in rows] == list(range(7))
    assert [float(row[1]) for row in rows] == [record.mse for record in records]
    assert [float(row[2]) for row in rows] == [record.loss for record in records]
    assert all(0.0 <= float(row[3]) <= 1.0 for row in rows)


@pytest.mark.parametrize("form", ["csv", "text"])
@pytest.mark.parametrize(
    ("every", "epochs", "shown"),
    [(1, 3, [0, 1, 2, 3]), (2, 5, [0, 2, 4, 5]), (5, 10, [0, 5, 10]), (100, 3, [0, 3])],
)
def test_every_nth_epoch_is_printed_and_the_last(
    cli: CliDriver, form: str, every: int, epochs: int, shown: list[int]
) -> None:
    answer = cli("run", "--epochs", epochs, "--every", every, "--format", form)
    lines = answer.out.split("\n\n")[1 if form == "text" else 0].splitlines()[1:]
    assert [int(line.replace(",", " ").split()[0]) for line in lines] == shown


def test_the_text_tells_the_run_the_epochs_the_outputs_and_the_weights(cli: CliDriver) -> None:
    answer = cli("run", "--lesson", "early-return", "--epochs", 1000)
    trainer = train_from_start(LESSONS["early-return"].spec, 1000)
    head, epochs, predictions, first, second, end = answer.out.strip().split("\n\n")
    for part in ("xor", "3-4-1", "cross entropy", "sgd 0.9", "first only", "seed 1"):
        assert part in head
    assert len(epochs.splitlines()) == 1 + 11, "a heading, epoch 0 and ten in all"
    assert float(epochs.split()[-2]) == pytest.approx(trainer.record.mse, rel=1e-4)
    shown = [float(line.split()[-1]) for line in predictions.splitlines()[1:]]
    ahead, _ = evaluate(trainer.problem, trainer.state.params)
    assert shown == pytest.approx(ahead.output.ravel().tolist(), abs=5.1e-7)
    for name, text in (("W1", first), ("W2", second)):
        title, *rows = text.splitlines()
        assert title == name
        array = np.array([[float(number) for number in row.split()] for row in rows])
        np.testing.assert_allclose(array, trainer.state.params[name], atol=5.1e-4)
    assert end.startswith("stopped by epochs at epoch 1000")


def test_a_long_table_of_predictions_is_cut_and_says_so(cli: CliDriver, tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("a,b\n" + "".join(f"0.{i},{i % 2}\n" for i in range(10, 40)), encoding="utf-8")
    answer = cli("run", "--data", path, "--epochs", 1)
    assert "... and 10 more rows" in answer.out
    assert len(answer.out.split("\n\n")[2].splitlines()) == 1 + 20 + 1


# there and back


@pytest.mark.parametrize(
    "options",
    [
        ("--seed", 7), ("--hidden", "3,2", "--bias"), ("--hidden", "0", "--dataset", "and"),
        ("--loss", "cross-entropy", "--batch", "all"),
    ],
)  # fmt: skip
def test_a_result_given_as_weights_goes_on_where_it_ended(
    cli: CliDriver, tmp_path: Path, options: tuple[object, ...]
) -> None:
    path = tmp_path / "run.json"
    path.write_text(cli("run", "--epochs", 50, "--format", "json", *options).out, "utf-8")
    first = json.loads(path.read_text("utf-8"))
    start = start_of(build_parser().parse_args([*map(str, options), "--weights", str(path)]))
    begun = {name: array.tolist() for name, array in Trainer(start.spec).state.params.items()}
    assert begun == first["weights"]
    again = cli("run", "--epochs", 50, "--weights", path, "--format", "json", *options).result
    whole = cli.run_json("--epochs", 100, *options)
    assert again["weights"] == whole["weights"]
    assert again["mse"] == whole["mse"]
    assert RunSpec.from_json(again["spec"]).weights == start.spec.weights


def test_patience_ends_a_run_and_is_no_failure(cli: CliDriver) -> None:
    plateau = ("--hidden", 0, "--rate", 0, "--patience", 5)
    result = cli.run_json(*plateau)
    assert (result["epoch"], result["stopped_by"]) == (5, "patience")
    assert cli("run", "--until-solved", *plateau).code == 0


def test_made_up_data_take_their_samples_and_noise() -> None:
    spec = spec_of("--dataset", "spiral", "--samples", 50, "--noise", 0.2)
    assert (spec.dataset, spec.samples, spec.noise) == ("spiral", 50, 0.2)
    assert spec_of("--dataset", "spiral", "--extra", "x1^2,x1*x2").extra == ("x1^2", "x1*x2")


def test_stop_rules_are_taken_when_the_app_is_opened() -> None:
    words = ["--epochs", "9", "--until-loss", "0.1", "--until-solved", "--patience", "3"]
    assert stop_of(build_parser().parse_args(words)) == Stop(9, 0.1, True, 3)
    assert stop_of(build_parser().parse_args([])) == Stop()


MADE_UP: list[tuple[str, str, Any]] = [
    ("samples", "60", 60),
    ("noise", "0.25", 0.25),
    ("extra", "sin x1,x1^2", ("x1^2", "sin x1")),
    ("split", "0.75", 0.75),
]


@pytest.mark.parametrize(("name", "text", "value"), MADE_UP)
def test_the_options_of_made_up_data_reach_the_spec_and_the_rows(
    cli: CliDriver, name: str, text: str, value: Any
) -> None:
    given = ("--dataset", "gauss", "--epochs", 1)
    plain, other = cli.run_json(*given), cli.run_json(*given, f"--{name}", text)
    spec = RunSpec.from_json(other["spec"])
    assert spec == dataclasses.replace(RunSpec.from_json(plain["spec"]), **{name: value})
    assert other["predictions"] != plain["predictions"]


def test_columns_are_ignored(cli: CliDriver, table: Path) -> None:
    result = cli.run_json("--data", table, "--ignore", "width", "--epochs", 1)
    assert result["spec"]["ignore"] == ["width"]
    assert [row["x"] for row in result["predictions"]] == [[0.2], [0.8], [0.3], [0.9], [0.1], [0.6]]


def test_numbers_are_read_as_labels(cli: CliDriver, table: Path) -> None:
    result = cli.run_json("--data", table, "--target", "class:big", "--epochs", 1)
    assert result["spec"]["target"] == ["class:big"]
    assert [len(row["d"]) for row in result["predictions"]] == [2] * 6


def test_classes_get_a_confusion_matrix_and_a_test_set_its_own_scores(cli: CliDriver) -> None:
    options = ("--dataset", "iris", "--epochs", 30)
    result = cli.run_json(*options)
    trainer = Trainer(spec_of(*options))
    trainer.run_for(60.0, max_epochs=30)
    test = trainer.dataset.test
    assert test is not None
    _, scores = evaluate(trainer.problem, trainer.state.params, test)
    assert result["test"]["accuracy"] == scores.accuracy
    assert result["test"]["mse"] == scores.mse
    counts = np.array(result["test"]["confusion"])
    assert counts.sum() == len(test) == len(result["test"]["predictions"])
    assert counts.trace() / counts.sum() == scores.accuracy
    assert result["targets"] == ["setosa", "versicolor", "virginica"]
    scaling = trainer.dataset.scaling
    assert scaling is not None
    assert np.allclose(result["scaling"]["mean"], scaling.mean)
    printed = cli("run", *options).out
    assert "confusion matrix of the test set" in printed
    rows = [line.split() for line in printed.splitlines() if line.strip().startswith("virginica ")]
    assert [str(number) for number in counts[2].tolist()] in [row[1:] for row in rows]
    wrong = int(counts.sum() - counts.trace())
    assert f"{wrong} of {len(test)} rows are decided wrongly" in printed


@pytest.mark.parametrize("name", ["plane", "parity-4"])
def test_the_share_of_right_rows_is_counted_alike_in_both_sets(cli: CliDriver, name: str) -> None:
    result = cli.run_json("--dataset", name, "--split", 0.5, "--epochs", 300)
    for part in (result, result["test"]):
        rows = part["predictions"]
        right = sum(
            row["right"] if name == "plane" else (row["y"][0] > 0.5) == (row["d"][0] > 0.5)
            for row in rows
        )
        assert part["accuracy"] == right / len(rows)


def test_the_csv_of_epochs_has_the_columns_of_the_test_set(cli: CliDriver) -> None:
    text = cli("run", "--dataset", "iris", "--epochs", 2, "--format", "csv").out
    rows = list(csv.DictReader(io.StringIO(text)))
    own = ["epoch", "mse", "loss", "accuracy"]
    assert list(rows[0]) == [*own, "test_mse", "test_loss", "test_accuracy"]
    assert [int(row["epoch"]) for row in rows] == [0, 1, 2]
    assert all(0.0 <= float(row["test_accuracy"]) <= 1.0 for row in rows)


def test_three_parts_have_their_scores_and_every_class_its_own(cli: CliDriver) -> None:
    options = ("--dataset", "iris", "--split", "0.6,0.2", "--class-weight", "versicolor=3")
    result = cli.run_json(*options, "--epochs", 30)
    spec = RunSpec.from_json(result["spec"])
    assert (spec.split, spec.validation) == (0.6, 0.2)
    assert result["spec"]["class_weight"] == {"versicolor": 3.0}
    assert len(result["predictions"]) == 90
    for part in (result, result["validation"], result["test"]):
        counts = np.array(part["confusion"])
        assert counts.sum() == len(part["predictions"])
        by_class = part["metrics"]["by_class"]
        assert list(by_class) == ["setosa", "versicolor", "virginica"]
        recalls = [float(counts[i, i]) / float(counts[i].sum()) for i in range(3)]
        assert [each["recall"] for each in by_class.values()] == pytest.approx(recalls)
        assert [each["rows"] for each in by_class.values()] == counts.sum(axis=1).tolist()
        assert part["metrics"]["balanced_accuracy"] == pytest.approx(np.mean(recalls))
    text = cli("run", *options, "--epochs", 2, "--format", "csv").out
    rows = list(csv.DictReader(io.StringIO(text)))
    names = [f"{part}_{name}" for part in ("validation", "test") for name in ("mse", "loss")]
    assert set(names) < set(rows[0])
    trainer = Trainer(spec)
    trainer.run_for(60.0, max_epochs=2)
    validation, test = trainer.record.validation, trainer.record.test
    assert validation is not None
    assert test is not None
    assert float(rows[2]["validation_mse"]) == validation.mse
    assert float(rows[2]["test_mse"]) == test.mse
    printed = cli("run", *options, "--epochs", 30).out
    score = result["test"]["metrics"]["by_class"]["virginica"]
    shares = [f"{100 * score[name]:.1f} %" for name in ("precision", "recall", "f1")]
    assert any(
        line.split()[:2] == ["virginica", str(score["rows"])] and all(s in line for s in shares)
        for line in printed.splitlines()
    )
    table = printed.split("confusion")[0].splitlines()
    assert all(len(line) <= 80 for line in table[1:])


def test_a_class_that_is_never_answered_has_no_precision(cli: CliDriver, tmp_path: Path) -> None:
    path = tmp_path / "rare.csv"
    lines = [f"{i % 7},{i % 3},{'bad' if i % 25 == 0 else 'ok'}" for i in range(100)]
    path.write_text("\n".join(["a,b,y", *lines]), encoding="utf-8")
    options = ("--data", path, "--epochs", 20, "--rate", 0.01)
    result = cli.run_json(*options)
    bad = result["metrics"]["by_class"]["bad"]
    assert (bad["precision"], bad["recall"], bad["f1"]) == (None, 0.0, 0.0)
    assert result["metrics"]["balanced_accuracy"] == 0.5
    weighted = cli.run_json(*options, "--class-weight", "bad=60,ok=1")
    assert weighted["metrics"]["by_class"]["bad"]["recall"] > 0.5
    assert "balanced accuracy: train 50.0 %" in cli("run", *options).out


def test_patience_names_the_part_it_chose_by(cli: CliDriver) -> None:
    options = ("--dataset", "moons", "--noise", 0.3, "--patience", 3, "--epochs", 3000)
    for split, part in (("1", "train"), ("0.5", "test"), ("0.5,0.25", "validation")):
        given = ("run", *options, "--split", split)
        answer = cli(*given, "--format", "json")
        result = json.loads(answer.out)
        assert result["chosen_on"] == part
        assert result["stopped_by"] == "patience"
        assert ("--split 0.7,0.15" in answer.err) == (part == "test")
    assert cli.run_json("--epochs", 3)["chosen_on"] is None


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("--split", "0.8,0.3"), "more than 1"),
        (("--split", "0.7,-0.1"), "from 0 to below 1"),
        (("--split", "0.7,0.1,0.2"), "0.7,0.15"),
        (("--split", "most"), "0.7,0.15"),
        (("--class-weight", "balance"), "bad=5,ok=1"),
        (("--class-weight", "setosa"), "bad=5,ok=1"),
        (("--class-weight", "setosa=x"), "bad=5,ok=1"),
        (("--class-weight", "setosa=-1"), "above 0"),
        (("--class-weight", "rose=2"), "setosa, versicolor, virginica"),
        (("--class-weight", "setosa=2,setosa=3"), "twice"),
    ],
)
def test_shares_and_weights_that_are_not_legal_are_refused(
    cli: CliDriver, options: tuple[str, str], why: str
) -> None:
    said = cli.usage_error("run", "--dataset", "iris", *options)
    assert why in said
    assert options[0] in said


def test_a_column_with_a_comma_in_its_name_can_be_named(cli: CliDriver, tmp_path: Path) -> None:
    path = tmp_path / "towns.csv"
    path.write_text('x,"size, km2",name,y\n1,1,a,3\n2,2,b,4\n3,3,a,5\n', encoding="utf-8")
    options = ("--data", path, "--epochs", 1)
    result = cli.run_json(*options, "--target", '"size, km2", y', "--ignore", '"name"')
    assert result["targets"] == ["size, km2", "y"]
    assert result["spec"]["ignore"] == ["name"]
    assert "in quotes" in cli.usage_error("run", *options, "--target", '"size, km2')


def test_inputs_are_printed_in_the_units_of_the_file(cli: CliDriver, tmp_path: Path) -> None:
    path = tmp_path / "ages.csv"
    path.write_text("age,size,y\n20,1.5,0\n45,1.7,1\n70,1.6,1\n", encoding="utf-8")
    answer = cli("run", "--data", path, "--epochs", 1)
    assert cli.run_json("--data", path, "--epochs", 1)["spec"]["scale"] == "standard"
    cells = [line.split("|")[0].split() for line in answer.out.splitlines() if "->" in line]
    assert cells == [["20", "1.5"], ["45", "1.7"], ["70", "1.6"]]
