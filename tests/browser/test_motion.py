"""Discs fall, unless their player has asked for less motion."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.integration.games import RED_WINS

from .visitor import play
from .visitors import Visitors

_COUNT_FALLS = """
const animate = Element.prototype.animate;
window.falls = 0;
Element.prototype.animate = function (...args) {
  window.falls += 1;
  return animate.apply(this, args);
};
"""


def test_discs_fall_and_the_ring_comes_after(visitors: Visitors) -> None:
    ada, ben = visitors(), visitors()
    ben.page.add_init_script(_COUNT_FALLS)
    ada.open_room()
    ben.visit(ada.join_link)
    # What lies on the board when it is first drawn doesn't fall.
    expect(ben.headline).to_have_text("Opponent's move")
    play(ada, ben, [3, 2])
    ada.sees([3, 2], "Your move")
    expect(ben.page.locator(".rings .ring")).to_have_count(1)
    assert ben.page.evaluate("() => falls") == 2
    ben.page.reload()
    ben.sees([3, 2])
    expect(ben.page.locator(".rings .ring")).to_have_count(1)
    assert ben.page.evaluate("() => falls") == 0


def test_nothing_moves_under_reduced_motion(visitors: Visitors) -> None:
    ada, ben = visitors(reduced_motion="reduce"), visitors(reduced_motion="reduce")
    for visitor in (ada, ben):
        visitor.page.add_init_script(_COUNT_FALLS)
    ada.open_room()
    assert ada.page.evaluate("() => document.getAnimations().length") == 0
    ben.visit(ada.join_link)
    for ply, column in enumerate(RED_WINS):
        play(ada, ben, [column], after=ply)
        for visitor in (ada, ben):
            visitor.sees(RED_WINS[: ply + 1])
            assert visitor.page.evaluate("() => [document.getAnimations().length, falls]") == [0, 0]
    expect(ada.page.locator(".rings .wins")).to_have_count(4)
