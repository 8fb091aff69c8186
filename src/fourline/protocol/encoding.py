"""From what happened to what is told: each event is exactly one message, and a room's state is one snapshot."""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from ..room.events import (
    Aborted,
    Declined,
    Ended,
    Event,
    Hinted,
    Joined,
    Moved,
    Offered,
    OfferKind,
    Opened,
    PrivacySet,
    Renamed,
    Started,
    TakenBack,
    Withdrawn,
)
from ..room.room import Room
from ..rules.clock import TimeControl, Times
from ..rules.notation import format_moves
from ..rules.position import Color
from . import server_messages as messages
from .codec import encode
from .messages import ColorName, SeatName, TimeControlText

__all__ = ["encode_event", "encode_state", "format_control", "parse_control"]


def encode_event(seq: int, event: Event) -> bytes:
    """
    Return the one message that says ``event``, the same for everybody.

    Raises:
        ValueError: For ``Opened``, which nobody is there to receive.

    """
    return encode(_message(seq, event))


def _message(seq: int, event: Event) -> messages.ServerMessage:  # noqa: C901, PLR0911, PLR0912 - one for each
    match event:
        case Moved(color, column, row, ply, times):
            return messages.Played(seq, color.value, column, row, ply, _times(times))
        case Ended():
            return _end(seq, event)
        case Joined(seat, name, bot):
            return messages.Joined(seq, seat.value, name, UNSET if bot is None else bot)
        case Aborted():
            return messages.AbortedGame(seq)
        case Offered(offer, seat):
            return messages.OfferMade(seq, offer.value, seat.value)
        case Declined(offer, seat):
            return messages.OfferDeclined(seq, offer.value, seat.value)
        case Withdrawn(offer, seat):
            return messages.OfferWithdrawn(seq, offer.value, seat.value)
        case TakenBack(moves, times):
            return messages.Takeback(seq, moves, _times(times))
        case Started(number, red, times):
            return messages.Start(seq, number, messages.Colors(red.value, red.other.value), _times(times))
        case Hinted(seat):
            return messages.Hinted(seq, seat.value)
        case Renamed(seat, name):
            return messages.RenamedPlayer(seq, seat.value, name)
        case PrivacySet(is_private):
            return messages.PrivacyChanged(seq, is_private)
        case Opened():
            raise ValueError("nobody is there when a room opens")
        case _:
            return messages.ListingChanged(seq, event.is_listed)


def encode_state(room: Room, now_ms: int) -> bytes:
    """Return the snapshot of ``room`` at an instant of service time."""
    return encode(
        messages.State(
            seq=room.seq,
            game=room.number,
            moves=format_moves(room.game.moves),
            start_ply=room.start_ply,
            colors=messages.Colors(room.seat_of(Color.RED).value, room.seat_of(Color.YELLOW).value),
            names=messages.Names(room.host.name, room.guest.name),
            seated=messages.Seated(room.host.is_seated, room.guest.is_seated),
            tally=messages.Tally(room.host.wins, room.guest.wins, room.draws),
            clock=_clock(room, now_ms),
            offers=messages.Offers(*(_offerer(room, kind) for kind in OfferKind)),
            outcome=_outcome(room),
            private=room.is_private,
            listed=room.is_listed,
            bot=_bot(room),
        )
    )


def format_control(control: TimeControl | None) -> TimeControlText | None:
    """Return a time control as it is told."""
    return None if control is None else TimeControlText(control.initial_ms, control.increment_ms)


def parse_control(control: TimeControlText | None) -> TimeControl | None:
    """Return a time control as rooms have it."""
    return None if control is None else TimeControl(control.initial_ms, control.increment_ms)


def _end(seq: int, event: Ended) -> messages.ServerMessage:
    if event.winner is None:
        return messages.Drawn(seq, event.reason.value, event.game_id, _times(event.times))
    lines = event.lines or UNSET
    return messages.Won(seq, event.winner.value, event.reason.value, event.game_id, lines, _times(event.times))


def _times(times: Times | None) -> messages.TimesLeft | UnsetType:
    return UNSET if times is None else messages.TimesLeft(times.red_ms, times.yellow_ms)


def _clock(room: Room, now_ms: int) -> messages.ClockInState | None:
    if room.clock is None or room.control is None:
        return None
    times = room.clock.times(now_ms)
    running: ColorName | None = None if room.clock.running is None else room.clock.running.value
    return messages.ClockInState(
        room.control.initial_ms, room.control.increment_ms, times.red_ms, times.yellow_ms, running
    )


def _bot(room: Room) -> messages.BotInState | UnsetType:
    seat = room.bot_seat
    level = None if seat is None else room.player(seat).bot
    return UNSET if seat is None or level is None else messages.BotInState(seat.value, level, room.hints)


def _offerer(room: Room, kind: OfferKind) -> SeatName | None:
    offer = room.offers.get(kind)
    return None if offer is None else offer.seat.value


def _outcome(room: Room) -> messages.OutcomeInState | None:
    if room.outcome is None:
        return None
    winner: ColorName | None = None if room.outcome.winner is None else room.outcome.winner.value
    return messages.OutcomeInState(winner, room.outcome.reason.value, room.game_id, room.outcome.lines or UNSET)
