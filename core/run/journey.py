"""The journey of a run: back to any moment it has passed, and forth again to where it has been.

Nothing new is trained here. Going over old ground repeats the same numbers.
"""

from __future__ import annotations

from .live_changes import Entry
from .standing import Standing


class Journey(Standing):
    """A run that can be moved to the moments it has passed."""

    def seek(self, epoch: int, index: int = 0) -> None:
        """Go to a moment this run has passed, on its present branch.

        Parameters
        ----------
        epoch : int
            How many epochs are complete there.
        index : int
            How many updates of the next epoch are done there.

        Raises
        ------
        ValueError
            If the run has not been there.
        """
        course = self._course
        course.settle()
        step = epoch * course.updates + index
        if epoch < 0 or not 0 <= index < course.updates or step > course.end:
            raise ValueError(
                f"epoch {epoch}, update {index} is not on the way of this run; it has come to "
                f"epoch {self.end[0]}, update {self.end[1]}"
            )
        course.go(step, course.timeline.changes_up_to(step))

    def undo(self) -> bool:
        """Take back the last event: a change made at this moment, or else the last update.

        Returns
        -------
        bool
            False at the beginning, where there is nothing to take back.
        """
        course = self._course
        if course.applied and self.journal[course.applied - 1].step == course.step:
            course.take_back()
        elif course.step:
            course.go(course.step - 1, course.applied)
        else:
            return False
        return True

    def redo(self) -> bool:
        """Repeat the event that follows: a change that was taken back, or an update.

        Returns
        -------
        bool
            False where nothing follows: the run has never been further.
        """
        course = self._course
        ahead = self.journal[course.applied :]
        if ahead and ahead[0].step == course.step:
            if course.applied in course.taken_back:
                course.make_again()
            else:
                course.go(course.step, course.applied + 1)
        elif course.step < course.end:
            course.go(course.step + 1, course.applied)
        else:
            return False
        return True

    def undo_change(self) -> Entry | None:
        """Go back to the moment before the last change, and return it; None if there was none.

        It can be made again by `redo_change` or `redo`. Going on in any other way, or to any other
        moment, gives it up with all that came after it: see `settle`.
        """
        if not self.applied:
            return None
        entry = self.journal[self.applied - 1]
        self._course.take_back()
        return entry

    def redo_change(self) -> Entry | None:
        """Make the first change again that was taken back, and return it; None if there is none."""
        course = self._course
        if not course.taken_back:
            return None
        entry = self.journal[course.taken_back.start]
        course.make_again()
        return entry

    def settle(self) -> bool:
        """Give up the changes that were taken back, and what came after them.

        Training, a change and `seek` begin with this.

        Returns
        -------
        bool
            Whether the run has left a branch that went further.
        """
        return self._course.settle()
