"""The exit codes of the program, the same for every command."""

from __future__ import annotations

DONE = 0
"""Done, or the goal was reached."""

USAGE = 2
"""Wrong usage or bad input."""

FAILED = 3
"""The epochs ran out before the goal, or a check found a fault."""

DIVERGED = 4
"""A number was no longer finite."""

INTERRUPTED = 130
"""Interrupted by the user, as shells number it: 128 + SIGINT."""
