"""Messages of players become the room's commands, one for one."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from fourline.errors import BadMessage, Code
from fourline.protocol import asking, messages
from fourline.protocol.asking import Asking, to_command
from fourline.room import commands
from fourline.room.events import OfferKind

ASKED: list[tuple[Asking, commands.Asked]] = [
    (messages.Play(column=3), commands.Play(3)),
    (messages.Resign(), commands.Resign()),
    (messages.Abort(), commands.Abort()),
    (messages.Claim(), commands.Claim()),
    (messages.Offer(offer="draw"), commands.MakeOffer(OfferKind.DRAW)),
    (messages.Accept(offer="takeback"), commands.Accept(OfferKind.TAKEBACK)),
    (messages.Decline(offer="rematch"), commands.Decline(OfferKind.REMATCH)),
    (messages.Withdraw(offer="draw"), commands.Withdraw(OfferKind.DRAW)),
    (messages.Hint(), commands.Hint()),
    (messages.Rename(name="Ada"), commands.Rename("Ada")),
    (messages.Privacy(private=True), commands.SetPrivacy(True)),
    (messages.Listing(listed=True), commands.SetListing(True)),
]


@pytest.mark.parametrize(("message", "command"), ASKED, ids=lambda value: type(value).__name__)
@pytest.mark.parametrize("at", [None, 0, 12])
def test_message_becomes_its_command(message: Any, command: Any, at: int | None) -> None:
    fields = {name: getattr(message, name) for name in message.__struct_fields__}
    seen = to_command(type(message)(**{**fields, "id": "x7f-17", "at": at}))
    assert type(seen) is type(command)
    assert seen.at == at
    asked = set(command.__struct_fields__) - {"at"}
    assert {name: getattr(seen, name) for name in asked} == {name: getattr(command, name) for name in asked}


def test_every_message_that_asks_and_every_command_asked_is_tried_here() -> None:
    assert {type(message) for message, _ in ASKED} == set(get_args(asking.Asking))
    assert {type(command) for _, command in ASKED} == set(get_args(commands.Asked))
    assert set(get_args(asking.Asking)) < set(get_args(messages.ClientMessage))


@pytest.mark.parametrize("kind", OfferKind)
def test_every_offer_has_its_name(kind: OfferKind) -> None:
    assert kind.value in get_args(messages.OfferName)
    assert len(get_args(messages.OfferName)) == len(OfferKind)
    assert to_command(messages.Offer(offer=kind.value)) == commands.MakeOffer(kind)


@pytest.mark.parametrize(("name", "kept"), [(None, None), ("  ", None), (" Zoe\u0308 ", "Zo\u00eb")])
def test_name_is_cleaned(name: str | None, kept: str | None) -> None:
    assert to_command(messages.Rename(name=name)) == commands.Rename(kept)


@pytest.mark.parametrize("name", ["n" * 25, "\u202eadA", "A\x00"], ids=ascii)
def test_name_that_nobody_can_have_is_refused_with_the_id(name: str) -> None:
    with pytest.raises(BadMessage) as caught:
        to_command(messages.Rename(name=name, id="a-1"))
    assert (caught.value.code, caught.value.id) == (Code.BAD_MESSAGE, "a-1")
