"""The list of columns of a file: each is included or excluded, and the run starts again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import CoreError, DataError, RunSpec, choices_of, parse_table, with_defaults
from core.data import dataset_of
from scratchnet_tui.form import fields_of, with_columns
from scratchnet_tui.form.columns import Columns, columns_of
from scratchnet_tui.session.setup import Setup
from tests.helpers.app_driver import AppDriver, open_app

TABLE = """\
id,name,age,port,class,fare
1,Ada,22,S,1,7.25
2,Bob,38,C,2,71.28
3,Cleo,26,S,1,7.92
4,Dora,35,S,3,53.1
5,Ed,35,Q,2,8.05
6,Fay,28,C,3,8.46
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A table with row numbers, names, numbers, words, and numbers that are classes."""
    file = tmp_path / "people.csv"
    file.write_text(TABLE, encoding="utf-8")
    return file


def settings_on(path: str, **chosen: object) -> Setup:
    table = parse_table(path, [TABLE.encode()])
    spec, dataset = with_defaults(RunSpec(), {"data_file": path, **chosen}, table)
    return Setup(spec, dataset=dataset, file=path, table=table)


def columns(**chosen: object) -> Columns:
    now = settings_on("people.csv", **chosen)
    assert now.dataset is not None
    return columns_of(now.spec, now.dataset)


def uses(shown: Columns) -> list[str]:
    return [entry.use for entry in shown.entries]


# what is chosen, as fields of a spec


NAMES = TABLE.split("\n", 1)[0].split(",")
changes = st.lists(
    st.tuples(
        st.integers(0, len(NAMES) - 1), st.sampled_from(["input", "target", "ignored", "words"])
    ),
    max_size=8,
)
BEGINNINGS: list[dict[str, object]] = [
    {},
    {"target": ("age",)},
    {"target": ("fare", "age"), "ignore": ("class", "id")},
    {"target": ("class:class",), "keep": ("id", "name")},
    {"keep": ("class:age",), "missing": "drop"},
]


@settings(max_examples=200)
@given(st.sampled_from(BEGINNINGS), changes)
def test_the_run_uses_each_column_as_the_list_says(
    chosen: dict[str, object], made: list[tuple[int, Any]]
) -> None:
    now = settings_on("people.csv", **chosen)
    assert now.dataset is not None
    assert now.table is not None
    shown = columns_of(now.spec, now.dataset)
    assert uses(shown) == [column.role for column in now.dataset.roles]
    for at, change in made:
        if change != "words":
            shown = shown.used_as(at, change)
        elif shown.holds_numbers(at):
            shown = shown.with_words(at)
    try:
        fields = shown.choices()
    except DataError:
        assert not {"input", "target"} <= set(uses(shown))
        return
    spec = now.having(**fields).spec
    dataset = dataset_of(now.table, choices_of(spec))
    found = {column.name: (column.role, column.words) for column in dataset.roles}
    for at, entry in enumerate(shown.entries):
        role, words = found[entry.name]
        assert role == entry.use
        if entry.use in ("input", "target"):
            assert words == (entry.words or not shown.holds_numbers(at))
    again = columns_of(spec, dataset)
    assert again.choices() == fields, "the list of the new run says the same"


@pytest.mark.parametrize("chosen", BEGINNINGS, ids=str)
def test_a_list_that_was_not_touched_changes_nothing(chosen: dict[str, object]) -> None:
    shown = columns(**chosen)
    before = {name: getattr(shown.spec, name) for name in ("target", "ignore", "keep")}
    assert shown.choices() == before
    for at in range(len(NAMES)):
        turned = shown.turned(at, 1)
        while turned.entries != shown.entries:
            turned = turned.turned(at, 1)
        assert turned.choices() == before, "all the way round is where it began"


def test_only_what_has_to_be_said_is_said() -> None:
    shown = columns()
    assert uses(shown) == ["aside", "aside", "input", "input", "input", "target"]
    out = shown.used_as(2, "ignored")
    assert out.choices() == {"target": (), "ignore": ("age",), "keep": ()}
    assert out.used_as(2, "input").choices() == shown.choices()
    kept = shown.used_as(0, "input")
    assert kept.choices() == {"target": (), "ignore": (), "keep": ("id",)}
    settled = shown.used_as(0, "ignored").used_as(1, "ignored")
    assert settled.choices()["ignore"] == ("id", "name")
    moved = shown.used_as(5, "input").used_as(0, "target")
    assert moved.choices() == {"target": ("id",), "ignore": (), "keep": ()}
    assert shown.with_words(4).choices()["keep"] == ("class:class",)
    both = columns(target=("fare", "age")).used_as(4, "target").with_words(4)
    assert both.choices()["target"] == ("fare", "age", "class:class")


def test_a_name_that_begins_as_what_it_is_read_as() -> None:
    table = parse_table("t.csv", [b"class:a,a,y\n1,2,0.5\n2,1,0.7\n1,2,0.1\n2,2,0.2\n"])
    spec, dataset = with_defaults(RunSpec(), {"data_file": "t.csv"}, table)
    shown = columns_of(spec, dataset).with_words(0)
    assert shown.choices()["keep"] == ("class:class:a",)
    spec, dataset = with_defaults(spec, shown.choices(), table)
    assert [column.words for column in dataset.roles] == [True, False, False]
    assert columns_of(spec, dataset).choices() == shown.choices()


def test_settings_that_follow_from_the_columns_follow_them() -> None:
    now = settings_on("people.csv", ignore=("age",), target=("class:port",))
    assert (now.spec.output, now.spec.loss) == ("softmax", "cross-entropy")
    numbers = with_columns(now, target=("age",), ignore=())
    assert (numbers.spec.output, numbers.spec.loss) == ("linear", "squared-error")
    small = settings_on("people.csv", ignore=("age", "fare"), target=("port",))
    assert small.spec.scale == "none"
    assert with_columns(small, ignore=()).spec.scale == "standard", "age is large"
    plain = settings_on("people.csv", scale="none")
    assert with_columns(plain, ignore=("class",)).spec.scale == "none", "somebody said so"


# the list on the screen


async def opened_list(driver: AppDriver) -> None:
    await driver.go_to_row("columns")
    await driver.press("enter")
    await driver.wait_until(lambda: "read as" in driver.dialog_text, "the list")


def line(driver: AppDriver, name: str) -> list[str]:
    """The words of the row of a column."""
    return next(row.split() for row in driver.dialog_rows if row.split()[:1] == [name])


async def test_the_list_says_of_each_column_what_it_is_and_why(path: Path) -> None:
    now = settings_on(str(path))
    async with open_app(now.spec, dataset=now.dataset) as driver:
        await opened_list(driver)
        assert line(driver, "id") == ["id", "aside", "numbers", "counts", "the", "rows"]
        assert line(driver, "name")[:4] == ["name", "aside", "words", "differs"]
        assert line(driver, "port") == ["port", "input", "words"]
        assert line(driver, "fare") == ["fare", "target", "numbers"]
        assert "id is left aside, for it counts the rows" in driver.dialog_text
        await driver.press("end")
        assert "fare is to be learned" in driver.dialog_text
        await driver.press("down")
        assert "id is left aside" in driver.dialog_text, "round in a circle"


KEYS = [
    ("i", "ㅑ", "id", "input"),
    ("t", "ㅅ", "age", "target"),
    ("x", "ㅌ", "port", "ignored"),
    ("w", "ㅈ", "class", "words"),
]


@pytest.mark.parametrize("korean", [False, True], ids=["latin", "korean"])
async def test_columns_are_put_in_and_out_by_keys_and_taken_with_enter(
    path: Path, korean: bool
) -> None:
    now = settings_on(str(path))
    async with open_app(now.spec, dataset=now.dataset) as driver:
        await driver.train(2)
        await opened_list(driver)
        for latin, hangul, name, said in KEYS:
            await driver.press("home", *["down"] * NAMES.index(name))
            await driver.press(hangul if korean else latin)
            assert said in line(driver, name)
        await driver.press("end", *["left"] * 2)
        assert line(driver, "fare")[1] == "aside" or line(driver, "fare")[1] == "ignored"
        await driver.press("right")
        assert driver.app.session.spec == now.spec, "nothing has changed yet"
        assert driver.status.epoch == 2
        await driver.press("enter")
        await driver.wait_until(lambda: len(driver.app.screen_stack) == 1)
        spec = driver.app.session.spec
        assert set(spec.target) == {"age"} or set(spec.target) == {"age", "fare"}
        assert spec.ignore[:1] == ("port",)
        assert spec.keep == ("id", "class:class")
        assert {"id", "class=1", "class=2", "class=3"} <= set(driver.app.session.dataset.features)
        assert driver.status.epoch == 0
        assert driver.form_values()["target"] == ",".join(spec.target)
        assert "port" in driver.form_values()["ignore"]
        assert "name" in driver.form_values()["ignore"], "it is aside of itself"


async def test_the_form_and_the_list_agree(path: Path) -> None:
    now = settings_on(str(path))
    async with open_app(now.spec, dataset=now.dataset) as driver:
        await driver.go_to_row("ignore")
        assert "id,name" in driver.form_values()["ignore"]
        assert "id counts the rows" in driver.pane_text("setup")
        await opened_list(driver)
        await driver.press("i", "enter")
        await driver.wait_until(lambda: driver.app.session.spec.keep == ("id",))
        await driver.go_to_row("ignore")
        await driver.type_value("id")
        await driver.wait_until(lambda: driver.app.session.spec.ignore == ("id",))
        assert driver.app.session.spec.keep == (), "it is no longer kept"
        await opened_list(driver)
        assert line(driver, "id")[1] == "ignored"
        await driver.press("i", "enter")
        await driver.wait_until(lambda: driver.app.session.spec.keep == ("id",))
        await driver.go_to_row("target")
        await driver.type_value("id")
        await driver.wait_until(lambda: driver.app.session.spec.target == ("id",))
        await opened_list(driver)
        assert line(driver, "id")[1] == "target"
        assert line(driver, "fare")[1] == "input"


@pytest.mark.parametrize("key", ["escape", "q", "ㅂ"])
async def test_escape_leaves_everything_as_it_was(path: Path, key: str) -> None:
    now = settings_on(str(path))
    async with open_app(now.spec, dataset=now.dataset) as driver:
        await driver.train(3)
        await opened_list(driver)
        await driver.press("i", "down", "t", "down", "x", key)
        await driver.wait_until(lambda: len(driver.app.screen_stack) == 1)
        await driver.wait_until_idle()
        assert driver.app.session.spec == now.spec
        assert driver.status.epoch == 3
        await opened_list(driver)
        assert line(driver, "id")[1] == "aside"
        await driver.press("enter")
        await driver.wait_until(lambda: len(driver.app.screen_stack) == 1)
        assert driver.status.epoch == 3, "what was not changed begins no new run"


async def test_a_refusal_is_a_sentence_in_the_list_and_nothing_is_lost(path: Path) -> None:
    path.write_text(TABLE.replace("26,S", "old,S"), encoding="utf-8")
    spec, dataset = with_defaults(RunSpec(), {"data_file": str(path), "ignore": ("age",)})
    async with open_app(spec, dataset=dataset) as driver:
        await opened_list(driver)
        await driver.press("end", "x", "enter")
        assert "no column is to be learned" in driver.dialog_text
        await driver.press("t", "up", "x", "up", "x", "enter")
        assert "no column is left as an input" in driver.dialog_text
        await driver.press("i", "up", "i", "enter")
        await driver.wait_until(lambda: "'old'" in driver.dialog_text)
        assert "line 4" in driver.dialog_text
        assert "in the setup the rows columns and ignore" in " ".join(driver.dialog_text.split())
        assert line(driver, "age")[1] == "input", "it can be changed from here"
        assert driver.app.session.spec == spec
        await driver.press("x", "enter")
        await driver.wait_until(lambda: len(driver.app.screen_stack) == 1)
        assert driver.app.session.spec.ignore == ("age", "class")


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 36)])
async def test_of_many_columns_the_cursor_stays_in_view(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    path = tmp_path / "wide.csv"
    names = [f"column{number}" for number in range(60)]
    rows = [",".join(str((row * 7 + at) % 5 / 4) for at in range(60)) for row in range(4)]
    path.write_text("\n".join([",".join(names), *rows]), encoding="utf-8")
    spec, dataset = with_defaults(RunSpec(), {"data_file": str(path), "hidden": (2,)})
    async with open_app(spec, dataset=dataset, size=size) as driver:
        await opened_list(driver)
        for key, name in (
            ("end", "column59"), ("up", "column58"), ("home", "column0"), ("up", "column59"),
            ("down", "column0"),
        ):  # fmt: skip
            await driver.press(key)
            assert line(driver, name)
            assert f"{name} is" in driver.dialog_text
            assert "read as" in driver.dialog_rows[0], "the heading stays"
        await driver.press("pagedown", "x")
        chosen = [row.split()[0] for row in driver.dialog_rows if "ignored" in row.split()[1:2]]
        assert len(chosen) == 1
        assert chosen[0] != "column0"
        await driver.press("enter")
        await driver.wait_until(lambda: driver.app.session.spec.ignore == tuple(chosen))


async def test_a_click_goes_to_a_column_and_a_second_one_changes_its_use(path: Path) -> None:
    now = settings_on(str(path))
    async with open_app(now.spec, dataset=now.dataset) as driver:
        await opened_list(driver)
        await driver.pilot.click("#columns", offset=(3, 3))
        await driver.process_messages()
        assert "age is an input" in driver.dialog_text
        await driver.pilot.click("#columns", offset=(3, 3))
        await driver.process_messages()
        assert line(driver, "age")[1] == "target"


async def test_a_long_name_and_one_from_outside_are_cut_and_harmless(tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    wide = "가나다라마바사아자차카타파하" * 3
    path.write_text(f"{wide},a\x1b[2Jb,y\n0.1,1,0\n0.2,0,1\n0.5,1,1\n", encoding="utf-8")
    spec, dataset = with_defaults(RunSpec(), {"data_file": str(path)})
    async with open_app(spec, dataset=dataset) as driver:
        await opened_list(driver)
        assert "\\x1b" in driver.dialog_text
        assert "…" in driver.dialog_text
        await driver.press("x", "enter")
        await driver.wait_until(lambda: driver.app.session.spec.ignore == (wide,))


def test_a_refused_choice_leaves_the_settings() -> None:
    now = settings_on("people.csv")
    with pytest.raises(CoreError):
        with_columns(now, ignore=tuple(NAMES))
    assert now.spec.ignore == ()


def test_the_row_counts_all_that_is_left_out_of_itself_or_not() -> None:
    now = settings_on("people.csv", ignore=("age",))  # id and name are left aside of themselves
    (row,) = (field for field in fields_of(now) if field.name == "columns")
    assert row.text(now) == "2 in, 3 left out"
