"""
From the numbers that the others keep to Prometheus' families; the only place that knows their names.

Nothing is kept here: whoever asks gets what the counts say at that moment. All of it is read in one turn of the loop,
so the numbers agree with each other. Names, types and labels are a promise to dashboards; ``docs/metrics.md`` is
written from them.
"""

from __future__ import annotations

import platform
import resource
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, process_time
from typing import Final

from prometheus_client import CollectorRegistry
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from .. import __version__
from ..histogram import Histogram
from ..live.counts import Counts
from ..live.lobby import Lobby
from ..live.rooms import Rooms
from ..net.close_codes import CloseCode
from ..net.endpoint import Endpoint
from ..store.base import Store
from .pulse import Pulse

__all__ = ["ServerCollector", "Sources", "make_registry"]

_PREFIX: Final = "fourline"
_DIALECTS: Final = {False: "version_1", True: "classic"}
_ROLES: Final = ("host", "guest", "spectator")


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the numbers are."""

    counts: Counts
    rooms: Rooms
    lobby: Lobby
    endpoint: Endpoint
    store: Store
    pulse: Pulse


def make_registry(sources: Sources) -> CollectorRegistry:
    """Return a registry that tells of ``sources``, and of nothing that others put into the library's own."""
    registry = CollectorRegistry()
    registry.register(ServerCollector(sources))
    return registry


class ServerCollector(Collector):
    """One server, in Prometheus' words. ``now_s`` is any clock that goes on evenly; it counts from now."""

    def __init__(self, sources: Sources, now_s: Callable[[], float] = monotonic) -> None:
        self._sources = sources
        self._now_s = now_s
        self._started_s = now_s()

    def collect(self) -> Iterator[Metric]:
        """Yield every family as it is now."""
        yield from self._process()
        yield from self._connections()
        yield from self._rooms()
        yield from self._messages()
        yield from self._store()
        yield from self._pulse()

    def _process(self) -> Iterator[Metric]:
        yield InfoMetricFamily(
            f"{_PREFIX}_build",
            "Always 1; which release runs, on which Python.",
            {"version": __version__, "python": platform.python_version()},
        )
        yield _gauge("uptime_seconds", "Time since the start.", self._now_s() - self._started_s)
        # The library's own collector counts open files, too, by listing them: 20-40 ms where there are 10,000.
        yield _counter("process_cpu_seconds", "CPU time that the process has taken.", process_time())
        yield _gauge(
            "process_resident_memory_bytes", "Memory that the process has (on Linux; elsewhere unknown).", _resident()
        )

    def _connections(self) -> Iterator[Metric]:
        sources, net = self._sources, self._sources.counts.net
        present = sources.counts.present
        family = GaugeMetricFamily(
            f"{_PREFIX}_connections",
            "WebSockets open now, by what they are here: `host`, `guest` or `spectator` of a room, in the `lobby`, or "
            "still `new`; and by what they speak: `version_1`, `classic` (the tutorial's dialect), or `unknown`.",
            labels=("role", "dialect"),
        )
        for role in _ROLES:
            for is_classic, dialect in _DIALECTS.items():
                family.add_metric((role, dialect), present[role, is_classic])
        family.add_metric(("lobby", "version_1"), sources.lobby.visitors)
        entered = sum(present.values()) + sources.lobby.visitors
        family.add_metric(("new", "unknown"), len(sources.endpoint.connections) - entered)
        yield family
        yield _gauge("sockets", "TCP connections open now, HTTP and WebSocket.", net.sockets)
        yield _counter("connections_opened", "WebSockets whose handshake succeeded.", net.opened)
        yield _counter(
            "connections_dropped",
            "WebSockets cut without a word: they didn't read (`slow`), said nothing, not even a pong (`silent`), or "
            "didn't answer a close frame (`unanswered`; these are counted as closed, too).",
            {"slow": net.slow, "silent": net.silent, "unanswered": net.unanswered},
            "reason",
        )
        yield _counter(
            "connections_closed",
            "WebSockets that the server began to close, by the close code that it sent.",
            {code.name.lower(): net.closed[code] for code in CloseCode},
            "reason",
        )
        yield _counter(
            "handshakes_rejected", "WebSocket handshakes refused for their path, origin or form.", net.rejected
        )
        yield _counter(
            "http_dropped",
            "HTTP connections ended before the app saw their request (`refused`), or because a request or the reading "
            "of an answer took too long (`late`).",
            {"refused": net.http_refused, "late": net.http_late},
            "reason",
        )

    def _rooms(self) -> Iterator[Metric]:
        lobby = self._sources.lobby
        yield _gauge("rooms", "Rooms in memory.", len(self._sources.rooms))
        yield _gauge("lobby_seeks", "Seeks in the lobby, those included that are just being taken.", lobby.seeks)
        yield _gauge("lobby_games", "Public games under way.", lobby.games)
        commands = CounterMetricFamily(
            f"{_PREFIX}_commands",
            "What was asked, by kind (the type of the message; `flag` is the server's own, `unreadable` no message at "
            "all) and answer: `ok`, an error's code, or `crashed` for a mistake of ours. What asks for no change, "
            "`ping` and `sync`, isn't counted.",
            labels=("kind", "answer"),
        )
        for asked, count in self._sources.counts.commands.items():
            commands.add_metric(asked, count)
        yield commands

    def _messages(self) -> Iterator[Metric]:
        net = self._sources.counts.net
        yield _counter("messages_received", "WebSocket messages that came, whatever was in them.", net.received)
        yield _counter("messages_sent", "WebSocket messages written, once for each connection.", net.sent)
        yield _histogram(
            "broadcast_receivers", "Connections that one broadcast went to.", {(): net.broadcast_receivers}
        )
        yield _histogram("broadcast_seconds", "Time to write one broadcast to all of them.", {(): net.broadcast_s})

    def _store(self) -> Iterator[Metric]:
        store = self._sources.store
        yield _histogram(
            "append_seconds",
            "Time from giving a command's events to the store until they are known to be durable, or refused.",
            {(): self._sources.counts.append_s},
        )
        yield _histogram("store_batch_writes", "Writes that shared one transaction.", {(): store.batches})
        yield _gauge("store_available", "1 while the store works, 0 while the disk refuses.", int(store.is_available))

    def _pulse(self) -> Iterator[Metric]:
        pulse = self._sources.pulse
        yield _histogram(
            "loop_lag_seconds", "How late a timer of the event loop goes off, ten times a second.", {(): pulse.lag_s}
        )
        yield _histogram(
            "gc_pause_seconds",
            "Time for which a garbage collection stopped the process, by generation: 2 is a full one.",
            {(str(generation),): pauses_s for generation, pauses_s in enumerate(pulse.gc_pauses_s)},
            ("generation",),
        )


def _resident() -> float | None:
    """Return the bytes of memory that the process has, where the system says."""
    try:
        return int(Path("/proc/self/statm").read_bytes().split()[1]) * resource.getpagesize()
    except OSError:
        return None


def _gauge(name: str, text: str, value: float | None) -> Metric:
    return GaugeMetricFamily(f"{_PREFIX}_{name}", text, value)


def _counter(name: str, text: str, value: float | Mapping[str, int], label: str = "") -> Metric:
    if isinstance(value, float | int):
        return CounterMetricFamily(f"{_PREFIX}_{name}", text, value)
    family = CounterMetricFamily(f"{_PREFIX}_{name}", text, labels=(label,))
    # Those that are still 0, too: what begins with its first increase has no rate.
    for reason, count in value.items():
        family.add_metric((reason,), count)
    return family


def _histogram(
    name: str, text: str, values: Mapping[tuple[str, ...], Histogram], labels: tuple[str, ...] = ()
) -> Metric:
    family = HistogramMetricFamily(f"{_PREFIX}_{name}", text, labels=labels)
    for label_values, histogram in values.items():
        bounds = [*(str(float(bound)) for bound in histogram.bounds), "+Inf"]
        family.add_metric(label_values, list(zip(bounds, histogram.up_to(), strict=True)), histogram.total)
    return family
