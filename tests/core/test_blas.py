"""numpy is loaded with one thread, unless the environment says otherwise."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

TASKS = Path("/proc/self/task")

pytestmark = pytest.mark.skipif(not TASKS.exists(), reason="threads are counted in /proc")

PROGRAM = """
import os
{first}
import numpy as np
np.ones((512, 512)) @ np.ones((512, 512))
print(len(os.listdir("/proc/self/task")), os.environ.get("OPENBLAS_NUM_THREADS"))
"""


def threads(first: str, **chosen: str) -> tuple[int, str]:
    """Return the threads after a large product, and the limit a child process would inherit."""
    names = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS", "OMP_NUM_THREADS")
    rest = {name: value for name, value in os.environ.items() if name not in names}
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(first=first)],
        env=rest | chosen, capture_output=True, text=True, check=True,
    )  # fmt: skip
    count, told = ended.stdout.split()
    return int(count), told


@pytest.mark.parametrize("first", ["import core", "import scratchnet_tui.cli.run"])
def test_products_have_one_thread_and_the_environment_stays_as_it_was(first: str) -> None:
    assert threads(first) == (1, "None")


def test_who_has_chosen_a_number_of_threads_keeps_it() -> None:
    alone, _ = threads("", OPENBLAS_NUM_THREADS="2")
    assert threads("import core", OPENBLAS_NUM_THREADS="2") == (alone, "2")
