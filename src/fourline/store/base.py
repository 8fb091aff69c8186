"""
The port: what live rooms need of a store, and what every store guarantees.

Each call is one transaction. When its future has a result, the change is **durable**: it survives ``kill -9`` and
power loss. When it has an exception, nothing of it was stored, save that a disk which fails at the very end of a
commit may turn out to have kept it: after :exc:`StoreUnavailable` read again before the next append. A miss
(:exc:`StaleSeq`, :exc:`SeatTaken`) concerns only its own call, even where the adapter commits many calls at once.
Calls are carried out in the order in which they are made; what a read shows is durable.

Methods return futures and never block, so that a room may go on in a callback, without a task. Cancelling a future
doesn't undo its call.
"""

from __future__ import annotations

from asyncio import Future
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NewType, Protocol

from ..histogram import Histogram
from ..room.events import CommandId, Entry, Event, GameId, RoomId, Seat, Stamp
from ..rules.clock import TimeControl
from ..rules.game import Outcome

__all__ = ["Claim", "GameRecord", "JoinKey", "NewRoom", "RoomRecord", "SecretHash", "Store", "WatchKey"]

JoinKey = NewType("JoinKey", str)
"""96 random bits, base64url: lets its holder take the free seat."""

WatchKey = NewType("WatchKey", str)
"""96 random bits, base64url: lets its holder watch, and nothing else."""

SecretHash = NewType("SecretHash", bytes)
"""32 bytes: SHA-256 of a seat's secret. The secret itself is stored nowhere."""


@dataclass(frozen=True, slots=True)
class NewRoom:
    """What a room is created with. ``host_hash`` is None for a host without a secret (the tutorial's pages)."""

    room_id: RoomId
    join_key: JoinKey
    watch_key: WatchKey
    host_hash: SecretHash | None
    guest_hash: SecretHash | None = None
    """For a room whose two players have found each other before it exists."""


@dataclass(frozen=True, slots=True)
class RoomRecord:
    """
    A stored room without its log.

    A hash is None while its seat is free or held without a secret; which of the two, the log says.

    """

    room_id: RoomId
    join_key: JoinKey
    watch_key: WatchKey
    host_hash: SecretHash | None
    guest_hash: SecretHash | None


@dataclass(frozen=True, slots=True)
class Claim:
    """What a claim gave: the seat that the secret now holds, and whether the events were appended for it."""

    seat: Seat
    is_new: bool


@dataclass(frozen=True, slots=True)
class GameRecord:
    """A finished game as one row of the archive; instants are wall time in milliseconds."""

    game_id: GameId
    room_id: RoomId
    number: int
    """1 for the room's first game."""
    moves: str
    """Digits 1-7, one a move."""
    red: Seat
    red_name: str | None
    yellow_name: str | None
    outcome: Outcome
    started_at_ms: int
    ended_at_ms: int
    start_ply: int = 0
    """How many of ``moves`` were set up before the game began."""
    control: TimeControl | None = None
    move_times: tuple[int, ...] = ()
    """What the mover had left after each move made, in milliseconds; empty without a clock."""
    bot: int | None = None
    """The level of the bot in the guest's seat; None if people played."""
    hints: int = 0
    """How many hints were given against it."""


class Store(Protocol):
    """A place where rooms and their logs live. See the module for what every method guarantees."""

    service_base_ms: int
    """Service time of the last stored instant when the store was opened; 0 for a new one."""

    is_available: bool
    """False from a failed read or write on, until something is written again; :meth:`probe` always is."""

    batches: Histogram
    """
    How many calls that may write were carried out together, whatever came of them; added to, by any one thread, before
    they are answered.
    """

    def create_room(self, room: NewRoom, events: Sequence[Event], stamp: Stamp) -> Future[RoomRecord]:
        """
        Create a room whose log begins with ``events``.

        Idempotent on ``host_hash``: where a room with that hash exists, nothing is stored and that room is returned.

        Raises:
            StoreUnavailable: If the disk refuses.

        """
        ...

    def find_room(
        self, *, room_id: RoomId | None = None, join_key: JoinKey | None = None, watch_key: WatchKey | None = None
    ) -> Future[RoomRecord | None]:
        """
        Find the room that the one given id or key belongs to.

        Raises:
            StoreUnavailable: If the disk refuses.

        """
        ...

    def claim_seat(
        self,
        room_id: RoomId,
        seat: Seat,
        secret_hash: SecretHash | None,
        expected_seq: int,
        events: Sequence[Event],
        stamp: Stamp,
        *,
        deadline_at_ms: int | None = None,
    ) -> Future[Claim]:
        """
        Give ``seat`` to a secret and append ``events``, if nothing was appended since ``expected_seq``.

        A secret that already holds a seat of this room, the host's own included, gets that seat, whatever ``seat``
        and ``expected_seq`` say; then nothing is appended. A seat held without a secret counts as free here: whether
        it may be taken, the caller knows. With ``secret_hash`` None the seat is taken without a secret.

        Raises:
            SeatTaken: If another secret holds the seat.
            StaleSeq: If the room's last event isn't ``expected_seq`` (0 for a room that doesn't exist).
            StoreUnavailable: If the disk refuses.

        """
        ...

    def append(
        self,
        room_id: RoomId,
        expected_seq: int,
        events: Sequence[Event],
        stamp: Stamp,
        *,
        command: tuple[Seat, CommandId] | None = None,
        deadline_at_ms: int | None = None,
        finished: GameRecord | None = None,
    ) -> Future[None]:
        """
        Append ``events`` as ``expected_seq + 1`` and on, and archive the game they finish.

        Raises:
            StaleSeq: If the room's last event isn't ``expected_seq`` (0 for a room that doesn't exist).
            StoreUnavailable: If the disk refuses.

        """
        ...

    def read(self, room_id: RoomId, after_seq: int = 0) -> Future[list[Entry]]:
        """
        Read a room's log after ``after_seq``, in order; empty for a room that doesn't exist.

        Raises:
            StoreUnavailable: If the disk refuses.

        """
        ...

    def read_game(self, game_id: GameId) -> Future[GameRecord | None]:
        """
        Read one finished game from the archive.

        Raises:
            StoreUnavailable: If the disk refuses.

        """
        ...

    def read_games(self, room_id: RoomId) -> Future[list[GameRecord]]:
        """
        Read the finished games of a room from the archive, in their order.

        Raises:
            StoreUnavailable: If the disk refuses.

        """
        ...

    def save_review(self, game_id: GameId, review: bytes) -> Future[None]:
        """
        Keep what was found out about a finished game, in place of what was known before.

        The bytes mean nothing to the store. For a game that isn't in the archive nothing is kept.

        Raises:
            StoreUnavailable: If the disk refuses.

        """
        ...

    def read_review(self, game_id: GameId) -> Future[bytes | None]:
        """
        Read what was last saved about a finished game.

        Raises:
            StoreUnavailable: If the disk refuses.

        """
        ...

    def due(self, now_ms: int, limit: int) -> Future[list[RoomId]]:
        """
        Find at most ``limit`` rooms whose deadline (service time) isn't after ``now_ms``, the earliest first.

        A room's deadline is what its last append or claim with events said: the instant at which somebody must look
        at it even if nobody is connected to it.

        Raises:
            StoreUnavailable: If the disk refuses.

        """
        ...

    def keep_time(self, service_ms: int) -> Future[None]:
        """
        Store an instant of service time, so that it goes on from there after a restart.

        Raises:
            StoreUnavailable: If the disk refuses.

        """
        ...

    def expire_rooms(self, before_ms: int, limit: int) -> Future[list[RoomId]]:
        """
        Remove at most ``limit`` rooms created before ``before_ms`` (service time) in which no move was ever made, the
        oldest first; say which.

        Raises:
            StoreUnavailable: If the disk refuses.

        """
        ...

    def probe(self) -> Future[None]:
        """
        Write something small, to learn whether the disk works again; :attr:`is_available` then says so.

        Raises:
            StoreUnavailable: If it still doesn't.

        """
        ...

    def close(self) -> Future[None]:
        """Finish what was asked and give the store up; calls from now on fail with :exc:`StoreUnavailable`."""
        ...
