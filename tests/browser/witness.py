"""What a browser complains about: in the console, by exceptions, by what the CSP kept from happening."""

from __future__ import annotations

import re
from re import Pattern
from typing import Final

from playwright.sync_api import BrowserContext, ConsoleMessage, WebError

__all__ = ["BAD_REQUEST", "NOT_FOUND", "Witness", "lost_connection"]

NOT_FOUND: Final = re.compile(
    r"error: Failed to load resource: the server responded with a status of 404 \(Not Found\)"
)
"""What Chromium logs for an address that leads nowhere."""

BAD_REQUEST: Final = re.compile(
    r"error: Failed to load resource: the server responded with a status of 400 \(Bad Request\)"
)
"""What it logs for a page that says what was wrong."""

_REPORT_VIOLATIONS = """
addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sourceFile }) =>
  console.error("CSP:", violatedDirective, blockedURI, sourceFile));
"""


def lost_connection(port: int) -> Pattern[str]:
    """
    Return what Chromium logs while a server can't be reached: no page can prevent it.

    That is each attempt to connect, and whatever a page was just fetching when the line was cut.

    """
    causes = r"net::ERR_(CONNECTION_(REFUSED|RESET|CLOSED)|CONTENT_LENGTH_MISMATCH|EMPTY_RESPONSE|SOCKET_NOT_CONNECTED)"
    return re.compile(
        rf"error: (WebSocket connection to 'ws://localhost:{port}/ws' failed: "
        rf"(Error (in connection establishment|during WebSocket handshake): {causes}"
        rf"|Connection closed before receiving a handshake response)"
        rf"|Failed to load resource: {causes})"
    )


class Witness:
    """Notes the complaints of every page in the contexts that it is shown."""

    def __init__(self) -> None:
        self.complaints: list[str] = []
        self._allowed: list[Pattern[str]] = []

    def watch(self, context: BrowserContext) -> None:
        """Note what happens in ``context`` from now on."""
        context.on("console", self._note_console)
        context.on("weberror", self._note_error)
        context.add_init_script(_REPORT_VIOLATIONS)

    def allow(self, pattern: Pattern[str]) -> None:
        """Expect complaints of this kind: the test provokes them."""
        self._allowed.append(pattern)

    def check(self) -> None:
        """Assert that there were no complaints but the allowed ones."""
        unexpected = [text for text in self.complaints if not any(pattern.fullmatch(text) for pattern in self._allowed)]
        assert not unexpected, unexpected

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning", "info", "assert"}:
            self.complaints.append(f"{message.type}: {message.text}")

    def _note_error(self, error: WebError) -> None:
        self.complaints.append(f"exception: {error.error}")
