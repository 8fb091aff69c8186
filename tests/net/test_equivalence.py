"""
net/connection.py against websockets alone: whatever bytes come, however they are cut, both hear the same messages,
write the same bytes and end in the same place.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.server import ServerProtocol

from fourline.config import Config
from fourline.net.broadcast import text_frame
from fourline.net.connection import SLICE_BYTES, Connection

from .fakes import BINARY, CLOSE, CONT, PING, PONG, TEXT, Stage, frame, text

CONFIG = Config(commands=1_000_000)
LONGEST = CONFIG.message_bytes

Outcome = tuple[list[str], bytes, bool]


class Reference:
    """The library alone, used as its documentation says, with the two rules that it leaves to its user."""

    def __init__(self) -> None:
        self._protocol = ServerProtocol(state=State.OPEN, max_size=LONGEST)
        self._parts: list[bytes] = []
        self._is_open = True
        self.messages: list[str] = []
        self.written = b""
        self.has_ended = False

    def feed(self, data: bytes) -> None:
        if self.has_ended:
            return
        self._protocol.receive_data(data)
        for event in self._protocol.events_received():
            assert isinstance(event, Frame)
            if self._is_open:
                self._take(event)
        self._flush()

    def _take(self, event: Frame) -> None:
        if event.opcode is Opcode.BINARY:
            self._protocol.fail(1003, "only text is understood")
            self._is_open = False
        if event.opcode in (Opcode.TEXT, Opcode.CONT):
            self._parts.append(bytes(event.data))
            if event.fin:
                whole, self._parts = b"".join(self._parts), []
                self._message(whole)

    def _message(self, payload: bytes) -> None:
        try:
            message = payload.decode()
        except UnicodeDecodeError:
            self._protocol.fail(1007, "not UTF-8")
            self._is_open = False
            return
        self.messages.append(message)
        if message == "close":
            if self._protocol.state is State.OPEN:
                self._protocol.send_close(4500, "as asked")
            self._is_open = False
        else:
            self.written += text_frame(payload)

    def _flush(self) -> None:
        for chunk in self._protocol.data_to_send():
            self.written += chunk
            self.has_ended = self.has_ended or not chunk
        self._is_open = self._is_open and self._protocol.state is State.OPEN


def react(connection: Connection, message: str) -> None:
    if message == "close":
        connection.close(4500, "as asked")
    else:
        connection.send(text_frame(message.encode()))


def by_library(reads: Sequence[bytes]) -> Outcome:
    reference = Reference()
    for read in reads:
        reference.feed(read)
    return reference.messages, reference.written, reference.has_ended


def by_connection(reads: Sequence[bytes]) -> Outcome:
    connection, transport, recorder = Stage(CONFIG, react).open()
    for read in reads:
        connection.data_received(read)
    return recorder.messages, transport.written, transport.has_ended()


def long_header(payload: bytes) -> bytes:
    """Return a text frame whose length takes more bytes than it needs."""
    return b"\x81\xfe" + len(payload).to_bytes(2) + bytes(4) + payload


payloads = st.one_of(
    st.text(max_size=20).map(str.encode),
    st.sampled_from([b"", b"close", b"x" * 125, b"x" * 126, b"x" * LONGEST, "\u00e9\U0001f534".encode()]),
)
bad_utf8 = st.sampled_from([b"\xff", b"ok\xc3", b"\xed\xa0\x80", "\u00e9".encode()[:1]])
any_payload = payloads | bad_utf8 | st.binary(max_size=130)
texts = payloads.map(lambda payload: frame(TEXT, payload))
fragments = st.builds(frame, st.sampled_from([TEXT, CONT, CONT, BINARY]), any_payload, fin=st.booleans())
controls = st.builds(frame, st.sampled_from([PING, PONG]), st.binary(max_size=4))
closes = st.sampled_from([b"", b"\x03\xe8", b"\x03\xe8bye", b"\x03", b"\x03\xec", b"\x00\x00", b"\x03\xe8\xff"]).map(
    lambda payload: frame(CLOSE, payload)
)
wrong = st.one_of(
    st.builds(frame, st.integers(0, 15), any_payload, fin=st.booleans(), flags=st.sampled_from([0, 0x10, 0x20, 0x40])),
    bad_utf8.map(lambda payload: frame(TEXT, payload)),
    st.just(frame(TEXT, b"x" * (LONGEST + 1))),
    st.just(frame(PING, b"x" * 126)),
    st.just(b"\x81\x05hello"),
    payloads.map(long_header),
    st.binary(max_size=40),
)
streams = st.lists(st.one_of(texts, texts, texts, fragments, controls, closes, wrong), max_size=12).map(b"".join)


def cut(stream: bytes, places: Sequence[int]) -> list[bytes]:
    """Return the reads that come of cutting ``stream``; none longer than what is judged in one go."""
    at = {place % (len(stream) + 1) for place in places} | set(range(0, len(stream), SLICE_BYTES)) | {len(stream)}
    return [stream[start:end] for start, end in pairwise(sorted(at | {0}))]


@given(streams, st.lists(st.integers(0, 20_000), max_size=12))
@example(text("a") + frame(PONG) + text("b"), [7])
@example(frame(TEXT, b"a", fin=False) + frame(PING, b"!") + text("no") + frame(CONT, b"b"), [])
@example(frame(TEXT, b"\xc3", fin=False) + frame(CONT, b"\xa9") + text("b"), [8, 15])
@example(long_header(b"hello") + text("b"), [13])
@example(text("close") + text("b") + frame(PING, b"?") + frame(CLOSE, b"\x11\x94") + text("c"), [])
@example(text("a") + frame(CLOSE) + frame(CLOSE), [7])
def test_any_stream_means_the_same_to_both(stream: bytes, places: list[int]) -> None:
    reads = cut(stream, places)
    assert by_connection(reads) == by_library(reads)


@given(st.lists(texts | controls | closes, max_size=6).map(b"".join))
def test_cutting_every_byte_changes_no_message(stream: bytes) -> None:
    reads = [stream[index : index + 1] for index in range(len(stream))]
    assert by_connection(reads) == by_library(reads)
    assert by_connection(reads)[0] == by_connection(cut(stream, []))[0]
