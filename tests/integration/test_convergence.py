"""
Whatever the network and the server do to them, all pages of a room show the same in the end.

Random matches, with a clock and without, are played through cuts, stalls, reloads, doubled commands and kill -9, by
pages like ours and by such as the simplest programs are: those say neither which command nor when. The pages themselves
watch that nothing shown is ever taken back (see ``page.py``); in the end, all that they ever showed is compared with
the database.
"""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from itertools import cycle
from random import Random
from types import TracebackType
from typing import Self

import pytest

from .conftest import Starter
from .page import Page
from .patience import run, until
from .peer import Message, new_secret
from .proxy import Proxy
from .robot import Robot
from .server import Server
from .stored import StoredEvent, check_logs, check_page, read_logs, replay

ROOMS = 5
GAMES = 2
FAULTS = 40
KILL_EVERY = 10


OPENINGS: tuple[Message, ...] = (
    {},
    {"color": "yellow", "name": "Ada"},
    {"moves": "445344", "color": "random"},
    # Some of its flags fall.
    {"clock": {"initial_ms": 10_000}},
    {"clock": {"initial_ms": 60_000, "increment_ms": 1_000}},
)


MANNERS: tuple[tuple[str, ...], ...] = (("id", "at"), ("at",), ("id",), ())
"""Which of ``id`` and ``at`` the commands of a player have. Who plays next does it in the next manner."""


class Place:
    """A player or spectator, whose page may be opened again and again, and the network in front of it."""

    def __init__(self, proxy: Proxy, init: Message, robot: Robot | None, *, twice: bool, says: tuple[str, ...]) -> None:
        self.proxy = proxy
        self.closed: list[Page] = []
        """What was open here before."""
        self._init = init
        self._robot = robot
        self._twice = twice
        self._says = says
        self.page = self._open(init)

    def _open(self, init: Message) -> Page:
        return Page(lambda: self.proxy.port, init, self._robot, twice=self._twice, says=self._says)

    async def reload(self) -> None:
        """Open the page anew, by its bookmark if it has got that far."""
        await self.page.leave()
        self.closed.append(self.page)
        room = self.page.welcome.get("room")
        is_player = self.page.role != "spectator"
        self.page = self._open({"room": room, "secret": self._init["secret"]} if room and is_player else self._init)


class Storm:
    """Rooms full of pages, and what happens to them."""

    def __init__(self, server: Server, seed: int) -> None:
        self.places: list[Place] = []
        self._rooms: list[list[Place]] = []
        self._server = server
        self._random = Random(seed)
        self._manners = cycle(MANNERS)
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None
    ) -> None:
        await asyncio.gather(*[place.page.leave() for place in self.places])
        await self._stack.aclose()

    async def _place(self, init: Message, *, plays: bool) -> Place:
        proxy = await self._stack.enter_async_context(Proxy(lambda: self._server.port, delay_s=0.005))
        robot = Robot(Random(self._random.getrandbits(32)), GAMES) if plays else None
        says = next(self._manners) if plays else ()
        twice = self._random.random() < 0.5
        place = Place(proxy, {"secret": new_secret(), **init}, robot, twice=twice, says=says)
        self.places.append(place)
        return place

    async def open_room(self) -> None:
        """Let a host, a guest and two spectators in."""
        host = await self._place(self._random.choice(OPENINGS), plays=True)
        await until(lambda: host.page.welcome)
        welcome = host.page.welcome
        guest = await self._place({"join": welcome["join"]}, plays=True)
        spectators = [await self._place({"watch": welcome["watch"]}, plays=False) for _ in range(2)]
        self._rooms.append([host, guest, *spectators])

    @property
    def is_over(self) -> bool:
        """Whether every page shows the end of its last game."""
        shown = [place.page.shown for place in self.places]
        return all(room.outcome is not None and room.game >= GAMES for room in shown)

    @property
    def progress(self) -> int:
        """How much has been shown."""
        for place in self.places:
            place.page.check()
        return sum(place.page.seq for place in self.places)

    async def rage(self) -> None:
        """Let one fault follow the other while games go on, then let the games end."""
        for number in range(FAULTS):
            # Each fault meets pages that have gone on since the one before.
            await self._go_on(self.progress + 8)
            await self._fault(number)
        await until(lambda: self.progress and self.is_over)

    async def _go_on(self, goal: int) -> None:
        while self.progress < goal:
            if self.is_over:
                await self.open_room()
            await until(lambda: self.progress >= goal or self.is_over)

    async def _fault(self, number: int) -> None:
        place = self._random.choice(self.places)
        if number % KILL_EVERY == KILL_EVERY - 1:
            self._server.kill()
            await asyncio.to_thread(self._server.start)
            return
        match self._random.randrange(5):
            case 0:
                place.proxy.cut()
            case 1:
                place.proxy.stall()
            case 2:
                place.proxy.stall(up=False)
            case 3:
                place.proxy.stall(down=False)
            case _:
                await place.reload()

    async def calm(self) -> None:
        """Wait until every page is connected and has had a state."""
        await until(lambda: self.progress and all(place.page.is_current for place in self.places))

    def check_agreement(self, logs: dict[str, list[StoredEvent]]) -> None:
        """Assert that all pages of a room show the same, that it is what is stored, and that no answer is lost."""
        for places in self._rooms:
            log = logs[places[0].page.welcome["room"]]
            facts = replay(log)
            for place in places:
                assert place.page.seq == len(log)
                for page in (*place.closed, place.page):
                    check_page(page, log, facts)


@pytest.mark.parametrize("seed", [1, 2])
def test_all_pages_agree_after_cuts_stalls_reloads_doubled_commands_and_kills(start: Starter, seed: int) -> None:
    server = start("--rooms-per-minute", "1000", "--commands", "100000")

    async def scenario() -> Storm:
        async with Storm(server, seed) as storm:
            for _ in range(ROOMS):
                await storm.open_room()
            await storm.rage()
            await storm.calm()
            return storm

    storm = run(scenario())
    server.kill()
    logs = read_logs(server.database)
    check_logs(logs)
    storm.check_agreement(logs)
    moves = [entry for log in logs.values() for entry in log if entry.event["type"] == "moved"]
    assert {entry.command is None for entry in moves} == {True, False}, "not every manner was met"
