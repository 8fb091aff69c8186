"""
Lets a crowd in, and out, a few at a time.

When thousands come at once, the event loop finds more and more of their requests each time that it looks, and would go
on with them until all are answered, half a second later; whatever is due meanwhile has to wait. Here only so many are
taken up at once, and the next ones after the loop has turned.
"""

from __future__ import annotations

from asyncio import AbstractEventLoop
from collections import deque
from collections.abc import Callable

__all__ = ["Turnstile"]


class Turnstile:
    """
    Calls what it is given, in order: at once while it isn't much, else ``per_turn`` in each turn of the loop.

    What is called mustn't raise.

    """

    def __init__(self, per_turn: int) -> None:
        self._per_turn = per_turn
        self._loop: AbstractEventLoop | None = None
        self._waiting: deque[Callable[[], None]] = deque()
        self._left = per_turn
        """Calls that may still be made in this turn."""

    def start(self, loop: AbstractEventLoop) -> None:
        """Begin to count the turns of ``loop``; before, everything is called at once."""
        self._loop = loop

    def enter(self, call: Callable[[], None]) -> None:
        """Make a call, now or later."""
        if self._loop is None:
            call()
        elif self._left:
            if self._left == self._per_turn:
                self._loop.call_soon(self._turn)
            self._left -= 1
            call()
        else:
            self._waiting.append(call)

    def _turn(self) -> None:
        waiting, self._left = self._waiting, self._per_turn
        while waiting and self._left:
            self.enter(waiting.popleft())
