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
from collections.abc import Sequence
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
from .export import describe, to_json, to_text
from .facts import tell
from .pages import Pages
from .picture import draw_game

__all__ = ["GameSite", "find_origin"]

_NAME: Final = re.compile(r"([A-Za-z0-9_-]{16})(\.json|\.txt|\.png)?")
_ROOM_ID: Final = re.compile(r"[A-Za-z0-9_-]{16}")
_HOST: Final = re.compile(r"([A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(:[0-9]{1,5})?")
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
            return self._page(request, record, await self._find_all(record.room_id))
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
        body = msgspec.json.encode([to_json(record) for record in await self._find_all(RoomId(room_id))])
        return make_content(body, "application/json", NO_STORE).respond(request)

    async def _find(self, game_id: GameId) -> GameRecord:
        try:
            record = await self._store.read_game(game_id)
        except StoreUnavailable:
            raise HTTPException(503) from None
        if record is None:
            raise HTTPException(404)
        return record

    async def _find_all(self, room_id: RoomId) -> list[GameRecord]:
        try:
            return await self._store.read_games(room_id)
        except StoreUnavailable:
            raise HTTPException(503) from None

    def _page(self, request: Request, record: GameRecord, games: Sequence[GameRecord]) -> Response:
        # Not to be kept: a room may have more games tomorrow, and another address of ours has other links.
        content = self._pages.game(NO_CACHE, game=tell(record, games), origin=find_origin(request))
        return content.respond(request, headers=_NOINDEX)


def find_origin(request: Request) -> str:
    """
    Return the address that ``request`` was sent to, ``https://host:port``, or nothing if it can't be told.

    What stands in front of us says ``X-Forwarded-Proto``. Both that and ``Host`` are the sender's word: with a lie he
    changes the answer to himself alone.

    """
    host = request.headers.get("host", "")
    if _HOST.fullmatch(host) is None:
        return ""
    is_secure = "https" in {request.url.scheme, request.headers.get("x-forwarded-proto", "").strip().lower()}
    return f"{'https' if is_secure else 'http'}://{host}"


@lru_cache(maxsize=256)
def _picture(record: GameRecord) -> bytes:
    won, _, because = describe(record.outcome).partition(", ")
    return draw_game(record.moves, won, because.capitalize(), record.outcome.lines)
