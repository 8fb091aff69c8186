"""Positions of games under way, for properties."""

from __future__ import annotations

from hypothesis import assume
from hypothesis import strategies as st

from fourline.engine.threats import open_columns, wins
from fourline.rules.game import NEW_GAME, Game


@st.composite
def games_under_way(draw: st.DrawFn, least: int = 0, most: int = 41) -> Game:
    """Draw a game that isn't over, of ``least`` to ``most`` plies."""
    game, plies = NEW_GAME, draw(st.integers(least, most))
    while game.ply < plies:
        columns = set(open_columns(game.position)) - set(wins(game.position))
        if not columns or game.ply == 41:
            break
        game = game.play(draw(st.sampled_from(sorted(columns))))
    assume(game.ply >= least)
    return game
