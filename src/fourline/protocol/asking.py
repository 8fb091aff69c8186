"""From messages to commands: what a player asks, in the words of the room."""

from __future__ import annotations

from ..room import commands
from ..room.events import OfferKind
from . import messages
from .codec import with_clean_name

__all__ = ["Asking", "to_command"]

Asking = (
    messages.Play
    | messages.Resign
    | messages.Abort
    | messages.Claim
    | messages.Offer
    | messages.Accept
    | messages.Decline
    | messages.Withdraw
    | messages.Hint
    | messages.Rename
    | messages.Privacy
    | messages.Listing
)
"""The messages that are commands of a room."""


def to_command(message: Asking) -> commands.Asked:  # noqa: PLR0911 - one for each
    """
    Return the command that ``message`` is.

    Raises:
        BadMessage: If it asks to be called something nobody can be called.

    """
    at = message.at
    match message:
        case messages.Play():
            return commands.Play(message.column, at=at)
        case messages.Resign():
            return commands.Resign(at=at)
        case messages.Abort():
            return commands.Abort(at=at)
        case messages.Claim():
            return commands.Claim(at=at)
        case messages.Offer():
            return commands.MakeOffer(OfferKind(message.offer), at=at)
        case messages.Accept():
            return commands.Accept(OfferKind(message.offer), at=at)
        case messages.Decline():
            return commands.Decline(OfferKind(message.offer), at=at)
        case messages.Withdraw():
            return commands.Withdraw(OfferKind(message.offer), at=at)
        case messages.Hint():
            return commands.Hint(at=at)
        case messages.Rename():
            return commands.Rename(with_clean_name(message).name, at=at)
        case messages.Privacy():
            return commands.SetPrivacy(message.private, at=at)
        case _:
            return commands.SetListing(message.listed, at=at)
