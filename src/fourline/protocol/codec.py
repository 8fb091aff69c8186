"""
Between texts and messages: the only place that parses what clients send.

Nothing but :exc:`~fourline.errors.BadMessage` comes out of a bad text, whatever is in it.
"""

from __future__ import annotations

from typing import get_args

import msgspec

from ..errors import BadMessage, Code
from ..room.events import Ended, Event, Joined, Moved, Opened
from ..room.room import Room
from ..rules.notation import format_moves
from ..rules.position import Color
from . import messages
from .codes import TEXTS
from .names import clean_name

__all__ = ["VERSION", "decode", "decode_init", "encode", "encode_error", "encode_event", "encode_state"]

VERSION = 1
"""The version of our dialect; pages that ask for a higher one are answered in it."""

_decoder: msgspec.json.Decoder[messages.ClientMessage] = msgspec.json.Decoder(messages.ClientMessage)
_raw_decoder: msgspec.json.Decoder[dict[str, msgspec.Raw]] = msgspec.json.Decoder(dict[str, msgspec.Raw])
_id_decoder: msgspec.json.Decoder[str] = msgspec.json.Decoder(messages.CommandIdText)
_type_decoder: msgspec.json.Decoder[str] = msgspec.json.Decoder(str)
_encoder = msgspec.json.Encoder()
_TYPES = frozenset(message.__struct_config__.tag for message in get_args(messages.ClientMessage))


def decode(text: str) -> messages.ClientMessage:
    """
    Return the message in ``text``.

    Raises:
        BadMessage: If it isn't one; with the command's id, if that could be read.

    """
    try:
        return _decoder.decode(text)
    # Deep nesting ends in a RecursionError, lone surrogates in a UnicodeError.
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as exc:
        raise _explain(text, exc) from None


def decode_init(text: str) -> messages.Init:
    """
    Return the first message in ``text``, checked as a whole, its name cleaned.

    Raises:
        BadMessage: If it isn't an ``init`` that says one thing to do.

    """
    message = decode(text)
    if not isinstance(message, messages.Init):
        raise BadMessage(Code.BAD_MESSAGE, "The first message must be init.", getattr(message, "id", None))
    if message.version is None:
        return messages.Init(join=message.join, watch=message.watch if message.join is None else None)
    ways = [way for way in (message.join, message.watch, message.room) if way is not None]
    if len(ways) > 1:
        raise BadMessage(Code.BAD_MESSAGE, "Give one of join, watch and room.")
    if message.secret is None and message.watch is None and message.room is None:
        raise BadMessage(Code.BAD_MESSAGE, "A player needs a secret.")
    try:
        return msgspec.structs.replace(message, name=clean_name(message.name))
    except ValueError as exc:
        raise BadMessage(Code.BAD_MESSAGE, f"{str(exc).capitalize()}.") from exc


def encode(message: messages.ServerMessage) -> bytes:
    """Return ``message`` as it goes over the wire."""
    return _encoder.encode(message)


def encode_error(code: Code, detail: str | None = None, id: str | None = None) -> bytes:
    """Return an error in version 1; ``detail`` replaces the code's usual text."""
    return encode(messages.Error(code.value, detail or TEXTS[code], msgspec.UNSET if id is None else id))


def encode_event(seq: int, event: Event) -> bytes:
    """
    Return the one message that says ``event``, the same for everybody.

    Raises:
        ValueError: For ``Opened``, which nobody is there to receive.

    """
    match event:
        case Opened():
            raise ValueError("nobody is there when a room opens")
        case Moved(color, column, row, ply):
            return encode(messages.Played(seq, color.value, column, row, ply))
        case Joined(seat, name):
            return encode(messages.Joined(seq, seat.value, name))
        case _:
            return _encode_end(seq, event)


def encode_state(room: Room) -> bytes:
    """Return the snapshot of ``room``."""
    outcome = None
    if room.outcome is not None:
        winner = room.outcome.winner
        outcome = messages.OutcomeInState(
            None if winner is None else winner.value,
            room.outcome.reason.value,
            room.game_id,
            room.outcome.lines or msgspec.UNSET,
        )
    return encode(
        messages.State(
            seq=room.seq,
            game=room.number,
            moves=format_moves(room.game.moves),
            colors=messages.Colors(room.seat_of(Color.RED).value, room.seat_of(Color.YELLOW).value),
            names=messages.Names(room.host.name, room.guest.name),
            seated=messages.Seated(room.host.is_seated, room.guest.is_seated),
            tally=messages.Tally(room.host.wins, room.guest.wins, room.draws),
            outcome=outcome,
        )
    )


def _encode_end(seq: int, event: Ended) -> bytes:
    if event.winner is None:
        return encode(messages.Drawn(seq, event.reason.value, event.game_id))
    lines = event.lines or msgspec.UNSET
    return encode(messages.Won(seq, event.winner.value, event.reason.value, event.game_id, lines))


def _explain(text: str, exc: Exception) -> BadMessage:
    """Tell what is wrong with a text that isn't a message; slow, since only bad ones come here."""
    try:
        fields = _raw_decoder.decode(text)
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        return BadMessage(Code.BAD_MESSAGE, "A message is one JSON object.")
    command_id = _read(_id_decoder, fields.get("id"))
    kind = _read(_type_decoder, fields.get("type"))
    if kind is None:
        return BadMessage(Code.BAD_MESSAGE, "A message has a type.", command_id)
    if kind not in _TYPES:
        return BadMessage(Code.UNKNOWN_TYPE, TEXTS[Code.UNKNOWN_TYPE], command_id)
    # msgspec's text names the field and what was expected there.
    return BadMessage(Code.BAD_MESSAGE, f"{exc}.", command_id)


def _read(decoder: msgspec.json.Decoder[str], raw: msgspec.Raw | None) -> str | None:
    try:
        return None if raw is None else decoder.decode(raw)
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        return None
