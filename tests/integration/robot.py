"""A player that does everything a player can, by chance: mostly moves, so that its games come to an end."""

from __future__ import annotations

from random import Random
from typing import Final

from .peer import Message
from .shown import Shown

__all__ = ["Robot"]

OTHER: Final = {"host": "guest", "guest": "host"}
NAMES: Final = ("Ada", "Zo\u00eb", "\U0001f600", None)


class Robot:
    """
    One player, whatever page it has open.

    Args:
        random: Its only source of chance.
        games: The number of games after which it doesn't want another one in this room.

    """

    def __init__(self, random: Random, games: int) -> None:
        self._random = random
        self._games = games
        # A rematch may be offered three times: refusing at will would leave the room without a next game.
        self._has_refused: set[tuple[int, str]] = set()

    def has_enough(self, shown: Shown) -> bool:
        """Tell whether the room has come to the end of the last game that this robot plays."""
        return shown.outcome is not None and shown.game >= self._games

    def choose(self, shown: Shown, seat: str) -> Message | None:
        """Return what to ask for now, if anything, as the player of ``seat``."""
        if shown.outcome is not None:
            return None if self.has_enough(shown) else self._after_the_game(shown, seat)
        answer = self._answer(shown, seat)
        if answer is not None:
            return answer
        columns = shown.board.open_columns()
        if shown.to_move != seat or not columns:
            # With the board full, the draw comes next.
            return self._whim(seat) if self._chance(0.02) else None
        if self._chance(0.1):
            return self._whim(seat)
        return {"type": "play", "column": self._random.choice(columns)}

    def _answer(self, shown: Shown, seat: str) -> Message | None:
        for offer, accepted in (("draw", 0.1), ("takeback", 0.5)):
            offerer = shown.facts["offers"][offer]
            if offerer == seat and self._chance(0.1):
                return {"type": "withdraw", "offer": offer}
            if offerer == OTHER[seat] and self._chance(0.5):
                return {"type": "accept" if self._chance(accepted) else "decline", "offer": offer}
        return None

    def _whim(self, seat: str) -> Message:
        whims: dict[str, tuple[Message, float]] = {
            "takeback": ({"type": "offer", "offer": "takeback"}, 8),
            "draw": ({"type": "offer", "offer": "draw"}, 4),
            "rename": ({"type": "rename", "name": self._random.choice(NAMES)}, 2),
            "listing": ({"type": "listing", "listed": self._chance(0.5)}, 2),
            "abort": ({"type": "abort"}, 1),
            "resign": ({"type": "resign"}, 0.5),
            # What can't be done has to be refused: the other is here, or nothing was offered.
            "claim": ({"type": "claim"}, 1),
            "accept": ({"type": "accept", "offer": "rematch"}, 1),
        }
        [whim] = self._random.choices(list(whims), [weight for _, weight in whims.values()])
        return whims[whim][0]

    def _after_the_game(self, shown: Shown, seat: str) -> Message | None:
        offerer = shown.facts["offers"]["rematch"]
        if offerer is None:
            return {"type": "offer", "offer": "rematch"} if self._chance(0.7) else None
        kind = "withdraw" if offerer == seat else "decline"
        if (shown.game, kind) not in self._has_refused and self._chance(0.2):
            self._has_refused.add((shown.game, kind))
            return {"type": kind, "offer": "rematch"}
        return None if offerer == seat else {"type": "accept", "offer": "rematch"}

    def _chance(self, share: float) -> bool:
        return self._random.random() < share
