"""Those who come to the pages, each with a browser profile of their own, and what their browsers complain about."""

from __future__ import annotations

from typing import Any, Final

from playwright.sync_api import Browser, BrowserContext

from tests.integration.patience import PATIENCE_S

from .tutorial_site import TutorialVisitor
from .visitor import Visitor
from .witness import Witness

__all__ = ["PHONE", "Visitors"]

PHONE: Final[dict[str, Any]] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
"""Options of a visitor's context."""


class Visitors:
    """
    Invites visitors, each with a browser profile of their own unless told otherwise.

    Args:
        browser: Where their pages are.
        base: Address of the server that they visit.
        tutorial_origin: Where the tutorial's page is.
        options: Options of Playwright's contexts, for all of them.

    """

    def __init__(self, browser: Browser, base: str, tutorial_origin: str, **options: Any) -> None:
        self.witness = Witness()
        self.base = base
        self._browser = browser
        self._options = {"viewport": {"width": 1280, "height": 800}, **options}
        self._tutorial_origin = tutorial_origin
        self._contexts: list[BrowserContext] = []

    def __call__(self, base: str | None = None, **options: Any) -> Visitor:
        """Return a visitor to ``base`` (the server of all tests), with the options of Playwright's contexts."""
        visitor = Visitor(self.context(**options), base or self.base)
        visitor.has_touch = {**self._options, **options}.get("has_touch", False)
        return visitor

    def tab(self, visitor: Visitor) -> Visitor:
        """Return another tab of the same browser profile."""
        tab = Visitor(visitor.page.context, visitor.base)
        tab.has_touch = visitor.has_touch
        return tab

    def tutorial(self) -> TutorialVisitor:
        """Return a visitor to the tutorial's page."""
        return TutorialVisitor(self.context(), self._tutorial_origin)

    def context(self, **options: Any) -> BrowserContext:
        """Return a fresh browser profile."""
        context = self._browser.new_context(**{**self._options, **options})
        context.set_default_timeout(PATIENCE_S * 1000)
        self.witness.watch(context)
        self._contexts.append(context)
        return context

    def leave(self) -> None:
        """Close every page."""
        for context in self._contexts:
            context.close()
