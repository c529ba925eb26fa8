"""The list of lessons: choose one, read what it is about, and start it."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from core import LESSONS, PARTS, Lesson

from .dialog import Dialog, bindings_of


class LessonsScreen(Dialog[Lesson]):
    """All lessons, with a summary of each. Dismissed with the chosen one.

    `begin` is the lesson to put the cursor on; None for the first.
    """

    NAME = "lessons"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(NAME)

    def __init__(self, begin: Lesson | None) -> None:
        super().__init__()
        self._begin = begin or next(iter(LESSONS.values()))

    def compose(self) -> ComposeResult:
        """Create the widgets."""
        with Horizontal(id="lessons", classes="dialog") as box:
            box.border_title = "Lessons"
            yield OptionList(*_options(), id="lesson-list")
            with VerticalScroll(id="lesson-detail", can_focus=False):
                yield Static(id="lesson-text")

    def on_mount(self) -> None:
        """Move the cursor to the first lesson to show."""
        options = self.query_one(OptionList)
        options.highlighted = options.get_option_index(self._begin.name)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the summary of the lesson under the cursor."""
        lesson = LESSONS[str(event.option.id)]
        text = Text()
        text.append(f"{lesson.title}\n\n", "bold")
        text.append(f"{lesson.text}\n\n")
        for claim in lesson.claims:
            text.append("- ", "bold")
            text.append(f"{claim.text}\n")
        self.query_one("#lesson-text", Static).update(text)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Start the lesson."""
        self.leave(LESSONS[str(event.option.id)])


def _options() -> list[Option]:
    """Return the lessons in order, under headings that cannot be chosen."""
    options, number = [], 0
    for heading, lessons in PARTS.items():
        options.append(Option(Text(heading, "bold"), disabled=True))
        for lesson in lessons:
            number += 1
            options.append(Option(f"{number:>2} {lesson.name}", id=lesson.name))
    return options
