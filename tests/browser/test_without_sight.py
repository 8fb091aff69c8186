"""The game for those who listen to it, and for those who use the keyboard: what is said, and where the focus is."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.integration.games import RED_WINS

from .visitor import play
from .visitors import Visitors


def test_moves_are_said_to_everybody_in_their_words(visitors: Visitors) -> None:
    ada, ben, eve = visitors(), visitors(), visitors()
    ada.open_room(name="Ada")
    expect(ada.spoken).to_have_text("Waiting for your opponent. Send the link.")
    ben.visit(ada.join_link)
    expect(ada.spoken).to_have_text("Your move.")
    expect(ben.spoken).to_have_text("Ada's move.")
    eve.visit(ada.watch_link)
    ada.drop(3)
    expect(ada.spoken).to_have_text("You: column 4. Opponent's move.")
    expect(ben.spoken).to_have_text("Ada: column 4. Your move.")
    expect(eve.spoken).to_have_text("Ada: column 4. Yellow's move. You are watching.")
    play(ada, ben, RED_WINS[1:], after=1)
    expect(ada.spoken).to_have_text("You: column 4. You won. Four in a row.")
    expect(ben.spoken).to_have_text("Ada: column 4. Ada won. Four in a row.")
    expect(ben.page).to_have_title(re.compile("^Ada won "))


def test_nothing_is_said_twice(visitors: Visitors) -> None:
    ada, ben = visitors(), visitors()
    ada.open_room()
    ben.visit(ada.join_link)
    expect(ada.spoken).to_have_text("Your move.")
    ada.page.evaluate("""() => {
      window.said = [];
      const note = () => said.push(document.getElementById("live").textContent);
      new MutationObserver(note).observe(document.getElementById("live"), { childList: true, characterData: true });
    }""")
    play(ada, ben, [3, 2])
    ada.sees([3, 2], "Your move")
    assert ada.page.evaluate("() => window.said") == [
        "You: column 4. Opponent's move.",
        "Opponent: column 3. Your move.",
    ]


def test_columns_and_table_tell_the_position(visitors: Visitors) -> None:
    ada, ben = visitors(), visitors()
    ada.open_room(name="Ada")
    ben.visit(ada.join_link)
    play(ada, ben, [3, 3, 0])
    ben.sees([3, 3, 0], "Your move")
    expect(ben.column(3)).to_have_accessible_name("Column 4, 2 of 6, top You, yellow")
    expect(ben.column(0)).to_have_accessible_name("Column 1, 1 of 6, top Ada, red")
    expect(ben.column(6)).to_have_accessible_name("Column 7, empty")
    expect(ben.page.get_by_role("table", name="Position").get_by_role("row").last).to_have_text(
        "1 red empty empty red empty empty empty", use_inner_text=True
    )


def test_board_is_one_tab_stop(visitors: Visitors) -> None:
    ada, ben = visitors(), visitors()
    ada.open_room()
    ben.visit(ada.join_link)
    expect(ada.headline).to_have_text("Your move")
    ada.page.get_by_role("link", name="Fourline").focus()
    ada.page.keyboard.press("Tab")
    expect(ada.column(3)).to_be_focused()
    ada.page.keyboard.press("ArrowRight")
    expect(ada.column(4)).to_be_focused()
    ada.page.keyboard.press("Tab")
    expect(ada.board.locator(":focus")).to_have_count(0)
    ada.page.keyboard.press("Shift+Tab")
    expect(ada.column(4)).to_be_focused()


def test_focus_stays_while_the_game_goes_on(visitors: Visitors) -> None:
    ada, ben = visitors(), visitors()
    ada.open_room()
    copy = ada.page.get_by_role("button", name="Copy link", exact=True)
    copy.focus()
    ben.visit(ada.join_link)
    expect(copy).to_be_hidden()
    # What had the focus is gone; the board has come instead.
    expect(ada.headline).to_have_text("Your move")
    expect(ada.board).to_be_focused()
    ada.page.keyboard.press("Tab")
    ada.page.keyboard.press("Enter")
    expect(ada.headline).to_have_text("Opponent's move")
    ben.drop(2)
    expect(ada.headline).to_have_text("Your move")
    expect(ada.column(3)).to_be_focused()


def test_skip_link_leads_to_the_board(visitors: Visitors) -> None:
    ada, ben = visitors(), visitors()
    ada.open_room()
    ben.visit(ada.join_link)
    expect(ben.headline).to_have_text("Opponent's move")
    ben.page.keyboard.press("Tab")
    expect(ben.page.get_by_role("link", name="Skip to the board")).to_be_focused()
    ben.page.keyboard.press("Enter")
    expect(ben.board).to_be_focused()
