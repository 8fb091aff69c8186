"""What can be asked of a room, in the imperative. Who asks, and with which id, is said beside the command."""

from __future__ import annotations

from dataclasses import dataclass

from .events import OfferKind

__all__ = [
    "Abort",
    "Accept",
    "Asked",
    "Claim",
    "Command",
    "Decline",
    "Flag",
    "Hint",
    "Join",
    "MakeOffer",
    "Play",
    "Rename",
    "Resign",
    "SetListing",
    "SetPrivacy",
    "Withdraw",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """
    What all commands of pages say besides.

    ``at`` is the highest seq that the page had applied when its person acted; None from programs that don't keep count.

    """

    at: int | None = None


@dataclass(frozen=True, slots=True)
class Join:
    """Take the guest's seat."""

    name: str | None = None


@dataclass(frozen=True, slots=True)
class Flag:
    """Look whether the running color is out of time; the server asks this of itself."""


@dataclass(frozen=True, slots=True)
class Play(_Seen):
    """Drop a disc in ``column``."""

    column: int


@dataclass(frozen=True, slots=True)
class Resign(_Seen):
    """Lose the game."""


@dataclass(frozen=True, slots=True)
class Abort(_Seen):
    """End a game that has hardly begun, without a result."""


@dataclass(frozen=True, slots=True)
class Claim(_Seen):
    """Take the win that the rules give when the opponent is gone."""


@dataclass(frozen=True, slots=True)
class MakeOffer(_Seen):
    """Propose something; where the other has proposed the same, accept that."""

    offer: OfferKind


@dataclass(frozen=True, slots=True)
class Accept(_Seen):
    """Accept the other's offer."""

    offer: OfferKind


@dataclass(frozen=True, slots=True)
class Decline(_Seen):
    """Refuse the other's offer."""

    offer: OfferKind


@dataclass(frozen=True, slots=True)
class Withdraw(_Seen):
    """Take one's own offer back."""

    offer: OfferKind


@dataclass(frozen=True, slots=True)
class Hint(_Seen):
    """Be told the best move, in a game against a bot."""


@dataclass(frozen=True, slots=True)
class Rename(_Seen):
    """Be called differently."""

    name: str | None


@dataclass(frozen=True, slots=True)
class SetPrivacy(_Seen):
    """Close the room to spectators, or open it."""

    is_private: bool


@dataclass(frozen=True, slots=True)
class SetListing(_Seen):
    """Let the room be listed in the lobby, or not."""

    is_listed: bool


Asked = (
    Play | Resign | Abort | Claim | MakeOffer | Accept | Decline | Withdraw | Hint | Rename | SetPrivacy | SetListing
)
"""What players ask."""

Command = Asked | Join | Flag
