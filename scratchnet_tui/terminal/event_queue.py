"""The event queue: keys and clicks act one after the other, in the order they came.

Several arrive at once when a key is held, a text is pasted, the line is slow, or somebody types
before the first picture. Textual hands each to what has the focus at that moment, which what was
pressed just before it may be about to change. Here each waits until that has been done.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from textual.app import App
from textual.events import InputEvent, Key, MouseMove, Paste
from textual.message_pump import MessagePump

_PASSES = 8
"""How often what a key has set off may itself set something off before the next key has its turn.

A key that opens a dialog needs three: the key, the request of a pane, the dialog that comes.
"""

_PATIENCE = 2.0  # seconds after which the next key is handed on, whatever the one before still does


class EventQueue:
    """The keys and clicks that have not had their turn yet.

    Parameters
    ----------
    app : App
        The app they are meant for.
    deliver : callable
        ``deliver(event)`` puts an event into the app's own queue.
    """

    def __init__(self, app: App[Any], deliver: Callable[[InputEvent | Paste], bool]) -> None:
        self._app, self._deliver = app, deliver
        self._waiting: deque[InputEvent | Paste] = deque()
        self._pressed = asyncio.Event()
        self._acting = False

    @property
    def quiet(self) -> bool:
        """Whether all that was pressed has had its turn, and been dealt with."""
        return not (self._waiting or self._acting)

    def take(self, event: InputEvent | Paste) -> None:
        """Take an event. It has its turn when those before it have been dealt with."""
        if isinstance(event, Key) and event.key == "ctrl+j":
            event = Key("enter", "\r")  # so a terminal sends Enter before the app has set it up
        last = self._waiting[-1] if self._waiting else None
        if isinstance(event, MouseMove) and isinstance(last, MouseMove):
            self._waiting.pop()  # of a way of the mouse only the end matters
        self._waiting.append(event)
        self._pressed.set()

    async def run(self) -> None:
        """Give every event its turn, from now on and for as long as the app lives."""
        while True:
            self._pressed.clear()
            while self._waiting:
                self._acting = True
                self._deliver(self._waiting.popleft())
                with suppress(TimeoutError):
                    async with asyncio.timeout(_PATIENCE):
                        await self._dealt_with()
                self._acting = False
            await self._pressed.wait()

    async def _dealt_with(self) -> None:
        """Wait until nobody has anything left to do that came of the last event."""
        for _ in range(_PASSES):
            await _through(self._app)
            if not self._app.is_running:
                return
            pumps: list[MessagePump] = [*self._app.screen.walk_children(with_self=True)]
            for pump in reversed(pumps):  # messages rise from a widget to those it stands in
                await _through(pump)
            await _through(self._app)
            pumps.append(self._app)
            if not any(pump.message_queue_size for pump in pumps) and pumps[0] is self._app.screen:
                return


async def _through(pump: MessagePump) -> None:
    """Wait until a widget has dealt with all that it has been told so far."""
    done = asyncio.Event()
    if pump.call_later(done.set):  # not when it is closing
        await done.wait()
