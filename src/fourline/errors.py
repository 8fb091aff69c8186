"""
Every exception of the project, and the codes that reach the wire.

::

    FourlineError
    ├── IllegalMove                 rules: this move can't be played here
    │   ├── NoSuchColumn
    │   ├── ColumnFull
    │   └── GameOver
    ├── BadNotation                 rules: a text isn't a game
    ├── Rejected                    room: a command isn't allowed now
    ├── BadMessage                  protocol: a text isn't a message
    ├── BadPosition                 engine: no game has this position
    ├── SolverError
    │   ├── SolverTimeout           the deadline struck first
    │   ├── SolverFailed            a worker broke down; the next question gets a new one
    │   └── SolverClosed            it takes no more questions
    ├── TooBusy                     live: more was asked for than can be worked on
    ├── ConfigError                 a setting can't be used
    ├── ListenError                 an address can't be listened on
    ├── LoadRefused                 loadtest: this server isn't to be loaded, or not so
    └── StoreError
        ├── StaleSeq                somebody else appended first
        ├── SeatTaken               another secret holds the seat
        ├── StoreUnavailable        the disk refuses; nothing was stored
        └── StoreUnusable           the file can't be opened at all
            └── StoreLocked         another process has it open

What a client sends never raises anything else than :exc:`BadMessage` or :exc:`Rejected`.
"""

from __future__ import annotations

from enum import Enum

__all__ = [
    "BadMessage",
    "BadNotation",
    "BadPosition",
    "Code",
    "ColumnFull",
    "ConfigError",
    "FourlineError",
    "GameOver",
    "IllegalMove",
    "ListenError",
    "LoadRefused",
    "NoSuchColumn",
    "Rejected",
    "SeatTaken",
    "SolverClosed",
    "SolverError",
    "SolverFailed",
    "SolverTimeout",
    "StaleSeq",
    "StoreError",
    "StoreLocked",
    "StoreUnavailable",
    "StoreUnusable",
    "TooBusy",
]


class Code(Enum):
    """Why a message was refused; the values are what stands on the wire, and stable."""

    BAD_MESSAGE = "bad_message"
    UNKNOWN_TYPE = "unknown_type"
    NO_SUCH_COLUMN = "no_such_column"
    COLUMN_FULL = "column_full"
    NOT_YOUR_TURN = "not_your_turn"
    GAME_OVER = "game_over"
    NOT_A_PLAYER = "not_a_player"
    NO_OPPONENT = "no_opponent"
    NO_SUCH_OFFER = "no_such_offer"
    NOT_AVAILABLE = "not_available"
    TOO_MANY_OFFERS = "too_many_offers"
    TOO_EARLY = "too_early"
    STALE = "stale"
    SEAT_TAKEN = "seat_taken"
    SEEK_GONE = "seek_gone"
    NOT_FOUND = "not_found"
    ROOM_FULL = "room_full"
    RATE_LIMITED = "rate_limited"
    UNAVAILABLE = "unavailable"


class FourlineError(Exception):
    """Base of every exception of the project."""


class IllegalMove(FourlineError):
    """A move can't be played in this game."""


class NoSuchColumn(IllegalMove):
    """A column isn't a whole number from 0 to 6."""


class ColumnFull(IllegalMove):
    """A column has no free cell."""


class GameOver(IllegalMove):
    """The game has an outcome."""


class BadNotation(FourlineError):
    """
    A text isn't the notation of a legal game.

    ``ply`` is the number of moves that were fine, so the one after it is the culprit.

    """

    def __init__(self, reason: str, ply: int) -> None:
        super().__init__(f"move {ply + 1}: {reason}")
        self.reason = reason
        self.ply = ply


class Rejected(FourlineError):
    """A command isn't allowed now; nothing changed."""

    def __init__(self, code: Code) -> None:
        super().__init__(code.value)
        self.code = code


class BadMessage(FourlineError):
    """A text isn't a message; ``id`` is the command's, where one could be read."""

    def __init__(self, code: Code, detail: str, id: str | None = None) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.id = id


class BadPosition(FourlineError):
    """A position can't stand on a board; the message says why."""


class SolverError(FourlineError):
    """A position wasn't solved."""


class SolverTimeout(SolverError):
    """The deadline struck before the answer was found."""


class SolverFailed(SolverError):
    """What worked on the position broke down; the next question gets a new one."""


class SolverClosed(SolverError):
    """The solver takes no more questions, and answers none that waited."""


class TooBusy(FourlineError):
    """More was asked for than can be worked on now; the same may be possible later."""


class ConfigError(FourlineError):
    """A setting can't be used; the message is one line for the person who set it."""


class ListenError(FourlineError):
    """``host`` and ``port`` can't be listened on; the settings that name them begin with ``settings``."""

    def __init__(self, error: OSError, host: str, port: int, settings: str) -> None:
        super().__init__(f"{host}, port {port}: {error.strerror or error}")
        self.error = error
        self.host = host
        self.port = port
        self.settings = settings


class LoadRefused(FourlineError):
    """A server isn't to be loaded, or not so; the message is one line for the person who asked for it."""


class StoreError(FourlineError):
    """The store didn't do what was asked; nothing was stored."""


class StaleSeq(StoreError):
    """The room's log has gone on: its last event is ``last``, not the expected one."""

    def __init__(self, last: int) -> None:
        super().__init__(f"last seq is {last}")
        self.last = last


class SeatTaken(StoreError):
    """The seat is held by another secret."""


class StoreUnavailable(StoreError):
    """The disk refuses to read or write for now; the same call may succeed later."""


class StoreUnusable(StoreError):
    """The store can't be opened; the message is one line for the person who starts it."""


class StoreLocked(StoreUnusable):
    """Another process has the store open."""
