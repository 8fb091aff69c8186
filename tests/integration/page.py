"""
A page as the protocol tells it to behave, without a screen: it shows the state, follows the events, sends commands
until they are answered, and comes back whenever its connection ends.

It is also a witness. Whatever may never happen is checked as it comes in: that what was shown is taken back, that a
numbered event is another one than before, that what happens breaks the rules (see ``shown.py``). A page that saw such
a thing ends with the assertion, which :meth:`Page.leave` raises.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Collection
from contextlib import suppress
from random import Random
from typing import Final

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage

from .peer import Message, open_socket
from .robot import Robot
from .shown import Shown

__all__ = ["Page"]

PING_EVERY_S: Final = 0.3
"""Real pages take their time: 5 s. Two pings without an answer, and the connection counts as dead."""

RESEND_AFTER_S: Final = 0.5
PAUSES_S: Final = (0.0, 0.05, 0.1, 0.2)
STOPS_AT: Final = {1000, 1002, 1003, 1007, 1008, 1009, 4500, 4502, 4503}


class Page:
    """
    One open page.

    Args:
        port: Where to connect to, asked at each attempt.
        init: Its first ``init``; once it knows its room, it comes back to that.
        robot: Chooses what to do; without it the page only watches.
        twice: Whether it sends every command twice.
        says: Which of ``id`` and ``at`` its commands have. The simplest programs leave both out. What has no ``id`` is
            sent once: to send it again would be to do it again.

    """

    def __init__(
        self,
        port: Callable[[], int],
        init: Message,
        robot: Robot | None = None,
        *,
        twice: bool,
        says: Collection[str] = ("id", "at"),
    ) -> None:
        self.init = init
        self.welcome: Message = {}
        self.shown = Shown()
        self.history: dict[int, Message] = {}
        """What was shown at each seq."""
        self.events: dict[int, Message] = {}
        """What it was told happened, by seq."""
        self.acknowledged: dict[str, int] = {}
        """The seq that answered each command."""
        self.is_current = False
        """Whether it is connected and has had a state since."""
        self.closed_with: int | None = None
        """The close code at which it stopped for good."""
        self._port = port
        self._robot = robot
        self._twice = twice
        self._says = says
        self._prefix = f"{Random().getrandbits(40):x}"
        self._commands = 0
        self._unanswered: dict[str, tuple[Message, float]] = {}
        self._asked_at: int | None = None
        """The seq at which a command without ``id`` was sent that nothing has followed yet."""
        self._missed_pongs = 0
        self._retry_s: float | None = None
        self._must_resend = False
        self._task = asyncio.create_task(self._live())

    @property
    def seq(self) -> int:
        """The last event that is shown."""
        return self.shown.seq

    @property
    def role(self) -> str:
        """What it is in its room, as far as it knows."""
        return str(self.welcome.get("role", "spectator"))

    def check(self) -> None:
        """Raise what the page saw that may never happen."""
        if self._task.done() and not self._task.cancelled():
            self._task.result()

    async def leave(self) -> None:
        """Close the page, as by a reload: without a word, and forgetting its commands."""
        self.check()
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task
        self.is_current = False

    # Connections

    async def _live(self) -> None:
        attempt = 0
        while self.closed_with is None:
            try:
                socket = await open_socket(self._port(), open_timeout_s=4 * PING_EVERY_S)
            except (OSError, InvalidHandshake, InvalidMessage, TimeoutError):
                attempt += 1
            else:
                if await self._converse(socket):
                    attempt = 0
            pause_s, self._retry_s = self._retry_s, None
            await asyncio.sleep(PAUSES_S[min(attempt, len(PAUSES_S) - 1)] if pause_s is None else pause_s)

    async def _converse(self, socket: ClientConnection) -> bool:
        """Talk until the connection ends; tell whether there was a state."""
        has_had_state = False
        beating = asyncio.create_task(self._beat(socket))
        try:
            await socket.send(json.dumps(self._entry()))
            self._must_resend = True
            self._asked_at = None
            while True:
                await self._take(socket, json.loads(await socket.recv()))
                has_had_state |= self.is_current
        except ConnectionClosed as exc:
            code = exc.rcvd.code if exc.rcvd is not None else None
            if code in STOPS_AT:
                self.closed_with = code
            return has_had_state
        finally:
            self.is_current = False
            beating.cancel()
            socket.transport.abort()
            with suppress(asyncio.CancelledError):
                await beating

    def _entry(self) -> Message:
        common = {"type": "init", "version": 1, "secret": self.init.get("secret")}
        if not self.welcome:
            return {**common, **self.init}
        if self.role == "spectator":
            return {**common, "watch": self.welcome["watch"]}
        return {**common, "room": self.welcome["room"]}

    async def _beat(self, socket: ClientConnection) -> None:
        """Ask for signs of life, and send again what wasn't answered."""
        self._missed_pongs = 0
        loop = asyncio.get_running_loop()
        with suppress(ConnectionClosed):
            while self._missed_pongs < 2:
                await asyncio.sleep(PING_EVERY_S)
                self._missed_pongs += 1
                await socket.send(json.dumps({"type": "ping", "t": self._missed_pongs}))
                for message, sent_at in list(self._unanswered.values()):
                    if self.is_current and loop.time() - sent_at >= RESEND_AFTER_S:
                        await self._send_command(socket, message)
            socket.transport.abort()

    # Messages

    async def _take(self, socket: ClientConnection, message: Message) -> None:
        match message["type"]:
            case "init":
                assert not self.welcome or self.welcome["room"] == message["room"]
                self.welcome = message
            case "state":
                self._take_state(message)
                if self._must_resend:
                    self._must_resend = False
                    for command, _ in list(self._unanswered.values()):
                        await self._send_command(socket, command)
            case "ok":
                self._take_ok(message)
            case "error":
                # Only this one asks for the same command again, in its time.
                if message["code"] != "unavailable":
                    self._unanswered.pop(message.get("id", ""), None)
                if "id" not in message:
                    self._asked_at = None
            case "pong":
                self._missed_pongs = 0
            case "bye":
                self._retry_s = message["retry_ms"] / 1000
            case "presence" | "say":
                pass
            case _:
                await self._take_event(socket, message)
        await self._act(socket)

    def _take_state(self, state: Message) -> None:
        self.shown.replace(state)
        self._note()
        self.is_current = True

    def _take_ok(self, message: Message) -> None:
        command_id, seq = message["id"], message["seq"]
        assert self.acknowledged.setdefault(command_id, seq) == seq, "two answers to one command"
        assert seq <= self.seq, "answered before it was shown"
        self._unanswered.pop(command_id, None)

    async def _take_event(self, socket: ClientConnection, event: Message) -> None:
        seq = event["seq"]
        assert self.events.setdefault(seq, event) == event, "one seq, two events"
        if seq > self.seq + 1:
            await socket.send('{"type":"sync"}')
        elif seq == self.seq + 1:
            self.shown.apply(event)
            self._note()

    def _note(self) -> None:
        assert self.history.setdefault(self.seq, self.shown.facts) == self.shown.facts, "one seq, two states"

    # The robot

    async def _act(self, socket: ClientConnection) -> None:
        if self._robot is None or not self.is_current or self._is_waiting or self.role == "spectator":
            return
        command = self._robot.choose(self.shown, self.role)
        if command is None:
            return
        if "at" in self._says:
            command = {**command, "at": self.seq}
        if "id" in self._says:
            self._commands += 1
            await self._send_command(socket, {**command, "id": f"{self._prefix}-{self._commands}"})
        else:
            self._asked_at = self.seq
            await socket.send(json.dumps(command))

    @property
    def _is_waiting(self) -> bool:
        """Whether something was asked for that may still happen."""
        # Success without an id isn't answered: what happens next tells.
        return bool(self._unanswered) or self._asked_at == self.seq

    async def _send_command(self, socket: ClientConnection, command: Message) -> None:
        self._unanswered[command["id"]] = command, asyncio.get_running_loop().time()
        for _ in range(2 if self._twice else 1):
            await socket.send(json.dumps(command))
