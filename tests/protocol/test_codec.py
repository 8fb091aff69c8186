"""The codec: what is a message and what is wrong with what isn't; events and states as they go out."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourline.errors import BadMessage, Code
from fourline.protocol import codec, messages
from fourline.protocol.codes import TEXTS
from fourline.room.commands import Join
from fourline.room.events import Ended, GameId, Joined, Moved, Opened, Seat
from fourline.rules.game import Reason
from fourline.rules.notation import parse_game
from fourline.rules.position import Color
from tests.room.log import CONTEXT, GAME_ID, Log
from tests.rules.model import playouts

SECRET = "AbCdEfGhIjKlMnOpQr-_01"
DEEP = "[" * 100_000

ids = st.none() | st.from_regex(r"[A-Za-z0-9_-]{1,32}", fullmatch=True)
texts = st.none() | st.text(st.characters(codec="utf-8"), max_size=40)
client_messages = st.one_of(
    st.builds(messages.Play, st.integers(), ids, st.none() | st.integers(min_value=0)),
    st.builds(messages.Sync),
    st.builds(messages.Ping, st.none() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)),
    st.builds(
        messages.Init,
        version=st.none() | st.integers(min_value=1),
        secret=st.none() | st.from_regex(r"[A-Za-z0-9_-]{22}", fullmatch=True),
        join=texts,
        watch=texts,
        room=texts,
        name=texts,
        color=st.sampled_from(["red", "yellow", "random"]),
    ),
)


def init_of(**fields: Any) -> messages.Init:
    return codec.decode_init(json.dumps({"type": "init", **fields}))


def complaint(text: str) -> BadMessage:
    with pytest.raises(BadMessage) as caught:
        codec.decode(text)
    return caught.value


# What pages send


@given(client_messages)
def test_message_of_a_page_comes_out_as_it_went_in(message: messages.ClientMessage) -> None:
    assert codec.decode(msgspec.json.encode(message).decode()) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"type":"play","column":3}', messages.Play(3)),
        ('{"type":"play","column":3,"id":"x7f-17","at":12}', messages.Play(3, "x7f-17", 12)),
        ('{"at":0,"id":null,"column":-1,"type":"play"}', messages.Play(-1, None, 0)),
        (' {"\\u0074ype" : "sync"}\n', messages.Sync()),
        ('{"type":"sync","newer":{"than":["us"]}}', messages.Sync()),
        ('{"type":"ping"}', messages.Ping()),
        ('{"type":"ping","t":1,"t":2.5}', messages.Ping(2.5)),
        ('{"type":"init"}', messages.Init()),
    ],
)
def test_message_is_read(text: str, message: messages.ClientMessage) -> None:
    assert codec.decode(text) == message


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "null",
        "3",
        '"play"',
        "[]",
        '[{"type":"play","column":3}]',
        '{"type":"play","column":3',
        '{"type":"play","column":3}}',
        "{'type':'play','column':3}",
        '{"type":"play","column":03}',
        '{"type":"ping","t":NaN}',
        '{"type":"ping","t":Infinity}',
        '{"type":"init","join":"\\ud800"}',
        '{"type":"init","join":"\ud800"}',
        '{"type":"init","join":"\x00"}',
        '\ufeff{"type":"sync"}',
        DEEP,
        '{"type":"play","column":' + DEEP,
        '{"type":"sync","x":' + DEEP + "]" * 100_000 + "}",
    ],
    ids=lambda text: ascii(text[:40]),
)
def test_text_that_is_no_object_is_refused(text: str) -> None:
    exc = complaint(text)
    assert (exc.code, exc.detail, exc.id) == (Code.BAD_MESSAGE, "A message is one JSON object.", None)


@pytest.mark.parametrize("text", ["{}", '{"type":null}', '{"type":7,"column":3}', '{"Type":"play"}'])
def test_message_without_type_is_refused(text: str) -> None:
    exc = complaint(text)
    assert (exc.code, exc.detail, exc.id) == (Code.BAD_MESSAGE, "A message has a type.", None)


@pytest.mark.parametrize("kind", ["", "Play", "resign", "win", "play ", "state"])
def test_message_of_unknown_type_is_refused_with_its_id(kind: str) -> None:
    exc = complaint(json.dumps({"type": kind, "id": "a-1"}))
    assert (exc.code, exc.detail, exc.id) == (Code.UNKNOWN_TYPE, TEXTS[Code.UNKNOWN_TYPE], "a-1")


@pytest.mark.parametrize("column", ["true", "3.0", "1e0", '"3"', "null", "[3]", "{}", "9" * 5_000], ids=lambda v: v[:9])
def test_column_that_is_no_whole_number_is_refused_with_the_id(column: str) -> None:
    exc = complaint(f'{{"type":"play","column":{column},"id":"a-1"}}')
    assert (exc.code, exc.id) == (Code.BAD_MESSAGE, "a-1")
    assert exc.detail.endswith("- at `$.column`.")


@pytest.mark.parametrize(
    "fields",
    [
        '"at":-1',
        '"at":1.5',
        '"at":true',
        '"id":""',
        '"id":"' + "a" * 33 + '"',
        '"id":"a b"',
        '"id":"a\\n"',
        '"id":"\\u00e4"',
        '"id":7',
    ],
)
def test_play_with_a_wrong_id_or_at_is_refused(fields: str) -> None:
    exc = complaint(f'{{"type":"play","column":3,{fields}}}')
    assert (exc.code, exc.id) == (Code.BAD_MESSAGE, None)


def test_play_without_a_column_is_refused() -> None:
    assert complaint('{"type":"play"}').detail == "Object missing required field `column`."


@pytest.mark.parametrize(
    "fields",
    [
        '"version":0',
        '"version":"1"',
        '"version":1.5',
        '"secret":"short"',
        f'"secret":"{SECRET}x"',
        f'"secret":"{SECRET}\\n"',
        '"join":7',
        '"color":"blue"',
        '"name":["Ada"]',
    ],
)
def test_init_with_a_wrong_field_is_refused(fields: str) -> None:
    assert complaint(f'{{"type":"init",{fields}}}').code is Code.BAD_MESSAGE


# The first message


@pytest.mark.parametrize(
    ("fields", "init"),
    [
        ({}, messages.Init()),
        ({"version": None}, messages.Init()),
        ({"join": "K"}, messages.Init(join="K")),
        ({"watch": "W"}, messages.Init(watch="W")),
        ({"join": "K", "watch": "W"}, messages.Init(join="K")),
        ({"room": "R", "secret": SECRET, "name": "\u202e", "color": "yellow"}, messages.Init()),
    ],
    ids=str,
)
def test_classic_init_counts_join_and_watch_only(fields: dict[str, Any], init: messages.Init) -> None:
    assert init_of(**fields) == init


@pytest.mark.parametrize(
    "fields",
    [
        {"secret": SECRET},
        {"secret": SECRET, "color": "random", "name": "Ada"},
        {"secret": SECRET, "join": "K"},
        {"watch": "W"},
        {"room": "R"},
        {"secret": SECRET, "room": "R"},
    ],
    ids=str,
)
@pytest.mark.parametrize("version", [1, 2, 10**30])
def test_init_says_one_thing_to_do(fields: dict[str, Any], version: int) -> None:
    assert init_of(version=version, **fields) == messages.Init(version=version, **fields)


@pytest.mark.parametrize(("name", "kept"), [("  Zoe\u0308 ", "Zo\u00eb"), ("", None)])
def test_name_in_init_is_cleaned(name: str, kept: str | None) -> None:
    assert init_of(version=1, secret=SECRET, name=name).name == kept


@pytest.mark.parametrize(
    ("fields", "detail"),
    [
        ({"join": "K", "watch": "W", "secret": SECRET}, "Give one of join, watch and room."),
        ({"watch": "W", "room": "R"}, "Give one of join, watch and room."),
        ({}, "A player needs a secret."),
        ({"join": "K"}, "A player needs a secret."),
        ({"secret": SECRET, "name": "n" * 25}, "A name has at most 24 characters."),
        ({"watch": "W", "name": "\u202e"}, "A name can't have invisible or control characters."),
    ],
    ids=str,
)
def test_init_that_contradicts_itself_is_refused(fields: dict[str, Any], detail: str) -> None:
    with pytest.raises(BadMessage) as caught:
        init_of(version=1, **fields)
    assert (caught.value.code, caught.value.detail) == (Code.BAD_MESSAGE, detail)


@pytest.mark.parametrize(
    ("text", "command_id"),
    [('{"type":"play","column":3,"id":"a"}', "a"), ('{"type":"sync"}', None), ('{"type":"ping"}', None)],
)
def test_first_message_must_be_init(text: str, command_id: str | None) -> None:
    with pytest.raises(BadMessage, match="first message must be init") as caught:
        codec.decode_init(text)
    assert (caught.value.code, caught.value.id) == (Code.BAD_MESSAGE, command_id)


# What the server sends


@pytest.mark.parametrize(
    ("event", "message"),
    [
        (Joined(Seat.GUEST, "Ben"), messages.Joined(5, "guest", "Ben")),
        (Moved(Color.YELLOW, 3, 1, 2), messages.Played(5, "yellow", 3, 1, 2)),
        (Ended(None, Reason.BOARD_FULL, GameId("g")), messages.Drawn(5, "board_full", "g")),
        (
            Ended(Color.RED, Reason.LINE, GameId("g"), (((0, 0), (1, 0), (2, 0), (3, 0)),)),
            messages.Won(5, "red", "line", "g", (((0, 0), (1, 0), (2, 0), (3, 0)),)),
        ),
        (Ended(Color.RED, Reason.LINE, GameId("g")), messages.Won(5, "red", "line", "g")),
    ],
    ids=lambda value: type(value).__name__,
)
def test_event_is_one_message(event: Joined | Moved | Ended, message: messages.ServerMessage) -> None:
    assert codec.encode_event(5, event) == codec.encode(message)


def test_opened_has_no_message() -> None:
    with pytest.raises(ValueError, match="nobody is there"):
        codec.encode_event(1, Opened(Color.RED))


@given(playouts(), st.sampled_from(Color), st.booleans())
def test_state_says_what_the_room_is(moves: list[int], color: Color, has_guest: bool) -> None:
    log = Log(Opened(color, "Ada"))
    if has_guest:
        log.send(None, Join("Ben"))
    for column in moves:
        if log.room.outcome is None:
            log.play(str(column + 1))
    room = log.room
    state = msgspec.json.decode(codec.encode_state(room), type=messages.State, strict=True)
    assert parse_game(state.moves) == room.game
    assert (state.seq, state.game) == (room.seq, 1)
    assert state.colors == messages.Colors(*(("host", "guest") if color is Color.RED else ("guest", "host")))
    assert state.names == messages.Names("Ada", "Ben" if has_guest else None)
    assert state.seated == messages.Seated(True, has_guest)
    assert state.tally == messages.Tally(room.host.wins, room.guest.wins, room.draws)
    assert (state.clock, state.offers) == (None, messages.Offers())
    assert (state.outcome is None) is (room.outcome is None)


def test_state_of_a_game_under_way_has_no_outcome() -> None:
    assert json.loads(codec.encode_state(Log().play("4453").room))["outcome"] is None


def test_state_of_a_won_game_shows_who_and_where() -> None:
    outcome = json.loads(codec.encode_state(Log().play("1212121").room))["outcome"]
    line = [[0, 0], [0, 1], [0, 2], [0, 3]]
    assert outcome == {"winner": "red", "reason": "line", "game_id": GAME_ID, "lines": [line]}


def test_state_of_a_drawn_game_has_no_lines() -> None:
    draw = "174166227341672362665415453424277135575133"
    outcome = json.loads(codec.encode_state(Log().play(draw).room))["outcome"]
    assert outcome == {"winner": None, "reason": "board_full", "game_id": CONTEXT.game_id}


@pytest.mark.parametrize("code", Code)
def test_error_has_the_codes_text(code: Code) -> None:
    expected = {"type": "error", "code": code.value, "message": TEXTS[code]}
    assert json.loads(codec.encode_error(code)) == expected
    assert json.loads(codec.encode_error(code, id="a-1")) == {**expected, "id": "a-1"}


def test_error_says_more_where_more_is_known() -> None:
    error = json.loads(codec.encode_error(Code.BAD_MESSAGE, "A message has a type."))
    assert error == {"type": "error", "code": "bad_message", "message": "A message has a type."}
