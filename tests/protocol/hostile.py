"""Texts that nobody should send: one stream of them, the same for the same seed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random

__all__ = ["hostile_texts"]

SECRET = "AbCdEfGhIjKlMnOpQr-_01"

VALID = [
    '{"type":"play","column":3}',
    '{"type":"play","column":0,"id":"x7f-17","at":1}',
    '{"type":"play","column":6,"id":"a","at":0}',
    '{"type":"ping","t":123}',
    '{"type":"sync"}',
    '{"type":"resign","id":"r","at":9}',
    '{"type":"abort"}',
    '{"type":"claim"}',
    '{"type":"rename","name":"Ada"}',
    '{"type":"hint","id":"h","at":3}',
    '{"type":"privacy","private":true}',
    '{"type":"listing","listed":false}',
    '{"type":"say","phrase":"good_game"}',
    f'{{"type":"seek","secret":"{SECRET}","name":"Ada","clock":{{"initial_ms":60000,"increment_ms":0}},"color":"red"}}',
    '{"type":"unseek"}',
    f'{{"type":"take","seek":"AbCdEfGhIjKlMnOp","secret":"{SECRET}"}}',
    '{"type":"init"}',
    '{"type":"init","join":"AbCdEfGhIjKlMnOp"}',
    '{"type":"init","watch":"AbCdEfGhIjKlMnOp"}',
    f'{{"type":"init","version":1,"secret":"{SECRET}","color":"random","name":"Ada"}}',
    f'{{"type":"init","version":1,"secret":"{SECRET}","room":"AbCdEfGhIjKlMnOp"}}',
    f'{{"type":"init","version":1,"secret":"{SECRET}","clock":{{"initial_ms":60000}},"moves":"4453"}}',
    '{"type":"init","version":1,"lobby":true}',
    f'{{"type":"init","version":1,"secret":"{SECRET}","opponent":{{"bot":3}}}}',
    *[f'{{"type":"{kind}","offer":"draw"}}' for kind in ("offer", "accept", "decline", "withdraw")],
]

# JSON and what only looks like it: wrong types, numbers out of every range, texts that hide, turn and break.
VALUES = [
    *["0", "1", "6", "7", "-1", "-0", "3.0", "0.5", "1e0", "1e400", "-1e-400", "1e99999999999", "007", "+1", "0x3"],
    *["9" * 19, "-" + "9" * 19, "9" * 400, "9" * 5_000, "0." + "0" * 500 + "1"],
    *["true", "false", "null", "NaN", "Infinity", "-Infinity", "undefined", "None", "True", ""],
    *['""', '"3"', '"\\u0000"', '"\\ud800"', '"\\udc00\\ud800"', '"\ud800"', '"\udfff"', '"\x00"', '"\\x41"', "'a'"],
    *['"\u202eadA"', '"\u2066A\u2069"', '"A\u200bda"', '"\ufeff"', '"e' + "\u0301" * 99 + '"', '"\U0010ffff"', '"\n"'],
    *['"' + "n" * 5_000 + '"', '"host"', '"red"', '"blue"', '"random"', f'"{SECRET}"', f'"{SECRET}\\n"', '"a b"'],
    *[
        '"draw"',
        '"takeback"',
        '"rematch"',
        '"good_game"',
        '"4453"',
        '"1212121"',
        '{"initial_ms":1}',
        '{"initial_ms":60000}',
        '{"bot":9}',
        '{"bot":3}',
    ],
    *["[]", "[3]", "{}", '{"type":"play"}', "[" * 300 + "]" * 300, "[" * 2_000, '{"x":' * 500 + "1" + "}" * 500],
]
KEYS = ["type", "column", "id", "at", "t", "version", "secret", "join", "watch", "room", "name", "color"]
KEYS += ["offer", "private", "listed", "phrase", "seek", "clock", "moves", "lobby", "opponent"]
KEYS += ["__class__", "constructor", "", "TYPE", "type ", "\\u0074ype", "\ud800", "seat", "seq"]
TYPES = [
    "play",
    "init",
    "sync",
    "ping",
    "offer",
    "accept",
    "decline",
    "withdraw",
    "rename",
    "privacy",
    "listing",
    "say",
    "hint",
]
TYPES += ["seek", "unseek", "take", "resign", "abort", "claim", "win", "ok", "lobby", "state", "bye", "Play", "resign "]
TYPES += ["pla\\u0079", "\\u0000", ""]
SCRAPS = ['"', "{", "}", "[", "]", ",", ":", "\\", "\x00", "\n", "\ud800", "\u202e", "\ufeff", "e", "-", "1", "null"]


def hostile_texts(seed: int, count: int) -> Iterator[str]:
    """Yield ``count`` texts; among them are good ones, so that games go on."""
    random = Random(seed)
    makers = [_good_move, _good_move, _good_offer, _wrong_fields, _wrong_fields, _mutated, _mutated, _cut, _random_text]
    for _ in range(count):
        yield random.choice(makers)(random)


def _good_move(random: Random) -> str:
    return f'{{"type":"play","column":{random.randrange(7)}}}'


def _good_offer(random: Random) -> str:
    kind, offer = random.choice(["offer", "accept", "decline"]), random.choice(["draw", "takeback", "rematch"])
    return f'{{"type":"{kind}","offer":"{offer}"}}'


def _wrong_fields(random: Random) -> str:
    """Return an object whose fields are each plausible or not, and may come twice."""
    fields = [f'"type":"{random.choice(TYPES[: random.choice([1, 4, 18, len(TYPES)])])}"']
    for _ in range(random.randrange(1, 5)):
        key = random.choice(KEYS[: random.choice([4, 20, len(KEYS)])])
        fields.append(f'"{key}":{random.choice(VALUES)}')
    random.shuffle(fields)
    return "{" + ",".join(fields) + "}"


def _mutated(random: Random) -> str:
    text = random.choice(VALID)
    for _ in range(random.randrange(1, 4)):
        at = random.randrange(len(text) + 1)
        scrap = random.choice(SCRAPS) if random.random() < 0.7 else chr(random.randrange(0x11000))
        text = text[:at] + scrap + text[at + random.randrange(3) :]
    return text


def _cut(random: Random) -> str:
    """Return a piece of a message, or two that were glued together."""
    first, second = random.choice(VALID), random.choice(VALID)
    return first[: random.randrange(len(first) + 1)] + second[random.randrange(len(second) + 1) :]


def _random_text(random: Random) -> str:
    if random.random() < 0.5:
        return json.dumps(random.choice([None, True, -3, 2.5, "play", [], [1, [2]], {"type": [None]}]))
    return "".join(random.choices(SCRAPS, k=random.randrange(12)))
