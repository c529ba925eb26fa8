"""Remarks about a file are shown in the app: in a notice, in the setup form and in the log."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core import (
    OF_FILE,
    CoreError,
    DataError,
    Dataset,
    RunSpec,
    Stop,
    load,
    open_table,
    parse_table,
    with_defaults,
)
from scratchnet_tui.form import fields_of
from scratchnet_tui.form.data_source import data_field
from scratchnet_tui.session.session import Session
from scratchnet_tui.session.setup import Setup
from scratchnet_tui.text.file_remarks import in_form, in_full, new_remarks
from tests.helpers.app_driver import Seat, opened

CASES = Path(__file__).parents[2] / "core" / "data" / "cases"

PASSENGERS = """\
Passengers,,,,,
id,name,age,fare,deck,survived
1,"Ada, Mrs",22,$7.25,,0
2,Bob,38,$71.28,C,1
3,Cleo,26,$7.92,,1
4,Dora,,$53.10,,1
5,Ed,35,$8.05,,0
6,Fay,28,$8.46,,0
7,Gil,54,$51.86,E,0
8,Hal,2,$21.08,,0
9,Ivy,27,$11.13,,1
10,Joe,14,$30.07,,1
"""


@pytest.fixture
def passengers(tmp_path: Path) -> Path:
    """A table with a title, row numbers, names, currency, and empty cells."""
    path = tmp_path / "passengers.csv"
    path.write_text(PASSENGERS, encoding="utf-8")
    return path


def run_on(path: Path, **chosen: object) -> tuple[RunSpec, Dataset]:
    return with_defaults(RunSpec(), {"data_file": str(path), **chosen})


def said_of(path: Path) -> list[str]:
    return [in_form(in_full(remark)) for remark in run_on(path)[1].remarks]


# words


@pytest.mark.parametrize("path", sorted(CASES.iterdir()), ids=lambda path: str(path.name))
def test_in_the_form_everything_that_is_named_is_a_row_of_it(path: Path) -> None:
    try:
        spec, dataset = run_on(path)
    except CoreError as refusal:
        spec, dataset = run_on(CASES / "L_xor.csv")
        texts = [in_form(str(refusal))]
    else:
        texts = [in_form(in_full(remark)) for remark in dataset.remarks]
    rows = {field.name for field in fields_of(Setup(spec, Stop(), dataset))}
    for text in texts:
        said, _, told = text.partition(" (in the setup the row")
        named = set(re.findall(r"--(\w+)", said)) - {"strict"}
        assert (named & set(OF_FILE)) == (named if told else set()), text
        here = set(re.findall(r"\w+", told.partition(" ")[2].partition(";")[0])) - {"and"}
        assert here == {"columns" if name == "keep" else name for name in named}
        assert here <= rows


@pytest.mark.parametrize(
    "name", ["say --target x", "it's", "City, State", "-x", "with --keep to", "; --missing drop"]
)
def test_what_a_column_is_called_changes_no_word_of_a_sentence(tmp_path: Path, name: str) -> None:
    path = tmp_path / "t.csv"
    lines = [f'"{name}",b,y', *(f"{i}.5,{i},{i % 2}" for i in range(40)), "1/2/3x,1,1", "3..4,2,0"]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(CoreError) as fault:
        run_on(path)
    assert in_form(str(fault.value)).startswith(str(fault.value))
    assert "ignore" in in_form(str(fault.value)).removeprefix(str(fault.value))


def test_a_strict_refusal_says_how_to_let_it_be_guessed(passengers: Path) -> None:
    with pytest.raises(CoreError) as fault:
        run_on(passengers, strict=True)
    told = in_form(str(fault.value)).removeprefix(str(fault.value))
    assert "without --strict" in told


def test_what_was_said_of_the_same_file_is_not_news(passengers: Path) -> None:
    _, first = run_on(passengers)
    _, second = run_on(passengers, missing="mean")
    assert new_remarks(None, first) == first.remarks
    assert [remark.code for remark in new_remarks(first, second)] == ["left-aside", "filled"]
    other = passengers.with_name("other.csv")
    other.write_text(PASSENGERS, encoding="utf-8")
    assert new_remarks(first, run_on(other)[1]) == first.remarks
    assert new_remarks(load(RunSpec()), first) == first.remarks


# on the screen


async def all_of_it_is_shown(seat: Seat, sentences: list[str]) -> None:
    """Read the log, the row of the setup, and what it opens."""
    await seat.press("6")
    await seat.settle()
    log = seat.words("log")
    for sentence in sentences:
        assert sentence in log
    await seat.press("escape")
    await seat.go_to("read as")
    assert str(len(sentences)) in seat.settings()["read as"]
    assert sentences[0] in seat.words("setup").replace("┃ ", "")
    await seat.press("enter")
    await seat.settle()
    for sentence in sentences:
        assert sentence in seat.dialog
    await seat.press("escape")
    await seat.settle()


async def test_all_that_is_to_be_said_of_a_file_is_shown_at_the_start(passengers: Path) -> None:
    spec, dataset = run_on(passengers)
    async with opened(spec, dataset=dataset) as seat:
        sentences = said_of(passengers)
        assert len(sentences) >= 4
        assert f"{len(sentences) - 1} more" in seat.notice
        assert "read as" in seat.notice
        await all_of_it_is_shown(seat, sentences)


async def test_it_is_shown_when_a_file_is_chosen(passengers: Path) -> None:
    async with opened() as seat:
        await seat.press("d")
        await seat.type_value(str(passengers))
        await seat.until(lambda: "read as" in seat.notice)
        assert f"{len(said_of(passengers)) - 1} more" in seat.notice
        await all_of_it_is_shown(seat, said_of(passengers))
        await seat.press("d", "right")
        await seat.until(lambda: seat.app.session.spec.dataset is not None)
        assert "read as" not in seat.notice
        assert "read as" not in seat.form.names
        await seat.press("left")
        await seat.until(lambda: "read as" in seat.notice, "it is chosen again")


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 36)])
async def test_the_notice_hides_nothing(passengers: Path, size: tuple[int, int]) -> None:
    spec, dataset = run_on(passengers)
    async with opened(spec, dataset=dataset, size=size) as seat:
        assert "read as" in seat.notice
        shown = seat.rows
        await seat.press("t")  # it says that there is no lesson, until the next key
        await seat.press("up")
        await seat.settle()
        assert not seat.notice
        assert seat.rows[1:-2] == shown[1:-2]


async def test_other_settings_lose_nothing_and_say_nothing_twice(passengers: Path) -> None:
    spec, dataset = run_on(passengers)
    async with opened(spec, dataset=dataset) as seat:
        before = seat.app.session.dataset.remarks
        for row, text in (("split", "0.8"), ("scale", "none"), ("hidden", "3"), ("rate", "0.2")):
            await seat.go_to(row)
            await seat.type_value(text)
            await seat.until(lambda row=row, text=text: seat.settings()[row] == text)
            assert "read as" not in seat.notice
            assert seat.app.session.dataset.remarks == before
            assert str(len(before)) in seat.settings()["read as"]


async def test_what_is_new_of_another_target_is_said(passengers: Path) -> None:
    spec, dataset = run_on(passengers)
    async with opened(spec, dataset=dataset) as seat:
        await seat.go_to("target")
        await seat.type_value("deck")  # it is empty in most rows
        await seat.until(lambda: "8 of 10 rows have no deck" in seat.dialog)
        assert "in the setup the rows missing and target" in " ".join(seat.dialog.split())
        assert seat.app.session.spec == spec
        await seat.press("escape")
        await seat.go_to("missing")
        await seat.type_value("drop")
        await seat.until(lambda: seat.app.session.spec.missing == "drop")
        await seat.go_to("target")
        await seat.type_value("deck")
        await seat.until(lambda: seat.app.session.spec.target == ("deck",))
        assert "8 of 10 rows have no deck" in seat.notice
        assert seat.app.session.dataset.targets == ("C", "E")


# how a file is read


async def test_a_file_that_is_refused_is_settled_where_it_was_typed(tmp_path: Path) -> None:
    path = tmp_path / "two columns.csv"
    path.write_text("1,2\n3,4\n5,7\n", encoding="utf-8")
    async with opened() as seat:
        await seat.press("d")
        await seat.type_value(str(path))
        await seat.until(lambda: "say --header none" in seat.dialog)
        assert "--header none" in seat.dialog.replace("say --header none", "", 1), "it says where"
        await seat.press("end", *" --header none", "enter")
        await seat.until(lambda: seat.app.session.spec.data_file == str(path))
        assert seat.app.session.dataset.features == ("x1",)
        assert seat.settings()["header"] == "none"
        await seat.press("d", "right")
        await seat.until(lambda: seat.app.session.spec.dataset is not None)
        await seat.press("left")
        await seat.until(lambda: seat.app.session.spec.data_file == str(path), "it comes back")
        assert seat.app.session.spec.header == "none"
        await seat.type_value(str(path))
        await seat.until(lambda: "holds what it held" in seat.notice, "it is read so again")


TYPED = [
    ("{} --missing drop --ignore 'size, cm'", {"missing": "drop", "ignore": ("size", "cm")}),
    ("{} --ignore='\"size, cm\",b' --strict", {"ignore": ("size, cm", "b"), "strict": True}),
    ("'{}' --target class:b", {"target": ("class:b",)}),
]


@pytest.mark.parametrize(("typed", "fields"), TYPED, ids=[entry[0] for entry in TYPED])
async def test_options_behind_a_path(tmp_path: Path, typed: str, fields: dict[str, object]) -> None:
    path = tmp_path / "odd name.csv"
    path.write_text('"size, cm",b,c,size,cm\n0.1,0,1,1,2\n0.3,1,0,2,1\n', encoding="utf-8")
    async with opened() as seat:
        await seat.press("d")
        await seat.type_value(typed.format(path))
        await seat.until(lambda: seat.app.session.spec.data_file == str(path))
        spec = seat.app.session.spec
        assert {name: getattr(spec, name) for name in fields} == fields


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("{} --header", "needs a value"),
        ("{} --header --strict", "needs a value"),
        ("{} --header second", "'second'"),
        ("{} --ignore 'a", "not closed"),
        ("{} --missing drop epochs", "'epochs'"),
        ("xor --header none", "data file only"),
    ],
)
async def test_options_behind_a_path_that_are_wrong(tmp_path: Path, typed: str, said: str) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a,y\n0.1,1\n0.2,0\n", encoding="utf-8")
    async with opened() as seat:
        await seat.press("d")
        await seat.type_value(typed.format(path))
        await seat.until(lambda: said in seat.dialog)
        assert seat.app.session.spec == RunSpec()


async def test_a_file_whose_name_looks_like_an_option_is_a_file(tmp_path: Path) -> None:
    path = tmp_path / "t.csv --header none"
    path.write_text("a,y\n0.1,1\n0.2,0\n", encoding="utf-8")
    async with opened() as seat:
        await seat.press("d")
        await seat.type_value(str(path))
        await seat.until(lambda: seat.app.session.spec.data_file == str(path))
        assert seat.app.session.dataset.features == ("a",)


async def test_another_encoding_has_the_file_read_again() -> None:
    spec, dataset = run_on(CASES / "cp949.csv")
    async with opened(spec, dataset=dataset) as seat:
        names = dataset.columns
        await seat.go_to("encoding")
        await seat.type_value("base64")
        await seat.until(lambda: "'base64'" in seat.dialog, "what is no encoding is refused")
        await seat.retype("cp949")
        await seat.press("enter")
        await seat.until(lambda: seat.settings()["encoding"] == "cp949")
        assert seat.app.session.dataset.columns == names
        assert "encoding" not in [remark.code for remark in seat.app.session.dataset.remarks]
        await seat.type_value("utf-16")
        await seat.until(lambda: "not utf-16" in seat.dialog.replace("UTF", "utf"))
        assert seat.app.session.spec.encoding == "cp949", "nothing is lost"


async def test_another_header_has_the_file_read_again() -> None:
    spec, dataset = run_on(CASES / "pandas_0123.csv", ignore=("0",))
    async with opened(spec, dataset=dataset) as seat:
        assert dataset.columns == ("0", "1", "2")
        await seat.go_to("header")
        await seat.press("left")
        await seat.until(lambda: seat.settings()["header"] == "none")
        assert seat.app.session.dataset.columns == ("x1", "x2", "y")
        assert seat.settings()["ignore"] == "none", "there is no such column any more"
        assert len(seat.app.session.dataset) == len(dataset) + 1
        assert not seat.app.session.dataset.remarks


async def test_missing_cells_are_dealt_with_as_the_row_says() -> None:
    spec, dataset = run_on(CASES / "na_below.csv")
    async with opened(spec, dataset=dataset) as seat:
        await seat.go_to("missing")
        shapes = {}
        for choice in ("drop", "mean", "mark"):
            await seat.type_value(choice)
            await seat.until(lambda choice=choice: seat.settings()["missing"] == choice)
            shapes[choice] = seat.app.session.dataset.x.shape
        assert shapes == {"drop": (2, 2), "mean": (3, 2), "mark": (3, 3)}
        await seat.type_value("stop")
        await seat.until(lambda: "'NA'" in seat.dialog)
        assert "in the setup the row missing" in " ".join(seat.dialog.split())
        assert seat.app.session.spec.missing == "mark", "nothing is lost"


async def test_what_was_piped_in_cannot_be_read_again() -> None:
    table = parse_table("-", [b"a,y\n0.1,1\n0.2,0\n"])
    spec = RunSpec(data_file="-", dataset=None)
    async with opened(spec, dataset=load(spec, table)) as seat:
        for row, text in (("header", "none"), ("encoding", "cp949")):
            await seat.go_to(row)
            assert "cannot be read again" in seat.words("setup")
            await seat.press("right")
            await seat.until(lambda row=row: f"--{row}=" in seat.notice)
            await seat.type_value(text)
            await seat.until(lambda row=row, text=text: f"--{row}={text}" in seat.dialog)
            await seat.press("escape")
        assert seat.app.session.spec == spec


async def test_a_reading_that_takes_its_time_can_be_watched_and_stopped(tmp_path: Path) -> None:
    path = tmp_path / "pipe.csv"
    os.mkfifo(path)
    spec = RunSpec(data_file=str(path), dataset=None)
    table = parse_table(str(path), [b"a,y\n0.1,1\n0.2,0\n"])
    async with opened(spec, dataset=load(spec, table)) as seat:
        await seat.go_to("header")
        await seat.press("space", "right")
        await seat.until(lambda: len(seat.app.screen_stack) > 1)
        await seat.until(lambda: "Escape stops" in seat.dialog)
        epoch = seat.app.session.epoch
        await seat.until(lambda: seat.app.session.epoch > epoch, "training goes on")
        await seat.press("escape")
        await seat.until(lambda: "nothing has changed" in seat.dialog)
        await seat.press("escape")
        await seat.until(lambda: len(seat.app.screen_stack) == 1)
        assert seat.app.session.spec == spec
        await seat.press("space")
        await seat.until(lambda: not seat.app.training.running)


# the same file again

PRICED = "a,c,price,b\n" + "".join(
    f"{i / 10},{i % 7},{'' if i % 5 == 0 else 1 + i / 30},{i % 3}\n" for i in range(60)
)


def retyped(path: Path, used: Mapping[str, Any], typed: str, after: str = "") -> Setup:
    """Use a file, type its path again with other options, and return the settings."""
    path.write_text(PRICED, encoding="utf-8")
    session = Session(*run_on(path, **used))
    if after:
        path.write_text(after, encoding="utf-8")
        table = open_table(str(path))
        now = replace(session.setup, table=table)
    else:
        now = session.setup
    return data_field(now).parse(now, f"{path}{typed}")


def test_a_refusal_about_rows_is_said_and_the_target_stays(tmp_path: Path) -> None:
    used = {"target": ("price",), "missing": "drop"}
    with pytest.raises(DataError, match="12 of 60 rows have no price"):
        retyped(tmp_path / "t.csv", used, " --missing auto")


def test_only_the_column_that_is_named_otherwise_is_given_up(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    used = {"ignore": ("a", "c"), "target": ("price",), "missing": "drop"}
    found = retyped(path, used, " --target c")
    assert (found.spec.target, found.spec.ignore) == (("c",), ("a",))
    assert "ignore c" in found.note
    found = retyped(path, used, " --keep a")
    assert (found.spec.keep, found.spec.ignore) == (("a",), ("c",))
    found = retyped(path, used, " --ignore price")
    assert (found.spec.target, found.spec.ignore) == ((), ("price",))
    assert "target price" in found.note
    assert not retyped(path, used, "").note
    assert not retyped(path, used, " --ignore a").note


def test_a_file_that_has_other_columns_keeps_what_it_still_has(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    used = {"ignore": ("a", "c"), "target": ("price",), "missing": "drop"}
    found = retyped(path, used, "", PRICED.replace("price", "cost"))
    assert (found.spec.target, found.spec.ignore) == ((), ("a", "c"))
    assert "target price" in found.note
    assert "ignore" not in found.note


def test_what_cannot_be_done_with_the_file_as_it_is_now_is_given_up(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    after = "a,b,c,price\n0.1,1,2,\n0.2,3,4,\n0.4,0,1,\n"
    found = retyped(path, {"target": ("price",), "missing": "drop"}, "", after)
    assert found.spec.target == ()
    assert "target price" in found.note


def test_a_path_typed_without_strict_is_not_strict(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    used = {"target": ("b",), "ignore": ("price",), "strict": True}
    assert not retyped(path, used, "").spec.strict
    assert retyped(path, used, " --strict").spec.strict


async def test_what_is_given_up_is_said_on_the_screen(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(PRICED, encoding="utf-8")
    spec, dataset = run_on(path, ignore=("a", "c"), missing="drop")
    async with opened(spec, dataset=dataset) as seat:
        await seat.press("d")
        await seat.type_value(f"{path} --target c")
        await seat.until(lambda: seat.app.session.spec.target == ("c",))
        assert seat.app.session.spec.ignore == ("a",)
        await seat.press("6")
        await seat.settle()
        assert "ignore c" in seat.words("log")


def test_a_column_whose_name_begins_as_what_it_is_read_as_is_another_one() -> None:
    table = parse_table("t.csv", [b"b,class:b,c,y\n0.1,1,3,0\n0.2,2,4,1\n0.7,2,5,1\n"])
    spec, dataset = with_defaults(RunSpec(), {"data_file": "t.csv", "keep": ("b",)}, table)
    now = Setup(spec, dataset=dataset, file="t.csv", table=table)
    fields = {field.name: field for field in fields_of(now)}
    assert fields["target"].parse(now, "class:b").spec.keep == ("b",)
    assert fields["ignore"].parse(now, "class:b").spec.keep == ("b",)
    assert fields["target"].parse(now, "b").spec.keep == ()
