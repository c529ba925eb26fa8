"""The session: the only place where the core meets the screen. Commands go in, snapshots come out.

It owns the `Trainer`. A snapshot is frozen, so the panes can draw it while training goes on in a
thread; nothing on the screen ever touches the trainer itself.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from core import (
    DATA_FIELDS,
    OF_FILE,
    Change,
    Dataset,
    RunSpec,
    SetFrozen,
    SetRule,
    SetWeight,
    Stop,
    Trainer,
    Watch,
    load,
    unreachable_targets,
)

from . import events as ev
from .moment import Moment
from .navigation import Navigation
from .phase_stepper import PhaseStepper
from .row_edits import RowEdits
from .run_group import RunGroup
from .setup import NEVER, Setup
from .snapshot import Snapshot, take

if TYPE_CHECKING:
    from core import Comparison, GradientCheck, Lesson, Table, Verdicts


def has_changed(before: Table | None, after: Table | None) -> bool:
    """Tell whether two readings of a file differ in content."""
    if before is None or after is None or before.file != after.file:
        return False
    return before.digest != after.digest


def _digest(table: Table | None) -> str:
    return "" if table is None else table.digest


def _use_of_file(spec: RunSpec) -> dict[str, Any]:
    """Return how a run uses the columns of its file; empty without a file."""
    return {name: getattr(spec, name) for name in OF_FILE} if spec.data_file is not None else {}


@dataclass(frozen=True)
class Slice:
    """The result of a slice of training.

    `epochs` counts the epochs completed, `events` are in order, and `stopped` says whether a stop
    rule has fired.
    """

    epochs: int
    events: tuple[ev.TrainingEvent, ...]
    stopped: bool = False


class Session:
    """A run with its settings, its lesson and its history.

    Parameters
    ----------
    lesson : str or None
        The name of the lesson it belongs to.
    stop : Stop
        When training stops by itself. It is kept from run to run.
    engine : str
        What trains its runs; see `core.Trainer`.

    Raises
    ------
    core.CoreError
        If spec and data do not go together, or the untrained network is not finite.
    """

    def __init__(
        self,
        spec: RunSpec,
        dataset: Dataset,
        lesson: str | None = None,
        stop: Stop = NEVER,
        engine: str = "auto",
    ) -> None:
        self._verdicts: Verdicts | None = None
        if lesson:
            from core import LESSONS, Verdicts

            self._verdicts = Verdicts(LESSONS[lesson])
        self.runs = RunGroup(Trainer(spec, dataset, engine=engine), engine)
        self.navigation = Navigation(self.runs)
        self.stepper = PhaseStepper(self.runs)
        self.row_edits = RowEdits(self.runs, self.begin)
        self._watched, self._watch = self.trainer, Watch(stop, self.trainer.record)
        self._file, self._table = spec.data_file, dataset.table
        self._used, self._digest = _use_of_file(spec), _digest(dataset.table)

    @property
    def trainer(self) -> Trainer:
        """The trainer of the present run. Not to be touched while `train` is running."""
        return self.runs.present.trainer

    @property
    def epoch(self) -> int:
        """How many epochs are complete."""
        return self.trainer.record.epoch

    @property
    def diverged(self) -> ev.RunDiverged | None:
        """Why the run can go no further, where it cannot."""
        return self.runs.present.diverged

    @property
    def lesson(self) -> Lesson | None:
        """The lesson the run belongs to."""
        return self._verdicts.lesson if self._verdicts else None

    @property
    def spec(self) -> RunSpec:
        """The spec as it is now."""
        return self.trainer.spec

    @property
    def moment(self) -> Moment:
        """The present moment, which notices depend on."""
        record = self.trainer.record
        return Moment(
            self.spec, record.epoch, self.trainer.position[1], record.solved_since, self.diverged
        )

    @property
    def dataset(self) -> Dataset:
        """The data."""
        return self.trainer.dataset

    def train(self, seconds: float, max_epochs: int | None) -> Slice:
        """Train for about that many seconds. To be called in a thread, and never twice at once.

        It ends sooner at an epoch that settles a claim of the lesson. `max_epochs` is the most
        epochs to complete; None for any number.
        """
        before = self.epoch
        events: list[ev.TrainingEvent] = [ev.BranchLeft()] if self.trainer.discard_undone() else []
        watch = self._present_watch()
        events += self.runs.train(seconds, self._up_to_verdict(max_epochs), watch)
        self._note_verdicts()
        stopped = watch is not None and bool(watch.fired)
        if watch is not None and stopped:
            on_test = "patience" in watch.fired and watch.chosen_on == "test"
            fingerprint = self.trainer.fingerprint
            events.append(ev.Stopped(watch.epoch, watch.reason(), on_test, fingerprint))
            watch.fired = ()
        return Slice(self.epoch - before, tuple(events), stopped)

    def _up_to_verdict(self, most: int | None) -> int | None:
        """Return the most epochs to train, so that no verdict is skipped."""
        epoch = self._verdicts.next_epoch(self.epoch) if self._verdicts else None
        if epoch is None:
            return most
        return epoch - self.epoch if most is None else min(most, epoch - self.epoch)

    def _note_verdicts(self) -> None:
        """Settle the claims due at this epoch, also for companions that may be shown later."""
        if self._verdicts is not None:
            for run in self.runs:
                if self._verdicts.lesson.covers(run.trainer.spec):
                    self._verdicts.note(run.trainer)

    @property
    def stop(self) -> Stop:
        """When training stops by itself."""
        return self._watch.stop

    def set_stop(self, stop: Stop) -> ev.StopRulesSet | None:
        """Set other stop rules, which apply from the next epoch on."""
        if stop == self.stop:
            return None
        self._watched, self._watch = self.trainer, Watch(stop, self.trainer.record)
        return ev.StopRulesSet(stop, self._watch.holds())

    def _present_watch(self) -> Watch | None:
        """Return the watch over the present run; for another run or moment, a new one."""
        trainer, watch = self.trainer, self._watch
        if self._watched is not trainer or watch.epoch != trainer.record.epoch:
            self._watched, self._watch = trainer, Watch(watch.stop, trainer.record)
        return self._watch if self._watch.stop else None

    def snapshot(self) -> Snapshot:
        """Return the run as it is now. Not to be called while `train` is running."""
        self._note_verdicts()
        return take(self.runs, self.stepper.view(), self._verdicts, self.stop, self._file)

    def check(self) -> GradientCheck:
        """Compare the gradient at the present weights with finite differences of the loss.

        If that would take long, fewer slopes or rows are checked; see `check_soon`.
        """
        from .quick_gradient_check import check_soon

        return check_soon(self.trainer.problem, self.trainer.state.params)

    def fingerprint(self) -> ev.FingerprintTaken:
        """Return the fingerprint of the present moment."""
        trainer, state = self.trainer, self.trainer.state
        changed = self.runs.present.was_changed
        return ev.FingerprintTaken(trainer.fingerprint, state.epoch, state.index, changed)

    # changes

    @property
    def setup(self) -> Setup:
        """All that the form sets, as it is now."""
        return Setup(
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
        """The file of the present run as it was read, or else the one typed last."""
        return self.dataset.table or self._table

    def adopt(self, setup: Setup) -> ev.SettingsTaken | None:
        """Apply a setup that the form has derived from the present one; None if nothing is new.

        Raises
        ------
        core.CoreError
            If it cannot be run; nothing has then changed.
        """
        before, loaded, known = self.spec, setup.dataset, self._known_table
        run = self.change(setup.spec, None if loaded is self.dataset else loaded)
        self._file, self._table = setup.file, setup.table
        if setup.spec.data_file is not None:
            self._used, self._digest = _use_of_file(setup.spec), _digest(self.dataset.table)
        file: Literal["", "changed", "same"] = ""
        if known is not None and self._table is not known and self._table is not None:
            if has_changed(known, self._table):
                file = "changed"
            elif known.file == self._table.file and run is None:
                file = "same"
        spec = self.spec
        event = ev.SettingsTaken(
            note=setup.note,
            run=run,
            file=file,
            spec=spec,
            suited=_suited(before, spec),
            unreachable_targets="" if spec == before else unreachable_targets(spec, self.dataset),
            stop=self.set_stop(setup.stop),
        )
        return event if event != ev.SettingsTaken("", None, "", spec, (), "", None) else None

    def change(
        self, spec: RunSpec, dataset: Dataset | None = None
    ) -> ev.NewRun | ev.RunChanged | None:
        """Apply another spec. A new rule or rate takes effect from here on; others begin a new run.

        Parameters
        ----------
        spec : RunSpec
            If it equals the present one, nothing happens.
        dataset : Dataset, optional
            Its data, if loaded already.

        Raises
        ------
        core.CoreError
            If the spec cannot be run; the present run then goes on.
        """
        if dataset is None or not has_changed(self.dataset.table, dataset.table):
            if spec == self.spec:
                return None
            change = SetRule(spec.rule, spec.rate, spec.momentum)
            if change.applied_to(self.spec) == spec:
                return self._make(change)
        return self.begin(spec, dataset)

    def begin(self, spec: RunSpec, dataset: Dataset | None = None) -> ev.NewRun:
        """Begin another run at epoch 0. Parameters and errors as in `change`."""
        same = all(getattr(spec, name) == getattr(self.spec, name) for name in DATA_FIELDS)
        if same and (dataset is None or not has_changed(self.dataset.table, dataset.table)):
            dataset = self.dataset
        if dataset is None:
            dataset = load(spec, self._known_table)  # the file as it was read for this run
        dropped = self.runs.begin(Trainer(spec, dataset, engine=self.runs.engine))
        return ev.NewRun(self._leave_lesson(), dropped)

    def new_seed(self) -> ev.NewSeed:
        """Begin a run with the next seed. Errors as in `change`."""
        seed = self.spec.seed + 1
        new_run = self.begin(dataclasses.replace(self.spec, seed=seed))
        return ev.NewSeed(seed, self.spec.init == "literal", new_run)

    def _leave_lesson(self) -> str:
        """Leave the lesson unless the present run belongs to it, and return its name."""
        lesson = self.lesson
        if lesson is None or lesson.covers(self.spec):
            return ""
        self._verdicts = None
        return lesson.name

    def set_weight(self, name: str, place: tuple[int, ...], value: float) -> ev.RunChanged | None:
        """Set the value of one weight.

        Parameters
        ----------
        name : str
            The parameter array, such as ``W1``.
        place : tuple of int
            The index in the array, counted from 0.
        value : float
            The new value.

        Raises
        ------
        core.CoreError
            If there is no such weight or the value is not valid; nothing is then changed.
        """
        return self._make(SetWeight(name, place, value))

    def toggle_frozen(self, name: str, place: tuple[int, ...]) -> ev.RunChanged | None:
        """Freeze or unfreeze one weight. Parameters as in `set_weight`."""
        mask = self.trainer.state.frozen.get(name)
        return self._make(SetFrozen(name, place, not (mask is not None and mask[place])))

    def _make(self, change: Change) -> ev.RunChanged | None:
        """Make a change in the run; None if it changes nothing."""
        made, before = self.trainer.applied, self.trainer.spec
        branched = self.trainer.change(change)
        if made == self.trainer.applied:
            return None
        self.runs.follow()
        state, named = self.trainer.state, ev.NamedChange.of(self.trainer.problem, change, before)
        return ev.RunChanged(named, state.epoch, state.index, bool(self.runs.companions), branched)

    def open_lesson(self, lesson: Lesson, seed: int | None = None) -> tuple[ev.PinsDropped, ...]:
        """Start a lesson at epoch 0; return the pins dropped to make room for the previous run.

        `seed` None keeps the seed of the present run.
        """
        from core import Verdicts

        spec = dataclasses.replace(lesson.spec, seed=self.spec.seed if seed is None else seed)
        dropped = self.runs.begin(Trainer(spec, engine=self.runs.engine))
        self._verdicts = Verdicts(lesson)
        return dropped

    # comparing

    def compare(self, comparison: Comparison) -> ev.ComparisonStarted:
        """Start a ready-made comparison: several runs in lock step, the first as the present one.

        Raises
        ------
        core.CoreError
            If one of the runs cannot be run; the present run then goes on.
        """
        dropped, refused = self.runs.compare(comparison.runs(self.trainer.problem))
        names = tuple(run.name for run in self.runs)
        return ev.ComparisonStarted(names, self._leave_lesson(), dropped, refused)

    def show(self, name: str) -> ev.RunShown | ev.NotTraining:
        """Make a live companion the present run, which the panes show."""
        if not self.runs.swap(name):
            return ev.NotTraining(name)
        return ev.RunShown(name, self.diverged is not None, self._leave_lesson())


def _suited(before: RunSpec, after: RunSpec) -> tuple[str, ...]:
    """Return the settings that were adapted to other data, so that none changes unseen."""
    source = ("dataset", "data_file", *OF_FILE)
    if all(getattr(before, name) == getattr(after, name) for name in source):
        return ()
    return tuple(
        field.name
        for field in dataclasses.fields(RunSpec)
        if field.name not in (*source, "rows")
        and getattr(before, field.name) != getattr(after, field.name)
    )
