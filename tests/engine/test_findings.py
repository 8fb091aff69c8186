from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from fourline.engine.findings import (
    LINE_PLIES,
    Findings,
    decode_findings,
    encode_findings,
    investigate,
    new_findings,
)
from fourline.engine.review import Label
from fourline.engine.scores import Scores, best_score
from fourline.rules.notation import parse_game
from fourline.rules.position import Position

from .exhaustive import solve

DRAWN = parse_game("174166227341672362665415453424277135575133").moves
START = 30

Answer = Callable[[Position], Scores | None]


def ask(moves: tuple[int, ...], findings: Findings, answer: Answer = solve) -> tuple[Findings, list[Position]]:
    """Investigate a game with a solver; return what came of it, and what was asked for."""
    asked: list[Position] = []
    asking = investigate(moves, findings)
    try:
        position = next(asking)
        while True:
            asked.append(position)
            position = asking.send(answer(position))
    except StopIteration as done:
        found = done.value
        assert isinstance(found, Findings)
        return found, asked


def blundered() -> tuple[int, ...]:
    """Return a game whose last but one move gives something away, found by trying."""
    for ply in range(START, 41):
        game = parse_game("".join(str(column + 1) for column in DRAWN[:ply]))
        for column, score in enumerate(solve(game.position)):
            best = best_score(solve(game.position))
            if score is not None and best is not None and score < 0 <= best:
                return (*game.moves, column)
    raise AssertionError("this game never was on the edge")


def test_whole_game_is_solved_from_its_end() -> None:
    found, asked = ask(DRAWN, new_findings(DRAWN, START))
    plies = [position.ply for position in asked[: 42 - START]]
    # The full board isn't asked for: nobody moves there.
    assert plies == list(range(41, START - 1, -1))
    assert found.is_complete(DRAWN)
    assert len(found.scores) == 42 - START + 1
    assert found.scores[-1] == (None,) * 7
    assert found.scores[0] == solve(asked[11])


def test_better_line_is_found_for_a_move_that_was_an_error() -> None:
    moves = blundered()
    found, _ = ask(moves, new_findings(moves, START))
    error = found.review(moves).moves[-1]
    assert error is not None
    assert error.label in {Label.MISTAKE, Label.BLUNDER}
    line = found.lines[error.ply]
    assert line[0] in error.best
    assert 1 <= len(line) <= LINE_PLIES
    # Both sides play their best all along: the score never changes but for the side that it is told for.
    position = parse_game("".join(str(column + 1) for column in moves[:-1])).position
    expected = error.best_score
    for column in line:
        assert solve(position)[column] == expected
        position, expected = position.drop(column), -expected


def test_what_is_known_isnt_asked_for_again() -> None:
    moves = blundered()
    found, asked = ask(moves, new_findings(moves, START))
    assert asked
    assert ask(moves, found) == (found, [])


def test_what_couldnt_be_had_stays_open_and_is_asked_for_the_next_time() -> None:
    moves = blundered()
    whole, _ = ask(moves, new_findings(moves, START))
    refused = len(moves) - 1

    def some(position: Position) -> Scores | None:
        return None if position.ply == refused else solve(position)

    half, _ = ask(moves, new_findings(moves, START), some)
    assert half.scores[-2] is None
    assert half.scores[-1] == whole.scores[-1]
    assert not half.is_complete(moves)
    assert half.review(moves).moves[-1] is None
    again, asked = ask(moves, half)
    assert asked[0].ply == refused
    assert again == whole


def test_line_that_couldnt_be_had_stays_open_too() -> None:
    moves = blundered()
    whole, _ = ask(moves, new_findings(moves, START))
    [(ply, _)] = [(move.ply, move) for move in whole.review(moves).turning_points]
    without = Findings(START, whole.scores, {})
    half, asked = ask(moves, without, lambda _position: None)
    assert half == without
    assert not half.is_complete(moves)
    # The first of its positions is unknown, so the rest isn't asked for.
    assert [position.ply for position in asked][:1] == [ply]
    assert ask(moves, half)[0] == whole


def test_game_without_moves_has_a_first_position() -> None:
    scores: Scores = (-2, -1, 0, 1, 0, -1, -2)
    found, asked = ask((), new_findings((), 0), lambda _position: scores)
    assert (found.scores, asked) == ((scores,), [Position()])
    assert found.is_complete(())


# Stored and back


def test_findings_survive_storing() -> None:
    moves = blundered()
    found, _ = ask(moves, new_findings(moves, START))
    assert found.lines
    assert decode_findings(encode_findings(found), moves, START) == found
    half = new_findings(moves, START)
    assert decode_findings(encode_findings(half), moves, START) == half


def test_stored_form_is_this() -> None:
    found = Findings(1, ((1, 0, -1, None, 2, 3, 4), None), {2: (3, 2)})
    assert encode_findings(found) == b'{"v":1,"start":1,"scores":[[1,0,-1,null,2,3,4],null],"lines":{"2":"43"}}'


@pytest.mark.parametrize(
    "change",
    [
        {"v": 2},
        {"start": 0},
        {"scores": [None]},
        {"scores": [[1], None]},
        {"scores": "x"},
        {"lines": {"2": "8"}},
        {"lines": {"3": "4"}},
        {"lines": {"0": "4"}},
        {"lines": {"2": "4444444"}},
    ],
)
def test_what_makes_no_sense_counts_as_unknown(change: dict[str, object]) -> None:
    stored = {"v": 1, "start": 1, "scores": [[1, 0, -1, None, 2, 3, 4], None], "lines": {"2": "43"}}
    moves = (3, 3)
    assert decode_findings(json.dumps(stored).encode(), moves, 1) is not None
    assert decode_findings(json.dumps(stored | change).encode(), moves, 1) is None
    assert decode_findings(b"\xff", moves, 1) is None
