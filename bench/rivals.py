"""The servers that are measured: how each is started, and how a game is played on it."""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from .build import WORK, program
from .machine import SERVER_CORE
from .matches import FloorMatch, FourlineMatch, Match, TutorialMatch
from .process import Process

__all__ = [
    "BROADCAST",
    "BROADCAST_UVLOOP",
    "FLOOR",
    "FOURLINE",
    "RIVALS",
    "STARLETTE",
    "FourlineServer",
    "Kind",
    "Server",
    "start",
]

UNLIMITED: Final = (
    "--connections-per-address=100000",
    "--rooms-per-minute=1000000",
    "--commands=1000000",
    "--log-level=warning",
)
"""All the load comes from a few addresses; everything else is as it is served."""

COMMAND: Final = str(Path(sys.executable).with_name("fourline"))


@dataclass(frozen=True)
class Kind:
    """One way to serve Connect Four."""

    key: str
    title: str
    command: tuple[str, ...]
    """A module of ours with its arguments, or a program by its absolute path."""
    match: type[Match]


class Server:
    """A process that serves, on the servers' core."""

    def __init__(self, kind: Kind, args: Sequence[str] | None = None) -> None:
        self.kind = kind
        self.process = Process(args or _command(kind), SERVER_CORE, WORK / f"{kind.key}.log")
        self.port = self._read_port()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None) -> None:
        self.process.__exit__(kind, exc, tb)

    @property
    def pid(self) -> int:
        return self.process.pid

    def _read_port(self) -> int:
        return int(self.process.read("ready")[0])


class FourlineServer(Server):
    """``fourline serve`` with a database of its own, which outlives it until the context is left."""

    def __init__(self, *flags: str, command: Sequence[str] = (COMMAND, "serve")) -> None:
        WORK.mkdir(exist_ok=True)
        # On a disk, not in a temporary file system: every commit waits for it.
        self._folder = tempfile.TemporaryDirectory(dir=WORK, prefix="database-")
        self.database = Path(self._folder.name) / "fourline.db"
        self._args = [*command, "--port=0", f"--database={self.database}", *UNLIMITED, *flags]
        super().__init__(FOURLINE, self._args)

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None) -> None:
        super().__exit__(kind, exc, tb)
        self._folder.cleanup()

    def _read_port(self) -> int:
        address = re.search(r":([0-9]+)", " ".join(self.process.read("Fourline")))
        assert address is not None
        return int(address[1])


FLOOR: Final = Kind("floor", "floor: a C loop of send()", ("floor",), FloorMatch)
FOURLINE: Final = Kind("fourline", "Fourline as served", (), FourlineMatch)
BROADCAST_UVLOOP: Final = Kind(
    "broadcast-uvloop", "websockets broadcast(), uvloop", ("bench.servers.tutorial", "--uvloop"), TutorialMatch
)
BROADCAST: Final = Kind("broadcast", "websockets broadcast(), asyncio", ("bench.servers.tutorial",), TutorialMatch)
STARLETTE: Final = Kind("starlette", "Starlette on uvicorn, await send", ("bench.servers.framework",), TutorialMatch)

RIVALS: Final = (FLOOR, FOURLINE, BROADCAST_UVLOOP, BROADCAST, STARLETTE)


def start(kind: Kind) -> Server:
    """Start a server of its kind."""
    return FourlineServer() if kind is FOURLINE else Server(kind)


def _command(kind: Kind) -> list[str]:
    if kind is FLOOR:
        return [str(program("floor"))]
    if Path(kind.command[0]).is_absolute():
        return list(kind.command)
    return [sys.executable, "-m", *kind.command]
