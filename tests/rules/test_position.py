"""Positions: exhaustively where the space is small, against a dumb model where it isn't."""

from __future__ import annotations

from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourline.errors import ColumnFull, NoSuchColumn
from fourline.rules.position import CELLS, COLUMNS, EMPTY, ROWS, Cell, Color, Position, check_column
from tests.rules.model import all_lines, board_of, playouts

ALL_CELLS: list[Cell] = list(product(range(7), range(6)))
NOT_COLUMNS: list[Any] = [-1, 7, 8, 2**70, True, False, 1.0, float("nan"), "1", None]


def bit(cell: Cell) -> int:
    """Return the bit that the picture in position.py gives ``cell``."""
    return 1 << (cell[0] * 7 + cell[1])


def after(moves: list[int]) -> Position:
    position = EMPTY
    for column in moves:
        position = position.drop(column)
    return position


def test_board_is_seven_wide_and_six_high() -> None:
    assert (COLUMNS, ROWS, CELLS) == (7, 6, 42)


def test_empty_board_has_no_disc_and_red_moves() -> None:
    assert Position() == EMPTY
    assert EMPTY.ply == 0
    assert EMPTY.turn is Color.RED
    assert not EMPTY.is_full
    assert not EMPTY.has_line
    assert [EMPTY.height(column) for column in range(7)] == [0] * 7
    assert {EMPTY.color_at(cell) for cell in ALL_CELLS} == {None}
    assert {EMPTY.lines_through(cell) for cell in ALL_CELLS} == {()}


def test_colors_are_each_other_s_opponent() -> None:
    assert Color.RED.other is Color.YELLOW
    assert Color.YELLOW.other is Color.RED


def test_four_cells_are_a_line_exactly_if_they_are_one_of_the_69() -> None:
    lines = all_lines()
    assert len(lines) == 69
    tried = 0
    for cells in combinations(ALL_CELLS, 4):
        tried += 1
        discs = bit(cells[0]) | bit(cells[1]) | bit(cells[2]) | bit(cells[3])
        # An even number of discs, all of them the opponent's: the side that has just moved.
        assert Position(0, discs).has_line is (frozenset(cells) in lines), cells
    assert tried == 111_930


def test_each_of_the_69_lines_is_found_through_each_of_its_cells() -> None:
    for line in all_lines():
        theirs = Position(0, sum(map(bit, line)))
        mine = Position(theirs.mask, theirs.mask)
        for cell in ALL_CELLS:
            expected = (tuple(sorted(line)),) if cell in line else ()
            assert theirs.lines_through(cell) == expected
            assert mine.lines_through(cell) == expected
        assert not mine.has_line, "the side to move didn't make it"


def test_positions_by_ply_are_as_many_as_known() -> None:
    # OEIS A212693. Games end at a line, so nothing is dropped after one.
    positions, counts = {EMPTY}, [1]
    keys = {EMPTY.key}
    while len(counts) < 9:
        playable = (position for position in positions if not position.has_line)
        positions = {position.drop(c) for position in playable for c in range(7) if position.height(c) < 6}
        counts.append(len(positions))
        keys |= {position.key for position in positions}
    assert counts == [1, 7, 49, 238, 1120, 4263, 16422, 54859, 184275]
    assert len(keys) == sum(counts)
    assert max(keys) < 2**49


@given(playouts())
def test_position_agrees_with_model(moves: list[int]) -> None:
    position, board = after(moves), board_of(moves)
    assert position.ply == len(moves)
    assert position.turn is board.turn
    assert position.is_full is (len(moves) == 42)
    assert [position.height(column) for column in range(7)] == [len(column) for column in board.columns]
    for cell in ALL_CELLS:
        assert position.color_at(cell) is board.at(cell)
        assert set(position.lines_through(cell)) == board.lines_through(cell)
    last_mover = board.turn.other
    assert position.has_line is any(board.lines_through(c) for c in ALL_CELLS if board.at(c) is last_mover)


@given(playouts())
def test_open_is_a_line_with_no_disc_of_the_other(moves: list[int]) -> None:
    position, board = after(moves), board_of(moves)
    for color in Color:
        expected = any(all(board.at(cell) is not color.other for cell in line) for line in all_lines())
        assert position.is_open_to(color) is expected


def test_one_line_of_the_69_is_enough_to_be_open() -> None:
    everything = sum(map(bit, ALL_CELLS))
    for line in all_lines():
        own = sum(map(bit, line))
        for owned in (own, 0):
            # A line's cells are one's own, or free; all others are the opponent's. Who is to move makes no difference.
            mask = everything if owned else everything ^ own
            as_mover = Position(owned, mask)
            as_other = Position(mask ^ owned, mask)
            assert as_mover.is_open_to(as_mover.turn)
            assert as_other.is_open_to(as_other.turn.other)
            for cell in line:
                closed = mask | bit(cell)
                blocked = Position(owned & ~bit(cell), closed)
                assert not blocked.is_open_to(blocked.turn)
                other = Position(closed ^ (owned & ~bit(cell)), closed)
                assert not other.is_open_to(other.turn.other)


def test_empty_board_is_open_to_both_and_a_full_one_without_lines_to_nobody() -> None:
    assert all(EMPTY.is_open_to(color) for color in Color)
    draw = after([int(digit) - 1 for digit in "174166227341672362665415453424277135575133"])
    assert not any(draw.is_open_to(color) for color in Color)


@given(playouts())
def test_lines_go_from_left_to_right_or_upwards(moves: list[int]) -> None:
    position = after(moves)
    for cell in ALL_CELLS:
        assert all(line == tuple(sorted(line)) for line in position.lines_through(cell))


@given(playouts())
def test_mirror_swaps_columns_and_nothing_else(moves: list[int]) -> None:
    position = after(moves)
    mirror = position.mirror()
    assert mirror == after([6 - column for column in moves])
    assert mirror.mirror() == position
    assert mirror.has_line is position.has_line
    assert all(mirror.color_at((6 - column, row)) is position.color_at((column, row)) for column, row in ALL_CELLS)


@given(playouts(), playouts())
def test_key_is_equal_exactly_if_position_is(moves: list[int], others: list[int]) -> None:
    position, other = after(moves), after(others)
    assert (position.key == other.key) is (position == other)
    assert (hash(position) == hash(other)) or position != other
    assert 0 <= position.key < 2**49


def test_key_is_that_of_no_other_arrangement_of_a_column() -> None:
    # All 127 ways to fill one column, seen by the side to move.
    keys = {Position(mine, (1 << height) - 1).key for height in range(ROWS + 1) for mine in range(1 << height)}
    assert len(keys) == 127


def test_long_line_is_one_line() -> None:
    row = after([0, 0, 1, 1, 2, 2, 4, 4, 5, 5, 6, 6, 3])
    assert row.lines_through((3, 0)) == (tuple((column, 0) for column in range(7)),)
    assert row.lines_through((0, 0)) == row.lines_through((6, 0)) == row.lines_through((3, 0))


def test_lines_through_free_cell_are_none() -> None:
    assert after([3, 2, 3, 2, 3, 2, 3]).lines_through((2, 3)) == ()


@pytest.mark.parametrize("column", range(7))
def test_drop_in_full_column_is_rejected(column: int) -> None:
    position = after([column] * 6)
    before = (position.mine, position.mask)
    with pytest.raises(ColumnFull):
        position.drop(column)
    assert (position.mine, position.mask) == before
    assert position.height(column) == 6


@pytest.mark.parametrize("column", NOT_COLUMNS, ids=repr)
def test_what_is_no_column_is_rejected(column: Any) -> None:
    position = after([3, 3, 0])
    for refuse in (position.drop, position.height, check_column):
        with pytest.raises(NoSuchColumn):
            refuse(column)
    assert position == after([3, 3, 0])


@pytest.mark.parametrize("column", range(7))
def test_column_is_accepted(column: int) -> None:
    check_column(column)
    assert EMPTY.drop(column).height(column) == 1


@given(playouts(), st.integers(0, 6))
def test_drop_leaves_the_old_position_as_it_was(moves: list[int], column: int) -> None:
    position = after(moves)
    before = (position.mine, position.mask)
    if position.height(column) < 6:
        position.drop(column)
    assert (position.mine, position.mask) == before


def test_position_cannot_be_changed() -> None:
    position: Any = after([3])
    with pytest.raises(AttributeError):
        position.mask = 0
