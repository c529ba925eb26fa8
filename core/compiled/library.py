"""The compiled library, where there is one."""

from __future__ import annotations

import ctypes


def load() -> ctypes.CDLL | None:
    """Return the library, or None where there is none; `reason` then says why."""
    return None


def reason() -> str:
    """Return why there is no library, as a clause without a full stop; empty if there is one."""
    return "it has not been built"
