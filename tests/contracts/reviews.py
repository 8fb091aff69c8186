"""What every store must do with the reviews of finished games."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fourline.errors import StoreUnavailable
from fourline.room.events import GameId
from fourline.store.base import Store

from .samples import JOINED, OPENED, ROOM, STAMP, Opener, new_room, run, won_game

GAME = GameId("g")


async def archive(store: Store, *names: str) -> None:
    """Let games of these names be finished, one after the other."""
    await store.create_room(new_room(), [OPENED], STAMP)
    for seq, name in enumerate(names, 1):
        record = replace(won_game(name)[1], number=seq)
        await store.append(ROOM, seq, [JOINED], STAMP, finished=record)


class ReviewContract:
    """The guarantees about reviews, one test each."""

    def test_review_is_read_as_it_was_saved_last(self, open_store: Opener) -> None:
        async def scenario(store: Store) -> None:
            await archive(store, "g", "h")
            assert await store.read_review(GAME) is None
            await store.save_review(GAME, b"half \x00\xff")
            await store.save_review(GameId("h"), b"another game's")
            assert await store.read_review(GAME) == b"half \x00\xff"
            await store.save_review(GAME, b"whole")
            assert await store.read_review(GAME) == b"whole"
            assert await store.read_review(GameId("h")) == b"another game's"

        run(open_store, scenario)

    def test_review_of_a_game_that_isnt_in_the_archive_isnt_kept(self, open_store: Opener) -> None:
        async def scenario(store: Store) -> None:
            await store.save_review(GAME, b"early")
            await archive(store, "g")
            assert await store.read_review(GAME) is None

        run(open_store, scenario)

    def test_review_leaves_the_game_as_it_is_and_is_there_after_reopening(self, open_store: Opener) -> None:
        async def first(store: Store) -> None:
            await archive(store, "g")
            await store.save_review(GAME, b"whole")

        async def second(store: Store) -> None:
            assert await store.read_review(GAME) == b"whole"
            assert await store.read_game(GAME) == won_game("g")[1]

        run(open_store, first)
        run(open_store, second)

    def test_closed_store_keeps_and_reads_no_review(self, open_store: Opener) -> None:
        async def scenario(store: Store) -> None:
            await store.close()
            with pytest.raises(StoreUnavailable):
                await store.save_review(GAME, b"late")
            with pytest.raises(StoreUnavailable):
                await store.read_review(GAME)

        run(open_store, scenario)
