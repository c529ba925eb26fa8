"""The event queue: keys and clicks act one after the other, in the order they came.

Several arrive at once when a key is held, a text is pasted, the line is slow, or the user types
before the first paint. Textual hands each to the widget that has the focus at that moment, though
the key before it may be about to move the focus. Here each event waits for the one before it.
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
"""How many rounds of messages a key may set off before the next key is delivered.

A key that opens a dialog needs three: the key, the request of a pane, the dialog that comes.
"""

_PATIENCE = 2.0  # seconds after which the next key is always delivered


class EventQueue:
    """The keys and clicks that have not been delivered yet.

    ``deliver(event)`` puts an event into the app's own queue.
    """

    def __init__(self, app: App[Any], deliver: Callable[[InputEvent | Paste], bool]) -> None:
        self._app, self._deliver = app, deliver
        self._waiting: deque[InputEvent | Paste] = deque()
        self._pressed = asyncio.Event()
        self._acting = False

    @property
    def quiet(self) -> bool:
        """Whether every event has been delivered and processed."""
        return not (self._waiting or self._acting)

    def take(self, event: InputEvent | Paste) -> None:
        """Add an event; it is delivered once those before it have been processed."""
        if isinstance(event, Key) and event.key == "ctrl+j":
            event = Key("enter", "\r")  # sent for Enter before the terminal is set up
        last = self._waiting[-1] if self._waiting else None
        if isinstance(event, MouseMove) and isinstance(last, MouseMove):
            self._waiting.pop()  # only the last of several mouse moves matters
        self._waiting.append(event)
        self._pressed.set()

    async def run(self) -> None:
        """Deliver the events one by one, as long as the app runs."""
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
        """Wait until everything that the last event has started is done."""
        for _ in range(_PASSES):
            await _through(self._app)
            if not self._app.is_running:
                return
            pumps: list[MessagePump] = [*self._app.screen.walk_children(with_self=True)]
            for pump in reversed(pumps):  # messages bubble from a widget to its parents
                await _through(pump)
            await _through(self._app)
            pumps.append(self._app)
            if not any(pump.message_queue_size for pump in pumps) and pumps[0] is self._app.screen:
                return


async def _through(pump: MessagePump) -> None:
    """Wait until a widget has processed the messages in its queue."""
    done = asyncio.Event()
    if pump.call_later(done.set):  # not when it is closing
        await done.wait()
