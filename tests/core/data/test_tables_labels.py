"""Text columns in a table: labels as targets, text as inputs, and ignored columns."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import DataError, RunSpec, TableChoices, load, parse_table
from core.data.tables import cells
from core.data.tables.samples import read_table
from core.errors import SpecError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return the path of a file that does not exist yet."""
    return tmp_path / "points.csv"


@pytest.fixture(scope="module")
def reused(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return one path for all examples of a hypothesis test."""
    return tmp_path_factory.mktemp("labels") / "random.csv"


WORDS = st.text("abcXYZ가나é ,;\"'\n", min_size=1, max_size=8).map(lambda t: f"k{t}k")
LETTERS = st.lists(WORDS, min_size=2, max_size=8, unique_by=lambda word: " ".join(word.split()))


@given(st.data(), st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]), st.sampled_from(",;\t"))
def test_labels_come_back_as_they_were_written(
    reused: Path, data: st.DataObject, quoting: Literal[0, 1], separator: str
) -> None:
    labels = data.draw(LETTERS)
    column = labels + data.draw(st.lists(st.sampled_from(labels), max_size=10))
    numbers = data.draw(st.lists(st.floats(-1e9, 1e9), min_size=len(column), max_size=len(column)))
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, quoting=quoting)
    writer.writerows([("x", "이름"), *zip(map(repr, numbers), column, strict=True)])
    reused.write_text(out.getvalue(), encoding="utf-8-sig", newline="")
    table = read_table(reused, TableChoices(keep=("x",)))
    plain = [" ".join(label.split()) for label in column]
    assert table.x[:, 0].tolist() == numbers
    assert [table.targets[k] for k in table.d.argmax(axis=1)] == plain
    assert (table.d.sum(axis=1) == 1).all()
    assert list(table.targets) == sorted(set(plain))
    assert (table.kind, table.label) == ("classes", "이름")


def test_the_columns_of_the_file_are_known_in_their_order(file: Path) -> None:
    file.write_text("size,colour,kind,note\n1,red,a,x\n2,blue,b,y\n", encoding="utf-8")
    names = ("size", "colour", "kind", "note")
    assert read_table(file).columns == names
    assert read_table(file, TableChoices(("kind", "size"), ("note",))).columns == names
    spec = RunSpec(dataset=None, data_file=str(file), target=("kind",), split=0.5, scale="standard")
    data = load(spec)
    assert data.test is not None
    assert data.columns == data.test.columns == names
    assert load(RunSpec()).columns == ()


def test_numbers_among_labels_come_first_by_size(file: Path) -> None:
    file.write_text("x,y\n1,three\n2,10\n3,9\n4,three\n", encoding="utf-8")
    assert read_table(file).targets == ("9", "10", "three")


def test_whole_numbers_stay_numbers_unless_asked(file: Path) -> None:
    file.write_text("x,digit\n1,7\n2,3\n3,7\n", encoding="utf-8")
    plain, asked = (read_table(file, TableChoices((name,))) for name in ("digit", "class:digit"))
    assert (plain.kind, plain.d.tolist(), plain.label) == ("numbers", [[7], [3], [7]], "")
    assert (asked.kind, asked.targets, asked.label) == ("classes", ("3", "7"), "digit")
    assert asked.d.tolist() == [[0, 1], [1, 0], [0, 1]]


def test_texts_as_input_and_several_targets_carry_the_column_s_name(file: Path) -> None:
    file.write_text("c,x,y,z\nred,1,a,5\nblue,2,b,6\nred,3,a,7\n", encoding="utf-8")
    data = read_table(file, TableChoices(("z", "y")))
    assert data.features == ("c=blue", "c=red", "x")
    assert data.x.tolist() == [[0, 1, 1], [1, 0, 2], [0, 1, 3]]
    assert data.targets == ("z", "y=a", "y=b")
    assert data.d.tolist() == [[5, 1, 0], [6, 0, 1], [7, 1, 0]]


def test_ignored_columns_may_hold_anything(file: Path) -> None:
    file.write_text("id,x,y,note\na,1,0,\nb,2,1,1_0\nc,3,0,nan\n", encoding="utf-8")
    data = read_table(file, TableChoices((), ("note", "id")))
    assert (data.features, data.targets) == (("x",), ("y",))
    spec = RunSpec(dataset=None, data_file=str(file), ignore=("note", "id"))
    assert np.array_equal(load(spec).x, data.x)
    assert RunSpec.from_json(spec.to_json()) == spec
    with pytest.raises(SpecError, match="for a data file only"):
        RunSpec(ignore=("id",))


def _rows(*rows: object) -> str:
    return "".join(f"{row}\n" for row in rows)


REFUSED = [
    ("x,y\n1,a\n2,a\n", (), (), "line 2, column 2 'y': 'a' is the only label; a target needs two"),
    ("x,y\n1,a\n2,\n3,b\n", (), (), "1 of 3 rows has no y (line 3, column 2 'y': an empty cell)"),
    (_rows("x,y", *(f"{k},t{k}" for k in range(101))), (), (),
     "line 102, column 2 'y': 't100' is label number 101; a target has at most 100"),
    ('c,x,y\n"a\nb",1,\nd,3,4\n', (), (), "1 of 2 rows has no y (line 3, column 3 'y': an empty"),
    ("a,b\n1,2\n", (), ("c",), "there is no column 'c'; the columns are 'a', 'b'"),
    ("a,b\n1,2\n", ("class:c",), (), "there is no column 'c'"),
    ("a,b\n1,2\n", (), ("a", "a"), "the ignored column 'a', column 1, is named twice"),
    ("a,b\n1,2\n", ("b", "class:b"), (), "the target 'b', column 2, is named twice"),
    ("a,b,c\n1,2,3\n", ("b",), ("b",), "the target 'b' is also ignored; choose one of the two"),
    ("a,b,c\n1,2,3\n", ("c",), ("a", "b"), "too many columns are ignored"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "targets", "ignore", "sentence"), REFUSED)
def test_what_is_refused(
    file: Path, text: str, targets: tuple[str, ...], ignore: tuple[str, ...], sentence: str
) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=re.escape(f"{file}: {sentence}")):
        read_table(file, TableChoices(targets, ignore))


def test_too_many_cells(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "MOST_CELLS", 6)
    file.write_text("x,y\n1,2\n3,4\n5,6\n7,8\n", encoding="utf-8")
    with pytest.raises(DataError, match="line 5: the table is too large; at most 6 cells"):
        read_table(file)
    file.write_text("x,y\n1,a\n3,b\n5,c\n", encoding="utf-8")
    with pytest.raises(DataError, match="3 rows of 4 cells; at most 6 cells are read"):
        read_table(file)


def test_a_table_that_was_piped_in_is_handed_on() -> None:
    spec = RunSpec(dataset=None, data_file="-")
    table = parse_table("-", [b"x,y\n1,a\n2,", b"b\n"])
    first, second = load(spec, table), load(replace(spec, split=0.5), table)
    assert first.name == "stdin"
    assert first.d.tolist() == [[1, 0], [0, 1]]
    assert second.test is not None
    with pytest.raises(DataError, match=r"^stdin: no table was piped in; start with --data - "):
        load(spec)


@pytest.mark.parametrize(
    ("text", "targets", "name"),
    [
        ("colour,colour=red,y\nred,1,0\nblue,0,1\nred,2,1\n", (), "colour=red"),
        ("a,b,b=x\n1,x,0\n2,y,1\n", ("b", "b=x"), "b=x"),
        ("b=x,a,b,c\n1,1,x,3\n2,2,y,3\n1,3,x,3\n", (), "b=x"),
    ],
)
def test_a_column_made_of_a_label_has_a_name_of_its_own(
    file: Path, text: str, targets: tuple[str, ...], name: str
) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(
        DataError, match=rf"two columns would be called '{name}'.* rename"
    ) as caught:
        read_table(file, TableChoices(targets))
    assert str(file) in str(caught.value)


def test_a_label_is_not_longer_than_a_name(file: Path) -> None:
    file.write_text(f"a,b\n1,{'x' * 200}\n2,y\n", encoding="utf-8")
    assert read_table(file).targets[0] == "x" * 200
    file.write_text(f"a,b\n1,y\n2,{'x' * 201}\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"line 3, column 2 'b'.*201 characters.* 200"):
        read_table(file)
