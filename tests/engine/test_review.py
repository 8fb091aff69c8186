from __future__ import annotations

import pytest

from fourline.engine.review import Accuracy, Label, MoveReview, Review, judge, review_game
from fourline.engine.scores import Class, Scores
from fourline.rules.notation import parse_game
from fourline.rules.position import EMPTY, Color, Position

from .exhaustive import solve

DRAWN = "174166227341672362665415453424277135575133"

START: Scores = (-2, -1, 0, 1, 0, -1, -2)
"""The empty board."""


def at(moves: str) -> Position:
    return parse_game(moves).position


def scores(position: Position, *ends: int | None) -> Scores:
    """Return scores from moves to the end: 3 is a win with our third move from now, -3 a loss to their third."""
    found: list[int | None] = []
    for end in ends:
        if end is None or end == 0:
            found.append(end)
        elif end > 0:
            found.append(22 - position.ply // 2 - end)
        else:
            found.append(-(22 - (position.ply + 1) // 2 + end))
    return tuple(found)


def label(position: Position, column: int, *ends: int | None) -> Label:
    return judge(position, scores(position, *ends), column).label


QUIET = at("4455")
"""Nobody threatens anything; two plies on, ply 4."""


# One label after the other


def test_only_legal_move_is_forced_whatever_it_comes_to() -> None:
    for end in (2, 0, -1, -5):
        assert label(QUIET, 2, None, None, end, None, None, None, None) is Label.FORCED


def test_only_move_that_doesnt_lose_at_once_is_forced() -> None:
    assert label(QUIET, 3, -1, -1, -1, -4, -1, -1, -1) is Label.FORCED
    assert label(QUIET, 3, -1, -1, -1, 4, -1, -1, -1) is Label.FORCED


def test_move_that_loses_at_once_is_never_forced_but_a_blunder_where_it_could_be_avoided() -> None:
    assert label(QUIET, 0, -1, -1, -1, -4, -1, -1, -1) is Label.BLUNDER
    assert label(QUIET, 0, -1, -9, -9, -9, -9, -9, -9) is Label.BLUNDER
    assert label(QUIET, 0, -1, 0, 0, 0, 0, 0, 0) is Label.BLUNDER


def test_move_that_loses_at_once_as_all_others_do_is_no_blunder() -> None:
    assert label(QUIET, 0, -1, -1, -1, -1, -1, -1, -1) is Label.BEST
    assert label(QUIET, 0, -1, -1, None, None, None, None, None) is Label.BEST


def test_move_that_alone_keeps_the_worth_is_the_only_one() -> None:
    assert label(QUIET, 2, 0, 0, 9, 0, -5, -5, -5) is Label.ONLY
    assert label(QUIET, 2, -9, -9, 0, -8, -5, -5, -5) is Label.ONLY


def test_only_move_needs_three_legal_ones() -> None:
    assert label(QUIET, 2, 0, None, 9, None, None, None, None) is Label.BEST
    assert label(QUIET, 2, 0, 0, 9, None, None, None, None) is Label.ONLY


def test_one_of_two_that_keep_the_worth_isnt_the_only_one() -> None:
    assert label(QUIET, 2, 0, 8, 8, 0, -5, -5, -5) is Label.BEST


def test_immediate_win_isnt_praised_as_an_only_move() -> None:
    assert label(at("415161"), 6, 0, 0, 0, 0, 0, 0, 1) is Label.BEST


def test_plain_block_isnt_praised_as_an_only_move() -> None:
    # Yellow would win in column 1. That red could win later by something else too, doesn't make its block a feat.
    threatened = at("213141")
    assert threatened.turn is Color.RED
    assert label(threatened, 0, 5, 0, 0, 0, 0, 0, 0) is Label.BEST
    assert label(threatened, 4, 0, 0, 0, 0, 5, 0, 0) is Label.ONLY


def test_best_score_is_best_and_the_same_worth_is_good() -> None:
    assert label(QUIET, 2, 9, 9, 8, 9, 9, 9, 9) is Label.BEST
    assert label(QUIET, 3, 9, 9, 8, 9, 9, 9, 9) is Label.GOOD
    assert label(QUIET, 0, 0, 0, -8, -8, -8, -8, -8) is Label.BEST


@pytest.mark.parametrize(
    ("best", "played", "expected"),
    [
        (8, 10, Label.GOOD),  # 15 plies, 4 more
        (8, 11, Label.INACCURACY),  # 15 plies, 6 more
        (9, 18, Label.GOOD),  # 17 plies were no near win
        (1, 4, Label.INACCURACY),
        (1, 3, Label.GOOD),
        (-10, -8, Label.GOOD),  # 4 plies sooner
        (-10, -7, Label.INACCURACY),  # 6 plies sooner
        (-18, -15, Label.INACCURACY),  # however far away
    ],
)
def test_inaccuracy_is_a_near_win_made_slower_or_a_loss_made_faster(best: int, played: int, expected: Label) -> None:
    assert label(QUIET, 1, best, played, best, None, None, None, None) is expected


def test_giving_away_a_win_or_a_draw_is_a_mistake_and_both_at_once_a_blunder() -> None:
    assert label(QUIET, 1, 9, 0, -9, 9, 9, 9, 9) is Label.MISTAKE
    assert label(QUIET, 2, 9, 0, -9, 9, 9, 9, 9) is Label.BLUNDER
    assert label(QUIET, 2, 0, 0, -9, 0, 0, 0, 0) is Label.MISTAKE


def test_illegal_move_isnt_judged() -> None:
    with pytest.raises(ValueError, match="column 3"):
        judge(QUIET, (0, 0, 0, None, 0, 0, 0), 3)
    with pytest.raises(ValueError, match="column 3"):
        judge(QUIET, (None,) * 7, 3)


# What a judgement says


def test_judgement_tells_who_moved_what_it_was_worth_and_what_was_best() -> None:
    assert judge(EMPTY, START, 2) == MoveReview(1, Color.RED, 2, Label.MISTAKE, 0, 1, (3,), is_critical=True)
    move = judge(EMPTY, START, 2)
    assert (move.before, move.after, move.is_turning_point) == (Class.WIN, Class.DRAW, True)
    kept = judge(EMPTY, START, 3)
    assert (kept.label, kept.before, kept.after, kept.is_turning_point) == (Label.ONLY, Class.WIN, Class.WIN, False)


def test_position_is_critical_only_if_its_moves_differ_in_worth() -> None:
    assert not judge(QUIET, (-1, -2, -3, -4, -1, -1, None), 0).is_critical
    assert judge(QUIET, (-1, -2, -3, 0, -1, -1, None), 0).is_critical


# A whole game


def test_game_is_judged_move_by_move_and_set_up_moves_arent() -> None:
    start = 32
    moves = parse_game(DRAWN).moves
    positions = [at(DRAWN[:ply]) for ply in range(start, 42)]
    review = review_game(moves, start, [solve(position) for position in positions])
    assert [move and move.ply for move in review.moves] == list(range(33, 43))
    last = review.moves[-1]
    assert last is not None
    assert (last.label, last.color, last.score) == (Label.FORCED, Color.YELLOW, 0)
    for position, column, move in zip(positions, moves[start:], review.moves, strict=True):
        assert move == judge(position, solve(position), column)


def test_unsolved_positions_stay_open() -> None:
    review = review_game([3, 3], 0, [START, None])
    assert [move and move.label for move in review.moves] == [Label.ONLY, None]
    assert review_game([], 0, [None]) == Review(())


def test_turning_points_are_the_moves_that_gave_something_away() -> None:
    after: Scores = (0, -1, 0, 1, 0, -1, 0)
    review = review_game([2, 1, 3], 0, [START, after, None])
    assert [(move.ply, move.before, move.after) for move in review.turning_points] == [
        (1, Class.WIN, Class.DRAW),
        (2, Class.WIN, Class.LOSS),
    ]


def test_accuracy_counts_critical_moves_of_one_side() -> None:
    level: Scores = (-1, -1, -1, -1, -1, -1, -1)
    review = review_game([3, 0, 2, 0, 4, 1], 0, [START, level, START, START, START, None])
    # Red: kept, gave away, gave away; yellow: one that wasn't critical, one that gave away, one unknown.
    assert review.accuracy(Color.RED) == Accuracy(kept=1, critical=3)
    assert review.accuracy(Color.YELLOW) == Accuracy(kept=0, critical=1)


# The solver that tries everything is right where the answer is known


def test_exhaustive_solver_agrees_with_the_board() -> None:
    assert solve(at(DRAWN)) == (None,) * 7
    assert solve(at(DRAWN[:41])) == (None, None, 0, None, None, None, None)
    assert solve(at("1212121")) == (None,) * 7
