"""Who sits where: by which link one comes, and to which seat one comes back."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.integration.games import RED_WINS

from .visitor import Visitor, play
from .visitors import Visitors
from .witness import NOT_FOUND


def seated(visitors: Visitors) -> tuple[Visitor, Visitor]:
    """Return host and guest, who begins to move."""
    ada, ben = visitors(), visitors()
    ada.open_room()
    ben.visit(ada.join_link)
    return ada, ben


def test_late_spectator_sees_all_that_was_played(visitors: Visitors) -> None:
    ada, ben = seated(visitors)
    play(ada, ben, RED_WINS[:5])
    eve, zoe = visitors(), visitors()
    eve.visit(ada.watch_link)
    eve.sees(RED_WINS[:5], "Yellow's move")
    play(ada, ben, RED_WINS[5:], after=5)
    eve.sees(RED_WINS, "Red won")
    zoe.visit(ada.watch_link)
    zoe.sees(RED_WINS, "Red won")
    expect(zoe.board.get_by_role("button", disabled=False)).to_have_count(0)


def test_everybody_comes_back_by_reload_in_the_middle_of_a_game(visitors: Visitors) -> None:
    ada, ben = seated(visitors)
    eve = visitors()
    eve.visit(ada.watch_link)
    play(ada, ben, RED_WINS[:1])
    expect(ben.headline).to_have_text("Your move")
    for visitor, headline in ((ada, "Opponent's move"), (ben, "Your move"), (eve, "Yellow's move")):
        visitor.page.reload()
        visitor.sees(RED_WINS[:1], headline)
    play(ada, ben, RED_WINS[1:], after=1)
    for visitor, headline in ((ada, "You won"), (ben, "Opponent won"), (eve, "Red won")):
        visitor.sees(RED_WINS, headline)
        visitor.page.reload()
        visitor.sees(RED_WINS, headline)


def test_bookmark_of_a_player_comes_back_to_the_seat(visitors: Visitors) -> None:
    ada, ben = seated(visitors)
    play(ada, ben, [3])
    expect(ben.page).to_have_url(re.compile(rf"^{visitors.base}/room/[\w-]{{16}}$"))
    bookmark = ben.page.url
    ben.page.close()
    again = visitors.tab(ben)
    again.visit(bookmark)
    again.drop(2)
    ada.sees([3, 2], "Your move")


def test_address_of_a_player_makes_somebody_else_a_spectator(visitors: Visitors) -> None:
    ada, ben = seated(visitors)
    play(ada, ben, [3])
    eve = visitors()
    eve.visit(ada.page.url)
    eve.sees([3], "Yellow's move")
    expect(eve.page.get_by_text("You are watching: the seats of this game belong to other browsers.")).to_be_visible()


def test_third_visitor_on_the_join_link_watches_and_is_told_so(visitors: Visitors) -> None:
    ada = visitors()
    ada.open_room()
    link = ada.join_link
    ben, eve = visitors(), visitors()
    ben.visit(link)
    play(ada, ben, [3])
    eve.visit(link)
    eve.sees([3], "Yellow's move")
    expect(eve.page.get_by_text("This game has two players already, so you are watching.")).to_be_visible()
    expect(eve.page).to_have_url(re.compile(r"/\?watch="))
    eve.page.keyboard.press("1")
    ben.drop(2)
    eve.sees([3, 2], "Red's move")


def test_host_keeps_the_seat_when_opening_the_own_join_link(visitors: Visitors) -> None:
    ada = visitors()
    ada.open_room()
    link = ada.join_link
    ada.visit(link)
    expect(ada.page.get_by_role("heading", name="Invite your opponent")).to_be_visible()
    assert ada.join_link == link
    ben = visitors()
    ben.visit(link)
    play(ada, ben, [3, 2])
    ada.sees([3, 2], "Your move")


def test_guest_keeps_the_seat_when_opening_the_join_link_again(visitors: Visitors) -> None:
    ada = visitors()
    ada.open_room()
    link = ada.join_link
    ben = visitors()
    ben.visit(link)
    play(ada, ben, [3])
    again = visitors.tab(ben)
    again.visit(link)
    again.drop(2)
    ada.sees([3, 2], "Your move")
    expect(again.page.locator("#notice")).to_be_hidden()


def test_back_from_a_room_and_forward_again_is_the_same_room(visitors: Visitors) -> None:
    ada = visitors()
    ada.start_from_home("Ada", "Random")
    link = ada.join_link
    ada.page.go_back()
    expect(ada.page.get_by_role("button", name="Start a game")).to_be_visible()
    expect(ada.page.get_by_role("textbox", name="Your name")).to_have_value("Ada")
    expect(ada.page.get_by_role("radio", name="Random")).to_be_checked()
    ada.page.go_forward()
    assert ada.join_link == link


def test_unknown_room_and_unknown_keys_are_not_found(visitors: Visitors) -> None:
    eve = visitors()
    for path in ("/room/aaaaaaaaaaaaaaaa", "/?join=aaaaaaaaaaaaaaaa", "/?watch=aaaaaaaaaaaaaaaa"):
        eve.visit(path)
        expect(eve.page.get_by_role("heading", name="Game not found")).to_be_visible()
        expect(eve.spoken).to_have_text(re.compile("^The link may be incomplete"))
    eve.page.get_by_role("link", name="Start a game").click()
    expect(eve.page.get_by_role("button", name="Start a game")).to_be_visible()


def test_unknown_address_has_a_page_that_leads_home(visitors: Visitors) -> None:
    visitors.witness.allow(NOT_FOUND)
    eve = visitors()
    eve.visit("/nowhere")
    expect(eve.page.get_by_role("heading", name="Not found")).to_be_visible()
    eve.page.get_by_role("link", name="Start a game").click()
    expect(eve.page.get_by_role("button", name="Start a game")).to_be_visible()
