from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourline.engine.bots import (
    LEVELS,
    PACE_MS,
    Level,
    Thought,
    accepts_draw,
    choose,
    choose_at_once,
    level_of,
    pace_ms,
    think,
)
from fourline.engine.scores import Scores, plies_to_end
from fourline.engine.threats import blocks, open_columns, wins
from fourline.rules.game import Game
from fourline.rules.notation import parse_game
from fourline.rules.position import CELLS, COLUMNS, EMPTY, Position

from .brute import scores, scores_to
from .positions import games_under_way

DIM = 4
"""As far as the dumbest solver looks within a moment."""

seeds = st.integers(0, 2**32).map(Random)
levels = st.sampled_from(LEVELS)


def play(level: Level, position: Position, rng: Random, solve: Callable[[Position, int], Scores] = scores_to) -> int:
    """Return a bot's move, its solver looking as far as a test has time for."""
    thought = think(level, position, rng)
    known = None if thought.horizon == 0 else solve(position, min(thought.horizon, DIM))
    return choose(thought, known, rng)


def repeat(level: Level, moves: str, scores: Scores, times: int = 400) -> Counter[int]:
    """Return how often a bot that gets ``scores`` plays which column."""
    position = parse_game(moves).position
    rng = Random(1)
    return Counter(choose(think(level, position, rng), scores, rng) for _ in range(times))


@given(levels, games_under_way(), seeds)
def test_every_move_is_legal(level: Level, game: Game, rng: Random) -> None:
    assert play(level, game.position, rng) in open_columns(game.position)


@given(st.sampled_from(LEVELS[2:]), games_under_way(least=6), seeds)
def test_from_level_3_on_no_four_is_missed(level: Level, game: Game, rng: Random) -> None:
    column = play(level, game.position, rng, solve=lambda _position, _horizon: (0,) * COLUMNS)
    own, others = wins(game.position), blocks(game.position)
    if own:
        assert column in own
    elif others:
        assert column in others


@given(st.sampled_from(LEVELS[2:]), seeds)
def test_lapse_is_no_excuse_for_missing_a_four(level: Level, rng: Random) -> None:
    asleep = Level(level.number, level.name, level.about, level.horizon, 1, 0)
    assert play(asleep, parse_game("112233").position, rng) == 3
    assert play(asleep, parse_game("11223").position, rng) == 3


def test_level_1_passes_up_a_four_at_times_and_level_2_a_block() -> None:
    win, block = parse_game("112233").position, parse_game("11223").position
    newcomer, beginner = LEVELS[:2]
    rng = Random(2)
    assert {play(newcomer, win, rng) == 3 for _ in range(100)} == {True, False}
    assert {play(beginner, win, rng) for _ in range(100)} == {3}
    assert {play(beginner, block, rng) == 3 for _ in range(100)} == {True, False}


@given(games_under_way(least=32), seeds)
def test_perfect_bot_plays_a_best_move(game: Game, rng: Random) -> None:
    exact = scores(game.position)
    thought = think(LEVELS[7], game.position, rng)
    column = choose(thought, exact if thought.horizon else None, rng)
    best = max(score for score in exact if score is not None)
    # With a four to stop it doesn't ask how the game would end; of two to stop it may pick either.
    assert exact[column] == best or not thought.horizon


@given(levels, games_under_way(least=30, most=38), seeds)
def test_what_is_decided_within_the_horizon_is_played_exactly(level: Level, game: Game, rng: Random) -> None:
    thought = think(level, game.position, rng)
    if thought.horizon == 0:
        return
    seen = scores_to(game.position, thought.horizon)
    column = choose(thought, seen, rng)
    best = max(score for score in seen if score is not None)
    if best > 0:
        assert seen[column] == best
    elif best == 0:
        assert seen[column] == 0


def test_quickest_win_and_slowest_loss_are_preferred() -> None:
    assert set(repeat(LEVELS[7], "", (1, 3, 2, 1, 0, -1, -3))) == {1}
    assert set(repeat(LEVELS[7], "", (-4, -2, -3, -6, -7, -9, -8))) == {1}


def test_equals_are_chosen_by_chance_with_some_love_of_the_center() -> None:
    played = repeat(LEVELS[7], "", (0,) * COLUMNS)
    assert len(played) == COLUMNS
    assert played[3] > played[1] > 0
    assert played[3] < sum(played.values()) / 2


def test_win_beyond_the_horizon_isnt_seen() -> None:
    level, near, far = Level(5, "", "", 9, 0, 0), 22 - 5, 22 - 6
    assert (plies_to_end(0, near), plies_to_end(0, far)) == (9, 11)
    assert set(repeat(level, "", (0, 0, 0, 0, 0, 0, near))) == {6}
    assert len(repeat(level, "", (0, 0, 0, 0, 0, 0, far))) == COLUMNS


def test_who_knows_keeps_what_lies_beyond_the_horizon() -> None:
    knowing, ignorant = Level(5, "", "", 4, 0, 1), Level(5, "", "", 4, 0, 0)
    won = (-1, 0, 1, 0, 2, -1, 0)
    assert set(repeat(knowing, "", won)) == {2, 4}
    assert set(repeat(knowing, "", (-1, 0, -2, 0, -2, -1, 0))) == {1, 3, 6}
    assert len(repeat(ignorant, "", won)) == COLUMNS


def test_knowledge_comes_as_often_as_the_level_says() -> None:
    rng = Random(3)
    known = sum(think(LEVELS[5], EMPTY, rng).is_knowing for _ in range(1000))
    assert 400 < known < 600


def test_levels_1_to_4_never_ask_for_exact_scores_and_7_and_8_always() -> None:
    rng = Random(4)
    asked = {level.number: {think(level, EMPTY, rng).needs_all for _ in range(300)} for level in LEVELS}
    assert [asked[number] for number in (1, 2, 3, 4)] == [{False}] * 4
    assert asked[5] == asked[6] == {True, False}
    assert asked[7] == asked[8] == {True}


def test_same_seed_gives_the_same_move() -> None:
    known = (0,) * COLUMNS
    assert [choose(think(LEVELS[3], EMPTY, Random(7)), known, Random(8)) for _ in range(3)] == [
        choose(think(LEVELS[3], EMPTY, Random(7)), known, Random(8))
    ] * 3


def test_full_columns_are_never_chosen() -> None:
    assert 3 not in repeat(LEVELS[0], "444444", (0, 0, 0, None, 0, 0, 0))


@given(games_under_way())
def test_hurried_move_wins_else_blocks_else_is_central(game: Game) -> None:
    column = choose_at_once(game.position)
    urgent = wins(game.position) or blocks(game.position)
    assert column in (urgent or open_columns(game.position))
    assert all(abs(column - 3) <= abs(other - 3) for other in urgent or open_columns(game.position))


@pytest.mark.parametrize(
    ("best", "is_own_turn", "accepts"),
    [(3, True, False), (0, True, True), (-2, True, True), (3, False, True), (0, False, True), (-2, False, False)],
)
def test_draw_is_accepted_unless_the_bot_wins(best: int, is_own_turn: bool, accepts: bool) -> None:
    assert accepts_draw((best, -9, None, -9, -9, -9, -9), is_own_turn=is_own_turn) is accepts


@given(seeds)
def test_pace_is_that_of_people(rng: Random) -> None:
    assert PACE_MS[0] <= pace_ms(rng) <= PACE_MS[1]


@given(seeds, st.integers(0, 100_000))
def test_pace_leaves_time_for_every_move_of_a_game(rng: Random, left_ms: int) -> None:
    assert pace_ms(rng, left_ms) * CELLS <= left_ms


def test_levels_are_numbered_and_grow() -> None:
    assert [level.number for level in LEVELS] == list(range(1, 9))
    assert [level_of(level.number) for level in LEVELS] == list(LEVELS)
    for weaker, stronger in pairwise(LEVELS):
        assert weaker.horizon < stronger.horizon
        assert weaker.lapse >= stronger.lapse
        assert weaker.knowledge <= stronger.knowledge
    assert len({level.name for level in LEVELS}) == len(LEVELS)


@pytest.mark.parametrize("number", [0, 9, -1])
def test_there_are_no_other_levels(number: int) -> None:
    with pytest.raises(ValueError, match="no level"):
        level_of(number)


def test_thought_that_looks_nowhere_asks_for_nothing() -> None:
    assert not Thought(EMPTY, (0,), 0, is_knowing=True).needs_all
