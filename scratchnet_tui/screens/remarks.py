"""The remarks on how a file was read, over the main screen."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from core import Dataset
from scratchnet_tui.text.file_remarks import in_form, in_full

from .dialog import Dialog, bindings_of


class RemarksScreen(Dialog[None]):
    """The remarks on a file, with the remedy for each."""

    NAME = "remarks"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(NAME)

    def __init__(self, dataset: Dataset) -> None:
        super().__init__()
        self._dataset = dataset

    def compose(self) -> ComposeResult:
        """Create the widgets."""
        text = "\n\n".join(in_form(in_full(remark)) for remark in self._dataset.remarks)
        with VerticalScroll(id="remarks", classes="dialog") as box:
            box.border_title = Text(f"{self._dataset.name}: read as")
            yield Static(Text(text), id="remarks-text")
