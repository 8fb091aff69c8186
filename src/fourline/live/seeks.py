"""
The open offers to play, and what becomes of them.

::

    place ──▶ open ──take──▶ taken ──finish──▶ gone: a room has come of it
               ▲ │             │
               │ ▼             └──finish──▶ open again: no room could be stored
               │ withdraw; or its owner's connection ends, and it doesn't come back in time
               └─place: with the same secret, over another connection

A seek is marked as taken in the same step that finds it open, so it becomes a room at most once however many want it.
Nobody is in two pairings at the same time: who takes a seek can't be taken meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import Code, Rejected
from ..protocol import messages
from ..store.base import SecretHash
from .member import Member
from .services import new_id

__all__ = ["Pairing", "Seek", "Seeks"]


@dataclass(eq=False, slots=True)
class Seek:
    """An offer to play."""

    seek_id: str
    secret_hash: SecretHash
    wish: messages.Seek
    owner: Member
    gone_at_s: float | None = None
    """Since when its owner's connection has been gone."""
    is_taken: bool = False
    """Its owner is being paired, by this seek or as somebody else's taker."""
    is_withdrawn: bool = False
    """Taken back while it was taken: if nothing comes of the pairing, it is gone."""


@dataclass(eq=False, slots=True)
class Pairing:
    """A seek that somebody takes, while their room is being stored."""

    seek: Seek
    taker: Member
    taker_hash: SecretHash
    name: str | None
    own: Seek | None
    """The taker's own seek, which waits meanwhile."""


class Seeks:
    """All seeks of the lobby, at most ``limit``; each connection and each secret has at most one."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._seeks: dict[str, Seek] = {}
        self._of: dict[Member, Seek] = {}
        self._pairings: dict[SecretHash, Pairing] = {}

    def __len__(self) -> int:
        return len(self._seeks)

    def listed(self, most: int) -> list[Seek]:
        """Return the open seeks, the latest first: whoever has just come is still there."""
        seeks = [seek for seek in self._seeks.values() if not seek.is_taken]
        return seeks[: -most - 1 : -1]

    def place(self, owner: Member, secret_hash: SecretHash, wish: messages.Seek) -> None:
        """
        Open a seek in the place of the owner's last one; with the same secret it is the same seek.

        Raises:
            Rejected: If there are too many, or the owner is being paired already.

        """
        if self._is_known_pair(owner, secret_hash):
            return
        if self._is_pairing(owner):
            raise Rejected(Code.NOT_AVAILABLE)
        known = next((seek for seek in self._seeks.values() if seek.secret_hash == secret_hash), None)
        if known is not None:
            self._remove(known)
        self.withdraw(owner)
        if len(self._seeks) >= self._limit:
            raise Rejected(Code.ROOM_FULL)
        seek_id = new_id() if known is None else known.seek_id
        self._seeks[seek_id] = self._of[owner] = Seek(seek_id, secret_hash, wish, owner)

    def withdraw(self, owner: Member) -> None:
        """Take the owner's seek back, if it has one."""
        seek = self._of.get(owner)
        if seek is not None and seek.is_taken:
            seek.is_withdrawn = True
        elif seek is not None:
            self._remove(seek)

    def take(self, seek_id: str, taker: Member, secret_hash: SecretHash, name: str | None) -> Pairing | None:
        """
        Mark a seek as taken; None if this secret is taking it already, so that the answer will come.

        Raises:
            Rejected: If it is gone, or the taker's own, or the taker is being paired already.

        """
        pairing = self._pairings.get(secret_hash)
        if pairing is not None and pairing.seek.seek_id == seek_id:
            # Over another connection, which may seek, too.
            self.withdraw(taker)
            pairing.taker = taker
            return None
        seek = self._seeks.get(seek_id)
        if seek is None or seek.is_taken:
            raise Rejected(Code.SEEK_GONE)
        if seek.owner is taker or seek.secret_hash == secret_hash or pairing is not None or self._is_pairing(taker):
            raise Rejected(Code.NOT_AVAILABLE)
        own = self._of.get(taker)
        pairing = self._pairings[secret_hash] = Pairing(seek, taker, secret_hash, name, own)
        for mine in (seek, own):
            if mine is not None:
                mine.is_taken = True
        return pairing

    def finish(self, pairing: Pairing, *gone: Seek | None) -> None:
        """End a pairing; of its seeks those that are ``gone`` have come to something, the others are open again."""
        del self._pairings[pairing.taker_hash]
        for seek in (pairing.seek, pairing.own):
            if seek is not None:
                seek.is_taken = False
                if seek in gone or seek.is_withdrawn:
                    self._remove(seek)

    def leave(self, member: Member, now_s: float) -> None:
        """Note that a connection has ended; its seek waits a while for it."""
        seek = self._of.pop(member, None)
        if seek is not None:
            seek.gone_at_s = now_s

    def drop_abandoned(self, gone_since_s: float) -> None:
        """Drop the seeks whose owners didn't come back since an instant."""
        for seek in list(self._seeks.values()):
            if seek.gone_at_s is not None and seek.gone_at_s <= gone_since_s and not seek.is_taken:
                self._remove(seek)

    def _is_known_pair(self, owner: Member, secret_hash: SecretHash) -> bool:
        """Tell whether a secret is being paired; then whoever has it now is told what comes of it."""
        pairing = self._pairings.get(secret_hash)
        if pairing is not None:
            pairing.taker = owner
        seek = next((seek for seek in self._seeks.values() if seek.secret_hash == secret_hash and seek.is_taken), None)
        if seek is not None:
            self._of.pop(seek.owner, None)
            self._of[owner] = seek
            seek.owner, seek.gone_at_s, seek.is_withdrawn = owner, None, False
        return pairing is not None or seek is not None

    def _is_pairing(self, member: Member) -> bool:
        own = self._of.get(member)
        return (own is not None and own.is_taken) or any(pairing.taker is member for pairing in self._pairings.values())

    def _remove(self, seek: Seek) -> None:
        del self._seeks[seek.seek_id]
        if self._of.get(seek.owner) is seek:
            del self._of[seek.owner]
