"""The messages of version 1: a type each, and exactly the fields they are said to have."""

from __future__ import annotations

import json
from typing import Any, get_args

import msgspec
import pytest

from fourline.protocol import messages
from fourline.protocol.codec import encode

LINE = ((0, 0), (0, 1), (0, 2), (0, 3))
CELLS = [[[0, 0], [0, 1], [0, 2], [0, 3]]]
OUTCOME = messages.OutcomeInState("red", "line", "game", (LINE,))
STATE = messages.State(
    seq=9,
    game=1,
    moves="1212121",
    colors=messages.Colors("host", "guest"),
    names=messages.Names("Ada", None),
    seated=messages.Seated(True, False),
    tally=messages.Tally(1, 0, 0),
    outcome=OUTCOME,
)

SENT: list[tuple[messages.ServerMessage, dict[str, Any]]] = [
    (
        messages.Welcome(1, "r", "host", "w", "j"),
        {"type": "init", "version": 1, "room": "r", "role": "host", "watch": "w", "join": "j"},
    ),
    (
        messages.Welcome(1, "r", "spectator", "w", notice="seat_taken"),
        {"type": "init", "version": 1, "room": "r", "role": "spectator", "watch": "w", "notice": "seat_taken"},
    ),
    (
        STATE,
        {
            "type": "state",
            "seq": 9,
            "game": 1,
            "moves": "1212121",
            "colors": {"red": "host", "yellow": "guest"},
            "names": {"host": "Ada", "guest": None},
            "seated": {"host": True, "guest": False},
            "tally": {"host": 1, "guest": 0, "draws": 0},
            "outcome": {"winner": "red", "reason": "line", "game_id": "game", "lines": CELLS},
            "clock": None,
            "offers": {"draw": None, "takeback": None, "rematch": None},
        },
    ),
    (messages.Joined(2, "guest", None), {"type": "joined", "seq": 2, "seat": "guest", "name": None}),
    (
        messages.Played(3, "red", 3, 0, 1),
        {"type": "play", "seq": 3, "player": "red", "column": 3, "row": 0, "ply": 1},
    ),
    (
        messages.Won(10, "red", "line", "game", (LINE,)),
        {"type": "win", "seq": 10, "player": "red", "reason": "line", "game_id": "game", "lines": CELLS},
    ),
    (
        messages.Won(10, "red", "resignation", "game"),
        {"type": "win", "seq": 10, "player": "red", "reason": "resignation", "game_id": "game"},
    ),
    (
        messages.Drawn(45, "board_full", "game"),
        {"type": "draw", "seq": 45, "reason": "board_full", "game_id": "game"},
    ),
    (messages.Ok("x7f-17", 18), {"type": "ok", "id": "x7f-17", "seq": 18}),
    (messages.Error("stale", "Gone."), {"type": "error", "code": "stale", "message": "Gone."}),
    (messages.Error("stale", "Gone.", "a"), {"type": "error", "code": "stale", "message": "Gone.", "id": "a"}),
    (messages.Presence(True, False, 12), {"type": "presence", "host": True, "guest": False, "spectators": 12}),
    (messages.Pong(123), {"type": "pong", "t": 123}),
    (messages.Pong(), {"type": "pong", "t": None}),
    (messages.Bye(750), {"type": "bye", "retry_ms": 750}),
]


@pytest.mark.parametrize(("message", "fields"), SENT, ids=lambda value: type(value).__name__)
def test_message_is_sent_with_exactly_its_fields(message: messages.ServerMessage, fields: dict[str, Any]) -> None:
    text = encode(message)
    assert json.loads(text) == fields
    assert text.startswith(b'{"type":')
    assert msgspec.json.decode(text, type=type(message)) == message


def test_every_message_of_the_server_is_tried_here() -> None:
    assert {type(message) for message, _ in SENT} == set(get_args(messages.ServerMessage))


@pytest.mark.parametrize("union", [messages.ClientMessage, messages.ServerMessage], ids=["client", "server"])
def test_types_are_unique_each_way(union: object) -> None:
    classes = get_args(union)
    assert len({message.__struct_config__.tag for message in classes}) == len(classes)


@pytest.mark.parametrize("message", [message for message, _ in SENT], ids=lambda value: type(value).__name__)
def test_message_never_changes(message: messages.ServerMessage) -> None:
    with pytest.raises(AttributeError):
        setattr(message, message.__struct_fields__[0], None)
