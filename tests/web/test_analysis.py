"""The free board, as far as the server knows it."""

from __future__ import annotations

import re

import pytest
from starlette.types import ASGIApp

from fourline.config import Config
from fourline.store.memory import MemoryStore
from fourline.web.routes import build_web

from .archive import DRAWN
from .client import request


@pytest.fixture(scope="module")
def web() -> ASGIApp:
    return build_web(Config(), MemoryStore(), lambda: True)


def discs(text: str) -> list[str]:
    return [cell for cell in re.findall(r"<td>(\w+)</td>", text) if cell != "empty"]


def test_board_begins_empty(web: ASGIApp) -> None:
    reply = request(web, "/analysis")
    assert (reply.status, reply.headers["cache-control"]) == (200, "no-cache")
    assert "x-robots-tag" not in reply.headers
    assert discs(reply.text) == []
    assert 'data-moves=""' in reply.text


def test_position_is_drawn_without_scripts_and_kept_from_search_engines(web: ASGIApp) -> None:
    reply = request(web, "/analysis/4453")
    assert (reply.status, reply.headers["x-robots-tag"]) == (200, "noindex")
    assert sorted(discs(reply.text)) == ["red", "red", "yellow", "yellow"]
    assert 'data-moves="4453"' in reply.text
    again = request(web, "/analysis/4453", headers={"if-none-match": reply.headers["etag"]})
    assert again.status == 304
    assert len(discs(request(web, f"/analysis/{DRAWN}").text)) == 42


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("4453", "/analysis/4453"),
        ("+4453%20", "/analysis/4453"),
        ("1.+d1+d2+2.+e1+c1", "/analysis/4453"),
        ("https://connect4.gamesolver.org/?pos%3D4453", "/analysis/4453"),
        ("", "/analysis"),
    ],
)
def test_box_leads_to_the_address_of_the_position(web: ASGIApp, typed: str, address: str) -> None:
    reply = request(web, f"/analysis?moves={typed}")
    assert (reply.status, reply.headers["location"]) == (303, address)


@pytest.mark.parametrize("address", ["/analysis?moves=4489", "/analysis/4489"])
def test_what_isnt_a_game_is_told_with_the_move_that_is_wrong(web: ASGIApp, address: str) -> None:
    reply = request(web, address)
    assert (reply.status, reply.headers["cache-control"]) == (400, "no-store")
    assert "Move 3: &#39;8&#39; isn&#39;t a column from 1 to 7" in reply.text
    assert 'value="4489"' in reply.text
    assert 'aria-invalid="true"' in reply.text


def test_what_somebody_typed_cant_break_out(web: ASGIApp) -> None:
    reply = request(web, "/analysis?moves=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
    assert reply.status == 400
    assert "<script>alert" not in reply.text
    assert len(request(web, f"/analysis?moves={'9' * 5000}").text) < len(reply.text) + 1_000
