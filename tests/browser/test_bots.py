"""A game against a bot, on a phone: from the home page to the rematch."""

from __future__ import annotations

from playwright.sync_api import expect

from .test_accessibility import assert_accessible
from .visitors import PHONE, Visitors


def test_bot_is_played_on_a_phone_with_a_hint_a_takeback_and_a_rematch(visitors: Visitors) -> None:
    ada = visitors(**PHONE)
    ada.visit("/")
    ada.page.get_by_role("textbox", name="Your name").fill("Ada")
    ada.page.get_by_role("button", name="1 Newcomer").tap()
    expect(ada.headline).to_have_text("Your move")
    expect(ada.player("Opponent")).to_contain_text("Newcomer bot")
    expect(ada.player("Opponent")).to_contain_text("level 1 of 8")

    ada.page.get_by_role("button", name="Hint", exact=True).tap()
    expect(ada.status).to_contain_text("Column 4: it wins in 21 moves.")
    expect(ada.status).to_contain_text("1 hint in this game")
    expect(ada.page.locator(".columns [data-hint]")).to_have_count(1)
    assert_accessible(ada.page, "hint")

    ada.drop(3)
    expect(ada.headline).to_have_text("Your move")
    moves = ada.page.get_by_role("region", name="Moves").get_by_role("listitem").get_by_role("button")
    expect(moves).to_have_count(2)
    expect(ada.page.locator(".columns [data-hint]")).to_have_count(0)

    ada.page.get_by_role("button", name="Takeback").tap()
    expect(moves).to_have_count(0)
    ada.page.get_by_role("button", name="Abort").tap()
    ada.page.get_by_role("button", name="Yes, abort").tap()
    expect(ada.headline).to_have_text("Game aborted")
    ada.page.get_by_role("button", name="Rematch").tap()
    # Red now, the bot begins.
    expect(ada.headline).to_have_text("Your move")
    expect(moves).to_have_count(1)
    assert ada.page.evaluate("() => document.documentElement.scrollWidth") <= 390
