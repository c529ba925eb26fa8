"""Properties of users' files: encodings, headers, missing cells, columns that are not inputs."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import DataError, Dataset, RunSpec, TableChoices, load, parse_table
from core.data import dataset_of
from core.data.tables.numbers import looks_like_number
from core.data.transforms import TRAINED, parts

KOREAN = "지역,기온,판매\n서울,1.5,0\n부산,2.5,1\n대구,0.5,0\n서울,3.5,1\n"
FRENCH = "ville,température,y\nOrléans,1.5,0\nNîmes,2.5,1\nAlès,0.5,0\nNîmes,3.5,1\n"


def table_of(text: str | bytes, **options: Any) -> Dataset:
    content = text if isinstance(text, bytes) else text.encode()
    return dataset_of(parse_table("t", [content], **options))


def codes(data: Dataset) -> list[str]:
    return [remark.code for remark in data.remarks]


# encodings


@pytest.mark.parametrize(
    ("text", "codec", "shown"),
    [
        (KOREAN, "cp949", "CP949"),
        (FRENCH, "cp1252", "Windows-1252"),
        (KOREAN, "utf-16", "UTF-16"),
        (FRENCH, "utf-16-le", "UTF-16"),
    ],
)
def test_an_encoding_is_found_out_and_said(text: str, codec: str, shown: str) -> None:
    plain, found = table_of(text), table_of(text.encode(codec))
    assert (found.features, found.targets) == (plain.features, plain.targets)
    assert found.x.tobytes() == plain.x.tobytes()
    assert codes(found) == ["encoding", *codes(plain)]
    assert shown in found.remarks[0].sentence


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        *((KOREAN, codec) for codec in ("cp949", "euc_kr", "utf-8", "utf-16", "utf-16-be")),
        *((FRENCH, codec) for codec in ("cp1252", "latin-1", "utf-8", "utf-16", "utf-16-be")),
    ],
)
def test_an_encoding_that_is_named_is_taken(text: str, codec: str) -> None:
    content = text.encode(codec)
    found = table_of(content, encoding=codec)
    assert found.features == table_of(text).features
    assert "encoding" not in codes(found)


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("город,y\nМосква,1\nТверь,0\nМосква,0\n", "cp1251"),
        ("都市,y\n東京,1\n大阪,0\n東京,0\n", "shift_jis"),
        ("城市,数量,y\n北京,1,1\n上海,2,0\n重庆,3,0\n", "gb18030"),
        ("面积,楼层,房价\n50,2,100\n70,3,200\n90,4,400\n", "gbk"),
        ("miasto,y\nWrocław,1\nŁódź,0\nWrocław,0\n", "cp1250"),
        ("şehir,y\nMuğla,1\nIğdır,0\nMuğla,0\n", "cp1254"),
        ("πόλη,y\nΑθήνα,1\nΠάτρα,0\n", "cp1253"),
    ],
)
def test_an_encoding_that_is_not_certain_is_asked_for(text: str, codec: str) -> None:
    with pytest.raises(DataError, match=r"--encoding.*iconv"):
        table_of(text.encode(codec))
    assert table_of(text.encode(codec), encoding=codec).columns == table_of(text).columns


@given(st.integers(1, 40))
def test_where_a_text_of_another_encoding_is_cut_makes_no_difference(size: int) -> None:
    for text, codec in ((KOREAN, "cp949"), (FRENCH, "cp1252"), (KOREAN, "utf-16")):
        content = text.encode(codec)
        blocks = [content[at : at + size] for at in range(0, len(content), size)]
        data, whole = dataset_of(parse_table("t", blocks)), table_of(text)
        assert (data.features, data.targets) == (whole.features, whole.targets)
        assert (data.x.tobytes(), data.d.tobytes()) == (whole.x.tobytes(), whole.d.tobytes())


def test_letters_beyond_the_beginning_decide_alike() -> None:
    rows = "".join(f"{k}.5,x,{k % 2}\n" for k in range(40_000))
    for text, codec in ((KOREAN, "cp949"), (FRENCH, "cp1252")):
        name = text.split(",")[1]
        content = f"a,b,y\n{rows}9.5,{name},1\n7.5,{name},0\n".encode(codec)
        data = dataset_of(parse_table("t", [content]))
        assert data.features == ("a", f"b={name}", "b=x") or data.features == (
            "a", "b=x", f"b={name}",
        )  # fmt: skip


def test_a_later_byte_that_does_not_fit_is_named_with_the_encoding_and_its_line() -> None:
    rows = "서울,1.5,0\n부산,2.5,1\n".encode("cp949") * 9000
    content = KOREAN.encode("cp949") + rows + b"\xff,1,0\n"
    with pytest.raises(DataError, match=r"not CP949.*in line 18006, is 0xff"):
        table_of(content)
    with pytest.raises(DataError, match=r"not cp949 \(in line 18006\)"):
        table_of(content, encoding="cp949")


# headers


@pytest.mark.parametrize(
    ("first", "header"),
    [
        ("0.5,1.5,7", "none"),  # numbers over numbers
        ("0,0,1", "none"),  # no two columns have one name
        ("0,1,2", "first"),  # as pandas writes it
        ("a,b,y", "first"),
        (",1.5,2.5", "first"),  # the corner of a table with names of rows
        ("2019,2020,2021", None),
        ("1,2,3", None),
    ],
)
def test_the_first_line_has_names_or_is_a_sample(first: str, header: str | None) -> None:
    text = f"{first}\n0.25,1,4\n0.5,3,5\n0.75,2,4\n"
    if header is None:
        with pytest.raises(DataError, match=r"--header none.*--header first"):
            table_of(text)
        return
    found, asked = table_of(text), table_of(text, header=header)
    assert (found.columns, len(found)) == (asked.columns, len(asked))
    assert len(asked) == (4 if header == "none" else 3)


def test_a_table_without_a_header_is_the_same_with_one() -> None:
    body = "5.1,3.4,A\n4.8,3.1,A\n6.9,3.2,B\n6.5,2.8,B\n"
    bare, named = table_of(body), table_of(f"x1,x2,y\n{body}")
    assert bare.x.tobytes() == named.x.tobytes()
    assert bare.columns == named.columns == ("x1", "x2", "y")
    assert codes(bare) == ["no-header"]


def test_words_over_words_that_recur_are_a_sample() -> None:
    assert len(table_of("x,s\nb,s\nx,f\nb,f\n")) == 4
    assert len(table_of("cap,odour\nb,s\nx,f\nb,f\n")) == 3


@pytest.mark.parametrize(
    "text",
    [
        "Sales 2024\n\na,b,y\n1,2,0\n3,4,1\n",
        "# by hand\na,b,y\n1,2,0\n3,4,1\n",
        "a,b,y\ncm,kg,\n1,2,0\n3,4,1\n",
        "sep=|\na|b|y\n1|2|0\n3|4|1\n",
        "a,b,y,,\n1,2,0,,\n3,4,1,,\n",
        "a,b,y\n1,2,0\n,,\n3,4,1\n# the end\n",
        '"a" "b" "y"\n1 2 0\n3 4 1\n',
    ],
)
def test_what_stands_around_a_table_is_passed_over(text: str) -> None:
    data = table_of(text)
    assert (data.features, data.targets) == (("a", "b"), ("y",))
    assert np.hstack([data.x, data.d]).tolist() == [[1, 2, 0], [3, 4, 1]]


def test_a_column_called_hash_is_no_comment() -> None:
    assert table_of("#,name,y\n0.5,x,1\n0.7,z,0\n").columns[0] == "#"
    colours = table_of("colour,y\n#ff0000,1\n#00ff00,0\n#ff0000,1\n")
    assert len(colours) == 3


# numbers


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["$1,200", "$950", "$12,000.50"], [1200, 950, 12000.5]),
        (["1 200", "950", "12 000"], [1200, 950, 12000]),
        (["1.234,5", "950,25", "12"], [1234.5, 950.25, 12]),
        (["\u22121", "\u22122.5", "3"], [-1, -2.5, 3]),
        (["5%", "12.5%", "-3%"], [5, 12.5, -3]),
        (["12 km", "7 km", "0.5 km"], [12, 7, 0.5]),
        (["1,5", "0,25", "7"], [1.5, 0.25, 7]),
        (["1200원", "950원", "30원"], [1200, 950, 30]),
        (["1,234", "5,678", "9,012"], [1234, 5678, 9012]),
    ],
)
def test_numbers_as_people_write_them(cells: list[str], values: list[float]) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([("a", "y"), *((cell, k) for k, cell in enumerate(cells))])
    data = table_of(text.getvalue())
    assert data.x[:, 0].tolist() == values
    assert codes(data) == ["numbers-read"]


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_decimal_commas_do_not_part_cells(separator: str) -> None:
    text = "0,5;0,25;1,5\n0,75;0,5;2,5\n0,25;0,75;3,5\n".replace(";", separator)
    data = table_of(text, header="none")
    assert np.hstack([data.x, data.d]).tolist() == [
        [0.5, 0.25, 1.5],
        [0.75, 0.5, 2.5],
        [0.25, 0.75, 3.5],
    ]


def test_no_group_of_thousands_begins_with_a_zero() -> None:
    assert table_of("a\ty\n0,100\t1\n1,137\t0\n0,174\t1\n").x[:, 0].tolist() == [0.1, 1.137, 0.174]


def test_points_part_thousands_where_commas_are_decimal_signs() -> None:
    data = table_of("price;area;y\n200.500;80,5;0\n1.000;81,5;1\n99.001;7,25;1\n")
    assert data.x.tolist() == [[200500, 80.5], [1000, 81.5], [99001, 7.25]]
    assert "price" in data.remarks[0].columns
    plain = table_of("price;area;y\n200.500;80;0\n1.000;81;1\n99.001;7;1\n")
    assert plain.x[:, 0].tolist() == [200.5, 1.0, 99.001]


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["879", "976", "1.073", "1.170"], [879, 976, 1073, 1170]),
        (["900.000", "1.011.331", "950.500"], [900_000, 1_011_331, 950_500]),
        (["1,23E+05", "2,5E-01", "3,0"], [123_000, 0.25, 3]),
    ],
)
def test_numbers_of_a_german_spreadsheet(cells: list[str], values: list[float]) -> None:
    body = "".join(f"{cell};{k},5;{k % 2}\n" for k, cell in enumerate(cells))
    data = table_of(f"umsatz;preis;y\n{body}")
    assert data.x[:, 0].tolist() == values
    assert "umsatz" in data.remarks[0].columns


def test_points_that_may_part_thousands_are_said_where_nothing_tells() -> None:
    data = table_of("a;b;y\n1;1.123;0\n2;1.246;1\n3;1.369;0\n")
    assert data.x[:, 1].tolist() == [1.123, 1.246, 1.369]
    assert data.remarks[0].columns == ("b",)
    assert codes(table_of("a;b;y\n1;1.12;0\n2;1.246;1\n3;1.369;0\n")) == []


def test_a_line_of_units_beside_words() -> None:
    text = "region,area,price\n,m2,EUR\nN,84,1.5\nS,59,2.5\nN,70,3.5\n"
    data = table_of(text)
    assert (data.features, len(data)) == (("region=N", "region=S", "area"), 3)
    assert codes(data) == ["units-row"]
    bracketed = table_of(text.replace(",m2,EUR", "(구),(㎡),(원)"))
    assert bracketed.x.tobytes() == data.x.tobytes()
    with pytest.raises(DataError, match="line 2, column 2 'area': 'm2'"):
        table_of(text.replace(",m2,EUR", "E,m2,EUR"))  # a sample of the region E


def test_a_row_that_sums_up_is_pointed_out() -> None:
    for word in ("합계", "Total", "평균:"):
        data = table_of(f"who,n,y\nA,1,2\nB,2,3\nC,3,5\n{word},6,10\n")
        assert codes(data)[0] == "total-row"
        assert "line 5" in data.remarks[0].sentence


def test_a_category_called_average_is_no_sum() -> None:
    rows = "".join(f"{k % 7}.5,{('slow', 'average')[k % 2]},{k % 2}\n" for k in range(20))
    assert codes(table_of(f"a,learner,y\n{rows}")) == []


def test_notes_below_a_table_are_passed_over() -> None:
    text = "a,b,y\n1,2,0\n3,4,1\nSource: the bank,,\n"
    for note in ("", "Figures of 2024\n", "* preliminary,\n"):
        data = table_of(text + note)
        assert np.hstack([data.x, data.d]).tolist() == [[1, 2, 0], [3, 4, 1]]
        assert codes(data)[0] == "notes"
    with pytest.raises(DataError, match="line 4 has 1 cell"):
        table_of("a,b,y\n1,2,0\n3,4,1\n5\n")


def test_classes_spread_over_columns_are_pointed_out() -> None:
    rows = "".join(f"{k}.5,{k % 3 // 2},{(k + 1) % 3 // 2},{(k + 2) % 3 // 2}\n" for k in range(9))
    data = table_of(f"a,red,light green,blue\n{rows}")
    assert codes(data) == ["one-hot"]
    assert data.remarks[0].columns == ("red", "light green", "blue")
    assert "--target 'red,light green,blue'" in data.remarks[0].sentence
    gate = table_of("x,y\n0,1\n1,0\n", header="first")
    assert codes(gate) == []


def test_texts_as_target_are_pointed_out() -> None:
    rows = "".join(f"{k % 7}.5,review number {k}\n" for k in range(40))
    assert codes(table_of(f"stars,review\n{rows}")) == ["many-labels"]


def test_columns_without_a_name_are_reported_or_ignored() -> None:
    rows = "".join(f"{7 * k % 31},{k % 5}.5,{k % 3}.25,{k % 2}\n" for k in range(30))
    data = table_of(f",a,,y\n{rows}")
    assert data.features == ("a", "x3")
    assert codes(data) == ["unnamed", "left-aside"]
    assert "x1" in data.remarks[1].sentence


def test_only_what_could_be_kept_is_offered() -> None:
    rows = "".join(f"{k},name {k},{k % 5}.5,{k % 2}\n" for k in range(200))
    settle = table_of(f"id,name,a,y\n{rows}").remarks[0].remedy
    assert "--keep id" in settle
    assert "--keep name" not in settle
    assert "--keep" not in table_of(f"b,name,a,y\n{rows.replace(',1', ',2')}").remarks[0].remedy


def test_numbers_with_leading_zeros_are_said() -> None:
    data = table_of("zip,b,y\n01000,1,0\n01037,2,1\n02000,3,1\n")
    assert data.x[:, 0].tolist() == [1000, 1037, 2000]
    assert data.remarks[0].guessed
    assert "zip" in data.remarks[0].columns


def test_numbers_among_words_are_said() -> None:
    rows = "".join(f"{k % 9}.5,{'unknown' if k % 4 == 3 else k % 4}\n" for k in range(40))
    table = parse_table("t", [f"a,y\n{rows}".encode()])
    data = dataset_of(table)
    assert data.targets == ("0", "1", "2", "unknown")
    assert codes(data) == ["mixed"]
    assert "line 5, 'unknown'" in data.remarks[0].sentence
    with pytest.raises(DataError, match="--target class:y"):
        dataset_of(table, TableChoices(strict=True))
    asked = TableChoices(target=("class:y",), strict=True)
    assert dataset_of(table, asked).targets == data.targets


def test_a_cell_longer_than_any_number_is_none() -> None:
    assert looks_like_number(f"1{' ' * 9}km")
    assert not looks_like_number(f"1{' ' * 100_000}km")  # looked at closely it would take minutes


def test_a_comma_means_one_thing_in_a_whole_column() -> None:
    semicolons = table_of("a;y\n1,200;0\n3,450;1\n")
    assert semicolons.x[:, 0].tolist() == [1.2, 3.45]
    with pytest.raises(DataError, match="line 4, column 1 'a': '3,5'"):
        table_of('a,y\n"1,200",0\n"3,450,000",1\n"3,5",0\n"7,000",1\n')


numbers = st.lists(st.integers(-999, 999).map(lambda n: n / 4), min_size=12, max_size=40)


@given(numbers, st.integers(0, 11), st.sampled_from(["abc", "12..5", "x1", "1/2"]))
def test_one_odd_cell_is_named_wherever_it_stands(values: list[float], at: int, odd: str) -> None:
    cells: list[object] = [*values]
    cells[at] = odd
    text = "a,b,y\n" + "".join(f"{k}.5,{cell},{k % 2}\n" for k, cell in enumerate(cells))
    with pytest.raises(DataError) as caught:
        table_of(text)
    assert f"line {at + 2}, column 2 'b': {odd!r}" in str(caught.value)


# missing cells

MISSING = ["", " ", "?", "NA", "N/A", "nan", "null", "None", "-", "."]


def with_gaps(gaps: dict[int, str], rows: int = 20) -> str:
    body = (f"{gaps.get(k, k * k)},{k}.5,{k % 2}\n" for k in range(rows))
    return "a,b,y\n" + "".join(body)


@pytest.mark.parametrize("cell", MISSING)
def test_each_way_of_writing_nothing(cell: str) -> None:
    data = table_of(with_gaps({3: cell}))
    assert len(data) == 19
    assert codes(data) == ["rows-dropped"]
    assert "a in 1" in data.remarks[0].sentence


def choices(missing: str) -> TableChoices:
    return TableChoices(missing=missing)


def test_missing_numbers_are_left_out_or_filled_by_their_share() -> None:
    many = parse_table("t", [with_gaps(dict.fromkeys(range(6), "NA")).encode()])
    assert len(dataset_of(many)) == 14  # 70 % remain
    seven = parse_table("t", [with_gaps(dict.fromkeys(range(7), "NA")).encode()])
    assert codes(dataset_of(seven)) == ["left-aside"]  # more than a third
    rows = (f"{'NA' if k < 4 else k * k},{'?' if k > 15 else k / 4},{k % 2}" for k in range(20))
    spread = dataset_of(parse_table("t", ["\n".join(["a,b,y", *rows]).encode()]))
    assert codes(spread) == ["filled"]
    assert len(spread) == 20
    assert codes(dataset_of(many, choices("drop"))) == ["rows-dropped"]
    with pytest.raises(DataError, match=r"line 2, column 1 'a': 'NA': the cell is missing"):
        dataset_of(many, choices("stop"))


@pytest.fixture
def gapped(tmp_path: Path) -> RunSpec:
    """A table with missing numbers and missing words."""
    file = tmp_path / "gapped.csv"
    rows = [
        f"{'' if k % 5 == 0 else k * k},{'?' if k % 7 == 3 else 'red' if k % 3 else 'blue'},{k % 2}"
        for k in range(30)
    ]
    file.write_text("\n".join(["a,c,y", *rows]), encoding="utf-8")
    return RunSpec(dataset=None, data_file=str(file), split=0.6, missing="mean")


def test_what_is_missing_is_filled_from_the_rows_trained_on(gapped: RunSpec) -> None:
    data = load(gapped)
    assert data.test is not None
    known = [k * k for k in range(30) if k % 5]
    empty = {k for k in range(30) if k % 5 == 0}
    raw = load(replace(gapped, split=1.0))
    keep = parts(raw, gapped.split, gapped.validation, gapped.data_seed) == TRAINED
    mean = np.mean([k * k for k in range(30) if k not in empty and keep[k]])
    place = data.features.index("a")
    rows = {True: iter(data.x), False: iter(data.test.x)}
    for k in range(30):
        row = next(rows[bool(keep[k])])
        assert row[place] == pytest.approx(mean if k in empty else k * k)
    assert raw.x[0, place] == pytest.approx(np.mean(known))
    words = [data.features.index(name) for name in ("c=blue", "c=red")]
    gone = [k for k in range(30) if k % 7 == 3]
    assert (raw.x[gone][:, words] == [0, 1]).all()  # red is the most frequent
    assert (raw.x[:, words].sum(axis=1) == 1).all()


def test_nothing_is_filled_from_rows_that_are_held_out(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    rows = [f"{k},{1000 + k},{k % 2}" for k in range(20)]
    spec = RunSpec(dataset=None, data_file=str(file), split=0.3, missing="mean")
    file.write_text("\n".join(["a,b,y", *rows]), encoding="utf-8")
    trained = set(load(spec).x[:, 0].tolist())
    rows = [f"{k},{'' if k in trained else 1000 + k},{k % 2}" for k in range(20)]
    file.write_text("\n".join(["a,b,y", *rows]), encoding="utf-8")
    assert set(load(spec).x[:, 0].tolist()) == trained
    assert (load(spec).x[:, 1] == 0.0).all()


def test_a_class_that_dropped_rows_leave_alone_is_refused_with_the_reason() -> None:
    rows = "".join(f"{k}.5,{'' if k < 3 else k},{'bad' if k < 3 else 'ok'}\n" for k in range(20))
    table = parse_table("t", [f"a,b,y\n{rows}".encode()])
    with pytest.raises(DataError, match=r"'ok' is the only label.*3 rows.*--missing mean"):
        dataset_of(table)
    assert dataset_of(table, TableChoices(missing="mean")).targets == ("bad", "ok")


def test_words_that_are_left_out_are_not_alike() -> None:
    rows = "".join(
        f"{k}.5,{('red', 'blue', 'NA', 'na')[k % 4 if k < 4 else k % 2]}\n" for k in range(60)
    )
    assert codes(table_of(f"a,y\n{rows}")) == ["target-missing"]


def test_a_column_is_ignored_however_large_the_table_is() -> None:
    for rows in (2000, 200_000):
        body = "".join(
            f"{('u', 'v')[k % 2] if k < rows // 5 else ''},{k % 7}.5,{k % 2}\n" for k in range(rows)
        )
        assert table_of(f"c,b,y\n{body}").features == ("b",)


def test_row_numbers_are_recognised_from_three_rows_on() -> None:
    rows = "1,0.5,0\n2,0.7,1\n"
    assert table_of(f"id,a,y\n{rows}").features == ("id", "a")
    assert table_of(f"id,a,y\n{rows}3,0.1,1\n").features == ("a",)


def test_separators_at_the_end_of_a_late_line_are_said() -> None:
    body = "".join(f"{k}.5,{k % 2}{',,' * (k == 300)}\n" for k in range(400))
    assert codes(table_of(f"a,y\n{body}")) == ["trailing-separators"]


@pytest.mark.parametrize("cell", ["", "7"])
@pytest.mark.parametrize("missing", ["drop", "mean", "mark"])
def test_rows_that_go_may_take_all_that_was_known_of_an_input(
    tmp_path: Path, cell: str, missing: str
) -> None:
    file = tmp_path / "t.csv"
    file.write_text(f"a,b,c,y\n1,{cell},u,\n2,,?,1\n3,,?,0\n4,5,u,NA\n", encoding="utf-8")
    spec = RunSpec(dataset=None, data_file=str(file), missing=missing, keep=("b",))
    if missing == "drop":
        with pytest.raises(DataError, match="no row is left"):
            load(spec)
    else:
        assert load(spec).x[:, 0].tolist() == [2, 3]
        assert np.isfinite(load(spec).x).all()


def test_an_input_says_which_rows_had_nothing(gapped: RunSpec) -> None:
    data = load(replace(gapped, missing="mark", split=1.0))
    assert data.features == ("a", "c=blue", "c=red", "a missing", "c missing")
    assert data.x[:, 3].tolist() == [float(k % 5 == 0) for k in range(30)]
    assert data.x[:, 4].tolist() == [float(k % 7 == 3) for k in range(30)]


def test_a_missing_word_is_a_word_of_its_own(gapped: RunSpec) -> None:
    data = load(replace(gapped, missing="auto", split=1.0))
    assert data.features == ("a", "c=blue", "c=red", "c=missing")
    assert (data.x[:, 1:].sum(axis=1) == 1).all()


@pytest.mark.parametrize(("gone", "stops"), [(1, False), (2, True)])
def test_rows_without_a_target_are_left_out_where_they_are_few(gone: int, stops: bool) -> None:
    rows = "".join(f"{k}.5,{'NA' if k < gone else k % 2}\n" for k in range(20))
    table = parse_table("t", [f"a,y\n{rows}".encode()])
    if stops:
        with pytest.raises(DataError, match=r"2 of 20 rows have no y .*--missing drop"):
            dataset_of(table)
    else:
        assert codes(dataset_of(table)) == ["target-missing"]
    assert len(dataset_of(table, choices("drop"))) == 20 - gone


# columns that are no inputs


@pytest.mark.parametrize(
    ("name", "cells", "why"),
    [
        ("id", range(100, 130), "counts"),
        ("PassengerId", [7 * k % 31 for k in range(1, 31)], "number"),
        ("", range(30), "counts"),
        ("Unnamed: 0", range(30), "counts"),
        ("who", [f"name {k}" for k in range(30)], "differs"),
        ("when", [f"2024-01-{k + 1:02}" for k in range(30)], "dates"),
        ("town", [f"town {k % 25}" for k in range(30)], "words"),
        ("same", [4] * 30, "every row"),
        ("word", ["x"] * 30, "every row"),
        ("gaps", [k if k % 2 else "" for k in range(30)], "missing in 15 of 30"),
        ("none", [""] * 30, "empty"),
    ],
)
def test_columns_that_are_ignored(name: str, cells: list[object], why: str) -> None:
    rows = "".join(f"{cell},{k * k % 11}.5,{k % 2}\n" for k, cell in enumerate(cells))
    table = parse_table("t", [f"{name},b,y\n{rows}".encode()])
    data = dataset_of(table)
    assert data.features == ("b",)
    first = data.roles[0]
    assert (first.role, data.remarks[-1].code) == ("aside", "left-aside")
    assert why in first.why
    assert why in data.remarks[-1].sentence
    if name == "none":
        with pytest.raises(DataError, match="empty in every row"):
            dataset_of(table, TableChoices(keep=(first.name,)))
    else:
        kept = dataset_of(table, TableChoices(keep=(first.name,)))
        assert kept.features[0].startswith(first.name)
        assert kept.features[-1] == "b"


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("a", range(30)),  # counts, but has a name of its own
        ("year", range(1990, 2020)),
        ("town", [f"town {k % 12}" for k in range(30)]),
        ("grid", [k // 3 for k in range(30)]),  # ends like id, and is no word for it
    ],
)
def test_columns_that_are_inputs(name: str, cells: list[object]) -> None:
    rows = "".join(f"{cell},{k % 2}\n" for k, cell in enumerate(cells))
    assert table_of(f"{name},y\n{rows}").roles[0].role == "input"


def test_where_no_input_is_left_it_is_said_what_settles_it() -> None:
    with pytest.raises(DataError, match=r"'when' holds dates.*--keep when"):
        table_of("when,y\n2024-01-01,1\n2024-01-02,0\n2024-01-03,1\n")
    with pytest.raises(DataError, match=r"'when' holds dates") as caught:  # too many to be words
        table_of("when,y\n" + "".join(f"{1900 + k}-01-01,{k % 2}\n" for k in range(150)))
    assert "--keep" not in str(caught.value)
