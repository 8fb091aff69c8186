"""The cache: mirror images are one entry, and what was longest without use goes first."""

from __future__ import annotations

from fourline.engine.cache import ScoreCache
from fourline.engine.scores import Scores
from fourline.rules.notation import parse_game

SCORES: Scores = (-4, -3, 18, 2, 2, 18, None)


def test_unknown_position_is_not_found() -> None:
    assert ScoreCache(2).find(parse_game("4455").position) is None


def test_mirror_image_is_found_with_its_scores_turned_round() -> None:
    position = parse_game("4455").position
    for kept in (position, position.mirror()):
        cache = ScoreCache(2)
        cache.put(kept, SCORES)
        assert cache.find(kept) == SCORES
        assert cache.find(kept.mirror()) == SCORES[::-1]


def test_longest_unused_goes_when_there_is_no_room() -> None:
    first, second, third = (parse_game(text).position for text in ("1", "2", "3"))
    cache = ScoreCache(2)
    cache.put(first, SCORES)
    cache.put(second, SCORES)
    assert cache.find(first) == SCORES
    cache.put(third, SCORES)
    assert cache.find(second) is None
    assert cache.find(first) == cache.find(third) == SCORES


def test_position_put_twice_takes_one_place() -> None:
    first, second = (parse_game(text).position for text in ("1", "2"))
    cache = ScoreCache(2)
    cache.put(second, SCORES)
    for _ in range(2):
        cache.put(first, SCORES)
        cache.put(first.mirror(), SCORES[::-1])
    assert cache.find(second) == SCORES
