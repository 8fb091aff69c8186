"""The home page, where strangers meet and games are watched. Other tests' visitors may be here too: none is counted."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from .visitor import Visitor
from .visitors import Visitors

EN_DASH = "\N{EN DASH}"


def offers(visitor: Visitor) -> Locator:
    """Return the rows of those who wait for an opponent."""
    return visitor.page.get_by_role("list", name="Open offers").get_by_role("listitem")


def at_home(visitors: Visitors, name: str) -> Visitor:
    """Return somebody who looks at the home page."""
    visitor = visitors()
    visitor.remember(name=name)
    visitor.visit("/")
    expect(visitor.page.locator("#people")).to_have_text(re.compile("here$"))
    return visitor


def test_two_offers_are_seen_live_taken_and_taken_back(visitors: Visitors) -> None:
    ada, ben, cleo = (at_home(visitors, name) for name in ("Ada", "Ben", "Cleo"))
    expect(offers(ben)).to_have_count(0)
    ada.offer_to_anyone("Ada", "Yellow", "3+2")
    cleo.offer_to_anyone("Cleo", "Random", "No clock")
    expect(offers(ben)).to_have_text(["Cleo No clockPlay", "Ada 3+2, plays yellowPlay"])
    # One's own can't be taken.
    expect(offers(ada).filter(has_text="Ada").get_by_role("button")).to_have_count(0)
    expect(cleo.button("Cancel")).to_be_focused()
    cleo.page.keyboard.press("Enter")
    expect(offers(ben)).to_have_text(["Ada 3+2, plays yellowPlay"])
    expect(cleo.button("Offer it to anyone")).to_be_focused()

    ben.button("Play Ada, 3+2").click()
    ben.press(3)
    ada.press(2)
    ben.sees([3, 2], "Your move")
    for visitor, opponent in ((ada, "Ben"), (ben, "Ada")):
        expect(visitor.player("Opponent")).to_contain_text(opponent)
        expect(visitor.clock("You")).to_be_visible()
    expect(offers(cleo)).to_have_count(0)
    # The seat is theirs, as in any other room.
    ada.page.reload()
    ada.sees([3, 2], "Ben's move")


def test_quick_pairing_brings_two_together_and_others_watch_live(visitors: Visitors) -> None:
    ada, ben, eve = (at_home(visitors, name) for name in ("Ada", "Ben", "Eve"))
    quick = {visitor: visitor.page.get_by_role("group", name="Quick pairing") for visitor in (ada, ben, eve)}
    quick[ada].get_by_role("button", name="5+5").click()
    expect(quick[eve].get_by_role("button", name="5+5")).to_contain_text("1 waiting")
    quick[ben].get_by_role("button", name="5+5").click()
    expect(ada.headline).to_have_text(re.compile("move$"))
    red, yellow = (ada, ben) if ada.headline.inner_text() == "Your move" else (ben, ada)
    red.press(3)
    game = eve.page.get_by_role("link", name=re.compile(f"(Ada {EN_DASH} Ben|Ben {EN_DASH} Ada)"))
    expect(game).to_contain_text("5+5 · 1 move")
    discs = game.locator("use[href^='#disc-']")
    expect(discs).to_have_count(1)
    yellow.press(2)
    red.press(4)
    expect(game).to_contain_text("5+5 · 3 moves")
    expect(discs).to_have_count(3)
    game.click()
    eve.sees([3, 2, 4])
    expect(eve.status).to_contain_text("You are watching.")


def test_room_by_link_is_listed_only_if_its_host_says_so(visitors: Visitors) -> None:
    eve = at_home(visitors, "Eve")
    host, guest = visitors(), visitors()
    host.open_room(name="Hedda")
    guest.visit(host.join_link)
    listed = host.page.get_by_role("checkbox", name="Listed in the lobby")
    expect(listed).not_to_be_checked()
    host.press(3)
    game = eve.page.get_by_role("link", name=f"Hedda {EN_DASH} somebody")
    expect(game).to_have_count(0)
    listed.check()
    expect(game).to_contain_text("No clock · 1 move")
    # Private is private.
    host.page.get_by_role("checkbox", name="Private: no spectators").check()
    expect(listed).to_be_disabled()
    expect(game).to_have_count(0)
