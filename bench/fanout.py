"""
One move to many spectators: CPU per delivered message, memory per idle spectator, CPU per handshake.

Paired: in each round all servers are up at once, each with its own crowd, and their moves alternate one by one, in an
order that turns; ratios are taken within the round. Unpaired runs of the same code differ by a fifth.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from statistics import median

from .crowd import Crowd, settle
from .machine import cpu_s, rss_bytes
from .matches import Match
from .rivals import Kind, Server, start

__all__ = ["Sample", "measure"]

SETTLE_S = 0.5


@dataclass
class Sample:
    """What one round told of one server."""

    message_us: float
    """CPU per delivered message: median over the moves."""
    handshake_us: float
    """CPU per spectator that came, whatever it is shown included."""
    spectator_bytes: float
    """Growth of the resident memory per idle spectator."""
    last_ms: float
    """Time until the last spectator had a move: median over the moves."""
    messages: int
    """Messages delivered and checked."""


@dataclass
class _Contender:
    server: Server
    match: Match
    crowd: Crowd
    handshake_us: float = 0.0
    spectator_bytes: float = 0.0
    costs_us: list[float] = field(default_factory=list)
    times_ms: list[float] = field(default_factory=list)


def measure(kinds: Sequence[Kind], spectators: int, moves: int, turn: int = 0) -> dict[str, Sample]:
    """
    Measure one round and return a sample per key of ``kinds``.

    Raises:
        WrongDelivery: If one message of one connection was missing, different or too much.

    """
    with ExitStack() as stack:
        contenders = [_enter(stack, kind, spectators, source) for source, kind in enumerate(kinds)]
        for contender in contenders:
            contender.crowd.mark()
            contender.match.told.clear()
        for move in range(-2, moves):
            for at in range(len(contenders)):
                # The first two only warm up.
                _move(contenders[(at + move + turn) % len(contenders)], spectators, is_counted=move >= 0)
        samples = {}
        for contender in contenders:
            contender.crowd.check(contender.match.checked)
            samples[contender.server.kind.key] = Sample(
                median(contender.costs_us),
                contender.handshake_us,
                contender.spectator_bytes,
                median(contender.times_ms),
                spectators * len(contender.match.told),
            )
        return samples


def _enter(stack: ExitStack, kind: Kind, spectators: int, source: int) -> _Contender:
    server = stack.enter_context(start(kind))
    match = stack.enter_context(kind.match(server.port))
    crowd = Crowd(20 * source)
    stack.callback(crowd.end)
    contender = _Contender(server, match, crowd)
    time.sleep(SETTLE_S)
    cpu_before, rss_before = cpu_s(server.pid), rss_bytes(server.pid)
    crowd.open(server.port, match.seats(spectators), spectators)
    settle(spectators)
    contender.handshake_us = (cpu_s(server.pid) - cpu_before) / spectators * 1e6
    contender.spectator_bytes = (rss_bytes(server.pid) - rss_before) / spectators
    return contender


def _move(contender: _Contender, spectators: int, *, is_counted: bool) -> None:
    contender.crowd.expect(1)
    cpu_before, before_ns = cpu_s(contender.server.pid), time.monotonic_ns()
    contender.match.play()
    last_ns = contender.crowd.arrived()
    contender.match.settle()
    cost_s = cpu_s(contender.server.pid) - cpu_before
    if is_counted:
        contender.costs_us.append(cost_s / spectators * 1e6)
        contender.times_ms.append((last_ns - before_ns) / 1e6)
