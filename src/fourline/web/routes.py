"""
Which address gives what. Sockets don't come this way: the server hands them over before (see ``net/``).

======================  =================================================
``/``                   home; with ``join`` or ``watch``, a room
``/play``               a room, opened by the page
``/room/<id>``          a room, come back to
``/game/<id>``          a finished game (see :mod:`.games`)
``/analysis``           a free board (see :mod:`.analysis`)
``/puzzle``, ...        puzzles (see :mod:`.puzzles`)
``/api/games/...``      its review (see :mod:`.reviews`)
``/api/solve``          a position's scores (see :mod:`.solving`)
``POST /qr``            the body as a QR code
``/s/<tag>/<name>``     assets
``/healthz``            200 ``OK``, or 503
======================  =================================================
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final, cast

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from ..config import Config
from ..engine.puzzles import load_puzzles
from ..live.reviewer import Reviewer, Solves
from ..store.base import Store
from .analysis import AnalysisSite
from .assets import load_assets
from .content import NO_STORE, make_content
from .games import GameSite
from .headers import SecurityHeaders
from .pages import Pages
from .puzzles import PuzzleSite
from .qr import draw_qr, read_text
from .rates import RequestRates
from .request_log import RequestLog
from .reviews import ReviewSite
from .solving import SolveSite

__all__ = ["build_web"]

_FOR_A_DAY: Final = "max-age=86400"

_ROOM_ID: Final = re.compile(r"[A-Za-z0-9_-]{16}")

_ROBOTS: Final = """\
User-agent: *
Disallow: /play
Disallow: /room/
Disallow: /api/
Disallow: /*?
"""
"""
Whoever has a link may watch or play, so none belongs in a search engine.

Games' pages aren't named here: what draws previews of links heeds this file too. They say ``noindex`` themselves.
"""


def build_web(
    config: Config,
    store: Store,
    is_healthy: Callable[[], bool],
    solver: Solves | None = None,
    reviewer: Reviewer | None = None,
) -> ASGIApp:
    """
    Return the application that answers HTTP requests.

    Reads all pages and assets now. ``is_healthy`` is asked at each ``/healthz``. Without a solver and a reviewer, what
    needs them answers 503.

    Raises:
        LookupError: If a page names a static file that doesn't exist.

    """
    site = _Site(config, is_healthy)
    games = GameSite(store, site.pages)
    analysis = AnalysisSite(site.pages)
    puzzles = PuzzleSite(site.pages, load_puzzles())
    reviews = ReviewSite(store, reviewer, RequestRates(config.reviews_per_minute, config.trust_proxy))
    solve_rates = RequestRates(config.solves_per_minute, config.trust_proxy)
    solving = SolveSite(solver, solve_rates, config.solve_ms / 1000)
    app = Starlette(
        routes=[
            Route("/", site.home),
            Route("/play", site.play),
            Route("/room/{room_id}", site.room),
            Route("/game/{name}", games.game),
            Route("/analysis", analysis.analysis),
            Route("/analysis/{moves}", analysis.position),
            Route("/puzzle", puzzles.of_today),
            Route("/puzzle/{puzzle_id}", puzzles.puzzle),
            Route("/puzzles", puzzles.puzzles),
            Route("/api/rooms/{room_id}/games", games.games),
            Route("/api/games/{game_id}/review", reviews.review),
            Route("/api/solve", solving.solve),
            Route("/qr", site.qr, methods=["POST"]),
            Route("/s/{tag}/{name:path}", site.asset),
            Route("/healthz", site.healthz),
            Route("/favicon.ico", site.favicon),
            Route("/robots.txt", site.robots),
        ],
        exception_handlers={HTTPException: site.refuse, Exception: site.fail},
    )
    # A redirect from "/play/" would repeat the query string, keys and all, in one more place.
    app.router.redirect_slashes = False
    return RequestLog(SecurityHeaders(app))


class _Site:
    """The endpoints, and what they need."""

    def __init__(self, config: Config, is_healthy: Callable[[], bool]) -> None:
        self._config = config
        self._is_healthy = is_healthy
        self._assets = load_assets()
        self.pages = Pages(self._assets)
        self._favicon = replace(self._assets.find("favicon.svg"), cache_control=_FOR_A_DAY)

    async def home(self, request: Request) -> Response:
        if request.query_params.keys() & {"join", "watch"}:
            return await self.play(request)
        return self.pages.home.respond(request)

    async def play(self, request: Request) -> Response:
        return self.pages.room.respond(request, headers={"x-robots-tag": "noindex"})

    async def room(self, request: Request) -> Response:
        if _ROOM_ID.fullmatch(request.path_params["room_id"]) is None:
            raise HTTPException(404)
        return await self.play(request)

    async def qr(self, request: Request) -> Response:
        # Browsers tell this on https and localhost. Other sites couldn't read the answer anyway, only cost us time.
        if request.headers.get("sec-fetch-site") in {"cross-site", "same-site"}:
            raise HTTPException(403)
        text = await read_text(request, self._config.body_bytes, self._config.head_timeout_ms)
        try:
            picture = draw_qr(text)
        except ValueError:
            raise HTTPException(413) from None
        return make_content(picture, "image/svg+xml", NO_STORE).respond(request)

    async def asset(self, request: Request) -> Response:
        if request.path_params["tag"] != self._assets.tag:
            raise HTTPException(404)
        try:
            content = self._assets.find(request.path_params["name"])
        except LookupError:
            raise HTTPException(404) from None
        return content.respond(request)

    async def healthz(self, _request: Request) -> Response:
        status, text = (200, "OK") if self._is_healthy() else (503, "Unavailable")
        return PlainTextResponse(text, status, {"cache-control": NO_STORE})

    async def favicon(self, request: Request) -> Response:
        """Answer those who ask for the icon at its old place: pages name its real address."""
        return self._favicon.respond(request)

    async def robots(self, _request: Request) -> Response:
        return PlainTextResponse(_ROBOTS, headers={"cache-control": _FOR_A_DAY})

    async def refuse(self, request: Request, exc: Exception) -> Response:
        """Answer with the page for an error that we raised on purpose."""
        refusal = cast(HTTPException, exc)
        return self.pages.error(refusal.status_code).respond(request, refusal.status_code, refusal.headers)

    async def fail(self, request: Request, _exc: Exception) -> Response:
        """Answer with the page for an error of ours; the server logs its traceback."""
        return self.pages.error(500).respond(request, 500)
