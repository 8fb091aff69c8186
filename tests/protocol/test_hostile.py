"""A hundred thousand hostile texts, straight into codec and rooms: refused, or what a model allows; nothing else."""

from __future__ import annotations

import json
from collections import Counter
from itertools import cycle
from typing import get_args

import pytest

from fourline.errors import BadMessage, Code, Rejected
from fourline.protocol import asking, classic, codec, messages, server_messages
from fourline.protocol.asking import to_command
from fourline.room.commands import Join
from fourline.room.events import Opened, Seat
from fourline.rules.notation import parse_game
from fourline.rules.position import Color
from tests.protocol.hostile import hostile_texts
from tests.room.log import CONTEXT, Log
from tests.room.model import Model

TEXTS = 100_000
TEXTS_A_ROOM = 1_000


class Victim:
    """A room under attack, and a model that says what may happen to it."""

    def __init__(self) -> None:
        self.log = Log(Opened(Color.RED))
        self.model = Model(Opened(Color.RED))
        self.log.send(None, Join())
        self.model.do(None, Join(), CONTEXT)

    def attempt(self, seat: Seat | None, message: asking.Asking) -> Code | None:
        """
        Send what was read; return why it was refused, or None if it was carried out, now or before.

        Raises:
            BadMessage: If it asks for a name that nobody can have.

        """
        known, command = self.log.room.seq, to_command(message)
        answered = seat is not None and message.id is not None and (seat, message.id) in self.model.answers
        expected = None if answered else self.model.why_not(seat, command, CONTEXT)
        if expected is not None:
            with pytest.raises(Rejected) as caught:
                self.log.send(seat, command, message.id)
            assert caught.value.code is expected
            assert self.log.room.seq == known
            return expected
        seq = self.log.send(seat, command, message.id)
        if not answered:
            self.model.do(seat, command, CONTEXT)
        if seat is not None and message.id is not None:
            assert self.model.answers.setdefault((seat, message.id), seq) == seq
        assert list(self.log.room.game.moves) == self.model.board.moves
        assert self.log.room.is_over is bool(self.model.end)
        return None


def told(exc: BadMessage) -> str:
    """Return the code of the error that is sent, having made sure that both dialects can say it."""
    assert json.loads(classic.encode_error(exc.code, exc.detail)) == {"type": "error", "message": exc.detail}
    error = json.loads(codec.encode_error(exc.code, exc.detail, exc.id))
    assert error["code"] in {"bad_message", "unknown_type"}
    return str(error["code"])


def test_hostile_texts_are_refused_or_what_a_player_may_do() -> None:
    results: Counter[str] = Counter()
    seats = cycle([Seat.HOST, Seat.GUEST, None])
    for number, text in enumerate(hostile_texts(seed=4, count=TEXTS)):
        if number % TEXTS_A_ROOM == 0:
            victim = Victim()
        try:
            message = codec.decode(text)
            if isinstance(message, get_args(asking.Asking)):
                refused = victim.attempt(next(seats), message)
                results["done" if refused is None else refused.value] += 1
                results[type(message).__name__] += 1
            elif isinstance(message, messages.Seek | messages.Take):
                codec.with_clean_name(message)
            elif isinstance(message, messages.Ping):
                assert json.loads(codec.encode(server_messages.Pong(message.t)))["t"] == message.t
        except BadMessage as exc:
            results[told(exc)] += 1
    # Nothing of what was meant to be tried was missed.
    codes = {"bad_message", "unknown_type", "no_such_column", "column_full", "not_your_turn", "game_over", "stale"}
    codes |= {"not_a_player", "no_such_offer", "not_available", "too_early", "too_many_offers", "done"}
    assert set(results) == codes | {cls.__name__ for cls in get_args(asking.Asking)}
    assert results["done"] > 1_000


def test_hostile_first_messages_are_refused_or_say_one_thing_to_do() -> None:
    accepted = 0
    for text in hostile_texts(seed=5, count=TEXTS // 2):
        try:
            init = codec.decode_init(text)
        except BadMessage as exc:
            told(exc)
            continue
        accepted += 1
        assert sum(way is not None for way in (init.join, init.watch, init.room, init.lobby or None)) <= 1
        if init.version is None:
            assert init == messages.Init(join=init.join, watch=init.watch)
        else:
            assert init.secret or init.watch is not None or init.room is not None or init.lobby
            assert parse_game(init.moves).outcome is None
            assert init.name is None or 1 <= len(init.name) <= 24
    assert accepted > 500
