"""Mistakes on the command line: one sentence on standard error that names the place; exit 2."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import DATASET_NAMES, LESSONS, ORDERS
from tests.helpers.cli_driver import CliDriver, CommandResult, run_subprocess, without_slower

MISTAKES: list[tuple[str, tuple[str, ...]]] = [
    # what was written, and the words that must be in the answer
    ("--lesson xor", ("--lesson", "'xor'", "backprop-xor")),
    ("--dataset xorr", ("--dataset", "'xorr'", "did you mean xor")),
    ("--dataset mnist", ("--dataset", "'mnist'", "digits-8x8")),
    ("--dataset my.csv", ("--dataset", "'my.csv'", "--data")),
    ("--dataset xor --data f.csv", ("--dataset", "--data")),
    ("--target b", ("--target", "--data")),
    ("--hidden four", ("--hidden", "'four'")),
    ("--hidden 4,,4", ("--hidden", "'4,,4'")),
    ("--hidden 4.5", ("--hidden", "'4.5'")),
    ("--hidden -1", ("--hidden", "-1")),
    ("--hidden 4,0", ("--hidden", "0")),
    ("--hidden 10000000000000", ("--hidden", "at most 1,000,000")),
    ("--activation sigmoyd", ("--activation", "'sigmoyd'", "did you mean sigmoid")),
    ("--activation tanh,relu", ("--activation", "2 names", "1 layer")),
    ("--activation ,", ("--activation", "','")),
    ("--output step", ("--output", "'step'")),
    ("--output softmax", ("--output", "two targets")),
    ("--loss hinge", ("--loss", "'hinge'", "squared-error")),
    ("--loss cross-entropy --output tanh", ("--loss", "tanh", "sigmoid or softmax")),
    ("--rule newton", ("--rule", "'newton'")),
    ("--rate fast", ("--rate", "'fast'")),
    ("--rate -0.1", ("--rate", "-0.1", "0 or more")),
    ("--rate nan", ("--rate", "nan")),
    ("--rate inf", ("--rate", "inf")),
    ("--batch 0", ("--batch", "'0'", "1 or more, or all")),
    ("--batch -3", ("--batch", "'-3'")),
    ("--batch some", ("--batch", "'some'")),
    ("--order random", ("--order", "'random'", "shuffled")),
    ("--slip signs", ("--slip", "'signs'", "did you mean sign")),
    ("--init ones", ("--init", "'ones'", "uniform")),
    ("--init he_normal", ("--init", "'he_normal'", "he", "evenly")),
    ("--init literal", ("--init literal", "--weights")),
    ("--seed -1", ("--seed", "-1")),
    ("--seed 1.5", ("--seed", "'1.5'", "whole number")),
    ("--samples 1", ("--samples", "'1'", "2 or more")),
    ("--samples many", ("--samples", "'many'")),
    ("--samples 50", ("--samples", "xor")),
    ("--noise 2 --dataset spiral", ("--noise", "2")),
    ("--noise loud", ("--noise", "'loud'")),
    ("--data-seed -1", ("--data-seed", "-1")),
    ("--extra x3^2", ("--extra", "'x3^2'")),
    ("--split 0", ("--split", "0")),
    ("--split half", ("--split", "'half'")),
    ("--scale big", ("--scale", "'big'", "standard")),
    ("--rows 0,0,one", ("--rows", "'one'", "row 1")),
    ("--rows 1,2;;3,4", ("--rows", "row 2", "empty")),
    ("--momentum 1", ("--momentum", "1")),
    ("--schedule slow", ("--schedule", "'slow'", "cosine")),
    ("--period 0", ("--period", "0")),
    ("--l1 -1", ("--l1", "-1")),
    ("--l2 nan", ("--l2", "nan")),
    ("--dropout 1", ("--dropout", "1")),
    ("--momentum much", ("--momentum", "'much'")),
    ("--period 1.5", ("--period", "'1.5'", "whole number")),
    ("--l1 little", ("--l1", "'little'")),
    ("--l2 inf", ("--l2", "inf")),
    ("--dropout -0.1", ("--dropout", "-0.1")),
    ("--dropout half", ("--dropout", "'half'")),
    ("--data-seed one", ("--data-seed", "'one'", "whole number")),
    ("--noise 0.1", ("--noise", "xor")),
    ("--extra x1^2", ("--extra", "bias")),
    ("--extra x1^2,", ("--extra", "'x1^2,'")),
    ("--split 1.5", ("--split", "1.5")),
    ("--ignore b", ("--ignore", "--data")),
    ("--samples 9999999", ("--samples", "9999999", "100,000")),
    ("--rows 0,0", ("--rows", "row 1", "2 numbers")),
    ("--patience 0", ("--patience", "'0'", "1 or more")),
    ("--patience long", ("--patience", "'long'")),
    ("--seed one", ("--seed", "'one'")),
    ("--epochs -5", ("--epochs", "'-5'", "0 or more")),
    ("--epochs 1e3", ("--epochs", "'1e3'", "whole number")),
    ("--every 0", ("--every", "'0'")),
    ("--until-loss low", ("--until-loss", "'low'")),
    ("--until-loss -1", ("--until-loss", "'-1'")),
    ("--until-loss nan", ("--until-loss", "'nan'")),
    ("--format xml", ("--format", "xml", "json")),
    ("--frobnicate", ("--frobnicate",)),
    ("--lr fast", ("--lr", "'fast'")),
    ("--learning_rate fast", ("--learning_rate", "'fast'")),
    ("--optimizer newton", ("--rule", "'newton'")),
    ("--optimizr adam", ("--optimizr", "did you mean --optimizer?")),
    ("--weight-decay 0.1", ("--weight-decay", "--l2")),
    ("--data -x.csv", ("--data", "'--data=-x.csv'")),
    ("--data https://example.org/t/x.csv?raw=1",
     ("--data", "URL", "curl -LO 'https://example.org/t/x.csv?raw=1'", "give x.csv")),
    ("--weights ftp://example.org/w.json", ("--weights", "URL", "curl -LO")),
    ("--weights -", ("--weights", "standard input")),
    ("--seed", ("--seed", "expected one argument")),
    ("surplus", ("surplus",)),
    ("--epochs a/b", ("--epochs", "'a/b'")),
    ("some/file.csv", ("some/file.csv",)),
]  # fmt: skip


@pytest.mark.parametrize(("written", "words"), MISTAKES, ids=[entry[0] for entry in MISTAKES])
def test_a_mistake_names_option_value_and_what_is_legal(
    cli: CliDriver, written: str, words: tuple[str, ...]
) -> None:
    sentence = cli.usage_error("run", *written.split())
    assert [word for word in words if word not in sentence] == []


@pytest.mark.parametrize(
    "written", ["--pace 5", "--pace fast", "--start yes", "frobnicate", "list nothing"]
)
def test_mistakes_outside_run(cli: CliDriver, written: str) -> None:
    assert written.split()[-1] in cli.usage_error(*written.split())


def test_the_value_of_an_option_that_does_not_exist_is_not_taken_for_a_command(
    cli: CliDriver,
) -> None:
    sentence = cli.usage_error("--rat", "5")
    assert "'--rat'" in sentence
    assert "did you mean --rate?" in sentence


@pytest.mark.parametrize("command", ["trace", "check"])
@pytest.mark.parametrize("rule", ["--until-loss 0.1", "--until-solved", "--patience 5"])
def test_a_stop_rule_before_a_command_that_has_none(
    cli: CliDriver, command: str, rule: str
) -> None:
    sentence = cli.usage_error(*rule.split(), command)
    assert rule.split()[0] in sentence
    assert "--epochs" in sentence


def test_the_app_needs_a_terminal(cli: CliDriver) -> None:
    assert "scratchnet-tui run" in cli.usage_error("--seed", "3")


def test_what_is_too_long_to_be_a_number_is_called_by_its_option(cli: CliDriver) -> None:
    for option in ("--epochs", "--every", "--seed", "--batch", "--hidden"):
        sentence = cli.usage_error("run", option, "9" * 5000)
        assert option in sentence
        assert "_count" not in sentence


TABLES = [
    ("a,b\n1,two\n", ("line 2", "column 2", "'b'", "'two'")),
    ("a,b\n1,2\n3\n", ("line 3",)),
    ("a,b\n1,2\n3,4,5\n", ("line 3",)),
    ("a,b\n1,\n", ("'b'", "empty")),
    ("a,b\n1,nan\n", ("'b'", "empty")),
    ("a,b\n", ("no row",)),
    ("", ("empty",)),
    ("1,2\n3,4\n", ("line 1", "header")),
    ("a\n1\n", ("line 1", "one column")),
    ('a,b\n"1,2\n', ("line 2", "quote")),
    ("a,b\n1;2\n", ("line 2",)),
]


@pytest.mark.parametrize(("content", "words"), TABLES)
def test_a_bad_table_is_named_with_line_and_column(
    cli: CliDriver, tmp_path: Path, content: str, words: tuple[str, ...]
) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(content, encoding="utf-8")
    sentence = cli.usage_error("run", "--data", path)
    assert [word for word in (str(path), *words) if word not in sentence] == []


def test_a_data_file_that_cannot_be_read_is_named_with_its_option(
    cli: CliDriver, tmp_path: Path
) -> None:
    for path in (tmp_path, tmp_path / "none.csv"):
        sentence = cli.usage_error("run", "--data", path)
        assert str(path) in sentence
        assert "--data" in sentence


def test_a_target_that_is_no_column_is_named_with_those_there_are(
    cli: CliDriver, table: Path
) -> None:
    sentence = cli.usage_error("run", "--data", table, "--target", "bug")
    assert [word for word in ("'bug'", "'big'", "'width'") if word not in sentence] == []
    cli.usage_error("run", "--data", table, "--target", "big,big")
    cli.usage_error("run", "--data", table, "--target", "width,height,big")


WEIGHTS = [
    ("{", ("line 1", "column 2")),
    ("[1, 2]", ("W1",)),
    ("{}", ("W1",)),
    ('{"W1": 5}', ("W1",)),
    ('{"W1": [[1, 2, "x"]], "W2": [[1]]}', ("W1[0][2]", "'x'")),
    ('{"W1": [[1, 2, NaN]]}', ("W1[0][2]", "nan")),
    ('{"W1": [[1, 2, 1e999]]}', ("W1[0][2]", "inf")),
    ('{"W1": [[1, 2, 3], [1, 2]]}', ("row 1 of W1",)),
    ('{"W1": [[1, 2, 3]], "W9": [[1]]}', ("W9",)),
    ('{"W1": [[1, 2]]}', ("1 x 2", "3-1", "1 x 3")),
    ('{"W1": [[1,2,3],[1,2,3]]}', ("2 x 3", "3-1", "1 x 3")),
    ('{"W1": [[true, 2, 3]]}', ("W1[0][0]",)),
    ("\ufeff", ("JSON",)),
    ("[" * 100_000, ("JSON",)),
]


@pytest.mark.parametrize(("content", "words"), WEIGHTS, ids=range(len(WEIGHTS)))
def test_bad_weights_are_named_with_their_place(
    cli: CliDriver, tmp_path: Path, content: str, words: tuple[str, ...]
) -> None:
    path = tmp_path / "weights.json"
    path.write_text(content, encoding="utf-8")
    sentence = cli.usage_error("run", "--weights", path)
    assert [word for word in ("--weights", *words) if word not in sentence] == []


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04"])
def test_weights_that_are_no_text(cli: CliDriver, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "weights.npz"
    path.write_bytes(data)
    assert "--weights" in cli.usage_error("run", "--weights", path)


def test_weights_that_cannot_be_read(cli: CliDriver, tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.json", tmp_path / "two\nlines.json"):
        assert "--weights" in cli.usage_error("run", "--weights", path)


def test_given_weights_and_drawn_ones_exclude_each_other(cli: CliDriver, tmp_path: Path) -> None:
    path = tmp_path / "weights.json"
    path.write_text(json.dumps({"W1": [[1, 2, 3]]}), encoding="utf-8")
    sentence = cli.usage_error("run", "--weights", path, "--init", "uniform", "--hidden", "0")
    assert "--init" in sentence
    assert "--weights" in sentence


@pytest.mark.parametrize("words", [("two\nlines",), ("--seed", "1\n2"), ("--data", "a\nb.csv")])
def test_a_line_end_in_a_value_does_not_break_the_sentence(
    cli: CliDriver, words: tuple[str, ...]
) -> None:
    cli.usage_error("run", *words)


# anything at all

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0/"), max_size=12)
scraps = st.sampled_from(
    [
        "",
        "0",
        "1",
        "-1",
        "2,3",
        "0.5",
        "nan",
        "1e9",
        "all",
        "x",
        "é",
        "한글",
        " ",
        "--",
        "-",
        "٣",
        "1_0",
    ]
)
values = texts | scraps | st.sampled_from([*DATASET_NAMES, *ORDERS, *LESSONS, "tanh", "softmax"])
options = st.sampled_from(
    [
        "lr", "batch_size", "optimizer",
        "lesson", "dataset", "data", "target", "activation", "output", "loss", "rule", "rate",
        "batch", "order", "slip", "init", "seed", "weights", "until-loss", "every", "format",
        "ignore", "rows", "samples", "noise", "data-seed", "extra", "split", "scale", "momentum",
        "schedule", "period", "l1", "l2", "dropout", "patience", "scale-target",
    ]
)  # fmt: skip
small_widths = st.tuples(st.just("hidden"), scraps | st.sampled_from(["-", "3;3", "a", "２"]))


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(options, values) | small_widths, max_size=4))
def test_no_value_of_any_option_is_answered_with_a_traceback(
    cli: CliDriver, chosen: list[tuple[str, str]]
) -> None:
    words = [word for option, value in chosen for word in (f"--{option}", value)]
    answer: CommandResult = cli("run", "--epochs", 1, *words)
    assert answer.code in (0, 2, 3, 4)
    if answer.code == 2:
        assert answer.out == ""
        assert len(answer.err.rstrip("\n").split("\n")) == 1, answer.err
    else:
        assert len(answer.faults) == (answer.code != 0)


def test_a_run_that_does_not_fit_into_memory_is_a_sentence(
    cli: CliDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_rest: object, **_named: object) -> None:
        raise MemoryError

    monkeypatch.setattr("scratchnet_tui.cli.training.Trainer", full)
    assert "not enough memory" in cli.usage_error("run")


# in a process of its own


def test_help_and_version_import_nothing_heavy() -> None:
    code = (
        "import sys; sys.argv = ['scratchnet-tui', {!r}]\n"
        "from scratchnet_tui.cli.parser import main\n"
        "try: main()\n"
        "except SystemExit as end: assert end.code == 0\n"
        "heavy = {{'numpy', 'textual', 'rich', 'plotext'}} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    import subprocess
    import sys

    for flag in ("--help", "--version"):
        done = subprocess.run(
            [sys.executable, "-c", code.format(flag)], capture_output=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, b"")
        assert done.stdout


def test_names_beyond_the_encoding_of_the_terminal_are_printed_somehow(tmp_path: Path) -> None:
    path = tmp_path / "k.csv"
    path.write_text("키,몸무게\n0.1,1\n0.2,0\n", encoding="utf-8")
    for form in ("text", "json", "csv"):
        done = run_subprocess(
            "run", "--data", str(path), "--epochs", "1", "--format", form, PYTHONIOENCODING="ascii"
        )
        assert b"Traceback" not in done.stderr
        assert done.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full disk to write to")
@pytest.mark.parametrize("words", ["run --epochs 1", "list"])
def test_a_full_disk_is_a_sentence(words: str) -> None:
    import subprocess
    import sys

    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "scratchnet_tui", *words.split()],
            stdout=full, stderr=subprocess.PIPE, env=os.environ, check=False,
        )  # fmt: skip
    assert b"Traceback" not in done.stderr
    assert len(without_slower(done.stderr.decode()).splitlines()) == 1
    assert done.returncode != 0
