"""
The tutorial's dialect: four messages from the server, to the letter.

A page written for the tutorial throws at anything else, so whatever happens in a room, it is told in these or not at
all. ``play`` and ``win`` are the same bytes as in version 1: extra fields don't disturb it, and one frame serves all.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from ..errors import Code
from ..room.events import Ended, Event, Moved
from ..room.room import Room
from ..rules.game import NEW_GAME
from .codes import TEXTS

__all__ = ["Error", "Init", "Play", "Win", "encode_error", "encode_init", "is_told", "replay"]


class Init(msgspec.Struct, tag_field="type", tag="init", frozen=True):
    """The keys, to the one who opened the room."""

    join: str
    watch: str


class Play(msgspec.Struct, tag_field="type", tag="play", frozen=True):
    """A disc fell."""

    player: str
    column: int
    row: int


class Win(msgspec.Struct, tag_field="type", tag="win", frozen=True):
    """The game was won."""

    player: str


class Error(msgspec.Struct, tag_field="type", tag="error", frozen=True):
    """A message was refused."""

    message: str


def encode_init(join: str, watch: str) -> bytes:
    """Return what the opener gets."""
    return msgspec.json.encode(Init(join, watch))


def encode_error(code: Code, detail: str | None = None) -> bytes:
    """Return an error; ``detail`` replaces the code's usual text."""
    return msgspec.json.encode(Error(detail or TEXTS[code]))


def is_told(event: Event) -> bool:
    """Tell whether this dialect has a message for ``event``."""
    return isinstance(event, Moved) or (isinstance(event, Ended) and event.winner is not None)


def replay(room: Room) -> Iterator[bytes]:
    """Return what a late arrival gets: the current game's moves in order, and its winner."""
    game = NEW_GAME
    for column in room.game.moves:
        color = game.position.turn
        game = game.play(column)
        yield msgspec.json.encode(Play(color.value, column, game.position.height(column) - 1))
    if room.outcome is not None and room.outcome.winner is not None:
        yield msgspec.json.encode(Win(room.outcome.winner.value))
