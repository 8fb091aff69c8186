"""
What may happen next: one pure function from a state and a command to events.

::

    command ── decide(room, seat, command, context) ──▶ events ── store ──▶ apply(room, entry) ──▶ room
                              └──▶ Rejected: nothing changed

Everything is checked before anything is built. Offers are decided in :mod:`.offers`.
"""

from __future__ import annotations

from msgspec.structs import replace

from ..errors import Code, ColumnFull, NoSuchColumn, Rejected
from ..rules.clock import Clock
from ..rules.game import Game, Outcome, Reason
from ..rules.position import CELLS, Color
from .commands import (
    Abort,
    Accept,
    Asked,
    Claim,
    Command,
    Decline,
    Flag,
    Hint,
    Join,
    MakeOffer,
    Play,
    Rename,
    Resign,
    SetPrivacy,
    Withdraw,
)
from .context import Context
from .events import (
    Aborted,
    Declined,
    Ended,
    Event,
    Hinted,
    Joined,
    ListingSet,
    Moved,
    Offered,
    PrivacySet,
    Renamed,
    Seat,
    TakenBack,
    Withdrawn,
)
from .offers import accept, decline, make_offer, withdraw
from .room import Room

__all__ = ["CREDIT_PER_MOVE_MOST_MS", "decide", "events_of_a_game", "flag_at_ms", "look_at_ms"]

CREDIT_PER_MOVE_MOST_MS = 300
"""Most of one move's thinking time that is put down to the network."""

FIRM_PLY = 3
"""From the first side's second move on, a game can't be aborted, and an absence can be claimed."""

BOT_OVERDUE_MS = 5_000
"""How long a bot may be on the move before somebody looks whether it still is."""

PARTS_OF_A_GAME = (Moved, Ended, Aborted, Offered, Declined, Withdrawn, TakenBack)
"""What a game that is under way takes room in the log for; of each there can be only so many in one game."""


def decide(room: Room, seat: Seat | None, command: Command, context: Context) -> tuple[Event, ...]:
    """
    Return the events that ``command`` from ``seat`` gives; at least one.

    Raises:
        Rejected: If it isn't allowed now.

    """
    if isinstance(command, Join):
        events = _join(room, command, context)
    elif isinstance(command, Flag):
        events = _flag(room, context)
    elif seat is None:
        raise Rejected(Code.NOT_A_PLAYER)
    else:
        _check_seen(room, command)
        events = _asked(room, seat, command, context)
    # Nobody shall stop a game by filling the log with other things.
    kept_free = 0 if isinstance(events[0], PARTS_OF_A_GAME) else events_of_a_game(context.max_offers)
    if room.seq + len(events) + kept_free > context.max_events:
        raise Rejected(Code.ROOM_FULL)
    return events


def events_of_a_game(max_offers: int) -> int:
    """
    Return the most events that one game can take, if a seat may make so many offers of each kind.

    A move for each cell and the end; twice, for the seats, three kinds of offers with an answer each, and two moves
    more for each takeback.

    """
    return CELLS + 1 + 2 * (3 * 2 + 2) * max_offers


def flag_at_ms(room: Room) -> int | None:
    """
    Return the instant (service time) at which the running color is out of time; None if it isn't running.

    What the player may still put down to the network counts as time.

    """
    clock = room.clock
    if clock is None or clock.running is None or clock.flags_at_ms is None:
        return None
    saved_ms = room.player(room.seat_of(clock.running)).credit_ms
    return clock.flags_at_ms + min(saved_ms, CREDIT_PER_MOVE_MOST_MS)


def look_at_ms(room: Room) -> int | None:
    """
    Return the instant (service time) at which somebody must look at the room, even if nobody is in it; None for never.

    That is when the flag falls, or soon after a bot should have moved: it may have been stopped with the server.

    """
    due_ms, clock = flag_at_ms(room), room.clock
    if due_ms is None or clock is None or clock.running is None:
        return None
    if room.player(room.seat_of(clock.running)).bot is None:
        return due_ms
    return min(due_ms, clock.since_ms + BOT_OVERDUE_MS)


def _check_seen(room: Room, command: Asked) -> None:
    """Refuse what was asked while looking at a board that is no more."""
    if command.at is None:
        return
    if command.at > room.seq or command.at < room.start_seq:
        raise Rejected(Code.STALE)
    if isinstance(command, Play | Hint) and command.at < room.board_seq:
        raise Rejected(Code.STALE)


def _asked(room: Room, seat: Seat, command: Asked, context: Context) -> tuple[Event, ...]:  # noqa: PLR0911 - one for each
    match command:
        case Play():
            return _play(room, seat, command, context)
        case Resign():
            return _resign(room, seat, context)
        case Abort():
            return _abort(room)
        case Claim():
            return _claim(room, seat, context)
        case MakeOffer():
            return make_offer(room, seat, command, context)
        case Accept():
            return accept(room, seat, command, context)
        case Decline():
            return decline(room, seat, command)
        case Withdraw():
            return withdraw(room, seat, command)
        case Hint():
            return _hint(room, seat)
        case Rename(name=name):
            return _rename(room, seat, name)
        case SetPrivacy(is_private=is_private):
            _check_host(seat)
            return (PrivacySet(is_private),)
        case _:
            _check_host(seat)
            return (ListingSet(command.is_listed),)


def _play(room: Room, seat: Seat, command: Play, context: Context) -> tuple[Event, ...]:
    _check_running(room)
    color = room.color_of(seat)
    if color is not room.game.turn:
        raise Rejected(Code.NOT_YOUR_TURN)
    try:
        game = room.game.play(command.column)
    except NoSuchColumn as exc:
        raise Rejected(Code.NO_SUCH_COLUMN) from exc
    except ColumnFull as exc:
        raise Rejected(Code.COLUMN_FULL) from exc
    moved = _timed(room, seat, _moved(color, command.column, game), context)
    if game.outcome is None:
        return (moved,)
    outcome = game.outcome
    return moved, Ended(outcome.winner, outcome.reason, context.game_id, outcome.lines, moved.times)


def _moved(color: Color, column: int, game: Game) -> Moved:
    return Moved(color, column, game.position.height(column) - 1, game.ply)


def _timed(room: Room, seat: Seat, moved: Moved, context: Context) -> Moved:
    """Say what the clock shows after the move, and how much of the thinking was the network's."""
    if room.clock is None or room.control is None:
        return moved
    credit_ms = 0
    if room.clock.running is not None:
        thought_ms = max(0, context.now_ms - room.clock.since_ms)
        credit_ms = min(context.lag_ms, CREDIT_PER_MOVE_MOST_MS, room.player(seat).credit_ms, thought_ms)
    times = room.clock.pressed(context.now_ms, room.control.increment_ms, credit_ms)
    return replace(moved, times=times, credit_ms=credit_ms)


def _join(room: Room, command: Join, context: Context) -> tuple[Event, ...]:
    if room.guest.is_seated and not context.guest_left:
        raise Rejected(Code.SEAT_TAKEN)
    return (Joined(Seat.GUEST, command.name),)


def _flag(room: Room, context: Context) -> tuple[Event, ...]:
    """Call the flag; the opponent wins, unless no line of four is left open to it."""
    _check_running(room)
    due_ms = flag_at_ms(room)
    if due_ms is None or context.now_ms < due_ms:
        raise Rejected(Code.TOO_EARLY)
    # Only the clock of who is to move runs.
    opponent = room.game.position.turn.other
    winner = opponent if room.game.position.is_open_to(opponent) else None
    return (_end(room, Outcome(winner, Reason.TIMEOUT), context),)


def _resign(room: Room, seat: Seat, context: Context) -> tuple[Event, ...]:
    _check_running(room)
    _check_opponent(room, seat)
    return (_end(room, Outcome(room.color_of(seat).other, Reason.RESIGNATION), context),)


def _abort(room: Room) -> tuple[Event, ...]:
    _check_running(room)
    if room.game.ply - room.start_ply >= FIRM_PLY:
        raise Rejected(Code.NOT_AVAILABLE)
    return (Aborted(),)


def _claim(room: Room, seat: Seat, context: Context) -> tuple[Event, ...]:
    _check_running(room)
    _check_opponent(room, seat)
    if room.game.ply - room.start_ply < FIRM_PLY:
        raise Rejected(Code.NOT_AVAILABLE)
    if context.gone_ms is None or context.gone_ms < context.claim_after_ms:
        raise Rejected(Code.TOO_EARLY)
    return (_end(room, Outcome(room.color_of(seat), Reason.ABANDONMENT), context),)


def _hint(room: Room, seat: Seat) -> tuple[Event, ...]:
    _check_running(room)
    # Against people it would be cheating; and against a bot the record says it.
    if room.bot_seat is not seat.other:
        raise Rejected(Code.NOT_AVAILABLE)
    if room.color_of(seat) is not room.game.turn:
        raise Rejected(Code.NOT_YOUR_TURN)
    return (Hinted(seat),)


def _rename(room: Room, seat: Seat, name: str | None) -> tuple[Event, ...]:
    if room.game.ply > room.start_ply:
        raise Rejected(Code.NOT_AVAILABLE)
    return (Renamed(seat, name),)


def _end(room: Room, outcome: Outcome, context: Context) -> Ended:
    clock: Clock | None = room.clock
    times = None if clock is None else clock.times(context.now_ms)
    return Ended(outcome.winner, outcome.reason, context.game_id, times=times)


def _check_running(room: Room) -> None:
    if room.is_over:
        raise Rejected(Code.GAME_OVER)


def _check_opponent(room: Room, seat: Seat) -> None:
    if not room.player(seat.other).is_seated:
        raise Rejected(Code.NO_OPPONENT)


def _check_host(seat: Seat) -> None:
    if seat is not Seat.HOST:
        raise Rejected(Code.NOT_AVAILABLE)
