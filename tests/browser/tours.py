"""
States that come one after the other in the life of a room, of the lobby, of a finished game.

A tour stops in each, and says its name and who shows it: so one game is played for all of them. States for which a
room of their own is right are scenes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from playwright.sync_api import expect

from tests.integration.games import RED_WINS

from .cast import OPENING, in_the_middle, players, press
from .visitor import Visitor
from .visitors import Visitors
from .witness import NOT_FOUND

__all__ = ["TOURS", "Stop", "Tour"]

Stop = tuple[str, Visitor]
Tour = Callable[[Visitors], Iterator[Stop]]


def match(visitors: Visitors) -> Iterator[Stop]:
    """A game with a clock, with all that players may do besides moving; and the one after it."""
    ada, ben = players(visitors, clock="600+5")
    expect(ada.headline).to_have_text("Your move")
    ada.button("Rename").click()
    yield "renaming", ada
    ada.page.keyboard.press("Escape")
    press(ada, ben, OPENING)
    expect(ada.clock("You")).to_be_visible()
    yield "clocks", ada
    ben.button("Draw").click()
    expect(ada.offer("draw")).to_be_visible()
    yield "asked", ada
    yield "asking", ben
    ada.offer("draw").get_by_role("button", name="Decline").click()
    expect(ben.status).to_contain_text("Ada declined the draw.")
    yield "declined", ben
    ada.button("Say something").click()
    yield "phrases", ada
    ada.button("Good luck!").click()
    expect(ben.player("Opponent")).to_contain_text("Good luck!")
    yield "talk", ben
    ada.page.get_by_text("Continue on another device").click()
    expect(ada.page.get_by_role("img", name="QR code of the link to your seat")).to_be_visible()
    yield "device", ada
    ada.page.get_by_text("Continue on another device").click()
    ada.button("Resign").click()
    yield "confirming", ada
    ada.button("Yes, resign").click()
    ben.button("Rematch").click()
    expect(ada.offer("rematch")).to_be_visible()
    yield "rematch_wanted", ada
    ada.offer("rematch").get_by_role("button", name="Accept").click()
    expect(ada.status).to_contain_text("Game 2: Ben will begin.")
    yield "second_game", ada


def absence(visitors: Visitors) -> Iterator[Stop]:
    """An opponent who is gone for long enough, and one's own clock that runs out."""
    ada, ben = in_the_middle(visitors, 4, clock="10+0")
    yield "short_of_time", ada
    ben.page.close()
    expect(ada.button("Claim the win")).to_be_visible()
    yield "claimable", ada
    ada.button("Claim the win").click()
    expect(ada.status).to_contain_text("Ben left the game.")
    yield "claimed", ada


def closing(visitors: Visitors) -> Iterator[Stop]:
    """A room that is closed to those who watch it."""
    ada, eve = visitors(), visitors()
    ada.open_room(name="Ada")
    expect(ada.page.get_by_role("checkbox", name="Private: no spectators")).to_be_visible()
    yield "waiting_with_switches", ada
    eve.visit(ada.watch_link)
    expect(eve.headline).to_be_visible()
    ada.page.get_by_role("checkbox", name="Private: no spectators").check()
    expect(eve.page.get_by_role("heading", name="No longer open")).to_be_visible()
    yield "closed_to_spectators", eve


def lobby(visitors: Visitors) -> Iterator[Stop]:
    """Strangers who offer, look and meet, and a game to be watched meanwhile."""
    ada, ben, cleo, dan, eve = (visitors() for _ in range(5))
    for visitor, name, color, clock in ((ada, "Ada", "Red", "10+0"), (cleo, "Cleo", "Random", "1+0")):
        visitor.visit("/")
        visitor.offer_to_anyone(name, color, clock)
    yield "looking", cleo
    ben.remember(name="Ben")
    ben.visit("/")
    ben.button("Play Ada, 10+0").click()
    press(ada, ben, OPENING[:5])
    dan.visit("/")
    dan.offer_to_anyone("Somebody with a long name", "Yellow", "No clock")
    eve.visit("/")
    expect(eve.page.get_by_role("link", name="Ada \N{EN DASH} Ben 10+0 · 5 moves")).to_be_visible()
    expect(eve.page.get_by_role("list", name="Open offers").get_by_role("listitem")).to_have_count(2)
    yield "lobby", eve


def finished_game(visitors: Visitors) -> Iterator[Stop]:
    """A finished game's own page, and where else it is found."""
    ada, ben = players(visitors, clock="600+5")
    press(ada, ben, RED_WINS)
    expect(ada.headline).to_have_text("You won")
    ada.page.get_by_role("link", name="Look at this game again").click()
    expect(ada.page.get_by_role("heading", name="Ada \N{EN DASH} Ben")).to_be_visible()
    yield "game", ada
    ada.button("Previous move").click()
    yield "game_step", ada
    ada.visit("/")
    expect(ada.page.get_by_role("heading", name="Your games")).to_be_visible()
    yield "home_again", ada
    visitors.witness.allow(NOT_FOUND)
    ada.visit("/game/aaaaaaaaaaaaaaaa")
    yield "no_such_game", ada


TOURS: Final[dict[str, Tour]] = {tour.__name__: tour for tour in (match, absence, closing, lobby, finished_game)}
