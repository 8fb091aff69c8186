"""
The pages. Most are rendered once at start, because they depend on nothing but the addresses of the assets.

Nothing of a request goes into those. What a room's page shows, it learns through its socket; a finished game's page is
rendered from the archive.
"""

from __future__ import annotations

import re
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

from jinja2 import DictLoader, Environment, StrictUndefined

from ..engine.bots import LEVELS
from .assets import Assets
from .content import NO_CACHE, NO_STORE, Content, make_content

__all__ = ["ERRORS", "Pages"]

ERRORS: Final = {
    400: ("Bad request", "Something in this request could not be understood."),
    403: ("Not allowed", "This can't be asked for from another site."),
    404: ("Not found", "There is nothing at this address. Perhaps a part of the link was lost on the way."),
    405: ("Method not allowed", "This address can't be used that way."),
    408: ("Too slow", "The request took too long to arrive."),
    429: ("Too often", "Too much was asked for from this address. Please try again in a minute."),
    413: ("Too long", "The request is longer than this server accepts."),
    503: ("Not now", "Nothing can be read or saved at the moment. Games and links are safe; please try again soon."),
    500: ("Something went wrong", "That was our mistake, not yours. Games and links are safe; please try again."),
}
"""Title and text of the page for each status that we answer with."""


class Pages:
    """Every page, ready to be sent. ``folder`` holds the templates; it is ``templates/`` beside this file."""

    def __init__(self, assets: Assets, folder: Traversable | None = None) -> None:
        environment = Environment(
            loader=DictLoader(_read_templates(folder or files(__package__) / "templates")),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.globals["asset"] = assets.path
        environment.globals["levels"] = LEVELS
        self._environment = environment
        self.home: Final = self._render("home.html", NO_CACHE)
        # Its address may be a secret, so no cache keeps it, although its text is the same for everybody.
        self.room: Final = self._render("room.html", NO_STORE)
        self._errors = {
            status: self._render("error.html", NO_STORE, status=status, title=title, text=text)
            for status, (title, text) in ERRORS.items()
        }

    def error(self, status: int) -> Content:
        """Return the page for ``status``, which is one of :data:`ERRORS`."""
        return self._errors[status]

    def game(self, cache_control: str, **facts: object) -> Content:
        """Return the page of a finished game; ``facts`` are what its template shows."""
        return self._render("game.html", cache_control, **facts)

    def analysis(self, cache_control: str, **facts: object) -> Content:
        """Return the free board at a position; ``facts`` are what its template shows."""
        return self._render("analysis.html", cache_control, **facts)

    def puzzle(self, cache_control: str, **facts: object) -> Content:
        """Return the page of one puzzle; ``facts`` are what its template shows."""
        return self._render("puzzle.html", cache_control, **facts)

    def puzzles(self, cache_control: str, **facts: object) -> Content:
        """Return the list of puzzles; ``facts`` are what its template shows."""
        return self._render("puzzles.html", cache_control, **facts)

    def _render(self, name: str, cache_control: str, **context: object) -> Content:
        # No page has a text whose indentation means something.
        text = re.sub(r"\n\s+", "\n", self._environment.get_template(name).render(context))
        return make_content(text.encode(), "text/html; charset=utf-8", cache_control)


def _read_templates(folder: Traversable) -> dict[str, str]:
    return {entry.name: entry.read_text("utf-8") for entry in folder.iterdir() if entry.name.endswith(".html")}
