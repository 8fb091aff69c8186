"""Commands are values; what may be left out stands for nothing said."""

from __future__ import annotations

import pytest

from fourline.room.commands import Accept, Claim, Flag, Join, MakeOffer, Play, Resign
from fourline.room.events import OfferKind


def test_what_is_left_out_is_none() -> None:
    assert Join() == Join(name=None)
    assert Play(3) == Play(column=3, at=None)
    assert Play(3) != Play(3, at=0)
    assert Resign() == Resign(at=None) != Resign(at=0)


def test_same_words_are_not_the_same_command() -> None:
    commands = {MakeOffer(OfferKind.DRAW), Accept(OfferKind.DRAW), Resign(), Claim(), Flag(), Resign(at=None)}
    assert len(commands) == 5


def test_command_never_changes() -> None:
    play = Play(3)
    with pytest.raises(AttributeError):
        play.column = 4  # type: ignore[misc]
    assert play == Play(3)
