"""A room's log as a store would keep it, without a store, at an instant that only tests move on."""

from __future__ import annotations

from copy import deepcopy

import pytest
from msgspec.structs import replace

from fourline.errors import Code, Rejected
from fourline.room.apply import number, replay
from fourline.room.commands import Command, Join, Play
from fourline.room.context import Context
from fourline.room.decide import decide
from fourline.room.events import CommandId, Entry, Event, GameId, Joined, Opened, Seat, Stamp
from fourline.room.room import Room
from fourline.rules.clock import TimeControl
from fourline.rules.position import Color

__all__ = ["BLITZ", "CONTEXT", "GAME_ID", "STAMP", "Log", "against_a_bot", "two_players"]

STAMP = Stamp(service_ms=5_000, wall_ms=1_700_000_000_000)
GAME_ID = GameId("dGhpc2lzYWdhbWUh")
CONTEXT = Context(GAME_ID)
BLITZ = TimeControl(180_000, 2_000)


class Log:
    """The entries so far and the room they fold to; grows by :meth:`send`, as under a live room."""

    def __init__(self, opened: Opened | None = None) -> None:
        self.now_ms = STAMP.service_ms
        self.entries = [Entry(1, opened or Opened(Color.RED), STAMP)]
        self.room: Room = replay(self.entries)

    @property
    def stamp(self) -> Stamp:
        return Stamp(self.now_ms, STAMP.wall_ms + self.now_ms - STAMP.service_ms)

    @property
    def last(self) -> Event:
        return self.entries[-1].event

    def wait(self, ms: int) -> Log:
        """Let time pass."""
        self.now_ms += ms
        return self

    def send(
        self, seat: Seat | None, command: Command, command_id: str | None = None, context: Context = CONTEXT
    ) -> int:
        """
        Carry out a command, unless its id has been answered; return the seq that answers it.

        The command arrives now, whatever ``context`` says.

        Raises:
            Rejected: If it isn't allowed; nothing changed.

        """
        known = None if seat is None or command_id is None else (seat, CommandId(command_id))
        answer = None if known is None else self.room.answer_to(*known)
        if answer is not None:
            return answer
        events = decide(self.room, seat, command, replace(context, now_ms=self.now_ms))
        entries = number(self.room, events, self.stamp, known)
        self.entries += entries
        self.room = replay(entries, self.room)
        return self.room.seq

    def seat_bot(self, level: int) -> None:
        """Let a bot take the guest's seat, as it does when a room is opened."""
        entries = number(self.room, (Joined(Seat.GUEST, "Casual", bot=level),), self.stamp, None)
        self.entries += entries
        self.room = replay(entries, self.room)

    def play(self, digits: str, thought_ms: int = 0) -> Log:
        """Play columns 1-7, each from the seat whose turn it is, after so much thought."""
        for digit in digits:
            turn = self.room.game.turn
            assert turn is not None
            self.wait(thought_ms)
            self.send(self.room.seat_of(turn), Play(int(digit) - 1))
        return self

    def refusal(self, seat: Seat | None, command: Command, context: Context = CONTEXT) -> Code:
        """Return why a command is refused, having made sure that it changes nothing."""
        room, entries = deepcopy(self.room), list(self.entries)
        with pytest.raises(Rejected) as caught:
            self.send(seat, command, "refused", context)
        assert self.room == room
        assert self.entries == entries
        return caught.value.code


def two_players(digits: str = "", control: TimeControl | None = None, color: Color = Color.RED) -> Log:
    """Return the log of a room with Ada and Ben, in which ``digits`` were played."""
    log = Log(Opened(color, "Ada", control))
    log.send(None, Join("Ben"))
    return log.play(digits)


def against_a_bot(digits: str = "") -> Log:
    """Return the log of a room in which Ada, red, plays against a bot."""
    log = Log(Opened(Color.RED, "Ada"))
    log.seat_bot(3)
    return log.play(digits)
