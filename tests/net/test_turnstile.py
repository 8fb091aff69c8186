"""net/turnstile.py: a crowd is let in a few at a time, in order."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from fourline.net.turnstile import Turnstile

PER_TURN = 3


def run(scenario: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(scenario())


def started() -> Turnstile:
    turnstile = Turnstile(PER_TURN)
    turnstile.start(asyncio.get_running_loop())
    return turnstile


def test_everybody_is_let_in_at_once_before_turns_are_counted() -> None:
    turnstile, entered = Turnstile(PER_TURN), list[int]()
    for number in range(10):
        turnstile.enter(partial(entered.append, number))
    assert entered == list(range(10))


def test_few_are_let_in_at_once_and_the_others_turn_by_turn_in_order() -> None:
    async def scenario() -> None:
        turnstile, entered = started(), list[int]()
        for number in range(8):
            turnstile.enter(partial(entered.append, number))
        seen = []
        for _ in range(4):
            seen.append(list(entered))
            await asyncio.sleep(0)
        assert seen == [list(range(count)) for count in (3, 6, 8, 8)]

    run(scenario)


def test_who_comes_later_waits_behind_those_who_wait() -> None:
    async def scenario() -> None:
        turnstile, entered = started(), list[int]()
        for number in range(7):
            turnstile.enter(partial(entered.append, number))
        await asyncio.sleep(0)
        turnstile.enter(partial(entered.append, 7))
        assert entered == list(range(6))
        await asyncio.sleep(0)
        assert entered == list(range(8))

    run(scenario)


def test_each_turn_lets_in_as_many_again() -> None:
    async def scenario() -> None:
        turnstile, entered = started(), list[int]()
        for turn in range(3):
            for number in range(PER_TURN):
                turnstile.enter(partial(entered.append, number))
            assert len(entered) == PER_TURN * (turn + 1)
            await asyncio.sleep(0)

    run(scenario)


def test_one_that_breaks_its_promise_not_to_raise_holds_nobody_up() -> None:
    async def scenario() -> None:
        broken: list[str] = []
        asyncio.get_running_loop().set_exception_handler(
            lambda _loop, context: broken.append(str(context["exception"]))
        )
        turnstile, entered = started(), list[int]()

        def fail() -> None:
            raise ValueError("a bug")

        for number in range(PER_TURN):
            turnstile.enter(partial(entered.append, number))
        turnstile.enter(fail)
        turnstile.enter(partial(entered.append, PER_TURN))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert entered == list(range(PER_TURN + 1))
        assert broken == ["a bug"]

    run(scenario)
