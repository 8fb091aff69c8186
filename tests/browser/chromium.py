"""The browser of the tests: the system's own, found as the Makefile finds it."""

from __future__ import annotations

import shutil
from typing import Final

__all__ = ["ARGS", "LAN_HOST", "find_chromium"]

LAN_HOST: Final = "lan.test"
"""
A name that means this machine and yet isn't localhost. So pages from there are what pages in a local network are to a
browser: no secure context.
"""

ARGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--host-resolver-rules=MAP {LAN_HOST} 127.0.0.1",
)


def find_chromium() -> str:
    """
    Return the path of Chromium.

    Raises:
        FileNotFoundError: If there is none. What nobody could test is no success.

    """
    for name in ("chromium", "chromium-browser", "google-chrome"):
        path = shutil.which(name)
        if path is not None:
            return path
    raise FileNotFoundError("The browser tests need Chromium. As root: apt install chromium")
