"""The memory store keeps the contract, and fails and waits when a test wants it to."""

from __future__ import annotations

import asyncio
from asyncio import Future
from typing import Any

import pytest

from fourline.errors import StoreUnavailable
from fourline.store.base import Store
from fourline.store.memory import MemoryStore
from tests.contracts.samples import JOINED, OPENED, ROOM, STAMP, Opener, new_room
from tests.contracts.store import StoreContract


class TestMemoryStore(StoreContract):
    @pytest.fixture
    def open_store(self) -> Opener:
        store = MemoryStore()

        def reopen() -> Store:
            nonlocal store
            store = store.reopen()
            return store

        return reopen


def test_failure_fails_every_call_and_stores_nothing() -> None:
    async def main() -> None:
        store = MemoryStore()
        await store.create_room(new_room(), [OPENED], STAMP)
        store.failure = "disk full"
        calls: list[Future[Any]] = [store.append(ROOM, 1, [JOINED], STAMP), store.read(ROOM), store.probe()]
        for call in calls:
            with pytest.raises(StoreUnavailable, match="disk full"):
                await call
        assert not store.is_available
        store.failure = None
        assert len(await store.read(ROOM)) == 1
        assert not store.is_available
        await store.probe()
        assert store.is_available

    asyncio.run(main())


def test_held_calls_wait_and_are_carried_out_in_order_when_released() -> None:
    async def main() -> None:
        store = MemoryStore()
        await store.create_room(new_room(), [OPENED], STAMP)
        store.hold()
        append, read = store.append(ROOM, 1, [JOINED], STAMP), store.read(ROOM)
        for _ in range(5):
            await asyncio.sleep(0)
        assert not append.done()
        assert not read.done()
        store.release()
        assert len(await read) == 2
        assert append.done()

    asyncio.run(main())


def test_hold_stops_what_was_asked_in_the_same_turn() -> None:
    async def main() -> None:
        store = MemoryStore()
        read = store.read(ROOM)
        store.hold()
        await asyncio.sleep(0)
        assert not read.done()
        await store.close()
        assert await read == []

    asyncio.run(main())


def test_calls_are_never_answered_in_the_turn_they_are_made() -> None:
    async def main() -> None:
        store = MemoryStore()
        call = store.create_room(new_room(), [OPENED], STAMP)
        assert not call.done()
        await asyncio.sleep(0)
        assert call.done()

    asyncio.run(main())
