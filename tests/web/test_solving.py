"""Scores over HTTP."""

from __future__ import annotations

import json
from typing import Any

import pytest
from starlette.types import ASGIApp

from fourline.config import Config
from fourline.rules.notation import parse_game
from fourline.store.memory import MemoryStore
from fourline.web.routes import build_web
from tests.engine.exhaustive import ExhaustiveSolver, solve

from .archive import DRAWN, WON
from .client import Reply, request

LATE = DRAWN[:34]


def site(solver: ExhaustiveSolver | None = None, **settings: Any) -> ASGIApp:
    return build_web(Config(**settings), MemoryStore(), lambda: True, solver or ExhaustiveSolver())


def ask(web: ASGIApp, position: str) -> Reply:
    return request(web, f"/api/solve?pos={position}")


def test_scores_are_those_of_the_position() -> None:
    solver = ExhaustiveSolver()
    reply = ask(site(solver), LATE)
    assert (reply.status, reply.headers["content-type"]) == (200, "application/json")
    scores = solve(parse_game(LATE).position)
    best = max(score for score in scores if score is not None)
    assert json.loads(reply.text) == {
        "moves": LATE,
        "score": best,
        "scores": list(scores),
        "best": [column + 1 for column, score in enumerate(scores) if score == best],
    }
    assert (solver.was_urgent, solver.deadlines) == (False, [5])
    assert reply.headers["cache-control"] == "max-age=86400"


def test_finished_game_has_seven_nulls_and_its_outcome() -> None:
    solver = ExhaustiveSolver()
    web = site(solver)
    won = json.loads(ask(web, WON).text)
    assert (won["score"], won["scores"], won["best"]) == (None, [None] * 7, [])
    assert (won["outcome"]["winner"], won["outcome"]["reason"], len(won["outcome"]["lines"])) == ("yellow", "line", 1)
    drawn = json.loads(ask(web, DRAWN).text)
    assert drawn["outcome"] == {"winner": None, "reason": "board_full", "lines": []}
    assert solver.asked == []


@pytest.mark.parametrize(
    ("position", "ply", "reason"),
    [
        ("448", 2, "move 3: '8' isn't a column from 1 to 7 or a to g"),
        ("4444444", 6, "move 7: column 4 is full"),
        ("12121211", 7, "move 8: the game is over"),
        ("x", 0, "move 1: 'x' isn't a column from 1 to 7 or a to g"),
    ],
)
def test_what_isnt_a_game_is_refused_with_a_reason(position: str, ply: int, reason: str) -> None:
    reply = ask(site(), position)
    assert reply.status == 400
    assert json.loads(reply.text) == {"error": reason, "ply": ply}


def test_position_that_takes_too_long_is_told() -> None:
    solver = ExhaustiveSolver()
    solver.refused = {34}
    reply = ask(site(solver), LATE)
    assert (reply.status, reply.headers["retry-after"]) == (503, "5")


def test_without_a_solver_only_the_ends_are_known() -> None:
    web = build_web(Config(), MemoryStore(), lambda: True)
    assert ask(web, LATE).status == 503
    assert ask(web, WON).status == 200


def test_address_may_ask_for_so_many_and_another_one_too() -> None:
    web = site(solves_per_minute=1)
    assert [ask(web, LATE).status for _ in range(2)] == [200, 429]
    # What costs nothing isn't counted.
    assert ask(web, WON).status == 200


def test_address_is_the_one_that_a_trusted_proxy_names() -> None:
    web = build_web(
        Config(solves_per_minute=1, trust_proxy=("127.0.0.0/8",)), MemoryStore(), lambda: True, ExhaustiveSolver()
    )
    for address, status in (("192.0.2.1", 200), ("192.0.2.2", 200), ("192.0.2.1", 429)):
        reply = request(web, f"/api/solve?pos={LATE}", headers={"x-forwarded-for": address})
        assert reply.status == status
