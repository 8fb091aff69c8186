"""Rules enough for the peers, as simple as a tutorial's; Fourline uses its own."""

from __future__ import annotations

__all__ = ["Connect4"]


class Connect4:
    """One game: whose turn it is, and where a disc lands."""

    def __init__(self) -> None:
        self.moves: list[tuple[str, int, int]] = []
        self._heights = [0] * 7

    def play(self, player: str, column: int) -> int:
        """
        Return the row of a move.

        Raises:
            ValueError: If it isn't allowed.

        """
        if player != ("red", "yellow")[len(self.moves) % 2]:
            raise ValueError("It isn't your turn.")
        row = self._heights[column]
        if row == 6:
            raise ValueError("This slot is full.")
        self.moves.append((player, column, row))
        self._heights[column] += 1
        return row

    def has_won(self) -> bool:
        """Tell whether the last move made four in a row."""
        player, column, row = self.moves[-1]
        own = {(c, r) for p, c, r in self.moves if p == player}
        for right, up in ((1, 0), (0, 1), (1, 1), (1, -1)):
            length = 1
            for sign in (1, -1):
                step = 1
                while (column + sign * step * right, row + sign * step * up) in own:
                    length += 1
                    step += 1
            if length >= 4:
                return True
        return False
