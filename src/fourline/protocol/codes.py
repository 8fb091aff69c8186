"""
What each error code says to people.

The codes themselves are :class:`~fourline.errors.Code`; they are stable, the English isn't. Three texts are the
tutorial's, to the letter: its pages show them.
"""

from __future__ import annotations

from ..errors import Code

__all__ = ["TEXTS"]

TEXTS: dict[Code, str] = {
    Code.BAD_MESSAGE: "This message can't be understood.",
    Code.UNKNOWN_TYPE: "This type of message isn't known here.",
    Code.NO_SUCH_COLUMN: "There is no such column.",
    Code.COLUMN_FULL: "This slot is full.",
    Code.NOT_YOUR_TURN: "It isn't your turn.",
    Code.GAME_OVER: "The game is over.",
    Code.NOT_A_PLAYER: "You are watching; only players can do this.",
    Code.NO_OPPONENT: "Nobody has taken the other seat yet.",
    Code.NO_SUCH_OFFER: "There is no such offer.",
    Code.NOT_AVAILABLE: "This isn't possible now.",
    Code.TOO_MANY_OFFERS: "You have offered this often enough in this game.",
    Code.TOO_EARLY: "It is too early for that.",
    Code.STALE: "The game has gone on since.",
    Code.SEAT_TAKEN: "This seat is taken.",
    Code.SEEK_GONE: "Somebody else was faster, or the offer was taken back.",
    Code.NOT_FOUND: "Game not found.",
    Code.ROOM_FULL: "This room is full.",
    Code.RATE_LIMITED: "Too many messages; please slow down.",
    Code.UNAVAILABLE: "The server can't save right now; please try again.",
}
