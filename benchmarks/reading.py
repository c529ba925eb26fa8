"""How long tables take to read, next to splitting them into cells, and how much memory.

The tables are the largest that are valid, and of the shapes that cost most: many columns, targets
that turn out one by one to hold text, and a sign that Python keeps in four bytes.
"""

from __future__ import annotations

import csv
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from benchmarks.effort import ROOT, Effort, in_turn, ratios, spread
from benchmarks.table import Line, compared, limited
from core import RunSpec, with_defaults
from core.data import open_table, read_table

TITLE = "reading a table: ms, ratio to csv.reader alone"

_COLUMNS = 256
_LARGE = 20_000_000  # cells
_MOST = 1000.0  # MB


def measure(effort: Effort) -> Iterator[Line]:
    """Yield the lines of this measurement."""
    rows = effort.calls(10_000)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "wide.csv"
        header = ",".join(f"c{column}" for column in range(_COLUMNS))
        numbers = np.random.default_rng(1).normal(size=(rows, _COLUMNS))
        np.savetxt(path, numbers, "%.9g", delimiter=",", header=header, comments="")

        def split() -> None:
            with path.open(encoding="utf-8", newline="") as file:
                for _ in csv.reader(file):
                    pass

        contenders: dict[str, Callable[[], object]] = {
            "csv.reader": split,
            "numpy.loadtxt": lambda: np.loadtxt(path, delimiter=",", skiprows=1),
            "read_table": lambda: read_table(path),
        }
        timed = [_timed(call) for call in contenders.values()]
        figures = dict(zip(contenders, in_turn(timed, effort.repeats), strict=True))
    for name, values in figures.items():
        what, figure = f"{rows:,} x {_COLUMNS}, {name}", f"{spread(values, 0)} ms"
        if name == "csv.reader":
            yield Line(what, figure)
        else:
            yield compared(what, figure, ratios(values, figures["csv.reader"]))
    for name, write in _SHAPES.items():
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "large.csv"
            write(path, effort.calls(_LARGE))
            command = [sys.executable, "-m", "benchmarks.reading", str(path)]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
            found, size = json.loads(done.stdout), path.stat().st_size / 1e6
        what = f"{found['rows']:,} x {found['columns']:,}, {name}"
        yield Line(what, f"{found['seconds']:.1f} s of processor, {size:.0f} MB")
        yield limited("memory for it, split and scaled", found["peak"], "MB", _MOST)


def _tall(path: Path, cells: int) -> None:
    _numbers(path, "a,b,c,d,\U0001f600", max(2, cells // 5), 5)


def _wide(path: Path, cells: int) -> None:
    columns = min(100_000, max(2, cells // 200))
    _numbers(path, ",".join(f"c{k}" for k in range(columns)), max(2, cells // columns), columns)


def _numbers(path: Path, header: str, rows: int, columns: int) -> None:
    """Write numbers in pieces, so that the writing needs little memory."""
    random = np.random.default_rng(1)
    with path.open("w", encoding="utf-8") as out:
        out.write(f"{header}\n")
        while rows:
            piece = min(rows, max(1, 200_000 // columns))
            for row in random.normal(size=(piece, columns)).tolist():
                out.write(",".join(f"{number:.9g}" for number in row) + "\n")
            rows -= piece


def _late(path: Path, cells: int) -> None:
    """Write 60 targets of 0 and 1 that hold a word each, one after the other, at the very end."""
    rows = max(61, cells // 200)
    with path.open("w", encoding="utf-8") as out:
        out.write("x," + ",".join(f"t{k}" for k in range(60)) + "\n")
        for row in range(rows):
            first = row - (rows - 60)
            cell = ("u" if k == first else str((row // (k + 1)) % 2) for k in range(60))
            out.write(f"{row / rows:.6f}," + ",".join(cell) + "\n")


_SHAPES = {"one sign in four bytes": _tall, "many columns": _wide, "60 targets late text": _late}


def _timed(call: Callable[[], object]) -> Callable[[], float]:
    def timed() -> float:
        start = time.perf_counter()
        call()
        return 1e3 * (time.perf_counter() - start)

    return timed


def main() -> None:
    """Read the table named, make it ready, and print what that took."""
    path = sys.argv[1]
    start = time.process_time()
    with Path(path).open(encoding="utf-8") as file:
        names = file.readline().rstrip().split(",")
    targets = tuple(f"class:{name}" for name in names if name[0] == "t")
    table = open_table(path, asked=targets)
    seconds = time.process_time() - start
    chosen = {"data_file": path, "target": targets, "split": 0.8, "scale": "standard", "hidden": ()}
    with_defaults(RunSpec(), chosen, table)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 * 1.048576
    found = {"rows": table.rows, "columns": len(names), "seconds": seconds, "peak": peak}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
