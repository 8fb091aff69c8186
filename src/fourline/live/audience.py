"""
Who is in one room, and how things are told to them.

Members come in by :meth:`Audience.add` and leave by :meth:`Audience.remove` only, which their connection's end calls:
never in the middle of a broadcast.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..errors import Code
from ..net.broadcast import broadcast, text_frame
from ..net.close_codes import CloseCode
from ..net.connection import Connection
from ..protocol import classic, codec
from ..protocol.messages import Presence
from ..room.events import Entry, Seat
from .member import Member
from .presence import round_spectators

__all__ = ["Audience"]


class Audience:
    """The connections in a room, by dialect, and those of them that play."""

    __slots__ = ("_classic", "_players", "_versioned")

    def __init__(self) -> None:
        self._versioned: set[Connection] = set()
        self._classic: set[Connection] = set()
        self._players: dict[Seat, list[Member]] = {Seat.HOST: [], Seat.GUEST: []}

    def __len__(self) -> int:
        return len(self._versioned) + len(self._classic)

    def add(self, member: Member) -> None:
        """Let a member in."""
        (self._classic if member.is_classic else self._versioned).add(member.connection)
        if member.seat is not None:
            self._players[member.seat].append(member)

    def remove(self, member: Member) -> None:
        """Forget a member whose connection has ended."""
        (self._classic if member.is_classic else self._versioned).discard(member.connection)
        if member.seat is not None and member in self._players[member.seat]:
            self._players[member.seat].remove(member)

    @property
    def spectators(self) -> int:
        """Return the number of connections without a seat."""
        return len(self) - sum(map(len, self._players.values()))

    def of_seat(self, seat: Seat) -> Sequence[Member]:
        """Return the connections of one player, oldest first."""
        return self._players[seat]

    def presence(self, now_s: float, silence_s: float) -> Presence:
        """Return who is there at an instant of the loop's time."""
        host, guest = (
            any(_is_heard(member, now_s, silence_s) for member in self._players[seat])
            for seat in (Seat.HOST, Seat.GUEST)
        )
        return Presence(host, guest, round_spectators(self.spectators))

    def tell_entries(self, entries: Iterable[Entry]) -> None:
        """Send what happened to everybody: each connection gets all of it in one write."""
        frames = [(entry.event, text_frame(codec.encode_event(entry.seq, entry.event))) for entry in entries]
        broadcast(self._versioned, b"".join(frame for _, frame in frames))
        told = b"".join(frame for event, frame in frames if classic.is_told(event))
        if told:
            broadcast(self._classic, told)

    def tell(self, payload: bytes) -> None:
        """Send a message that only our own dialect has."""
        broadcast(self._versioned, text_frame(payload))

    def tell_each(self, frames: Iterator[bytes]) -> None:
        """Send each connection of our own dialect the next of ``frames``."""
        for connection in self._versioned:
            connection.send(next(frames))

    def tell_error(self, code: Code) -> None:
        """Tell everybody, in both dialects, why the room can't go on."""
        self.tell(codec.encode_error(code))
        broadcast(self._classic, text_frame(classic.encode_error(code)))

    def close_classic(self, code: CloseCode) -> None:
        """Close the connections that speak the tutorial's dialect."""
        for connection in self._classic:
            connection.close(code)

    def close_all(self, code: CloseCode) -> None:
        """Close every connection."""
        for connection in self._versioned | self._classic:
            connection.close(code)


def _is_heard(member: Member, now_s: float, silence_s: float) -> bool:
    # A tutorial's page says nothing of its own; as long as it is connected, it is there.
    return member.is_classic or now_s - member.heard_at_s < silence_s
