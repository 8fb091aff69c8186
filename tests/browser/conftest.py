"""One browser and one server for all tests, and the visitors of each."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from random import Random
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.integration.patience import PATIENCE_S
from tests.integration.server import Server

from .chromium import ARGS, find_chromium
from .tutorial_site import TutorialSite, TutorialVisitor
from .visitor import Visitor
from .witness import Witness

PHONE: Final[dict[str, Any]] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
"""Options of a visitor's context."""

expect.set_options(timeout=PATIENCE_S * 1000)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Return how to start the browser; the command line's ``--headed`` and so on still count."""
    return {**browser_type_launch_args, "executable_path": find_chromium(), "args": list(ARGS)}


@pytest.fixture(scope="session")
def server_and_tutorial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, TutorialSite]]:
    """Return a running server, and the tutorial's page whose origin it allows."""
    database = tmp_path_factory.mktemp("server") / "fourline.db"
    with TutorialSite() as site, Server(database, "--rooms-per-minute", "100000", "--origin", site.origin) as running:
        site.server_port = running.port
        yield running, site


@pytest.fixture(scope="session")
def server(server_and_tutorial: tuple[Server, TutorialSite]) -> Server:
    """Return the server of all tests that don't need to kill it."""
    return server_and_tutorial[0]


@pytest.fixture
def mortal_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """
    Return a server to be killed, which keeps its port when it is started again.

    That port is below those that the system hands out by itself, or else an attempt to connect to the dead server might
    end up at somebody else, even at itself.

    """
    with Server(tmp_path_factory.mktemp("mortal") / "fourline.db", port=_free_port()) as running:
        yield running


def _free_port() -> int:
    for port in Random().sample(range(20_000, 32_000), 100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise OSError("no free port")


class Visitors:
    """Invites visitors, each with a browser profile of their own unless told otherwise."""

    def __init__(self, browser: Browser, base: str, tutorial: TutorialSite) -> None:
        self.witness = Witness()
        self.base = base
        self._browser = browser
        self._tutorial = tutorial
        self._contexts: list[BrowserContext] = []

    def __call__(self, base: str | None = None, **options: Any) -> Visitor:
        """Return a visitor to ``base`` (the server of all tests), with the options of Playwright's contexts."""
        visitor = Visitor(self.context(**options), base or self.base)
        visitor.has_touch = options.get("has_touch", False)
        return visitor

    def tab(self, visitor: Visitor) -> Visitor:
        """Return another tab of the same browser profile."""
        tab = Visitor(visitor.page.context, visitor.base)
        tab.has_touch = visitor.has_touch
        return tab

    def tutorial(self) -> TutorialVisitor:
        """Return a visitor to the tutorial's page."""
        return TutorialVisitor(self.context(), self._tutorial.origin)

    def context(self, **options: Any) -> BrowserContext:
        """Return a fresh browser profile."""
        context = self._browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
        context.set_default_timeout(PATIENCE_S * 1000)
        self.witness.watch(context)
        self._contexts.append(context)
        return context

    def leave(self) -> None:
        """Close every page."""
        for context in self._contexts:
            context.close()


@pytest.fixture
def visitors(browser: Browser, server_and_tutorial: tuple[Server, TutorialSite]) -> Iterator[Visitors]:
    """Return what invites visitors. In the end, none of their pages may have logged an error or a warning."""
    server, site = server_and_tutorial
    invited = Visitors(browser, f"http://localhost:{server.port}", site)
    yield invited
    invited.leave()
    invited.witness.check()
