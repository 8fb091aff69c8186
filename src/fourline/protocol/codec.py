"""
Between texts and messages: the only place that parses what clients send.

Nothing but :exc:`~fourline.errors.BadMessage` comes out of a bad text, whatever is in it.
"""

from __future__ import annotations

from typing import TypeVar, get_args

import msgspec

from ..errors import BadMessage, BadNotation, Code
from ..rules.notation import parse_game
from . import messages
from .codes import TEXTS
from .names import clean_name
from .server_messages import Error, ServerMessage

__all__ = ["VERSION", "decode", "decode_init", "encode", "encode_error", "with_clean_name"]

VERSION = 1
"""The version of our dialect; pages that ask for a higher one are answered in it."""

_Named = TypeVar("_Named", bound=messages.Init | messages.Rename | messages.Seek | messages.Take)

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
    ways = [way for way in (message.join, message.watch, message.room, message.lobby or None) if way is not None]
    if len(ways) > 1:
        raise BadMessage(Code.BAD_MESSAGE, "Give one of join, watch, room and lobby.")
    if message.secret is None and message.watch is None and message.room is None and not message.lobby:
        raise BadMessage(Code.BAD_MESSAGE, "A player needs a secret.")
    _check_position(message.moves)
    return with_clean_name(message)


def with_clean_name(message: _Named) -> _Named:
    """
    Return ``message`` with its name as it is kept.

    Raises:
        BadMessage: If nobody can be called so; with the command's id.

    """
    try:
        return msgspec.structs.replace(message, name=clean_name(message.name))
    except ValueError as exc:
        raise BadMessage(Code.BAD_MESSAGE, f"{str(exc).capitalize()}.", getattr(message, "id", None)) from exc


def encode(message: ServerMessage) -> bytes:
    """Return ``message`` as it goes over the wire."""
    return _encoder.encode(message)


def encode_error(code: Code, detail: str | None = None, id: str | None = None) -> bytes:
    """Return an error in version 1; ``detail`` replaces the code's usual text."""
    return encode(Error(code.value, detail or TEXTS[code], msgspec.UNSET if id is None else id))


def _check_position(moves: str) -> None:
    try:
        is_over = parse_game(moves).outcome is not None
    except BadNotation as exc:
        raise BadMessage(Code.BAD_MESSAGE, f"The position can't be set up: {exc}.") from exc
    if is_over:
        raise BadMessage(Code.BAD_MESSAGE, "The position can't be set up: the game is over.")


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
