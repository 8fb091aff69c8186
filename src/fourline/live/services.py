"""What rooms need of the world around them: settings, a store, time and chance, and somebody who plays perfectly."""

from __future__ import annotations

import hashlib
import os
import secrets
from concurrent.futures import Future
from dataclasses import dataclass, field
from random import Random
from typing import NewType, Protocol

from ..config import Config
from ..engine.scores import Scores
from ..net.broadcast import Broadcaster
from ..rules.position import Position
from ..store.base import SecretHash, Store
from .counts import Counts
from .timers import ServiceClock

__all__ = ["SeatSecret", "Services", "Solving", "hash_secret", "new_id"]

_ID_BYTES = 12
_ID_CHARACTERS = 16
_IDS_AT_ONCE = 64

SeatSecret = NewType("SeatSecret", str)
"""128 random bits, base64url, made by the page; never stored, never logged."""


class Solving(Protocol):
    """What is asked of a :class:`~fourline.engine.solver.Solver`. Its futures are done in threads of its own."""

    def submit(self, position: Position, *, deadline_s: float, is_urgent: bool = False) -> Future[Scores]:
        """Ask for the exact score of every move."""
        ...

    def submit_to(
        self, position: Position, horizon: int, *, deadline_s: float, is_urgent: bool = True
    ) -> Future[Scores]:
        """Ask for the same as far as ``horizon`` plies see."""
        ...


@dataclass(frozen=True, slots=True)
class Services:
    """Shared by all rooms of the process."""

    config: Config
    store: Store
    clock: ServiceClock
    solver: Solving
    counts: Counts = field(default_factory=Counts)
    random: Random = field(default_factory=Random)
    """For what bots do by chance; secrets and ids have another source."""
    broadcaster: Broadcaster = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "broadcaster", Broadcaster(self.counts.net))


_ids: list[str] = []
os.register_at_fork(after_in_child=_ids.clear)


def new_id() -> str:
    """Return 96 random bits, base64url: 16 characters."""
    if not _ids:
        # Many at once: every command gets one, for the game that it may end, and asking the system takes a microsecond.
        text = secrets.token_urlsafe(_ID_BYTES * _IDS_AT_ONCE)
        _ids.extend(text[at : at + _ID_CHARACTERS] for at in range(0, len(text), _ID_CHARACTERS))
    return _ids.pop()


def hash_secret(secret: SeatSecret) -> SecretHash:
    """Return what is kept of a secret. It has 128 random bits, so a fast hash without salt can't be reversed."""
    return SecretHash(hashlib.sha256(secret.encode()).digest())
