"""The messages of the server: a type each, and exactly the fields they are said to have."""

from __future__ import annotations

import json
from typing import Any, get_args

import msgspec
import pytest

from fourline.protocol import server_messages as messages
from fourline.protocol.codec import encode
from fourline.protocol.messages import TimeControlText

LINE = ((0, 0), (0, 1), (0, 2), (0, 3))
CELLS = [[[0, 0], [0, 1], [0, 2], [0, 3]]]
TIMES = messages.TimesLeft(9_000, 8_500)
CLOCK = {"red_ms": 9_000, "yellow_ms": 8_500}
FIVE = TimeControlText(300_000, 5_000)
OUTCOME = messages.OutcomeInState("red", "line", "game", (LINE,))
STATE = messages.State(
    seq=9,
    game=2,
    moves="1212121",
    start_ply=2,
    colors=messages.Colors("host", "guest"),
    names=messages.Names("Ada", None),
    seated=messages.Seated(True, False),
    tally=messages.Tally(1, 0, 0),
    outcome=OUTCOME,
    clock=messages.ClockInState(60_000, 0, 9_000, 8_500, None),
    offers=messages.Offers(rematch="guest"),
    private=True,
    listed=False,
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
            "game": 2,
            "moves": "1212121",
            "start_ply": 2,
            "colors": {"red": "host", "yellow": "guest"},
            "names": {"host": "Ada", "guest": None},
            "seated": {"host": True, "guest": False},
            "tally": {"host": 1, "guest": 0, "draws": 0},
            "outcome": {"winner": "red", "reason": "line", "game_id": "game", "lines": CELLS},
            "clock": {"initial_ms": 60_000, "increment_ms": 0, **CLOCK, "running": None},
            "offers": {"draw": None, "takeback": None, "rematch": "guest"},
            "private": True,
            "listed": False,
        },
    ),
    (
        msgspec.structs.replace(STATE, outcome=None, clock=None, bot=messages.BotInState("guest", 3, 2)),
        {
            "type": "state",
            "seq": 9,
            "game": 2,
            "moves": "1212121",
            "start_ply": 2,
            "colors": {"red": "host", "yellow": "guest"},
            "names": {"host": "Ada", "guest": None},
            "seated": {"host": True, "guest": False},
            "tally": {"host": 1, "guest": 0, "draws": 0},
            "outcome": None,
            "clock": None,
            "offers": {"draw": None, "takeback": None, "rematch": "guest"},
            "private": True,
            "listed": False,
            "bot": {"seat": "guest", "level": 3, "hints": 2},
        },
    ),
    (messages.Joined(2, "guest", None), {"type": "joined", "seq": 2, "seat": "guest", "name": None}),
    (
        messages.Joined(2, "guest", "Casual", 3),
        {"type": "joined", "seq": 2, "seat": "guest", "name": "Casual", "bot": 3},
    ),
    (
        messages.Played(3, "red", 3, 0, 1),
        {"type": "play", "seq": 3, "player": "red", "column": 3, "row": 0, "ply": 1},
    ),
    (
        messages.Played(3, "red", 3, 0, 1, TIMES),
        {"type": "play", "seq": 3, "player": "red", "column": 3, "row": 0, "ply": 1, "clock": CLOCK},
    ),
    (
        messages.Won(10, "red", "line", "game", (LINE,), TIMES),
        {
            "type": "win",
            "seq": 10,
            "player": "red",
            "reason": "line",
            "game_id": "game",
            "lines": CELLS,
            "clock": CLOCK,
        },
    ),
    (
        messages.Won(10, "red", "resignation", "game"),
        {"type": "win", "seq": 10, "player": "red", "reason": "resignation", "game_id": "game"},
    ),
    (
        messages.Drawn(45, "board_full", "game"),
        {"type": "draw", "seq": 45, "reason": "board_full", "game_id": "game"},
    ),
    (
        messages.Drawn(45, "agreement", "game", TIMES),
        {"type": "draw", "seq": 45, "reason": "agreement", "game_id": "game", "clock": CLOCK},
    ),
    (messages.AbortedGame(5), {"type": "aborted", "seq": 5}),
    (messages.OfferMade(5, "draw", "host"), {"type": "offer", "seq": 5, "offer": "draw", "seat": "host"}),
    (
        messages.OfferDeclined(6, "takeback", "guest"),
        {"type": "declined", "seq": 6, "offer": "takeback", "seat": "guest"},
    ),
    (
        messages.OfferWithdrawn(6, "rematch", "host"),
        {"type": "withdrawn", "seq": 6, "offer": "rematch", "seat": "host"},
    ),
    (messages.Takeback(7, "445"), {"type": "takeback", "seq": 7, "moves": "445"}),
    (messages.Takeback(7, "445", TIMES), {"type": "takeback", "seq": 7, "moves": "445", "clock": CLOCK}),
    (
        messages.Start(8, 2, messages.Colors("guest", "host")),
        {"type": "start", "seq": 8, "game": 2, "colors": {"red": "guest", "yellow": "host"}},
    ),
    (
        messages.Start(8, 2, messages.Colors("guest", "host"), TIMES),
        {"type": "start", "seq": 8, "game": 2, "colors": {"red": "guest", "yellow": "host"}, "clock": CLOCK},
    ),
    (messages.Hinted(7, "host"), {"type": "hinted", "seq": 7, "seat": "host"}),
    (messages.RenamedPlayer(3, "host", None), {"type": "renamed", "seq": 3, "seat": "host", "name": None}),
    (messages.PrivacyChanged(3, True), {"type": "privacy", "seq": 3, "private": True}),
    (messages.ListingChanged(3, False), {"type": "listing", "seq": 3, "listed": False}),
    (messages.Ok("x7f-17", 18), {"type": "ok", "id": "x7f-17", "seq": 18}),
    (messages.Error("stale", "Gone."), {"type": "error", "code": "stale", "message": "Gone."}),
    (messages.Error("stale", "Gone.", "a"), {"type": "error", "code": "stale", "message": "Gone.", "id": "a"}),
    (messages.Hint(4, (3, 2), -5), {"type": "hint", "ply": 4, "columns": [3, 2], "score": -5}),
    (messages.Presence(True, False, 12), {"type": "presence", "host": True, "guest": False, "spectators": 12}),
    (
        messages.Presence(True, False, 12, messages.ClaimIn("guest", 19_000)),
        {
            "type": "presence",
            "host": True,
            "guest": False,
            "spectators": 12,
            "claim": {"seat": "guest", "in_ms": 19_000},
        },
    ),
    (
        messages.Presence(True, True, 0, classic=True),
        {"type": "presence", "host": True, "guest": True, "spectators": 0, "classic": True},
    ),
    (messages.Said("host", "good_game"), {"type": "say", "seat": "host", "phrase": "good_game"}),
    (messages.Pong(123), {"type": "pong", "t": 123}),
    (messages.Pong(), {"type": "pong", "t": None}),
    (messages.Bye(750), {"type": "bye", "retry_ms": 750}),
    (
        messages.LobbySnapshot(
            41,
            [messages.SeekListed("q", "Ada", FIVE, "random"), messages.SeekListed("p", None, None, "red")],
            [messages.GameListed("w", messages.Names("Ada", "Ben"), "44", None)],
        ),
        {
            "type": "lobby",
            "people": 41,
            "seeks": [
                {
                    "seek": "q",
                    "name": "Ada",
                    "clock": {"initial_ms": 300_000, "increment_ms": 5_000},
                    "color": "random",
                },
                {"seek": "p", "name": None, "clock": None, "color": "red"},
            ],
            "games": [{"watch": "w", "names": {"host": "Ada", "guest": "Ben"}, "moves": "44", "clock": None}],
        },
    ),
    (messages.Paired("r", "host"), {"type": "paired", "room": "r", "role": "host"}),
]


@pytest.mark.parametrize(("message", "fields"), SENT, ids=lambda value: type(value).__name__)
def test_message_is_sent_with_exactly_its_fields(message: messages.ServerMessage, fields: dict[str, Any]) -> None:
    text = encode(message)
    assert json.loads(text) == fields
    assert text.startswith(b'{"type":')
    assert msgspec.json.decode(text, type=type(message)) == message


def test_every_message_is_tried_here_and_has_a_type_of_its_own() -> None:
    classes = get_args(messages.ServerMessage)
    assert {type(message) for message, _ in SENT} == set(classes)
    assert len({cls.__struct_config__.tag for cls in classes}) == len(classes)


@pytest.mark.parametrize("message", [message for message, _ in SENT], ids=lambda value: type(value).__name__)
def test_message_never_changes(message: messages.ServerMessage) -> None:
    with pytest.raises(AttributeError):
        setattr(message, message.__struct_fields__[0], None)
