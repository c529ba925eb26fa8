"""Lists of columns after an option, and column names with the role a column is read as."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from core import DataError
from core.data.tables.messages import one_line, plain_name, with_column
from core.data.tables.samples import read_table
from core.printable import printable
from scratchnet_tui.settings.option_values import to_columns

names = st.text(min_size=1, max_size=90) | st.text("'\", -\\:=$a", min_size=1, max_size=9)


@settings(max_examples=120, deadline=None)
@given(names)
@example("City, State")
@example("it's")
@example('"q" and "r"')
@example("-x")
@example("--strict")
@example("a" * 80)
def test_a_column_behind_an_option_is_read_as_the_column_it_is(name: str) -> None:
    name = one_line(name)
    assume(name)
    words = shlex.split(with_column("--ignore", name))
    if len(words) == 1:
        option, _, text = words[0].partition("=")
    else:
        option, text = words
        assert not text.startswith("-"), "it would be taken for an option"
    assert option == "--ignore"
    assert to_columns(text) == (printable(name),)


@pytest.mark.parametrize("name", ["City, State", "it's", 'a "b"', "-x", "long " * 20 + "name"])
def test_what_is_advised_about_a_column_can_be_typed(tmp_path: Path, name: str) -> None:
    path = tmp_path / "t.csv"
    head = '"' + name.replace('"', '""') + '"'
    lines = [f"{head},y", *(f"{i}.5,{i % 2}" for i in range(40)), "1/2/3x,1", "3..4,0"]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(DataError) as fault:
        read_table(path)
    advice = str(fault.value).partition("; say ")[2]
    words = shlex.split(advice)
    option = words[0].partition("=")
    typed = option[2] or words[1]
    assert to_columns(typed)[0].removeprefix("class:") == one_line(name)


def test_a_name_that_begins_as_what_it_is_read_as_is_itself() -> None:
    there = {"b", "class:c"}
    assert plain_name("class:b", there) == "b"
    assert plain_name("class:c", there) == "class:c"
    assert plain_name("class:class:c", there) == "class:c"
    assert plain_name(" class: b", there) == "b"
