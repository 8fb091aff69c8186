"""
Finished games: a page for each, and the forms in which it can be taken away.

====================================  ==================================
``/game/<id>``                        its page
``/game/<id>.json``, ``.txt``         for programs, for people
``/game/<id>.png``                    the final position, for previews
``/api/rooms/<room>/games``           the games of a room, as JSON
====================================  ==================================

Whoever has the address of a game may look at it; nothing lists it, and search engines are told to leave it alone.
"""

from __future__ import annotations

import asyncio
import re
from functools import lru_cache
from typing import Final

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from ..errors import StoreUnavailable
from ..room.events import GameId, RoomId
from ..store.base import GameRecord, Store
from .content import IMMUTABLE, NO_CACHE, NO_STORE, make_content
from .export import describe, describe_control, to_json, to_text
from .pages import Pages
from .picture import draw_game

__all__ = ["GameSite"]

_NAME: Final = re.compile(r"([A-Za-z0-9_-]{16})(\.json|\.txt|\.png)?")
_ROOM_ID: Final = re.compile(r"[A-Za-z0-9_-]{16}")
_NOINDEX: Final = {"x-robots-tag": "noindex"}


class GameSite:
    """The endpoints, and what they need."""

    def __init__(self, store: Store, pages: Pages) -> None:
        self._store = store
        self._pages = pages

    async def game(self, request: Request) -> Response:
        """Answer with a game's page, or one of its other forms."""
        match = _NAME.fullmatch(request.path_params["name"])
        if match is None:
            raise HTTPException(404)
        record = await self._find(GameId(match[1]))
        if match[2] is None:
            return self._page(request, record)
        if match[2] == ".png":
            # Some 50 ms of work, which would stop every room's play.
            picture = await asyncio.to_thread(_picture, record)
            return Response(picture, media_type="image/png", headers={"cache-control": IMMUTABLE, **_NOINDEX})
        if match[2] == ".json":
            body, media_type = msgspec.json.encode(to_json(record)), "application/json"
        else:
            body, media_type = to_text(record).encode(), "text/plain; charset=utf-8"
        return make_content(body, media_type, IMMUTABLE).respond(request, headers=_NOINDEX)

    async def games(self, request: Request) -> Response:
        """Answer with the finished games of a room; an unknown room has none."""
        room_id = request.path_params["room_id"]
        if _ROOM_ID.fullmatch(room_id) is None:
            raise HTTPException(404)
        try:
            records = await self._store.read_games(RoomId(room_id))
        except StoreUnavailable:
            raise HTTPException(503) from None
        body = msgspec.json.encode([to_json(record) for record in records])
        return make_content(body, "application/json", NO_STORE).respond(request)

    async def _find(self, game_id: GameId) -> GameRecord:
        try:
            record = await self._store.read_game(game_id)
        except StoreUnavailable:
            raise HTTPException(503) from None
        if record is None:
            raise HTTPException(404)
        return record

    def _page(self, request: Request, record: GameRecord) -> Response:
        content = self._pages.game(
            NO_CACHE,
            record=record,
            outcome=describe(record.outcome),
            control=describe_control(record.control),
            origin=f"{request.url.scheme}://{request.url.netloc}",
        )
        return content.respond(request, headers=_NOINDEX)


@lru_cache(maxsize=256)
def _picture(record: GameRecord) -> bytes:
    won, _, because = describe(record.outcome).partition(", ")
    return draw_game(record.moves, won, because.capitalize(), record.outcome.lines)
