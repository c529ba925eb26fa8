"""A table on standard input: read once, to its end, or refused in one sentence."""

from __future__ import annotations

import io

import pytest

from core import DataError, Reading, RunSpec, Table, Trainer, load
from core.user_input import file_reading
from scratchnet_tui.cli import stdin_table
from scratchnet_tui.cli.parser import main
from scratchnet_tui.settings.table import BY_NAME
from scratchnet_tui.text.wording import describe

TABLE = b"x1,x2,y\n0,0,no\n0,1,yes\n1,0,yes\n1,1,no\n"
PIPED = RunSpec(dataset=None, data_file="-", hidden=(2,))


class Pipe(io.TextIOWrapper):
    """Standard input with something in it."""

    def __init__(self, data: bytes) -> None:
        super().__init__(io.BytesIO(data))


class Broken(io.BytesIO):
    """A pipe that cannot be read."""

    def read1(self, _size: int | None = -1, /) -> bytes:
        raise OSError(5, "Input/output error")


def read() -> Table:
    return stdin_table.read_table(Reading())


def test_all_of_it_becomes_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    stream, reading = Pipe(TABLE), Reading()
    monkeypatch.setattr("sys.stdin", stream)
    table = stdin_table.read_table(reading, asked=("x2",))
    assert stream.buffer.read() == b""
    assert (reading.bytes, reading.rows) == (len(TABLE), 4)
    assert load(PIPED, table).targets == ("no", "yes")


def test_a_piped_table_is_called_stdin_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", Pipe(TABLE))
    trainer = Trainer(PIPED, load(PIPED, read()))
    assert describe(trainer.spec, trainer.network)[0] == "stdin"
    assert BY_NAME["dataset"].text(trainer.spec) == trainer.dataset.name == "stdin"
    assert BY_NAME["dataset"].text(RunSpec(dataset=None, data_file="./-")) == "-", (
        "a file of that name"
    )


def test_what_is_no_pipe_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(DataError, match=r"^stdin: it is closed; pipe a table into it"):
        read()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(Broken()))
    with pytest.raises(DataError, match=r"cannot be read \(Input/output error\)$"):
        read()
    monkeypatch.setattr("sys.stdin", Pipe(b"x" * ((1 << 20) + 1)))
    monkeypatch.setattr(file_reading, "MOST_MEBIBYTES", 1)
    with pytest.raises(DataError, match=r"^stdin: the input is too large; at most 1 MiB are read$"):
        read()


def test_options_that_are_wrong_are_refused_before_the_pipe_is_read(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stream = Pipe(TABLE)
    monkeypatch.setattr("sys.stdin", stream)
    assert main(["run", "--data", "-", "--dataset", "xor"]) == 2
    assert "exclude each other" in capsys.readouterr().err
    assert stream.buffer.read() == TABLE
