"""Scores for people and for programs: what ``fourline solve`` prints. Columns are 1-7 here, as in the notation."""

from __future__ import annotations

import json

from ..rules.game import Game, Outcome
from ..rules.notation import format_moves
from ..rules.position import COLUMNS, ROWS, Color
from .scores import Scores, best_columns, best_score, moves_to_end

__all__ = ["describe_score", "to_json", "to_text"]

_DISCS = {Color.RED: "X", Color.YELLOW: "O", None: "."}


def describe_score(ply: int, score: int | None) -> str:
    """
    Return in words what a move made at ``ply`` leads to; ``None`` is the score of a full column.

    Distances count the winner's own moves, the winning one included.

    """
    if score is None:
        return "full"
    if score == 0:
        return "draw"
    return f"{'wins' if score > 0 else 'loses'} in {moves_to_end(ply, score)}"


def to_text(game: Game, scores: Scores) -> str:
    """Return the board and what each move leads to, or how the game ended."""
    lines = [*_board(game), ""]
    if game.outcome is not None:
        return "\n".join([*lines, _ending(game.outcome)])
    lines.append(f"{_name(game.position.turn)} to move.")
    lines += [f"column {column + 1}: {describe_score(game.ply, score)}" for column, score in enumerate(scores)]
    best = " ".join(str(column + 1) for column in best_columns(scores))
    return "\n".join([*lines, f"Best: {best}"])


def to_json(game: Game, scores: Scores) -> str:
    """Return one line of JSON: the moves, the score of the position and of its moves, the best ones; an outcome."""
    found: dict[str, object] = {
        "moves": format_moves(game.moves),
        "score": best_score(scores),
        "scores": scores,
        "best": [column + 1 for column in best_columns(scores)],
    }
    if game.outcome is not None:
        winner = game.outcome.winner
        found["outcome"] = {"winner": None if winner is None else winner.value, "reason": game.outcome.reason.value}
    return json.dumps(found, separators=(",", ":"))


def _board(game: Game) -> list[str]:
    rows = [
        " ".join(_DISCS[game.position.color_at((column, row))] for column in range(COLUMNS))
        for row in reversed(range(ROWS))
    ]
    return [*rows, " ".join(str(column + 1) for column in range(COLUMNS))]


def _ending(outcome: Outcome) -> str:
    return "Draw: the board is full." if outcome.winner is None else f"{_name(outcome.winner)} has four in a row."


def _name(color: Color) -> str:
    return f"{color.value.capitalize()} ({_DISCS[color]})"
