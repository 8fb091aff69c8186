"""The core itself: known values, and every move after each of them."""

from __future__ import annotations

import pytest

from fourline.engine.scores import best_score
from fourline.engine.wasm import Core
from fourline.rules.notation import parse_game


@pytest.fixture(scope="module")
def core() -> Core:
    return Core()


@pytest.mark.parametrize(
    ("text", "scores"),
    [
        ("", (-2, -1, 0, 1, 0, -1, -2)),
        ("4455", (-4, -3, 18, 2, 2, 18, -3)),
        ("44455554221", (-15,) * 7),
    ],
)
def test_known_scores(text: str, scores: tuple[int, ...], core: Core) -> None:
    assert core.analyze(parse_game(text).position) == scores


def test_book_and_search_agree_on_the_way_down(core: Core) -> None:
    game = parse_game("44444")
    scores = core.analyze(game.position)
    assert scores is not None
    for column, score in enumerate(scores):
        after = core.analyze(game.play(column).position)
        assert after is not None
        assert score == -(best_score(after) or 0)
