"""Reading a CSV file: what must be accepted, and the exact sentence for what is refused."""

from __future__ import annotations

import csv
import io
import os
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.tables.column_roles import TableChoices
from core.data.tables.samples import read_table
from core.errors import DataError

if TYPE_CHECKING:
    from core.data.dataset import Dataset

XOR = "x1,x2,y\n0,0,0\n0,1,1\n1,0,1\n1,1,0\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return the path of a file that does not exist yet."""
    return tmp_path / "points.csv"


@pytest.fixture(scope="module")
def reused(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return one path for all examples of a hypothesis test."""
    return tmp_path_factory.mktemp("tables") / "random.csv"


def read(file: Path, content: str | bytes, *targets: str) -> Dataset:
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_table(file, TableChoices(tuple(targets)))


def refusal(file: Path, content: str | bytes, *targets: str) -> str:
    """Return the message for that content, without the file's name, which must come first."""
    with pytest.raises(DataError) as caught:
        read(file, content, *targets)
    message = str(caught.value)
    assert message.startswith(f"{file}: ")
    assert message.isprintable()
    return message.removeprefix(f"{file}: ")


# What is read.


def test_the_last_column_is_the_target(file: Path) -> None:
    data = read(file, XOR)
    assert data.name == "points.csv"
    assert data.features == ("x1", "x2")
    assert data.targets == ("y",)
    assert data.x.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert data.d.tolist() == [[0], [1], [1], [0]]
    assert data.x.dtype == data.d.dtype == np.float64
    assert data.kind == "binary"
    assert data.description == "4 rows x 2 inputs -> 1 target"
    assert not data.has_bias_input


def test_the_arrays_are_read_only_and_in_row_order(file: Path) -> None:
    data = read(file, XOR)
    for array in (data.x, data.d):
        assert array.flags.c_contiguous
        with pytest.raises(ValueError, match="read-only"):
            array[0, 0] = 5.0


def test_named_targets_come_in_the_order_named_and_inputs_in_the_order_of_the_file(
    file: Path,
) -> None:
    data = read(file, "a,b,c,d\n1,2,3,4\n5,6,7,8\n", "d", "b")
    assert data.targets == ("d", "b")
    assert data.d.tolist() == [[4, 2], [8, 6]]
    assert data.features == ("a", "c")
    assert data.x.tolist() == [[1, 3], [5, 7]]
    assert data.kind == "numbers"
    assert data.description == "2 rows x 2 inputs -> 2 targets"


def test_one_hot_targets_are_classes(file: Path) -> None:
    assert read(file, "x,cat,dog\n.1,1,0\n.2,0,1\n", "cat", "dog").kind == "classes"


def test_a_path_may_be_a_string(file: Path) -> None:
    file.write_text(XOR)
    assert len(read_table(str(file))) == 4


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"], ids=["plain", "bom"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["unix", "windows", "old mac"])
@pytest.mark.parametrize("last", [True, False], ids=["ended", "unended"])
def test_every_system_s_line_ends(file: Path, bom: bytes, end: str, last: bool) -> None:
    content = XOR if last else XOR.removesuffix("\n")
    data = read(file, bom + content.replace("\n", end).encode())
    assert data.features == ("x1", "x2")
    assert data.d.tolist() == [[0], [1], [1], [0]]


@pytest.mark.parametrize("content", ["a;b\n1.5;2\n", "a\tb\n1.5\t2\n", '"a,x";b\n1.5;2\n'])
def test_semicolons_and_tabs_where_the_header_has_no_comma(file: Path, content: str) -> None:
    data = read(file, content)
    assert data.features[0] in ("a", "a,x")
    assert data.targets == ("b",)
    assert (data.x.tolist(), data.d.tolist()) == ([[1.5]], [[2]])


def test_what_parts_most_rows_alike_parts_the_cells(file: Path) -> None:
    assert read(file, "a;b;c,y\n1,2\n").features == ("a;b;c",)
    assert read(file, "a;size, in cm;y\n1;2;3\n4;5;6\n").features == ("a", "size, in cm")
    assert read(file, "a|b|y\n1|2|3\n").features == ("a", "b")
    assert read(file, '  a   "b c"  y\n 1.5  2  3\n').features == ("a", "b c")


def test_quoted_cells_may_hold_separators_quotes_and_line_ends(file: Path) -> None:
    data = read(file, '"size, in\ncm","the ""big"" one"\n"1","2\n"\n')
    assert data.features == ("size, in cm",)
    assert data.targets == ('the "big" one',)
    assert (data.x.tolist(), data.d.tolist()) == ([[1]], [[2]])


def test_blanks_around_cells_and_blank_lines_are_skipped(file: Path) -> None:
    data = read(file, '\n  \n x1 ,  "x2",y\n\n 1 ,\t2 , "3"\n   \n4,5,6\n\n\n')
    assert (data.features, data.targets) == (("x1", "x2"), ("y",))
    assert data.x.tolist() == [[1, 2], [4, 5]]


def test_a_line_of_tabs_is_blank_in_a_file_with_tabs(file: Path) -> None:
    assert len(read(file, "a\tb\n1\t2\n\t\n3\t4\n")) == 2


@pytest.mark.parametrize(
    ("cell", "value"),
    [("1e-3", 0.001), ("+.5", 0.5), ("-0", 0.0), ("7.", 7.0), ("1E5", 1e5), ("1e-999", 0.0)],
)
def test_the_ways_of_writing_a_number(file: Path, cell: str, value: float) -> None:
    assert read(file, f"a,b\n{cell},1\n").x.tolist() == [[value]]


def test_a_name_is_found_however_its_letters_are_composed(file: Path) -> None:
    composed, pieces = (unicodedata.normalize(form, "결과") for form in ("NFC", "NFD"))
    assert read(file, f"{pieces},b\n1,2\n", composed).targets == (composed,)


def test_a_file_name_no_terminal_can_show_is_escaped(tmp_path: Path) -> None:
    file = tmp_path / "red\x1b[31m.csv"
    file.write_text(XOR)
    assert read_table(file).name == r"red\x1b[31m.csv"
    with pytest.raises(DataError) as caught:
        read_table("caf\udce9.csv")  # a byte that is not UTF-8, as Python spells it
    assert str(caught.value) == r"caf\udce9.csv: there is no such file"


# Files that cannot be opened.


def test_no_such_file(file: Path) -> None:
    with pytest.raises(DataError) as caught:
        read_table(file)
    assert str(caught.value) == f"{file}: there is no such file"


def test_a_directory(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        read_table(tmp_path)
    assert str(caught.value) == f"{tmp_path}: this is a directory; name a file in it"


def test_no_permission(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(path: Path, *_: object) -> int:
        raise PermissionError(13, "Permission denied", str(path))

    # The tests may run as root, who may read everything.
    file.write_text(XOR)
    monkeypatch.setattr(os, "open", denied)
    with pytest.raises(DataError) as caught:
        read_table(file)
    assert str(caught.value) == f"{file}: there is no permission to read this file"


def test_a_file_too_large_is_refused_unread(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.touch()
    os.truncate(file, (256 << 20) + 1)
    monkeypatch.delattr(os, "read")
    with pytest.raises(DataError) as caught:
        read_table(file)
    assert str(caught.value) == f"{file}: the file is too large; at most 256 MiB are read"


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("a\0b.csv", r"a\x00b.csv: the file cannot be read (embedded null byte)"),
        (f"{__file__}/a.csv", f"{__file__}/a.csv: the file cannot be read (Not a directory)"),
    ],
)
def test_other_paths_that_cannot_be_read(path: str, message: str) -> None:
    with pytest.raises(DataError) as caught:
        read_table(path)
    assert str(caught.value) == message


# Files that hold no text, or no table.

EMPTY = "the file is empty; it needs a line of column names and rows of numbers"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", EMPTY),
        (b"\xef\xbb\xbf", EMPTY),
        (b"\n  \r\n\t\n", EMPTY),
        (b"a,b\n", "there is no row of numbers below the header; add one for each sample"),
        (
            b"a,b\r\n1,2\r3,\x81\n",
            "the text is not UTF-8 (byte 12, in line 3, is 0x81); name its encoding with "
            "--encoding, such as cp949 or windows-1252, or convert it: "
            "iconv -f ENCODING -t UTF-8 FILE > NEW",
        ),
        (
            b"PK\x03\x04\n\0\0",
            "this is a zipped file, such as an Excel workbook, not a text; export the table as CSV",
        ),
        (
            b"a,b\n1,\0\n",
            "this is not text (byte 7, in line 2, is zero); a spreadsheet must be exported as CSV",
        ),
    ],
)
def test_no_table(file: Path, content: bytes, message: str) -> None:
    assert refusal(file, content) == message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('a,b\n1,2\n3,"4\n5,6\n', 'line 3: a quote (") is opened and not closed'),
        ('a,b\n"1\n" ,2\n', 'line 3: a closing quote (") must be followed by a separator or'),
        ("a,b\n\n1," + "1" * 131_073, "line 3: a cell has over 131072 characters; is a quote"),
    ],
)
def test_broken_quoting(file: Path, content: str, message: str) -> None:
    assert refusal(file, content).startswith(message)


# Headers.


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            "0,1\n1,0\n",
            "line 1 holds '0', '1' over numbers, so there seems to be no header; say --header none "
            "if the line is a sample, or --header first if it has the names",
        ),
        (
            "y\n1\n",
            "line 1: there is only one column, 'y'; write at least an input and a target, "
            "separated by a comma, a semicolon, a tab, a bar or blanks",
        ),
    ],
)
def test_headers(file: Path, content: str, message: str) -> None:
    assert refusal(file, content).endswith(message)


# Targets.


@pytest.mark.parametrize(
    ("targets", "message"),
    [
        (["width"], "there is no column 'width'; the columns are 'Weight', 'X', 'y'"),
        (
            ["y", "weigth"],
            "there is no column 'weigth'; the columns are 'Weight', 'X', 'y'; "
            "did you mean 'Weight'?",
        ),
        (["Y"], "there is no column 'Y'; the columns are 'Weight', 'X', 'y'; did you mean 'y'?"),
        (["x"], "there is no column 'x'; the columns are 'Weight', 'X', 'y'; did you mean 'X'?"),
        (["X", "y", " X "], "the target 'X', column 2, is named twice"),
        (["y", "X", "Weight"], "all 3 columns are targets; leave at least one as an input"),
    ],
)
def test_targets(file: Path, targets: list[str], message: str) -> None:
    assert refusal(file, "Weight,X,y\n1,2,3\n", *targets) == message


def test_of_many_columns_the_first_are_listed(file: Path) -> None:
    names = [f"c{number}" for number in range(30)]
    message = refusal(file, ",".join(names) + "\n", "zzz")
    assert message.endswith("the columns are " + ", ".join(map(repr, names[:16])) + " and 14 more")


def test_the_targets_are_checked_before_the_rows(file: Path) -> None:
    assert "no column 'z'" in refusal(file, "a,b\nbad,row,here\n", "z")


# Rows.


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            "a,b,c\n1,2,3\n\n4\n",
            "line 4 has 1 cell separated by commas, and the header has 3; "
            "column 2 'b' is the first without a cell",
        ),
        (
            "a;b\n1;2\n3;4;5\n",
            "line 3 has 3 cells separated by semicolons, and the header has 2; "
            "cell 3, '5', is the first without a column",
        ),
        ("w,x,y\n,,\n", "there is no row of numbers below the header"),
        (
            "a\tb\n1\t2\t5\n2\t3\n",
            "line 2 has 3 cells separated by tabs, and the header has 2; cell 3,",
        ),
    ],
)
def test_rows_of_the_wrong_width(file: Path, content: str, message: str) -> None:
    assert refusal(file, content).startswith(message)


NOT_A_NUMBER = "is not a number; write one such as 0.5 or 1e-3"
NOT_FINITE = "is not a finite number; write one such as 0.5"
TOO_LARGE = "is too large; numbers go up to about 1.8e308"
COMMA = "has a comma; write a decimal point and no thousands sign, as in 1234.5"
UNDERSCORE = "has an underscore; write the digits alone"


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        (" five ", f"'five' {NOT_A_NUMBER}"),
        ("0x10", f"'0x10' {NOT_A_NUMBER}"),
        ("_", f"'_' {NOT_A_NUMBER}"),
        ('","', f"',' {NOT_A_NUMBER}"),
        ('5"', f"'5\"' {NOT_A_NUMBER}"),
        ("\x1b[31m", rf"'\x1b[31m' {NOT_A_NUMBER}"),
        ("x" * 500, f"'{'x' * 40}'... (500 characters) {NOT_A_NUMBER}"),
        ("-Infinity", f"'-Infinity' {NOT_FINITE}"),
        ("1e999", f"'1e999' {TOO_LARGE}"),
        ("-1e309", f"'-1e309' {TOO_LARGE}"),
        ("1_000", f"'1_000' {UNDERSCORE}"),
        ('"1,5,0"', f"'1,5,0' {COMMA}"),
        ("12cm", "'12cm' has a unit that the cells around it have not; write the number alone"),
    ],
)
def test_cells_that_are_no_finite_numbers(file: Path, cell: str, message: str) -> None:
    content = f"age,height,y\n1,2,3\n\n4,{cell},0\n7,8,9\n"
    said = refusal(file, content)
    assert said.startswith(f"line 4, column 2 'height': {message} (2 of 3 cells are numbers); ")
    assert "--ignore height" in said


def test_a_target_that_turns_out_to_hold_text_is_read_as_labels(file: Path) -> None:
    data = read(file, "x,animal\n1,0\n2,cat\n")
    assert data.targets == ("0", "cat")
    assert data.d.tolist() == [[1, 0], [0, 1]]
    assert (data.kind, data.label) == ("classes", "animal")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["unix", "windows", "old mac"])
def test_the_line_is_the_editor_s_after_line_ends_within_cells(file: Path, end: str) -> None:
    content = '"a\nx",b,c\n\n"1\n\n",2,3\n"\n4\n",bad,5\n3,4,5\n'.replace("\n", end)
    assert refusal(file, content).startswith(f"line 9, column 2 'b': 'bad' {NOT_A_NUMBER}")


def test_the_largest_numbers_are_legal_together(file: Path) -> None:
    assert read(file, "a,b,c\n1.7e308,1.7e308,-1.7e308\n").x.tolist() == [[1.7e308, 1.7e308]]


# Round trips.

FINITE = st.floats(allow_nan=False, allow_infinity=False)
LETTERS = st.characters(exclude_categories=["Cs", "Cc"])
QUOTINGS: list[Literal[0, 1, 2]] = [csv.QUOTE_ALL, csv.QUOTE_MINIMAL, csv.QUOTE_NONNUMERIC]
NAMES = st.text(LETTERS, max_size=12).map(
    lambda text: " ".join(unicodedata.normalize("NFC", "n" + text).split())
)


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[list[float]]]:
    names = draw(st.lists(NAMES, min_size=2, max_size=6, unique=True))
    row = st.lists(FINITE, min_size=len(names), max_size=len(names))
    return names, draw(st.lists(row, min_size=1, max_size=8))


@st.composite
def files(draw: st.DrawFn) -> tuple[list[str], list[list[float]], bytes]:
    """A table, and its bytes as some program may have written them."""
    names, rows = draw(tables())
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    separator = draw(st.sampled_from(",;\t"))
    quoting = draw(st.sampled_from(QUOTINGS))
    if separator != "," and any(set(name) & set(",;") for name in names):
        quoting = csv.QUOTE_ALL  # nobody can tell which of two bare separators is meant
    gap = draw(st.sampled_from([" ", "   ", end]))
    before, after, blank = (draw(st.sampled_from(["", " ", "  "])) for _ in range(3))
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator, quoting=quoting, lineterminator=end)
    text.write((blank + end) * draw(st.integers(0, 2)))
    writer.writerow([name.replace(" ", gap) for name in names])
    for row in rows:
        text.write((blank + end) * draw(st.integers(0, 2)))
        writer.writerow([f"{before}{number!r}{after}" for number in row])
    content = text.getvalue()
    if draw(st.booleans()):
        content = content.removesuffix(end)
    return names, rows, content.encode(draw(st.sampled_from(["utf-8", "utf-8-sig"])))


@settings(deadline=None)
@given(files(), st.data())
def test_what_was_written_is_read_back(
    reused: Path, file: tuple[list[str], list[list[float]], bytes], choice: st.DataObject
) -> None:
    names, rows, content = file
    some = st.lists(st.sampled_from(names), unique=True, max_size=len(names) - 1)
    targets = choice.draw(some)
    wanted = targets or names[-1:]
    reused.write_bytes(content)
    kept = tuple(name for name in names if name not in wanted)
    data = read_table(reused, TableChoices(tuple(targets), keep=kept))
    inputs, answers = (
        [data.spelled.get(n, n) for n in part] for part in (data.features, data.targets)
    )
    assert answers == wanted
    assert inputs == [name for name in names if name not in wanted]
    table = np.array(rows)
    # Bit for bit, minus zero too.
    columns = [names.index(name) for name in inputs + answers]
    assert np.hstack([data.x, data.d]).tobytes() == table[:, columns].tobytes()


# Anything at all.

SCRAPS = st.text(st.sampled_from('019.,;\t"\n\r -+eE_nanif\x0b\x1c\x85\xa0\u2028\ufeff٣x'))
TARGETS = st.lists(st.sampled_from(["a", "b", "", "c\n"]), max_size=2)


def check_reads_or_refuses(file: Path, content: bytes, targets: list[str]) -> None:
    """Any other exception than a `DataError` fails the test."""
    try:
        data = read(file, content, *targets)
    except DataError as error:
        message = str(error)
    else:
        assert len(data) > 0
        assert np.isfinite(np.hstack([data.x, data.d])).all()
        return
    assert message.startswith(f"{file}: ")
    assert message.isprintable()


@settings(deadline=None)
@given(st.binary(), TARGETS)
def test_random_bytes_are_read_or_refused(reused: Path, content: bytes, targets: list[str]) -> None:
    check_reads_or_refuses(reused, content, targets)


@settings(deadline=None)
@given(st.text() | SCRAPS, TARGETS)
def test_random_text_is_read_or_refused(reused: Path, text: str, targets: list[str]) -> None:
    check_reads_or_refuses(reused, text.encode(), targets)


@settings(deadline=None)
@given(st.sampled_from(["a,b", "a;b", "a\tb"]), SCRAPS, TARGETS)
def test_random_text_below_a_header_is_read_or_refused(
    reused: Path, header: str, text: str, targets: list[str]
) -> None:
    check_reads_or_refuses(reused, f"{header}\n{text}".encode(), targets)


@settings(deadline=None)
@given(st.lists(st.tuples(SCRAPS, SCRAPS), min_size=1))
def test_random_cells_are_read_or_refused(reused: Path, rows: list[tuple[str, str]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([("a", "b"), *rows])
    check_reads_or_refuses(reused, text.getvalue().encode(), [])
