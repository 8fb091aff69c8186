"""Many spectators of one server: ``load/crowd.c``, told what to do and asked what came."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from .build import WORK, program
from .machine import LOAD_CORE
from .process import Process

__all__ = ["Crowd", "Seat", "digest", "settle"]


class WrongDelivery(Exception):
    """What came isn't what was sent; no figure of such a run counts."""


@dataclass(frozen=True)
class Seat:
    """How to watch on one server: where to connect, what to say first, how many messages come before it is quiet."""

    path: str
    first: str
    messages: int
    sign: str = ""
    """When a message comes that begins so, ``second`` is said."""
    second: str = ""


def settle(spectators: int) -> None:
    """Wait until a room has been told of the last who came: at most once a second, and 2,000 each second."""
    time.sleep(max(1.0, spectators / 2_000) + 1.5)


def digest(payloads: Iterable[bytes]) -> str:
    """Return what ``crowd.c`` makes of the same messages in the same order (FNV-1a over lengths and bytes)."""
    value = 0xCBF29CE484222325
    for payload in payloads:
        value = ((value ^ len(payload)) * 0x100000001B3) & (2**64 - 1)
        for byte in payload:
            value = ((value ^ byte) * 0x100000001B3) & (2**64 - 1)
    return f"{value:016x}"


class Crowd:
    """Connections that watch, on the load's core; ``source`` keeps crowds off each other's addresses."""

    def __init__(self, source: int = 0) -> None:
        self._process = Process([program("crowd"), str(source)], LOAD_CORE, WORK / "crowd.log")
        self._source = source
        self._awaited = 0
        self.size = 0

    def open(self, port: int, seats: Iterable[Seat], size: int, *, window: int = 100) -> int:
        """Connect ``size`` times, ``window`` at once, and wait until all are shown what is; return when, in ns."""
        chosen = list(seats)
        file = WORK / f"seats-{self._source}"
        file.write_text(
            "".join(f"{seat.path}\t{seat.first}\t{seat.sign}\t{seat.second}\n" for seat in chosen), encoding="utf-8"
        )
        self._process.tell(f"open {port} {size} {chosen[0].messages} {window} {_word(file)}")
        failed, last_ns = self._process.read("opened")
        if int(failed):
            raise WrongDelivery(f"{failed} of {size} connections were refused")
        self.size = size
        return int(last_ns)

    def mark(self) -> None:
        """Count from here on."""
        self._process.tell("mark")
        self._process.read("marked")
        self._awaited = 0

    def expect(self, messages: int) -> None:
        """Say how many more messages each connection will get."""
        self._awaited += messages
        self._process.tell(f"await {self._awaited}")

    def arrived(self, timeout_s: float = 60) -> int:
        """Wait until every connection has what was expected; return when the last one did, in ns."""
        return int(self._process.read("done", timeout_s)[0])

    def check(self, payloads: Iterable[bytes] | int) -> int:
        """
        Check that each connection has had exactly these messages, in order, since the mark; return the bytes of all.

        Where what they are is the server's own business, give their number: all connections must have had the same.

        Raises:
            WrongDelivery: If one hasn't.

        """
        expected = payloads if isinstance(payloads, int) else list(payloads)
        self._process.tell("check")
        count, least, most, distinct, value, _aside, size, lost = self._process.read("checked")
        found = (int(count), int(least), int(most), int(distinct), int(lost), value)
        if isinstance(expected, int):
            wanted = (self.size, expected, expected, 0, 0, value)
        else:
            wanted = (self.size, len(expected), len(expected), 0, 0, digest(expected))
        if found != wanted:
            raise WrongDelivery(f"(open, least, most, different, lost, hash) is {found} instead of {wanted}")
        return int(size)

    def close(self) -> None:
        """Cut every connection."""
        self._process.tell("close")
        self._process.read("closed")
        self.size = 0

    def end(self) -> None:
        """Cut everything and end."""
        self._process.end()


def _word(path: Path) -> str:
    if " " in str(path):
        raise ValueError("the benchmark's folder has a space in its path, which its load can't read")
    return str(path)
