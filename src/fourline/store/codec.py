"""
The form in which events are stored: one JSON object each, tagged by ``type``.

What is stored is read for ever, by every later release. So tags and field names stand here and nowhere else, whatever
becomes of the classes in ``room/events.py``; a field added later has a default, and unknown fields are ignored.
``tests/store/golden`` keeps a log of every release, replayed in tests.
"""

from __future__ import annotations

import msgspec

from ..room.events import (
    Aborted,
    Declined,
    Ended,
    Event,
    GameId,
    Hinted,
    Joined,
    ListingSet,
    Moved,
    Offered,
    OfferKind,
    Opened,
    PrivacySet,
    Renamed,
    Seat,
    Started,
    TakenBack,
    Withdrawn,
)
from ..rules.clock import TimeControl, Times
from ..rules.game import Reason
from ..rules.position import Color, Line

__all__ = ["decode_event", "decode_lines", "decode_times", "encode_event", "encode_lines", "encode_times"]


class _Control(msgspec.Struct):
    initial_ms: int
    increment_ms: int


class _Times(msgspec.Struct):
    red_ms: int
    yellow_ms: int


class _Stored(msgspec.Struct, omit_defaults=True, tag_field="type"):
    pass


class _Opened(_Stored, tag="opened"):
    color: Color
    name: str | None = None
    control: _Control | None = None
    moves: str = ""
    is_listed: bool = False

    def to_event(self) -> Event:
        return Opened(self.color, self.name, _to_control(self.control), self.moves, self.is_listed)


class _Joined(_Stored, tag="joined"):
    seat: Seat
    name: str | None = None
    bot: int | None = None

    def to_event(self) -> Event:
        return Joined(self.seat, self.name, self.bot)


class _Moved(_Stored, tag="moved"):
    color: Color
    column: int
    row: int
    ply: int
    times: _Times | None = None
    credit_ms: int = 0

    def to_event(self) -> Event:
        return Moved(self.color, self.column, self.row, self.ply, _to_times(self.times), self.credit_ms)


class _Ended(_Stored, tag="ended"):
    winner: Color | None
    reason: Reason
    game_id: str
    lines: tuple[Line, ...] = ()
    times: _Times | None = None

    def to_event(self) -> Event:
        return Ended(self.winner, self.reason, GameId(self.game_id), self.lines, _to_times(self.times))


class _Aborted(_Stored, tag="aborted"):
    def to_event(self) -> Event:
        return Aborted()


class _Offered(_Stored, tag="offered"):
    offer: OfferKind
    seat: Seat

    def to_event(self) -> Event:
        return Offered(self.offer, self.seat)


class _Declined(_Stored, tag="declined"):
    offer: OfferKind
    seat: Seat

    def to_event(self) -> Event:
        return Declined(self.offer, self.seat)


class _Withdrawn(_Stored, tag="withdrawn"):
    offer: OfferKind
    seat: Seat

    def to_event(self) -> Event:
        return Withdrawn(self.offer, self.seat)


class _TakenBack(_Stored, tag="taken_back"):
    moves: str
    times: _Times | None = None

    def to_event(self) -> Event:
        return TakenBack(self.moves, _to_times(self.times))


class _Started(_Stored, tag="started"):
    number: int
    red: Seat
    times: _Times | None = None

    def to_event(self) -> Event:
        return Started(self.number, self.red, _to_times(self.times))


class _Hinted(_Stored, tag="hinted"):
    seat: Seat

    def to_event(self) -> Event:
        return Hinted(self.seat)


class _Renamed(_Stored, tag="renamed"):
    seat: Seat
    name: str | None

    def to_event(self) -> Event:
        return Renamed(self.seat, self.name)


class _PrivacySet(_Stored, tag="privacy_set"):
    is_private: bool

    def to_event(self) -> Event:
        return PrivacySet(self.is_private)


class _ListingSet(_Stored, tag="listing_set"):
    is_listed: bool

    def to_event(self) -> Event:
        return ListingSet(self.is_listed)


_StoredEvent = (
    _Opened
    | _Joined
    | _Moved
    | _Ended
    | _Aborted
    | _Offered
    | _Declined
    | _Withdrawn
    | _TakenBack
    | _Started
    | _Hinted
    | _Renamed
    | _PrivacySet
    | _ListingSet
)

_encoder = msgspec.json.Encoder()
_event_decoder: msgspec.json.Decoder[_StoredEvent] = msgspec.json.Decoder(_StoredEvent)
_lines_decoder = msgspec.json.Decoder(tuple[Line, ...])
_times_decoder = msgspec.json.Decoder(tuple[int, ...])


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


def encode_times(move_times: tuple[int, ...]) -> str:
    """Return what the mover had left after each move of a game, in milliseconds, as it is stored."""
    return _encoder.encode(move_times).decode()


def decode_times(text: str) -> tuple[int, ...]:
    """
    Return the times of a game's moves that ``text`` stores.

    Raises:
        msgspec.DecodeError: If they aren't whole numbers.

    """
    return _times_decoder.decode(text)


def _to_control(control: _Control | None) -> TimeControl | None:
    return None if control is None else TimeControl(control.initial_ms, control.increment_ms)


def _stored_control(control: TimeControl | None) -> _Control | None:
    return None if control is None else _Control(control.initial_ms, control.increment_ms)


def _to_times(times: _Times | None) -> Times | None:
    return None if times is None else Times(times.red_ms, times.yellow_ms)


def _stored_times(times: Times | None) -> _Times | None:
    return None if times is None else _Times(times.red_ms, times.yellow_ms)


def _stored(event: Event) -> _Stored:  # noqa: C901, PLR0911, PLR0912 - one line for each thing that can happen
    match event:
        case Opened(color, name, control, moves, is_listed):
            return _Opened(color, name, _stored_control(control), moves, is_listed)
        case Joined(seat, name, bot):
            return _Joined(seat, name, bot)
        case Moved(color, column, row, ply, times, credit_ms):
            return _Moved(color, column, row, ply, _stored_times(times), credit_ms)
        case Ended(winner, reason, game_id, lines, times):
            return _Ended(winner, reason, game_id, lines, _stored_times(times))
        case Aborted():
            return _Aborted()
        case Offered(offer, seat):
            return _Offered(offer, seat)
        case Declined(offer, seat):
            return _Declined(offer, seat)
        case Withdrawn(offer, seat):
            return _Withdrawn(offer, seat)
        case TakenBack(moves, times):
            return _TakenBack(moves, _stored_times(times))
        case Started(number, red, times):
            return _Started(number, red, _stored_times(times))
        case Hinted(seat):
            return _Hinted(seat)
        case Renamed(seat, name):
            return _Renamed(seat, name)
        case PrivacySet(is_private):
            return _PrivacySet(is_private)
        case ListingSet(is_listed):
            return _ListingSet(is_listed)
