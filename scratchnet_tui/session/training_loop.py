"""The training loop: it trains the session in a thread, in slices, at the chosen pace.

The screen is updated between two slices. A change of the session, as a key asks for, ends the
slice that is under way within a few milliseconds; training and changing never overlap.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from scratchnet_tui.settings.paces import PACES

from .background_thread import begin
from .session import Session, Slice
from .snapshot import Snapshot

if TYPE_CHECKING:
    from .events import Event

_STEP = 0.005  # seconds of training after which a key that waits has its turn
_SLICE, _LONGEST = 0.03, 0.1  # seconds of training between two frames: at least, at most
_REST = 1 / 30  # at a set pace, the shortest time to wait for more epochs to fall due
_FRAME = 1 / 12  # the shortest time between two frames while training
_SHARE = 8  # after a frame, training goes on for this many times its cost

_T = TypeVar("_T")


class Clock:
    """The time, and a way to wait for some of it to pass."""

    def now(self) -> float:
        """Return the seconds since some fixed moment."""
        return time.perf_counter()

    async def wait(self, wake: asyncio.Event, seconds: float) -> None:
        """Wait for a number of seconds, or until `wake` is set."""
        with suppress(TimeoutError):
            await asyncio.wait_for(wake.wait(), seconds)


class TrainingLoop:
    """Trains a session without blocking the screen.

    Parameters
    ----------
    session : Session
        From now on to be changed in `alone` only.
    draw : callable
        ``draw(snapshot)`` shows the run; called from the event loop only.
    tell : callable
        ``tell(event)`` reports what has happened.
    pace : str
        One of `PACES`.
    prepare : callable, optional
        ``prepare(snapshot)`` is called in the thread that took it, before it is shown: it computes
        what the screen is about to read, where that costs a pass over all the data.
    """

    def __init__(
        self,
        session: Session,
        draw: Callable[[Snapshot], None],
        tell: Callable[[Event], None],
        pace: str,
        clock: Clock | None = None,
        prepare: Callable[[Snapshot], object] | None = None,
    ) -> None:
        self._clock = clock or Clock()
        self.session = session
        self.running = False
        self.speed = 0.0
        self._draw, self._tell, self._prepare = draw, tell, prepare
        self._pace = [name for name, _ in PACES].index(pace)
        self._goal: int | None = None
        self._turn = 0
        self._waiting = 0  # changes that wait for the slice under way
        self._lock = asyncio.Lock()
        self._ended = asyncio.Event()
        self._wake = asyncio.Event()
        self._next_frame = self._soonest = 0.0
        self._counted, self._counted_since = 0, 0.0

    @property
    def pace(self) -> str:
        """The name of the present pace."""
        return PACES[self._pace][0]

    @property
    def stepping(self) -> bool:
        """Whether it trains towards a given number of epochs."""
        return self.running and self._goal is not None

    def change_pace(self, by: int) -> None:
        """Go faster (1) or slower (-1)."""
        self.set_pace(PACES[min(len(PACES) - 1, max(0, self._pace + by))][0])

    def set_pace(self, pace: str) -> None:
        """Set the pace, one of `PACES`."""
        self._pace = [name for name, _ in PACES].index(pace)
        self._counted, self._counted_since = 0, self._clock.now()
        self.speed = 0.0
        self._wake.set()

    def pause(self) -> None:
        """Stop after the slice that is under way."""
        self.running = False
        self._goal = None
        self._wake.set()

    def end(self) -> None:
        """Stop waiting for work that is under way, and begin none: the app is closing.

        Tasks that wait for it are cancelled. The thread itself goes on until its work is done or
        the process ends.
        """
        self._ended.set()
        self.pause()

    async def alone(self, action: Callable[[], _T]) -> _T:
        """Run an action on the session while no training is under way, then show the result.

        The action is called in a thread, so that a large file does not block the screen.
        """

        def work() -> tuple[_T, Snapshot]:
            result = action()
            return result, self._take()

        self._waiting += 1
        try:
            result, snapshot = await self._in_thread(work)
        finally:
            self._waiting -= 1
        self.speed = 0.0
        self._draw(snapshot)
        return result

    async def _in_thread(self, work: Callable[[], _T]) -> _T:
        """Run work on the session in a thread, one at a time, even if the caller is cancelled."""
        async with self._lock:
            if self._ended.is_set():
                raise asyncio.CancelledError
            done, ended = begin(work), asyncio.ensure_future(self._ended.wait())
            either: set[asyncio.Future[Any]] = {done, ended}
            try:
                await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            except asyncio.CancelledError:
                # A thread cannot be stopped, so the lock is kept, however often this is cancelled.
                while not (done.done() or ended.done()):
                    with suppress(asyncio.CancelledError):
                        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
                raise
            finally:
                ended.cancel()
            if self._ended.is_set():
                raise asyncio.CancelledError
            return done.result()

    def run(self, epochs: int | None = None) -> Coroutine[None, None, None]:
        """Begin to train; awaiting the result does the training.

        Parameters
        ----------
        epochs : int, optional
            Train this many epochs at full speed, then pause; added to those still to be trained. By
            default training goes on until paused.
        """
        if not self.running:
            self.running, self._goal = True, epochs
            self._turn += 1  # an older loop that has not seen the pause yet ends at its next check
            return self._train(self._turn)
        if epochs is not None and self._goal is not None:
            self._goal += epochs
        return self._train(turn=0)  # there is a loop already

    async def _train(self, turn: int) -> None:
        credit, last = 1.0, self._clock.now()  # the first epoch is due at once
        self._counted, self._counted_since = 0, last
        while self.running and turn == self._turn:
            now = self._clock.now()
            rate = PACES[self._pace][1] if self._goal is None else None
            limit = self._goal
            if rate is not None:
                credit = min(credit + (now - last) * rate, max(1.0, rate / 4))
                limit = int(credit)
            last = now
            if limit == 0:
                assert rate is not None
                self._next_frame = self._soonest  # there is time to draw every epoch
                await self._rest(max(_REST, (1.0 - credit) / rate))
                continue
            piece = await self._slice(limit, turn)
            if turn != self._turn:
                return  # the goal is that of a newer loop
            credit = 1.0 if rate is None else credit - piece.epochs
            if self._goal is not None:
                self._goal -= piece.epochs
                if self._goal <= 0:
                    self.pause()
            if rate is not None:
                await self._rest(_REST)
        if turn == self._turn:
            await self.alone(lambda: None)

    def _take(self) -> Snapshot:
        snapshot = self.session.snapshot()
        if self._prepare is not None:
            self._prepare(snapshot)
        return snapshot

    async def _slice(self, limit: int | None, turn: int) -> Slice:
        """Train until a frame is due, and show it."""

        def work() -> tuple[Slice, Snapshot | None, float]:
            piece = self._steps(limit, turn)
            ended = piece.stopped or piece.epochs == limit == self._goal
            start = self._clock.now()
            if start < self._next_frame or ended:  # the last frame is always shown
                return piece, None, 0.0
            snapshot = self._take()
            return piece, snapshot, self._clock.now() - start

        piece, snapshot, taken = await self._in_thread(work)
        self._count(piece.epochs)
        for event in piece.events:
            self._tell(event)
        if self.session.diverged or piece.stopped:
            self.pause()
        elif snapshot is not None:
            start = self._clock.now()
            self._draw(snapshot)
            now = self._clock.now()
            self._soonest = now + _FRAME
            self._next_frame = max(self._soonest, now + _SHARE * (taken + now - start))
        return piece

    def _steps(self, limit: int | None, turn: int) -> Slice:
        """Train in steps until a frame is due or something else wants its turn."""
        piece = Slice(0, ())
        now = self._clock.now()
        end = now + min(max(self._next_frame - now, _SLICE), _LONGEST)
        while turn == self._turn and piece.epochs != limit and now < end:
            left = None if limit is None else limit - piece.epochs
            step = self.session.train(min(_STEP, end - now), left)
            piece = Slice(piece.epochs + step.epochs, piece.events + step.events, step.stopped)
            if piece.stopped or self.session.diverged or self._waiting or not self.running:
                break
            now = self._clock.now()
        return piece

    def _count(self, epochs: int) -> None:
        """Measure the speed over about half a second."""
        self._counted += epochs
        elapsed = self._clock.now() - self._counted_since
        if elapsed > 0.5:
            self.speed = self._counted / elapsed
            self._counted, self._counted_since = 0, self._clock.now()

    async def _rest(self, seconds: float) -> None:
        """Wait, unless something changes."""
        self._wake.clear()
        await self._clock.wait(self._wake, seconds)
