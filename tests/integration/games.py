"""Games that end as tests need it, as columns."""

from __future__ import annotations

from typing import Final

__all__ = ["DRAWN", "RED_WINS"]

RED_WINS: Final = (3, 2, 3, 2, 3, 2, 3)
"""The fourth column, by its lowest four cells."""

DRAWN: Final = tuple(int(digit) - 1 for digit in "121212212121343434434343565656656565777777")
"""The whole board, without a line."""
