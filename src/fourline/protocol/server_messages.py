"""
What the server says in version 1, one class per message, tagged by ``type``.

Each has exactly the fields of ``docs/protocol.md``; those left unset aren't sent.
"""

from __future__ import annotations

from typing import Literal

from msgspec import UNSET, Struct, UnsetType

from ..rules.position import Line
from .messages import ColorName, ColorWish, OfferName, Phrase, SeatName, TimeControlText

__all__ = [
    "AbortedGame",
    "BotInState",
    "Bye",
    "ClaimIn",
    "ClockInState",
    "Colors",
    "Drawn",
    "Error",
    "GameListed",
    "Hint",
    "Hinted",
    "Joined",
    "ListingChanged",
    "LobbySnapshot",
    "Names",
    "Notice",
    "OfferDeclined",
    "OfferMade",
    "OfferWithdrawn",
    "Offers",
    "Ok",
    "OutcomeInState",
    "Paired",
    "Played",
    "Pong",
    "Presence",
    "PrivacyChanged",
    "RenamedPlayer",
    "Said",
    "Seated",
    "SeekListed",
    "ServerMessage",
    "Start",
    "State",
    "Takeback",
    "Tally",
    "TimesLeft",
    "Welcome",
    "Won",
]

Notice = Literal["seat_taken", "not_your_seat"]
"""Why somebody who came for a seat watches instead."""


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
    """The open offers, each by the seat that made it."""

    draw: SeatName | None = None
    takeback: SeatName | None = None
    rematch: SeatName | None = None


class TimesLeft(Struct, frozen=True):
    """What each color has left, in milliseconds."""

    red_ms: int
    yellow_ms: int


class ClockInState(Struct, frozen=True):
    """The clock as of sending; ``running`` is the color whose time passes, or null."""

    initial_ms: int
    increment_ms: int
    red_ms: int
    yellow_ms: int
    running: ColorName | None


class OutcomeInState(Struct, frozen=True):
    """How the game ended."""

    winner: ColorName | None
    reason: str
    game_id: str | None
    lines: tuple[Line, ...] | UnsetType = UNSET


class BotInState(Struct, frozen=True):
    """Which seat a bot plays in, how well (1-8), and how many hints were given against it in this game."""

    seat: SeatName
    level: int
    hints: int


class State(Struct, tag_field="type", tag="state", frozen=True):
    """The snapshot: everything a page needs; ``start_ply`` of ``moves`` were set up before the game began."""

    seq: int
    game: int
    moves: str
    start_ply: int
    colors: Colors
    names: Names
    seated: Seated
    tally: Tally
    outcome: OutcomeInState | None
    clock: ClockInState | None
    offers: Offers
    private: bool
    listed: bool
    bot: BotInState | UnsetType = UNSET


class Joined(Struct, tag_field="type", tag="joined", frozen=True):
    """A seat was taken; ``bot`` is its level, if it was a bot that took it."""

    seq: int
    seat: SeatName
    name: str | None
    bot: int | UnsetType = UNSET


class Played(Struct, tag_field="type", tag="play", frozen=True):
    """A disc fell."""

    seq: int
    player: ColorName
    column: int
    row: int
    ply: int
    clock: TimesLeft | UnsetType = UNSET


class Won(Struct, tag_field="type", tag="win", frozen=True):
    """The game was won."""

    seq: int
    player: ColorName
    reason: str
    game_id: str
    lines: tuple[Line, ...] | UnsetType = UNSET
    clock: TimesLeft | UnsetType = UNSET


class Drawn(Struct, tag_field="type", tag="draw", frozen=True):
    """The game was drawn."""

    seq: int
    reason: str
    game_id: str
    clock: TimesLeft | UnsetType = UNSET


class AbortedGame(Struct, tag_field="type", tag="aborted", frozen=True):
    """The game ended before red's second move, without a result."""

    seq: int


class OfferMade(Struct, tag_field="type", tag="offer", frozen=True):
    """An offer is open."""

    seq: int
    offer: OfferName
    seat: SeatName


class OfferDeclined(Struct, tag_field="type", tag="declined", frozen=True):
    """``seat`` refused the other's offer."""

    seq: int
    offer: OfferName
    seat: SeatName


class OfferWithdrawn(Struct, tag_field="type", tag="withdrawn", frozen=True):
    """``seat`` took its own offer back."""

    seq: int
    offer: OfferName
    seat: SeatName


class Takeback(Struct, tag_field="type", tag="takeback", frozen=True):
    """Discs came off; ``moves`` is what remains."""

    seq: int
    moves: str
    clock: TimesLeft | UnsetType = UNSET


class Start(Struct, tag_field="type", tag="start", frozen=True):
    """A new game began on an empty board."""

    seq: int
    game: int
    colors: Colors
    clock: TimesLeft | UnsetType = UNSET


class Hinted(Struct, tag_field="type", tag="hinted", frozen=True):
    """A player was told the best move of the position on the board."""

    seq: int
    seat: SeatName


class RenamedPlayer(Struct, tag_field="type", tag="renamed", frozen=True):
    """A player is called differently."""

    seq: int
    seat: SeatName
    name: str | None


class PrivacyChanged(Struct, tag_field="type", tag="privacy", frozen=True):
    """The room was closed to spectators, or opened."""

    seq: int
    private: bool


class ListingChanged(Struct, tag_field="type", tag="listing", frozen=True):
    """The room is listed in the lobby, or not any more."""

    seq: int
    listed: bool


class Ok(Struct, tag_field="type", tag="ok", frozen=True):
    """A command was carried out and is durable; ``seq`` is its last event."""

    id: str
    seq: int


class Error(Struct, tag_field="type", tag="error", frozen=True):
    """A message was refused; nothing changed."""

    code: str
    message: str
    id: str | UnsetType = UNSET


class Hint(Struct, tag_field="type", tag="hint", frozen=True):
    """The best moves of the position after ``ply`` moves, to the one who asked; ``score`` is what they are worth."""

    ply: int
    columns: tuple[int, ...]
    score: int


class ClaimIn(Struct, frozen=True):
    """Whose absence may be claimed, and in how long."""

    seat: SeatName
    in_ms: int


class Presence(Struct, tag_field="type", tag="presence", frozen=True):
    """Who is there now; spectators in steps. ``classic``: a tutorial's page plays, so no takeback and no rematch."""

    host: bool
    guest: bool
    spectators: int
    claim: ClaimIn | UnsetType = UNSET
    classic: bool | UnsetType = UNSET


class Said(Struct, tag_field="type", tag="say", frozen=True):
    """A player said one of the preset phrases."""

    seat: SeatName
    phrase: Phrase


class Pong(Struct, tag_field="type", tag="pong", frozen=True):
    """The answer to a ping."""

    t: int | float | None = None


class Bye(Struct, tag_field="type", tag="bye", frozen=True):
    """The server is about to go down; come back after ``retry_ms``."""

    retry_ms: int


class SeekListed(Struct, frozen=True):
    """An open offer to play."""

    seek: str
    name: str | None
    clock: TimeControlText | None
    color: ColorWish


class GameListed(Struct, frozen=True):
    """A public game under way."""

    watch: str
    names: Names
    moves: str
    clock: TimeControlText | None


class LobbySnapshot(Struct, tag_field="type", tag="lobby", frozen=True):
    """What goes on in the lobby."""

    people: int
    seeks: list[SeekListed]
    games: list[GameListed]


class Paired(Struct, tag_field="type", tag="paired", frozen=True):
    """A seek was taken: enter this room with your secret."""

    room: str
    role: SeatName


ServerMessage = (
    Welcome
    | State
    | Joined
    | Played
    | Won
    | Drawn
    | AbortedGame
    | OfferMade
    | OfferDeclined
    | OfferWithdrawn
    | Takeback
    | Start
    | Hinted
    | RenamedPlayer
    | PrivacyChanged
    | ListingChanged
    | Ok
    | Error
    | Hint
    | Presence
    | Said
    | Pong
    | Bye
    | LobbySnapshot
    | Paired
)
