"""One spectator that never reads: what the others notice, when it is dropped, what is left of it."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from .crowd import Crowd, settle
from .machine import cpu_s, open_files, rss_bytes
from .matches import FourlineMatch
from .rivals import FourlineServer

__all__ = ["SlowFigures", "measure"]

PONG = b"\x8a\x80\0\0\0\0"
PATIENCE_S = 90
GAMES = 2_000


@dataclass(frozen=True)
class SlowFigures:
    """What one spectator does to the others by not reading."""

    spectators: int
    cost_ratio: float
    """CPU per move with it, over without it; medians of moves that alternate."""
    silent_s: float
    """Until one that says nothing either is dropped."""
    messages: int
    """Until one that answers pings, but reads nothing, is dropped, by the bytes that pile up for it."""
    left_bytes: int
    """What the server's memory has grown by afterwards."""


def measure(spectators: int, moves: int) -> SlowFigures:
    """Measure a spectator that never reads among ``spectators`` that do."""
    ratio = _cost_ratio(spectators, moves)
    with FourlineServer() as server:
        match = FourlineMatch(server.port)
        before, files = rss_bytes(server.pid), open_files(server.pid)
        # The peer can't tell: what it hasn't read stands before the end of the stream.
        with _watch(match):
            silent_s = _seconds_until(lambda: open_files(server.pid) == files)
        with _watch(match) as stuck:
            messages = _messages_until(lambda: open_files(server.pid) == files, match, stuck)
        time.sleep(1)
        return SlowFigures(spectators, ratio, silent_s, messages, rss_bytes(server.pid) - before)


def _cost_ratio(spectators: int, moves: int) -> float:
    """Compare moves in two rooms of one server: in one of them somebody doesn't read."""
    with FourlineServer() as server:
        matches = [FourlineMatch(server.port), FourlineMatch(server.port)]
        crowds = [Crowd(0), Crowd(20)]
        for match, crowd in zip(matches, crowds, strict=True):
            crowd.open(server.port, [match.seat], spectators)
        stuck = _watch(matches[0])
        settle(spectators)
        for crowd in crowds:
            crowd.mark()
        costs: tuple[list[float], list[float]] = ([], [])
        for move in range(2 * moves):
            # with, without, without, with
            at = (move + move // 2) % 2
            crowds[at].expect(1)
            before = cpu_s(server.pid)
            matches[at].play()
            crowds[at].arrived()
            matches[at].settle()
            if move > 3:
                costs[at].append(cpu_s(server.pid) - before)
            if matches[at].ply == 41:
                break
        stuck.close()
        for crowd in crowds:
            crowd.end()
        return median(costs[0]) / median(costs[1])


def _watch(match: FourlineMatch) -> socket.socket:
    """Return a connection that watches, but will read nothing any more."""
    stuck = socket.socket()
    # As little as the kernel grants, so that it doesn't read for us.
    stuck.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
    stuck.connect(("127.0.0.1", match.port))
    stuck.sendall(
        b"GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    stuck.recv(1, socket.MSG_PEEK)
    first = match.seat.first.encode()
    stuck.sendall(b"\x81%c\0\0\0\0%b" % (0x80 | len(first), first))
    return stuck


def _seconds_until(is_dropped: Callable[[], bool]) -> float:
    begun = time.monotonic()
    while time.monotonic() - begun < PATIENCE_S:
        if is_dropped():
            return time.monotonic() - begun
        time.sleep(0.1)
    raise TimeoutError("a spectator that doesn't read is never dropped")


def _messages_until(is_dropped: Callable[[], bool], match: FourlineMatch, stuck: socket.socket) -> int:
    """Play game after game while one answers pings, but reads nothing."""
    told = 0
    for _ in range(GAMES):
        while match.ply < 42:
            match.play()
            told += match.settle()
        if is_dropped():
            return told
        stuck.sendall(PONG)
        told += match.renew()
    raise TimeoutError("a spectator that doesn't read is never dropped")
