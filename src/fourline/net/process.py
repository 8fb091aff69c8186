"""
What the process needs before ten thousand connections come: descriptors, sockets, a loop that needn't wait for threads
and a patient collector.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import fcntl
import gc
import os
import resource
import socket
import sys
from collections.abc import Callable

import uvloop

__all__ = ["BACKLOG", "bind", "loop_factory", "prepare_process", "spare_collector"]

BACKLOG = 4_096
"""Connections that the kernel may have accepted before we do, which is also most that Linux allows by itself."""

OPEN_MAX = 10_240
"""Most descriptors that macOS allows where it doesn't say."""

PREPARED_DESCRIPTORS = 131_072
"""Descriptors to make room for at start: 1 MiB of kernel memory."""

SWITCH_INTERVAL_S = 0.0005
"""
How long the loop waits for a thread of ours that is at work in Python, as the solver's while it is loaded.

Measured, the longest lag while reviews run and the solver is loaded: 5.2 ms and more with the interpreter's own 5 ms,
3.6-4.2 with 1 ms, 2.7-3.5 with this.
"""


def prepare_process() -> None:
    """
    Allow as many descriptors as the system lets us have, let the kernel grow its table for them now, and have threads
    give way to the loop.

    The table grows by doubling, and each growth with threads about stops the process for 7-35 ms; so this comes first,
    before any thread.

    """
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    # macOS says unlimited and takes no more than OPEN_MAX.
    for wanted in (hard, OPEN_MAX):
        if soft == wanted:
            break
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            soft = wanted
            break
    most = PREPARED_DESCRIPTORS if soft == resource.RLIM_INFINITY else min(soft, PREPARED_DESCRIPTORS)
    with contextlib.suppress(OSError):
        os.close(fcntl.fcntl(sys.__stderr__.fileno() if sys.__stderr__ else 2, fcntl.F_DUPFD_CLOEXEC, most - 1))


def bind(host: str, port: int) -> list[socket.socket]:
    """
    Return listening sockets for every address of ``host``, all on the same port; port 0 picks one.

    A name may have addresses that this machine lacks, as ``localhost`` has where IPv6 is off: one that works is enough.

    Raises:
        OSError: If none of them can be listened on, or another program listens on one.

    """
    sockets: list[socket.socket] = []
    missing: OSError | None = None
    for family, address in _addresses(host, port):
        chosen = sockets[0].getsockname()[1] if sockets else port
        try:
            sockets.append(socket.create_server((address, chosen), family=family, backlog=BACKLOG))
        except OSError as exc:
            if exc.errno not in {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}:
                for sock in sockets:
                    sock.close()
                raise
            missing = exc
    if missing is not None and not sockets:
        raise missing
    for sock in sockets:
        sock.setblocking(False)
    return sockets


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop]:
    """Return what makes our event loop: uvloop, since stock asyncio pays for every queued chunk on every write."""
    return uvloop.new_event_loop


def spare_collector() -> None:
    """
    Make garbage collections rare, once everything that stays is in memory.

    Connections leave no reference cycles. A busy server has tens of thousands of young objects, all of which go by
    themselves; looked at more often, they took a twentieth of its time. Those of newcomers stay: see
    :data:`~.http.YOUNG_SOCKETS`. Full collections, 170 ms at 10,000 connections, hardly ever happen.

    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 1_000, 1_000)


def _addresses(host: str, port: int) -> list[tuple[socket.AddressFamily, str]]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    return list(dict.fromkeys((family, str(address[0])) for family, _, _, _, address in found))
