"""
Everything that can be set, in one frozen :class:`Config`; every limit lives here.

Each field is a flag of ``fourline serve`` and a variable ``FOURLINE_...`` by the same name. The help texts are
written into ``docs/settings.md``, which a test compares.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

__all__ = ["Config"]


def _setting(default: Any, help: str, *, minimum: int = 1) -> Any:
    """Declare a field with its help text; ``minimum`` is the least whole number allowed."""
    return field(default=default, metadata={"help": help, "minimum": minimum})


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Settings of one server process. Durations end in their unit, sizes are in bytes."""

    host: str = _setting("127.0.0.1", "Address to listen on.")
    port: int = _setting(8000, "Port to listen on; 0 picks a free one.", minimum=0)
    database: Path = _setting(Path("fourline.db"), "SQLite file that holds rooms and games; created if absent.")
    origin: tuple[str, ...] = _setting((), "Origin besides our own whose pages may connect, or 'null'; repeatable.")
    trust_proxy: tuple[str, ...] = _setting(
        (), "Network (CIDR) of proxies whose X-Forwarded-For is believed; repeatable."
    )
    lan: bool = _setting(False, "Listen on all addresses and show the one for this network, with a QR code.")
    log_level: str = _setting("info", "Least severe messages to log: debug, info, warning or error.")
    log_json: bool = _setting(False, "Log one JSON object a line instead of text.")
    drain_s: int = _setting(0, "On SIGTERM, answer 503 on /healthz for so many seconds before stopping.", minimum=0)

    message_bytes: int = _setting(2_048, "Longest WebSocket message accepted.")
    head_bytes: int = _setting(16_384, "Longest HTTP request head accepted.")
    body_bytes: int = _setting(4_096, "Longest HTTP request body accepted.")
    head_timeout_ms: int = _setting(10_000, "Time for a request head to arrive.")
    init_timeout_ms: int = _setting(10_000, "Time for a connection's first message to arrive.")
    close_timeout_ms: int = _setting(5_000, "Time for a peer to answer our close frame.")
    ping_interval_ms: int = _setting(20_000, "Time between our pings on a connection.")
    pong_timeout_ms: int = _setting(40_000, "A connection silent for so long is aborted.")
    silence_ms: int = _setting(15_000, "A player whose page was silent for so long is shown as absent.")

    commands: int = _setting(100, "Messages a connection may send within 'command-window-ms'.")
    command_window_ms: int = _setting(10_000, "Window in which 'commands' are counted.")
    waiting_commands: int = _setting(8, "Commands of one connection that may wait for their answer.")
    malformed_messages: int = _setting(10, "Malformed messages after which a connection is closed.")

    connections: int = _setting(0, "Connections in all; 0 is what the process may open.", minimum=0)
    connections_per_address: int = _setting(1_000, "Connections per address (IPv6: per /64).")
    connections_per_seat: int = _setting(8, "Connections one seat may have open; the oldest gives way.")
    spectators_per_room: int = _setting(20_000, "Spectators per room.")
    rooms_per_minute: int = _setting(60, "Rooms one address may open within a minute.")
    events_per_room: int = _setting(10_000, "Events after which a room takes no more.")

    buffer_bytes: int = _setting(65_536, "Unsent bytes after which a slow connection is dropped.")
    send_buffer_bytes: int = _setting(131_072, "Size of the kernel's send buffer per connection.")

    idle_room_ms: int = _setting(60_000, "Time after which a room that nobody is in leaves memory.")
    unplayed_room_hours: int = _setting(24, "Hours after which a room that never saw a move is removed.")
