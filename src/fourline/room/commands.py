"""What can be asked of a room, in the imperative. Who asks, and with which id, is said beside the command."""

from __future__ import annotations

from msgspec import Struct

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


class _Seen(Struct, frozen=True, gc=False, kw_only=True):
    """
    What all commands of pages say besides.

    ``at`` is the highest seq that the page had applied when its person acted; None from programs that don't keep count.

    """

    at: int | None = None


class Join(Struct, frozen=True, gc=False):
    """Take the guest's seat."""

    name: str | None = None


class Flag(Struct, frozen=True, gc=False):
    """Look whether the running color is out of time; the server asks this of itself."""


class Play(_Seen, frozen=True, gc=False):
    """Drop a disc in ``column``."""

    column: int


class Resign(_Seen, frozen=True, gc=False):
    """Lose the game."""


class Abort(_Seen, frozen=True, gc=False):
    """End a game that has hardly begun, without a result."""


class Claim(_Seen, frozen=True, gc=False):
    """Take the win that the rules give when the opponent is gone."""


class MakeOffer(_Seen, frozen=True, gc=False):
    """Propose something; where the other has proposed the same, accept that."""

    offer: OfferKind


class Accept(_Seen, frozen=True, gc=False):
    """Accept the other's offer."""

    offer: OfferKind


class Decline(_Seen, frozen=True, gc=False):
    """Refuse the other's offer."""

    offer: OfferKind


class Withdraw(_Seen, frozen=True, gc=False):
    """Take one's own offer back."""

    offer: OfferKind


class Hint(_Seen, frozen=True, gc=False):
    """Be told the best move, in a game against a bot."""


class Rename(_Seen, frozen=True, gc=False):
    """Be called differently."""

    name: str | None


class SetPrivacy(_Seen, frozen=True, gc=False):
    """Close the room to spectators, or open it."""

    is_private: bool


class SetListing(_Seen, frozen=True, gc=False):
    """Let the room be listed in the lobby, or not."""

    is_listed: bool


Asked = (
    Play | Resign | Abort | Claim | MakeOffer | Accept | Decline | Withdraw | Hint | Rename | SetPrivacy | SetListing
)
"""What players ask."""

Command = Asked | Join | Flag
