"""``python -m benchmarks [--quick | --long] [NAME ...]`` measures and prints a table."""

from __future__ import annotations

import argparse
import os
import platform
import time
from importlib.metadata import version

from benchmarks import (
    app_share,
    busy,
    chart,
    core_speed,
    first_paint,
    heat,
    key_latency,
    memory,
    reach,
    reading,
    snapshot,
    traffic,
    travel,
)
from benchmarks.effort import FULL, LONG, QUICK
from benchmarks.table import Line, print_lines

MEASUREMENTS = {
    "core": core_speed,
    "share": app_share,
    "first-paint": first_paint,
    "keys": key_latency,
    "bytes": traffic,
    "memory": memory,
    "chart": chart,
    "heat": heat,
    "snapshot": snapshot,
    "travel": travel,
    "reading": reading,
    "busy": busy,
    "reach": reach,
}
"""Every measurement, by the name it is chosen with."""


def main() -> None:
    """Measure what the command line asks for."""
    names = ", ".join(MEASUREMENTS)
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Measure the project against its budgets. Figures that compare are ratios of "
        "runs in turn; the machine's noise is in the range behind them. Nothing fails.",
    )
    parser.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        choices=[[], *MEASUREMENTS],
        help=f"what to measure (default: all but reach, which has a line of each): {names}",
    )
    effort = parser.add_mutually_exclusive_group()
    effort.add_argument(
        "--quick", dest="effort", action="store_const", const=QUICK, help="fewer repeats"
    )
    effort.add_argument(
        "--long", dest="effort", action="store_const", const=LONG, help="memory to 10,000,000"
    )
    parser.set_defaults(effort=FULL)
    options = parser.parse_args()

    start = time.perf_counter()
    packages = ", ".join(f"{name} {version(name)}" for name in ("numpy", "textual", "plotext"))
    print(f"Python {platform.python_version()}, {packages}, {platform.machine()}")
    print(f"{os.cpu_count()} processors; load {os.getloadavg()[0]:.1f} at the start\n")
    lines: list[Line] = []
    for name in options.names or (name for name in MEASUREMENTS if name != "reach"):
        measurement = MEASUREMENTS[name]
        lines += print_lines(measurement.TITLE, measurement.measure(options.effort))
    budgets = [line for line in lines if line.budget]
    met = sum(line.met for line in budgets)
    took = time.perf_counter() - start
    print(f"{met} of {len(budgets)} budgets met in this run, which took {took:.0f} s.")


if __name__ == "__main__":
    main()
