"""The amount of work a function does, counted in calls or bytecodes instead of seconds."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def count_calls(work: Callable[[], object]) -> int:
    """Count the function calls, built-in ones included, that some work takes."""
    number = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal number
        number += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return number


def count_opcodes(work: Callable[[], object]) -> int:
    """Count the bytecodes that some work executes: loops count by their length."""
    number = 0

    def trace(frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal number
        frame.f_trace_opcodes = True
        number += event == "opcode"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return number
