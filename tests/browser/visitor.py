"""Somebody in front of the page: what they see, and what they do."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlencode

from playwright.sync_api import BrowserContext, Locator, expect

from tests.rules.model import Board

__all__ = ["Visitor", "cells_after", "play"]

MOST_STOPS: Final = 60
"""More than a page has for the Tab key: with every move in the list a stop of its own."""


def cells_after(columns: Sequence[int]) -> list[str]:
    """Return the color or "empty" of each cell as one reads: the upper row first, each from the left."""
    board = Board()
    for column in columns:
        board.drop(column)
    texts = []
    for row in range(5, -1, -1):
        texts += [cells[row].value if row < len(cells) else "empty" for cells in board.columns]
    return texts


class Visitor:
    """One tab of a browser. Columns count from 0 here, from 1 on the page."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        self.page = context.new_page()
        self.base = base
        self.has_touch = False

    # What they see

    @property
    def headline(self) -> Locator:
        """Whose move it is, or who won."""
        return self.page.get_by_role("region", name="Status", exact=True).get_by_role("heading")

    @property
    def status(self) -> Locator:
        """The card with headline, details and what to do about it."""
        return self.page.get_by_role("region", name="Status", exact=True)

    @property
    def bar(self) -> Locator:
        """The thin bar that tells of a lost connection."""
        return self.page.locator("#connection")

    @property
    def spoken(self) -> Locator:
        """What a screen reader is told."""
        return self.page.locator("#live")

    @property
    def board(self) -> Locator:
        """The board, as a group of columns."""
        return self.page.get_by_role("group", name=re.compile("^Board"))

    def column(self, column: int) -> Locator:
        """Return the button over a column."""
        return self.board.get_by_role("button", name=re.compile(f"^Column {column + 1}, "))

    def player(self, name: str) -> Locator:
        """Return the bar of "You", "Opponent" or "Player, red"."""
        return self.page.get_by_role("region", name=name, exact=True)

    def clock(self, name: str) -> Locator:
        """Return the clock in the bar of "You", "Opponent" or "Player, red"."""
        return self.player(name).get_by_role("timer")

    def button(self, name: str) -> Locator:
        """Return the button of that very name."""
        return self.page.get_by_role("button", name=name, exact=True)

    def offer(self, kind: str) -> Locator:
        """Return the card that a draw, takeback or rematch is answered in."""
        return self.page.get_by_role("group", name=f"Offer: {kind}")

    def sees(self, columns: Sequence[int], headline: str | None = None) -> None:
        """Assert that the board shows the position after these moves, and the list of moves shows them."""
        expect(self.page.get_by_role("table", name="Position").get_by_role("cell")).to_have_text(cells_after(columns))
        entries = self.page.get_by_role("region", name="Moves").get_by_role("listitem").get_by_role("button")
        expect(entries).to_have_text([str(column + 1) for column in columns])
        if headline is not None:
            expect(self.headline).to_have_text(headline)

    # What they do

    def visit(self, address: str) -> None:
        """Open an address, or a path of our server."""
        self.page.goto(address if "://" in address else self.base + address)

    def remember(self, **settings: str) -> None:
        """Let pages find these settings, as if the browser had been here before."""
        text = json.dumps(json.dumps(settings))
        self.page.add_init_script(f"localStorage.setItem('fourline:settings', {text})")

    def start_from_home(self, name: str, color: str) -> None:
        """Start a game on the home page."""
        self.visit("/")
        self.page.get_by_role("textbox", name="Your name").fill(name)
        self.page.get_by_role("radio", name=color).check()
        self.page.get_by_role("button", name="Start a game").click()
        self._wait_for_links()

    def offer_to_anyone(self, name: str, color: str, clock: str) -> None:
        """Offer a game to whoever comes, on the home page."""
        self.page.get_by_role("textbox", name="Your name").fill(name)
        self.page.get_by_role("radio", name=color).check()
        self.page.get_by_role("radio", name="None" if clock == "No clock" else clock).check()
        self.button("Offer it to anyone").click()
        expect(self.page.locator("#looking")).to_contain_text(clock)

    def open_room(self, name: str = "", *, clock: str = "") -> None:
        """Start a game by the address that the home page leads to: one page less to load."""
        self.visit(f"/play?{urlencode({'name': name, 'color': 'red', 'clock': clock})}")
        self._wait_for_links()

    @property
    def join_link(self) -> str:
        """The link for the opponent, as shown while waiting."""
        return self._link("Link for your opponent", "join")

    @property
    def watch_link(self) -> str:
        """The link for spectators, as shown."""
        return self._link("For spectators", "watch")

    def drop(self, column: int) -> None:
        """Drop a disc by mouse or finger, once it is our move."""
        self._wait_for_turn()
        if self.has_touch:
            self.column(column).tap()
        else:
            self.column(column).click()

    def press(self, column: int) -> None:
        """Drop a disc by its digit, once it is our move."""
        self._wait_for_turn()
        self.page.keyboard.press(str(column + 1))

    def tab_to(self, target: Locator) -> None:
        """Move the focus to ``target`` by the keyboard alone."""
        expect(target).to_be_enabled()
        for _ in range(MOST_STOPS):
            if target.and_(self.page.locator(":focus")).count():
                return
            self.page.keyboard.press("Tab")
        expect(target).to_be_focused()

    def copy_by(self, button: Locator) -> None:
        """Click a button that copies, and see that it says so, however short that is."""
        button.evaluate("""(button) => {
          window.said = [];
          new MutationObserver(() => said.push(button.textContent)).observe(button, { childList: true });
        }""")
        button.click()
        self.page.wait_for_function("() => said.includes('Copied')")

    def settle(self) -> None:
        """Wait until a room's page has loaded what it has time for, if this is one that goes on."""
        if self.status.is_visible() and self.bar.is_hidden():
            expect(self.page.locator("#setting-talk")).to_be_attached()
        self.page.wait_for_load_state("networkidle")

    def _wait_for_links(self) -> None:
        expect(self.page.get_by_role("heading", name="Invite your opponent")).to_be_visible()

    def _wait_for_turn(self) -> None:
        # Looks more often than an `expect` does: every game is dozens of these.
        self.status.get_by_role("heading", name="Your move", exact=True).wait_for()

    def _link(self, label: str, key: str) -> str:
        field = self.page.get_by_role("textbox", name=label).and_(self.page.locator(":visible"))
        expect(field).to_have_value(re.compile(rf"^{re.escape(self.base)}/\?{key}=[\w-]{{16}}$"))
        return field.input_value()


def play(red: Visitor, yellow: Visitor, columns: Sequence[int], after: int = 0) -> None:
    """Play moves by mouse or finger, each when its turn has come, in a game that has ``after`` moves already."""
    for ply, column in enumerate(columns, after):
        (red, yellow)[ply % 2].drop(column)
