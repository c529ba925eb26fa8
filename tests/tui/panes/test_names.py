"""No pane takes a private name of Textual, which would silently change what Textual does."""

from __future__ import annotations

import ast
import functools
import importlib
import inspect
import pkgutil
import textwrap

import pytest
from textual.message_pump import MessagePump

import scratchnet_tui

MEANT = {
    "_action_command_list",  # the palette without Textual's own entry
    "_display",  # every picture is looked at on its way out
    "_compositor",  # `partial_updates.PartialUpdateCompositor`
    "_end_batch",  # what changed during it is drawn
    "_fatal_error",  # a traceback never reaches the terminal
    "_handle_exception",  # what has gone while the app ends is no fault
}
"""What is overridden on purpose."""


def pumps() -> list[type]:
    """Return the app, and every screen and pane of it."""
    for module in pkgutil.walk_packages(scratchnet_tui.__path__, "scratchnet_tui."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    found, new = set[type](), {MessagePump}
    while new := {each for cls in new for each in cls.__subclasses__()} - found:
        found |= new
    return sorted((cls for cls in found if cls.__module__.startswith("scratchnet_tui.")), key=str)


@functools.cache
def named(cls: type) -> set[str]:
    """Return the names a class gives to its methods, and to what it keeps in itself."""
    body = ast.parse(textwrap.dedent(inspect.getsource(cls))).body[0]
    assert isinstance(body, ast.ClassDef)
    found = {part.name for part in body.body if isinstance(part, ast.FunctionDef)}
    parts = (part for part in body.body if not isinstance(part, ast.ClassDef))
    for node in (node for part in parts for node in ast.walk(part)):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            own = isinstance(node.value, ast.Name) and node.value.id == "self"
            found |= {node.attr} if own else set()
    return found


def of_textual(cls: type) -> set[str]:
    """Return all the names that Textual has in the bases of a class."""
    bases = [base for base in cls.__mro__ if base.__module__.startswith("textual.")]
    return {name for base in bases for name in named(base) | set(vars(base))}


@pytest.mark.parametrize("cls", pumps(), ids=lambda cls: cls.__name__)
def test_nothing_is_called_what_textual_calls_something_else(cls: type) -> None:
    private = {name for name in named(cls) if name.startswith("_") and name[:2] != "__"}
    assert not (private & of_textual(cls)) - MEANT


def test_the_names_of_textual_are_found() -> None:
    pane = next(cls for cls in pumps() if cls.__name__ == "RowsPane")
    assert {"_name", "_running", "_parent", "_closing"} <= of_textual(pane)
    assert "_drawn" in named(pane)
