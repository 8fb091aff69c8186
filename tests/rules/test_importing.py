"""Importing: every way to write a game down gives the same game, and what is wrong is told at its exact ply."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourline.errors import BadNotation, ColumnFull, GameOver, IllegalMove
from fourline.rules.game import NEW_GAME, Game
from fourline.rules.importing import import_game
from fourline.rules.notation import format_moves, parse_game
from tests.rules.model import playouts

EXPORTED = r"""[Game "Connect Four"]
[Red "Ann \"]} 7\\"]
[Yellow "?"]
[Result "0-1"]
[TimeControl "180+2"]

1. 4 {[%clk 0:03:00.0]} 4 {[%clk 0:02:58.3]} 2. 5 3 1-0
"""
CONTINUED = """[Setup "445"]

2... 3 {[%clk 0:03:00.0]} 3. 1 *
"""


@pytest.mark.parametrize(
    "text",
    [
        "4453",
        " 4 4 5 3\n",
        "4,4,5,3",
        "4, 4; 5,\t3 ;",
        "1. 4 4 2. 5 3",
        "1.4 4 2.5 3",
        "1. 44 2. 53",
        "1. 4 1... 4 2. 5 2... 3",
        "ddec",
        "DDEC",
        "d1 d2 e1 c1",
        "d1d2e1c1",
        "1. d1 d2 2. e c1",
        "4 d2 5 C",
        "https://connect4.gamesolver.org/?pos=4453",
        "https://connect4.gamesolver.org/en/?pos=4453&x=1#top",
        "connect4.gamesolver.org/?lang=de&pos=4453",
        "4453 1-0",
        "4453 0-1",
        "4453\n1/2-1/2",
        "4453 * ",
        EXPORTED,
    ],
)
def test_all_ways_to_write_a_game_give_the_same(text: str) -> None:
    assert import_game(text) == parse_game("4453")


def test_game_from_a_position_keeps_its_first_moves() -> None:
    assert import_game(CONTINUED) == parse_game("44531")


@pytest.mark.parametrize("text", ["", " \n", "*", "1.", "{nothing}", "https://connect4.gamesolver.org/?pos="])
def test_no_moves_are_a_new_game(text: str) -> None:
    assert import_game(text) == NEW_GAME


@given(playouts(), st.sampled_from(["", " ", ", "]), st.booleans(), st.booleans(), st.booleans())
def test_game_survives_every_form(
    moves: list[int], between: str, has_letters: bool, has_rows: bool, has_numbers: bool
) -> None:
    game = NEW_GAME
    words = []
    for column in moves:
        if game.outcome is not None:
            break
        row = game.position.height(column) + 1
        move = f"{'abcdefg'[column]}{row if has_rows else ''}" if has_letters else f"{column + 1}"
        words.append(f" {game.ply // 2 + 1}. {move}" if has_numbers and game.ply % 2 == 0 else move)
        game = game.play(column)
    assert import_game(between.join(words)) == game


@given(st.lists(st.integers(0, 6), max_size=42))
def test_digits_are_read_as_by_the_notation(moves: list[int]) -> None:
    text = format_moves(moves)
    assert outcome_of(import_game, text) == outcome_of(parse_game, text)


@given(st.text())
def test_any_text_is_a_game_or_refused(text: str) -> None:
    kind, found = outcome_of(import_game, text)
    assert kind in {"game", "refused"}
    assert found is not None


@pytest.mark.parametrize(
    ("text", "ply", "reason"),
    [
        ("4458", 3, "'8' isn't a column from 1 to 7 or a to g"),
        ("4450", 3, "'0' isn't a column from 1 to 7 or a to g"),
        ("44h", 2, "'h' isn't a column from 1 to 7 or a to g"),
        ("44-5", 2, "'-' isn't a column from 1 to 7 or a to g"),
        ("4٣", 1, "'٣' isn't a column from 1 to 7 or a to g"),
        ("https://example.org/", 0, "'h' isn't a column from 1 to 7 or a to g"),
        ("https://connect4.gamesolver.org/?pos=4x", 1, "'x' isn't a column from 1 to 7 or a to g"),
        ("d1 d1", 1, "the disc lands on d2, not d1"),
        ("d1 e2", 1, "the disc lands on e1, not e2"),
        ("44 D9", 2, "the disc lands on d3, not d9"),
        ("1. 4 4 3. 5", 2, "3. isn't the number of this move"),
        ("4.4.5.3", 0, "4. isn't the number of this move"),
    ],
)
def test_what_is_wrong_is_told_at_its_ply(text: str, ply: int, reason: str) -> None:
    with pytest.raises(BadNotation) as caught:
        import_game(text)
    assert (caught.value.ply, caught.value.reason) == (ply, reason)


@pytest.mark.parametrize(
    ("text", "ply", "reason", "cause"),
    [
        ("4444 444", 6, "column 4 is full", ColumnFull),
        ("d1d2d3d4d5d6d", 6, "column 4 is full", ColumnFull),
        ("1212121 7", 7, "the game is over", GameOver),
    ],
)
def test_move_that_cannot_be_played_is_refused_at_its_ply(
    text: str, ply: int, reason: str, cause: type[IllegalMove]
) -> None:
    with pytest.raises(BadNotation) as caught:
        import_game(text)
    assert (caught.value.ply, caught.value.reason) == (ply, reason)
    assert isinstance(caught.value.__cause__, cause)


def outcome_of(read: object, text: str) -> tuple[str, Game | int]:
    """Return the game that ``read`` makes of ``text``, or the ply at which it refuses it."""
    assert callable(read)
    try:
        return "game", read(text)
    except BadNotation as exc:
        return "refused", exc.ply
