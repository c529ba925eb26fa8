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
from tests.helpers.app_driver import AppDriver, open_app

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


async def all_of_it_is_shown(driver: AppDriver, sentences: list[str]) -> None:
    """Read the log, the row of the setup, and what it opens."""
    await driver.press("6")
    await driver.wait_until_idle()
    log = driver.pane_text("log")
    for sentence in sentences:
        assert sentence in log
    await driver.press("escape")
    await driver.go_to_row("read as")
    assert str(len(sentences)) in driver.form_values()["read as"]
    assert sentences[0] in driver.pane_text("setup").replace("┃ ", "")
    await driver.press("enter")
    await driver.wait_until_idle()
    for sentence in sentences:
        assert sentence in driver.dialog_text
    await driver.press("escape")
    await driver.wait_until_idle()


async def test_all_that_is_to_be_said_of_a_file_is_shown_at_the_start(passengers: Path) -> None:
    spec, dataset = run_on(passengers)
    async with open_app(spec, dataset=dataset) as driver:
        sentences = said_of(passengers)
        assert len(sentences) >= 4
        assert f"{len(sentences) - 1} more" in driver.notice
        assert "read as" in driver.notice
        await all_of_it_is_shown(driver, sentences)


async def test_it_is_shown_when_a_file_is_chosen(passengers: Path) -> None:
    async with open_app() as driver:
        await driver.press("d")
        await driver.type_value(str(passengers))
        await driver.wait_until(lambda: "read as" in driver.notice)
        assert f"{len(said_of(passengers)) - 1} more" in driver.notice
        await all_of_it_is_shown(driver, said_of(passengers))
        await driver.press("d", "right")
        await driver.wait_until(lambda: driver.app.session.spec.dataset is not None)
        assert "read as" not in driver.notice
        assert "read as" not in driver.form.names
        await driver.press("left")
        await driver.wait_until(lambda: "read as" in driver.notice, "it is chosen again")


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 36)])
async def test_the_notice_hides_nothing(passengers: Path, size: tuple[int, int]) -> None:
    spec, dataset = run_on(passengers)
    async with open_app(spec, dataset=dataset, size=size) as driver:
        assert "read as" in driver.notice
        shown = driver.rows
        await driver.press("t")  # it says that there is no lesson, until the next key
        await driver.press("up")
        await driver.wait_until_idle()
        assert not driver.notice
        assert driver.rows[1:-2] == shown[1:-2]


async def test_other_settings_lose_nothing_and_say_nothing_twice(passengers: Path) -> None:
    spec, dataset = run_on(passengers)
    async with open_app(spec, dataset=dataset) as driver:
        before = driver.app.session.dataset.remarks
        for row, text in (("split", "0.8"), ("scale", "none"), ("hidden", "3"), ("rate", "0.2")):
            await driver.go_to_row(row)
            await driver.type_value(text)
            await driver.wait_until(lambda row=row, text=text: driver.form_values()[row] == text)
            assert "read as" not in driver.notice
            assert driver.app.session.dataset.remarks == before
            assert str(len(before)) in driver.form_values()["read as"]


async def test_what_is_new_of_another_target_is_said(passengers: Path) -> None:
    spec, dataset = run_on(passengers)
    async with open_app(spec, dataset=dataset) as driver:
        await driver.go_to_row("target")
        await driver.type_value("deck")  # it is empty in most rows
        await driver.wait_until(lambda: "8 of 10 rows have no deck" in driver.dialog_text)
        assert "in the setup the rows missing and target" in " ".join(driver.dialog_text.split())
        assert driver.app.session.spec == spec
        await driver.press("escape")
        await driver.go_to_row("missing")
        await driver.type_value("drop")
        await driver.wait_until(lambda: driver.app.session.spec.missing == "drop")
        await driver.go_to_row("target")
        await driver.type_value("deck")
        await driver.wait_until(lambda: driver.app.session.spec.target == ("deck",))
        assert "8 of 10 rows have no deck" in driver.notice
        assert driver.app.session.dataset.targets == ("C", "E")


# how a file is read


async def test_a_file_that_is_refused_is_settled_where_it_was_typed(tmp_path: Path) -> None:
    path = tmp_path / "two columns.csv"
    path.write_text("1,2\n3,4\n5,7\n", encoding="utf-8")
    async with open_app() as driver:
        await driver.press("d")
        await driver.type_value(str(path))
        await driver.wait_until(lambda: "say --header none" in driver.dialog_text)
        assert "--header none" in driver.dialog_text.replace("say --header none", "", 1), (
            "it says where"
        )
        await driver.press("end", *" --header none", "enter")
        await driver.wait_until(lambda: driver.app.session.spec.data_file == str(path))
        assert driver.app.session.dataset.features == ("x1",)
        assert driver.form_values()["header"] == "none"
        await driver.press("d", "right")
        await driver.wait_until(lambda: driver.app.session.spec.dataset is not None)
        await driver.press("left")
        await driver.wait_until(
            lambda: driver.app.session.spec.data_file == str(path), "it comes back"
        )
        assert driver.app.session.spec.header == "none"
        await driver.type_value(str(path))
        await driver.wait_until(
            lambda: "holds what it held" in driver.notice, "it is read so again"
        )


TYPED = [
    ("{} --missing drop --ignore 'size, cm'", {"missing": "drop", "ignore": ("size", "cm")}),
    ("{} --ignore='\"size, cm\",b' --strict", {"ignore": ("size, cm", "b"), "strict": True}),
    ("'{}' --target class:b", {"target": ("class:b",)}),
]


@pytest.mark.parametrize(("typed", "fields"), TYPED, ids=[entry[0] for entry in TYPED])
async def test_options_behind_a_path(tmp_path: Path, typed: str, fields: dict[str, object]) -> None:
    path = tmp_path / "odd name.csv"
    path.write_text('"size, cm",b,c,size,cm\n0.1,0,1,1,2\n0.3,1,0,2,1\n', encoding="utf-8")
    async with open_app() as driver:
        await driver.press("d")
        await driver.type_value(typed.format(path))
        await driver.wait_until(lambda: driver.app.session.spec.data_file == str(path))
        spec = driver.app.session.spec
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
    async with open_app() as driver:
        await driver.press("d")
        await driver.type_value(typed.format(path))
        await driver.wait_until(lambda: said in driver.dialog_text)
        assert driver.app.session.spec == RunSpec()


async def test_a_file_whose_name_looks_like_an_option_is_a_file(tmp_path: Path) -> None:
    path = tmp_path / "t.csv --header none"
    path.write_text("a,y\n0.1,1\n0.2,0\n", encoding="utf-8")
    async with open_app() as driver:
        await driver.press("d")
        await driver.type_value(str(path))
        await driver.wait_until(lambda: driver.app.session.spec.data_file == str(path))
        assert driver.app.session.dataset.features == ("a",)


async def test_another_encoding_has_the_file_read_again() -> None:
    spec, dataset = run_on(CASES / "cp949.csv")
    async with open_app(spec, dataset=dataset) as driver:
        names = dataset.columns
        await driver.go_to_row("encoding")
        await driver.type_value("base64")
        await driver.wait_until(
            lambda: "'base64'" in driver.dialog_text, "what is no encoding is refused"
        )
        await driver.retype("cp949")
        await driver.press("enter")
        await driver.wait_until(lambda: driver.form_values()["encoding"] == "cp949")
        assert driver.app.session.dataset.columns == names
        assert "encoding" not in [remark.code for remark in driver.app.session.dataset.remarks]
        await driver.type_value("utf-16")
        await driver.wait_until(lambda: "not utf-16" in driver.dialog_text.replace("UTF", "utf"))
        assert driver.app.session.spec.encoding == "cp949", "nothing is lost"


async def test_another_header_has_the_file_read_again() -> None:
    spec, dataset = run_on(CASES / "pandas_0123.csv", ignore=("0",))
    async with open_app(spec, dataset=dataset) as driver:
        assert dataset.columns == ("0", "1", "2")
        await driver.go_to_row("header")
        await driver.press("left")
        await driver.wait_until(lambda: driver.form_values()["header"] == "none")
        assert driver.app.session.dataset.columns == ("x1", "x2", "y")
        assert driver.form_values()["ignore"] == "none", "there is no such column any more"
        assert len(driver.app.session.dataset) == len(dataset) + 1
        assert not driver.app.session.dataset.remarks


async def test_missing_cells_are_dealt_with_as_the_row_says() -> None:
    spec, dataset = run_on(CASES / "na_below.csv")
    async with open_app(spec, dataset=dataset) as driver:
        await driver.go_to_row("missing")
        shapes = {}
        for choice in ("drop", "mean", "mark"):
            await driver.type_value(choice)
            await driver.wait_until(lambda choice=choice: driver.form_values()["missing"] == choice)
            shapes[choice] = driver.app.session.dataset.x.shape
        assert shapes == {"drop": (2, 2), "mean": (3, 2), "mark": (3, 3)}
        await driver.type_value("stop")
        await driver.wait_until(lambda: "'NA'" in driver.dialog_text)
        assert "in the setup the row missing" in " ".join(driver.dialog_text.split())
        assert driver.app.session.spec.missing == "mark", "nothing is lost"


async def test_what_was_piped_in_cannot_be_read_again() -> None:
    table = parse_table("-", [b"a,y\n0.1,1\n0.2,0\n"])
    spec = RunSpec(data_file="-", dataset=None)
    async with open_app(spec, dataset=load(spec, table)) as driver:
        for row, text in (("header", "none"), ("encoding", "cp949")):
            await driver.go_to_row(row)
            assert "cannot be read again" in driver.pane_text("setup")
            await driver.press("right")
            await driver.wait_until(lambda row=row: f"--{row}=" in driver.notice)
            await driver.type_value(text)
            await driver.wait_until(
                lambda row=row, text=text: f"--{row}={text}" in driver.dialog_text
            )
            await driver.press("escape")
        assert driver.app.session.spec == spec


async def test_a_reading_that_takes_its_time_can_be_watched_and_stopped(tmp_path: Path) -> None:
    path = tmp_path / "pipe.csv"
    os.mkfifo(path)
    spec = RunSpec(data_file=str(path), dataset=None)
    table = parse_table(str(path), [b"a,y\n0.1,1\n0.2,0\n"])
    async with open_app(spec, dataset=load(spec, table)) as driver:
        await driver.go_to_row("header")
        await driver.press("space", "right")
        await driver.wait_until(lambda: len(driver.app.screen_stack) > 1)
        await driver.wait_until(lambda: "Escape stops" in driver.dialog_text)
        epoch = driver.app.session.epoch
        await driver.wait_until(lambda: driver.app.session.epoch > epoch, "training goes on")
        await driver.press("escape")
        await driver.wait_until(lambda: "nothing has changed" in driver.dialog_text)
        await driver.press("escape")
        await driver.wait_until(lambda: len(driver.app.screen_stack) == 1)
        assert driver.app.session.spec == spec
        await driver.press("space")
        await driver.wait_until(lambda: not driver.app.training.running)


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
    async with open_app(spec, dataset=dataset) as driver:
        await driver.press("d")
        await driver.type_value(f"{path} --target c")
        await driver.wait_until(lambda: driver.app.session.spec.target == ("c",))
        assert driver.app.session.spec.ignore == ("a",)
        await driver.press("6")
        await driver.wait_until_idle()
        assert "ignore c" in driver.pane_text("log")


def test_a_column_whose_name_begins_as_what_it_is_read_as_is_another_one() -> None:
    table = parse_table("t.csv", [b"b,class:b,c,y\n0.1,1,3,0\n0.2,2,4,1\n0.7,2,5,1\n"])
    spec, dataset = with_defaults(RunSpec(), {"data_file": "t.csv", "keep": ("b",)}, table)
    now = Setup(spec, dataset=dataset, file="t.csv", table=table)
    fields = {field.name: field for field in fields_of(now)}
    assert fields["target"].parse(now, "class:b").spec.keep == ("b",)
    assert fields["ignore"].parse(now, "class:b").spec.keep == ("b",)
    assert fields["target"].parse(now, "b").spec.keep == ()
