"""A room is a match: one game after the other, with everything that players may do besides moving."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.integration.games import RED_WINS

from .cast import in_the_middle, players, press
from .visitor import Visitor
from .visitors import Visitors


def accept(visitor: Visitor, kind: str) -> None:
    """Accept an offer by the keyboard alone."""
    visitor.tab_to(visitor.offer(kind).get_by_role("button", name="Accept"))
    visitor.page.keyboard.press("Enter")


def test_three_games_by_keyboard_alone_carry_spectators_along(visitors: Visitors) -> None:
    ada, ben = players(visitors)
    eve, zoe = visitors(), visitors()
    eve.visit(ada.watch_link)
    press(ada, ben, RED_WINS)
    eve.sees(RED_WINS, "Ada won")

    ben.tab_to(ben.button("Rematch"))
    ben.page.keyboard.press("Enter")
    # The button is gone, and the answer is waited for in the same place.
    expect(ben.status).to_be_focused()
    expect(ben.status).to_contain_text("You asked for a rematch.")
    expect(ada.page).to_have_title(re.compile("^Ben wants a rematch "))
    accept(ada, "rematch")
    expect(ada.headline).to_have_text("Ben's move")
    expect(ada.spoken).to_have_text("Ben's move. Game 2: Ben will begin.")
    zoe.visit(eve.page.url)
    for spectator in (eve, zoe):
        spectator.sees([], "Ben's move")
        expect(spectator.player("Player, red")).to_contain_text("Ben")
    press(ben, ada, RED_WINS)
    for visitor in (ada, eve, zoe):
        visitor.sees(RED_WINS, "Ben won")
        expect(visitor.status).to_contain_text("Ada 1 \N{EN DASH} 1 Ben")

    ada.tab_to(ada.button("Rematch"))
    ada.page.keyboard.press("Space")
    accept(ben, "rematch")
    press(ada, ben, RED_WINS[:4])
    ada.tab_to(ada.button("Draw"))
    ada.page.keyboard.press("Enter")
    accept(ben, "draw")
    for visitor in (ada, ben, eve, zoe):
        visitor.sees(RED_WINS[:4], "Draw")
        expect(visitor.status).to_contain_text("Agreed by both.")
        games = visitor.page.get_by_role("region", name="Game").get_by_role("listitem")
        expect(games).to_have_text(["Game 1 Ada won", "Game 2 Ben won", "Game 3 Draw"])
    expect(ben.status).to_contain_text("Ben 1 \N{EN DASH} 1 Ada, 1 draw")


def test_takeback_is_declined_withdrawn_and_accepted(visitors: Visitors) -> None:
    ada, ben = in_the_middle(visitors, 5)
    takeback = ada.button("Takeback")
    takeback.click()
    expect(ada.status).to_contain_text("You asked to take your move back.")
    expect(ben.spoken).to_have_text("Ada: column 3. Your move. Ada asks to take a move back.")
    ben.offer("takeback").get_by_role("button", name="Decline").click()
    expect(ada.status).to_contain_text("Ben declined the takeback.")
    takeback.click()
    ada.button("Withdraw").click()
    expect(ben.status).to_contain_text("Ada withdrew the takeback.")
    expect(ben.offer("takeback")).to_be_hidden()
    takeback.click()
    ben.offer("takeback").get_by_role("button", name="Accept").click()
    for visitor, headline in ((ada, "Your move"), (ben, "Ada's move")):
        visitor.sees((3, 2, 4, 3), headline)
        expect(visitor.status).to_contain_text("Taken back.")
    # Three are enough for one game.
    expect(takeback).to_be_hidden()
    press(ada, ben, [6, 6], after=4)
    ada.sees((3, 2, 4, 3, 6, 6), "Your move")


def test_move_ends_an_offer_that_was_not_answered(visitors: Visitors) -> None:
    ada, ben = in_the_middle(visitors, 4)
    ben.button("Draw").click()
    expect(ada.offer("draw")).to_be_visible()
    press(ada, ben, [6])
    for visitor in (ada, ben):
        visitor.sees((3, 2, 4, 3, 6))
        expect(visitor.offer("draw")).to_be_hidden()
    expect(ben.button("Draw")).to_be_visible()


def test_game_is_aborted_at_first_and_resigned_later(visitors: Visitors) -> None:
    ada, ben = players(visitors)
    press(ada, ben, [3])
    ada.button("Abort").click()
    expect(ada.button("No")).to_be_focused()
    ada.page.keyboard.press("Escape")
    expect(ada.button("Abort")).to_be_focused()
    ada.button("Abort").click()
    ada.button("Yes, abort").click()
    for visitor in (ada, ben):
        expect(visitor.headline).to_have_text("Game aborted")
    ada.button("Rematch").click()
    ben.offer("rematch").get_by_role("button", name="Accept").click()
    press(ben, ada, RED_WINS[:3])
    expect(ada.status).to_contain_text("Ada 0 \N{EN DASH} 0 Ben")
    expect(ada.button("Abort")).to_be_hidden()
    ada.button("Resign").click()
    ada.button("Yes, resign").click()
    expect(ada.headline).to_have_text("Ben won")
    expect(ada.status).to_contain_text("You resigned.")
    expect(ben.status).to_contain_text("Ada resigned.")
    expect(ben.board.get_by_role("button", disabled=False)).to_have_count(0)
    # What was aborted is no game to look at again.
    games = ben.page.get_by_role("region", name="Game").get_by_role("listitem")
    expect(games).to_have_text(["Game 2 Ben won"])


def test_phrases_are_seen_and_heard_unless_muted(visitors: Visitors) -> None:
    ada, ben = players(visitors)
    ada.button("Say something").click()
    # Its first phrase has the focus.
    ada.page.keyboard.press("Enter")
    expect(ada.player("You")).to_contain_text("Hello!")
    expect(ben.player("Opponent")).to_contain_text("Hello!")
    expect(ben.page.locator("#aside")).to_have_text("Ada: Hello!")
    ada.page.get_by_role("checkbox", name="Show what others say").uncheck()
    ben.button("Say something").click()
    ben.button("Thanks!").click()
    expect(ben.player("You")).to_contain_text("Thanks!")
    press(ada, ben, [3])
    # The move came after the phrase.
    ben.sees([3], "Your move")
    press(ada, ben, [2], after=1)
    ada.sees([3, 2], "Your move")
    expect(ada.player("Opponent")).not_to_contain_text("Thanks!")


def test_name_is_changed_until_the_first_move(visitors: Visitors) -> None:
    ada, ben = players(visitors)
    ben.button("Rename").click()
    name = ben.player("You").get_by_role("textbox", name="Your name")
    expect(name).to_be_focused()
    name.fill("Bénédicte")
    name.press("Enter")
    expect(ada.player("Opponent")).to_contain_text("Bénédicte")
    expect(ben.player("You")).to_contain_text("Bénédicte")
    # Digits in a name drop nothing.
    ada.button("Rename").click()
    ada.player("You").get_by_role("textbox", name="Your name").press_sequentially("34")
    expect(ada.headline).to_have_text("Your move")
    ada.page.keyboard.press("Escape")
    press(ada, ben, [3])
    ben.sees([3], "Your move")
    expect(ada.button("Rename")).to_be_hidden()
    expect(ben.button("Rename")).to_be_hidden()
