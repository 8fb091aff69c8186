"""The messages of pages: a type each, and fields that are checked as they are read."""

from __future__ import annotations

import json
from typing import Any, get_args

import msgspec
import pytest

from fourline.protocol import messages

SECRET = "AbCdEfGhIjKlMnOpQr-_01"
FIVE = messages.TimeControlText(300_000, 5_000)
COMMANDS = [
    *[messages.Play, messages.Resign, messages.Abort, messages.Claim, messages.Offer, messages.Accept],
    *[messages.Decline, messages.Withdraw, messages.Rename, messages.Privacy, messages.Listing, messages.Say],
    messages.Hint,
]
NEEDED: dict[type, dict[str, Any]] = {
    messages.Play: {"column": 3},
    messages.Offer: {"offer": "draw"},
    messages.Accept: {"offer": "takeback"},
    messages.Decline: {"offer": "rematch"},
    messages.Withdraw: {"offer": "draw"},
    messages.Rename: {"name": None},
    messages.Privacy: {"private": True},
    messages.Listing: {"listed": False},
    messages.Say: {"phrase": "good_game"},
    messages.Seek: {"secret": SECRET},
    messages.Take: {"seek": "Q", "secret": SECRET},
}

READ: list[tuple[str, messages.ClientMessage]] = [
    ('{"type":"init"}', messages.Init()),
    (
        '{"type":"init","version":1,"clock":{"initial_ms":300000,"increment_ms":5000},"moves":"4453"}',
        messages.Init(version=1, clock=FIVE, moves="4453"),
    ),
    ('{"type":"init","version":1,"lobby":true}', messages.Init(version=1, lobby=True)),
    ('{"type":"init","version":1,"opponent":{"bot":3}}', messages.Init(version=1, opponent=messages.Opponent(3))),
    ('{"type":"play","column":3}', messages.Play(column=3)),
    ('{"type":"play","column":3,"id":"x7f-17","at":12}', messages.Play(column=3, id="x7f-17", at=12)),
    ('{"type":"resign"}', messages.Resign()),
    ('{"type":"abort","id":"a"}', messages.Abort(id="a")),
    ('{"type":"claim","at":7}', messages.Claim(at=7)),
    ('{"type":"offer","offer":"draw"}', messages.Offer(offer="draw")),
    ('{"type":"accept","offer":"takeback","id":"a","at":0}', messages.Accept(offer="takeback", id="a", at=0)),
    ('{"type":"decline","offer":"rematch"}', messages.Decline(offer="rematch")),
    ('{"type":"withdraw","offer":"draw"}', messages.Withdraw(offer="draw")),
    ('{"type":"hint","id":"a","at":12}', messages.Hint(id="a", at=12)),
    ('{"type":"rename","name":"Ada"}', messages.Rename(name="Ada")),
    ('{"type":"rename","name":null}', messages.Rename(name=None)),
    ('{"type":"privacy","private":true}', messages.Privacy(private=True)),
    ('{"type":"listing","listed":false}', messages.Listing(listed=False)),
    ('{"type":"say","phrase":"good_luck","id":"a"}', messages.Say(phrase="good_luck", id="a")),
    (f'{{"type":"seek","secret":"{SECRET}"}}', messages.Seek(SECRET)),
    (
        f'{{"type":"seek","secret":"{SECRET}","name":"Ada","clock":{{"initial_ms":300000,"increment_ms":5000}},'
        '"color":"red"}',
        messages.Seek(SECRET, "Ada", FIVE, "red"),
    ),
    ('{"type":"unseek"}', messages.Unseek()),
    (f'{{"type":"take","seek":"Q","secret":"{SECRET}","name":"Ben"}}', messages.Take("Q", SECRET, "Ben")),
    ('{"type":"sync"}', messages.Sync()),
    ('{"type":"ping","t":2.5}', messages.Ping(2.5)),
]


def read(text: str) -> messages.ClientMessage:
    message: messages.ClientMessage = msgspec.json.decode(text, type=messages.ClientMessage)
    return message


@pytest.mark.parametrize(("text", "message"), READ)
def test_message_is_read(text: str, message: messages.ClientMessage) -> None:
    assert read(text) == message
    with pytest.raises(AttributeError):
        message.at = 3  # type: ignore[union-attr, misc]


def test_every_message_is_tried_here_and_has_a_type_of_its_own() -> None:
    classes = get_args(messages.ClientMessage)
    assert {type(message) for _, message in READ} == set(classes)
    assert len({cls.__struct_config__.tag for cls in classes}) == len(classes)


@pytest.mark.parametrize("cls", COMMANDS, ids=lambda cls: cls.__name__)
def test_every_command_may_have_an_id_and_an_at(cls: type[msgspec.Struct]) -> None:
    fields = {"type": cls.__struct_config__.tag, **NEEDED.get(cls, {})}
    for id_and_at in ({}, {"id": "x7f-17"}, {"at": 12}, {"id": "x7f-17", "at": 12}):
        assert read(json.dumps({**fields, **id_and_at})) == cls(**NEEDED.get(cls, {}), **id_and_at)
    for wrong in ({"id": ""}, {"id": "a" * 33}, {"id": "a b"}, {"id": "a\n"}, {"id": 7}, {"at": -1}, {"at": "1"}):
        with pytest.raises(msgspec.ValidationError):
            read(json.dumps({**fields, **wrong}))


@pytest.mark.parametrize("cls", NEEDED, ids=lambda cls: cls.__name__)
def test_message_without_what_it_needs_is_refused(cls: type[msgspec.Struct]) -> None:
    for left_out in NEEDED[cls]:
        fields = {name: value for name, value in NEEDED[cls].items() if name != left_out}
        with pytest.raises(msgspec.ValidationError, match=f"missing required field `{left_out}`"):
            read(json.dumps({"type": cls.__struct_config__.tag, **fields}))


@pytest.mark.parametrize(
    "fields",
    [
        {"type": "offer", "offer": "peace"},
        {"type": "accept", "offer": None},
        {"type": "decline", "offer": "Draw"},
        {"type": "withdraw", "offer": ["draw"]},
        {"type": "rename", "name": 7},
        {"type": "privacy", "private": 1},
        {"type": "privacy", "private": "true"},
        {"type": "listing", "listed": None},
        {"type": "say", "phrase": "you lose"},
        {"type": "seek", "secret": "short"},
        {"type": "seek", "secret": SECRET, "color": "blue"},
        {"type": "seek", "secret": SECRET, "clock": 5},
        {"type": "take", "seek": 7, "secret": SECRET},
        {"type": "take", "seek": "Q", "secret": SECRET + "x"},
        {"type": "init", "lobby": "yes"},
        {"type": "init", "opponent": 3},
        {"type": "init", "opponent": {}},
        {"type": "init", "opponent": {"bot": 0}},
        {"type": "init", "opponent": {"bot": 9}},
        {"type": "init", "opponent": {"bot": True}},
        {"type": "init", "opponent": {"bot": "3"}},
        {"type": "init", "moves": "4458"},
        {"type": "init", "moves": "0"},
        {"type": "init", "moves": "44\n"},
        {"type": "init", "moves": "\u0664"},
        {"type": "init", "moves": "1" * 43},
        {"type": "init", "moves": 44},
    ],
    ids=str,
)
def test_message_with_a_wrong_field_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        read(json.dumps(fields))


@pytest.mark.parametrize(
    ("clock", "is_fine"),
    [
        ({"initial_ms": 10_000}, True),
        ({"initial_ms": 3_600_000, "increment_ms": 60_000}, True),
        ({"initial_ms": 9_999}, False),
        ({"initial_ms": 3_600_001}, False),
        ({"initial_ms": 60_000, "increment_ms": -1}, False),
        ({"initial_ms": 60_000, "increment_ms": 60_001}, False),
        ({"initial_ms": 60_000.5}, False),
        ({"initial_ms": True}, False),
        ({"increment_ms": 0}, False),
        ({}, False),
    ],
    ids=str,
)
def test_clock_is_within_its_limits(clock: dict[str, Any], is_fine: bool) -> None:
    text = json.dumps({"type": "init", "clock": clock})
    if is_fine:
        assert read(text) == messages.Init(clock=messages.TimeControlText(**clock))
    else:
        with pytest.raises(msgspec.ValidationError):
            read(text)
