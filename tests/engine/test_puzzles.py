"""The puzzles that come with Fourline: what they are, and, in a sample, that they are right."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from random import Random

import pytest

from fourline.engine.puzzle_maker import Solve, find_puzzle, identify
from fourline.engine.puzzles import THEMES, Puzzle, format_puzzle, load_puzzles, parse_puzzle
from fourline.engine.scores import Scores
from fourline.engine.solver import Solver
from fourline.rules.notation import parse_game
from fourline.rules.position import Position

from .oracle import Oracle, needs_bitbully

PUZZLES = load_puzzles()
SAMPLE = Random(5).sample(PUZZLES, 40)


@cache
def scores_of(position: Position) -> Scores:
    return _solver().solve(position)


@cache
def _solver() -> Solver:
    return Solver(workers=1)


def test_there_are_a_thousand_and_no_two_are_one_or_its_mirror_image() -> None:
    assert len(PUZZLES) == 1_000
    positions = {parse_game(puzzle.moves).position for puzzle in PUZZLES}
    assert len({min(position.key, position.mirror().key) for position in positions}) == 1_000
    assert len({puzzle.id for puzzle in PUZZLES}) == 1_000
    assert load_puzzles() is PUZZLES


@pytest.mark.parametrize("puzzle", PUZZLES, ids=lambda puzzle: puzzle.id)
def test_line_and_answers_fit_the_position(puzzle: Puzzle) -> None:
    game = parse_game(puzzle.moves)
    assert game.outcome is None
    assert puzzle.id == identify(game.position)
    assert puzzle.plies == len(puzzle.line)
    assert puzzle.plies % 2 == 1
    after = parse_game(puzzle.moves + puzzle.line)
    if puzzle.kind == "win":
        assert 3 <= puzzle.plies <= 13
        assert after.outcome is not None
        assert after.outcome.winner is game.turn
    else:
        assert after.outcome is None or after.outcome.winner is None
    assert len(puzzle.answers) == (puzzle.plies + 1) // 2
    for digit, right in zip(puzzle.line[::2], puzzle.answers, strict=True):
        assert digit in right
        assert re.fullmatch("[1-7]+", right)
    # With three plies to go, and with one, several may win.
    free = 2 if puzzle.kind == "win" else 0
    only = [puzzle.answers[0], *puzzle.answers[1 : len(puzzle.answers) - free]]
    assert {len(right) for right in only} == {1}


def test_themes_and_difficulties_are_known_and_all_in_use() -> None:
    assert {theme for puzzle in PUZZLES for theme in puzzle.themes} == set(THEMES)
    assert set(range(1, 8)) <= {puzzle.difficulty for puzzle in PUZZLES} <= set(range(1, 9))
    assert {puzzle.kind for puzzle in PUZZLES} == {"win", "save"}


def check(puzzle: Puzzle, solve: Solve) -> None:
    """Find a puzzle again, from exact scores alone."""
    assert find_puzzle(parse_game(puzzle.moves), solve) == replace(puzzle, difficulty=0)


@pytest.mark.parametrize("puzzle", SAMPLE, ids=lambda puzzle: puzzle.id)
def test_sample_is_right_by_our_solver(puzzle: Puzzle) -> None:
    check(puzzle, scores_of)


@needs_bitbully
def test_sample_is_right_by_bitbully() -> None:
    oracle = Oracle()
    for puzzle in SAMPLE[:20]:
        check(puzzle, oracle.scores_of)


def test_puzzle_survives_the_file() -> None:
    puzzle = Puzzle("a1", "4453", "win", 3, ("quiet", "diagonal"), 4, "123", ("1", "35"))
    line = format_puzzle(puzzle)
    assert "\n" not in line
    assert parse_puzzle(line) == puzzle
