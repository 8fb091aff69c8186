"""A hundred thousand hostile texts, straight into codec and rooms: refused, or legal moves; nothing else ever."""

from __future__ import annotations

import json
from collections import Counter
from itertools import cycle

from fourline.errors import BadMessage, Code, Rejected
from fourline.protocol import classic, codec, messages
from fourline.room.commands import Join, Play
from fourline.room.events import Seat
from fourline.rules.position import Color
from tests.protocol.hostile import hostile_texts
from tests.room.log import CONTEXT, Log
from tests.rules.model import Board

TEXTS = 100_000


class Victim:
    """A room under attack, and a board of our own that says what may have happened to it."""

    def __init__(self) -> None:
        self.log = Log()
        self.log.send(None, Join())
        self.board = Board()
        self.is_over = False

    def attempt(self, seat: Seat | None, message: messages.Play) -> Code | None:
        """Send what was read; return why it was refused, or None if it was a legal move."""
        known = len(self.log.entries)
        try:
            self.log.send(seat, Play(message.column, message.at), message.id, CONTEXT)
        except Rejected as exc:
            assert len(self.log.entries) == known
            return exc.code
        if len(self.log.entries) > known:
            self._check(seat, message.column)
        return None

    def _check(self, seat: Seat | None, column: int) -> None:
        assert not self.is_over
        assert seat is (Seat.HOST if self.board.turn is Color.RED else Seat.GUEST)
        assert column in self.board.open_columns()
        lines = self.board.lines_through(self.board.drop(column))
        self.is_over = bool(lines) or len(self.board.moves) == 42
        assert list(self.log.room.game.moves) == self.board.moves
        assert (self.log.room.outcome is not None) is self.is_over


def told(exc: BadMessage) -> str:
    """Return the code of the error that is sent, having made sure that both dialects can say it."""
    assert json.loads(classic.encode_error(exc.code, exc.detail)) == {"type": "error", "message": exc.detail}
    error = json.loads(codec.encode_error(exc.code, exc.detail, exc.id))
    assert error["code"] in {"bad_message", "unknown_type"}
    return str(error["code"])


def test_hostile_texts_are_refused_or_legal_moves() -> None:
    results: Counter[str] = Counter()
    seats = cycle([Seat.HOST, Seat.GUEST, None])
    victim, rest = Victim(), 20
    for text in hostile_texts(seed=4, count=TEXTS):
        try:
            message = codec.decode(text)
        except BadMessage as exc:
            results[told(exc)] += 1
            continue
        if isinstance(message, messages.Play):
            refused = victim.attempt(next(seats), message)
            results["answered" if refused is None else refused.value] += 1
            # Finished games are attacked for a while, too.
            rest -= victim.is_over
            if rest == 0:
                results["games"] += 1
                victim, rest = Victim(), 20
        elif isinstance(message, messages.Ping):
            assert json.loads(codec.encode(messages.Pong(message.t)))["t"] == message.t
    # Nothing of what was meant to be tried was missed.
    expected = {"bad_message", "unknown_type", "no_such_column", "column_full", "not_your_turn", "game_over"}
    assert set(results) == expected | {"not_a_player", "stale", "answered", "games"}
    assert results["games"] > 50


def test_hostile_first_messages_are_refused_or_say_one_thing_to_do() -> None:
    accepted = 0
    for text in hostile_texts(seed=5, count=TEXTS // 4):
        try:
            init = codec.decode_init(text)
        except BadMessage as exc:
            told(exc)
            continue
        accepted += 1
        assert sum(way is not None for way in (init.join, init.watch, init.room)) <= 1
        if init.version is None:
            assert init == messages.Init(join=init.join, watch=init.watch)
        else:
            assert init.secret or init.watch is not None or init.room is not None
            assert init.name is None or 1 <= len(init.name) <= 24
    assert accepted > 500
