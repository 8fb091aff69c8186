"""A room's log as a store would keep it, without a store."""

from __future__ import annotations

from copy import deepcopy

import pytest

from fourline.errors import Code, Rejected
from fourline.room.commands import Command, Play
from fourline.room.events import CommandId, Entry, GameId, Opened, Seat, Stamp
from fourline.room.room import Context, Room, decide, number, replay
from fourline.rules.position import Color

STAMP = Stamp(service_ms=5_000, wall_ms=1_700_000_000_000)
GAME_ID = GameId("dGhpc2lzYWdhbWUh")
CONTEXT = Context(GAME_ID)


class Log:
    """The entries so far and the room they fold to; grows by :meth:`send`, as under a live room."""

    def __init__(self, opened: Opened | None = None) -> None:
        self.entries = [Entry(1, opened or Opened(Color.RED), STAMP)]
        self.room: Room = replay(self.entries)

    def send(
        self, seat: Seat | None, command: Command, command_id: str | None = None, context: Context = CONTEXT
    ) -> int:
        """
        Carry out a command, unless its id has been answered; return the seq that answers it.

        Raises:
            Rejected: If it isn't allowed; nothing changed.

        """
        known = None if seat is None or command_id is None else (seat, CommandId(command_id))
        answer = None if known is None else self.room.answer_to(*known)
        if answer is not None:
            return answer
        entries = number(self.room, decide(self.room, seat, command, context), STAMP, known)
        self.entries += entries
        self.room = replay(entries, self.room)
        return self.room.seq

    def play(self, digits: str) -> Log:
        """Play columns 1-7, each from the seat whose turn it is."""
        for digit in digits:
            turn = self.room.game.turn
            assert turn is not None
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
