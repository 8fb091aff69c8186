"""
What one player proposes to the other: a draw, a takeback, a rematch.

::

    none ──offer──▶ open ──accept──▶ draw: the game ends; takeback: discs come off; rematch: a new game
      ▲               │
      └──decline, withdraw, a move or a takeback (draw and takeback), the end of the game

Who offers a draw or a rematch that the other has offered already accepts it. Not so with a takeback: the other's
would take back other discs than one's own.
"""

from __future__ import annotations

from ..errors import Code, Rejected
from ..rules.clock import Clock
from ..rules.game import Reason
from ..rules.notation import format_moves
from .commands import Accept, Decline, MakeOffer, Withdraw
from .context import Context
from .events import Declined, Ended, Event, Offered, OfferKind, Seat, Started, TakenBack, Withdrawn
from .room import Offer, Room

__all__ = ["accept", "decline", "make_offer", "withdraw"]


def make_offer(room: Room, seat: Seat, command: MakeOffer, context: Context) -> tuple[Event, ...]:
    """
    Return the offer, or what accepting the other's gives.

    Raises:
        Rejected: If it isn't allowed now.

    """
    kind = command.offer
    _check_kind(room, kind, context)
    if not room.player(seat.other).is_seated:
        raise Rejected(Code.NO_OPPONENT)
    if kind is OfferKind.TAKEBACK and _ply_after_takeback(room, seat) < room.start_ply:
        raise Rejected(Code.NOT_AVAILABLE)
    known = room.offers.get(kind)
    if known is not None:
        if known.seat is seat or kind is OfferKind.TAKEBACK:
            raise Rejected(Code.NOT_AVAILABLE)
        return _accepted(room, known, kind, context)
    if room.player(seat).offers_made.get(kind, 0) >= context.max_offers:
        raise Rejected(Code.TOO_MANY_OFFERS)
    return (Offered(kind, seat),)


def accept(room: Room, seat: Seat, command: Accept, context: Context) -> tuple[Event, ...]:
    """
    Return what accepting the other's offer gives.

    Raises:
        Rejected: If there is none, or it isn't allowed now.

    """
    offer = _find(room, command.offer, seat.other, command.at)
    _check_kind(room, command.offer, context)
    return _accepted(room, offer, command.offer, context)


def decline(room: Room, seat: Seat, command: Decline) -> tuple[Event, ...]:
    """
    Return the refusal of the other's offer.

    Raises:
        Rejected: If there is none.

    """
    _find(room, command.offer, seat.other, command.at)
    return (Declined(command.offer, seat),)


def withdraw(room: Room, seat: Seat, command: Withdraw) -> tuple[Event, ...]:
    """
    Return the withdrawal of one's own offer.

    Raises:
        Rejected: If there is none.

    """
    _find(room, command.offer, seat, command.at)
    return (Withdrawn(command.offer, seat),)


def _find(room: Room, kind: OfferKind, seat: Seat, at: int | None) -> Offer:
    """Return the open offer of ``seat``, unless it was made after what the page had seen."""
    offer = room.offers.get(kind)
    if offer is None or offer.seat is not seat:
        raise Rejected(Code.NO_SUCH_OFFER)
    if at is not None and offer.seq > at:
        raise Rejected(Code.STALE)
    return offer


def _check_kind(room: Room, kind: OfferKind, context: Context) -> None:
    if kind is OfferKind.REMATCH:
        if not room.is_over or context.has_classic_player:
            raise Rejected(Code.NOT_AVAILABLE)
        return
    if room.is_over:
        raise Rejected(Code.GAME_OVER)
    if kind is OfferKind.TAKEBACK and context.has_classic_player:
        raise Rejected(Code.NOT_AVAILABLE)


def _accepted(room: Room, offer: Offer, kind: OfferKind, context: Context) -> tuple[Event, ...]:
    times = None if room.clock is None else room.clock.times(context.now_ms)
    match kind:
        case OfferKind.DRAW:
            return (Ended(None, Reason.AGREEMENT, context.game_id, times=times),)
        case OfferKind.TAKEBACK:
            kept = room.game.moves[: _ply_after_takeback(room, offer.seat)]
            return (TakenBack(format_moves(kept), times),)
        case _:
            fresh = None if room.control is None else Clock.new(room.control).times(0)
            return (Started(room.number + 1, room.red.other, fresh),)


def _ply_after_takeback(room: Room, seat: Seat) -> int:
    """Return the ply before one's own last move; less than the game began with if there is no such move."""
    has_reply = room.game.turn is room.color_of(seat)
    return room.game.ply - (2 if has_reply else 1)
