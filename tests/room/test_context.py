"""A context is a value; what wasn't measured changes nothing."""

from __future__ import annotations

import pytest

from fourline.room.context import Context
from fourline.room.events import GameId


def test_what_is_left_out_helps_nobody() -> None:
    context = Context(GameId("g"))
    assert (context.lag_ms, context.gone_ms) == (0, None)
    assert not context.guest_left
    assert not context.has_classic_player


def test_context_never_changes() -> None:
    context = Context(GameId("g"))
    with pytest.raises(AttributeError):
        context.now_ms = 1  # type: ignore[misc]
