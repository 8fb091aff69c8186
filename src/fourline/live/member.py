"""One connection as a room sees it: which seat it plays for, if any, and which dialect it speaks."""

from __future__ import annotations

from ..errors import Code
from ..net.broadcast import text_frame
from ..net.connection import Connection
from ..protocol import classic, codec
from ..protocol.server_messages import Ok
from ..room.events import CommandId, Seat

__all__ = ["Member"]


class Member:
    """A connection with a seat (or none, for a spectator) and a dialect."""

    __slots__ = ("connection", "has_left", "heard_at_s", "is_classic", "seat", "waiting")

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.seat: Seat | None = None
        self.is_classic = False
        self.has_left = False
        self.heard_at_s = 0.0
        """When the page last said something, in the loop's time; a browser's pongs go on while its page is frozen."""
        self.waiting = 0
        """Commands that have no answer yet."""

    def send(self, *payloads: bytes) -> None:
        """Write messages to this connection alone, all in one write."""
        if self.connection.is_open:
            self.connection.counts.sent += len(payloads)
            self.connection.send(b"".join(map(text_frame, payloads)))

    def answer_frame(self, command_id: CommandId | None, seq: int) -> bytes | None:
        """Return what says that a command is carried out; those without an id aren't answered."""
        if command_id is None or self.is_classic:
            return None
        return text_frame(codec.encode(Ok(command_id, seq)))

    def refuse(self, code: Code, command_id: str | None = None, detail: str | None = None) -> None:
        """Say that a message was refused, and why."""
        if self.is_classic:
            self.send(classic.encode_error(code, detail))
        else:
            self.send(codec.encode_error(code, detail, command_id))
