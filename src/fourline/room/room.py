"""
The state of a room: seats, names, the game, its clock, open offers, the tally.

Values only. :mod:`.apply` makes them from the log, :mod:`.decide` says what may happen next. They are structs, as all
values of games and rooms: a room is copied with every move, and a dataclass takes ten times as long for it.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from ..rules.clock import Clock, TimeControl
from ..rules.game import NEW_GAME, Game, Outcome
from ..rules.position import Color
from .events import CommandId, GameId, OfferKind, Seat

__all__ = ["Offer", "Player", "Room"]


class Offer(Struct, frozen=True, gc=False):
    """An open offer: who made it, and when."""

    seat: Seat
    seq: int


class Player(Struct, frozen=True, gc=False):
    """What the room knows of one seat."""

    is_seated: bool = False
    name: str | None = None
    bot: int | None = None
    """The level of the bot that plays here; None for people."""
    wins: int = 0
    answers: Mapping[CommandId, int] = field(default_factory=dict)
    """The seq that answered each of the last commands, oldest first."""
    offers_made: Mapping[OfferKind, int] = field(default_factory=dict)
    """How many offers of each kind it has made in this game."""
    credit_ms: int = 0
    """What it may still put down to the network in this game, if there is a clock."""


class Room(Struct, frozen=True, gc=False):
    """The state of a room after its event ``seq``. Immutable; made by :func:`~fourline.room.apply.apply` only."""

    seq: int
    red: Seat
    """Who plays red in this game."""
    host: Player
    guest: Player
    started_at_ms: int
    """Wall time at which this game began."""
    number: int = 1
    """Which game of the room this is, from 1."""
    game: Game = NEW_GAME
    start_ply: int = 0
    """The ply at which this game began: more than 0 if it was set up."""
    outcome: Outcome | None = None
    game_id: GameId | None = None
    """The archive's id of this game once it has a result."""
    draws: int = 0
    control: TimeControl | None = None
    clock: Clock | None = None
    move_times: tuple[int, ...] = ()
    """What the mover had left after each move of this game, if there is a clock."""
    offers: Mapping[OfferKind, Offer] = field(default_factory=dict)
    """The open offers."""
    board_seq: int = 0
    """The last event that changed what lies on the board."""
    start_seq: int = 0
    """The event that began this game."""
    is_private: bool = False
    is_listed: bool = False
    hints: int = 0
    """How many hints were given in this game."""
    hint_seq: int = 0
    """The last event that was a hint."""

    def player(self, seat: Seat) -> Player:
        """Return what is known of a seat."""
        return self.host if seat is Seat.HOST else self.guest

    def color_of(self, seat: Seat) -> Color:
        """Return the color that a seat plays in this game."""
        return Color.RED if seat is self.red else Color.YELLOW

    def seat_of(self, color: Color) -> Seat:
        """Return the seat that plays a color in this game."""
        return self.red if color is Color.RED else self.red.other

    @property
    def is_over(self) -> bool:
        """Tell whether this game has ended."""
        return self.outcome is not None

    @property
    def is_full(self) -> bool:
        """Tell whether both seats are taken."""
        return self.host.is_seated and self.guest.is_seated

    @property
    def bot_seat(self) -> Seat | None:
        """Return the seat that a bot plays in, or None if there is no bot."""
        # Asked for whoever comes and whatever happens.
        if self.guest.bot is not None:
            return Seat.GUEST
        return None if self.host.bot is None else Seat.HOST

    @property
    def is_hinted(self) -> bool:
        """Tell whether a hint was given for the position on the board."""
        return self.hint_seq > self.board_seq

    def answer_to(self, seat: Seat, command_id: CommandId) -> int | None:
        """Return the seq that answered a command, if it was carried out and is remembered."""
        return self.player(seat).answers.get(command_id)
