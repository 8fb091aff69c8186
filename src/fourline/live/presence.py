"""
Who is there: people, not sockets. Last value wins; nothing of it is numbered or stored.

A room is told of changes at most once a second, and of spectators in steps that grow with their number and, where they
are thousands, at times that lie further apart: so ten thousand arrivals don't become ten thousand broadcasts, and a
million spectators don't cost a core that tells them how many they are. One timer serves all rooms, and looks only at
those in which something may have changed without notice: a room whose players all ping has nothing new for as long as
silence takes.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Sequence
from typing import Protocol

from msgspec import UNSET
from msgspec.structs import replace

from ..protocol.server_messages import Presence

__all__ = ["INTERVAL_S", "LOOKS_AT_ONCE", "TOLD_PER_S", "PresenceBoard", "Reported", "round_spectators"]

INTERVAL_S = 1.0
"""Least time between two presence messages in a room."""

TOLD_PER_S = 2_000
"""
So many spectators of a room are told each second how many they are: 10,000 hear of it every five seconds, which takes
a fiftieth of a core. That a player came or went is told to all of them within :data:`INTERVAL_S`.
"""

LOOKS_AT_ONCE = 250
"""
Rooms that are looked at in one turn of the loop: a millisecond. After a restart thousands may be due in one second.
"""


def round_spectators(count: int) -> int:
    """Return a number of spectators as it is told: exact to 100, then in steps of 10, 50 and 100."""
    if count <= 100:
        return count
    step = 10 if count <= 1_000 else 50 if count <= 10_000 else 100
    return count // step * step


class Reported(Protocol):
    """A room, as far as presence goes."""

    def presence(self, now_s: float) -> Presence:
        """Return who is there at an instant of the loop's time."""
        ...

    def steady_until_s(self, now_s: float) -> float:
        """Return until when that stays so unless somebody comes, goes or plays; ``now_s`` if it may change at once."""
        ...

    def tell_presence(self, presence: Presence) -> None:
        """Send it to everybody who is there."""
        ...


class PresenceBoard:
    """What each room was last told, and when; belongs to one running loop."""

    def __init__(self) -> None:
        self._told: dict[Reported, _Told] = {}
        self._look_at_s: dict[Reported, float] = {}
        """When each room has to be looked at although nothing happened in it."""
        self._soon: set[Reported] = set()

    def changed(self, room: Reported) -> None:
        """Note that somebody came or went; told after this turn of the loop, or when the room's second is over."""
        if not self._soon:
            asyncio.get_running_loop().call_soon(self._tell_soon)
        self._soon.add(room)

    def shown(self, room: Reported, presence: Presence) -> None:
        """Note what a newcomer was shown. Should it change back before it is told, they must hear of that."""
        told = self._told.get(room)
        if told is not None:
            told.show(presence)

    def forget(self, room: Reported) -> None:
        """Drop a room that nobody is in."""
        self._told.pop(room, None)
        self._look_at_s.pop(room, None)
        self._soon.discard(room)

    def tick(self, now_s: float) -> None:
        """Tell every room what changed in it without notice, silence for example; call it about once a second."""
        self._look([room for room, look_at_s in self._look_at_s.items() if look_at_s <= now_s], now_s)

    def _look(self, rooms: Sequence[Reported], now_s: float) -> None:
        """Look at some of ``rooms`` now, and at the others in the next turns of the loop."""
        for room in rooms[:LOOKS_AT_ONCE]:
            # It may have been forgotten since the tick.
            if room in self._look_at_s:
                self._tell(room, now_s)
        if len(rooms) > LOOKS_AT_ONCE:
            asyncio.get_running_loop().call_soon(self._look, rooms[LOOKS_AT_ONCE:], now_s)

    def _tell_soon(self) -> None:
        rooms, self._soon = self._soon, set()
        now_s = asyncio.get_running_loop().time()
        for room in rooms:
            self._tell(room, now_s)

    def _tell(self, room: Reported, now_s: float) -> None:
        presence = room.presence(now_s)
        told = self._told.get(room)
        self._look_at_s[room] = room.steady_until_s(now_s)
        due_at_s = now_s if told is None else told.due_at_s(presence)
        if due_at_s <= now_s:
            self._told[room] = _Told(presence, now_s)
            room.tell_presence(presence)
        elif due_at_s < math.inf:
            # At one of the next ticks, if it stays so.
            self._look_at_s[room] = now_s


class _Told:
    """What a room was told last, and whether anybody was shown something else since."""

    __slots__ = ("_at_s", "_is_count_outdated", "_is_outdated", "_presence")

    def __init__(self, presence: Presence, now_s: float) -> None:
        self._presence = presence
        self._at_s = now_s
        self._is_outdated = False
        """As far as players go."""
        self._is_count_outdated = False

    def show(self, presence: Presence) -> None:
        """Take note of what somebody is shown."""
        self._is_count_outdated |= presence.spectators != self._presence.spectators
        self._is_outdated |= self._has_other_players(presence)

    def due_at_s(self, presence: Presence) -> float:
        """Return from when on what is so now may be told; infinity if everybody knows it."""
        if self._is_outdated or self._has_other_players(presence):
            return self._at_s + INTERVAL_S
        if self._is_count_outdated or presence.spectators != self._presence.spectators:
            return self._at_s + max(INTERVAL_S, presence.spectators / TOLD_PER_S)
        return math.inf

    def _has_other_players(self, presence: Presence) -> bool:
        return presence != self._presence and _players_in(presence) != _players_in(self._presence)


def _players_in(presence: Presence) -> Presence:
    """Return what is said of players. That a claim comes nearer needn't be said: who knows of it knows that."""
    claim = presence.claim if presence.claim is UNSET else replace(presence.claim, in_ms=0)
    return replace(presence, spectators=0, claim=claim)
