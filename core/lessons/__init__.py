"""The lessons, by name: the path of the notes, what comes after it, and mistakes on purpose."""

from .fundamentals import NOTES
from .lesson import Claim, ClaimState, Evidence, Lesson
from .mistakes import MISTAKES
from .practice import FURTHER
from .verdicts import Verdicts, evidence_of

PARTS: dict[str, tuple[Lesson, ...]] = {
    "The path of the notes": NOTES,
    "Further": FURTHER,
    "Mistakes": MISTAKES,
}
"""The lessons under headings, in the order in which they are best read."""

LESSONS: dict[str, Lesson] = {
    lesson.name: lesson for lessons in PARTS.values() for lesson in lessons
}
"""All lessons, by name."""

__all__ = [
    "LESSONS",
    "PARTS",
    "Claim",
    "ClaimState",
    "Evidence",
    "Lesson",
    "Verdicts",
    "evidence_of",
]
