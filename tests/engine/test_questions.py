"""The queues: urgent first, in order of arrival, and nobody is left waiting when they close."""

from __future__ import annotations

import threading
from concurrent.futures import CancelledError
from queue import SimpleQueue

import pytest

from fourline.engine.questions import Question, Questions
from fourline.errors import SolverClosed, SolverTimeout
from fourline.rules.position import EMPTY


def question(*, is_urgent: bool = False, deadline_at_s: float = 10) -> Question:
    return Question(EMPTY, 42, deadline_at_s, is_urgent)


def test_urgent_ones_come_first_each_kind_in_its_order() -> None:
    questions = Questions()
    patient, urgent = [question(), question()], [question(is_urgent=True), question(is_urgent=True)]
    for asked in (patient[0], urgent[0], patient[1], urgent[1]):
        questions.put(asked)
    assert [questions.take() for _ in range(4)] == [*urgent, *patient]


def test_only_urgent_ones_are_taken_as_such() -> None:
    questions = Questions()
    urgent = question(is_urgent=True)
    questions.put(question())
    questions.put(urgent)
    assert questions.take_urgent() is urgent
    assert questions.take_urgent() is None


def test_late_ones_are_taken_from_both_queues() -> None:
    questions = Questions()
    late = [question(is_urgent=True, deadline_at_s=5), question(deadline_at_s=4)]
    in_time = [question(is_urgent=True, deadline_at_s=6), question()]
    for asked in (*late, *in_time):
        questions.put(asked)
    assert questions.take_late(5) == late
    assert [questions.take() for _ in range(2)] == in_time


def test_put_tells_whether_workers_are_missing() -> None:
    questions = Questions()
    taken: SimpleQueue[Question] = SimpleQueue()

    def work() -> None:
        while (asked := questions.take()) is not None:
            taken.put(asked)

    assert questions.put(question())
    worker = threading.Thread(target=work)
    worker.start()
    taken.get(timeout=60)
    # Sooner or later it waits again before the next one comes, and then nobody is missing.
    while questions.put(question()):
        taken.get(timeout=60)
    questions.close()
    worker.join(60)
    assert not worker.is_alive()


def test_closing_gives_back_what_is_left_and_sends_workers_home() -> None:
    questions = Questions()
    taken: list[Question | None] = []
    worker = threading.Thread(target=lambda: taken.append(questions.take()))
    worker.start()
    assert questions.close() == []
    worker.join(60)
    assert taken == [None]
    assert questions.is_closed
    with pytest.raises(SolverClosed):
        questions.put(question())


def test_closing_returns_the_urgent_first() -> None:
    questions = Questions()
    patient, urgent = question(), question(is_urgent=True)
    questions.put(patient)
    questions.put(urgent)
    assert questions.close() == [urgent, patient]
    assert questions.take() is None


def test_refusal_reaches_who_asked_unless_it_was_cancelled() -> None:
    refused, cancelled = question(), question()
    refused.refuse(SolverTimeout("late"))
    with pytest.raises(SolverTimeout):
        refused.answer.result(0)
    assert cancelled.answer.cancel()
    cancelled.refuse(SolverTimeout("late"))
    with pytest.raises(CancelledError):
        cancelled.answer.result(0)
