"""What makes a puzzle of a position, and what keeps it from being one."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from random import Random

import pytest

from fourline.engine.puzzle_maker import difficulty_of, find_puzzle, identify
from fourline.engine.puzzles import Puzzle, load_puzzles
from fourline.engine.scores import Scores
from fourline.engine.solver import Solver
from fourline.engine.themes import themes_of
from fourline.rules.notation import parse_game
from fourline.rules.position import Position

# In each red is to move after yellow's mistake.
DOUBLE_THREAT = Puzzle("", "4455", "win", 3, (), 1, "326", ("36", "26"))


@cache
def solver() -> Solver:
    return Solver(workers=1)


def scores_of(position: Position) -> Scores:
    return solver().solve(position)


@pytest.mark.parametrize(
    ("moves", "why"),
    [
        ("", "nobody has erred"),
        ("4455", "two moves win"),
        ("112233", "the win is there at once"),
        ("11223", "everything loses but the stop, and the stop is no discovery"),
        ("1212121", "the game is over"),
        ("4", "red didn't err"),
    ],
)
def test_position_is_no_puzzle(moves: str, why: str) -> None:
    assert find_puzzle(parse_game(moves), scores_of) is None, why


def test_only_a_mistake_sets_a_puzzle() -> None:
    puzzle = next(puzzle for puzzle in load_puzzles() if puzzle.kind == "win")
    game = parse_game(puzzle.moves)
    assert find_puzzle(game, scores_of) is not None

    def forgiving(position: Position) -> Scores:
        """Say of the position before that it was lost already."""
        return (-1,) * 7 if position.ply == game.ply - 1 else scores_of(position)

    assert find_puzzle(game, forgiving) is None


def test_mirror_image_is_the_same_puzzle() -> None:
    for puzzle in load_puzzles()[:20]:
        mirrored = "".join(str(8 - int(digit)) for digit in puzzle.moves)
        found = find_puzzle(parse_game(mirrored), scores_of)
        assert found is not None
        assert (found.id, found.kind) == (puzzle.id, puzzle.kind)
        # Among replies that are as good the left one is taken, so of a save another line may be told.
        assert found.plies == puzzle.plies or puzzle.kind == "save"
        assert int(found.answers[0]) == 8 - int(puzzle.answers[0])


def test_id_tells_positions_apart() -> None:
    assert identify(parse_game("12").position) == identify(parse_game("76").position)
    assert identify(parse_game("12").position) != identify(parse_game("21").position)


def test_difficulty_is_that_of_the_weakest_who_solves_it() -> None:
    # A newcomer sees no threat of two fours, so finds it by chance only; a beginner doesn't look far enough either.
    assert difficulty_of(DOUBLE_THREAT, scores_of, Random(1)) == 3
    assert difficulty_of(replace(DOUBLE_THREAT, answers=("1234567", "1234567")), scores_of, Random(1)) == 1
    # Nobody plays what is wrong.
    assert difficulty_of(replace(DOUBLE_THREAT, answers=("1", "1")), scores_of, Random(1)) == 8


@pytest.mark.parametrize(
    ("moves", "line", "themes"),
    [
        ("4455", "326", {"double_threat", "forcing", "horizontal"}),
    ],
)
def test_themes_of_a_win(moves: str, line: str, themes: set[str]) -> None:
    assert set(themes_of("win", parse_game(moves).position, line)) == themes


def test_themes_of_a_save() -> None:
    position = parse_game("44").position
    assert themes_of("save", position, "1", is_won=False) == ("draw", "quiet", "edge")
    assert themes_of("save", position, "434", is_won=True) == ("far_win", "series", "quiet")
