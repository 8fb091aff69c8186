"""
Why a connection ends, and whether the page comes back.

A page that sees 1006 (no close frame at all: the line was cut, or the page was too slow) or a code below 4500 that
isn't listed here comes back.
"""

from __future__ import annotations

from enum import IntEnum

__all__ = ["CloseCode"]


class CloseCode(IntEnum):
    """The code of a close frame of ours."""

    NORMAL = 1000
    """Done. The page stops."""

    GOING_AWAY = 1001
    """The server goes down. The page comes back, when the ``bye`` before it says."""

    PROTOCOL_ERROR = 1002
    """The peer doesn't speak RFC 6455. The page stops and says so."""

    UNSUPPORTED = 1003
    """A binary message; all of ours are text. The page stops and says so."""

    BAD_DATA = 1007
    """A text message isn't UTF-8. The page stops and says so."""

    POLICY = 1008
    """Too many malformed or too frequent messages. The page stops and says so."""

    TOO_BIG = 1009
    """A message is longer than ``message-bytes``. The page stops and says so."""

    INTERNAL_ERROR = 1011
    """Our fault; the log has more. The page comes back."""

    TRY_AGAIN_LATER = 1013
    """The server holds as many connections as it may. The page comes back."""

    NOT_FOUND = 4500
    """No such room or key. The page stops and offers a new game."""

    NO_INIT = 4501
    """No ``init`` came in time. The page comes back once."""

    TOO_MANY_CONNECTIONS = 4502
    """Too many connections from this address. The page stops and says so."""

    SEAT_ELSEWHERE = 4503
    """This seat was opened in too many places. The page stops and offers to go on here."""
