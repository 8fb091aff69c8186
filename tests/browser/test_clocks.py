"""Clocks: in sight, right after a page has slept, and ended by the server alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, expect

from .cast import players
from .visitor import Visitor
from .visitors import PHONE, Visitors

SLEEP_S = 4


def shown_s(clock: Locator) -> float:
    """Return what a clock shows, in seconds."""
    minutes, _, seconds = clock.inner_text().rpartition(":")
    return 60 * int(minutes or 0) + float(seconds)


def pass_time(visitor: Visitor, clock: Locator, until_s: float) -> None:
    """Wait until a clock below a minute shows at most ``until_s``."""
    arguments = [clock.element_handle(), until_s]
    visitor.page.wait_for_function("([clock, until]) => Number(clock.textContent) <= until", arg=arguments)


@contextmanager
def sleep(visitor: Visitor) -> Iterator[None]:
    """Let nothing run in a page, as in a tab put to sleep, and wake it in the end."""
    stops: list[object] = []

    def note(event: object) -> None:
        stops.append(event)

    session = visitor.page.context.new_cdp_session(visitor.page)
    session.on("Debugger.paused", note)
    session.send("Debugger.enable")
    session.send("Debugger.pause")
    yield
    assert stops
    session.send("Debugger.resume")
    # Headless pages are always in sight, so nothing tells this one that it is seen again.
    visitor.page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")


def test_clock_is_right_after_sleep_and_the_flag_falls_for_everybody(visitors: Visitors) -> None:
    ada, ben = players(visitors, clock="10+0")
    eve = visitors()
    eve.visit(ada.watch_link)
    eve.sees([], "Ada's move")
    ada.press(3)
    mine, theirs = ada.clock("You"), ben.clock("Opponent")
    for clock in (ada.clock("Opponent"), ben.clock("You"), eve.clock("Player, yellow")):
        expect(clock).to_have_class(re.compile("running"))
    expect(mine).not_to_have_class(re.compile("running"))

    # The move that starts Ada's clock comes while she sleeps.
    with sleep(ada):
        ben.press(2)
        pass_time(ben, theirs, 10 - SLEEP_S)
    pass_time(ada, mine, 9)
    # However late they are read: a clock that had begun when its page woke up would be as late as it has slept.
    before_s, now_s, after_s = shown_s(theirs), shown_s(mine), shown_s(theirs)
    assert after_s - SLEEP_S / 2 <= now_s <= before_s + SLEEP_S / 2

    for visitor, loser, name in ((ada, "You", "You"), (ben, "Ada", "Opponent"), (eve, "Ada", "Player, red")):
        expect(visitor.headline).to_have_text("You won" if visitor is ben else "Ben won")
        expect(visitor.status).to_contain_text(f"{loser} ran out of time.")
        expect(visitor.clock(name)).to_have_text("0.0")


def test_phone_shows_board_and_both_clocks_at_once(visitors: Visitors) -> None:
    ada, ben = visitors(**PHONE), visitors(**PHONE)
    ada.visit("/")
    ada.page.get_by_role("radio", name="Custom").tap()
    ada.page.get_by_role("spinbutton", name="Minutes").fill("60")
    ada.page.get_by_role("spinbutton", name="Per move").fill("7")
    ada.button("Start a game").tap()
    ben.visit(ada.join_link)
    ada.drop(3)
    ben.drop(2)
    expect(ada.headline).to_have_text("Your move")
    expect(ada.clock("You")).to_have_text(re.compile(r"^(60:07|59:\d\d)$"))
    # Upright, the board and both clocks are in the first 600 px; on its side, all of it is in sight, menus too.
    assert_within(ada, 390, 600)
    ada.page.set_viewport_size({"width": 844, "height": 390})
    assert_within(ada, 844, 390)
    ada.player("You").get_by_role("button", name="Say something").tap()
    expect(ada.button("Bye!")).to_be_in_viewport(ratio=1)


def assert_within(visitor: Visitor, width: int, height: int) -> None:
    """Assert that the board and both clocks are drawn from the page's corner up to here, and nothing is beside them."""
    assert visitor.page.evaluate("() => document.documentElement.scrollWidth") == width
    for part in (visitor.clock("Opponent"), visitor.board, visitor.clock("You")):
        box = part.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= height
