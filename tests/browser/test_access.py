"""A seat on two devices, and a room that is closed to spectators."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from .cast import in_the_middle
from .visitors import PHONE, Visitors


def test_seat_goes_on_at_another_device(visitors: Visitors) -> None:
    ada, ben = visitors(permissions=["clipboard-read", "clipboard-write"]), visitors()
    ada.open_room(name="Ada")
    ben.visit(ada.join_link)
    ada.drop(3)
    # Not to be seen by who only shares the screen.
    code = ada.page.get_by_role("img", name="QR code of the link to your seat")
    expect(code).to_be_hidden()
    with ada.page.expect_request("**/qr") as asked:
        ada.page.get_by_text("Continue on another device").click()
    expect(code).to_be_visible()
    ada.copy_by(ada.page.get_by_role("group").get_by_role("button", name="Copy link", exact=True))
    link = ada.page.evaluate("() => navigator.clipboard.readText()")
    assert link == asked.value.post_data
    ada.page.get_by_text("Continue on another device").click()
    expect(code).to_be_hidden()

    phone = visitors(**PHONE)
    phone.visit(link)
    phone.sees([3], "Opponent's move")
    # The secret doesn't stay in sight, and both are one player.
    expect(phone.page).to_have_url(re.compile(rf"^{phone.base}/room/[\w-]+$"))
    ben.drop(2)
    phone.drop(4)
    for visitor in (ada, phone):
        visitor.sees([3, 2, 4], "Opponent's move")
    ada.page.close()
    expect(ben.player("Opponent")).to_contain_text("online")
    ben.drop(2)
    phone.page.reload()
    phone.sees([3, 2, 4, 2], "Your move")


def test_host_closes_the_room_to_spectators_and_opens_it_again(visitors: Visitors) -> None:
    ada, ben = in_the_middle(visitors, 2)
    eve = visitors()
    link = ada.watch_link
    eve.visit(link)
    eve.sees([3, 2], "Ada's move")
    private = ada.page.get_by_role("checkbox", name="Private: no spectators")
    private.check()
    expect(eve.page.get_by_role("heading", name="No longer open")).to_be_visible()
    expect(eve.spoken).to_have_text("The host has closed this game to spectators.")
    for visitor in (ada, ben):
        expect(visitor.page.get_by_role("textbox", name="For spectators")).to_have_count(0)
    eve.page.reload()
    expect(eve.page.get_by_role("heading", name="Game not found")).to_be_visible()
    ada.drop(4)
    ben.page.reload()
    ben.sees([3, 2, 4], "Your move")
    private.uncheck()
    eve.visit(link)
    eve.sees([3, 2, 4], "Ben's move")
