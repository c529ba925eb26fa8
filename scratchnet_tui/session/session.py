"""The session: the one place where the core meets the screen. Commands go in, snapshots come out.

It owns the `Trainer`. A snapshot is frozen, so the panes can draw it while training goes on in a
thread; nothing on the screen ever touches the trainer itself.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from core import (
    LESSONS,
    OF_FILE,
    SOURCE,
    Change,
    Comparison,
    Dataset,
    GradientCheck,
    Lesson,
    RunSpec,
    SetFrozen,
    SetRule,
    SetWeight,
    Stop,
    Table,
    Trainer,
    Verdicts,
    Watch,
    load,
    out_of_reach,
)
from scratchnet_tui.text.wording import LEFT, TEST_SET_USED, change_text

from .navigation import Travel
from .notices import Moment
from .quick_gradient_check import check_soon
from .setting_notices import also_changed
from .settings import NEVER, Settings
from .snapshot import Snapshot, take

NEW_RUN = "A new run from epoch 0."
"""What is said of a change that starts the run anew; more may follow."""


def has_changed(before: Table | None, after: Table | None) -> bool:
    """Tell whether a file was read twice and held something else the second time."""
    if before is None or after is None or before.file != after.file:
        return False
    return before.digest != after.digest


def _digest(table: Table | None) -> str:
    return "" if table is None else table.digest


def _use_of_file(spec: RunSpec) -> dict[str, Any]:
    """Return how a run uses the columns of its file; nothing where it has none."""
    return {name: getattr(spec, name) for name in OF_FILE} if spec.data_file is not None else {}


@dataclass(frozen=True)
class Slice:
    """What came of a slice of training.

    Attributes
    ----------
    epochs : int
        How many epochs were completed.
    notices : tuple of str
        What happened on the way that a person should know.
    stopped : bool
        Whether a stop rule has fired.
    """

    epochs: int
    notices: tuple[str, ...]
    stopped: bool = False


class Session(Travel):
    """A run with its settings, its lesson and what has become of it.

    Parameters
    ----------
    spec : RunSpec
        The run.
    dataset : Dataset
        Its data.
    lesson : str or None
        The name of the lesson it belongs to.
    stop : Stop
        When training stops by itself. It stays as it is from run to run.

    Raises
    ------
    core.CoreError
        If spec and data do not go together, or the untrained network is not finite.
    """

    def __init__(
        self, spec: RunSpec, dataset: Dataset, lesson: str | None = None, stop: Stop = NEVER
    ) -> None:
        self._verdicts = Verdicts(LESSONS[lesson]) if lesson else None
        super().__init__(Trainer(spec, dataset))
        self._watched, self._watch = self._trainer, Watch(stop, self._trainer.record)
        self._file, self._table = spec.data_file, dataset.table
        self._used, self._digest = _use_of_file(spec), _digest(dataset.table)

    @property
    def diverged(self) -> str:
        """What happened, when the run can go no further; else empty."""
        return self._lanes.present.diverged

    @property
    def lesson(self) -> Lesson | None:
        """The lesson the run belongs to."""
        return self._verdicts.lesson if self._verdicts else None

    @property
    def spec(self) -> RunSpec:
        """The spec as it stands now."""
        return self._trainer.spec

    @property
    def moment(self) -> Moment:
        """What notices depend on, as it stands now."""
        record = self._trainer.record
        return Moment(
            self.spec, record.epoch, self._trainer.state.index, record.solved_since, self.diverged
        )

    @property
    def dataset(self) -> Dataset:
        """The data."""
        return self._trainer.dataset

    def train(self, seconds: float, max_epochs: int | None) -> Slice:
        """Train for about that long. Meant to be called in a thread, and never twice at once.

        It ends sooner at an epoch that settles a claim of the lesson.

        Parameters
        ----------
        seconds : float
            How long.
        max_epochs : int or None
            How many epochs to complete at the most.
        """
        before = self.epoch
        left = (f"Without what was taken back.{LEFT}",) if self._trainer.settle() else ()
        watch = self._present_watch()
        notices = self._lanes.train(seconds, self._up_to_verdict(max_epochs), watch)
        self._note_verdicts()
        if watch is None or not watch.fired:
            return Slice(self.epoch - before, (*left, *notices))
        why = f"Stopped at epoch {watch.epoch:,}: {watch.reason()}."
        if "patience" in watch.fired and watch.chosen_on == "test":
            why += f" {TEST_SET_USED.capitalize()} split 0.7,0.15 holds out rows for that."
        watch.fired = ()
        return Slice(self.epoch - before, (*left, *notices, why), stopped=True)

    def _up_to_verdict(self, most: int | None) -> int | None:
        """Return how many epochs to train at the most, so that no verdict is passed by."""
        epoch = self._verdicts.next_epoch(self.epoch) if self._verdicts else None
        if epoch is None:
            return most
        return epoch - self.epoch if most is None else min(most, epoch - self.epoch)

    def _note_verdicts(self) -> None:
        """Settle the claims that are settled at this epoch, also for companions to be shown."""
        if self._verdicts is not None:
            for lane in self._lanes:
                if self._verdicts.lesson.covers(lane.trainer.spec):
                    self._verdicts.note(lane.trainer)

    @property
    def stop(self) -> Stop:
        """When training stops by itself."""
        return self._watch.stop

    def set_stop(self, stop: Stop) -> str:
        """Take on other stop rules, which are looked at from the next epoch on, and say so."""
        if stop == self.stop:
            return ""
        self._watched, self._watch = self._trainer, Watch(stop, self._trainer.record)
        held = self._watch.holds()
        if held:
            return f"That is already true ({held}), so it will not stop the run from here."
        return "Training will stop by itself." if stop else "Training will not stop by itself."

    def _present_watch(self) -> Watch | None:
        """Return the watch over the present run; on another run or at another moment, a new one."""
        trainer, watch = self._trainer, self._watch
        if self._watched is not trainer or watch.epoch != trainer.record.epoch:
            self._watched, self._watch = trainer, Watch(watch.stop, trainer.record)
        return self._watch if self._watch.stop else None

    def snapshot(self, gradient: bool = False) -> Snapshot:
        """Return the run as it stands. Not to be called while `train` is at work.

        Parameters
        ----------
        gradient : bool
            Whether the gradient is wanted; it costs a pass back through all the data.
        """
        self._note_verdicts()
        taken = take(self._lanes, self._walk, self._verdicts, gradient)
        return dataclasses.replace(taken, stop=self.stop, file=self._file)

    def check(self) -> GradientCheck:
        """Hold the gradient at the present weights against differences of the loss.

        Where it would take long, fewer slopes or rows are looked at; see `check_soon`.
        """
        return check_soon(self._trainer.problem, self._trainer.state.params)

    # changes

    @property
    def settings(self) -> Settings:
        """All that the setup form sets, as it stands."""
        return Settings(
            self.spec,
            self.stop,
            self.dataset,
            self._file,
            self._known_table,
            self._used,
            self._digest,
        )

    @property
    def _known_table(self) -> Table | None:
        """The file of the present run as it was read, or else the one that was typed last."""
        return self.dataset.table or self._table

    def adopt(self, settings: Settings) -> str:
        """Take on what the setup form has made of `settings`, and say what has happened.

        Raises
        ------
        core.CoreError
            If it cannot be run; all is then as it was.
        """
        before, loaded, known = self.spec, settings.dataset, self._known_table
        said = self.change(settings.spec, None if loaded is self.dataset else loaded)
        self._file, self._table = settings.file, settings.table
        if settings.spec.data_file is not None:
            self._used, self._digest = _use_of_file(settings.spec), _digest(self.dataset.table)
        if known is not None and self._table is not known and self._table is not None:
            if has_changed(known, self._table):
                said += " The file has changed since it was read."
            elif known.file == self._table.file and not said:
                said = "The file holds what it held when it was read."
        also = also_changed(before, self.spec)
        far = "" if self.spec == before else out_of_reach(self.spec, self.dataset)
        beyond = f" {far[0].upper()}{far[1:]}." if far else ""
        note = f"{settings.note} " if settings.note else ""
        return f"{note}{said}{also}{beyond}{self.set_stop(settings.stop)}"

    def change(self, spec: RunSpec, dataset: Dataset | None = None) -> str:
        """Take on another spec. A new rule or rate goes on from here; the rest starts anew.

        Parameters
        ----------
        spec : RunSpec
            The spec to run from now on.
        dataset : Dataset, optional
            Its data, where they are at hand already.

        Returns
        -------
        str
            What happened, in a sentence; empty when the spec is what it was.

        Raises
        ------
        core.CoreError
            If the spec cannot be run; the present run then goes on.
        """
        table = self.dataset.table
        anew = dataset is not None and has_changed(table, dataset.table)
        if not anew:
            if spec == self.spec:
                return ""
            change = SetRule(spec.rule, spec.rate, spec.momentum)
            if change.applied_to(self.spec) == spec:
                return self._make(change)
            if all(getattr(spec, name) == getattr(self.spec, name) for name in SOURCE):
                dataset = self.dataset
        if dataset is None:
            dataset = load(spec, self._known_table)  # the file as it was read for this run
        said = self._lanes.begin(Trainer(spec, dataset))
        return f"{NEW_RUN}{self._leave_lesson()}{said}"

    def _leave_lesson(self) -> str:
        """Leave the lesson if the present run is not what it is about, and say so."""
        lesson = self.lesson
        if lesson is None or lesson.covers(self.spec):
            return ""
        self._verdicts = None
        return f" You have left the lesson {lesson.name}."

    def set_weight(self, name: str, place: tuple[int, ...], value: float) -> str:
        """Give one weight another value, and say so.

        Parameters
        ----------
        name : str
            The parameter array, such as ``W1``.
        place : tuple of int
            Where in the array, counted from 0.
        value : float
            The new value.

        Raises
        ------
        core.CoreError
            If there is no such weight or the value is not legal; nothing is then changed.
        """
        return self._make(SetWeight(name, place, value))

    def toggle_frozen(self, name: str, place: tuple[int, ...]) -> str:
        """Freeze one weight, or free it, and say so. Parameters as in `set_weight`."""
        mask = self._trainer.state.frozen.get(name)
        return self._make(SetFrozen(name, place, not (mask is not None and mask[place])))

    def _make(self, change: Change) -> str:
        """Make a change in the run, and say what and where."""
        made, before = self._trainer.applied, self._trainer.spec
        branched = self._trainer.change(change)
        if made == self._trainer.applied:
            return ""  # it is so already
        self._arrive()
        text = change_text(self._trainer.problem, change, before)
        if isinstance(change, SetRule):
            text = text[0].upper() + text[1:]  # b1[h2] is a name and stays as it is
        state = self._trainer.state
        where = f"epoch {state.epoch:,}" + f", update {state.index}" * (state.index > 0)
        alone = " Only in this run." if self._lanes.companions else ""
        return f"{text} from {where} on.{alone}{LEFT if branched else ''}"

    def open_lesson(self, lesson: Lesson, seed: int | None = None) -> str:
        """Start a lesson from epoch 0.

        Parameters
        ----------
        lesson : Lesson
            The lesson.
        seed : int or None
            The seed; None for that of the present run.

        Returns
        -------
        str
            What was given up for it; most often empty.
        """
        spec = dataclasses.replace(lesson.spec, seed=self.spec.seed if seed is None else seed)
        said = self._lanes.begin(Trainer(spec))
        self._verdicts = Verdicts(lesson)
        return said

    # comparing

    def pin(self) -> str:
        """Keep the present run as it stands, to compare others with it, and say so."""
        return self._lanes.pin()

    def unpin(self, name: str) -> str:
        """Let go of the pinned run of that name, and say so."""
        return self._lanes.unpin(name)

    def compare(self, comparison: Comparison) -> str:
        """Start a ready-made comparison: several runs in lock step, the first as the present one.

        Parameters
        ----------
        comparison : Comparison
            Which. It varies the present run.

        Returns
        -------
        str
            What happened, in a sentence.

        Raises
        ------
        core.CoreError
            If one of the runs cannot be run; the present run then goes on.
        """
        said = self._lanes.compare(comparison.runs(self._trainer.problem))
        names = ", ".join(lane.name for lane in self._lanes)
        left = self._leave_lesson()
        return f"In lock step from the same weights: {names}.{left}{said}"

    def show(self, name: str) -> str:
        """Make a live companion the present run, which the panes show, and say so."""
        if not self._lanes.swap(name):
            return f"{name} is not training: only its curve was kept."
        fate = " It has diverged and can go no further." if self.diverged else ""
        return f"The panes show {name} now.{fate}{self._leave_lesson()}"
