"""
Finds puzzles in games, and proves them: everything here follows from exact scores.

A puzzle begins after a move of the opponent that gave its class away. *Win*: exactly one move wins, in 3 to 13 plies,
four or more moves are legal. *Save*: exactly one keeps the draw or a win further off, and nothing has to be blocked.
The solver's moves stay the only ones until three plies are left of a win; the defender takes the longest defence.

``solve`` gives exact scores; what is asked twice is the caller's to remember.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from ..rules.game import Game
from ..rules.notation import format_moves, parse_game
from ..rules.position import Position
from .bots import LEVELS, Level, choose, think
from .puzzles import Kind, Puzzle
from .scores import Class, Scores, best_columns, best_score, class_of, plies_to_end, within
from .themes import themes_of
from .threats import CENTER, blocks, open_columns

__all__ = ["difficulty_of", "find_puzzle", "identify"]

Solve = Callable[[Position], Scores]

SHORTEST_PLIES, LONGEST_PLIES = 3, 13
FREE_PLIES = 3
"""So near to the end more than one of the solver's moves may win."""

FEWEST_CHOICES = 4
LONGEST_SERIES = 7
TRIALS = 60

_RANKS = (Class.LOSS, Class.DRAW, Class.WIN)


def find_puzzle(game: Game, solve: Solve) -> Puzzle | None:
    """Return the puzzle that the last move of ``game`` has set, if it has; its difficulty is still 0."""
    position = game.position
    if game.outcome is not None or not game.moves or len(open_columns(position)) < FEWEST_CHOICES:
        return None
    scores = solve(position)
    right = _keepers(scores)
    if len(right) != 1 or best_score(scores) is None or not _was_given_away(game, solve):
        return None
    best = scores[right[0]] or 0
    found: tuple[Kind, str, tuple[str, ...]] | None = None
    plies = plies_to_end(position.ply, best)
    if best > 0 and SHORTEST_PLIES <= plies <= LONGEST_PLIES:
        found = _winning_line(position, solve)
    elif best >= 0 and plies > LONGEST_PLIES and not blocks(position):
        found = _saving_line(position, solve)
    if found is None:
        return None
    kind, line, answers = found
    themes = themes_of(kind, position, line, is_won=best > 0)
    return Puzzle(identify(position), format_moves(game.moves), kind, len(line), themes, 0, line, answers)


def identify(position: Position) -> str:
    """Return what names a position and its mirror image."""
    return f"{min(position.key, position.mirror().key):x}"


def difficulty_of(puzzle: Puzzle, solve: Solve, rng: Random) -> int:
    """Return the weakest level of bots that solves a puzzle half the time."""
    for level in LEVELS:
        if sum(_solves(level, puzzle, solve, rng) for _ in range(TRIALS)) * 2 >= TRIALS:
            return level.number
    return LEVELS[-1].number


def _keepers(scores: Scores) -> tuple[int, ...]:
    """Return the columns that keep the best class there is; none where everything loses."""
    best = best_score(scores)
    if best is None or best < 0:
        return ()
    kept = class_of(best)
    return tuple(column for column, score in enumerate(scores) if score is not None and class_of(score) is kept)


def _was_given_away(game: Game, solve: Solve) -> bool:
    """Tell whether the last move cost its mover a class."""
    scores = solve(Game.replay(game.moves[:-1]).position)
    best, made = best_score(scores), scores[game.moves[-1]]
    return best is not None and made is not None and _rank(made) < _rank(best)


def _rank(score: int) -> int:
    return _RANKS.index(class_of(score))


def _winning_line(position: Position, solve: Solve) -> tuple[Kind, str, tuple[str, ...]] | None:
    """Return the way to the win, or None if another move would do before three plies are left."""
    line: list[int] = []
    answers: list[str] = []
    while not position.has_line:
        scores = solve(position)
        best = best_score(scores) or 0
        is_free = plies_to_end(position.ply, best) <= FREE_PLIES
        right = best_columns(scores) if is_free and line else _keepers(scores)
        if len(right) != 1 and not (is_free and line):
            return None
        answers.append(format_moves(right))
        line.append(_most_central(right))
        position = position.drop(line[-1])
        if not position.has_line:
            line.append(_most_central(best_columns(solve(position))))
            position = position.drop(line[-1])
    return "win", format_moves(line), tuple(answers)


def _saving_line(position: Position, solve: Solve) -> tuple[Kind, str, tuple[str, ...]] | None:
    """Return the only moves that follow one another, each after the reply that asks for one."""
    line: list[int] = []
    while True:
        line += _keepers(solve(position))
        position = position.drop(line[-1])
        if len(line) >= LONGEST_SERIES or position.is_full:
            break
        replies = sorted(best_columns(solve(position)), key=lambda column: abs(column - CENTER))
        asking = [column for column in replies if _asks_for_one(position.drop(column), solve)]
        if not asking:
            break
        line.append(asking[0])
        position = position.drop(asking[0])
    return "save", format_moves(line), tuple(format_moves(line)[::2])


def _asks_for_one(position: Position, solve: Solve) -> bool:
    if position.has_line or position.is_full or blocks(position) or len(open_columns(position)) < FEWEST_CHOICES:
        return False
    return len(_keepers(solve(position))) == 1


def _most_central(columns: tuple[int, ...]) -> int:
    return min(columns, key=lambda column: abs(column - CENTER))


def _solves(level: Level, puzzle: Puzzle, solve: Solve, rng: Random) -> bool:
    """Let a bot try once; tell whether it finds all answers of the line."""
    position = parse_game(puzzle.moves).position
    for ply, digit in enumerate(puzzle.line):
        if ply % 2 == 0:
            thought = think(level, position, rng)
            exact = solve(position)
            known = exact if thought.needs_all else within(exact, position.ply, thought.horizon)
            column = choose(thought, known if thought.horizon else None, rng)
            if str(column + 1) not in puzzle.answers[ply // 2]:
                return False
        position = position.drop(int(digit) - 1)
    return True
