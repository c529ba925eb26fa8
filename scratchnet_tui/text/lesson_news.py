"""Texts about a lesson apart from its own: its pace, why a claim was missed, what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core import Claim, Lesson
    from scratchnet_tui.session.snapshot import Snapshot


def pace_words(pace: str) -> str:
    """Return a pace in words: ``100 epochs a second``. It is one of `settings.paces.PACES`."""
    if pace == "max":
        return "as fast as possible"
    return f"{pace} epoch{'s' if pace != '1' else ''} a second"


def next_lesson(lesson: Lesson) -> Lesson | None:
    """Return the lesson that comes after another on the path; None after the last."""
    from core import LESSONS

    lessons = list(LESSONS.values())
    return next(iter(lessons[lessons.index(lesson) + 1 :]), None)


def all_seen(lesson: Lesson) -> str:
    """Return what comes next, once all claims of a lesson are met."""
    following = next_lesson(lesson)
    if following is None:
        return "All seen. This was the last lesson; l has the list."
    return f"All seen. Next: {following.name} (press l, then Enter)."


def why_missed(claim: Claim, snapshot: Snapshot) -> str:
    """Return when a claim of the lesson was missed, why if known, and which run shows it."""
    lesson, spec = snapshot.lesson, snapshot.spec
    assert lesson is not None
    missed, ways = f"Missed at epoch {claim.by:,}", []
    if spec.init != lesson.spec.init:
        ways.append("from the given weights")
    elif spec.seed != lesson.spec.seed:
        ways.append(f"from seed {spec.seed}")
    if spec.rate != lesson.spec.rate:
        ways.append(f"at rate {spec.rate:g}")
    elif snapshot.changed:
        ways.append("with the changes made on the way")
    if ways == [f"from seed {spec.seed}"]:
        why = claim.unlucky or "does not show it"
        return f"{missed}: seed {spec.seed} {why}. Seed {lesson.spec.seed} shows it: press T."
    return f"{missed} {' '.join(ways)}. The lesson's own run shows it: press T."


def claim_news(before: Snapshot | None, now: Snapshot) -> str:
    """Return what has happened to the claims of a lesson between two snapshots; usually nothing."""
    lesson = now.lesson
    if lesson is None or before is None or before.lesson is not lesson:
        return ""
    if now.all_met:
        return "" if before.all_met else all_seen(lesson)
    for claim, then, state in zip(lesson.claims, before.claims, now.claims, strict=True):
        if state == "missed" and then != "missed":
            return why_missed(claim, now)
    return ""
