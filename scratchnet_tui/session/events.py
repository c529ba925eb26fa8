"""What happens in a session: an event is a frozen record of facts.

A command returns an event, or None where nothing has changed. `scratchnet_tui.text.events` puts
each of them into words; nothing else does.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import ClassVar, Literal, TypeAlias

from core import Change, Problem, Remedy, RunSpec, SetRule, Stop


class Lasts(Enum):
    """How long a notice of an event stays true."""

    HERE = auto()
    """While the run stands at the update where it was told."""

    FATE = auto()
    """While it is solved since the same epoch, and has diverged or not, as when it was told."""

    RUN = auto()
    """While the settings are those of then, from that moment of the run on."""

    KEY = auto()
    """Until the next key: a refusal, or a hint."""


@dataclass(frozen=True)
class NamedChange:
    """A change of a run, with what it takes to say what it changes.

    Attributes
    ----------
    change : Change
        The change.
    before : RunSpec
        The spec it is made in.
    weight : str
        The weight it is about, such as ``W1[h1,x2]``; empty for the rule and the rate.
    """

    change: Change
    before: RunSpec
    weight: str = ""

    @classmethod
    def of(cls, problem: Problem, change: Change, before: RunSpec) -> NamedChange:
        """Name the weight of a change of a run; the problem may be that before or after it."""
        if isinstance(change, SetRule):
            return cls(change, before)
        return cls(change, before, problem.weight_name(change.name, change.place))


class _Event:
    lasts: ClassVar[Lasts] = Lasts.RUN
    """How long a notice of it stays true."""


# training


@dataclass(frozen=True)
class BranchLeft(_Event):
    """Training has gone on without the change that was taken back, so its branch is left."""

    lasts: ClassVar[Lasts] = Lasts.FATE


@dataclass(frozen=True)
class Solved(_Event):
    """Every row is right; ``run`` is empty for a run that is alone."""

    run: str
    epoch: int
    rows: int
    lasts: ClassVar[Lasts] = Lasts.FATE


@dataclass(frozen=True)
class RunDiverged(_Event):
    """A run can go no further.

    Attributes
    ----------
    run : str
        Its name; empty for a run that is alone.
    reason : str
        The message of `core.Diverged`.
    remedies : tuple of Remedy
        Changes of the settings that may help.
    """

    run: str
    reason: str
    remedies: tuple[Remedy, ...]
    lasts: ClassVar[Lasts] = Lasts.FATE


@dataclass(frozen=True)
class Stopped(_Event):
    """A stop rule has fired.

    Attributes
    ----------
    epoch : int
        The last complete epoch.
    reason : str
        What the rule has found; see `core.Watch.reason`.
    chosen_on_test : bool
        Whether the test set decided it.
    """

    epoch: int
    reason: str
    chosen_on_test: bool
    lasts: ClassVar[Lasts] = Lasts.HERE


TrainingEvent: TypeAlias = BranchLeft | Solved | RunDiverged | Stopped


# other moments of the run; ``branched`` says that a branch was left


@dataclass(frozen=True)
class Rewound(_Event):
    """The run is back at epoch 0."""

    branched: bool
    lasts: ClassVar[Lasts] = Lasts.HERE


@dataclass(frozen=True)
class EndReached(_Event):
    """An epoch was asked for that the run has not come to, so it stands at its end."""

    epoch: int
    branched: bool
    lasts: ClassVar[Lasts] = Lasts.HERE


@dataclass(frozen=True)
class AlreadyThere(_Event):
    """The run stands at that epoch already."""

    epoch: int
    lasts: ClassVar[Lasts] = Lasts.HERE


@dataclass(frozen=True)
class WentTo(_Event):
    """The run stands at another epoch, which may be the last it has come to."""

    epoch: int
    is_last: bool
    branched: bool
    lasts: ClassVar[Lasts] = Lasts.HERE


@dataclass(frozen=True)
class ChangeUndone(_Event):
    """The last change is taken back."""

    change: NamedChange
    epoch: int
    lasts: ClassVar[Lasts] = Lasts.HERE


@dataclass(frozen=True)
class NothingToUndo(_Event):
    """No change lies behind the run; ``ahead`` may be one that lies here or at a later epoch."""

    ahead: NamedChange | None
    is_here: bool = False
    epoch: int = 0
    lasts: ClassVar[Lasts] = Lasts.HERE


@dataclass(frozen=True)
class ChangeRedone(_Event):
    """A change that was taken back is made again."""

    change: NamedChange
    epoch: int
    lasts: ClassVar[Lasts] = Lasts.HERE


@dataclass(frozen=True)
class NothingToRedo(_Event):
    """No change was taken back here."""

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


# inside an update; rows are counted from 0


@dataclass(frozen=True)
class UpdateOpened(_Event):
    """The next update is looked at; ``fuller_row`` is one that would show more, if any."""

    fuller_row: int | None
    lasts: ClassVar[Lasts] = Lasts.HERE


@dataclass(frozen=True)
class RowOpened(_Event):
    """The update that a row alone would make is looked at."""

    row: int
    lasts: ClassVar[Lasts] = Lasts.HERE


@dataclass(frozen=True)
class UpdateTaken(_Event):
    """The update that was looked at is taken; ``step`` counts the updates of the run."""

    step: int
    branched: bool
    lasts: ClassVar[Lasts] = Lasts.HERE


@dataclass(frozen=True)
class UpdateTakenBack(_Event):
    """The last update is taken back; ``step`` is the number it had."""

    step: int
    lasts: ClassVar[Lasts] = Lasts.HERE


@dataclass(frozen=True)
class NoUpdateBefore(_Event):
    """The run stands at its beginning."""

    lasts: ClassVar[Lasts] = Lasts.HERE


@dataclass(frozen=True)
class LastPhaseOfRow(_Event):
    """The update of a row alone is not taken."""

    row: int
    lasts: ClassVar[Lasts] = Lasts.HERE


@dataclass(frozen=True)
class FirstPhaseOfRow(_Event):
    """No phase comes before, in the update of a row alone."""

    lasts: ClassVar[Lasts] = Lasts.HERE


@dataclass(frozen=True)
class PhaseStepped(_Event):
    """What came of a step to the next phase: the update taken, and events of the runs."""

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


# runs beside each other


@dataclass(frozen=True)
class PinsDropped(_Event):
    """The oldest runs at rest were dropped to make room; ``most`` can be pinned."""

    names: tuple[str, ...]
    most: int


@dataclass(frozen=True)
class ChangeRefused(_Event):
    """A change of the run before could not be made in a run of a comparison."""

    run: str
    change: NamedChange
    reason: str


@dataclass(frozen=True)
class ComparisonStarted(_Event):
    """Several runs are trained in lock step.

    Attributes
    ----------
    names : tuple of str
        What they are called, the present run first.
    left_lesson : str
        The lesson that was left; empty for none.
    dropped : tuple of PinsDropped
        What had to make room.
    refused : tuple of ChangeRefused
        What could not be taken over from the run before.
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
    """The same run at the same moment is pinned."""

    name: str


@dataclass(frozen=True)
class NoRoomToPin(_Event):
    """As many runs are pinned as can be."""

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
    """A pinned run cannot be shown, for only its curve was kept."""

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

    Attributes
    ----------
    left_lesson : str
        The lesson that was left; empty for none.
    dropped : tuple of PinsDropped
        What had to make room for the curve of the run before.
    """

    left_lesson: str
    dropped: tuple[PinsDropped, ...]


@dataclass(frozen=True)
class NewSeed(_Event):
    """A new run begins with the next seed; weights that are given do not depend on it."""

    seed: int
    given_weights: bool
    new_run: NewRun


@dataclass(frozen=True)
class RunChanged(_Event):
    """A change was made in the run, which goes on.

    Attributes
    ----------
    change : NamedChange
        The change.
    epoch, index : int
        How many epochs are complete, and how many updates of the next one.
    compared : bool
        Whether others are trained in lock step, which it does not concern.
    branched : bool
        Whether a branch was left.
    """

    change: NamedChange
    epoch: int
    index: int
    compared: bool
    branched: bool


@dataclass(frozen=True)
class StopRulesSet(_Event):
    """Training stops by other rules; ``already`` says which of them hold already, if any do."""

    stop: Stop
    already: str


@dataclass(frozen=True)
class SettingsTaken(_Event):
    """The settings of the form were taken on.

    Attributes
    ----------
    note : str
        What was given up on the way to them; see `Setup.note`.
    run : NewRun, RunChanged or None
        What became of the run.
    file : str
        Whether a file that was read again has ``changed``, or is the ``same`` and nothing else has
        happened; else empty.
    spec : RunSpec
        The run now.
    suited : tuple of str
        The fields of the spec that came with other data.
    unreachable_targets : str
        Why the network cannot learn the data; see `core.unreachable_targets`. Empty where it can.
    stop : StopRulesSet or None
        What became of the stop rules.
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
    """A setting has one value only."""

    setting: str


@dataclass(frozen=True)
class LessonOpened(_Event):
    """A lesson begins at epoch 0.

    Attributes
    ----------
    title : str
        Its title.
    seed, own_seed : int
        The seed of the run, and that of the lesson.
    pace : str
        The name of a pace, one of `settings.paces.PACES`.
    dropped : tuple of PinsDropped
        What had to make room for the curve of the run before.
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
    """A row stands below itself once more."""

    row: int
    new_run: NewRun


@dataclass(frozen=True)
class RowRemoved(_Event):
    """A row is removed."""

    row: int
    new_run: NewRun


@dataclass(frozen=True)
class RowAdded(_Event):
    """An input that was tried is the last row."""

    new_run: NewRun


@dataclass(frozen=True)
class CellSet(_Event):
    """A cell has another value; it may have been that of a bias input."""

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
    """The rows are those of the data set, or of a run begun otherwise."""

    lasts: ClassVar[Lasts] = Lasts.KEY


RowEvent: TypeAlias = RowCopied | RowRemoved | RowAdded | CellSet | EditUndone | NoEditToUndo


Event: TypeAlias = TrainingEvent | TimeEvent | PhaseEvent | PinEvent | RunEvent | RowEvent
