"""Whole games: by mouse, by keyboard alone, by finger."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.integration.games import DRAWN, RED_WINS

from .visitor import play
from .visitors import PHONE, Visitors


def test_win_by_mouse_is_seen_by_both_players_and_a_spectator(visitors: Visitors) -> None:
    ada, ben, eve = visitors(), visitors(), visitors()
    ada.start_from_home("Ada", "Red")
    ben.visit(ada.join_link)
    eve.visit(ada.watch_link)
    expect(eve.status).to_contain_text("You are watching.")
    expect(ada.page.get_by_text("1 watching")).to_be_visible()

    play(ada, ben, RED_WINS)
    ada.sees(RED_WINS, "You won")
    ben.sees(RED_WINS, "Ada won")
    eve.sees(RED_WINS, "Ada won")
    for visitor in (ada, ben, eve):
        expect(visitor.status).to_contain_text("Four in a row.")
        expect(visitor.page.locator(".rings .wins")).to_have_count(4)
        expect(visitor.status.get_by_role("link", name="New game")).to_be_visible()
        expect(visitor.board.get_by_role("button", disabled=False)).to_have_count(0)


def test_draw_by_keyboard_alone(visitors: Visitors) -> None:
    ada, ben = visitors(), visitors()
    ada.visit("/")
    ada.page.keyboard.press("Tab")
    expect(ada.page.get_by_role("link", name="Skip to the content")).to_be_focused()
    ada.page.keyboard.press("Enter")
    ada.page.keyboard.press("Tab")
    expect(ada.page.get_by_role("textbox", name="Your name")).to_be_focused()
    ada.page.keyboard.type("Ada")
    ada.page.keyboard.press("Enter")
    ben.visit(ada.join_link)

    for ply, column in enumerate(DRAWN):
        (ada, ben)[ply % 2].press(column)
    ada.sees(DRAWN, "Draw")
    ben.sees(DRAWN, "Draw")
    expect(ben.status).to_contain_text("The board is full.")
    # The list follows the game, also when the card below it takes some of its place.
    expect(ben.page.get_by_role("button", name="Move 42, yellow: column 7")).to_be_in_viewport(ratio=0.9)
    expect(ben.page.locator(".rings .wins")).to_have_count(0)


def test_digits_drop_nothing_while_typing_or_when_turned_off(visitors: Visitors) -> None:
    ada, ben = visitors(), visitors()
    ada.open_room()
    ben.visit(ada.join_link)
    expect(ada.headline).to_have_text("Your move")
    ada.page.get_by_role("textbox", name="For spectators").and_(ada.page.locator(":visible")).press("3")
    digits = ada.page.get_by_role("checkbox", name="Keys 1 to 7 drop a disc")
    digits.uncheck()
    digits.press("3")
    digits.check()
    digits.press("4")
    ben.sees([3], "Your move")
    ben.page.reload()
    ben.sees([3], "Your move")


def test_arrows_choose_a_column_and_space_drops(visitors: Visitors) -> None:
    ada, ben = visitors(), visitors()
    ada.open_room()
    ben.visit(ada.join_link)
    expect(ada.headline).to_have_text("Your move")
    ada.column(3).focus()
    for key, column in {"ArrowLeft": 2, "Home": 0, "End": 6, "ArrowRight": 6}.items():
        ada.page.keyboard.press(key)
        expect(ada.column(column)).to_be_focused()
    ada.page.keyboard.press("Space")
    ben.sees([6], "Your move")
    expect(ada.column(6)).to_be_focused()


def test_game_by_finger_on_a_phone(visitors: Visitors) -> None:
    ada, ben = visitors(**PHONE), visitors(**PHONE)
    ada.start_from_home("", "Yellow")
    ben.visit(ada.join_link)
    play(ben, ada, RED_WINS)
    ada.sees(RED_WINS, "Opponent won")
    ben.sees(RED_WINS, "You won")
    for part in (ada.player("Opponent"), ada.board, ada.player("You")):
        box = part.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 600, "the board and both players are in the first 600 px"


def test_full_column_refuses_and_the_turn_stays(visitors: Visitors) -> None:
    ada, ben = visitors(), visitors()
    ada.open_room()
    ben.visit(ada.join_link)
    play(ada, ben, [0] * 6)
    expect(ada.headline).to_have_text("Your move")
    expect(ada.board.get_by_role("button", name=re.compile("^Column 1, 6 of 6"))).to_be_disabled()
    ada.page.keyboard.press("1")
    ada.drop(1)
    ben.sees([0] * 6 + [1], "Your move")


def test_two_tabs_of_one_browser_play_each_other(visitors: Visitors) -> None:
    ada = visitors()
    ada.open_room()
    other = visitors.tab(ada)
    other.visit(ada.join_link)
    for ply, column in enumerate(RED_WINS):
        tab = (ada, other)[ply % 2]
        tab.page.bring_to_front()
        if ply >= 4:
            tab.page.reload()
        tab.press(column)
    other.sees(RED_WINS, "Opponent won")
    ada.page.bring_to_front()
    ada.sees(RED_WINS, "You won")
