"""The compare table names only what differs; legend and curves use the same markers."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from core import Curve, RunSpec
from scratchnet_tui.chart.chart import COLOURS, MARKERS
from scratchnet_tui.panes.loss.legend import PIN_LOOKS, pin_series, pins_legend, sign
from scratchnet_tui.screens.compare_table import as_line, facts, table
from scratchnet_tui.session.pinned_run import MOST, Pin
from scratchnet_tui.settings.table import BY_NAME, differing
from scratchnet_tui.text.styles import FEW, MANY

WEIGHTS = (("W1", ((1.0, 2.0, 3.0),)),)


def pin(name: str, look: int | None = 0, **changes: Any) -> Pin:
    facts = {"changes": 0, "epochs": 1200, "solved_since": None, "mse": 0.25, "seconds": 1.5}
    given = {key: changes.pop(key) for key in (*facts, "live") if key in changes}
    spec = dataclasses.replace(RunSpec(), **changes)
    curve = Curve(np.arange(3.0), np.array([0.3, 0.2, 0.25]))
    return Pin(name, look, spec, curve=curve, **({"live": False} | facts | given))


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ([{}, {}], ()),
        ([{}, {"rate": 0.1}], ("rate",)),
        ([{"seed": 2}, {"loss": "cross-entropy"}], ("loss", "seed")),
        ([{}, {"dataset": None, "data_file": "/a/b.csv"}], ("dataset",)),
        ([{"dataset": None, "data_file": "a"}, {"dataset": None, "data_file": "b"}], ("dataset",)),
        ([{"hidden": ()}, {"init": "literal", "weights": WEIGHTS, "hidden": ()}], ("init",)),
    ],
)
def test_only_what_differs_is_named(changes: list[dict[str, Any]], fields: tuple[str, ...]) -> None:
    specs = [dataclasses.replace(RunSpec(), **each) for each in changes]
    assert tuple(setting.name for setting in differing(specs)) == fields
    assert differing(specs[:1]) == ()


def test_settings_are_written_as_a_person_would() -> None:
    spec = RunSpec(dataset=None, data_file="/a/b.csv", hidden=(4, 3), batch=0, bias=True, rate=9.0)
    fields = ("dataset", "hidden", "batch", "bias", "rate", "loss", "init", "weights")
    assert [BY_NAME[field].text(spec) for field in fields] == [
        "b.csv", "4,3", "all", "on", "9", "squared-error", "uniform", "drawn",
    ]  # fmt: skip


def test_the_table_has_aligned_columns_of_what_differs() -> None:
    runs = [
        pin("now", None, epochs=12_345, solved_since=539, seconds=0.123),
        pin("A", 0, loss="cross-entropy", order="first-only", mse=1.6e-7, seconds=200.0),
    ]
    assert [as_line(cells) for cells in table(runs, 80)] == [
        "run    loss           order       epochs  solved at      mse   time",
        "⠶ now  squared-error  sequential  12,345        539  0.25000  0.12s",
        "o A    cross-entropy  first-only   1,200          -  1.6e-07   200s",
    ]
    narrow = [as_line(cells) for cells in table(runs, 57)]
    assert "order" not in narrow[0]
    assert max(map(len, narrow)) <= 57
    assert facts(runs[1], runs).startswith("A: loss cross-entropy, order first-only. Not training")


def test_changes_on_the_way_have_a_column_when_there_are_any() -> None:
    runs = [pin("now", None), pin("A", 0, changes=2)]
    assert "changes" in table(runs, 80)[0]
    assert "Changed 2 times." in facts(runs[1], runs)
    assert not any("changes" in cell for cell in table(runs[:1], 80)[0])


@given(
    st.lists(st.sampled_from(["A", "batch 1", "batch 2", "cross entropy 2"]), max_size=6),
    st.integers(30, 120),
)
def test_the_legend_names_every_run_in_the_room_there_is(names: list[str], width: int) -> None:
    pins = [pin(name, look) for look, name in enumerate(names)]
    rows = pins_legend(pin("now", None), pins, width)
    assert len(rows) == bool(names)
    for row in rows:
        text = "".join(piece[0] for piece in row)
        assert cell_len(text.rstrip()) <= width
        for marker, _ in PIN_LOOKS[: len(names)]:
            assert f"{marker} " in text


def test_pins_are_drawn_with_the_marker_the_table_shows() -> None:
    assert len(PIN_LOOKS) == MOST
    pins = [pin(str(look), look) for look in range(MOST)]
    series = pin_series(pins)
    assert [each.marker for each in series] == [sign(each) for each in pins]
    assert {each.marker for each in series} <= set(MARKERS) - {"braille"}
    assert {each.colour for each in series} <= set(COLOURS) & set(MANY) & set(FEW) - {"cyan"}
    assert len({each.marker for each in series}) == len({each.colour for each in series}) == 6
