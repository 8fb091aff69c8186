"""
Who is in one room, and how things are told to them.

Members come in by :meth:`Audience.add` and leave by :meth:`Audience.remove` only, which their connection's end calls.
Players are told everything at once. Spectators, who may be thousands, are told everything in the same order, but a
large room's in slices, between which the loop turns; a newcomer is shown the state, and isn't told what was on its way
before.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from msgspec import UNSET, UnsetType

from ..errors import Code
from ..net.broadcast import Broadcaster, text_frame
from ..net.close_codes import CloseCode
from ..net.connection import Connection
from ..net.counts import Counts
from ..protocol import classic, codec, encoding
from ..protocol.server_messages import ClaimIn, Presence
from ..room.events import Entry, Seat
from .member import Member
from .presence import round_spectators

__all__ = ["Audience"]


class Audience:
    """The connections in a room: those that play by seat, those that watch by dialect."""

    __slots__ = (
        "_bot_seat",
        "_broadcaster",
        "_classic",
        "_counts",
        "_heard_at_s",
        "_players",
        "_steady_until_s",
        "_versioned",
    )

    def __init__(self, now_s: float, counts: Counts, broadcaster: Broadcaster, bot_seat: Seat | None = None) -> None:
        self._counts = counts
        self._broadcaster = broadcaster
        self._bot_seat = bot_seat
        self._heard_at_s = dict.fromkeys(Seat, now_s)
        """When a seat that is absent was last there; from when the room came into memory, if it wasn't since."""
        self._versioned: dict[Connection, None] = {}
        """Spectators, as are these, in the order in which they came: that is also how they lie in memory."""
        self._classic: dict[Connection, None] = {}
        self._players: dict[Seat, list[Member]] = {Seat.HOST: [], Seat.GUEST: []}
        self._steady_until_s = 0.0
        """See :meth:`steady_until_s`; long ago where it has to be found out."""

    def __len__(self) -> int:
        return self.spectators + len(self._players[Seat.HOST]) + len(self._players[Seat.GUEST])

    def add(self, member: Member) -> None:
        """Let a member in."""
        if member.seat is None:
            self._spectators_like(member)[member.connection] = None
        else:
            self._players[member.seat].append(member)
            self._steady_until_s = 0.0

    def remove(self, member: Member, now_s: float) -> None:
        """Forget a member whose connection has ended."""
        if member.seat is None:
            self._spectators_like(member).pop(member.connection, None)
        elif member in self._players[member.seat]:
            self._players[member.seat].remove(member)
            self._steady_until_s = 0.0
            # A page that fell silent before has been absent since then; its line is often cut much later.
            heard_at_s = now_s if member.is_classic else member.heard_at_s
            self._heard_at_s[member.seat] = max(self._heard_at_s[member.seat], heard_at_s)

    def _spectators_like(self, member: Member) -> dict[Connection, None]:
        return self._classic if member.is_classic else self._versioned

    @property
    def spectators(self) -> int:
        """Return the number of connections without a seat."""
        return len(self._versioned) + len(self._classic)

    def of_seat(self, seat: Seat) -> Sequence[Member]:
        """Return the connections of one player, oldest first."""
        return self._players[seat]

    @property
    def has_classic_player(self) -> bool:
        """Tell whether a tutorial's page plays here; such a page can neither un-play a disc nor clear its board."""
        for member in self._playing():  # noqa: SIM110 - asked for every command, and any() takes thrice as long
            if member.is_classic:
                return True
        return False

    def gone_s(self, seat: Seat, now_s: float, silence_s: float) -> float | None:
        """Return for how long a player has been absent at an instant of the loop's time; None if it is there."""
        if seat is self._bot_seat:
            return None
        heard_at_s = self._heard_at_s[seat]
        for member in self._players[seat]:
            if _is_heard(member, now_s, silence_s):
                return None
            heard_at_s = max(heard_at_s, member.heard_at_s)
        return now_s - heard_at_s

    def steady_until_s(self, now_s: float, silence_s: float) -> float:
        """
        Return an instant before which nobody can fall silent, or come back from silence, without a word to the room.

        Who speaks puts it off; it is found out anew only when it has come, since this is asked at every move.

        """
        if self._steady_until_s <= now_s:
            # Somebody silent may speak at any time.
            self._steady_until_s = max(now_s, self._first_silence_s(silence_s))
        return self._steady_until_s

    def _first_silence_s(self, silence_s: float) -> float:
        """Return when the first player falls silent, or fell, if none says anything more."""
        return min(
            (
                max(member.heard_at_s for member in members) + silence_s
                for members in self._players.values()
                # A tutorial's page is there as long as it is connected.
                if members and not any(member.is_classic for member in members)
            ),
            default=math.inf,
        )

    def presence(self, now_s: float, silence_s: float, claim_after_s: float | None) -> Presence:
        """
        Return who is there at an instant of the loop's time.

        Where one player alone is absent for ``claim_after_s``, the other may claim the game; None if it can't be.

        """
        host_gone_s = self.gone_s(Seat.HOST, now_s, silence_s)
        guest_gone_s = self.gone_s(Seat.GUEST, now_s, silence_s)
        claim: ClaimIn | UnsetType = UNSET
        if claim_after_s is not None:
            if host_gone_s is not None and guest_gone_s is None:
                claim = _claim(Seat.HOST, claim_after_s - host_gone_s)
            elif guest_gone_s is not None and host_gone_s is None:
                claim = _claim(Seat.GUEST, claim_after_s - guest_gone_s)
        return Presence(
            host_gone_s is None,
            guest_gone_s is None,
            round_spectators(self.spectators),
            claim,
            True if self.has_classic_player else UNSET,
        )

    def tell_entries(self, entries: Iterable[Entry], answer: tuple[Connection, bytes] | None = None) -> None:
        """
        Send what happened to everybody: each connection gets all of it in one write.

        ``answer`` is a frame for one of the players, who gets it in the same write, and before the others get theirs:
        it has waited longest.

        """
        frames = [(entry.event, text_frame(encoding.encode_event(entry.seq, entry.event))) for entry in entries]
        everything = b"".join(frame for _, frame in frames)
        asker = None
        if answer is not None:
            asker, frame = answer
            asker.send(everything + frame)
            self._counts.sent += asker.is_open
        told = [frame for event, frame in frames if classic.is_told(event)]
        self._tell(everything, len(frames), b"".join(told), len(told), asker)

    def tell(self, payload: bytes) -> None:
        """Send a message that only our own dialect has."""
        self._tell(text_frame(payload), 1)

    def catch_up(self, member: Member) -> None:
        """Send a member at once what it hasn't been told yet, before something for it alone."""
        self._broadcaster.catch_up(self, member.connection)

    def tell_each(self, frames: Iterator[bytes]) -> None:
        """Send each connection of our own dialect the next of ``frames``."""
        self._broadcaster.finish(self)
        for connection in self._versioned_ones():
            connection.send(next(frames))
            self._counts.sent += 1

    def tell_error(self, code: Code) -> None:
        """Tell everybody, in both dialects, why the room can't go on."""
        self._tell(text_frame(codec.encode_error(code)), 1, text_frame(classic.encode_error(code)), 1)

    def dismiss_spectators(self) -> None:
        """Send those away who only watch."""
        goodbye = text_frame(codec.encode_error(Code.NOT_FOUND))
        self._broadcaster.send(self, self._versioned, goodbye, close=CloseCode.NOT_FOUND)
        self._broadcaster.send(self, self._classic, b"", 0, close=CloseCode.NORMAL)

    def close_classic(self, code: CloseCode) -> None:
        """Close the connections that speak the tutorial's dialect."""
        # Not those of our own dialect: they may be thousands, and stay.
        for connection in self._classic_ones():
            self._broadcaster.catch_up(self, connection)
            connection.close(code)

    def close_all(self, code: CloseCode) -> None:
        """Close every connection."""
        self._broadcaster.finish(self)
        for connection in (*self._versioned_ones(), *self._classic_ones()):
            connection.close(code)

    def _versioned_ones(self) -> list[Connection]:
        """Return who speaks our own dialect, players first."""
        return [*(member.connection for member in self._playing() if not member.is_classic), *self._versioned]

    def _classic_ones(self) -> list[Connection]:
        """Return who speaks the tutorial's dialect, players first."""
        return [*(member.connection for member in self._playing() if member.is_classic), *self._classic]

    def _playing(self) -> Iterator[Member]:
        return chain(self._players[Seat.HOST], self._players[Seat.GUEST])

    def _tell(
        self,
        frame: bytes,
        messages: int,
        classic_frame: bytes = b"",
        classic_messages: int = 0,
        asker: Connection | None = None,
    ) -> None:
        """Send each a frame in its dialect, players first; ``asker`` has got it already."""
        players = classic_players = 0
        for member in self._playing():
            if not member.is_classic:
                players += 1
                if member.connection is not asker:
                    member.connection.send(frame)
            elif classic_messages:
                classic_players += 1
                member.connection.send(classic_frame)
        self._broadcaster.send(self, self._versioned, frame, messages, already=players)
        if classic_messages and (classic_players or self._classic):
            self._broadcaster.send(self, self._classic, classic_frame, classic_messages, already=classic_players)


def _claim(seat: Seat, left_s: float) -> ClaimIn:
    return ClaimIn(seat.value, max(0, math.ceil(left_s * 1000)))


def _is_heard(member: Member, now_s: float, silence_s: float) -> bool:
    # A tutorial's page says nothing of its own; as long as it is connected, it is there.
    return member.is_classic or now_s - member.heard_at_s < silence_s
