"""A group of runs: the present one, and its companions, which train in lock step with it.

After every command each companion has completed as many epochs as the present run. One that has
diverged stays where it diverged; if that is the present run, the others stay where they are.
Companions that could not keep up within a slice of training catch up in the next.
"""

from __future__ import annotations

import dataclasses
import math
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from core import Trainer, Watch
from core.run.keyframes import MEMORY, KeyframeLimits

from . import events as ev
from .live_run import LiveRun, repeat_start
from .pinned_run import MOST, Pin

if TYPE_CHECKING:
    from core.lessons.comparisons import Runs

_PATIENCE = 2.0  # seconds that companions may take to catch up


class RunGroup:
    """The present run with its companions, and the runs that are pinned at rest.

    `engine` is what trains them, as `core.Trainer` takes it.
    """

    def __init__(self, trainer: Trainer, engine: str = "auto") -> None:
        self.engine = engine
        self.present = LiveRun(trainer)
        self.companions: tuple[LiveRun, ...] = ()
        self.resting: tuple[Pin, ...] = ()
        self._cost = math.inf  # seconds that an epoch of all runs takes, once it is known
        self._unreported: list[
            ev.RunDiverged | ev.Solved
        ] = []  # events of companions that caught up

    def __iter__(self) -> Iterator[LiveRun]:
        yield self.present
        yield from self.companions

    def cards(self) -> tuple[Pin, ...]:
        """Return the pinned runs, live companions first."""
        return (*(run.card(live=True) for run in self.companions), *self.resting)

    # training

    def train(
        self, seconds: float, max_epochs: int | None, watch: Watch | None = None
    ) -> list[ev.RunDiverged | ev.Solved]:
        """Train every run for at most `max_epochs` epochs, and for about that long in all.

        When the present run diverges or a stop rule fires for it, the companions stop at its last
        complete epoch.

        Parameters
        ----------
        seconds : float
            Shared by all runs.
        max_epochs : int or None
            How many epochs the present run may complete; None for any number.
        watch : Watch, optional
            Checks the stop rules after each epoch of the present run.
        """
        if not self.companions:
            return self.present.train(seconds, max_epochs, watch)
        if self.present.diverged:
            return [self.present.diverged]
        events, self._unreported = self._unreported, []
        end = time.perf_counter() + seconds
        last = math.inf if max_epochs is None else self.present.epoch + max_epochs
        left = seconds
        while self.present.epoch < last and not self.present.diverged:
            short = self._cost <= seconds
            fitting = max(1.0, left / self._cost) if short else 1.0
            stretch = int(min(fitting, last - self.present.epoch))
            begun, whole = time.perf_counter(), self._in_step
            if not self._advance(stretch, math.inf if short else left, events, watch):
                break
            now = time.perf_counter()
            if whole:
                self._cost = max(now - begun, 1e-9) / stretch
            left = end - now
            if left <= 0.0 or (short and left < self._cost):
                break
        if self.present.diverged or (watch is not None and watch.fired):
            self._halt()
        return events

    @property
    def _in_step(self) -> bool:
        """Whether all runs that can go on are at the end of the same epoch."""
        places = {(run.epoch, run.trainer.position[1]) for run in self if not run.diverged}
        return places == {(self.present.epoch, 0)}

    def _advance(
        self,
        epochs: int,
        seconds: float,
        events: list[ev.RunDiverged | ev.Solved],
        watch: Watch | None,
    ) -> bool:
        """Train every run by a number of epochs; return whether to go on.

        It ends when the time is up or a stop rule has fired. The present run trains last, so the
        others are never behind it. At least one run is always trained.
        """
        goal = self.present.epoch + epochs
        end, left = time.perf_counter() + seconds, seconds
        for run in (*self.companions, self.present):
            if run.diverged or run.epoch >= goal:
                continue
            if left <= 0.0:
                return False
            looks = watch if run is self.present else None
            events += run.train(left, goal - run.epoch, looks)
            if (run.epoch < goal and not run.diverged) or (looks is not None and looks.fired):
                return False
            left = end - time.perf_counter()
        return True

    def _halt(self) -> None:
        """Return companions to the last epoch of a present run that can go no further."""
        for run in self.companions:
            if run.epoch > self.present.epoch or not run.diverged:
                run.seek(self.present.epoch)

    def follow(self) -> None:
        """Take the companions to the epoch that the present run was moved to.

        One that has not reached it yet is trained; the next slice of training returns its events.
        """
        self.present.arrive()
        for run in self.companions:
            run.seek(self.present.epoch)
        self._unreported += self.catch_up()

    def catch_up(self) -> list[ev.RunDiverged | ev.Solved]:
        """Train the companions up to the last complete epoch of the present run."""
        events: list[ev.RunDiverged | ev.Solved] = []
        end, goal = time.perf_counter() + _PATIENCE, self.present.epoch
        for run in self.companions:
            left = end - time.perf_counter()
            if run.epoch < goal and not run.diverged and left > 0.0:
                events += run.train(left, goal - run.epoch)
        return events

    # pinning

    def pin(self) -> ev.Pinned | ev.AlreadyPinned | ev.NothingToPin | ev.NoRoomToPin:
        """Pin the present run as it is now, to compare others with it."""
        card = self.present.card(live=False)
        if not card.epochs:
            return ev.NothingToPin()
        for pin in self.resting:
            if pin.same_run(card):
                return ev.AlreadyPinned(pin.name)
        if len(self.companions) + len(self.resting) == MOST:
            return ev.NoRoomToPin(MOST)
        taken = self._names()
        name = next(name for name in "ABCDEFG" if name not in taken)
        self._rest(dataclasses.replace(card, name=name))
        return ev.Pinned(name, card.epochs)

    def _names(self) -> set[str]:
        return {run.name for run in self} | {pin.name for pin in self.resting}

    def _rest(self, card: Pin) -> None:
        """Add a run at rest, with an unused look unless it has one."""
        look = self._free_look() if card.look is None else card.look
        self.resting = (*self.resting, dataclasses.replace(card, look=look))

    def _free_look(self) -> int:
        taken = {run.look for run in self} | {pin.look for pin in self.resting}
        return next(look for look in range(MOST) if look not in taken)

    def unpin(self, name: str) -> ev.Unpinned | ev.NotPinned:
        """Remove a pinned run. If it is a companion, it is no longer trained."""
        companions = tuple(run for run in self.companions if run.name != name)
        resting = tuple(pin for pin in self.resting if pin.name != name)
        if len(companions) + len(resting) == len(self.companions) + len(self.resting):
            return ev.NotPinned(name)
        self.companions, self.resting = companions, resting
        return ev.Unpinned(name)

    # comparing

    def begin(self, trainer: Trainer) -> tuple[ev.PinsDropped, ...]:
        """Start another run; compared runs come to rest. Return the dropped pins."""
        dropped = self._end()
        self.present = LiveRun(trainer)
        return dropped

    def compare(
        self, runs: Runs
    ) -> tuple[tuple[ev.PinsDropped, ...], tuple[ev.ChangeRefused, ...]]:
        """Start several runs in lock step, the first of them as the present run.

        All begin with the weights that were set and frozen before the first update of the previous
        present run. Together they keep no more history than a single run.

        Parameters
        ----------
        runs : Runs
            Specs for the data of the present run, with their names.

        Returns
        -------
        tuple of PinsDropped, tuple of ChangeRefused
            What was dropped to make room, and what could not be repeated.

        Raises
        ------
        core.CoreError
            If one of the runs cannot be run; nothing has then changed.
        """
        before, limits = self.present.trainer, KeyframeLimits(MEMORY // len(runs))
        (first, *others) = [
            Trainer(spec, before.dataset, limits=limits, engine=self.engine) for _, spec in runs
        ]
        refused = tuple(
            change
            for (name, _), trainer in zip(runs, (first, *others), strict=True)
            for change in repeat_start(before, trainer, name)
        )
        dropped = (*self._end(), *self._make_room(len(others)))
        self.present = LiveRun(first)
        self.present.name = self._unused(runs[0][0])
        for (name, _), trainer in zip(runs[1:], others, strict=True):
            run = LiveRun(trainer, self._unused(name), self._free_look())
            self.companions = (*self.companions, run)
        return dropped, refused

    def _unused(self, name: str) -> str:
        taken = self._names()
        names = (name, *(f"{name} {number}" for number in range(2, MOST + 3)))
        return next(name for name in names if name not in taken)

    def _end(self) -> tuple[ev.PinsDropped, ...]:
        """Bring all compared runs to rest, and drop those that were not trained."""
        dropped: tuple[ev.PinsDropped, ...] = ()
        present = self.present
        if present.name and present.epoch:
            dropped = self._make_room(1)
            self._rest(present.card(live=False))
        present.name = ""
        companions, self.companions, self._cost = self.companions, (), math.inf
        self._unreported = []
        for run in companions:
            if run.epoch:
                self._rest(run.card(live=False))
        return dropped

    def swap(self, name: str) -> bool:
        """Make a companion the present run; the two swap their looks. False if there is none."""
        run = next((run for run in self.companions if run.name == name), None)
        if run is None:
            return False
        present, run.look, self.present.look = self.present, None, run.look
        self.companions = tuple(present if each is run else each for each in self.companions)
        self.present = run
        return True

    def _make_room(self, runs: int) -> tuple[ev.PinsDropped, ...]:
        """Drop the oldest runs at rest until `runs` more have room, and return which."""
        dropped = self.resting[: max(0, len(self.companions) + len(self.resting) + runs - MOST)]
        self.resting = self.resting[len(dropped) :]
        return (ev.PinsDropped(tuple(pin.name for pin in dropped), MOST),) if dropped else ()
