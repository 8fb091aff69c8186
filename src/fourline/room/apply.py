"""
From the log to the state: one pure function over the entries.

The same :func:`apply` serves live play, restart and replay. It never checks and never computes what an event already
says.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from ..rules.clock import Clock, Times
from ..rules.game import Game, Outcome, Reason
from ..rules.notation import parse_game
from ..rules.position import Color
from .events import (
    Aborted,
    CommandId,
    Declined,
    Ended,
    Entry,
    Event,
    Hinted,
    Joined,
    Moved,
    Offered,
    OfferKind,
    Opened,
    PrivacySet,
    Renamed,
    Seat,
    Stamp,
    Started,
    TakenBack,
    Withdrawn,
)
from .room import Offer, Player, Room

__all__ = ["ANSWERS_KEPT", "CREDIT_MOST_MS", "CREDIT_PER_MOVE_MS", "apply", "number", "replay"]

ANSWERS_KEPT = 32
"""Successful commands a seat remembers, so that one sent again isn't carried out again."""

CREDIT_PER_MOVE_MS = 150
"""What each move adds to what its player may put down to the network."""

CREDIT_MOST_MS = 1_000
"""Most that a player may have saved up of it."""


def number(room: Room, events: Sequence[Event], stamp: Stamp, command: tuple[Seat, CommandId] | None) -> list[Entry]:
    """Return ``events`` as the next entries of the room's log."""
    return [Entry(seq, event, stamp, command) for seq, event in enumerate(events, room.seq + 1)]


def replay(entries: Iterable[Entry], room: Room | None = None) -> Room:
    """
    Return the state after ``entries``, from nothing or from ``room``.

    Raises:
        ValueError: If there is nothing to start from.

    """
    for entry in entries:
        room = apply(room, entry)
    if room is None:
        raise ValueError("a room's log begins with Opened")
    return room


def apply(room: Room | None, entry: Entry) -> Room:
    """
    Return the state after one more entry of the log; ``room`` is None before the first.

    Raises:
        ValueError: If the entry isn't the next one.

    """
    if entry.seq != (room.seq if room else 0) + 1:
        raise ValueError(f"entry {entry.seq} can't follow {room.seq if room else 0}")
    if room is None:
        if not isinstance(entry.event, Opened):
            raise ValueError("a room's log begins with Opened")
        return _opened(entry.event, entry.stamp)
    if isinstance(entry.event, Moved):
        return _moved(room, entry.event, entry)
    return _remember(replace(_happened(room, entry), seq=entry.seq), entry)


def _happened(room: Room, entry: Entry) -> Room:  # noqa: PLR0911 - one line for each thing that can happen
    event = entry.event
    match event:
        case Ended():
            return _ended(room, event)
        case Aborted():
            stopped = _with_clock(room, None if room.clock is None else room.clock.times(entry.stamp.service_ms))
            return replace(stopped, outcome=Outcome(None, Reason.ABORTED), offers={})
        case Joined(seat=seat, name=name, bot=bot):
            return _run_clock(_with_player(room, seat, is_seated=True, name=name, bot=bot), entry.stamp)
        case Offered(offer=kind, seat=seat):
            return _offered(room, kind, seat, entry.seq)
        case Declined(offer=kind) | Withdrawn(offer=kind):
            return replace(room, offers=_without(room, kind))
        case TakenBack():
            return _taken_back(room, event, entry)
        case Started():
            return _started(room, event, entry)
        case Hinted():
            return replace(room, hints=room.hints + 1, hint_seq=entry.seq)
        case Renamed(seat=seat, name=name):
            return _with_player(room, seat, name=name)
        case PrivacySet(is_private=is_private):
            return replace(room, is_private=is_private)
        case Opened() | Moved():
            # Moves never come here.
            raise ValueError("a room opens once")
        case _:
            return replace(room, is_listed=event.is_listed)


def _opened(event: Opened, stamp: Stamp) -> Room:
    game = parse_game(event.moves)
    control = event.control
    return Room(
        seq=1,
        red=Seat.HOST if event.color is Color.RED else Seat.GUEST,
        host=Player(is_seated=True, name=event.name),
        guest=Player(),
        started_at_ms=stamp.wall_ms,
        game=game,
        start_ply=game.ply,
        control=control,
        clock=None if control is None else Clock.new(control),
        is_listed=event.is_listed,
    )


def _moved(room: Room, event: Moved, entry: Entry) -> Room:
    """Take up the move, its answer and the clock in one step: a copy for each of them takes three times as long."""
    game = room.game.play(event.column)
    players = {Seat.HOST: room.host, Seat.GUEST: room.guest}
    clock, move_times = room.clock, room.move_times
    if event.times is not None:
        mover = room.seat_of(event.color)
        saved_ms = min(CREDIT_MOST_MS, players[mover].credit_ms + CREDIT_PER_MOVE_MS - event.credit_ms)
        players[mover] = replace(players[mover], credit_ms=saved_ms)
        move_times = (*move_times, event.times.red_ms if event.color is Color.RED else event.times.yellow_ms)
        runs_for = game.turn if room.is_full else None
        clock = Clock.at(event.times, runs_for, 0 if runs_for is None else entry.stamp.service_ms)
    if entry.command is not None:
        seat, command_id = entry.command
        players[seat] = replace(players[seat], answers=_with_answer(players[seat], command_id, entry.seq))
    return replace(
        room,
        seq=entry.seq,
        board_seq=entry.seq,
        game=game,
        offers=_without(room, OfferKind.DRAW, OfferKind.TAKEBACK),
        host=players[Seat.HOST],
        guest=players[Seat.GUEST],
        clock=clock,
        move_times=move_times,
    )


def _ended(room: Room, event: Ended) -> Room:
    room = replace(
        _with_clock(room, event.times),
        outcome=Outcome(event.winner, event.reason, event.lines),
        game_id=event.game_id,
        offers={},
    )
    if event.winner is None:
        return replace(room, draws=room.draws + 1)
    winner = room.seat_of(event.winner)
    return _with_player(room, winner, wins=room.player(winner).wins + 1)


def _offered(room: Room, kind: OfferKind, seat: Seat, seq: int) -> Room:
    made = room.player(seat).offers_made
    room = _with_player(room, seat, offers_made={**made, kind: made.get(kind, 0) + 1})
    return replace(room, offers={**room.offers, kind: Offer(seat, seq)})


def _taken_back(room: Room, event: TakenBack, entry: Entry) -> Room:
    game = parse_game(event.moves)
    room = replace(
        room,
        game=game,
        board_seq=entry.seq,
        move_times=room.move_times[: game.ply - room.start_ply],
        offers=_without(room, OfferKind.DRAW, OfferKind.TAKEBACK),
    )
    return _run_clock(_with_clock(room, event.times), entry.stamp)


def _started(room: Room, event: Started, entry: Entry) -> Room:
    return replace(
        room,
        red=event.red,
        host=replace(room.host, offers_made={}, credit_ms=0),
        guest=replace(room.guest, offers_made={}, credit_ms=0),
        started_at_ms=entry.stamp.wall_ms,
        number=event.number,
        game=Game(),
        start_ply=0,
        outcome=None,
        game_id=None,
        clock=None if event.times is None else Clock.at(event.times),
        move_times=(),
        offers={},
        board_seq=entry.seq,
        start_seq=entry.seq,
        hints=0,
    )


def _with_clock(room: Room, times: Times | None) -> Room:
    """Let the clock stand still at ``times``."""
    return room if times is None else replace(room, clock=Clock.at(times))


def _run_clock(room: Room, stamp: Stamp) -> Room:
    """Let the clock run for who is to move, if both are seated, the first move is made and the game goes on."""
    turn = room.game.turn
    if room.clock is None or room.clock.running is turn or not room.is_full:
        return room
    if turn is None or room.is_over or room.game.ply == room.start_ply:
        return room
    return replace(room, clock=Clock.at(room.clock.times(stamp.service_ms), turn, stamp.service_ms))


def _without(room: Room, *kinds: OfferKind) -> dict[OfferKind, Offer]:
    return {kind: offer for kind, offer in room.offers.items() if kind not in kinds}


def _remember(room: Room, entry: Entry) -> Room:
    """Note under the command's id what answers it: the seq of its last event."""
    if entry.command is None:
        return room
    seat, command_id = entry.command
    return _with_player(room, seat, answers=_with_answer(room.player(seat), command_id, entry.seq))


def _with_answer(player: Player, command_id: CommandId, seq: int) -> dict[CommandId, int]:
    answers = {**player.answers, command_id: seq}
    if len(answers) > ANSWERS_KEPT:
        del answers[next(iter(answers))]
    return answers


def _with_player(room: Room, seat: Seat, **changes: object) -> Room:
    player = replace(room.player(seat), **changes)
    return replace(room, host=player) if seat is Seat.HOST else replace(room, guest=player)
