"""The lessons, by name: the path of the notes, what comes after it, and mistakes on purpose."""

from .base import Claim, Evidence, Lesson
from .further import FURTHER
from .mistakes import MISTAKES
from .notes import NOTES

LESSONS: dict[str, Lesson] = {lesson.name: lesson for lesson in (*NOTES, *FURTHER, *MISTAKES)}
"""All lessons, by name, in the order in which they are best read."""

__all__ = ["LESSONS", "Claim", "Evidence", "Lesson"]
