"""
The rules of a room, as two pure functions around I/O.

::

    command ── decide(room, seat, command, context) ──▶ events ── store ──▶ apply(room, entry) ──▶ room
                              └──▶ Rejected: nothing changed

The same :func:`apply` serves live play, restart and replay. It never checks and never computes what an event already
says; :func:`decide` checks everything before it builds anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..errors import Code, ColumnFull, NoSuchColumn, Rejected
from ..rules.game import NEW_GAME, Game, Outcome
from ..rules.position import Color
from .commands import Command, Join, Play
from .events import CommandId, Ended, Entry, Event, GameId, Joined, Moved, Opened, Seat, Stamp

__all__ = ["ANSWERS_KEPT", "Context", "Player", "Room", "apply", "decide", "number", "replay"]

ANSWERS_KEPT = 32
"""Successful commands a seat remembers, so that one sent again isn't carried out again."""


@dataclass(frozen=True, slots=True)
class Player:
    """What the room knows of one seat."""

    is_seated: bool = False
    name: str | None = None
    wins: int = 0
    answers: Mapping[CommandId, int] = field(default_factory=dict)
    """The seq that answered each of the last commands, oldest first."""


@dataclass(frozen=True, slots=True)
class Room:
    """The state of a room after its event ``seq``. Immutable; made by :func:`apply` only."""

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
    outcome: Outcome | None = None
    game_id: GameId | None = None
    """The archive's id of this game once it is over."""
    draws: int = 0
    board_seq: int = 0
    """The last event that changed what lies on the board."""

    def player(self, seat: Seat) -> Player:
        """Return what is known of a seat."""
        return self.host if seat is Seat.HOST else self.guest

    def color_of(self, seat: Seat) -> Color:
        """Return the color that a seat plays in this game."""
        return Color.RED if seat is self.red else Color.YELLOW

    def seat_of(self, color: Color) -> Seat:
        """Return the seat that plays a color in this game."""
        return self.red if color is Color.RED else self.red.other

    def answer_to(self, seat: Seat, command_id: CommandId) -> int | None:
        """Return the seq that answered a command, if it was carried out and is remembered."""
        return self.player(seat).answers.get(command_id)


@dataclass(frozen=True, slots=True)
class Context:
    """What :func:`decide` may not look up for itself."""

    game_id: GameId
    """A new id, for the archive, should the command end the game."""
    guest_left: bool = False
    """The guest's seat is held without a secret, and nobody is connected to it."""
    max_events: int = 10_000
    """Length the room's log may reach."""


def decide(room: Room, seat: Seat | None, command: Command, context: Context) -> tuple[Event, ...]:
    """
    Return the events that ``command`` from ``seat`` gives; at least one.

    Raises:
        Rejected: If it isn't allowed now.

    """
    match command:
        case Play():
            events = _play(room, seat, command, context)
        case _:
            events = _join(room, command, context)
    if room.seq + len(events) > context.max_events:
        raise Rejected(Code.ROOM_FULL)
    return events


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
    last = 0 if room is None else room.seq
    if entry.seq != last + 1:
        raise ValueError(f"entry {entry.seq} can't follow {last}")
    event = entry.event
    if room is None:
        if not isinstance(event, Opened):
            raise ValueError("a room's log begins with Opened")
        return _opened(event, entry)
    room = _remember(room, entry)
    match event:
        case Opened():
            raise ValueError("a room opens once")
        case Moved(column=column):
            return replace(room, seq=entry.seq, game=room.game.play(column), board_seq=entry.seq)
        case Joined(seat=seat, name=name):
            return _with_player(room, seat, entry.seq, is_seated=True, name=name)
        case _:
            return _ended(room, event, entry.seq)


def _play(room: Room, seat: Seat | None, command: Play, context: Context) -> tuple[Event, ...]:
    if seat is None:
        raise Rejected(Code.NOT_A_PLAYER)
    if command.at is not None and not room.board_seq <= command.at <= room.seq:
        raise Rejected(Code.STALE)
    if room.outcome is not None:
        raise Rejected(Code.GAME_OVER)
    color = room.color_of(seat)
    if color is not room.game.turn:
        raise Rejected(Code.NOT_YOUR_TURN)
    try:
        game = room.game.play(command.column)
    except NoSuchColumn as exc:
        raise Rejected(Code.NO_SUCH_COLUMN) from exc
    except ColumnFull as exc:
        raise Rejected(Code.COLUMN_FULL) from exc
    moved = Moved(color, command.column, game.position.height(command.column) - 1, game.ply)
    if game.outcome is None:
        return (moved,)
    outcome = game.outcome
    return moved, Ended(outcome.winner, outcome.reason, context.game_id, outcome.lines)


def _join(room: Room, command: Join, context: Context) -> tuple[Event, ...]:
    if room.guest.is_seated and not context.guest_left:
        raise Rejected(Code.SEAT_TAKEN)
    return (Joined(Seat.GUEST, command.name),)


def _opened(event: Opened, entry: Entry) -> Room:
    red = Seat.HOST if event.color is Color.RED else Seat.GUEST
    host = Player(is_seated=True, name=event.name)
    return Room(entry.seq, red, host, Player(), entry.stamp.wall_ms)


def _ended(room: Room, event: Ended, seq: int) -> Room:
    outcome = Outcome(event.winner, event.reason, event.lines)
    room = replace(room, outcome=outcome, game_id=event.game_id)
    if event.winner is None:
        return replace(room, seq=seq, draws=room.draws + 1)
    winner = room.seat_of(event.winner)
    return _with_player(room, winner, seq, wins=room.player(winner).wins + 1)


def _remember(room: Room, entry: Entry) -> Room:
    """Note under the command's id what answers it: the seq of its last event."""
    if entry.command is None:
        return room
    seat, command_id = entry.command
    answers = {**room.player(seat).answers, command_id: entry.seq}
    if len(answers) > ANSWERS_KEPT:
        del answers[next(iter(answers))]
    return _with_player(room, seat, room.seq, answers=answers)


def _with_player(room: Room, seat: Seat, seq: int, **changes: object) -> Room:
    player = replace(room.player(seat), **changes)  # type: ignore[arg-type]
    return replace(room, seq=seq, host=player) if seat is Seat.HOST else replace(room, seq=seq, guest=player)
