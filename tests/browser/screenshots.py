"""
Pictures of every state of every page, to be looked at: on a desktop and a phone, light and dark.

    .venv/bin/python -m tests.browser.screenshots FOLDER [SCENE OR TOUR ...]

and the picture in the README:

    .venv/bin/python -m tests.browser.screenshots --readme docs/screenshot.png

"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Literal

from playwright.sync_api import Browser, expect, sync_playwright

from tests.integration.patience import PATIENCE_S
from tests.integration.server import Server

from .chromium import ARGS, find_chromium
from .network import Network
from .scenes import FLAGS, SCENES
from .tours import TOURS, Stop
from .visitors import PHONE, Visitors

__all__ = ["audience", "shoot", "stage"]

DEVICES: Final[dict[str, dict[str, Any]]] = {
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "phone": {**PHONE, "device_scale_factor": 2},
}
README: Final = {"viewport": {"width": 1120, "height": 640}, "device_scale_factor": 0.85}
"""A desktop, made smaller: 150 KB are enough."""

SCHEMES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")


@contextmanager
def stage() -> Iterator[tuple[Browser, Server]]:
    """Start a browser, and a server with an empty database."""
    expect.set_options(timeout=PATIENCE_S * 1000)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(ARGS))
        with Server(Path(folder) / "fourline.db", *FLAGS) as server:
            yield browser, server
        browser.close()


@contextmanager
def audience(browser: Browser, server: Server, **options: Any) -> Iterator[Visitors]:
    """Invite visitors who rather see no motion, to have each picture the same."""
    visitors = Visitors(browser, f"http://localhost:{server.port}", "", reduced_motion="reduce", **options)
    yield visitors
    visitors.leave()
    visitors.witness.check()


def stops(name: str, visitors: Visitors, server: Server) -> Iterator[Stop]:
    """Play a scene or a tour, and return its states as they come."""
    if name in TOURS:
        yield from TOURS[name](visitors)
        return
    with Network(server.port) as network:
        yield name, SCENES[name](visitors, network)


def shoot(browser: Browser, server: Server, name: str, folder: Path) -> None:
    """Write pictures of what is seen in a scene, or at each stop of a tour."""
    for device, options in DEVICES.items():
        with audience(browser, server, **options) as visitors:
            for state, visitor in stops(name, visitors, server):
                visitor.page.bring_to_front()
                visitor.settle()
                for scheme in SCHEMES:
                    visitor.page.emulate_media(color_scheme=scheme)
                    path = folder / f"{state}-{device}-{scheme}.png"
                    visitor.page.screenshot(path=path, full_page=device == "phone")


def main() -> None:
    """Take the pictures that the command line asks for."""
    parser = argparse.ArgumentParser(description="Take pictures of the pages in every state.")
    parser.add_argument("target", type=Path, help="folder for the pictures, or the picture for the README")
    parser.add_argument(
        "names", nargs="*", choices=[[], *SCENES, *TOURS], help="scenes and tours; all, if none is named"
    )
    parser.add_argument("--readme", action="store_true", help="write one picture of the middle of a game")
    arguments = parser.parse_args()
    with stage() as (browser, server):
        if arguments.readme:
            with audience(browser, server, **README) as visitors:
                for _, visitor in stops("your_move", visitors, server):
                    visitor.settle()
                    visitor.page.screenshot(path=arguments.target)
            return
        arguments.target.mkdir(parents=True, exist_ok=True)
        for name in arguments.names or [*SCENES, *TOURS]:
            shoot(browser, server, name, arguments.target)


if __name__ == "__main__":
    main()
