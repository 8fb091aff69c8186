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

    @property
    def seeks(self) -> list[Seek]:
        """Return the seeks that wait for what comes of this."""
        return [self.seek] if self.own is None else [self.seek, self.own]

    @property
    def members(self) -> set[Member]:
        """Return those who are being paired, over whatever connections they have now."""
        return {self.taker, *(seek.owner for seek in self.seeks)}

    @property
    def takers(self) -> list[Member]:
        """Return the taker: two connections, if it came back over a new one for its own seek only."""
        return [self.taker, *({seek.owner for seek in self.seeks[1:]} - {self.taker})]

    @property
    def secrets(self) -> set[SecretHash]:
        """Return what those who are being paired have to prove it by."""
        return {self.taker_hash, *(seek.secret_hash for seek in self.seeks)}


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

        If that secret is being paired already, whoever has it now is told what comes of it.

        Raises:
            Rejected: If there are too many, or the owner is being paired with another secret.

        """
        pairing = self._pairing_by(secret_hash)
        if self._is_pairing(owner, but=pairing):
            raise Rejected(Code.NOT_AVAILABLE)
        known = self._known(secret_hash)
        if pairing is not None:
            self._come_back(owner, pairing, secret_hash)
            return
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
            if self._is_pairing(taker, but=pairing):
                raise Rejected(Code.NOT_AVAILABLE)
            self._come_back(taker, pairing, secret_hash)
            return None
        seek = self._seeks.get(seek_id)
        if seek is None or seek.is_taken:
            raise Rejected(Code.SEEK_GONE)
        is_own = seek.owner is taker or seek.secret_hash == secret_hash
        if is_own or self._is_pairing(taker) or self._pairing_by(secret_hash) is not None:
            raise Rejected(Code.NOT_AVAILABLE)
        known = self._known(secret_hash)
        if known is not None:
            # The taker's own, from a connection that was cut.
            self._move(known, taker)
        own = self._of.get(taker)
        pairing = self._pairings[secret_hash] = Pairing(seek, taker, secret_hash, name, own)
        for waiting in pairing.seeks:
            waiting.is_taken = True
        return pairing

    def finish(self, pairing: Pairing, *gone: Seek | None) -> None:
        """End a pairing; of its seeks those that are ``gone`` have come to something, the others are open again."""
        del self._pairings[pairing.taker_hash]
        for seek in pairing.seeks:
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

    def _known(self, secret_hash: SecretHash) -> Seek | None:
        return next((seek for seek in self._seeks.values() if seek.secret_hash == secret_hash), None)

    def _pairing_by(self, secret_hash: SecretHash) -> Pairing | None:
        return next((pairing for pairing in self._pairings.values() if secret_hash in pairing.secrets), None)

    def _is_pairing(self, member: Member, but: Pairing | None = None) -> bool:
        return any(member in pairing.members for pairing in self._pairings.values() if pairing is not but)

    def _come_back(self, member: Member, pairing: Pairing, secret_hash: SecretHash) -> None:
        """Let ``member`` be who has proved by a secret to be in a pairing, over whatever connection it was before."""
        for seek in pairing.seeks:
            if seek.secret_hash == secret_hash:
                self._move(seek, member)
        if pairing.taker_hash == secret_hash:
            pairing.taker = member
            if self._of.get(member) not in pairing.seeks:
                self.withdraw(member)

    def _move(self, seek: Seek, owner: Member) -> None:
        """Give a seek to its owner's new connection, which has no other then."""
        if self._of.get(owner) is not seek:
            self.withdraw(owner)
        if self._of.get(seek.owner) is seek:
            del self._of[seek.owner]
        self._of[owner] = seek
        seek.owner, seek.gone_at_s, seek.is_withdrawn = owner, None, False

    def _remove(self, seek: Seek) -> None:
        del self._seeks[seek.seek_id]
        if self._of.get(seek.owner) is seek:
            del self._of[seek.owner]
