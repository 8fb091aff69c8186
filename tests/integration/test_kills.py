"""kill -9 of the real server in mid-traffic: nothing answered is lost, nothing is done twice, no log has a gap."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from random import Random
from types import TracebackType
from typing import Self

from .conftest import Starter
from .page import Page
from .patience import run, until
from .peer import ABNORMAL, Crowd, new_secret
from .server import Server
from .stored import check_logs, database_locked, read_logs

KILLS = 20
ROOMS = 8


class Play:
    """Two robots in one room after another, as long as they are let."""

    def __init__(self, server: Server, random: Random) -> None:
        self.pages: list[Page] = []
        """Every page there was; the last two are open."""
        self._server = server
        self._random = random
        self._task = asyncio.create_task(self._go_on())

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None
    ) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        await asyncio.gather(*[page.leave() for page in self.pages])

    @property
    def acknowledged(self) -> int:
        """The number of commands answered so far."""
        for page in self.pages:
            page.check()
        return sum(len(page.acknowledged) for page in self.pages)

    @property
    def is_cut_off(self) -> bool:
        """Whether no page is connected any more, so that all it was ever told has arrived."""
        return not any(page.is_current for page in self.pages)

    async def _go_on(self) -> None:
        while True:
            await self._play_game()

    async def _play_game(self) -> None:
        host = self._open({})
        await until(lambda: host.welcome)
        guest = self._open({"join": host.welcome["join"]})
        await until(lambda: host.outcome and guest.outcome)
        await asyncio.gather(host.leave(), guest.leave())

    def _open(self, init: dict[str, str]) -> Page:
        robot = Random(self._random.getrandbits(32))
        init = {"secret": new_secret(), **init}
        twice, dated = self._random.random() < 0.5, self._random.random() < 0.5
        page = Page(lambda: self._server.port, init, robot, twice=twice, dated=dated)
        self.pages.append(page)
        return page


async def acknowledge(plays: list[Play], commands: int) -> None:
    """Wait until so many commands more have been answered."""
    goal = sum(play.acknowledged for play in plays) + commands
    await until(lambda: sum(play.acknowledged for play in plays) >= goal)


def check_pages(server: Server, plays: list[Play]) -> None:
    """Assert that everything the pages were told is in the database of the killed server, and there once."""
    logs = read_logs(server.database)
    check_logs(logs)
    for page in (page for play in plays for page in play.pages if page.seq):
        log = logs[page.welcome["room"]]
        moves = [entry.event["column"] for entry in log if entry.event["type"] == "moved"]
        assert len(log) >= page.seq
        assert moves[: len(page.moves)] == page.moves
        for command_id, seq in page.acknowledged.items():
            assert log[seq - 1].command == (page.role, command_id)


def test_20_kills_in_mid_traffic_lose_and_repeat_nothing(start: Starter) -> None:
    server = start("--rooms-per-minute", "100000", "--commands", "100000")
    random = Random(4)

    async def scenario() -> None:
        async with AsyncExitStack() as stack:
            plays = [await stack.enter_async_context(Play(server, random)) for _ in range(ROOMS)]
            for _ in range(KILLS):
                await acknowledge(plays, random.randint(20, 120))
                server.kill()
                await until(lambda: all(play.is_cut_off for play in plays))
                check_pages(server, plays)
                # Pages that come back check that the state isn't behind what they have shown.
                await asyncio.to_thread(server.start)

    run(scenario())


def test_move_that_was_being_stored_is_played_once_after_the_kill(start: Starter) -> None:
    server = start()
    secrets = new_secret(), new_secret()

    async def before() -> str:
        async with Crowd(server) as crowd:
            host = await crowd.host(secret=secrets[0])
            guest = await crowd.guest(host, secret=secrets[1])
            with database_locked(server.database):
                await host.play(3, id="a-1", at=2)
                # Taken, decided and on its way to the disk: nobody has seen it.
                assert await host.caught_up() == []
                assert await guest.caught_up() == []
                server.kill()
            assert (await guest.end(), await host.end()) == (ABNORMAL, ABNORMAL)
            return str(host.welcome["room"])

    async def after() -> None:
        async with Crowd(server) as crowd:
            host = await crowd.enter(room=room, secret=secrets[0])
            assert host.state["moves"] == ""
            for _ in range(2):
                await host.play(3, id="a-1", at=2)
            await host.expect("play", seq=3)
            await host.expect("ok", id="a-1", seq=3)
            await host.expect("ok", id="a-1", seq=3)

    room = run(before())
    server.start()
    run(after())
    server.kill()
    check_logs(read_logs(server.database))
    assert len(read_logs(server.database)[room]) == 3
