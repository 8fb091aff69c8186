"""Puzzles: today's, a certain one, and the list."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from fourline.engine.puzzles import Puzzle, load_puzzles
from fourline.rules.notation import parse_game
from fourline.web.assets import load_assets
from fourline.web.content import NO_CACHE
from fourline.web.pages import Pages
from fourline.web.puzzles import PAGE, PuzzleSite, puzzle_of
from fourline.web.themes import explain

from .client import Reply, request

DAY = date(2026, 11, 25)
WIN = Puzzle("p037", "57363312164342664", "win", 7, ("double_threat", "odd one"), 4, "4111515", ("4", "1", "1", "5"))
SHORT = Puzzle("p038", "331131723752756", "win", 5, ("double_threat",), 3, "44112", ("4", "1", "2"))
SAVE = Puzzle("p039", "62613452136654", "save", 1, ("draw",), 3, "5", ("5",))
PUZZLES = (WIN, SHORT, SAVE)

PAGES = Pages(load_assets())


def site(puzzles: tuple[Puzzle, ...] = PUZZLES, day: date = DAY) -> Starlette:
    found = PuzzleSite(PAGES, puzzles, lambda: day)
    return Starlette(
        routes=[
            Route("/puzzle", found.of_today),
            Route("/puzzle/{puzzle_id}", found.puzzle),
            Route("/puzzles", found.puzzles),
        ]
    )


def get(path: str, puzzles: tuple[Puzzle, ...] = PUZZLES, day: date = DAY) -> Reply:
    return request(site(puzzles, day), path)


def listed(reply: Reply) -> list[str]:
    """Return the ids of the puzzles in a list."""
    return re.findall(r'data-id="([^"]+)"', reply.text)


# Today's


def test_puzzle_of_a_day_is_the_same_for_everybody_and_another_the_next() -> None:
    first, again, tomorrow = (listed(get("/puzzle", day=DAY + timedelta(days=days))) for days in (0, 0, 1))
    assert first == again != tomorrow


@pytest.mark.parametrize("count", [1, 2, 7, 999, 1000])
def test_every_puzzle_has_its_turn(count: int) -> None:
    puzzles = [Puzzle(str(number), "", "win", 3, (), 1, "", ()) for number in range(count)]
    assert {puzzle_of(DAY + timedelta(days=day), puzzles).id for day in range(count)} == {each.id for each in puzzles}


def test_page_of_today_says_so_and_brings_the_answer_along() -> None:
    reply = get("/puzzle", (WIN,))
    assert (reply.status, reply.headers["cache-control"]) == (200, NO_CACHE)
    assert "x-robots-tag" not in reply.headers
    for part in ("Today&#39;s puzzle", 'data-day="2026-11-25"', f'data-moves="{WIN.moves}"', f'data-line="{WIN.line}"'):
        assert part in reply.text
    assert "Yellow to move: win in 4." in reply.text
    assert "Level 4 of 8." in reply.text


def test_page_draws_the_position_without_scripts() -> None:
    cells = re.findall(r"<td>(\w+)</td>", get("/puzzle", (SHORT,)).text)
    assert len(cells) == 42
    assert (cells.count("red"), cells.count("yellow")) == (8, 7)


# A certain one


def test_puzzle_has_an_address_of_its_own_and_leads_to_the_next_by_difficulty() -> None:
    reply = get("/puzzle/p039")
    assert (reply.status, reply.headers["x-robots-tag"]) == (200, "noindex")
    assert "data-day" not in reply.text
    assert "Red to move: only one move doesn&#39;t lose." in reply.text
    assert 'href="/puzzle/p037"' in reply.text
    # After the last comes the first.
    assert 'href="/puzzle/p038"' in get("/puzzle/p037").text


@pytest.mark.parametrize("path", ["/puzzle/unknown", "/puzzle/p0370", "/puzzle/P037"])
def test_unknown_puzzle_isnt_found(path: str) -> None:
    assert get(path).status == 404


def test_without_puzzles_there_is_none_of_today() -> None:
    assert get("/puzzle", ()).status == 404
    assert "0 puzzles" in get("/puzzles", ()).text


# All of them


def test_list_goes_from_easy_to_hard() -> None:
    reply = get("/puzzles")
    assert listed(reply) == ["p038", "p039", "p037"]
    assert "x-robots-tag" not in reply.headers
    assert "3 puzzles" in reply.text


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("theme=double_threat", ["p038", "p037"]),
        ("level=3", ["p038", "p039"]),
        ("theme=double_threat&level=3", ["p038"]),
        ("theme=odd+one", ["p037"]),
        ("theme=&level=", ["p038", "p039", "p037"]),
        ("theme=unknown", []),
        ("level=9", []),
    ],
)
def test_list_can_be_narrowed_down(query: str, ids: list[str]) -> None:
    reply = get(f"/puzzles?{query}")
    assert (listed(reply), reply.headers["x-robots-tag"]) == (ids, "noindex")
    assert f"{len(ids)} puzzle" in reply.text


def test_long_list_has_pages_and_keeps_the_choice() -> None:
    many = tuple(Puzzle(f"p{number:04}", "4", "win", 3, ("a b",), 1, "4", ("4",)) for number in range(2 * PAGE + 1))
    first, second, last = (get(f"/puzzles?theme=a+b&page={page}", many) for page in (1, 2, 3))
    assert [len(listed(reply)) for reply in (first, second, last)] == [PAGE, PAGE, 1]
    assert f"{2 * PAGE + 1} puzzles" in second.text
    assert 'href="/puzzles?theme=a+b&amp;page=3"' in second.text
    assert 'href="/puzzles?theme=a+b&amp;page=1"' in second.text
    assert f'aria-label="Puzzle {PAGE + 1}, level 1"' in second.text


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", "1.5", "9" * 500, "²"])
def test_page_that_isnt_there_is_one_that_is(page: str) -> None:
    assert listed(get(f"/puzzles?page={page}")) == ["p038", "p039", "p037"]


def test_what_somebody_typed_cant_break_out() -> None:
    reply = get("/puzzles?theme=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
    assert reply.status == 200
    assert "<script>alert" not in reply.text


# What is shipped


def test_every_shipped_theme_is_explained() -> None:
    themes = {theme for puzzle in load_puzzles() for theme in puzzle.themes}
    assert themes
    assert {theme for theme in themes if not explain(theme).text} == set()


def test_every_shipped_puzzle_has_a_page() -> None:
    found = load_puzzles()
    assert len({puzzle.id for puzzle in found}) == len(found)
    for puzzle in found[:: max(1, len(found) // 20)]:
        game = parse_game(puzzle.moves)
        assert game.outcome is None
        assert f'data-line="{puzzle.line}"' in get(f"/puzzle/{puzzle.id}", found).text


def test_theme_that_nobody_explained_has_its_name_at_least() -> None:
    theme = explain("brand_new_theme")
    assert (theme.title, theme.text) == ("Brand new theme", "")
