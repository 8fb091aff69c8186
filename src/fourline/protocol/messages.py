"""
One class per message of version 1, tagged by ``type``.

What pages send is validated as it is decoded; unknown fields are ignored, so that a newer page may talk to an older
server. What the server sends has exactly the fields of ``docs/protocol.md``; those left unset aren't sent.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from ..rules.position import Line

__all__ = [
    "Bye",
    "ClientMessage",
    "Colors",
    "Drawn",
    "Error",
    "Init",
    "Joined",
    "Names",
    "Notice",
    "Offers",
    "Ok",
    "OutcomeInState",
    "Ping",
    "Play",
    "Played",
    "Pong",
    "Presence",
    "Seated",
    "ServerMessage",
    "State",
    "Sync",
    "Tally",
    "Welcome",
    "Won",
]

CommandIdText = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,32}\Z")]
SecretText = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{22}\Z")]
ColorName = Literal["red", "yellow"]
SeatName = Literal["host", "guest"]

Notice = Literal["seat_taken", "not_your_seat"]
"""Why somebody who came for a seat watches instead."""


class Init(Struct, tag_field="type", tag="init", frozen=True):
    """
    The first message: open a room, or enter one by exactly one of ``join``, ``watch``, ``room``.

    Without ``version`` it is the tutorial's, of which only ``join`` and ``watch`` count.

    """

    version: Annotated[int, Meta(ge=1)] | None = None
    secret: SecretText | None = None
    join: str | None = None
    watch: str | None = None
    room: str | None = None
    name: str | None = None
    color: Literal["red", "yellow", "random"] = "red"


class Play(Struct, tag_field="type", tag="play", frozen=True):
    """Drop a disc in ``column`` (0-6)."""

    column: int
    id: CommandIdText | None = None
    at: Annotated[int, Meta(ge=0)] | None = None


class Sync(Struct, tag_field="type", tag="sync", frozen=True):
    """Ask for the state."""


class Ping(Struct, tag_field="type", tag="ping", frozen=True):
    """Ask for a sign of life; ``t`` comes back as it is."""

    t: int | float | None = None


ClientMessage = Init | Play | Sync | Ping


class Welcome(Struct, tag_field="type", tag="init", frozen=True):
    """Who the connection is in the room; ``join`` to the host only."""

    version: int
    room: str
    role: Literal["host", "guest", "spectator"]
    watch: str
    join: str | UnsetType = UNSET
    notice: Notice | UnsetType = UNSET


class Names(Struct, frozen=True):
    """What the players call themselves."""

    host: str | None
    guest: str | None


class Seated(Struct, frozen=True):
    """Which seats are taken."""

    host: bool
    guest: bool


class Tally(Struct, frozen=True):
    """Games won by each seat, and drawn, in this room."""

    host: int
    guest: int
    draws: int


class Colors(Struct, frozen=True):
    """Which seat plays which color in this game."""

    red: SeatName
    yellow: SeatName


class Offers(Struct, frozen=True):
    """Open offers by the seat that made them; there are none yet."""

    draw: SeatName | None = None
    takeback: SeatName | None = None
    rematch: SeatName | None = None


class OutcomeInState(Struct, frozen=True):
    """How the game ended."""

    winner: ColorName | None
    reason: str
    game_id: str | None
    lines: tuple[Line, ...] | UnsetType = UNSET


class State(Struct, tag_field="type", tag="state", frozen=True):
    """The snapshot: everything a page needs."""

    seq: int
    game: int
    moves: str
    colors: Colors
    names: Names
    seated: Seated
    tally: Tally
    outcome: OutcomeInState | None
    clock: None = None
    offers: Offers = Offers()


class Joined(Struct, tag_field="type", tag="joined", frozen=True):
    """A seat was taken."""

    seq: int
    seat: SeatName
    name: str | None


class Played(Struct, tag_field="type", tag="play", frozen=True):
    """A disc fell."""

    seq: int
    player: ColorName
    column: int
    row: int
    ply: int


class Won(Struct, tag_field="type", tag="win", frozen=True):
    """The game was won."""

    seq: int
    player: ColorName
    reason: str
    game_id: str
    lines: tuple[Line, ...] | UnsetType = UNSET


class Drawn(Struct, tag_field="type", tag="draw", frozen=True):
    """The game was drawn."""

    seq: int
    reason: str
    game_id: str


class Ok(Struct, tag_field="type", tag="ok", frozen=True):
    """A command was carried out and is durable; ``seq`` is its last event."""

    id: str
    seq: int


class Error(Struct, tag_field="type", tag="error", frozen=True):
    """A message was refused; nothing changed."""

    code: str
    message: str
    id: str | UnsetType = UNSET


class Presence(Struct, tag_field="type", tag="presence", frozen=True):
    """Who is there now; spectators in steps."""

    host: bool
    guest: bool
    spectators: int


class Pong(Struct, tag_field="type", tag="pong", frozen=True):
    """The answer to a ping."""

    t: int | float | None = None


class Bye(Struct, tag_field="type", tag="bye", frozen=True):
    """The server is about to go down; come back after ``retry_ms``."""

    retry_ms: int


ServerMessage = Welcome | State | Joined | Played | Won | Drawn | Ok | Error | Presence | Pong | Bye
