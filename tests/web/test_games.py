"""Finished games: their addresses, and what is refused."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from io import BytesIO

import pytest
from PIL import Image
from starlette.types import ASGIApp

from fourline.config import Config
from fourline.rules.clock import TimeControl
from fourline.rules.game import Reason
from fourline.rules.position import Color
from fourline.store.base import GameRecord
from fourline.web.content import IMMUTABLE
from fourline.web.headers import CONTENT_SECURITY_POLICY
from fourline.web.routes import build_web

from .archive import ROOM, WON, finished, game_id, store_with
from .client import Reply, request

GAME = game_id(1)
EVIL = "\"><script>alert(1)</script>'"


def site(*records: GameRecord) -> ASGIApp:
    return build_web(Config(), store_with(*records), lambda: True)


@pytest.fixture(scope="module")
def web() -> ASGIApp:
    return site(finished(), finished("1212121", 2))


class Tags(HTMLParser):
    """Every tag of a page, with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.all: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.all.append((tag, dict(attrs)))


def previews(reply: Reply) -> dict[str, str | None]:
    """What networks read of a page: its ``og:`` properties and the like."""
    metas = [attrs for tag, attrs in Tags(reply.text).all if tag == "meta"]
    return {str(meta.get("property") or meta.get("name")): meta.get("content") for meta in metas}


# The page


def test_page_tells_the_game_without_scripts(web: ASGIApp) -> None:
    reply = request(web, f"/game/{GAME}")
    assert reply.status == 200
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    for fact in (
        "Ada \N{EN DASH} Ben",
        "Ben won",
        "Four in a row",
        "No clock",
        "12 May 2026",
        WON,
        "Yellow won, four in a row",
    ):
        assert fact in reply.text


def test_page_may_be_kept_but_never_indexed(web: ASGIApp) -> None:
    reply = request(web, f"/game/{GAME}")
    assert (reply.headers["cache-control"], reply.headers["x-robots-tag"]) == ("no-cache", "noindex")
    assert reply.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    again = request(web, f"/game/{GAME}", headers={"if-none-match": reply.headers["etag"]})
    assert (again.status, again.raw) == (304, b"")


def test_page_changes_with_the_games_of_its_room() -> None:
    alone, one_of_two = (
        request(site(*records), f"/game/{GAME}") for records in ([finished()], [finished(), finished(number=2)])
    )
    assert alone.headers["etag"] != one_of_two.headers["etag"]
    assert "In the same room" not in alone.text
    assert f'href="/game/{game_id(2)}"' in one_of_two.text
    assert f'href="/game/{GAME}" aria-current="page"' in one_of_two.text


def test_page_draws_the_final_position_and_its_line(web: ASGIApp) -> None:
    tags = Tags(request(web, f"/game/{GAME}").text).all
    discs = [attrs for tag, attrs in tags if tag == "use" and "x" in attrs]
    assert len(discs) == len(WON)
    assert sum("ring" in (attrs.get("class") or "").split() for tag, attrs in tags if tag == "circle") == 4
    cells = re.findall(r"<td>(\w+)</td>", request(web, f"/game/{GAME}").text)
    assert len(cells) == 42
    assert cells.count("red") == cells.count("yellow") == len(WON) // 2


def test_page_shows_what_was_left_after_each_move() -> None:
    record = finished(
        "44", reason=Reason.TIMEOUT, control=TimeControl(60_000, 0), move_times=(60_000, 8_200), winner=Color.RED
    )
    text = request(site(record), f"/game/{GAME}").text
    assert "Move 1, red: column 4, 1:00 left" in text
    assert "Move 2, yellow: column 4, 8.2 left" in text
    assert 'data-flagged="red"' in text


def test_page_leads_to_a_new_game_from_an_open_position() -> None:
    record = finished("445", reason=Reason.RESIGNATION, control=TimeControl(60_000, 2_000))
    text = request(site(record), f"/game/{GAME}").text
    assert 'href="/play?moves=445&amp;color=yellow&amp;clock=60+2"' in text


def test_page_leads_nowhere_from_a_position_that_is_over(web: ASGIApp) -> None:
    assert "/play?" not in request(web, f"/game/{GAME}").text


def test_game_without_moves_has_a_page() -> None:
    reply = request(site(finished("", reason=Reason.ABANDONMENT)), f"/game/{GAME}")
    assert reply.status == 200
    assert "None were made." in reply.text


def test_names_are_texts_whatever_is_in_them() -> None:
    web = site(finished(names=(EVIL, "{{ 7 * 7 }}")), finished(number=2, names=(EVIL, EVIL)))
    reply = request(web, f"/game/{GAME}")
    assert "<script>alert" not in reply.text
    assert "{{ 7 * 7 }}" in reply.text
    assert sum(tag == "script" for tag, _ in Tags(reply.text).all) == 1
    assert previews(reply)["og:title"] == f"{EVIL} \N{EN DASH} {{{{ 7 * 7 }}}}: {{{{ 7 * 7 }}}} won"
    [main] = [attrs for tag, attrs in Tags(reply.text).all if tag == "main"]
    assert main["data-red"] == EVIL


def test_every_address_in_the_page_exists(web: ASGIApp) -> None:
    paths = re.findall(r'(?:href|src)="(/[^"]*)"', request(web, f"/game/{GAME}").text)
    assert len(paths) > 8
    for path in paths:
        assert request(web, path).status == 200, path


# Previews


def test_preview_has_title_text_and_picture(web: ASGIApp) -> None:
    told = previews(request(web, f"/game/{GAME}"))
    assert told["og:title"] == "Ada \N{EN DASH} Ben: Ben won"
    assert told["og:description"] == told["description"] == "Four in a row after 16 moves. No clock. 12 May 2026."
    assert told["og:url"] == f"http://a.example/game/{GAME}"
    assert told["og:image"] == f"http://a.example/game/{GAME}.png"
    assert (told["og:image:width"], told["og:image:height"]) == ("1200", "630")
    assert told["og:image:alt"] == "The final position. Yellow won, four in a row."
    assert told["twitter:card"] == "summary_large_image"


@pytest.mark.parametrize(
    ("headers", "scheme", "origin"),
    [
        ({"host": "four.example:8443"}, "https", "https://four.example:8443"),
        ({"host": "four.example", "x-forwarded-proto": "https"}, "http", "https://four.example"),
        ({"host": "four.example", "x-forwarded-proto": " HTTPS "}, "http", "https://four.example"),
        ({"host": "four.example", "x-forwarded-proto": "http"}, "http", "http://four.example"),
        ({"host": "four.example", "x-forwarded-proto": "javascript"}, "http", "http://four.example"),
        ({"host": "[::1]:8000"}, "http", "http://[::1]:8000"),
        ({"host": "192.168.0.7:8000"}, "http", "http://192.168.0.7:8000"),
    ],
)
def test_preview_points_to_where_the_request_went(headers: dict[str, str], scheme: str, origin: str) -> None:
    reply = request(site(finished()), f"/game/{GAME}", headers=headers, scheme=scheme)
    assert previews(reply)["og:image"] == f"{origin}/game/{GAME}.png"


@pytest.mark.parametrize(
    "host",
    ["", '"><script>alert(1)</script>', "a b", "evil.example/x", "user@evil.example", "a:b:c", "[::1", "x" * 300],
)
def test_host_that_is_none_makes_no_links(host: str) -> None:
    reply = request(site(finished()), f"/game/{GAME}", headers={"host": host})
    assert reply.status == 200
    assert "og:title" in previews(reply)
    assert not {"og:url", "og:image"} & previews(reply).keys()
    assert "alert(1)" not in reply.text


# The other forms


def test_picture_is_a_png_to_be_kept_for_ever(web: ASGIApp) -> None:
    reply = request(web, f"/game/{GAME}.png")
    assert (reply.status, reply.headers["content-type"]) == (200, "image/png")
    assert reply.headers["cache-control"] == IMMUTABLE
    assert Image.open(BytesIO(reply.body)).size == (1200, 630)


def test_json_is_the_game(web: ASGIApp) -> None:
    reply = request(web, f"/game/{GAME}.json")
    assert (reply.status, reply.headers["content-type"]) == (200, "application/json")
    assert json.loads(reply.body)["moves"] == WON


def test_text_is_no_page_whatever_the_names() -> None:
    reply = request(site(finished(names=("<script>", None))), f"/game/{GAME}.txt")
    assert (reply.status, reply.headers["content-type"]) == (200, "text/plain; charset=utf-8")
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert '[Red "<script>"]' in reply.text


@pytest.mark.parametrize("suffix", ["", ".json", ".txt", ".png"])
def test_no_form_of_a_game_is_indexed(web: ASGIApp, suffix: str) -> None:
    assert request(web, f"/game/{GAME}{suffix}").headers["x-robots-tag"] == "noindex"


def test_games_of_a_room_come_in_their_order_and_are_true_only_now(web: ASGIApp) -> None:
    reply = request(web, f"/api/rooms/{ROOM}/games")
    assert (reply.status, reply.headers["cache-control"]) == (200, "no-store")
    assert [game["game_id"] for game in json.loads(reply.body)] == [game_id(1), game_id(2)]


def test_room_without_finished_games_has_none(web: ASGIApp) -> None:
    assert request(web, "/api/rooms/AAAAAAAAAAAAAAAA/games").body == b"[]"


# What is refused


@pytest.mark.parametrize("suffix", ["", ".json", ".txt", ".png"])
def test_unknown_game_is_a_page_with_404(web: ASGIApp, suffix: str) -> None:
    reply = request(web, f"/game/AAAAAAAAAAAAAAAA{suffix}")
    assert reply.status == 404
    assert "Not found" in reply.text
    assert reply.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "path",
    [
        "/game/",
        "/game/short",
        f"/game/{GAME}x",
        f"/game/{GAME}.svg",
        f"/game/{GAME}.PNG",
        f"/game/{GAME}.json.txt",
        f"/game/{GAME}/",
        f"/game/{GAME}\n",
        f"/game/{GAME[:-1]}é",
        "/api/rooms/short/games",
        f"/api/rooms/{ROOM}x/games",
        f"/api/rooms/{ROOM}",
    ],
)
def test_what_is_no_address_of_a_game_is_404(web: ASGIApp, path: str) -> None:
    assert request(web, path).status == 404


@pytest.mark.parametrize("path", [f"/game/{GAME}", f"/game/{GAME}.png", f"/api/rooms/{ROOM}/games"])
def test_store_that_is_unavailable_is_503_until_it_is_back(path: str) -> None:
    store = store_with(finished())
    web = build_web(Config(), store, lambda: True)
    store.failure = "the disk is gone"
    reply = request(web, path)
    assert reply.status == 503
    assert "Games and links are safe" in reply.text
    assert "the disk is gone" not in reply.text
    store.failure = None
    assert request(web, path).status == 200
