"""
What can happen in a room. Facts, in the past tense; each is one numbered line of the room's log and one message on
the wire.

An event holds everything that its message says and that its effect needs: applying it looks nothing up and computes
nothing anew. Nothing private is ever part of an event.
"""

from __future__ import annotations

from enum import Enum
from typing import NewType

from msgspec import Struct

from ..rules.clock import TimeControl, Times
from ..rules.game import Reason
from ..rules.position import Color, Line

__all__ = [
    "Aborted",
    "CommandId",
    "Declined",
    "Ended",
    "Entry",
    "Event",
    "GameId",
    "Hinted",
    "Joined",
    "ListingSet",
    "Moved",
    "OfferKind",
    "Offered",
    "Opened",
    "PrivacySet",
    "Renamed",
    "RoomId",
    "Seat",
    "Stamp",
    "Started",
    "TakenBack",
    "Withdrawn",
]

RoomId = NewType("RoomId", str)
"""96 random bits, base64url: names a room in its address; proves nothing."""

GameId = NewType("GameId", str)
"""96 random bits, base64url: names a finished game in the archive."""

CommandId = NewType("CommandId", str)
"""1-32 of ``A-Z a-z 0-9 _ -``, chosen by the page, unique per seat."""


class Seat(Enum):
    """The two places in a room. A seat keeps its player; its color may change from game to game."""

    HOST = "host"
    GUEST = "guest"

    # That of enumerations is written in Python; seats are looked up for every move and every arrival.
    __hash__ = object.__hash__

    @property
    def other(self) -> Seat:
        """Return the opponent's seat."""
        return Seat.GUEST if self is Seat.HOST else Seat.HOST


class OfferKind(Enum):
    """What one player may propose to the other."""

    DRAW = "draw"
    TAKEBACK = "takeback"
    REMATCH = "rematch"


class Opened(Struct, frozen=True, gc=False):
    """The host opened the room and took its seat; always seq 1. The first game is under way."""

    color: Color
    """The host's color in the first game."""
    name: str | None = None
    control: TimeControl | None = None
    moves: str = ""
    """Where the first game begins, in notation: a legal game without an outcome."""
    is_listed: bool = False


class Joined(Struct, frozen=True, gc=False):
    """Somebody took a seat that was free, or that a player without a secret had left."""

    seat: Seat
    name: str | None = None
    bot: int | None = None
    """The level (1-8) of the bot that plays in it; None for people."""


class Moved(Struct, frozen=True, gc=False):
    """A disc fell to ``row`` (0-5) of ``column`` (0-6); ``ply`` counts it already."""

    color: Color
    column: int
    row: int
    ply: int
    times: Times | None = None
    credit_ms: int = 0
    """How much of the mover's thinking time was put down to the network."""


class Ended(Struct, frozen=True, gc=False):
    """The game got its outcome; ``winner`` is None for a draw."""

    winner: Color | None
    reason: Reason
    game_id: GameId
    lines: tuple[Line, ...] = ()
    times: Times | None = None


class Aborted(Struct, frozen=True, gc=False):
    """The game ended before red's second move, without a result."""


class Offered(Struct, frozen=True, gc=False):
    """``seat`` made an offer; it is open until it is answered or overtaken."""

    offer: OfferKind
    seat: Seat


class Declined(Struct, frozen=True, gc=False):
    """``seat`` refused the other's offer."""

    offer: OfferKind
    seat: Seat


class Withdrawn(Struct, frozen=True, gc=False):
    """``seat`` took its own offer back."""

    offer: OfferKind
    seat: Seat


class TakenBack(Struct, frozen=True, gc=False):
    """A takeback was accepted; ``moves`` is what remains, in notation, and who asked for it is to move."""

    moves: str
    times: Times | None = None


class Started(Struct, frozen=True, gc=False):
    """A rematch was accepted: an empty board, the game's number in this room, and who plays red in it."""

    number: int
    red: Seat
    times: Times | None = None


class Hinted(Struct, frozen=True, gc=False):
    """``seat`` was told the best move of the position on the board. What it was told is its own."""

    seat: Seat


class Renamed(Struct, frozen=True, gc=False):
    """A player is called differently from now on."""

    seat: Seat
    name: str | None


class PrivacySet(Struct, frozen=True, gc=False):
    """The host closed the room to spectators, or opened it to them again."""

    is_private: bool


class ListingSet(Struct, frozen=True, gc=False):
    """The host let the room be listed in the lobby, or not any more."""

    is_listed: bool


Event = (
    Opened
    | Joined
    | Moved
    | Ended
    | Aborted
    | Offered
    | Declined
    | Withdrawn
    | TakenBack
    | Started
    | Hinted
    | Renamed
    | PrivacySet
    | ListingSet
)


class Stamp(Struct, frozen=True, gc=False):
    """When something was stored: service time for the rules, wall time for people; both in milliseconds."""

    service_ms: int
    wall_ms: int


class Entry(Struct, frozen=True, gc=False):
    """
    One line of a room's log.

    ``seq`` counts from 1 without gaps. ``command`` says whose command caused the event, where it had an id; all
    events of one command carry it.

    """

    seq: int
    event: Event
    stamp: Stamp
    command: tuple[Seat, CommandId] | None = None
