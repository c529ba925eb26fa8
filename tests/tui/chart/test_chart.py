"""The chart: the contents of its rows, and that no data can crash the process."""

from __future__ import annotations

import itertools
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from wcwidth import wcswidth

from scratchnet_tui.chart import chart as module
from scratchnet_tui.chart.chart import MARKERS, Chart, Series, draw
from scratchnet_tui.text.rows import Row

NAN, INF = float("nan"), float("inf")
SIZES = [(30, 8), (41, 11), (70, 16), (120, 30), (160, 40)]


def series(*values: float, colour: str = "cyan", marker: str = "braille") -> Series:
    return Series("", np.arange(len(values), dtype=float), np.array(values), colour, marker)


def falling(count: int = 11, *, colour: str = "cyan", marker: str = "braille") -> Series:
    return series(*np.linspace(1.0, 0.0, count), colour=colour, marker=marker)


def text(rows: tuple[Row, ...]) -> list[str]:
    return ["".join(piece[0] for piece in row) for row in rows]


def coloured(rows: tuple[Row, ...], colour: str) -> str:
    return "".join(piece[0] for row in rows for piece in row if piece[1] == colour)


def dots(line: str) -> bool:
    return any("\u2800" < sign <= "\u28ff" for sign in line)


def python(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run code in a subprocess: an abort inside plotext cannot be caught."""
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


# What it looks like


def test_a_straight_line() -> None:
    assert text(draw(Chart((falling(),), 26, 7))) == [
        "   1 ┤⠠⢄⡀                 ",
        "     │  ⠈⠉⠒⠤⢄⡀            ",
        "     │       ⠈⠉⠒⠤⣀⡀       ",
        "     │            ⠈⠑⠒⠤⣀⡀  ",
        "   0 ┤                 ⠈⠑⠂",
        "     └┬──────────────────┬",
        "      0                 10",
    ]


def test_a_straight_line_on_a_log_axis() -> None:
    decades = series(*(10.0 ** -(np.arange(11) / 5)))
    assert text(draw(Chart((decades,), 26, 9, log=True))) == [
        "   1 ┤⠠⢄                  ",
        "     │  ⠑⠢⢄               ",
        "     │     ⠉⠒⢄⡀           ",
        " 0.1 ┤        ⠈⠑⠤⡀        ",
        "     │           ⠈⠑⠤⣀     ",
        "     │               ⠑⠢⢄  ",
        "0.01 ┤                  ⠑⠂",
        "     └┬──────────────────┬",
        "      0                 10",
    ]


def test_single_signs_are_spaced_out_so_that_they_read_as_a_line() -> None:
    assert text(draw(Chart((falling(marker="o"),), 26, 7)))[:5] == [
        "   1 ┤o o                 ",
        "     │    o o             ",
        "     │        o o         ",
        "     │            o o o   ",
        "   0 ┤                  oo",
    ]


def test_without_curves_there_are_axes() -> None:
    rows = text(draw(Chart((), 30, 8)))
    assert rows[0].startswith("   1 ┤ ")
    assert rows[-2:] == ["     └┬───────────┬──────────┬", "      0           5         10"]


def test_the_cursor_is_an_upright_line_behind_the_curve() -> None:
    chart = Chart((falling(),), 26, 7, cursor=5.0)
    rows = text(draw(chart))
    assert [row[16] for row in rows[:6]] == ["┊", "┊", "⠤", "┊", "┊", "┴"]
    assert {piece[1] for row in draw(chart) for piece in row} == {"", "cyan"}
    for outside in (-1.0, 11.0, NAN, INF):
        assert draw(replace(chart, cursor=outside)) == draw(replace(chart, cursor=None))


# Sizes


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("marker", MARKERS)
def test_rows_have_exactly_the_size_asked_for(
    width: int, height: int, log: bool, marker: str
) -> None:
    curves = (falling(2000, marker=marker), series(3.0, NAN, INF, 1e7, marker=marker))
    rows = draw(Chart(curves, width, height, log=log, cursor=700.0))
    assert len(rows) == height
    assert {wcswidth(row) for row in text(rows)} == {width}


@pytest.mark.parametrize("width", [-1, 0, 1, 7, 13, 14, 15, 20])
@pytest.mark.parametrize("height", [-1, 0, 1, 3, 4, 5])
def test_small_sizes_are_blank_and_still_exact(width: int, height: int) -> None:
    rows = text(draw(Chart((falling(),), width, height)))
    assert [len(row) for row in rows] == [max(width, 0)] * max(height, 0)
    assert dots("".join(rows)) == (width >= 14 and height >= 4)


# Steadiness


def test_the_frame_stands_still_between_two_steps_of_the_axis() -> None:
    def frame(count: int) -> list[str]:
        rows = text(draw(Chart((falling(count),), 70, 16)))
        return [row[:6] for row in rows[:-2]] + rows[-2:]

    assert frame(160) == frame(180) == frame(201)
    assert frame(202) != frame(201)


@pytest.mark.parametrize("log", [False, True])
def test_same_limits_give_the_same_labels(log: bool) -> None:

    def frame(curve: Series) -> list[str]:
        chart = Chart((curve,), 70, 16, log=log, x_to=40.0, y_from=0.01, y_to=1.0)
        rows = text(draw(chart))
        return [row[:6] for row in rows[:-2]] + rows[-2:]

    assert frame(falling()) == frame(series(1e9, -1e9, NAN, 0.5)) == frame(falling(500))


# Colours and markers


def test_each_curve_keeps_its_colour_and_the_axes_have_none() -> None:
    rows = draw(Chart((falling(colour="yellow"), series(*[0.9] * 11)), 70, 16))
    assert dots(coloured(rows, "yellow"))
    assert dots(coloured(rows, "cyan"))
    assert not set(coloured(rows, "yellow") + coloured(rows, "cyan")) & set("┤│└┬─0123456789")
    assert {"┤", "│", "└", "┬", "─"} <= set(coloured(rows, ""))
    assert not dots(coloured(rows, ""))


def test_the_later_curve_lies_on_top() -> None:
    for over, under in (("red", "green"), ("green", "red")):
        rows = draw(Chart((falling(colour=under), falling(colour=over)), 70, 16))
        assert dots(coloured(rows, over))
        assert coloured(rows, under) == ""
    marked = draw(Chart((falling(), falling(marker="x", colour="red")), 70, 16))
    assert "x" in coloured(marked, "red")


@pytest.mark.parametrize("colour", module.COLOURS)
def test_every_colour_comes_out_under_its_name(colour: str) -> None:
    rows = draw(Chart((falling(colour=colour),), 30, 8))
    assert {piece[1] for row in rows for piece in row} == {"", colour}
    assert all(left[1] != right[1] for row in rows for left, right in itertools.pairwise(row))


def test_unknown_names_fall_back(monkeypatch: pytest.MonkeyPatch) -> None:
    chart = Chart((falling(colour="mauve", marker="wavy"),), 30, 8)
    assert dots(coloured(draw(chart), ""))
    monkeypatch.setattr(module, "load_plotext", lambda: None)
    assert "****" in coloured(draw(chart), "")


def test_markers_differ_without_colour() -> None:
    drawn = {m: "\n".join(text(draw(Chart((falling(marker=m),), 70, 16)))) for m in MARKERS}
    assert len(MARKERS) >= 6
    assert len(set(drawn.values())) == len(MARKERS)
    for marker, rows in drawn.items():
        assert dots(rows) if marker == "braille" else rows.count(marker) > 20


# Numbers that are none, or too large


def test_infinity_is_drawn_at_the_top_edge() -> None:
    values = np.linspace(1.0, 0.0, 11)
    values[8:] = INF
    rows = text(draw(Chart((series(*values),), 26, 7)))
    assert rows[0] == " 1.0 ┤⠠⢄             ⢠⠤⠤⠤⠄"
    for log in (False, True):
        assert dots(text(draw(Chart((series(INF, INF),), 26, 7, log=log)))[0])


def test_values_beyond_the_limits_are_drawn_at_the_edges() -> None:
    rows = text(draw(Chart((series(1e300, 1e300, -1e300, -1e300),), 26, 7, y_from=0.0, y_to=1.0)))
    assert dots(rows[0])
    assert dots(rows[4])


def test_a_line_that_leaves_the_chart_is_drawn_up_to_its_right_edge(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    far = Series("", np.array([0.0, 1000.0]), np.array([1.0, 0.0]))
    rows = text(draw(Chart((far,), 26, 7, x_to=500.0)))
    assert [dots(row) for row in rows] == [True, True, True, False, False, False, False]
    assert dots(rows[2][-1])
    monkeypatch.setattr(module, "load_plotext", lambda: None)
    rows = text(draw(Chart((far,), 26, 7, x_to=500.0)))
    assert ["*" in row for row in rows] == [True, True, True, False, False, False, False]


def test_what_lies_beyond_the_right_limit_does_not_move_the_top() -> None:
    rows = text(draw(Chart((series(*[1.0] * 11, 50.0),), 26, 7, x_to=10.0)))
    assert rows[0].startswith("   1 ┤")


def test_zero_and_below_lie_on_the_bottom_edge_of_a_log_axis() -> None:
    rows = text(draw(Chart((series(1.0, 0.1, *[0.0, -1.0] * 4),), 26, 9, log=True)))
    assert "⠤⠤⠤⠤" in rows[6] or "⠒⠒⠒⠒" in rows[6]
    assert rows[6].startswith(" 0.1 ┤")


def test_nan_interrupts_the_line_and_is_marked() -> None:
    values = np.linspace(1.0, 0.0, 11)
    values[3:6] = NAN
    rows = text(draw(Chart((series(*values),), 26, 7)))
    assert [row.count("?") for row in rows] == [1, 0, 0, 0, 0, 0, 0]
    column = rows[0].index("?")
    assert not any(dots(row[column : column + 4]) for row in rows)
    assert text(draw(Chart((series(NAN, NAN),), 26, 7)))[0].count("?") == 1


def test_a_spike_among_a_million_epochs_is_seen() -> None:
    values = np.full(1_000_000, 0.1)
    values[654_321] = 0.9
    rows = text(draw(Chart((Series("", np.arange(1e6), values),), 70, 16)))
    assert "".join(rows[row].strip()[-1] for row in range(1, 12)).count("│") == 0
    assert all(dots(row) for row in rows[2:12])


HARD = """
import sys
from itertools import product
import numpy as np
from hypothesis import HealthCheck, given, settings, strategies as st
from scratchnet_tui.chart import chart as module
from scratchnet_tui.chart.chart import Chart, Series, draw

draw_points = module._draw_plainly

def plainly(frame, *, braille):
    assert braille, "plotext did not draw"
    return draw_points(frame, braille=True)

module._draw_plainly = plainly  # else a failure inside plotext would pass unseen
nan, inf = float("nan"), float("inf")

def check(chart):
    with open(sys.argv[1], "w") as file:
        file.write(repr(chart))  # an abort leaves this behind
    rows = draw(chart)
    assert len(rows) == max(chart.height, 0), chart
    assert all(sum(len(t) for t, _ in row) == max(chart.width, 0) for row in rows), chart

hard = [nan, inf, -inf, 1e300, -1e300, 1.7976931348623157e308, 5e-324, 0.0, -0.0, 0.5]
cases = [[], [nan] * 9, [0.3], [0.3] * 50, [0.0] * 50, [nan, 0.3, nan], [5e-324, 5e-324]]
cases += [list(pair) for pair in product(hard, hard)] + [hard * 40, [0.3, nan] * 500]
for values, log in product(cases, (False, True)):
    epochs = np.arange(len(values), dtype=float)
    check(Chart((Series("", epochs, np.array(values)),), 40, 9, log=log))
    check(Chart((Series("", epochs, np.array(values), marker="x"),), 40, 9, log=log))

any_float = st.floats(allow_nan=True, allow_infinity=True) | st.sampled_from(hard)
limit = st.none() | any_float
arrays = st.lists(any_float, max_size=12).map(lambda x: np.array(x, dtype=float))
curve = st.builds(
    lambda e, v, long, m: Series("", np.arange(v.size * long) if long else e,
                                 np.tile(v, max(long, 1)), "red", m),
    arrays, arrays, st.sampled_from([0, 1, 40]), st.sampled_from(module.MARKERS))

@settings(max_examples=400, deadline=None, database=None, derandomize=True,
          suppress_health_check=list(HealthCheck))
@given(st.builds(Chart, st.lists(curve, max_size=3).map(tuple), st.integers(0, 60),
                 st.integers(0, 20), st.booleans(), limit, limit, limit, limit))
def any_chart(chart):
    check(chart)

any_chart()
print("all drawn")
"""


def test_no_numbers_abort_the_process(tmp_path: Path) -> None:
    last = tmp_path / "last"
    done = python(HARD, str(last))
    assert done.returncode == 0, f"{done.returncode}\n{done.stderr[-2000:]}\n{last.read_text()}"
    assert done.stdout == "all drawn\n"  # plotext wrote nothing of its own
    assert done.stderr == ""


# Without plotext


def test_plotext_is_imported_at_the_first_line_and_writes_nothing() -> None:
    done = python(
        "import sys\n"
        "import numpy as np\n"
        "from scratchnet_tui.chart.chart import Chart, Series, draw, has_lines\n"
        "before = 'plotext' in sys.modules\n"
        "point, line = (Chart((Series('', np.arange(n), np.ones(n)),), 40, 9) for n in (1, 2))\n"
        "draw(point)\n"
        "small = 'plotext' in sys.modules\n"
        "draw(line)\n"
        "print(has_lines(point), has_lines(line))\n"
        "sys.exit(f'{before} {small} {\"plotext\" in sys.modules}')"
    )
    assert (done.stdout, done.stderr) == ("False True\n", "False False True\n")


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_a_point_looks_as_plotext_draws_it(width: int, height: int, log: bool) -> None:
    for value in (0.25145, 0.3333, 0.7, 1.0, 5.0, 1e-6, 1234.5, 0.0, NAN, INF):
        for marker in ("braille", "v", "t"):
            beside = series(0.111, colour="yellow", marker=marker)
            point = Chart((beside, series(value)), width, height, log=log)
            # The same point twice is a line, which plotext draws.
            twice = Series("", np.zeros(2), np.array([value, value]))
            assert draw(point) == draw(Chart((beside, twice), width, height, log=log))


REFUSED = """
import sys
from importlib.abc import MetaPathFinder
import numpy as np

class Refuse(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] == "plotext":
            raise {error}("no kernel")

sys.meta_path.insert(0, Refuse())
from scratchnet_tui.chart.chart import Chart, Series, draw
values = np.linspace(1.0, 0.0, 11)
values[9:] = float("nan")
x = np.arange(11.0)
for row in draw(Chart((Series("", x, values), Series("", x, x * 0 + .2, "red", "o")),
                      26, 7, cursor=7.0)):
    print("".join(text for text, _ in row) + "|" + ",".join(colour for _, colour in row))
"""


@pytest.mark.parametrize("error", ["ImportError", "OSError"])
def test_without_plotext_there_is_a_plain_chart(error: str) -> None:
    done = python(REFUSED.replace("{error}", error))
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        " 1.0 ┤***          ┊   ?  |,cyan,,cyan,",
        "     │   ****      ┊      |,cyan,",
        "     │       ****  ┊      |,cyan,",
        "     │           ****     |,cyan,",
        " 0.1 ┤o o o o o o o┊o*o oo|" + "," + "red,," * 7 + "red,cyan,red,,red",
        "     └┬────────────┴─────┬|",
        "      0                 10|",
    ]


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_both_ways_to_draw_agree_on_the_frame(
    width: int, height: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chart = Chart((falling(150),), width, height, cursor=60.0)
    with_plotext = text(draw(chart))
    monkeypatch.setattr(module, "load_plotext", lambda: None)
    plain = text(draw(chart))
    assert plain != with_plotext
    assert {len(row) for row in plain} == {width}
    assert [row[:6] for row in plain] == [row[:6] for row in with_plotext]
    assert plain[-2] == with_plotext[-2]
    assert plain[-1].split() == with_plotext[-1].split()


def test_a_failure_inside_plotext_gives_the_plain_chart(monkeypatch: pytest.MonkeyPatch) -> None:
    chart = Chart((falling(),), 26, 7)
    monkeypatch.setattr(module, "load_plotext", object)
    assert text(draw(chart))[0] == "   1 ┤***                 "
    for wrong in ((), ((("short", ""),),) * 7, (((" " * 26, ""),),) * 8):
        monkeypatch.setattr(module, "_draw_with_plotext", lambda *_, rows=wrong: rows)
        assert text(draw(chart))[0] == "   1 ┤***                 "
