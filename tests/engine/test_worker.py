"""A worker between two slices: deadlines, urgent questions, and an instance that breaks down."""

from __future__ import annotations

from collections.abc import Callable

from fourline.engine.cache import ScoreCache
from fourline.engine.questions import Question, Questions
from fourline.engine.scores import Scores
from fourline.engine.worker import Analyzer, Worker
from fourline.errors import SolverClosed, SolverFailed, SolverTimeout
from fourline.rules.notation import parse_game
from fourline.rules.position import Position
from tests.engine.analyzers import Breaking, Scripted, answer_to

FIRST, SECOND, THIRD = (parse_game(text).position for text in ("1", "12", "123"))


class Bench:
    """One worker, run in this thread until its queues are empty; time goes by only when a test says so."""

    def __init__(self, *analyzers: Analyzer) -> None:
        self.now_s = 0.0
        self.questions = Questions()
        self.cache = ScoreCache(10)
        self.made = iter(analyzers)

    def ask(
        self, position: Position, *, is_urgent: bool = False, deadline_at_s: float = 10, horizon: int = 42
    ) -> Question:
        question = Question(position, horizon, deadline_at_s, is_urgent)
        self.questions.put(question)
        return question

    def close(self, _answered: object = None) -> None:
        self.questions.close()

    def run(self) -> None:
        """Answer all that was asked; the last to be answered closes the queues."""
        Worker(self.questions, self.cache, lambda: next(self.made), lambda: self.now_s).run()


def test_answers_and_keeps_what_is_exact() -> None:
    bench = Bench(Scripted())
    exact, narrow = bench.ask(FIRST), bench.ask(SECOND, horizon=39)
    narrow.answer.add_done_callback(bench.close)
    bench.run()
    assert exact.answer.result(0) == answer_to(FIRST)
    assert narrow.answer.result(0) == answer_to(SECOND)
    assert bench.cache.find(FIRST) == answer_to(FIRST)
    assert bench.cache.find(SECOND) is None


def test_horizon_that_covers_the_rest_is_exact() -> None:
    bench = Bench(analyzer := Scripted())
    bench.ask(SECOND, horizon=40).answer.add_done_callback(bench.close)
    bench.run()
    assert bench.cache.find(SECOND) == answer_to(SECOND)
    assert analyzer.horizons == [40]


def test_search_goes_on_slice_by_slice() -> None:
    bench = Bench(analyzer := Scripted(slices=3))
    question = bench.ask(FIRST)
    question.answer.add_done_callback(bench.close)
    bench.run()
    assert question.answer.result(0) == answer_to(FIRST)
    assert analyzer.asked == [FIRST] * 3


def test_slices_of_a_long_search_grow_lest_it_begin_anew_for_ever() -> None:
    limits: list[int] = []

    class Forgetful(Scripted):
        """Has learnt nothing from one call to the next."""

        def analyze(self, position: Position, *, horizon: int, limit: int) -> Scores | None:
            limits.append(limit)
            return answer_to(position) if limit > 5_000_000 else None

    bench = Bench(Forgetful())
    question = bench.ask(FIRST)
    question.answer.add_done_callback(bench.close)
    bench.run()
    assert question.answer.result(0) == answer_to(FIRST)
    assert limits == sorted(limits)
    assert limits[0] == limits[1] == 100_000
    assert sum(limits) < 4 * limits[-1]


def test_urgent_question_goes_before_the_next_slice_of_another() -> None:
    analyzer = Scripted(slices=2)
    bench = Bench(analyzer)
    patient = bench.ask(FIRST)
    patient.answer.add_done_callback(bench.close)
    asked: list[Question] = []
    analyzer.before = when(FIRST, lambda: asked.append(bench.ask(SECOND, is_urgent=True)))
    bench.run()
    assert analyzer.asked == [FIRST, SECOND, SECOND, FIRST]
    assert asked[0].answer.result(0) == answer_to(SECOND)
    assert patient.answer.result(0) == answer_to(FIRST)


def test_urgent_question_waits_for_another_urgent_one() -> None:
    analyzer = Scripted(slices=2)
    bench = Bench(analyzer)
    bench.ask(FIRST, is_urgent=True)
    analyzer.before = when(FIRST, lambda: bench.ask(SECOND, is_urgent=True).answer.add_done_callback(bench.close))
    bench.run()
    assert analyzer.asked == [FIRST, FIRST, SECOND, SECOND]


def test_deadline_stops_a_search_and_the_next_question_is_answered() -> None:
    analyzer = Scripted(slices=1_000)
    bench = Bench(analyzer)
    late, next_one = bench.ask(FIRST, deadline_at_s=3), bench.ask(SECOND)

    def tick(position: Position) -> None:
        bench.now_s += 1
        analyzer.slices = 1_000 if position is FIRST else 1

    analyzer.before = tick
    next_one.answer.add_done_callback(bench.close)
    bench.run()
    assert isinstance(late.answer.exception(0), SolverTimeout)
    assert analyzer.asked == [FIRST] * 3 + [SECOND]
    assert next_one.answer.result(0) == answer_to(SECOND)


def test_deadline_strikes_those_who_wait_too() -> None:
    analyzer = Scripted(slices=2)
    bench = Bench(analyzer)
    bench.ask(FIRST)
    waiting = bench.ask(SECOND, deadline_at_s=1)
    struck: list[int] = []
    waiting.answer.add_done_callback(lambda _answer: struck.append(len(analyzer.asked)))
    bench.ask(THIRD).answer.add_done_callback(bench.close)
    analyzer.before = when(FIRST, lambda: setattr(bench, "now_s", 1))
    bench.run()
    assert isinstance(waiting.answer.exception(0), SolverTimeout)
    assert struck == [1]


def test_cancelled_question_costs_nothing() -> None:
    bench = Bench(analyzer := Scripted())
    assert bench.ask(FIRST).answer.cancel()
    bench.ask(SECOND).answer.add_done_callback(bench.close)
    bench.run()
    assert analyzer.asked == [SECOND]


def test_question_that_is_worked_on_cannot_be_cancelled() -> None:
    analyzer = Scripted()
    bench = Bench(analyzer)
    question = bench.ask(FIRST)
    question.answer.add_done_callback(bench.close)
    cancelled: list[bool] = []
    analyzer.before = when(FIRST, lambda: cancelled.append(question.answer.cancel()))
    bench.run()
    assert cancelled == [False]
    assert question.answer.result(0) == answer_to(FIRST)


def test_instance_that_broke_down_is_replaced() -> None:
    bench = Bench(Breaking(), analyzer := Scripted())
    failed, answered = bench.ask(FIRST), bench.ask(SECOND)
    answered.answer.add_done_callback(bench.close)
    bench.run()
    assert isinstance(failed.answer.exception(0), SolverFailed)
    assert answered.answer.result(0) == answer_to(SECOND)
    assert analyzer.asked == [SECOND]


def test_instance_that_cannot_be_made_is_an_error_to_who_asked() -> None:
    bench = Bench()
    failed, answered = bench.ask(FIRST), bench.ask(SECOND)
    answered.answer.add_done_callback(bench.close)
    attempts = iter([MemoryError("none left"), None])

    def make() -> Analyzer:
        if (error := next(attempts)) is not None:
            raise error
        return Scripted()

    Worker(bench.questions, bench.cache, make, lambda: 0).run()
    assert isinstance(failed.answer.exception(0), MemoryError)
    assert answered.answer.result(0) == answer_to(SECOND)


def test_closing_ends_a_search() -> None:
    analyzer = Scripted(slices=1_000)
    bench = Bench(analyzer)
    question = bench.ask(FIRST)
    analyzer.before = when(FIRST, bench.close)
    bench.run()
    assert isinstance(question.answer.exception(0), SolverClosed)
    assert analyzer.asked == [FIRST]


def when(position: Position, act: Callable[[], object]) -> Callable[[Position], None]:
    """Return what acts once, at the first slice of ``position``."""
    acts = [act]

    def before(asked: Position) -> None:
        if asked is position and acts:
            acts.pop()()

    return before
