"""The server put together: a real uvicorn on loopback, real signals to this process, a store in memory."""

from __future__ import annotations

import asyncio
import gc
import json
import signal
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from structlog.testing import capture_logs
from typing_extensions import override
from websockets.asyncio.client import connect
from websockets.sync.client import connect as connect_from_thread

from fourline import app as app_module
from fourline.app import serve
from fourline.config import Config
from fourline.errors import ListenError, StoreLocked
from fourline.live import upkeep as upkeep_module
from fourline.net import endpoint as endpoint_module
from fourline.net.process import bind
from fourline.room.events import RoomId
from fourline.store.memory import MemoryStore
from fourline.store.sqlite import SqliteStore
from tests.app_kit import HOST, Message, ask, interrupt, raw_peer, spared_process, started  # noqa: F401
from tests.integration.patience import PATIENCE_S, run, until

pytestmark = pytest.mark.usefixtures("spared_process")

HOUR_MS = 3_600_000


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_sends_everybody_off_and_ends(number: signal.Signals) -> None:
    async def scenario() -> None:
        async with started() as running, running.enter(**HOST) as host, running.enter() as classic:
            await host.receive("presence")
            await classic.receive("init")
            assert await running.health() == 200
            interrupt(number)
            assert 0 < (await host.receive("bye"))["retry_ms"] <= 5_000
            assert await host.rest() == []
            # The tutorial's pages don't know the word.
            assert await classic.rest() == []
            assert host.socket.close_code == classic.socket.close_code == 1001
            await running.serving
            with pytest.raises(ConnectionRefusedError):
                await running.health()

    run(scenario())


def test_connection_that_said_nothing_yet_is_closed_too() -> None:
    async def scenario() -> None:
        async with started() as running, connect(running.address.replace("http", "ws")) as silent:
            interrupt()
            await silent.wait_closed()
            assert silent.close_code == 1001

    run(scenario())


def test_draining_server_is_unhealthy_but_serves_until_a_second_signal() -> None:
    async def scenario() -> None:
        async with started(drain_s=86_400) as running:
            interrupt()
            await running.has_health(503)
            async with running.enter(**HOST) as host:
                await host.receive("presence")
                await host.send(type="play", column=3, id="a")
                assert (await host.receive("ok"))["seq"] == 2
                interrupt()
                assert await host.rest() == ["bye"]
            await running.serving

    run(scenario())


def test_move_that_is_being_stored_is_answered_before_the_end() -> None:
    async def scenario() -> None:
        async with started() as running, running.enter(**HOST) as host:
            await host.receive("presence")
            running.store.hold()
            await host.send(type="play", column=3, id="a")
            await host.send(type="ping", t=1)
            # Messages are taken in order, so the move is with the store.
            await host.receive("pong")
            interrupt()
            await until(lambda: running.app._rooms.is_stopping)
            await host.send(type="play", column=3, id="b")
            refused = await host.receive("error")
            assert (refused["code"], refused["id"]) == ("unavailable", "b")
            with pytest.raises(ConnectionRefusedError):
                await running.has_health(200)
            running.store.release()
            assert await host.rest() == ["play", "ok", "bye"]
            assert host.socket.close_code == 1001

    run(scenario())


def test_second_signal_does_not_wait_for_a_slow_disk() -> None:
    async def scenario() -> None:
        store = MemoryStore()
        # A day of patience for each step, so that nothing but the signal ends the wait.
        async with started(store, close_timeout_ms=86_400_000) as running, running.enter(**HOST) as host:
            room_id = (await host.receive("init"))["room"]
            await host.receive("presence")
            store.hold()
            await host.send(type="play", column=3, id="a")
            await host.send(type="ping")
            await host.receive("pong")
            interrupt()
            await until(lambda: running.app._rooms.is_stopping)
            interrupt()
            assert await host.rest() == ["bye"]
            await running.serving
            # The store finishes what it was given; the page asks again with the same id and learns of it.
            assert len(await store.reopen().read(RoomId(room_id))) == 2

    run(scenario())


def test_peer_that_does_not_answer_the_close_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    # The endpoint's own deadlines, which would do the same, are looked at once a day.
    monkeypatch.setattr(endpoint_module, "TICK_S", 86_400)

    async def scenario() -> None:
        async with started(close_timeout_ms=1) as running, raw_peer(running):
            interrupt()
            await running.serving
            assert not running.app._endpoint.connections

    run(scenario())


def test_peer_that_answers_the_close_is_waited_for() -> None:
    async def scenario() -> None:
        async with started(close_timeout_ms=86_400_000) as running, raw_peer(running) as peer:
            (connection,) = running.app._endpoint.connections
            interrupt()
            await until(lambda: not connection.is_open)
            for _ in range(100):
                await asyncio.sleep(0)
            assert connection in running.app._endpoint.connections
            await peer.answer_close()
            await running.serving

    run(scenario())


class ProbedStore(MemoryStore):
    """A store that counts how often it was probed."""

    probes = 0

    @override
    def probe(self) -> asyncio.Future[None]:
        self.probes += 1
        return super().probe()

    async def is_probed(self) -> None:
        """Wait until it was probed and answered more than once from now on."""
        enough = self.probes + 3
        await until(lambda: self.probes >= enough)


def test_broken_disk_makes_it_unhealthy_until_the_tick_finds_it_mended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app_module, "TICK_S", 0.001)
    store = ProbedStore()

    async def scenario() -> None:
        async with started(store) as running, running.enter(**HOST) as host:
            await host.receive("presence")
            running.store.failure = "no space left on device"
            await host.send(type="play", column=3, id="a")
            assert (await host.receive("error"))["code"] == "unavailable"
            await running.has_health(503)
            # Service time stands still.
            await until(lambda: running.app._rooms.services.clock._since_ms is None)
            await store.is_probed()
            running.store.failure = "read-only file system"
            await store.is_probed()
            running.store.failure = None
            await running.has_health(200)
            await until(lambda: running.app._rooms.services.clock._since_ms is not None)
            await host.send(type="play", column=3, id="a")
            assert (await host.receive("ok"))["seq"] == 2

    with capture_logs() as logs:
        run(scenario())
    # Each reason once, however often it was tried.
    assert [(entry["event"], entry.get("reason")) for entry in logs if entry["event"].startswith("store_")] == [
        ("store_unavailable", "no space left on device"),
        ("store_unavailable", "read-only file system"),
        ("store_available", None),
    ]


class OldStore(MemoryStore):
    """A store that has seen two days of service, and whose rooms were all opened at their beginning."""

    def __init__(self) -> None:
        super().__init__()
        self.service_base_ms = 48 * HOUR_MS


class OnceCrashingStore(OldStore):
    """A store with a fault of ours in it, which strikes once."""

    has_crashed = False

    @override
    def expire_rooms(self, before_ms: int, limit: int) -> asyncio.Future[list[RoomId]]:
        if not self.has_crashed:
            self.has_crashed = True
            raise ValueError("a fault of ours")
        return super().expire_rooms(before_ms, limit)


@pytest.mark.parametrize("make_store", [OldStore, OnceCrashingStore])
def test_tick_removes_unplayed_rooms_even_after_a_crash(
    make_store: Callable[[], MemoryStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app_module, "TICK_S", 0.001)
    monkeypatch.setattr(upkeep_module, "EXPIRE_EVERY", 1)

    async def scenario() -> None:
        store = make_store()
        async with started(store) as running, running.enter(**HOST) as host:
            await host.receive("presence")
            # As if a day and an hour went by; a clock that only begins to tick can't be waited for.
            running.app._rooms.services.clock._base_ms += 25 * HOUR_MS
            assert (await host.receive("error"))["code"] == "not_found"
            await host.socket.wait_closed()
            assert host.socket.close_code == 4500
            assert not len(running.app._rooms)

    run(scenario())


def test_serve_announces_its_address_keeps_what_is_played_and_returns(tmp_path: Path) -> None:
    config = Config(port=0, database=tmp_path / "fourline.db")
    rooms: list[Message] = []
    failures: list[BaseException] = []

    def play(address: str) -> None:
        try:
            assert ask(address) == 200
            with connect_from_thread(address.replace("http", "ws")) as socket:
                socket.send(json.dumps({"type": "init", **HOST}))
                rooms.append(json.loads(socket.recv(PATIENCE_S)))
                socket.send(json.dumps({"type": "play", "column": 3, "id": "a"}))
                while json.loads(socket.recv(PATIENCE_S))["type"] != "ok":
                    pass
        except BaseException as exc:  # noqa: BLE001 - for the test's own thread
            failures.append(exc)
        finally:
            interrupt()

    players: list[threading.Thread] = []

    def announce(address: str) -> None:
        players.append(threading.Thread(target=play, args=(address,)))
        players[0].start()

    serve(config, announce=announce)
    players[0].join()
    assert failures == []

    async def read() -> int:
        store = SqliteStore.open(config.database)
        try:
            return len(await store.read(RoomId(rooms[0]["room"])))
        finally:
            await store.close()

    assert asyncio.run(read()) == 2


def test_address_in_use_is_an_error_before_the_database_is_touched(tmp_path: Path) -> None:
    (taken,) = bind("127.0.0.1", 0)
    with taken, pytest.raises(ListenError, match="in use"):
        serve(Config(port=taken.getsockname()[1], database=tmp_path / "fourline.db"), announce=print)
    assert list(tmp_path.iterdir()) == []


def test_database_in_use_is_an_error_that_leaves_no_socket_open(tmp_path: Path) -> None:
    async def scenario() -> None:
        config = Config(port=0, database=tmp_path / "fourline.db")
        store = SqliteStore.open(config.database)
        try:
            with pytest.raises(StoreLocked):
                await asyncio.to_thread(serve, config, announce=print)
        finally:
            await store.close()
        # A socket that was forgotten warns when it goes, and warnings are errors.
        gc.collect()

    run(scenario())
