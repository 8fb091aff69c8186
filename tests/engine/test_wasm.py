"""The core against all else that knows a score: another solver, brute force, recorded positions, itself."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from wasmtime import wat2wasm

from fourline.engine.scores import Scores, best_score, within
from fourline.engine.wasm import Core
from fourline.errors import SolverFailed
from fourline.rules.notation import format_moves, parse_game
from tests.engine.oracle import Oracle, brute_force, needs_bitbully, random_games

RECORDED = Path(__file__).parent / "recorded_scores.txt"
ANALYZE = '(func (export "analyze") (param i64 i64 i32 i32) (result i64) unreachable) (func (export "reset"))'
BROKEN = bytes(wat2wasm(f"(module {ANALYZE})"))
CROWDED = bytes(
    wat2wasm(f"""
(module {ANALYZE}
  (memory (export "memory") 1)
  (func (export "chunk") (result i32) i32.const 0)
  (func (export "add_records") (param i32) (result i32) i32.const -1))
""")
)


@pytest.fixture(scope="module")
def core() -> Core:
    return Core()


@pytest.fixture(scope="module")
def bookless() -> Core:
    return Core(has_book=False)


@pytest.fixture(scope="module")
def oracle() -> Oracle:
    return Oracle()


def recorded() -> list[tuple[str, Scores]]:
    """Return moves and scores; ``x`` stands for a full column."""
    lines = [line.split() for line in RECORDED.read_text(encoding="utf-8").splitlines()]
    return [(line[0].strip("-"), tuple(None if word == "x" else int(word) for word in line[1:])) for line in lines]


@pytest.mark.parametrize(
    ("text", "scores"),
    [
        ("", (-2, -1, 0, 1, 0, -1, -2)),
        ("4455", (-4, -3, 18, 2, 2, 18, -3)),
        ("44455554221", (-15,) * 7),
    ],
)
def test_known_scores(text: str, scores: Scores, core: Core) -> None:
    assert core.analyze(parse_game(text).position) == scores


@needs_bitbully
def test_agrees_with_another_solver_at_every_ply(core: Core, oracle: Oracle) -> None:
    wrong = [
        format_moves(game.moves)
        for game in random_games(1, range(42), each=5)
        if core.analyze(game.position) != oracle.scores(game)
    ]
    assert not wrong


@needs_bitbully
def test_agrees_with_another_solver_without_the_book(bookless: Core, oracle: Oracle) -> None:
    games = list(random_games(2, range(12, 42), each=7))
    assert len(games) >= 200
    wrong = [format_moves(game.moves) for game in games if bookless.analyze(game.position) != oracle.scores(game)]
    assert not wrong


def test_agrees_with_the_recorded_scores(core: Core, bookless: Core) -> None:
    for text, scores in recorded():
        position = parse_game(text).position
        assert core.analyze(position) == scores, text
        if position.ply > 12:
            assert bookless.analyze(position) == scores, text


def test_agrees_with_brute_force_near_the_end(core: Core) -> None:
    for game in random_games(3, range(34, 42), each=8):
        assert core.analyze(game.position) == brute_force(game), format_moves(game.moves)


def test_mirror_image_has_the_same_scores_turned_round(core: Core) -> None:
    for game in random_games(4, range(4, 42), each=2):
        scores = core.analyze(game.position)
        core.reset()
        assert scores is not None
        assert core.analyze(game.position.mirror()) == scores[::-1], format_moves(game.moves)


def test_score_of_a_move_is_that_of_the_next_position_turned_round(core: Core) -> None:
    for game in random_games(5, range(1, 42, 4), each=2):
        scores = core.analyze(game.position)
        assert scores is not None
        for column, score in enumerate(scores):
            if score is not None and (after := game.play(column)).outcome is None:
                following = core.analyze(after.position)
                assert following is not None
                assert score == -(best_score(following) or 0)


def test_horizon_hides_what_is_decided_later_and_nothing_else(core: Core) -> None:
    chance = random.Random(6)
    for game in random_games(6, range(6, 42), each=4):
        exact = core.analyze(game.position)
        assert exact is not None
        horizon = chance.randint(1, 42)
        core.reset()
        seen = core.analyze(game.position, horizon=horizon)
        assert seen == within(exact, game.ply, horizon), (format_moves(game.moves), horizon)


def test_search_that_is_cut_short_says_so_and_goes_on(core: Core) -> None:
    core.reset()
    position = parse_game("1234567").position
    slices = 0
    while (scores := core.analyze(position, limit=200)) is None:
        slices += 1
    assert slices > 1
    core.reset()
    assert core.analyze(position) == scores


def test_trap_is_an_error_of_ours() -> None:
    with pytest.raises(SolverFailed):
        Core(has_book=False, wasm=BROKEN).analyze(parse_game("").position)


def test_book_that_does_not_fit_is_an_error() -> None:
    with pytest.raises(MemoryError):
        Core(wasm=CROWDED)


def record() -> None:
    """Write the file of recorded scores anew, if both solvers agree on them."""
    core, oracle = Core(), Oracle()
    lines = []
    for game in random_games(7, range(42), each=5):
        scores = oracle.scores(game)
        assert scores == core.analyze(game.position)
        words = ("x" if score is None else str(score) for score in scores)
        lines.append(f"{format_moves(game.moves) or '-'} {' '.join(words)}\n")
    RECORDED.write_text("".join(dict.fromkeys(lines)), encoding="utf-8")


if __name__ == "__main__":
    record()
