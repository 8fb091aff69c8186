"""
What pages say in version 1, one class per message, tagged by ``type``.

Each is validated as it is decoded; unknown fields are ignored, so that a newer page may talk to an older server.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

__all__ = [
    "Abort",
    "Accept",
    "Claim",
    "ClientMessage",
    "ColorName",
    "ColorWish",
    "CommandIdText",
    "Decline",
    "Hint",
    "Init",
    "Listing",
    "MovesText",
    "Offer",
    "OfferName",
    "Opponent",
    "Phrase",
    "Ping",
    "Play",
    "Privacy",
    "Rename",
    "Resign",
    "Say",
    "SeatName",
    "SecretText",
    "Seek",
    "Sync",
    "Take",
    "TimeControlText",
    "Unseek",
    "Withdraw",
]

CommandIdText = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,32}\Z")]
SecretText = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{22}\Z")]
MovesText = Annotated[str, Meta(pattern=r"^[1-7]{0,42}\Z")]
ColorName = Literal["red", "yellow"]
ColorWish = Literal["red", "yellow", "random"]
SeatName = Literal["host", "guest"]
OfferName = Literal["draw", "takeback", "rematch"]
Phrase = Literal["hello", "good_luck", "good_move", "good_game", "thanks", "sorry", "one_moment", "bye"]


class TimeControlText(Struct, frozen=True):
    """A clock: 10 s to 60 min for each side, and 0 to 60 s more for every move."""

    initial_ms: Annotated[int, Meta(ge=10_000, le=3_600_000)]
    increment_ms: Annotated[int, Meta(ge=0, le=60_000)] = 0


class Opponent(Struct, frozen=True):
    """Who shall sit opposite in a new room: a bot of a level."""

    bot: Annotated[int, Meta(ge=1, le=8)]


class Init(Struct, tag_field="type", tag="init", frozen=True):
    """
    The first message: open a room, enter one by exactly one of ``join``, ``watch``, ``room``, or see the lobby.

    Without ``version`` it is the tutorial's, of which only ``join`` and ``watch`` count. ``moves`` sets up the position
    that a new room's first game begins with; with ``opponent`` the other seat isn't free but a bot's.

    """

    version: Annotated[int, Meta(ge=1)] | None = None
    secret: SecretText | None = None
    join: str | None = None
    watch: str | None = None
    room: str | None = None
    lobby: bool = False
    name: str | None = None
    color: ColorWish = "red"
    clock: TimeControlText | None = None
    moves: MovesText = ""
    opponent: Opponent | None = None


class _Command(Struct, frozen=True, kw_only=True):
    id: CommandIdText | None = None
    at: Annotated[int, Meta(ge=0)] | None = None


class Play(_Command, tag_field="type", tag="play", frozen=True):
    """Drop a disc in ``column`` (0-6)."""

    column: int


class Resign(_Command, tag_field="type", tag="resign", frozen=True):
    """Lose the game."""


class Abort(_Command, tag_field="type", tag="abort", frozen=True):
    """End a game that has hardly begun."""


class Claim(_Command, tag_field="type", tag="claim", frozen=True):
    """Take the win over an opponent who is gone."""


class Offer(_Command, tag_field="type", tag="offer", frozen=True):
    """Propose something."""

    offer: OfferName


class Accept(_Command, tag_field="type", tag="accept", frozen=True):
    """Accept the other's offer."""

    offer: OfferName


class Decline(_Command, tag_field="type", tag="decline", frozen=True):
    """Refuse the other's offer."""

    offer: OfferName


class Withdraw(_Command, tag_field="type", tag="withdraw", frozen=True):
    """Take one's own offer back."""

    offer: OfferName


class Hint(_Command, tag_field="type", tag="hint", frozen=True):
    """Be told the best move, in a game against a bot."""


class Rename(_Command, tag_field="type", tag="rename", frozen=True):
    """Be called differently."""

    name: str | None


class Privacy(_Command, tag_field="type", tag="privacy", frozen=True):
    """Close the room to spectators, or open it."""

    private: bool


class Listing(_Command, tag_field="type", tag="listing", frozen=True):
    """Let the room be listed in the lobby, or not."""

    listed: bool


class Say(_Command, tag_field="type", tag="say", frozen=True):
    """Say one of the preset phrases."""

    phrase: Phrase


class Seek(Struct, tag_field="type", tag="seek", frozen=True):
    """In the lobby: offer to play. The one open seek of a connection; a new one takes its place."""

    secret: SecretText
    name: str | None = None
    clock: TimeControlText | None = None
    color: ColorWish = "random"


class Unseek(Struct, tag_field="type", tag="unseek", frozen=True):
    """In the lobby: take the offer back."""


class Take(Struct, tag_field="type", tag="take", frozen=True):
    """In the lobby: play somebody who seeks."""

    seek: str
    secret: SecretText
    name: str | None = None


class Sync(Struct, tag_field="type", tag="sync", frozen=True):
    """Ask for the state."""


class Ping(Struct, tag_field="type", tag="ping", frozen=True):
    """Ask for a sign of life; ``t`` comes back as it is."""

    t: int | float | None = None


ClientMessage = (
    Init
    | Play
    | Resign
    | Abort
    | Claim
    | Offer
    | Accept
    | Decline
    | Withdraw
    | Hint
    | Rename
    | Privacy
    | Listing
    | Say
    | Seek
    | Unseek
    | Take
    | Sync
    | Ping
)
