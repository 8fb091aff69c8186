"""Stepping through a game: by buttons, by keys, by the list; and back to live."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .visitor import Visitor, cells_after
from .visitors import Visitors

MOVES = [3, 2, 4, 3, 2]


@pytest.fixture
def players(visitors: Visitors) -> tuple[Visitor, Visitor]:
    """Return host and guest, whose move it is."""
    ada, ben = visitors(permissions=["clipboard-read", "clipboard-write"]), visitors()
    ada.open_room()
    ben.visit(ada.join_link)
    # By digits: a click would leave the focus on the board, where the arrows choose columns.
    for ply, column in enumerate(MOVES):
        (ada, ben)[ply % 2].press(column)
    ben.sees(MOVES, "Your move")
    return ada, ben


def assert_board(visitor: Visitor, ply: int) -> None:
    """Assert that the board shows the first ``ply`` moves, and which of the list is marked."""
    cells = visitor.page.get_by_role("table", name="Position").get_by_role("cell")
    expect(cells).to_have_text(cells_after(MOVES[:ply]))
    marked = visitor.page.get_by_role("region", name="Moves").locator("[aria-current=true]")
    expect(marked).to_have_count(1 if ply else 0)
    if ply:
        expect(marked).to_have_text(str(MOVES[ply - 1] + 1))


def test_buttons_and_list_step_through_the_moves(players: tuple[Visitor, Visitor]) -> None:
    ben = players[1]
    for name, ply in (("Previous move", 4), ("Previous move", 3), ("Before the first move", 0), ("Next move", 1)):
        ben.page.get_by_role("button", name=name).click()
        assert_board(ben, ply)
        expect(ben.headline).to_have_text("An earlier move")
    ben.page.get_by_role("button", name="Move 3, red: column 5").click()
    assert_board(ben, 3)
    expect(ben.status).to_contain_text("Your move")
    ben.page.get_by_role("button", name="Last move").click()
    assert_board(ben, 5)
    expect(ben.headline).to_have_text("Your move")


def test_keys_step_through_the_moves_but_not_on_the_board(players: tuple[Visitor, Visitor]) -> None:
    ben = players[1]
    for key, ply in (("ArrowLeft", 4), ("ArrowLeft", 3), ("ArrowRight", 4), ("ArrowRight", 5), ("ArrowRight", 5)):
        ben.page.keyboard.press(key)
        assert_board(ben, ply)
    ben.column(3).focus()
    ben.page.keyboard.press("ArrowLeft")
    expect(ben.column(2)).to_be_focused()
    assert_board(ben, 5)


def test_nobody_moves_in_the_past_and_back_to_live_leads_out(players: tuple[Visitor, Visitor]) -> None:
    ada, ben = players
    ben.page.keyboard.press("ArrowLeft")
    expect(ben.headline).to_have_text("An earlier move")
    expect(ben.board.get_by_role("button", disabled=False)).to_have_count(0)
    ben.page.keyboard.press("7")
    ben.page.get_by_role("button", name="Back to live").click()
    assert_board(ben, 5)
    expect(ben.board).to_be_focused()
    ben.press(0)
    ada.sees([*MOVES, 0], "Your move")


def test_past_stays_on_the_board_while_the_opponent_moves(players: tuple[Visitor, Visitor]) -> None:
    ada, ben = players
    ada.page.keyboard.press("ArrowLeft")
    assert_board(ada, 4)
    ben.press(0)
    expect(ada.status).to_contain_text("Your move")
    assert_board(ada, 4)
    ada.page.get_by_role("button", name="Back to live").click()
    ada.sees([*MOVES, 0], "Your move")


def test_moves_are_copied_in_the_usual_notation(players: tuple[Visitor, Visitor]) -> None:
    ada = players[0]
    ada.copy_by(ada.page.get_by_role("button", name="Copy moves"))
    assert ada.page.evaluate("() => navigator.clipboard.readText()") == "43543"
