"""How the server ends when something doesn't: its disk, a request, its own start."""

from __future__ import annotations

import asyncio
from asyncio import Future

import pytest
from typing_extensions import override

from fourline import app as app_module
from fourline.app import _App
from fourline.config import Config
from fourline.errors import StoreUnavailable
from fourline.net.process import bind
from fourline.store.memory import MemoryStore
from tests.app_kit import HOST, interrupt, spared_process, started  # noqa: F401
from tests.integration.patience import run, until

pytestmark = pytest.mark.usefixtures("spared_process")

DAY_MS = 86_400_000


class HangingStore(MemoryStore):
    """A store on a disk that neither works nor fails, from the moment that a test says."""

    @override
    def close(self) -> Future[None]:
        return asyncio.get_running_loop().create_future()


def test_hanging_disk_stops_neither_presence_nor_lobby(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app_module, "TICK_S", 0.001)

    async def scenario() -> None:
        async with started() as running, running.enter(version=1, lobby=True) as visitor:
            await visitor.receive("lobby")
            running.store.failure = "no space left on device"
            async with running.enter(**HOST) as host:
                await host.receive("error")
            # The probe that follows hangs.
            running.store.hold()
            async with running.enter(version=1, lobby=True):
                while (await visitor.receive("lobby"))["people"] != 2:
                    pass

    run(scenario())


def test_second_signal_does_not_wait_for_a_request_that_never_ends() -> None:
    async def scenario() -> None:
        async with started(close_timeout_ms=DAY_MS, head_timeout_ms=DAY_MS) as running:
            host, port = running.address.removeprefix("http://").split(":")
            _, writer = await asyncio.open_connection(host, int(port))
            writer.write(b"POST /qr HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhttp")
            await writer.drain()
            assert await running.health() == 200
            interrupt()
            await until(lambda: running.app._is_stopping)
            for _ in range(100):
                await asyncio.sleep(0)
            assert not running.serving.done()
            interrupt()
            await running.serving
            writer.close()

    run(scenario())


def test_second_signal_does_not_wait_for_a_store_that_never_closes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app_module, "LAST_WAIT_S", 0.001)

    async def scenario() -> None:
        async with started(HangingStore()) as running:
            interrupt()
            await until(lambda: running.app._endpoint._timer is None)
            for _ in range(100):
                await asyncio.sleep(0)
            assert not running.serving.done()
            interrupt()
            await running.serving

    run(scenario())


def test_start_that_fails_closes_the_store(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object) -> None:
        raise ValueError("a fault of ours")

    monkeypatch.setattr(app_module, "build_web", fail)

    async def scenario() -> None:
        store = MemoryStore()
        (listener,) = bind("127.0.0.1", 0)
        with listener, pytest.raises(ValueError, match="a fault of ours"):
            await _App(Config(port=0), store).run([listener], print)
        with pytest.raises(StoreUnavailable):
            await store.probe()

    run(scenario())


def test_visitor_of_the_lobby_is_told_when_to_come_back() -> None:
    async def scenario() -> None:
        async with started() as running, running.enter(version=1, lobby=True) as visitor:
            await visitor.receive("lobby")
            interrupt()
            assert (await visitor.receive("bye"))["retry_ms"] > 0
            assert await visitor.rest() == []
            assert visitor.socket.close_code == 1001

    run(scenario())
