"""What pages asked and what became of it, and who is there, counted for metrics."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from ..errors import Code
from ..histogram import DURATIONS_S, Histogram
from ..net.counts import Counts as NetCounts
from ..protocol.messages import ClientMessage
from ..room import commands
from .member import Member

__all__ = ["KINDS", "UNREADABLE", "Counts", "kind_of"]

KINDS: Final[dict[type[commands.Command], str]] = {
    commands.Play: "play",
    commands.Resign: "resign",
    commands.Abort: "abort",
    commands.Claim: "claim",
    commands.MakeOffer: "offer",
    commands.Accept: "accept",
    commands.Decline: "decline",
    commands.Withdraw: "withdraw",
    commands.Hint: "hint",
    commands.Rename: "rename",
    commands.SetPrivacy: "privacy",
    commands.SetListing: "listing",
    commands.Flag: "flag",
}
"""
The kinds of a room's commands: the types of their messages, and the server's own.

Without :class:`~fourline.room.commands.Join`: that is part of what an ``init`` asks.
"""

UNREADABLE: Final = "unreadable"
"""The kind of what is no message."""


def kind_of(message: ClientMessage) -> str:
    """Return the kind of what a message asks: its type."""
    return str(message.__struct_config__.tag)


@dataclass(slots=True)
class Counts:
    """Totals since the start; :attr:`present` alone goes down, too."""

    net: NetCounts = field(default_factory=NetCounts)
    """Of the sockets below."""
    # Not a Counter: this is counted at every move, and a plain dictionary takes half the time.
    commands: dict[tuple[str, str], int] = field(default_factory=dict)
    """What was asked, by kind and answer: ``ok``, a code, or ``crashed``."""
    present: Counter[tuple[str, bool]] = field(default_factory=Counter)
    """Connections that are in a room now, by role (``host``, ``guest``, ``spectator``) and whether they are classic."""
    append_s: Histogram = field(default_factory=lambda: Histogram(DURATIONS_S))
    """Time from giving a command's events to the store until they are known to be durable."""

    def answered(self, kind: str, code: Code | None = None) -> None:
        """Count something that was asked and is carried out, or refused with ``code``."""
        self._count(kind, "ok" if code is None else code.value)

    def crashed(self, kind: str) -> None:
        """Count something that was asked and came upon a mistake of ours."""
        self._count(kind, "crashed")

    def _count(self, kind: str, answer: str) -> None:
        asked = (kind, answer)
        self.commands[asked] = self.commands.get(asked, 0) + 1

    def entered(self, member: Member) -> None:
        """Count somebody who is in a room from now on."""
        self.present[_place(member)] += 1

    def left(self, member: Member) -> None:
        """Count somebody no more who was in a room."""
        self.present[_place(member)] -= 1


def _place(member: Member) -> tuple[str, bool]:
    return "spectator" if member.seat is None else member.seat.value, member.is_classic
