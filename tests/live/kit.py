"""
A server's rooms and the pages that talk to them, without sockets, waiting or chance.

Everything of ours is real: endpoint, connections, visits, rooms, the memory store. Fake is what lies around it: the
transports, whose far side is a :class:`Page` (websockets' sans-I/O client), and the loop's time, which stands still
until :meth:`World.advance`. Tests go on by turns of the loop.
"""

from __future__ import annotations

import asyncio
import json
from asyncio import Future
from collections.abc import Awaitable, Callable, Iterable
from random import Random
from typing import Any, TypeVar

from typing_extensions import override
from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.uri import parse_uri

from fourline.config import Config
from fourline.errors import StoreUnavailable
from fourline.live.counts import Counts
from fourline.live.live_room import LiveRoom
from fourline.live.lobby import Lobby
from fourline.live.rooms import Rooms
from fourline.live.services import Services
from fourline.live.timers import ServiceClock
from fourline.live.upkeep import Upkeep
from fourline.live.visit import Visit
from fourline.net.connection import Connection
from fourline.net.endpoint import Endpoint
from fourline.room.events import Entry, RoomId
from fourline.store.memory import MemoryStore
from tests.live.solvers import PromptSolver

Message = dict[str, Any]

TURNS = 40
"""Turns of the loop in which everything that can happen by itself has happened; the longest chain takes about ten."""

STEP_S = 5.0
EVENTS = {
    *["joined", "renamed", "privacy", "listing", "play", "win", "draw", "aborted"],
    *["offer", "declined", "withdrawn", "takeback", "start", "hinted"],
}

T = TypeVar("T")


class HandLoop(asyncio.SelectorEventLoop):
    """A loop whose time a test moves."""

    now_s = 1_000.0

    @override
    def time(self) -> float:
        return self.now_s


def run(scenario: Callable[[], Awaitable[T]]) -> T:
    """Run ``scenario`` in a loop of its own whose time stands still."""

    async def main() -> T:
        return await scenario()

    with asyncio.Runner(loop_factory=HandLoop) as runner:
        return runner.run(main())


class Transport(asyncio.Transport):
    """One end of a TCP connection that is never slow; what is written is kept."""

    def __init__(self, address: str) -> None:
        super().__init__({"peername": (address, 50_000)})
        self.protocol: Connection | None = None
        self.writes: list[bytes] = []
        self.is_shut = False
        self.is_lost = False
        self.is_broken = False
        """While set, writes raise, as uvloop's do when the peer has just gone."""

    @override
    def write(self, data: bytes | bytearray | memoryview[Any]) -> None:
        if self.is_broken:
            raise RuntimeError("unable to perform operation; the handler is closed")
        if data and not self.is_lost:
            self.writes.append(bytes(data))

    @override
    def write_eof(self) -> None:
        self.is_shut = True

    @override
    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        pass

    @override
    def abort(self) -> None:
        if not self.is_lost and self.protocol is not None:
            self.is_lost = True
            asyncio.get_running_loop().call_soon(self.protocol.connection_lost, None)
            self.protocol = None


class Page:
    """A page or a program at the far side; answers pings and close frames by itself, as browsers do."""

    def __init__(self, connection: Connection, address: str) -> None:
        self.transport = Transport(address)
        self.transport.protocol = connection
        self.log: list[Message] = []
        """All messages that came."""
        self._taken = 0
        self._read = 0
        self._client = ClientProtocol(parse_uri("ws://fourline.test/ws"))
        request = self._client.connect()
        self._client.send_request(request)
        self._client.data_to_send()
        connection.connection_made(self.transport)
        connection.shake_hands(request)
        self.read()
        assert self._client.handshake_exc is None

    # Sending

    def send(self, **message: object) -> None:
        """Send a message."""
        self.send_text(json.dumps(message))

    def send_text(self, text: str) -> None:
        """Send a text that may be no message."""
        self._client.send_text(text.encode())
        self._flush()

    def offer(self, what: str, answer: str = "offer", **fields: object) -> None:
        """Offer something, or accept, decline or withdraw it."""
        self.send(type=answer, offer=what, **fields)

    def play(self, column: int, id: str | None = None, at: int | None = None) -> None:
        """Drop a disc."""
        self.send(
            type="play", column=column, **({} if id is None else {"id": id}), **({} if at is None else {"at": at})
        )

    def cut(self) -> None:
        """Lose the line."""
        self.transport.abort()

    def leave(self) -> None:
        """Close as a page does that somebody leaves."""
        self._client.send_close(1001)
        self._flush()

    def _flush(self) -> None:
        data = b"".join(self._client.data_to_send())
        if data and self.transport.protocol is not None:
            self.transport.protocol.data_received(data)

    # Receiving

    def read(self) -> None:
        """Take what was written, and answer what has to be answered."""
        while self._read < len(self.transport.writes):
            self._client.receive_data(self.transport.writes[self._read])
            self._read += 1
            for event in self._client.events_received():
                if isinstance(event, Frame) and event.opcode is Opcode.TEXT:
                    self.log.append(json.loads(bytes(event.data)))
            self._flush()
        if self.transport.is_shut:
            self.transport.abort()

    def take(self) -> list[Message]:
        """Return the messages that came since the last time."""
        self.read()
        taken, self._taken = self.log[self._taken :], len(self.log)
        return taken

    def take_types(self) -> list[str]:
        """Return the types of the messages that came since the last time, presence left out."""
        return [message["type"] for message in self.take() if message["type"] != "presence"]

    def last(self, type: str) -> Message:
        """Return the last message of a type."""
        self.read()
        return next(message for message in reversed(self.log) if message["type"] == type)

    def close_code(self) -> int | None:
        """Return the code of the server's close frame, if it sent one."""
        self.read()
        received = self._client.close_rcvd
        return None if received is None else int(received.code)

    @property
    def keys(self) -> Message:
        """The first message that came: room, role and keys."""
        return self.log[0]


class AnswerLosingStore(MemoryStore):
    """A store whose commits may fail at the very end, when everything is on disk already."""

    loses_answers = False

    @override
    def create_room(self, *args: Any, **kwargs: Any) -> Future[Any]:
        return self._lose(super().create_room(*args, **kwargs))

    @override
    def append(self, *args: Any, **kwargs: Any) -> Future[None]:
        return self._lose(super().append(*args, **kwargs))

    @override
    def claim_seat(self, *args: Any, **kwargs: Any) -> Future[Any]:
        return self._lose(super().claim_seat(*args, **kwargs))

    def _lose(self, future: Future[Any]) -> Future[Any]:
        if not self.loses_answers:
            return future
        lost: Future[Any] = future.get_loop().create_future()

        def lose(done: Future[Any]) -> None:
            # A miss is known before the commit.
            miss = done.exception()
            lost.set_exception(miss or StoreUnavailable("disk I/O error"))

        future.add_done_callback(lose)
        return lost


class World:
    """One server process, as far as rooms go."""

    def __init__(self, store: MemoryStore | None = None, config: Config | None = None, **settings: Any) -> None:
        self.store = store or MemoryStore()
        self.config = config or Config(**settings)
        loop = asyncio.get_running_loop()
        assert isinstance(loop, HandLoop)
        self._loop = loop
        self._skipped_ms = 0
        self.clock = ServiceClock(self.store.service_base_ms, self._now_ms, lambda: 1_700_000_000_000 + self._now_ms())
        self.counts = Counts()
        self.solver = PromptSolver()
        self.rooms = Rooms(Services(self.config, self.store, self.clock, self.solver, self.counts, Random(1)))
        self.upkeep = Upkeep(self.rooms)
        self.lobby = Lobby(self.rooms, lambda: len(self.endpoint.connections))
        self.endpoint = Endpoint(
            self.config,
            lambda connection: Visit(connection, self.rooms, self.lobby),
            self.counts.net,
            open_files=100_000,
        )
        self.endpoint.start(loop)
        self.pages: list[Page] = []

    # Going on

    def _now_ms(self) -> int:
        return int(self._loop.now_s * 1000) + self._skipped_ms

    @property
    def now_s(self) -> float:
        """The loop's time."""
        return self._loop.now_s

    async def turns(self, count: int = TURNS) -> None:
        """Let the loop turn, and pages read."""
        for _ in range(count):
            await asyncio.sleep(0)
            for page in self.pages:
                page.read()

    async def advance(self, duration_s: float, step_s: float = STEP_S) -> None:
        """Let time go by, with what happens once a second in a server."""
        await self.turns()
        end_s = self._loop.now_s + duration_s
        while self._loop.now_s < end_s:
            self._loop.now_s = min(end_s, self._loop.now_s + step_s)
            await self.turns(4)
            self.tick()
            await self.turns()

    def tick(self) -> None:
        """Do what is done once a second in a server."""
        self.rooms.tick(self._loop.now_s)
        self.lobby.tick(self._loop.now_s)
        self.upkeep.tick()

    @property
    def timers(self) -> int:
        """The number of timers that will still go off."""
        timers: list[asyncio.TimerHandle] = vars(self._loop)["_scheduled"]
        return sum(not timer.cancelled() for timer in timers)

    def skip(self, duration_s: float) -> None:
        """Let time go by before anything can happen."""
        self._loop.now_s += duration_s

    def skip_hours(self, hours: int) -> None:
        """Move service time on without anything happening."""
        self._skipped_ms += hours * 3_600_000

    # Pages

    def connect(self, address: str = "192.0.2.1") -> Page:
        """Return a page whose WebSocket is open; it has said nothing yet."""
        connection = self.endpoint.websocket(config=None, server_state=None, app_state={})  # type: ignore[call-arg]
        assert isinstance(connection, Connection)
        page = Page(connection, address)
        self.pages.append(page)
        return page

    async def enter(self, **init: object) -> Page:
        """Return a page that has sent ``init`` and got what comes of it."""
        page = self.connect()
        page.send(type="init", **init)
        await self.turns()
        return page

    async def open(self, who: str = "ada", **options: object) -> Page:
        """Return the host of a new room."""
        return await self.enter(version=1, secret=secret(who), **options)

    async def join(self, host: Page, who: str = "bo", **options: object) -> Page:
        """Return a page that came by the host's join link."""
        return await self.enter(version=1, secret=secret(who), join=host.keys["join"], **options)

    async def watch(self, host: Page) -> Page:
        """Return a page that came by the watch link."""
        return await self.enter(version=1, watch=host.keys["watch"])

    async def visit(self) -> Page:
        """Return a page that is in the lobby."""
        return await self.enter(version=1, lobby=True)

    async def table(self, **options: object) -> tuple[Page, Page, Page]:
        """Return host, guest and a spectator of a new room, who have read everything so far."""
        host = await self.enter(version=1, secret=secret("ada"), **options)
        pages = host, await self.join(host), await self.watch(host)
        await self.advance(1)
        for page in pages:
            page.take()
        return pages

    def room_of(self, page: Page) -> LiveRoom:
        """Return the room that a page of version 1 is in."""
        room = self.rooms.get(room_id=page.keys["room"])
        assert room is not None
        return room

    async def evict(self, *pages: Page) -> None:
        """Let the pages go, and then the room that they were in."""
        for page in pages:
            page.cut()
        await self.advance(self.config.idle_room_ms / 1000 + 1)
        assert len(self.rooms) == 0

    async def restart(self, down_s: float) -> World:
        """Return the server that comes after this one, which ends as by a power cut."""
        self.endpoint.stop()
        self.upkeep.stop()
        await self.store.close()
        for page in self.pages:
            page.cut()
        await self.turns()
        self.skip(down_s)
        return World(self.store.reopen(), self.config)

    async def log_of(self, page: Page) -> list[Entry]:
        """Return what the store has of a page's room."""
        return await self.store.read(RoomId(page.keys["room"]))


def secret(who: str) -> str:
    """Return somebody's secret: 22 characters."""
    return who.ljust(22, "_")


def follow(messages: Iterable[Message]) -> tuple[int, str]:
    """
    Return the seq and the moves that a page of version 1 has after ``messages``.

    A gap, an event that came twice and an ``ok`` before its event are failures.

    """
    seq, moves = -1, ""
    for message in messages:
        if message["type"] == "state":
            seq, moves = message["seq"], message["moves"]
        elif message["type"] in EVENTS:
            assert message["seq"] == seq + 1
            seq += 1
            if message["type"] == "play":
                moves += str(message["column"] + 1)
                assert message["ply"] == len(moves)
            elif message["type"] == "takeback":
                moves = message["moves"]
            elif message["type"] == "start":
                moves = ""
        elif message["type"] == "ok":
            assert message["seq"] <= seq
    return seq, moves
