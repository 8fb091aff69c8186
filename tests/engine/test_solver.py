"""The pool: what it knows, what it refuses, and that it can be left."""

from __future__ import annotations

import itertools
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future

import pytest

from fourline.engine.scores import NO_SCORES, Scores
from fourline.engine.solver import Solver
from fourline.engine.wasm import Core
from fourline.engine.worker import Analyzer
from fourline.errors import BadPosition, SolverClosed, SolverFailed, SolverTimeout
from fourline.rules.notation import parse_game
from fourline.rules.position import EMPTY, Position
from tests.engine.analyzers import Breaking, Gate, Scripted, answer_to

FIRST, SECOND, THIRD = (parse_game(text).position for text in ("1", "12", "123"))
DRAWN = "442761225377252342545563474175371666631311"


@pytest.fixture
def scripted() -> Scripted:
    return Scripted()


@pytest.fixture
def solver(scripted: Scripted) -> Iterator[Solver]:
    solver = Solver(1, make_analyzer=lambda: scripted, now_s=lambda: 0)
    yield solver
    solver.close()


def test_asked_twice_is_solved_once(solver: Solver, scripted: Scripted) -> None:
    assert solver.solve(FIRST) == solver.solve(FIRST) == answer_to(FIRST)
    assert solver.solve(FIRST.mirror()) == answer_to(FIRST)[::-1]
    assert scripted.asked == [FIRST]


def test_horizon_is_answered_from_exact_scores(solver: Solver, scripted: Scripted) -> None:
    assert solver.solve(SECOND) == (1, 1, 0, 0, 0, 0, 0)
    assert solver.submit_to(SECOND, 38, deadline_s=1).result(0) == (0, 0, 0, 0, 0, 0, 0)
    assert scripted.asked == [SECOND]


def test_horizon_is_passed_on(solver: Solver, scripted: Scripted) -> None:
    assert solver.submit_to(SECOND, 3, deadline_s=1).result(60) == answer_to(SECOND)
    assert solver.submit_to(SECOND, 4, deadline_s=1).result(60) == answer_to(SECOND)
    assert scripted.horizons == [3, 4]


@pytest.mark.parametrize("text", ["1212121", DRAWN])
def test_finished_game_has_no_scores(text: str, solver: Solver, scripted: Scripted) -> None:
    game = parse_game(text)
    assert game.outcome is not None
    assert solver.solve(game.position) == NO_SCORES
    assert scripted.asked == []


@pytest.mark.parametrize("position", [Position(0, 2), Position(1, 1), Position(0, 1 << 49)])
def test_position_that_makes_no_sense_is_refused_at_once(
    position: Position, solver: Solver, scripted: Scripted
) -> None:
    with pytest.raises(BadPosition):
        solver.submit(position, deadline_s=1)
    with pytest.raises(BadPosition):
        solver.submit_to(position, 4, deadline_s=1)
    assert scripted.asked == []


def test_deadline_counts_from_the_question(scripted: Scripted) -> None:
    gate = Gate()
    now_s = [100.0]
    scripted.before = gate
    scripted.slices = 2
    solver = Solver(1, make_analyzer=lambda: scripted, now_s=lambda: now_s[0])
    late = solver.submit(FIRST, deadline_s=5)
    assert gate.reached.wait(60)
    now_s[0] = 105.0
    gate.opened.set()
    assert isinstance(late.exception(60), SolverTimeout)
    assert solver.solve(SECOND) == answer_to(SECOND)
    solver.close()


def test_deadline_stops_a_search_that_would_take_hours() -> None:
    seconds = itertools.count()
    solver = Solver(1, make_analyzer=lambda: Core(has_book=False), now_s=lambda: next(seconds))
    assert isinstance(solver.submit(EMPTY, deadline_s=9).exception(60), SolverTimeout)
    late = parse_game("44455554221" + "44777711111").position
    assert solver.submit(late, deadline_s=1_000).result(60) == Core().analyze(late)
    solver.close()


def test_each_of_two_workers_has_an_instance() -> None:
    gates = [Gate(), Gate()]
    made = iter([Scripted(before=gate) for gate in gates])
    solver = Solver(2, make_analyzer=lambda: next(made))
    answers = [solver.submit(position, deadline_s=60) for position in (FIRST, SECOND, THIRD)]
    # Both are at work at the same time, so neither waits for the other.
    assert all(gate.reached.wait(60) for gate in gates)
    for gate in gates:
        gate.opened.set()
    assert [answer.result(60) for answer in answers] == [answer_to(position) for position in (FIRST, SECOND, THIRD)]
    solver.close()


def test_breakdown_reaches_who_asked_and_nobody_else(scripted: Scripted) -> None:
    analyzers: Iterator[Analyzer] = iter([Breaking(), scripted])
    solver = Solver(1, make_analyzer=lambda: next(analyzers))
    with pytest.raises(SolverFailed):
        solver.solve(FIRST)
    assert solver.solve(FIRST) == answer_to(FIRST)
    solver.close()


def test_closing_ends_the_workers_and_refuses_the_rest(scripted: Scripted) -> None:
    before = set(threading.enumerate())
    gate = Gate()
    scripted.before = gate
    scripted.slices = 2
    solver = Solver(1, make_analyzer=lambda: scripted)
    running, waiting = (solver.submit(position, deadline_s=60) for position in (FIRST, SECOND))
    assert gate.reached.wait(60)
    closing = threading.Thread(target=solver.close)
    closing.start()
    assert isinstance(waiting.exception(60), SolverClosed)
    gate.opened.set()
    closing.join(60)
    assert isinstance(running.exception(60), SolverClosed)
    assert set(threading.enumerate()) == before
    with pytest.raises(SolverClosed):
        solver.submit(FIRST, deadline_s=1)
    solver.close()


def test_callback_may_close(scripted: Scripted) -> None:
    gate = Gate()
    scripted.before = gate
    solver = Solver(1, make_analyzer=lambda: scripted)
    answer = solver.submit(FIRST, deadline_s=60)
    assert gate.reached.wait(60)
    closed = threading.Event()

    def close(_answer: Future[Scores]) -> None:
        solver.close()
        closed.set()

    answer.add_done_callback(close)
    gate.opened.set()
    assert closed.wait(60)
    assert answer.result(60) == answer_to(FIRST)


def test_nothing_is_loaded_before_the_first_question() -> None:
    code = """
import sys, threading
from fourline.engine.solver import Solver
solver = Solver()
solver.close()
assert not {"wasmtime", "bitbully_databases", "asyncio"} & set(sys.modules), sys.modules
assert threading.active_count() == 1
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_who_forgets_to_close_can_leave() -> None:
    code = """
from fourline.engine.solver import Solver
from fourline.rules.position import EMPTY
print(Solver(1).solve(EMPTY))
"""
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=120)
    assert done.stdout == "(-2, -1, 0, 1, 0, -1, -2)\n"


def test_solver_is_exact() -> None:
    solver = Solver(1)
    assert solver.solve(EMPTY) == (-2, -1, 0, 1, 0, -1, -2)
    solver.close()
