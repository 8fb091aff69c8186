"""Servers for the tests: one that all share, and others for those that need settings, kills or a log of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from .server import Server

Starter = Callable[..., Server]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Return a running server with its usual limits, but for the rooms that one address may open."""
    with Server(tmp_path_factory.mktemp("server") / "fourline.db", "--rooms-per-minute", "100000") as running:
        yield running


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Starter]:
    """Return what starts a server with flags; it ends with the test."""
    with ExitStack() as stack:

        def start_server(*flags: str, **options: object) -> Server:
            return stack.enter_context(Server(tmp_path / "fourline.db", *flags, **options))  # type: ignore[arg-type]

        yield start_server
