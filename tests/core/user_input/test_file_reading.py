"""Reading a file: any stream, up to a size limit, cancellable, in linear time."""

from __future__ import annotations

import os
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import pairwise, repeat
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import (
    DataError,
    Reading,
    ReadingStopped,
    RunSpec,
    Table,
    TableChoices,
    load,
    open_table,
    parse_table,
    read_table,
)
from core.data import dataset_of
from core.data.tables.cells import Block, Column
from core.data.tables.column_roles import roles_of
from core.user_input import file_reading
from tests.helpers.call_counts import count_calls

TABLE = b"x1,x2,y\n0,0,no\n0,1,yes\n1,0,yes\n1,1,no\n"


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    """Make a named pipe that nothing has opened."""
    path = tmp_path / "pipe.csv"
    os.mkfifo(path)
    return path


@contextmanager
def aside(work: Callable[[], object]) -> Iterator[None]:
    """Run something in another thread meanwhile, and check that it ends."""
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    yield
    thread.join(30.0)
    assert not thread.is_alive()


# what is read, and how much of it


def test_a_pipe_is_read_to_its_end(pipe: Path) -> None:
    reading = Reading()
    with aside(lambda: pipe.write_bytes(TABLE)):
        table = open_table(pipe, reading=reading)
    assert dataset_of(table).targets == ("no", "yes")
    assert (reading.bytes, reading.size, reading.rows) == (len(TABLE), None, 4)


def test_a_pipe_that_never_ends_is_read_up_to_the_limit(
    pipe: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_reading, "MOST_MEBIBYTES", 1)

    def write() -> None:
        with suppress(BrokenPipeError), pipe.open("wb", buffering=0) as out:
            out.write(b"a,b\n")
            while True:
                out.write(b"1,2\n" * 1000)

    with aside(write), pytest.raises(DataError, match="too large; at most 1 MiB are read"):
        open_table(pipe)


def test_reading_a_silent_pipe_can_be_cancelled(pipe: Path) -> None:
    reading = Reading()
    with aside(reading.stop), pytest.raises(ReadingStopped):
        open_table(pipe, reading=reading)


def test_a_reading_that_gets_on_can_be_stopped(pipe: Path) -> None:
    far = threading.Event()
    reading = Reading(lambda reading: far.set() if reading.bytes else None)

    def write() -> None:
        with suppress(BrokenPipeError), pipe.open("wb", buffering=0) as out:
            out.write(b"a,b\n1,2\n")
            assert far.wait(30.0)
            reading.stop()
            while True:
                out.write(b"1,2\n")

    with aside(write), pytest.raises(ReadingStopped):
        open_table(pipe, reading=reading)


def test_a_device_is_refused() -> None:
    with pytest.raises(DataError, match=r"^/dev/zero: this is a device, not a file or a pipe; "):
        read_table("/dev/zero")


def test_a_file_that_says_it_is_empty_is_read_all_the_same() -> None:
    with pytest.raises(DataError, match=r"^/proc/self/limits: line 1: there is only one column"):
        read_table("/proc/self/limits")


def test_a_row_longer_than_any_table_needs_is_refused() -> None:
    blocks = repeat(b"1" * (1 << 20), 200)
    with pytest.raises(DataError, match=r"^t: line 2: the row is longer than 16 MiB; "):
        parse_table("t", _chained(b"a,b\n", blocks))
    assert next(blocks), "the rest was not read"
    cells = repeat(b'"1\n",' * (1 << 17), 200)
    with pytest.raises(DataError, match=r"^t: line 2: the row is longer than 16 MiB; "):
        parse_table("t", _chained(b"a,b\n", cells))
    assert next(cells)


def test_too_many_columns_are_refused() -> None:
    names = b",".join(b"c%d" % number for number in range(100_001))
    with pytest.raises(DataError, match=r"line 1 has 100,001 cells; 100,000 columns are the most"):
        parse_table("t", [names, b"\n"])


def _chained(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


SCRAPS = st.text(st.sampled_from('019.,;\t"\n\r -+_naé가\U0001f600\ufeff٣x'))
CONTENT = st.builds(
    lambda head, rows: (head + rows).encode(), st.sampled_from(["a,b\n", "a;b\r\n", ""]), SCRAPS
)


@settings(deadline=None)
@given(CONTENT, st.lists(st.integers(0, 200), max_size=6))
def test_where_the_bytes_are_cut_makes_no_difference(content: bytes, cuts: list[int]) -> None:
    def outcome(blocks: list[bytes]) -> object:
        try:
            data = dataset_of(parse_table("t", blocks))
        except DataError as error:
            return str(error)
        return data.features, data.targets, data.x.tobytes(), data.d.tobytes()

    places = [0, *sorted(cuts), len(content)]
    pieces = [content[a:b] for a, b in pairwise(places)]
    single = [content[place : place + 1] for place in range(len(content))]
    whole = outcome([content])
    assert outcome([piece for piece in pieces if piece]) == whole
    assert outcome(single) == whole


@pytest.mark.parametrize(
    ("bad", "why"),
    [(b"\x81", r"byte 15, in line 5, is 0x81"), (b"\0", r"byte 15, in line 5, is zero")],
)
def test_the_place_of_a_byte_does_not_depend_on_where_the_bytes_are_cut(
    bad: bytes, why: str
) -> None:
    content = b"a,b\n1,2\r\n3,4\r\r" + bad + b",5\n6,7\n"
    for size in range(1, len(content) + 1):
        blocks = [content[start : start + size] for start in range(0, len(content), size)]
        with pytest.raises(DataError, match=why):
            parse_table("t", blocks)


# what is kept


@pytest.fixture
def flowers(tmp_path: Path) -> Path:
    """Write a table with a column of text, one of small numbers, and labels."""
    path = tmp_path / "flowers.csv"
    path.write_bytes(
        b"length,colour,count,species\n0.1,red,07,iris\n0.9,blue,1,rose\n0.4,red,07,iris\n"
    )
    return path


@pytest.mark.parametrize(
    ("targets", "ignore"),
    [
        ((), ()),
        (("length",), ()),
        (("class:count",), ("species",)),
        (("species", "colour"), ("count",)),
        (("colour",), ("species", "length")),
    ],
)
def test_what_was_read_serves_every_choice_of_columns_whatever_becomes_of_the_file(
    flowers: Path, targets: tuple[str, ...], ignore: tuple[str, ...]
) -> None:
    choices = TableChoices(targets, ignore)
    table, fresh = open_table(flowers), read_table(flowers, choices)
    flowers.unlink()
    kept = dataset_of(table, choices)
    assert (kept.features, kept.targets, kept.kind, kept.label) == (
        fresh.features, fresh.targets, fresh.kind, fresh.label,
    )  # fmt: skip
    assert (kept.x.tobytes(), kept.d.tobytes()) == (fresh.x.tobytes(), fresh.d.tobytes())


def test_data_made_ready_in_another_way_are_those_that_were_read(flowers: Path) -> None:
    spec = RunSpec(dataset=None, data_file=str(flowers), output="softmax")
    data = load(spec)
    flowers.write_bytes(b"length,colour,count,species\n5,red,5,iris\n6,red,6,rose\n")
    parted = load(replace(spec, split=0.7), data.table)
    assert parted.test is not None
    rows = np.concatenate([parted.x, parted.test.x])
    assert sorted(map(tuple, rows)) == sorted(map(tuple, data.x))
    assert isinstance(parted.table, Table)
    assert parted.table.digest != open_table(flowers).digest


def test_so_many_labels_that_only_some_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.data.tables.cells.MOST_KEPT_LABELS", 50)
    lines = [b"a,b,c", *(b"%d,%d,%d" % (row, row % 3, row % 30) for row in range(90))]
    content = [b"\n".join(lines)]
    table = parse_table("t", content, asked=("class:c",))
    assert len(dataset_of(table, TableChoices(("class:c",))).targets) == 30
    assert len(dataset_of(table, TableChoices(("b",))).features) == 2
    other = TableChoices(("class:b",))
    with pytest.raises(DataError, match="labels of 'b' were not kept, for so wide a table"):
        dataset_of(table, other)
    again = parse_table("t", content, asked=other.target)
    assert dataset_of(again, other).targets == ("0", "1", "2")


# lines of cells


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ('"1\n\n",2,3\n4,"5\n",\n', "line 6, column 3 'c': an empty cell"),
        ('"1\n\n",2,3\n4,5,6\n7,"\n8\n",\n', "line 8, column 3 'c': an empty cell"),
        ('1,2,3\n"\n4",oops,6\n7,8,9\n', "line 4, column 2 'b': 'oops' is not a number"),
        ('1,2,3\n4,"oops\n",6\n7,8,9\n', "line 3, column 2 'b': 'oops' is not a number"),
        ('"1\n",2,u\n3,4,u\n', "line 3, column 3 'c': 'u' is the only label"),
    ],
)
def test_the_line_of_a_cell_after_cells_with_line_breaks(rows: str, place: str) -> None:
    with pytest.raises(DataError) as caught:
        dataset_of(parse_table("t", [b"a,b,c\n", rows.encode()]))
    assert place in str(caught.value)


# how much work it is


def _late(columns: int) -> bytes:
    """A table whose targets hold text in half of their rows, found one target after the other."""
    head = b",".join(b"t%d" % number for number in range(columns))
    rows = (
        b",".join(b"u" if row > column // 2 else b"%d" % (row % 2) for column in range(columns))
        for row in range(columns + 2)
    )
    return b"\n".join((b"x," + head, *(b"0.%d," % row + cells for row, cells in enumerate(rows))))


def _wide(columns: int) -> bytes:
    names = b",".join(b"c%d" % number for number in range(columns))
    rows = [b",".join(b"%d.%d" % (row, number) for number in range(columns)) for row in range(3)]
    return b"\n".join((names, *rows))


def _broken(columns: int) -> bytes:
    """Cells with line breaks, and in each column something that may be wrong."""
    row = b",".join(b'"u\n%d"' % number for number in range(columns))
    names = b",".join(b"c%d" % number for number in range(columns))
    return b"\n".join((names, row, row, b",".join([b"u"] * columns)))


def names_of(content: bytes) -> tuple[str, ...]:
    return tuple(content.partition(b"\n")[0].decode().split(","))


WORK: dict[str, Callable[[int], Callable[[], object]]] = {
    # what is done, for so many rows and columns that the cells are n
    "targets that turn out late to hold text": lambda n: _reads(
        _late(round(n**0.5)), lambda names: (names[1:], ())
    ),
    "many columns": lambda n: _reads(_wide(n // 3), lambda names: ((), ())),
    "many targets": lambda n: _reads(_wide(n // 3), lambda names: (names[1::2], ())),
    "many ignored columns": lambda n: _reads(_wide(n // 3), lambda names: ((), names[:-9])),
    "labels in many columns": lambda n: _reads(_broken(n // 3), lambda names: (names[1:], ())),
    "single bytes": lambda n: lambda: parse_table("t", (bytes([byte]) for byte in _wide(n // 12))),
    "many rows": lambda n: _reads(b"a,b\n" + b"1,2\n3,4\n" * (n // 4), lambda names: ((), ())),
}


def _reads(
    content: bytes, roles: Callable[[tuple[str, ...]], tuple[tuple[str, ...], tuple[str, ...]]]
) -> Callable[[], object]:
    targets, ignore = roles(names_of(content))
    choices = TableChoices(targets, ignore)
    return lambda: dataset_of(parse_table("t", [content], asked=targets), choices)


@pytest.mark.parametrize("what", WORK)
def test_twice_as_many_cells_are_twice_the_work(what: str) -> None:
    small, large = (count_calls(WORK[what](cells)) for cells in (6_000, 12_000))
    assert large <= 2.5 * small


def test_names_are_looked_up_and_not_searched_for() -> None:
    compared = 0

    class Name(str):
        __slots__ = ()
        __hash__ = str.__hash__

        def __eq__(self, other: object) -> bool:
            nonlocal compared
            compared += 1
            return str.__eq__(self, other)

    names = [Name(f"c{number}") for number in range(2000)]
    columns = [Column(index) for index in range(len(names))]
    choices = TableChoices(tuple(names[:900]), tuple(names[1000:]))
    for column in columns:
        block = Block()
        block.add(["0.5"] * len(names), 2, 2)
        column.add(block, ["0.5"], 0, decimal_comma=False)
    roles = roles_of(names, columns, 1, frozenset(), choices)
    assert roles.inputs == tuple(range(900, 1000))
    assert compared <= 3 * len(names)


@pytest.mark.parametrize("sign", [b"a", "\U0001f600".encode()], ids=["ascii", "astral"])
def test_the_text_of_a_table_is_not_kept(sign: bytes) -> None:
    def peak(blocks: int) -> int:
        row = b"0.1234567890123456789012345678901234567890,0.5\n"
        content = _chained(sign + b",b\n", (row * 4000 for _ in range(blocks)))
        tracemalloc.start()
        table = parse_table("t", content)
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert table.rows == 4000 * blocks
        return highest

    cells = 2 * 4000 * 20
    assert peak(50) - peak(30) <= 2 * 8 * cells  # a number takes 8 bytes; its text takes 40
