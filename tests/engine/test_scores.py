"""What scores say: distances against games that were played, and the best moves."""

from __future__ import annotations

import pytest

from fourline.engine.scores import (
    NO_SCORES,
    Class,
    best_columns,
    best_score,
    class_of,
    moves_to_end,
    plies_to_end,
    within,
)


@pytest.mark.parametrize(
    ("score", "expected"), [(-21, Class.LOSS), (-1, Class.LOSS), (0, Class.DRAW), (1, Class.WIN), (18, Class.WIN)]
)
def test_sign_gives_the_class(score: int, expected: Class) -> None:
    assert class_of(score) is expected


def test_best_moves_have_the_highest_score() -> None:
    assert best_score((-2, None, 0, 1, 0, 1, -2)) == 1
    assert best_columns((-2, None, 0, 1, 0, 1, -2)) == (3, 5)
    assert best_columns((None, -3, None, -3, -4, None, None)) == (1, 3)


def test_finished_game_has_no_best_move() -> None:
    assert best_score(NO_SCORES) is None
    assert best_columns(NO_SCORES) == ()


@pytest.mark.parametrize("end", range(7, 43))
def test_distance_leads_to_the_ply_of_the_winning_disc(end: int) -> None:
    # The disc that makes `end` in all is the winner's ceil(end / 2)th.
    worth = 22 - (end + 1) // 2
    for ply in range(end):
        is_won = (end - ply) % 2 == 1
        score = worth if is_won else -worth
        assert plies_to_end(ply, score) == end - ply
        # The winner has every second of them, the last included.
        assert moves_to_end(ply, score) == len(range(end, ply, -2))


@pytest.mark.parametrize("ply", range(43))
def test_draw_ends_with_the_last_cell(ply: int) -> None:
    assert plies_to_end(ply, 0) == 42 - ply
    assert moves_to_end(ply, 0) == len(range(ply, 42, 2))


def test_empty_board_is_won_with_the_last_disc_but_one() -> None:
    assert plies_to_end(0, 1) == 41
    assert moves_to_end(0, 1) == 21


def test_horizon_hides_what_is_decided_later() -> None:
    # At ply 4: 18 is a win with the third disc from here, -18 a loss with the fourth, -3 one much later.
    scores = (-3, 18, None, 0, -18, 19, 2)
    assert within(scores, 4, 1) == (0, 0, None, 0, 0, 19, 0)
    assert within(scores, 4, 3) == (0, 18, None, 0, 0, 19, 0)
    assert within(scores, 4, 4) == (0, 18, None, 0, -18, 19, 0)
    assert within(scores, 4, 38) == scores
