"""A table on standard input: it is read once, to the end, and refused in a sentence."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest

from core import DataError, RunSpec, Trainer, load
from core.files import give_stdin, given_stdin
from scratchnet_tui import piped
from scratchnet_tui.cli import main
from scratchnet_tui.comparing import value
from scratchnet_tui.wording import describe

TABLE = b"x1,x2,y\n0,0,no\n0,1,yes\n1,0,yes\n1,1,no\n"
PIPED = RunSpec(dataset=None, data_file="-", hidden=(2,))


class Pipe(io.TextIOWrapper):
    """Standard input with something in it."""

    def __init__(self, data: bytes) -> None:
        super().__init__(io.BytesIO(data))


class Broken(io.BytesIO):
    """A pipe that cannot be read."""

    def read(self, _size: int | None = -1, /) -> bytes:
        raise OSError(5, "Input/output error")


@pytest.fixture(autouse=True)
def nothing_given() -> Iterator[None]:
    """Start and end without a table."""
    give_stdin(None)
    yield
    give_stdin(None)


def test_all_of_it_is_given_to_the_core(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Pipe(TABLE)
    monkeypatch.setattr("sys.stdin", stream)
    piped.read_table()
    assert stream.buffer.read() == b""
    assert given_stdin() == TABLE
    assert len(load(PIPED)) == 4


def test_a_piped_table_is_called_stdin_everywhere() -> None:
    give_stdin(TABLE)
    trainer = Trainer(PIPED)
    assert describe(trainer.spec, trainer.network)[0] == "stdin"
    assert value(trainer.spec, "dataset") == trainer.dataset.name == "stdin"
    assert value(RunSpec(dataset=None, data_file="./-"), "dataset") == "-", "a file of that name"


def test_what_is_no_pipe_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(DataError, match=r"^standard input is closed; pipe a table into it"):
        piped.read_table()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(Broken()))
    with pytest.raises(DataError, match=r"cannot be read \(Input/output error\)$"):
        piped.read_table()
    monkeypatch.setattr("sys.stdin", Pipe(b"x" * ((1 << 20) + 1)))
    monkeypatch.setattr(piped, "MOST_MEBIBYTES", 1)
    with pytest.raises(DataError, match=r"^standard input is too large; at most 1 MiB are read$"):
        piped.read_table()


def test_options_that_are_wrong_are_refused_before_the_pipe_is_read(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stream = Pipe(TABLE)
    monkeypatch.setattr("sys.stdin", stream)
    assert main(["run", "--data", "-", "--dataset", "xor"]) == 2
    assert "exclude each other" in capsys.readouterr().err
    assert stream.buffer.read() == TABLE
