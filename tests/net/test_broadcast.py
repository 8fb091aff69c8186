"""net/broadcast.py: one frame, many writes."""

from __future__ import annotations

import pytest
from websockets.frames import Frame, Opcode

from fourline.net.broadcast import broadcast, text_frame
from fourline.net.counts import Counts

from .fakes import Stage


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
