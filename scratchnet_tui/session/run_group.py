"""Lanes: the present run, and the companions that train in lock step with it.

Whenever a command is done, every companion has completed as many epochs as the present run. One
that diverged before waits where it diverged; while it is shown, the others wait where they are.
What takes longer than a slice of training is made up for by the next.
"""

from __future__ import annotations

import dataclasses
import math
import time
from collections.abc import Iterator

from core import Trainer, Watch
from core.lessons.comparisons import Runs
from core.run.keyframes import MEMORY

from .live_run import Lane, repeat_start
from .pinned_run import MOST, Pin

_PATIENCE = 2.0  # seconds that companions may take to come after the present run


class Lanes:
    """The present run with its companions, and the runs that are pinned at rest.

    Parameters
    ----------
    trainer : Trainer
        The present run.
    """

    def __init__(self, trainer: Trainer) -> None:
        self.present = Lane(trainer)
        self.companions: tuple[Lane, ...] = ()
        self.resting: tuple[Pin, ...] = ()
        self._cost = math.inf  # seconds that an epoch of all lanes takes, once it is known
        self._unsaid: list[str] = []  # what befell the companions on a journey

    def __iter__(self) -> Iterator[Lane]:
        yield self.present
        yield from self.companions

    def cards(self) -> tuple[Pin, ...]:
        """Return the pinned runs, live companions first."""
        return (*(lane.card(live=True) for lane in self.companions), *self.resting)

    # training

    def train(
        self, seconds: float, max_epochs: int | None, watch: Watch | None = None
    ) -> list[str]:
        """Train every lane for so many epochs, or for about that long in all.

        When the present run diverges or a stop rule fires for it, the companions stop at its last
        complete epoch.

        Parameters
        ----------
        seconds : float
            How long, in all.
        max_epochs : int or None
            How many epochs the present run is to complete at the most.
        watch : Watch, optional
            Looks at each epoch of the present run, and says when to stop.

        Returns
        -------
        list of str
            What a person should know.
        """
        if not self.companions:
            return self.present.train(seconds, max_epochs, watch)
        if self.present.diverged:
            return [self.present.diverged]
        notices, self._unsaid = self._unsaid, []
        end = time.perf_counter() + seconds
        last = math.inf if max_epochs is None else self.present.epoch + max_epochs
        left = seconds
        while self.present.epoch < last and not self.present.diverged:
            short = self._cost <= seconds
            fitting = max(1.0, left / self._cost) if short else 1.0
            stretch = int(min(fitting, last - self.present.epoch))
            begun, whole = time.perf_counter(), self._in_step
            if not self._advance(stretch, math.inf if short else left, notices, watch):
                break
            now = time.perf_counter()
            if whole:
                self._cost = max(now - begun, 1e-9) / stretch
            left = end - now
            if left <= 0.0 or (short and left < self._cost):
                break
        if self.present.diverged or (watch is not None and watch.fired):
            self._halt()
        return notices

    @property
    def _in_step(self) -> bool:
        """Whether every lane that goes on is at the end of the same epoch."""
        places = {(lane.epoch, lane.trainer.state.index) for lane in self if not lane.diverged}
        return places == {(self.present.epoch, 0)}

    def _advance(
        self, epochs: int, seconds: float, notices: list[str], watch: Watch | None
    ) -> bool:
        """Bring every lane so many epochs on, and say whether to go on: it has time, and no rule.

        The present run goes last, so what it has completed, all have. Some lane is always trained.
        """
        goal = self.present.epoch + epochs
        end, left = time.perf_counter() + seconds, seconds
        for lane in (*self.companions, self.present):
            if lane.diverged or lane.epoch >= goal:
                continue
            if left <= 0.0:
                return False
            looks = watch if lane is self.present else None
            notices += lane.train(left, goal - lane.epoch, looks)
            if (lane.epoch < goal and not lane.diverged) or (looks is not None and looks.fired):
                return False
            left = end - time.perf_counter()
        return True

    def _halt(self) -> None:
        """Where the present run has come to a halt, bring back those that went on beyond that."""
        for lane in self.companions:
            if lane.epoch > self.present.epoch or not lane.diverged:
                lane.seek(self.present.epoch)

    def follow(self) -> None:
        """Take the companions to the epoch at which the present run stands.

        One that has never come so far is trained; the next slice of training says what befell it.
        """
        for lane in self.companions:
            lane.seek(self.present.epoch)
        self._unsaid += self.catch_up()

    def catch_up(self) -> list[str]:
        """Train the companions to the last epoch that the present run has completed.

        Returns
        -------
        list of str
            What a person should know.
        """
        notices: list[str] = []
        end, goal = time.perf_counter() + _PATIENCE, self.present.epoch
        for lane in self.companions:
            left = end - time.perf_counter()
            if lane.epoch < goal and not lane.diverged and left > 0.0:
                notices += lane.train(left, goal - lane.epoch)
        return notices

    # pinning

    def pin(self) -> str:
        """Pin the present run as it stands, and say so."""
        card = self.present.card(live=False)
        if not card.epochs:
            return "There is nothing to pin yet: train first."
        for pin in self.resting:
            if pin.same_run(card):
                return f"This run is pinned already, as {pin.name}."
        if len(self.companions) + len(self.resting) == MOST:
            return f"{_many(MOST)} runs are pinned already; remove one in the table (P) first."
        taken = self._names()
        name = next(name for name in "ABCDEFG" if name not in taken)
        self._rest(dataclasses.replace(card, name=name))
        return f"Pinned as {name} at epoch {card.epochs:,}. The next run is drawn over it."

    def _names(self) -> set[str]:
        return {lane.name for lane in self} | {pin.name for pin in self.resting}

    def _rest(self, card: Pin) -> None:
        """Keep a card at rest, with a look of its own, unless it has one."""
        look = self._free_look() if card.look is None else card.look
        self.resting = (*self.resting, dataclasses.replace(card, look=look))

    def _free_look(self) -> int:
        taken = {lane.look for lane in self} | {pin.look for pin in self.resting}
        return next(look for look in range(MOST) if look not in taken)

    def unpin(self, name: str) -> str:
        """Take a pinned run off, and say so. A companion is no longer trained then."""
        companions = tuple(lane for lane in self.companions if lane.name != name)
        resting = tuple(pin for pin in self.resting if pin.name != name)
        if len(companions) + len(resting) == len(self.companions) + len(self.resting):
            return f"No run called {name} is pinned."
        self.companions, self.resting = companions, resting
        return f"{name} is removed."

    # comparing

    def begin(self, trainer: Trainer) -> str:
        """Start another run. What was compared comes to rest; say what was dropped for it."""
        said = self._end()
        self.present = Lane(trainer)
        return said

    def compare(self, runs: Runs) -> str:
        """Start several runs in lock step, the first of them as the present run.

        All begin with the weights that were set and frozen before the first update of the run that
        was the present one. Together they keep no more of their past than a run alone.

        Parameters
        ----------
        runs : Runs
            Specs for the data of the present run, with what to call each.

        Returns
        -------
        str
            What was dropped to make room, and what could not be taken over; else empty.

        Raises
        ------
        core.CoreError
            If one of the runs cannot be run; nothing has then changed.
        """
        before, memory = self.present.trainer, MEMORY // len(runs)
        (first, *others) = [Trainer(spec, before.dataset, memory=memory) for _, spec in runs]
        refused = "".join(
            repeat_start(before, trainer, name)
            for (name, _), trainer in zip(runs, (first, *others), strict=True)
        )
        said = self._end() + self._make_room(len(others))
        self.present = Lane(first)
        self.present.name = self._unused(runs[0][0])
        for (name, _), trainer in zip(runs[1:], others, strict=True):
            lane = Lane(trainer, self._unused(name), self._free_look())
            self.companions = (*self.companions, lane)
        return said + refused

    def _unused(self, name: str) -> str:
        taken = self._names()
        names = (name, *(f"{name} {number}" for number in range(2, MOST + 3)))
        return next(name for name in names if name not in taken)

    def _end(self) -> str:
        """Bring all that was compared to rest. What has not been trained is not worth keeping."""
        said, present = "", self.present
        if present.name and present.epoch:
            said = self._make_room(1)
            self._rest(present.card(live=False))
        present.name = ""
        companions, self.companions, self._cost = self.companions, (), math.inf
        self._unsaid = []
        for lane in companions:
            if lane.epoch:
                self._rest(lane.card(live=False))
        return said

    def swap(self, name: str) -> bool:
        """Make a companion the present run; the two exchange how they are drawn."""
        lane = next((lane for lane in self.companions if lane.name == name), None)
        if lane is None:
            return False
        present, lane.look, self.present.look = self.present, None, lane.look
        self.companions = tuple(present if each is lane else each for each in self.companions)
        self.present = lane
        return True

    def _make_room(self, runs: int) -> str:
        """Drop the oldest runs at rest until so many more have room, and say which."""
        dropped = self.resting[: max(0, len(self.companions) + len(self.resting) + runs - MOST)]
        self.resting = self.resting[len(dropped) :]
        if not dropped:
            return ""
        names = ", ".join(pin.name for pin in dropped)
        return f" {names} dropped to make room: {MOST} can be pinned."


def _many(number: int) -> str:
    return {6: "Six"}.get(number, str(number))
