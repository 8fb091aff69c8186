"""The tutorial's page: served on a port of its own as ``python -m http.server`` would, and somebody who plays on it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Final, Self

from playwright.sync_api import BrowserContext, Dialog, Locator, expect

from tests.integration.patience import PATIENCE_S

from .visitor import cells_after

__all__ = ["TutorialSite", "TutorialVisitor"]

FOLDER: Final = Path(__file__).with_name("tutorial")
_SERVER_IN_TUTORIAL: Final = b"ws://localhost:8001/"


class TutorialSite:
    """Serves the page. All that is changed in it is where the server is: tests can't count on a free port 8001."""

    def __init__(self) -> None:
        self.server_port = 8001
        site = self

        class Handler(SimpleHTTPRequestHandler):
            def do_GET(self) -> None:
                name = self.path.partition("?")[0].lstrip("/") or "index.html"
                body = (FOLDER / Path(name).name).read_bytes()
                self.send_response(200)
                self.send_header("content-type", self.guess_type(name))
                self.end_headers()
                self.wfile.write(body.replace(_SERVER_IN_TUTORIAL, f"ws://localhost:{site.server_port}/".encode()))

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        self._httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = Thread(target=self._httpd.serve_forever)
        self.origin: Final = f"http://localhost:{self._httpd.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None) -> None:
        self._httpd.shutdown()
        self._httpd.server_close()
        self._thread.join(PATIENCE_S)


class TutorialVisitor:
    """One tab with the tutorial's page. Columns count from 0."""

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self.page = context.new_page()
        self.origin = origin
        self.alerts: list[str] = []
        self.page.on("dialog", self._dismiss)

    def visit(self, query: str = "") -> None:
        """Open the page with a query such as ``?join=...``, or without one: then a game is opened."""
        self.page.goto(f"{self.origin}/{query}")

    def link(self, name: str) -> str:
        """Return the query of the "Join" or "Watch" link, once the server has given its key."""
        link = self.page.get_by_role("link", name=name)
        expect(link).to_have_attribute("href", re.compile(r"^\?\w+=[\w-]{16}$"))
        return link.get_attribute("href") or ""

    def drop(self, column: int) -> None:
        """Click a column, whoever's move it is: the page doesn't know."""
        self.page.get_by_role("button", name=f"Column {column + 1}").click()

    @property
    def cells(self) -> Locator:
        """The cells, column after column, from the bottom."""
        return self.page.locator(".cell")

    def sees(self, columns: Sequence[int]) -> None:
        """Assert that the board shows the position after these moves."""
        reading = cells_after(columns)
        by_column = [reading[(5 - row) * 7 + column] for column in range(7) for row in range(6)]
        expect(self.cells).to_have_class([f"cell {content}" for content in by_column])

    def is_told(self, text: str) -> None:
        """Wait for an alert."""
        if text not in self.alerts:
            with self.page.expect_event("dialog", lambda dialog: dialog.message == text):
                pass

    def _dismiss(self, dialog: Dialog) -> None:
        self.alerts.append(dialog.message)
        dialog.dismiss()
