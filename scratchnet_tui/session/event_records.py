"""The events of a session: frozen records of what has happened.

A command returns an event, or None where nothing has changed. `scratchnet_tui.text.events` puts
each of them into words; nothing else does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

from core import Change, Problem, Remedy, RunSpec, SetRule, Stop

from .events import Lasts


@dataclass(frozen=True)
class NamedChange:
    """A change of a run, with what is needed to describe it.

    `before` is the spec at the moment of the change. `weight` is the name of the changed weight,
    such as ``W1[h1,x2]``; empty for a change of the rule or the rate.
    """

    change: Change
    before: RunSpec
    weight: str = ""

    @classmethod
    def of(cls, problem: Problem, change: Change, before: RunSpec) -> NamedChange:
        """Name the weight that a change sets or freezes.

        The problem may be the one before or after the change.
        """
        if isinstance(change, SetRule):
            return cls(change, before)
        return cls(change, before, problem.weight_name(change.name, change.place))


class _Event:
    lasts: ClassVar[Lasts] = Lasts.RUN
    """How long a notice of it stays true."""


# training


@dataclass(frozen=True)
class BranchLeft(_Event):
    """Training went on without an undone change, so its branch was left."""

    lasts: ClassVar[Lasts] = Lasts.FATE


@dataclass(frozen=True)
class Solved(_Event):
    """Every row is right.

    `run` is empty for a run that is alone. `fingerprint` is that of the epoch, empty for a run of a
    comparison.
    """

    run: str
    epoch: int
    rows: int
    fingerprint: str = ""
    lasts: ClassVar[Lasts] = Lasts.FATE


@dataclass(frozen=True)
class RunDiverged(_Event):
    """A run can go no further.

    `run` is its name, empty for a run that is alone. `reason` is the message of `core.Diverged`,
    `remedies` are changes of the settings that may help.
    """

    run: str
    reason: str
    remedies: tuple[Remedy, ...]
    lasts: ClassVar[Lasts] = Lasts.FATE


@dataclass(frozen=True)
class Stopped(_Event):
    """A stop rule has fired.

    `epoch` is the last complete epoch, `reason` the text of `core.Watch.reason`, `chosen_on_test`
    whether the rule looked at the test set, and `fingerprint` that of the epoch.
    """

    epoch: int
    reason: str
    chosen_on_test: bool
    fingerprint: str
    lasts: ClassVar[Lasts] = Lasts.HERE


TrainingEvent: TypeAlias = BranchLeft | Solved | RunDiverged | Stopped


@dataclass(frozen=True)
class FingerprintTaken(_Event):
    """The fingerprint of the present moment was asked for.

    `epoch` and `index` count the complete epochs and the updates done in the next one. `changed`
    says that weights, freezes, rate or rule were changed on the way, so that the settings alone do
    not lead here.
    """

    fingerprint: str
    epoch: int
    index: int
    changed: bool
    lasts: ClassVar[Lasts] = Lasts.HERE


# moving in the run; ``branched`` says that a branch was left


@dataclass(frozen=True)
class Rewound(_Event):
    """The run is back at epoch 0."""

    branched: bool
    lasts: ClassVar[Lasts] = Lasts.HERE


@dataclass(frozen=True)
class EndReached(_Event):
    """A later epoch was asked for than the run has reached, so it is at its end."""

    epoch: int
    branched: bool
    lasts: ClassVar[Lasts] = Lasts.HERE


@dataclass(frozen=True)
class AlreadyThere(_Event):
    """The run is at that epoch already."""

    epoch: int
    lasts: ClassVar[Lasts] = Lasts.HERE


@dataclass(frozen=True)
class WentTo(_Event):
    """The run is at another epoch, which may be the last it has reached."""

    epoch: int
    is_last: bool
    branched: bool
    lasts: ClassVar[Lasts] = Lasts.HERE


@dataclass(frozen=True)
class ChangeUndone(_Event):
    """The last change was undone."""

    change: NamedChange
    epoch: int
    lasts: ClassVar[Lasts] = Lasts.HERE


@dataclass(frozen=True)
class NothingToUndo(_Event):
    """There is no earlier change; ``ahead`` may be one made here or at a later epoch."""

    ahead: NamedChange | None
    is_here: bool = False
    epoch: int = 0
    lasts: ClassVar[Lasts] = Lasts.HERE


@dataclass(frozen=True)
class ChangeRedone(_Event):
    """An undone change was made again."""

    change: NamedChange
    epoch: int
    lasts: ClassVar[Lasts] = Lasts.HERE


@dataclass(frozen=True)
class NothingToRedo(_Event):
    """No change was undone here."""

    lasts: ClassVar[Lasts] = Lasts.HERE


TimeEvent: TypeAlias = (
    Rewound
    | EndReached
    | AlreadyThere
    | WentTo
    | ChangeUndone
    | NothingToUndo
    | ChangeRedone
    | NothingToRedo
)


# single updates; rows are counted from 0


@dataclass(frozen=True)
class UpdateOpened(_Event):
    """The next update is shown; ``fuller_row`` is a row that would show more, if any."""

    fuller_row: int | None
    lasts: ClassVar[Lasts] = Lasts.HERE


@dataclass(frozen=True)
class RowOpened(_Event):
    """The update that one row alone would make is shown."""

    row: int
    lasts: ClassVar[Lasts] = Lasts.HERE


@dataclass(frozen=True)
class UpdateTaken(_Event):
    """The update that was shown is done; ``step`` counts the updates of the run."""

    step: int
    branched: bool
    lasts: ClassVar[Lasts] = Lasts.HERE


@dataclass(frozen=True)
class UpdateTakenBack(_Event):
    """The last update was undone; ``step`` is the number it had."""

    step: int
    lasts: ClassVar[Lasts] = Lasts.HERE


@dataclass(frozen=True)
class NoUpdateBefore(_Event):
    """The run is at its beginning."""

    lasts: ClassVar[Lasts] = Lasts.HERE


@dataclass(frozen=True)
class LastPhaseOfRow(_Event):
    """The last phase is shown: the update of a single row is never applied."""

    row: int
    lasts: ClassVar[Lasts] = Lasts.HERE


@dataclass(frozen=True)
class FirstPhaseOfRow(_Event):
    """The first phase of the update of a single row is shown."""

    lasts: ClassVar[Lasts] = Lasts.HERE


@dataclass(frozen=True)
class PhaseStepped(_Event):
    """The result of a step to the next phase: the update done, and events of the runs."""

    events: tuple[UpdateTaken | LastPhaseOfRow | TrainingEvent, ...]
    lasts: ClassVar[Lasts] = Lasts.HERE


PhaseEvent: TypeAlias = (
    UpdateOpened
    | RowOpened
    | UpdateTaken
    | UpdateTakenBack
    | NoUpdateBefore
    | LastPhaseOfRow
    | FirstPhaseOfRow
    | PhaseStepped
)


# several runs


@dataclass(frozen=True)
class PinsDropped(_Event):
    """The oldest pinned runs at rest were dropped to make room; at most ``most`` can be pinned."""

    names: tuple[str, ...]
    most: int


@dataclass(frozen=True)
class ChangeRefused(_Event):
    """A change made in the previous run could not be repeated in a run of a comparison."""

    run: str
    change: NamedChange
    reason: str


@dataclass(frozen=True)
class ComparisonStarted(_Event):
    """Several runs are trained in lock step.

    `names` begins with the present run. `left_lesson` is empty if no lesson was left. `dropped`
    and `refused` tell which pins were dropped to make room, and which weights could not be set or
    frozen as in the previous run.
    """

    names: tuple[str, ...]
    left_lesson: str
    dropped: tuple[PinsDropped, ...]
    refused: tuple[ChangeRefused, ...]


@dataclass(frozen=True)
class NothingToPin(_Event):
    """The run has completed no epoch."""


@dataclass(frozen=True)
class AlreadyPinned(_Event):
    """The same run is pinned at the same moment already."""

    name: str


@dataclass(frozen=True)
class NoRoomToPin(_Event):
    """The maximum number of runs is pinned."""

    most: int


@dataclass(frozen=True)
class Pinned(_Event):
    """The present run is pinned."""

    name: str
    epoch: int


@dataclass(frozen=True)
class Unpinned(_Event):
    """A run is no longer pinned."""

    name: str


@dataclass(frozen=True)
class NotPinned(_Event):
    """No run of that name is pinned."""

    name: str


@dataclass(frozen=True)
class RunShown(_Event):
    """Another run of the comparison is the present one; ``left_lesson`` is empty for none."""

    name: str
    has_diverged: bool
    left_lesson: str


@dataclass(frozen=True)
class NotTraining(_Event):
    """A pinned run cannot be shown, because only its curve was kept."""

    name: str


PinEvent: TypeAlias = (
    PinsDropped
    | ChangeRefused
    | ComparisonStarted
    | NothingToPin
    | AlreadyPinned
    | NoRoomToPin
    | Pinned
    | Unpinned
    | NotPinned
    | RunShown
    | NotTraining
)


# changes of the run


@dataclass(frozen=True)
class NewRun(_Event):
    """Another run begins at epoch 0.

    `left_lesson` is empty if no lesson was left. `dropped` are the pins that made room for the
    curve of the previous run.
    """

    left_lesson: str
    dropped: tuple[PinsDropped, ...]


@dataclass(frozen=True)
class NewSeed(_Event):
    """A new run begins with the next seed; weights given by the user do not depend on it."""

    seed: int
    given_weights: bool
    new_run: NewRun


@dataclass(frozen=True)
class RunChanged(_Event):
    """A change was made in the run, which goes on.

    `epoch` and `index` count the complete epochs and the updates done in the next one. `compared`
    says that other runs are trained in lock step, which the change leaves as they are.
    `branched` says that a branch was left.
    """

    change: NamedChange
    epoch: int
    index: int
    compared: bool
    branched: bool


@dataclass(frozen=True)
class StopRulesSet(_Event):
    """Other stop rules apply; ``already`` says which of them hold already, if any."""

    stop: Stop
    already: str


@dataclass(frozen=True)
class SettingsTaken(_Event):
    """The settings of the form were applied.

    Attributes
    ----------
    note : str
        What had to be given up for them; see `Setup.note`.
    file : str
        For a file that was read again ``changed``, or ``same`` if nothing else has happened;
        else empty.
    spec : RunSpec
        The spec after the change.
    suited : tuple of str
        The fields of the spec that were adapted to other data.
    unreachable_targets : str
        Why the network cannot learn the data; see `core.unreachable_targets`. Empty if it can.
    """

    note: str
    run: NewRun | RunChanged | None
    file: Literal["", "changed", "same"]
    spec: RunSpec
    suited: tuple[str, ...]
    unreachable_targets: str
    stop: StopRulesSet | None


@dataclass(frozen=True)
class NoOtherValue(_Event):
    """A setting has only one value."""

    setting: str


@dataclass(frozen=True)
class LessonOpened(_Event):
    """A lesson begins at epoch 0.

    `seed` is that of the run and `own_seed` that of the lesson. `pace` is one of
    `settings.paces.PACES`. `dropped` are the pins that made room for the curve of the previous
    run.
    """

    title: str
    seed: int
    own_seed: int
    pace: str
    dropped: tuple[PinsDropped, ...] = ()


RunEvent: TypeAlias = (
    NewRun | NewSeed | RunChanged | StopRulesSet | SettingsTaken | NoOtherValue | LessonOpened
)


# edits of the rows, each of which begins a new run; rows are counted from 0


@dataclass(frozen=True)
class RowCopied(_Event):
    """A copy of a row was put below it."""

    row: int
    new_run: NewRun


@dataclass(frozen=True)
class RowRemoved(_Event):
    """A row was removed."""

    row: int
    new_run: NewRun


@dataclass(frozen=True)
class RowAdded(_Event):
    """An input that was tried out was added as the last row."""

    new_run: NewRun


@dataclass(frozen=True)
class CellSet(_Event):
    """A cell has another value; the cell may be that of a bias input."""

    row: int
    column: str
    value: float
    was_bias: bool
    new_run: NewRun


@dataclass(frozen=True)
class EditUndone(_Event):
    """The rows are as they were before the last edit."""

    new_run: NewRun


@dataclass(frozen=True)
class NoEditToUndo(_Event):
    """The rows have not been edited in this run."""

    lasts: ClassVar[Lasts] = Lasts.KEY


RowEvent: TypeAlias = RowCopied | RowRemoved | RowAdded | CellSet | EditUndone | NoEditToUndo


Event: TypeAlias = (
    TrainingEvent | FingerprintTaken | TimeEvent | PhaseEvent | PinEvent | RunEvent | RowEvent
)
