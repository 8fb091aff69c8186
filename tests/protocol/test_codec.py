"""The codec: what is a message, and what is wrong with what isn't."""

from __future__ import annotations

import json
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourline.errors import BadMessage, Code
from fourline.protocol import codec, messages, server_messages
from fourline.protocol.codes import TEXTS

SECRET = "AbCdEfGhIjKlMnOpQr-_01"
DEEP = "[" * 100_000
OFFERING = (messages.Offer, messages.Accept, messages.Decline, messages.Withdraw)
DRAW = "174166227341672362665415453424277135575133"

ids = st.none() | st.from_regex(r"[A-Za-z0-9_-]{1,32}", fullmatch=True)
ats = st.none() | st.integers(min_value=0)
secrets = st.from_regex(r"[A-Za-z0-9_-]{22}", fullmatch=True)
colors = st.sampled_from(get_args(messages.ColorWish))
offers = st.sampled_from(get_args(messages.OfferName))
clocks = st.builds(messages.TimeControlText, st.integers(10_000, 3_600_000), st.integers(0, 60_000))
texts = st.none() | st.text(st.characters(codec="utf-8"), max_size=40)
client_messages = st.one_of(
    st.builds(messages.Play, column=st.integers(), id=ids, at=ats),
    *[st.builds(cls, id=ids, at=ats) for cls in (messages.Resign, messages.Abort, messages.Claim)],
    *[st.builds(cls, offer=offers, id=ids, at=ats) for cls in OFFERING],
    st.builds(messages.Rename, name=texts, id=ids, at=ats),
    st.builds(messages.Privacy, private=st.booleans(), id=ids, at=ats),
    st.builds(messages.Listing, listed=st.booleans(), id=ids, at=ats),
    st.builds(messages.Say, phrase=st.sampled_from(get_args(messages.Phrase)), id=ids, at=ats),
    st.builds(messages.Seek, secret=secrets, name=texts, clock=st.none() | clocks, color=colors),
    st.builds(messages.Unseek),
    st.builds(messages.Take, seek=st.text(st.characters(codec="utf-8")), secret=secrets, name=texts),
    st.builds(messages.Sync),
    st.builds(messages.Ping, st.none() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)),
    st.builds(
        messages.Init,
        version=st.none() | st.integers(min_value=1),
        secret=st.none() | secrets,
        join=texts,
        watch=texts,
        room=texts,
        lobby=st.booleans(),
        name=texts,
        color=colors,
        clock=st.none() | clocks,
        moves=st.from_regex(r"[1-7]{0,42}", fullmatch=True),
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
        ('{"type":"play","column":3}', messages.Play(column=3)),
        ('{"type":"play","column":3,"id":"x7f-17","at":12}', messages.Play(column=3, id="x7f-17", at=12)),
        ('{"at":0,"id":null,"column":-1,"type":"play"}', messages.Play(column=-1, at=0)),
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


@pytest.mark.parametrize("kind", ["", "Play", "surrender", "win", "play ", "state"])
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
        ({"lobby": True, "moves": "1212121", "clock": {"initial_ms": 60_000}}, messages.Init()),
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
        {"lobby": True},
        {"secret": SECRET, "moves": "4453"},
        {"secret": SECRET, "moves": DRAW[:-1]},
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
        ({"join": "K", "watch": "W", "secret": SECRET}, "Give one of join, watch, room and lobby."),
        ({"watch": "W", "room": "R"}, "Give one of join, watch, room and lobby."),
        ({"lobby": True, "join": "K", "secret": SECRET}, "Give one of join, watch, room and lobby."),
        ({"lobby": True, "watch": "W"}, "Give one of join, watch, room and lobby."),
        ({}, "A player needs a secret."),
        ({"lobby": False}, "A player needs a secret."),
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


@pytest.mark.parametrize("clock", [None, {"initial_ms": 180_000, "increment_ms": 2_000}])
def test_clock_in_init_is_read(clock: dict[str, int] | None) -> None:
    expected = None if clock is None else messages.TimeControlText(180_000, 2_000)
    assert init_of(version=1, secret=SECRET, clock=clock).clock == expected


@pytest.mark.parametrize(
    ("moves", "detail"),
    [
        ("4444444", "move 7: column 3 is full."),
        ("1212121", "the game is over."),
        (DRAW, "the game is over."),
        ("12121214", "move 8: the game is over."),
    ],
)
def test_position_that_no_game_can_begin_with_is_refused(moves: str, detail: str) -> None:
    with pytest.raises(BadMessage) as caught:
        init_of(version=1, secret=SECRET, moves=moves)
    assert (caught.value.code, caught.value.detail) == (
        Code.BAD_MESSAGE,
        f"The position can't be set up: {detail}",
    )


@pytest.mark.parametrize(
    ("message", "name"),
    [
        (messages.Seek(SECRET, " Ada "), "Ada"),
        (messages.Take("Q", SECRET, ""), None),
        (messages.Rename(name="Zoe\u0308", id="a"), "Zo\u00eb"),
    ],
)
def test_name_in_other_messages_is_cleaned(message: messages.Seek | messages.Take | messages.Rename, name: str) -> None:
    assert codec.with_clean_name(message) == msgspec.structs.replace(message, name=name)


@pytest.mark.parametrize(
    ("message", "command_id"), [(messages.Seek(SECRET, "\u202e"), None), (messages.Rename(name="\u202e", id="a"), "a")]
)
def test_name_that_nobody_can_have_is_refused_with_the_id(
    message: messages.Seek | messages.Rename, command_id: str | None
) -> None:
    with pytest.raises(BadMessage) as caught:
        codec.with_clean_name(message)
    assert (caught.value.code, caught.value.id) == (Code.BAD_MESSAGE, command_id)


@pytest.mark.parametrize(
    ("text", "command_id"),
    [('{"type":"play","column":3,"id":"a"}', "a"), ('{"type":"sync"}', None), ('{"type":"ping"}', None)],
)
def test_first_message_must_be_init(text: str, command_id: str | None) -> None:
    with pytest.raises(BadMessage, match="first message must be init") as caught:
        codec.decode_init(text)
    assert (caught.value.code, caught.value.id) == (Code.BAD_MESSAGE, command_id)


# What the server sends


def test_message_is_encoded_with_its_type_and_what_is_set() -> None:
    assert codec.encode(server_messages.Pong(7)) == b'{"type":"pong","t":7}'
    assert codec.encode(server_messages.Takeback(3, "")) == b'{"type":"takeback","seq":3,"moves":""}'


@pytest.mark.parametrize("code", Code)
def test_error_has_the_codes_text(code: Code) -> None:
    expected = {"type": "error", "code": code.value, "message": TEXTS[code]}
    assert json.loads(codec.encode_error(code)) == expected
    assert json.loads(codec.encode_error(code, id="a-1")) == {**expected, "id": "a-1"}


def test_error_says_more_where_more_is_known() -> None:
    error = json.loads(codec.encode_error(Code.BAD_MESSAGE, "A message has a type."))
    assert error == {"type": "error", "code": "bad_message", "message": "A message has a type."}
