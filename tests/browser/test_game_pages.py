"""Games that stay: a finished game's own page, and the ways that lead to it."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.integration.games import RED_WINS

from .cast import players, press
from .visitor import Visitor, cells_after
from .visitors import Visitors
from .witness import NOT_FOUND

DIGITS = "".join(str(column + 1) for column in RED_WINS)
LAST = len(RED_WINS)


def assert_shown(visitor: Visitor, ply: int) -> None:
    """Assert that a position is shown: on the board, in the list, on the slider, and to those who listen."""
    cells = visitor.page.get_by_role("table", name="Position").get_by_role("cell")
    expect(cells).to_have_text(cells_after(RED_WINS[:ply]))
    marked = visitor.page.get_by_role("region", name="Moves").locator("[aria-current=true]")
    expect(marked).to_have_count(1 if ply else 0)
    expect(visitor.page.get_by_role("slider", name="Move")).to_have_value(str(ply))
    expect(visitor.spoken).to_have_text(re.compile(f"^Move {ply} of {LAST}" if ply else "^Before the first move"))


def played(visitors: Visitors, **options: str) -> tuple[Visitor, Visitor]:
    """Return Ada, who has won, and Ben, both in their room still."""
    ada, ben = players(visitors, **options)
    press(ada, ben, RED_WINS)
    expect(ada.page.get_by_role("link", name="Look at this game again")).to_be_visible()
    return ada, ben


def test_game_is_stepped_through_in_every_way(visitors: Visitors) -> None:
    ada, _ = played(visitors)
    ada.page.get_by_role("link", name="Look at this game again").click()
    expect(ada.page).to_have_title(re.compile("^Ada \N{EN DASH} Ben: Ada won "))
    expect(ada.page.locator(".rings .wins")).to_have_count(4)
    for name, ply in (("Previous move", LAST - 1), ("Before the first move", 0), ("Next move", 1)):
        ada.button(name).click()
        assert_shown(ada, ply)
    for key, ply in (("ArrowRight", 2), ("ArrowLeft", 1), ("End", LAST), ("Home", 0)):
        ada.page.keyboard.press(key)
        assert_shown(ada, ply)
    ada.page.get_by_role("slider", name="Move").fill("4")
    assert_shown(ada, 4)
    ada.page.get_by_role("link", name="Move 6, yellow: column 3").click()
    assert_shown(ada, 6)
    # The address leads to the position: for who reloads, and for whom it is sent to.
    expect(ada.page).to_have_url(re.compile("#6$"))
    ada.page.reload()
    expect(ada.page.get_by_role("slider", name="Move")).to_have_value("6")

    ada.button("Play the moves").click()
    assert_shown(ada, LAST)
    expect(ada.page.locator(".rings .wins")).to_have_count(4)
    # From the end it begins anew, and pauses where it is.
    ada.button("Play the moves").click()
    ada.button("Pause").click()
    assert_shown(ada, 0)
    expect(ada.button("Play the moves")).to_be_focused()


def test_game_is_taken_away_and_previewed(visitors: Visitors) -> None:
    ada, _ = played(visitors, clock="600+5")
    address = ada.page.get_by_role("link", name="Look at this game again").get_attribute("href")
    # Anybody who has the address may look.
    eve = visitors(permissions=["clipboard-read", "clipboard-write"])
    eve.visit(str(address))
    for name, color in (("Red", "Ada"), ("Yellow", "Ben")):
        expect(eve.page.get_by_role("region", name=name, exact=True)).to_contain_text(color)
    expect(eve.page.get_by_role("link", name=re.compile(r"^Move 1, red: column 4, \d+:\d\d left(,|$)"))).to_be_visible()
    eve.copy_by(eve.button("Copy moves"))
    assert eve.page.evaluate("() => navigator.clipboard.readText()") == DIGITS
    solver = eve.page.get_by_role("link", name="Look it up in a solver")
    expect(solver).to_have_attribute("href", f"https://connect4.gamesolver.org/?pos={DIGITS}")

    fetched = {}
    for name in ("Text", "JSON", "Picture"):
        link = eve.page.get_by_role("link", name=name, exact=True)
        answer = eve.page.request.get(f"{eve.base}{link.get_attribute('href')}")
        fetched[name] = answer.body()
        assert answer.status == 200
    assert b"[Red" in fetched["Text"]
    assert fetched["JSON"].startswith(b"{")
    assert f'"moves":"{DIGITS}"'.encode() in fetched["JSON"]
    preview = eve.page.locator("meta[property='og:image']").get_attribute("content")
    assert preview is not None
    assert eve.page.request.get(preview).body() == fetched["Picture"]
    # What it shows was looked at; here, that a browser takes it for a picture of the size that is promised.
    eve.visit(preview)
    size = eve.page.evaluate("() => [document.images[0].naturalWidth, document.images[0].naturalHeight]")
    assert size == [1200, 630]


def test_game_is_played_on_from_an_earlier_position(visitors: Visitors) -> None:
    ada, _ = played(visitors)
    ada.page.get_by_role("link", name="Look at this game again").click()
    onward = ada.page.get_by_role("link", name="Play from here")
    expect(onward).to_be_disabled()
    for _ in range(2):
        ada.button("Previous move").click()
    onward.click()
    expect(ada.page.get_by_role("heading", name="Invite your opponent")).to_be_visible()
    zoe = visitors()
    zoe.visit(ada.join_link)
    zoe.sees(RED_WINS[:5], "Opponent's move")
    # Whose move it was then begins.
    ada.press(3)
    zoe.sees((*RED_WINS[:5], 3), "Your move")


def test_room_lists_its_games_and_home_remembers_ours(visitors: Visitors) -> None:
    ada, ben = played(visitors)
    ada.button("Rematch").click()
    ben.offer("rematch").get_by_role("button", name="Accept").click()
    press(ben, ada, RED_WINS)
    games = ada.page.get_by_role("region", name="Game").get_by_role("listitem")
    expect(games).to_have_text(["Game 1 Ada won", "Game 2 Ben won"])
    games.get_by_role("link", name="Game 1").click()
    others = ada.page.get_by_role("region", name="Game 1").get_by_role("listitem")
    expect(others).to_have_text(["1. Ada won", "2. Ben won"])
    others.get_by_role("link", name="2. Ben won").click()
    expect(ada.page.get_by_role("heading", name="Game 2")).to_be_visible()
    expect(ada.page.get_by_role("region", name="Red", exact=True)).to_contain_text("Ben")

    ada.page.get_by_role("link", name="Fourline").click()
    mine = ada.page.get_by_role("region", name="Your games").get_by_role("link")
    expect(mine).to_have_text([re.compile("^Ben ?Lost"), re.compile("^Ben ?Won")])
    mine.last.click()
    expect(ada.page.get_by_role("heading", name="Game 1")).to_be_visible()


def test_unknown_game_is_not_found(visitors: Visitors) -> None:
    visitors.witness.allow(NOT_FOUND)
    eve = visitors()
    answer = eve.page.goto(f"{eve.base}/game/aaaaaaaaaaaaaaaa")
    assert answer is not None
    assert answer.status == 404
    expect(eve.page.get_by_role("heading", name="Not found")).to_be_visible()
