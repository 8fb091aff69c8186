"""
Everything that can be set, in one frozen :class:`Config`; every limit lives here.

Each field is a flag of ``fourline serve`` and a variable ``FOURLINE_...`` by the same name. :data:`SETTINGS` says so
field by field: the command makes its flags of it, and a test compares ``docs/settings.md`` with it. A :class:`Config`
that exists is usable: values out of their range, and limits that make no sense together, are refused when it is made.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any, Final

from .errors import ConfigError

__all__ = ["SETTINGS", "Config", "Setting"]

_MAXIMUM = 2**31 - 1
"""Most of every whole number: 24 days in milliseconds, 2 GiB. Timers and socket options take no more."""

_ORIGIN = re.compile(
    r"([a-z][a-z0-9+.-]*)://(\[[0-9a-f:.]+\]|[a-z0-9_-]+(?:\.[a-z0-9_-]+)*)(?::([0-9]{1,5}))?", re.ASCII
)
_HOST_NAME = re.compile(r"(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}", re.ASCII | re.IGNORECASE)
_DEFAULT_PORTS: Final = {"http": "80", "https": "443"}


def _check_host(value: str) -> str:
    """Refuse what can't even be looked up; whether it is an address of this machine, only listening tells."""
    try:
        ip_address(value)
    except ValueError:
        if len(value) > 253 or _HOST_NAME.fullmatch(value) is None:
            raise ConfigError(f"{_quote(value)} isn't an address or a host name") from None
    return value


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _check_database(value: Path) -> Path:
    # Path("") is ".", and SQLite would take these two for something else than a file.
    if str(value) == "." or str(value) == ":memory:" or str(value).startswith("file:") or "\0" in str(value):
        raise ConfigError(f"{_quote(str(value))} isn't the path of a file")
    return value


def _check_origin(value: str) -> str:
    """Return ``value`` as browsers send it: in lower case, without the scheme's own port."""
    origin = value.lower()
    if origin == "null":
        return origin
    match = _ORIGIN.fullmatch(origin)
    if match is None or int(match[3] or 0) > 65_535:
        raise ConfigError(f"{_quote(value)} isn't an origin such as 'https://example.org' or 'null'")
    return f"{match[1]}://{match[2]}" if match[3] == _DEFAULT_PORTS.get(match[1]) else origin


def _check_network(value: str) -> str:
    try:
        return str(ip_network(value))
    except ValueError as exc:
        reason = " (it has host bits set)" if "host bits" in str(exc) else ""
        raise ConfigError(f"{_quote(value)} isn't a network such as '10.0.0.0/8'{reason}") from None


def _check_log_level(value: str) -> str:
    if value not in {"debug", "info", "warning", "error"}:
        raise ConfigError(f"{_quote(value)} isn't debug, info, warning or error")
    return value


def _between(minimum: int, maximum: int) -> Callable[[int], int]:
    def check(value: int) -> int:
        if value < minimum:
            raise ConfigError(f"{value} is below {minimum}")
        if value > maximum:
            raise ConfigError(f"{value} is above {maximum}")
        return value

    return check


def _quote(value: str) -> str:
    """Return ``value`` fit for one line of a terminal, whatever it holds."""
    return ascii(value if len(value) <= 80 else value[:80] + "...")


def _setting(default: Any, help: str, **metadata: Any) -> Any:
    """
    Declare a field with its help text.

    ``heading`` is given where a group of fields begins. ``check`` returns one value in its usual form or raises
    :exc:`ConfigError`. For the rest see :class:`Setting`.

    """
    return field(default=default, metadata={"help": help, **metadata})


def _number(default: int, help: str, *, minimum: int = 1, maximum: int = _MAXIMUM, **metadata: Any) -> Any:
    """Declare a field that is a whole number from ``minimum`` to ``maximum``."""
    return _setting(default, help, check=_between(minimum, maximum), **metadata)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """
    Settings of one server process. Durations end in their unit, sizes are in bytes.

    Raises:
        ConfigError: If a value is out of its range, or two of them make no sense together.

    """

    host: str = _setting("127.0.0.1", "Address to listen on.", heading="Server", metavar="ADDRESS", check=_check_host)
    port: int = _number(8000, "Port to listen on; 0 picks a free one.", minimum=0, maximum=65_535, fallback="PORT")
    lan: bool = _setting(False, "Listen on all addresses and show the one for this network, with a QR code.")
    database: Path = _setting(
        Path("fourline.db"),
        "SQLite file that holds rooms and games; created if absent.",
        metavar="FILE",
        check=_check_database,
    )
    origin: tuple[str, ...] = _setting(
        (),
        "Origin besides our own whose pages may connect, or 'null'; repeatable.",
        metavar="ORIGIN",
        check=_check_origin,
    )
    trust_proxy: tuple[str, ...] = _setting(
        (), "Network of proxies whose X-Forwarded-For is believed; repeatable.", metavar="CIDR", check=_check_network
    )
    drain_s: int = _number(
        0,
        "On SIGTERM, answer 503 on /healthz for so long before stopping.",
        minimum=0,
        flag="drain",
        metavar="SECONDS",
    )
    metrics_host: str = _setting(
        "127.0.0.1", "Address to serve /metrics on, to whoever asks.", metavar="ADDRESS", check=_check_host
    )
    metrics_port: int = _number(0, "Port to serve /metrics on, for Prometheus; 0 is none.", minimum=0, maximum=65_535)
    log_level: str = _setting(
        "info", "Least severe messages to log: debug, info, warning or error.", metavar="LEVEL", check=_check_log_level
    )
    log_json: bool = _setting(False, "Log one JSON object a line instead of text.")

    message_bytes: int = _number(2_048, "Longest WebSocket message accepted.", heading="Messages and requests")
    head_bytes: int = _number(16_384, "Longest HTTP request head accepted.")
    # Only texts for QR codes come in bodies; one of 1 KiB takes 10 ms to draw.
    body_bytes: int = _number(1_024, "Longest HTTP request body accepted.")
    head_timeout_ms: int = _number(10_000, "Time for a request head to arrive, and then for its body.")
    init_timeout_ms: int = _number(10_000, "Time for a connection's first message to arrive.")
    close_timeout_ms: int = _number(5_000, "Time for a peer to answer our close frame.")
    ping_interval_ms: int = _number(20_000, "Time between our pings on a connection.")
    pong_timeout_ms: int = _number(40_000, "A connection silent for so long is aborted.")
    silence_ms: int = _number(15_000, "A player whose page was silent for so long is shown as absent.")

    commands: int = _number(100, "Messages a connection may send within 'command-window-ms'.", heading="Rates")
    command_window_ms: int = _number(10_000, "Window in which 'commands' are counted.")
    waiting_commands: int = _number(8, "Commands of one connection that may wait for their answer.")
    malformed_messages: int = _number(10, "Malformed messages after which a connection is closed.")
    rooms_per_minute: int = _number(60, "Rooms one address may open within a minute.")
    # A cold position in the middle of a game takes 50 ms; a class shares one address.
    solves_per_minute: int = _number(600, "Positions one address may have solved within a minute.")
    reviews_per_minute: int = _number(60, "Games one address may have reviewed anew within a minute.")
    waiting_reviews: int = _number(200, "Games that may be under review, or wait for it; 0 for none.", minimum=0)
    solve_ms: int = _number(5_000, "Time to solve a position in; what takes longer is left open.")
    review_ms: int = _number(15_000, "Time to review a game in; what takes longer is left open.", minimum=0)

    connections: int = _number(
        0, "Connections in all; 0 is what the process may open.", minimum=0, heading="Connections"
    )
    connections_per_address: int = _number(1_000, "Connections per address (IPv6: per /64).")
    connections_per_seat: int = _number(8, "Connections one seat may have open; the oldest gives way.")
    spectators_per_room: int = _number(20_000, "Spectators per room.")
    buffer_bytes: int = _number(65_536, "Unsent bytes after which a slow connection is dropped.")
    send_buffer_bytes: int = _number(131_072, "Size of the kernel's send buffer per connection.")

    events_per_room: int = _number(10_000, "Events after which a room takes no more.", heading="Rooms")
    claim_after_ms: int = _number(60_000, "Time after which a player who is gone may be beaten by a claim.")
    offers_per_game: int = _number(3, "Offers of one kind that a player may make in one game.")
    bot_move_ms: int = _number(2_000, "Time the solver may take for a bot's move or a hint.")
    seeks: int = _number(1_000, "Open seeks in the lobby.")
    seek_grace_ms: int = _number(10_000, "Time for which a seek outlives its connection.")
    idle_room_ms: int = _number(60_000, "Time after which a room that nobody is in leaves memory.")
    unplayed_room_hours: int = _number(24, "Hours after which a room that never saw a move is removed.")

    def __post_init__(self) -> None:
        for setting in SETTINGS:
            try:
                object.__setattr__(self, setting.name, setting.checked(getattr(self, setting.name)))
            except ConfigError as exc:
                raise ConfigError(f"{setting.flag}: {exc}") from None
        if self.pong_timeout_ms <= self.ping_interval_ms:
            raise ConfigError("--pong-timeout-ms must be above --ping-interval-ms: no pong could come in time")
        if self.lan and _is_loopback(self.host):
            raise ConfigError(f"--lan: nobody else could connect to {self.host}")


@dataclass(frozen=True, slots=True)
class Setting:
    """One field of :class:`Config` as people meet it. A field whose default is a tuple is repeatable."""

    name: str
    default: Any
    help: str
    heading: str
    flag: str
    """As on the command line: ``--log-level``."""
    variables: tuple[str, ...]
    """Environment variables that are asked; the first that isn't empty counts."""
    metavar: str
    """What stands for the value in help texts; a switch has none."""
    check: Callable[[Any], Any]

    def checked(self, value: Any) -> Any:
        """
        Return the field's whole ``value`` in its usual form.

        Raises:
            ConfigError: If it can't be used.

        """
        return tuple(self.check(item) for item in value) if isinstance(self.default, tuple) else self.check(value)

    def parse(self, text: str) -> Any:
        """
        Return the value that ``text`` stands for; of a repeatable field, one of its values.

        Raises:
            ConfigError: If it can't be used.

        """
        if isinstance(self.default, int):
            # int() would let through "1_000", " 8 " and digits of other scripts.
            if re.fullmatch(r"-?[0-9]{1,20}", text) is None:
                raise ConfigError(f"{_quote(text)} isn't a whole number")
            return self.check(int(text))
        return self.check(Path(text) if isinstance(self.default, Path) else text)


def _list_settings() -> tuple[Setting, ...]:
    settings: list[Setting] = []
    heading = ""
    for declared in fields(Config):
        metadata = declared.metadata
        heading = metadata.get("heading", heading)
        flag = metadata.get("flag", declared.name)
        variable = f"FOURLINE_{flag.upper()}"
        settings.append(
            Setting(
                name=declared.name,
                default=declared.default,
                help=metadata["help"],
                heading=heading,
                flag="--" + flag.replace("_", "-"),
                variables=(variable, metadata["fallback"]) if "fallback" in metadata else (variable,),
                metavar="" if isinstance(declared.default, bool) else metadata.get("metavar", "N"),
                check=metadata.get("check", bool),
            )
        )
    return tuple(settings)


SETTINGS: Final = _list_settings()
"""Every field of :class:`Config`, in its order."""
