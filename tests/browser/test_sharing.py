"""Links leave the page: by copy and by QR code, and just so over plain http in a local network."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.integration.server import Server

from .chromium import LAN_HOST
from .visitor import Visitor, play
from .visitors import Visitors


def pasted(visitors: Visitors, visitor: Visitor) -> str:
    """Return what is in the clipboard, by pasting it into the first field of another tab."""
    tab = visitors.tab(visitor)
    tab.visit("/")
    field = tab.page.get_by_role("textbox", name="Your name")
    field.evaluate("(field) => field.removeAttribute('maxlength')")
    field.fill("")
    field.press("Control+V")
    return field.input_value()


def assert_drawn(visitor: Visitor, name: str) -> None:
    """Assert that a QR code has become a picture."""
    image = visitor.page.get_by_role("img", name=name)
    expect(image).to_be_visible()
    expect(image).to_have_attribute("src", re.compile("^data:image/svg"))
    assert image.evaluate("async (image) => (await image.decode(), image.naturalWidth)") > 0


def test_links_are_copied_and_drawn(visitors: Visitors) -> None:
    ada = visitors(permissions=["clipboard-read", "clipboard-write"])
    with ada.page.expect_request("**/qr") as asked:
        ada.open_room()
    assert asked.value.post_data == ada.join_link
    assert_drawn(ada, "QR code of the link for your opponent")
    expect(ada.page.get_by_text("This address works on this computer only.")).to_be_visible()
    ada.copy_by(ada.page.get_by_role("button", name="Copy link", exact=True))
    assert ada.page.evaluate("() => navigator.clipboard.readText()") == ada.join_link
    ada.copy_by(ada.page.get_by_role("button", name="Copy link for spectators"))
    assert ada.page.evaluate("() => navigator.clipboard.readText()") == ada.watch_link


def test_link_is_selected_when_its_field_is_focused(visitors: Visitors) -> None:
    ada = visitors()
    ada.open_room()
    link = ada.join_link
    ada.page.get_by_role("textbox", name="Link for your opponent").focus()
    ada.page.wait_for_function("(link) => getSelection().toString() === link", arg=link)


def test_spectators_link_has_a_code_during_the_game(visitors: Visitors) -> None:
    ada, ben = visitors(), visitors()
    ada.open_room()
    ben.visit(ada.join_link)
    expect(ben.headline).to_be_visible()
    with ben.page.expect_request("**/qr") as asked:
        ben.page.get_by_text("QR code", exact=True).click()
    assert asked.value.post_data == ben.watch_link
    assert_drawn(ben, "QR code of the link for spectators")


def test_plain_http_in_a_local_network_copies_draws_and_plays(visitors: Visitors, server: Server) -> None:
    base = f"http://{LAN_HOST}:{server.port}"
    ada, ben, eve = visitors(base), visitors(base), visitors(base)
    ada.open_room()
    assert not ada.page.evaluate("() => isSecureContext")
    assert_drawn(ada, "QR code of the link for your opponent")
    expect(ada.page.get_by_text("This address works on this computer only.")).to_be_hidden()
    ada.copy_by(ada.page.get_by_role("button", name="Copy link", exact=True))
    # The fallback selects the text elsewhere; the focus must come back.
    expect(ada.page.locator("button.primary:focus")).to_have_count(1)
    link = ada.join_link
    assert pasted(visitors, ada) == link
    ada.page.bring_to_front()

    ben.visit(link)
    eve.visit(ada.watch_link)
    play(ada, ben, [3, 2])
    ada.page.reload()
    play(ada, ben, [3], after=2)
    eve.sees([3, 2, 3], "Yellow's move")
    ben.copy_by(ben.page.get_by_role("button", name="Copy moves"))
    assert pasted(visitors, ben) == "434"
