"""net/broadcast.py: one frame, many writes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

import pytest
from websockets.frames import Frame, Opcode

from fourline.net.broadcast import SLICE, WAITING_FRAMES, Broadcaster, broadcast, text_frame
from fourline.net.close_codes import CloseCode
from fourline.net.connection import Connection
from fourline.net.counts import Counts

from .fakes import FakeTransport, Stage, close_frame


@pytest.mark.parametrize("length", [0, 1, 125, 126, 65_535, 65_536, 100_000])
def test_frame_is_the_librarys(length: int) -> None:
    payload = b"x" * length
    assert text_frame(payload) == Frame(Opcode.TEXT, payload).serialize(mask=False)


def test_everybody_gets_the_frame_in_one_write() -> None:
    stage = Stage()
    members = [stage.open() for _ in range(3)]
    broadcast([connection for connection, _, _ in members], text_frame(b"move") + text_frame(b"win"), Counts())
    assert [transport.writes for _, transport, _ in members] == [[text_frame(b"move") + text_frame(b"win")]] * 3


def test_who_is_gone_closing_or_slow_is_no_matter_to_the_others() -> None:
    stage = Stage()
    (gone, gone_transport, _), (closing, _, _), (slow, _, _), (well, transport, _) = (stage.open() for _ in range(4))
    gone_transport.is_closed = True
    closing.close(1000)
    slow.pause_writing()
    members = {gone, closing, slow, well}
    broadcast(members, text_frame(b"move"), Counts())
    assert transport.written == text_frame(b"move")
    assert len(members) == 4


def test_broadcasts_are_counted_with_their_receivers_and_messages() -> None:
    stage, counts = Stage(), Counts()
    members = [stage.open()[0] for _ in range(3)]
    broadcast(members, text_frame(b"move") + text_frame(b"win"), counts, 2)
    broadcast(members[:1], text_frame(b"move"), counts)
    assert counts.sent == 7
    assert (len(counts.broadcast_receivers), counts.broadcast_receivers.total) == (2, 4)
    assert len(counts.broadcast_s) == 2
    assert counts.broadcast_s.total > 0


def test_broadcast_to_nobody_is_none() -> None:
    counts = Counts()
    broadcast([], text_frame(b"move"), counts)
    assert (counts.sent, len(counts.broadcast_receivers), len(counts.broadcast_s)) == (0, 0, 0)


def test_who_got_it_already_is_counted_as_a_receiver() -> None:
    stage, counts = Stage(), Counts()
    members = [stage.open() for _ in range(2)]
    broadcast([members[0][0]], text_frame(b"move"), counts, already=1)
    broadcast([], text_frame(b"move"), counts, already=1)
    assert (counts.sent, len(counts.broadcast_receivers), counts.broadcast_receivers.total) == (3, 2, 3)
    assert [len(transport.writes) for _, transport, _ in members] == [1, 0]


class Hall:
    """A large group, and what each of it was written."""

    def __init__(self, stage: Stage, size: int) -> None:
        opened = [stage.open(f"192.0.{number // 250}.{number % 250}") for number in range(size)]
        self.connections: list[Connection] = [connection for connection, _, _ in opened]
        self._transports: list[FakeTransport] = [transport for _, transport, _ in opened]

    def reached(self, frame: bytes) -> int:
        return sum(frame in transport.writes for transport in self._transports)

    def writes(self) -> set[tuple[bytes, ...]]:
        """Return what was written to each, without doubles."""
        return {tuple(transport.writes) for transport in self._transports}


async def turns(count: int = 1) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


async def reached_each_turn(halls: Iterable[Hall], frame: bytes, count: int) -> list[list[int]]:
    seen = []
    for _ in range(count):
        seen.append([hall.reached(frame) for hall in halls])
        await turns()
    return seen


def play(scenario: Callable[[Broadcaster, Counts, Stage], object]) -> None:
    async def run() -> None:
        counts = Counts()
        result = scenario(Broadcaster(counts), counts, Stage())
        if asyncio.iscoroutine(result):
            await result

    asyncio.run(run())


def test_few_are_written_to_at_once() -> None:
    def scenario(broadcaster: Broadcaster, counts: Counts, stage: Stage) -> None:
        hall = Hall(stage, SLICE)
        broadcaster.send("room", hall.connections, b"move", 2)
        assert hall.writes() == {(b"move",)}
        assert (counts.sent, counts.broadcast_receivers.total, len(counts.broadcast_s)) == (2 * SLICE, SLICE, 1)

    play(scenario)


def test_many_are_written_to_a_slice_each_turn_and_counted_at_the_end() -> None:
    async def scenario(broadcaster: Broadcaster, counts: Counts, stage: Stage) -> None:
        hall = Hall(stage, 2 * SLICE + 1)
        broadcaster.send("room", hall.connections, b"move", 2, already=1)
        assert counts.sent == 0
        assert await reached_each_turn([hall], b"move", 4) == [[SLICE], [2 * SLICE], [2 * SLICE + 1], [2 * SLICE + 1]]
        receivers = 2 * SLICE + 2
        assert (counts.sent, counts.broadcast_receivers.total, len(counts.broadcast_s)) == (2 * receivers, receivers, 1)
        assert counts.broadcast_s.total > 0

    play(scenario)


def test_each_of_a_group_gets_everything_in_order() -> None:
    async def scenario(broadcaster: Broadcaster, _counts: Counts, stage: Stage) -> None:
        hall = Hall(stage, 2 * SLICE)
        for frame in (b"1", b"2", b"3"):
            broadcaster.send("room", hall.connections, frame)
        # Few of a group that others wait in wait, too.
        broadcaster.send("room", hall.connections[:1], b"4")
        await turns(8)
        assert hall.writes() == {(b"1", b"2", b"3"), (b"1", b"2", b"3", b"4")}

    play(scenario)


def test_small_groups_do_not_wait_for_a_large_one_and_large_ones_take_turns() -> None:
    async def scenario(broadcaster: Broadcaster, _counts: Counts, stage: Stage) -> None:
        halls = [Hall(stage, 3 * SLICE) for _ in range(2)]
        for name, hall in enumerate(halls):
            broadcaster.send(name, hall.connections, b"move")
        small = Hall(stage, 2)
        broadcaster.send("small", small.connections, b"move")
        assert small.reached(b"move") == 2
        seen = await reached_each_turn(halls, b"move", 5)
        assert seen == [
            [SLICE, SLICE],
            [2 * SLICE, SLICE],
            [2 * SLICE, 2 * SLICE],
            [3 * SLICE, 2 * SLICE],
            [3 * SLICE, 3 * SLICE],
        ]

    play(scenario)


def test_who_leaves_meanwhile_is_spared_and_who_comes_is_not_told_what_was() -> None:
    async def scenario(broadcaster: Broadcaster, _counts: Counts, stage: Stage) -> None:
        hall = Hall(stage, 2 * SLICE)
        members = set(hall.connections)
        broadcaster.send("room", members, b"move")
        newcomer, transport, _ = stage.open()
        members.add(newcomer)
        left = [connection for connection in hall.connections if connection in members][-1]
        left.abort()
        members.discard(left)
        await turns(3)
        assert hall.reached(b"move") in {2 * SLICE, 2 * SLICE - 1}
        assert transport.writes == []

    play(scenario)


def test_what_waits_is_written_at_once_if_asked_for() -> None:
    async def scenario(broadcaster: Broadcaster, counts: Counts, stage: Stage) -> None:
        hall, other = Hall(stage, 3 * SLICE), Hall(stage, 2 * SLICE)
        broadcaster.send("room", hall.connections, b"1")
        broadcaster.send("room", hall.connections, b"2")
        broadcaster.send("other", other.connections, b"1")
        broadcaster.finish("room")
        assert hall.writes() == {(b"1", b"2")}
        assert other.reached(b"1") == SLICE
        # Nothing is left over that would be written twice, and sending goes on.
        broadcaster.finish("room")
        broadcaster.send("room", hall.connections, b"3")
        await turns(5)
        assert hall.writes() == {(b"1", b"2", b"3")}
        assert other.writes() == {(b"1",)}
        assert len(counts.broadcast_s) == 4

    play(scenario)


def test_one_can_catch_up_with_its_group_and_gets_nothing_twice() -> None:
    async def scenario(broadcaster: Broadcaster, counts: Counts, stage: Stage) -> None:
        hall = Hall(stage, 2 * SLICE)
        broadcaster.send("room", hall.connections, b"1")
        broadcaster.send("room", hall.connections, b"2")
        for connection in (hall.connections[-1], hall.connections[0], stage.open("198.51.100.1")[0]):
            broadcaster.catch_up("room", connection)
            broadcaster.catch_up("other room", connection)
        assert (hall.reached(b"1"), hall.reached(b"2")) == (SLICE + 1, 2)
        await turns(5)
        assert hall.writes() == {(b"1", b"2")}
        assert (counts.sent, counts.broadcast_receivers.total) == (4 * SLICE, 4 * SLICE)

    play(scenario)


@pytest.mark.parametrize("size", [2, 2 * SLICE])
def test_last_message_closes_behind_it_also_for_who_catches_up(size: int) -> None:
    async def scenario(broadcaster: Broadcaster, counts: Counts, stage: Stage) -> None:
        hall = Hall(stage, size)
        broadcaster.send("room", hall.connections, text_frame(b"bye"), close=CloseCode.NOT_FOUND)
        broadcaster.send("room", hall.connections, text_frame(b"too late"))
        assert not hall.connections[0].is_open
        broadcaster.catch_up("room", hall.connections[-1])
        assert not hall.connections[-1].is_open
        await turns(5)
        assert hall.writes() == {(text_frame(b"bye"), close_frame(CloseCode.NOT_FOUND))}
        assert counts.sent == 2 * size

    play(scenario)


def test_closing_alone_is_no_broadcast() -> None:
    def scenario(broadcaster: Broadcaster, counts: Counts, stage: Stage) -> None:
        hall = Hall(stage, 2)
        broadcaster.send("room", hall.connections, b"", 0, close=CloseCode.NORMAL)
        assert not any(connection.is_open for connection in hall.connections)
        assert (counts.sent, len(counts.broadcast_s)) == (0, 0)

    play(scenario)


def test_more_than_may_wait_is_written_in_one_step() -> None:
    async def scenario(broadcaster: Broadcaster, counts: Counts, stage: Stage) -> None:
        hall = Hall(stage, SLICE + 1)
        frames = [b"%d" % number for number in range(WAITING_FRAMES + 2)]
        for frame in frames:
            broadcaster.send("room", hall.connections, frame)
        assert len(counts.broadcast_s) == 2
        await turns(2 * WAITING_FRAMES)
        assert hall.writes() == {tuple(frames)}

    play(scenario)
