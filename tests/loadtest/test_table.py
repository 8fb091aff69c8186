"""One room of the load against a server played by hand: what it sends, and that nothing lost escapes it."""

from __future__ import annotations

import json
from random import Random
from typing import Any, cast

from fourline.loadtest.client import Client
from fourline.loadtest.table import MOVES_TIMED, Member, Table
from fourline.loadtest.tally import Tally


class Line:
    """A client without a network: keeps what was sent."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []

    def send(self, text: bytes) -> None:
        self.sent.append(json.loads(text))

    def take(self) -> list[dict[str, Any]]:
        taken, self.sent = self.sent, []
        return taken


class Room:
    """A table with two players and a spectator, all in, and the lines to them."""

    def __init__(self) -> None:
        self.now_s = 100.0
        self.tally = Tally()
        self.ready: list[Table] = []
        self.table = Table(7, self.tally, Random(1), lambda: self.now_s, self.ready.append)
        watcher = Member(self.table, "spectator")
        self.table.spectators.append(watcher)
        self.members = [self.table.host, self.table.guest, watcher]
        self.lines = [Line() for _ in self.members]
        self.host, self.guest, self.watcher = self.lines
        self.seq = 1
        for member, line in zip(self.members, self.lines, strict=True):
            member.opened(cast("Client", line))
            if member is self.table.host:
                self.say(0, type="init", join="J", watch="W")
            self.say(self.members.index(member), type="state", seq=self.seq)

    def say(self, to: int, **message: object) -> None:
        self.members[to].received(cast("Client", self.lines[to]), json.dumps(message).encode())

    def event(self, to: tuple[int, ...] = (0, 1, 2), **message: object) -> None:
        self.seq += 1
        for at in to:
            self.say(at, seq=self.seq, **message)

    def answer(self, player: int, command: dict[str, Any]) -> None:
        self.event(type="play", column=command["column"])
        self.say(player, type="ok", id=command["id"], seq=self.seq)


def test_members_enter_as_what_they_are() -> None:
    room = Room()
    [opened], [joined], [watching] = [line.take() for line in room.lines]
    assert opened.keys() == {"type", "version", "secret"}
    assert (joined["join"], watching["watch"]) == ("J", "W")
    assert joined["secret"] != opened["secret"]
    assert room.ready == [room.table]


def test_players_move_in_turn_when_it_is_due() -> None:
    room = Room()
    for line in room.lines:
        line.take()
    room.table.move(100.0)
    [first] = room.host.take()
    assert (first["type"], first["at"]) == ("play", 1)
    room.now_s = 100.25
    room.answer(0, first)
    assert room.tally.moves == 1
    assert room.tally.answered.most_s == 0.25
    # The two who didn't move have seen it.
    assert len(room.tally.seen) == 2
    assert room.guest.take() == []
    room.table.move(101.0)
    [second] = room.guest.take()
    assert second["at"] == 2
    assert second["id"] != first["id"]


def test_move_that_is_due_while_the_last_one_waits_comes_after_it_and_is_timed_from_when_it_was_due() -> None:
    room = Room()
    room.host.take()
    room.guest.take()
    room.table.move(100.0)
    [first] = room.host.take()
    room.table.move(101.0)
    room.table.move(102.0)
    assert room.tally.late == 1
    assert room.guest.take() == []
    room.answer(0, first)
    [second] = room.guest.take()
    room.now_s = 105.0
    room.answer(1, second)
    assert room.tally.answered.most_s == 4.0


def test_gap_is_counted() -> None:
    room = Room()
    room.seq += 1
    room.event((2,), type="play", column=3)
    assert (room.tally.gaps, room.tally.deliveries) == (1, 0)


def test_what_one_connection_never_got_is_missing_at_the_end() -> None:
    room = Room()
    room.event((0, 1), type="play", column=3)
    assert room.table.is_behind
    room.table.count_losses()
    assert (room.tally.missing, room.tally.gaps) == (1, 0)


def test_move_without_answer_is_counted_at_the_end() -> None:
    room = Room()
    room.table.move(100.0)
    room.table.stop()
    assert room.table.is_waiting
    room.table.count_losses()
    assert room.tally.unanswered == 1


def test_refused_move_is_answered_and_counted_by_its_code() -> None:
    room = Room()
    room.host.take()
    room.table.move(100.0)
    [move] = room.host.take()
    room.say(0, type="error", code="rate_limited", id=move["id"])
    assert room.tally.refusals == {"rate_limited": 1}
    assert not room.table.is_waiting
    assert room.tally.moves == 0


def test_after_a_game_comes_the_next_with_the_colors_swapped() -> None:
    room = Room()
    room.event(type="win")
    assert [message["type"] for message in room.host.take()[1:]] == ["offer"]
    room.event(type="offer")
    assert [message["type"] for message in room.guest.take()[1:]] == ["accept"]
    room.event(type="start")
    assert room.tally.games == 1
    room.table.move(100.0)
    assert room.host.take() == []
    assert [message["type"] for message in room.guest.take()] == ["play"]


def test_connection_that_was_cut_is_counted_unless_we_cut_it() -> None:
    room = Room()
    room.members[2].ended(cast("Client", room.watcher), None)
    room.members[1].ended(cast("Client", room.guest), 1011)
    room.table.is_closing = True
    room.members[0].ended(cast("Client", room.host), 1000)
    assert room.tally.cuts == {"no close frame": 1, "close 1011": 1}


def test_newcomer_that_is_refused_knows_it() -> None:
    room = Room()
    late = Member(room.table, "spectator")
    late.received(cast("Client", Line()), b'{"type":"error","code":"not_found","message":"."}')
    assert late.is_refused
    assert room.tally.refusals == {"not_found": 1}


def test_pings_and_presence_are_no_events() -> None:
    room = Room()
    room.host.take()
    room.table.ping()
    assert [message["type"] for message in room.host.take()] == ["ping"]
    room.say(0, type="pong", t=0)
    room.say(0, type="presence", host=True, guest=True, spectators=1)
    assert (room.tally.deliveries, room.tally.gaps) == (0, 0)


def test_only_the_last_moves_are_timed() -> None:
    room = Room()
    for _ in range(MOVES_TIMED + 10):
        room.event((0, 1), type="listing")
        room.table._moved_at[room.seq + 1] = 100.0, room.table.host
    assert len(room.table._moved_at) <= MOVES_TIMED + 1
