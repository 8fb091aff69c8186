"""What a decision depends on and may not look up: measured or drawn outside, passed in, stored in the event."""

from __future__ import annotations

from msgspec import Struct

from .events import GameId

__all__ = ["Context"]


class Context(Struct, frozen=True, gc=False):
    """The circumstances of one command."""

    game_id: GameId
    """A new id, for the archive, should the command end the game."""
    now_ms: int = 0
    """Service time at which the command's bytes arrived."""
    lag_ms: int = 0
    """Least round trip to the sender that we measured lately."""
    gone_ms: int | None = None
    """For how long the other seat has been absent; None if it is there."""
    guest_left: bool = False
    """The guest's seat is held without a secret, and nobody is connected to it."""
    has_classic_player: bool = False
    """A tutorial's page plays here, which can neither un-play a disc nor clear its board."""
    claim_after_ms: int = 60_000
    """How long the opponent must be gone before the win may be claimed."""
    max_offers: int = 3
    """Offers of one kind that a seat may make in one game."""
    max_events: int = 10_000
    """Length the room's log may reach."""
