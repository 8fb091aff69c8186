"""
The full path: websockets' sans-I/O core judges what the light path leaves.

It does all of RFC 6455 here: fragments, control frames, limits, errors, the closing handshake. This module adds what
the library leaves to its user: joining fragments, and knowing when the library isn't needed any more.
"""

from __future__ import annotations

import logging
from typing import Any, Final, cast

from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.server import ServerProtocol

from .close_codes import CloseCode

__all__ = ["LIBRARY_LOGGER", "FullPath", "release_errors"]

LIBRARY_LOGGER: Final = logging.getLogger("fourline.net.websockets")
"""Where the library logs. It prints frames and request heads when it may, and these hold secrets and keys."""
LIBRARY_LOGGER.setLevel(logging.ERROR)


def release(protocol: ServerProtocol) -> None:
    """
    Break the reference cycles of ``protocol``, so that it goes with its last user and not with a garbage collection.

    Its parser is a generator that refers to it. Errors refer by their tracebacks to every frame up to the event loop,
    and some of these frames to the errors.

    """
    release_errors(protocol)
    cast("Any", protocol).parser = None


def release_errors(protocol: ServerProtocol) -> None:
    """Forget what went wrong, and what its tracebacks refer to; ``protocol`` may go on."""
    error: BaseException | None = protocol.handshake_exc or protocol.parser_exc
    while error is not None:
        error.__traceback__ = None
        error = error.__cause__ or error.__context__
    protocol.handshake_exc = protocol.parser_exc = None


class FullPath:
    """
    One connection's frames while the light path can't take them.

    Feed it, hand on the messages, then send what :meth:`take_output` gives.

    """

    __slots__ = ("_begun", "_pending", "_protocol")

    def __init__(self, message_bytes: int) -> None:
        self._protocol = ServerProtocol(state=State.OPEN, max_size=message_bytes, logger=LIBRARY_LOGGER)
        self._begun: bytearray | None = None
        """What has come of a fragmented message."""
        self._pending = 0
        """
        At least the bytes fed that aren't part of a frame yet: 0 proves that there are none. It stays above 0 if a
        frame had a longer header than it needed; then the connection just keeps its full path.
        """

    @property
    def is_open(self) -> bool:
        """Whether neither side has begun to close, as far as the bytes fed tell."""
        return self._protocol.state is State.OPEN

    @property
    def our_code(self) -> int | None:
        """The code with which we began to close; None if we didn't, or the peer was first."""
        sent = self._protocol.close_sent
        return None if sent is None or self._protocol.close_rcvd_then_sent else int(sent.code)

    @property
    def is_idle(self) -> bool:
        """Whether the next byte begins a new message, so that the light path may take over."""
        return self._pending == 0 and self._begun is None and self.is_open

    def feed(self, data: bytes) -> tuple[list[bytes | None], int]:
        """
        Take bytes of the peer; return its whole messages and how many control frames and fragments there were.

        A message is its undecoded text, or None for a binary one, which is also the last.

        """
        self._protocol.receive_data(data)
        self._pending += len(data)
        messages: list[bytes | None] = []
        extras = 0
        # Only a handshake gives anything else than frames.
        for frame in cast("list[Frame]", self._protocol.events_received()):
            payload = bytes(frame.data)
            self._pending -= _shortest_frame(len(payload))
            if frame.opcode is Opcode.TEXT and frame.fin:
                messages.append(payload)
                continue
            extras += 1
            if frame.opcode is Opcode.BINARY:
                return [*messages, None], extras
            if frame.opcode is Opcode.TEXT:
                self._begun = bytearray(payload)
            elif frame.opcode is Opcode.CONT and self._begun is not None:
                self._begun += payload
                if frame.fin:
                    messages.append(bytes(self._begun))
                    self._begun = None
        return messages, extras

    def begin_close(self, code: int, reason: str) -> None:
        """Send a close frame, unless the closing has begun already."""
        if self.is_open:
            self._protocol.send_close(code, reason)

    def fail(self, code: CloseCode, reason: str) -> None:
        """Send a close frame, unless the closing has begun already, and take nothing more."""
        self._protocol.fail(code, reason)

    def take_output(self) -> tuple[bytes, bool]:
        """Return the bytes to be sent now, and whether they are the last."""
        chunks = self._protocol.data_to_send()
        return b"".join(chunks), b"" in chunks

    def release(self) -> None:
        """Let go of the library; nothing else may be called any more."""
        release(self._protocol)


def _shortest_frame(length: int) -> int:
    return length + (6 if length < 126 else 8 if length < 65_536 else 14)
