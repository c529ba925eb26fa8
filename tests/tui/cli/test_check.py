"""The command `check`: what it prints, and its exit codes."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from core import SLIPS, Params, RunSpec, check_gradient
from tests.helpers.app_driver import train_from_start
from tests.helpers.cli_driver import CliDriver

WRONG = {
    "updated-weights": {"W1"},
    "slope-of-y": {"W1", "W2"},
    "no-slope": {"W1"},
    "sign": {"W1", "W2"},
}


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("slip", SLIPS)
def test_the_exit_code_and_the_verdict_say_which_arrays_are_wrong(
    cli: CliDriver, slip: str, form: str
) -> None:
    answer = cli("check", "--slip", slip, "--format", form)
    assert answer.err == ""
    assert answer.code == (0 if slip == "none" else 3)
    verdict = answer.result["verdict"] if form == "json" else answer.out
    if slip == "none":
        assert "right: all 16 slopes compared" in verdict
    else:
        (named,) = re.findall(r"^wrong in ([\w, ]+): ", verdict, re.MULTILINE)
        assert set(named.split(", ")) == WRONG[slip]
        assert "The loss may still fall." in " ".join(verdict.split())


def test_the_table_has_the_worst_first_with_its_place(cli: CliDriver) -> None:
    lines = cli("check", "--slip", "updated-weights").out.splitlines()
    assert lines[0].startswith("xor  3-4-1 sigmoid")
    assert "slip: updated-weights" in lines[0]
    assert lines[1].startswith("epoch 0, loss 0.1257")
    spec = RunSpec(slip="updated-weights")
    trainer = train_from_start(spec, 0)
    first, second = check_gradient(trainer.problem, trainer.initial_params).arrays
    assert first.worst is not None
    i, j = first.worst
    cells = re.split(r"  +", lines[4].strip())
    assert cells[:5] == [
        "W1", "4 x 3", "12/12", f"{first.error:.1e}", f"W1[h{i + 1},{('x1', 'x2', 'b')[j]}]",
    ]  # fmt: skip
    assert float(cells[5]) == pytest.approx(first.analytic[i, j], abs=1e-8)
    assert float(cells[6]) == pytest.approx(first.numeric[i, j], abs=1e-8)
    assert re.split(r"  +", lines[5].strip())[:3] == [second.name, "1 x 4", "4/4"]


def matrices(out: str) -> dict[str, list[list[float]]]:
    """Read the printed matrices, without their marks."""
    found: dict[str, list[list[float]]] = {}
    for part in out.split("\n\n"):
        title, *rows = part.strip("\n").split("\n")
        if title.startswith("dE/d"):
            found[title] = [
                [float(cell.rstrip("!^")) for cell in row.split()[1:]] for row in rows[1:]
            ]
    return found


def test_small_arrays_are_printed_both_ways(cli: CliDriver) -> None:
    words = ("--bias", "--hidden", "3,2", "--slip", "no-slope")
    shown = matrices(cli("check", *words).out)
    trainer = train_from_start(RunSpec(bias=True, hidden=(3, 2), slip="no-slope"), 0)
    expected: dict[str, Params] = {
        array.name: {"analytic": array.analytic, "numeric": array.numeric}
        for array in check_gradient(trainer.problem, trainer.initial_params).arrays
    }
    assert set(shown) == {f"dE/d{name} {way}" for name, ways in expected.items() for way in ways}
    for name, ways in expected.items():
        for way, values in ways.items():
            rows = values.reshape(len(values), -1)
            np.testing.assert_allclose(shown[f"dE/d{name} {way}"], rows, rtol=6e-3, atol=1e-6)


def test_what_is_wrong_is_marked(cli: CliDriver) -> None:
    out = cli("check", "--slip", "updated-weights").out
    assert out.count("!") == 12
    assert "!" not in cli("check").out


def test_large_arrays_are_checked_in_part_and_not_printed(cli: CliDriver) -> None:
    answer = cli("check", "--hidden", "40,7")
    assert answer.code == 0
    assert "200/280" in answer.out
    assert "120/120" in answer.out
    assert set(matrices(answer.out)) == {"dE/dW3 analytic", "dE/dW3 numeric"}
    assert "W2[h2." in answer.out


def test_it_trains_first_where_asked(cli: CliDriver) -> None:
    spec = RunSpec(slip="updated-weights", seed=4)
    trainer = train_from_start(spec, 30)
    result = cli(
        "check", "--slip", "updated-weights", "--seed", 4, "--epochs", 30, "--format", "json"
    ).result
    assert RunSpec.from_json(result["spec"]) == spec
    assert (result["epoch"], result["step"]) == (30, 120)
    assert result["loss"] == trainer.record.loss
    found = {
        array.name: array for array in check_gradient(trainer.problem, trainer.state.params).arrays
    }
    for plain in result["arrays"]:
        array = found[plain["name"]]
        assert plain["analytic"] == array.analytic.tolist()
        assert plain["numeric"] == array.numeric.tolist()
        assert plain["worst"]["relative"] == array.error
        assert tuple(plain["worst"]["index"]) == array.worst
        assert plain["worst"]["analytic"] == array.analytic[array.worst]
        assert plain["right"] == array.right


def test_a_slip_that_makes_no_difference_is_called_so(cli: CliDriver) -> None:
    answer = cli("check", "--slip", "no-slope", "--hidden", "0")
    assert answer.code == 0
    assert "The slip no-slope makes no difference here, or too small a one." in answer.out
    assert "difference here" not in cli("check").out


def test_weights_and_data_of_ones_own(cli: CliDriver, tmp_path: Path) -> None:
    path = tmp_path / "k.csv"
    path.write_text("키,몸무게\n170,1\n158,0\n181,1\n", encoding="utf-8")
    answer = cli("check", "--data", path, "--activation", "relu", "--epochs", 2)
    assert (answer.code, answer.err) == (0, "")
    assert "W1[h1,키]" in answer.out or "W2[몸무게,h" in answer.out


def test_a_corner_of_relu_is_marked_and_counted(cli: CliDriver, tmp_path: Path) -> None:
    path = tmp_path / "w.json"
    path.write_text('{"W1": [[1, -1, 0], [0.5, 0.3, 0.2]], "W2": [[0.7, -0.2]]}')
    words = ("check", "--weights", path, "--activation", "relu")
    answer = cli(*words)
    assert answer.code == 0
    assert "Left out: 3 at a corner of relu" in " ".join(answer.out.split())
    arrays = {array["name"]: array for array in cli(*words, "--format", "json").result["arrays"]}
    assert arrays["W1"]["corners"] == answer.out.count("^") == 3


def test_a_run_that_diverges_on_the_way_ends_with_4(cli: CliDriver) -> None:
    big = ("--activation", "linear", "--output", "linear", "--rate", "50", "--epochs", "100")
    answer = cli("check", *big)
    assert (answer.code, answer.out) == (4, "")
    assert "diverged in epoch" in answer.err
    assert len(answer.err.splitlines()) == 1


def test_what_is_not_finite_is_said_and_is_no_json_of_its_own(
    cli: CliDriver, tmp_path: Path
) -> None:
    path = tmp_path / "w.json"
    path.write_text('{"W1": [[1e-100, 0, 0]], "W2": [[1e240]]}')
    words = ("check", "--weights", path, "--activation", "linear", "--output", "linear")
    answer = cli(*words)
    assert (answer.code, answer.err) == (4, "")
    assert "not finite: slopes in" in answer.out
    result = cli(*words, "--format", "json").result
    assert (result["right"], result["finite"]) == (False, False)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("--epochs -1", ("--epochs", "'-1'", "0 or more")),
        ("--epochs 1.5", ("--epochs", "'1.5'")),
        ("--format csv", ("--format", "csv", "json")),
        ("--slip updated", ("--slip", "'updated'", "updated-weights")),
        ("--until-solved", ("--until-solved",)),
    ],
)
def test_mistakes(cli: CliDriver, written: str, words: tuple[str, ...]) -> None:
    sentence = cli.usage_error("check", *written.split())
    assert [word for word in words if word not in sentence] == []
