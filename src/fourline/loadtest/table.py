"""
One room under load: two players who move when told, and those who watch.

A room of the load plays game after game, each of moves by chance. Every event that any of its connections gets must
have the next number; so whatever is lost shows, whoever lost it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from random import Random

import msgspec

from ..rules.game import NEW_GAME, Game
from ..rules.position import COLUMNS, ROWS
from .client import Client
from .tally import Tally

__all__ = ["MOVES_TIMED", "Member", "Table"]


MOVES_TIMED = 64
"""A connection that is further behind isn't timed any more, but still counted."""


class _Message(msgspec.Struct):
    """What the load looks at of all that a server says."""

    type: str
    seq: int | None = None
    id: str | None = None
    code: str | None = None
    column: int | None = None
    join: str | None = None
    watch: str | None = None


_decoder = msgspec.json.Decoder(_Message)
_encode = msgspec.json.encode


class Member:
    """One connection of a table: ``host``, ``guest``, or a spectator's. Implements the client's listener."""

    __slots__ = ("client", "is_in", "is_refused", "role", "seq", "table")

    def __init__(self, table: Table, role: str) -> None:
        self.table = table
        self.role = role
        self.seq = 0
        """The last event it knows of."""
        self.is_in = False
        self.is_refused = False
        """Whether it was told that it can't come in."""
        self.client: Client | None = None

    def send(self, **message: object) -> None:
        """Send one message."""
        if self.client is not None:
            self.client.send(_encode(message))

    def opened(self, client: Client) -> None:
        """Say who we are."""
        self.client = client
        self.send(type="init", version=1, **self.table.ticket(self))

    def received(self, client: Client, text: bytes) -> None:  # noqa: ARG002
        """Take one message."""
        message = _decoder.decode(text)
        match message.type:
            case "presence" | "pong" | "say":
                pass
            case "state":
                self.seq = message.seq or 0
                self.is_in = True
                self.table.entered(self)
            case "init" | "ok" | "error" | "bye":
                self.table.told(self, message)
            case _:
                self._follow(message)

    def ended(self, client: Client, code: int | None) -> None:  # noqa: ARG002
        """Learn that the connection is gone."""
        self.client = None
        self.table.lost(self, code)

    def _follow(self, message: _Message) -> None:
        if message.seq == self.seq + 1:
            self.table.tally.deliveries += 1
        else:
            self.table.tally.gaps += 1
        self.seq = message.seq or self.seq
        self.table.happened(self, message)


class Table:
    """
    A room and its connections.

    Args:
        number: Makes the ids of its commands its own.
        tally: Where everything is counted.
        random: Chooses the moves.
        now: The clock, in seconds.
        on_ready: Called when both players are seated.

    """

    def __init__(
        self, number: int, tally: Tally, random: Random, now: Callable[[], float], on_ready: Callable[[Table], None]
    ) -> None:
        self.tally = tally
        self.host, self.guest = Member(self, "host"), Member(self, "guest")
        self.spectators: list[Member] = []
        self.join_key = ""
        self.watch_key = ""
        self.is_closing = False
        """Whether connections end because we want it."""
        self._number = number
        self._random = random
        self._now = now
        self._on_ready = on_ready
        self._secrets = {"host": secrets.token_urlsafe(16), "guest": secrets.token_urlsafe(16)}
        self._red, self._yellow = self.host, self.guest
        self._game: Game = NEW_GAME
        self._seq = 0
        """The last event that any connection knows of."""
        self._sent = 0
        self._waiting: tuple[str, float] | None = None
        """The id of the move that has no answer yet, and when it was due."""
        self._due_s: float | None = None
        """When the next move was due, if its turn hasn't come yet."""
        self._moved_at: dict[int, tuple[float, Member]] = {}
        """When the last moves were due, and who made them, by the event that each must become."""

    @property
    def members(self) -> list[Member]:
        """Return all its connections."""
        return [self.host, self.guest, *self.spectators]

    @property
    def is_waiting(self) -> bool:
        """Tell whether a move has no answer yet."""
        return self._waiting is not None

    @property
    def is_behind(self) -> bool:
        """Tell whether an event is still under way to one of its connections."""
        return any(member.is_in and member.seq < self._seq for member in self.members)

    # What pages would do

    def ticket(self, member: Member) -> dict[str, str]:
        """Return what a member's first message holds."""
        if member is self.host:
            return {"secret": self._secrets["host"]}
        if member is self.guest:
            return {"secret": self._secrets["guest"], "join": self.join_key}
        return {"watch": self.watch_key}

    def move(self, due_s: float) -> None:
        """Make the next move, which is due; at once, or as soon as it can be made. Moves aren't saved up."""
        if self._due_s is not None:
            self.tally.late += 1
            return
        self._due_s = due_s
        self._try()

    def stop(self) -> None:
        """Make no more moves than those that were sent."""
        self._due_s = None

    def ping(self) -> None:
        """Say that the players are there, as pages do every 5 s."""
        for player in (self.host, self.guest):
            player.send(type="ping", t=self._sent)

    def count_losses(self) -> None:
        """Add what should have come by now and hasn't."""
        self.tally.unanswered += self.is_waiting
        # Who was cut off is counted as that.
        self.tally.missing += sum(self._seq - member.seq for member in self.members if member.is_in)

    def _try(self) -> None:
        """Move, if it is due, and all that went before is known to whoever moves."""
        mover = self._yellow if self._game.ply % 2 else self._red
        if self._due_s is None or self._waiting is not None or self._game.outcome is not None:
            return
        if mover.seq != self._seq:
            return
        column = self._random.choice([at for at in range(COLUMNS) if self._game.position.height(at) < ROWS])
        self._sent += 1
        self._waiting = f"load-{self._number}-{self._sent}", self._due_s
        self._moved_at[self._seq + 1] = self._due_s, mover
        self._due_s = None
        mover.send(type="play", column=column, id=self._waiting[0], at=mover.seq)

    # What connections hear

    def entered(self, member: Member) -> None:
        """Take note that a member was shown the room."""
        self._seq = max(self._seq, member.seq)
        if member is self.guest:
            self._on_ready(self)

    def told(self, member: Member, message: _Message) -> None:
        """Take what isn't an event."""
        if message.type == "init" and member is self.host:
            self.join_key, self.watch_key = message.join or "", message.watch or ""
        elif message.type == "error":
            self.tally.refusals[message.code or "unknown"] += 1
            member.is_refused = not member.is_in
        if message.id is None or self._waiting is None or message.id != self._waiting[0]:
            return
        _, due_s = self._waiting
        self._waiting = None
        if message.type == "ok":
            self.tally.moves += 1
            self.tally.answered.add(self._now() - due_s)
        self._try()

    def happened(self, member: Member, message: _Message) -> None:
        """Take an event that a member was told of."""
        seq = message.seq or 0
        if message.type == "play" and seq in self._moved_at:
            due_s, mover = self._moved_at[seq]
            if member is not mover:
                self.tally.seen.add(self._now() - due_s)
        if seq == self._seq + 1:
            self._seq = seq
            self._apply(message)
            self._moved_at.pop(seq - MOVES_TIMED, None)
        self._try()

    def lost(self, member: Member, code: int | None) -> None:
        """Take note that a connection is gone."""
        if not self.is_closing and not member.is_refused:
            self.tally.cuts["no close frame" if code is None else f"close {code}"] += 1
        member.is_in = False

    def _apply(self, message: _Message) -> None:
        match message.type:
            case "play":
                self._game = self._game.play(message.column or 0)
            case "win" | "draw":
                self.tally.games += 1
                self._ask(self.host, "offer")
            case "offer":
                self._ask(self.guest, "accept")
            case "start":
                self._game = NEW_GAME
                self._red, self._yellow = self._yellow, self._red

    def _ask(self, player: Member, what: str) -> None:
        self._sent += 1
        player.send(type=what, offer="rematch", id=f"load-{self._number}-{self._sent}")
