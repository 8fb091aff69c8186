"""What somebody might ask at random, such that games get on: mostly moves and answers."""

from __future__ import annotations

from random import Random

from fourline.room.commands import (
    Abort,
    Accept,
    Claim,
    Command,
    Decline,
    Flag,
    Hint,
    Join,
    MakeOffer,
    Play,
    Rename,
    Resign,
    SetListing,
    SetPrivacy,
    Withdraw,
)
from fourline.room.events import OfferKind, Seat
from tests.room.log import Log

__all__ = ["something"]


def something(random: Random, log: Log) -> tuple[Seat | None, Command]:
    """Return a command, allowed or not, and who sends it."""
    room, choice = log.room, random.random()
    seat = random.choice([*Seat]) if room.is_full else Seat.HOST
    if choice < 0.2 and room.offers:
        kind, offer = random.choice([*room.offers.items()])
        answers: list[tuple[Seat, Command]] = [
            (offer.seat.other, Accept(kind)),
            (offer.seat.other, Decline(kind)),
            (offer.seat, Withdraw(kind)),
        ]
        return random.choice(answers)
    if choice < 0.6 and room.game.turn is not None:
        return room.seat_of(room.game.turn), Play(random.randrange(7))
    if choice < 0.8:
        kind = random.choice([*OfferKind])
        return seat, Accept(kind) if choice < 0.65 else MakeOffer(kind)
    rare: list[Command] = [Resign(), Abort(), Claim(), Rename("Zoe"), SetPrivacy(random.random() < 0.5)]
    rare += [SetListing(random.random() < 0.5), Join("Ben"), Join("Ben"), Flag(), Flag(), Flag(), Hint()]
    return seat, random.choice(rare)
