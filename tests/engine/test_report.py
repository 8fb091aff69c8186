"""Scores in words and as JSON."""

from __future__ import annotations

import json

import pytest

from fourline.engine.report import describe_score, to_json, to_text
from fourline.engine.scores import NO_SCORES, Scores
from fourline.rules.notation import parse_game

SCORES: Scores = (-5, None, 18, -3, 0, 18, -2)
DRAWN = "442761225377252342545563474175371666631311"


@pytest.mark.parametrize(
    ("ply", "score", "words"),
    [
        (4, 18, "wins in 2"),
        (4, 19, "wins in 1"),
        (4, -2, "loses in 18"),
        (11, -15, "loses in 1"),
        (0, 1, "wins in 21"),
        (0, -2, "loses in 20"),
        (30, 0, "draw"),
        (30, None, "full"),
    ],
)
def test_score_in_words_counts_the_winners_moves(ply: int, score: int | None, words: str) -> None:
    assert describe_score(ply, score) == words


def test_text_shows_the_board_and_every_column() -> None:
    assert to_text(parse_game("44455"), SCORES).splitlines() == [
        ". . . . . . .",
        ". . . . . . .",
        ". . . . . . .",
        ". . . X . . .",
        ". . . O X . .",
        ". . . X O . .",
        "1 2 3 4 5 6 7",
        "",
        "Yellow (O) to move.",
        "column 1: loses in 14",
        "column 2: full",
        "column 3: wins in 2",
        "column 4: loses in 16",
        "column 5: draw",
        "column 6: wins in 2",
        "column 7: loses in 17",
        "Best: 3 6",
    ]


@pytest.mark.parametrize(
    ("moves", "ending"), [("1212121", "Red (X) has four in a row."), (DRAWN, "Draw: the board is full.")]
)
def test_text_of_a_finished_game_tells_how_it_ended(moves: str, ending: str) -> None:
    lines = to_text(parse_game(moves), NO_SCORES).splitlines()
    assert lines[6:] == ["1 2 3 4 5 6 7", "", ending]


def test_json_is_one_line_with_columns_from_one() -> None:
    assert to_json(parse_game("4455"), SCORES) == (
        '{"moves":"4455","score":18,"scores":[-5,null,18,-3,0,18,-2],"best":[3,6]}'
    )


@pytest.mark.parametrize(
    ("moves", "outcome"),
    [("1212121", {"winner": "red", "reason": "line"}), (DRAWN, {"winner": None, "reason": "board_full"})],
)
def test_json_of_a_finished_game_has_nulls_and_its_outcome(moves: str, outcome: object) -> None:
    assert json.loads(to_json(parse_game(moves), NO_SCORES)) == {
        "moves": moves,
        "score": None,
        "scores": [None] * 7,
        "best": [],
        "outcome": outcome,
    }
