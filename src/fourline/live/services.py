"""What rooms need of the world around them: settings, a store, time and chance."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from typing import NewType

from ..config import Config
from ..store.base import SecretHash, Store
from .counts import Counts
from .timers import ServiceClock

__all__ = ["SeatSecret", "Services", "hash_secret", "new_id"]

SeatSecret = NewType("SeatSecret", str)
"""128 random bits, base64url, made by the page; never stored, never logged."""


@dataclass(frozen=True, slots=True)
class Services:
    """Shared by all rooms of the process."""

    config: Config
    store: Store
    clock: ServiceClock
    counts: Counts = field(default_factory=Counts)


def new_id() -> str:
    """Return 96 random bits, base64url: 16 characters."""
    return secrets.token_urlsafe(12)


def hash_secret(secret: SeatSecret) -> SecretHash:
    """Return what is kept of a secret. It has 128 random bits, so a fast hash without salt can't be reversed."""
    return SecretHash(hashlib.sha256(secret.encode()).digest())
