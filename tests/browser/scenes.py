"""Every state that a page can be in, and how it comes about: for what must hold in each, and for pictures."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from playwright.sync_api import expect

from tests.integration.games import DRAWN, RED_WINS

from .cast import OPENING, in_the_middle, players, press
from .network import Network
from .visitor import Visitor
from .visitors import Visitors
from .witness import NOT_FOUND, lost_connection

__all__ = ["FLAGS", "SCENES", "Scene"]

Scene = Callable[[Visitors, Network], Visitor]

FLAGS: Final = (
    *("--rooms-per-minute", "100000"),
    *("--claim-after-ms", "1500"),
    *("--solve-ms", "60000"),
    *("--review-ms", "90000"),
)
"""What their server is told: many rooms come from one address, and nobody waits long for a claim; but no review
is cut short, however busy the machine."""


def home(visitors: Visitors, _network: Network) -> Visitor:
    """The first page."""
    eve = visitors()
    eve.visit("/")
    return eve


def waiting(visitors: Visitors, _network: Network) -> Visitor:
    """The links, before the opponent came."""
    ada = visitors()
    ada.open_room(name="Ada")
    expect(ada.page.get_by_role("img", name="QR code of the link for your opponent")).to_have_attribute(
        "src", re.compile("^data:image/svg")
    )
    return ada


def your_move(visitors: Visitors, _network: Network) -> Visitor:
    """The middle of a game, with the pointer over a column."""
    ada, _ = in_the_middle(visitors)
    expect(ada.headline).to_have_text("Your move")
    ada.column(3).hover()
    return ada


def their_move(visitors: Visitors, _network: Network) -> Visitor:
    """Waiting for the opponent to move."""
    ada, _ = in_the_middle(visitors, 5)
    expect(ada.headline).to_have_text("Ben's move")
    ada.column(3).focus()
    return ada


def opponent_gone(visitors: Visitors, _network: Network) -> Visitor:
    """The opponent has closed the page, before there was anything to claim."""
    ada, ben = in_the_middle(visitors, 2)
    ben.page.close()
    expect(ada.status).to_contain_text("Ben is away")
    return ada


def finished(visitors: Visitors, _network: Network) -> Visitor:
    """A game that was won."""
    ada, ben = players(visitors)
    press(ada, ben, RED_WINS)
    expect(ada.headline).to_have_text("You won")
    expect(ada.page.locator(".rings .wins")).to_have_count(4)
    return ada


def draw(visitors: Visitors, _network: Network) -> Visitor:
    """A full board."""
    ada, ben = players(visitors)
    press(ada, ben, DRAWN)
    expect(ada.headline).to_have_text("Draw")
    return ada


def replaying(visitors: Visitors, _network: Network) -> Visitor:
    """A past move of a running game."""
    ada, _ = in_the_middle(visitors)
    ada.page.get_by_role("button", name="Move 7, red: column 5").click()
    expect(ada.headline).to_have_text("An earlier move")
    return ada


def spectating(visitors: Visitors, _network: Network) -> Visitor:
    """What spectators see."""
    ada, _ = in_the_middle(visitors)
    eve = visitors()
    eve.visit(ada.watch_link)
    eve.sees(OPENING, "Ada's move")
    return eve


def seat_taken(visitors: Visitors, _network: Network) -> Visitor:
    """Who came as the third by the link for the opponent."""
    ada, ben, eve = visitors(), visitors(), visitors()
    ada.open_room(name="Ada")
    link = ada.join_link
    ben.visit(link)
    expect(ben.headline).to_have_text("Ada's move")
    eve.visit(link)
    expect(eve.page.get_by_text("This game has two players already")).to_be_visible()
    return eve


def reconnecting(visitors: Visitors, network: Network) -> Visitor:
    """The network is gone in the middle of a game."""
    ada, _ = in_the_middle(visitors, base=f"http://localhost:{network.port}")
    visitors.witness.allow(lost_connection(network.port))
    network.cut()
    expect(ada.bar).to_have_text("Reconnecting …")
    return ada


def disconnected(visitors: Visitors, _network: Network) -> Visitor:
    """The seat was opened in so many places that this one, the oldest, had to give way."""
    ada, _ = in_the_middle(visitors)
    ada.page.evaluate("""() => {
      const room = location.pathname.split("/").at(-1);
      const secret = localStorage.getItem(`fourline:room:${room}:host`);
      for (let count = 0; count < 8; count++) {
        const socket = new WebSocket(`ws://${location.host}/ws`);
        socket.onopen = () => socket.send(JSON.stringify({ type: "init", version: 1, room, secret }));
      }
    }""")
    expect(ada.page.get_by_role("heading", name="Opened elsewhere")).to_be_visible()
    return ada


def not_found(visitors: Visitors, _network: Network) -> Visitor:
    """A link that leads to no game."""
    eve = visitors()
    eve.visit("/?join=aaaaaaaaaaaaaaaa")
    expect(eve.page.get_by_role("heading", name="Game not found")).to_be_visible()
    return eve


def error_page(visitors: Visitors, _network: Network) -> Visitor:
    """An address that leads nowhere."""
    visitors.witness.allow(NOT_FOUND)
    eve = visitors()
    eve.visit("/nowhere")
    expect(eve.page.get_by_role("heading", name="Not found")).to_be_visible()
    return eve


SCENES: Final[dict[str, Scene]] = {
    scene.__name__: scene
    for scene in (
        home,
        waiting,
        your_move,
        their_move,
        opponent_gone,
        finished,
        draw,
        replaying,
        spectating,
        seat_taken,
        reconnecting,
        disconnected,
        not_found,
        error_page,
    )
}
