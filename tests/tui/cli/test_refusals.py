"""Every refusal is one short line, fit for a terminal, with exit code 2."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from scratchnet_tui.settings.table import ACTIVATIONS
from tests.helpers.cli_driver import CliDriver
from tests.helpers.hostile_table import COLUMNS, FILE, LABELS

LONGEST = 400
"""Five rows of 80 columns at the worst, with a long path and long names; most have two."""

LONGEST_REMARK = 700
"""Five columns by name, each with a reason or a cell of it."""

in_one_session = settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def refusal(cli: CliDriver, *words: object) -> str:
    """Return the sentence a command is refused with; empty where it was not refused.

    Before it stands what there is to be said of a table that was read.
    """
    answer = cli(*words)
    assert answer.code in (0, 2, 3, 4), answer
    *remarks, last = answer.err.removesuffix("\n").split("\n")
    if answer.code == 0:
        remarks.append(last)
    for line in (*remarks, last):
        assert line.isprintable(), ascii(line)
        assert len(line) <= LONGEST_REMARK, line
    assert last or answer.code == 0, "it says why"
    if answer.code != 2:
        return ""
    assert answer.out == ""
    assert len(last) <= LONGEST, last
    return last


NAMED = (
    "lesson", "dataset", "activation", "output", "loss", "rule", "rate", "batch", "order", "slip",
    "init", "seed", "weights", "until-loss", "every", "format", "rows", "samples", "noise",
    "data-seed", "extra", "split", "scale", "momentum", "schedule", "period", "l1", "l2", "dropout",
    "patience", "epochs", "data", "pace", "frobnicate", "hidden", "scale-target",
)  # fmt: skip
digits = st.integers(1, 6000).map(lambda count: "9" * count)
nested = st.integers(1, 2000).map(lambda depth: "[" * depth)
wild = (
    st.text(min_size=1, max_size=300)
    | st.sampled_from([FILE, *COLUMNS, *LABELS])
    | digits
    | digits.map(lambda text: f"-{text}")
    | nested
    | st.just("," * 5000)
    | st.just(f"{','.join(ACTIVATIONS)}," * 300)
)


@in_one_session
@given(st.sampled_from(NAMED), wild)
@example("hidden", "9" * 4300)
@example("hidden", "4," * 2000 + "0")
@example("hidden", "-" + "9" * 4300)
@example("seed", "9" * 4300)
@example("period", "-" + "9" * 4300)
@example("samples", "9" * 4300)
@example("batch", "9" * 4301)
@example("rows", "1e999 2 3; 0 0")
@example("weights", "x" * 4000)
@example("data", "x/" * 2000)
def test_no_value_of_an_option_is_too_much_for_its_refusal(
    cli: CliDriver, option: str, value: str
) -> None:
    value = value.replace("\0", "")
    if option == "hidden" and value.strip("0123456789, ") == "" and len(value) < 8:
        value += "x"  # a network that is valid is another matter
    steps = () if option in ("epochs", "every") else ("--epochs", "1")
    sentence = refusal(cli, "run", *steps, f"--{option}={value}")
    if option in ("frobnicate", "pace") or len(value) > 300:
        assert f"--{option}" in sentence or not sentence


values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=60)
    | st.sampled_from([FILE, *COLUMNS]),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=60), inner),
    max_leaves=12,
)  # fmt: skip
weights = st.fixed_dictionaries({"W1": values}, optional={"W2": values, COLUMNS[2]: values})


@in_one_session
@given(weights.map(json.dumps) | values.map(json.dumps) | st.text())
@example('{"W1": [[' + "9" * 4301 + "]]}")
@example('{"W1": [[1, 2, ' + "9" * 4300 + "]]}")
@example('{"W1": ' + "[" * 990 + "]" * 990 + "}")
@example('{"W1": [[1, ' + "[" * 900 + "]" * 900 + "]]}")
@example('{"W1": [[1, ' + '{"a": ' * 900 + "1" + "}" * 900 + "]]}")
@example("[" * 990 + "]" * 990)
@example("[" * 100_000)
@example('{"W1": [["' + "x" * 100_000 + '"]]}')
@example('{"' + "x" * 100_000 + '": [[1]]}')
@example("{" + ", ".join(f'"W{k}": [[1]]' for k in range(1, 500)) + "}")
def test_no_weights_file_is_too_much_for_its_refusal(
    cli: CliDriver, tmp_path: Path, content: str
) -> None:
    path = tmp_path / "weights.json"
    path.write_text(content, encoding="utf-8", errors="replace")
    sentence = refusal(cli, "run", "--epochs", "1", "--weights", path)
    assert sentence.startswith("scratchnet-tui: --weights") or not sentence


cells = (
    st.sampled_from(
        ["0", "1", "0.5", "-3", "1e999", "nan", "", " ", "1,5", "1_0", "yes", "no", '"']
    )
    | st.sampled_from([*COLUMNS, *LABELS])
    | st.text(max_size=20)
    | digits
)
tables = st.lists(st.lists(cells, min_size=1, max_size=4), max_size=5).map(
    lambda rows: "\n".join(",".join(row) for row in rows)
)


@in_one_session
@given(tables, st.lists(cells, max_size=2))
@example("a,b\n1," + "x" * 100_000 + "\n2,y", [])
@example(",".join("c" * 300 + str(i) for i in range(200)) + "\n1,2", [])
@example(",".join("c" * 300 + str(i) for i in range(200)) + "\n" + ",".join("1" * 200), ["none"])
@example("a,b\n1\n", [])
@example("\u0301" * 3000 + ",\u0323\n1\n", [])
def test_no_table_is_too_much_for_its_refusal(
    cli: CliDriver, tmp_path: Path, content: str, targets: list[str]
) -> None:
    path = tmp_path / FILE
    path.write_text(content, encoding="utf-8", errors="replace", newline="")
    chosen = [f"--target={','.join(targets)}"] if targets else []
    sentence = refusal(cli, "run", "--epochs", "1", "--data", path, *chosen)
    assert not sentence or "--data" in sentence or "--target" in sentence or "--" in sentence


TWICE = [
    "--rate -1", "--rate nan", "--seed -1", "--data-seed -2", "--split 0",
    "--noise 2 --dataset plane",
    "--momentum 1", "--period 0", "--l1 -1", "--dropout 1", "--batch 0", "--samples 1",
    "--loss hinge", "--loss cross-entropy --output tanh", "--output step", "--hidden 4,0",
    "--activation tanh,relu", "--init nothing", "--order odd", "--slip odd", "--lesson odd",
    "--dataset odd", "--extra odd", "--scale odd", "--schedule odd", "--rule odd", "--rate fast",
    "--epochs -1", "--every x", "--format odd", "--until-loss x", "--samples 3", "--extra x1^2",
]  # fmt: skip


@pytest.mark.parametrize("written", TWICE)
def test_a_refusal_names_its_option_once(cli: CliDriver, written: str) -> None:
    sentence = refusal(cli, "run", *written.split())
    option = written.split()[0].removeprefix("--")
    before = sentence.partition(";")[0]
    assert before.startswith(f"scratchnet-tui{' run' * (' run:' in before)}: --{option} ")
    assert f" {option.replace('-', ' ')} is" not in before
