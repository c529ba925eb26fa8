"""Text from outside wherever it leaves the program: the command line and the app's own pictures."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import TableChoices, read_table
from core.printable import composed, printable
from scratchnet_tui.screens.notice import Notice
from tests.helpers.cli_driver import CliDriver, run_subprocess
from tests.helpers.hostile_table import COLUMNS, FILE, LABELS, harmful_parts, write_table
from tests.helpers.picture_data import open_app_on


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return write_table(tmp_path)


WAYS = [
    ("run", "--epochs", "3"),
    ("run", "--epochs", "3", "--format", "csv"),
    ("run", "--epochs", "3", "--format", "json"),
    ("run", "--epochs", "3", "--split", "0.7"),
    ("trace", "--batch", "all"),
    ("trace", "--format", "json"),
    ("check",),
    ("check", "--format", "json"),
]


@pytest.mark.parametrize("words", WAYS, ids=" ".join)
def test_no_command_prints_what_a_terminal_would_obey(
    cli: CliDriver, table: Path, words: tuple[str, ...]
) -> None:
    answer = cli(*words, "--data", table)
    assert answer.code == 0, answer.err
    assert answer.out
    assert harmful_parts(answer.out + answer.err) == []


REFUSED = [
    ("--data", FILE),
    ("--data", f"./{FILE}/x.csv"),
    ("--weights", FILE),
    ("--lesson", LABELS[0]),
    ("--dataset", COLUMNS[0]),
    ("--activation", f"{COLUMNS[3]},tanh"),
    ("--rate", COLUMNS[2]),
    ("--rows", f"0,{LABELS[1]}"),
    ("--format", LABELS[0]),
    (f"--{LABELS[0]}",),
    (LABELS[1],),
    (f"--until-solved={LABELS[1]}",),
    ("--seed", "caf\udce9\n\r"),
]


@pytest.mark.parametrize("words", REFUSED, ids=ascii)
def test_no_refusal_quotes_it_as_it_is(cli: CliDriver, words: tuple[str, ...]) -> None:
    assert harmful_parts(cli.usage_error("run", *words)) == []


@pytest.mark.parametrize("option", ["--target", "--ignore"])
def test_nor_does_a_refusal_that_names_columns(cli: CliDriver, table: Path, option: str) -> None:
    for name in ("none", "\x1b[2J", *COLUMNS):
        answer = cli("run", "--epochs", "1", "--data", table, option, name)
        assert harmful_parts(answer.out + answer.err) == []
        assert len(answer.err) < 400


@pytest.mark.parametrize("words", [(LABELS[1],), ("list", LABELS[1]), ("--pace", LABELS[1])])
def test_words_outside_of_run(cli: CliDriver, words: tuple[str, ...]) -> None:
    assert harmful_parts(cli.usage_error(*words)) == []


def test_bytes_of_another_process_say_the_same(table: Path) -> None:
    for words in (("run", "--epochs", "1"), ("check",), ("trace",)):
        done = run_subprocess(*words, "--data", str(table))
        assert done.returncode == 0
        assert harmful_parts(done.stdout.decode() + done.stderr.decode()) == []


def test_a_program_gets_the_names_as_they_are_in_the_file(cli: CliDriver, table: Path) -> None:
    answer = cli("run", "--epochs", "1", "--format", "json", "--data", table)
    assert answer.out.isascii()
    assert set(answer.result["targets"]) == set(LABELS)
    assert answer.result["spec"]["data_file"] == str(table)
    assert cli.run_json("--epochs", "1", "--data", table, "--target", COLUMNS[2])["targets"] == [
        composed(COLUMNS[2])
    ]


def test_a_column_is_found_by_its_name_and_by_how_that_is_shown(table: Path) -> None:
    shown = printable(composed(COLUMNS[0]))
    by_name, by_look = (
        read_table(table, TableChoices(target=(name,))) for name in (COLUMNS[0], shown)
    )
    assert by_name.targets == by_look.targets == (shown,)
    assert (by_name.d == by_look.d).all()


def test_columns_under_escaped_names_stand_in_line(cli: CliDriver, table: Path) -> None:
    from rich.cells import cell_len

    out = cli("run", "--epochs", "1", "--data", table).out.splitlines()
    rows = [line for line in out if "  |" in line and "->" in line]
    head = out[out.index(rows[0]) - 1]
    assert {cell_len(row.partition("|")[0]) for row in [head, *rows]} == {
        cell_len(head.partition("|")[0])
    }


async def test_a_notice_that_was_forgotten_is_stopped_on_its_way_out(table: Path) -> None:
    """Names are sanitised on input; whatever is not is replaced on output."""
    async with open_app_on(read_table(table), bias=True, output="softmax") as driver:
        raw = f"raw {FILE} {LABELS[0]}"

        def tell(text: str) -> None:
            driver.app.main.tell(Notice(text, driver.app.session.moment))

        tell(raw)
        await driver.wait_until(lambda: "raw e" in driver.output.shown, "the notice")
        assert harmful_parts(driver.output.sent) == []
        tell("harmless")
        await driver.wait_until(lambda: "harmless" in driver.notice)
