"""Reviews over HTTP: what they say, and how long they are waited for."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import Future
from typing import Any

import pytest
from starlette.types import ASGIApp
from typing_extensions import override

from fourline.config import Config
from fourline.engine.findings import Findings
from fourline.engine.scores import Scores
from fourline.live.reviewer import Reviewer
from fourline.rules.game import Reason
from fourline.rules.position import Color, Position
from fourline.store.base import GameRecord
from fourline.store.memory import MemoryStore
from fourline.web import reviews as reviews_module
from fourline.web.reviews import to_review_json
from fourline.web.routes import build_web
from tests.engine.exhaustive import ExhaustiveSolver

from .archive import DRAWN, finished, game_id, store_with
from .client import Reply, request

ADDRESS = f"/api/games/{game_id(1)}/review"
START = 32


def record(number: int = 1) -> GameRecord:
    return finished(DRAWN, number, winner=None, start_ply=START)


class Site:
    """A web with games to review, and their solver."""

    def __init__(self, *records: GameRecord, **settings: Any) -> None:
        self.store: MemoryStore = store_with(*records)
        self.solver = ExhaustiveSolver()
        config = Config(**settings)
        self.reviewer = Reviewer(self.store, self.solver, config)
        self.web: ASGIApp = build_web(config, self.store, lambda: True, self.solver, self.reviewer)

    def get(self, address: str = ADDRESS) -> Reply:
        return request(self.web, address)


def test_review_is_worked_out_when_it_is_asked_for_and_stays() -> None:
    site = Site(record())
    reply = site.get()
    assert (reply.status, reply.headers["content-type"]) == (200, "application/json")
    assert reply.headers["cache-control"] == "no-cache"
    review = json.loads(reply.text)
    assert review["is_complete"]
    assert (review["game_id"], review["moves"], review["start_ply"]) == (game_id(1), DRAWN, START)
    assert len(review["scores"]) == 42 - START + 1
    assert [move["ply"] for move in review["judged"]] == list(range(START + 1, 43))
    asked = len(site.solver.asked)
    again = request(site.web, ADDRESS, headers={"if-none-match": reply.headers["etag"]})
    assert (again.status, len(site.solver.asked)) == (304, asked)


def test_review_says_it_all() -> None:
    start: Scores = (-2, -1, 0, 1, 0, -1, -2)
    loss: Scores = (-4, -2, -2, -1, -3, -2, -4)
    unclear: Scores = (0, 0, -1, 2, 0, 0, None)
    found = Findings(0, (start, loss, unclear, None), {3: (3, 4)})
    answer = to_review_json(finished("443", reason=Reason.RESIGNATION, winner=Color.RED), found)
    assert answer.judged[0] is not None
    assert answer.judged[0].label == "only"
    third = answer.judged[2]
    assert third is not None
    assert (third.ply, third.color, third.column, third.label) == (3, "red", 3, "blunder")
    assert (third.before, third.after, third.score, third.best_score, third.best) == ("win", "loss", -1, 2, "4")
    assert (third.is_critical, third.line) == (True, "45")
    assert answer.turning_points == (3,)
    assert {color: (each.kept, each.critical) for color, each in answer.accuracy.items()} == {
        "red": (1, 2),
        "yellow": (0, 0),
    }
    assert not answer.is_complete


def test_what_couldnt_be_solved_is_left_out_and_tried_again() -> None:
    site = Site(record())
    site.solver.refused = {START}
    reply = site.get()
    assert (reply.status, reply.headers["cache-control"]) == (200, "no-store")
    review = json.loads(reply.text)
    assert not review["is_complete"]
    assert review["judged"][0] is review["scores"][0] is None
    site.solver.refused.clear()
    assert json.loads(site.get().text)["is_complete"]


def test_review_that_takes_long_is_promised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reviews_module, "HOLD_S", 0)
    site = Site(record())
    site.solver.held = []
    reply = site.get()
    assert (reply.status, reply.headers["retry-after"], reply.text) == (202, "1", "{}")
    assert reply.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("name", ["unknown-game-000", "short", "game_number-0001.json"])
def test_unknown_game_has_no_review(name: str) -> None:
    assert Site(record()).get(f"/api/games/{name}/review").status == 404


def test_too_many_games_that_wait_are_refused() -> None:
    site = Site(record(), waiting_reviews=0)
    reply = site.get()
    assert (reply.status, reply.headers["retry-after"]) == (503, "5")


def test_only_new_reviews_count_against_an_address() -> None:
    site = Site(record(1), record(2), reviews_per_minute=1)
    assert site.get().status == 200
    assert site.get().status == 200
    refused = site.get(f"/api/games/{game_id(2)}/review")
    assert (refused.status, refused.headers["retry-after"]) == (429, "60")


def test_disk_that_refuses_is_told() -> None:
    site = Site(record())
    site.store.failure = "I/O error"
    assert site.get().status == 503


def test_without_a_solver_there_are_no_reviews() -> None:
    web = build_web(Config(), store_with(record()), lambda: True)
    assert request(web, ADDRESS).status == 503


def test_review_that_the_end_of_the_server_cuts_short_is_refused() -> None:
    site = Site(record())

    class Ending(ExhaustiveSolver):
        @override
        def submit(self, position: Position, *, deadline_s: float, is_urgent: bool = False) -> Future[Scores]:
            asyncio.get_running_loop().call_soon(site.reviewer.stop)
            return super().submit(position, deadline_s=deadline_s, is_urgent=is_urgent)

    ending = Ending()
    ending.held = []
    site.reviewer = Reviewer(site.store, ending, Config())
    site.web = build_web(Config(), site.store, lambda: True, ending, site.reviewer)
    assert site.get().status == 503
