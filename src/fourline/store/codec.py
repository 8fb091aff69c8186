"""
The form in which events are stored: one JSON object each, tagged by ``type``.

What is stored is read for ever, by every later release. So tags and field names stand here and nowhere else, whatever
becomes of the classes in ``room/events.py``; a field added later has a default, and unknown fields are ignored.
``tests/store/golden`` keeps a log of every release, replayed in tests.
"""

from __future__ import annotations

import msgspec

from ..room.events import Ended, Event, GameId, Joined, Moved, Opened, Seat
from ..rules.game import Reason
from ..rules.position import Color, Line

__all__ = ["decode_event", "decode_lines", "encode_event", "encode_lines"]


class _Stored(msgspec.Struct, omit_defaults=True, tag_field="type"):
    pass


class _Opened(_Stored, tag="opened"):
    color: Color
    name: str | None = None

    def to_event(self) -> Event:
        return Opened(self.color, self.name)


class _Joined(_Stored, tag="joined"):
    seat: Seat
    name: str | None = None

    def to_event(self) -> Event:
        return Joined(self.seat, self.name)


class _Moved(_Stored, tag="moved"):
    color: Color
    column: int
    row: int
    ply: int

    def to_event(self) -> Event:
        return Moved(self.color, self.column, self.row, self.ply)


class _Ended(_Stored, tag="ended"):
    winner: Color | None
    reason: Reason
    game_id: str
    lines: tuple[Line, ...] = ()

    def to_event(self) -> Event:
        return Ended(self.winner, self.reason, GameId(self.game_id), self.lines)


_encoder = msgspec.json.Encoder()
_event_decoder: msgspec.json.Decoder[_Opened | _Joined | _Moved | _Ended] = msgspec.json.Decoder(
    _Opened | _Joined | _Moved | _Ended
)
_lines_decoder = msgspec.json.Decoder(tuple[Line, ...])


def encode_event(event: Event) -> str:
    """Return ``event`` as it is stored."""
    return _encoder.encode(_stored(event)).decode()


def decode_event(text: str) -> Event:
    """
    Return the event that ``text`` stores.

    Raises:
        msgspec.DecodeError: If no release up to this one stored it.

    """
    return _event_decoder.decode(text).to_event()


def encode_lines(lines: tuple[Line, ...]) -> str:
    """Return the winning lines of a game as they are stored: cells as ``[column, row]``."""
    return _encoder.encode(lines).decode()


def decode_lines(text: str) -> tuple[Line, ...]:
    """
    Return the winning lines that ``text`` stores.

    Raises:
        msgspec.DecodeError: If they aren't lines.

    """
    return _lines_decoder.decode(text)


def _stored(event: Event) -> _Stored:
    match event:
        case Opened(color, name):
            return _Opened(color, name)
        case Joined(seat, name):
            return _Joined(seat, name)
        case Moved(color, column, row, ply):
            return _Moved(color, column, row, ply)
        case Ended(winner, reason, game_id, lines):
            return _Ended(winner, reason, game_id, lines)
