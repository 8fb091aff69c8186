"""What can be asked of a room, in the imperative. Who asks, and with which id, is said beside the command."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Command", "Join", "Play"]


@dataclass(frozen=True, slots=True)
class Join:
    """Take the guest's seat."""

    name: str | None = None


@dataclass(frozen=True, slots=True)
class Play:
    """
    Drop a disc in ``column``.

    ``at`` is the highest seq that the player's page had applied when the player acted; None from programs that don't
    keep count.

    """

    column: int
    at: int | None = None


Command = Join | Play
