"""
Pictures of every state of every page, to be looked at: on a desktop and a phone, light and dark.

    .venv/bin/python -m tests.browser.screenshots FOLDER [STATE ...]

and the picture in the README:

    .venv/bin/python -m tests.browser.screenshots --readme docs/screenshot.png

"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, expect, sync_playwright

from tests.integration.patience import PATIENCE_S
from tests.integration.server import Server

from .chromium import ARGS, find_chromium
from .network import Network
from .scenes import SCENES
from .visitors import PHONE, Visitors

__all__ = ["shoot", "stage"]

DEVICES: Final[dict[str, dict[str, Any]]] = {
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "phone": {**PHONE, "device_scale_factor": 2},
}
README: Final = {"viewport": {"width": 1120, "height": 640}, "device_scale_factor": 0.85}
"""A desktop, made smaller: 150 KB are enough."""

SCHEMES: Final = ("light", "dark")


@contextmanager
def stage() -> Iterator[tuple[Browser, Server]]:
    """Start a browser, and a server with an empty database."""
    expect.set_options(timeout=PATIENCE_S * 1000)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(ARGS))
        with Server(Path(folder) / "fourline.db", "--rooms-per-minute", "100000") as server:
            yield browser, server
        browser.close()


def shoot(browser: Browser, server: Server, scene: str, path: Path, *, full_page: bool, **options: Any) -> None:
    """Play a scene, and write what is seen to ``path``."""
    visitors = Visitors(browser, f"http://localhost:{server.port}", "", reduced_motion="reduce", **options)
    with Network(server.port) as network:
        visitor = SCENES[scene](visitors, network)
        visitor.page.bring_to_front()
        visitor.page.screenshot(path=path, full_page=full_page)
        visitors.leave()
    visitors.witness.check()


def main() -> None:
    """Take the pictures that the command line asks for."""
    parser = argparse.ArgumentParser(description="Take pictures of the pages in every state.")
    parser.add_argument("target", type=Path, help="folder for the pictures, or the picture for the README")
    parser.add_argument("states", nargs="*", choices=[[], *SCENES], help="all, if none is named")
    parser.add_argument("--readme", action="store_true", help="write one picture of the middle of a game")
    arguments = parser.parse_args()
    with stage() as (browser, server):
        if arguments.readme:
            shoot(browser, server, "your_move", arguments.target, full_page=False, **README)
            return
        arguments.target.mkdir(parents=True, exist_ok=True)
        for scene in arguments.states or SCENES:
            for device, options in DEVICES.items():
                for scheme in SCHEMES:
                    path = arguments.target / f"{scene}-{device}-{scheme}.png"
                    shoot(browser, server, scene, path, full_page=device == "phone", color_scheme=scheme, **options)


if __name__ == "__main__":
    main()
