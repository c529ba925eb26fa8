"""Every benchmark runs to its end; how fast anything is does not matter here."""

from __future__ import annotations

import math
import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from benchmarks.__main__ import MEASUREMENTS
from benchmarks.effort import SMALL, Effort
from benchmarks.table import Line, compared, limited, print_lines

TINY = Effort(
    repeats=1,
    stretch=0.1,
    idle=0.1,
    keys=2,
    epochs=2000,
    scale=0.01,
    thorough=False,
    sizes=(SMALL,),
)


def _lines(name: str) -> list[Line]:
    return list(MEASUREMENTS[name].measure(TINY))


def test_every_measurement_comes_to_its_end() -> None:
    elsewhere = [name for name in MEASUREMENTS if name != "snapshot"]
    with ThreadPoolExecutor(4) as pool:  # most of them only wait for another process
        futures = [pool.submit(_lines, name) for name in elsewhere]
        results = [_lines("snapshot"), *(future.result() for future in futures)]
    for name, lines in zip(["snapshot", *elsewhere], results, strict=True):
        assert lines, name
        for line in lines:
            assert line.what, name
            figure = re.match(r"([\d,.]+)\b.* [a-zA-Z/]+", line.figure)
            assert figure, (name, line)
            assert math.isfinite(float(figure[1].replace(",", ""))), (name, line)
    budgets = {
        name
        for name, lines in zip(["snapshot", *elsewhere], results, strict=True)
        if any(line.mark for line in lines)
    }
    assert budgets == {
        "core",
        "share",
        "first-paint",
        "keys",
        "bytes",
        "memory",
        "reach",
        "heat",
        "travel",
        "reading",
    }


def test_the_table_is_printed_line_by_line(capsys: pytest.CaptureFixture[str]) -> None:
    lines = [Line("the one", "7 ms"), limited("the other", 1.6, "KB", 1.5)]
    assert print_lines("a title", lines) == lines
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].startswith("a title")
    assert printed[2].split() == ["the", "one", "7", "ms"]
    assert printed[3].split() == ["the", "other", "1.6", "KB", "<=", "1.5", "KB", "MISSED"]


def test_a_budget_is_met_or_missed_and_never_fails() -> None:
    assert compared("a", "1", [0.8, 0.9, 1.2], least=0.85).mark == "met"
    assert compared("a", "1", [0.8, 0.9, 1.2], most=0.85).mark == "MISSED"
    assert limited("a", 1.4, "KB", 1.5).mark == "met"
    assert Line("for information", "7").mark == ""
