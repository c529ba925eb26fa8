"""Opening a lesson, its own run, and the lesson to compare it with."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scratchnet_tui.session import events as ev
from scratchnet_tui.text import hints
from scratchnet_tui.text.lesson_news import next_lesson

from .context import Context

if TYPE_CHECKING:
    from core import Lesson


class LessonCommands:
    """Commands that open a lesson.

    `keeps_pace` keeps the present pace in place of that of each lesson.
    """

    def __init__(self, context: Context, keeps_pace: bool) -> None:
        self._context, self._keeps_pace = context, keeps_pace

    def lessons(self) -> None:
        """Choose a lesson, beginning at the next one if all claims of the present one are met."""
        from scratchnet_tui.screens.lessons import LessonsScreen

        async def take(lesson: Lesson | None) -> None:
            if lesson is not None:
                await self._open(lesson)

        begin, snapshot = self._context.session.lesson, self._context.main.snapshot
        if begin is not None and snapshot is not None and snapshot.all_met:
            begin = next_lesson(begin) or begin
        self._context.app.push_screen(LessonsScreen(begin), take)

    async def own_run(self) -> None:
        """Begin the lesson again as it was written, from its own seed."""
        lesson = self._context.session.lesson
        if lesson is None:
            self._context.say(hints.NO_LESSON)
        else:
            await self._open(lesson, lesson.spec.seed)

    async def twin(self) -> None:
        """Open the lesson that the present one is to be compared with."""
        from core import LESSONS

        lesson = self._context.session.lesson
        if lesson is None:
            self._context.say(hints.NO_LESSON)
        else:
            await self._open(LESSONS[lesson.twin])

    def take_pace(self, lesson: Lesson) -> None:
        """Set the pace of a lesson, unless the command line gave one."""
        if not self._keeps_pace:
            self._context.training.set_pace(str(lesson.pace))

    def opened(self, lesson: Lesson) -> ev.LessonOpened:
        """Return the event that a lesson has begun with the present seed and pace."""
        seed, pace = self._context.session.spec.seed, self._context.training.pace
        return ev.LessonOpened(lesson.title, seed, lesson.spec.seed, pace)

    async def _open(self, lesson: Lesson, seed: int | None = None) -> None:
        self._context.training.pause()
        self.take_pace(lesson)

        def begin() -> ev.LessonOpened:
            dropped = self._context.session.open_lesson(lesson, seed)
            return replace(self.opened(lesson), dropped=dropped)

        await self._context.change(begin)
