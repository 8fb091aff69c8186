"""One browser and one server for all tests, and the visitors of each."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.integration.patience import PATIENCE_S
from tests.integration.server import Server

from .chromium import ARGS, find_chromium
from .network import Network
from .scenes import FLAGS
from .tutorial_site import TutorialSite
from .visitors import Visitors

expect.set_options(timeout=PATIENCE_S * 1000)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Return how to start the browser; the command line's ``--headed`` and so on still count."""
    return {**browser_type_launch_args, "executable_path": find_chromium(), "args": list(ARGS)}


@pytest.fixture(scope="session")
def server_and_tutorial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, TutorialSite]]:
    """Return a running server, and the tutorial's page whose origin it allows."""
    database = tmp_path_factory.mktemp("server") / "fourline.db"
    with TutorialSite() as site, Server(database, *FLAGS, "--origin", site.origin) as running:
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


@pytest.fixture
def visitors(browser: Browser, server_and_tutorial: tuple[Server, TutorialSite]) -> Iterator[Visitors]:
    """Return what invites visitors. In the end, none of their pages may have logged an error or a warning."""
    server, site = server_and_tutorial
    invited = Visitors(browser, f"http://localhost:{server.port}", site.origin)
    yield invited
    invited.leave()
    invited.witness.check()


@pytest.fixture
def network(server: Server) -> Iterator[Network]:
    """Return a network to the server of all tests, to be cut."""
    with Network(server.port) as running:
        yield running
